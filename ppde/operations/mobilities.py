"""The mobility out of an enterprise: its steps, the trials that suspend the contract, its end, and what was noted wrongly."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from ppde.models import (
    EventKind,
    FollowUp,
    MobilityFile,
    MobilityStep,
    MobilityTrial,
    OutcomeKind,
    Person,
)
from ppde.operations.after import news_dates
from ppde.operations.corrections import refuse_no_reason
from ppde.operations.journey import figures_moved, lock, refuse_future, refuse_nir, write
from territories import journal
from territories.periods import period
from tzcld.ui import french


@transaction.atomic
def open_mobility(
    person: Person, consented_on: date, project: str, target_jobs: Iterable[str] = (), *, by
) -> MobilityFile:
    """A project out of the enterprise, with the agreement of a person who works or worked there."""
    lock(person)
    if person.outcome_kind != OutcomeKind.EBE:
        raise ValidationError(
            "La mobilité externe concerne une personne embauchée par une EBE.", code="ebe"
        )
    refuse_future(consented_on, "Écrivez le jour où la personne a donné son accord")
    if person.outcome_on and consented_on < person.outcome_on:
        raise ValidationError(
            {
                "consented_on": f"La personne est en emploi dans l’EBE depuis le {french.date(person.outcome_on)}. Vérifiez la date de son accord."
            }
        )
    refuse_nir(project, *target_jobs)
    mobility = MobilityFile(
        territory_id=person.territory_id,
        person=person,
        consented_on=consented_on,
        project=project.strip(),
        target_jobs=list(target_jobs),
        opened_by=by,
    )
    mobility.full_clean(exclude=["territory", "opened_by"])
    mobility.save()
    _note(mobility, consented_on, "Mobilité externe ouverte, avec l’accord de la personne.", by)
    return mobility


def _note(mobility: MobilityFile, on: date, text: str, by) -> None:
    """In the journey, the journal and the figures."""
    person = mobility.person
    write(person, EventKind.NOTE, on, text, by=by)
    journal.record("mobility", person, by=by, after={"fait": text, "date": on}, named=True)
    figures_moved(person.territory_id)


def _held(mobility: MobilityFile) -> None:
    """The person, then the mobility, as they are now."""
    lock(mobility.person)
    mobility.refresh_from_db(from_queryset=MobilityFile.objects.select_for_update(of=("self",)))


def _locked(mobility: MobilityFile) -> None:
    _held(mobility)
    refuse_closed(mobility)


def refuse_closed(mobility: MobilityFile) -> None:
    if mobility.closed_on:
        raise ValidationError("Cette mobilité est close.", code="closed")


def refuse_running(mobility: MobilityFile) -> None:
    """Nothing more is tried, in a closed mobility or while a trial awaits its issue."""
    refuse_closed(mobility)
    if mobility.trials.filter(result=MobilityTrial.Result.RUNNING).exists():
        raise ValidationError(
            "Un essai est déjà en cours. Notez d’abord son issue.", code="running"
        )


def refuse_ended(trial: MobilityTrial) -> None:
    refuse_closed(trial.mobility)
    if trial.result != MobilityTrial.Result.RUNNING:
        raise ValidationError("L’issue de cet essai est déjà notée.", code="done")


@transaction.atomic
def add_mobility_step(
    mobility: MobilityFile, kind: str, on: date, text: str = "", *, by
) -> MobilityStep:
    """A step taken or planned within the year."""
    _locked(mobility)
    _refuse_before_consent(mobility, on, "on")
    refuse_nir(text)
    step = MobilityStep(
        territory_id=mobility.territory_id,
        mobility=mobility,
        kind=kind,
        on=on,
        text=text.strip(),
        author=by,
    )
    step.full_clean(exclude=["territory", "mobility", "author"])
    step.save()
    journal.record(
        "mobility",
        mobility.person,
        by=by,
        after={"étape": step.get_kind_display(), "date": on},
        named=True,
    )
    return step


def _refuse_before_consent(mobility: MobilityFile, on: date, name: str) -> None:
    if on < mobility.consented_on:
        raise ValidationError(
            {
                name: f"La personne a donné son accord le {french.date(mobility.consented_on)}. Écrivez ce jour ou après."
            }
        )
    _refuse_too_far(on, name)


def _refuse_too_far(on: date, name: str) -> None:
    if on > timezone.localdate() + timedelta(days=366):
        raise ValidationError(
            {name: "Cette date est trop loin. Écrivez un jour de l’année qui vient."}
        )


def _check_days(mobility: MobilityFile, since: date, until: date) -> None:
    _refuse_before_consent(mobility, since, "since")
    if until < since:
        raise ValidationError(
            {"until": "L’essai finit avant de commencer. Écrivez un dernier jour plus tardif."}
        )
    _refuse_too_far(until, "until")


# Not the person: without that field Django skips « trial_no_overlap », and the database answers by an error.
KNOWN = ["territory", "mobility"]


# Called with the person and the first day on which the suspension of a contract has changed: rooms above know the contract.
SUSPENSIONS: list = []


def _suspended(trial: MobilityTrial, *days: date) -> None:
    for tell in SUSPENSIONS:
        tell(trial.person, min(trial.since, *days))


@transaction.atomic
def start_trial(
    mobility: MobilityFile, kind: str, employer: str, since: date, until: date, *, by
) -> MobilityTrial:
    """The contract with the enterprise is suspended for a trial elsewhere, both days included (domain.md §1.7)."""
    _locked(mobility)
    _check_days(mobility, since, until)
    refuse_running(mobility)
    refuse_nir(employer)
    trial = MobilityTrial(
        territory_id=mobility.territory_id,
        mobility=mobility,
        person=mobility.person,
        kind=kind,
        employer=employer.strip(),
        period=period(since, until),
    )
    trial.full_clean(exclude=KNOWN)
    trial.save()
    _note(mobility, min(since, timezone.localdate()), _fact_of(trial), by)
    _suspended(trial, since)
    return trial


def _fact_of(trial: MobilityTrial) -> str:
    """What the journey says of a trial as it stands: begun, then ended."""
    if trial.result == MobilityTrial.Result.RUNNING:
        days = french.period(trial.since, trial.until)
        return f"Contrat suspendu pour essai\u00a0: {days}, {trial}."
    return f"Fin de l’essai\u00a0: {trial.get_result_display()}, {trial.employer}."


@transaction.atomic
def end_trial(trial: MobilityTrial, result: str, on: date, *, by) -> MobilityTrial:
    """Hired, the mobility is closed and news will be taken; back, the project goes on."""
    mobility = trial.mobility
    _locked(mobility)
    refuse_ended(trial)
    if result not in (MobilityTrial.Result.HIRED, MobilityTrial.Result.BACK):
        raise ValidationError({"result": "Dites comment l’essai s’est terminé."})
    refuse_future(on, "Écrivez le dernier jour de l’essai")
    if on < trial.since:
        raise ValidationError(
            {"on": f"L’essai a commencé le {french.date(trial.since)}. Écrivez ce jour ou après."}
        )
    trial.result, trial.period = result, period(trial.since, on)
    trial.full_clean(exclude=KNOWN)
    trial.save(update_fields=["result", "period"])
    _note(mobility, on, _fact_of(trial), by)
    _suspended(trial, on)
    if result == MobilityTrial.Result.HIRED:
        close_mobility(mobility, MobilityFile.Closing.HIRED, on, by=by)
    return trial


def _end_trials(mobility: MobilityFile, by) -> None:
    """Before the end: a trial that has begun must have its issue, as it says whether the contract goes on.

    One that has not begun suspends nothing: it goes, with the journal to say so.
    """
    for trial in mobility.trials.filter(result=MobilityTrial.Result.RUNNING):
        if trial.since <= timezone.localdate():
            raise ValidationError(
                f"Un essai a commencé le {french.date(trial.since)} ({trial.employer}). Notez d’abord son issue\u00a0: elle dit "
                "si le contrat reprend.",
                code="running",
            )
        journal.record(
            "mobility",
            mobility.person,
            before={"essai prévu": str(trial), "date": trial.since},
            by=by,
            named=True,
        )
        trial.delete()


@transaction.atomic
def close_mobility(mobility: MobilityFile, closing: str, on: date, *, by) -> MobilityFile:
    """How the project ended. A job elsewhere: news at 3, 6 and 12 months. Agreement taken back: what was told is erased."""
    _locked(mobility)
    if closing not in MobilityFile.Closing.values:
        raise ValidationError({"closing": "Dites comment le projet s’est terminé."})
    refuse_future(on, "Écrivez le jour où le projet s’est terminé")
    _refuse_before_consent(mobility, on, "on")
    _end_trials(mobility, by)
    if closing == MobilityFile.Closing.WITHDRAWN:
        mobility.project, mobility.target_jobs = "", []
        mobility.steps.all().delete()
    mobility.closing, mobility.closed_on = closing, on
    mobility.save(update_fields=["closing", "closed_on", "project", "target_jobs"])
    if closing == MobilityFile.Closing.HIRED:
        FollowUp.objects.bulk_create(
            news_dates(
                on,
                territory_id=mobility.territory_id,
                person_id=mobility.person_id,
                mobility=mobility,
            )
        )
    _note(mobility, on, _closed_words(mobility), by)
    return mobility


def _closed_words(mobility: MobilityFile) -> str:
    return f"Mobilité externe close\u00a0: {mobility.get_closing_display()}."


# What was noted wrongly ─────────────────────────────────────────────────────────────────────────

WHY = "Dites pourquoi vous corrigez."


@transaction.atomic
def correct_mobility_step(
    step: MobilityStep, *, kind: str, on: date, text: str = "", reason: str, by
) -> MobilityStep:
    """A step that takes the place of this one, which stays in the history until the agreement is taken back."""
    _to_correct(step, reason)
    _refuse_before_consent(step.mobility, on, "on")
    refuse_nir(text)
    return _instead(step, kind=kind, on=on, text=text.strip(), reason=reason, by=by)


@transaction.atomic
def withdraw_mobility_step(step: MobilityStep, *, reason: str, by) -> MobilityStep:
    """The step was never taken, nor planned: a row says so in its place."""
    _to_correct(step, reason)
    return _instead(step, kind=step.kind, on=step.on, is_withdrawn=True, reason=reason, by=by)


def _to_correct(step: MobilityStep, reason: str) -> None:
    refuse_no_reason(reason, WHY)
    _locked(step.mobility)
    refuse_corrected(step)


def refuse_corrected(step: MobilityStep) -> None:
    if step.is_withdrawn or MobilityStep.objects.filter(corrects=step).exists():
        raise ValidationError(
            "Quelqu’un d’autre vient de corriger ou de retirer cette étape. Ouvrez sa dernière version, s’il en reste une."
        )


def _instead(step: MobilityStep, *, by, **told) -> MobilityStep:
    made = MobilityStep(
        territory_id=step.territory_id, mobility=step.mobility, corrects=step, author=by, **told
    )
    made.full_clean(exclude=["territory", "mobility", "author"])
    made.save()
    before = {"étape": step.get_kind_display(), "date": step.on}
    after = {"étape": made.get_kind_display(), "date": made.on}
    after = {"étape": "retirée"} if made.is_withdrawn else after
    _corrected(step.mobility, before, after, made.reason, by)
    return made


@transaction.atomic
def correct_trial(
    trial: MobilityTrial,
    *,
    kind: str,
    employer: str,
    since: date,
    until: date,
    result: str,
    reason: str,
    by,
) -> MobilityTrial:
    """Another contract, employer, days or issue. A hire that was none opens the mobility again, and its news go with it."""
    mobility = _of_trial(trial, reason)
    _check_days(mobility, since, until)
    if result not in MobilityTrial.Result.values:
        raise ValidationError({"result": "Dites où en est l’essai."})
    if result != MobilityTrial.Result.RUNNING:
        refuse_future(until, "Écrivez le dernier jour de l’essai")
    elif mobility.trials.filter(result=result).exclude(pk=trial.pk).exists():
        raise ValidationError("Un autre essai est en cours.", code="running")
    refuse_nir(employer)
    before, told, was = _trial(trial), _fact_of(trial), trial.since
    if trial.result == MobilityTrial.Result.HIRED:
        _open_again(mobility, reason, by)
    trial.kind, trial.employer, trial.result = kind, employer.strip(), result
    trial.period = period(since, until)
    trial.full_clean(exclude=KNOWN)
    trial.save(update_fields=["kind", "employer", "period", "result"])
    _replace_fact(mobility, told, _fact_of(trial), reason, by)
    _corrected(mobility, before, _trial(trial), reason, by)
    _suspended(trial, was)
    if result == MobilityTrial.Result.HIRED:
        close_mobility(mobility, MobilityFile.Closing.HIRED, until, by=by)
    return trial


@transaction.atomic
def withdraw_trial(trial: MobilityTrial, *, reason: str, by) -> None:
    """The contract was not suspended: the trial goes, and with it the closing that its hire had brought."""
    mobility = _of_trial(trial, reason)
    if trial.result == MobilityTrial.Result.HIRED:
        _open_again(mobility, reason, by)
    words = f"Suspension retirée\u00a0: le contrat n’a pas été suspendu pour un essai ({trial.employer})."
    _replace_fact(mobility, _fact_of(trial), words, reason, by)
    _corrected(mobility, _trial(trial), {"essai": "retiré"}, reason, by)
    trial.delete()
    _suspended(trial, trial.since)


def _trial(trial: MobilityTrial) -> dict:
    return {
        "essai": str(trial),
        "du": trial.since,
        "au": trial.until,
        "issue": trial.get_result_display(),
    }


def _of_trial(trial: MobilityTrial, reason: str) -> MobilityFile:
    """The mobility of a trial to correct: open, or closed by the hire that this trial brought."""
    refuse_no_reason(reason, WHY)
    mobility = trial.mobility
    _held(mobility)
    trial.refresh_from_db(from_queryset=MobilityTrial.objects.select_for_update(of=("self",)))
    if mobility.closed_on and trial.result != MobilityTrial.Result.HIRED:
        raise ValidationError(
            "Cette mobilité est close. Si elle ne devait pas l’être, rouvrez-la d’abord.",
            code="closed",
        )
    return mobility


@transaction.atomic
def reopen_mobility(mobility: MobilityFile, *, reason: str, by) -> MobilityFile:
    """The closing was a mistake: the project goes on, and the dates of the news that nobody took are dropped."""
    refuse_no_reason(reason, WHY)
    _held(mobility)
    if not mobility.closed_on:
        raise ValidationError("Cette mobilité est déjà ouverte.", code="open")
    hired = mobility.trials.filter(result=MobilityTrial.Result.HIRED).exists()
    if hired and mobility.closing == MobilityFile.Closing.HIRED:
        raise ValidationError(
            "Cette mobilité est close parce qu’un essai a mené à une embauche. Corrigez l’issue de cet essai.",
            code="hired",
        )
    _open_again(mobility, reason, by)
    return mobility


def _open_again(mobility: MobilityFile, reason: str, by) -> None:
    if mobility.closing == MobilityFile.Closing.WITHDRAWN:
        raise ValidationError(
            "L’accord retiré a effacé le projet et les étapes\u00a0: rien ne peut être rendu. Si la personne le souhaite, ouvrez "
            "une nouvelle mobilité.",
            code="withdrawn",
        )
    if mobility.follow_ups.filter(done_on__isnull=False).exists():
        raise ValidationError(
            "Des nouvelles ont été prises depuis la fin de cette mobilité, qui reste donc à l’histoire.",
            code="news",
        )
    others = MobilityFile.objects.filter(person=mobility.person_id, closed_on=None)
    if others.exclude(pk=mobility.pk).exists():
        raise ValidationError(
            "Une autre mobilité est ouverte pour cette personne. Mettez-y fin d’abord.",
            code="other",
        )
    before = {"issue": mobility.get_closing_display(), "close le": mobility.closed_on}
    told = _closed_words(mobility)
    mobility.follow_ups.all().delete()
    mobility.closing, mobility.closed_on = "", None
    mobility.save(update_fields=["closing", "closed_on"])
    _replace_fact(
        mobility, told, "Mobilité externe rouverte, la clôture était une erreur.", reason, by
    )
    _corrected(mobility, before, {"issue": "en cours"}, reason, by)


def _replace_fact(mobility: MobilityFile, told: str, words: str, reason: str, by) -> None:
    """A fact takes the place of the latest that said `told`, which stays in the history."""
    facts = mobility.person.events.filter(kind=EventKind.NOTE, text=told, corrections=None)
    write(
        mobility.person,
        EventKind.NOTE,
        timezone.localdate(),
        words,
        by=by,
        corrects=facts.order_by("-recorded_at", "-pk").first(),
        reason=reason,
    )


def _corrected(mobility: MobilityFile, before: dict, after: dict, reason: str, by) -> None:
    journal.record(
        "correct",
        mobility.person,
        by=by,
        before=before,
        after=after,
        reason=reason,
        named=True,
    )
    figures_moved(mobility.territory_id)
