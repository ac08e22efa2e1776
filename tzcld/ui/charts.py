"""Drawings without axes to learn: bars, one dot per person, progress to a target, lines over months, seats, small multiples.

    c = charts.bars([charts.Bar(1240, "personnes estimées", "sans emploi durable", tone="c0"),
                     charts.Bar(143, "en emploi", parts=[charts.Part(88, "dans l’EBE"), charts.Part(55, "ailleurs", "hatch")])],
                    caption=format_html("<strong>Six personnes sur dix</strong> …"), source="…")
    {% chart c %}                          page: <figure> with sentence, picture, folded table, source
    <img alt="{{ c.label }}" src="{{ c.data_uri }}">   PDF: the same picture in fixed units, its styles inside

Rules (look.md): on the page x is in %, y in px, no viewBox, so that text keeps 14 px at any width; no style attribute; a tint is
always doubled by a shape (full, hollow, hatched, thick, thin). Fewer than 150 persons: one dot each, rows of 30; else bars from
zero. A value of None is a count masked outside the territory: written « moins de 5 », never 0.
"""

import base64
import math
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

from django.template.loader import render_to_string
from django.utils.html import conditional_escape, escape, strip_tags
from django.utils.safestring import mark_safe

from tzcld.ui import french

MASKED = "moins de 5"
DOTS_MAX = 150
PER_ROW = 30
TONES = ("c0", "c1", "c2", "c3", "c4", "hatch", "hollow")
COLOURS = {
    "c0": "#8f8878",
    "c1": "#0d5362",
    "c2": "#cf7a26",
    "c3": "#5596b8",
    "c4": "#7a4a74",
    "ctx": "#bdb6a7",
    "brick": "#96281a",
}
SERIES = ("1", "2", "4", "3")  # line tones in order: petrol full, copper hollow, plum, sky
TEXTS = {"1": "t1", "2": "t2", "4": "t4", "3": "t1"}
PRINT_WIDTH = 640
# Page styles do not enter a picture: the PDF's copy carries its own, with the tokens of theme.css.
PRINT_STYLE = (
    'text{font-family:"Atkinson Hyperlegible Next",sans-serif;font-size:13px;fill:#1d2529}'
    ".l{fill:#454e53}.b{font-weight:700}.big{font-size:17px;font-weight:700}"
    ".grid{stroke:#d9d2c4;stroke-width:.75}.axis{stroke:#746e62;stroke-width:.75}"
    + "".join(f".{k}{{fill:{v}}}" for k, v in COLOURS.items())
    + ".k1{stroke:#0d5362}.k2{stroke:#cf7a26}.k3{stroke:#5596b8}.k4{stroke:#7a4a74}.k0{stroke:#bdb6a7}"
    ".ln{stroke-width:2;fill:none;stroke-linecap:round}.ln.thin{stroke-width:1}"
    "text.t1{fill:#0d5362}text.t2{fill:#8a4a0c}text.t4{fill:#7a4a74}"
)


def _words(value):
    return MASKED if value is None else french.number(value)


