"""Not eligible for a duration, then volunteer again: the new act is what the next review is read at."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from evaluation import operations as figures
from evaluation.models import IndicatorValue
from ppde import eligibility, operations
from ppde.eligibility import months_before
from ppde.models import EligibilityReview, Person, RankAct
from ppde.operations.corrections import withdraw_volunteer
from territories.models import Phase
from territories.periods import period
from tests.ppde.test_operations import meet

DAY = timedelta(days=1)
WHY = "Signé par quelqu’un d’autre."


@pytest.fixture
def refused(as_team, by):
    """A volunteer of 100 days ago, two months short of what the rule asks, found not eligible 90 days ago."""
    today = timezone.localdate()
    signed = today - 100 * DAY
    person = operations.register_person(
        as_team.home, by=by, origin="ccas", last_name="Vial", first_name="Élise", identified_on=signed
    )  # fmt: skip
    operations.record_volunteer(person, signed, by=by)
    operations.prepare_review(person, **read(as_team, signed), by=by)
    decision = meet(as_team, by, today - 90 * DAY)
    operations.decide_review(person.reviews.get(), decision, "not_eligible", by=by)
    person.refresh_from_db()
    return person


def read(world, signed):
    return {
        "without_job_since": months_before(signed, world.rule.months_without_job - 2),
        "resident_since": signed - 4000 * DAY,
        "positive_acts": True,
        "evidence": ["statement"],
        "evidence_seen_on": signed,
    }


def sentence(person, place: int = 0) -> str:
    review = EligibilityReview.objects.with_criteria().filter(person=person)[place]
    return eligibility.opinion(eligibility.read(review))


def part(world, code: str) -> int:
    month = timezone.localdate().replace(day=1)
    figures.recompute(world.home.pk, month)
    value = IndicatorValue.objects.get(
        territory=world.home, month=month, breakdown="", code=code
    ).value
    return int(value or 0)


def test_a_new_act_makes_the_durations_be_read_again(as_team, refused, by, sign_in):
    today, before = timezone.localdate(), refused.volunteer_on
    home = as_team.home.slug
    client = sign_in("lead")
    url = reverse("ppde:volunteer_renew", args=[home, refused.pk])
    assert url in client.get(refused.get_absolute_url()).content.decode()
    early = client.post(url, {"on": f"{today - 95 * DAY:%d/%m/%Y}"})
    assert "Le comité s’est prononcé le" in early.content.decode()
    assert client.post(url, {"on": f"{today:%d/%m/%Y}"}).status_code == 302
    refused.refresh_from_db()
    assert (refused.state, refused.volunteer_on) == ("volunteer", today)
    assert refused.rank_acts.get().kind == RankAct.Kind.RENEWAL
    # What was decided is read as the committee read it, also once the rank has moved.
    assert sentence(refused) == "Un critère n’est pas réuni\u00a0: sans emploi durable."
    with pytest.raises(ValidationError, match="nouvel acte de volontariat depuis"):
        operations.reopen_review(refused.reviews.get(), by=by, reason=WHY)
    operations.prepare_review(refused, **read(as_team, before), by=by)
    assert sentence(refused) == "Les critères de la règle sont réunis."
    assert sentence(refused, 1).startswith("Un critère n’est pas réuni")
    review = refused.reviews.get(outcome="pending")
    operations.decide_review(review, meet(as_team, by, today), "eligible", by=by)
    refused.refresh_from_db()
    assert (refused.is_on_list, refused.volunteer_on) == (True, today)


def test_of_one_day_the_decision_recorded_after_the_act_counts(as_team, refused, by):
    today = timezone.localdate()
    operations.renew_volunteer(refused, today, by=by)
    refused.reviews.update(decided_on=today)
    operations.refresh(refused)
    assert refused.state == "volunteer"
    refused.reviews.update(decided_at=timezone.now())
    operations.refresh(refused)
    assert refused.state == "not_eligible"


def test_only_who_was_found_not_eligible_and_is_still_there_volunteers_again(as_team, refused, by):
    today = timezone.localdate()
    outcome = operations.record_outcome(refused, "no_longer", today, by=by)
    with pytest.raises(ValidationError, match="suit une décision"):
        operations.renew_volunteer(refused, today, by=by)
    operations.cancel_outcome(outcome, by=by, reason=WHY)
    operations.renew_volunteer(refused, today, by=by)
    with pytest.raises(ValidationError, match="suit une décision"):
        operations.renew_volunteer(refused, today, by=by)
    with pytest.raises(ValidationError, match="datée d’après ce jour"):
        operations.correct_volunteer_date(refused, today - 95 * DAY, by=by, reason=WHY)


def test_a_new_act_of_somebody_else_is_withdrawn(as_team, refused, by):
    today, before = timezone.localdate(), (refused.volunteer_on, refused.volunteer_recorded_at)
    operations.renew_volunteer(refused, today, by=by)
    operations.prepare_review(refused, **read(as_team, before[0]), by=by)
    withdraw_volunteer(refused, by=by, reason=WHY)
    refused.refresh_from_db()
    assert (refused.volunteer_on, refused.volunteer_recorded_at) == before
    assert (refused.state, refused.reviews.count()) == ("not_eligible", 1)
    with pytest.raises(ValidationError, match="Le comité s’est prononcé"):
        withdraw_volunteer(refused, by=by, reason=WHY)


def test_figures_count_one_volunteer_of_whom_nothing_is_decided_any_more(as_team, refused, by):
    habilitated = Phase.objects.filter(territory=as_team.home, kind="habilitated")
    habilitated.update(period=period(refused.identified_on + DAY))
    others = Person.objects.filter(territory=as_team.home).exclude(pk=refused.pk)
    others.update(identified_on=timezone.localdate())
    counted = part(as_team, "E5")
    assert part(as_team, "E12S") == 1
    operations.renew_volunteer(refused, timezone.localdate(), by=by)
    assert (part(as_team, "E5"), part(as_team, "E12S")) == (counted, 0)


def test_decisions_of_before_keep_the_date_of_their_day(as_team, refused, by):
    signed = refused.volunteer_on
    operations.renew_volunteer(refused, timezone.localdate(), by=by)
    EligibilityReview.objects.filter(person=refused).update(volunteer_on=None)
    sql = import_module("ppde.migrations.0074_volunteers_again")
    with connection.cursor() as cursor:
        cursor.execute(sql.KEPT)
    assert refused.reviews.get().volunteer_on == signed
    assert Person.objects.get(pk=refused.pk).volunteer_on != signed
