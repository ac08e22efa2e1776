"""Whose words, or whose picture, a block of a letter shows: a tie inside the platform, never printed.

A letter that shows somebody leaves, and stays in the public archive, as long as this person agrees (RGPD art. 7). The tie keeps
whether they do, and until when (`agrees`, written when an agreement is given, taken back or over): whoever writes letters may read no name.
"""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet

from evaluation import announcements
from evaluation.models import Delivery, Newsletter, NewsletterBlock, Witness
from ppde.models import Consent, Person
from ppde.operations import latest_consent
from ppde.operations.journey import refuse_frozen
from ppde.privacy.apart import Apart
from ppde.retention.models import Elimination
from ppde.retention.operations import tell_erased
from territories import journal
from territories.models import Territory
from tzcld.ui import french

State = Newsletter.State
WITHDRAWN, OVER, REASON = "accord retiré", "accord terminé", "demande d’effacement"


@transaction.atomic
def name_witness(
    block: NewsletterBlock, person: Person | None, purpose: str, *, by
) -> Witness | None:
    """Say whom a block shows, or that it shows nobody (`person` None). The block is that of a draft, which the caller holds."""
    known = Witness.objects.filter(block=block).first()
    if person is None:
        if known:
            known.delete()
            journal.record("update", block, by=by, after={"personne citée": "plus personne"})
        return None
    if person.territory_id != block.territory_id:
        raise ValidationError({"person": "Cette personne est d’un autre territoire."})
    if purpose not in Witness.Purpose.values:
        raise ValidationError({"purpose": "Dites si c’est un témoignage ou une photo."})
    if known and (known.person_id, known.purpose) == (person.pk, purpose):
        return known
    refuse_frozen(person)
    made = known or Witness(territory_id=block.territory_id, block=block)
    made.person, made.purpose = person, purpose
    latest = latest_consent(person, purpose)
    made.is_agreed = latest is not None and latest.holds
    made.agreed_until = latest.until if made.is_agreed else None
    made.save()
    told = {"citée dans la lettre": str(block.newsletter), "pour": made.get_purpose_display()}
    journal.record("update", person, by=by, after=told, named=True)
    return made


def of(letter: Newsletter) -> QuerySet[Witness]:
    return Witness.objects.filter(block__newsletter=letter).select_related("block", "person")


def refuse_unagreed(letter: Newsletter) -> None:
    """Raises ValidationError in words while somebody shown has not agreed, or no longer does."""
    missing = of(letter).unagreed().order_by("block__position")
    if blocks := [f"«\u00a0{row.block}\u00a0»" for row in missing]:
        shows = french.accord(len(blocks), "Le bloc,Les blocs")
        verb = french.accord(len(blocks), "montre,montrent")
        raise ValidationError(
            f"{shows} {french.listing(blocks)} {verb} une personne qui n’a pas donné son accord, ou l’a retiré, ou dont l’accord est terminé. "
            "L’équipe l’enregistre dans «\u00a0Données et droits\u00a0» de son dossier\u00a0; sinon, retirez le bloc.",
            code="consent",
        )


# Agreements ──────────────────────────────────────────────────────────────────────────────────────


def consent_given(consent: Consent, *, by) -> None:
    """What shows the person may leave (settings.CONSENT_GIVEN)."""
    _shown(consent.person, consent.purpose).update(is_agreed=True, agreed_until=consent.until)


def consent_withdrawn(consent: Consent, *, by) -> None:
    """Nothing more leaves, and what the public reads is taken down now (settings.CONSENT_WITHDRAWN)."""
    _take_down(_shown(consent.person, consent.purpose), by=by, is_over=consent.is_end)


def _shown(person: Person, purpose: str) -> QuerySet[Witness]:
    return Witness.objects.filter(person=person, purpose=purpose)


def _take_down(rows: QuerySet[Witness], *, by, is_over: bool = False) -> None:
    rows.update(is_agreed=False, agreed_until=None)
    letters = Newsletter.objects.filter(blocks__witness__in=rows).distinct()
    for pk in letters.values_list("pk", flat=True):
        letter = Newsletter.objects.select_for_update(of=("self",)).get(pk=pk)
        # Those whose turn has not come; what has left is in its readers' boxes.
        waiting = letter.deliveries.filter(state=Delivery.State.WAITING)
        waiting.update(state=Delivery.State.SKIPPED, error=OVER if is_over else WITHDRAWN)
        if letter.is_public:
            letter.is_public = False
            letter.save(update_fields=["is_public"])
            reason = "un accord s’est terminé" if is_over else "un accord a été retiré"
            journal.record("unpublish", letter, by=by, reason=reason)
            announcements.letter_changed(letter)


# The file of the person ──────────────────────────────────────────────────────────────────────────


def _told(person: Person) -> list[str]:
    """« Témoignage dans la lettre « Été » : publiée dans les archives », one a block."""
    rows = Witness.objects.filter(person=person).select_related("block__newsletter")
    return [
        f"{french.upper_first(row.get_purpose_display())} dans la lettre «\u00a0{row.block.newsletter}\u00a0»\u00a0: "
        f"{_where(row)}"
        for row in rows.order_by("-pk")
    ]


def _where(row: Witness) -> str:
    letter = row.block.newsletter
    if letter.state == State.DRAFT:
        return "brouillon" if row.agrees else "brouillon, qui ne partira pas sans son accord"
    left = f"partie le {french.date(letter.started_at)}"
    if letter.is_public:
        return f"{left}, publiée dans les archives"
    return left if row.agrees else f"{left}, retirée du site, qui ne s’y publie plus"


@transaction.atomic
def _erase(person: Person, *, by) -> int:
    """Taken down, and tied to nobody any more."""
    rows = Witness.objects.filter(person=person)
    keys = list(rows.values_list("pk", flat=True))
    tell_erased(person.territory_id, Elimination.What.SHOWN, keys, REASON, by=by)
    return _untie(keys, by)


def _untie(keys: list[int], by) -> int:
    rows = Witness.objects.filter(pk__in=keys)
    _take_down(rows, by=by)
    return rows.update(person=None)


@transaction.atomic
def _again(territory: Territory, number: int, day: date, by) -> int:
    """Not a block of a letter begun since: the register tells of before its day."""
    rows = Witness.objects.filter(territory=territory, pk=number, person__isnull=False)
    rows = rows.filter(block__newsletter__created_at__date__lte=day)
    return _untie(list(rows.values_list("pk", flat=True)), by)


SHOWN = Apart(
    what=Elimination.What.SHOWN,
    purposes=frozenset(Witness.Purpose.values),
    told=_told,
    erase=_erase,
    again=_again,
)
