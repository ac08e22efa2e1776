"""What is counted and how it is kept, in SQL: the persons of a territory at the end of a month, and what else it knows.

`evaluation.indicators.statement` puts these pieces together. Each stands alone and names its columns; a dictionary says
which measure is made of which columns.
"""

from evaluation.indicators.registry import PERSON
from ppde.mobilisation import away

# Breakdowns that are a column of the person: one grouping set each.
GROUPED = (*PERSON, "kind")
# A district is in one territory.
OVER_HUB = tuple(d for d in PERSON if d != "district")

# What is counted of the persons: conditions over the columns of `person`, each worked out once there.
MEASURES = {
    "identified": "true",
    "met": "met",
    "interviewed": "interviewed",
    "met_interviewed": "met and interviewed",
    "met_volunteers": "met and volunteer",
    "interviewed_volunteers": "interviewed and volunteer",
    "met_unregistered": "met and unregistered",
    "met_known": "met and registration_known",
    "volunteers": "volunteer",
    "eligible": "eligible",
    "eligible_solved": "eligible and solved",
    "undecided": "undecided",
    "undecided_late": "undecided and not refused and not proposed and late",
    "solved": "solved",
    "solved_ebe": "solved and by_ebe",
    "solved_elsewhere": "solved and not by_ebe",
    "left_otherwise": "left_otherwise",
    "departed_alone": "departed and not solved",
    "departed_working": "departed and solved",
    "paused": "listed and paused",
    "waiting": "waiting",
    "waiting_lt3": "waiting and age_of_wait = 0",
    "waiting_3_6": "waiting and age_of_wait = 1",
    "waiting_6_12": "waiting and age_of_wait = 2",
    "waiting_gt12": "waiting and age_of_wait = 3",
    "waiting_since_unknown": "false",
    "waiting_unsaid": "false",
    "waiting_had": "waiting and proposed",
    "waiting_none": "waiting and not proposed and not late",
    "waiting_late": "waiting and not proposed and late",
    "month_volunteers": "month_volunteer",
    "month_solved": "volunteer and month_solution",
    "year_volunteers": "year_volunteer",
    "year_solved": "volunteer and year_solution",
    "early_volunteers": "early",
    "early_solved": "early and solved",
    "early_over": "early and not solved and over",
    "early_unsolved": "early and not solved",
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
    "returns_solved": "back.solved",
    "returns_otherwise": "back.otherwise",
    "habilitated": "frame.habilitated_on is not null and frame.habilitated_on <= frame.last",
    "seats": "coalesce(seats.voting, 0)",
    "seats_ppde": "coalesce(seats.ppde, 0)",
    "ppde_called": "coalesce(presence.called, 0)",
    "ppde_present": "coalesce(presence.present, 0)",
}

# Bounds are computed once for a month, not once for a person.
FRAME = """
period as materialized (
    select m as month, e.last, extract(year from e.last)::int as year, (m - interval '11 months')::date as year_from,
           (e.last - interval '3 months')::date as ago_3, (e.last - interval '6 months')::date as ago_6,
           (e.last - interval '12 months')::date as ago_12
    from unnest(%(months)s::date[]) as m
    cross join lateral (select least((m + interval '1 month -1 day')::date, %(today)s::date) as last) e
),
habilitation as (
    select territory_id, min(lower(period)) as habilitated_on
    from territories_phase
    where territory_id = any(%(territories)s) and kind = 'habilitated'
    group by territory_id
),
frame as materialized (
    select t.id as territory_id, coalesce(t.hub_id, t.id) as hub_id, period.*, typed.period as typed, h.habilitated_on,
           (period.last - make_interval(months => coalesce((
                select r.months from evaluation_waitrule r
                where r.territory_id = t.id and r.valid_from <= period.last order by r.valid_from desc limit 1
            ), (
                select r.months from evaluation_waitrule r
                where r.territory_id = t.hub_id and r.valid_from <= period.last order by r.valid_from desc limit 1
            ), %(patience)s)))::date as late_from
    from territories_territory t cross join period
    -- Once the names are announced, the last typed figures stand until the reconciliation.
    left join territories_typedperiod typed on typed.territory_id = t.id
        and (typed.period @> period.month or upper(typed.period) <= period.month and typed.reconciliation = '{}'::jsonb)
    left join habilitation h on h.territory_id = t.id
    where t.id = any(%(territories)s)
)"""

