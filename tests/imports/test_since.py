"""What became of a file since: merged into another, frozen at the person's request. An import tells it, and its undo leaves it."""

import pytest
from django.utils import timezone

from ppde.duplicates import operations as duplicates
from ppde.models import JourneyEvent, Person
from ppde.operations import rights
from territories.imports import operations, steps
from tests.imports.staging import problems
from tests.imports.staging import staged as staged_as
from tests.imports.test_persons import ALIX, NOOR, staged

FACTS = "Numéro;Fait;Date;Précision"


@pytest.fixture
def imported(as_team):
    """M-0003 and M-0004, by one import."""
    return operations.confirm(staged(as_team, ALIX, NOOR))


@pytest.fixture
def merged(as_team, imported, by):
    """M-0004 is in M-0001 by now."""
    kept, taken = (Person.objects.get(number=number) for number in (1, 4))
    duplicates.merge(kept, taken, {}, by=by, reason="La même personne.")
    return imported


def freeze(person: Person, by) -> None:
    today = timezone.localdate()
    request = rights.record_request(
        person, "limitation", received_on=today, channel="letter", identity="known", by=by
    )
    rights.answer_request(request, "granted", "Le dossier est gelé.", by=by)


def test_one_file_merged_does_not_hold_the_undo_of_the_others(as_team, merged, by):
    batch = operations.undo(merged, by=by)
    assert (batch.state, batch.counts["kept"]) == ("undone", 1)
    assert batch.warnings == ["Gardée, elle a changé depuis\u00a0: M-0004 dans M-0001."]
    assert not Person.objects.filter(number__in=(3, 4)).exists()
    # What the import told of the person is in the file that was kept.
    assert JourneyEvent.objects.filter(person__number=1, imported_in=batch.pk).exists()


def test_the_number_of_a_merged_file_says_which_one_is_to_be_written(as_team, merged):
    for batch in (
        staged(as_team, "M-0004;noor@exemple.fr", head="Numéro;Courriel"),
        staged_as(as_team, "faits", FACTS, "M-0004;Atelier;03/11/2026;Menuiserie"),
    ):
        [error] = steps.staged(batch).get().errors
        assert (
            error["message"]
            == "Le dossier M-0004 a été fusionné dans M-0001\u00a0: écrivez ce numéro."
        )


def test_a_number_of_nobody_is_one_fault(as_team):
    batch = staged(as_team, "M-0099;noor@exemple.fr", head="Numéro;Courriel")
    assert problems(batch) == [(2, "unknown", "number")]


def test_the_undo_takes_no_fact_out_of_a_frozen_file(as_team, imported, by):
    lines = [f"M-000{n};Atelier;03/11/2026;Menuiserie" for n in (3, 4)]
    batch = operations.confirm(staged_as(as_team, "faits", FACTS, *lines))
    freeze(Person.objects.get(number=4), by)
    batch = operations.undo(batch, by=by)
    assert (batch.state, batch.counts["kept"]) == ("undone", 1)
    assert batch.warnings == ["Gardée, elle a changé depuis\u00a0: M-0004, fait du 03/11/2026."]
    left = JourneyEvent.objects.filter(imported_in=batch.pk, kind="workshop")
    assert [fact.person.number for fact in left] == [4]


def test_a_file_frozen_since_the_check_is_told_so_and_nothing_else(as_team, imported, by):
    batch = staged(as_team, "M-0004;noor@exemple.fr", "M-0003;a@exemple.fr", head="Numéro;Courriel")
    freeze(Person.objects.get(number=4), by)
    batch = operations.confirm(batch)
    [error] = steps.staged(batch).get(line=2).errors
    assert "gelé à la demande de la personne" in error["message"]
    assert Person.objects.get(number=3).email == "a@exemple.fr"
