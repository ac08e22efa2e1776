"""Restricted notes: written, opened with a reason, erased, put under a new key."""

from cryptography.fernet import InvalidToken
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet

from ppde.models import AccessFile, Person, Reading, RestrictedNote
from ppde.operations.journey import lock, refuse_nir
from ppde.operations.note_words import flag_note, forget_note
from ppde.operations.readings import record_reading
from territories import journal
from tzcld import cipher

LONGEST = 1000


def may_open(note: RestrictedNote, scope) -> bool:
    """Who leads the project, who wrote it, who follows the person: the rest of the team sees that it exists."""
    mine = scope.user.pk in (note.author_id, note.person.referent_id)
    return scope.can("note_edit") and (mine or scope.can("note_open_all"))


@transaction.atomic
def write_note(person: Person, subject: str, text: str, *, by) -> RestrictedNote:
    lock(person)
    text = text.strip()
    if not text:
        raise ValidationError({"text": "Écrivez la note."})
    if len(text) > LONGEST:
        raise ValidationError(
            {"text": f"Cette note est trop longue. Écrivez {LONGEST} signes au plus."}
        )
    refuse_nir(text)
    note = RestrictedNote(
        territory_id=person.territory_id,
        person=person,
        subject=subject,
        token=cipher.encrypt(text),
        author=by,
    )
    note.full_clean(exclude=["territory"])
    note.save()
    flag_note(note, text)
    # The subject and the text stay out of the journal.
    journal.record("create", person, by=by, after={"note réservée": "écrite"}, named=True)
    return note


@transaction.atomic
def open_note(note: RestrictedNote, reason: str, *, by) -> str:
    """The text; the opening and its reason are in the read log, in the same transaction."""
    if note.erased_at:
        raise ValidationError("Cette note a été effacée.", code="erased")
    journal.refuse_no_reason(reason, "Dites pourquoi vous ouvrez cette note.")
    refuse_nir(reason)
    record_reading(note.person, by=by, kind=Reading.Kind.NOTE, reason=reason.strip())
    return cipher.decrypt(note.token)


@transaction.atomic
def erase_note(note: RestrictedNote, reason: str, *, by) -> None:
    """The text goes for good; that a note was there, and who erased it, stays."""
    note = RestrictedNote.objects.select_for_update(of=("self",)).get(pk=note.pk)
    lock(note.person)
    if note.erased_at:
        raise ValidationError("Cette note est déjà effacée.", code="erased")
    journal.refuse_no_reason(reason, "Dites pourquoi cette note est effacée.")
    refuse_nir(reason)
    forget_note(note, reason.strip(), by=by)


def rotate_notes(territory_id: int) -> tuple[int, int]:
    """Put every note, and every copy made for an access request, under the first key: (rewritten, unreadable).

    Run again after an interruption, it goes on.
    """
    found = [_rotate(rows, *names) for rows, names in _sealed(territory_id)]
    done, lost = (sum(numbers) for numbers in zip(*found, strict=True))
    return done, lost


def notes_behind(territory_id: int) -> int:
    """Those that the first key does not read: a process that has the former keys wrote them meanwhile."""
    return sum(
        not all(cipher.is_current(k if isinstance(k, str) else bytes(k)) for k in row if k)
        for rows, names in _sealed(territory_id)
        for row in rows.values_list(*names).iterator(chunk_size=50)
    )


def _sealed(territory_id: int) -> list[tuple[QuerySet, tuple[str, ...]]]:
    """The rows of the territory that are encrypted, and their columns."""
    notes = RestrictedNote.objects.filter(territory=territory_id).exclude(token="")
    copies = AccessFile.objects.filter(territory=territory_id, state=AccessFile.State.DONE)
    return [(notes, ("token",)), (copies, ("pdf", "json"))]


def _rotate(rows: QuerySet, *names: str) -> tuple[int, int]:
    done = lost = 0
    for pk in list(rows.values_list("pk", flat=True)):
        with transaction.atomic():
            row = rows.select_for_update(of=("self",)).filter(pk=pk).first()
            if row is None:  # gone meanwhile
                continue
            try:
                for name in names:
                    kept = getattr(row, name)
                    setattr(
                        row, name, cipher.rotate(kept if isinstance(kept, str) else bytes(kept))
                    )
            except InvalidToken:
                lost += 1
                continue
            row.save(update_fields=names)
            done += 1
    return done, lost
