"""The dictionary of indicators: what each means, what it is worth now, how it moved and how it is shared out."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.urls import reverse
from django.utils.html import format_html

from evaluation import aggregates
from evaluation.aggregates import Figure, Figures
from evaluation.dashboards.drawings import joined
from evaluation.indicators import REGISTRY, Indicator, Kind
from evaluation.indicators.marks import precaution
from evaluation.operations.figures import months_back, this_month
from territories.models import Territory
from tzcld.ui import charts, french

NBSP = french.NBSP
HISTORY = 24


@dataclass(frozen=True)
class Row:
    """One line of the dictionary."""

    indicator: Indicator
    figure: Figure
    url: str
    precaution: str = ""

    @property
    def made_of(self) -> str:
        """« 143 sur 298 », for a share whose parts may be printed."""
        f = self.figure
        if f.numerator is None or f.denominator is None:
            return ""
        return f"{french.number(int(f.numerator))} sur {french.number(int(f.denominator))}"


def rows(territory: Territory, figures: Figures) -> list[Row]:
    return [
        Row(
            one,
            _whole(figures, code),
            reverse("evaluation:indicator_detail", args=[territory.slug, code]),
            precaution(one, territory, figures.month),
        )
        for code, one in REGISTRY.items()
    ]


def _whole(figures: Figures, code: str, *cell: str) -> Figure:
    """The figure; what a share is made of is the team's alone, others would subtract it."""
    figure = figures.get(code, *cell)
    if figures.exact or REGISTRY[code].kind is not Kind.SHARE:
        return figure
    return Figure(
        figure.code,
        figure.breakdown,
        figure.cell,
        figure.value,
        mask=figure.mask,
        threshold=figure.threshold,
    )


@dataclass(frozen=True)
class Cell:
    """One line of the file of an indicator."""

    breakdown: str
    cell: str
    month: date
    figure: Figure


class Entry:
    """One indicator of a territory: definition, present value, months, breakdowns."""

    def __init__(self, territory: Territory, code: str, *, exact: bool):
        self.territory, self.indicator, self.exact = territory, REGISTRY[code], exact
        self.figures = aggregates.read(territory, exact=exact)
        if "district" in self.indicator.breakdowns and not territory.is_hub:
            aggregates.name_districts(self.figures)
        self.figure = _whole(self.figures, code)
        self.row = Row(self.indicator, self.figure, "")

    @property
    def facts(self) -> list[dict]:
        i = self.indicator
        items = [
            ("Définition", i.definition),
            ("Formule", french.upper_first(i.formula)),
            ("Unité", i.unit),
            ("Source", i.source),
            ("Précaution", precaution(i, self.territory, self.figures.month)),
            ("Version", f"{i.code}, version {i.version}"),
        ]
        return [{"label": label, "value": value} for label, value in items if value]

    @property
    def tables(self) -> list[dict]:
        """One table per breakdown; a breakdown in which nobody is counted is left out."""
        found = []
        for dimension in self.indicator.dimensions:
            cells = self.figures.cells(self.indicator.code, dimension.code)
            if dimension.code in ("kind", "district", "origin", "duration"):
                cells = [(name, f) for name, f in cells if f.mask or f.value]
            # Seniority and proposals are known for everybody who is followed by name.
            cells = [
                (name, f)
                for name, f in cells
                if f.mask or f.value is not None or f.cell != "unknown"
            ]
            if any(f.mask or f.value is not None for _, f in cells):
                found.append({"label": dimension.label, "code": dimension.code, "rows": cells})
        return found

    @property
    def cells(self) -> list["Cell"]:
        """Everything the page shows, for a file."""
        month = self.figures.month
        found = [Cell("Ensemble", "Ensemble", month, self.figure)]
        for table in self.tables:
            found += [Cell(table["label"], name, month, figure) for name, figure in table["rows"]]
        found += [
            Cell("Historique", french.month(m), m, Figure(self.indicator.code, value=v))
            for m, v in self.past
        ]
        return found

    @property
    def past(self) -> list[tuple[date, Decimal]]:
        """The months before this one that may be printed; none beside a figure that is masked."""
        if self.figure.mask:
            return []
        return [(m, v) for m, v in self._known() if m != self.figures.month]

    def _known(self) -> list[tuple]:
        if not hasattr(self, "_points"):
            months = months_back(self.figures.month or this_month(), HISTORY + 1)
            found = aggregates.history(
                [self.territory], [self.indicator.code], months, exact=self.exact
            )
            values = aggregates.printable(
                found.get((self.territory.pk, self.indicator.code), {}),
                months,
                exact=self.exact,
                threshold=self.territory.masking_threshold,
            )
            self._points = [(m, v) for m, v in zip(months, values, strict=True) if v is not None]
        return self._points

    @property
    def chart(self):
        """Two years, for a figure that may be printed and has moved at least once in time."""
        if self.figure.mask or len(self._known()) < 2:
            return None
        kind = self.indicator.kind
        months = [m for m, _ in self._known()]
        scale = 100 if kind is Kind.SHARE else 1
        values = [float(v) * scale for _, v in self._known()]
        values = [int(v) if v == int(v) else round(v, 1) for v in values]
        unit = {Kind.SHARE: "%", Kind.MONEY: "€", Kind.DAYS: "jours"}.get(kind, "")
        chart = charts.lines(
            [charts.Series(french.lower_first(self.indicator.name), joined(values))],
            months,
            caption=self._caption(months, values, unit),
            unit=unit,
            wide=True,
        )
        chart.rows = [
            (french.month(m), aggregates.written(self.indicator.code, v)) for m, v in self._known()
        ]
        return chart

    def _caption(self, months, values, unit):
        tail = f"{NBSP}{unit}" if unit else ""
        first, last = (f"{french.number(v)}{tail}" for v in (values[0], values[-1]))
        if first == last:
            return format_html("<strong>{}</strong>, comme en {}.", last, french.month(months[0]))
        return format_html(
            "<strong>De {} en {} à {} aujourd’hui.</strong>", first, french.month(months[0]), last
        )
