"""The demonstration is made of rows that the operations would have made."""

from datetime import date

import pytest

from evaluation.demo.accounts import ACCOUNTS
from evaluation.demo.load import load
from evaluation.models import IndicatorValue
from ppde import operations
from ppde.models import Person
from territories.models import Territory
from territories.scoping import scoped

TODAY = date(2026, 11, 20)
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


@pytest.fixture
def demo(db):
    # The tests' own world already has a Vénissieux.
    Territory.objects.filter(slug="venissieux").update(slug="autre")
    assert load(TODAY)
    return {t.slug: t for t in Territory.objects.all()}


def test_the_demonstration(demo):
    """One load for three promises: it takes ten seconds."""
    assert not load(TODAY), "une seconde fois ne change rien"
    deriving_again_changes_nobody(demo["villeurbanne-les-brosses"])
    the_funnel_of_the_seed_is_there(demo["bassin-saone-seille-grosne"])
    for _, _, _, roles in ACCOUNTS:
        assert all(slug in demo for slug, _, _ in roles)


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
    rows = IndicatorValue.objects.filter(territory=place, breakdown="", month=TODAY.replace(day=1))
    values = {row.code: row.value for row in rows}
    assert (values["REN"], values["ENT"], values["E5"]) == (117, 55, 15)
    assert round(float(values["E3"]) * 100, 1) == 47.0
    assert round(float(values["E4"]) * 100, 1) == 12.8
