"""Pauses: the person asks to be left in peace for a while and keeps the rank."""

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from ppde.eligibility import months_after
from ppde.models import EventKind, JourneyEvent, ListRule, Pause, Person
from ppde.operations.corrections import refuse_no_reason
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
    _refuse_posts(person, since, until)
    # A pause to come is granted under the rule of today.
    rule = ListRule.objects.for_list(person.territory, min(since, timezone.localdate()))
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
    pause.full_clean(exclude=["territory", "rule"])
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
    announced, why = None, ""
    if on <= pause.since:
        why = "Disponible avant le premier jour de la pause."
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
        reason=why,
    )
    journal.record(
        "resume", person, by=by, before={"au": before}, after={"reprise": on}, named=True
    )
    refresh(person)
    figures_moved(person.territory_id)
    return None if pause.pk is None else pause


# Corrections ────────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def correct_pause(pause: Pause, since: date, until: date, motive: str, *, by, reason: str) -> Pause:
    """Other days or another motive for a pause written wrongly, over or not; what was written stays in the history.

    Refused when it would cover a day on which a post was proposed, begin before the volunteer date or after the exit. A
    pause that the rule gave after refusals is corrected with the answer. Raises ValidationError.
    """
    person = pause.person
    refuse_no_reason(reason, "Dites pourquoi la pause est corrigée.")
    lock(person)
    pause.refresh_from_db(from_queryset=Pause.objects.select_for_update(of=("self",)))
    _refuse_given(pause)
    if (since, until, motive) == (pause.since, pause.until, pause.reason):
        raise ValidationError("Rien n’a changé\u00a0: corrigez un jour ou le motif.", code="same")
    rule = ListRule.objects.for_list(person.territory, min(since, timezone.localdate()))
    _check_dates(person, since, until, rule, pause.pk)
    _refuse_other_acts(pause, since, until)
    announced, others = _facts(pause)
    before = _told(pause)
    pause.period, pause.reason, pause.rule = period(since, until), motive, rule.row
    pause.full_clean(exclude=["territory", "rule"])
    pause.save(update_fields=["period", "reason", "rule"])
    words = f"{french.period(since, until)}\u00a0: {pause.get_reason_display()}. Pause corrigée, {before['pause']} était écrit."
    write(person, EventKind.PAUSE, since, words, by=by, corrects=announced, reason=reason)
    _take_back(person, others, by, reason)
    journal.record(
        "correct", person, by=by, before=before, after=_told(pause), reason=reason, named=True
    )
    refresh(person)
    figures_moved(person.territory_id)
    return pause


@transaction.atomic
def cancel_pause(pause: Pause, *, by, reason: str) -> None:
    """A pause that never took place, written on another person say: it goes, its facts stay, taken back with the reason."""
    person = pause.person
    refuse_no_reason(reason, "Dites pourquoi la pause est retirée.")
    lock(person)
    pause.refresh_from_db(from_queryset=Pause.objects.select_for_update(of=("self",)))
    _refuse_given(pause)
    announced, others = _facts(pause)
    before = _told(pause)
    words = f"Pause retirée, elle n’a pas eu lieu\u00a0: {before['pause']}."
    today = timezone.localdate()
    write(person, EventKind.NOTE, today, words, by=by, corrects=announced, reason=reason)
    _take_back(person, others, by, reason)
    pause.delete()
    journal.record("correct", person, by=by, before=before, reason=reason, named=True)
    refresh(person)
    figures_moved(person.territory_id)


def _told(pause: Pause) -> dict[str, str]:
    return {
        "pause": french.lower_first(french.period(pause.since, pause.until)),
        "motif": pause.get_reason_display(),
    }


def _refuse_given(pause: Pause) -> None:
    if pause.reason == Pause.Reason.REFUSALS:
        raise ValidationError(
            "Cette pause suit un refus, selon la règle de la liste. Si la réponse est fausse, corrigez-la depuis les "
            "propositions\u00a0; sinon, enregistrez la reprise.",
            code="given",
        )


def _refuse_other_acts(pause: Pause, since: date, until: date) -> None:
    """What the new days would contradict; the days already written contradict nothing."""
    person = pause.person
    signed, left = person.volunteer_on, person.outcomes.standing().first()
    if signed and since < min(signed, pause.since):
        raise ValidationError(
            f"La personne est volontaire depuis le {french.numeric_date(signed)}. "
            "Écrivez un premier jour à partir de cette date.",
            code="volunteer",
        )
    if left and since > left.on:
        raise ValidationError(
            f"La personne est sortie le {french.numeric_date(left.on)}. Écrivez un premier jour d’avant.",
            code="outcome",
        )
    _refuse_posts(person, since, until, pause)


def _refuse_posts(person: Person, since: date, until: date, pause: Pause | None = None) -> None:
    """Nobody is in a pause when a post is proposed to them, but a pause may begin that day. `pause`: the one whose days are
    already written."""
    proposed = person.events.filter(
        kind=EventKind.PROPOSAL, on__gt=since, on__lte=until, corrections=None
    )
    if pause:
        proposed = proposed.exclude(on__gte=pause.since, on__lte=pause.until or date.max)
    if fact := proposed.order_by("-on").first():
        raise ValidationError(
            f"Un emploi lui a été proposé le {french.numeric_date(fact.on)}\u00a0: elle n’était pas en pause ce jour-là.",
            code="proposal",
        )


def _facts(pause: Pause) -> tuple[JourneyEvent | None, list[JourneyEvent]]:
    """The fact that announced the pause, and those that prolonged or ended it."""
    person, since = pause.person, pause.since
    rows = person.events.filter(corrections=None).order_by("recorded_at", "pk")
    told = rows.filter(kind=EventKind.PAUSE, on__gte=since)
    # Prolonged, then ended before the day when it was prolonged: the fact is dated after the pause.
    if following := person.pauses.filter(period__startswith__gt=since).last():
        told = told.filter(on__lt=following.since)
    told = list(told)
    announced = next((fact for fact in told if fact.on == since), None)
    resumed = rows.filter(kind=EventKind.RESUME)
    resumed = resumed.filter(on=pause.until + timedelta(days=1)) if pause.until else ()
    return announced, [fact for fact in (*told, *resumed) if fact != announced]


def _take_back(person: Person, facts: list[JourneyEvent], by, reason: str) -> None:
    today, words = timezone.localdate(), "Fait repris, avec la correction de la pause."
    for fact in facts:
        write(person, EventKind.NOTE, today, words, by=by, corrects=fact, reason=reason)
