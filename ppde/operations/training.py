"""Training: who has a place, who waits, who was there. A place given back goes round, to the first who waits."""

from collections.abc import Iterable
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from ppde.models import (
    Enrolment,
    EventKind,
    JourneyEvent,
    Outcome,
    OutcomeKind,
    Person,
    SessionShare,
    Skill,
    Training,
    TrainingPresence,
    TrainingSession,
    TrainingSkill,
)
from ppde.operations.journey import figures_moved, lock, refresh, write
from territories import journal
from territories.models import Territory
from territories.operations.territory import save_row
from territories.scoping import scoped
from tzcld.ui import french

State = Enrolment.State
QUESTIONS = ("useful", "clear", "welcome")
# Those who hold or held a place.
PLACED = (State.ENROLLED, State.COMPLETED, State.DROPPED)
ENDED = (State.COMPLETED, State.DROPPED)
# What is known of a training interrupted.
STOP = ("last_on", "stop")


@transaction.atomic
def save_training(training: Training, *, skills: Iterable[Skill], by) -> Training:
    """Add a programme to the catalogue, or change it, with the skills it gives."""
    fields = ["title", "provider", "objectives", "hours", "is_open"]
    save_row(training, fields=fields, by=by)
    wanted = {skill.pk for skill in skills}
    rows = TrainingSkill.objects.filter(training=training)
    known = set(rows.values_list("skill", flat=True))
    rows.exclude(skill__in=wanted).delete()
    TrainingSkill.objects.bulk_create(
        TrainingSkill(territory_id=training.territory_id, training=training, skill_id=pk)
        for pk in sorted(wanted - known)
    )
    return training


@transaction.atomic
def save_session(session: TrainingSession, *, shares: dict[Territory, int], by) -> TrainingSession:
    """Write a session and the places of each territory; places left to nobody are common.

    Raises ValidationError when more is shared than there are, or less than is already taken.
    """
    if session.pk:
        _refuse_cancelled(TrainingSession.objects.select_for_update().get(pk=session.pk))
    if sum(shares.values()) > session.places:
        raise ValidationError(
            f"Vous répartissez {french.number(sum(shares.values()))} places sur {french.number(session.places)}. "
            "Baissez la part d’un territoire, ou ajoutez des places."
        )
    save_row(session, fields=["starts_on", "ends_on", "place", "places"], by=by)
    rows = {row.territory_id: row for row in SessionShare.objects.filter(session=session)}
    for territory, places in shares.items():
        row = rows.get(territory.pk) or SessionShare(territory=territory, session=session)
        if places < row.taken:
            raise ValidationError(
                f"{territory.name} a déjà inscrit {french.count(row.taken, 'personne')}\u00a0: "
                "laissez-lui au moins autant de places."
            )
        row.places = places
        row.save()
    _go_round(session)
    return session


@transaction.atomic
def enrol(person: Person, session: TrainingSession, *, by) -> Enrolment:
    """Give a place of the territory's, else a common one, else the waiting list."""
    lock(person)
    session = _held(session)
    _refuse_cancelled(session)
    if session.is_over:
        raise ValidationError("Cette session est finie.")
    row = Enrolment.objects.filter(person=person, session=session).first()
    if row and row.state != State.WITHDRAWN:
        raise ValidationError("Cette personne a déjà une inscription à cette session.")
    share = _share(session, person.territory_id)
    row = row or Enrolment(territory_id=person.territory_id, person=person, session=session)
    row.asked_at, row.left_at = timezone.now(), None
    row.state = State.ENROLLED if _take(session, share) else State.WAITING
    row.save()
    if row.state == State.WAITING:
        _recount(share)
    _tell(row, by=by)
    return row


@transaction.atomic
def cancel_session(session: TrainingSession, *, reason: str, by) -> TrainingSession:
    """The session will not take place: whoever had a place or waited is told in their journey, in every territory.

    Refused once somebody was there a day, or finished it: such a session took place.
    """
    session = _held(session)
    _refuse_cancelled(session)
    journal.refuse_no_reason(reason, "Dites pourquoi la session est annulée.")
    session.cancelled_on, session.cancelled_reason = timezone.localdate(), reason.strip()
    session.save(update_fields=["cancelled_on", "cancelled_reason"])
    journal.record("cancel", session, by=by, reason=session.cancelled_reason)
    for share in SessionShare.objects.filter(session=session).order_by("pk"):
        # By the platform, as for a place that goes round: each territory's own rows, in its own scope.
        with scoped(share.territory_id):
            _free_all(session, share)
    return session


