"""Columns of the lists of retention."""

from functools import partial

from django.urls import reverse
from django.utils import timezone

from ppde.eligibility import months_after
from ppde.filters import by_referent
from ppde.models import Person
from ppde.retention.models import Elimination, RetentionRule
from ppde.words import addresses
from territories.filters import WaitingFilter
from tzcld.queries import NAME_ORDER
from tzcld.ui import french
from tzcld.ui.lists import Column, FilterSet, Table

S = Elimination.State
MARKS = {
    S.DRAFT: ("warn", "hourglass-split"),
    S.APPROVED: ("info", "arrow-repeat"),
    S.DONE: ("ok", "check-lg"),
    S.GIVEN_UP: ("", "x-lg"),
}


def _state(made: Elimination) -> tuple[str, str, str]:
    return (*MARKS[made.state], french.upper_first(made.get_state_display()))


class EliminationFilters(FilterSet):
    afaire = WaitingFilter(drafts="pk")

    class Meta:
        model = Elimination
        fields: tuple[str, ...] = ()


def eliminations_table(slug: str) -> Table:
    return Table(
        name="listes-elimination",
        one="liste d’élimination",
        many="listes d’élimination",
        feminine=True,
        order="-prepared_at",
        empty="Une liste se prépare quand des dossiers ont passé leur durée de conservation.",
        columns=[
            Column("prepared_at", "Préparée le", kind="date", sort="prepared_at", head=True,
                   link=addresses("ppde:elimination_detail", slug)),
            Column("what", "Objet", value=lambda e: french.upper_first(e.get_what_display())),
            Column("origin", "Origine", value=lambda e: french.upper_first(e.get_origin_display())),
            Column("state", "État", kind="state", value=_state),
            Column("files", "Lignes", kind="number", value="files"),
            Column("gone", "Éliminés", kind="number", value="gone"),
            Column("visa", "Visa ou accord"),
            Column("approved_by", "Approuvée par", value=lambda e: str(e.approved_by or "")),
        ],
    )  # fmt: skip


class DueFilters(FilterSet):
    referent = by_referent()
    afaire = WaitingFilter(ending="pk", past_files="pk")

    class Meta:
        model = Person
        fields: tuple[str, ...] = ()


def due_table(slug: str, rule: RetentionRule) -> Table:
    """Files to contact again before they go."""
    today = timezone.localdate()

    def ends(person):
        return months_after(person.last_on, rule.months)

    def left(person) -> tuple[str, str, str]:
        days = (ends(person) - today).days
        if days <= 0:
            return ("bad", "hourglass", "Durée passée")
        return ("warn", "clock", f"Encore {french.count(days, 'jour')}")

    return Table(
        name="dossiers-a-recontacter",
        one="dossier sans contact",
        many="dossiers sans contact",
        order="last_on",
        empty="Tous les dossiers ont eu un contact récent, ou sont encore suivis.",
        columns=[
            Column("name", "Personne", value=str, sort=NAME_ORDER, head=True,
                   link=addresses("ppde:person_detail", slug), sub=Column("reference", "Numéro")),
            Column("last_on", "Dernier contact", kind="date", sort="last_on"),
            Column("ends", "Gardé jusqu’au", kind="date", value=ends),
            Column("left", "Délai", kind="state", value=left),
            Column("referent", "Référent·e", value=lambda p: str(p.referent or "Personne")),
        ],
    )  # fmt: skip


def lines_table(
    slug: str,
    made: Elimination,
    word: str,
    may_keep: bool,
    may_compare: bool,
    names: dict[int, str],
) -> Table:
    """`word`: one line of it; `names`: how the rows of another room read, by key; empty for files. Rows of `with_lookalikes`."""
    of_files = made.what == Elimination.What.FILES

    def fate(line) -> tuple[str, str, str]:
        if line.done_at:
            return ("", "check-lg", "Éliminé")
        if line.failed_at:
            return ("bad", "exclamation-triangle", "Pas encore effacé")
        return ("ok", "archive", "Gardé") if line.is_kept else ("warn", "trash", "À éliminer")

    def who(line) -> str:
        if line.done_at:
            return "Identité effacée"
        shown = str(line.person) if line.person else names.get(line.row_id, "")
        return shown or "Identité effacée"

    def alike(line) -> str:
        if line.done_at or not line.lookalike:
            return ""
        return f"Peut-être la même personne que M-{line.lookalike['number']:04d}"

    def compare(line) -> str | None:
        return (
            reverse("ppde:duplicate_compare", args=[slug, line.lookalike["pk"]])
            if may_compare and alike(line)
            else None
        )

    keep = partial(_keep, slug) if may_keep and made.state == S.DRAFT else None
    return Table(
        name=f"elimination-{made.prepared_at:%Y-%m-%d}",
        one=word,
        many=f"{word}s",
        order="last_on",
        columns=[
            Column("number", "Numéro", value="reference", sort="number", head=True, link=keep),
            Column(
                "who",
                "Personne",
                value=who,
                sub=Column("alike", "Doublon possible", value=alike, link=compare),
            ),
            Column(
                "last_on",
                "Dernier contact" if of_files else "Dernier jour",
                kind="date",
                sort="last_on",
            ),
            Column("fate", "Sort", kind="state", value=fate, sort="kept_because"),
            Column("kept_because", "Gardé parce que"),
            Column("done_at", "Éliminé le", kind="date", sort="done_at"),
        ],
    )


def _keep(slug: str, line) -> str:
    return reverse("ppde:elimination_keep", args=[slug, line.pk])
