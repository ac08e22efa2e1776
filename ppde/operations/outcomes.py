"""Outcomes: how a journey ended, and the correction of one written by mistake."""

from datetime import date, timedelta
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from cle.models import Decision
from ppde.eligibility import months_after
from ppde.models import (
    BY_ACT,
    DECIDED,
    JOBS,
    EventKind,
    JourneyEvent,
    ListRule,
    Outcome,
    OutcomeKind,
    Person,
)
from ppde.operations.after import move_follow_ups, plan_follow_ups
from ppde.operations.journey import figures_moved, hold, lock, refresh, refuse_nir, write
from ppde.operations.list_rules import named
from ppde.operations.training import GOES_ON, free_places, give_places_back
from territories import journal
from territories.models import refuse_longer_week
from tzcld.ui import french

# Rooms above end what an exit ends. Called with the person before the exit is written: each holds its own rows first,
# and returns what to do with the outcome once it is written, or None.
CLOSINGS: list = []
# Called with the outcome before it is cancelled, with `by` and `reason`: each gives back what it had ended.
RESUMPTIONS: list = []
# Called with the outcome before another day or kind of it is written: each holds its own rows first, and returns what to do
# with `by` and `reason` once it is, or None.
RETELLINGS: list = []
# A contract may be signed some time before its first day, not years before.
AHEAD = timedelta(days=366)


@transaction.atomic
def record_outcome(
    person: Person,
    kind: str,
    on: date,
    employer: str = "",
    weekly_hours: Decimal | None = None,
    left_on: date | None = None,
    *,
    decision: Decision | None = None,
    frozen_too: bool = False,
    by,
) -> Outcome:
    """The last day on the list and why. A job may begin later: the person leaves the list on that day.

    `left_on`: for a move, the day the person left the perimeter, `on` by default. The list's rule says when such a move
    counts, and how many reminders make somebody unreachable. `decision`: the committee's, for an exit that it decided. `frozen_too`: the exit is what the person asked for, an erasure say, and a frozen file lets it through.
    """
    endings = [found for closing in CLOSINGS if (found := closing(person))]
    if frozen_too:
        hold(person)
    else:
        lock(person)
    _refuse_a_second(person)
    _check(person, kind, on)
    _refuse_another(kind, employer, weekly_hours, left_on)
    if kind in DECIDED and decision is None:
        raise ValidationError(
            "Cette sortie se note avec la décision du comité.",
            code="decision",
        )
    # An exit to come is announced under the rule of today.
    rule = ListRule.objects.for_list(person.territory, min(on, timezone.localdate()))
    left_on = (left_on or on) if kind == OutcomeKind.MOVED else None
    if person.is_on_list:
        _check_rule(person, kind, on, left_on, rule)
    refuse_nir(employer)
    refuse_longer_week(person.territory, weekly_hours, on)
    outcome = Outcome(
        territory_id=person.territory_id,
        person=person,
        kind=kind,
        on=on,
        employer=employer.strip(),
        weekly_hours=weekly_hours,
        left_on=left_on,
        rule=rule.row,
        recorded_by=by,
    )
    outcome.full_clean(exclude=["territory", "person", "rule", "recorded_by"])
    outcome.save()
    plan_follow_ups(outcome)
    told = f"{exit_words(outcome)} Décision {decision}." if decision else exit_words(outcome)
    write(person, EventKind.OUTCOME, on, told, by=by)
    journal.record(
        "outcome",
        person,
        by=by,
        after={"motif": outcome.get_kind_display(), "date": on, "employeur": outcome.employer},
        named=True,
    )
    for end in endings:
        end(outcome, by)
    refresh(person)
    figures_moved(person.territory_id)
    return outcome


def exit_words(outcome: Outcome) -> str:
    """What the fact of an exit says."""
    words = french.upper_first(outcome.get_kind_display())
    if outcome.employer:
        words += f", {outcome.employer}"
    if outcome.weekly_hours:
        words += f", {french.number(outcome.weekly_hours)}\u00a0h par semaine"
    return f"{words}."


def _refuse_a_second(person: Person) -> None:
    existing = person.outcomes.standing().first()
    if existing:
        raise ValidationError(
            f"Une sortie est déjà enregistrée\u00a0: {existing}, {french.date(existing.on)}.",
            code="outcome",
        )


