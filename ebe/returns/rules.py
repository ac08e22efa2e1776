"""What the figures of a month must respect together, and the ratios that are read from them (domain.md §4.3)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ebe import funding
from ebe.returns.models import FIGURES, MonthlyReturn
from tzcld.ui import french

# (the part, the whole, the sentence)
PARTS = (
    ("fte_paid_other", "fte_paid", "Cette part ne dépasse pas les ETP payés."),
    ("hours_absent", "hours_planned", "Les absences ne dépassent pas les heures théoriques."),
)


def problems(values: dict, month: date | None, opened_on: date | None, today: date) -> dict:
    """{name of the figure: what to write}, for the figures as they would stand."""
    found = {}
    if month and month > today:
        found["month"] = f"Ce mois n’est pas commencé. Écrivez au plus tard {today:%m/%Y}."
    elif month and opened_on and month < opened_on.replace(day=1):
        found["month"] = f"L’entreprise a ouvert le {french.numeric_date(opened_on)}."
    for part, whole, sentence in PARTS:
        if None not in (values.get(part), values.get(whole)) and values[part] > values[whole]:
            found[part] = sentence
    return found


def is_empty(values: dict) -> bool:
    return all(values.get(name) is None for name in FIGURES)


def reaches_payroll(cde: Decimal | None, payroll: Decimal | None) -> bool:
    """The CDE of a month is no longer below the payroll told for it: that of some job is not below its remuneration (art. 24)."""
    return bool(cde and payroll) and not funding.is_below_remuneration(cde, payroll)


@dataclass(frozen=True)
class Ratio:
    label: str
    value: str  # in words; « non connu » when a figure is missing
    how: str


UNKNOWN = "non connu"


def ratios(row: MonthlyReturn) -> list[Ratio]:
    """The ratios of §4.3 that one month gives."""
    products = None if row.turnover is None or row.grants is None else row.turnover + row.grants
    return [
        Ratio("Chiffre d’affaires par ETP payé", _money(row.turnover, row.fte_paid), "ventes du mois ÷ ETP payés"),
        Ratio("Part des ventes dans les produits", _share(row.turnover, products), "ventes ÷ (ventes + contributions et subventions)"),
        Ratio("Argent public par ETP payé", _money(row.grants, row.fte_paid), "(CDE + amorçage + contribution temporaire + subventions) ÷ ETP payés"),
        Ratio("Part de la masse salariale couverte par la CDE", _share(row.cde_received, row.payroll), "CDE reçue ÷ masse salariale chargée de tout l’effectif"),
        Ratio("Taux d’encadrement et d’appui", _share(row.fte_paid_other, row.fte_paid), "ETP payés non issus de la privation ÷ ETP payés"),
        Ratio("Taux d’absence", _share(row.hours_absent, row.hours_planned), "heures d’absence ÷ heures théoriques"),
        Ratio("Formation par personne salariée", _hours(row.hours_trained, row.heads), "heures de formation ÷ personnes salariées en fin de mois"),
    ]  # fmt: skip


def _divided(part, whole) -> Decimal | None:
    return None if part is None or not whole else Decimal(part) / Decimal(whole)


def _money(part, whole) -> str:
    found = _divided(part, whole)
    return UNKNOWN if found is None else french.euros(found)


def _share(part, whole) -> str:
    found = _divided(part, whole)
    return UNKNOWN if found is None else french.percent(found, 1)


def _hours(part, whole) -> str:
    found = _divided(part, whole)
    return UNKNOWN if found is None else f"{french.number(found, 1)}{french.NBSP}h"
