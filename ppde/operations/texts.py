"""Free texts: words that send one to the review queue, and what the review makes of it."""

import re

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from cle.operations import add_to_minutes
from ppde.models import ListSheet, RestrictedNote, SensitiveWord, TextFlag
from ppde.operations.note_words import forget_note, sensitive_words
from ppde.operations.rereading import ask_rereading
from ppde.retention import elsewhere
from territories import journal
from territories.free_texts import history
from territories.models import Entry, Territory
from tzcld.ui import french, nir
from tzcld.ui.words import spans, withheld

# What takes the place of an erased text.
ERASED = "[texte effacé]"
State = TextFlag.State
REPLACING = (State.REWORDED, State.ERASED)
# Answered by a text without its number, or without the name: kept as reworded.
ONLY_NUMBER, ONLY_NAME = "number", "name"
SEALED = "Ce compte rendu est approuvé\u00a0: il ne se réécrit pas. Gardez-le, ou corrigez-le par un additif."
BESIDE = "Numéro retiré avec celui d’à côté."
NAMED = "Ce texte contient encore le nom de la personne effacée."
# Two letters begin half of the dictionary.
SHORTEST = 3


def refuse_nir(*texts: str) -> None:
    """No social security number, even through an import or the API."""
    if any(nir.looks_like_nir(text) for text in texts if text):
        raise ValidationError(
            "Retirez le numéro de sécurité sociale\u00a0: la plateforme n’en garde aucun.",
            code="nir",
        )


@transaction.atomic
def add_word(
    territory: Territory, stem: str, subject: str, *, by, is_whole: bool = False
) -> SensitiveWord:
    """A word that sends a text to the review, for the hub's territories or for this one alone: what is written from now on,
    and what was before, read again away from the page.

    Raises ValidationError when it is in the list already, or too short to mean anything.
    """
    Territory.objects.select_for_update(of=("self",)).get(pk=territory.pk)
    stem = " ".join(re.findall(r"[a-z0-9]+", french.plain(stem)))
    if len(stem) < SHORTEST:
        raise ValidationError(
            {
                "stem": f"Écrivez {SHORTEST} lettres au moins\u00a0: plus court, trop de mots commencent ainsi."
            }
        )
    known = SensitiveWord.objects.read_in(territory).current().filter(stem=stem).first()
    if known:
        place = "la métropole" if known.territory_id != territory.pk else "ce territoire"
        raise ValidationError({"stem": f"«\u00a0{stem}\u00a0» est déjà dans la liste ({place})."})
    word = SensitiveWord(
        territory=territory, stem=stem, subject=subject, is_whole=is_whole, added_by=by
    )
    word.full_clean(exclude=["territory"])
    word.save()
    journal.record("create", word, by=by, after={"mot": stem, "sujet": word.get_subject_display()})
    ask_rereading(territory, by=by)
    return word


@transaction.atomic
def remove_word(word: SensitiveWord, *, by, reason: str) -> SensitiveWord:
    """The word no longer sends any text to the review; the row stays, with who removed it and when."""
    word = SensitiveWord.objects.select_for_update(of=("self",)).get(pk=word.pk)
    if word.removed_at:
        raise ValidationError("Ce mot est déjà retiré.", code="removed")
    journal.refuse_no_reason(reason, "Dites pourquoi ce mot est retiré.")
    word.removed_at, word.removed_by = timezone.now(), by
    word.save(update_fields=["removed_at", "removed_by"])
    journal.record("delete", word, by=by, before={"mot": word.stem}, reason=reason.strip())
    return word


def without_number(text: str) -> str:
    """The text with « [numéro retiré] » where a social security number was."""
    with connection.cursor() as cursor:
        cursor.execute("select without_nir(%s)", [text])
        return cursor.fetchone()[0]


def _open(flag: TextFlag) -> TextFlag:
    flag = (
        TextFlag.objects.select_for_update(of=("self",))
        .select_related("person", "territory")
        .get(pk=flag.pk)
    )
    if flag.state != TextFlag.State.OPEN:
        raise ValidationError("Ce texte est déjà relu.", code="reviewed")
    return flag


