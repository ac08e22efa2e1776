"""The demonstration is made of rows that the operations would have made."""

import pytest
from django.utils import timezone

from evaluation.demo.accounts import ACCOUNTS
from evaluation.demo.load import load
from evaluation.models import IndicatorValue
from ppde import operations
from ppde.models import Person
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
