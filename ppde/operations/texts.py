"""Free texts: words that send one to the review queue, and what the review makes of it."""

import re

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone

from ppde.models import JourneyEvent, Person, SensitiveWord, TextFlag
from territories import journal
from tzcld.ui import french, nir

# Until a hub writes its own list. Stems, without accents: « depress » finds dépression, dépressive.
DEFAULT_WORDS = {
    "health": (
        "depress",
        "bipolair",
        "schizo",
        "psychiatr",
        "psychot",
        "cancer",
        "diabet",
        "epilep",
        "alcool",
        "toxicoman",
        "addict",
        "drogu",
        "sida",
        "vih",
        "seropositi",
        "handicap",
        "rqth",
        "maladie",
        "malade",
        "diagnos",
        "hospitalis",
        "enceinte",
        "grossesse",
        "medicament",
        "traitement medical",
        "burn out",
        "burnout",
        "suicid",
    ),
    "offence": (
        "condamn",
        "prison",
        "incarcer",
        "detenu",
        "garde a vue",
        "casier",
        "delinquan",
        "bracelet electronique",
        "sursis",
        "liberation conditionnelle",
        "deal",
    ),
    "opinion": (
        "musulman",
        "catholique",
        "juif",
        "juive",
        "islam",
        "voile",
        "syndiqu",
        "vote pour",
    ),
    "origin": ("sans papier", "clandestin", "gitan", "maghreb", "africain", "ethni"),
    "judgement": (
        "paresseu",
        "faineant",
        "ment ",
        "menteu",
        "agressi",
        "mauvaise volonte",
        "sale ",
    ),
}
# What takes the place of an erased text.
ERASED = "[texte effacé]"


def refuse_nir(*texts: str) -> None:
    """No social security number, even through an import or the API."""
    if any(nir.looks_like_nir(text) for text in texts if text):
        raise ValidationError(
            "Retirez le numéro de sécurité sociale\u00a0: la plateforme n’en garde aucun.",
            code="nir",
        )


def stems(hub_id: int) -> list[str]:
    own = list(SensitiveWord.objects.filter(territory=hub_id).values_list("stem", flat=True))
    return own or [stem for group in DEFAULT_WORDS.values() for stem in group]


def sensitive_words(text: str, found_stems: list[str]) -> list[str]:
    """The words of a text that begin as one of the stems, accents and case ignored: « Dépression » for « depress »."""
    plain = re.sub(r"[^a-z0-9]+", " ", french.plain(text)) + " "
    pattern = "|".join(re.escape(stem) for stem in sorted(found_stems, key=len, reverse=True))
    hits = re.findall(rf"\b(?:{pattern})\w*", plain) if pattern else []
    return sorted({hit.strip()[:40] for hit in hits})


def flag_text(person: Person, field: str, text: str, *, event: JourneyEvent | None = None) -> None:
    """Put the text in the review queue when a word of the list is in it. It is kept: a person decides, not the list."""
    if not text.strip():
        return
    found = sensitive_words(text, stems(person.territory.rules_hub_id))
    if found:
        TextFlag.objects.create(
            territory_id=person.territory_id,
            person=person,
            number=person.number,
            event=event,
            field=field,
            words=found,
        )


def _open(flag: TextFlag) -> TextFlag:
    flag = (
        TextFlag.objects.select_for_update(of=("self",))
        .select_related("person__territory", "event")
        .get(pk=flag.pk)
    )
    if flag.state != TextFlag.State.OPEN:
        raise ValidationError("Ce texte est déjà relu.", code="reviewed")
    return flag


@transaction.atomic
def review_text(flag: TextFlag, state: str, *, by, reason: str, text: str = "") -> TextFlag:
    """Keep the text with a reason, or replace it everywhere: reworded by `text`, or erased. The old words do not remain."""
    flag = _open(flag)
    if not reason.strip():
        raise ValidationError({"reason": "Dites pourquoi."})
    refuse_nir(reason)
    if state not in (TextFlag.State.KEPT, TextFlag.State.REWORDED, TextFlag.State.ERASED):
        raise ValidationError({"state": "Choisissez une réponse."})
    # Emptied since by the team: nothing to replace, the decision alone is written.
    replaces = state != TextFlag.State.KEPT and bool(flag.text)
    if replaces:
        _replace(flag, _replacement(flag, state, text), by, reason.strip())
    if state != TextFlag.State.KEPT:
        flag.words = []
    flag.state, flag.reason = state, reason.strip()
    flag.reviewed_at, flag.reviewed_by = timezone.now(), by
    flag.save(update_fields=["state", "reason", "words", "reviewed_at", "reviewed_by"])
    if not replaces:
        after = {"texte": flag.get_state_display(), "champ": flag.field}
        journal.record("review", flag.person, by=by, after=after, reason=flag.reason, named=True)
    return flag


def _replacement(flag: TextFlag, state: str, text: str) -> str:
    if state == TextFlag.State.ERASED:
        return ERASED
    text = text.strip()
    if not text:
        raise ValidationError({"text": "Écrivez le nouveau texte."})
    longest = (flag.event or flag.person)._meta.get_field(flag.field).max_length
    if len(text) > longest:
        raise ValidationError(
            {"text": f"Ce texte est trop long. Écrivez {longest} signes au plus."}
        )
    refuse_nir(text)
    still = sensitive_words(text, stems(flag.person.territory.rules_hub_id))
    if still:
        raise ValidationError({"text": f"Ce texte contient encore\u00a0: {', '.join(still)}."})
    return text


def _replace(flag: TextFlag, new: str, by, why: str) -> None:
    """In the file and in the journal, by the function of the owner that may pass what is append-only, and says so."""
    old = flag.text
    if flag.event is None:
        Person.objects.filter(pk=flag.person_id).update(**{flag.field: new})
    with connection.cursor() as cursor:
        cursor.execute(
            "select replace_words(%s, %s, %s, %s, %s)", [flag.person_id, old, new, by.pk, why]
        )
