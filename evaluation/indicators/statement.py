"""All indicators of several territories and months in one SQL statement.

One pass over `ppde_person` makes the measures of every breakdown (GROUPING SETS); each registered indicator says in SQL
what it takes from them; the result replaces what `IndicatorValue` held for these territories and months.
Row-level security applies: a territory outside the scope of the transaction counts nobody, so callers set it first.
"""

from datetime import date
from functools import cache

from django.db import connection

from evaluation.exhaustivity.models import DEFAULT_MONTHS
from evaluation.indicators.registry import PERSON, REGISTRY, Figures, Indicator, Kind
from ppde.models import ELSEWHERE, OutcomeKind

# Breakdowns that are a column of the person: one grouping set each.
GROUPED = (*PERSON, "kind")

MEASURES = {
    "identified": "true",
    "met": "met",
    "interviewed": "interviewed",
    "met_interviewed": "met and interviewed",
    "met_volunteers": "met and volunteer",
    "interviewed_volunteers": "interviewed and volunteer",
    "met_unregistered": "met and france_travail = 'no'",
    "met_known": "met and france_travail <> 'unknown'",
    "volunteers": "volunteer",
    "eligible": "volunteer and eligible",
    "eligible_solved": "volunteer and eligible and solved",
    "undecided": "volunteer and not eligible and not gone",
    "solved": "volunteer and solved",
    "solved_ebe": "volunteer and solved and kind = 'ebe'",
    "solved_elsewhere": "volunteer and solved and kind <> 'ebe'",
    "left_otherwise": "volunteer and gone and not solved",
    "paused": "listed and paused",
    "waiting": "waiting",
    "waiting_lt3": "waiting and volunteer_on > last - interval '3 months'",
    "waiting_3_6": "waiting and volunteer_on <= last - interval '3 months' and volunteer_on > last - interval '6 months'",
    "waiting_6_12": "waiting and volunteer_on <= last - interval '6 months' and volunteer_on > last - interval '12 months'",
    "waiting_gt12": "waiting and volunteer_on <= last - interval '12 months'",
    "waiting_since_unknown": "false",
    "waiting_unsaid": "false",
    "waiting_had": "waiting and first_proposal_on <= last",
    "waiting_none": "waiting and not coalesce(first_proposal_on <= last, false) and volunteer_on > late_from",
    "waiting_late": "waiting and not coalesce(first_proposal_on <= last, false) and volunteer_on <= late_from",
    "month_volunteers": "volunteer and volunteer_on >= month",
    "month_solved": "volunteer and solved and outcome_on >= month",
    "year_volunteers": "volunteer and volunteer_on >= month - interval '11 months'",
    "year_solved": "volunteer and solved and outcome_on >= month - interval '11 months'",
    "early_volunteers": "volunteer and identified_on < habilitated_on",
    "early_solved": "volunteer and solved and identified_on < habilitated_on",
}

# The same measures from the months typed without names (MonthlyCount), summed since the first; null: not known.
SOLVED = "(solved_ebe + solved_elsewhere)"
TYPED = {
    "identified": "identified",
    "met": "met",
    "interviewed": "interviewed",
    "met_interviewed": "least(interviewed, met)",
    "met_volunteers": "least(volunteers, met)",
    "interviewed_volunteers": "least(volunteers, interviewed)",
    "met_unregistered": "unregistered",
    "met_known": "met_known",
    "volunteers": "volunteers",
    "eligible": "eligible",
    "eligible_solved": f"least({SOLVED}, eligible)",
    "undecided": f"greatest(volunteers - {SOLVED} - left_otherwise - coalesce(waiting + paused, 0), 0)",
    "solved": SOLVED,
    "solved_ebe": "solved_ebe",
    "solved_elsewhere": "solved_elsewhere",
    "left_otherwise": "left_otherwise",
    "paused": "paused",
    "waiting": "waiting",
    "waiting_lt3": "waiting_lt3",
    "waiting_3_6": "waiting_3_6",
    "waiting_6_12": "waiting_6_12",
    "waiting_gt12": "waiting_gt12",
    "waiting_since_unknown": "case when waiting_lt3 is null then waiting end",
    "waiting_unsaid": "waiting",
    "month_volunteers": "month_volunteers",
    "month_solved": "month_solved",
    "year_volunteers": "year_volunteers",
    "year_solved": "year_solved",
}
# Sums since the first typed month, and what the last typed month says of its end.
SUMMED = (
    "identified", "met", "unregistered", "interviewed", "volunteers", "eligible", "solved_ebe", "solved_elsewhere",
    "left_otherwise",
)  # fmt: skip
IN_CELLS = ("met", "volunteers", "waiting")
IN_UNKNOWN = (
    "identified", "interviewed", "eligible", "solved", "solved_ebe", "solved_elsewhere", "left_otherwise", "paused",
)  # fmt: skip
AT_END = ("waiting", "paused", "waiting_lt3", "waiting_3_6", "waiting_6_12", "waiting_gt12")