def answers(flag: TextFlag) -> tuple[str, ...]:
    """What a review may answer: approved minutes are kept, or corrected by what is added under them.

    A restricted note is read where it is opened, and kept or erased: another one is written instead.
    A social security number is never kept: it alone is taken away, from approved minutes too (the law forbids keeping it).
    The name of somebody erased is taken away from them alone as well; not once the text has changed since it was found.
    """
    if flag.is_encrypted:
        return (State.KEPT, State.ERASED)
    if flag.is_number:
        return (ONLY_NUMBER,) if flag.sealed or flag.is_list else (ONLY_NUMBER, *REPLACING)
    if flag.name_places:
        return (ONLY_NAME, State.KEPT) if flag.sealed else (ONLY_NAME, State.KEPT, *REPLACING)
    return (State.KEPT, State.ADDENDUM) if flag.sealed else (State.KEPT, *REPLACING)


@transaction.atomic
def review_text(flag: TextFlag, state: str, *, by, reason: str, text: str = "") -> TextFlag:
    """Keep the text with a reason, or replace it everywhere: reworded by `text`, or erased. The old words do not remain."""
    flag = _open(flag)
    journal.refuse_no_reason(reason, "Dites pourquoi.")
    refuse_nir(reason)
    if state != State.KEPT and any(spans(reason, flag.names)):
        raise ValidationError({"reason": NAMED})
    if state not in answers(flag):
        raise ValidationError(
            {"state": SEALED if flag.sealed and state in REPLACING else "Choisissez une réponse."}
        )
    if state == ONLY_NUMBER:
        state, text = State.REWORDED, _cleaned(flag)
    if state == ONLY_NAME:
        state, text = State.REWORDED, _nameless(flag)
    if state == State.ADDENDUM:
        text = _clean(flag, text, longest=2000)
        add_to_minutes(flag.sealed, by=by, text=text, withheld=[] if flag.is_name else flag.words)
    if flag.is_encrypted and state == State.ERASED:
        _erase_note(flag, reason.strip(), by)
    # Emptied since by the team: nothing to replace, the decision alone is written.
    replaces = state in REPLACING and bool(flag.text)
    if replaces:
        new = _replacement(flag, state, text)
        _replace(flag, new, by, reason.strip())
        _settle_copies(flag, new, state, by, reason.strip())
    if state != TextFlag.State.KEPT:
        flag.words = []
    flag.state, flag.reason, flag.places = state, reason.strip(), None
    flag.reviewed_at, flag.reviewed_by = timezone.now(), by
    flag.save(update_fields=["state", "reason", "words", "places", "reviewed_at", "reviewed_by"])
    if not replaces:
        after = {"texte": flag.get_state_display(), "champ": flag.where}
        target = flag.person or flag
        named = flag.person is not None
        journal.record("review", target, by=by, after=after, reason=flag.reason, named=named)
    return flag


def _erase_note(flag: TextFlag, reason: str, by) -> None:
    note = RestrictedNote.objects.select_for_update(of=("self",)).get(pk=flag.object_id)
    if not note.erased_at:
        forget_note(note, reason, by=by)


def _settle_copies(flag: TextFlag, new: str, state: str, by, reason: str) -> None:
    """The same sentence written elsewhere about the person was replaced with this one: it is not to be read again."""
    if flag.person is None:
        return
    others = TextFlag.objects.filter(person=flag.person, state=TextFlag.State.OPEN)
    # Where a number alone went, the words around it are another question.
    all_said = not flag.is_number or not sensitive_words(flag.territory, new)
    copies = [
        other.pk
        for other in others.exclude(pk=flag.pk)
        if other.text == new and (all_said or other.is_number)
    ]
    TextFlag.objects.filter(pk__in=copies).update(
        state=state, reason=reason, words=[], reviewed_at=timezone.now(), reviewed_by=by
    )


def _replacement(flag: TextFlag, state: str, text: str) -> str:
    if state == State.ERASED:
        return ERASED
    return _clean(flag, text, longest=flag.about._meta.get_field(flag.field).max_length)


def _clean(flag: TextFlag, text: str, *, longest: int | None) -> str:
    text = text.strip()
    if not text:
        raise ValidationError({"text": "Écrivez le nouveau texte."})
    if longest and len(text) > longest:
        raise ValidationError(
            {"text": f"Ce texte est trop long. Écrivez {longest} signes au plus."}
        )
    refuse_nir(text)
    if flag.is_name and any(spans(text, flag.names)):
        raise ValidationError({"text": NAMED})
    if flag.is_number or flag.is_name:
        # The words that surround it are another question.
        return text
    still = sensitive_words(flag.territory, text)
    if still:
        raise ValidationError({"text": f"Ce texte contient encore\u00a0: {', '.join(still)}."})
    return text


def _nameless(flag: TextFlag) -> str:
    """Its text without the names, as long as its column holds."""
    pieces, end = [], 0
    for start, stop in flag.name_places:
        pieces += [flag.text[end:start], elsewhere.PUT]
        end = stop
    longest = flag.about._meta.get_field(flag.field).max_length
    return "".join([*pieces, flag.text[end:]])[:longest]