# Whose contract in the enterprise is over at the end of the month, and why: hired, they are employed there no longer.
ENDED = """
ended as materialized (
    select f.month, c.person_id, (array_agg(c.leaving order by c.ends_on desc, c.id desc))[1] as leaving
    from frame f
    join ebe_contract c on c.territory_id = f.territory_id and c.person_id is not null and c.starts_on <= f.last
    group by f.month, f.last, c.person_id
    having bool_and(c.ends_on is not null and c.ends_on < f.last)
)"""

# A person's row says what they are today. Whoever came back, or took a later rank after a refusal, was somebody else in
# the months before: their exits, acts and decisions say who. Of the day of a return, what was recorded after it follows it. They are few: each is read once for each month asked for.
HISTORY = """
exits as (
    select f.territory_id, f.month, f.last, r.person_id,
           bool_or(r."on" > f.last) as is_before,
           (array_agg(o.kind order by r."on", r.id) filter (where r."on" > f.last))[1] as outcome_kind,
           (array_agg(o."on" order by r."on", r.id) filter (where r."on" > f.last))[1] as outcome_on,
           bool_or(r.effect = 'new' and r."on" > f.last) as is_renewed,
           bool_or(r.effect = 'keep' and r."on" <= f.last) as has_place_again,
           max(r."on") filter (where r.effect = 'new' and r."on" <= f.last) as begun_on,
           (array_agg(r.recorded_at order by r."on" desc, r.id desc) filter (where r.effect = 'new' and r."on" <= f.last))[1]
               as begun_at,
           bool_or(r.effect = 'new' and r."on" between f.month and f.last) as month_volunteer,
           bool_or(r.effect = 'new' and r."on" between f.year_from and f.last) as year_volunteer,
           bool_or(o.kind = any(%(solutions)s) and o."on" >= f.month and r."on" <= f.last) as month_solution,
           bool_or(o.kind = any(%(solutions)s) and o."on" >= f.year_from and r."on" <= f.last) as year_solution
    from frame f
    join ppde_return r on r.territory_id = f.territory_id
    join ppde_outcome o on o.territory_id = r.territory_id and o.id = r.outcome_id
    group by f.territory_id, f.month, f.last, r.person_id
),
moves as (
    select f.month, a.person_id, min(a.before_on) as first_on,
           (array_agg(a.before_on order by a.after_on, a.id) filter (where a.after_on > f.last))[1] as volunteer_on,
           array_agg(a.before_on) filter (where a.kind = 'refusal' and a.after_on <= f.last) as refused_from,
           max(a.after_on) filter (where a.kind = 'renewal' and a.after_on <= f.last) as renewed_on,
           (array_agg(a.recorded_at order by a.after_on desc, a.id desc)
               filter (where a.kind = 'renewal' and a.after_on <= f.last))[1] as renewed_at
    from frame f
    join ppde_rankact a on a.territory_id = f.territory_id and a.kind in ('return', 'refusal', 'renewal')
    where not exists (select from ppde_rankact u where u.territory_id = a.territory_id and u.undoes_id = a.id)
    group by f.month, a.person_id
),
was as materialized (
    select month, person_id, m.first_on, m.volunteer_on, x.begun_on, x.begun_at, m.renewed_on, m.renewed_at,
           -- A rank taken at a refusal shortens no delay: the act that held before the first one since the last return.
           (select min(d) from unnest(m.refused_from) d where x.begun_on is null or d >= x.begun_on) as started_on, x.is_before, x.outcome_kind, x.outcome_on, x.is_renewed, x.has_place_again,
           x.month_volunteer, x.year_volunteer, x.month_solution, x.year_solution,
           case when x.is_renewed then (
               select min(e.decided_on) from ppde_eligibilityreview e
               where e.territory_id = x.territory_id and e.person_id = x.person_id and e.outcome = 'eligible'
                 and e.decided_on <= x.last
                 and (x.begun_on is null or (e.decided_on, coalesce(e.decided_at, e.prepared_at)) >= (x.begun_on, x.begun_at))
                 and not exists (
                     select from ppde_eligibilityreview n
                     where n.territory_id = e.territory_id and n.person_id = e.person_id and n.outcome = 'not_eligible'
                       and n.decided_on <= x.last and (n.decided_on, n.id) > (e.decided_on, e.id)
                 )
           ) end as eligible_on,
           case when x.is_renewed then (
               select min(e."on") from ppde_journeyevent e
               where e.territory_id = x.territory_id and e.person_id = x.person_id and e.kind = 'proposal'
                 and e."on" <= x.last and (x.begun_on is null or (e."on", e.recorded_at) >= (x.begun_on, x.begun_at))
                 and not exists (
                     select from ppde_journeyevent c where c.territory_id = e.territory_id and c.corrects_id = e.id
                 )
           ) end as first_proposal_on
    from exits x full join moves m using (month, person_id)
)"""

