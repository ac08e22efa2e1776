"""The mobilisation list: who waits, in which order, for how long.

Rank = order of the volunteer dates (seed 003: hiring without selection, by date), then of the registrations, then of
a draw stored once. A pause keeps the rank; a filter, a note, another person's outcome never reorders those who stay:
people behind move up together. A person is never scored.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise

from django.db.models import DateField, IntegerField, JSONField, OuterRef, Subquery
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce
from django.utils import timezone

from ppde.models import EventKind, Outcome, Person, RankAct
from tzcld.queries import Composed, prepared_cursor
from tzcld.ui import french

# Of whom a long silence is told: met, and neither paused nor gone. Before the list, then on it.
BEFORE_LIST = (Person.State.MET, Person.State.VOLUNTEER)
TOUCHED = (*BEFORE_LIST, Person.State.LISTED, Person.State.PROPOSED)

# Waiting time bands of the list (domain.md §3.4, E9): key, label, months from, months before.
BANDS = (
    ("under_3", "moins de 3 mois", None, 3),
    ("3_6", "de 3 à 6 mois", 3, 6),
    ("6_12", "de 6 à 12 mois", 6, 12),
    ("over_12", "plus d’un an", 12, None),
)


@dataclass
class Standing:
    """The list of a territory on a day: ranks by person id, and the oldest volunteer date on it."""

    ranks: dict[int, int]
    oldest: date | None = None
    today: date = field(default_factory=timezone.localdate)
    # Persons whose volunteer act has the day and the instant of another's: only the draw separates them.
    tied: frozenset[int] = frozenset()

    def rank(self, person) -> int | None:
        return self.ranks.get(person.pk)

    def tie(self, person) -> str | None:
        """Why this rank and not the next: said where the draw decides, drawn when the file was opened."""
        if person.pk not in self.tied:
            return None
        drawn = timezone.localdate(person.created_at)
        return f"à égalité, tirage du {french.short_date(drawn, year=True)}"

    def share(self, volunteer_on: date) -> int:
        """How long somebody waits, in percent of the longest waiting on the list (0-100)."""
        longest = (self.today - self.oldest).days if self.oldest else 0
        return round(100 * (self.today - volunteer_on).days / longest) if longest > 0 else 0


def ranks(territory) -> dict[int, int]:
    """{person id: rank}, from 1, of everybody on the list of this territory, paused persons included."""
    listed = Person.objects.filter(territory=territory).on_list().in_list_order()
    return {pk: rank for rank, pk in enumerate(listed.values_list("pk", flat=True), 1)}


_listed = Composed(
    lambda territory: (
        Person.objects.filter(territory=territory)
        .on_list()
        .in_list_order()
        # The instant as a number, exact to the microsecond: two thousand dates with their hour take longer to read.
        .annotate(instant=RawSQL("extract(epoch from volunteer_recorded_at)::float8", ()))
        .values_list("pk", "volunteer_on", "instant")
    ),
    int,
)


def standing(territory) -> Standing:
    """The list of today in one query."""
    found = _listed(territory.pk)
    order = {pk: rank for rank, (pk, _, _) in enumerate(found, 1)}
    # Ties are neighbours: the list is in order.
    tied = {pk for one, two in pairwise(found) if one[1:] == two[1:] for pk in (one[0], two[0])}
    return Standing(order, found[0][1] if found else None, tied=frozenset(tied))


def place(person) -> tuple[int, int] | None:
    """(rank, length of the list) of one person, None when not on the list."""
    found = place_and_away(person)
    return found and found[:2]


def place_and_away(person) -> tuple[int, int, int] | None:
    """The same, with the days spent elsewhere since the volunteer date, in one query."""
    if not person.is_on_list:
        return None
    with prepared_cursor() as cursor:
        values = (person.volunteer_on, person.volunteer_recorded_at, person.draw)
        away = (person.volunteer_on, person.territory_id, person.pk, timezone.localdate())
        cursor.execute(PLACE, [*values, *away, person.territory_id])
        before, length, days = cursor.fetchone()
    return before + 1, length, days


def moves_by_refusal(person):
    """The acts that gave the volunteer date of today, when it is that of a refusal and not of a signature."""
    given = {"after_on": person.volunteer_on, "after_at": person.volunteer_recorded_at}
    return person.rank_acts.filter(kind=RankAct.Kind.REFUSAL, undone=None, **given)


def moved_by_refusal(person) -> RankAct | None:
    """The latest of them, the one that told the rank of today."""
    return moves_by_refusal(person).first()


def away(since: str, when: str = "") -> str:
    """SQL of the days between an exit (`o`) and the return (`r`) that gave the place back, since a day: the place gives the date
    back too, and these days were no wait (E9, evaluation/indicators/sources.py). `when`: a filter of the aggregate."""
    return f'coalesce(sum(greatest(r."on" - greatest(o."on", {since}), 0)){when}, 0)::int'


def _days_away(since: str, territory: str, person: str) -> str:
    return f"""
