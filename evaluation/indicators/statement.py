"""All indicators of several territories and months in one SQL statement.

One pass over `ppde_person` makes the measures of every breakdown (GROUPING SETS); each registered indicator says in SQL
what it takes from them; the result replaces what `IndicatorValue` held for these territories and months.
Row-level security applies: a territory outside the scope of the transaction counts nobody, so callers set it first.
"""

import json
from datetime import date
from functools import cache

from django.conf import settings
from psycopg.types.numeric import Int8

from ebe.models import Contract
from evaluation.counts.models import MonthlyCount
from evaluation.exhaustivity.models import DEFAULT_MONTHS
from evaluation.indicators.registry import PERSON, REGISTRY, Figures, Indicator, Kind
from evaluation.indicators.sources import (
    AT_END,
    CONTEXT,
    DELAY_MEASURES,
    DELAYS,
    ENDED,
    FRAME,
    GROUPED,
    HISTORY,
    IN_CELLS,
    IN_UNKNOWN,
    MEASURES,
    OVER_HUB,
    PERSONS,
    STORE,
    SUMMED,
    TERRITORY,
    TYPED,
    TYPED_MONTHS,
)
from ppde.models import ELSEWHERE, OutcomeKind
from tzcld.queries import prepared_cursor

# Exits after which nobody waits for a job of the territory any more: told beside E12, and no bar to E13.
OVER = (
    OutcomeKind.RETIRED,
    OutcomeKind.MOVED,
    OutcomeKind.NO_LONGER,
    OutcomeKind.DIED,
    OutcomeKind.INELIGIBLE,
)
# What leaving the enterprise makes of the hire: of a job elsewhere nothing says that it lasts, yet nobody is without work.
DEPARTURES = {
    Contract.Leaving.RESIGNED_FOR_JOB: OutcomeKind.PERMANENT,
    Contract.Leaving.HIRED_ELSEWHERE: OutcomeKind.PERMANENT,
    Contract.Leaving.RETIRED: OutcomeKind.RETIRED,
    Contract.Leaving.DIED: OutcomeKind.DIED,
}


def replace_locals(territories: list[int], months: list[date], *, today: date, now) -> None:
    """Compute and store every indicator of these local territories at the end of these months (or today)."""
    sql = _local_sql(are_typed=_are_typed(territories))
    _run(sql, territories, territories, months, today, now)


def replace_hub(hub: int, territories: list[int], months: list[date], *, today: date, now) -> None:
    """The hub's own values: sums over its territories' stored cells, delays over all their persons."""
    _run(_hub_sql(), [hub], territories, months, today, now, hub=hub)


def replace_all(hub: int, territories: list[int], months: list[date], *, today: date, now) -> None:
    """All the territories of a hub and the hub itself, from one reading of their persons."""
    sql = _whole_sql(are_typed=_are_typed(territories))
    _run(sql, [*territories, hub], territories, months, today, now, hub=hub)


def _are_typed(territories: list[int]) -> bool:
    """Some month was typed without names: else nothing of it need be asked, which is most of the time."""
    return MonthlyCount.objects.filter(territory__in=territories).exists()


def _run(sql, written, territories, months, today, now, **more) -> None:
    # Of one territory, planning the statement takes longer than running it.
    with prepared_cursor() as cursor:
        cursor.execute(
            sql,
            {
                # One type, whatever the number: another would be another statement.
                "written": [Int8(pk) for pk in written],
                "territories": [Int8(pk) for pk in territories],
                "months": months,
                "today": today,
                "now": now,
                "patience": DEFAULT_MONTHS,
                "zone": settings.TIME_ZONE,
                "solutions": [OutcomeKind.EBE.value, *(k.value for k in ELSEWHERE)],
                "over": [kind.value for kind in OVER],
                "departures": json.dumps(DEPARTURES),
                **more,
            },
        )


@cache
def _local_sql(*, are_typed: bool) -> str:
    return f"""
with {_people("territory")},
{_locals("computed", are_typed)}{STORE}"""


@cache
def _hub_sql() -> str:
    stored = """
        select month, code, breakdown, cell, value, numerator, denominator from evaluation_indicatorvalue
        where territory_id = any(%(territories)s) and month = any(%(months)s)"""
    return f"""
with {_people("hub")},
{_sums(stored)},
computed as ({_of_hub()}
){STORE}"""


