"""What an extract holds: its columns, from the closed list that was opened, made at each download and kept nowhere.

Months and bands, never a day nor a number; no text that somebody typed. What points at a person (`is_quasi`) goes through
evaluation/extracts/anonymity.py before it is shown.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery
from django.utils import timezone

from evaluation.extracts import pseudonyms
from evaluation.extracts.anonymity import WITHHELD, generalise
from evaluation.extracts.models import Columns, Extract
from evaluation.indicators.registry import DIMENSIONS
from ppde.models import (
    EligibilityReview,
    EventKind,
    JourneyEvent,
    OutcomeKind,
    Person,
    RightsRequest,
)
from ppde.models.mobilisation import SOLUTIONS
from ppde.models.persons import Origin, YesNo
from ppde.operations.rights import FREEZES
from tzcld.ui import french

UNSAID = "non renseigné"
# Persons read at once: what a download holds in memory does not grow with the territory but for their keys.
AT_ONCE = 1000

# Why somebody left, never closer than this: a death or an illness is told by no line.
NO_LONGER = "n’attend plus d’emploi"
REASONS: dict[str, str] = {
    OutcomeKind.EBE: "emploi dans l’EBE",
    OutcomeKind.PERMANENT: "emploi ailleurs",
    OutcomeKind.FIXED_LONG: "emploi ailleurs",
    OutcomeKind.SIAE: "emploi ailleurs",
    # A place reserved to disabled workers tells of health.
    OutcomeKind.ESAT: "emploi ailleurs",
    OutcomeKind.PUBLIC: "emploi ailleurs",
    OutcomeKind.BUSINESS: "emploi ailleurs",
    OutcomeKind.FIXED_SHORT: "emploi de moins de six mois",
    OutcomeKind.TRAINING: "formation",
    OutcomeKind.MOVED: "a quitté le périmètre",
    OutcomeKind.UNREACHABLE: "injoignable",
    OutcomeKind.REFUSAL: "décision du comité",
    OutcomeKind.INELIGIBLE: "décision du comité",
    OutcomeKind.RETIRED: NO_LONGER,
    OutcomeKind.HEALTH: NO_LONGER,
    OutcomeKind.NO_LONGER: NO_LONGER,
    OutcomeKind.DIED: NO_LONGER,
}
# The facts that are told, by their nature alone. « Autre fait » would tell nothing.
EVENTS: tuple[str, ...] = tuple(kind for kind in EventKind.values if kind != EventKind.NOTE)
# Weekly hours, from the first of each band.
HOURS = ((35, "35 h et plus"), (25, "de 25 à moins de 35 h"), (16, "de 16 à moins de 25 h"))
FEW_HOURS = "moins de 16 h"
# The bands of the indicators, from the first age of each.
_BANDS = DIMENSIONS["age"].cells
AGES = ((50, _BANDS["ge50"]), (26, _BANDS["26_49"]), (0, _BANDS["lt26"]))


@dataclass(frozen=True)
class Column:
    """`read(row)`: the cell, from a row of `values()`; `means`: what the notice says of it. `is_quasi`: points at a person."""

    label: str
    group: str
    means: str
    read: Callable[[dict], Any]
    is_quasi: bool = False


def month(day: date | None) -> str:
    """« 2026-05 »: a text, that no spreadsheet turns into a day."""
    return f"{day:%Y-%m}" if day else ""


def _age(row: dict) -> str:
    if row["birth_year"] is None:
        return UNSAID
    age = row["volunteer_on"].year - row["birth_year"]
    return next(words for first, words in AGES if age >= first)


def _hours(row: dict) -> str:
    hours = row["wished_hours"]
    if hours is None:
        return UNSAID
    return next((words for first, words in HOURS if hours >= first), FEW_HOURS)


def _listed(row: dict) -> date | None:
    return max(row["volunteer_on"], row["eligible_on"]) if row["eligible_on"] else None


def _gone(row: dict) -> bool:
    return bool(row["outcome_on"] and row["outcome_on"] <= timezone.localdate())


def _hire(row: dict) -> str:
    if not _gone(row) or row["outcome_kind"] not in SOLUTIONS:
        return ""
    return "dans l’EBE" if row["outcome_kind"] == OutcomeKind.EBE else "ailleurs"


def _word(name: str, choices) -> Callable[[dict], str]:
    words = dict(choices)
    return lambda row: str(words.get(row[name], "")) or UNSAID


_DURATION = "D’après ce que la personne a dit, et qui n’est pas daté."
_MONTH = "Année et mois, jamais le jour."
# Those that point at somebody come in the order in which they are withheld: the first tells most where somebody is.
COLUMNS: tuple[Column, ...] = (
    Column(
        "Quartier ou commune",
        Columns.PLACE,
        "Unité du périmètre où la personne habite.",
        lambda row: row["district__name"] or UNSAID,
        is_quasi=True,
    ),
    Column(
        "Origine du contact",
        Columns.ORIGIN,
        "Qui a orienté la personne.",
        _word("origin", Origin.choices),
        is_quasi=True,
    ),
    Column("RSA", Columns.SITUATION, _DURATION, _word("rsa", YesNo.choices), is_quasi=True),
    Column(
        "Inscription à France Travail",
        Columns.SITUATION,
        _DURATION,
        _word("france_travail", YesNo.choices),
        is_quasi=True,
    ),
    Column(
        "Sans emploi durable depuis",
        Columns.SITUATION,
        _DURATION,
        _word("duration", Person.Duration.choices),
        is_quasi=True,
    ),
    Column(
        "Tranche d’âge",
        Columns.PROFILE,
        "L’année de l’acte de volontariat.",
        _age,
        is_quasi=True,
    ),
    Column(
        "Sexe",
        Columns.PROFILE,
        "Femme, homme, ou non précisé.",
        _word("sex", Person.Sex.choices),
        is_quasi=True,
    ),
    Column(
        "Temps de travail souhaité",
        Columns.WISHES,
        "Heures par semaine, par tranche.",
        _hours,
    ),
    Column(
        "Premier contact",
        Columns.STEPS,
        f"Repérage. {_MONTH}",
        lambda row: month(row["identified_on"]),
    ),
    Column("Acte de volontariat", Columns.STEPS, _MONTH, lambda row: month(row["volunteer_on"])),
    Column(
        "Décision du comité",
        Columns.STEPS,
        "La dernière : éligible, ou non éligible.",
        lambda row: dict(EligibilityReview.Outcome.choices).get(row["decided"], ""),
    ),
    Column("Mois de la décision", Columns.STEPS, _MONTH, lambda row: month(row["decided_on"])),
    Column(
        "Entrée sur la liste",
        Columns.STEPS,
        f"Volontaire et éligible. {_MONTH}",
        lambda row: month(_listed(row)),
    ),
    Column(
        "Première proposition",
        Columns.STEPS,
        _MONTH,
        lambda row: month(row["first_proposal_on"]),
    ),
    Column("Embauche", Columns.EXIT, "Dans l’EBE, ou ailleurs.", _hire),
    Column(
        "Mois de l’embauche",
        Columns.EXIT,
        _MONTH,
        lambda row: month(row["outcome_on"]) if _hire(row) else "",
    ),
    Column(
        "Sortie de la liste",
        Columns.EXIT,
        _MONTH,
        lambda row: month(row["outcome_on"]) if _gone(row) else "",
    ),
    Column(
        "Motif de la sortie",
        Columns.EXIT,
        f"Regroupé. «\u00a0{french.upper_first(NO_LONGER)}\u00a0» réunit notamment la retraite, la santé et le décès.",
        lambda row: REASONS.get(row["outcome_kind"], "") if _gone(row) else "",
    ),
)
PSEUDONYM = "Pseudonyme"
EVENT_LABELS = (PSEUDONYM, "Mois", "Fait")
FIELDS = (
    "pk", "sex", "birth_year", "district__name", "origin", "rsa", "france_travail", "duration", "wished_hours",
    "identified_on", "volunteer_on", "eligible_on", "first_proposal_on", "outcome_on", "outcome_kind", "decided",
    "decided_on",
)  # fmt: skip


def columns_of(extract: Extract) -> list[Column]:
    return [column for column in COLUMNS if column.group in extract.columns]


def has_events(extract: Extract) -> bool:
    return Columns.EVENTS in extract.columns


def persons_of(extract: Extract) -> QuerySet[Person]:
    """Volunteers of the period, in the scope of the caller; none whose file is frozen, erased, or waits to be.

    An objection, a limitation or an erasure asked for is heard before it is answered.
    """
    asked = RightsRequest.objects.filter(
        person=OuterRef("pk"), kind__in=FREEZES, state=RightsRequest.State.OPEN
    )
    return Person.objects.filter(
        ~Exists(asked),
        territory=extract.territory_id,
        volunteer_on__range=(extract.volunteers_from, extract.volunteers_until),
        anonymised_on=None,
        limited_on=None,
    ).exclude(outcome_kind=OutcomeKind.DUPLICATE)


def _rows(persons: QuerySet[Person]) -> QuerySet:
    decided = EligibilityReview.objects.filter(
        territory=OuterRef("territory"),
        person=OuterRef("pk"),
        outcome__in=(EligibilityReview.Outcome.ELIGIBLE, EligibilityReview.Outcome.NOT_ELIGIBLE),
    ).order_by("-decided_on", "-pk")
    return persons.annotate(
        decided=Subquery(decided.values("outcome")[:1]),
        decided_on=Subquery(decided.values("decided_on")[:1]),
    ).values(*FIELDS)


class Content:
    """The lines of one download, in the order of their pseudonyms, which tells nothing. In the scope of the territory."""

    def __init__(self, extract: Extract, secret: bytes, threshold: int):
        """ValueError when there are fewer persons than the threshold."""
        self.extract = extract
        self.columns = columns_of(extract)
        self._quasi = [column for column in self.columns if column.is_quasi]
        named = pseudonyms.Maker(secret)
        met: dict[tuple, int] = {}
        combinations: dict[int, tuple] = {}
        for row in _rows(persons_of(extract)).order_by().iterator(chunk_size=AT_ONCE):
            cells = tuple(column.read(row) for column in self._quasi)
            met[cells] = met.get(cells, 0) + 1
            combinations[row["pk"]] = cells
        shown = generalise(met, threshold)
        # Read once: what somebody writes meanwhile changes no cell that has been counted.
        self._shown = {pk: shown[cells] for pk, cells in combinations.items()}
        self._order = sorted((named.of(pk), pk) for pk in combinations)

    @property
    def persons(self) -> list[int]:
        return list(self._shown)

    def told(self) -> dict[str, int]:
        """By column that points at somebody, on how many lines it is told."""
        return {
            column.label: sum(cells[at] != WITHHELD for cells in self._shown.values())
            for at, column in enumerate(self._quasi)
        }

    def labels(self) -> list[str]:
        return [PSEUDONYM, *(column.label for column in self.columns)]

    def lines(self) -> Iterator[list]:
        for keys in self._chunks():
            found = _rows(persons_of(self.extract).filter(pk__in=[pk for _, pk in keys]))
            rows = {row["pk"]: row for row in found}
            for pseudonym, pk in keys:
                if pk in rows:
                    yield [pseudonym, *self._cells(rows[pk])]

    def _cells(self, row: dict) -> Iterator:
        quasi = iter(self._shown[row["pk"]])
        for column in self.columns:
            yield next(quasi) if column.is_quasi else column.read(row)

    def events(self) -> Iterator[list]:
        """(pseudonym, month, fact): those of the past that nothing has corrected, in an order that tells no day."""
        words = {kind: str(label) for kind, label in EventKind.choices}
        for keys in self._chunks():
            named = {pk: pseudonym for pseudonym, pk in keys}
            facts = _events(self.extract, named)
            found = sorted((named[pk], month(on), words[kind]) for pk, on, kind in facts)
            yield from map(list, found)

    def _chunks(self) -> Iterator[list[tuple[str, int]]]:
        for at in range(0, len(self._order), AT_ONCE):
            yield self._order[at : at + AT_ONCE]


def _events(extract: Extract, persons: Iterable[int]) -> QuerySet:
    facts = JourneyEvent.objects.filter(
        territory=extract.territory_id,
        person__in=list(persons),
        kind__in=EVENTS,
        corrections=None,
        on__lte=timezone.localdate(),
    )
    return facts.order_by().values_list("person", "on", "kind")


def how_many(extract: Extract) -> int:
    return persons_of(extract).aggregate(n=Count("pk"))["n"]
