"""From the estimate to the volunteer without a decision (domain.md §3.4, P0 to E5)."""

from evaluation.indicators.registry import PERSON, Kind, count, indicator, share
from evaluation.indicators.wording import JOURNEY, MEETINGS, NO_DUPLICATE, UNNAMED


@indicator(
    "P0",
    name="Personnes estimées privées durablement d’emploi",
    definition="Estimation du nombre d’habitants du périmètre privés d’emploi durable depuis un an ou plus.",
    formula="dernière estimation connue à la date du chiffre",
    unit="personnes",
    source="Estimation du territoire, avec sa date et sa méthode",
    precaution="C’est une estimation : elle ne se compare d’un territoire à l’autre que si la méthode est la même.",
    kind=Kind.ESTIMATE,
)
def estimated():
    return count("estimated")


@indicator(
    "REP",
    version=2,
    name="Personnes repérées",
    definition=(
        "Personnes orientées vers l’équipe ou repérées par elle, celles venues à une rencontre sans être nommées comprises."
    ),
    formula="personnes dont la date de repérage est passée + personnes venues aux rencontres tenues sans être nommées",
    unit="personnes",
    source=MEETINGS,
    precaution=f"{NO_DUPLICATE} {UNNAMED}",
    kind=Kind.COUNT,
    breakdowns=PERSON,
    is_cumulated=True,
)
def identified():
    return count("identified")


@indicator(
    "REN",
    version=2,
    name="Personnes rencontrées",
    definition=(
        "Personnes que l’équipe a rencontrées, en réunion ou en entretien, celles venues à une rencontre sans être nommées "
        "comprises."
    ),
    formula=(
        "personnes dont la date de première rencontre est passée + personnes venues aux rencontres tenues sans être nommées"
    ),
    unit="personnes",
    source=MEETINGS,
    precaution=f"{NO_DUPLICATE} {UNNAMED}",
    kind=Kind.COUNT,
    breakdowns=PERSON,
    is_cumulated=True,
)
def met():
    return count("met")


@indicator(
    "ENT",
    name="Personnes reçues en entretien",
    definition="Personnes qui ont eu au moins un entretien individuel.",
    formula="nombre de personnes dont la date de premier entretien est passée",
    unit="personnes",
    source=JOURNEY,
    precaution=NO_DUPLICATE,
    kind=Kind.COUNT,
    breakdowns=PERSON,
    is_cumulated=True,
)
def interviewed():
    return count("interviewed")


@indicator(
    "E1",
    version=2,
    name="Taux de repérage",
    definition="Part des personnes estimées que l’équipe a repérées.",
    formula="personnes repérées ÷ personnes estimées (P0)",
    unit="%",
    source=f"{MEETINGS} ; estimation du territoire",
    precaution=f"Peut dépasser 100 % quand l’estimation était trop basse. {UNNAMED}",
    kind=Kind.SHARE,
)
def identification_rate():
    return share("identified", "estimated")


@indicator(
    "E2",
    version=2,
    name="Taux de rencontre",
    definition="Part des personnes estimées que l’équipe a rencontrées.",
    formula="personnes rencontrées ÷ personnes estimées (P0)",
    unit="%",
    source=f"{MEETINGS} ; estimation du territoire",
    precaution=f"Peut dépasser 100 % quand l’estimation était trop basse. {UNNAMED}",
    kind=Kind.SHARE,
)
def meeting_rate():
    return share("met", "estimated")


@indicator(
    "E3",
    version=2,
    name="Taux d’entretien",
    definition="Part des personnes rencontrées qui ont eu un entretien individuel.",
    formula="personnes rencontrées et reçues en entretien ÷ personnes rencontrées",
    unit="%",
    source=MEETINGS,
    precaution=f"Les personnes venues sans être nommées sont parmi les personnes rencontrées. {NO_DUPLICATE}",
    kind=Kind.SHARE,
    breakdowns=PERSON,
)
def interview_rate():
    return share("met_interviewed", "met")


@indicator(
    "E4",
    version=3,
    name="Taux de volontariat",
    definition="Part des personnes rencontrées qui se sont portées volontaires.",
    formula="personnes rencontrées et volontaires ÷ personnes rencontrées",
    unit="%",
    source=MEETINGS,
    precaution=(
        "Les personnes venues sans être nommées sont parmi les personnes rencontrées. "
        "Une personne volontaire le reste dans ce calcul, même sortie de la liste."
    ),
    kind=Kind.SHARE,
    breakdowns=PERSON,
)
def volunteering_rate():
    return share("met_volunteers", "met")


@indicator(
    "E4E",
    version=2,
    name="Volontaires parmi les personnes reçues en entretien",
    definition="Part des personnes reçues en entretien qui se sont portées volontaires.",
    formula="personnes reçues en entretien et volontaires ÷ personnes reçues en entretien",
    unit="%",
    source=JOURNEY,
    precaution=NO_DUPLICATE,
    kind=Kind.SHARE,
)
def volunteering_after_interview():
    return share("interviewed_volunteers", "interviewed")


@indicator(
    "E5",
    version=2,
    name="Volontaires",
    definition="Personnes qui ont été volontaires au moins une fois depuis le début du projet.",
    formula="nombre de personnes dont le premier acte de volontariat est passé",
    unit="personnes",
    source="Actes de volontariat",
    precaution=f"{NO_DUPLICATE} Revenue avec une nouvelle date, une personne compte toujours depuis son premier acte.",
    kind=Kind.COUNT,
    breakdowns=PERSON,
    is_cumulated=True,
)
def volunteers():
    return count("volunteers")


@indicator(
    "ADE",
    version=2,
    name="Volontaires sans éligibilité reconnue",
    definition="Volontaires dont l’éligibilité n’est pas encore décidée, ou n’a pas été reconnue, et qui ne sont pas sortis.",
    formula="volontaires sans date d’éligibilité ni sortie",
    unit="personnes",
    source="Actes de volontariat ; décisions du comité",
    precaution=NO_DUPLICATE,
    kind=Kind.COUNT,
)
def undecided():
    return count("undecided")


@indicator(
    "ADEL",
    name="Volontaires sans décision au-delà du délai raisonnable",
    definition=(
        "Volontaires dont le comité n’a pas encore décidé de l’éligibilité, sans proposition d’emploi, depuis au moins le délai "
        "raisonnable avant une première proposition."
    ),
    formula="volontaires sans décision, sortie ni proposition, dont la date de volontariat est au-delà du délai",
    unit="personnes",
    source="Actes de volontariat ; décisions du comité ; délai raisonnable",
    precaution=f"Qui n’a pas été reconnu éligible a eu sa décision et n’y est pas compté. {NO_DUPLICATE}",
    kind=Kind.COUNT,
)
def undecided_beyond_the_delay():
    return count("undecided_late")
