"""From the list to a contract: proposal, answer, hire, hours, departure."""

from datetime import date
from decimal import Decimal as D

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from ebe import fte, operations
from ebe.line import line
from ebe.models import Contract, Convention, Proposal
from ppde.models import EventKind, JourneyEvent, Outcome, Person
from territories.models import Entry
from territories.scoping import scoped
from tests.ebe.order import before
from tests.world import CDE_TERMS


def refused(call, *args, code=None, field=None, **kwargs):
    with pytest.raises(ValidationError) as found:
        call(*args, **kwargs)
    if field:
        assert field in found.value.message_dict, found.value
    return str(found.value)


def propose(person, post, by, **values):
    given = {
        "weekly_hours": D(28),
        "proposed_on": date(2026, 11, 16),
        "order_reason": "",
        **values,
    }
    return operations.make_proposal(person, post, by=by, **given)


@pytest.fixture
def accepted(as_team, lead):
    """The world's proposal, accepted by the first of the list."""
    proposal = as_team.rows["home"]["proposal"]
    return operations.answer_proposal(
        proposal, reply="accepted", on=date(2026, 11, 12), by=as_team.users["director"]
    )


def test_the_whole_story_told_by_those_who_do_it(as_director, as_team, lead, enterprise, today):
    proposal = as_team.rows["home"]["proposal"]
    as_director()
    director = as_team.users["director"]
    proposal = operations.answer_proposal(
        proposal, reply="accepted", on=date(2026, 11, 12), by=director
    )
    contract = operations.hire(
        enterprise,
        proposal=proposal,
        starts_on=date(2026, 11, 16),
        weekly_hours=D(24),
        job_title="Tri et valorisation",
        by=director,
    )
    person = Person.objects.get(pk=proposal.person_id)
    assert (contract.last_name, contract.from_privation) == (person.last_name, True)
    assert person.state == Person.State.EBE
    assert person.outcome_on == date(2026, 11, 16)
    outcome = Outcome.objects.get(person=person)
    assert (outcome.employer, outcome.weekly_hours) == (enterprise.name, 24)
    kinds = set(JourneyEvent.objects.filter(person=person).values_list("kind", flat=True))
    assert {EventKind.REPLY, EventKind.OUTCOME} <= kinds
    assert fte.on(date(2026, 11, 16), [enterprise.pk], as_team.hub.pk)[enterprise.pk].total == D(
        "1.4857"
    )
    entry = Entry.objects.get(verb="hire")
    assert entry.is_named
    assert entry.user == director

    operations.change_hours(contract, weekly_hours=D(30), from_day=date(2026, 12, 1), by=director)
    operations.end_contract(contract, on=date(2026, 11, 20), leaving="agreed", by=director)
    contract.refresh_from_db()
    assert contract.ends_on == date(2026, 11, 20)
    assert fte.on(date(2026, 12, 1), [enterprise.pk], as_team.hub.pk)[enterprise.pk].total == D(
        "0.8"
    )
    assert {"reply", "hire", "update", "end"} <= set(Entry.objects.values_list("verb", flat=True))


def test_a_person_must_be_on_the_list_and_not_paused(as_team, lead, post, listed):
    gone = as_team.rows["home"]["contract"].person
    assert "liste de mobilisation" in refused(propose, gone, post, lead, field="person")
    paused = listed(7, state="paused")
    assert "pause" in refused(propose, paused, post, lead, field="person")
    waiting = as_team.rows["home"]["person"]
    assert "déjà une proposition" in refused(propose, waiting, post, lead, field="person")


