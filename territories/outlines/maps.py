"""The maps of a territory and of a hub: read from the outlines at hand, drawn once for each state of what they show.

Without outlines there is no map and no more than one statement; with them, a page that was shown already asks one statement
and the cache.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from territories.models import Outline, OutlineFile, PerimeterUnit, Phase, Territory
from territories.outlines import perimeters
from territories.outlines.perimeters import Ground
from tzcld.forgiving import cache
from tzcld.queries import alphabetical, prepared_cursor
from tzcld.ui import charts, french
from tzcld.ui.charts.pictures import edition

# Seconds: as its pictures, a map is drawn again when what it shows changes.
KEPT = 26 * 3600
# Half of the side of what is read around a territory, as a share of its own: more than a map shows (charts/mapping.py).
AROUND = 0.8
Kind = Phase.Kind
# Each phase: one, several, and its fill. Never a figure: a map of figures would rank.
PHASES = {
    Kind.HABILITATED: ("habilité", "habilités", "full"),
    Kind.RENEWING: ("en renouvellement", "en renouvellement", "rows"),
    Kind.CANDIDATE: ("candidat", "candidats", "hatch"),
    Kind.FORMED: ("projet constitué", "projets constitués", "dots"),
    Kind.EMERGING: ("émergent", "émergents", "hollow"),
    Kind.ADJOURNED: ("ajourné", "ajournés", "grid"),
    Kind.LEFT: ("sorti", "sortis", "back"),
    None: ("sans phase indiquée", "sans phase indiquée", "flat"),
}
STATE = """
with here as (select id, name, hub_id from territories_territory where id = %(place)s or hub_id = %(place)s)
select md5(concat_ws('|', f::text,
    (select string_agg(here::text, '|' order by id) from here),
    (select string_agg(u::text, '|' order by u.id) from territories_perimeterunit u where u.territory_id in (select id from here)),
    (select string_agg(concat(p.territory_id, p.kind), '|' order by p.id) from territories_phase p
     where p.territory_id in (select id from here) and p.period @> %(today)s::date)
))
from territories_outlinefile f where f.territory_id = %(hub)s
"""


def sheet(territory: Territory) -> SafeString | str:
    """The figure of a territory's perimeter; "" when no outline draws one of its communes."""

    def make():
        chart = sheet_chart(territory)
        return chart, chart.html() if chart else ""

    return _remembered(territory, make) or ""


def hub(of: Territory) -> dict | None:
    """The figure of a hub's territories by phase, and their list: {figure, groups}; None without outlines."""

    def make():
        found = read_hub(of)
        chart = found.chart
        return chart, {"figure": chart.html(), "groups": found.groups} if chart else None

    return _remembered(of, make)


def _remembered(place: Territory, make: Callable[[], tuple]):
    """What `make` gives beside its chart, kept for this state of the place; None, by one statement, without a file."""
    with prepared_cursor() as cursor:
        hub_id, today = place.rules_hub_id, timezone.localdate()
        cursor.execute(STATE, {"place": place.pk, "hub": hub_id, "today": today})
        row = cursor.fetchone()
    if row is None:
        return None
    name = f"map:{edition()}:{place.pk}:{row[0]}"
    kept = cache.get(name)
    if kept is None:
        chart, made = make()
        # In a list: that there is nothing to draw is worth keeping too. A picture that failed is tried again soon.
        kept = [made]
        cache.set(name, kept, KEPT if chart is None or chart.svg else 60)
    return kept[0]


def draw_ahead(of: Territory) -> None:
    """The maps of a hub and of its territories, put in the store before a page asks for them."""
    hub(of)
    for place in Territory.objects.of_hub(of):
        sheet(place)


def _file(place: Territory) -> OutlineFile | None:
    return OutlineFile.objects.filter(territory=place.rules_hub_id).first()


class Credited:
    """What every map says of its outlines."""

    file: OutlineFile | None

    @property
    def credit(self) -> str:
        return f"Contours\u00a0: {self.file.credit}." if self.file else ""


