"""Verbs of a territory that counts without names: begin or take it back, type a month, announce the names, reconcile, reopen.

The two ways of counting never mix: a month is either typed or computed, and what was typed is never rewritten by names.
"""

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from evaluation import operations
from evaluation.counts import checks, reconciliation
from evaluation.counts.models import MonthlyCount
from evaluation.indicators import DIMENSIONS
from evaluation.operations.figures import months_back, this_month
from evaluation.tasks import compute_hub_months
from territories import journal
from territories.models import Territory, TypedPeriod
from territories.periods import period
from tzcld.ui import french

# Breakdowns that may be typed, with the measures that each cell takes; the others stand whole in their unknown cell.
TYPED_DIMENSIONS = ("sex", "age", "duration")
IN_CELLS = ("met", "volunteers", "waiting")
UNKNOWN = {
    "sex": "unsaid",
    "age": "unknown",
    "duration": "unknown",
    "origin": "unknown",
    "district": "none",
    "kind": "unsaid",
}
Nature = MonthlyCount.Nature
# Months computed again at most: what the pages and the reports show.
LONGEST = 36


@transaction.atomic
def begin(territory: Territory, *, since: date, reason: str, by) -> TypedPeriod:
    """The territory types its figures from this month on; what was counted by name before is kept as a starting point."""
    since = since.replace(day=1)
    _lock(territory)
    if since > this_month():
        raise ValidationError(
            {"since": f"Écrivez un mois déjà commencé, au plus tard {this_month():%m/%Y}."}
        )
    last = TypedPeriod.objects.filter(territory=territory).order_by("-period").first()
    if last and (last.until is None or since <= last.until):
        raise ValidationError({"since": "Ces mois sont déjà saisis sans nom."})
    if last and not last.reconciliation:
        raise ValidationError("Validez d’abord le rapprochement du dernier passage aux noms.")
    row = TypedPeriod(territory=territory, period=period(since), reason=reason.strip())
    row.full_clean(exclude=["reconciliation", "gap_reason"])
    row.save()
    if before := reconciliation.known(territory, since - timedelta(days=1)):
        _write(territory, since, Nature.BEFORE, _cumulated(before), {}, "", by)
    journal.record("create", row, by=by, after={"since": since}, reason=row.reason)
    _recompute(territory, since)
    return row


@transaction.atomic
def take_back(territory: Territory, *, reason: str, by) -> None:
    """The typing was begun by mistake: the months are counted by name again, as if it never was.

    Refused once a month of it is typed: what was typed stays, and the names are announced instead. The starting point that
    was kept goes with it.
    """
    _lock(territory)
    row = _open_period(territory)
    if typed := _months_typed(row).order_by("month").first():
        raise ValidationError(
            f"{french.upper_first(french.month(typed.month))} est déjà saisi sans nom, et un mois saisi le reste. "
            "Passez aux noms à partir d’un mois plus tardif."
        )
    journal.refuse_no_reason(reason, "Dites pourquoi la saisie sans noms s’annule.")
    since = row.since
    MonthlyCount.objects.filter(territory=territory, month=since, nature=Nature.BEFORE).delete()
    journal.record("cancel", row, by=by, before={"since": since}, reason=reason.strip())
    row.delete()
    _recompute(territory, since)


def may_take_back(row: TypedPeriod) -> bool:
    return row.until is None and not _months_typed(row).exists()


def _months_typed(row: TypedPeriod):
    return MonthlyCount.objects.filter(
        territory=row.territory_id, nature=Nature.MONTH, breakdown="", month__gte=row.since
    )


