"""Planning meetings, and writing on their sheet who came."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from ppde.models import EventKind, JourneyEvent, Origin, Person, Presence, Session
from ppde.operations.journey import add_event, correct_event, figures_moved, lock
from ppde.operations.persons import register_person
from territories import journal
from territories.models import Territory
from tzcld.ui import french

FIELDS = ("kind", "title", "starts_at", "place", "animator", "organisation", "seats")
# The longest series of dates made at once: half a year of weekly permanences.
MOST_DATES = 26
# Later, the year is mistyped.
AHEAD = timedelta(days=731)
WEEKLY, FORTNIGHTLY, MONTHLY = "weekly", "fortnightly", "monthly"


@transaction.atomic
def plan_session(territory: Territory, *, by, **fields) -> Session:
    """A session of the territory. `fields`: any of FIELDS."""
    session = Session(territory=territory, **fields)
    _check(session)
    session.save()
    journal.record("create", session, by=by, after=_told(session))
    return session


def _check(session: Session) -> None:
    session.clean_fields(exclude=["territory"])
    if session.seats == 0:
        raise ValidationError(
            {"seats": "Écrivez 1 place ou plus, ou laissez vide si le nombre n’est pas limité."}
        )
    if session.day > timezone.localdate() + AHEAD:
        raise ValidationError({"day": "Ce jour est dans plus de deux ans\u00a0: vérifiez l’année."})
    # The territory is part of what makes a session unique: nothing is left out here.
    session.validate_constraints()


def _told(session: Session) -> dict:
    return {
        "nature": session.get_kind_display(),
        "le": french.date_hour(session.starts_at),
        "lieu": session.place,
    }


@transaction.atomic
def repeat_session(session: Session, rhythm: str, times: int, *, by) -> list[Session]:
    """The next `times` dates of a permanence (peers.md B4), at the same hour and place. Dates already made are kept."""
    if not 1 <= times <= MOST_DATES:
        raise ValidationError({"times": f"Écrivez un nombre de dates entre 1 et {MOST_DATES}."})
    made = []
    fields = {name: getattr(session, name) for name in FIELDS}
    for starts_at in next_dates(session.starts_at, rhythm, times):
        known = Session.objects.filter(
            territory=session.territory_id,
            title=session.title,
            place=session.place,
            starts_at=starts_at,
        ).exclude(state=Session.State.CANCELLED)
        if not known.exists():
            made.append(plan_session(session.territory, by=by, **fields | {"starts_at": starts_at}))
    return made


def next_dates(start: datetime, rhythm: str, times: int) -> list[datetime]:
    """The dates after `start`, at the same hour on the clock; by month: the same weekday at the same place in it."""
    local = timezone.localtime(start)
    step = {WEEKLY: 7, FORTNIGHTLY: 14}.get(rhythm)
    if step:
        days = [local.date() + timedelta(days=step * n) for n in range(1, times + 1)]
    else:
        days = _same_weekday(local.date(), times)
    clock = local.time().replace(tzinfo=None)
    return [timezone.make_aware(datetime.combine(day, clock)) for day in days]


def _same_weekday(day: date, times: int) -> list[date]:
    """« Le deuxième mardi du mois » ; a fifth weekday falls on the last one of a shorter month."""
    place = (day.day - 1) // 7
    found, year, month = [], day.year, day.month
    for _ in range(times):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
        first = date(year, month, 1)
        found_day = first + timedelta(days=(day.weekday() - first.weekday()) % 7 + 7 * place)
        if found_day.month != month:
            found_day -= timedelta(days=7)
        found.append(found_day)
    return found


@transaction.atomic
def update_session(session: Session, *, by, **fields) -> Session:
    """Change a session; the facts written from its sheet follow its new date and nature, but in frozen files (`frozen_on`)."""
    held = Session.objects.select_for_update(of=("self",)).get(pk=session.pk)
    before = {name: getattr(held, name) for name in FIELDS}
    for name, value in fields.items():
        setattr(held, name, value)
    changed_before, changed_after = journal.changes(held, list(FIELDS), before)
    if not changed_after:
        return held
    if held.state == Session.State.HELD and not held.has_begun:
        raise ValidationError(
            {
                "day": "La feuille de cette rencontre est remplie\u00a0: sa date ne peut pas être à venir."
            }
        )
    _check(held)
    held.save(update_fields=list(changed_after))
    journal.record("update", held, by=by, before=changed_before, after=changed_after)
    if {"starts_at", "kind", "title"} & changed_after.keys():
        for presence in _came(held).filter(person__limited_on=None):
            _say_present(presence, held, by=by, reason="La rencontre a été corrigée.")
    return held


@transaction.atomic
def cancel_session(session: Session, *, by, reason: str) -> Session:
    """The session does not take place. Refused once somebody is written present, or counted."""
    session.refresh_from_db(from_queryset=Session.objects.select_for_update(of=("self",)))
    if session.state == Session.State.CANCELLED:
        raise ValidationError("Cette rencontre est déjà annulée.", code="cancelled")
    if session.anonymous or _came(session).exists():
        raise ValidationError(
            "La feuille de cette rencontre est remplie\u00a0: elle a eu lieu. Remplie par erreur, reprenez-la d’abord.",
            code="held",
        )
    session.state = Session.State.CANCELLED
    session.save(update_fields=["state"])
    journal.record("cancel", session, by=by, reason=reason)
    return session


@transaction.atomic
def restore_session(session: Session, *, by, reason: str) -> Session:
    """Cancelled by mistake, it is planned again, with those who were expected."""
    session.refresh_from_db(from_queryset=Session.objects.select_for_update(of=("self",)))
    if session.state != Session.State.CANCELLED:
        raise ValidationError("Cette rencontre n’est pas annulée.", code="standing")
    journal.refuse_no_reason(reason, "Dites pourquoi cette rencontre est rétablie.")
    session.state = Session.State.PLANNED
    session.validate_constraints()
    session.save(update_fields=["state"])
    journal.record("restore", session, by=by, reason=reason.strip())
    return session


# The sheet ──────────────────────────────────────────────────────────────────────────────────────


def frozen_on(session: Session) -> list[Person]:
    """Whose file is frozen, among those on the sheet: their line is not written any more (RGPD art. 18)."""
    rows = session.presences.filter(person__limited_on__isnull=False).select_related("person")
    return [presence.person for presence in rows]


@transaction.atomic
def enrol(session: Session, persons: Iterable[Person], *, by) -> list[Presence]:
    """Put persons on the sheet: present from its hour on, expected before. Those already there stay as they are.

    The session is held once nobody of the sheet is expected any more: those who were are still to be told of. Whose file
    is frozen is left out: the others do not wait for that.
    """
    _open(session)
    there = set(session.presences.values_list("person_id", flat=True))
    added = []
    for person in sorted({p.pk: p for p in persons}.values(), key=lambda p: p.pk):
        if person.pk in there or not _may_write(person):
            continue
        presence = Presence(territory_id=session.territory_id, session=session, person=person)
        presence.full_clean(exclude=["territory"])
        presence.save()
        added.append(presence)
        if session.is_over:
            _set(presence, Presence.Status.PRESENT, session, by=by)
    if added and session.is_over and not _expected(session):
        _held(session)
    return added


@transaction.atomic
def enrol_unknown(session: Session, first_name: str, last_name: str, *, by) -> Presence:
    """Somebody the team did not know: a file with the name alone, identified at this session."""
    person = register_person(
        session.territory,
        by=by,
        identified_on=min(session.day, timezone.localdate()),
        text=f"Rencontre\u00a0: {session.title}."[:300],
        first_name=first_name,
        last_name=last_name,
        origin=Origin.UNKNOWN,
    )
    return enrol(session, [person], by=by)[0]


def _may_write(person: Person) -> bool:
    """Holds the row of the person; False when the file is frozen."""
    try:
        lock(person)
    except ValidationError as refusal:
        if refusal.code != "limited":
            raise
        return False
    return True


@transaction.atomic
def count_unnamed(session: Session, more: int, *, by) -> Session:
    """So many persons came without being named, beside those that are counted already."""
    _open(session)
    return record_sheet(session, {}, session.anonymous + more, by=by)


@transaction.atomic
def record_sheet(
    session: Session,
    statuses: dict[int, str],
    anonymous: int,
    *,
    by,
    taken_off: Iterable[int] = (),
    seen: int | None = None,
) -> Session:
    """The sheet as it is now: `statuses` by id of presence, `anonymous` persons who came without being named.

    A presence writes a fact of the journey; changed afterwards, it corrects that fact. `taken_off`: ids put there by mistake.
    The line of a frozen file stays as it is. `seen`: the number of unnamed persons that `anonymous` was written over; counted
    otherwise meanwhile by a colleague, it is refused when it changes, and left as it is when it does not.
    """
    _open(session)
    if not session.has_begun:
        raise ValidationError(
            f"La rencontre est prévue le {french.date(session.starts_at)}\u00a0: "
            "la feuille se remplit ce jour-là.",
            code="future",
        )
    if seen is not None and session.anonymous != seen:
        if anonymous != seen:
            raise ValidationError(
                {
                    "anonymous": f"Quelqu’un d’autre vient de compter {french.count(session.anonymous, 'personne')} sans nom, "
                    f"au lieu de {french.number(seen)}. Vérifiez ce nombre, puis enregistrez."
                },
                code="moved",
            )
        anonymous = session.anonymous
    off = set(taken_off)
    # In order of persons: two sheets saved at once wait for one another, never block.
    rows = session.presences.filter(person__limited_on=None)
    for presence in rows.select_related("person", "event").order_by("person_id"):
        if presence.pk in off:
            _set(presence, Presence.Status.ABSENT, session, by=by)
            presence.delete()
        elif presence.pk in statuses:
            _set(presence, statuses[presence.pk], session, by=by)
    before = session.anonymous
    session.anonymous = anonymous
    _held(session)
    journal.record(
        "attendance",
        session,
        by=by,
        before={"sans nom": before},
        after={"sans nom": anonymous, "présentes": _came(session).count()},
    )
    figures_moved(session.territory_id)
    return session


@transaction.atomic
def reopen_sheet(session: Session, *, by, reason: str) -> Session:
    """The sheet was filled by mistake, those of another meeting were counted say: nobody is counted, and it is to be filled again.

    The lines stay as they are. Refused while somebody is written present: their line is corrected first, with its fact.
    """
    _open(session)
    journal.refuse_no_reason(reason, "Dites pourquoi la feuille est reprise.")
    if session.state != Session.State.HELD:
        raise ValidationError("La feuille de cette rencontre n’est pas remplie.", code="planned")
    came = _came(session).count()
    if came:
        are = french.accord(came, "est notée présente,sont notées présentes")
        raise ValidationError(
            f"{french.count(came, 'personne')} {are}\u00a0: corrigez d’abord sur la feuille.",
            code="held",
        )
    before, session.anonymous, session.state = session.anonymous, 0, Session.State.PLANNED
    session.save(update_fields=["anonymous", "state"])
    journal.record(
        "correct",
        session,
        by=by,
        before={"état": Session.State.HELD.label, "sans nom": before},
        after={"état": session.get_state_display(), "sans nom": 0},
        reason=reason.strip(),
    )
    figures_moved(session.territory_id)
    return session


def _open(session: Session) -> None:
    session.refresh_from_db(from_queryset=Session.objects.select_for_update(of=("self",)))
    if session.state == Session.State.CANCELLED:
        raise ValidationError("Cette rencontre est annulée.", code="cancelled")


def _held(session: Session) -> None:
    session.state = Session.State.HELD
    session.save(update_fields=["state", "anonymous"])


def _expected(session: Session) -> bool:
    rows = session.presences.filter(status=Presence.Status.EXPECTED, person__limited_on=None)
    return rows.exists()


def _came(session: Session):
    rows = session.presences.filter(status=Presence.Status.PRESENT)
    return rows.select_related("person", "event").order_by("person_id")


def _set(presence: Presence, status: str, session: Session, *, by) -> None:
    if status not in Presence.Status.values:
        raise ValidationError("Choisissez une présence dans la liste.", code="status")
    if status == presence.status:
        return
    was_there = presence.status == Presence.Status.PRESENT
    presence.status = status
    if status == Presence.Status.PRESENT:
        _say_present(presence, session, by=by, reason="Feuille de présence corrigée.")
    elif was_there and presence.event:
        text = f"N’est pas venue\u00a0: {session.title}."[:300]
        reason = "Feuille de présence corrigée."
        presence.event = correct_event(
            _latest(presence.event),
            EventKind.NOTE,
            session.day,
            text,
            by=by,
            reason=reason,
            is_dated_elsewhere=True,
        )
    presence.save(update_fields=["status", "event"])


def _say_present(presence: Presence, session: Session, *, by, reason: str) -> None:
    """The fact of the journey that follows from the presence: new, or correcting the one written before."""
    text = f"{session.title}, {session.place}."[:300]
    if presence.event is None:
        presence.event = add_event(
            presence.person,
            EventKind(session.kind),
            session.day,
            text,
            by=by,
            is_dated_elsewhere=True,
        )
    else:
        presence.event = correct_event(
            _latest(presence.event),
            EventKind(session.kind),
            session.day,
            text,
            by=by,
            reason=reason,
            is_dated_elsewhere=True,
        )
    presence.save(update_fields=["event"])


def _latest(event: JourneyEvent) -> JourneyEvent:
    """The fact as it reads now: a colleague may have corrected it in the file."""
    lock(event.person)
    while newer := event.corrections.first():
        event = newer
    return event