def frozen_with(flag: TextFlag) -> list[str]:
    """What holds this text and is not rewritten, in words: whoever reviews it takes it back elsewhere, if need be. A report
    that holds the name of somebody erased is made again."""
    if not flag.text or flag.is_name:
        return []
    found = [import_string(path)(flag.territory, flag.text) for path in settings.FROZEN_TEXTS]
    return [told for some in found for told in some]


def _replace(flag: TextFlag, new: str, by, why: str) -> None:
    """In its row, in the person's history and in the journal, by the function of the owner that may pass what is append-only.

    With a social security number go the others of its row, and their copies: the database takes the row without any, or
    not at all.
    """
    old, beside = flag.text, [(f, f.text, _cleaned(f)) for f in _beside(flag)]
    names = flag.names
    if names and flag.sealed and flag.about not in history():
        _take_name_out(flag, by)
    elif flag.about not in history():
        values = {other.field: _split(other, cleaned) for other, _, cleaned in beside}
        values[flag.field] = _split(flag, new)
        flag.about._base_manager.filter(pk=flag.row.pk).update(**values)
    _replace_everywhere(flag, old, new, by, why)
    for other, was, cleaned in beside:
        _replace_everywhere(other, was, cleaned, by, why)
        _settle_copies(other, cleaned, State.REWORDED, by, BESIDE)
    TextFlag.objects.filter(pk__in=[other.pk for other, _, _ in beside]).update(
        state=State.REWORDED, words=[], reason=BESIDE, reviewed_at=timezone.now(), reviewed_by=by
    )
    if flag.is_name:
        for said in _former(flag, names):
            _replace_everywhere(flag, said, withheld(said, names, elsewhere.PUT), by, why)
        elsewhere.tell_frozen(flag.territory, old, new, by)
        for path in settings.NAMES_SENT:
            import_string(path)(flag.row, names)


def _former(flag: TextFlag, names: list[str]) -> set[str]:
    """What the journal of the row still tells of its former texts, with one of these names."""
    rows = Entry.objects.filter(
        territory=flag.territory, model=flag.model, object_id=flag.object_id
    )
    said = {
        text
        for entry in rows
        for text in (entry.reason, *entry.before.values(), *entry.after.values())
    }
    return {text for text in said if isinstance(text, str) and any(spans(text, names))}


def _take_name_out(flag: TextFlag, by) -> None:
    """Approved minutes lose the names by the function of the owner that asks for an open row of the review, and by it alone."""
    with connection.cursor() as cursor:
        cursor.execute("select take_name_out(%s)", [flag.pk])
    elsewhere.add_day(flag.row, by)


def _cleaned(flag: TextFlag) -> str:
    """Its text without number, as long as its column holds: the words in its place may be longer than it was."""
    longest = flag.about._meta.get_field(flag.field).max_length if not flag.is_list else None
    return without_number(flag.text)[:longest]


def _beside(flag: TextFlag) -> list[TextFlag]:
    """What waits for the review about the other numbers of the row."""
    if not flag.is_number:
        return []
    same = TextFlag.objects.select_related("person", "territory").filter(
        territory=flag.territory, model=flag.model, object_id=flag.object_id, state=State.OPEN
    )
    return [other for other in same.exclude(pk=flag.pk) if other.is_number]


def _replace_everywhere(flag: TextFlag, old: str, new: str, by, why: str) -> None:
    _replace_in_lists(flag.territory, old, new)
    with connection.cursor() as cursor:
        cursor.execute(
            "select replace_text(%s, %s, %s, %s, %s, %s, %s, %s)",
            [
                flag.territory_id,
                flag.person_id,
                flag.model,
                flag.object_id,
                old,
                new,
                by.pk,
                why,
            ],
        )


def _replace_in_lists(territory: Territory, old: str, new: str) -> None:
    """In the lists by number that the committee reads, a reason is a copy of the proposal's."""
    for sheet in ListSheet.objects.filter(
        territory=territory, exceptions__contains=[{"reason": old}]
    ):
        sheet.exceptions = [
            one | {"reason": new} if one.get("reason") == old else one for one in sheet.exceptions
        ]
        sheet.save(update_fields=["exceptions"])


def _split(flag: TextFlag, new: str) -> str | list[str]:
    if not flag.is_list:
        return new
    return [without_number(one) for one in getattr(flag.row, flag.field)]
