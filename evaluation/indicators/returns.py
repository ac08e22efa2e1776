"""Indicators of the monthly figures that each EBE gives (domain.md §4.2 and §4.3). Totals of an enterprise, no person."""

from evaluation.indicators.registry import Figures, Kind, indicator

GROUP = "Entreprise à but d’emploi"
SOURCE = "Chiffres mensuels saisis par les EBE"
ABSENT = "Absent tant que l’EBE n’a pas donné les chiffres du mois."
SOLD = "(coalesce(r.sold_households, 0) + coalesce(r.sold_companies, 0) + coalesce(r.sold_public, 0) + coalesce(r.sold_associations, 0))"
GRANTED = "(coalesce(r.cde_received, 0) + coalesce(r.start_up_received, 0) + coalesce(r.deficit_received, 0) + coalesce(r.grants_received, 0))"
TOLD = "num_nonnulls(r.sold_households, r.sold_companies, r.sold_public, r.sold_associations) > 0"
GRANTS_TOLD = (
    "num_nonnulls(r.cde_received, r.start_up_received, r.deficit_received, r.grants_received) > 0"
)


def _sum(what: str, where: str = "true") -> str:
    """SQL of a sum over the enterprises of the territory and month of the row m; null when none has told it."""
    return (
        f"(select sum({what}) from ebe_monthlyreturn r"
        f" where r.territory_id = m.territory_id and r.month = m.month and {where})"
    )


def _share(part: str, whole: str, where: str) -> Figures:
    above, below = _sum(part, where), _sum(whole, where)
    return Figures(f"{above}::numeric / nullif({below}, 0)", above, below)


@indicator(
    "CA",
    name="Chiffre d’affaires des EBE",
    definition="Ventes du mois des EBE du territoire, à tous leurs clients.",
    formula="ventes aux particuliers + entreprises + collectivités + associations",
    unit="€",
    source=SOURCE,
    precaution=ABSENT,
    kind=Kind.MONEY,
    group=GROUP,
)
def turnover():
    return Figures(_sum(SOLD, TOLD))


@indicator(
    "ETPP",
    name="ETP payés des EBE",
    definition="Équivalents temps plein payés dans le mois, d’après la paie.",
    formula="somme des ETP payés que donnent les EBE",
    unit="ETP",
    source=SOURCE,
    precaution=f"{ABSENT} La contribution est versée sur ces ETP, et non sur ceux des contrats.",
    kind=Kind.FTE,
    group=GROUP,
)
def fte_paid():
    return Figures(_sum("r.fte_paid"))


@indicator(
    "CHG",
    name="Charges des EBE",
    definition="Masse salariale chargée et autres charges du mois des EBE du territoire.",
    formula="masse salariale chargée + autres charges",
    unit="€",
    source=SOURCE,
    precaution=f"{ABSENT} Une EBE qui ne donne que l’une des deux n’est pas comptée.",
    kind=Kind.MONEY,
    group=GROUP,
)
def costs():
    return Figures(_sum("r.payroll + r.other_costs"))


@indicator(
    "RP",
    name="Part des ventes dans les produits",
    definition="Ce que les EBE tirent de leurs ventes, sur l’ensemble de leurs produits du mois.",
    formula="ventes ÷ (ventes + contributions et subventions reçues)",
    unit="%",
    source=SOURCE,
    precaution=f"{ABSENT} Les contributions sont comptées le mois où elles sont reçues.",
    kind=Kind.SHARE,
    is_open=True,
    group=GROUP,
)
def own_resources():
    return _share(SOLD, f"{SOLD} + {GRANTED}", f"{TOLD} and {GRANTS_TOLD}")


@indicator(
    "ABS",
    name="Taux d’absence dans les EBE",
    definition="Heures d’absence sur les heures théoriques du mois, toutes causes ensemble.",
    formula="heures d’absence ÷ heures théoriques",
    unit="%",
    source=SOURCE,
    precaution=ABSENT,
    kind=Kind.SHARE,
    is_open=True,
    group=GROUP,
)
def absence():
    return _share(
        "r.hours_absent", "r.hours_planned", "num_nulls(r.hours_absent, r.hours_planned) = 0"
    )
