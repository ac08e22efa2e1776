"""A post of another employer goes to whoever agrees that this employer be told of them; an EBE is the project itself."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from ebe import operations
from ebe.models import Proposal
from ppde import operations as ppde
from ppde.models import Consent
from territories.models import Organisation
from territories.scoping import scoped

TODAY = timezone.localdate


@pytest.fixture
def lead(as_team):
    return as_team.users["lead"]


@pytest.fixture
def person(listed):
    return listed(10, TODAY() - timedelta(days=900), agrees=False)


def propose(person, post, by):
    return operations.make_proposal(
        person, post, weekly_hours=Decimal(25), proposed_on=TODAY(), order_reason="Essai", by=by
    )


def agree(person, organisation, by) -> Consent:
    return ppde.record_consent(
        person,
        "sharing",
        organisation=organisation,
        on=TODAY(),
        channel="paper",
        proof="Signé",
        by=by,
    )


def test_without_an_agreement_another_employer_is_told_of_nobody(as_team, person, elsewhere, lead):
    with pytest.raises(ValidationError, match="n’a pas donné son accord"):
        propose(person, elsewhere, lead)
    other = Organisation.objects.create(territory=as_team.home, name="Autre", kind="ccas")
    agree(person, other, lead)
    with pytest.raises(ValidationError, match="n’a pas donné son accord"):
        propose(person, elsewhere, lead)
    agree(person, elsewhere.organisation, lead)
    assert propose(person, elsewhere, lead).pk


def test_taken_back_it_stops_the_next_one(person, elsewhere, lead):
    consent = agree(person, elsewhere.organisation, lead)
    ppde.withdraw_consent(consent, on=TODAY(), channel="spoken", by=lead)
    with pytest.raises(ValidationError, match="ou l’a retiré"):
        propose(person, elsewhere, lead)


def test_the_enterprise_of_the_project_asks_for_none(person, post, lead):
    assert propose(person, post, lead).pk


def test_the_page_leads_to_the_agreement_and_back(as_team, person, elsewhere, sign_in):
    client, home = sign_in("lead"), as_team.home.slug
    record = reverse("ppde:consent_record", args=[home, person.pk])
    link = f"{record}?pour=sharing&amp;partenaire={elsewhere.organisation_id}"
    page = reverse("ebe:proposal_create", args=[home, elsewhere.pk])
    sent = {
        "person": f"{person}, {person.reference}", "weekly_hours": "25", "proposed_on": f"{TODAY():%d/%m/%Y}",
        "order_reason": "Essai",
    }  # fmt: skip
    for answer in (
        client.get(f"{page}?personne={person.pk}"),
        client.post(page, sent),
    ):
        shown = answer.content.decode()
        assert link in shown
        assert "Son accord d’abord" in shown
    first = reverse("ebe:proposal_first", args=[home, elsewhere.pk])
    assert client.post(first, {"personne": person.pk}).url == f"{page}?personne={person.pk}"
    form = client.get(link.replace("&amp;", "&")).context["form"]
    assert (form["purpose"].value(), form.initial["organisation"]) == (
        "sharing", elsewhere.organisation_id,
    )  # fmt: skip
    with scoped(as_team.home.pk):
        agree(person, elsewhere.organisation, as_team.users["lead"])
    assert "Son accord d’abord" not in client.get(f"{page}?personne={person.pk}").content.decode()
    assert client.post(page, sent).status_code == 302
    with scoped(as_team.home.pk):
        assert Proposal.objects.filter(person=person, post=elsewhere).exists()
