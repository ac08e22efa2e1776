"""Columns of the list of meetings, once for the page and for the files."""

from ppde.models import Session
from ppde.words import addresses
from tzcld.ui import french
from tzcld.ui.lists import Column, Table

STATES = {
    Session.State.PLANNED: ("info", "calendar-event"),
    Session.State.HELD: ("ok", "check-circle"),
    Session.State.CANCELLED: ("", "slash-circle"),
}
LATE = ("warn", "exclamation-circle", "Feuille à remplir")


def session_mark(session) -> tuple[str, str, str]:
    """(tone, icon, word); a session that is over without its sheet says so."""
    if session.state == Session.State.PLANNED and session.is_over:
        return LATE
    return (*STATES[session.state], french.upper_first(session.get_state_display()))


def sessions_table(slug: str) -> Table:
    """Rows of `Session.objects.with_counts()`."""
    return Table(
        name="rencontres",
        one="rencontre",
        many="rencontres",
        feminine=True,
        order="-starts_at",
        columns=[
            Column("starts_at", "Quand", kind="datetime", sort="starts_at"),
            Column(
                "title",
                "Rencontre",
                sort="title",
                link=addresses("ppde:gathering_detail", slug),
                head=True,
                sub=Column(
                    "kind",
                    "Nature",
                    value=lambda s: french.upper_first(s.get_kind_display()),
                ),
            ),
            Column("state", "État", kind="state", value=session_mark),
            Column("place", "Lieu", sort="place"),
            Column(
                "animator", "Animée par", value=lambda s: str(s.animator) if s.animator else None
            ),
            Column("seats", "Places", kind="number", sort="seats", screen=False),
            Column("enrolled", "Sur la feuille", kind="number", sort="enrolled"),
            Column(
                "came",
                "Venues",
                kind="number",
                value=lambda s: s.came if s.state == Session.State.HELD else None,
                sort="came",
                definition="Personnes présentes, nommées ou non.",
            ),
            Column(
                "anonymous",
                "dont sans nom",
                kind="number",
                value=lambda s: s.anonymous if s.state == Session.State.HELD else None,
                sort="anonymous",
            ),
        ],
        empty="Informations collectives, permanences, ateliers, visites\u00a0: prévoyez la première, sa feuille de présence suivra.",
    )
