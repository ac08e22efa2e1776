"""Refusals that the rule puts to the committee: what it decides is applied, once, with its decision."""

import os
import threading
from datetime import date, timedelta

import psycopg
import pytest
from django.core.exceptions import ValidationError
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cle.models import Decision, Meeting
from ppde import operations
from ppde.letters.situations import situations_of
from ppde.letters.words import compose
from ppde.models import ListRule, Outcome, Person, RankAct, RefusalReview, Return
from ppde.operations.person_pages import desk_of
from ppde.operations.ranks import move_rank
from territories.scoping import scoped
from tests.conftest import BUILT
from tests.list_kit import change_rule, order
from tests.ppde.test_operations import meet
from tests.ppde.test_ranks import enrol

TODAY = timezone.localdate
AGO = timedelta(days=20)


@pytest.fixture
def rule(as_team):
    return change_rule(as_team, refusal="ask", after_choice="new")


@pytest.fixture
def people(as_team):
    return enrol(as_team, [0, 1, 2])


@pytest.fixture
def decision(as_team, by):
    return meet(as_team, by, TODAY() - timedelta(days=5), kind="other", number="2026-77")


def refuse(person, rule, by, days=20) -> RefusalReview:
    on = TODAY() - timedelta(days=days)
    operations.apply_refusal(
        person, on, 1, rule, post="Légumerie, EBE", motive="lieu ou trajet", by=by
    )
    return person.refusal_reviews.get(refused_on=on)


def told(error) -> str:
    return " ".join(error.value.messages).replace("\u00a0", " ")


def test_the_committee_keeps_the_rank(as_team, by, people, rule, decision):
    review = refuse(people[0], rule, by)
    assert (review.rule, review.effect) == (rule, "pending")
    before = order(as_team, people)
    operations.decide_refusal(review, decision, "keep", by=by)
    assert (review.decision, review.decided_on, review.recorded_by) == (
        decision,
        TODAY() - timedelta(days=5),
        by,
    )
    assert order(as_team, people) == before
    assert "garde le rang" in people[0].events.first().text
    assert "2026-77" in people[0].events.first().text
    assert not RankAct.objects.filter(person=people[0]).exists()


def test_the_rank_is_taken_at_the_day_of_the_refusal(as_team, by, people, rule, decision):
    """Whoever volunteered between the refusal and the meeting stays behind: the calendar costs nobody a place."""
    late = enrol_late(as_team, TODAY() - timedelta(days=9))
    review = refuse(people[0], rule, by)
    operations.decide_refusal(review, decision, "back", by=by)
    act = RankAct.objects.get(person=people[0])
    assert (act.kind, act.decision, act.rule, act.before_on) == (
        "refusal",
        decision,
        rule,
        date(2025, 6, 1),
    )
    assert act.after_on == TODAY() - AGO
    everybody = [*people, late]
    assert order(as_team, everybody) == [people[1].pk, people[2].pk, people[0].pk, late.pk]


def enrol_late(world, on) -> Person:
    one = Person.objects.create(
        territory=world.home, number=40, last_name="Tard", first_name="P", origin="ccas",
        identified_on=date(2025, 1, 1), volunteer_on=date(2025, 6, 9),
        volunteer_recorded_at=timezone.now(), eligible_on=date(2025, 9, 1), state="listed",
    )  # fmt: skip
    by = world.users["lead"]
    move_rank(one, on, timezone.now(), kind="correction", reason="Essai", by=by)
    return one


def test_the_person_leaves_the_list_and_may_come_back(as_team, by, people, rule, decision):
    one = people[0]
    operations.decide_refusal(refuse(one, rule, by), decision, "leaves", by=by)
    one.refresh_from_db()
    assert (one.outcome_kind, one.outcome_on, one.state) == (
        "refusal",
        TODAY() - timedelta(days=5),
        "left",
    )
    assert "2026-77" in one.events.filter(kind="outcome").first().text
    back = operations.record_return(Outcome.objects.get(person=one), TODAY(), by=by)
    assert back.effect == Return.Effect.NEW


