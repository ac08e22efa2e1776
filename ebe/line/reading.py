"""The list before a post, read in the database: two thousand persons or ten, a page reads those it shows."""

from dataclasses import dataclass, field
from decimal import Decimal

from django.db import DEFAULT_DB_ALIAS
from django.utils import timezone

from ebe.line.reasons import FACTS, Kind, why
from ebe.models import Post
from ppde.models import Person
from ppde.models.consents import HOLDS
from tzcld.queries import prepared_cursor

# What is read of each person shown.
READ = {"id", "territory_id", "number", "first_name", "last_name", "state", "volunteer_on"}
READ |= {"wished_hours", "constraints_known"}
# In the order of the model's fields: that of `Model.from_db`.
SAID = [f.attname for f in Person._meta.concrete_fields if f.attname in READ]
# Most posts go to one of the first of the list: the page reads so many before it reads them all.
TOP = 100

# Each person of the list at their rank, with the first reason that passes them ('' when the post may go to them).
# `leaving`: an exit whose day has not come, a hire signed for next month; until then they keep their rank.
# `latest`: the latest proposal that no exit has followed, as somebody hired, then back, is free again; back and proposed a
# post on the day of the exit, they have that one to answer. What was taken back was never proposed.
# `unagreed`: whose agreement that this other employer be told of them was taken back or is over; one never asked is asked for on the page.
ON_LIST = """
  from ppde_person p
  where p.territory_id = %(territory)s and p.volunteer_on is not null and p.eligible_on is not null
    and p.outcome_on is null"""
PLACED = f"""
with listed as materialized (
  select p.id, p.state, p.wished_hours, p.constraints_known, p.limited_on,
    row_number() over (order by p.volunteer_on, p.volunteer_recorded_at, p.draw) as rank
  {ON_LIST}
  order by p.volunteer_on, p.volunteer_recorded_at, p.draw limit %(top)s::bigint
), leaving as (
  select o.person_id, min(o."on") as day
  from ppde_outcome o
  where o.territory_id = %(territory)s and o."on" > %(today)s::date
    and not exists (select from ppde_return r where r.outcome_id = o.id)
  group by o.person_id
), latest as (
  select distinct on (q.person_id) q.person_id, q.reply, q.job_title
  from ebe_proposal q
  where q.territory_id = %(territory)s and q.reply <> 'withdrawn' and q.left_at is null
    and not exists (
      select from ppde_outcome o
      where o.person_id = q.person_id and o."on" >= q.proposed_on and not exists (
        select from ppde_return r
        where r.outcome_id = o.id and r."on" <= q.proposed_on and r.recorded_at <= q.made_at
      )
    )
  order by q.person_id, q.proposed_on desc, q.id desc
), here as (
  select distinct on (q.person_id) q.person_id, q.reply, q.replied_on
  from ebe_proposal q
  where q.territory_id = %(territory)s and q.post_id = %(post)s and q.reply <> 'withdrawn'
  order by q.person_id, q.proposed_on desc, q.id desc
), unagreed as (
  select t.person_id, t.day
  from (
    select distinct on (c.person_id) c.person_id, {HOLDS} as holds,
      case when c.is_given then c.until else c."on" end as day
    from ppde_consent c
    where c.territory_id = %(territory)s and c.purpose = 'sharing' and c.organisation_id = %(organisation)s::bigint
    order by c.person_id, c.id desc
  ) t
  where not t.holds
), placed as materialized (
  select p.id, p.rank,
    case
      when p.limited_on is not null then 'frozen'
      when leaving.day is not null then 'leaving'
      when upper(z.period) is not null or p.state = 'paused' then 'paused'
      when unagreed.day is not null then 'unagreed'
      when here.reply in ('refused', 'no_answer') then here.reply
      when latest.reply = 'waiting' and here.reply = 'waiting' then 'waiting_here'
      when latest.reply = 'waiting' then 'waiting'
      when latest.reply = 'accepted' then 'accepted'
      when p.wished_hours not between %(low)s::numeric and %(high)s::numeric then 'hours'
      when p.constraints_known && %(demands)s::varchar[] then 'constraints'
      else ''
    end as kind,
    upper(z.period) as paused_to, leaving.day as leaves_on, latest.job_title as title,
    coalesce(unagreed.day, here.replied_on) as replied_on
  from listed p
    left join leaving on leaving.person_id = p.id
    left join latest on latest.person_id = p.id
    left join unagreed on unagreed.person_id = p.id
    left join here on here.person_id = p.id
    left join ppde_pause z
      on z.territory_id = %(territory)s and z.person_id = p.id and z.period @> %(today)s::date
)"""
SHOWN = ", ".join(
    ["s.rank, s.kind, s.paused_to, s.leaves_on, s.title, s.replied_on", *(f"w.{n}" for n in SAID)]
)
WHO = "ppde_person w on w.id = s.id and w.territory_id = %(territory)s"
ALL = f"{PLACED} select {SHOWN} from placed s join {WHO} order by s.rank"
# Everybody before the first is passed: their ranks are 1 to first - 1.
HEAD = f"""{PLACED}, head as (
  select (select count(*) {ON_LIST}) as length, min(rank) filter (where kind = '') as first from placed
), passed as (
  select json_object_agg(k.kind, k.n) as counts
  from (select kind, count(*) as n from placed, head where rank < coalesce(first, length + 1) group by kind) k
)
select head.length, head.first, passed.counts, {SHOWN}
from head cross join passed left join placed s
  on s.rank between %(start)s and least(%(stop)s, coalesce(head.first, head.length + 1) - 1)
  or s.rank between head.first and head.first + %(next)s
  left join {WHO}
order by s.rank"""
TURN = f"""{PLACED}, mine as (
  select coalesce(min(rank) filter (where id = %(person)s), count(*) + 1) as rank, count(*) as length from placed
)
select mine.rank, mine.length, count(s.id), (array_agg(s.id order by s.rank))[1]
from mine left join placed s on s.rank < mine.rank and s.kind = ''
group by mine.rank, mine.length"""