def _free_all(session: TrainingSession, share: SessionShare) -> None:
    rows = Enrolment.objects.select_for_update(of=("self",)).filter(
        session=session, territory=share.territory_id
    )
    rows = list(rows.exclude(state=State.WITHDRAWN).select_related("person").order_by("pk"))
    was_there = TrainingPresence.objects.filter(enrolment__in=rows, present=True)
    if was_there.exists() or any(row.state in ENDED for row in rows):
        raise ValidationError(
            "Des personnes ont déjà suivi cette session, au moins un jour\u00a0: elle a eu lieu. Notez plutôt la fin de la formation.",
            code="held",
        )
    for row in rows:
        row.state = State.WITHDRAWN
        row.save(update_fields=["state"])
        _tell(row, by=None, words="Session de formation annulée")
    share.taken = 0
    share.save(update_fields=["taken"])
    _recount(share)


def _refuse_cancelled(session: TrainingSession) -> None:
    if session.is_cancelled:
        raise ValidationError(
            f"Cette session est annulée depuis le {french.date(session.cancelled_on)}.",
            code="cancelled",
        )


@transaction.atomic
def withdraw(row: Enrolment, *, by) -> Enrolment:
    """Give the place back, or leave the waiting list. The place goes to the first who waits."""
    lock(row.person)
    return _withdraw(row, by=by)


def _withdraw(row: Enrolment, *, by, left_at: datetime | None = None) -> Enrolment:
    """The same; the caller holds the person. `left_at`: when the exit that frees the place was recorded."""
    session = _held(row.session)
    row = Enrolment.objects.select_for_update(of=("self",)).get(pk=row.pk)
    if row.state not in (State.ENROLLED, State.WAITING):
        raise ValidationError("Cette inscription n’est plus en cours.")
    had_place = row.state == State.ENROLLED
    row.state, row.left_at = State.WITHDRAWN, left_at
    row.save(update_fields=["state", "left_at"])
    share = _share(session, row.territory_id)
    if had_place:
        share.taken -= 1
        share.save(update_fields=["taken"])
    _recount(share)
    _tell(row, by=by)
    _go_round(session)
    return row


# Whoever leaves for these may go on with the training: the enterprise's employee, somebody who enters another course.
GOES_ON = (OutcomeKind.EBE, OutcomeKind.TRAINING)


def free_places(person: Person):
    """What to do once the exit of this person is written (`outcomes.CLOSINGS`): places that they will not use go round.

    A session begun before that day stays: its end is noted as any other.
    """

    def end(outcome: Outcome, by) -> None:
        if outcome.kind in GOES_ON:
            return
        # Whoever writes the exit may be an employer, who reads no enrolment.
        with scoped(person.territory_id, user=by.pk if by else None):
            rows = Enrolment.objects.filter(
                person=person,
                state__in=(State.ENROLLED, State.WAITING),
                session__starts_on__gt=outcome.on,
            )
            for row in rows.select_related("person", "session").order_by("session"):
                if not row.presences.filter(present=True).exists():
                    # The exit lets a frozen file through, when it asks to be erased: so does this.
                    _withdraw(row, by=by, left_at=outcome.recorded_at)

    return end


def give_places_back(outcome: Outcome, *, by) -> str:
    """The exit was a mistake: what it freed is asked for again, at the rank of before; the caller holds the person.

    A place of the territory or a common one is given back; else the person waits. A session begun meanwhile is left: the
    sentences returned say what became of each, "" when the exit had freed nothing.
    """
    with scoped(outcome.territory_id, user=by.pk if by else None):
        rows = Enrolment.objects.filter(
            person=outcome.person_id, state=State.WITHDRAWN, left_at=outcome.recorded_at
        )
        rows = rows.select_related("person", "session").order_by("session")
        return " ".join(filter(None, [_give_place_back(row, by) for row in rows]))


def _give_place_back(row: Enrolment, by) -> str:
    session = _held(row.session)
    if session.is_cancelled or session.is_over:
        return ""
    name = f"«\u00a0{session.training}\u00a0»"
    if session.starts_on <= timezone.localdate():
        return f"La formation {name} a commencé\u00a0: inscrivez de nouveau la personne si elle la suit."
    row.state, row.left_at = State.WAITING, None
    row.save(update_fields=["state", "left_at"])
    _recount(_share(session, row.territory_id))
    _go_round(session)
    row.refresh_from_db(fields=["state"])
    if row.state == State.ENROLLED:
        return f"Sa place dans la formation {name} lui est rendue."
    _tell(row, by=by)
    return f"La formation {name} n’a plus de place libre\u00a0: la personne en attend une, à son rang d’avant."


@transaction.atomic
def give_back(session: TrainingSession, territory: Territory, number: int, *, by) -> None:
    """A territory gives back places it will not use: they go to those who wait, whichever their territory."""
    session = _held(session)
    share = _share(session, territory.pk)
    if not 1 <= number <= share.free:
        raise ValidationError(
            f"Vous avez {french.count(share.free, 'place libre', 'places libres')}. Écrivez un nombre entre 1 et {share.free}."
            if share.free
            else "Vous n’avez pas de place libre à rendre."
        )
    share.places -= number
    share.save(update_fields=["places"])
    journal.record("update", session, by=by, territory=territory, after={"places rendues": number})
    _go_round(session)


