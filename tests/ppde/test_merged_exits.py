"""Two files of one person, of which one or both have left the list: nothing is decided in silence."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from ppde import operations
from ppde.duplicates import operations as duplicates
from ppde.models import Lookalike, Outcome, Person

DAY = timedelta(days=1)


@pytest.fixture
def two(as_team, by):
    today = timezone.localdate()
    files = []
    for days in (90, 60):
        person = operations.register_person(
            as_team.home,
            by=by,
            origin="ccas",
            first_name="Karim",
            last_name="Benaïssa",
            birth_year=1984,
            identified_on=today - days * DAY,
        )
        files.append(operations.record_volunteer(person, today - days * DAY, by=by))
    return files


def merge(kept, absorbed, by):
    return duplicates.merge(kept, absorbed, {}, by=by, reason="Confirmé au téléphone.")


@pytest.mark.parametrize("closed", [0, 1])
def test_the_exit_doublon_goes_with_the_merge_that_answers_it(two, by, closed):
    """Whichever file is kept, the real person stays on the list; taken back, the exit is where it was."""
    today, kept = timezone.localdate(), two[0]
    operations.record_outcome(two[closed], "duplicate", today, by=by)
    made = merge(*two, by)
    kept.refresh_from_db()
    assert (kept.state, kept.outcome_on, kept.outcomes.count()) == ("volunteer", None, 0)
    back = duplicates.undo_merge(made, by=by, reason="Deux cousins.")
    kept.refresh_from_db()
    assert [p.outcome_kind for p in (kept, back)] == [
        "duplicate" if closed == n else "" for n in (0, 1)
    ]


def test_a_file_closed_as_a_twin_of_one_that_left_keeps_the_true_exit(two, by):
    today, kept = timezone.localdate(), two[0]
    operations.record_outcome(kept, "no_longer", today, by=by)
    operations.record_outcome(two[1], "duplicate", today, by=by)
    merge(*two, by)
    kept.refresh_from_db()
    assert (kept.outcome_kind, Outcome.objects.filter(person=kept).count()) == ("no_longer", 1)


@pytest.mark.parametrize("out", [0, 1])
def test_somebody_who_left_in_one_file_only_is_asked_about(as_team, two, by, sign_in, out):
    today = timezone.localdate()
    outcome = operations.record_outcome(two[out], "no_longer", today, by=by)
    first, second = sorted(two, key=lambda p: p.pk)
    pair = Lookalike.objects.create(
        territory=as_team.home, first=first, second=second, likeness=1, reasons=["même nom"]
    )
    page = (
        sign_in("lead")
        .get(reverse("ppde:duplicate_compare", args=[as_team.home.slug, pair.pk]))
        .content.decode()
    )
    assert f"enregistrez son retour dans {two[out].reference}" in page
    assert "Ne souhaite plus, " in page
    with pytest.raises(ValidationError, match=f"dans {two[1 - out].reference} la sortie"):
        merge(*two, by)
    assert Person.objects.filter(pk__in=[p.pk for p in two]).count() == 2
    operations.record_return(outcome, today, by=by)
    merge(*two, by)
    assert Person.objects.get(pk=two[0].pk).outcome_on is None


def test_an_exit_in_each_file_waits_until_one_is_told(two, by):
    today = timezone.localdate()
    rows = [operations.record_outcome(p, "no_longer", today, by=by) for p in two]
    with pytest.raises(ValidationError, match="Chaque dossier a sa sortie"):
        merge(*two, by)
    operations.cancel_outcome(rows[1], by=by, reason="Écrite deux fois.")
    with pytest.raises(ValidationError, match="un seul des deux dossiers"):
        merge(*two, by)
