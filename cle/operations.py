"""What changes in a committee's life: seats, meetings, attendance, decisions, minutes. Each is journaled."""

from collections.abc import Sequence

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction
from django.db.models import F, IntegerField, Max
from django.db.models.functions import Cast, Substr
from django.utils import timezone

from cle.models import (
    Addendum,
    AgendaItem,
    Attendance,
    Committee,
    Decision,
    Meeting,
    QuorumRule,
    Seat,
)
from cle.quorum import quorum, rule_of, seats_of
from cle.refusals import (
    refuse_approval,
    refuse_approved,
    refuse_attendance,
    refuse_closed_agenda,
    refuse_decision,
    refuse_hold,
    refuse_minutes,
)
from territories import journal
from territories.models import Territory
from territories.names import refuse_names
from tzcld.ui import french

State, Minutes, Status = Meeting.State, Meeting.Minutes, Attendance.Status
COMMITTEE_FIELDS = ["kind", "name", "remit", "is_active"]
MEETING_FIELDS = ["committee", "title", "starts_at", "ends_at", "place"]
# Texts that a person's name has no place in; who presents a point or sits on a committee is named.
READ_BY_MEMBERS = {"name", "remit", "title", "place", "wording", "conditions", "reason"}
# Colleges whose holders are persons deprived of a job or employees: their journal entries name them.
NAMED_COLLEGES = {Seat.College.PPDE, Seat.College.EBE_EMPLOYEES}


# Committees and seats ───────────────────────────────────────────────────────────────────────────


@transaction.atomic
def committee_create(
    territory: Territory, *, by, quorum_percent: int = 0, allows_proxies: bool = True, **values
) -> Committee:
    """A committee, with the rule of quorum that it has from its beginning (cle.rules changes it from a day)."""
    committee = Committee(territory=territory, **values)
    committee.full_clean()
    _refuse_names(committee, values, by)
    committee.save()
    rule = QuorumRule(
        territory=territory,
        committee=committee,
        percent=quorum_percent,
        allows_proxies=allows_proxies,
    )
    rule.full_clean()
    rule.save()
    told = {"quorum_percent": quorum_percent, "allows_proxies": allows_proxies}
    journal.record("create", committee, by=by, after=values | told)
    return committee


@transaction.atomic
def committee_update(committee: Committee, *, by, **values) -> Committee:
    return _update(committee, COMMITTEE_FIELDS, values, by)


# Meetings and their agenda ──────────────────────────────────────────────────────────────────────


@transaction.atomic
def plan_meeting(committee: Committee, *, by, **values) -> Meeting:
    meeting = Meeting(territory_id=committee.territory_id, committee=committee, **values)
    meeting.full_clean()
    _refuse_names(meeting, values, by)
    meeting.save()
    journal.record("create", meeting, by=by, after=values)
    return meeting


@transaction.atomic
def change_meeting(meeting: Meeting, *, by, **values) -> Meeting:
    """Date, place or title. A meeting held keeps its date: attendance and decisions rest on it."""
    meeting = _locked(meeting)
    refuse_approved(meeting)
    if meeting.state == State.CANCELLED:
        raise ValidationError("Cette séance est annulée : préparez-en une nouvelle.")
    moved = {
        name
        for name in ("committee", "starts_at")
        if name in values and values[name] != getattr(meeting, name)
    }
    days = {
        timezone.localdate(start) for start in (meeting.starts_at, values.get("starts_at")) if start
    }
    if meeting.state == State.HELD and ("committee" in moved or len(days) > 1):
        raise ValidationError(
            "Cette séance est déclarée tenue : son instance et son jour ne changent plus. Si elle n’a pas eu lieu, dites-le d’abord."
        )
    if moved and (meeting.attendance.exists() or meeting.decisions.exists()):
        raise ValidationError(
            "Des présences ou des décisions sont enregistrées : l’instance et la date de cette séance ne changent plus."
        )
    return _update(meeting, MEETING_FIELDS, values, by)


@transaction.atomic
def convene(meeting: Meeting, *, by) -> Meeting:
    meeting = _locked(meeting)
    if meeting.state != State.PLANNED:
        raise ValidationError(f"Cette séance est déjà {meeting.get_state_display()}.")
    if not meeting.agenda.exists():
        raise ValidationError(
            "L’ordre du jour est vide : ajoutez au moins un point avant de convoquer."
        )
    return _move(meeting, State.CONVENED, by)