# What each person is at the end of the month: read once, then only counted. Duplicates are nobody.
PERSONS = f"""
person as materialized (
    select territory_id, month, sex, age, duration, origin, district, kind, met, interviewed, volunteer, unregistered,
           registration_known, by_ebe, paused, proposed, late, age_of_wait, month_volunteer, year_volunteer,
           month_solution, year_solution, wait, to_proposal, to_exit,
           volunteer and is_eligible as eligible,
           volunteer and is_early as early,
           is_refused or gone and kind = any(%(over)s) as over,
           volunteer and not is_eligible and not gone as undecided,
           is_refused as refused,
           volunteer and gone and is_solution as solved,
           volunteer and gone and has_departed as departed,
           volunteer and gone and not is_solution as left_otherwise,
           volunteer and is_eligible and not gone as listed,
           volunteer and is_eligible and not gone and not paused as waiting
    from (
        select f.territory_id, f.month,
               coalesce(nullif(p.sex, ''), 'unsaid') as sex,
               case when p.birth_year is null then 'unknown' when f.year - p.birth_year < 26 then 'lt26'
                    when f.year - p.birth_year < 50 then '26_49' else 'ge50' end as age,
               p.duration, p.origin, p.district_id as district,
               case when x.outcome_on <= f.last then n.kind else '' end as kind,
               (p.met_on <= f.last or p.interviewed_on <= f.last) is true as met,
               (p.interviewed_on <= f.last) is true as interviewed,
               (x.first_on <= f.last) is true as volunteer,
               (x.eligible_on <= f.last) is true as is_eligible,
               (x.outcome_on <= f.last) is true as gone,
               n.kind = any(%(solutions)s) as is_solution, n.kind = 'ebe' as by_ebe, y.leaving is not null as has_departed,
               -- Asked of the few who wait for a decision, or were not found eligible.
               case when x.first_on <= f.last and (x.eligible_on <= f.last) is not true
                         and (x.outcome_on <= f.last) is not true then exists (
                   select from ppde_eligibilityreview e
                   where e.territory_id = p.territory_id and e.person_id = p.id and e.outcome = 'not_eligible'
                     and e.decided_on <= f.last
                     and (w.begun_on is null or (e.decided_on, coalesce(e.decided_at, e.prepared_at)) >= (w.begun_on, w.begun_at))
                     -- Volunteers again since: nothing is decided of them.
                     and (w.renewed_on is null or (e.decided_on, coalesce(e.decided_at, e.prepared_at)) >= (w.renewed_on, w.renewed_at))
               ) else false end as is_refused,
               p.france_travail = 'no' as unregistered, p.france_travail <> 'unknown' as registration_known,
               (x.first_proposal_on <= f.last) is true as proposed,
               (x.volunteer_on + a.till_now <= f.late_from) is true as late,
               (p.identified_on < f.habilitated_on and f.habilitated_on <= f.last) is true as is_early,
               case when x.volunteer_on + a.till_now > f.ago_3 then 0 when x.volunteer_on + a.till_now > f.ago_6 then 1
                    when x.volunteer_on + a.till_now > f.ago_12 then 2 else 3 end as age_of_wait,
               x.first_on between f.month and f.last or w.month_volunteer is true as month_volunteer,
               x.first_on between f.year_from and f.last or w.year_volunteer is true as year_volunteer,
               x.outcome_kind = any(%(solutions)s) and x.outcome_on between f.month and f.last
                    or w.month_solution is true as month_solution,
               x.outcome_kind = any(%(solutions)s) and x.outcome_on between f.year_from and f.last
                    or w.year_solution is true as year_solution,
               z.id is not null as paused,
               f.last - x.volunteer_on - a.till_now as wait,
               greatest(x.first_proposal_on - x.started_on - a.till_proposal, 0) as to_proposal,
               greatest(x.outcome_on - x.started_on - a.till_exit, 0) as to_exit
        from frame f
        join ppde_person p on p.territory_id = f.territory_id and p.identified_on <= f.last
        left join was w on w.person_id = p.id and w.month = f.month
        left join ended d on d.person_id = p.id and d.month = f.month
        cross join lateral (
            select coalesce(w.volunteer_on, p.volunteer_on) as volunteer_on,
                   coalesce(w.started_on, w.volunteer_on, p.volunteer_on) as started_on,
                   least(w.first_on, coalesce(w.volunteer_on, p.volunteer_on)) as first_on,
                   case when w.is_renewed then w.eligible_on else p.eligible_on end as eligible_on,
                   case when w.is_renewed then w.first_proposal_on else p.first_proposal_on end as first_proposal_on,
                   case when w.is_before then w.outcome_kind else p.outcome_kind end as outcome_kind,
                   case when w.is_before then w.outcome_on else p.outcome_on end as outcome_on
        ) x
        -- A return that gives the place back gives the date back too; the days spent away were no wait. Asked of those few.
        cross join lateral (
            select {away("x.volunteer_on")} as till_now,
                   {away("x.started_on", ' filter (where r."on" <= x.first_proposal_on)')} as till_proposal,
                   {away("x.started_on", ' filter (where r."on" <= x.outcome_on)')} as till_exit
            from ppde_return r join ppde_outcome o on o.territory_id = r.territory_id and o.id = r.outcome_id
            where w.has_place_again and r.territory_id = p.territory_id and r.person_id = p.id
              and r.effect = 'keep' and r."on" <= f.last
        ) a
        cross join lateral (select case when x.outcome_kind = 'ebe' then d.leaving end as leaving) y
        -- Hired, then gone: what the departure says, a job elsewhere, an exit of that kind, or work to find again.
        cross join lateral (
            select case when y.leaving is null then x.outcome_kind
                        else coalesce(%(departures)s::jsonb ->> y.leaving, 'ended') end as kind
        ) n
        left join ppde_pause z on z.territory_id = p.territory_id and z.person_id = p.id and z.period @> f.last
        -- A month that is typed counts nobody by name.
        where f.typed is null and p.outcome_kind <> 'duplicate'
        offset 0
    ) at_the_end
    union all
    -- Met without being named: of each, only this is known. What came in a typed month is in the figures of that month.
    select f.territory_id, f.month, 'unsaid', 'unknown', 'unknown', 'unknown', null, '', true, false, false, false,
           false, false, false, false, false, null, false, false, false,
           false, null, null, null,
           false, false, false, false, false, false, false, false, false, false
    from frame f
    join ppde_session s on s.territory_id = f.territory_id and s.state = 'held' and s.anonymous > 0
    cross join lateral (select (s.starts_at at time zone %(zone)s)::date as day) d
    cross join generate_series(1, s.anonymous)
    where d.day <= f.last and not exists (
        select from territories_typedperiod y where y.territory_id = s.territory_id and y.period @> d.day
    )
)"""

