"""The exhaustivity page of a territory or of a hub: sentences, funnel, flows; read from the stored figures."""

from datetime import date
from functools import cached_property

from django.urls import reverse
from django.utils import timezone

from evaluation import aggregates
from evaluation.aggregates import Figures
from evaluation.counts.origins import JOURNEYS, TYPED, origin_of
from evaluation.dashboards import drawings
from evaluation.exhaustivity import flows, words
from evaluation.exhaustivity.models import DEFAULT_MONTHS, WaitRule
from evaluation.forecasts.models import Forecast
from evaluation.forecasts.words import dates
from evaluation.operations.figures import months_back, this_month
from evaluation.reports.paper import caption_html
from territories.models import Estimate, Phase, Territory, TypedPeriod
from tzcld.ui import charts, french

NBSP = french.NBSP
QUARTERS = 25  # months: two years and the one that opens them
STEPS = (
    ("P0", "personne estimée,personnes estimées", "c0", "", ""),
    ("REP", "repérée,repérées", "c1", "E1", "des personnes estimées"),
    ("REN", "rencontrée,rencontrées", "c1", "E2", "des personnes estimées"),
    ("E5", "volontaire,volontaires", "c1", "E4", "des personnes rencontrées"),
    ("E6", "avec une solution,avec une solution", "c1", "E7", "des volontaires éligibles"),
)


def rule_in_force(territory: Territory, day: date) -> WaitRule | None:
    """The territory's own delay, else its hub's (one statement)."""
    found = WaitRule.objects.filter(
        territory__in=[territory.pk, territory.rules_hub_id], valid_from__lte=day
    ).order_by("-valid_from")
    return max(found, key=lambda r: (r.territory_id == territory.pk, r.valid_from), default=None)


def facts_of(
    figures: Figures, *, is_habilitated: bool, patience: int = DEFAULT_MONTHS
) -> words.Facts:
    stock, cover, flag = figures.get("E12"), figures.get("E11A"), figures.get("E13")
    over = figures.value("E12S")
    late = figures.get("E9", "proposal", "late")
    undecided = figures.get("ADEL")
    return words.Facts(
        is_habilitated=is_habilitated,
        patience=patience,
        stock=None if stock.value is None else float(stock.value),
        stock_masked=bool(stock.mask),
        over=None if over is None else float(over),
        flow=None if flag.value is None else bool(flag.value),
        waiting=figures.number("E9"),
        late=late.number,
        late_words=late.words if late.mask else "",
        undecided=undecided.number,
        undecided_words=undecided.words if undecided.mask else "",
        coverage=None if cover.value is None else float(cover.value),
        coverage_masked=bool(cover.mask),
        year=(int(cover.numerator), int(cover.denominator))
        if figures.exact and cover.value is not None
        else None,
    )