# Words, and whether they are strong.
Run = tuple[str, bool]


def _sentence(runs: Iterable[Run]) -> SafeString:
    strong = "<strong>{}</strong>"
    said = ((format_html(strong, words) if is_strong else words,) for words, is_strong in runs)
    return format_html_join("", "{}", said)


# A territory ────────────────────────────────────────────────────────────────────────────────────


@dataclass
class Sheet(Credited):
    """What the map of a perimeter shows, before it is drawn."""

    territory: Territory
    file: OutlineFile
    units: list[PerimeterUnit]
    ground: Ground
    drawn: dict[str, bool]  # code of an outline: in part only
    outlines: list[Outline]  # those of the territory and around it

    @property
    def areas(self) -> list[charts.Area]:
        """Neighbours first."""
        ours = [o for o in self.outlines if o.code in self.drawn]
        around = [o for o in self.outlines if o.code not in self.drawn]
        return [
            *(charts.Area(o.polygons, label=o.name) for o in around),
            *(
                charts.Area(
                    o.polygons,
                    "hatch" if self.drawn[o.code] else "full",
                    o.name,
                    self.drawn[o.code],
                )
                for o in ours
            ),
        ]

    @property
    def legend(self) -> list[charts.Sign]:
        parts = set(self.drawn.values())
        found = []
        if False in parts:
            found.append(charts.Sign("full", "commune du territoire"))
        if True in parts:
            words = "commune dont le territoire occupe une partie"
            found.append(charts.Sign("hatch", words, is_part=True))
        if len(self.outlines) > len(self.drawn):
            found.append(charts.Sign(charts.CONTEXT, "commune voisine"))
        return found

    @property
    def fact(self) -> list[Run]:
        found = self.ground
        names, parts = list(found.communes.values()), found.parts
        districts = found.districts
        if len(names) == 1 and parts:
            said = [
                ("Le territoire occupe une partie d’une commune", True),
                (f", {names[0]}", False),
            ]
            tail = f"\u00a0: {french.listing(districts)}." if districts else "."
            said.append((tail, False))
        else:
            n = french.words_number(len(names), feminine=True)
            word = french.accord(len(names), "commune,communes")
            some = (
                f", dont {french.words_number(len(parts), feminine=True)} en partie"
                if parts
                else ""
            )
            said = [
                (f"Le territoire couvre {n} {word}{some}", True),
                (f"\u00a0: {french.listing(names)}.", False),
            ]
            if districts:
                said.append((f" Quartiers nommés\u00a0: {french.listing(districts)}.", False))
        return [*said, *self._not_drawn()]

    def _not_drawn(self) -> list[Run]:
        known = set(self.drawn)
        missing = self.ground.missing(known)
        cities = [o.name for o in self.outlines if o.code in known - set(self.ground.communes)]
        said = []
        if missing:
            said.append((f" Sans contour dans le fichier\u00a0: {french.listing(missing)}.", False))
        if cities and not missing and len(cities) == 1:
            said.append((f" La carte montre toute la ville\u00a0: {cities[0]}.", False))
        return said

    @property
    def label(self) -> str:
        """For who does not see the map."""
        named = {o.code: o.name for o in self.outlines}
        whole = [named[c] for c, part in self.drawn.items() if not part]
        parts = [named[c] for c, part in self.drawn.items() if part]
        around = [o.name for o in self.outlines if o.code not in self.drawn]
        said = []
        if whole:
            said.append(f"en plein, {french.listing(whole)}")
        if parts:
            said.append(
                f"hachuré, parce que le territoire en occupe une partie, {french.listing(parts)}"
            )
        if around:
            said.append(f"autour, {french.listing(around[:12])}")
        return "\u00a0; ".join(said)

    @property
    def rows(self) -> list[tuple]:
        return [
            (
                unit.name,
                unit.get_kind_display(),
                unit.insee_code or "–",
                french.number(unit.population) or "–",
            )
            for unit in self.units
        ]


