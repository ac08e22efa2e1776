"""Ways out of the deprivation of work, and returns (domain.md §3.4, E6 to E8)."""

from evaluation.indicators.registry import PERSON, Kind, count, indicator, share
from evaluation.indicators.wording import ENDED, NO_DUPLICATE, PAST, SOLUTION


@indicator(
    "E6",
    version=3,
    name="Sorties de la privation d’emploi",
    definition=(
        "Volontaires sortis de la privation d’emploi par une solution depuis le début du projet, qui ne sont pas revenus sur "
        f"la liste et dont le contrat dans l’EBE n’est pas terminé à la date du chiffre. {SOLUTION}"
    ),
    formula="embauches par l’EBE + solutions durables ailleurs",
    unit="personnes",
    source="Sorties de la liste enregistrées par l’équipe projet",
    precaution=(
        f"{ENDED} Revenue sur la liste, une personne n’est plus comptée à partir de son retour, jusqu’à sa prochaine "
        f"solution. {PAST} L’EBE et l’extérieur se lisent à part."
    ),
    kind=Kind.COUNT,
    breakdowns=PERSON,
    cells={"destination": {"ebe": count("solved_ebe"), "elsewhere": count("solved_elsewhere")}},
    is_cumulated=True,
)
def solutions():
    return count("solved")


@indicator(
    "SOR",
    version=3,
    name="Sorties de la liste pour une autre raison",
    definition=(
        "Volontaires sortis de la liste sans solution au sens de E6 : formation, emploi court, retraite, déménagement, "
        "contrat dans l’EBE terminé…"
    ),
    formula="volontaires sortis et non revenus − solutions (E6)",
    unit="personnes",
    source="Sorties de la liste enregistrées par l’équipe projet",
    precaution=(
        "Un emploi de moins de six mois n’est pas une solution. Qui a quitté l’EBE sans autre emploi y compte jusqu’à son "
        f"retour sur la liste. {PAST}"
    ),
    kind=Kind.COUNT,
    breakdowns=("kind",),
    is_cumulated=True,
)
def other_exits():
    return count("left_otherwise")


@indicator(
    "RETS",
    name="Retours après une solution",
    definition=f"Retours sur la liste, depuis le début du projet, de personnes sorties par une solution. {SOLUTION}",
    formula="nombre de retours dont la date est passée, après une sortie comptée comme solution",
    unit="retours",
    source="Retours enregistrés par l’équipe projet",
    precaution=f"Une personne revenue deux fois est comptée deux fois. {NO_DUPLICATE}",
    kind=Kind.COUNT,
    is_cumulated=True,
)
def returns_after_a_solution():
    return count("returns_solved")


@indicator(
    "RETA",
    name="Retours après une autre sortie",
    definition="Retours sur la liste, depuis le début du projet, de personnes sorties sans solution au sens de E6.",
    formula="nombre de retours dont la date est passée, après une sortie qui n’est pas une solution",
    unit="retours",
    source="Retours enregistrés par l’équipe projet",
    precaution=f"Une personne revenue deux fois est comptée deux fois. {NO_DUPLICATE}",
    kind=Kind.COUNT,
    is_cumulated=True,
)
def returns_after_another_exit():
    return count("returns_otherwise")


@indicator(
    "E7",
    version=3,
    name="Taux de solution",
    definition=f"Part des volontaires éligibles qui ont trouvé une solution. {SOLUTION}",
    formula="volontaires éligibles avec une solution ÷ volontaires éligibles",
    unit="%",
    source="Décisions d’éligibilité du comité ; sorties de la liste",
    precaution=f"Dépend beaucoup de l’âge du projet et du bassin d’emploi : ne classe pas les territoires. {ENDED}",
    kind=Kind.SHARE,
    breakdowns=PERSON,
)
def solution_rate():
    return share("eligible_solved", "eligible")


@indicator(
    "E8",
    version=3,
    name="Part des solutions hors de l’EBE",
    definition="Part des sorties de la privation d’emploi qui se font ailleurs que dans l’EBE.",
    formula="solutions hors EBE ÷ solutions (E6)",
    unit="%",
    source="Sorties de la liste enregistrées par l’équipe projet",
    precaution=ENDED,
    kind=Kind.SHARE,
    breakdowns=PERSON,
)
def share_elsewhere():
    return share("solved_elsewhere", "solved")
