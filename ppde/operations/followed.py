"""A training as it is followed: who was there, who stopped and why, how it ended; what the journey tells of each."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from ppde.models import (
    Enrolment,
    EventKind,
    JourneyEvent,
    TrainingPresence,
    TrainingSession,
)
from ppde.operations.journey import figures_moved, lock, refresh, write
from territories import journal
from tzcld.ui import french

State = Enrolment.State
QUESTIONS = ("useful", "clear", "welcome")
# Those who hold or held a place.
PLACED = (State.ENROLLED, State.COMPLETED, State.DROPPED)
ENDED = (State.COMPLETED, State.DROPPED)
# What is known of a training interrupted.
STOP = ("last_on", "stop")
WORDS = {
    State.ENROLLED: "Inscription à la formation",
    State.WAITING: "En attente d’une place en formation",
    State.WITHDRAWN: "Désinscription de la formation",
    State.COMPLETED: "Formation terminée",
    State.DROPPED: "Formation interrompue",
}


def tell_enrolment(
    row: Enrolment, *, by, words: str = "", before: str = "", reason: str = ""
) -> None:
    """A fact of the journey and an entry of the journal. `before`: the end noted earlier, which this one corrects."""
    person, session = row.person, row.session
    done = row.state in ENDED
    today = timezone.localdate()
    on = row.last_on or (min(session.ends_on, today) if done else today)
    # Whoever never came was seen on no day: it is told, and is no contact.
    followed = done and (row.state == State.COMPLETED or row.last_on is not None)
    kind = EventKind.TRAINING if followed else EventKind.NOTE
    text = f"{words or WORDS[State(row.state)]}\u00a0: {_which(session)}"
    if row.stop_words:
        text = f"{text}. {french.upper_first(row.stop_words)}"
    ended = before in ENDED
    earlier = f"{WORDS[State(before)]}\u00a0: {_which(session)}" if ended else ""
    was = row.end_event.kind if row.end_event else EventKind.TRAINING
    fact = _fact(row, row.end_event, was, earlier) if ended else None
    why = (reason or "Fin de la formation corrigée.") if fact else ""
    written = write(person, kind, on, text[:300], by=by, corrects=fact, reason=why)
    row.end_event = written if done else None
    row.save(update_fields=["end_event"])
    journal.record("update", person, by=by, after={"formation": text}, reason=reason, named=True)
    refresh(person)
    if done or ended:
        figures_moved(person.territory_id)


def _fact(
    row: Enrolment, event: JourneyEvent | None, kind: EventKind, text: str
) -> JourneyEvent | None:
    """What the journey tells now where this fact of `kind` was written; None when it was corrected into something else.

    Those written before the row kept its facts are known by their text.
    """
    if event is None:
        told = row.person.events.filter(kind=kind, text=text[:300], corrections=None)
        return told.first()
    while newer := event.corrections.first():
        event = newer
    return event if event.kind == kind else None


def _which(session: TrainingSession) -> str:
    return f"{session.training} ({french.period(session.starts_on, session.ends_on)})"


@transaction.atomic
def record_presence(
    session: TrainingSession, on: date, present: dict[Enrolment, bool], *, by
) -> None:
    """Who was there on a day of the session, for those who hold a place; a frozen file is left as it is.

    Whoever had stopped before that day is expected no longer: absent, nothing is noted; present, the last day is corrected first.

    The first day on which somebody was there is a contact of their journey.
    """
    if not session.starts_on <= on <= session.ends_on:
        raise ValidationError(
            {"on": f"Cette session va {french.period(session.starts_on, session.ends_on).lower()}."}
        )
    if on > timezone.localdate():
        raise ValidationError({"on": "Ce jour n’est pas encore passé."})
    present = {row: there for row, there in present.items() if not row.person.limited_on}
    present = {row: there for row, there in present.items() if there or not has_stopped(row, on)}
    # In the order of persons: two colleagues who note the same day wait for one another.
    present = dict(sorted(present.items(), key=lambda item: item[0].person_id))
    for row, was_there in present.items():
        if row.session_id != session.pk or row.state not in PLACED:
            raise ValidationError("Une des personnes n’a pas de place dans cette session.")
        if has_stopped(row, on):
            raise ValidationError(
                {
                    "on": f"{row.person} a arrêté la formation\u00a0: {row.stop_words}. Corrigez d’abord ce jour, dans «\u00a0Fin de la formation\u00a0»."
                }
            )
        TrainingPresence.objects.update_or_create(
            enrolment=row,
            on=on,
            defaults={"territory_id": row.territory_id, "present": was_there},
        )
    for row, was_there in present.items():
        journal.record(
            "update",
            row.person,
            by=by,
            after={"formation": str(session.training), "jour": on, "présente": was_there},
            named=True,
        )
        _say_there(row, session, by=by)


def has_stopped(row: Enrolment, on: date) -> bool:
    """Their training was interrupted before this day; of those noted before the last day was asked, nobody knows."""
    return bool(row.stop) and (row.last_on is None or row.last_on < on)


def _say_there(row: Enrolment, session: TrainingSession, *, by) -> None:
    """The contact that follows from the presences: written on the first day, moved or taken back when they are corrected."""
    days = row.presences.filter(present=True).order_by("on").values_list("on", flat=True)
    first, person = days.first(), row.person
    text = f"Présente en formation\u00a0: {_which(session)}"[:300]
    told = _fact(row, row.contact_event, EventKind.CONTACT, text)
    if first == (told.on if told else None):
        return
    lock(person)
    why = "Présence en formation corrigée." if told else ""
    if first is None:
        text = f"Absente de la formation\u00a0: {_which(session)}"[:300]
        write(person, EventKind.NOTE, told.on, text, by=by, corrects=told, reason=why)
        row.contact_event = None
    else:
        channel = JourneyEvent.Channel.IN_PERSON
        kind = EventKind.CONTACT
        row.contact_event = write(
            person, kind, first, text, by=by, corrects=told, reason=why, channel=channel
        )
    row.save(update_fields=["contact_event"])
    refresh(person)
    figures_moved(person.territory_id)


@transaction.atomic
def finish(
    row: Enrolment,
    *,
    completed: bool,
    answers: dict[str, int | None],
    last_on: date | None = None,
    stop: str = "",
    by,
) -> Enrolment:
    """The end of a training for one person: completed or not, and her answers to the three questions (1 to 4).

    Not completed: `last_on`, the last day that she followed, none when she never came, and `stop`, why (Enrolment.Stop).
    The journey tells the end on that day. Raises ValidationError by field.
    """
    lock(row.person)
    row = Enrolment.objects.select_for_update(of=("self",)).get(pk=row.pk)
    if row.state not in PLACED:
        raise ValidationError("Cette personne n’avait pas de place dans cette session.")
    if row.session.starts_on > timezone.localdate():
        raise ValidationError("Cette session n’a pas encore commencé.")
    _check_stop(row, completed, last_on, stop)
    before = row.state, row.last_on, row.stop
    row.state = State.COMPLETED if completed else State.DROPPED
    row.last_on, row.stop = last_on, stop
    for name in QUESTIONS:
        setattr(row, name, answers.get(name))
    row.save(update_fields=["state", *STOP, *QUESTIONS])
    if (row.state, row.last_on, row.stop) != before:
        tell_enrolment(row, by=by, before=before[0])
    return row


def _check_stop(row: Enrolment, completed: bool, last_on: date | None, stop: str) -> None:
    """What is said of a training interrupted, and of no other: a day that the session and the presences allow, a reason."""
    if completed:
        told = {}
        if last_on:
            told["last_on"] = (
                "La personne est allée au bout\u00a0: effacez ce jour, ou changez la réponse."
            )
        if stop:
            told["stop"] = (
                "La personne est allée au bout\u00a0: effacez cette raison, ou changez la réponse."
            )
        if told:
            raise ValidationError(told)
        return
    if stop not in Enrolment.Stop.values:
        raise ValidationError({"stop": "Dites pourquoi la personne a arrêté."})
    there = row.presences.filter(present=True).order_by("-on").values_list("on", flat=True).first()
    if last_on is None:
        if there:
            raise ValidationError(
                {
                    "last_on": f"La personne est notée présente le {french.numeric_date(there)}. Écrivez le dernier jour suivi."
                }
            )
        return
    session = row.session
    until = min(session.ends_on, timezone.localdate())
    if not session.starts_on <= last_on <= until:
        raise ValidationError(
            {
                "last_on": f"Écrivez un jour du {french.numeric_date(session.starts_on)} au {french.numeric_date(until)}."
            }
        )
    if there and last_on < there:
        raise ValidationError(
            {
                "last_on": f"La personne est notée présente le {french.numeric_date(there)}. Écrivez ce jour ou un jour plus tardif, "
                "ou corrigez d’abord la présence."
            }
        )


@transaction.atomic
def reopen_end(row: Enrolment, *, by, reason: str) -> Enrolment:
    """The end was noted by mistake: the training goes on for this person, whose place was kept; her answers go."""
    lock(row.person)
    row = Enrolment.objects.select_for_update(of=("self",)).get(pk=row.pk)
    if row.state not in ENDED:
        raise ValidationError("La fin de cette formation n’est pas notée.", code="running")
    journal.refuse_no_reason(reason, "Dites pourquoi la formation reprend.")
    before, row.state = row.state, State.ENROLLED
    row.last_on, row.stop = None, ""
    for name in QUESTIONS:
        setattr(row, name, None)
    row.save(update_fields=["state", *STOP, *QUESTIONS])
    words = "Fin notée par erreur, la formation continue"
    tell_enrolment(row, by=by, words=words, before=before, reason=reason.strip())
    return row
