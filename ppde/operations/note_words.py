"""The words of a text that the list of a territory holds, and what they make of restricted notes, which the database cannot
read: sent to the review when written, or when a word enters the list; no review waits once their text is gone."""

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from ppde.models import RestrictedNote, SensitiveWord, TextFlag
from territories import journal
from territories.models import Territory
from tzcld.cipher import decrypt

LABEL = RestrictedNote._meta.label_lower


def sensitive_words(territory: Territory, text: str) -> list[str]:
    """The words of a text that the list of the territory holds, accents and case ignored: « Dépression » for « depress »."""
    with connection.cursor() as cursor:
        cursor.execute("select found_words(%s, words_pattern(%s))", [text, territory.pk])
        return cursor.fetchone()[0]


def flag_note(note: RestrictedNote, text: str) -> TextFlag | None:
    """A restricted note is encrypted, the database cannot read it: sent to the review as it is written, in its transaction.

    The flag says the subjects of the words alone, which would tell the note; one that was said already is not said twice.
    """
    found = sensitive_words(note.territory, text)
    if not found:
        return None
    rows = SensitiveWord.objects.read_in(note.territory).current()
    subjects = {w.get_subject_display() for w in rows if any(w.finds(f) for f in found)}
    known = _flags(note).values_list("words", flat=True)
    fresh = sorted(subjects.difference(*known))
    if not fresh:
        return None
    return TextFlag.objects.create(
        territory_id=note.territory_id,
        person_id=note.person_id,
        number=note.person.number,
        model=LABEL,
        object_id=note.pk,
        field="token",
        words=fresh,
    )


def flag_notes(territory_id: int) -> int:
    """The notes written before a word was in the list, in the scope of the territory; how many are sent to the review."""
    notes = RestrictedNote.objects.filter(territory=territory_id).exclude(token="")
    rows = notes.select_related("person", "territory__hub")
    return sum(flag_note(note, decrypt(note.token)) is not None for note in rows)


def _flags(note: RestrictedNote) -> QuerySet[TextFlag]:
    return TextFlag.objects.filter(territory=note.territory_id, model=LABEL, object_id=note.pk)


def forget_note(note: RestrictedNote, reason: str, *, by) -> None:
    """The text goes for good, in the caller's transaction, the row held; nothing waits for a review of it any more."""
    now = timezone.now()
    note.token, note.erased_at = "", now
    note.save(update_fields=["token", "erased_at"])
    _flags(note).filter(state=TextFlag.State.OPEN).update(
        state=TextFlag.State.ERASED, words=[], reason=reason, reviewed_at=now, reviewed_by=by
    )
    after = {"note réservée": "effacée"}
    journal.record("delete", note.person, by=by, after=after, reason=reason, named=True)
