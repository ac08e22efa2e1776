"""The place on the list of two files that become one: what their facts would have given in ONE file, in the order of their days.

The list keeps the order of the volunteer dates (domain.md §3.3), by the rules that the committee took for a refusal and a
return (§3.2, steps 9 and 12). Two acts signed by one person: the earlier gives the rank, as the second would have been
refused in one file. A date that a decision « non éligible », a refusal or a return has ended does not come back by a merge,
and a merge takes nobody off the list: only the committee does.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models.functions import Coalesce

from ppde.models.eligibility import EligibilityReview
from ppde.models.mobilisation import Outcome, OutcomeKind
from ppde.models.persons import Person
from ppde.models.ranks import RankAct
from tzcld.ui import french

Kind, Said = RankAct.Kind, EligibilityReview.Outcome
SIGNED = "signed"
# Another date for the same act: the day on which it took effect among the others stays.
REWRITTEN = (Kind.CORRECTION, Kind.MERGE)


@dataclass
class Fact:
    """What counts for a place. `kind`: SIGNED, RENEWAL, REFUSAL or RETURN, or the issue of a review; `on`, `at`: its day, and
    when it was recorded; `gives`: the volunteer date of the first four, with its order of registration."""

    person: Person
    kind: str
    on: date
    at: datetime
    gives: tuple[date, datetime] | None = None

    @property
    def day(self) -> str:
        return french.date(self.on)


@dataclass
class Place:
    """What the facts give. `act`: the volunteer date and its order of registration; `why`: the fact that gives it; `issue`: the
    last decision that counts for eligibility; `recognised`, `ended`: the decision that recognised the person, and the fact
    after which it counts no more."""

    act: tuple[date, datetime] | None = None
    why: Fact | None = None
    issue: Fact | None = None
    recognised: Fact | None = None
    ended: Fact | None = None
    # The decision that ended the act which gives the date; the act signed since in the other file, not appreciated.
    refused: Fact | None = None
    unsaid: Fact | None = None
    # Why the two files cannot be put together yet and what to do first, or what the merge gives, in words.
    against: str = ""
    words: str = ""

    @property
    def is_eligible(self) -> bool:
        return self.recognised is not None and self.ended is None

    @property
    def is_refused(self) -> bool:
        return self.issue is not None and self.issue.kind == Said.NOT_ELIGIBLE


def place(kept: Person, absorbed: Person) -> Place:
    """The place of one file that would hold the facts of both; whoever is on the list by one of them stays there."""
    facts = _facts(kept, absorbed)
    told = _told(facts)
    for person in (kept, absorbed):
        alone = _told([fact for fact in facts if fact.person == person])
        if alone.is_eligible and not told.is_eligible and not _has_left(person):
            told.against = _off_the_list(alone.recognised, told)
    if told.unsaid and told.is_refused and not told.against:
        told.against = _not_appreciated(told.unsaid, told.issue)
    if told.act:
        told.words = f"{_rank(told, kept, absorbed)} {_state(told)}"
    return told


def _has_left(person: Person) -> bool:
    exits = Outcome.objects.standing().filter(person=person)
    return exits.exclude(kind=OutcomeKind.DUPLICATE).exists()


def _facts(*persons: Person) -> list[Fact]:
    """What counts in these files, in the order of their days; of one day, as recorded."""
    acts = RankAct.objects.standing().filter(person__in=persons).order_by("pk")
    reviews = (
        EligibilityReview.objects.filter(person__in=persons, decided_on__isnull=False)
        .annotate(said_at=Coalesce("decided_at", "prepared_at"))
        .order_by("pk")
    )
    files = {person.pk: person for person in persons}
    found = [
        Fact(files[row.person_id], row.outcome, row.decided_on, row.said_at) for row in reviews
    ]
    rows = list(acts)
    for person in persons:
        found += _dates(person, [act for act in rows if act.person_id == person.pk])
    return sorted(found, key=lambda f: (f.on, f.at))


def _dates(person: Person, acts: list[RankAct]) -> list[Fact]:
    """The act signed first, then what moved the date; the last gives the date of today."""
    if not person.volunteer_on:
        return []
    today = (person.volunteer_on, person.volunteer_recorded_at)
    first = acts[0] if acts else None
    signed = (first.before_on, first.before_at or first.recorded_at) if first else today
    found = [Fact(person, SIGNED, *signed, gives=signed)]
    for act in acts:
        gives = (act.after_on, act.after_at)
        if act.kind not in REWRITTEN:
            found.append(Fact(person, act.kind, act.after_on, act.recorded_at, gives=gives))
            continue
        found[-1].gives = gives
        if found[-1].kind == SIGNED:
            found[-1].on, found[-1].at = gives
    last = found[-1]
    last.gives = today
    if last.kind == SIGNED:
        last.on, last.at = today
    return found


def _told(facts: list[Fact]) -> Place:
    """Follow the facts one after the other, as one file would have."""
    told = Place()
    own: dict[int, Fact] = {}
    for fact in facts:
        if fact.gives:
            _give(told, fact, own)
        else:
            _decide(told, fact, own)
    return told


def _give(told: Place, fact: Fact, own: dict[int, Fact]) -> None:
    """`own`: the fact that gives its date to each file alone."""
    own[fact.person.pk] = fact
    is_first = told.act is None
    if fact.kind == Kind.REFUSAL:
        moves = is_first or fact.on > told.act[0]
    else:
        moves = is_first or fact.kind == Kind.RETURN or told.refused is not None
    if fact.kind == SIGNED and told.refused and told.is_refused:
        told.unsaid = fact
    if fact.kind in (Kind.RENEWAL, Kind.RETURN):
        # What was decided before is of another act (art. 9 VI, loi 2020-1577).
        told.issue, told.ended, told.unsaid = None, fact, None
    if moves:
        told.act, told.why = fact.gives, fact
        if fact.kind != Kind.REFUSAL:
            told.refused = None


def _decide(told: Place, fact: Fact, own: dict[int, Fact]) -> None:
    told.issue = fact
    if fact.kind == Said.NOT_ELIGIBLE:
        told.refused, told.ended, told.unsaid = fact, fact, None
    elif fact.kind == Said.ELIGIBLE:
        mine = own.get(fact.person.pk)
        if told.refused and mine:
            # The committee had ended the other file's act: what it recognised is this one.
            told.act, told.why = mine.gives, mine
        told.refused, told.ended, told.unsaid, told.recognised = None, None, None, fact


# In words ───────────────────────────────────────────────────────────────────────────────────────


def _not_appreciated(signed: Fact, issue: Fact) -> str:
    other = issue.person.reference
    return (
        f"Le comité a reconnu {other} non éligible le {issue.day}. {signed.person.reference} porte un acte signé depuis, le "
        f"{signed.day}, que le comité n’a pas encore apprécié. Enregistrez d’abord ce nouvel acte de volontariat dans {other}, puis "
        "fusionnez."
    )


def _off_the_list(recognised: Fact, told: Place) -> str:
    on_it, other = recognised.person.reference, told.ended.person.reference
    begins = f"Le comité a reconnu {on_it} éligible le {recognised.day}"
    stays = "La fusion ne retire personne de la liste."
    if told.ended.kind == Said.NOT_ELIGIBLE:
        return (
            f"{begins}, et {other} non éligible le {told.ended.day}. Lui seul dit ce qui vaut pour cette personne. {stays} "
            f"S’il la reconnaît éligible, corrigez l’issue de l’examen de {other}, puis fusionnez. Sinon, notez dans {on_it} la "
            f"sortie «\u00a0non éligible\u00a0» et dans {other} la sortie «\u00a0doublon\u00a0», puis fusionnez."
        )
    act = "est de retour" if told.ended.kind == Kind.RETURN else "a signé un nouvel acte"
    return (
        f"{begins}. Dans {other}, la personne {act} depuis, le {told.ended.day}, et le comité ne s’est pas encore prononcé sur "
        f"cette nouvelle date. {stays} Faites d’abord apprécier l’éligibilité dans {other}, puis fusionnez."
    )


def _rank(told: Place, kept: Person, absorbed: Person) -> str:
    dates = {p.reference: p.volunteer_on for p in (kept, absorbed) if p.volunteer_on}
    begins = f"Le rang sera celui du {french.date(told.act[0])}"
    if len(dates) == 1:
        return f"{begins}\u00a0: seul {next(iter(dates))} porte un acte de volontariat."
    if set(dates.values()) == {told.act[0]}:
        return f"{begins}, la date des deux dossiers."
    if told.act[0] == min(dates.values()):
        return (
            f"{begins} ({told.why.person.reference})\u00a0: la première date de volontariat reste."
        )
    reasons = {
        Kind.REFUSAL: "la date du refus qui l’a déplacé ne s’efface pas.",
        Kind.RETURN: "la personne est revenue sur la liste à cette date.",
    }
    ended = "l’autre date a pris fin par une décision «\u00a0non éligible\u00a0» du comité."
    return f"{begins} ({told.why.person.reference})\u00a0: {reasons.get(told.why.kind, ended)}"


def _state(told: Place) -> str:
    if told.is_eligible:
        return f"La personne sera éligible, comme le comité l’a décidé le {told.recognised.day}."
    if told.is_refused:
        return (
            f"La personne restera non éligible\u00a0: le comité s’est prononcé le {told.issue.day}."
        )
    return "Le comité aura à se prononcer sur son éligibilité."
