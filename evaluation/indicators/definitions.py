"""Indicators of exhaustivity (domain.md §3.4): from the estimate to the solution."""

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

JOURNEY = "Parcours enregistrés par l’équipe projet"
SOLUTION = (
    "Une solution est un emploi dans l’EBE, un CDI, un CDD de 6 mois ou plus, un emploi en SIAE, en ESAT ou EA, "
    "dans la fonction publique, ou une création d’activité."
)
COMMITTEE = "Comité local"
NO_DUPLICATE = "Les doublons ne sont comptés dans aucun mois."
PAST = "Un mois passé se recompte depuis l’histoire : un retour écrit depuis n’y change rien."
ACTS = (
    "Un nouvel acte signé au retour est un volontaire de plus ; un rang repris après un refus, non."
)
SINCE = (
    "Le délai court depuis l’acte de volontariat, ou depuis le nouvel acte signé au retour : un rang repris après un refus "
    "ne le raccourcit pas."
)
ENDED = "Qui a quitté l’EBE n’y compte plus dès le lendemain du dernier jour de son contrat, sauf pour un autre emploi, compté ailleurs."
MEETINGS = f"{JOURNEY} ; feuilles de présence des rencontres"
# What nobody can tell: the same person unnamed twice, or unnamed and then followed (ppde.Session.anonymous).
UNNAMED = (
    "Qui est venu sans être nommé à deux rencontres, ou a un dossier depuis, est compté deux fois : "
    "rien ne permet de les rapprocher."
)


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
    source="Actes de volontariat ; décisions du comité",
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
    source="Actes de volontariat ; décisions du comité ; délai raisonnable",
    precaution=f"Qui n’a pas été reconnu éligible a eu sa décision et n’y est pas compté. {NO_DUPLICATE}",
    kind=Kind.COUNT,
)
def undecided_beyond_the_delay():
    return count("undecided_late")


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
        "Volontaires sortis de la liste sans solution au sens de E6 : formation, emploi court, retraite, déménagement, "
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
    precaution=f"Dépend beaucoup de l’âge du projet et du bassin d’emploi : ne classe pas les territoires. {ENDED}",
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


@indicator(
    "E9",
    version=2,
    name="Personnes en attente d’une solution",
    definition="Personnes actives sur la liste de mobilisation : volontaires, éligibles, sans solution et sans pause en cours.",
    formula="nombre de personnes actives sur la liste à la date du chiffre",
    unit="personnes",
    source="Liste de mobilisation",
    precaution=f"L’ancienneté se compte depuis la date de volontariat qui valait alors. {PAST}",
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
    version=2,
    name="Attente médiane sur la liste",
    definition="La moitié des personnes en attente d’une solution attend depuis plus longtemps.",
    formula="médiane, en jours, du temps écoulé depuis le volontariat des personnes en attente (E9)",
    unit="jours",
    source="Liste de mobilisation",
    precaution="Non calculée quand personne n’attend.",
    kind=Kind.DAYS,
)
def median_wait():
    return delay("wait_median", "waiting")


@indicator(
    "E9P",
    name="Plus longue attente sans proposition",
    definition=(
        "Attente de la personne de la liste, en pause ou non, qui attend depuis le plus longtemps une première proposition."
    ),
    formula="plus grand nombre de jours écoulés depuis le volontariat, parmi les personnes de la liste sans proposition",
    unit="jours",
    source="Liste de mobilisation ; propositions d’emploi",
    precaution="C’est le délai d’une seule personne : seule l’équipe du territoire le lit. Non calculé quand chacune a eu une proposition.",
    kind=Kind.DAYS,
)
def longest_without_proposal():
    return delay("unproposed_longest", "unproposed")


