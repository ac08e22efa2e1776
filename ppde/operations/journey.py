"""Facts of a journey, and what is derived from them."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from functools import cache

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from ppde.departures import ended, with_departures
from ppde.models import (
    DETAILS,
    ELSEWHERE,
    RESULTS,
    EligibilityReview,
    EventKind,
    JourneyEvent,
    Orientation,
    Outcome,
    OutcomeKind,
    Pause,
    Person,
    RankAct,
    Return,
)
from ppde.operations.texts import refuse_nir
from territories import journal
from tzcld.later import ask_later
from tzcld.queries import Together
from tzcld.ui import french

# Facts at which the person was there: they make somebody "met" (domain.md §3.2, steps 3, 4 and 8).
MEETINGS = frozenset(
    {
        EventKind.COLLECTIVE_MEETING,
        EventKind.PERMANENCE,
        EventKind.INTERVIEW,
        EventKind.WORKSHOP,
        EventKind.VISIT,
        EventKind.TRAINING,
        EventKind.IMMERSION,
        EventKind.VOLUNTEER,
    }
)
# Facts by which the team and the person were in touch: they date the last contact (retention, domain.md §8.1). A proposal
# left without an answer closes the proposal and dates nothing.
CONTACTS = MEETINGS | {EventKind.CONTACT, EventKind.REPLY}
# Facts that anybody of the team writes as they come; the others are written by the operation that decides them.
FREE = (MEETINGS - {EventKind.VOLUNTEER}) | {
    EventKind.IDENTIFIED,
    EventKind.CONTACT,
    EventKind.REMINDER,
    EventKind.NOTE,
}
PROPOSALS = frozenset({EventKind.PROPOSAL, EventKind.REPLY, EventKind.NO_REPLY})
# An exit, even to come, ends the proposal that waited: the person who comes back has none.
TALKS = PROPOSALS | {EventKind.OUTCOME, EventKind.RETURN}
# Rooms above know whether a proposal waits for its answer, which the days of the facts do not say: called with a territory
# and persons (ids), each returns {id: whether one waits} of those to whom it has proposed a post.
WAITS: list = []
# The same of a post that was accepted, whose hire is awaited: {id: the post in words}.
HIRES: list = []
# Of all the territory, the ids alone; in a scope that reads its persons by name.
ALL_HIRES: list = []


def lock(person: Person) -> None:
    """Reload the row and hold it until the end of the transaction: two colleagues never overwrite each other."""
    hold(person)
    refuse_frozen(person)


def hold(person: Person) -> None:
    """The same for the few verbs that a frozen file lets through."""
    try:
        person.refresh_from_db(from_queryset=Person.objects.select_for_update(of=("self",)))
    except Person.DoesNotExist:
        raise ValidationError(
            f"Le dossier {person.reference} vient d’être repris dans un autre, ou retiré. Cherchez-le dans la liste.",
            code="gone",
        ) from None


def refuse_frozen(person: Person) -> None:
    """A file limited at the person's request is kept and shown, nothing is done with it (RGPD art. 18). What is left of an
    erased one takes nothing that would tell of the person again.
    """
    if person.anonymised_on:
        raise ValidationError(
            "Ce dossier est effacé\u00a0: il ne s’y écrit plus rien.", code="erased"
        )
    if person.limited_on:
        raise ValidationError(
            f"Le dossier {person.reference} est gelé depuis le {french.date(person.limited_on)}, à la demande de la personne. "
            "Aucun acte n’est possible tant que la limitation n’est pas levée.",
            code="limited",
        )


def refuse_future(on: date, sentence: str) -> None:
    today = timezone.localdate()
    if on > today:
        raise ValidationError(
            f"Le {french.numeric_date(on)} n’est pas encore passé. {sentence}, au plus tard aujourd’hui, "
            f"{french.numeric_date(today)}.",
            code="future",
        )


def refuse_unknown(met: date, on: date, what: str) -> None:
    """`what` (« L’acte est signé ») was not possible before the team knew of the person: a slip of the year, or a first
    contact dated too late. The day of the first contact is a fact, and is corrected as one."""
    if on < met:
        raise ValidationError(
            f"{what} le {french.numeric_date(on)}, mais l’équipe ne connaît la personne que depuis le {french.numeric_date(met)}. "
            "Vérifiez l’année\u00a0; si la date du repérage est fausse, corrigez-la d’abord dans le parcours.",
            code="unknown",
        )


def write(person: Person, kind: str, on: date, text: str = "", *, by, **values) -> JourneyEvent:
    """The row of a fact, for the operations of this room."""
    text = text.strip()
    if len(text) > 300:
        raise ValidationError("Ce texte est trop long. Écrivez 300 signes au plus.", code="long")
    refuse_nir(text, values.get("reason", ""))
    return JourneyEvent.objects.create(
        territory_id=person.territory_id,
        person=person,
        kind=kind,
        on=on,
        text=text,
        author=by,
        **values,
    )


def details_of(person: Person, kind: str, on: date, given: dict) -> dict:
    """What this kind of fact tells beside its day; raises ValidationError by field."""
    unknown = set(given) - {name for names in DETAILS.values() for name in names}
    if unknown:
        raise TypeError(f"not a detail of a fact: {', '.join(sorted(unknown))}")
    told = {name: given[name] for name in DETAILS.get(kind, ()) if given.get(name)}
    for name in ("organisation", "prescriber"):
        if name in told and told[name].territory_id != person.territory_id:
            raise ValidationError({name: "Cette organisation est d’un autre territoire."})
    if kind == EventKind.IMMERSION and given and "prescriber" not in told:
        raise ValidationError(
            {"prescriber": "Une immersion est prescrite\u00a0: écrivez par quelle organisation."}
        )
    if told.get("until") and told["until"] < on:
        raise ValidationError(
            {"until": f"Écrivez un dernier jour à partir du {french.numeric_date(on)}."}
        )
    if told.get("follow_up_on") and told["follow_up_on"] <= on:
        raise ValidationError(
            {"follow_up_on": f"Écrivez un jour après le {french.numeric_date(on)}."}
        )
    is_done = told.get("result") == JourneyEvent.Result.COMPLETED
    if is_done and told.get("until") and told["until"] > timezone.localdate():
        raise ValidationError(
            {
                "result": f"Le dernier jour, le {french.numeric_date(told['until'])}, n’est pas encore passé. Laissez le résultat vide, "
                "et corrigez ce fait ce jour-là."
            }
        )
    if told.get("result") and told["result"] not in RESULTS[kind]:
        raise ValidationError({"result": "Choisissez un résultat dans la liste."})
    return told


def journaled(event: JourneyEvent) -> dict:
    words = {"fait": event.get_kind_display(), "date": event.on, "texte": event.text}
    for name in DETAILS.get(event.kind, ()):
        if value := getattr(event, name):
            shown = getattr(event, f"get_{name}_display", None)
            words[event._meta.get_field(name).verbose_name] = shown() if shown else value
    return words


@transaction.atomic
def add_event(
    person: Person,
    kind: str,
    on: date,
    text: str = "",
    *,
    by,
    corrects: JourneyEvent | None = None,
    reason: str = "",
    is_dated_elsewhere: bool = False,
    **details,
) -> JourneyEvent:
    """A fact that took place, today at the latest, once the person was known. Proposals and replies come from the
    enterprise's room.

    Volunteering, eligibility, pauses and outcomes have their own operations and are refused here.
    `is_dated_elsewhere`: the day is that of a meeting or a contract; when it is older, the person was known since then.
    `details`: those of DETAILS for this kind; what another kind would tell is left out.
    """
    if corrects is not None:
        return correct_event(corrects, kind, on, text, by=by, reason=reason, **details)
    if kind not in FREE | PROPOSALS:
        raise ValidationError("Ce fait s’enregistre depuis sa propre page.", code="kind")
    refuse_future(on, "Écrivez la date où ce fait a eu lieu")
    lock(person)
    # A proposal has its own rule: the person was on the list.
    if kind in FREE and not is_dated_elsewhere and kind != EventKind.IDENTIFIED:
        refuse_unknown(person.identified_on, on, "Ce fait est daté")
    event = write(person, kind, on, text, by=by, **details_of(person, kind, on, details))
    journal.record(
        "fact",
        person,
        by=by,
        after=journaled(event),
        named=True,
    )
    refresh(person)
    figures_moved(person.territory_id)
    return event


@transaction.atomic
def correct_event(
    event: JourneyEvent,
    kind: str,
    on: date,
    text: str = "",
    *,
    by,
    reason: str,
    is_dated_elsewhere: bool = False,
    **details,
) -> JourneyEvent:
    """What was written stays; a new fact takes its place, with the reason. `is_dated_elsewhere`: as in `add_event`."""
    person = event.person
    if not reason.strip():
        raise ValidationError("Dites pourquoi ce fait est corrigé.", code="reason")
    if event.kind not in FREE or kind not in FREE:
        raise ValidationError(
            "Ce fait découle d’un acte ou d’une décision\u00a0: il se corrige là où il a été pris.",
            code="kind",
        )
    refuse_future(on, "Écrivez la date où ce fait a eu lieu")
    lock(person)
    if event.corrections.exists():
        raise ValidationError(
            "Ce fait a déjà été corrigé. Corrigez sa dernière version.", code="old"
        )
    if not is_dated_elsewhere and kind != EventKind.IDENTIFIED:
        refuse_unknown(min(person.identified_on, event.on), on, "Ce fait est daté")
    told = details_of(person, kind, on, details)
    new = write(person, kind, on, text, by=by, corrects=event, reason=reason, **told)
    journal.record(
        "correct",
        person,
        by=by,
        before=journaled(event),
        after=journaled(new),
        reason=reason,
        named=True,
    )
    refresh(person)
    figures_moved(person.territory_id)
    return new


# Derived state ──────────────────────────────────────────────────────────────────────────────────


def derive(
    person: Person,
    facts,
    reviews,
    outcomes,
    is_paused: bool,
    since: date | None = None,
    waits: bool | None = None,
    is_over: bool = False,
) -> dict:
    """State and milestone dates from what happened, as {field: value}.

    `facts`: (kind, day) in order of time, corrected ones left out; `reviews`: (outcome, day) decided, in order;
    `outcomes`: (kind, day), in order. Everything up to today only. `since`: the day of a return with a new volunteer date,
    which begins the wait for a proposal again: of that day, what was recorded after it. `waits`: whether a proposal waits for its answer (`waiting_of`); None when
    the facts alone say it, by their latest. `is_over`: of whom the enterprise hired, whether the last contract is over.
    """
    days = _first_days(facts)
    proposals = (day for kind, day in _after(facts, since) if kind == EventKind.PROPOSAL)
    eligible_on = None
    for outcome, day in reviews:
        if outcome == EligibilityReview.Outcome.ELIGIBLE:
            eligible_on = eligible_on or day
        elif outcome == EligibilityReview.Outcome.NOT_ELIGIBLE:
            eligible_on = None
    last = outcomes[-1] if outcomes else (None, None)
    values = {
        "identified_on": min((day for _, day in facts), default=person.identified_on),
        "met_on": min((days[k] for k in MEETINGS if k in days), default=None),
        "interviewed_on": days.get(EventKind.INTERVIEW),
        "first_proposal_on": min(proposals, default=None),
        "last_contact_on": max((day for kind, day in facts if kind in CONTACTS), default=None),
        "eligible_on": eligible_on,
        "outcome_kind": last[0] or "",
        "outcome_on": last[1],
    }
    if waits is None:
        talks = [kind for kind, _ in facts if kind in TALKS]
        waits = bool(talks) and talks[-1] == EventKind.PROPOSAL
    values["state"] = _state(person, values, waits, reviews, is_paused, is_over)
    return values


def _after(facts: list[tuple], since: date | None) -> list[tuple]:
    """The facts that follow the return of that day, in the order in which they were recorded; all of them without one."""
    if since is None:
        return facts
    backs = [n for n, fact in enumerate(facts, 1) if fact == (EventKind.RETURN, since)]
    return facts[backs[-1] :] if backs else [fact for fact in facts if fact[1] >= since]


def waiting_of(territory_id: int, facts: dict) -> dict[int, bool]:
    """{id: whether a proposal waits} of the persons, {id: their facts}, to whom a room above has proposed a post."""
    told = [pk for pk, some in facts.items() if any(kind == EventKind.PROPOSAL for kind, _ in some)]
    return waits_of(territory_id, told) if told else {}


def waits_of(territory_id: int, persons: list[int]) -> dict[int, bool]:
    """The same of these persons (ids), whatever their facts."""
    found: dict[int, bool] = {}
    for waits in WAITS:
        found |= waits(territory_id, persons)
    return found


def to_be_hired(territory_id: int, persons: list[int]) -> dict[int, str]:
    """{id: the post in words} of who said yes to a post, on the list until the hire."""
    found: dict[int, str] = {}
    for hires in HIRES:
        found |= hires(territory_id, persons)
    return found


def all_to_be_hired(territory_id: int) -> set[int]:
    """The ids of all those of the territory, for its pages."""
    return set().union(*(hires(territory_id) for hires in ALL_HIRES))


def _first_days(facts) -> dict[str, date]:
    days: dict[str, date] = {}
    for kind, day in facts:
        days[kind] = min(day, days.get(kind, day))
    return days


def _state(person, values: dict, waits: bool, reviews, is_paused: bool, is_over: bool) -> str:
    if values["outcome_on"]:
        kind = values["outcome_kind"]
        if kind == OutcomeKind.EBE:
            return Person.State.ENDED if is_over else Person.State.EBE
        return Person.State.ELSEWHERE if kind in ELSEWHERE else Person.State.LEFT
    if person.volunteer_on and values["eligible_on"]:
        if is_paused:
            return Person.State.PAUSED
        return Person.State.PROPOSED if waits else Person.State.LISTED
    if person.volunteer_on:
        refused = bool(reviews) and reviews[-1][0] == EligibilityReview.Outcome.NOT_ELIGIBLE
        return Person.State.NOT_ELIGIBLE if refused else Person.State.VOLUNTEER
    return Person.State.MET if values["met_on"] else Person.State.IDENTIFIED


def refresh(person: Person) -> bool:
    """Write the state and the milestone dates that follow from the facts; True when something changed.

    The volunteer date is an act, not a derivation: it is never touched here.
    """
    today = timezone.localdate()
    rows, renewals, reviews, outcomes, pauses = _known()(person.pk, today)
    facts = [(as_counted(kind, result), on) for kind, on, result in rows]
    back = _begun_again(person, facts)
    decided = _appreciated(reviews, [*renewals, *([(back.on, back.recorded_at)] if back else [])])
    waits = waiting_of(person.territory_id, {person.pk: facts}).get(person.pk)
    was_hired = bool(outcomes) and outcomes[-1][0] == OutcomeKind.EBE
    is_over = was_hired and bool(ended(person.territory_id, [person.pk], today))
    values = derive(
        person, facts, decided, outcomes, bool(pauses), back and back.on, waits, is_over
    )
    changed = [name for name, value in values.items() if getattr(person, name) != value]
    for name in changed:
        setattr(person, name, values[name])
    if changed:
        person.save(update_fields=changed)
    if "met_on" in changed or "outcome_on" in changed:
        tell_partners([person])
    return bool(changed)


def counted(facts: QuerySet[JourneyEvent], today: date) -> QuerySet[JourneyEvent]:
    """The facts that make a state, in order of time: those of the past, an exit even to come, none corrected."""
    past = Q(on__lte=today) | Q(kind=EventKind.OUTCOME)
    return facts.filter(past, corrections=None).order_by("on", "recorded_at", "pk")


def as_counted(kind: str, result: str) -> str:
    """Nobody was reached: the attempt dates no contact."""
    return EventKind.NOTE if result == JourneyEvent.Result.NO_ANSWER else kind


def tell_partners(persons: Iterable[Person]) -> None:
    """The partner who oriented somebody reads that they were met, or that it is over without a meeting; nothing else."""
    states, keys = Orientation.State, defaultdict(list)
    for person in persons:
        known = states.MET if person.met_on else states.CLOSED if person.outcome_on else None
        # None of the two: the exit was taken back, or the person is back.
        keys[known or states.RECEIVED].append(person.pk)
    for state, found in keys.items():
        before = states.CLOSED if state == states.RECEIVED else states.RECEIVED
        Orientation.objects.filter(person__in=found, state=before).update(state=state)


def _begun_again(person: Person, facts) -> Return | None:
    """The last return with a new volunteer date: what came before counts for nothing in the wait."""
    if not any(kind == EventKind.RETURN for kind, _ in facts):
        return None
    return person.returns.filter(effect=Return.Effect.NEW).first()


@cache
def _known() -> Together:
    """What the state of a person (id) follows from, on a day: the facts, the acts of volunteering after the first, the
    decisions with the time at which each was recorded, the exits, a pause."""

    def build(person: int, today: date) -> list[QuerySet]:
        acts = RankAct.objects.filter(person=person, kind=RankAct.Kind.RENEWAL, undone=None)
        reviews = EligibilityReview.objects.filter(person=person, decided_on__lte=today)
        exits = Outcome.objects.standing().filter(person=person, on__lte=today)
        return [
            counted(JourneyEvent.objects.filter(person=person), today).values_list(
                "kind", "on", "result"
            ),
            acts.values_list("after_on", "recorded_at"),
            reviews.annotate(recorded_at=Coalesce("decided_at", "prepared_at"))
            .order_by("decided_on", "pk")
            .values_list("outcome", "decided_on", "recorded_at"),
            exits.order_by("on", "pk").values_list("kind", "on"),
            Pause.objects.filter(person=person, period__contains=today).values_list("pk")[:1],
        ]

    return Together(build, int, date)


def _appreciated(reviews: list[tuple], acts: list[tuple]) -> list[tuple]:
    """(outcome, day) of the decisions that count: each new act is appreciated on its own, by a decision of a later day, or of
    the same day when it was recorded after it.
    """
    return [
        (outcome, day)
        for outcome, day, at in reviews
        if all(day > on or (day == on and at >= recorded) for on, recorded in acts)
    ]


def refresh_day(territory_id: int) -> int:
    """What the calendar alone changed: pauses that begin or end, outcomes and ends of contract. Number of persons."""
    today = timezone.localdate()
    paused = Pause.objects.filter(person=OuterRef("pk"), period__contains=today)
    due = Outcome.objects.standing().filter(person=OuterRef("pk"), on__lte=today)
    late = (
        with_departures(Person.objects.filter(territory=territory_id))
        .annotate(is_paused=Exists(paused), is_due=Exists(due))
        .filter(
            Q(state=Person.State.PAUSED, is_paused=False)
            | Q(state__in=(Person.State.LISTED, Person.State.PROPOSED), is_paused=True)
            | Q(outcome_on=None, is_due=True)
            | Q(state=Person.State.EBE, last_day__lt=today)
            | Q(state=Person.State.ENDED) & (Q(last_day=None) | Q(last_day__gte=today))
        )
    )
    moved = 0
    for person in late.order_by("pk").select_for_update(of=("self",)):
        moved += refresh(person)
    if moved:
        figures_moved(territory_id)
    return moved


def figures_moved(territory_id: int) -> None:
    """Ask, once this transaction is kept, that the indicators of the territory be computed again."""
    ask_later("evaluation.tasks.refresh_indicators", territory_id)
