"""What a territory holds to: its committee, who was off the radar, its target (domain.md §3.4, E14 and E15; OBJ)."""

from evaluation.indicators.registry import PERSON, Kind, indicator, share
from evaluation.indicators.wording import COMMITTEE, ENDED, JOURNEY


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