# What a territory knows besides its persons, one row per territory and month.
CONTEXT = {
    "estimated": "estimate.persons",
    "goal": "goals.total",
    "goal_ebe": "goals.ebe",
    "goal_elsewhere": "goals.elsewhere",
    "heads": "coalesce(staff.heads, 0)",
    "heads_privation": "coalesce(staff.heads_privation, 0)",
    "heads_other": "coalesce(staff.heads - staff.heads_privation, 0)",
    "fte": "round(coalesce(staff.hours, 0) / full_time.hours, 4)",
    "fte_privation": "round(coalesce(staff.hours_privation, 0) / full_time.hours, 4)",
    "fte_other": "round(coalesce(staff.hours - staff.hours_privation, 0) / full_time.hours, 4)",
    "cde": "statements.amount",
    "news_answered": "coalesce(news.answered, 0)",
    "news_working": "coalesce(news.working, 0)",
    "mobility_opened": "coalesce(mobility.opened, 0)",
    "mobility_hired": "coalesce(mobility.hired, 0)",
    "habilitated": "habilitation.habilitated_on is not null and habilitation.habilitated_on <= frame.last",
    "seats": "coalesce(seats.voting, 0)",
    "seats_ppde": "coalesce(seats.ppde, 0)",
    "ppde_called": "coalesce(presence.called, 0)",
    "ppde_present": "coalesce(presence.present, 0)",
}

FRAME = """
period as (
    select m as month, least((m + interval '1 month -1 day')::date, %(today)s::date) as last
    from unnest(%(months)s::date[]) as m
),
frame as (
    select t.id as territory_id, coalesce(t.hub_id, t.id) as hub_id, period.month, period.last, typed.period as typed,
           (period.last - make_interval(months => coalesce((
                select r.months from evaluation_waitrule r
                where r.territory_id = t.id and r.valid_from <= period.last order by r.valid_from desc limit 1
            ), (
                select r.months from evaluation_waitrule r
                where r.territory_id = t.hub_id and r.valid_from <= period.last order by r.valid_from desc limit 1
            ), %(patience)s)))::date as late_from
    from territories_territory t cross join period
    left join territories_typedperiod typed on typed.territory_id = t.id and typed.period @> period.month
    where t.id = any(%(territories)s)
)"""

PERSONS = """
habilitation as (
    select territory_id, min(lower(period)) as habilitated_on
    from territories_phase
    where territory_id = any(%(territories)s) and kind = 'habilitated'
    group by territory_id
),
milestone as (
    select p.territory_id, period.month, period.last, period.late_from, p.identified_on, p.volunteer_on, p.outcome_on,
           p.france_travail, h.habilitated_on, p.first_proposal_on,
           coalesce(nullif(p.sex, ''), 'unsaid') as sex,
           case when p.birth_year is null then 'unknown'
                when extract(year from period.last) - p.birth_year < 26 then 'lt26'
                when extract(year from period.last) - p.birth_year < 50 then '26_49'
                else 'ge50' end as age,
           p.duration, p.origin, coalesce(p.district_id::text, 'none') as district,
           case when p.outcome_on <= period.last then p.outcome_kind else '' end as kind,
           coalesce(p.met_on <= period.last, false) or coalesce(p.interviewed_on <= period.last, false) as met,
           coalesce(p.interviewed_on <= period.last, false) as interviewed,
           coalesce(p.volunteer_on <= period.last, false) as volunteer,
           coalesce(p.eligible_on <= period.last, false) as eligible,
           coalesce(p.outcome_on <= period.last, false) as gone,
           coalesce(p.outcome_on <= period.last, false) and p.outcome_kind = any(%(solutions)s) as solved,
           z.id is not null as paused
    from ppde_person p
    -- A month that is typed counts nobody by name.
    join frame period on period.territory_id = p.territory_id and period.typed is null
    left join habilitation h on h.territory_id = p.territory_id
    left join ppde_pause z
        on z.territory_id = p.territory_id and z.person_id = p.id and z.period @> period.last
    where p.territory_id = any(%(territories)s)
      and p.identified_on <= period.last
      and p.outcome_kind <> 'duplicate'
),
person as (
    select *, volunteer and eligible and not gone as listed,
           volunteer and eligible and not gone and not paused as waiting
    from milestone
)"""

