"""Lines over months, alone or as small multiples."""

from dataclasses import dataclass

from tzcld.ui import french
from tzcld.ui.charts import axes
from tzcld.ui.charts.axes import PAPER, Axes, End, Frame, literal

CONTEXT = "var(--ctx)"
LAST_DOT = 8  # px across
HEIGHT = 196
DOT = 7  # px across
# More months than this, and dots would hide their line; fewer in a telephone.
MOST_DOTS, MOST_DOTS_NARROW = 24, 13


@dataclass(frozen=True)
class Tone:
    """How a series is told from the others: its tint, and full or hollow dots or a dashed line."""

    stroke: str
    fill: str
    text: str
    dash: list


# In order: petrol full, copper hollow, plum hollow, sky full.
TONES = (
    Tone("var(--d1)", "var(--d1)", "var(--d1)", [1, 0]),
    Tone("var(--d2)", PAPER, "var(--d2-text)", [7, 5]),
    Tone("var(--d4)", PAPER, "var(--d4)", [2, 5]),
    Tone("var(--d3)", "var(--d3)", "var(--d1)", [12, 4, 2, 4]),
)


@dataclass
class Series:
    """``values``: one per month, None where there is no figure (the line is broken there)."""

    name: str
    values: list


def lines(series, months, *, caption, source="", label="", unit="", first_head="Mois", wide=False):
    """Up to four series over months; names and last values at the end of the lines, no legend.

    ``months``: dates or words. ``unit``: « % » for shares already multiplied by 100. ``wide``: for a full-width panel.
    """
    series, months = list(series)[:4], list(months)
    n, at = len(months), axes.places(months)
    tail = f"{french.NBSP}{unit}" if unit else ""
    step, top = axes.scale(_highest(s.values for s in series), whole=_counts(series))
    ticks = axes.ticks(step, top)
    ends = [end for i, s in enumerate(series) if (end := _end(s, months, i, top, tail))]

    def layout(is_narrow: bool):
        names = 12 if is_narrow else 20 if wide else 13
        left, right = axes.margins(
            map(french.number, ticks), [(e.words, e.name) for e in ends], names
        )
        frame = Frame(HEIGHT, left, right, 236, is_narrow)
        # With their years, two names fill the width of a telephone.
        most = (2 if at and at[-1] > 12 else 4) if is_narrow else 5
        words = axes.month_words(months, most)
        x = axes.x_axis(0, at[-1] if at else 1, words, flush=is_narrow and len(words) == 2)
        labels, bottom = axes.end_labels(ends, names, frame)
        frame = Frame(HEIGHT, left, right, max(236, round(bottom + frame.top + 4)), is_narrow)
        # What is seen as a place on the axis ends with the last month.
        place = at if n > 1 else [1] * n
        return frame, _course(
            series,
            place,
            x,
            axes.y_axis(ticks),
            with_dots=n <= (MOST_DOTS_NARROW if is_narrow else MOST_DOTS),
        ) + labels

    return Axes(
        label or "\u00a0; ".join(_words(s, tail) for s in series),
        caption,
        (first_head, *(french.upper_first(s.name) for s in series)),
        _rows(series, months, tail),
        source,
        title=_title([s.name for s in series], months) if not label else "",
        layout=layout,
    )