# One sort serves both deciles; the sets are those of the territories, of the hub, or of both.
DELAYS = """
delay as materialized (
    select {whose} as territory_id, month,
           percentile_cont(0.5) within group (order by wait) filter (where waiting) as wait_median,
           count(*) filter (where waiting) as waiting,
           max(wait) filter (where listed and not proposed) as unproposed_longest,
           count(*) filter (where listed and not proposed) as unproposed, {measures}
    from person where volunteer group by grouping sets ({sets})
),
delay_cell as materialized (
    select {whose} as territory_id, month, {breakdown} as breakdown, {cell} as cell, {measures}
    from person where volunteer and (proposed or solved) group by grouping sets ({cell_sets})
)"""
DELAY_MEASURES = """
           percentile_cont(0.5) within group (order by to_proposal) filter (where proposed) as proposal_median,
           percentile_cont(0.9) within group (order by to_proposal) filter (where proposed) as proposal_p90,
           count(*) filter (where proposed) as proposed,
           percentile_cont(0.5) within group (order by to_exit) filter (where solved) as solution_median,
           percentile_cont(0.9) within group (order by to_exit) filter (where solved) as solution_p90,
           count(*) filter (where solved) as solved"""

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
            where r.territory_id = frame.hub_id and r.replaced_at is null and r.valid_from <= frame.last
            order by r.valid_from desc limit 1
        ), (
            select r.full_time_hours from ebe_cderate r
            where r.territory_id = frame.hub_id and r.replaced_at is null order by r.valid_from limit 1
        ), legal_figure(frame.hub_id, 'temps_plein', frame.last)) as hours
    ) full_time on true
    left join lateral (
        select count(*) as heads, count(*) filter (where c.from_privation) as heads_privation,
               sum(w.weekly_hours) as hours,
               coalesce(sum(w.weekly_hours) filter (where c.from_privation), 0) as hours_privation
        from ebe_contract c
        left join ebe_contracthours w
            on w.territory_id = c.territory_id and w.contract_id = c.id and w.period @> frame.last
            -- Suspended for a trial elsewhere, or hired there since, the contract works no hour that day (ebe/fte.py).
            and not exists (
                select from ppde_mobilitytrial t
                where t.territory_id = c.territory_id and t.person_id = c.person_id
                  and (t.period @> frame.last
                       or t.result = 'hired' and lower(t.period) between c.starts_on and frame.last)
            )
        where c.territory_id = frame.territory_id and c.starts_on <= frame.last
          and (c.ends_on is null or c.ends_on >= frame.last)
    ) staff on true
    left join lateral (
        select sum(s.state_amount + s.local_amount) as amount from ebe_cdestatement s
        where s.territory_id = frame.territory_id and s.month = frame.month
    ) statements on true
    left join lateral (
        select count(*) filter (where o.kind = any(%(solutions)s)) as solved,
               count(*) filter (where o.kind <> all(%(solutions)s)) as otherwise
        from ppde_return r
        join ppde_outcome o on o.territory_id = r.territory_id and o.id = r.outcome_id
        join ppde_person p on p.territory_id = r.territory_id and p.id = r.person_id and p.outcome_kind <> 'duplicate'
        where r.territory_id = frame.territory_id and r."on" <= frame.last
        -- Months typed without names do not say who came back.
    ) back on frame.typed is null
    left join lateral (
        select count(*) filter (where f.result not in ('unreachable', 'died')) as answered,
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
stored as (
    select id, territory_id, month, code, breakdown, cell, version, value, numerator, denominator
    from evaluation_indicatorvalue where territory_id = any(%(written)s) and month = any(%(months)s)
),
-- An unchanged cell is left alone; one of them always carries the date of the last computation (readers take the last).
changed as materialized (
    select territory_id, month, code, breakdown, cell, c.version, c.value, c.numerator, c.denominator, o.id as replaced
    from (
        select territory_id, month, code, version, breakdown, cell, round(value, 4) as value,
               round(numerator, 4) as numerator, round(denominator, 4) as denominator
        from computed
    ) c
    full join stored o using (territory_id, month, code, breakdown, cell)
    where c.version is null or c.version is distinct from o.version or (code = 'P0' and breakdown = '')
       or c.value is distinct from o.value or c.numerator is distinct from o.numerator
       or c.denominator is distinct from o.denominator
),
gone as (
    delete from evaluation_indicatorvalue v using changed c where v.id = c.replaced and c.version is null
)
insert into evaluation_indicatorvalue as v
    (territory_id, month, code, version, breakdown, cell, value, numerator, denominator, computed_at)
select territory_id, month, code, version, breakdown, cell, value, numerator, denominator, %(now)s
from changed where version is not null
on conflict (territory_id, month, code, breakdown, cell) do update
set version = excluded.version, value = excluded.value, numerator = excluded.numerator,
    denominator = excluded.denominator, computed_at = excluded.computed_at
"""