# Of two enrolments of one person in one session, the one that says most of what took place stays.
STRENGTH = (State.WITHDRAWN, State.WAITING, State.ENROLLED, State.DROPPED, State.COMPLETED)


def weaker_enrolments(kept: Person, other: Person) -> list[Enrolment]:
    """Where both files are enrolled in the same session, the row of each session that cannot stand once they are one.

    Equal, that of `kept` stays.
    """
    mine = {row.session_id: row for row in Enrolment.objects.filter(person=kept)}
    return [
        min((row, mine[row.session_id]), key=lambda r: STRENGTH.index(State(r.state)))
        for row in Enrolment.objects.filter(person=other, session__in=mine).order_by("pk")
    ]


def leave_place(row: Enrolment) -> None:
    """The row is gone, as its person has another one in this session: its place goes to the first who waits."""
    session = _held(row.session)
    share = _share(session, row.territory_id)
    if row.state in PLACED:
        share.taken -= 1
        share.save(update_fields=["taken"])
    _recount(share)
    if not session.is_over:
        _go_round(session)


def take_place_again(row: Enrolment) -> None:
    """The row is back. Its place was given to somebody else meanwhile: the person waits, in the order of asking."""
    session = _held(row.session)
    share = _share(session, row.territory_id)
    if row.state in PLACED and not _take(session, share):
        if row.state != State.ENROLLED:
            raise ValidationError(
                f"La place de la formation «\u00a0{session}\u00a0» a été donnée depuis\u00a0: ajoutez-y une place d’abord.",
                code="place",
            )
        row.state = State.WAITING
        row.save(update_fields=["state"])
    _recount(share)


def _held(session: TrainingSession) -> TrainingSession:
    """The session's row, held until the end: two colleagues never take the same last place."""
    return (
        TrainingSession.objects.select_for_update(of=("self",))
        .select_related("training")
        .get(pk=session.pk)
    )


def _share(session: TrainingSession, territory_id: int) -> SessionShare:
    return SessionShare.objects.get_or_create(session=session, territory_id=territory_id)[0]


def _take(session: TrainingSession, share: SessionShare) -> bool:
    """One place for this territory, its own or a common one; False when none is left."""
    if not share.free:
        if not common_places(session):
            return False
        share.places += 1
    share.taken += 1
    share.save(update_fields=["places", "taken"])
    return True


def common_places(session: TrainingSession) -> int:
    """Places of no territory: never shared, or given back."""
    shared = SessionShare.objects.filter(session=session).aggregate(n=Sum("places"))["n"] or 0
    return max(0, session.places - shared)


def _recount(share: SessionShare) -> None:
    """Who waits in this territory, read from its own rows."""
    waiting = Enrolment.objects.filter(
        session=share.session_id, territory=share.territory_id, state=State.WAITING
    )
    asked = list(waiting.order_by("asked_at", "pk").values_list("asked_at", flat=True))
    share.waiting, share.waiting_since = len(asked), asked[0] if asked else None
    share.save(update_fields=["waiting", "waiting_since"])


def _go_round(session: TrainingSession) -> None:
    """While somebody waits and a place is free: the territory's own waiting first, then the longest wait anywhere."""
    while True:
        waiting = list(
            SessionShare.objects.filter(session=session, waiting__gt=0).order_by(
                "waiting_since", "pk"
            )
        )
        share = next((s for s in waiting if s.free), None)
        if share is None and waiting and common_places(session):
            share = waiting[0]
        if share is None:
            return
        _promote(session, share)


def _promote(session: TrainingSession, share: SessionShare) -> None:
    """The first who waits in this territory has the place. By the platform: the scope is that territory's alone."""
    with scoped(share.territory_id):
        rows = Enrolment.objects.select_for_update(of=("self",)).filter(
            session=session, territory=share.territory_id, state=State.WAITING
        )
        row = rows.order_by("asked_at", "pk").first()
        if row is not None:
            _take(session, share)
            row.state = State.ENROLLED
            row.save(update_fields=["state"])
            _tell(row, by=None)
        _recount(share)


WORDS = {
    State.ENROLLED: "Inscription à la formation",
    State.WAITING: "En attente d’une place en formation",
    State.WITHDRAWN: "Désinscription de la formation",
    State.COMPLETED: "Formation terminée",
    State.DROPPED: "Formation interrompue",
}


def _tell(row: Enrolment, *, by, words: str = "", before: str = "", reason: str = "") -> None:
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
        _tell(row, by=by, before=before[0])
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
    _tell(row, by=by, words=words, before=before, reason=reason.strip())
    return row
