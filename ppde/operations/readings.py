"""The read log: what is written at each opening, what is worth a look, what is purged."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import connection, models, transaction
from django.db.models import (
    Count,
    DateTimeField,
    DurationField,
    Exists,
    ExpressionWrapper,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
)
from django.db.models.functions import Coalesce, ExtractHour, TruncDate
from django.utils import timezone

from ppde.eligibility import months_before
from ppde.models import Person, Reading, ReadingAlert, ReadingRule
from ppde.operations.journey import refuse_nir
from territories import journal
from territories.imports.bulk import insert_rows
from territories.models import Entry, Grant, Territory
from territories.rules import from_today
from tzcld.ui import french

# What a version of the rule says, in the order of its page.
TERMS = (
    "volume_minimum",
    "volume_factor",
    "past_days",
    "days_of_habit",
    "outside_minimum",
    "outside_in_weeks",
    "same_file_days",
    "export_minimum",
    "export_night_minimum",
    "night_from",
    "night_until",
    "months_kept",
    "minutes_apart",
)


def reading_rule(hub_id: int, on: date | None = None) -> ReadingRule:
    """The hub's rule of the day; without a row, the values by default."""
    found = ReadingRule.objects.in_force(hub_id, on or timezone.localdate())
    return found or ReadingRule(territory_id=hub_id)


@transaction.atomic
def write_reading_rule(
    hub: Territory, valid_from: date, *, by, source: str, **terms
) -> ReadingRule:
    """Other thresholds, from a day that has not passed: an alert already written keeps those it was found with.

    `terms`: those of TERMS; one not given stays as it is.
    """
    if unknown := set(terms) - set(TERMS):
        raise TypeError(f"not a term of the rule: {', '.join(sorted(unknown))}")
    from_today(valid_from)
    Territory.objects.select_for_update(of=("self",)).get(pk=hub.pk)
    if ReadingRule.objects.filter(territory=hub, valid_from=valid_from).exists():
        raise ValidationError(
            {
                "valid_from": f"Des seuils commencent déjà le {french.date(valid_from)}\u00a0: choisissez une autre date."
            }
        )
    current = reading_rule(hub.pk, valid_from)
    rule = ReadingRule(territory=hub, valid_from=valid_from, source=source.strip(), written_by=by)
    for name in TERMS:
        setattr(rule, name, terms.get(name, getattr(current, name)))
    rule.full_clean()
    rule.save()
    after = {ReadingRule._meta.get_field(name).verbose_name: getattr(rule, name) for name in TERMS}
    journal.record(
        "create", rule, by=by, after={"à partir du": valid_from, "source": rule.source, **after}
    )
    return rule


JOURNAL_TAKEN = "journal exporté"
# Openings of a page, which made again within minutes are one.
OPENINGS = (Reading.Kind.READ, Reading.Kind.NUMBER)


class _Minutes(Func):
    template = "make_interval(mins => %(expressions)s)"
    output_field = DurationField()


def _apart(on: date) -> Coalesce:
    """How many minutes apart two openings count for two, by the rule of this day where the file is: an expression over
    Reading, so that no page asks one query more for it."""
    hub = Coalesce(OuterRef("territory__hub"), OuterRef("territory"))
    rules = ReadingRule.objects.filter(territory=hub, valid_from__lte=on)
    minutes = rules.order_by("-valid_from", "-pk").values("minutes_apart")[:1]
    default = ReadingRule._meta.get_field("minutes_apart").default
    return Coalesce(Subquery(minutes), Value(default), output_field=IntegerField())


def with_apart(readings: QuerySet[Reading], on: date) -> QuerySet[Reading]:
    """Rows with `apart`, the minutes of the rule of this day."""
    return readings.annotate(apart=_apart(on))


def is_recent_reading(readings: Iterable[Reading], *, by, kind: str = Reading.Kind.READ) -> bool:
    """Whether one of these (rows of `with_apart`) is already this account's opening of this kind, by the rule."""
    now = timezone.now()
    return any(
        r.kind == kind and r.user_id == by.pk and r.at > now - timedelta(minutes=r.apart)
        for r in readings
    )


def record_reading(
    person: Person, *, by, kind: str = Reading.Kind.READ, verb: str = "", reason: str = ""
) -> Reading | None:
    """The file was opened; None when this account has just opened it so, by the rule (`minutes_apart`).

    A file shown by its number alone tells the whole journey: it is an opening too, of its own kind (NUMBER).
    A print, an export or a restricted note is written each time.
    """
    if kind in OPENINGS and person.readings.filter(**_lately(by, kind)).exists():
        return None
    entry = _line(person.territory_id, person.pk, person.number, person.referent_id, by, kind)
    entry.verb, entry.reason = verb, reason
    entry.save()
    return entry


