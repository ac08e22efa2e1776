"""Where a territory stands: its phases follow each other, each ends the day before the next one begins."""

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from territories import journal
from territories.models import LegalFigure, Phase, Territory
from territories.models.legal import first_year
from territories.periods import period
from territories.webhooks import events
from tzcld.later import ask_later
from tzcld.ui import french

Kind = Phase.Kind
# How far a territory is: a phase follows one that is as far, or less; a territory that begins again has left before.
FAR = {
    Kind.EMERGING: 0,
    Kind.FORMED: 1,
    Kind.CANDIDATE: 1,
    Kind.ADJOURNED: 1,
    Kind.HABILITATED: 2,
    Kind.RENEWING: 2,
    Kind.LEFT: 3,
}
# A phase that is announced begins within a year; later, the year is mistyped.
AHEAD = timedelta(days=366)
DAY = timedelta(days=1)


@transaction.atomic
def open_phase(territory: Territory, *, kind: str, since: date, act: str, by) -> Phase:
    """Begin a phase, today or in the past: the one of that day ends the day before; when another begins later, the new
    one lasts until then. Raises ValidationError on `since` when a phase begins that very day, or it is too far ahead."""
    rows = _locked(territory)
    _not_too_far(since)
    _not_too_early(territory, kind, since)
    if any(row.since == since for row in rows):
        raise ValidationError(
            {"since": "Une phase commence déjà ce jour-là. Corrigez-la, ou écrivez un autre jour."}
        )
    later = next((row for row in rows if row.since > since), None)
    _refuse_disorder(kind, next((row for row in reversed(rows) if row.since < since), None), later)
    before = next((row for row in rows if row.since < since and row.covers(since)), None)
    told = _cut(before, since - DAY) if before else {}
    last = later.since - DAY if later else None
    phase = Phase.objects.create(
        territory=territory, kind=kind, period=period(since, last), act=act
    )
    journal.record("create", phase, by=by, after=_said(phase) | told)
    _moved(territory)
    return phase


@transaction.atomic
def correct_phase(phase: Phase, *, kind: str, since: date, act: str, reason: str, by) -> Phase:
    """What was entered wrong. Its first day moves the end of the phase before, when the two touch.

    Raises ValidationError on `since` when the phase would begin with the one before, or after its own end.
    """
    phase, before, later = _with_the_others(phase)
    _check_move(phase, before, since)
    if (kind, since) != (phase.kind, phase.since):
        _not_too_early(phase.territory, kind, since)
        _refuse_disorder(kind, before, later)
    old = _said(phase)
    touched = before if before and (_touches(before, phase) or before.covers(since)) else None
    # The database refuses two phases on one day, at each statement: what is shortened is written first.
    told = _cut(touched, since - DAY) if touched and since < phase.since else {}
    phase.kind, phase.act, last = kind, act, phase.until
    phase.period = period(since, last)
    phase.save(update_fields=["kind", "act", "period"])
    if touched and not told:
        told = _cut(touched, since - DAY)
    new = _said(phase)
    changed = [name for name in new if new[name] != old[name]]
    if changed:
        journal.record(
            "correct",
            phase,
            by=by,
            before={name: old[name] for name in changed},
            after={name: new[name] for name in changed} | told,
            reason=reason,
        )
        _moved(phase.territory)
    return phase


@transaction.atomic
def remove_phase(phase: Phase, *, reason: str, by) -> None:
    """A phase that never was: the one before, when the two touch, takes its days."""
    phase, before, _ = _with_the_others(phase)
    journal.record("delete", phase, by=by, before=_said(phase), reason=reason)
    last, touches = phase.until, before is not None and _touches(before, phase)
    phase.delete()
    if touches:
        old = _said(before)
        told = _cut(before, last)
        if told:
            journal.record(
                "update", before, by=by, before={"until": old["until"]}, after={"until": last}
            )
    _moved(phase.territory)