@transaction.atomic
def save_month(
    territory: Territory,
    month: date,
    totals: dict,
    cells: dict[str, dict[str, dict[str, int]]],
    *,
    reason: str = "",
    nature: str = Nature.MONTH,
    by,
) -> MonthlyCount:
    """Type or retype a month. `totals`: fields of MonthlyCount; `cells`: {dimension: {cell: {measure: count}}}.

    Raises ValidationError: on the field that cannot be true, or on `reason` when surprising figures come without one.
    """
    month = month.replace(day=1)
    _lock(territory)
    if not TypedPeriod.objects.filter(territory=territory, period__contains=month).exists():
        raise ValidationError(
            f"{french.upper_first(french.month(month))} n’est pas un mois saisi : ses chiffres viennent des parcours."
        )
    if month > this_month():
        raise ValidationError("Ce mois n’a pas commencé.")
    before = _row(territory, month, nature)
    checks.refuse_impossible(territory, month, totals, cells, nature)
    surprising = checks.surprises(territory, month, totals, nature)
    if surprising and not reason.strip():
        raise ValidationError(
            {"reason": f"{' '.join(surprising)} Vérifiez, ou écrivez ici ce qui l’explique."}
        )
    row = _write(territory, month, nature, totals, cells, reason.strip(), by)
    old = {name: getattr(before, name) for name in totals} if before else {}
    changed = {k: v for k, v in totals.items() if old.get(k) != v}
    journal.record(
        "update" if before else "create",
        row,
        by=by,
        before={k: old[k] for k in changed if k in old},
        after=changed,
        reason=row.reason,
        label=f"chiffres de {french.month(month)}",
    )
    _recompute(territory, month)
    return row


@transaction.atomic
def announce_names(territory: Territory, *, since: date, by) -> TypedPeriod:
    """From this month on, figures come from the persons followed; the months before stay typed.

    Until the list by name is reconciled with the one typed, the last typed figures stand: no file is missing from a total.
    """
    since = since.replace(day=1)
    _lock(territory)
    row = _open_period(territory)
    if since <= row.since:
        raise ValidationError(
            {
                "since": f"La saisie a commencé en {french.month(row.since)} : écrivez un mois plus tardif."
            }
        )
    if since > this_month():
        raise ValidationError(
            {"since": f"Écrivez le mois en cours ({this_month():%m/%Y}) ou un mois passé."}
        )
    later = MonthlyCount.objects.filter(
        territory=territory, nature=Nature.MONTH, breakdown="", month__gte=since
    ).order_by("month")
    if typed := later.first():
        raise ValidationError(
            {
                "since": f"{french.upper_first(french.month(typed.month))} est déjà saisi sans nom : "
                "écrivez un mois plus tardif, un mois saisi le reste."
            }
        )
    row.period = period(row.since, since - timedelta(days=1))
    row.save(update_fields=["period"])
    journal.record("end", row, by=by, after={"names since": since})
    _recompute(territory, since)
    return row


@transaction.atomic
def take_back_names(territory: Territory, *, reason: str, by) -> TypedPeriod:
    """The names were announced by mistake or too early: the months are typed again, without a break.

    Refused once reconciled. The files opened meanwhile stay; they count once the names are announced again.
    """
    _lock(territory)
    row = TypedPeriod.objects.filter(territory=territory).order_by("-period").first()
    if row is None or not may_take_back_names(row):
        raise ValidationError("Aucun passage aux noms n’attend son rapprochement.")
    journal.refuse_no_reason(reason, "Dites pourquoi le passage aux noms s’annule.")
    since = row.until + timedelta(days=1)
    row.period = period(row.since)
    row.save(update_fields=["period"])
    journal.record("cancel", row, by=by, before={"names since": since}, reason=reason.strip())
    _recompute(territory, since)
    return row


def may_take_back_names(row: TypedPeriod) -> bool:
    """`row`: the last period of the territory."""
    return row.until is not None and not row.reconciliation


@transaction.atomic
def reconcile(row: TypedPeriod, *, reason: str, by) -> TypedPeriod:
    """Keep in the cumulated figures those who left before the names; say why the list by name differs, if it does."""
    _lock(row.territory)
    row.refresh_from_db()
    if row.until is None or row.reconciliation:
        raise ValidationError("Ce rapprochement est déjà fait ou n’a pas lieu d’être.")
    found = reconciliation.compare(row)
    if any(line.must_explain for line in found) and not reason.strip():
        raise ValidationError(
            {
                "reason": "La liste saisie et la liste par nom n’ont pas le même nombre de personnes. "
                "Enregistrez les personnes qui manquent, ou écrivez ce qui explique l’écart."
            }
        )
    since = row.until + timedelta(days=1)
    _write(row.territory, since, Nature.CARRIED, reconciliation.carried(found), {}, "", by)
    row.reconciliation = {line.field: [line.typed, line.named] for line in found}
    row.gap_reason = reason.strip()
    row.save(update_fields=["reconciliation", "gap_reason"])
    journal.record("update", row, by=by, after=row.reconciliation, reason=row.gap_reason)
    _recompute(row.territory, since)
    return row