def record_prints(persons: Iterable[Person], *, by, reason: str) -> None:
    """A paper that names several persons was printed: one line in the log of each."""
    lines = [
        _line(p.territory_id, p.pk, p.number, p.referent_id, by, Reading.Kind.PRINT)
        for p in persons
    ]
    for line in lines:
        line.reason = reason[:300]
    Reading.objects.bulk_create(lines)


def named_exporter(request, model: type[models.Model], *, untold: Collection[str] = ()):
    """`journal.exporter` of rows that tell of persons: each file that leaves in the list says so in its own log too.

    These lines count no row: the export has its own, which the alerts count.
    """
    write = journal.exporter(request, model, named=True, untold=untold)
    if write is None:
        return None

    def both(*, rows, **told) -> None:
        write(**told)
        if isinstance(rows, QuerySet):
            reason = f"liste exportée\u00a0: {model._meta.verbose_name_plural}"
            record_taken(rows, reason, by=request.user)

    return both


def record_journal_taken(territory: Territory, rows: QuerySet[Entry], *, by) -> None:
    """The journal left in a file: its entries that name somebody are rows exported, which the alerts count, and each file
    that they tell of says so in its own log."""
    entries = rows.filter(is_named=True)
    found = entries.count()
    if not found:
        return
    taken = {"kind": Reading.Kind.EXPORT, "verb": Entry._meta.label_lower, "rows": found}
    Reading.objects.create(territory=territory, user=by, reason=JOURNAL_TAKEN, **taken)
    named, told_of = Q(), set(entries.order_by().values_list("model", flat=True).distinct())
    for model in apps.get_models():
        # An old entry may tell of a table that is no more.
        if (label := model._meta.label_lower) in told_of:
            keys = entries.filter(model=label).order_by().values("object_id")
            named |= _named_by(model._default_manager.filter(pk__in=keys))
    _record_each(named, JOURNAL_TAKEN, by=by)


def record_taken(rows: QuerySet, reason: str, *, by) -> None:
    """One line in the log of each person whom these rows name by a key."""
    _record_each(_named_by(rows), reason, by=by)


def _named_by(rows: QuerySet) -> Q:
    """The persons whom these rows name by a key; empty when their table has none."""
    if rows.model is Person:
        links = ["pk"]
    else:
        links = [f.name for f in rows.model._meta.fields if f.related_model is Person]
    named = Q()
    for link in links:
        named |= Q(pk__in=rows.order_by().values(link))
    return named


def _record_each(named: Q, reason: str, *, by) -> None:
    if not named:
        return
    persons = Person.objects.filter(named).order_by("pk")
    taken = persons.values_list("territory_id", "pk", "number", "referent_id")
    insert_rows(
        Reading,
        ("territory_id", "person_id", "number", "is_referent", "rows"),
        [(place, pk, number, referent == by.pk, 0) for place, pk, number, referent in taken],
        user_id=by.pk,
        at=timezone.now(),
        kind=Reading.Kind.EXPORT,
        reason=reason[:300],
    )


@transaction.atomic
def record_readings(territory: Territory, persons: Iterable[int], *, by) -> int:
    """Lines of several files shown on one page, each as if it had been opened (`record_reading`). Number of readings."""
    kind = Reading.Kind.READ
    lately = Reading.objects.filter(person=OuterRef("pk"), **_lately(by, kind))
    shown = Person.objects.filter(territory=territory, pk__in=list(persons))
    found = shown.exclude(Exists(lately)).values_list("pk", "number", "referent")
    return len(
        Reading.objects.bulk_create(_line(territory.pk, *person, by, kind) for person in found)
    )


def _lately(by, kind: str) -> dict:
    """What an opening of this kind by this account has that is not yet another, by the rule."""
    apart = Value(timezone.now()) - _Minutes(_apart(timezone.localdate()))
    since = ExpressionWrapper(apart, output_field=DateTimeField())
    return {"user": by, "kind": kind, "at__gt": since}


def _line(
    territory_id: int, person_id: int, number: int, referent_id: int | None, by, kind: str
) -> Reading:
    return Reading(
        territory_id=territory_id,
        person_id=person_id,
        number=number,
        user=by,
        kind=kind,
        is_referent=referent_id == by.pk,
    )