class Pen:
    """Writes SVG marks; x is a share of the width (0-1), y and sizes are px. ``width=None``: fluid, x in %."""

    def __init__(self, width=None, ident="", narrow=False):
        self.width, self.ident, self.marks, self.defs = width, ident, [], {}
        self.narrow = narrow

    def x(self, share):
        share = max(0.0, share)
        return f"{share * 100:.2f}%" if self.width is None else f"{share * self.width:.2f}"

    def rect(self, x, y, w, h, tone="c1", rx=0):
        radius = f' rx="{rx}"' if rx else ""
        self.marks.append(
            f'<rect x="{self.x(x)}" y="{y}" width="{self.x(w)}" height="{h}"{radius} {self.fill(tone)}/>'
        )

    def fill(self, tone):
        if tone == "hatch":
            self.defs["hatch"] = (
                f'<pattern id="{self.ident}-h" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
                '<rect width="6" height="6" fill="#f6dcc0"/>'
                '<line x1="0" y1="0" x2="0" y2="6" stroke="#cf7a26" stroke-width="3"/></pattern>'
            )
            return f'fill="url(#{self.ident}-h)" stroke="#cf7a26"'
        if tone == "hollow":
            return 'fill="#fff" stroke="#746e62"'
        return f'class="{tone}"'

    def dot(self, x, y, tone="c1"):
        if tone == "hollow":
            mark = 'r="3.5" fill="#fff" stroke="#96281a" stroke-width="2.4"'
        else:
            mark = f'r="4.2" class="{tone}"'
        self.marks.append(f'<circle cx="{self.x(x)}" cy="{y}" {mark}/>')

    def line(self, x1, y1, x2, y2, css):
        self.marks.append(
            f'<line x1="{self.x(x1)}" y1="{y1:.1f}" x2="{self.x(x2)}" y2="{y2:.1f}" class="{css}"/>'
        )

    def mark(self, share, y1, y2):
        """A thick ink tick: a target, a quorum."""
        x = self.x(share)
        self.marks.append(
            f'<line x1="{x}" x2="{x}" y1="{y1}" y2="{y2}" stroke="#1d2529" stroke-width="2.5"/>'
        )

    def text(self, x, y, *spans, anchor="", dx=0, css=""):
        """``spans``: plain text, or (text, class) pairs set side by side."""
        body = "".join(
            escape(s)
            if isinstance(s, str)
            else f'<tspan{" dx=" + chr(34) + "6" + chr(34) if i else ""} class="{s[1]}">{escape(s[0])}</tspan>'
            for i, s in enumerate(spans)
        )
        extra = (f' dx="{dx}"' if dx else "") + (f' text-anchor="{anchor}"' if anchor else "")
        css = f' class="{css}"' if css else ""
        self.marks.append(f'<text x="{self.x(x)}" y="{y:g}"{extra}{css}>{body}</text>')

    def body(self):
        defs = "".join(self.defs.values())
        return (f"<defs>{defs}</defs>" if defs else "") + "".join(self.marks)


@dataclass
class Chart:
    """One drawing. ``label``: what the picture shows, for who does not see it. ``table``: head and rows of words."""

    label: str
    draw: Callable  # takes a Pen, returns the height in px
    caption: str = ""
    head: tuple = ()
    rows: list = field(default_factory=list)
    source: str = ""
    table_caption: str = ""
    # Names at the end of lines and months under them need room: drawn a second time for a telephone.
    two_widths: bool = False

    @cached_property
    def ident(self):
        # Same data, same id (pages stay cacheable); two different charts never share a pattern.
        return f"c{zlib.crc32(repr((self.label, self.caption, self.rows)).encode()):08x}"

    @property
    def svg(self):
        """For the page."""
        return self._fluid("at-wide" if self.two_widths else "")

    @property
    def narrow(self):
        """The same for a telephone, when the drawing has two widths; the style sheet shows one or the other."""
        return self._fluid("at-narrow", narrow=True) if self.two_widths else ""

    def _fluid(self, css="", narrow=False):
        pen = Pen(ident=f"{self.ident}-n" if narrow else self.ident, narrow=narrow)
        height = self.draw(pen)
        css = f' class="{css}"' if css else ""
        return mark_safe(
            f'<svg{css} height="{height:g}" role="img" aria-label="{escape(self.label)}">{pen.body()}</svg>'
        )

    def print_svg(self, width=PRINT_WIDTH):
        """For a PDF or a file: fixed units, styles inside."""
        pen = Pen(width, ident=self.ident)
        height = self.draw(pen)
        return mark_safe(
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height + 8:g}" viewBox="0 -4 {width} {height + 8:g}" '
            f'role="img" aria-label="{escape(self.label)}"><title>{escape(self.label)}</title><style>{PRINT_STYLE}</style>{pen.body()}</svg>'
        )

    @property
    def data_uri(self):
        encoded = base64.b64encode(self.print_svg().encode()).decode()
        return mark_safe(f"data:image/svg+xml;base64,{encoded}")

    @property
    def table(self):
        return {
            "caption": self.table_caption or strip_tags(self.caption) or self.label,
            "head": self.head,
            "rows": self.rows,
        }

    def html(self):
        return render_to_string(
            "components/chart.html",
            {
                "caption": conditional_escape(self.caption or self.label),
                "svg": self.svg,
                "narrow": self.narrow,
                "table": self.table,
                "source": self.source,
            },
        )

    __html__ = html