def _check(person: Person, kind: str, on: date) -> None:
    if kind not in OutcomeKind.values:
        raise ValidationError("Choisissez un motif de la liste.", code="kind")
    if kind == OutcomeKind.EBE and not person.is_on_list:
        raise ValidationError(
            "L’EBE embauche des personnes de la liste de mobilisation\u00a0: volontaires, et reconnues éligibles "
            "par le comité.",
            code="not_listed",
        )
    _refuse_far(on)
    start = person.volunteer_on or person.identified_on
    if on < start:
        raise ValidationError(
            f"La sortie vient après le {french.date(start)}. Vérifiez la date.", code="order"
        )


def _refuse_another(
    kind: str, employer: str, weekly_hours: Decimal | None, left_on: date | None
) -> None:
    """What is typed of a job or of a move, under another motive: one of the two is a slip, nothing is dropped unsaid."""
    motive = f"«\u00a0{french.upper_first(OutcomeKind(kind).label)}\u00a0»"
    told = {}
    if kind not in JOBS and employer.strip():
        told["employer"] = f"{motive} n’a pas d’employeur. Effacez-le, ou changez le motif."
    if kind not in JOBS and weekly_hours is not None:
        told["weekly_hours"] = (
            f"{motive} n’a pas de temps de travail. Effacez-le, ou changez le motif."
        )
    if kind != OutcomeKind.MOVED and left_on is not None:
        told["left_on"] = (
            f"{motive} n’est pas un déménagement. Effacez ce jour, ou changez le motif."
        )
    if told:
        raise ValidationError(told)


def _check_rule(person: Person, kind: str, on: date, left_on: date | None, rule: ListRule) -> None:
    """What the list's rule asks before somebody of the list leaves it."""
    if kind == OutcomeKind.UNREACHABLE:
        _check_reminders(person, rule)
    if kind != OutcomeKind.MOVED:
        return
    if rule.perimeter == ListRule.Perimeter.STAYS:
        raise ValidationError(
            f"{named(rule)} garde sur la liste une personne qui a quitté le périmètre. "
            "Notez le déménagement comme un fait du parcours.",
            code="stays",
        )
    earliest = months_after(left_on, rule.perimeter_months)
    if on < earliest:
        raise ValidationError(
            {
                "on": f"{named(rule)} laisse {french.count(rule.perimeter_months, 'mois', 'mois')} sur la liste après un "
                f"départ du périmètre, ici le {french.date(left_on)}. La sortie est possible à partir du "
                f"{french.numeric_date(earliest)}."
            },
            code="early",
        )


def _check_reminders(person: Person, rule: ListRule) -> None:
    found = reminders(person, rule)
    if found >= rule.reminders:
        return
    written = (
        f"{found} {french.accord(found, 'est inscrite,sont inscrites')}"
        if found
        else "aucune ne l’est"
    )
    spaced = (
        f" espacées d’au moins {french.count(rule.reminder_days, 'jour')}"
        if rule.reminders > 1 and rule.reminder_days
        else ""
    )
    raise ValidationError(
        f"{named(rule)} demande {french.count(rule.reminders, 'relance')} sans réponse{spaced}, depuis le dernier "
        f"contact, avant de noter une personne injoignable ; {written} au parcours. Chacune se note comme un contact "
        "«\u00a0sans réponse\u00a0», le jour où elle est faite.",
        code="reminders",
    )


def reminders(person: Person, rule: ListRule) -> int:
    """Reminders without an answer since the last contact, those that follow the previous one too closely left out.

    An attempt is typed as a contact without an answer; the kind « Relance sans réponse » comes with an import.
    """
    attempts = Q(kind=EventKind.REMINDER) | Q(
        kind=EventKind.CONTACT, result=JourneyEvent.Result.NO_ANSWER
    )
    days = (
        person.events.filter(attempts, corrections=None).order_by("on").values_list("on", flat=True)
    )
    counted, last = 0, None
    for day in days:
        if person.last_contact_on and day <= person.last_contact_on:
            continue
        if last is None or (day - last).days >= rule.reminder_days:
            counted, last = counted + 1, day
    return counted


@transaction.atomic
def move_outcome(outcome: Outcome, on: date, *, by, reason: str) -> None:
    """The exit that an act gave takes place on another day, as the act does; the news to take follow.

    A return may have followed. Any other exit is corrected by `correct_outcome`.
    """
    person, before = outcome.person, outcome.on
    told_again = [found for retelling in RETELLINGS if (found := retelling(outcome))]
    lock(person)
    _check_days(person, outcome, on)
    outcome.on = on
    outcome.save(update_fields=["on"])
    move_follow_ups(outcome)
    for tell in told_again:
        tell(by, reason)
    fact = exit_fact(outcome, before)
    write(person, EventKind.OUTCOME, on, exit_words(outcome), by=by, corrects=fact, reason=reason)
    journal.record(
        "correct",
        person,
        by=by,
        before={"date": before},
        after={"date": on},
        reason=reason,
        named=True,
    )
    refresh(person)
    figures_moved(person.territory_id)


