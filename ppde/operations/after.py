"""News after an exit, and the mobility out of an enterprise."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from ppde.eligibility import months_after
from ppde.models import (
    FOLLOWED,
    MONTHS,
    EventKind,
    FollowUp,
    MobilityFile,
    MobilityStep,
    MobilityTrial,
    Outcome,
    OutcomeKind,
    Person,
)
from ppde.operations.journey import figures_moved, lock, refresh, refuse_future, refuse_nir, write
from territories import journal
from territories.periods import period
from tzcld.ui import french

# News may be taken a little before its day, when the person happens to be there.
EARLY = timedelta(days=30)


def _planned(since: date, **exit_) -> list[FollowUp]:
    return [FollowUp(months=m, due_on=months_after(since, m), **exit_) for m in MONTHS]


def planned(outcome: Outcome) -> list[FollowUp]:
    """The rows that an exit to work or to training gives, not yet written."""
    return _planned(
        outcome.on,
        territory_id=outcome.territory_id,
        person_id=outcome.person_id,
        outcome=outcome,
    )


def plan_follow_ups(outcome: Outcome) -> None:
    """The three dates at which news will be taken, when the person left for work or training. Run twice, it adds nothing."""
    if outcome.kind in FOLLOWED:
        FollowUp.objects.bulk_create(planned(outcome), ignore_conflicts=True)


def plan_missing(territory_id: int) -> int:
    """Dates of the exits of the last year that have none: those recorded before this page, or by an import."""
    since = months_after(timezone.localdate(), -max(MONTHS))
    found = list(
        Outcome.objects.filter(
            territory=territory_id, kind__in=FOLLOWED, on__gte=since, follow_ups=None
        )
    )
    for outcome in found:
        plan_follow_ups(outcome)
    return len(found)


def end_follow_ups(outcome: Outcome, on: date, *, by) -> None:
    """Back on the list, the person is without work again: that is the news, for the dates not yet reached too.

    Dropped instead, those who came back would be missing from what becomes of people at six months.
    """
    waiting = outcome.follow_ups.filter(done_on=None)
    waiting.update(result=FollowUp.Result.NONE, done_on=on, recorded_by=by)


@transaction.atomic
def record_follow_up(follow_up: FollowUp, result: str, on: date, *, by) -> FollowUp:
    """What was learnt of the person. Written again, the new answer takes the place of the old one, which the journal keeps."""
    person = follow_up.person
    lock(person)
    follow_up.refresh_from_db(from_queryset=FollowUp.objects.select_for_update(of=("self",)))
    if result not in FollowUp.Result.values:
        raise ValidationError({"result": "Dites ce que la personne est devenue."})
    refuse_future(on, "Écrivez le jour où les nouvelles ont été prises")
    if on < follow_up.due_on - EARLY:
        raise ValidationError(
            {
                "on": f"Ce suivi se fait vers le {french.date(follow_up.due_on)}. "
                "Écrivez une date au plus tôt un mois avant."
            }
        )
    before = {"nouvelles": follow_up.get_result_display(), "date": follow_up.done_on}
    follow_up.result, follow_up.done_on, follow_up.recorded_by = result, on, by
    follow_up.save(update_fields=["result", "done_on", "recorded_by"])
    words = f"Suivi à {follow_up.months} mois\u00a0: {follow_up.get_result_display()}."
    reached = result != FollowUp.Result.UNREACHABLE
    write(person, EventKind.CONTACT if reached else EventKind.NOTE, on, words, by=by)
    journal.record(
        "follow_up",
        person,
        by=by,
        before=before if before["date"] else {},
        after={"nouvelles": follow_up.get_result_display(), "date": on},
        named=True,
    )
    refresh(person)
    figures_moved(person.territory_id)
    return follow_up


# Mobility ───────────────────────────────────────────────────────────────────────────────────────


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


def _locked(mobility: MobilityFile) -> None:
    lock(mobility.person)
    mobility.refresh_from_db(from_queryset=MobilityFile.objects.select_for_update(of=("self",)))
    if mobility.closed_on:
        raise ValidationError("Cette mobilité est close.", code="closed")


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
    if on > timezone.localdate() + timedelta(days=366):
        raise ValidationError(
            {name: "Cette date est trop loin. Écrivez un jour de l’année qui vient."}
        )


@transaction.atomic
def start_trial(
    mobility: MobilityFile, kind: str, employer: str, since: date, until: date, *, by
) -> MobilityTrial:
    """The contract with the enterprise is suspended for a trial elsewhere, both days included (domain.md §1.7)."""
    _locked(mobility)
    _refuse_before_consent(mobility, since, "since")
    if until < since:
        raise ValidationError(
            {"until": "L’essai finit avant de commencer. Écrivez un dernier jour plus tardif."}
        )
    if mobility.trials.filter(result=MobilityTrial.Result.RUNNING).exists():
        raise ValidationError(
            "Un essai est déjà en cours. Notez d’abord son issue.", code="running"
        )
    refuse_nir(employer)
    trial = MobilityTrial(
        territory_id=mobility.territory_id,
        mobility=mobility,
        person=mobility.person,
        kind=kind,
        employer=employer.strip(),
        period=period(since, until),
    )
    trial.full_clean(exclude=["territory", "mobility", "person"])
    trial.save()
    words = f"Contrat suspendu pour essai\u00a0: {french.period(since, until)}, {trial}."
    _note(mobility, min(since, timezone.localdate()), words, by)
    return trial


@transaction.atomic
def end_trial(trial: MobilityTrial, result: str, on: date, *, by) -> MobilityTrial:
    """Hired, the mobility is closed and news will be taken; back, the project goes on."""
    mobility = trial.mobility
    _locked(mobility)
    if trial.result != MobilityTrial.Result.RUNNING:
        raise ValidationError("L’issue de cet essai est déjà notée.", code="done")
    if result not in (MobilityTrial.Result.HIRED, MobilityTrial.Result.BACK):
        raise ValidationError({"result": "Dites comment l’essai s’est terminé."})
    refuse_future(on, "Écrivez le dernier jour de l’essai")
    if on < trial.since:
        raise ValidationError(
            {"on": f"L’essai a commencé le {french.date(trial.since)}. Écrivez ce jour ou après."}
        )
    trial.result, trial.period = result, period(trial.since, on)
    trial.save(update_fields=["result", "period"])
    _note(
        mobility, on, f"Fin de l’essai\u00a0: {trial.get_result_display()}, {trial.employer}.", by
    )
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
            _planned(
                on,
                territory_id=mobility.territory_id,
                person_id=mobility.person_id,
                mobility=mobility,
            )
        )
    _note(mobility, on, f"Mobilité externe close\u00a0: {mobility.get_closing_display()}.", by)
    return mobility
