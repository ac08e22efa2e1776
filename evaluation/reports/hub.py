"""The contents of a « rapport métropolitain »: the essentials, territories side by side with their context, a chapter each.

Comparison is never a ranking: alphabetical order, one scale, the context beside the figure.
"""

from collections.abc import Callable
from datetime import date

from evaluation.indicators import REGISTRY, Kind
from evaluation.masking import Mask
from evaluation.reports import blocks, exceptions, exhaustivity, territory, wording
from evaluation.reports import place as description
from evaluation.reports.figures import Figures
from territories.models import Phase, Territory
from territories.outlines import maps
from tzcld.ui import french

COMPARED = ("E5", "E6", "E9", "E7", "E8", "E10S", "E11A", "E12", "E15", "ETP")
CHAPTER = ("E5", "E6", "E9")
CHAPTER_FIGURES = (
    "P0",
    "REP",
    "REN",
    "ENT",
    "E5",
    "E6",
    "E9",
    "E7",
    "E8",
    "E10P",
    "E10S",
    "E15",
    "OBJ",
    "EFF",
    "ETP",
    "CDE",
)


def lead(hub: Territory, figures: Figures) -> list:
    return territory.lead(hub, figures)


def parts(
    hub: Territory,
    places: list[Territory],
    figures: Figures,
    alive: Callable[[], None],
    audience: str,
) -> list[dict]:
    since = phases_at(places, figures.month)
    found = [territory.opening(hub, figures), overview(hub, places, figures, since)]
    found += [
        exhaustivity.of_hub(hub, places, figures, _funnel(hub, figures)),
        exceptions.part(hub, places, figures, audience),
    ]
    found += [compared(hub, places, figures, code, since) for code in COMPARED]
    for place in places:
        alive()
        found += chapter(place, figures, since)
    return found


def _funnel(hub: Territory, figures: Figures) -> list[dict]:
    now, before = figures.at(hub, "P0"), figures.a_year_before(hub, "P0")
    caption = wording.fact("P0", figures.month, now, before)
    return [territory.funnel(hub, figures, caption), territory.funnel_table(hub, figures)]


def phases_at(places: list[Territory], month: date) -> dict[int, Phase]:
    """The last phase begun by the end of the month, by territory."""
    rows = Phase.objects.filter(
        territory__in=places, period__startswith__lt=description.next_month(month)
    ).order_by("period")
    return {phase.territory_id: phase for phase in rows}


def context_words(place: Territory, since: dict[int, Phase]) -> str:
    """« Habilité depuis juillet 2022, 4 000 habitants »."""
    phase = since.get(place.pk)
    words = []
    if phase:
        words.append(f"{phase} depuis {french.month(phase.since)}")
    if place.population:
        words.append(french.count(place.population, "habitant"))
    return french.upper_first(", ".join(words))


def _context(place: Territory, figures: Figures, since: dict[int, Phase]) -> str:
    """Beside a figure: the context, and its source when it is not the journeys."""
    source = french.lower_first(figures.origin(place)) if place.pk in figures.typed else ""
    return french.upper_first(", ".join(filter(None, (context_words(place, since), source))))


def overview(
    hub: Territory, places: list[Territory], figures: Figures, since: dict[int, Phase]
) -> dict:
    """Who the territories are: the context, before any figure of result."""
    context = blocks.table(
        "Territoires",
        "Territoires de la métropole, par ordre alphabétique",
        [
            blocks.column("Territoire"),
            blocks.column("Phase"),
            blocks.column("Depuis", "month"),
            blocks.column("Habitants", "number"),
            blocks.column("Personnes estimées", "number"),
        ],
        [
            [
                place.name,
                french.upper_first(str(since[place.pk])) if place.pk in since else None,
                since[place.pk].since if place.pk in since else None,
                place.population,
                figures.at(place, "P0").shown,
            ]
            for place in places
        ],
    )
    codes = ("E5", "E6", "E9", "E8", "ETP")
    results = blocks.table(
        "Vue d’ensemble",
        f"Volontaires et solutions, {wording.as_of(figures.month, capital=False)}",
        [
            blocks.column("Territoire"),
            blocks.column("Volontaires", "number"),
            blocks.column("Solutions", "number"),
            blocks.column("En attente", "number"),
            blocks.column("Hors EBE", "percent"),
            blocks.column("ETP en EBE", "decimal"),
        ],
        [
            [place.name, *(figures.at(place, code).shown for code in codes)]
            for place in [*places, hub]
        ],
    )
    return blocks.part(
        "territoires",
        "Les territoires et leur contexte",
        blocks.section("", _map(hub, since), context),
        blocks.section("Volontaires et solutions", results),
        group="Territoires côte à côte",
    )