def _check_days(person: Person, outcome: Outcome, on: date) -> None:
    """Another day of an exit: after what came before it, before the return that followed it."""
    _refuse_far(on)
    returns = person.returns.exclude(outcome=outcome).filter(on__lte=outcome.on)
    days = [person.identified_on, *returns.values_list("on", flat=True)]
    back = person.returns.filter(outcome=outcome).first()
    if back is None:
        days.append(person.volunteer_on or person.identified_on)
    elif back.on < on:
        raise ValidationError(
            f"La personne a repris sa place sur la liste le {french.date(back.on)}. Écrivez ce jour ou avant.",
            code="order",
        )
    if on < max(days):
        raise ValidationError(
            f"La sortie vient après le {french.date(max(days))}. Vérifiez la date.", code="order"
        )


def _refuse_far(on: date) -> None:
    if on > timezone.localdate() + AHEAD:
        raise ValidationError(
            f"Le {french.numeric_date(on)} est trop loin. Écrivez une date dans l’année qui vient.",
            code="far",
        )


@transaction.atomic
def leave_today(outcome: Outcome, *, by) -> None:
    """A planned exit whose file is to be erased comes today, for its own reason; a frozen file lets it through.

    Somebody whose file tells nothing any more cannot wait on the list until that day, nor keep a place in a training.
    """
    person, today = outcome.person, timezone.localdate()
    hold(person)
    outcome.refresh_from_db(from_queryset=Outcome.objects.select_for_update(of=("self",)))
    before = outcome.on
    outcome.on = min(before, today)
    outcome.left_on = outcome.left_on and min(outcome.left_on, outcome.on)
    outcome.save(update_fields=["on", "left_on"])
    free_places(person)(outcome, by)
    told = f"Sortie avancée du {french.date(before)} à aujourd’hui, avec l’effacement demandé."
    write(person, EventKind.NOTE, today, told, by=by)
    journal.record(
        "correct", person, by=by, before={"date": before}, after={"date": outcome.on}, named=True
    )
    refresh(person)
    figures_moved(person.territory_id)


def exit_fact(outcome: Outcome, on: date | None = None) -> JourneyEvent | None:
    """The fact of this exit that stands, dated `on`, by default the day of the exit; another exit has its own.

    Known by its day and its words; by its words alone when an erasure moved the exit, by its day alone when it came without words.
    """
    facts = outcome.person.events.filter(kind=EventKind.OUTCOME, corrections=None)
    facts = facts.order_by("-recorded_at", "-pk")
    day = {"on": on or outcome.on}
    words = {"text__startswith": french.upper_first(outcome.get_kind_display())}
    for of in (day | words, words, day):
        if fact := facts.filter(**of).first():
            return fact
    return None


def news_of(outcome: Outcome):
    """The news already taken after this exit: they go with it."""
    return outcome.follow_ups.exclude(done_on=None)


def news_lost(outcome: Outcome, with_: str) -> str:
    """« 2 nouvelles prises depuis s’effacent avec elle. », before an exit is cancelled; "" when none was taken."""
    taken = news_of(outcome).count()
    if not taken:
        return ""
    are = french.accord(taken, "s’efface,s’effacent")
    return f"{french.count(taken, 'nouvelle prise', 'nouvelles prises')} depuis {are} avec {with_}."


