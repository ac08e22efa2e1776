"""Columns of the forecasts kept."""

from collections.abc import Mapping
from datetime import date

from django.urls import reverse

from evaluation.aggregates import Figure
from evaluation.forecasts import words
from tzcld.ui.lists import Column, Table


def forecasts(slug: str, longest: Mapping[date, Figure]) -> Table:
    """`longest`: {month: E9P}, what came true of each date is read from it."""
    return Table(
        name="previsions",
        one="prévision",
        many="prévisions",
        feminine=True,
        order="-made_at",
        empty="Une prévision enregistrée se comparera au réel, mois après mois.",
        columns=[
            Column(
                "made_at",
                "Enregistrée",
                kind="datetime",
                link=lambda f: reverse("evaluation:forecast_detail", args=[slug, f.pk]),
            ),
            Column("made_by", "Par", value="made_by"),
            Column(
                "dates",
                "Toutes les propositions faites en",
                value=lambda f: words.dates(f.low, f.central, f.high),
            ),
            Column("liste", "Liste alors", kind="number", value=lambda f: f.basis.get("listed")),
            Column("reel", "Ce qui s’est passé", value=lambda f: words.state(f, longest)),
            Column("note", "Commentaire"),
        ],
    )