def test_out_of_order_needs_its_reason(lead, post, listed):
    first, second = listed(7, date(2025, 3, 1)), listed(8, date(2025, 4, 1))
    paused = listed(9, date(2025, 2, 1), state="paused")
    # The world's person comes first of all, but has a proposal waiting; the paused one keeps her rank.
    assert [p.person for p in before(line(post), second)] == [first]
    assert before(line(post), first) == []
    said = refused(propose, second, post, lead, field="order_reason")
    assert str(first) in said
    assert str(paused) not in said
    made = propose(second, post, lead, order_reason="Permis poids lourd exigé")
    assert made.order_reason == "Permis poids lourd exigé"
    assert Entry.objects.get(verb="propose").reason == "Permis poids lourd exigé"
    # In order, no reason is kept even if one is typed.
    assert propose(first, post, lead, order_reason="inutile").order_reason == ""
    second.refresh_from_db()
    assert second.state == Person.State.PROPOSED
    assert JourneyEvent.objects.filter(person=second, kind=EventKind.PROPOSAL).count() == 1


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"proposed_on": date(2040, 1, 1)}, "proposed_on"),
        ({"proposed_on": date(2020, 1, 1)}, "proposed_on"),
        ({"starts_on": date(2026, 11, 1)}, "starts_on"),
        ({"weekly_hours": D(60)}, "weekly_hours"),
    ],
)
def test_what_a_proposal_refuses(lead, post, listed, values, field):
    refused(propose, listed(7), post, lead, field=field, **values)
    assert Proposal.objects.filter(person__number=7).count() == 0


def test_an_answer_is_given_once_and_a_refusal_says_why(as_team, lead):
    proposal = as_team.rows["home"]["proposal"]
    answer = operations.answer_proposal
    refused(answer, proposal, reply="waiting", on=date(2026, 11, 12), by=lead, field="reply")
    refused(answer, proposal, reply="refused", on=date(2026, 11, 12), by=lead, field="refusal")
    other = {"reply": "refused", "refusal": "other", "on": date(2026, 11, 12), "by": lead}
    refused(answer, proposal, field="reason", **other)
    early = {"reply": "no_answer", "on": date(2026, 11, 20), "by": lead}
    assert "pour répondre, jusqu’au 25" in refused(answer, proposal, field="on", **early)
    refused(answer, proposal, reply="accepted", on=date(2026, 11, 1), by=lead, field="on")
    refused(answer, proposal, reply="accepted", on=date(2040, 1, 1), by=lead, field="on")
    answer(proposal, reply="refused", on=date(2026, 11, 12), refusal="hours", by=lead)
    assert "déjà sa réponse" in refused(
        answer, proposal, reply="accepted", on=date(2026, 11, 12), by=lead
    )
    proposal.person.refresh_from_db()
    assert proposal.person.state == Person.State.LISTED


def hire(enterprise, by, **values):
    return operations.hire(
        enterprise,
        **{
            "starts_on": date(2026, 11, 16),
            "weekly_hours": D(35),
            "job_title": "Encadrement",
            "by": by,
            **values,
        },
    )


def test_staff_is_hired_by_name(enterprise, lead):
    contract = hire(enterprise, lead, first_name=" Dominique ", last_name="Encadrant")
    assert (contract.first_name, contract.person, contract.from_privation) == (
        "Dominique",
        None,
        False,
    )
    refused(hire, enterprise, lead, field="last_name")


def test_no_hire_without_a_convention_in_force(enterprise, lead, accepted):
    said = refused(
        hire, enterprise, lead, proposal=accepted, starts_on=date(2027, 1, 4), field="starts_on"
    )
    assert "Aucune convention" in said
    assert Contract.objects.filter(person=accepted.person).count() == 0


def test_the_ceiling_is_passed_only_with_a_reason(enterprise, lead, accepted):
    Convention.objects.filter(enterprise=enterprise).update(fte_ceiling=D("1.8"))
    said = refused(
        hire,
        enterprise,
        lead,
        proposal=accepted,
        weekly_hours=D("35.5"),
        field="over_ceiling_reason",
    )
    assert "1,81 ETP" in said
    contract = hire(
        enterprise,
        lead,
        proposal=accepted,
        weekly_hours=D("35.5"),
        over_ceiling_reason="Départ prévu en janvier",
    )
    assert Entry.objects.get(verb="hire").reason == "Départ prévu en janvier"
    # More hours are refused the same way; fewer never are.
    more = {"weekly_hours": D(38), "from_day": date(2026, 12, 1), "by": lead}
    refused(operations.change_hours, contract, field="over_ceiling_reason", **more)
    operations.change_hours(contract, **{**more, "weekly_hours": D(20)})


def test_exactly_at_the_ceiling_is_within(enterprise, lead, accepted):
    Convention.objects.filter(enterprise=enterprise).update(fte_ceiling=D("1.8"))
    assert hire(enterprise, lead, proposal=accepted).pk


