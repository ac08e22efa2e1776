"""Two files of one person, of which one or both have left the list: nothing is decided in silence."""

from datetime import timedelta
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from ppde import migrations, operations
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


@pytest.mark.parametrize("closed", [0, 1])
def test_the_fact_doublon_is_taken_back_and_no_later_exit_takes_it(two, by, closed):
    """Written last, and of the same day: the true exit keeps its own fact, whatever is corrected or cancelled."""
    today, kept = timezone.localdate(), two[0]
    operations.record_outcome(two[closed], "duplicate", today, by=by)
    made = merge(*two, by)
    doublon = kept.events.get(kind="outcome")
    note = doublon.corrections.get()
    assert note.text.endswith("les deux dossiers n’en font plus qu’un.")
    assert note.reason == "Confirmé au téléphone."
    outcome = operations.record_outcome(kept, "no_longer", today, by=by)
    operations.cancel_outcome(outcome, by=by, reason="Elle revient.")
    fact = kept.events.get(kind="outcome", text="Ne souhaite plus.")
    assert fact.corrections.get().reason == "Elle revient."
    assert doublon.corrections.count() == 1
    # Separated again: the exit stands in its file, told by a fact; the note went with it.
    back = duplicates.undo_merge(made, by=by, reason="Deux cousins.")
    closed_file = kept if closed == 0 else back
    told = closed_file.events.filter(kind="outcome", corrections=None).get()
    assert (told.text, told.corrects, told.on) == ("Doublon.", note, today)
    other = back if closed == 0 else kept
    assert not other.events.filter(kind="outcome", corrections=None).exists()
    operations.cancel_outcome(closed_file.outcomes.get(), by=by, reason="Ce n’en est pas un.")
    assert told.corrections.get().reason == "Ce n’en est pas un."


def test_an_exit_of_before_the_twin_keeps_its_fact(two, by):
    today, kept = timezone.localdate(), two[0]
    outcome = operations.record_outcome(kept, "no_longer", today, by=by)
    operations.record_outcome(two[1], "duplicate", today, by=by)
    merge(*two, by)
    operations.correct_outcome(outcome, "health", today, by=by, reason="Mal lu.")
    true = kept.events.get(kind="outcome", text="Ne souhaite plus.")
    assert true.corrections.get().text == "Santé (sans détail)."
    operations.cancel_outcome(outcome, by=by, reason="Elle revient.")
    assert kept.events.get(text="Santé (sans détail).").corrections.exists()
    assert not kept.events.filter(kind="outcome", corrections=None).exists()


def test_what_an_earlier_merge_left_is_taken_back(two, by):
    """The migration: a fact « doublon » of a file that has no such exit, and only that one."""
    today, kept = timezone.localdate(), two[0]
    left = kept.events.create(
        territory_id=kept.territory_id, kind="outcome", on=today, text="Doublon.", author=by
    )
    operations.record_outcome(two[1], "duplicate", today, by=by)
    [file] = Path(migrations.__file__).parent.glob("*_exits_of_merged_files.py")
    module = import_module(f"ppde.migrations.{file.stem}")
    with connection.schema_editor() as editor:
        editor.execute = lambda sql: None
        module.take_back(apps, editor)
    assert left.corrections.get().text == module.WORDS
    assert two[1].events.filter(kind="outcome", corrections=None).count() == 1


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
