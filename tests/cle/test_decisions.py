"""Decisions: numbers, votes, quorum."""

import threading
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, connections, transaction
from django.urls import reverse

from cle import operations
from cle.models import Decision
from territories.models import Entry
from territories.scoping import scoped
from tests.world import moment


@pytest.fixture
def meeting(as_team):
    """The world's meeting: one voting seat, present."""
    return as_team.rows["home"]["meeting"]


def decide(meeting, by, **values):
    defaults = {"kind": "other", "wording": "Le programme est adopté.", "outcome": "adopted"}
    return operations.record_decision(meeting, by=by, **defaults | values)


def vote(pour, contre, abstentions):
    return {"mode": "vote", "votes_for": pour, "votes_against": contre, "abstentions": abstentions}


def test_numbers_follow_each_other_per_territory_and_year(as_team, meeting):
    by = as_team.users["lead"]
    assert [decide(meeting, by).number for _ in range(2)] == ["2026-02", "2026-03"]
    Decision.objects.filter(number="2026-03").update(number="2026-99")
    assert decide(meeting, by).number == "2026-100"
    assert decide(meeting, by).number == "2026-101"
    last_year = operations.plan_meeting(meeting.committee, by=by, starts_at=moment(2025, 12, 1))
    operations.agenda_add(last_year, by=by, title="Point")
    operations.convene(last_year, by=by)
    assert decide(last_year, by, conditions="Présences perdues").number == "2025-01"
    entry = Entry.objects.get(verb="decide", object_id=Decision.objects.get(number="2025-01").pk)
    assert entry.after["number"] == "2025-01"


def test_a_consensus_counts_no_voice_and_a_vote_counts_them_all(as_team, meeting):
    by = as_team.users["lead"]
    assert decide(meeting, by).votes == 0
    with pytest.raises(ValidationError, match="Un vote compte"):
        decide(meeting, by, mode="vote", votes_for=1)
    with pytest.raises(ValidationError, match="Un vote compte"):
        decide(meeting, by, votes_for=1, votes_against=0, abstentions=0)
    assert decide(meeting, by, **vote(1, 0, 0)).votes == 1
    with pytest.raises(ValidationError, match="voix au vote, mais"):
        decide(meeting, by, **vote(1, 1, 0))


def test_voices_already_counted_stay_in_the_attendance(as_team, meeting):
    by, seat = as_team.users["lead"], as_team.rows["home"]["seat"]
    decide(meeting, by, **vote(1, 0, 0))
    with pytest.raises(ValidationError, match="Une décision de cette séance compte"):
        operations.record_attendance(meeting, by=by, statuses={seat.pk: "absent"})


def test_without_quorum_a_reason_is_due(as_team, meeting):
    by, seat = as_team.users["lead"], as_team.rows["home"]["seat"]
    operations.record_attendance(meeting, by=by, statuses={seat.pk: "excused"})
    with pytest.raises(ValidationError, match="0 voix sur 1, quorum à 1"):
        decide(meeting, by)
    made = decide(meeting, by, conditions="Seconde convocation, article 6 du règlement")
    assert made.outcome == "adopted"


@pytest.mark.parametrize(
    ("state", "sentence"), [("planned", "Convoquez-la"), ("cancelled", "annulée")]
)
def test_a_decision_is_taken_at_a_meeting(as_team, meeting, state, sentence):
    type(meeting).objects.filter(pk=meeting.pk).update(state=state)
    with pytest.raises(ValidationError, match=sentence):
        decide(meeting, as_team.users["lead"])


def test_two_secretaries_never_get_the_same_number(as_team, meeting):
    """The second waits for the first's transaction: seen from another connection, the lock is refused."""
    refused = []

    def other():
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(
                    "select 1 from territories_territory where id = %s for no key update nowait",
                    [meeting.territory_id],
                )
        except Exception as error:
            refused.append(str(error))
        finally:
            connections.close_all()

    decide(meeting, as_team.users["lead"])
    thread = threading.Thread(target=other)
    thread.start()
    thread.join()
    assert refused
    assert "could not obtain lock" in refused[0]


def url(name, *args):
    return reverse(f"cle:{name}", args=["venissieux", *args])


def test_a_decision_is_recorded_on_its_page(sign_in, world):
    client = sign_in("lead")
    address = url("decision_record", world.rows["home"]["meeting"].pk)
    data = {
        "kind": "supplementarity",
        "wording": "La laverie crée des emplois.",
        "mode": "vote",
        "votes_for": "0",
        "votes_against": "1",
        "abstentions": "",
        "outcome": "adopted",
        "conditions": "",
    }
    page = client.post(address, data).content.decode()
    assert "Écrivez 0" in page
    assert "La laverie crée des emplois." in page
    answer = client.post(address, data | {"abstentions": "0"})
    page = client.get(answer.url).content.decode()
    assert "Décision 2026-02" in page
    assert "ne disent pas la même chose" in page
    with scoped(world.home.pk):
        assert Decision.objects.get(number="2026-02", territory=world.home).votes_against == 1


def test_what_hesitation_left_in_the_boxes_of_the_vote_does_not_count(sign_in, world):
    client = sign_in("lead")
    client.post(
        url("decision_record", world.rows["home"]["meeting"].pk),
        {
            "kind": "other",
            "wording": "Calendrier 2027.",
            "mode": "consensus",
            "votes_for": "3",
            "votes_against": "",
            "abstentions": "",
            "outcome": "adopted",
        },
    )
    assert Decision.objects.get(wording="Calendrier 2027.").votes_for is None


def test_the_register_is_searched_filtered_and_exported(sign_in, world):
    client = sign_in("lead")
    page = client.get(url("decision_list") + "?q=M-0001").content.decode()
    assert "2026-01" in page
    assert "Aucune décision" in client.get(url("decision_list") + "?q=laverie").content.decode()
    assert (
        "Aucune décision" in client.get(url("decision_list") + "?outcome=rejected").content.decode()
    )
    answer = client.get(url("decision_list") + "?format=csv&kind=eligibility")
    assert "Éligibilité de M-0001" in b"".join(answer.streaming_content).decode("utf-8-sig")
    with scoped(world.home.pk):
        assert Entry.objects.get(verb="export", model="cle.decision").after["rows"] == 1


def test_the_form_says_that_no_name_is_written(sign_in, world):
    page = sign_in("lead").get(url("decision_record", world.rows["home"]["meeting"].pk))
    assert "aucun nom de personne" in page.content.decode()


def test_a_decision_shows_its_meeting_to_the_members(sign_in, world):
    decision = world.rows["home"]["decision"]
    page = sign_in("member").get(decision.get_absolute_url()).content.decode()
    assert "Séance du jeudi 5\u00a0novembre\u00a02026" in page
    assert date(2026, 11, 5).isoformat() not in page