def test_an_accepted_proposal_is_used_once(enterprise, lead, accepted, as_team):
    refused(
        hire, enterprise, lead, proposal=accepted, starts_on=date(2026, 11, 11), field="starts_on"
    )
    hire(enterprise, lead, proposal=accepted)
    assert "déjà un contrat" in refused(hire, enterprise, lead, proposal=accepted)


def test_a_proposal_without_a_yes_hires_nobody(enterprise, lead, as_team):
    assert "en attente" in refused(
        hire, enterprise, lead, proposal=as_team.rows["home"]["proposal"]
    )


def test_what_a_change_of_hours_refuses(as_team, lead):
    contract = as_team.rows["home"]["contract"]
    change = operations.change_hours
    refused(
        change, contract, weekly_hours=D(30), from_day=date(2025, 8, 31), by=lead, field="from_day"
    )
    refused(
        change,
        contract,
        weekly_hours=D(28),
        from_day=date(2026, 1, 1),
        by=lead,
        field="weekly_hours",
    )
    refused(
        change,
        contract,
        weekly_hours=D(49),
        from_day=date(2026, 1, 1),
        by=lead,
        field="weekly_hours",
    )
    change(contract, weekly_hours=D(30), from_day=date(2025, 9, 1), by=lead)
    assert [(h.since, h.weekly_hours) for h in contract.hours.all()] == [(date(2025, 9, 1), 30)]


def test_a_change_in_the_middle_keeps_what_was_planned_after(as_team, lead):
    contract = as_team.rows["home"]["contract"]
    operations.change_hours(contract, weekly_hours=D(30), from_day=date(2026, 6, 1), by=lead)
    operations.change_hours(contract, weekly_hours=D(20), from_day=date(2026, 3, 1), by=lead)
    assert [(h.since, h.until, h.weekly_hours) for h in contract.hours.order_by("period")] == [
        (date(2025, 9, 1), date(2026, 2, 28), 28),
        (date(2026, 3, 1), date(2026, 5, 31), 20),
        (date(2026, 6, 1), None, 30),
    ]


def test_no_hour_planned_after_a_departure_counts(as_team, lead, enterprise):
    contract = as_team.rows["home"]["contract"]
    operations.change_hours(contract, weekly_hours=D(30), from_day=date(2026, 11, 1), by=lead)
    end = operations.end_contract
    refused(end, contract, on=date(2025, 1, 1), leaving="resigned", by=lead, field="on")
    refused(end, contract, on=date(2026, 6, 30), leaving="", by=lead, field="leaving")
    end(contract, on=date(2026, 6, 30), leaving="resigned_for_job", by=lead)
    for day in (date(2026, 7, 1), date(2026, 11, 1)):
        assert fte.on(day, [enterprise.pk], as_team.hub.pk)[enterprise.pk].total == 0
    assert "est déjà enregistré" in refused(
        end, contract, on=date(2026, 7, 1), leaving="resigned", by=lead
    )
    assert JourneyEvent.objects.filter(person=contract.person, kind=EventKind.NOTE).exists()


def test_the_employer_ends_the_contract_of_a_person_whose_file_is_frozen(as_team, lead):
    contract = as_team.rows["home"]["contract"]
    Person.objects.filter(pk=contract.person_id).update(limited_on=date(2026, 6, 1))
    facts = JourneyEvent.objects.filter(person=contract.person_id)
    before = facts.count()
    operations.end_contract(contract, on=date(2026, 6, 30), leaving="resigned", by=lead)
    contract.refresh_from_db()
    assert contract.ends_on == date(2026, 6, 30)
    assert facts.count() == before


def test_a_convention_cannot_overlap_another(as_team, lead, enterprise):
    values = {
        "reference": "Avenant",
        "signed_on": date(2026, 6, 1),
        "fte_ceiling": D(95),
        "by": lead,
    }
    said = refused(
        operations.sign_convention,
        enterprise,
        starts_on=date(2026, 12, 31),
        ends_on=None,
        field="starts_on",
        **values,
    )
    assert "Convention" in said
    refused(
        operations.sign_convention,
        enterprise,
        starts_on=date(2027, 1, 1),
        ends_on=date(2026, 12, 31),
        field="ends_on",
        **values,
    )
    made = operations.sign_convention(
        enterprise, starts_on=date(2027, 1, 1), ends_on=None, **values
    )
    assert (made.since, made.until) == (date(2027, 1, 1), None)