DELAYS = """
    select {group} month,
           percentile_cont(0.5) within group (order by last - volunteer_on) filter (where waiting) as wait_median,
           count(*) filter (where waiting) as waiting,
           percentile_cont(0.5) within group (order by greatest(first_proposal_on - volunteer_on, 0))
               filter (where volunteer and first_proposal_on <= last) as proposal_median,
           percentile_cont(0.9) within group (order by greatest(first_proposal_on - volunteer_on, 0))
               filter (where volunteer and first_proposal_on <= last) as proposal_p90,
           count(*) filter (where volunteer and first_proposal_on <= last) as proposed,
           percentile_cont(0.5) within group (order by greatest(outcome_on - volunteer_on, 0))
               filter (where volunteer and solved) as solution_median,
           percentile_cont(0.9) within group (order by greatest(outcome_on - volunteer_on, 0))
               filter (where volunteer and solved) as solution_p90,
           count(*) filter (where volunteer and solved) as solved
    from person where volunteer group by {group} month"""

TERRITORY = """
context as materialized (
    select frame.territory_id, frame.month, {columns}
    from frame
    left join lateral (
        select e.persons from territories_estimate e
        where e.territory_id = frame.territory_id and e."on" <= frame.last
        order by e."on" desc limit 1
    ) estimate on true
    left join lateral (
        select sum(g.jobs) as total, sum(g.jobs) filter (where g.destination = 'ebe') as ebe,
               sum(g.jobs) filter (where g.destination = 'elsewhere') as elsewhere
        from territories_target g
        where g.territory_id = frame.territory_id and g.year = (
            select min(n.year) from territories_target n
            where n.territory_id = frame.territory_id and n.year >= extract(year from frame.last)
        )
    ) goals on true
    left join lateral (
        select coalesce((
            select r.full_time_hours from ebe_cderate r
            where r.territory_id = frame.hub_id and r.valid_from <= frame.last
            order by r.valid_from desc, r.id desc limit 1
        ), (
            select r.full_time_hours from ebe_cderate r
            where r.territory_id = frame.hub_id order by r.valid_from, r.id limit 1
        ), 35) as hours
    ) full_time on true
    left join lateral (
        select count(*) as heads, count(*) filter (where c.from_privation) as heads_privation,
               sum(w.weekly_hours) as hours,
               coalesce(sum(w.weekly_hours) filter (where c.from_privation), 0) as hours_privation
        from ebe_contract c
        left join ebe_contracthours w
            on w.territory_id = c.territory_id and w.contract_id = c.id and w.period @> frame.last
        where c.territory_id = frame.territory_id and c.starts_on <= frame.last
          and (c.ends_on is null or c.ends_on >= frame.last)
    ) staff on true
    left join lateral (
        select sum(s.state_amount + s.local_amount) as amount from ebe_cdestatement s
        where s.territory_id = frame.territory_id and s.month = frame.month
    ) statements on true
    left join lateral (
        select count(*) filter (where f.result <> 'unreachable') as answered,
               count(*) filter (where f.result in ('same', 'other')) as working
        from ppde_followup f
        where f.territory_id = frame.territory_id and f.months = 6 and f.done_on <= frame.last
    ) news on true
    left join lateral (
        select count(*) as opened,
               count(*) filter (where b.closing = 'hired' and b.closed_on <= frame.last) as hired
        from ppde_mobilityfile b
        where b.territory_id = frame.territory_id and b.consented_on <= frame.last
    ) mobility on true
    left join habilitation on habilitation.territory_id = frame.territory_id
    left join lateral (
        select count(*) as voting, count(*) filter (where s.college = 'ppde') as ppde
        from cle_seat s join cle_committee c on c.id = s.committee_id and c.territory_id = s.territory_id
        where s.territory_id = frame.territory_id and c.kind = 'cle' and s.votes and s.period @> frame.last
    ) seats on true
    left join lateral (
        select count(*) as called, count(*) filter (where a.status in ('present', 'represented')) as present
        from cle_attendance a
        join cle_seat s on s.id = a.seat_id and s.territory_id = a.territory_id and s.college = 'ppde'
        join cle_meeting g on g.id = a.meeting_id and g.territory_id = a.territory_id and g.state = 'held'
        join cle_committee c on c.id = g.committee_id and c.territory_id = g.territory_id and c.kind = 'cle'
        where a.territory_id = frame.territory_id
          and g.starts_at >= frame.month - interval '11 months' and g.starts_at < frame.last + interval '1 day'
    ) presence on true
)"""

