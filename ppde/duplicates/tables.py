"""Columns of the lists of duplicates."""

import django_filters
from django.urls import reverse

from ppde.duplicates.matching import PROBABLE
from ppde.duplicates.models import Inquiry, Lookalike
from ppde.filters import OfPersons
from ppde.words import addresses
from territories.filters import WaitingFilter
from tzcld.ui import french
from tzcld.ui.lists import Column, FilterSet, Table

EVERY = "toutes"


class StateFilter(django_filters.ChoiceFilter):
    """The pairs to look at until another state is asked for: one set apart « ne sera plus montrée »."""

    def filter(self, queryset, value):
        return queryset if value == EVERY else queryset.filter(state=value or Lookalike.State.OPEN)


class LookalikeFilters(FilterSet):
    etat = StateFilter(
        label="État",
        choices=[
            (Lookalike.State.APART, french.upper_first(Lookalike.State.APART.label)),
            (EVERY, "Toutes les paires"),
        ],
        empty_label=french.upper_first(Lookalike.State.OPEN.label),
    )
    afaire = WaitingFilter(lookalikes="pk")

    class Meta:
        model = Lookalike
        fields: tuple[str, ...] = ()


class InquiryFilters(OfPersons):
    afaire = WaitingFilter(next_door="pk")

    class Meta:
        model = Inquiry
        fields: tuple[str, ...] = ()


def _mark(pair) -> tuple[str, str, str]:
    if pair.state == Lookalike.State.APART:
        return ("", "person", "Deux personnes")
    if pair.likeness >= PROBABLE:
        return ("warn", "exclamation-triangle", "Très probable")
    return ("info", "search", "Possible")


def _file(key: str, label: str, link=None) -> Column:
    def name(pair):
        return str(getattr(pair, key))

    return Column(
        key,
        label,
        value=name,
        link=link,
        head=link is not None,
        sort=(f"{key}__last_name", f"{key}__first_name"),
        sub=Column(f"{key}_reference", f"Numéro ({label.lower()})", value=f"{key}.reference"),
    )


def lookalikes_table(slug: str) -> Table:
    address = addresses("ppde:duplicate_compare", slug)
    return Table(
        name="doublons",
        one="paire de dossiers",
        many="paires de dossiers",
        feminine=True,
        order="-mark",
        empty="Quand deux dossiers se ressemblent, ils apparaissent ici, avec la raison.",
        columns=[
            _file("first", "Dossier", address),
            _file("second", "Autre dossier"),
            Column(
                "reasons", "Pourquoi", value=lambda p: french.upper_first(french.listing(p.reasons))
            ),
            Column("mark", "Même personne\u00a0?", kind="state", value=_mark, sort="likeness"),
            Column("found_at", "Repérée le", kind="date", sort="found_at"),
        ],
    )


def merges_table(slug: str, may_undo: bool) -> Table:
    def undo(made):
        return reverse("ppde:merge_undo", args=[slug, made.pk])

    def what(made):
        if made.undone_at:
            return f"Défaite le {french.date(made.undone_at)} par {made.undone_by}"
        return "Peut être défaite" if made.may_be_undone else "Définitive"

    kept = addresses("ppde:person_detail", slug)
    return Table(
        name="fusions",
        one="fusion",
        many="fusions",
        feminine=True,
        order="-merged_at",
        empty="Les dossiers fusionnés apparaîtront ici.",
        columns=[
            Column("absorbed_reference", "Dossier repris", sort="absorbed_reference"),
            Column(
                "kept",
                "Dans le dossier",
                value="kept.reference",
                head=True,
                link=lambda m: kept(m.kept),
            ),
            Column("reason", "Raison"),
            Column("merged_by", "Par", value=lambda m: str(m.merged_by)),
            Column("merged_at", "Le", kind="date", sort="merged_at"),
            Column(
                "undo",
                "Suite",
                value=what,
                link=lambda m: undo(m) if may_undo and m.may_be_undone else None,
            ),
        ],
    )


def _answer(inquiry) -> tuple[str, str, str]:
    return {
        Inquiry.State.OPEN: ("warn", "hourglass-split", "Sans réponse"),
        Inquiry.State.SAME: ("ok", "check-lg", "Même personne"),
        Inquiry.State.OTHER: ("", "people", "Deux personnes"),
    }[inquiry.state]


def inquiries_table(slug: str) -> Table:
    def answer(inquiry):
        received = inquiry.way == Inquiry.Way.RECEIVED and not inquiry.person.anonymised_on
        return reverse("ppde:inquiry_answer", args=[slug, inquiry.pk]) if received else None

    def again(inquiry):
        """The last of a pair, answered « deux personnes », may be asked again."""
        return inquiry.is_last and inquiry.may_be_asked_again

    def follow(inquiry):
        if again(inquiry):
            return reverse("ppde:inquiry_again", args=[slug, inquiry.pk])
        return answer(inquiry)

    def todo(inquiry):
        if again(inquiry):
            return "Demander de nouveau"
        if not answer(inquiry):
            return ""
        return "Répondre" if inquiry.state == Inquiry.State.OPEN else "Changer la réponse"

    return Table(
        name="demandes-entre-territoires",
        one="demande",
        many="demandes",
        feminine=True,
        order="-asked_at",
        empty="Les questions posées à un autre territoire, et celles qu’il vous pose, apparaîtront ici.",
        columns=[
            Column(
                "person",
                "Personne",
                value=lambda i: str(i.person),
                head=True,
                sub=Column("reference", "Numéro", value="person.reference"),
            ),
            Column("way", "Sens", value=lambda i: french.upper_first(i.get_way_display())),
            Column("peer", "Territoire", value=lambda i: i.peer.name, sort="peer__name"),
            Column("asked_by", "Demandé par"),
            Column("asked_at", "Le", kind="date", sort="asked_at"),
            Column("state", "Réponse", kind="state", value=_answer, link=answer),
            Column("reason", "Demandé de nouveau"),
            Column(
                "todo",
                "À faire",
                value=todo,
                link=follow,
                export=False,
            ),
        ],
    )