def _locked(territory: Territory) -> list[Phase]:
    """The phases in order; nobody else changes them meanwhile."""
    Territory.objects.select_for_update(of=("self",), no_key=True).get(pk=territory.pk)
    return list(Phase.objects.filter(territory=territory).order_by("period"))


def _with_the_others(phase: Phase) -> tuple[Phase, Phase | None, Phase | None]:
    """With the one before and the one after, as they stand, held until the end of the transaction. ValidationError when a colleague has just deleted it."""
    rows = _locked(phase.territory)
    at = next((n for n, row in enumerate(rows) if row.pk == phase.pk), None)
    if at is None:
        raise ValidationError("Quelqu’un d’autre vient de supprimer cette phase.")
    return rows[at], rows[at - 1] if at else None, next(iter(rows[at + 1 :]), None)


def _touches(before: Phase, phase: Phase) -> bool:
    return before.until == phase.since - DAY


def _not_too_far(since: date) -> None:
    if since > timezone.localdate() + AHEAD:
        raise ValidationError({"since": "Ce jour est dans plus d’un an\u00a0: vérifiez l’année."})


def _not_too_early(territory: Territory, kind: str, since: date) -> None:
    """No habilitation before the law, no project before the first ones."""
    what = LegalFigure.What
    is_habilitated = FAR[kind] == FAR[Kind.HABILITATED]
    year = first_year(territory, what.EXPERIMENT if is_habilitated else what.FIRST_PROJECTS)
    if since.year < year:
        begun = "L’expérimentation" if is_habilitated else "La démarche"
        raise ValidationError(
            {"since": f"{begun} n’avait pas commencé. Écrivez un jour à partir de {year}."}
        )


def _refuse_disorder(kind: str, before: Phase | None, later: Phase | None) -> None:
    """What was reached is not undone by a slip of the day or of the phase: the figures count from the habilitation."""
    new = Kind(kind)
    if before and _undoes(before.kind, new):
        raise ValidationError(
            {
                "kind": f"Une phase «\u00a0{new.label}\u00a0» ne suit pas la phase «\u00a0{before}\u00a0», qui commence le "
                f"{french.date(before.since)}. Vérifiez la phase et son jour\u00a0; si le territoire recommence, écrivez d’abord "
                f"«\u00a0{Kind.LEFT.label}\u00a0»."
            }
        )
    if later and _undoes(new, later.kind):
        raise ValidationError(
            {
                "kind": f"La phase «\u00a0{later}\u00a0», qui commence le {french.date(later.since)}, ne suit pas une phase "
                f"«\u00a0{new.label}\u00a0». Vérifiez la phase et son jour, ou corrigez d’abord celle d’après."
            }
        )


def _undoes(before: str, after: str) -> bool:
    return before != Kind.LEFT and FAR[after] < FAR[before]


def _check_move(phase: Phase, before: Phase | None, since: date) -> None:
    if since == phase.since:
        return
    _not_too_far(since)
    if before and since <= before.since:
        raise ValidationError(
            {
                "since": f"La phase d’avant commence le {french.date(before.since)}. "
                "Écrivez un jour plus récent, ou corrigez-la d’abord."
            }
        )
    if phase.until and since > phase.until:
        raise ValidationError(
            {
                "since": f"Cette phase finit le {french.date(phase.until)}. "
                "Écrivez ce jour-là ou un jour plus ancien."
            }
        )


def _cut(phase: Phase, last: date | None) -> dict[str, str]:
    """Another last day; in words for the journal, nothing when it was that one already."""
    if phase.until == last:
        return {}
    phase.period = period(phase.since, last)
    phase.save(update_fields=["period"])
    said = f"jusqu’au {french.date(last)}" if last else "en cours"
    return {"phase d’avant": f"{phase}, {said}"}


def _said(phase: Phase) -> dict:
    return {"kind": phase.kind, "since": phase.since, "until": phase.until, "act": phase.act}


def _moved(territory: Territory) -> None:
    """The day of the habilitation bounds several indicators."""
    ask_later("evaluation.tasks.refresh_indicators", territory.pk)
    events.sheet_changed(territory)