# The typed months of a territory, or what was carried from them when it switched to names.
TYPED_MONTHS = """
noted as (
    select frame.territory_id, frame.month, c.breakdown, c.cell, frame.typed is null as is_carried, {sums},
           sum(c.met) filter (where c.unregistered is not null) as met_known,
           {ends},
           coalesce(sum(c.volunteers) filter (where c.nature = 'month' and c.month = frame.month), 0) as month_volunteers,
           coalesce(sum(c.solved_ebe + c.solved_elsewhere)
               filter (where c.nature = 'month' and c.month = frame.month), 0) as month_solved,
           coalesce(sum(c.volunteers)
               filter (where c.nature = 'month' and c.month >= frame.month - interval '11 months'), 0) as year_volunteers,
           coalesce(sum(c.solved_ebe + c.solved_elsewhere)
               filter (where c.nature = 'month' and c.month >= frame.month - interval '11 months'), 0) as year_solved
    from frame
    join evaluation_monthlycount c on c.territory_id = frame.territory_id and c.month <= frame.month
        and case when frame.typed is null then c.nature = 'carried'
                 else c.nature <> 'carried' and frame.typed @> c.month end
    group by 1, 2, 3, 4, 5
)"""

STORE = """,
gone as (
    delete from evaluation_indicatorvalue v
    where v.territory_id = any(%(written)s) and v.month = any(%(months)s)
      and not exists (
        select from computed c
        where c.territory_id = v.territory_id and c.month = v.month and c.code = v.code
          and c.breakdown = v.breakdown and c.cell = v.cell
      )
)
insert into evaluation_indicatorvalue as v
    (territory_id, month, code, version, breakdown, cell, value, numerator, denominator, computed_at)
select territory_id, month, code, version, breakdown, cell, value, numerator, denominator, %(now)s
from computed c
-- An unchanged cell is left alone; the totals always carry the date of the last computation.
where breakdown = '' or not exists (
    select from evaluation_indicatorvalue o
    where o.territory_id = c.territory_id and o.month = c.month and o.code = c.code
      and o.breakdown = c.breakdown and o.cell = c.cell and o.version = c.version
      and (o.value, o.numerator, o.denominator) is not distinct from
          (round(c.value, 4), round(c.numerator, 4), round(c.denominator, 4))
)
on conflict (territory_id, month, code, breakdown, cell) do update
set version = excluded.version, value = excluded.value, numerator = excluded.numerator,
    denominator = excluded.denominator, computed_at = excluded.computed_at
"""


def replace_locals(territories: list[int], months: list[date], *, today: date, now) -> None:
    """Compute and store every indicator of these local territories at the end of these months (or today)."""
    _run(_local_sql(), territories, territories, months, today, now)


def replace_hub(hub: int, territories: list[int], months: list[date], *, today: date, now) -> None:
    """The hub's own values: sums over its territories' stored cells, delays over all their persons."""
    _run(_hub_sql(), [hub], territories, months, today, now, hub=hub)


def _run(sql, written, territories, months, today, now, **more) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            sql,
            {
                "written": written,
                "territories": territories,
                "months": months,
                "today": today,
                "now": now,
                "patience": DEFAULT_MONTHS,
                "solutions": [OutcomeKind.EBE.value, *(k.value for k in ELSEWHERE)],
                **more,
            },
        )


@cache
def _local_sql() -> str:
    measures = ",\n           ".join(
        f"count(*) filter (where {condition}) as {name}" for name, condition in MEASURES.items()
    )
    sets = ", ".join(["(territory_id, month)", *(f"(territory_id, month, {d})" for d in GROUPED)])
    columns = ", ".join(f"{sql} as {name}" for name, sql in CONTEXT.items())
    known = ", ".join(
        f"case when m.month is null then 0 else m.{name} end as {name}" for name in MEASURES
    )
    noted = ", ".join(_noted(name) for name in MEASURES)
    summed = ", ".join(f"sum({name}) as {name}" for name in MEASURES)
    months = TYPED_MONTHS.format(
        sums=", ".join(f"sum(c.{name}) as {name}" for name in SUMMED),
        ends=", ".join(
            f"(array_agg(c.{name} order by c.month desc) filter (where c.nature = 'month'))[1] as {name}"
            for name in AT_END
        ),
    )
    around = ", ".join(f"context.{name}" for name in CONTEXT)
    return f"""
with {FRAME},
{PERSONS},
named as (
    select territory_id, month, {_which("breakdown")} as breakdown, {_which("cell")} as cell,
           {measures}
    from person group by grouping sets ({sets})
),
{months},
counted as materialized (
    select territory_id, month, breakdown, cell, {summed}
    from (select * from named union all select territory_id, month, breakdown, cell, {noted} from noted) b
    group by 1, 2, 3, 4
),
delay as materialized ({DELAYS.format(group="territory_id,")}),
{TERRITORY.format(columns=columns)},
measure as materialized (
    select frame.territory_id, frame.month, {known}, {around}
    from frame
    join context using (territory_id, month)
    left join counted m on m.territory_id = frame.territory_id and m.month = frame.month and m.breakdown = ''
),
computed as (
    select m.territory_id, m.month, i.code, i.version, i.breakdown, i.cell, i.value, i.numerator, i.denominator
    from measure m
    left join delay d on d.territory_id = m.territory_id and d.month = m.month
    cross join lateral (values {_totals()}) as i(code, version, breakdown, cell, value, numerator, denominator)
    union all
    select m.territory_id, m.month, i.code, i.version, m.breakdown, m.cell, i.value, i.numerator, i.denominator
    from counted m
    cross join lateral (values {_cells()}) as i(code, version, dims, value, numerator, denominator)
    -- Who has not left has no reason to leave.
    where m.breakdown = any(i.dims) and m.cell <> ''
){STORE}"""


