"""Restricted notes: written, opened with a reason, erased, put under a new key."""

from cryptography.fernet import InvalidToken
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from ppde.models import Person, Reading, RestrictedNote
from ppde.operations.journey import lock, refuse_nir
from ppde.operations.readings import record_reading
from ppde.privacy import cipher
from territories import journal

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
    # The subject and the text stay out of the journal.
    journal.record("create", person, by=by, after={"note réservée": "écrite"}, named=True)
    return note


@transaction.atomic
def open_note(note: RestrictedNote, reason: str, *, by) -> str:
    """The text; the opening and its reason are in the read log, in the same transaction."""
    if note.erased_at:
        raise ValidationError("Cette note a été effacée.", code="erased")
    if not reason.strip():
        raise ValidationError({"reason": "Dites pourquoi vous ouvrez cette note."})
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
    if not reason.strip():
        raise ValidationError({"reason": "Dites pourquoi cette note est effacée."})
    note.token, note.erased_at = "", timezone.now()
    note.save(update_fields=["token", "erased_at"])
    after = {"note réservée": "effacée"}
    journal.record("delete", note.person, by=by, after=after, reason=reason.strip(), named=True)


def rotate_notes(territory_id: int) -> tuple[int, int]:
    """Put every note under the first key: (rewritten, unreadable). Run again after an interruption, it goes on."""
    done = lost = 0
    notes = RestrictedNote.objects.filter(territory=territory_id).exclude(token="")
    for pk in list(notes.values_list("pk", flat=True)):
        with transaction.atomic():
            note = RestrictedNote.objects.select_for_update(of=("self",)).get(pk=pk)
            try:
                note.token = cipher.rotate(note.token)
            except InvalidToken:
                lost += 1
                continue
            note.save(update_fields=["token"])
            done += 1
    return done, lost