@cache
def _whole_sql(*, are_typed: bool) -> str:
    # Row by row as they are stored.
    local = """
        select month, code, breakdown, cell, round(value, 4) as value, round(numerator, 4) as numerator,
               round(denominator, 4) as denominator
        from local"""
    return f"""
with {_people("territory", "hub")},
{_locals("local", are_typed)},
{_sums(local)},
computed as (
    select * from local
    union all{_of_hub()}
){STORE}"""


WHOSE = {
    ("territory",): "territory_id",
    ("hub",): "%(hub)s::bigint",
    ("territory", "hub"): "coalesce(territory_id, %(hub)s::bigint)",
}


def _people(*whose: str) -> str:
    """The persons of the months asked for, and their delays in each territory, over the whole hub, or both."""
    by = {"territory": PERSON, "hub": OVER_HUB}
    also = {"territory": ", territory_id", "hub": ""}
    columns = max((by[one] for one in whose), key=len)
    # A set of the hub follows that of its territories, in the same sort.
    delays = DELAYS.format(
        whose=WHOSE[whose],
        measures=DELAY_MEASURES,
        sets=", ".join(f"(month{also[one]})" for one in whose),
        breakdown=_which("breakdown", columns),
        cell=_which("cell", columns),
        cell_sets=", ".join(
            f"(month, {d}{also[one]})" for d in columns for one in whose if d in by[one]
        ),
    )
    return f"{FRAME},\n{HISTORY},\n{ENDED},\n{PERSONS},\n{delays}"


def _locals(name: str, are_typed: bool) -> str:
    """Every value of the territories, as the expression `name`."""
    columns = ", ".join(f"{sql} as {name}" for name, sql in CONTEXT.items())
    nobody = ", ".join("0" for _ in MEASURES)
    return f"""{_named()},
{_known() if are_typed else "known as materialized (select * from named)"},
counted as materialized (
    select * from known
    union all
    select territory_id, month, '', '', {nobody} from frame f
    where not exists (select from known k where k.territory_id = f.territory_id and k.month = f.month)
),
{TERRITORY.format(columns=columns)},
{name} as (
    select m.territory_id, m.month, {_unfold(_totals())}
    from (context join counted using (territory_id, month)) as m
    left join delay d on d.territory_id = m.territory_id and d.month = m.month
    where m.breakdown = ''
    {" ".join(_broken_down(by) for by in dict.fromkeys(i.breakdowns for i in REGISTRY.values() if i.breakdowns))}
    union all
    select d.territory_id, d.month, {_unfold(_delays())}
    from delay_cell d where d.territory_id = any(%(territories)s)
)"""


def _named() -> str:
    """What is counted by name, all breakdowns at once."""
    measures = ",\n           ".join(
        f"count(*) filter (where {condition}) as {name}" for name, condition in MEASURES.items()
    )
    sets = ", ".join(["(territory_id, month)", *(f"(territory_id, month, {d})" for d in GROUPED)])
    return f"""named as (
    select territory_id, month, {_which("breakdown")} as breakdown, {_which("cell")} as cell,
           {measures}
    from person group by grouping sets ({sets})
)"""


def _known() -> str:
    """What is counted one by one and what was typed.

    Both speak of one cell where typed months were carried over, and of those who were met without being named.
    """
    noted = ", ".join(_noted(name) for name in MEASURES)
    added = ", ".join(_added(m) for m in MEASURES)
    months = TYPED_MONTHS.format(
        sums=", ".join(f"sum(c.{name}) as {name}" for name in SUMMED),
        ends=", ".join(
            f"(array_agg(c.{name} order by c.month desc) filter (where c.nature = 'month'))[1] as {name}"
            for name in AT_END
        ),
    )
    return f"""{months.strip()},
typed as (select territory_id, month, breakdown, cell, not is_carried as is_typed, {noted} from noted),
known as materialized (
    select territory_id, month, breakdown, cell, {added}
    from named a full join typed b using (territory_id, month, breakdown, cell)
)"""


def _added(measure: str) -> str:
    both = f"coalesce(a.{measure} + b.{measure}, a.{measure}, b.{measure})"
    if measure not in ("identified", "met"):
        # Not known in a typed month stays not known, whoever else was met.
        both = f"case when b.is_typed then b.{measure} else {both} end"
    return f"{both} as {measure}"