def test_an_enterprise_opens_and_changes(as_team, lead):
    values = {"name": "Les Ateliers", "legal_form": "scic", "model": "thematic"}
    refused(
        operations.open_enterprise,
        as_team.home,
        siret="123",
        by=lead,
        field="siret",
        **values,
    )
    made = operations.open_enterprise(as_team.home, siret="732 829 320 00074", by=lead, **values)
    assert made.siret == "73282932000074"
    changed = operations.update_enterprise(
        made, by=lead, **{**values, "name": "Les Ateliers réunis"}
    )
    assert changed.name == "Les Ateliers réunis"
    entry = Entry.objects.get(verb="update", model="ebe.enterprise")
    assert entry.after == {"name": "Les Ateliers réunis", "siret": ""}
    refused(operations.open_enterprise, as_team.hub, by=lead, **values)


def test_a_new_rate_is_a_new_row_within_the_bounds(as_team, lead):
    by = as_team.users["hub_admin"]
    smic = {"valid_from": date(2026, 1, 1), "hourly": D("12.02"), "source": "décret 2025-1228"}
    operations.add_smic(as_team.hub, by=by, **smic)
    refused(operations.add_smic, as_team.hub, by=by, field="valid_from", **smic)
    other = {**smic, "hourly": D("12.03")}
    refused(operations.add_smic, as_team.hub, by=by, field="replace_reason", **other)
    refused(operations.add_smic, as_team.home, by=by, **smic)
    rate = {"valid_from": date(2026, 1, 1), "source": "arrêté", **CDE_TERMS}
    for percent in (D("52.99"), D("102.01")):
        refused(
            operations.add_cde_rate,
            as_team.hub,
            by=by,
            state_percent=percent,
            field="state_percent",
            **rate,
        )
    assert operations.add_cde_rate(as_team.hub, by=by, state_percent=D(102), **rate).pk


def test_a_yes_with_a_motive_of_refusal_is_asked_which_one_is_meant(as_team, lead):
    proposal = as_team.rows["home"]["proposal"]
    day = {"on": date(2026, 11, 12), "by": lead}
    for slip in ({"refusal": "hours"}, {"reason": "Trop loin"}):
        told = refused(
            operations.answer_proposal, proposal, reply="accepted", field="reply", **slip, **day
        )
        assert "acceptée, sans motif, ou refusée, avec ce motif." in told
    proposal.refresh_from_db()
    assert proposal.reply == "waiting"
    assert operations.answer_proposal(proposal, reply="accepted", **day).reply == "accepted"


def test_the_second_sending_of_a_hire_leads_to_the_contract_of_the_first(
    as_team, accepted, enterprise, sign_in
):
    client = sign_in("director")
    url = reverse("ebe:contract_create", args=["venissieux", enterprise.pk])
    url = f"{url}?proposition={accepted.pk}"
    data = {"job_title": "Tri", "weekly_hours": "26", "starts_on": "07/12/2026"}
    first = client.post(url, data)
    assert first.status_code == 302
    second = client.post(url, data, follow=True)
    assert second.redirect_chain == [(first.url, 302)]
    told = " ".join(str(m) for m in second.context["messages"])
    assert f"{accepted.person} a déjà son contrat, à partir du 7\u00a0décembre\u00a02026" in told
    with scoped(as_team.home.pk):
        assert Contract.objects.filter(person=accepted.person).count() == 1


def test_a_hire_no_longer_awaited_says_why(as_team, accepted, enterprise, sign_in, lead):
    operations.drop_hire(accepted, reason="Budget", by=lead)
    url = reverse("ebe:contract_create", args=["venissieux", enterprise.pk])
    page = sign_in("director").get(f"{url}?proposition={accepted.pk}", follow=True)
    assert page.redirect_chain == [(enterprise.get_absolute_url(), 302)]
    assert "n’attend plus d’embauche" in page.text
    nobody = sign_in("director").get(f"{url}?proposition=999999999999")
    assert nobody.status_code == 404
