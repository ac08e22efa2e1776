"""Training: who has a place, who waits, who was there. A place given back goes round, to the first who waits."""

from collections.abc import Iterable
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from ppde.models import (
    Enrolment,
    EventKind,
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
    row.asked_at = timezone.now()
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
    if not reason.strip():
        raise ValidationError({"reason": "Dites pourquoi la session est annulée."})
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
    if was_there.exists() or any(row.state in (State.COMPLETED, State.DROPPED) for row in rows):
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
    session = _held(row.session)
    row = Enrolment.objects.select_for_update(of=("self",)).get(pk=row.pk)
    if row.state not in (State.ENROLLED, State.WAITING):
        raise ValidationError("Cette inscription n’est plus en cours.")
    had_place = row.state == State.ENROLLED
    row.state = State.WITHDRAWN
    row.save(update_fields=["state"])
    share = _share(session, row.territory_id)
    if had_place:
        share.taken -= 1
        share.save(update_fields=["taken"])
    _recount(share)
    _tell(row, by=by)
    _go_round(session)
    return row


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


def _tell(row: Enrolment, *, by, words: str = "", before: str = "") -> None:
    """A fact of the journey and an entry of the journal. `before`: the end noted earlier, which this one corrects."""
    person, session = row.person, row.session
    done = row.state in (State.COMPLETED, State.DROPPED)
    today = timezone.localdate()
    on = min(session.ends_on, today) if done else today
    kind = EventKind.TRAINING if done else EventKind.NOTE
    which = f"{session.training} ({french.period(session.starts_on, session.ends_on)})"
    text = f"{words or WORDS[State(row.state)]}\u00a0: {which}"
    ended = before in (State.COMPLETED, State.DROPPED)
    earlier = f"{WORDS[State(before)]}\u00a0: {which}"[:300] if ended else ""
    fact = (
        person.events.filter(kind=kind, text=earlier, corrections=None).first() if ended else None
    )
    reason = "Fin de la formation corrigée." if fact else ""
    write(person, kind, on, text[:300], by=by, corrects=fact, reason=reason)
    journal.record("update", person, by=by, after={"formation": text}, named=True)
    refresh(person)
    if done:
        figures_moved(person.territory_id)


@transaction.atomic
def record_presence(
    session: TrainingSession, on: date, present: dict[Enrolment, bool], *, by
) -> None:
    """Who was there on a day of the session, for those who hold a place."""
    if not session.starts_on <= on <= session.ends_on:
        raise ValidationError(
            {"on": f"Cette session va {french.period(session.starts_on, session.ends_on).lower()}."}
        )
    if on > timezone.localdate():
        raise ValidationError({"on": "Ce jour n’est pas encore passé."})
    for row, was_there in present.items():
        if row.session_id != session.pk or row.state not in PLACED:
            raise ValidationError("Une des personnes n’a pas de place dans cette session.")
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


@transaction.atomic
def finish(row: Enrolment, *, completed: bool, answers: dict[str, int | None], by) -> Enrolment:
    """The end of a training for one person: completed or not, and her answers to the three questions (1 to 4)."""
    lock(row.person)
    row = Enrolment.objects.select_for_update(of=("self",)).get(pk=row.pk)
    if row.state not in PLACED:
        raise ValidationError("Cette personne n’avait pas de place dans cette session.")
    if row.session.starts_on > timezone.localdate():
        raise ValidationError("Cette session n’a pas encore commencé.")
    before = row.state
    row.state = State.COMPLETED if completed else State.DROPPED
    for name in QUESTIONS:
        setattr(row, name, answers.get(name))
    row.save(update_fields=["state", *QUESTIONS])
    if row.state != before:
        _tell(row, by=by, before=before)
    return row
