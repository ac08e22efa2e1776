"""What has passed its time: the rules of a territory, the files without contact, and the other rows that are kept for a time."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import (
    Count,
    DateField,
    DurationField,
    Exists,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone
from django.utils.module_loading import import_string

from ppde.eligibility import months_before
from ppde.models.persons import Person
from ppde.models.rights import RightsRequest
from ppde.retention.models import (
    OF_WORK,
    DurationRule,
    Elimination,
    EliminationLine,
    PastTime,
    RetentionRule,
    delivered_durations,
)
from territories import journal
from territories.models import Territory
from territories.rules import from_today
from tzcld.ui import french

# Still followed: whatever the dates, these files are not proposed.
FOLLOWED = (Person.State.LISTED, Person.State.PAUSED, Person.State.PROPOSED)
FILES = Elimination.What.FILES
# A list that is being read, or carried out.
GOING_ON = (Elimination.State.DRAFT, Elimination.State.APPROVED)


@dataclass(frozen=True)
class Ending:
    """What is no file of the journey, kept for a time, and eliminated by the same lists (`settings.ENDINGS`).

    `word`: one of its rows, for the team; masculine, it takes an s. `title`: which ones go, at the head of a sentence;
    `since`: what their time is counted from, `past`: what they did on that day, `remains`: what stays of them.
    `agreement`: (label, help) of what is asked before they go. `rows(territory)`: those whose time runs, with `last_on`, the
    day that it is counted from; `name(row)`: how one of them reads to the team. `names(keys)`: the same by key, whatever
    became of the row. `ended_on(key)`: its last day now, the row locked; None when it is no longer to go. `empty(key, line)`: takes away what identifies, history included, in
    the caller's transaction. `kept(key, by)`: what keeping it says of the row, if anything.
    """

    what: str
    word: str
    title: str
    since: str
    past: str
    remains: str
    agreement: tuple[str, str]
    rule: str
    rows: Callable[[Territory], QuerySet]
    name: Callable[[Any], str]
    names: Callable[[Iterable[int]], dict[int, str]]
    ended_on: Callable[[int], date | None]
    empty: Callable[[int, EliminationLine], None]
    kept: Callable[[int, Any], None] | None = None


def endings() -> dict[str, Ending]:
    found = [import_string(path) for path in settings.ENDINGS]
    return {ending.what: ending for ending in found}


def rule_of(territory: Territory, on: date | None = None) -> RetentionRule:
    """The territory's rule of the day, else its hub's, else the values of the CNIL (two years)."""
    found = RetentionRule.objects.nearest(territory, on or timezone.localdate())
    return found or RetentionRule(territory=territory)


class Months(Func):
    """A date some months later, or earlier: « 31 août » plus six months is the end of February."""

    template = "(%(expressions)s)::date"
    arg_joiner = " + "
    output_field = DateField()

    def __init__(self, day, months, *, sign: int = 1):
        step = Func(months, template=f"({sign} * make_interval(months => %(expressions)s))")
        step.output_field = DurationField()
        super().__init__(day, step)


class Once(Months):
    """The same of a day and a rule that are those of the statement: worked out once, and not again for each row."""

    template = "(SELECT (%(expressions)s)::date)"


def ending(territory: Territory, today: date) -> QuerySet[Person]:
    """Files past the notice of their rule (22 months by default) and not yet at its end, in no open list, with `last_on` and
    `due`, their end.

    The rule is read in the same statement: that of the territory, else its hub's, else the values of the CNIL.
    """
    months, notice = (
        _rule_in_force(territory, name, today) for name in ("months", "notice_months")
    )
    rows = _in_no_list(territory, months)
    return rows.filter(last_on__gt=_before(today, months), last_on__lte=_before(today, notice))


def past_files(territory: Territory, today: date) -> QuerySet[Person]:
    """Files past the time of their rule and in no open list, with `last_on` and `due`, as `ending`."""
    months = _rule_in_force(territory, "months", today)
    return _in_no_list(territory, months).filter(last_on__lte=_before(today, months))


def past(territory: Territory, today: date, ending: Ending) -> QuerySet:
    """Rows of what is no file past the time of their rule, with `due`, their end; none while a list of them is open."""
    delivered = delivered_durations()[ending.rule].months
    months = _in_force(
        DurationRule.objects.filter(what=ending.rule), "months", delivered, territory, today
    )
    opened = Elimination.objects.filter(
        territory=territory,
        what=ending.what,
        origin=Elimination.Origin.CAMPAIGN,
        state__in=GOING_ON,
    )
    rows = ending.rows(territory).annotate(due=Months("last_on", months))
    return rows.filter(~Exists(opened), last_on__lte=_before(today, months)).order_by("due", "pk")


def _in_no_list(territory: Territory, months) -> QuerySet[Person]:
    listed = EliminationLine.objects.filter(
        territory=territory, person=OuterRef("pk"), elimination__state__in=GOING_ON
    )
    rows = _forgotten(territory).annotate(due=Months("last_on", months))
    return rows.filter(~Exists(listed)).order_by("due", "number")


def _before(today: date, months) -> Once:
    return Once(Value(today, DateField()), months, sign=-1)


def _rule_in_force(territory: Territory, name: str, today: date) -> Coalesce:
    default = RetentionRule._meta.get_field(name).default
    return _in_force(RetentionRule.objects.all(), name, default, territory, today)


def _in_force(rules: QuerySet, name: str, default: int, territory: Territory, today: date):
    """What the territory's own rule of the day says, else its hub's, else the default, as an expression."""
    places = [place for place in (territory.pk, territory.hub_id) if place]
    rows = (
        rules.filter(territory=place, valid_from__lte=today).order_by("-valid_from", "-pk")
        for place in places
    )
    found = [Subquery(row.values(name)[:1]) for row in rows]
    return Coalesce(*found, Value(default), output_field=IntegerField())


def without_contact(territory: Territory, months: int) -> QuerySet[Person]:
    """Files whose last activity is `months` old, oldest first, as `last_on`; those still followed are left out."""
    cut = months_before(timezone.localdate(), months)
    return _forgotten(territory).filter(last_on__lte=cut).order_by("last_on", "number")


def how_many_without_contact(territory: Territory, rule: RetentionRule) -> tuple[int, int]:
    """(files past their time, those only past the notice), in one query."""
    cut = months_before(timezone.localdate(), rule.months)
    found = without_contact(territory, rule.notice_months).order_by()
    counted = found.aggregate(due=Count("pk", filter=Q(last_on__lte=cut)), all=Count("pk"))
    return counted["due"], counted["all"] - counted["due"]


def _forgotten(territory: Territory) -> QuerySet[Person]:
    """Files that nobody follows, with `last_on`.

    A room above says which of its own it still follows (`settings.STILL_FOLLOWED`): an employee of an EBE, say.
    """
    activity = Greatest(
        "identified_on",
        Coalesce("last_contact_on", "identified_on"),
        Coalesce("volunteer_on", "identified_on"),
        Coalesce("outcome_on", "identified_on"),
    )
    # A file limited at the person's request is kept as it is (RGPD art. 18).
    found = Person.objects.filter(territory=territory, anonymised_on=None, limited_on=None)
    found = found.exclude(state__in=FOLLOWED).annotate(last_on=activity)
    for kept in _followed_above(territory):
        found = found.exclude(pk__in=kept)
    # What a person asks about the file is answered on the file.
    return found.exclude(pk__in=asking(territory))


def _followed_above(territory: Territory) -> list[QuerySet]:
    return [import_string(path)(territory) for path in settings.STILL_FOLLOWED]


def is_followed_above(person: Person) -> bool:
    return any(kept.filter(person=person).exists() for kept in _followed_above(person.territory))


def asking(territory: Territory) -> QuerySet:
    """Keys of the persons whose request about their data waits for its answer."""
    rows = RightsRequest.objects.filter(territory=territory, state=RightsRequest.State.OPEN)
    # One about an orientation names no file: a key that is not there would put every file aside.
    return rows.filter(person__isnull=False).values("person")


@transaction.atomic
def write_rule(
    territory: Territory, valid_from: date, months: int, notice_months: int, source: str, *, by
) -> RetentionRule:
    """Another duration, from a day that has not passed: the persons were told the one before."""
    from_today(valid_from)
    Territory.objects.select_for_update(of=("self",)).get(pk=territory.pk)
    if RetentionRule.objects.filter(territory=territory, valid_from=valid_from).exists():
        raise ValidationError(
            {
                "valid_from": f"Une durée commence déjà le {french.date(valid_from)}\u00a0: choisissez une autre date."
            }
        )
    rule = RetentionRule(
        territory=territory,
        valid_from=valid_from,
        months=months,
        notice_months=notice_months,
        source=source,
    )
    rule.full_clean()
    rule.save()
    journal.record(
        "create",
        rule,
        by=by,
        after={"mois": months, "avertissement": notice_months, "source": source},
    )
    return rule


@transaction.atomic
def write_duration(
    territory: Territory,
    what: str,
    valid_from: date,
    months: int | None,
    source: str,
    *,
    days: int | None = None,
    by,
) -> DurationRule:
    """Another duration, in months or in days as this one is counted, from a day that has not passed."""
    from_today(valid_from)
    rule = DurationRule(
        territory=territory,
        what=what,
        valid_from=valid_from,
        months=months,
        days=days,
        source=source.strip(),
    )
    rule.full_clean()
    rule.save()
    after = {"durée": rule.told, "à partir du": valid_from, "source": source}
    journal.record("create", rule, by=by, after=after)
    return rule


def ended(
    territory: Territory, ending: Ending, rules: dict[str, DurationRule] | None = None
) -> tuple[int, date, list[tuple[int, date]]]:
    """(months of the rule, the day that it cuts at, rows past their time) of what is no file, today.

    `rules`: those of the day, when several kinds are asked for.
    """
    today = timezone.localdate()
    months = (rules or DurationRule.objects.of(territory, today))[ending.rule].months
    cut_off = months_before(today, months)
    rows = ending.rows(territory).filter(last_on__lte=cut_off).order_by("last_on", "pk")
    return months, cut_off, list(rows.values_list("pk", "last_on"))


@transaction.atomic
def count_past(territory: Territory) -> None:
    """Write how much has passed its time here today; run twice, the same. In the scope of the territory."""
    rules = DurationRule.objects.of(territory, timezone.localdate())
    # A hub has contacts and mandates, and follows nobody.
    kinds = [one for one in endings().values() if not territory.is_hub or one.what in OF_WORK]
    found = [(one.what, len(ended(territory, one, rules)[2]), None) for one in kinds]
    if not territory.is_hub:
        found.append((FILES, *how_many_without_contact(territory, rule_of(territory))))
    now = timezone.now()
    PastTime.objects.bulk_create(
        [
            PastTime(territory=territory, what=what, past=past, soon=soon, counted_at=now)
            for what, past, soon in found
        ],
        update_conflicts=True,
        unique_fields=("territory", "what"),
        update_fields=("past", "soon", "counted_at"),
    )