class Standing:
    """Everything the page of one territory prints: five statements, whatever the number of persons."""

    def __init__(self, territory: Territory, *, exact: bool):
        self.territory, self.exact = territory, exact
        self.figures = aggregates.read(territory, exact=exact, whole=False)
        self.month = self.figures.month or this_month()

    @cached_property
    def rule(self) -> WaitRule | None:
        return rule_in_force(self.territory, timezone.localdate())

    @cached_property
    def is_habilitated(self) -> bool:
        """It has been, at least once, whatever its phase is now."""
        return Phase.objects.filter(
            territory=self.territory,
            kind=Phase.Kind.HABILITATED,
            period__startswith__lte=timezone.localdate(),
        ).exists()

    @cached_property
    def typed(self) -> list[TypedPeriod]:
        if self.territory.is_hub:
            return []  # only a territory types its months
        return list(TypedPeriod.objects.filter(territory=self.territory).order_by("period"))

    @property
    def patience(self) -> int:
        return self.rule.months if self.rule else DEFAULT_MONTHS

    @property
    def is_empty(self) -> bool:
        return not self.figures.number("REP") and not self.figures.is_masked("REP")

    @property
    def facts(self) -> words.Facts:
        if self.territory.is_hub:
            return facts_of(self.figures, is_habilitated=False)
        return facts_of(
            self.figures,
            is_habilitated=self.is_habilitated,
            patience=self.patience,
        )

    @property
    def lead(self):
        facts = self.facts
        if self.territory.is_hub:
            return caption_html(words.coverage(facts)) or "Les territoires se lisent côte à côte."
        return caption_html([*words.stock(facts), [" ", False], *words.flow(facts)])

    @property
    def year(self):
        return caption_html(words.coverage(self.facts))

    @property
    def keyfigs(self) -> list[dict]:
        found = [
            self._key("E12", "des volontaires d’avant l’habilitation ont une solution", "stock"),
            self._late(),
            self._key("E11A", "de couverture du flux sur douze mois", "cover"),
            self._delay(),
        ]
        # Before the habilitation, or without the dates of each, there is nothing to write.
        return [figure for figure in found if figure["value"] != aggregates.NOTHING]

    def _key(self, code: str, label: str, what: str) -> dict:
        figure = self.figures.get(code)
        value, unit = figure.words, ""
        if figure.value is not None:
            value, _, unit = value.rpartition(french.NBSP)
        note = ""
        if self.exact and figure.value is not None:
            a, b = int(figure.numerator), int(figure.denominator)
            note = (
                f"{french.number(a)} sur {french.number(b)}{self._without_sequel()}"
                if what == "stock"
                else f"{french.count(a, 'solution')} pour {french.count(b, 'nouveau volontaire', 'nouveaux volontaires')}"
            )
        return {"value": value, "unit": unit, "label": label, "note": note}

    def _without_sequel(self) -> str:
        over = self.figures.get("E12S")
        if not over.numerator:
            return ""
        n = int(over.numerator)
        return (
            f"{NBSP}; {french.number(n)} {french.accord(n, 'n’attend,n’attendent')} plus d’emploi"
        )

    def _late(self) -> dict:
        figure = self.figures.get("E9", "proposal", "late")
        plural = figure.number is None or not french.is_singular(figure.number)
        who = "personnes attendent" if plural else "personne attend"
        return {
            "value": figure.words,
            "label": f"{who} une première proposition depuis {french.count(self.patience, 'mois', 'mois')} ou plus",
            "note": f"{self.figures.words('E9', 'proposal', 'none')} en attente depuis moins longtemps",
        }

    def _delay(self) -> dict:
        figure = self.figures.get("E10P")
        tenth = self.figures.get("E10P90")
        return {
            "value": figure.words,
            "label": "avant la première proposition, pour la moitié des personnes",
            "note": f"{tenth.words} pour 9 personnes sur 10" if tenth.value is not None else "",
        }

    @property
    def funnel(self) -> charts.Chart | None:
        f, bars, rows = self.figures, [], []
        for code, names, tone, share, whole in STEPS:
            figure = f.get(code)
            if code == "P0" and not figure.number:
                continue
            name = (
                french.accord(figure.number, names)
                if figure.number is not None
                else names.split(",")[1]
            )
            note = f"{f.words(share)} {whole}" if share and f.value(share) is not None else ""
            bars.append(
                charts.Bar(
                    None if figure.mask else figure.number or 0,
                    name,
                    note=note,
                    tone=tone,
                    said=figure.words if figure.mask else "",
                )
            )
            rows.append(
                (
                    french.upper_first(names.split(",")[1]),
                    figure.words,
                    f.words(share) if share else "–",
                )
            )
        return charts.bars(
            bars,
            caption=drawings.funnel_caption(f),
            source=self._source(),
            first_word="Entonnoir",
            head=("Étape", "Personnes", "Part"),
            table=rows,
        )

    def _source(self) -> str:
        origin = self.origin
        if self.territory.is_hub:
            return f"Estimations des territoires ; {french.lower_first(origin)}"
        estimate = Estimate.objects.filter(
            territory=self.territory, on__lte=timezone.localdate()
        ).first()
        if estimate is None:
            return f"Aucune estimation n’est encore notée. {origin}"
        return f"Estimation{NBSP}: {estimate.source}, {french.month(estimate.on)}. {origin}"

    @property
    def origin(self) -> str:
        """Where the figures of these months come from: persons followed, months typed, or one then the other."""
        if self.territory.is_hub:
            return "Parcours enregistrés par les équipes des territoires."
        return origin_of(self.typed, self.month)

    @cached_property
    def flows(self) -> list[flows.Flow]:
        months = months_back(self.month, QUARTERS)
        found = aggregates.history([self.territory], flows.CODES, months, exact=self.exact)
        series = {}
        for code in flows.CODES:
            # A figure withheld today would be told by the end of its own series.
            if self.figures.is_masked(code):
                continue
            values = aggregates.printable(
                found.get((self.territory.pk, code), {}),
                months,
                exact=self.exact,
                threshold=self.territory.masking_threshold,
            )
            series[code] = dict(zip(months, values, strict=True))
        return flows.between(series, flows.ends(months))

    @property
    def flow_chart(self) -> charts.Chart | None:
        return flows.drawn(
            self.flows,
            caption_html(flows.caption(self.flows)),
            self.origin,
            masked=not self.exact,
        )

    @property
    def breakdown(self) -> list[tuple]:
        """(words, figure) of who waits, by first proposal."""
        cells = self.figures.cells("E9", "proposal")
        return [
            (french.upper_first(name), f.words)
            for name, f in cells
            if f.mask or f.value is not None
        ]

    @cached_property
    def forecast(self) -> str:
        """The last forecast kept, in words; its dates tell no count."""
        row = Forecast.objects.filter(territory=self.territory).defer("basis", "course").first()
        if row is None:
            return "aucune prévision n’est encore enregistrée."
        day = french.date(timezone.localtime(row.made_at).date())
        return f"{dates(row.low, row.central, row.high)}, selon la prévision enregistrée le {day}."

    @property
    def freshness(self) -> str:
        if self.figures.computed_at is None:
            return "Les chiffres n’ont pas encore été calculés ; ils le sont toutes les heures."
        text = f"Chiffres calculés le {french.date_hour(self.figures.computed_at)}."
        if self.exact:
            return f"{text} Effectifs exacts, réservés à l’équipe du territoire."
        return (
            f"{text} Les effectifs de moins de {self.territory.masking_threshold} sont masqués, ainsi que ceux qui "
            "permettraient de les retrouver ; les mouvements sont donnés par trimestre."
        )

    @property
    def rule_words(self) -> str:
        if self.rule is None:
            return f"Aucun délai n’est fixé{NBSP}: {french.count(DEFAULT_MONTHS, 'mois', 'mois')} par défaut."
        who = "le territoire" if self.rule.territory_id == self.territory.pk else "la métropole"
        return (
            f"{french.count(self.rule.months, 'mois', 'mois')}, fixé par {who} à compter du "
            f"{french.date(self.rule.valid_from)} ({self.rule.source})."
        )


