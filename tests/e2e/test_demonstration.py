"""The demonstration is made of rows that the operations would have made."""

import pytest
from django.db.models import F
from django.utils import timezone

from evaluation.demo.accounts import ACCOUNTS
from evaluation.demo.load import load
from evaluation.forecasts.basis import observe
from evaluation.models import IndicatorValue
from ppde import operations
from ppde.models import EventKind, JourneyEvent, Person, Return
from territories.models import Territory
from territories.scoping import scoped

pytestmark = pytest.mark.e2e
DERIVED = (
    "state",
    "identified_on",
    "met_on",
    "interviewed_on",
    "volunteer_on",
    "eligible_on",
    "first_proposal_on",
    "outcome_on",
    "outcome_kind",
    "last_contact_on",
)


def test_the_demonstration(its_database):
    """That of the product, loaded when it started and worked on since."""
    assert not load(), "une seconde fois ne change rien"
    places = {t.slug: t for t in Territory.objects.all()}
    deriving_again_changes_nobody(places["villeurbanne-les-brosses"])
    the_funnel_of_the_seed_is_there(places["bassin-saone-seille-grosne"])
    somebody_came_back_at_their_rank(places["villeurbanne-les-brosses"])
    nobody_is_to_be_called_back_before_the_call(places["villeurbanne-les-brosses"])
    for _, _, _, roles in ACCOUNTS:
        assert all(slug in places for slug, _, _ in roles)


def deriving_again_changes_nobody(place: Territory) -> None:
    with scoped(place.pk):
        persons = list(Person.objects.filter(territory=place).order_by("number")[::6])
        assert len(persons) > 50
        before = {p.pk: [getattr(p, name) for name in DERIVED] for p in persons}
        for person in persons:
            operations.refresh(person)
        after = {
            p.pk: [getattr(p, name) for name in DERIVED]
            for p in Person.objects.filter(pk__in=before)
        }
    changed = {
        (pk, name, old, new)
        for pk in before
        for name, old, new in zip(DERIVED, before[pk], after[pk], strict=True)
        if old != new
    }
    assert not changed


def the_funnel_of_the_seed_is_there(place: Territory) -> None:
    """Seed 000: 117 met, 55 interviews, 15 volunteers: 47.0 %, 12.8 %."""
    month = timezone.localdate().replace(day=1)
    with scoped(place.pk):
        rows = IndicatorValue.objects.filter(territory=place, breakdown="", month=month)
        values = {row.code: row.value for row in rows}
    assert (values["REN"], values["ENT"], values["E5"]) == (117, 55, 15)
    assert round(float(values["E3"]) * 100, 1) == 47.0
    assert round(float(values["E4"]) * 100, 1) == 12.8


def somebody_came_back_at_their_rank(place: Territory) -> None:
    """Out of the enterprise, then back by the committee's rule: told by the journey, on the list, counted in its month."""
    with scoped(place.pk):
        back = Return.objects.select_related("person", "outcome", "rule").get(territory=place)
        person, contract = back.person, back.person.contracts.get()
        assert (back.outcome.kind, back.effect) == ("ebe", Return.Effect.KEEP)
        assert back.rule.after_job == Return.Effect.KEEP
        assert back.outcome.on == contract.starts_on < contract.ends_on < back.on
        told = person.events.filter(kind=EventKind.RETURN, on=back.on).get()
        assert "est rendu" in told.text
        assert person.volunteer_on < back.outcome.on
        assert person.is_on_list
        # Nobody who signed later comes before them.
        order = list(Person.objects.within(place).on_list().in_list_order())
        assert [p.volunteer_on for p in order] == sorted(p.volunteer_on for p in order)
        assert person in order
        # The news due since they are back are no longer asked for.
        assert not person.follow_ups.to_do().exists()
        months = [back.on.replace(day=1), timezone.localdate().replace(day=1)]
        rows = IndicatorValue.objects.filter(territory=place, code="RETS", breakdown="", value=1)
        assert rows.filter(month__in=months).count() == 2
        assert sum(observe(place).returns) == 1


def nobody_is_to_be_called_back_before_the_call(place: Territory) -> None:
    with scoped(place.pk):
        told = JourneyEvent.objects.filter(territory=place, follow_up_on__isnull=False)
        assert told.exists()
        assert not told.filter(follow_up_on__lte=F("on")).exists()