def small(series, months, *, context=(), top=None, unit="%", label="", title=""):
    """One picture of a set of small multiples: the named line thick, the others thin and grey, one common scale ``top``.

    Use ``.svg`` in components/multiples.html; give every picture of the set the same ``top`` and months.
    """
    months, context = list(months), list(context)
    at = axes.places(months)
    tail = f"{french.NBSP}{unit}" if unit else ""
    step, highest = axes.scale(top or _highest((series.values, *context)))
    ticks = axes.ticks(step, highest)
    known = [i for i, v in enumerate(series.values) if v is not None]
    last = french.number(series.values[known[-1]], 0) + tail if known else ""

    def layout(is_narrow: bool):
        left, right = axes.margins(map(french.number, ticks), [(last, "")], 10)
        frame = Frame(80, left, right, 112, True, top=8)
        ends = {at[i]: _short(months[i]) for i in ({0, len(months) - 1} if months else ())}
        x = axes.x_axis(0, at[-1] if at else 1, dict(sorted(ends.items())), flush=True)
        y = axes.y_axis(ticks, [0, ticks[len(ticks) // 2]])
        return frame, _one_among(series.values, context, at, x, y, last)

    return Axes(
        label or _words(series, tail),
        title or series.name,
        ("Mois", french.upper_first(series.name)),
        _rows([series], months, tail),
        title=_title([f"{title}, {series.name}" if title else series.name], months),
        layout=layout,
        has_narrow=False,
    )


def _counts(series: list[Series]) -> bool:
    """Whether these lines count something: not one value is broken."""
    return all(v is None or v == int(v) for one in series for v in one.values)


def _highest(many) -> float:
    return max((v for values in many for v in values if v is not None), default=0)


def _end(series: Series, months: list, index: int, top: float, tail: str) -> End | None:
    """The last figure and the name; with its month when the axis goes further: its figure is not of today."""
    known = [i for i, v in enumerate(series.values) if v is not None]
    if not known:
        return None
    value = series.values[known[-1]]
    late = known[-1] < len(months) - 1
    name = f"{series.name}, {_short(months[known[-1]])}" if late else series.name
    return End(
        round(HEIGHT * (1 - value / top), 1), french.number(value) + tail, name, TONES[index].text
    )


def _short(month) -> str:
    return month if isinstance(month, str) else french.short_month(month, year=True)


def _course(series: list[Series], at: list, x: dict, y: dict, *, with_dots: bool) -> list[dict]:
    """The lines, then their dots; without dots, dashes tell them apart, and a figure alone keeps its dot."""
    points, dots = [], []
    for s, tone in zip(series, TONES, strict=False):
        for i, (place, value) in enumerate(zip(at, s.values, strict=True)):
            look = {"s": s.name, "c": tone.stroke, "f": tone.fill, "d": tone.dash}
            points.append({"x": place, "y": _seen(value), **look})
            alone = not any(
                v is not None for v in (*s.values[max(i - 1, 0) : i], *s.values[i + 1 : i + 2])
            )
            if value is not None and (with_dots or alone):
                edge = tone.stroke if tone.fill == PAPER else "none"
                dots.append({"x": place, "y": _seen(value), **look, "c": edge})
    dash = {} if with_dots or len(series) == 1 else {"strokeDash": literal("d")}
    return [
        {
            "data": {"values": points},
            "mark": {"type": "line", "strokeWidth": 2.5, "invalid": "break-paths-show-domains"},
            "encoding": {
                "x": {"field": "x", **x},
                "y": {"field": "y", **y},
                "detail": {"field": "s", "type": "nominal"},
                "color": literal("c"),
                **dash,
            },
        },
        {
            "data": {"values": dots},
            "mark": {"type": "point", "size": DOT**2, "strokeWidth": 2, "opacity": 1},
            "encoding": {
                "x": {"field": "x", **x},
                "y": {"field": "y", **y},
                "fill": literal("f"),
                "stroke": literal("c"),
            },
        },
    ]


def _one_among(values: list, context: list, at: list, x: dict, y: dict, last: str) -> list[dict]:
    """The others thin and grey under the one that is named, its last figure beside it."""
    place = at if len(at) > 1 else [1] * len(at)
    others = [
        {"x": p, "y": _seen(v), "s": i}
        for i, other in enumerate(context)
        for p, v in zip(place, other, strict=True)
    ]
    own = [{"x": p, "y": _seen(v)} for p, v in zip(place, values, strict=True)]
    end = [row for row in own if row["y"] is not None][-1:]
    where = {"x": {"field": "x", **x}, "y": {"field": "y", **y}}
    broken = {"type": "line", "invalid": "break-paths-show-domains"}
    return [
        {
            "data": {"values": others},
            "mark": {**broken, "strokeWidth": 1, "color": CONTEXT},
            "encoding": {**where, "detail": {"field": "s", "type": "nominal"}},
        },
        {
            "data": {"values": own},
            "mark": {**broken, "strokeWidth": 2.5, "color": TONES[0].stroke},
            "encoding": where,
        },
        {
            "data": {"values": end},
            "mark": {
                "type": "point",
                "size": LAST_DOT**2,
                "filled": True,
                "opacity": 1,
                "color": TONES[0].fill,
            },
            "encoding": where,
        },
        {
            "data": {"values": end},
            "mark": {
                "type": "text",
                "text": last,
                "dx": axes.GAP,
                "dy": 5,
                "fontWeight": "bold",
                "color": TONES[0].text,
            },
            "encoding": where,
        },
    ]


def _seen(value):
    """As fine as a picture shows: a change that nobody can see is no other picture."""
    if value is None:
        return None
    return round(value, max(0, 4 - len(str(int(abs(value))))))


def _words(series: Series, tail: str) -> str:
    known = [v for v in series.values if v is not None]
    if not known:
        return f"{series.name}, pas encore de chiffre"
    return f"{series.name} de {french.number(known[0])}{tail} à {french.number(known[-1])}{tail}"


def _title(names: list[str], months: list) -> str:
    kind = "Courbe" if len(names) == 1 else "Courbes"
    when = f", de {_short(months[0])} à {_short(months[-1])}" if len(months) > 1 else ""
    return f"{kind}\u00a0: {french.listing(names)}{when}"


def _rows(series: list[Series], months: list, tail: str) -> list[tuple]:
    return [
        (
            m if isinstance(m, str) else french.month(m),
            *("–" if s.values[i] is None else french.number(s.values[i]) + tail for s in series),
        )
        for i, m in enumerate(months)
    ]
