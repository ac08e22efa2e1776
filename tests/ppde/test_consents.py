"""What a person agrees to, and takes back."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.utils import IntegrityError
from django.utils import timezone

from ppde import operations
from ppde.models import (
    Consent,
)
from territories.models import Organisation
from territories.scoping import scoped
from tests.ppde.rights_kit import agree, page, text

TODAY = timezone.localdate


@pytest.fixture
def partner(as_team):
    return Organisation.objects.get(territory=as_team.home)


def test_a_withdrawal_stops_at_once(person, by):
    consent = agree(person, by)
    operations.require_consent(person, "testimony")
    operations.withdraw_consent(consent, on=TODAY(), channel="spoken", by=by)
    assert not operations.has_consent(person, "testimony")
    with pytest.raises(ValidationError, match="ou l’a retiré"):
        operations.require_consent(person, "testimony")
    assert Consent.objects.filter(person=person, purpose="testimony").count() == 2


def test_a_sharing_is_agreed_for_one_partner_only(as_team, person, by, partner):
    other = Organisation.objects.create(territory=as_team.home, name="Autre", kind="ccas")
    agree(person, by, "sharing", organisation=partner)
    assert operations.has_consent(person, "sharing", partner)
    assert not operations.has_consent(person, "sharing", other)
    with pytest.raises(ValidationError, match="nomme le partenaire"):
        agree(person, by, "sharing")
    with scoped(as_team.next.pk):
        far = Organisation.objects.get(territory=as_team.next)
    with pytest.raises(ValidationError, match="autre territoire"):
        agree(person, by, "sharing", organisation=far)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"proof": " "}, "a une preuve"),
        ({"on": date(2099, 1, 1)}, "pas encore passé"),
        ({"proof": "2 86 05 99 123 456 78"}, "sécurité sociale"),
    ],
)
def test_an_agreement_that_proves_nothing_is_refused(person, by, changed, sentence):
    with pytest.raises(ValidationError, match=sentence):
        agree(person, by, **changed)
    assert not operations.has_consent(person, "testimony")


def test_the_database_keeps_what_was_agreed(person, by):
    consent = agree(person, by)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Consent.objects.filter(pk=consent.pk).update(is_given=False)


def test_the_file_records_and_takes_back(sign_in, world):
    lead, person = sign_in("lead"), world.rows["home"]["person"]
    sent = {"purpose": "sharing", "on": f"{TODAY():%d/%m/%Y}", "channel": "paper", "proof": "Signé"}
    refused = text(lead.post(page("consent_record", world, person.pk), sent))
    assert "Nommez le partenaire" in refused
    assert 'value="Signé"' in refused
    done = lead.post(
        page("consent_record", world, person.pk), sent | {"organisation": "Association"}
    )
    assert done.url == page("person_privacy", world, person.pk)
    shown = text(lead.get(done.url))
    assert "Transmettre le dossier à un partenaire (Association)" in shown
    assert "Accord donné" in shown
    with scoped(world.home.pk):
        consent = Consent.objects.get(purpose="sharing")
    sent = {"on": f"{TODAY():%d/%m/%Y}", "channel": "phone"}
    assert lead.post(page("consent_withdraw", world, consent.pk), sent).status_code == 302
    assert "Accord retiré" in text(lead.get(page("person_privacy", world, person.pk)))
    assert "déjà retiré" in text(lead.post(page("consent_withdraw", world, consent.pk), sent))
