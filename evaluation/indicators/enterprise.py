"""Indicators of the EBE (domain.md §4): head count, contractual FTE, CDE of the month."""

from evaluation.indicators.registry import Kind, count, indicator

GROUP = "Entreprise à but d’emploi"


@indicator(
    "EFF",
    name="Personnes salariées de l’EBE",
    definition="Personnes dont le contrat de travail avec une EBE du territoire est en cours.",
    formula="nombre de contrats en cours à la date du chiffre",
    unit="personnes",
    source="Contrats enregistrés par les EBE",
    precaution="Un contrat suspendu reste un contrat en cours.",
    kind=Kind.COUNT,
    cells={"status": {"privation": count("heads_privation"), "other": count("heads_other")}},
    group=GROUP,
)
def heads():
    return count("heads")


@indicator(
    "ETP",
    version=3,
    name="ETP contractuels",
    definition="Équivalents temps plein des contrats en cours : un contrat à 80 % compte pour 0,8. "
    "Un contrat suspendu pour un essai ailleurs ne compte pas pendant l’essai, ni après lui s’il a conduit à une embauche.",
    formula="heures hebdomadaires des contrats en cours ÷ heures d’un temps plein",
    unit="ETP",
    source="Contrats enregistrés par les EBE",
    precaution="Ce ne sont pas les ETP travaillés, qui servent au calcul de la contribution.",
    kind=Kind.FTE,
    cells={"status": {"privation": count("fte_privation"), "other": count("fte_other")}},
    group=GROUP,
)
def fte():
    return count("fte")


@indicator(
    "CDE",
    name="Contribution au développement de l’emploi",
    definition="CDE du mois, part de l’État et part locale, des EBE du territoire.",
    formula="somme des états mensuels de CDE",
    unit="€",
    source="États mensuels de la CDE",
    precaution="Absente tant que l’état du mois n’est pas établi.",
    kind=Kind.MONEY,
    group=GROUP,
)
def cde():
    return count("cde")
