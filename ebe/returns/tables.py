"""Columns of the monthly figures."""

from ebe.returns.models import FIGURES, MONEY, PEOPLE, MonthlyReturn
from ebe.tables.enterprises import month, whose
from tzcld.ui import french
from tzcld.ui.lists import Column, Table

SMALL = "moins de {}"
SHOWN = {"heads_privation", "joined", "left", "fte_paid", "payroll", "cde_received", "cash"}
# Beside the names of the territory and of the enterprise, fewer fit.
SHOWN_AT_HUB = {"heads_privation", "fte_paid", "payroll", "cde_received"}
SHORT = {
    "heads_privation": "Effectif conventionné",
    "joined": "Entrées",
    "left": "Sorties",
    "payroll": "Masse salariale",
    "cash": "Trésorerie",
}


def figure(row: MonthlyReturn, name: str, *, is_exact: bool):
    """A figure as this account may read it: a small count of persons does not leave its territory."""
    value = getattr(row, name)
    threshold = row.territory.masking_threshold
    if is_exact or name not in PEOPLE or not value or value >= threshold:
        return value
    return SMALL.format(threshold)


def returns(*, is_hub: bool, many_enterprises: bool) -> Table:
    return Table(
        name="chiffres-mensuels",
        one="mois",
        many="mois",
        order="-mois",
        columns=[
            month("ebe:return_detail"),
            *whose(is_hub=is_hub, many_enterprises=many_enterprises),
            Column(
                "ventes",
                "Chiffre d’affaires",
                kind="money",
                value="turnover",
                definition="Ventes aux particuliers, entreprises, collectivités et associations.",
            ),
            Column(
                "resultat",
                "Résultat du mois",
                kind="money",
                value="result",
                screen=False,
                definition="Ventes, contributions et subventions, moins masse salariale et autres charges.",
            ),
            *(_column(name, is_hub) for name in FIGURES),
            Column("note", "Ce qui explique ces chiffres", screen=False),
        ],
        empty="La direction de l’entreprise saisit ou importe les chiffres de chaque mois.",
    )


def _column(name: str, is_hub: bool) -> Column:
    label = french.upper_first(MonthlyReturn._meta.get_field(name).verbose_name)
    masked = is_hub and name in PEOPLE
    return Column(
        name,
        SHORT.get(name, label),
        kind="money" if name in MONEY else "text" if masked else "number",
        decimals=2 if name.startswith("fte_") else None,
        value=(lambda row: figure(row, name, is_exact=False)) if masked else name,
        sort=None if masked else name,
        css="num" if masked else "",
        screen=name in (SHOWN_AT_HUB if is_hub else SHOWN),
        definition=label,
    )