@transaction.atomic
def watch_readings(territory_id: int, on: date) -> int:
    """Write the alerts of a day from its readings. Run again, it brings the same alerts up to date. Number of alerts."""
    hub_id = Territory.objects.get(pk=territory_id).rules_hub_id
    rule = reading_rule(hub_id, on)
    usual = _usual(territory_id, on, rule)
    opened = {row["user"]: row for row in _counted(territory_id, on, rule)}
    exported = {row["user"]: row for row in _exported(territory_id, on, rule)}
    found = []
    usual_outside = _usual_outside(territory_id, on, rule)
    for user, row in opened.items():
        habit = usual_outside.get(user)
        if row["outside"] >= max(rule.outside_minimum, (habit or 0) * rule.volume_factor):
            found.append((user, ReadingAlert.Kind.OUTSIDE, row["outside"], habit))
        if row["night"]:
            found.append((user, ReadingAlert.Kind.NIGHT, row["night"], None))
    for user, row in exported.items():
        if row["all"] >= rule.export_minimum:
            found.append((user, ReadingAlert.Kind.EXPORT, row["all"], None))
        if row["night"] >= rule.export_night_minimum:
            found.append((user, ReadingAlert.Kind.OUT_AT_NIGHT, row["night"], None))
    for user in opened | exported:
        habit = usual.get(user)
        asked = max(Decimal(rule.volume_minimum), (habit or 0) * rule.volume_factor)
        files = opened[user]["files"] if user in opened else 0
        left = exported[user]["all"] if user in exported else 0
        # A small list taken whole is a volume; a large one has its own alert already.
        if left < rule.export_minimum:
            files += left
        if files >= asked:
            found.append((user, ReadingAlert.Kind.VOLUME, files, habit))
    found += _over_weeks(territory_id, on, rule, set(opened))
    ReadingAlert.objects.bulk_create(
        [
            ReadingAlert(
                territory_id=territory_id, user_id=u, on=on, kind=kind, files=n, usual=habit
            )
            for u, kind, n, habit in found
        ],
        update_conflicts=True,
        unique_fields=("territory", "user", "on", "kind"),
        update_fields=("files", "usual"),
    )
    return len(found)


WEEKS = timedelta(weeks=4)
OVER_WEEKS = (ReadingAlert.Kind.WIDE, ReadingAlert.Kind.SAME)


def _over_weeks(territory_id: int, on: date, rule: ReadingRule, users: set[int]) -> list[tuple]:
    """What adds up over four weeks, of those who opened a file this day; told once in that time."""
    since, until = on - WEEKS + timedelta(days=1), on + timedelta(days=1)
    told = ReadingAlert.objects.filter(
        territory=territory_id, on__gte=since, on__lt=on, kind__in=OVER_WEEKS
    )
    told = set(told.values_list("user", "kind"))
    of_others = {"is_referent": False, "user__in": users}
    opened = _opened(territory_id, since, until).filter(**of_others).order_by()
    before = _opened(territory_id, since - WEEKS, since).filter(**of_others).order_by()
    counts = {"files": Count("person", distinct=True)}
    past = dict(before.values("user").annotate(**counts).values_list("user", "files"))
    found = [
        (row["user"], ReadingAlert.Kind.WIDE, row["files"], past.get(row["user"]))
        for row in opened.values("user").annotate(**counts)
        if row["files"] >= max(rule.outside_in_weeks, past.get(row["user"], 0) * rule.volume_factor)
    ]
    # Who writes in the file works on it.
    wrote = Reading.objects.filter(
        territory=territory_id,
        kind=Reading.Kind.CHANGE,
        user=OuterRef("user"),
        person=OuterRef("person"),
        at__gte=_midnight(since),
        at__lt=_midnight(until),
    )
    days = opened.values("user", "person").annotate(days=Count(TruncDate("at"), distinct=True))
    most: dict[int, int] = {}
    for row in days.filter(~Exists(wrote), days__gte=rule.same_file_days):
        most[row["user"]] = max(row["days"], most.get(row["user"], 0))
    found += [(user, ReadingAlert.Kind.SAME, n, None) for user, n in most.items()]
    return [one for one in found if one[:2] not in told]


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def _opened(territory_id: int, since: date, until: date):
    """Openings by people, `until` excluded; a change is work done, not a look around."""
    return Reading.objects.filter(
        territory=territory_id,
        kind__in=(*OPENINGS, Reading.Kind.PRINT, Reading.Kind.NOTE),
        user__isnull=False,
        at__gte=_midnight(since),
        at__lt=_midnight(until),
    )


def _at_night(rule: ReadingRule) -> Q:
    """Of rows with `hour`."""
    if rule.night_from <= rule.night_until:
        return Q(hour__gte=rule.night_from, hour__lt=rule.night_until)
    return Q(hour__gte=rule.night_from) | Q(hour__lt=rule.night_until)


def _exported(territory_id: int, on: date, rule: ReadingRule):
    """Named rows that each account took away in files that day, `all` and at `night`."""
    return (
        _taken_away(territory_id, on, on + timedelta(days=1))
        .annotate(hour=ExtractHour("at"))
        .order_by()
        .values("user")
        .annotate(all=Sum(EXPORTED), night=Coalesce(Sum(EXPORTED, filter=_at_night(rule)), 0))
    )


# The copy of one file is one row.
EXPORTED = Coalesce("rows", 1)


