"""A drawing with axes is one Vega-Lite spec: its size, its theme, its scales, the names at the end of its marks.

One spec gives the picture of the page and of the paper; a second one, for a telephone, has fewer months and narrower names.
Colours are written `var(--token)` as in the style sheet; theme.css alone knows what they are.
"""

import json
import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.utils.safestring import mark_safe

from tzcld.ui import french
from tzcld.ui.charts import pictures
from tzcld.ui.charts.chart import PRINT_WIDTH, Chart
from tzcld.ui.charts.pen import PATTERNS, pattern
from tzcld.ui.charts.svg import GAP
from tzcld.ui.charts.tokens import FONT, resolved

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
NARROW_WIDTH = 320
REM = 16
TEXT, BIG = 14, 18
LINE_HEIGHT = 16
TOP = 14
HATCH = "url(#hatch)"
INK, INK_2, LINE, AXIS, PAPER = (
    f"var(--{name})" for name in ("ink", "ink-2", "line", "line-strong", "paper")
)
THEME = {
    "font": f'"{FONT}", sans-serif',
    "view": {"stroke": None},
    "axis": {
        "domain": False,
        "ticks": False,
        "title": None,
        "labelFontSize": TEXT,
        "labelColor": INK_2,
        "labelOverlap": False,
        "labelBound": False,
        "gridWidth": 1,
    },
    "line": {"strokeCap": "round", "strokeJoin": "round"},
    "text": {"fontSize": TEXT, "align": "left", "baseline": "alphabetic"},
}


@dataclass(frozen=True)
class Frame:
    """The size of a picture in px. ``left``, ``right`` in rem: where the ticks and the names of the marks stand."""

    height: int  # of the plot
    left: int
    right: int
    total: int  # height of the picture
    is_narrow: bool = False
    top: int = TOP

    @property
    def width(self) -> int:
        """Of the plot."""
        whole = NARROW_WIDTH if self.is_narrow else PRINT_WIDTH
        return whole - (self.left + self.right) * REM

    @property
    def paper_width(self) -> int:
        return PRINT_WIDTH

    @property
    def css(self) -> str:
        """The margins on a page, where 100 % is the width of the plot."""
        return f"ml{self.left} mr{self.right}"

    def spec(self, layers: list[dict]) -> dict:
        return {
            "$schema": SCHEMA,
            "config": THEME,
            "background": None,
            "autosize": "none",
            "width": self.width,
            "height": self.height,
            "padding": {
                "left": self.left * REM,
                "right": self.right * REM,
                "top": self.top,
                "bottom": self.total - self.top - self.height,
            },
            "layer": layers,
        }


@dataclass
class Axes(Chart):
    """A chart by Vega-Lite. ``layout``: the frame and the layers, told whether it is for a telephone."""

    layout: Callable[[bool], tuple[Frame, list[dict]]] | None = None
    # Names at the end of lines and months under them need room: drawn a second time for a telephone.
    has_narrow: bool = True

    def __post_init__(self):
        self.found: dict[int, pictures.Picture | None] = {}

    @cached_property
    def _layouts(self) -> list[tuple[Frame, list[dict]]]:
        return [self.layout(is_narrow) for is_narrow in (False, True)[: 1 + self.has_narrow]]

    @property
    def specs(self) -> list[dict]:
        """The wide one, which paper has too, and that of a telephone."""
        return [frame.spec(layers) for frame, layers in self._layouts]

    def _picture(self, which: int, *, on_paper: bool = False) -> pictures.Picture | None:
        if which not in self.found:
            together([self], on_paper=on_paper)
        return self.found[which]

    @property
    def svg(self):
        return self._fluid(0, "at-wide" if self.has_narrow else "")

    @property
    def narrow(self):
        """The same for a telephone; the style sheet shows one or the other."""
        return self._fluid(1, "at-narrow") if self.has_narrow else ""

    def _fluid(self, which: int, css: str):
        picture = self._picture(which)
        if picture is None:
            return ""
        frame = self._layouts[which][0]
        ident = f"{self.ident}-n" if which else self.ident
        css = f"{css} {frame.css}".strip()
        opened = self.opened(ident, f'class="{css}" height="{frame.total}"')
        return mark_safe(f"{opened}{_patterned(picture.page, ident)}</svg>")

    def print_svg(self):
        picture = self._picture(0, on_paper=True)
        if picture is None:
            return ""
        frame = self._layouts[0][0]
        width, height = frame.paper_width, frame.total + 4
        size = f'xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}"'
        marks = resolved(_patterned(picture.paper, self.ident))
        return mark_safe(f"{self.opened(self.ident, size)}{marks}</svg>")


