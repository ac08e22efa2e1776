"""The CDE of a month, computed and frozen."""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from ebe import cde, fte, funding
from ebe.models import CdeStatement, Convention, Enterprise, MissingMonth
from ppde.operations import figures_moved
from territories import journal
from territories.models import Territory
from tzcld.ui import french


@transaction.atomic
def compute_statement(enterprise: Enterprise, month: date, *, by=None) -> CdeStatement:
    """The statement of the month that holds `month`. Computed again from the same facts, it stays as it was.

    The rates used are frozen with it: a later rate changes nothing until somebody asks for it. Needs a scope that
    reads the contracts of the enterprise. Raises ValidationError in words (see `ebe.cde.compute`).
    """
    enterprise = (
        Enterprise.objects.select_for_update(of=("self",))
        .select_related("territory")
        .get(pk=enterprise.pk)
    )
    row = CdeStatement.objects.filter(enterprise=enterprise, month=month.replace(day=1)).first()
    # A month computed here once, and under no convention since, is worth nothing: it says so.
    was_computed = row is not None and "lines" in row.detail
    found = cde.compute(enterprise, month, is_due=not was_computed)
    MissingMonth.objects.filter(enterprise=enterprise, month=found.month).delete()
    values = {**found.figures, "detail": found.detail}
    old = {name: getattr(row, name) for name in values} if row else {}
    if row and old == values:
        if row.outdated_on:
            row.outdated_on = None
            row.save(update_fields=["outdated_on"])
        return row
    row = row or CdeStatement(
        territory_id=enterprise.territory_id, enterprise=enterprise, month=found.month
    )
    for name, value in values.items():
        setattr(row, name, value)
    row.computed_at, row.outdated_on = timezone.now(), None
    row.save()
    journal.record(
        "compute",
        row,
        by=by,
        label=f"CDE, {enterprise}, {french.month(found.month)}",
        before={name: value for name, value in old.items() if name != "detail"},
        after=found.figures,
    )
    figures_moved(enterprise.territory_id)
    return row


def outdate(since: date, until: date | None = None, **whose) -> int:
    """The statements of these months are to be computed again: what they count has changed. How many they are.

    `whose`: enterprise, or territory__hub for a rate. A month never computed, before others that are, is noted for the
    enterprise of an act (MissingMonth): a rate makes nothing due there. The figures stay as they are; the night computes the running
    month anyhow. A statement taken over without its detail stays as it came: nothing here would give it again.
    """
    today = timezone.localdate()
    rows = CdeStatement.objects.filter(
        month__gte=since.replace(day=1),
        month__lt=today.replace(day=1),
        detail__has_key="lines",
        **whose,
    )
    if until:
        rows = rows.filter(month__lte=until)
    rows.filter(outdated_on=None).update(outdated_on=today)
    if "enterprise" in whose:
        _note_missing(whose["enterprise"], since, until)
    return rows.count()


def outdate_mismatched(territory: Territory) -> int:
    """The months over whose FTE are no longer those of the contracts are to be computed again: an act of before `outdate`
    was called for it left them so. How many they are; told already, they are not looked at: run twice, none is found.

    Needs the scope of the territory, which reads its contracts. A rate or a convention is not looked at: what a statement
    was computed with stays until somebody asks.
    """
    today = timezone.localdate()
    rows = CdeStatement.objects.filter(
        territory=territory,
        month__lt=today.replace(day=1),
        outdated_on=None,
        detail__has_key="lines",
    )
    lines = {row: cde.lines_of(row) for row in rows.select_for_update(of=("self",))}
    spans = sorted({(line.first, line.last) for found in lines.values() for line in found})
    if not spans:
        return 0
    counted = fte.average({row.enterprise_id for row in lines}, territory.hub_id, spans)
    places = {span: n for n, span in enumerate(spans)}
    wrong = [
        row.pk
        for row, found in lines.items()
        if any(
            (line.privation, line.other) != (now.privation, now.other)
            for line in found
            for now in [counted[row.enterprise_id][places[line.first, line.last]]]
        )
    ]
    return CdeStatement.objects.filter(pk__in=wrong).update(outdated_on=today)


def _note_missing(enterprise: Enterprise, since: date, until: date | None) -> None:
    """The months of the span under a convention and without statement, though a later month has its own.

    Not before the year of the first one computed: what was paid is regularised by the year (décret 2021-863 art. 25), and an
    enterprise followed here since a day owes no statement of the years before.
    """
    rows = CdeStatement.objects.filter(enterprise=enterprise)
    computed = set(rows.values_list("month", flat=True))
    if not computed:
        return
    conventions = list(Convention.objects.filter(enterprise=enterprise))
    month, missing = max(since.replace(day=1), min(computed).replace(month=1)), []
    while month < max(computed) and (until is None or month <= until):
        first, last = funding.month_of(month)
        if month not in computed and any(
            row.since <= last and (row.until is None or row.until >= first) for row in conventions
        ):
            missing.append(month)
        month = last + timedelta(days=1)
    MissingMonth.objects.bulk_create(
        (
            MissingMonth(territory_id=enterprise.territory_id, enterprise=enterprise, month=month)
            for month in missing
        ),
        ignore_conflicts=True,
    )


@transaction.atomic
def compute_outdated(enterprise: Enterprise, *, by) -> list[CdeStatement]:
    """Every month of the enterprise to be computed again, or never computed before others that are, the earliest first."""
    rows = CdeStatement.objects.filter(enterprise=enterprise, outdated_on__isnull=False)
    missing = MissingMonth.objects.filter(enterprise=enterprise).computable()
    months = sorted(
        month for found in (rows, missing) for month in found.values_list("month", flat=True)
    )
    return [compute_statement(enterprise, month, by=by) for month in months]