def test_what_is_refused(as_team, by, people, rule, decision):
    review = refuse(people[0], rule, by)
    decide = operations.decide_refusal

    def refused(*args):
        with pytest.raises(ValidationError) as error, transaction.atomic():
            decide(*args, by=by)
        return told(error)

    early = meet(as_team, by, TODAY() - timedelta(days=21), kind="other", number="A-1")
    assert "n’a pas eu lieu entre le refus" in refused(review, early, "keep")
    for number, kind in (("A-3", "supplementarity"), ("A-4", "eligibility"), ("A-5", "list_rule")):
        other = meet(as_team, by, TODAY(), kind=kind, number=number)
        for effect in ("keep", "back", "leaves"):
            assert "ne dit rien de la place" in refused(review, other, effect)
    rejected = meet(as_team, by, TODAY(), kind="other", number="A-2", outcome="rejected")
    assert "n’a pas été adoptée" in refused(review, rejected, "keep")
    assert "autre territoire" in refused(review, as_team.rows["next"]["decision"], "keep")
    assert "Dites ce que" in refused(review, decision, "withdrawn")
    place = meet(as_team, by, TODAY(), kind="list_place", number="A-6")
    decide(review, place, "keep", by=by)
    assert "déjà prononcé" in refused(review, decision, "back")
    gone = refuse(people[1], rule, by)
    operations.record_outcome(people[1], "permanent", TODAY(), by=by)
    assert "plus rien à décider" in refused(gone, decision, "back")
    with pytest.raises(ValidationError, match="décision du comité"):
        operations.record_outcome(people[2], "refusal", TODAY(), by=by)


def test_nothing_is_put_to_the_committee_under_another_rule(as_team, by, people, rule):
    ListRule.objects.filter(pk=rule.pk).update(refusal="keep")
    rule.refresh_from_db()
    assert operations.apply_refusal(people[0], TODAY(), 1, rule, by=by) == ""
    assert not people[0].refusal_reviews.exists()


# Letters ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("effect", "said"),
    [
        ("keep", "Vous gardez votre rang."),
        ("back", "Votre rang est maintenant celui de la date de votre refus."),
        ("leaves", "Vous n’êtes plus sur la liste de mobilisation."),
    ],
)
def test_the_letter_says_what_was_decided(as_team, by, people, rule, decision, effect, said):
    one = people[0]
    one.territory = as_team.home
    assert "refus" not in situations_of(one)
    review = refuse(one, rule, by)
    waiting = compose(one, "refus", desk_of(as_team.home))
    assert "va dire ce que cela change" in " ".join(s for _, x in waiting.sections for s in x)
    operations.decide_refusal(review, decision, effect, by=by)
    one.refresh_from_db()
    assert "refus" in situations_of(one)
    letter = compose(one, "refus", desk_of(as_team.home))
    words = " ".join(s for _, found in letter.sections for s in found)
    assert said in words
    assert "2026-77" in words
    private = compose(one, "refus", desk_of(as_team.home), is_private=True)
    assert not any("2026" in s for _, found in private.sections for s in found)


# Pages ──────────────────────────────────────────────────────────────────────────────────────────


def at(name):
    return reverse(f"ppde:{name}", args=["venissieux"])


def text_of(response) -> str:
    return response.content.decode().replace("\u00a0", " ")


def test_decided_at_a_meeting_by_number_alone(sign_in, as_team, by, people, rule, decision):
    client = sign_in("lead")
    assert "lui soumet chaque refus" in text_of(client.get(at("refusal_list")))
    reviews = [refuse(person, rule, by) for person in people]
    page = text_of(client.get(at("refusal_list")))
    assert "3 refus attendent la décision du comité local" in page
    shown = client.get(at("refusals_decide"))
    page = text_of(shown)
    assert people[0].reference in page
    assert not any(f"P {p.last_name}" in page or f">{p.last_name}" in page for p in people)
    sent = client.post(at("refusals_decide"), {"decision": decision.pk})
    assert "au moins un refus" in text_of(sent)
    effects = {f"issue_{r.pk}": e for r, e in zip(reviews, ("keep", "back", ""), strict=True)}
    sent = client.post(at("refusals_decide"), {"decision": decision.pk, **effects})
    assert sent.status_code == 302
    assert [
        r.effect
        for r in RefusalReview.objects.filter(pk__in=[r.pk for r in reviews]).order_by("pk")
    ] == ["keep", "back", "pending"]
    # A colleague who had the page open is told, and nothing is written.
    late = {f"issue_{reviews[0].pk}": "leaves", f"issue_{reviews[2].pk}": "keep"}
    sent = client.post(at("refusals_decide"), {"decision": decision.pk, **late})
    assert "déjà prononcé sur un de ces refus" in text_of(sent)
    assert RefusalReview.objects.get(pk=reviews[2].pk).effect == "pending"