@indicator(
    "E10P",
    version=3,
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
    version=3,
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
    version=4,
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
    version=4,
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
    precaution=f"À partir de 100 %, la liste diminue. Non calculée un mois sans nouveau volontaire. {ACTS}",
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
    source="Actes de volontariat ; sorties de la liste",
    precaution=f"À partir de 100 %, la liste a diminué en un an, aux autres sorties près. {ACTS}",
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
    source="Parcours ; phases du territoire ; contrats de l’EBE",
    precaution=(
        "N’existe qu’à partir de l’habilitation, pour un territoire qui suit les parcours par nom. Tous y comptent, même "
        "ceux qui n’attendent plus d’emploi : la part sans suite possible (E12S) les dit à part. Jusqu’à la version 3, ils "
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
        "d’emploi : décédés, partis à la retraite, ayant déménagé hors du périmètre, ne souhaitant plus d’emploi, ou dont le "
        "comité n’a pas reconnu l’éligibilité."
    ),
    formula="volontaires d’avant l’habilitation sans solution ni suite possible ÷ ces volontaires sans solution",
    unit="%",
    source="Parcours ; phases du territoire ; décisions d’éligibilité du comité",
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
    version=4,
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
    source="Parcours ; phases du territoire ; délai raisonnable fixé par le territoire, à défaut par la métropole",
    precaution=(
        "Le délai est daté : un mois passé garde le sien. Sans délai fixé, il est de 6 mois. Une personne en pause, ou dont "
        "l’éligibilité n’a pas été reconnue, n’attend pas de proposition. Un décès ou un déménagement n’empêche pas "
        "l’exhaustivité de flux, alors que l’exhaustivité de stock (E12) ne peut plus atteindre 100 %."
    ),
    kind=Kind.FLAG,
)
def flow_exhaustivity():
    return Figures(
        "case when not m.habilitated or m.waiting_late + m.undecided_late + m.early_unsolved is null then null "
        "when m.early_over = m.early_unsolved and m.waiting_late + m.undecided_late = 0 then 1 else 0 end"
    )


@indicator(
    "E14",
    name="Sièges tenus par des personnes privées d’emploi",
    definition="Part des sièges votants du comité local tenus par des personnes privées durablement d’emploi.",
    formula="sièges votants du collège des personnes privées d’emploi ÷ sièges votants tenus du comité",
    unit="%",
    source="Composition du comité local",
    precaution="Un mandat fini ne compte plus. Les commissions ne sont pas comptées.",
    kind=Kind.SHARE,
    is_open=True,
    group=COMMITTEE,
)
def seats_held():
    return share("seats_ppde", "seats")


@indicator(
    "E14P",
    name="Présence des personnes privées d’emploi au comité",
    definition="Part des présences de ce collège aux séances du comité local tenues depuis douze mois.",
    formula="présents ou représentés du collège ÷ présences notées du collège, sur douze mois",
    unit="%",
    source="Feuilles de présence des séances",
    precaution="Une séance sans feuille de présence n’est pas comptée.",
    kind=Kind.SHARE,
    is_open=True,
    group=COMMITTEE,
)
def attendance():
    return share("ppde_present", "ppde_called")


@indicator(
    "E15",
    name="Part des personnes hors radar",
    definition="Part des personnes rencontrées qui n’étaient pas inscrites à France Travail.",
    formula="rencontrées non inscrites à France Travail ÷ rencontrées dont l’inscription est connue",
    unit="%",
    source=JOURNEY,
    precaution="Les personnes dont on ne connaît pas l’inscription sont laissées de côté.",
    kind=Kind.SHARE,
    breakdowns=PERSON,
)
def off_radar():
    return share("met_unregistered", "met_known")


@indicator(
    "OBJ",
    version=3,
    name="Objectif d’emplois atteint",
    definition="Sorties de la privation d’emploi rapportées à l’objectif de fin d’année du territoire.",
    formula="solutions (E6) ÷ objectif cumulé de fin d’année",
    unit="%",
    source="Objectifs du territoire ; sorties de la liste",
    precaution=(
        "L’objectif est celui de l’année en cours ou, à défaut, de la première année à venir. Pour une métropole, les "
        f"territoires sans objectif ne sont comptés ni d’un côté ni de l’autre. {ENDED}"
    ),
    kind=Kind.SHARE,
    cells={
        "destination": {
            "ebe": share("solved_ebe", "goal_ebe"),
            "elsewhere": share("solved_elsewhere", "goal_elsewhere"),
        }
    },
)
def target_reached():
    return share("solved", "goal")