def _sums(rows: str) -> str:
    """What the hub adds up over these rows of its territories; a district belongs to one of them alone."""
    summed = ", ".join(
        f"('{i.code}', {i.version})"
        for i in REGISTRY.values()
        if i.kind not in (Kind.DAYS, Kind.FLAG)
    )
    return f"""sums as (
    select v.month, v.code, i.version, v.breakdown, v.cell, sum(v.value) as value,
           sum(v.numerator) filter (where v.value is not null) as numerator,
           sum(v.denominator) filter (where v.value is not null) as denominator
    from ({rows}) v join (values {summed}) as i(code, version) on i.code = v.code
    where v.breakdown <> 'district'
    group by v.month, v.code, i.version, v.breakdown, v.cell
)"""


def _of_hub() -> str:
    shares = ", ".join(f"'{i.code}'" for i in REGISTRY.values() if i.kind is Kind.SHARE)
    totals = [_row(i, "''", "''", i.compute()) for i in REGISTRY.values() if i.kind is Kind.DAYS]
    return f"""
    select %(hub)s::bigint as territory_id, month, code, version, breakdown, cell,
           case when code in ({shares}) then numerator / nullif(denominator, 0) else value end as value,
           numerator, denominator
    from sums
    union all
    select %(hub)s::bigint, period.month, {_unfold(totals)}
    from period left join delay d on d.territory_id = %(hub)s and d.month = period.month
    union all
    select d.territory_id, d.month, {_unfold(_delays())}
    from delay_cell d where d.territory_id = %(hub)s"""


def _noted(measure: str) -> str:
    """A measure of the typed months; in a cell, only what is typed by cell or stands whole in the unknown one."""
    sql = f"({TYPED[measure]})::bigint" if measure in TYPED else "null::bigint"
    if measure in IN_CELLS:
        return f"{sql} as {measure}"
    where = "breakdown = '' or is_carried"
    if measure in IN_UNKNOWN:
        where += " or cell in ('unsaid', 'unknown', 'none')"
    return f"case when {where} then {sql} end as {measure}"


def _which(what: str, columns: tuple[str, ...] = GROUPED) -> str:
    """The name, or the value, of the column that a row of the grouping sets is grouped by."""
    values = {d: d for d in columns} | {"district": "coalesce(district::text, 'none')"}
    cases = " ".join(
        f"when grouping({d}) = 0 then {values[d] if what == 'cell' else repr(d)}" for d in columns
    )
    return f"case {cases} else '' end"


Row = tuple[str, str, str, str, Figures]


def _totals() -> list[Row]:
    """The total of each indicator, and each cell that is counted on its own."""
    rows = []
    for i in REGISTRY.values():
        rows.append(_row(i, "''", "''", i.compute()))
        for breakdown, cells in (i.cells or {}).items():
            rows += [_row(i, f"'{breakdown}'", f"'{cell}'", f) for cell, f in cells.items()]
    return rows


def _broken_down(by: tuple[str, ...]) -> str:
    """The cells of the indicators that are broken down by these columns of the person."""
    rows = [
        _row(i, "m.breakdown", "m.cell", i.compute())
        for i in REGISTRY.values()
        if i.breakdowns == by and i.kind is not Kind.DAYS
    ]
    return f"""union all
    select m.territory_id, m.month, {_unfold(rows)}
    from counted m
    -- Who has not left has no reason to leave.
    where m.breakdown = any('{{{",".join(by)}}}') and m.cell <> ''"""


def _delays() -> list[Row]:
    """The delays that are broken down: their cells are measured with them."""
    return [
        _row(i, "d.breakdown", "d.cell", i.compute())
        for i in REGISTRY.values()
        if i.kind is Kind.DAYS and i.breakdowns
    ]


def _row(i: Indicator, breakdown: str, cell: str, figures: Figures) -> Row:
    return (f"'{i.code}'", str(i.version), breakdown, cell, figures)


def _unfold(rows: list[Row]) -> str:
    """The columns of one stored value a row. Arrays, not VALUES: PostgreSQL prepares those again for every row they meet."""
    codes, versions, breakdowns, cells, figures = zip(*rows, strict=True)
    columns = [
        ("code", codes),
        ("version", versions),
        ("breakdown", breakdowns),
        ("cell", cells),
        *(
            (part, [f"({getattr(f, part)})::numeric" for f in figures])
            for part in ("value", "numerator", "denominator")
        ),
    ]
    return ",\n        ".join(f"unnest(array[{', '.join(of)}]) as {name}" for name, of in columns)
