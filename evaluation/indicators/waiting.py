"""Who waits, how long, and exhaustivity (domain.md §3.4, E9 to E13)."""

from evaluation.indicators.registry import (
    PERSON,
    Figures,
    Kind,
    count,
    delay,
    indicator,
    share,
    untold,
)
from evaluation.indicators.wording import ACTS, AWAY, ENDED, PAST, SINCE


@indicator(
    "E9",
    version=3,
    name="Personnes en attente d’une solution",
    definition="Personnes actives sur la liste de mobilisation : volontaires, éligibles, sans solution et sans pause en cours.",
    formula="nombre de personnes actives sur la liste à la date du chiffre",
    unit="personnes",
    source="Liste de mobilisation",
    precaution=f"L’ancienneté se compte depuis la date de volontariat qui valait alors. {AWAY} {PAST}",
    kind=Kind.COUNT,
    breakdowns=PERSON,
    cells={
        "seniority": {
            "lt3": count("waiting_lt3"),
            "3_6": count("waiting_3_6"),
            "6_12": count("waiting_6_12"),
            "gt12": count("waiting_gt12"),
            "unknown": untold("waiting_since_unknown"),
        },
        "proposal": {
            "had": count("waiting_had"),
            "none": count("waiting_none"),
            "late": count("waiting_late"),
            "unknown": untold("waiting_unsaid"),
        },
    },
)
def waiting():
    return count("waiting")


@indicator(
    "PAU",
    version=2,
    name="Personnes en pause",
    definition="Personnes de la liste de mobilisation dont une pause est en cours ; elles gardent leur rang.",
    formula="nombre de personnes de la liste en pause à la date du chiffre",
    unit="personnes",
    source="Pauses enregistrées par l’équipe projet",
    precaution="",
    kind=Kind.COUNT,
)
def paused():
    return count("paused")


@indicator(
    "E9M",
    version=3,
    name="Attente médiane sur la liste",
    definition="La moitié des personnes en attente d’une solution attend depuis plus longtemps.",
    formula="médiane, en jours, du temps écoulé depuis le volontariat des personnes en attente (E9)",
    unit="jours",
    source="Liste de mobilisation",
    precaution=f"Non calculée quand personne n’attend. {AWAY}",
    kind=Kind.DAYS,
)
def median_wait():
    return delay("wait_median", "waiting")


@indicator(
    "E9P",
    version=2,
    name="Plus longue attente sans proposition",
    definition=(
        "Attente de la personne de la liste, en pause ou non, qui attend depuis le plus longtemps une première proposition."
    ),
    formula="plus grand nombre de jours écoulés depuis le volontariat, parmi les personnes de la liste sans proposition",
    unit="jours",
    source="Liste de mobilisation ; propositions d’emploi",
    precaution=(
        "C’est le délai d’une seule personne : seule l’équipe du territoire le lit. Non calculé quand chacune a eu une "
        f"proposition. {AWAY}"
    ),
    kind=Kind.DAYS,
)
def longest_without_proposal():
    return delay("unproposed_longest", "unproposed")


@indicator(
    "E10P",
    version=4,
    name="Délai médian avant la première proposition",
    definition="La moitié des personnes a reçu sa première proposition d’emploi en moins de temps.",
    formula="médiane, en jours, du volontariat à la première proposition",
    unit="jours",
    source="Propositions d’emploi",
    precaution=f"Ne porte que sur les personnes qui ont reçu une proposition. {SINCE}",
    kind=Kind.DAYS,
    breakdowns=PERSON,
)
def median_to_proposal():
    return delay("proposal_median", "proposed")


@indicator(
    "E10P90",
    version=4,
    name="Délai de première proposition, 9 personnes sur 10",
    definition="Neuf personnes sur dix ont reçu leur première proposition d’emploi en moins de temps.",
    formula="9e décile, en jours, du volontariat à la première proposition",
    unit="jours",
    source="Propositions d’emploi",
    precaution=f"Ne porte que sur les personnes qui ont reçu une proposition. {SINCE}",
    kind=Kind.DAYS,
    breakdowns=PERSON,
)
def p90_to_proposal():
    return delay("proposal_p90", "proposed")


@indicator(
    "E10S",
    version=5,
    name="Délai médian avant une solution",
    definition="La moitié des personnes qui ont une solution l’ont trouvée en moins de temps.",
    formula="médiane, en jours, du volontariat à la solution",
    unit="jours",
    source="Sorties de la liste enregistrées par l’équipe projet",
    precaution=f"Ne dit rien des personnes qui attendent encore : lire aussi E9. {SINCE}",
    kind=Kind.DAYS,
    breakdowns=PERSON,
)
def median_to_solution():
    return delay("solution_median", "solved")