def test_the_list_asks_no_more_for_many(sign_in, as_team, by, people, rule):
    client = sign_in("lead")
    refuse(people[0], rule, by)
    client.get(at("refusal_list"))
    with CaptureQueriesContext(connection) as one:
        client.get(at("refusal_list"))
    for days in (1, 2, 3):
        for person in people:
            refuse(person, rule, by, days)
    with CaptureQueriesContext(connection) as many:
        client.get(at("refusal_list"))
    assert len(many) == len(one) <= 15
    with CaptureQueriesContext(connection) as meeting:
        client.get(at("refusals_decide"))
    assert len(meeting) <= 15


# Two at once ────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def committed(django_db_setup, django_db_blocker):
    """A refusal that waits and a decision, seen by other connections; removed by the owner of the tables."""
    with django_db_blocker.unblock():
        review, decision = _prepare()
        yield review, decision
        connection.close()
        _clean(review, decision)


def _prepare():
    home, lead = BUILT.home, BUILT.users["lead"]
    with scoped(home.pk, user=lead.pk):
        person = Person.objects.create(
            territory=home, number=95, last_name="Attente", first_name="Sacha", origin="ccas",
            identified_on=date(2025, 1, 1), volunteer_on=date(2025, 1, 9),
            volunteer_recorded_at=timezone.now(), eligible_on=date(2025, 2, 1), state="listed",
        )  # fmt: skip
        person.reviews.create(
            territory=home, rule=BUILT.rule, without_job_since=date(2020, 1, 1),
            resident_since=date(2020, 1, 1), positive_acts=True, evidence_seen_on=date(2025, 1, 9),
            prepared_by=lead, outcome="eligible", decision=BUILT.rows["home"]["decision"],
            decided_on=date(2025, 2, 1),
        )  # fmt: skip
        review = RefusalReview.objects.create(
            territory=home, person=person, refused_on=TODAY() - AGO, post="Légumerie"
        )
        meeting = Meeting.objects.create(
            territory=home, committee=BUILT.rows["home"]["committee"],
            starts_at=timezone.now() - timedelta(days=2), state="held",
        )  # fmt: skip
        decision = Decision.objects.create(
            territory=home, meeting=meeting, wording="Refus", kind="other", outcome="adopted",
            number="DEUX", recorded_by=lead,
        )  # fmt: skip
    return review, decision


def _clean(review, decision) -> None:
    url = os.environ["DATABASE_OWNER_URL"].rpartition("/")[0]
    key = review.person_id
    frozen = ("ppde_journeyevent", "ppde_rankact", "ppde_reading", "territories_entry")
    with psycopg.connect(f"{url}/{connection.settings_dict['NAME']}") as owner:
        owner.execute("set lock_timeout = '10s'")
        owner.execute("select set_config('app.named', %s, true)", [str(review.territory_id)])
        for table in frozen:
            owner.execute(f"alter table {table} disable trigger user")
        for table in (
            "ppde_refusalreview", "ppde_rankact", "ppde_reading", "ppde_journeyevent", "ppde_eligibilityreview",
            "ppde_personkey",
        ):  # fmt: skip
            owner.execute(f"delete from {table} where person_id = %s", [key])
        owner.execute(
            "delete from territories_entry where model = 'ppde.person' and object_id = %s", [key]
        )
        owner.execute("delete from ppde_person where id = %s", [key])
        owner.execute("delete from cle_decision where id = %s", [decision.pk])
        owner.execute("delete from cle_meeting where id = %s", [decision.meeting_id])
        owner.execute("set constraints all immediate")
        for table in frozen:
            owner.execute(f"alter table {table} enable trigger user")


def test_of_two_who_decide_at_once_one_is_told(committed):
    review, decision = committed
    found, ready = [], threading.Barrier(2)

    def decide(effect: str) -> None:
        by = BUILT.users["lead"]
        try:
            with scoped(review.territory_id, user=by.pk):
                mine = RefusalReview.objects.select_related("person").get(pk=review.pk)
                ready.wait(10)
                operations.decide_refusal(mine, decision, effect, by=by)
                found.append("")
        except ValidationError as error:
            found.append(" ".join(error.messages))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=decide, args=("back",)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(found) == ["", "Le comité s’est déjà prononcé sur ce refus."]
    with scoped(review.territory_id):
        assert RankAct.objects.filter(person=review.person_id).count() == 1