select {away(since)} from ppde_return r join ppde_outcome o on o.territory_id = r.territory_id and o.id = r.outcome_id
where r.territory_id = {territory} and r.person_id = {person} and r.effect = 'keep' and r."on" <= %s"""


DAYS_AWAY = _days_away("ppde_person.volunteer_on", "ppde_person.territory_id", "ppde_person.id")


def days_away(today: date | None = None) -> RawSQL:
    """Days that a person spent elsewhere since their volunteer date."""
    return RawSQL(DAYS_AWAY, (today or timezone.localdate(),), output_field=IntegerField())


def days_away_of(persons) -> dict[int, int]:
    """{person id: days}, for the few persons that a page shows."""
    keys = [person.pk for person in persons]
    return dict(Person.objects.filter(pk__in=keys).values_list("pk", days_away())) if keys else {}


def waits_since(today: date | None = None) -> RawSQL:
    """The volunteer date later by so many days: what the bands of the wait are counted from."""
    sql = f"ppde_person.volunteer_on + ({DAYS_AWAY})"
    return RawSQL(sql, (today or timezone.localdate(),), output_field=DateField())


def away_words(days: int, today: date | None = None) -> str:
    """« dont 5 mois ailleurs »; "" for none."""
    today = today or timezone.localdate()
    return f"dont {french.elapsed(today - timedelta(days=days), today)} ailleurs" if days else ""


# As `on_list` and `in_list_order` say it; composed at each opening of a file it took as long as the file's facts.
PLACE = f"""
select count(*) filter (where (volunteer_on, volunteer_recorded_at, draw) < (%s, %s, %s)), count(*),
       ({_days_away("%s", "%s", "%s")})
from ppde_person
where territory_id = %s and volunteer_on is not null and eligible_on is not null and outcome_on is null"""


def with_last_fact(persons, today: date | None = None):
    """What a line of the list tells, in the same query as the list.

    `last_fact` {kind, on, text}: the latest fact that no correction replaced; `paused_to`: the day after the pause; `leaves_on`:
    the day of an exit to come, as a hire signed for next month. And `days_away`.
    """
    today = today or timezone.localdate()
    leaving = Outcome.objects.to_come(today).filter(
        territory=OuterRef("territory"), person=OuterRef("pk")
    )
    return persons.annotate(
        days_away=days_away(today),
        last_fact=RawSQL(LAST_FACT, (today,), output_field=JSONField()),
        paused_to=RawSQL(PAUSED_TO, (today,), output_field=DateField()),
        leaves_on=Subquery(leaving.values("on")[:1]),
    )


# As they stand: composed from querysets at each request, these two took longer than the rest of the list's query.
LAST_FACT = """
select jsonb_build_object('kind', e.kind, 'on', e."on", 'text', e.text)
from ppde_journeyevent e
where e.territory_id = ppde_person.territory_id and e.person_id = ppde_person.id and e."on" <= %s
  and not exists (select from ppde_journeyevent c where c.corrects_id = e.id)
order by e."on" desc, e.recorded_at desc, e.id desc
limit 1"""
PAUSED_TO = """
select upper(z.period) from ppde_pause z
where z.territory_id = ppde_person.territory_id and z.person_id = ppde_person.id and z.period @> %s
limit 1"""


def paused_until(person) -> date | None:
    """The last day of the running pause, for a row of `with_last_fact`."""
    return person.paused_to - timedelta(days=1) if person.paused_to else None


def last_fact_words(fact: dict | None) -> tuple[str, date] | None:
    """(words, day) of a `last_fact`."""
    if not fact:
        return None
    return EventKind(fact["kind"]).label, date.fromisoformat(fact["on"])


def out_of_touch(territory, today: date):
    """Persons met or called by nobody for longer than the territory's setting, with `since`: their last contact, else their act."""
    since = Coalesce("last_contact_on", "volunteer_on", "met_on")
    rows = Person.objects.filter(territory=territory, limited_on=None, state__in=TOUCHED)
    limit = today - timedelta(days=territory.silence_days)
    return rows.annotate(since=since).filter(since__lt=limit)


def silent_since(person) -> date | None:
    """From when the silence of a person counts, as `out_of_touch` says it of many."""
    return person.last_contact_on or person.volunteer_on or person.met_on


def is_out_of_touch(person, today: date | None = None) -> bool:
    """As `out_of_touch`, for a row that holds the setting `silence_days` (ppde.views.common.persons): a line asks no query."""
    since = silent_since(person)
    if person.state not in TOUCHED or person.limited_on or since is None:
        return False
    days = getattr(person, "silence_days", None) or person.territory.silence_days
    return since < (today or timezone.localdate()) - timedelta(days=days)


def is_silent_on_list(person, today: date | None = None) -> bool:
    """Said in the place of « Active »; before the list, and while a proposal waits, the state tells more than the silence."""
    return person.state == Person.State.LISTED and is_out_of_touch(person, today)