# Side by side ───────────────────────────────────────────────────────────────────────────────────


class Line:
    """A territory of a hub, in words; masked like every figure that leaves it."""

    def __init__(
        self, territory: Territory, figures: Figures, typed: list[TypedPeriod], forecast: str
    ):
        self.territory, self.figures, self.typed = territory, figures, typed
        self.forecast = forecast
        self.name = territory.name
        self.url = reverse("evaluation:exhaustivity", args=[territory.slug])

    @property
    def stock(self) -> str:
        return self.figures.words("E12")

    @property
    def flow(self) -> str:
        return french.upper_first(self.figures.words("E13"))

    @property
    def late(self) -> str:
        return self.figures.words("E9", "proposal", "late")

    @property
    def coverage(self) -> str:
        return self.figures.words("E11A")

    @property
    def waiting(self) -> str:
        return self.figures.words("E9")

    @property
    def origin(self) -> str:
        month = self.figures.month
        typed = month and any(t.shows(month) for t in self.typed)
        return TYPED if typed else JOURNEYS


def lines(hub: Territory, beside: Figures) -> list[Line]:
    """The territories of the hub in alphabetical order: five statements whatever their number. `beside`: its own figures."""
    territories = sorted(Territory.objects.of_hub(hub), key=lambda t: french.plain(t.name))
    found = aggregates.several(territories, beside=beside)
    typed: dict[int, list] = {}
    for one in TypedPeriod.objects.filter(territory__in=territories).order_by("period"):
        typed.setdefault(one.territory_id, []).append(one)
    last = {
        row.territory_id: dates(row.low, row.central, row.high)
        for row in Forecast.objects.filter(territory__in=territories)
        .order_by("territory_id", "-made_at")
        .distinct("territory_id")
        .defer("basis", "course")
    }
    return [Line(t, found[t.pk], typed.get(t.pk, []), last.get(t.pk, "–")) for t in territories]