def together(charts: Iterable[Chart | None], *, on_paper: bool = False) -> None:
    """Bring the pictures of all these charts by one question to the store, where each would ask its own.

    Those that the pen draws need none. ``on_paper``: without the pictures of telephones.
    """
    asking = [
        (chart, chart.specs[: 1 if on_paper else 2]) for chart in charts if isinstance(chart, Axes)
    ]
    brought = iter(pictures.of([spec for _, specs in asking for spec in specs]))
    for chart, specs in asking:
        chart.found |= {which: next(brought) for which in range(len(specs))}


def _patterned(marks: str, ident: str) -> str:
    """The marks with the patterns that they name: « url(#hatch) »."""
    used = [name for name in PATTERNS if f"url(#{name})" in marks]
    if not used:
        return marks
    for name in used:
        marks = marks.replace(f"url(#{name})", f"url(#{ident}-{name})")
    return f"<defs>{''.join(pattern(name, f'{ident}-{name}') for name in used)}</defs>{marks}"


# Scales ─────────────────────────────────────────────────────────────────────────────────────────


def scale(top: float, *, whole: bool = False) -> tuple[float, float]:
    """A round step and the round maximum above ``top``, at most five steps. ``whole``: no step cuts a person in four."""
    if top <= 0:
        return 1, 1
    raw = top / 4
    power = 10 ** math.floor(math.log10(raw))
    step = next(m * power for m in (1, 2, 2.5, 4, 5, 10) if m * power >= raw)
    if top >= 4 or whole:
        step = max(1, math.ceil(step))
    return step, step * math.ceil(top / step)


def ticks(step: float, top: float) -> list[float]:
    return [round(i * step, 6) for i in range(round(top / step) + 1)]


def y_axis(values: list[float], labelled: list[float] | None = None, *, low: float = 0) -> dict:
    """The figures at the left; the line of zero is darker. ``labelled``: those written, all of them otherwise."""
    words = f"format(abs(datum.value), '{_digits(values)}')"
    if labelled is not None:
        words = f"indexof({labelled}, datum.value) < 0 ? '' : {words}"
    return {
        "type": "quantitative",
        "scale": {"domain": [low, values[-1]], "nice": False},
        "axis": {
            "values": values,
            "labelExpr": words,
            "labelPadding": 6,
            "gridColor": {"condition": {"test": "datum.value === 0", "value": AXIS}, "value": LINE},
        },
    }


def _digits(values: list[float]) -> str:
    """The format of Vega for these round figures: « 1 000 », « 2,5 »."""
    decimals = max(len(f"{v:.6f}".rstrip("0").partition(".")[2]) for v in values)
    return f",.{decimals}f"


def x_axis(first: float, last: float, words: dict[float, str | list], *, flush: bool) -> dict:
    """Places along the bottom and their words, a list for two lines. ``flush``: they keep between the ends of the plot."""
    align = (
        {"condition": {"test": f"datum.value === {first}", "value": "left"}, "value": "right"}
        if flush
        else "center"
    )
    return {
        "type": "quantitative",
        "scale": {"domain": [first, max(last, first + 1)], "nice": False, "zero": False},
        "axis": {
            "orient": "bottom",
            "grid": False,
            "values": list(words),
            "labelExpr": f"{json.dumps(list(words.values()))}[indexof({list(words)}, datum.value)]",
            "labelPadding": 9,
            "labelLineHeight": LINE_HEIGHT,
            "labelAlign": align,
        },
    }


def places(months: list) -> list[int]:
    """Where months stand: a month is a month, even when some are left out. Words stand at equal distances."""
    if not all(isinstance(month, date) for month in months):
        return list(range(len(months)))
    return [(m.year - months[0].year) * 12 + m.month - months[0].month for m in months]


