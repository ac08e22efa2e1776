"""The exits of two files that become one, and the fact « doublon » that no later exit may take for its own."""

from collections.abc import Iterable

from django.utils import timezone

from ppde.duplicates.models import Merge
from ppde.models.journey import EventKind, JourneyEvent
from ppde.models.mobilisation import Outcome, OutcomeKind
from ppde.models.persons import Person
from ppde.operations.journey import write
from ppde.operations.outcomes import exit_words
from tzcld.ui import french

# Where a merge remembers the facts that it moved.
FACTS = "ppde.journeyevent person"


def _exit(person: Person) -> Outcome | None:
    return person.outcomes.standing().first()


def twin_exits(kept: Person, absorbed: Person) -> list[Outcome]:
    """The exit « doublon » of one of the two files, that of the file which goes first: they are one from now on."""
    exits = [_exit(absorbed), _exit(kept)]
    return [row for row in exits if row and row.kind == OutcomeKind.DUPLICATE][:1]


def exits_told(kept: Person, absorbed: Person) -> str:
    """Why the exits of the two files keep them from being put together, and what to do first; "" when nothing does.

    One person has left the list or has not: whoever knows says which, with the verb that also ends what an exit ends.
    """
    gone = twin_exits(kept, absorbed)
    exits = {p: row for p in (kept, absorbed) if (row := _exit(p)) and row not in gone}
    told = [f"{p.reference}, {row}, {french.date(row.on)}" for p, row in exits.items()]
    if len(exits) == 2:
        return (
            f"Chaque dossier a sa sortie ({french.listing(told)}). Annulez celle qui est fausse, ou enregistrez le retour "
            "qui a suivi la première, puis fusionnez."
        )
    if not exits or gone:
        return ""
    out = next(iter(exits))
    other = absorbed if out == kept else kept
    return (
        f"Une sortie est enregistrée dans un seul des deux dossiers ({told[0]}). Si la personne est revenue, enregistrez son "
        f"retour dans {out.reference}. Si la sortie est une erreur, annulez-la. Si la personne a bien quitté la liste, "
        f"notez d’abord dans {other.reference} la sortie «\u00a0doublon\u00a0»\u00a0: la fusion la retirera."
    )


def take_twins_back(
    kept: Person, facts: list[JourneyEvent | None], memory: dict, *, by, reason: str
) -> None:
    """The fact « doublon » stays in the history, taken back: nobody left the list, and no later exit takes it for its own.

    The note goes with its fact when the merge is taken back (`twins_again`).
    """
    words = "Sortie «\u00a0doublon\u00a0» retirée\u00a0: les deux dossiers n’en font plus qu’un."
    moved = memory["moved"].get(FACTS, ())
    memory["twins"] = []
    for fact in filter(None, facts):
        note = write(
            kept, EventKind.NOTE, timezone.localdate(), words, by=by, corrects=fact, reason=reason
        )
        memory["twins"].append(note.pk)
        if fact.pk in moved:
            moved.append(note.pk)


def twins_again(made: Merge, restored: Iterable[Outcome], *, by, reason: str) -> None:
    """The exits « doublon » stand again, each in its file, told by a fact that corrects the note of the merge."""
    notes = JourneyEvent.objects.filter(pk__in=made.memory.get("twins", ()))
    for outcome in restored:
        if note := notes.filter(person=outcome.person_id).first():
            words = exit_words(outcome)
            write(
                outcome.person,
                EventKind.OUTCOME,
                outcome.on,
                words,
                by=by,
                corrects=note,
                reason=reason,
            )