@transaction.atomic
def hold(meeting: Meeting, *, by) -> Meeting:
    meeting = _locked(meeting)
    refuse_hold(meeting)
    return _move(meeting, State.HELD, by)


@transaction.atomic
def not_held(meeting: Meeting, *, by, reason: str) -> Meeting:
    """Declared held by mistake: it is again what it was before, as long as nothing was recorded of it."""
    meeting = _locked(meeting)
    if meeting.state != State.HELD:
        raise ValidationError(f"Cette séance est {meeting.get_state_display()}, pas tenue.")
    if has_records(meeting):
        raise ValidationError(
            "Des présences, une décision ou un compte rendu y sont enregistrés : cette séance a eu lieu."
        )
    journal.refuse_no_reason(reason, "Écrivez pourquoi la séance n’a pas eu lieu.")
    before = journal.state_before(meeting, State.HELD, State.CONVENED)
    return _move(meeting, before, by, reason)


def has_records(meeting: Meeting) -> bool:
    """Something rests on the meeting having been held."""
    return bool(meeting.minutes or meeting.attendance.exists() or meeting.decisions.exists())


@transaction.atomic
def cancel(meeting: Meeting, *, by, reason: str) -> Meeting:
    meeting = _locked(meeting)
    if meeting.state not in (State.PLANNED, State.CONVENED):
        raise ValidationError(f"Cette séance est déjà {meeting.get_state_display()}.")
    if meeting.decisions.exists():
        raise ValidationError(
            "Des décisions y ont été prises : cette séance ne peut pas être annulée."
        )
    journal.refuse_no_reason(reason, "Écrivez pourquoi la séance est annulée.")
    refuse_names(meeting.territory, by, reason=reason)
    return _move(meeting, State.CANCELLED, by, reason)


def _move(meeting: Meeting, state: str, by, reason: str = "") -> Meeting:
    before, meeting.state = meeting.state, state
    meeting.save(update_fields=["state"])
    journal.record(
        "update", meeting, by=by, before={"state": before}, after={"state": state}, reason=reason
    )
    return meeting


@transaction.atomic
def agenda_add(meeting: Meeting, *, by, **values) -> AgendaItem:
    meeting = _locked(meeting)
    refuse_closed_agenda(meeting)
    last = meeting.agenda.aggregate(last=Max("position"))["last"] or 0
    item = AgendaItem(
        territory_id=meeting.territory_id, meeting=meeting, position=last + 1, **values
    )
    item.full_clean()
    _refuse_names(item, values, by)
    item.save()
    journal.record("create", item, by=by, after=values)
    return item


@transaction.atomic
def agenda_update(item: AgendaItem, *, by, **values) -> AgendaItem:
    refuse_closed_agenda(_locked(item.meeting))
    fresh = AgendaItem.objects.get(pk=item.pk)
    return _update(fresh, ["title", "presenter", "minutes_planned"], values, by)


@transaction.atomic
def agenda_move(item: AgendaItem, *, by, up: bool) -> None:
    """One place up or down; at the end of the list nothing happens."""
    meeting = _locked(item.meeting)
    refuse_closed_agenda(meeting)
    items = list(meeting.agenda.all())
    at = next(i for i, other in enumerate(items) if other.pk == item.pk)
    to = at - 1 if up else at + 1
    if not 0 <= to < len(items):
        return
    items[at], items[to] = items[to], items[at]
    for position, other in enumerate(items, 1):
        other.position = position
    AgendaItem.objects.bulk_update(items, ["position"])
    journal.record("update", item, by=by, before={"position": at + 1}, after={"position": to + 1})


@transaction.atomic
def agenda_remove(item: AgendaItem, *, by) -> None:
    meeting = _locked(item.meeting)
    refuse_closed_agenda(meeting)
    journal.record("delete", item, by=by, before={"title": item.title, "position": item.position})
    meeting.agenda.filter(position__gt=item.position).update(position=F("position") - 1)
    item.delete()