# Bars ───────────────────────────────────────────────────────────────────────────────────────────


@dataclass
class Part:
    value: float
    name: str = ""
    tone: str = "c1"


@dataclass
class Bar:
    """``value`` then ``name`` read as one phrase above the bar (« 512 rencontrées »); ``note`` goes under it.

    ``said`` replaces the words of a value that may not be written (« non publié »).
    """

    value: float | None
    name: str
    note: str = ""
    tone: str = "c1"
    parts: list = field(default_factory=list)
    unit: str = ""
    said: str = ""

    @property
    def words(self):
        if self.said:
            return self.said
        return _words(self.value) + (f"{french.NBSP}{self.unit}" if self.unit else "")


def bars(
    rows,
    *,
    caption,
    source="",
    label="",
    head=("Groupe", "Nombre"),
    table=None,
    top=None,
    first_word="",
):
    """Bars from zero, name and figure above each: funnel, distribution, comparison of sizes. ``top``: value of a full bar."""
    rows = list(rows)
    scale = top or max((r.value or 0 for r in rows), default=0) or 1

    def beside(pen):
        """On paper, many bars: the name beside its bar, else the picture would shrink until nobody reads it."""
        for i, row in enumerate(rows):
            y = i * 26
            pen.text(0, y + 14, (row.words, "b"), (row.name, "l"))
            if row.value is None:
                pen.line(0.5, y + 9, 0.56, y + 9, "axis")
            else:
                pen.rect(0.5, y, row.value / scale / 2, 18, row.tone)
        return 26 * len(rows)

    def draw(pen):
        if pen.width and len(rows) > 5 and not any(r.parts or r.note for r in rows):
            return beside(pen)
        y = 0
        for row in rows:
            pen.text(0, y + 16, (row.words, "big"), (row.name, "b"))
            y += 26
            if row.value is None:
                pen.line(0, y + 9, 0.12, y + 9, "axis")
            elif row.parts:
                start = 0.0
                for part in row.parts:
                    pen.rect(start, y, (part.value or 0) / scale, 18, part.tone)
                    start += (part.value or 0) / scale
            else:
                pen.rect(0, y, row.value / scale, 18, row.tone)
            y += 18
            if row.note:
                y += 18
                pen.text(0, y, row.note, css="l")
            y += 18
        return max(y - 8, 1)

    words = label or f"{first_word or 'Barres'}\u00a0: " + ", ".join(
        f"{r.words} {r.name}" for r in rows
    )
    if table is None:
        table = []
        for row in rows:
            table.append((french.upper_first(row.name), row.words))
            table += [
                (f"{french.upper_first(row.name)}, {p.name}", _words(p.value)) for p in row.parts
            ]
    return Chart(words, draw, caption, tuple(head), table, source)


# Dots ───────────────────────────────────────────────────────────────────────────────────────────


@dataclass
class Group:
    """``n`` persons and what they have in common. ``tone``: c1-c4, c0, or hollow (what asks for attention)."""

    n: int | None
    name: str
    tone: str = "c1"
    said: str = ""

    @property
    def words(self):
        return self.said or _words(self.n)

    def phrase(self, one, many):
        if self.n is not None:
            return french.count(self.n, one, many)
        return f"{self.words} {many}" if self.words.startswith("moins") else self.words


