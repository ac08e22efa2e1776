"""Pauses: the person asks to be left in peace for a while and keeps the rank."""

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from ppde.eligibility import months_after
from ppde.models import EventKind, ListRule, Pause, Person
from ppde.operations.journey import figures_moved, lock, refresh, write
from ppde.operations.list_rules import named
from territories import journal
from territories.periods import period
from tzcld.ui import french


def _in_a_row(person: Person, since: date, until: date, pk: int | None) -> tuple[date, date]:
    """First and last day of these with the pauses that touch them; those that the rule gave are nobody's request."""
    spans = [
        (other.since, other.until)
        for other in person.pauses.exclude(reason=Pause.Reason.REFUSALS).exclude(pk=pk)
        if other.until
    ]
    for first, last in sorted(spans, reverse=True):
        if last == since - timedelta(days=1):
            since = first
    for first, last in sorted(spans):
        if first == until + timedelta(days=1):
            until = last
    return since, until


def _check_dates(
    person: Person, since: date, until: date, rule: ListRule, pk: int | None = None
) -> None:
    """`pk`: the pause itself when it is prolonged."""
    if until < since:
        raise ValidationError(
            f"La pause finit avant de commencer. Écrivez un dernier jour à partir du {french.numeric_date(since)}.",
            code="order",
        )
    first, last = _in_a_row(person, since, until, pk)
    latest = months_after(first, rule.longest_pause_months)
    if last <= latest:
        return
    words = f"{named(rule)} limite une pause à {french.count(rule.longest_pause_months, 'mois', 'mois')}."
    if (first, last) != (since, until):
        words += (
            f" Les pauses qui se suivent comptent ensemble, ici du {french.numeric_date(first)} "
            f"au {french.numeric_date(last)}."
        )
    if last == until and latest >= since:
        words += f" Écrivez un dernier jour au plus tard le {french.numeric_date(latest)}."
    raise ValidationError(words, code="long")


@transaction.atomic
def start_pause(person: Person, since: date, until: date, reason: str, *, by) -> Pause:
    """From `since` to `until`, both included; `until` is the day by which the pause is looked at again."""
    lock(person)
    if not person.is_on_list:
        raise ValidationError(
            "Une pause suppose d’être sur la liste de mobilisation.", code="not_listed"
        )
    if since < person.volunteer_on:
        raise ValidationError(
            f"La personne est volontaire depuis le {french.numeric_date(person.volunteer_on)}. "
            "Écrivez un premier jour à partir de cette date.",
            code="volunteer",
        )
    rule = ListRule.objects.for_list(person.territory)
    _check_dates(person, since, until, rule)
    pause = Pause(
        territory_id=person.territory_id,
        person=person,
        period=period(since, until),
        reason=reason,
        rule=rule.row,
    )
    pause.full_clean(exclude=["territory", "rule"])
    pause.save()
    text = f"{french.period(since, until)}\u00a0: {pause.get_reason_display()}. Le rang est gardé."
    write(person, EventKind.PAUSE, since, text, by=by)
    journal.record(
        "pause",
        person,
        by=by,
        after={"du": since, "au": until, "motif": pause.get_reason_display()},
        named=True,
    )
    refresh(person)
    figures_moved(person.territory_id)
    return pause


@transaction.atomic
def extend_pause(pause: Pause, until: date, *, by) -> Pause:
    """Another last day for a pause that is running or to come."""
    person = pause.person
    lock(person)
    pause.refresh_from_db(from_queryset=Pause.objects.select_for_update(of=("self",)))
    before = pause.until
    if before is not None and before < timezone.localdate():
        raise ValidationError("Cette pause est finie. Enregistrez-en une nouvelle.", code="over")
    if before is not None and until <= before:
        raise ValidationError(
            f"La pause court déjà jusqu’au {french.date(before)}. Écrivez un jour plus tardif.",
            code="order",
        )
    rule = ListRule.objects.for_list(person.territory)
    _check_dates(person, pause.since, until, rule, pause.pk)
    pause.period, pause.rule = period(pause.since, until), rule.row
    pause.full_clean(exclude=["territory", "person", "rule"])
    pause.save(update_fields=["period", "rule"])
    write(
        person,
        EventKind.PAUSE,
        timezone.localdate(),
        f"Pause prolongée jusqu’au {french.date(until)}. Le rang est gardé.",
        by=by,
    )
    journal.record("pause", person, by=by, before={"au": before}, after={"au": until}, named=True)
    refresh(person)
    return pause


@transaction.atomic
def end_pause(pause: Pause, on: date, *, by) -> Pause | None:
    """The person is available again from `on`, today at the latest. A pause that had not begun is taken away."""
    person = pause.person
    lock(person)
    pause.refresh_from_db(from_queryset=Pause.objects.select_for_update(of=("self",)))
    today = timezone.localdate()
    before = pause.until
    if before is not None and before < today:
        raise ValidationError("Cette pause est déjà finie.", code="over")
    if on > today:
        raise ValidationError(
            "Écrivez le jour de la reprise, au plus tard aujourd’hui.", code="future"
        )
    if on < pause.since <= today:
        raise ValidationError(
            f"La pause a commencé le {french.date(pause.since)}. Écrivez un jour à partir de cette date.",
            code="order",
        )
    announced = None
    if on <= pause.since:
        # It never took place: the fact that announced it is corrected, not left to come true.
        announced = person.events.filter(
            kind=EventKind.PAUSE, on=pause.since, corrections=None
        ).first()
        pause.delete()
    else:
        pause.period = period(pause.since, on - timedelta(days=1))
        pause.save(update_fields=["period"])
    write(
        person,
        EventKind.RESUME,
        on,
        "De nouveau disponible. Le rang n’a pas changé.",
        by=by,
        corrects=announced,
    )
    journal.record(
        "resume", person, by=by, before={"au": before}, after={"reprise": on}, named=True
    )
    refresh(person)
    figures_moved(person.territory_id)
    return None if pause.pk is None else pause
