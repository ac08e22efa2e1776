"""Columns of the team's shares and of the hand-over note, once for page and files."""

from dataclasses import dataclass
from functools import partial

from django.utils import timezone

from ppde.mobilisation import paused_until
from ppde.tables import last_fact_text, state, who
from tzcld.ui import french
from tzcld.ui.lists import Column, Table


@dataclass(frozen=True)
class Share:
    """What one colleague follows; `pk` is None for the persons whom nobody follows."""

    pk: int | None
    name: str
    note: str
    followed: int
    listed: int
    silent: int
    after: int


def referents_table(link) -> Table:
    """Rows are Shares; `link(share)`: where their persons are."""
    return Table(
        name="referents",
        # Those whom nobody follows have their row too: rows are counted, not colleagues.
        one="ligne",
        many="lignes",
        feminine=True,
        order="name",
        columns=[
            Column(
                "name",
                "Référent·e",
                sort="name",
                link=link,
                head=True,
                sub=Column("note", "Situation"),
            ),
            Column("followed", "Personnes suivies", kind="number", sort="followed"),
            Column("listed", "dont sur la liste", kind="number", sort="listed"),
            Column("silent", "dont sans contact", kind="number", sort="silent"),
            Column(
                "after",
                "dont après une sortie",
                kind="number",
                sort="after",
                definition="Des nouvelles sont à prendre à 3, 6 ou 12 mois, ou une mobilité est en cours.",
            ),
        ],
        empty="Les membres de l’équipe apparaîtront ici.",
    )


def handover_table(slug: str) -> Table:
    """Rows of `with_last_fact` with `follow_up_on`, `news_on`, `in_mobility`: what is under way for each person."""
    today = timezone.localdate()
    return Table(
        name="note-de-passation",
        one="personne",
        many="personnes",
        feminine=True,
        order="name",
        columns=[
            who(slug, True),
            state(today),
            Column("volunteer_on", "Volontaire depuis", kind="date", sort="volunteer_on"),
            Column("last_contact_on", "Dernier contact", kind="date", sort="last_contact_on"),
            Column("last_fact", "Dernier fait", value=partial(last_fact_text, today=today)),
            Column("follow_up_on", "À relancer le", kind="date", sort="follow_up_on"),
            Column("news_on", "Nouvelles à prendre le", kind="date", sort="news_on"),
            Column("in_mobility", "Mobilité", value=lambda p: "En cours" if p.in_mobility else ""),
            Column("word", "Mot de passation"),
            Column("phone", "Téléphone", screen=False),
            Column("comment", "Pour l’accueillir", screen=False),
        ],
        empty="Aucune personne suivie pour l’instant.",
    )


def next_date(person) -> str:
    """« Relance le 3 décembre 2026 », « pause jusqu’au… »: what comes next for a row of the note."""
    told = []
    if person.follow_up_on:
        told.append(f"relance le {french.date(person.follow_up_on)}")
    if until := paused_until(person):
        told.append(f"pause jusqu’au {french.date(until)}")
    if person.news_on:
        told.append(f"nouvelles à prendre le {french.date(person.news_on)}")
    if person.in_mobility:
        told.append("mobilité en cours")
    return french.upper_first(", ".join(told))