def month_words(months: list, most: int = 5) -> dict[int, str]:
    """{place: word}: at most ``most``, the first and the last always, the year where it is needed."""
    if not months:
        return {}
    at = places(months)
    every = max(1, math.ceil(at[-1] / (most - 1)))
    kept, following = {}, 0
    for place, month in zip(at, months, strict=True):
        if place == at[-1] or (place >= following and at[-1] - place >= every * 0.6):
            kept[place] = (
                month if isinstance(month, str) else french.short_month(month, year=at[-1] > 12)
            )
            following = place + every
    return kept


# Names at the end of the marks ──────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class End:
    """What is written at the end of a mark: the last figure, large, and the name under it. ``y``: px of the plot."""

    y: float
    words: str
    name: str
    colour: str


def wrapped(text: str, width: int) -> list[str]:
    lines = [""]
    for word in text.split(" "):
        if lines[-1] and len(lines[-1]) + len(word) + 1 > width:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def end_labels(ends: list[End], width: int, frame: Frame) -> tuple[list[dict], float]:
    """The layers of these names, pushed apart so that none covers another, and the lowest y (px of the plot)."""
    found = [(end, wrapped(end.name, width)) for end in sorted(ends, key=lambda e: e.y)]
    rows, bottom = [], 0.0
    places = _stacked([(end.y + 2, LINE_HEIGHT * len(names)) for end, names in found], frame.height)
    for (end, names), y in zip(found, places, strict=True):
        rows.append({"y": round(y, 1), "t": end.words, "c": end.colour, "big": 1})
        for k, line in enumerate(names, 1):
            rows.append({"y": round(y + LINE_HEIGHT * k, 1), "t": line, "c": end.colour, "big": 0})
        bottom = y + LINE_HEIGHT * len(names) + 6
    layers = [
        {
            "data": {"values": [row for row in rows if row["big"] == big]},
            "mark": {
                "type": "text",
                "fontSize": BIG if big else TEXT,
                "fontWeight": "bold" if big else "normal",
            },
            "encoding": {
                "x": {"value": frame.width + GAP},
                "y": {"field": "y", "type": "quantitative", "scale": None},
                "text": {"field": "t", "type": "nominal"},
                "color": literal("c"),
            },
        }
        for big in (1, 0)
        if rows
    ]
    return layers, bottom


def _stacked(wanted: list[tuple[float, float]], height: float) -> list[float]:
    """Where labels stand that want to be at `y` and take so much under it: each below the one before, and all of them above
    the months' line while there is room for all: ends at zero would cover the last month."""
    places, low, limit = [], -6.0, height - 4
    for y, size in wanted:
        places.append(max(y, low + LINE_HEIGHT))
        low = places[-1] + size + 6
    for i in reversed(range(len(places))):
        places[i] = min(places[i], limit - wanted[i][1])
        limit = places[i] - LINE_HEIGHT - 6
    over = max(LINE_HEIGHT - 6.0 - places[0], 0) if places else 0
    return [y + over for y in places]


def literal(field: str) -> dict:
    """A channel whose field holds the value itself."""
    return {"field": field, "type": "nominal", "scale": None}


SLIM, BROAD = frozenset("jilftrI.,'’-() \u00a0"), frozenset("mwMWOQ%")


def text_width(text: str, size: float) -> float:
    """Px that our typeface takes at most: the widths of its letters, in three sorts."""
    return size * sum(0.38 if c in SLIM else 0.9 if c in BROAD else 0.63 for c in text)


def margins(labels: Iterable[str], ends: Iterable[tuple[str, str]], width: int) -> tuple[int, int]:
    """Room in rem for the figures at the left, and for the names at the end of the marks (words, name)."""
    left = max((text_width(label, TEXT) for label in labels), default=0) + 6
    right = 0.0
    for words, name in ends:
        longest = max(text_width(line, TEXT) for line in wrapped(name, width))
        right = max(right, text_width(words, BIG), longest)
    return min(max(2, math.ceil(left / REM)), 6), min(max(2, math.ceil((right + GAP) / REM)), 14)
