"""A post of another employer goes to whoever agrees that this employer be told of them; an EBE is the project itself."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from ebe import line, operations
from ebe.models import Proposal
from ebe.operations.proposals import refuse_unagreed
from ebe.queue import SOURCES
from ppde import operations as ppde
from ppde.models import Consent
from territories.models import Organisation
from territories.scoping import scoped
from tzcld.ui import french

TODAY = timezone.localdate
START = TODAY()


def printed(day) -> str:
    """The day as the text of an exception shows it, whose blanks are written out."""
    return french.date(day).replace("\u00a0", ".+")


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


# What waits there already ─────────────────────────────────────────────────────────────────────────


@pytest.fixture
def stopped(person, elsewhere, lead):
    """A proposal that waited at another employer when the person took the agreement back."""
    consent = agree(person, elsewhere.organisation, lead)
    proposal = propose(person, elsewhere, lead)
    ppde.withdraw_consent(consent, on=TODAY(), channel="spoken", by=lead)
    proposal.refresh_from_db()
    return proposal


def test_what_waits_at_this_employer_stops_and_its_place_is_free(
    person, elsewhere, lead, stopped, listed
):
    assert (stopped.reply, stopped.replied_on) == (Proposal.Reply.STOPPED, TODAY())
    assert person.events.filter(text__startswith="Accord retiré, la proposition s’arrête").exists()
    # One place, and somebody else who agrees: the list goes on, past the person who no longer does.
    after = listed(11, TODAY() - timedelta(days=1))
    place = line.turn(elsewhere, after)
    assert place.earliest != person
    passed = {p.person.pk: (p.kind, p.passed) for p in line.line(elsewhere)}
    assert passed[person.pk] == (
        "unagreed",
        f"accord pour cet employeur retiré ou terminé le {french.date(TODAY())}",
    )
    assert propose(after, elsewhere, lead).reply == "waiting"


def test_only_what_waits_there_stops(as_team, person, elsewhere, post, lead, listed):
    """Another employer, an EBE, another person, another purpose, and what has its answer: all as they were."""
    consent = agree(person, elsewhere.organisation, lead)
    other = Organisation.objects.create(territory=as_team.home, name="Autre", kind="ccas")
    other_consent = agree(person, other, lead)
    proposal, neighbour = propose(person, elsewhere, lead), listed(12, TODAY())
    at_the_enterprise = propose(neighbour, post, lead)
    ppde.withdraw_consent(other_consent, on=TODAY(), channel="spoken", by=lead)
    photo = ppde.record_consent(
        person, "photo", on=TODAY(), channel="paper", proof="Signé", by=lead
    )
    ppde.withdraw_consent(photo, on=TODAY(), channel="spoken", by=lead)
    for row in (proposal, at_the_enterprise):
        row.refresh_from_db()
        assert row.reply == "waiting"
    operations.answer_proposal(proposal, reply="accepted", on=TODAY(), by=lead)
    ppde.withdraw_consent(consent, on=TODAY(), channel="spoken", by=lead)
    proposal.refresh_from_db()
    assert proposal.reply == "accepted"


def test_with_a_new_agreement_the_post_is_proposed_again(person, elsewhere, lead, stopped):
    for act in (
        lambda: operations.answer_proposal(stopped, reply="refused", on=TODAY(), refusal="place", by=lead),
        lambda: operations.withdraw_proposal(stopped, by=lead, reason="Essai"),
        lambda: operations.correct_answer(stopped, by=lead, reason="Essai"),
    ):  # fmt: skip
        with pytest.raises(ValidationError, match="arrêtée depuis"):
            act()
    agree(person, elsewhere.organisation, lead)
    assert propose(person, elsewhere, lead).reply == "waiting"


def test_nothing_waits_again_without_an_agreement(person, elsewhere, lead):
    consent = agree(person, elsewhere.organisation, lead)
    proposal = propose(person, elsewhere, lead)
    operations.answer_proposal(proposal, reply="refused", on=TODAY(), refusal="place", by=lead)
    ppde.withdraw_consent(consent, on=TODAY(), channel="spoken", by=lead)
    with pytest.raises(ValidationError, match="ou l’a retiré"):
        operations.correct_answer(proposal, by=lead, reason="Erreur")


# Its last day ─────────────────────────────────────────────────────────────────────────────────────


def agree_until(person, organisation, lead, until) -> Consent:
    return ppde.record_consent(
        person, "sharing", organisation=organisation, on=START, until=until, channel="paper",
        proof="Signé", by=lead,
    )  # fmt: skip


def test_after_its_last_day_nothing_is_proposed_and_what_waits_stops(
    as_team, person, elsewhere, lead, monkeypatch
):
    last = START + timedelta(days=5)
    agree_until(person, elsewhere.organisation, lead, last)
    proposal = propose(person, elsewhere, lead)
    monkeypatch.setattr(timezone, "localdate", lambda *args: last)
    assert ppde.end_consents(person.territory_id) == 0
    monkeypatch.setattr(timezone, "localdate", lambda *args: last + timedelta(days=1))
    # Before the night has passed and after.
    for ended in (1, 0):
        passed = {p.person.pk: (p.kind, p.passed) for p in line.line(elsewhere)}
        assert passed[person.pk] == (
            "unagreed",
            f"accord pour cet employeur retiré ou terminé le {french.date(last)}",
        )
        with pytest.raises(ValidationError, match=f"s’est terminé le {printed(last)}"):
            refuse_unagreed(person, elsewhere.organisation)
        assert ppde.end_consents(person.territory_id) == ended
    proposal.refresh_from_db()
    assert (proposal.reply, proposal.replied_on) == (Proposal.Reply.STOPPED, last)
    assert person.events.filter(text__startswith="Accord terminé, la proposition").count() == 1


def test_on_its_last_day_it_is_proposed_still(person, elsewhere, lead):
    agree_until(person, elsewhere.organisation, lead, START)
    passed = {p.person.pk: p.kind for p in line.line(elsewhere)}
    assert passed[person.pk] != "unagreed"
    assert propose(person, elsewhere, lead).reply == "waiting"


def test_an_exit_cancelled_gives_back_no_proposal_without_an_agreement(person, elsewhere, lead):
    consent = agree(person, elsewhere.organisation, lead)
    proposal = propose(person, elsewhere, lead)
    outcome = ppde.record_outcome(person, "moved", TODAY(), by=lead)
    ppde.withdraw_consent(consent, on=TODAY(), channel="spoken", by=lead)
    ppde.cancel_outcome(outcome, by=lead, reason="Erreur")
    proposal.refresh_from_db()
    assert proposal.reply == Proposal.Reply.STOPPED


def waits(as_team) -> list[int]:
    [source] = [s for s in SOURCES if s.key == "stopped"]
    return [row.pk for row in source.rows(as_team.home, TODAY())]


def test_the_team_is_told_until_the_employer_is(as_team, stopped, sign_in, see):
    home = as_team.home.slug
    page = reverse("ebe:proposal_told", args=[home, stopped.pk])
    client = sign_in("lead")
    shown = client.get(reverse("ppde:work_queue", args=[home])).content.decode()
    assert page in shown
    listed_here = client.get(reverse("ebe:proposal_list", args=[home]) + "?afaire=stopped")
    assert page in listed_here.content.decode()
    early = client.post(page, {"on": f"{TODAY() - timedelta(days=1):%d/%m/%Y}"})
    assert "Écrivez une date entre le" in early.content.decode()
    assert client.post(page, {"on": f"{TODAY():%d/%m/%Y}"}).status_code == 302
    see("lead")
    assert waits(as_team) == []
    # Noted too soon: it waits again.
    assert client.post(page, {"on": ""}).status_code == 302
    see("lead")
    assert waits(as_team) == [stopped.pk]


def test_only_what_an_agreement_stopped_has_an_employer_to_tell(person, elsewhere, lead):
    agree(person, elsewhere.organisation, lead)
    with pytest.raises(ValidationError, match="n’est pas arrêtée"):
        operations.tell_employer(propose(person, elsewhere, lead), on=TODAY(), by=lead)


def test_a_file_limited_too_still_has_its_employer_to_tell(as_team, person, stopped, lead):
    type(person).objects.filter(pk=person.pk).update(limited_on=TODAY())
    assert waits(as_team) == [stopped.pk]
    assert operations.tell_employer(stopped, on=TODAY(), by=lead).told_on == TODAY()
    type(person).objects.filter(pk=person.pk).update(limited_on=None)


def test_the_page_says_what_stops_before_it_is_confirmed(as_team, person, elsewhere, lead, sign_in):
    consent = agree(person, elsewhere.organisation, lead)
    propose(person, elsewhere, lead)
    page = reverse("ppde:consent_withdraw", args=[as_team.home.slug, consent.pk])
    shown = sign_in("lead").get(page).content.decode()
    assert "la proposition «\u00a0Cuisine\u00a0», qui attend sa réponse, s’arrête" in shown


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
