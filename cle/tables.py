"""Columns of the committee room's lists, once for the page and the files."""

from django.utils.text import Truncator

from tzcld.ui import french
from tzcld.ui.lists import Column, Table

MEETING_STATES = {
    "planned": ("", "calendar-event", "Prévue"),
    "convened": ("info", "envelope-check", "Convoquée"),
    "held": ("ok", "check-circle", "Tenue"),
    "cancelled": ("bad", "x-circle", "Annulée"),
}
MINUTES_STATES = {
    "none": ("", "circle", "À rédiger"),
    "draft": ("warn", "pencil", "En projet"),
    "approved": ("ok", "lock", "Approuvé"),
}
OUTCOMES = {
    "adopted": ("ok", "check-circle", "Adoptée"),
    "rejected": ("bad", "x-circle", "Rejetée"),
    "postponed": ("warn", "hourglass", "Reportée"),
    "void": ("", "dash-circle", "Annulée"),
}
RECTIFIED = ("", "arrow-counterclockwise", "Rectifiée")


def outcome_of(decision) -> tuple[str, str, str]:
    """Its state; what has been rectified no longer shows what it said."""
    return RECTIFIED if decision.is_rectified else OUTCOMES[decision.outcome]


ACTIVE = {True: ("ok", "check-circle", "En activité"), False: ("", "archive", "En sommeil")}

MEETINGS = Table(
    name="seances",
    one="séance",
    many="séances",
    feminine=True,
    order="",
    empty="Chaque séance garde son ordre du jour, ses présences, ses décisions et son compte rendu.",
    columns=[
        Column(
            "starts_at",
            "Séance",
            kind="datetime",
            sort="starts_at",
            link=lambda m: m.get_absolute_url(),
            head=True,
        ),
        Column(
            "committee",
            "Instance",
            value="committee.name",
            sort="committee__name",
            sub=Column("title", "Objet"),
        ),
        Column("place", "Lieu"),
        Column(
            "decisions", "Décisions", kind="number", value="decisions_count", sort="decisions_count"
        ),
        Column(
            "state", "État", kind="state", value=lambda m: MEETING_STATES[m.state], sort="state"
        ),
        Column(
            "minutes",
            "Compte rendu",
            kind="state",
            value=lambda m: MINUTES_STATES[m.minutes_state] if m.state == "held" else None,
        ),
    ],
)

DECISIONS = Table(
    name="decisions",
    one="décision",
    many="décisions",
    feminine=True,
    order="-on",
    empty="Les décisions s’enregistrent depuis leur séance et reçoivent un numéro.",
    columns=[
        Column("number", "Numéro", sort="number", link=lambda d: d.get_absolute_url()),
        Column(
            "on",
            "Date",
            kind="date",
            value="meeting.starts_at",
            sort=("meeting__starts_at", "number"),
        ),
        Column(
            "wording",
            "Décision",
            cell=lambda d: Truncator(d.wording).chars(180),
        ),
        Column("kind", "Nature", value="get_kind_display", sort="kind"),
        Column("mode", "Mode", value="get_mode_display", css="nowrap"),
        Column("votes_for", "Pour", kind="number", screen=False),
        Column("votes_against", "Contre", kind="number", screen=False),
        Column("abstentions", "Abstentions", kind="number", screen=False),
        Column("outcome", "Issue", kind="state", value=outcome_of, sort="outcome"),
        Column("conditions", "Conditions", screen=False),
        Column(
            "rectified",
            "Rectifiée par",
            value=lambda d: d.rectification.number if d.is_rectified else "",
            screen=False,
        ),
        Column("committee", "Instance", value="meeting.committee.name", screen=False),
    ],
)

COMMITTEES = Table(
    name="instances",
    one="instance",
    many="instances",
    feminine=True,
    order="kind",
    empty="Le comité, ses commissions et ses groupes de travail, avec leur composition.",
    columns=[
        Column(
            "name",
            "Instance",
            sort="name",
            link=lambda c: c.get_absolute_url(),
            sub=Column("remit", "Rôle"),
        ),
        Column("kind", "Nature", value="get_kind_display", sort="kind"),
        Column("seats", "Sièges pourvus", kind="number", value="seats_count", sort="seats_count"),
        Column("voting", "Voix", kind="number", value="votes_count", sort="votes_count"),
        Column(
            "quorum",
            "Quorum",
            value=lambda c: french.percent(c.quorum_percent / 100) if c.quorum_percent else "aucun",
        ),
        Column("next", "Prochaine séance", kind="date", value="next_meeting", sort="next_meeting"),
        Column(
            "is_active", "État", kind="state", value=lambda c: ACTIVE[c.is_active], sort="is_active"
        ),
    ],
)
