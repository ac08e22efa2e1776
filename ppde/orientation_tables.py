"""Columns of the orientations: what the team reads, and the little that the partner reads of its own."""

import django_filters
from django.db.models import Case, Value, When

from ppde.models import Orientation
from ppde.words import addresses
from territories.filters import WaitingFilter
from tzcld.ui import french
from tzcld.ui.lists import Column, FilterSet, Table

S = Orientation.State
MARKS = {
    S.RECEIVED: ("info", "hourglass-split"),
    S.MET: ("ok", "check-circle"),
    S.CLOSED: ("", "slash-circle"),
}
WAITING_FIRST = (
    Case(When(state="received", person=None, then=Value(0)), default=Value(1)),
    "-sent_at",
)


def state_mark(orientation) -> tuple[str, str, str]:
    """(tone, icon, word), the same for the team and the partner."""
    return (*MARKS[orientation.state], french.upper_first(orientation.get_state_display()))


def _told():
    """What `told_mark` says, to sort by."""
    return Case(When(Orientation.read_as_received(), then=Value(S.RECEIVED.value)), default="state")


def told_mark(orientation) -> tuple[str, str, str]:
    """What the partner reads of it: that it arrived, and what became of it as long as the person agrees."""
    if orientation.is_still_told:
        return state_mark(orientation)
    return (*MARKS[S.RECEIVED], french.upper_first(S.RECEIVED.label))


class SentFilters(FilterSet):
    """By what the partner reads of it (`told_mark`), never by more."""

    etat = django_filters.ChoiceFilter(
        label="État", choices=S.choices, method="told", empty_label="Tous"
    )

    class Meta:
        model = Orientation
        fields: tuple[str, ...] = ()

    def told(self, rows, name, value):
        return rows.alias(told=_told()).filter(told=value)


def sent_table(reader, *, with_colleagues: bool) -> Table:
    """What a partner reads: no name, no file, three states; who of its organisation sent it, to ask that colleague."""
    by = Column(
        "author",
        "Par",
        value=lambda o: "Vous" if o.author_id == reader.pk else str(o.author),
        sort=("author__last_name", "author__first_name"),
    )
    return Table(
        name="orientations",
        one="orientation",
        many="orientations",
        feminine=True,
        order="-sent_at",
        columns=[
            Column("initials", "Initiales", head=True),
            Column("sent_at", "Envoyée le", kind="date", sort="sent_at"),
            *([by] if with_colleagues else []),
            Column("state", "État", kind="state", value=told_mark, sort=(_told(),)),
        ],
        empty="Vous n’avez encore orienté personne. L’équipe du territoire attend vos orientations.",
    )


def orientations_table(slug: str) -> Table:
    return Table(
        name="orientations",
        one="orientation",
        many="orientations",
        feminine=True,
        order="state",
        columns=[
            Column(
                "name",
                "Personne",
                value=str,
                sort=("last_name", "first_name"),
                link=addresses("ppde:orientation_answer", slug),
                head=True,
                sub=Column(
                    "reference", "Dossier", value=lambda o: o.person.reference if o.person else None
                ),
            ),
            Column("state", "État", kind="state", value=team_mark, sort=WAITING_FIRST),
            Column("sent_at", "Envoyée le", kind="date", sort="sent_at"),
            Column("organisation", "Organisation", value=lambda o: str(o.organisation or "")),
            Column("author", "Par", value=lambda o: str(o.author)),
        ],
        empty="Aucun partenaire n’a encore orienté de personne. Ouvrez-leur un accès depuis la page «\u00a0Équipe\u00a0».",
    )


class OrientationFilters(FilterSet):
    etat = django_filters.ChoiceFilter(
        label="État", field_name="state", choices=S.choices, empty_label="Tous"
    )
    afaire = WaitingFilter(orientations="pk")

    class Meta:
        model = Orientation
        fields: tuple[str, ...] = ()


def team_mark(orientation) -> tuple[str, str, str]:
    """For the team, what nobody answered yet stands apart."""
    if orientation.state == S.RECEIVED and not orientation.person_id:
        return ("warn", "exclamation-circle", "À traiter")
    return state_mark(orientation)