def _noted(measure: str) -> str:
    """A measure of the typed months; in a cell, only what is typed by cell or stands whole in the unknown one."""
    sql = TYPED.get(measure, "null::bigint")
    if measure in IN_CELLS:
        return sql
    where = "breakdown = '' or is_carried"
    if measure in IN_UNKNOWN:
        where += " or cell in ('unsaid', 'unknown', 'none')"
    return f"case when {where} then {sql} end"


def _which(what: str) -> str:
    """The name, or the value, of the column that a row of the grouping sets is grouped by."""
    cases = " ".join(
        f"when grouping({d}) = 0 then {d if what == 'cell' else repr(d)}" for d in GROUPED
    )
    return f"case {cases} else '' end"


def _totals() -> str:
    """One row for the total of each indicator, and for each cell that is counted on its own."""
    rows = []
    for i in REGISTRY.values():
        rows.append(_row(i, "''", "''", i.compute()))
        for breakdown, cells in (i.cells or {}).items():
            rows += [_row(i, f"'{breakdown}'", f"'{cell}'", f) for cell, f in cells.items()]
    return ",\n        ".join(rows)


def _cells() -> str:
    """One row for each indicator that is broken down, with the breakdowns it takes."""
    return ",\n        ".join(
        f"('{i.code}', {i.version}, '{{{','.join(i.breakdowns)}}}'::text[], {_sql(i.compute())})"
        for i in REGISTRY.values()
        if i.breakdowns
    )


def _row(i: Indicator, breakdown: str, cell: str, figures: Figures) -> str:
    return f"('{i.code}', {i.version}, {breakdown}, {cell}, {_sql(figures)})"


def _sql(figures: Figures) -> str:
    parts = (figures.value, figures.numerator, figures.denominator)
    return ", ".join(f"({part})::numeric" for part in parts)


@cache
def _hub_sql() -> str:
    shares = ", ".join(f"'{i.code}'" for i in REGISTRY.values() if i.kind is Kind.SHARE)
    delays = ",\n        ".join(
        _row(i, "''", "''", i.compute()) for i in REGISTRY.values() if i.kind is Kind.DAYS
    )
    summed = ", ".join(
        f"('{i.code}', {i.version})"
        for i in REGISTRY.values()
        if i.kind not in (Kind.DAYS, Kind.FLAG)
    )
    return f"""
with {FRAME},
{PERSONS},
delay as materialized ({DELAYS.format(group="")}),
sums as (
    select v.month, v.code, i.version, v.breakdown, v.cell, sum(v.value) as value,
           sum(v.numerator) filter (where v.value is not null) as numerator,
           sum(v.denominator) filter (where v.value is not null) as denominator
    from evaluation_indicatorvalue v
    join (values {summed}) as i(code, version) on i.code = v.code
    where v.territory_id = any(%(territories)s) and v.month = any(%(months)s) and v.breakdown <> 'district'
    group by v.month, v.code, i.version, v.breakdown, v.cell
),
computed as (
    select %(hub)s::bigint as territory_id, month, code, version, breakdown, cell,
           case when code in ({shares}) then numerator / nullif(denominator, 0) else value end as value,
           numerator, denominator
    from sums
    union all
    select %(hub)s::bigint, period.month, i.code, i.version, i.breakdown, i.cell, i.value::numeric, i.numerator::numeric,
           i.denominator::numeric
    from period
    left join delay d on d.month = period.month
    cross join lateral (values {delays}) as i(code, version, breakdown, cell, value, numerator, denominator)
){STORE}"""
