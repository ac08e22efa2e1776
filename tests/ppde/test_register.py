"""The register of processings and the notice."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from ppde import operations
from ppde.models import (
    Person,
    Processing,
)
from tests.ppde.rights_kit import page, text
from tzcld.ui import french

TODAY = timezone.localdate


def test_a_new_version_of_the_register_keeps_the_old_one(as_team, person, by, sign_in):
    journey = Processing.objects.of_journey(as_team.hub)
    assert journey.version == 1
    told = {
        name: getattr(journey, name)
        for name in (
            "purpose",
            "basis",
            "people",
            "categories",
            "recipients",
            "retention",
            "source",
        )
    }
    with pytest.raises(ValidationError, match="est passé"):
        operations.write_processing(
            as_team.hub, journey, by=by, valid_from=date(2026, 1, 1), notice="Nouvelle.", **told
        )
    Person.objects.filter(pk=person.pk).update(notice_given_on=date(2025, 2, 11))
    operations.write_processing(
        as_team.hub, journey, by=by, valid_from=TODAY(), notice="Nouvelle.", **told
    )
    assert Processing.objects.of_journey(as_team.hub).version == 2
    assert Processing.objects.of_journey(as_team.hub, date(2025, 2, 11)).version == 1
    shown = text(sign_in("lead").get(page("person_privacy", as_team, person.pk)))
    assert "Une nouvelle notice est à remettre" in shown
    assert "Nouvelle." in text(sign_in("lead").get(page("notice", as_team)))


def test_a_notice_given_before_the_register_begins_is_of_the_first_version(
    as_team, person, sign_in
):
    given = date(2020, 1, 1)
    Person.objects.filter(pk=person.pk).update(notice_given_on=given)
    shown = text(sign_in("lead").get(page("person_privacy", as_team, person.pk)))
    assert f"Version 1, remise le {french.date(given)}." in shown


def test_the_dpo_writes_a_version_that_everybody_reads(sign_in, world, client):
    dpo = sign_in("dpo")
    url = reverse("ppde:privacy_processing", args=[world.hub.slug, "lettre"])
    form = dpo.get(url).context["form"]
    sent = {name: form[name].value() for name in form.fields}
    sent |= {"purpose": "Envoyer la lettre Hellébore.", "valid_from": f"{TODAY():%d/%m/%Y}"}
    assert dpo.post(url, sent).status_code == 302
    client.logout()
    public = text(client.get(reverse("evaluation:legal", args=["donnees-personnelles"])))
    assert "Hellébore" in public
    assert "art. 6-1-e" in public