@transaction.atomic
def correct_outcome(
    outcome: Outcome,
    kind: str,
    on: date,
    employer: str = "",
    weekly_hours: Decimal | None = None,
    left_on: date | None = None,
    *,
    by,
    reason: str,
) -> Outcome:
    """Another kind, day, employer or number of hours for an exit written wrongly: it stays, with the news taken after it.

    News to take move with the day. An exit with an act of its own (a contract, what the committee decided) is corrected
    there. Raises ValidationError when a return followed, or when the rule would not have let that exit be written.
    """
    person = outcome.person
    journal.refuse_no_reason(reason, "Dites pourquoi la sortie est corrigée.")
    refuse_nir(reason, employer)
    told_again = [found for retelling in RETELLINGS if (found := retelling(outcome))]
    lock(person)
    outcome.refresh_from_db(from_queryset=Outcome.objects.select_for_update(of=("self",)))
    if person.returns.filter(outcome=outcome).exists():
        raise ValidationError("Un retour a suivi cette sortie.", code="back")
    if outcome.kind in BY_ACT or kind in BY_ACT:
        raise ValidationError(
            "Cette sortie se corrige avec l’acte qui l’a donnée\u00a0: le contrat, ou la décision du comité.",
            code="act",
        )
    _check(person, kind, on)
    _refuse_another(kind, employer, weekly_hours, None if left_on == outcome.left_on else left_on)
    _refuse_before_a_proposal(person, outcome.on, on)
    rule = ListRule.objects.for_list(person.territory, min(on, timezone.localdate()))
    left_on = (left_on or on) if kind == OutcomeKind.MOVED else None
    if (
        person.volunteer_on
        and person.eligible_on
        and (kind, left_on) != (outcome.kind, outcome.left_on)
    ):
        _check_rule(person, kind, on, left_on, rule)
    if weekly_hours != outcome.weekly_hours:
        refuse_longer_week(person.territory, weekly_hours, on)
    names = ["kind", "on", "employer", "weekly_hours", "left_on"]
    was, before, fact = outcome.kind, _told(outcome), exit_fact(outcome)
    outcome.kind, outcome.on, outcome.employer = kind, on, employer.strip()
    outcome.weekly_hours, outcome.left_on, outcome.rule = weekly_hours, left_on, rule.row
    after = _told(outcome)
    changed = [name for name in after if after[name] != before[name]]
    if not changed:
        raise ValidationError(
            "Rien n’a changé\u00a0: corrigez le motif, la date, l’employeur ou le temps de travail.",
            code="same",
        )
    outcome.full_clean(exclude=["territory", "person", "rule", "recorded_by"])
    outcome.save(update_fields=[*names, "rule"])
    for tell in told_again:
        tell(by, reason)
    move_follow_ups(outcome)
    if was in GOES_ON and kind not in GOES_ON:
        free_places(person)(outcome, by)
    elif kind in GOES_ON:
        give_places_back(outcome, by=by)
    write(person, EventKind.OUTCOME, on, exit_words(outcome), by=by, corrects=fact, reason=reason)
    journal.record(
        "correct",
        person,
        by=by,
        before={name: before[name] for name in changed},
        after={name: after[name] for name in changed},
        reason=reason,
        named=True,
    )
    refresh(person)
    figures_moved(person.territory_id)
    return outcome


def _told(outcome: Outcome) -> dict:
    return {
        "motif": outcome.get_kind_display(),
        "date": outcome.on,
        "employeur": outcome.employer,
        "heures par semaine": outcome.weekly_hours,
        "a quitté le périmètre le": outcome.left_on,
    }


def _refuse_before_a_proposal(person: Person, was: date, on: date) -> None:
    proposed = person.events.filter(
        kind=EventKind.PROPOSAL, on__gt=on, on__lte=was, corrections=None
    ).first()
    if proposed:
        raise ValidationError(
            f"Un emploi lui a été proposé le {french.date(proposed.on)}. Pour une sortie d’avant ce jour, annulez celle-ci et "
            "enregistrez-la de nouveau.",
            code="proposal",
        )


@transaction.atomic
def cancel_outcome(outcome: Outcome, *, by, reason: str) -> str:
    """An outcome written by mistake goes; the history says so. The person takes back the rank of the volunteer date.

    And the places in trainings that it had freed: the sentences returned say what became of each, "" without any.
    """
    person = outcome.person
    if not reason.strip():
        raise ValidationError("Dites pourquoi la sortie est annulée.", code="reason")
    news = "; ".join(f"{row}, {row.get_result_display()}" for row in news_of(outcome))
    for resume in RESUMPTIONS:
        resume(outcome, by=by, reason=reason)
    lock(person)
    if person.returns.filter(outcome=outcome).exists():
        raise ValidationError(
            "Un retour a suivi cette sortie : elle reste dans l’histoire de la personne.",
            code="back",
        )
    write(
        person,
        EventKind.NOTE,
        timezone.localdate(),
        f"Sortie annulée\u00a0: {outcome}, {french.date(outcome.on)}.",
        by=by,
        corrects=exit_fact(outcome),
        reason=reason,
    )
    journal.record(
        "correct",
        person,
        by=by,
        before={"motif": outcome.get_kind_display(), "date": outcome.on}
        | ({"nouvelles": news} if news else {}),
        reason=reason,
        named=True,
    )
    told = give_places_back(outcome, by=by)
    outcome.delete()
    refresh(person)
    figures_moved(person.territory_id)
    return told