def read_sheet(territory: Territory) -> Sheet | None:
    """What a map of this perimeter would show; None when no outline draws one of its communes."""
    file = _file(territory)
    if file is None:
        return None
    units = list(PerimeterUnit.objects.within(territory))
    ground = perimeters.ground(units)
    outlines = Outline.objects.filter(file=file)
    ours = list(outlines.filter(code__in=perimeters.wanted(ground.communes)))
    ground.learn({o.code: o.name for o in ours})
    drawn = ground.codes({o.code for o in ours})
    ours = [o for o in ours if o.code in drawn]
    if not ours:
        return None
    around = outlines.filter(_near(ours)).exclude(code__in=perimeters.wanted(drawn))
    return Sheet(territory, file, units, ground, drawn, [*ours, *around.order_by("name")])


def _near(outlines: Iterable[Outline]) -> Q:
    west, east = min(o.west for o in outlines), max(o.east for o in outlines)
    south, north = min(o.south for o in outlines), max(o.north for o in outlines)
    # Twice as many degrees of longitude make the same distance, or more, up to sixty degrees of latitude.
    half = AROUND * max((east - west), north - south)
    x, y = (west + east) / 2, (south + north) / 2
    return Q(
        west__lte=x + 2 * half, east__gte=x - 2 * half, south__lte=y + half, north__gte=y - half
    )


def sheet_chart(territory: Territory) -> charts.Chart | None:
    found = read_sheet(territory)
    if found is None:
        return None
    return charts.areas(
        found.areas,
        caption=_sentence(found.fact),
        title=f"Carte du périmètre, {territory.name}",
        label=found.label,
        legend=found.legend,
        head=("Nom", "Nature", "Code INSEE", "Habitants"),
        rows=found.rows,
        source=found.credit,
        table_label="Voir la liste des communes et des quartiers",
    )


# A hub ──────────────────────────────────────────────────────────────────────────────────────────


@dataclass
class Place:
    """A territory on the map of its hub."""

    territory: Territory
    ground: Ground
    drawn: dict[str, bool]

    @property
    def phase(self) -> str | None:
        return self.territory.phase or None

    @property
    def communes(self) -> str:
        """« Givors et Grigny-sur-Rhône », « une partie : Villeurbanne »."""
        return french.listing(
            f"{name} (en partie)" if code in self.ground.parts else name
            for code, name in self.ground.communes.items()
        )


