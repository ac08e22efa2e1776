"""The territories of a hub side by side: same scale, alphabetical order, context; never a ranking."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.html import format_html

from evaluation import aggregates
from evaluation.aggregates import Figures
from evaluation.counts.origins import JOURNEYS, TYPED, typed_in
from evaluation.dashboards.drawings import joined
from evaluation.indicators import REGISTRY, Indicator, Kind
from evaluation.operations.figures import months_back, this_month
from territories.models import Phase, Territory
from tzcld.queries import alphabetical
from tzcld.ui import charts, french

NBSP = french.NBSP
# What one may compare: shares and delays, never sizes.
COMPARED = ("E7", "E8", "E2", "E4", "E15", "E10S")
QUARTERS = 25
BEFORE_SOLUTIONS = (
    Phase.Kind.EMERGING,
    Phase.Kind.FORMED,
    Phase.Kind.CANDIDATE,
    Phase.Kind.ADJOURNED,
)


@dataclass
class Place:
    """One territory of the comparison."""

    territory: Territory
    figures: Figures
    values: list
    is_typed: bool = False

    @property
    def origin(self) -> str:
        return TYPED if self.is_typed else JOURNEYS

    @property
    def is_candidate(self) -> bool:
        return self.territory.phase in (*BEFORE_SOLUTIONS, None, "")

    @property
    def last(self):
        known = [v for v in self.values if v is not None]
        return known[-1] if known else None

    @property
    def phase(self) -> str:
        if not self.territory.phase:
            return "Phase non renseignée"
        label = french.upper_first(Phase.Kind(self.territory.phase).label)
        return (
            f"{label} depuis {french.month(self.territory.since)}"
            if self.territory.since
            else label
        )


@dataclass(frozen=True)
class Line:
    """One line of the table, in words."""

    name: str
    url: str
    phase: str
    population: str
    estimate: str
    volunteers: str
    solved: str
    rate: str
    waiting: str
    delay: str
    origin: str


class Comparison:
    """Two years of an indicator for every territory of the hub. Four statements, whatever their number."""

    def __init__(self, hub: Territory, code: str, exact_in=()):
        self.hub, self.code = hub, code if code in COMPARED else COMPARED[0]
        self.indicator: Indicator = REGISTRY[self.code]
        self.territories = list(
            Territory.objects.of_hub(hub).with_present().order_by(alphabetical("name"))
        )
        figures = aggregates.several(self.territories, exact_in=exact_in)
        known = [f.month for f in figures.values() if f.month]
        self.months = months_back(max(known, default=this_month()), QUARTERS)
        found = (
            aggregates.history(self.territories, [self.code], self.months, exact=False)
            if self.territories
            else {}
        )
        self.typed = typed_in(self.territories, max(known, default=None))
        self.places = [self._place(t, figures[t.pk], found) for t in self.territories]
        # Every picture of the set shows the same months: the quarters, and the last one.
        self.kept = [
            i
            for i, m in enumerate(self.months)
            if m.month % 3 == 0 or i == len(self.months) - 1 or i == 0
        ]

    def _place(self, territory, figures, found) -> Place:
        values = aggregates.printable(
            found.get((territory.pk, self.code), {}),
            self.months,
            exact=False,
            threshold=territory.masking_threshold,
        )
        if figures.is_masked(self.code):
            values[-1] = None
        # Before the habilitation there is no enterprise to be hired by: 0 % would read as a failure.
        if territory.phase in (*BEFORE_SOLUTIONS, None) and not any(values):
            values = [None] * len(values)
        values = [self._scaled(v) for v in values]
        return Place(territory, figures, values, territory.pk in self.typed)

    def _scaled(self, value):
        if value is None:
            return None
        if self.indicator.kind is Kind.SHARE:
            return float(value) * 100
        return float(value) / 30.4375

    @property
    def unit(self) -> str:
        return "%" if self.indicator.kind is Kind.SHARE else "mois"

    @property
    def title(self) -> str:
        return f"{self.indicator.name}, en {self.unit}"

    @property
    def choices(self) -> list[dict]:
        return [
            {
                "label": REGISTRY[code].name,
                "url": f"?indicateur={code}",
                "current": code == self.code,
            }
            for code in COMPARED
        ]

    @property
    def drawn(self) -> list[Place]:
        return [p for p in self.places if p.last is not None]

    @property
    def lead(self):
        """What moved, without saying who is first."""
        habilitated = [p for p in self.places if not p.is_candidate]
        n = len(habilitated)
        if not self.places:
            return "Aucun territoire n’est encore rattaché à la métropole."
        if not n:
            return "Aucun territoire n’est encore habilité. Chacun garde sa place dans cette page."
        ends = [[v for v in p.values if v is not None] for p in habilitated]
        moved = [e[-1] - e[0] for e in ends if len(e) > 1]
        if not moved:
            return "Cet indicateur n’a pas encore d’histoire à raconter dans les territoires habilités."
        up = sum(1 for gap in moved if gap > 0)
        return _movement(self.indicator, up, len(moved))

    @property
    def items(self) -> list[dict]:
        pictures = self.pictures
        return [self._item(p, pictures.get(p.territory.pk)) for p in self.places]

    @property
    def pictures(self) -> dict[int, charts.Chart]:
        """{territory id: its picture}, for those that have a figure; brought by one question to the store."""
        top = max((v for p in self.drawn for v in p.values if v is not None), default=0)
        found = {p.territory.pk: self._picture(p, top) for p in self.drawn}
        charts.together(found.values())
        return found

    def _item(self, place: Place, picture: charts.Chart | None) -> dict:
        svg = picture.svg if picture else ""
        return {
            "title": place.territory.name,
            "url": reverse("evaluation:dashboard", args=[place.territory.slug]),
            "note": place.phase,
            "candidate": place.is_candidate and place.last is None,
            "svg": svg,
            "text": "" if svg else picture.alternative if picture else _without(place, self.code),
            "facts": _context(place),
        }

    def _picture(self, place: Place, top) -> charts.Chart:
        months = [self.months[i] for i in self.kept]
        others = [joined([p.values[i] for i in self.kept]) for p in self.drawn if p is not place]
        values = joined([place.values[i] for i in self.kept])
        return charts.small(
            charts.Series(self.indicator.name, values),
            months,
            context=others,
            top=top,
            unit=self.unit,
            title=place.territory.name,
        )

    @property
    def rows(self) -> list["Line"]:
        """The table under the pictures."""
        return [_line(place) for place in self.places]

    @property
    def source(self) -> str:
        stamps = [p.figures.computed_at for p in self.places if p.figures.computed_at]
        when = f"Chiffres calculés le {french.date_hour(min(stamps))}. " if stamps else ""
        return (
            f"{when}Un point par trimestre ; un trimestre dont l’écart donnerait un petit effectif n’a pas de point. "
            f"Les effectifs de moins de {self.hub.masking_threshold} sont masqués."
        )


def _line(place: Place) -> Line:
    words = place.figures.words
    return Line(
        place.territory.name,
        reverse("evaluation:dashboard", args=[place.territory.slug]),
        place.phase,
        french.number(place.territory.population) or "–",
        words("P0"),
        words("E5"),
        words("E6"),
        words("E7"),
        words("E9"),
        _months(place.figures.get("E10S")),
        place.origin,
    )


def _movement(indicator: Indicator, up: int, n: int):
    """« En deux ans, le taux de solution a progressé dans deux des quatre territoires habilités. »"""
    name = french.lower_first(indicator.name)
    subject = f"{'la' if name.startswith('part') else 'le'} {name}"
    verb = "augmenté" if indicator.kind is Kind.DAYS else "progressé"
    if n == 1:
        moved, where = f"a {verb}" if up else f"n’a pas {verb}", "dans le territoire habilité"
    elif up == n:
        moved, where = (
            f"a {verb} partout",
            f"dans les {french.words_number(n)} territoires habilités",
        )
    else:
        some = f"a {verb} dans {french.words_number(up)}" if up else f"n’a {verb} dans aucun"
        moved, where = f"{some} des {french.words_number(n)} territoires habilités", ""
    said = format_html("En deux ans, {} <strong>{}</strong>", subject, moved)
    return format_html("{} {}.", said, where) if where else format_html("{}.", said)


def _months(figure) -> str:
    if figure.value is None:
        return figure.words
    return f"{french.number(round(float(figure.value) / 30.4375, 1), 1)}"


def _without(place: Place, code: str) -> str:
    f = place.figures
    if f.is_masked(code):
        return "Effectifs trop petits pour être publiés."
    said = "Pas encore de chiffre."
    if code in ("E7", "E8", "E10S"):
        said = "Pas encore de solution comptée."
    met, volunteers = f.number("REN"), f.number("E5")
    if met:
        said += f" {french.count(met, 'personne rencontrée', 'personnes rencontrées')}"
        said += f", {french.count(volunteers, 'volontaire')}." if volunteers else "."
    return said


def _context(place: Place) -> list[dict]:
    t = place.territory
    facts = []
    if place.last is not None:
        facts.append({"label": "Volontaires", "value": place.figures.words("E5")})
    facts.append({"label": "Habitants", "value": french.number(t.population) or "–"})
    facts.append({"label": "Estimation", "value": place.figures.words("P0")})
    if place.is_typed:
        facts.append({"label": "Source", "value": place.origin})
    if t.since and not place.is_candidate:
        facts.append({"label": "Ancienneté", "value": french.elapsed(t.since)})
    return facts