@indicator(
    "E10S90",
    version=5,
    name="Délai de solution, 9 personnes sur 10",
    definition="Neuf personnes sur dix parmi celles qui ont une solution l’ont trouvée en moins de temps.",
    formula="9e décile, en jours, du volontariat à la solution",
    unit="jours",
    source="Sorties de la liste enregistrées par l’équipe projet",
    precaution=f"Ne dit rien des personnes qui attendent encore : lire aussi E9. {SINCE}",
    kind=Kind.DAYS,
    breakdowns=PERSON,
)
def p90_to_solution():
    return delay("solution_p90", "solved")


@indicator(
    "E11",
    version=2,
    name="Couverture du flux",
    definition="Solutions du mois rapportées aux nouveaux volontaires du mois.",
    formula="solutions du mois ÷ nouveaux volontaires du mois",
    unit="%",
    source="Actes de volontariat ; sorties de la liste",
    precaution=f"À partir de 100 %, la liste diminue. Non calculée un mois sans nouveau volontaire. {ACTS}",
    kind=Kind.SHARE,
)
def flow_coverage():
    return share("month_solved", "month_volunteers")


@indicator(
    "E11A",
    version=2,
    name="Couverture du flux sur douze mois",
    definition="Solutions des douze derniers mois rapportées aux nouveaux volontaires des douze derniers mois.",
    formula="solutions de douze mois ÷ nouveaux volontaires de douze mois",
    unit="%",
    source="Actes de volontariat ; sorties de la liste",
    precaution=f"À partir de 100 %, la liste a diminué en un an, aux autres sorties près. {ACTS}",
    kind=Kind.SHARE,
    breakdowns=PERSON,
)
def year_coverage():
    return share("year_solved", "year_volunteers")


@indicator(
    "E12",
    version=4,
    name="Exhaustivité de stock",
    definition="Part des volontaires repérés avant l’habilitation qui ont une solution, parmi tous ces volontaires.",
    formula="volontaires repérés avant l’habilitation avec une solution ÷ tous les volontaires repérés avant l’habilitation",
    unit="%",
    source="Parcours ; phases du territoire ; contrats de l’EBE",
    precaution=(
        "N’existe qu’à partir de l’habilitation, pour un territoire qui suit les parcours par nom. Tous y comptent, même "
        "ceux qui n’attendent plus d’emploi : la part sans suite possible (E12S) les dit à part. Jusqu’à la version 3, ils "
        f"étaient laissés de côté. {ENDED}"
    ),
    kind=Kind.SHARE,
    breakdowns=PERSON,
)
def stock_exhaustivity():
    return share("early_solved", "early_volunteers")


@indicator(
    "E12S",
    name="Volontaires d’avant l’habilitation sans suite possible",
    definition=(
        "Parmi les volontaires repérés avant l’habilitation qui n’ont pas de solution, part de ceux qui n’attendent plus "
        "d’emploi : décédés, partis à la retraite, ayant déménagé hors du périmètre, ne souhaitant plus d’emploi, ou dont le "
        "comité n’a pas reconnu l’éligibilité."
    ),
    formula="volontaires d’avant l’habilitation sans solution ni suite possible ÷ ces volontaires sans solution",
    unit="%",
    source="Parcours ; phases du territoire ; décisions d’éligibilité du comité",
    precaution=(
        "Se lit avec l’exhaustivité de stock (E12). Les personnes injoignables, en formation, en emploi court, sorties pour "
        "raison de santé ou dont le contrat dans l’EBE est terminé attendent encore."
    ),
    kind=Kind.SHARE,
)
def stock_without_sequel():
    return share("early_over", "early_unsolved")


@indicator(
    "E13",
    version=5,
    name="Exhaustivité de flux",
    definition=(
        "Oui quand tous les volontaires d’avant l’habilitation ont une solution, ou n’attendent plus d’emploi, et que personne "
        "n’attend une première proposition au-delà du délai raisonnable, que le comité ait décidé de son éligibilité ou pas "
        "encore."
    ),
    formula=(
        "aucun volontaire d’avant l’habilitation sans solution, hors ceux sans suite possible (E12S), et aucun volontaire "
        "sans proposition au-delà du délai, parmi les personnes en attente (E9) et celles dont la décision est attendue (ADEL)"
    ),
    unit="oui ou non",
    source="Parcours ; phases du territoire ; délai raisonnable fixé par le territoire, à défaut par la métropole",
    precaution=(
        f"Le délai est daté : un mois passé garde le sien. Sans délai fixé, il est de 6 mois. {AWAY} Une personne en pause, ou dont "
        "l’éligibilité n’a pas été reconnue, n’attend pas de proposition. Un décès ou un déménagement n’empêche pas "
        "l’exhaustivité de flux, alors que l’exhaustivité de stock (E12) ne peut plus atteindre 100 %."
    ),
    kind=Kind.FLAG,
)
def flow_exhaustivity():
    return Figures(
        "case when not m.habilitated or m.waiting_late + m.undecided_late + m.early_unsolved is null then null "
        "when m.early_over = m.early_unsolved and m.waiting_late + m.undecided_late = 0 then 1 else 0 end"
    )
