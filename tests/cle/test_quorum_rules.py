"""The rule of quorum and of proxies: dated, read at the day of each meeting."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from cle import operations
from cle import seats as mandates
from cle.models import Meeting
from cle.quorum import quorum, rule_of, rule_on
from cle.rules import write_quorum_rule
from territories.models import Entry
from territories.scoping import scoped
from tests.cle.convocation_kit import sit
from tests.world import moment


@pytest.fixture
def lead(as_team):
    return as_team.users["lead"]


@pytest.fixture
def committee(as_team):
    return as_team.rows["home"]["committee"]


@pytest.fixture
def held(as_team, committee, lead):
    """The world's meeting of 5 November 2026, one president present of two seats, its minutes approved."""
    meeting = Meeting.objects.get(pk=as_team.rows["home"]["meeting"].pk)
    sit(committee, 1)
    operations.record_attendance(
        meeting,
        by=lead,
        statuses={
            seat.pk: "present" if seat.rank == "chair" else "absent"
            for seat in committee.seats.all()
        },
    )
    operations.write_minutes(meeting, by=lead, text="Tout a été dit.")
    return operations.approve_minutes(meeting, by=lead)


def write(committee, by, **values):
    defaults = {"percent": 80, "allows_proxies": False, "source": "Règlement, article 6 bis"}
    return write_quorum_rule(committee, by=by, **defaults | values)


def test_a_new_rule_leaves_past_meetings_and_their_decisions_as_they_were(
    as_team, sign_in, committee, held, lead
):
    assert quorum(held).met
    write(committee, lead, valid_from=date(2026, 11, 6))
    assert quorum(held).words == "1 voix sur 2, quorum à 1"
    assert rule_of(held).allows_proxies
    later = operations.plan_meeting(committee, by=lead, starts_at=moment(2026, 11, 7))
    assert (rule_of(later).percent, rule_of(later).allows_proxies) == (80, False)
    decision = as_team.rows["home"]["decision"]
    page = sign_in("member").get(decision.get_absolute_url()).content.decode()
    assert "Quorum atteint" in page
    assert "Règle du jour" in page
    assert "article 6 bis" not in page
    entry = Entry.objects.get(verb="create", model="cle.quorumrule")
    assert (entry.after["percent"], entry.after["valid_from"]) == (80, "2026-11-06")


def test_a_rule_that_reaches_approved_minutes_asks_why(committee, held, lead):
    with pytest.raises(ValidationError, match="séance au compte rendu approuvé se lirait"):
        write(committee, lead, valid_from=date(2026, 11, 5))
    write(committee, lead, valid_from=date(2026, 11, 5), reason="En vigueur depuis septembre")
    assert not quorum(held).met
    # Another one before it reaches nothing that is approved.
    write(committee, lead, valid_from=date(2026, 10, 1), percent=60)


def test_a_rule_is_corrected_at_its_own_day_with_a_reason(committee, lead):
    with pytest.raises(ValidationError, match="la création de l’instance"):
        write(committee, lead, percent=33)
    rule = write(committee, lead, percent=33, reason="Faute de frappe")
    assert committee.quorum_rules.get() == rule
    entry = Entry.objects.get(verb="correct", model="cle.quorumrule")
    assert (entry.before["percent"], entry.after["percent"]) == (50, 33)
    assert entry.reason == "Faute de frappe"
    # Written again as it is: nothing to tell.
    write(committee, lead, percent=33)
    assert Entry.objects.filter(model="cle.quorumrule").count() == 1


def test_where_none_is_written_no_quorum_is_asked(committee):
    committee.quorum_rules.all().delete()
    found = rule_on(committee, date(2026, 1, 1))
    assert (found.percent, found.allows_proxies) == (0, True)


def test_a_mandate_written_since_changes_no_approved_tally(committee, held, lead):
    mandates.seat_open(
        committee, by=lead, college="state", holder="Tard Venue", starts_on=date(2026, 1, 1)
    )
    assert quorum(held).words == "1 voix sur 2, quorum à 1"


def test_proxies_are_those_of_the_day(committee, held, lead):
    write(committee, lead, valid_from=date(2026, 11, 6))
    seats = list(committee.seats.order_by("pk"))
    statuses = {seats[0].pk: "present", seats[1].pk: "represented"}
    for day, admitted in ((5, True), (7, False)):
        meeting = operations.plan_meeting(committee, by=lead, starts_at=moment(2026, 11, day))
        ask = {"statuses": statuses, "proxies": {seats[1].pk: seats[0].pk}}
        if admitted:
            operations.record_attendance(meeting, by=lead, **ask)
            continue
        with pytest.raises(ValidationError, match="n’admet pas les pouvoirs"):
            operations.record_attendance(meeting, by=lead, **ask)


def test_the_rule_is_written_on_its_page_and_read_on_that_of_the_committee(sign_in, world):
    client, committee = sign_in("lead"), world.rows["home"]["committee"]
    url = reverse("cle:quorum_rule_create", args=["venissieux", committee.pk])
    page = client.get(url).content.decode()
    assert "depuis la création de l’instance" in page
    data = {"percent": "60", "valid_from": "01/01/2031", "source": "", "reason": ""}
    page = client.post(url, data).content.decode()
    assert "Il manque une réponse" in page
    assert 'value="60"' in page
    client.post(url, data | {"source": "Décision 2026-30"})
    with scoped(world.home.pk):
        rule = committee.quorum_rules.get(percent=60)
    assert not rule.allows_proxies
    page = " ".join(client.get(committee.get_absolute_url()).content.decode().split())
    assert "Le quorum est à 50" in page
    assert "janvier 2031" in page
    edit = client.get(reverse("cle:committee_edit", args=["venissieux", committee.pk]))
    assert "quorum_percent" not in edit.content.decode()
    listed = client.get(reverse("cle:committee_list", args=["venissieux"])).content.decode()
    assert "50 %" in listed
