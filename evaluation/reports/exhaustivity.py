"""The chapter on exhaustivity: the sentences, the flows and the table of the exhaustivity page, as the report may print them."""

from dataclasses import asdict
from datetime import timedelta

from evaluation.exhaustivity import flows, words
from evaluation.exhaustivity.models import DEFAULT_MONTHS
from evaluation.exhaustivity.page import rule_in_force
from evaluation.indicators import DIMENSIONS
from evaluation.masking import Mask
from evaluation.reports import blocks, unnamed
from evaluation.reports.figures import Figures
from evaluation.reports.place import next_month
from territories.models import Phase, Territory
from tzcld.ui import french


def facts(territory: Territory, figures: Figures) -> words.Facts:
    last = next_month(figures.month) - timedelta(days=1)
    rule = rule_in_force(territory, last)
    stock, cover = figures.at(territory, "E12"), figures.at(territory, "E11A")
    flag = figures.at(territory, "E13").shown
    late = figures.at(territory, "E9", None, "proposal", "late")
    undecided = figures.at(territory, "ADEL")
    return words.Facts(
        is_habilitated=Phase.objects.filter(
            territory=territory, kind=Phase.Kind.HABILITATED, period__startswith__lte=last
        ).exists(),
        patience=rule.months if rule else DEFAULT_MONTHS,
        stock=stock.number,
        stock_masked=stock.is_masked,
        over=figures.at(territory, "E12S").number,
        flow=None if flag is None else flag == "oui",
        waiting=figures.at(territory, "E9").number,
        late=late.number,
        late_words=str(late.shown) if late.is_masked else "",
        undecided=undecided.number,
        undecided_words=str(undecided.shown) if undecided.is_masked else "",
        coverage=cover.number,
        coverage_masked=cover.is_masked,
    )


def chapter(territory: Territory, figures: Figures, *more: dict) -> dict:
    """Of a territory; `more`: the sections that end it."""
    found = facts(territory, figures)
    return blocks.part(
        "exhaustivite",
        "Exhaustivité",
        blocks.section(
            "",
            blocks.text(
                *(
                    blocks.words_of(said(found))
                    for said in (words.stock, words.flow, words.coverage)
                )
            ),
        ),
        blocks.section("Qui attend une première proposition", _waiting(territory, figures)),
        _movements(territory, figures),
        *more,
        group="Les personnes",
    )


def of_hub(
    hub: Territory,
    places: list[Territory],
    figures: Figures,
    funnel: list[dict],
) -> dict:
    """Of a hub: its year in a sentence, its funnel and its flows, then where each territory stands."""
    cover = figures.at(hub, "E11A")
    said = words.coverage(
        words.Facts(
            is_habilitated=False,
            patience=DEFAULT_MONTHS,
            coverage=cover.number,
            coverage_masked=cover.is_masked,
        )
    )
    rows = [
        [
            place.name,
            *(figures.at(place, code).shown for code in ("E12", "E13", "E9", "E11A")),
            figures.origin(place),
        ]
        for place in places
    ]
    table = blocks.table(
        "Exhaustivité par territoire",
        "Où en est chaque territoire, par ordre alphabétique",
        [
            blocks.column("Territoire"),
            blocks.column("Stock (E12)", "percent"),
            blocks.column("Flux (E13)"),
            blocks.column("En attente (E9)", "number"),
            blocks.column("Couverture du flux (E11A)", "percent"),
            blocks.column("Source"),
        ],
        rows,
        note="E12 et E13 se mesurent à partir de l’habilitation, dans un territoire qui suit les parcours par nom.",
        dense=True,
    )
    return blocks.part(
        "exhaustivite",
        "Exhaustivité",
        blocks.section("", blocks.text(blocks.words_of(said))),
        blocks.section("De l’estimation à la solution", *funnel),
        _movements(hub, figures),
        blocks.section("Territoire par territoire", table),
        unnamed.section(hub, places, figures),
        group="Territoires côte à côte",
    )


def _movements(territory: Territory, figures: Figures) -> dict:
    # Exact figures by quarter of the calendar, as on the page; masked ones at the points that the report publishes.
    months = flows.ends(figures.months) if figures.exact else figures.quarters
    series = {
        code: {m: figures.at(territory, code, m).number for m in months} for code in flows.CODES
    }
    moved = flows.between(series, months)
    return blocks.section(
        "Entrées, sorties et attente",
        _drawing(moved, flows.caption(moved), masked=not figures.exact),
        blocks.table(
            "Exhaustivité flux",
            "Entrées et sorties de la liste",
            [
                blocks.column(flows.HEAD[0]),
                *(blocks.column(label, "number") for label in flows.HEAD[1:]),
            ],
            [flow.cells for flow in moved],
            note=flows.note(moved, masked=not figures.exact),
        ),
    )


def _drawing(moved: list[flows.Flow], caption: list, *, masked: bool) -> dict | None:
    if flows.drawn(moved, "", masked=masked) is None:
        return None
    rows = [asdict(flow) for flow in moved]
    return blocks.chart("flows", caption, rows=rows, masked=masked)


def _waiting(territory: Territory, figures: Figures) -> dict | None:
    cells = figures.cells(territory, "E9", "proposal")
    if not cells:
        return None
    rows = [[french.upper_first(label), figure.shown] for label, figure in cells]
    columns = [
        blocks.column(DIMENSIONS["proposal"].label),
        blocks.column("Personnes en attente", "number"),
    ]
    note = ""
    if any(f.mask is Mask.HIDDEN for _, f in cells):
        note = "« Non publié » : le chiffre redonnerait, par soustraction, un petit effectif."
    return blocks.table("E9 proposition", "Première proposition", columns, rows, note=note)
