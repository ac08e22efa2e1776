"""Columns of the typed months."""

from django.urls import reverse

from evaluation.counts.models import MonthlyCount
from tzcld.ui import french
from tzcld.ui.lists import Column, Table


def counts(slug: str) -> Table:
    def link(row: MonthlyCount) -> str:
        if row.nature == MonthlyCount.Nature.BEFORE:
            return reverse("evaluation:count_before", args=[slug])
        return reverse("evaluation:count_edit", args=[slug, row.month.year, row.month.month])

    def words(row: MonthlyCount) -> str:
        name = french.month(row.month)
        return (
            f"Avant {name}"
            if row.nature == MonthlyCount.Nature.BEFORE
            else french.upper_first(name)
        )

    return Table(
        name="chiffres-du-mois",
        one="mois",
        many="mois",
        order="-month",
        empty="Chaque mois saisi paraîtra ici.",
        columns=[
            Column("month", "Mois", value=words, sort="month", link=link),
            Column("identified", "Repérées", kind="number"),
            Column("met", "Rencontrées", kind="number"),
            Column("interviewed", "Entretiens", kind="number"),
            Column("volunteers", "Volontaires", kind="number"),
            Column("eligible", "Éligibles", kind="number"),
            Column("proposed", "Premières propositions", kind="number", screen=False),
            Column("solved_ebe", "EBE", kind="number"),
            Column("solved_elsewhere", "Ailleurs", kind="number"),
            Column("left_otherwise", "Autres sorties", kind="number"),
            Column("waiting", "En attente", kind="number"),
            Column("paused", "En pause", kind="number"),
            Column("reason", "Explication", screen=False),
            Column("typed_by", "Saisi par", value="typed_by", screen=False),
            Column("typed_at", "Saisi le", kind="datetime", screen=False),
        ],
    )