def dots(groups, *, caption, source="", label="", one="personne", many="personnes", head=None):
    """One dot per person, rows of 30. From 150 persons on, the same data as bars."""
    groups = list(groups)
    total = sum(g.n or 0 for g in groups)
    head = head or ("Groupe", french.upper_first(many), "Part")
    # With a group withheld, the others have no total to be a part of.
    whole = 0 if any(g.n is None for g in groups) else total
    share = [french.percent(g.n / whole) if g.n and whole else "–" for g in groups]
    table = [(french.upper_first(g.name), g.words, s) for g, s in zip(groups, share, strict=True)]
    everybody = _group_words(whole, one, many) if whole == total else french.upper_first(many)
    words = label or f"{everybody}\u00a0: " + ", ".join(f"{g.words} {g.name}" for g in groups)
    if total >= DOTS_MAX:
        rows = [
            Bar(g.n, g.name, tone="hatch" if g.tone == "hollow" else g.tone, said=g.said)
            for g in groups
        ]
        return bars(rows, caption=caption, source=source, label=words, head=head, table=table)

    def draw(pen):
        y = 14
        for group in groups:
            phrase = (
                f"{group.words} {many if not group.said or group.said == MASKED else french.NBSP}".strip()
                if group.n is None
                else french.count(group.n, one, many)
            )
            pen.text(0, y, (phrase, "b"), (group.name, "l"))
            n = group.n or 0
            for i in range(n):
                pen.dot((i % PER_ROW + 0.5) / PER_ROW, y + 16 + 14 * (i // PER_ROW), group.tone)
            y += 52 + 14 * max(0, math.ceil(n / PER_ROW) - 1)
        return max(y - 26, 1)

    return Chart(words, draw, caption, head, table, source)


def _group_words(total, one, many):
    return french.count(total, one, many)


# Target ─────────────────────────────────────────────────────────────────────────────────────────


def target(
    value,
    goal,
    *,
    caption,
    source="",
    reached="atteints",
    aim="objectif",
    label="",
    head=None,
    table=(),
):
    """How far from a target: one bar, one tick. The track runs an eighth beyond the larger of the two."""
    end = max(value or 0, goal) * 1.125 or 1
    at = goal / end

    def draw(pen):
        pen.rect(0, 6, 1, 22, "hollow")
        pen.rect(0, 6, (value or 0) / end, 22, "c1")
        pen.mark(at, 0, 34)
        pen.text(0, 50, f"{_words(value)} {reached}", css="b")
        # Two labels on one line collide when the target is near the left edge: the second goes under.
        close = at < 0.45
        pen.text(
            at,
            68 if close else 50,
            f"{aim} {french.number(goal)}",
            anchor="start" if at < 0.2 else "middle",
        )
        return 74 if close else 56

    words = label or f"{_words(value)} {reached}, {aim} {french.number(goal)}"
    return Chart(
        words,
        draw,
        caption,
        head or ("Mesure", "Nombre"),
        list(table)
        or [
            (french.upper_first(reached), _words(value)),
            (french.upper_first(aim), french.number(goal)),
        ],
        source,
    )


# Seats ──────────────────────────────────────────────────────────────────────────────────────────


def seats(
    present, total, quorum=None, *, caption="", label="", head=("Groupe", "Nombre"), table=()
):
    """One mark per voice, full when present; a tick at the quorum. Beyond 60 voices the marks join."""
    gap = 0.16 if total <= 60 else 0

    def draw(pen):
        step = 1 / max(total, 1)
        for i in range(total):
            pen.rect(i * step, 2, step * (1 - gap), 20, "c1" if i < present else "hollow", rx=2)
        if quorum:
            at = quorum * step - step * gap / 2
            pen.mark(at, -2, 26)
            anchor = "start" if at < 0.12 else "end" if at > 0.88 else "middle"
            pen.text(at, 41, "quorum", anchor=anchor)
        return 44 if quorum else 24

    words = label or f"{present} présents sur {total}" + (f", quorum à {quorum}" if quorum else "")
    rows = list(table) or [
        ("Présents", french.number(present)),
        ("Voix", french.number(total)),
        *([("Quorum", french.number(quorum))] if quorum else []),
    ]
    return Chart(words, draw, caption, head, rows)


# Lines ──────────────────────────────────────────────────────────────────────────────────────────


@dataclass
class Series:
    """``values``: one per month, None where there is no figure (the line is broken there)."""

    name: str
    values: list


def _scale(top):
    """A round step and the round maximum above ``top``, at most five steps."""
    if top <= 0:
        return 1, 1
    raw = top / 4
    power = 10 ** math.floor(math.log10(raw))
    step = next(m * power for m in (1, 2, 2.5, 4, 5, 10) if m * power >= raw)
    if top >= 4:
        step = max(1, math.ceil(step))
    return step, step * math.ceil(top / step)


def _ticks(step, top):
    return [round(i * step, 6) for i in range(round(top / step) + 1)]


def _month_labels(months, most=5):
    """[(position, word)]: at most ``most``, the first and the last always, the year where it is needed."""
    n = len(months)
    if not n:
        return []
    every = max(1, math.ceil((n - 1) / (most - 1)))
    kept = [i for i in range(0, n, every) if i == 0 or n - 1 - i >= every * 0.6]
    if n - 1 not in kept:
        kept.append(n - 1)
    words = []
    for i in kept:
        month = months[i]
        words.append(
            (i, month if isinstance(month, str) else french.short_month(month, year=n > 13))
        )
    return words


def _wrap(text, width=13):
    lines = [""]
    for word in text.split(" "):
        if lines[-1] and len(lines[-1]) + len(word) + 1 > width:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def _polyline(pen, values, at, height, css, dot=None):
    points = [(at(i), height(v)) if v is not None else None for i, v in enumerate(values)]
    for a, b in pairwise(points):
        if a and b:
            pen.line(a[0], a[1], b[0], b[1], css)
    if dot:
        for p in points:
            if p:
                pen.marks.append(f'<circle cx="{pen.x(p[0])}" cy="{p[1]:.1f}" r="3.5" {dot}/>')
    return points


def lines(series, months, *, caption, source="", label="", unit="", first_head="Mois", wide=False):
    """Up to four series over months; names and last values at the end of the lines, no legend.

    ``months``: dates or words. ``unit``: « % » for shares already multiplied by 100. ``wide``: for a full-width panel.
    """
    series, months = list(series)[:4], list(months)
    n = len(months)
    top_y, base_y = 14, 210
    step, top = _scale(max((v for s in series for v in s.values if v is not None), default=0))
    tail = f"{french.NBSP}{unit}" if unit else ""

    def height(v):
        return base_y - (base_y - top_y) * v / top

    def draw(pen):
        left, right = (0.12, 0.66) if pen.narrow else (0.06, 0.84) if wide else (0.11, 0.70)

        def at(i):
            return left + (right - left) * (i / (n - 1) if n > 1 else 1)

        for tick in _ticks(step, top):
            pen.line(left, height(tick), right, height(tick), "axis" if tick == 0 else "grid")
            pen.text(left, height(tick) + 4, french.number(tick), anchor="end", dx=-6, css="l")
        # With their years, two names fill the width of a telephone; the last keeps clear of the names of the lines.
        short = pen.narrow and n > 13
        for i, word in _month_labels(months, 2 if short else 5):
            pen.text(at(i), 230, word, anchor="end" if short and i else "middle", css="l")
        ends = []
        for s, tone in zip(series, SERIES, strict=False):
            dot = (
                f'class="c{tone}"'
                if tone in ("1", "3")
                else f'fill="#fff" class="k{tone}" stroke-width="2"'
            )
            points = _polyline(pen, s.values, at, height, f"ln k{tone}", dot if n <= 24 else None)
            last = next((i for i in range(n - 1, -1, -1) if points[i]), None)
            if last is not None:
                ends.append((points[last][1], _dated(s, months, last), tone, s.values[last]))
        return max(236, _end_labels(pen, ends, right, tail, top_y) + 4)

    words = label or "\u00a0; ".join(_series_words(s, tail) for s in series)
    table = [
        (
            m if isinstance(m, str) else french.month(m),
            *("–" if s.values[i] is None else french.number(s.values[i]) + tail for s in series),
        )
        for i, m in enumerate(months)
    ]
    return Chart(
        words,
        draw,
        caption,
        (first_head, *(french.upper_first(s.name) for s in series)),
        table,
        source,
        two_widths=True,
    )


def _dated(series, months, last):
    """The series, its last month beside its name when the others go further: its figure is not of today."""
    if last == len(months) - 1:
        return series
    month = months[last]
    said = month if isinstance(month, str) else french.short_month(month, year=True)
    return Series(f"{series.name}, {said}", series.values)


def _series_words(s, tail):
    known = [v for v in s.values if v is not None]
    if not known:
        return f"{s.name}, pas encore de chiffre"
    return f"{s.name} de {french.number(known[0])}{tail} à {french.number(known[-1])}{tail}"


def _end_labels(pen, ends, right, tail, top_y):
    """Value and name beside each line's end, pushed apart so that none covers another. Returns the lowest y."""
    low = top_y - 6
    bottom = 0
    for y, s, tone, value in sorted(ends, key=lambda e: e[0]):
        names = _wrap(s.name)
        # Above the months' line when there is room, below the label before it always.
        y = max(min(y + 2, 206 - 16 * len(names)), low + 16)
        pen.text(right, y, french.number(value) + tail, dx=10, css=f"big {TEXTS[tone]}")
        for k, line in enumerate(names, 1):
            pen.text(right, y + 16 * k, line, dx=10, css=TEXTS[tone])
        low = bottom = y + 16 * len(names) + 6
    return bottom


def small(series, months, *, context=(), top=None, unit="%", label="", title=""):
    """One picture of a set of small multiples: the named line thick, the others thin and grey, one common scale ``top``.

    Use ``.svg`` in components/multiples.html; give every picture of the set the same ``top`` and months.
    """
    months = list(months)
    n = len(months)
    left, right, top_y, base_y = 0.10, 0.78, 8, 88
    tail = f"{french.NBSP}{unit}" if unit else ""
    everything = [v for values in (series.values, *context) for v in values if v is not None]
    step, highest = _scale(top or max(everything, default=0))

    def at(i):
        return left + (right - left) * (i / (n - 1) if n > 1 else 1)

    def height(v):
        return base_y - (base_y - top_y) * v / highest

    def draw(pen):
        ticks = _ticks(step, highest)
        for k, tick in enumerate(ticks):
            pen.line(left, height(tick), right, height(tick), "axis" if tick == 0 else "grid")
            if k in (0, len(ticks) // 2):
                pen.text(left, height(tick) + 4, french.number(tick), anchor="end", dx=-4, css="l")
        for values in context:
            _polyline(pen, values, at, height, "ln thin k0")
        points = [p for p in _polyline(pen, series.values, at, height, "ln k1") if p]
        if points:
            x, y = points[-1]
            last = next(v for v in reversed(series.values) if v is not None)
            pen.marks.append(f'<circle cx="{pen.x(x)}" cy="{y:.1f}" r="4" class="c1"/>')
            pen.text(x, y + 5, french.number(last, 0) + tail, dx=9, css="b t1")
        if n:
            ends = [
                m if isinstance(m, str) else french.short_month(m, year=True)
                for m in (months[0], months[-1])
            ]
            pen.text(left, 105, ends[0], css="l")
            pen.text(right, 105, ends[1], anchor="end", css="l")
        return 110

    words = label or f"{title or series.name}\u00a0: {_series_words(series, tail)}"
    table = [
        (
            m if isinstance(m, str) else french.month(m),
            "–" if v is None else french.number(v) + tail,
        )
        for m, v in zip(months, series.values, strict=True)
    ]
    return Chart(
        words, draw, title or series.name, ("Mois", french.upper_first(series.name)), table
    )


# Flows ──────────────────────────────────────────────────────────────────────────────────────────


@dataclass
class FlowBar:
    """What came in, what went out in two parts, and who is there at the end; None is not published."""

    label: str
    entries: int | None
    solved: int | None
    others: int | None
    stock: int | None


def flows(bars_, *, caption, source="", head, table):
    """Entries above zero (full), exits under it (hatched: solutions; grey: others), the stock as a line; one scale of persons."""
    rows = list(bars_)
    n = len(rows)
    left, right, top_y, base_y = 0.11, 0.72, 14, 196
    up = max((v for r in rows for v in (r.entries, r.stock) if v is not None), default=0)
    down = max(((r.solved or 0) + (r.others or 0) for r in rows), default=0)
    step, highest = _scale(max(up, down, 1))
    lowest = step * math.ceil(down / step)
    highest = max(step, step * math.ceil(up / step))
    slot = (right - left) / max(n, 1)

    def height(v):
        return top_y + (base_y - top_y) * (highest - v) / (highest + lowest)

    def draw(pen):
        for tick in _ticks(step, highest + lowest):
            value = round(tick - lowest, 6)
            pen.line(left, height(value), right, height(value), "grid" if value else "axis")
            pen.text(
                left, height(value) + 4, french.number(abs(value)), anchor="end", dx=-6, css="l"
            )
        zero = height(0)
        for i, row in enumerate(rows):
            x, width = left + slot * (i + 0.2), slot * 0.6
            if row.entries:
                pen.rect(
                    x, round(height(row.entries), 1), width, round(zero - height(row.entries), 1)
                )
            solved, others = row.solved or 0, row.others or 0
            if solved:
                pen.rect(x, round(zero, 1), width, round(height(-solved) - zero, 1), "hatch")
            if others:
                y = height(-solved)
                pen.rect(x, round(y, 1), width, round(height(-solved - others) - y, 1), "c0")
        stock = [r.stock for r in rows]
        middle = [left + slot * (i + 0.5) for i in range(n)]
        points = _polyline(
            pen,
            stock,
            middle.__getitem__,
            height,
            "ln k4",
            'fill="#fff" class="k4" stroke-width="2"',
        )
        # The first and the last period: every name of a quarter side by side would not fit a telephone.
        if rows:
            pen.text(left, 230, rows[0].label, css="l")
        if n > 1:
            pen.text(right, 230, rows[-1].label, anchor="end", css="l")
        last = rows[-1] if rows else None
        ends = []
        if last and points[-1]:
            ends.append((points[-1][1], Series("en attente", []), "4", last.stock))
        if last and last.entries is not None:
            ends.append((height(last.entries / 2), Series("entrées", []), "1", last.entries))
        if last and last.solved is not None:
            ends.append(
                (height(-last.solved / 2), Series("solutions, hachurées", []), "2", last.solved)
            )
        return max(236, _end_labels(pen, ends, right, "", top_y) + 4)

    words = "Entrées, sorties et attente par période\u00a0: " + "\u00a0; ".join(
        ", ".join(f"{h.lower()} {v}" for h, v in zip(head[1:], row[1:], strict=True)).join(
            (f"{row[0]}, ", "")
        )
        for row in table
    )
    return Chart(words, draw, caption, tuple(head), list(table), source)


def wait(share):
    """The thin bar under a waiting time in a list: ``share`` 0-1 of the longest wait. Decorative, the words are beside."""
    width = max(0.0, min(1.0, float(share))) * 100
    return mark_safe(
        '<svg class="wait" aria-hidden="true"><rect width="100%" height="6" rx="3" class="bg"/>'
        f'<rect width="{width:.0f}%" height="6" rx="3" class="c1"/></svg>'
    )
