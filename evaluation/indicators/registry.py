"""What an indicator is, how it is registered, by what it may be broken down."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from ebe.models import Contract
from ppde.models import Origin, OutcomeKind, Person


class Kind(StrEnum):
    """Decides how the value is written, summed over a hub and masked."""

    COUNT = "count"  # persons; summed; masked when small
    SHARE = "share"  # 0-1; hub: sum of numerators ÷ sum of denominators; masked when it tells a small count
    DAYS = "days"  # median or p90; hub: over all rows of its territories; masked below the threshold of persons
    FTE = "fte"  # summed; masked with the head count: it is the hours of each (publication.HOURS)
    MONEY = "money"  # euros; summed; masked with the head count where it is paid by the hours
    ESTIMATE = "estimate"  # a published estimate; summed, never masked
    FLAG = "flag"  # 1 yes, 0 no; of a territory, never of a hub; never masked


@dataclass(frozen=True)
class Dimension:
    """A breakdown: its French name and the word of each cell. `cells` empty: read from the territory (districts)."""

    code: str
    label: str
    cells: dict[str, str]


DIMENSIONS: dict[str, Dimension] = {
    d.code: d
    for d in (
        Dimension("sex", "Sexe", {"F": "femmes", "M": "hommes", "unsaid": "non précisé"}),
        Dimension(
            "age",
            "Âge",
            {
                "lt26": "moins de 26 ans",
                "26_49": "de 26 à 49 ans",
                "ge50": "50 ans et plus",
                "unknown": "non renseigné",
            },
        ),
        Dimension("duration", "Sans emploi durable depuis", dict(Person.Duration.choices)),
        Dimension("origin", "Orientation", dict(Origin.choices)),
        Dimension("district", "Quartier", {}),
        Dimension(
            "seniority",
            "Ancienneté de l’attente",
            {
                "lt3": "moins de 3 mois",
                "3_6": "de 3 à 6 mois",
                "6_12": "de 6 à 12 mois",
                "gt12": "plus de 12 mois",
                "unknown": "sans date connue",
            },
        ),
        Dimension(
            "proposal",
            "Première proposition d’emploi",
            {
                "had": "déjà reçue",
                "none": "pas encore reçue",
                "late": "pas reçue, au-delà du délai raisonnable",
                "unknown": "non renseigné",
            },
        ),
        Dimension("destination", "Destination", {"ebe": "dans l’EBE", "elsewhere": "ailleurs"}),
        Dimension(
            "kind",
            "Motif de sortie",
            {k: v for k, v in OutcomeKind.choices if k != OutcomeKind.DUPLICATE}
            | {"ended": "contrat dans l’EBE terminé", "unsaid": "non précisé"},
        ),
        Dimension(
            "status",
            "Personnes salariées",
            {"privation": "issues de la privation d’emploi", "other": "autres"},
        ),
        Dimension("leaving", "Motif de départ", dict(Contract.Leaving.choices)),
    )
}

# Breakdowns read from the person's own row.
PERSON = ("sex", "age", "duration", "origin", "district")


@dataclass(frozen=True)
class Figures:
    """SQL over the measures of evaluation.indicators.sources: value, and what it is made of."""

    value: str
    numerator: str = "null"
    denominator: str = "null"


@dataclass(frozen=True)
class Indicator:
    """One indicator. `compute` gives the SQL of its total; `cells`, that of each cell of a fixed breakdown.

    A cumulated indicator counts since the beginning: its monthly differences give flows back (look.md, Graphiques 8).
    """

    code: str
    version: int
    name: str
    definition: str
    formula: str
    unit: str
    source: str
    precaution: str
    kind: Kind
    compute: Callable[[], Figures]
    breakdowns: tuple[str, ...] = ()
    cells: dict[str, dict[str, Figures]] | None = None
    is_cumulated: bool = False
    # Tells nothing of a person followed (seats of a committee): masked for the employees of an enterprise alone.
    is_open: bool = False
    group: str = "Personnes"

    @property
    def said(self) -> dict[str, str | int]:
        """What programs are told of it (API, open data), beside its figures."""
        facts = ("code", "version", "name", "definition", "formula", "unit", "source")
        return {name: getattr(self, name) for name in facts}

    @property
    def dimensions(self) -> list[Dimension]:
        return [DIMENSIONS[code] for code in (*(self.cells or {}), *self.breakdowns)]


REGISTRY: dict[str, Indicator] = {}
BREAKING = re.compile(r" (?=[:;?!%÷€])")


def indicator(code: str, *, version: int = 1, **facts) -> Callable:
    """Register the decorated function, which returns the `Figures` of the total."""

    # Written with plain spaces above; printed with those that do not break.
    facts = {k: BREAKING.sub("\u00a0", v) if type(v) is str else v for k, v in facts.items()}

    def register(compute: Callable[[], Figures]) -> Callable[[], Figures]:
        if code in REGISTRY:
            raise ValueError(f"two indicators share the code {code}")
        REGISTRY[code] = Indicator(code=code, version=version, compute=compute, **facts)
        return compute

    return register


def count(measure: str) -> Figures:
    return Figures(f"m.{measure}")


def untold(measure: str) -> Figures:
    """The cell of what is not known: nothing is stored when there is nobody in it."""
    return Figures(f"nullif(m.{measure}, 0)")


def share(numerator: str, denominator: str) -> Figures:
    """Null when there is nothing to divide by, never 0."""
    return Figures(
        f"m.{numerator}::numeric / nullif(m.{denominator}, 0)",
        f"m.{numerator}",
        f"m.{denominator}",
    )


def delay(measure: str, persons: str) -> Figures:
    """Days; the denominator is the number of persons it is measured on."""
    return Figures(f"d.{measure}", "null", f"d.{persons}")