# Attendance ─────────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def record_attendance(
    meeting: Meeting, *, by, statuses: dict[int, str], proxies: dict[int, int] | None = None
) -> None:
    """All the seats of the day at once: `{seat id: status}`, and `{represented seat id: seat id of the proxy}`.

    Raises ValidationError with the field « status_<seat id> » or « proxy_<seat id> » at fault.
    """
    meeting = _locked(meeting)
    refuse_attendance(meeting)
    seats = {seat.pk: seat for seat in seats_of(meeting)}
    proxies = {
        pk: to for pk, to in (proxies or {}).items() if statuses.get(pk) == Status.REPRESENTED
    }
    _refuse_proxies(meeting, statuses)
    _check_attendance(seats, statuses, proxies)
    if (decided := _most_votes(meeting)) and decided > _voices(seats, statuses):
        raise ValidationError(
            f"Une décision de cette séance compte {french.count(decided, 'voix', 'voix')} : "
            "les présences ne peuvent pas en compter moins."
        )
    before = _tally(meeting.attendance.values_list("status", flat=True))
    meeting.attendance.all().delete()
    Attendance.objects.bulk_create(
        Attendance(
            territory_id=meeting.territory_id,
            meeting=meeting,
            seat=seats[pk],
            status=status,
            proxy=seats.get(proxies.get(pk)),
        )
        for pk, status in statuses.items()
    )
    journal.record("update", meeting, by=by, before=before, after=_tally(statuses.values()))


def _refuse_proxies(meeting: Meeting, statuses) -> None:
    """Where the rules of procedure have none; what was recorded under other rules stays."""
    asked = {pk for pk, status in statuses.items() if status == Status.REPRESENTED}
    if asked and not rule_of(meeting).allows_proxies:
        rows = meeting.attendance.filter(status=Status.REPRESENTED)
        if asked - set(rows.values_list("seat", flat=True)):
            raise ValidationError(
                "Le règlement intérieur de cette instance n’admet pas les pouvoirs."
            )


def _check_attendance(seats, statuses, proxies) -> None:
    errors, carried = {}, {}
    for pk, seat in seats.items():
        if pk not in statuses:
            errors[f"status_{pk}"] = f"Il manque la présence de ce siège : {seat.holder}."
        elif statuses[pk] == Status.REPRESENTED:
            holder = proxies.get(pk)
            if holder not in seats or holder == pk:
                errors[f"proxy_{pk}"] = f"Choisissez qui porte le pouvoir {french.de(seat.holder)}."
            elif statuses.get(holder) != Status.PRESENT:
                errors[f"proxy_{pk}"] = (
                    f"{seats[holder].holder} ne porte pas de pouvoir : il faut être là."
                )
            elif holder in carried:
                errors[f"proxy_{pk}"] = (
                    f"{seats[holder].holder} porte déjà un pouvoir : un seul par personne."
                )
            carried[holder] = pk
    if set(statuses) - set(seats):
        raise ValidationError(
            "La composition a changé depuis l’ouverture de cette page. Ouvrez-la à nouveau."
        )
    if errors:
        raise ValidationError(errors)


def _voices(seats, statuses) -> int:
    heard = (Status.PRESENT, Status.REPRESENTED)
    return sum(seat.votes and statuses[pk] in heard for pk, seat in seats.items())


def _most_votes(meeting: Meeting) -> int:
    return max((decision.votes for decision in meeting.decisions.filter(mode="vote")), default=0)


def _tally(statuses) -> dict[str, int]:
    found: dict[str, int] = {}
    for status in statuses:
        found[status] = found.get(status, 0) + 1
    return found


# Decisions and minutes ──────────────────────────────────────────────────────────────────────────


@transaction.atomic
def record_decision(meeting: Meeting, *, by, **values) -> Decision:
    """What the president stated. The number is allocated here, per territory and year: « 2026-14 ».

    Of a rectification (`cle.rectification`), `values` also say which decision, and why.

    Refused: a meeting neither convened nor held, or whose day has not come; more votes than voices; no quorum, unless
    `conditions` say why the decision stands.
    """
    meeting = _locked(meeting)
    refuse_decision(meeting)
    decision = Decision(
        territory_id=meeting.territory_id, meeting=meeting, recorded_by=by, **values
    )
    _check_voices(decision, quorum(meeting))
    decision.number = _next_number(meeting)
    decision.full_clean()
    _refuse_names(decision, values, by)
    decision.save()
    journal.record("decide", decision, by=by, after={"number": decision.number, **values})
    return decision