@dataclass
class Place:
    """A person of the list before a post: why they are passed, in words, for a `fact` or for a `wish` of theirs."""

    rank: int
    person: Person
    kind: str
    passed: str  # why not this one; "" when the post may go to them
    # What they would learn before the hire; it passes nobody and moves nobody. Filled by `prepare`.
    to_learn: str = ""

    @property
    def fact(self) -> str:
        return self.passed if self.kind in FACTS else ""

    @property
    def wish(self) -> str:
        return self.passed if self.kind not in FACTS else ""


@dataclass
class Head:
    """The top of the list before a post: how long it is, who comes first, who is passed before and who comes after."""

    length: int
    first: Place | None
    counts: dict[str, int]  # how many are passed before the first, by kind of reason
    passed: list[Place] = field(default_factory=list)  # one page of them
    next: list[Place] = field(default_factory=list)

    @property
    def passed_count(self) -> int:
        return sum(self.counts.values())


@dataclass(frozen=True)
class Turn:
    """Where somebody stands before a post."""

    rank: int | None  # None: not on the list
    earlier: int  # how many come before, whom nothing passes
    earliest: Person | None


def line(post: Post) -> list[Place]:
    """The whole list of the post's territory, in its order."""
    return _places(post, _read(ALL, post, top=None))


def head(post: Post, *, page: int = 1, size: int, following: int) -> Head:
    """Who comes first, `size` persons passed before (that page of them), the `following` ones after."""
    start = (page - 1) * size + 1
    stop = start + size - 1
    asked = {"start": start, "stop": stop, "next": following}
    found = _read(HEAD, post, top=TOP if stop <= TOP else None, **asked)
    length, at, counts, *_ = found[0]
    if length > TOP >= stop and (at is None or at + following > TOP):
        found = _read(HEAD, post, top=None, **asked)
        length, at, counts, *_ = found[0]
    # A list where nobody is to be shown still has its row of counts.
    places = _places(post, [row[3:] for row in found if row[3] is not None])
    return Head(
        length=length,
        first=next((p for p in places if p.rank == at), None),
        counts=counts or {},
        passed=[p for p in places if at is None or p.rank < at],
        next=[p for p in places if at is not None and p.rank > at],
    )


def turn(post: Post, person: Person) -> Turn:
    """What an order out of the list needs to know, without reading the list."""
    ((rank, length, earlier, earliest),) = _read(TURN, post, top=None, person=person.pk)
    return Turn(
        rank=rank if rank <= length else None,
        earlier=earlier,
        earliest=Person.objects.get(pk=earliest) if earliest else None,
    )


def first(places: list[Place]) -> Place | None:
    """The first person to whom the post may go."""
    return next((place for place in places if not place.passed), None)


def _read(sql: str, post: Post, **values) -> list[tuple]:
    values |= {
        "territory": post.territory_id,
        "post": post.pk,
        "organisation": post.organisation_id,
        "today": timezone.localdate(),
        "low": post.hours_min,
        "high": post.hours_max,
        "demands": post.demands,
    }
    with prepared_cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def _places(post: Post, found: list[tuple]) -> list[Place]:
    places = []
    for rank, kind, paused_to, leaves_on, title, replied_on, *said in found:
        person = Person.from_db(DEFAULT_DB_ALIAS, SAID, said)
        days = (paused_to, leaves_on, replied_on)
        told = why(Kind(kind), person, post, *days, title) if kind else ""
        places.append(Place(rank, person, kind, told))
    return places


def hours_for(person: Person, post: Post) -> Decimal | None:
    """The weekly hours to propose: those wished when the post allows them, else its least; None when nobody said any."""
    if post.is_chosen_time:
        return person.wished_hours
    wish = person.wished_hours
    return wish if wish and post.hours_min <= wish <= post.hours_max else post.hours_min
