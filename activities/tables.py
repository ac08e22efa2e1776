"""The columns of the portfolio, once for page and files."""

from activities.models import Activity
from tzcld.ui.lists import Column, Table

# tone, icon, word of each state: the same trio everywhere
STATES = {
    Activity.State.IDEA: ("line", "lightbulb", "Idée"),
    Activity.State.STUDIED: ("line", "search", "Besoin étudié"),
    Activity.State.GRID: ("info", "pencil", "Grille remplie"),
    Activity.State.HUB_OPINION: ("info", "chat-dots", "Avis de la métropole"),
    Activity.State.DECIDED: ("info", "check-lg", "Décidée par le comité"),
    Activity.State.TRIAL: ("warn", "hourglass-split", "En test"),
    Activity.State.RUNNING: ("ok", "check-circle", "En production"),
    Activity.State.REVIEW: ("warn", "eye", "En revue"),
    Activity.State.STOPPED: ("", "x-circle", "Arrêtée"),
}


def state_of(activity: Activity) -> tuple[str, str, str]:
    return STATES[Activity.State(activity.state)]


ACTIVITIES = Table(
    name="activites",
    one="activité",
    many="activités",
    feminine=True,
    order="name",
    empty="Le portefeuille rassemble les idées, les essais et les activités en production.",
    columns=[
        Column("name", "Activité", sort="name", link=lambda a: a.address),
        Column("sector", "Secteur", value="get_sector_display", sort="sector"),
        Column("state", "État", kind="state", value=state_of, sort="state"),
        Column("territory", "Territoire", value="territory.name", sort="territory__name"),
        Column("carrier", "EBE porteuse", value="carrier.name", sort="carrier__name"),
        Column(
            "expected_fte",
            "ETP attendus",
            kind="number",
            sort="expected_fte",
            definition="Emplois en équivalent temps plein que l’activité peut porter.",
        ),
        Column("started_on", "En production depuis", kind="date", sort="started_on"),
    ],
)