def _check_voices(decision: Decision, found) -> None:
    if not found.met and not decision.conditions.strip():
        raise ValidationError(
            {
                "conditions": f"Le quorum n’est pas atteint ({found.words}). Relevez les présences, "
                "ou écrivez ici pourquoi la décision est prise quand même."
            }
        )
    if decision.mode == Decision.Mode.VOTE and decision.votes > found.voices:
        raise ValidationError(
            {
                "votes_for": f"{french.count(decision.votes, 'voix', 'voix')} au vote, mais "
                f"{french.count(found.voices, 'voix', 'voix')} en séance. Recomptez, ou corrigez les présences."
            }
        )


def _next_number(meeting: Meeting) -> str:
    # The territory's row is the lock: two secretaries never get the same number.
    Territory.objects.select_for_update(of=("self",), no_key=True).get(pk=meeting.territory_id)
    year = timezone.localdate(meeting.starts_at).year
    last = (
        Decision.objects.filter(territory=meeting.territory_id, number__startswith=f"{year}-")
        .annotate(rank=Cast(Substr("number", 6), IntegerField()))
        .aggregate(last=Max("rank"))["last"]
    )
    return f"{year}-{(last or 0) + 1:02d}"


@transaction.atomic
def write_minutes(meeting: Meeting, *, by, text: str) -> Meeting:
    meeting = _locked(meeting)
    refuse_minutes(meeting)
    refuse_names(meeting.territory, by, text=text)
    meeting.minutes = text.strip()
    meeting.minutes_state = Minutes.DRAFT if meeting.minutes else Minutes.NONE
    meeting.save(update_fields=["minutes", "minutes_state"])
    journal.record("update", meeting, by=by, after={"minutes": f"{len(meeting.minutes)} signes"})
    return meeting


@transaction.atomic
def approve_minutes(meeting: Meeting, *, by) -> Meeting:
    """From here the text, the attendance and the decisions of the meeting are history: nothing edits them again."""
    meeting = _locked(meeting)
    refuse_approval(meeting)
    # Written before the name had a file, or before names were looked for: afterwards nothing rewrites it.
    refuse_names(meeting.territory, by, **{NON_FIELD_ERRORS: meeting.minutes})
    meeting.minutes_state = Minutes.APPROVED
    meeting.save(update_fields=["minutes_state"])
    journal.record(
        "update",
        meeting,
        by=by,
        before={"minutes_state": "draft"},
        after={"minutes_state": "approved"},
    )
    return meeting


@transaction.atomic
def add_to_minutes(meeting: Meeting, *, by, text: str, withheld: Sequence[str] = ()) -> Addendum:
    """Approved minutes are corrected by what is added under them: the text that was approved stays as it was.

    `withheld`: words of the minutes that are no longer shown.
    """
    meeting = _locked(meeting)
    if meeting.minutes_state != Minutes.APPROVED:
        raise ValidationError("Ce compte rendu est en projet\u00a0: corrigez-le directement.")
    if not text.strip():
        raise ValidationError({"text": "Écrivez l’additif."})
    refuse_names(meeting.territory, by, text=text)
    added = Addendum(
        territory_id=meeting.territory_id,
        meeting=meeting,
        text=text.strip(),
        withheld=list(withheld),
        written_by=by,
    )
    added.full_clean(exclude=["territory", "withheld"])
    added.save()
    journal.record("update", meeting, by=by, after={"additif": f"{len(added.text)} signes"})
    return added


# Common ────────────────────────────────────────────────────────────────────────────────


def _locked(meeting: Meeting) -> Meeting:
    return (
        Meeting.objects.select_for_update(of=("self",))
        .select_related("committee", "territory")
        .get(pk=meeting.pk)
    )


def _refuse_names(row, values, by) -> None:
    """In what is typed: the committee's members read it."""
    typed = {name: value for name, value in values.items() if name in READ_BY_MEMBERS and value}
    refuse_names(row.territory, by, **typed)


def _update(row, fields, values, by):
    before = {name: getattr(row, name) for name in fields}
    for name, value in values.items():
        setattr(row, name, value)
    row.full_clean()
    old, new = journal.changes(row, fields, before)
    if new:
        _refuse_names(row, {name: values[name] for name in new}, by)
        row.save(update_fields=list(new))
        journal.record("update", row, by=by, before=old, after=new)
    return row