@transaction.atomic
def reopen_reconciliation(row: TypedPeriod, *, reason: str, by) -> TypedPeriod:
    """What was validated was wrong: nobody is kept in the cumulated figures any more, and the last typed figures stand again.

    Refused once months are typed again, as they begin from what was kept.
    """
    _lock(row.territory)
    row.refresh_from_db()
    if not row.reconciliation:
        raise ValidationError("Ce rapprochement n’est pas validé\u00a0: il n’y a rien à rouvrir.")
    if TypedPeriod.objects.filter(territory=row.territory, period__gt=row.period).exists():
        raise ValidationError(
            "Le territoire saisit de nouveau sans noms depuis\u00a0: ces mois partent de ce rapprochement, qui reste validé."
        )
    journal.refuse_no_reason(reason, "Dites pourquoi le rapprochement est rouvert.")
    since = row.until + timedelta(days=1)
    MonthlyCount.objects.filter(
        territory=row.territory, month=since, nature=Nature.CARRIED
    ).delete()
    before = {**row.reconciliation, "raison de l’écart": row.gap_reason}
    row.reconciliation, row.gap_reason = {}, ""
    row.save(update_fields=["reconciliation", "gap_reason"])
    journal.record("cancel", row, by=by, before=before, reason=reason.strip())
    _recompute(row.territory, since)
    return row


def may_reopen(row: TypedPeriod) -> bool:
    """`row`: the last period of the territory."""
    return row.until is not None and bool(row.reconciliation)


def _open_period(territory: Territory) -> TypedPeriod:
    row = TypedPeriod.objects.filter(territory=territory, period__endswith__isnull=True).first()
    if row is None:
        raise ValidationError("Ce territoire suit déjà les parcours par nom.")
    return row


def _lock(territory: Territory) -> None:
    """Two colleagues change the way of counting one after the other; registering a person waits too."""
    Territory.objects.select_for_update(of=("self",)).get(pk=territory.pk)


def _row(territory: Territory, month: date, nature: str) -> MonthlyCount | None:
    return MonthlyCount.objects.filter(
        territory=territory, month=month, nature=nature, breakdown=""
    ).first()


def _cumulated(before: dict) -> dict:
    return {name: n for name, n in before.items() if name not in ("waiting", "paused")}


def _write(territory, month, nature, totals, cells, reason, by) -> MonthlyCount:
    """The whole and its cells replace what was typed for this month."""
    MonthlyCount.objects.filter(territory=territory, month=month, nature=nature).delete()
    common = {"territory": territory, "month": month, "nature": nature, "typed_by": by}
    whole = MonthlyCount(**common, **totals, reason=reason)
    rows = [whole]
    for dimension, unknown in UNKNOWN.items():
        typed = cells.get(dimension, {})
        rest = {k: v for k, v in totals.items() if not k.startswith("waiting_")}
        for name in IN_CELLS:
            rest[name] = (totals.get(name) or 0) - sum(c.get(name, 0) for c in typed.values())
        # Every cell of every month, so that the last list known is the same for all of them.
        by_cell = dimension in TYPED_DIMENSIONS and nature == Nature.MONTH
        for cell in DIMENSIONS[dimension].cells if by_cell else ():
            if cell != unknown:
                values = {name: typed.get(cell, {}).get(name, 0) for name in IN_CELLS}
                rows.append(MonthlyCount(**common, breakdown=dimension, cell=cell, **values))
        rows.append(MonthlyCount(**common, breakdown=dimension, cell=unknown, **rest))
    for row in rows:
        row.typed_at = timezone.now()
    MonthlyCount.objects.bulk_create(rows)
    return whole


def _recompute(territory: Territory, since: date) -> None:
    """A typed month changes every month after it: at once in the territory, in the hub by a task."""
    current = this_month()
    span = (current.year - since.year) * 12 + current.month - since.month + 1
    months = months_back(current, max(1, min(span, LONGEST)))
    operations.recompute(territory.pk, *months)
    if territory.hub_id:
        transaction.on_commit(
            lambda: compute_hub_months.delay(territory.hub_id, months[0].isoformat()), robust=True
        )
