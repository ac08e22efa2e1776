"""Training: who has a place, who waits. A place given back goes round, to the first who waits."""

from collections.abc import Iterable
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from ppde.models import (
    Enrolment,
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
from ppde.operations.followed import ENDED, PLACED, tell_enrolment
from ppde.operations.journey import lock
from territories import journal
from territories.models import Territory
from territories.operations.territory import save_row
from territories.scoping import scope_of, scoped
from tzcld.ui import french

State = Enrolment.State


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

    Raises ValidationError when more is shared than there are, or less than is already taken; and when a day on which somebody
    is noted there, or stopped, would be outside of it.
    """
    if session.pk:
        _refuse_cancelled(TrainingSession.objects.select_for_update().get(pk=session.pk))
        _refuse_days_left_out(session, by)
    if sum(shares.values()) > session.places:
        raise ValidationError(
            f"Vous répartissez {french.number(sum(shares.values()))} places sur {french.number(session.places)}. "
            "Baissez la part d’un territoire, ou ajoutez des places."
        )
    known = session.pk is not None
    save_row(session, fields=["starts_on", "ends_on", "place", "places"], by=by)
    if known:
        _move_ends(session)
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
    tell_enrolment(row, by=by)
    return row


def _move_ends(session: TrainingSession) -> None:
    """Whoever went to the end did so on the last day: where it comes sooner now, the fact of the journey follows. A frozen file is
    left as it is."""
    for share in SessionShare.objects.filter(session=session).order_by("pk"):
        with scoped(share.territory_id):
            rows = Enrolment.objects.filter(
                session=session, territory=share.territory_id, state=State.COMPLETED,
                end_event__on__gt=session.ends_on, person__limited_on=None,
            )  # fmt: skip
            for row in rows.select_related("person", "session__training", "end_event").order_by(
                "person"
            ):
                tell_enrolment(
                    row, by=None, before=State.COMPLETED, reason="Dates de la session corrigées."
                )


# Names told in a refusal; the others are counted.
TOLD = 4


def _refuse_days_left_out(session: TrainingSession, by) -> None:
    """What was noted of a day would contradict the dates: whoever changes them is told of whom, by name where they read names."""
    named = scope_of(by).named_ids if by else set()
    told: dict[str, list[str]] = {"starts_on": [], "ends_on": []}
    days: dict[str, list[date]] = {"starts_on": [], "ends_on": []}
    places = Territory.objects.filter(
        pk__in=SessionShare.objects.filter(session=session).values("territory")
    )
    for place in places.order_by("name"):
        # As a cancellation: each territory's own rows, in its own scope.
        with scoped(place.pk):
            found = _left_out(session, place)
        for field, lines in found.items():
            days[field] += [day for day, _ in lines]
            if lines and place.pk in named:
                more = [french.count(len(lines) - TOLD, "autre personne", "autres personnes")] * (
                    len(lines) > TOLD
                )
                told[field] += [*(words for _, words in lines[:TOLD]), *more]
            elif lines:
                told[field].append(f"{french.count(len(lines), 'personne')} ({place.name})")
    if not any(days.values()):
        return
    bounds = {
        "starts_on": ("au plus tard", min(days["starts_on"], default=None)),
        "ends_on": ("au plus tôt", max(days["ends_on"], default=None)),
    }
    raise ValidationError(
        {
            field: f"Hors de ces dates, il est noté\u00a0: {french.listing(told[field])}. Écrivez {way} le "
            f"{french.numeric_date(day)}, ou corrigez d’abord ce qui est noté."
            for field, (way, day) in bounds.items()
            if day
        }
    )


def _left_out(session: TrainingSession, place: Territory) -> dict[str, list[tuple[date, str]]]:
    """Of each person with a day before the first one, or after the last one: (day, « Camille D., présence le 12/11/2026 »)."""
    rows = Enrolment.objects.filter(session=session, territory=place.pk).select_related("person")
    there = TrainingPresence.objects.filter(enrolment__in=rows, present=True)
    noted: dict[int, list[tuple[date, str]]] = {}
    for pk, on in there.order_by("on").values_list("enrolment", "on"):
        noted.setdefault(pk, []).append((on, "présence"))
    found: dict[str, list[tuple[date, str]]] = {"starts_on": [], "ends_on": []}
    for row in rows.order_by("person__last_name", "person__first_name", "pk"):
        days = noted.get(row.pk, [])
        if row.stop and row.last_on:
            days = [*days, (row.last_on, "dernier jour suivi")]
        if not days:
            continue
        (first, did), (last, last_did) = min(days), max(days)
        if first < session.starts_on:
            found["starts_on"].append(
                (first, f"{row.person}, {did} le {french.numeric_date(first)}")
            )
        if last > session.ends_on:
            found["ends_on"].append(
                (last, f"{row.person}, {last_did} le {french.numeric_date(last)}")
            )
    return found


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
        tell_enrolment(row, by=None, words="Session de formation annulée")
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
    tell_enrolment(row, by=by)
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
    tell_enrolment(row, by=by)
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
            tell_enrolment(row, by=None)
        _recount(share)