def _map(hub: Territory, since: dict[int, Phase]) -> dict | None:
    """The territories by their phase of that month, where the hub has loaded outlines."""
    found = maps.read_hub(hub, {pk: phase.kind for pk, phase in since.items()})
    if not found.outlines:
        return None
    return blocks.map_of(found, f"Carte des territoires, {hub.name}")


def compared(
    hub: Territory, places: list[Territory], figures: Figures, code: str, since: dict[int, Phase]
) -> dict:
    """One indicator over all the territories: same scale, alphabetical order."""
    indicator = REGISTRY[code]
    factor, unit = (100, "%") if indicator.kind is Kind.SHARE else (1, "")
    if indicator.kind in (Kind.DAYS, Kind.FTE):
        unit = indicator.unit
    rows, silent = [], []
    for place in places:
        figure = figures.at(place, code)
        # Only a small count may be drawn without its value: it says under which threshold.
        if figure.number is None and figure.mask is not Mask.SMALL:
            silent.append(place.name)
            continue
        value = territory.scaled(figure, factor)
        rows.append(
            {
                "value": value,
                "name": place.name,
                "unit": unit if value is not None else "",
                "said": figure.shown if value is None else "",
            }
        )
    now, before = figures.at(hub, code), figures.a_year_before(hub, code)
    caption = wording.fact(code, figures.month, now, before)
    drawing = blocks.chart("bars", caption, rows=rows) if rows else None
    without = f"Sans chiffre à cette date : {wording.listing(silent)}." if silent else ""
    table = blocks.table(
        f"{code} par territoire",
        f"{indicator.name}, par territoire",
        [
            blocks.column("Territoire"),
            wording.value_column(code, french.upper_first(french.month(figures.month))),
            wording.value_column(code, "Un an plus tôt"),
            blocks.column("Contexte"),
        ],
        [
            [
                place.name,
                figures.at(place, code).shown,
                figures.a_year_before(place, code).shown,
                _context(place, figures, since) or None,
            ]
            for place in places
        ]
        + [[hub.name, now.shown, before.shown, None]],
        note=without,
        dense=True,
    )
    return blocks.part(
        code.lower(),
        indicator.name,
        blocks.section("", drawing, table, territory.method(hub, code, figures)),
        code=f"Indicateur {code}, version {indicator.version}",
        group="Territoires côte à côte",
    )


def chapter(place: Territory, figures: Figures, since: dict[int, Phase]) -> list[dict]:
    """A territory: who it is, its figures, its year, its enterprises and activities."""
    key = f"t-{place.slug}"
    rows = [
        [
            REGISTRY[code].name,
            wording.value_words(code, figures.at(place, code)),
            wording.value_words(code, figures.a_year_before(place, code)),
        ]
        for code in CHAPTER_FIGURES
    ]
    head = french.upper_first(french.month(figures.month))
    numbers = blocks.table(
        f"{place.name} chiffres",
        f"{place.name}, {wording.as_of(figures.month, capital=False)}",
        [
            blocks.column("Indicateur"),
            {**blocks.column(head), "kind": "number"},
            {**blocks.column("Un an plus tôt"), "kind": "number"},
        ],
        rows,
    )
    who = blocks.facts(
        ("Phase", context_words(place, since)),
        ("Habitants", description.population(place)),
        (
            "Source des chiffres",
            f"{figures.origin(place)}, sans aucun nom" if place.pk in figures.typed else "",
        ),
    )
    caption = territory.lead(place, figures)
    year = [
        territory.evolution_chart(place, figures, "E9", caption),
        _evolution(place, figures),
    ]
    return [
        blocks.part(
            key,
            place.name,
            blocks.section("", blocks.text(place.presentation), who),
            blocks.section("Les chiffres", numbers),
            blocks.section("L’année écoulée", *year),
            _named(place, description.enterprises(place, figures.month)),
            _named(place, description.activities(place)),
            group="Un chapitre par territoire",
        )
    ]


def _evolution(place: Territory, figures: Figures) -> dict:
    points = {code: dict(figures.series(place, code)) for code in CHAPTER}
    return blocks.table(
        f"{place.name} année",
        f"{place.name}, évolution par trimestre",
        [
            blocks.column("Fin de mois", "month"),
            blocks.column("Volontaires", "number"),
            blocks.column("Solutions", "number"),
            blocks.column("En attente", "number"),
        ],
        [[m, *(points[code][m].shown for code in CHAPTER)] for m in figures.quarters],
    )


def _named(place: Territory, section: dict) -> dict:
    """Tables of a chapter carry the territory's name: in the annex each is a sheet."""
    for block in section["blocks"]:
        if block["type"] == "table":
            block["id"] = f"{place.name} {block['id']}"
    return section