@dataclass
class Hub(Credited):
    """The territories of a hub by phase, alphabetical; never a ranking."""

    hub: Territory
    file: OutlineFile | None
    places: list[Place]
    outlines: dict[str, Outline]
    around: list[Outline]

    @property
    def chart(self) -> charts.Chart | None:
        if not self.outlines:
            return None
        return charts.areas(
            self.areas,
            caption=_sentence(self.fact),
            title=f"Carte des territoires, {self.hub.name}",
            label=self.label,
            legend=self.legend,
            head=("Territoire", "Phase", "Communes"),
            rows=[
                (p.territory.name, french.upper_first(_phase(p.phase, 1)), p.communes or "–")
                for p in self.places
            ],
            source=self.credit,
            table_label="Voir la liste des territoires",
        )

    @property
    def areas(self) -> list[charts.Area]:
        claims: dict[str, list[Place]] = {}
        labels: dict[str, list[str]] = {}
        for place in self.places:
            for code in place.drawn:
                claims.setdefault(code, []).append(place)
            if place.drawn:
                widest = max(place.drawn, key=lambda code: _extent(self.outlines[code]))
                labels.setdefault(widest, []).append(place.territory.name)
        return [
            *(charts.Area(o.polygons) for o in self.around),
            *(
                charts.Area(
                    self.outlines[code].polygons,
                    _tone(places),
                    "\n".join(labels.get(code, ())),
                    all(place.drawn[code] for place in places),
                )
                for code, places in sorted(claims.items())
            ),
        ]

    @property
    def legend(self) -> list[charts.Sign]:
        found = [area for area in self.areas if area.tone != charts.CONTEXT]
        tones = {area.tone for area in found}
        signs = [charts.Sign(tone, one) for one, _, tone in PHASES.values() if tone in tones]
        if "mixed" in tones:
            signs.append(charts.Sign("mixed", "plusieurs territoires, de phases différentes"))
        if any(area.is_part for area in found):
            words = "bord en tirets\u00a0: une partie de la commune seulement"
            signs.append(charts.Sign("hollow", words, is_part=True))
        return signs

    @property
    def counted(self) -> list[tuple[str | None, list[Place]]]:
        """(phase, its territories), phases in one order."""
        found = ((kind, [p for p in self.places if p.phase == kind]) for kind in PHASES)
        return [(kind, places) for kind, places in found if places]

    @property
    def fact(self) -> list[Run]:
        n = len(self.places)
        some = "Un territoire" if n == 1 else f"Les {french.words_number(n)} territoires"
        verb = "se trouve" if n == 1 else "se trouvent"
        m = len({code for p in self.places for code in p.ground.communes})
        where = f"{french.words_number(m, feminine=True)} {french.accord(m, 'commune,communes')}"
        states = ", ".join(
            f"{len(places)}\u00a0{_phase(kind, len(places))}" for kind, places in self.counted
        )
        said = [(f"{some} {verb} dans {where}", True), (f"\u00a0: {states}.", False)]
        if hidden := [p.territory.name for p in self.places if not p.drawn]:
            said.append((f" Sans contour\u00a0: {french.listing(hidden)}.", False))
        return said

    @property
    def label(self) -> str:
        return "\u00a0; ".join(
            f"{_phase(kind, len(places))}, {french.listing(p.territory.name for p in places)}"
            for kind, places in self.counted
        )

    @property
    def groups(self) -> list[dict]:
        """The list beside the map."""
        return [
            {
                "title": french.upper_first(_phase(kind, len(places))),
                "places": [{"name": p.territory.name, "communes": p.communes} for p in places],
            }
            for kind, places in self.counted
        ]


def _phase(kind: str | None, n: int) -> str:
    """How so many territories in this phase are called."""
    return PHASES[kind][0 if n == 1 else 1]


def _tone(places: Iterable[Place]) -> str:
    tones = {PHASES[place.phase][2] for place in places}
    return tones.pop() if len(tones) == 1 else "mixed"


def _extent(outline: Outline) -> float:
    return (outline.east - outline.west) * (outline.north - outline.south)


def read_hub(of: Territory, phases: Mapping[int, str] | None = None) -> Hub:
    """What a map of this hub's territories would show. `phases`: by territory id, those of another day than today."""
    file = _file(of)
    if file is None:
        return Hub(of, None, [], {}, [])
    units = perimeters.units_of(of)
    territories = Territory.objects.of_hub(of).with_present().order_by(alphabetical("name"))
    for place in territories if phases is not None else ():
        place.phase = phases.get(place.pk)
    grounds = [(t, perimeters.ground(units.get(t.pk, ()))) for t in territories]
    outlines = Outline.objects.filter(file=file)
    wanted = perimeters.wanted({code for _, ground in grounds for code in ground.communes})
    found = {o.code: o for o in outlines.filter(code__in=wanted)}
    for _, ground in grounds:
        ground.learn({o.code: o.name for o in found.values()})
    places = [Place(t, ground, ground.codes(found.keys())) for t, ground in grounds]
    drawn = {code: found[code] for place in places for code in place.drawn}
    around = []
    if drawn:
        near = outlines.filter(_near(drawn.values()))
        around = list(near.exclude(code__in=perimeters.wanted(drawn)))
    return Hub(of, file, places, drawn, around)