def _taken_away(territory_id: int, since: date, until: date):
    """Exports of named rows by people, `until` excluded."""
    return Reading.objects.filter(
        territory=territory_id,
        kind=Reading.Kind.EXPORT,
        user__isnull=False,
        at__gte=_midnight(since),
        at__lt=_midnight(until),
    )


def _counted(territory_id: int, on: date, rule: ReadingRule):
    hours = _at_night(rule)
    return (
        _opened(territory_id, on, on + timedelta(days=1))
        .annotate(hour=ExtractHour("at"))
        .order_by()
        .values("user")
        .annotate(
            files=Count("person", distinct=True),
            outside=Count("person", distinct=True, filter=Q(is_referent=False)),
            night=Count("person", distinct=True, filter=hours),
        )
    )


def _usual(territory_id: int, on: date, rule: ReadingRule) -> dict[int, Decimal]:
    """Files opened or exported by each account on a day of work, before this day; too few days are no habit."""
    since = on - timedelta(days=rule.past_days)
    return _by_day(
        rule,
        (_opened(territory_id, since, on), Count("person", distinct=True)),
        (_taken_away(territory_id, since, on), Sum(EXPORTED)),
    )


def _usual_outside(territory_id: int, on: date, rule: ReadingRule) -> dict[int, Decimal]:
    """Files followed by others that each account opens on a day of work: whoever leads the project opens those of all."""
    opened = _opened(territory_id, on - timedelta(days=rule.past_days), on)
    return _by_day(rule, (opened, Count("person", distinct=True, filter=Q(is_referent=False))))


def _by_day(rule: ReadingRule, *counted: tuple) -> dict[int, Decimal]:
    """What each account does on a day of work; `counted`: rows, and the number of files that they make in a day."""
    by_user: dict[int, dict[date, int]] = defaultdict(lambda: defaultdict(int))
    for rows, files in counted:
        days = rows.order_by().values("user", day=TruncDate("at")).annotate(files=files)
        for row in days:
            by_user[row["user"]][row["day"]] += row["files"]
    return {
        user: round(Decimal(sum(counts.values())) / len(counts), 1)
        for user, counts in by_user.items()
        if len(counts) >= rule.days_of_habit
    }


@transaction.atomic
def settle_alert(alert: ReadingAlert, *, by, note: str) -> ReadingAlert:
    """Somebody looked and says what it was; the alert leaves the list of those to look at."""
    if alert.seen_at:
        raise ValidationError("Cette alerte est déjà expliquée.", code="seen")
    if not note.strip():
        raise ValidationError({"note": "Dites ce qui explique ces consultations."})
    refuse_nir(note)
    alert.seen_at, alert.seen_by, alert.note = timezone.now(), by, note.strip()
    alert.save(update_fields=["seen_at", "seen_by", "note"])
    journal.record("settle", alert, by=by, reason=alert.note)
    return alert


def with_grants(readings: QuerySet[Reading]) -> QuerySet[Reading]:
    """Rows with `granted`, why the account read names there by an access that was open at that moment; None without one.

    Read where the access is written, never copied into the log.
    """
    held = Grant.objects.filter(
        territory=OuterRef("territory"),
        holder=OuterRef("user"),
        opened_at__lte=OuterRef("at"),
        period__contains=TruncDate(ExpressionWrapper(OuterRef("at"), DateTimeField())),
    ).filter(Q(closed_at=None) | Q(closed_at__gte=OuterRef("at")))
    return readings.annotate(granted=Subquery(held.values("reason")[:1]))


def with_use(grants: QuerySet) -> QuerySet:
    """Named accesses (territories.Grant) with `files` and `openings`: what each holder opened during it.

    Read from the log: an access older than what the log keeps counts nothing any more.
    """
    opened = (
        Reading.objects.filter(
            territory=OuterRef("territory"),
            user=OuterRef("holder"),
            kind__in=OPENINGS,
            at__date__gte=OuterRef("period__startswith"),
            at__date__lt=OuterRef("period__endswith"),
        )
        .filter(
            at__gte=OuterRef("opened_at"), at__lte=Coalesce(OuterRef("closed_at"), timezone.now())
        )
        .order_by()
        .values("user")
    )
    return grants.annotate(
        files=Coalesce(Subquery(opened.values(n=Count("person", distinct=True))), 0),
        openings=Coalesce(Subquery(opened.values(n=Count("pk"))), 0),
    )


def purge_readings(territory_id: int) -> int:
    """Delete what the hub's rule no longer keeps; the database traces it in the journal. Number of rows deleted."""
    hub_id = Territory.objects.get(pk=territory_id).rules_hub_id
    limit = _midnight(months_before(timezone.localdate(), reading_rule(hub_id).months_kept))
    with connection.cursor() as cursor:
        cursor.execute("select purge_readings(%s, %s)", [territory_id, limit])
        return cursor.fetchone()[0]
