"""What came in and what went out by period, around zero, and who is there at the end."""

import math
from dataclasses import dataclass

from tzcld.ui import french
from tzcld.ui.charts import axes
from tzcld.ui.charts.axes import HATCH, PAPER, Axes, End, Frame, literal

HEIGHT = 182
STOCK = "var(--d4)"


@dataclass
class FlowBar:
    """What came in, who came back, what went out in two parts, and who is there at the end; None is not published."""

    label: str
    entries: int | None
    returns: int | None
    solved: int | None
    others: int | None
    stock: int | None


def flows(bars_, *, caption, source="", head, table):
    """Entries (full) and returns (empty) above zero, exits under it (hatched: solutions; grey: others), the stock as a line.

    One scale of persons.
    """
    rows = list(bars_)
    up = max(
        (v for r in rows for v in ((r.entries or 0) + (r.returns or 0), r.stock or 0)), default=0
    )
    down = max(((r.solved or 0) + (r.others or 0) for r in rows), default=0)
    step, _ = axes.scale(max(up, down, 1), whole=True)
    low = -step * math.ceil(down / step)
    high = max(step, step * math.ceil(up / step))
    values = [round(low + tick, 6) for tick in axes.ticks(step, high - low)]
    ends = _ends(rows, low, high)

    def layout(is_narrow: bool):
        names = 12 if is_narrow else 13
        left, right = axes.margins(
            [french.number(abs(v)) for v in values], [(e.words, e.name) for e in ends], names
        )
        frame = Frame(HEIGHT, left, right, 236, is_narrow)
        labels, bottom = axes.end_labels(ends, names, frame)
        # The names of the two periods stand on two lines in a telephone.
        least = 238 if is_narrow else 222
        frame = Frame(HEIGHT, left, right, max(least, round(bottom + frame.top + 4)), is_narrow)
        x = axes.x_axis(0, len(rows), _periods(rows, is_narrow), flush=True)
        return frame, _layers(rows, x, axes.y_axis(values, low=low)) + labels

    words = "\u00a0; ".join(
        ", ".join(f"{h.lower()} {v}" for h, v in zip(head[1:], row[1:], strict=True)).join(
            (f"{row[0]}, ", "")
        )
        for row in table
    )
    return Axes(
        words or "aucune période",
        caption,
        tuple(head),
        list(table),
        source,
        title="Entrées, sorties et attente par période",
        layout=layout,
    )


def _periods(rows: list[FlowBar], is_narrow: bool) -> dict:
    """The first and the last: every name of a quarter side by side would not fit."""

    def said(label: str) -> str | list[str]:
        return axes.wrapped(label.replace("\u00a0", " "), 12) if is_narrow else label

    ends = {0: said(rows[0].label)} if rows else {}
    return ends | ({len(rows): said(rows[-1].label)} if len(rows) > 1 else {})


def _layers(rows: list[FlowBar], x: dict, y: dict) -> list[dict]:
    bars = []
    for i, row in enumerate(rows):
        entries, solved, others = row.entries or 0, row.solved or 0, row.others or 0
        for start, end, fill, edge in (
            (0, entries, "var(--d1)", "none"),
            (entries, entries + (row.returns or 0), PAPER, "var(--d1)"),
            (0, -solved, HATCH, "var(--d2)"),
            (-solved, -solved - others, "var(--d0)", "none"),
        ):
            if start != end:
                bars.append(
                    {"x": i + 0.2, "x2": i + 0.8, "y": start, "y2": end, "f": fill, "c": edge}
                )
    stock = [{"x": i + 0.5, "y": row.stock} for i, row in enumerate(rows)]
    where = {"x": {"field": "x", **x}, "y": {"field": "y", **y}}
    return [
        {
            "data": {"values": bars},
            "mark": {"type": "rect", "opacity": 1},
            "encoding": {
                **where,
                "x2": {"field": "x2"},
                "y2": {"field": "y2"},
                "fill": literal("f"),
                "stroke": literal("c"),
            },
        },
        {
            "data": {"values": stock},
            "mark": {
                "type": "line",
                "strokeWidth": 2.5,
                "color": STOCK,
                "invalid": "break-paths-show-domains",
            },
            "encoding": where,
        },
        {
            "data": {"values": [row for row in stock if row["y"] is not None]},
            "mark": {
                "type": "point",
                "size": 49,
                "strokeWidth": 2,
                "opacity": 1,
                "fill": PAPER,
                "stroke": STOCK,
            },
            "encoding": where,
        },
    ]


def _ends(rows: list[FlowBar], low: float, high: float) -> list[End]:
    """What the last bars are, in the order of the picture."""
    if not rows:
        return []
    last = rows[-1]

    def y(value: float) -> float:
        return round(HEIGHT * (high - value) / (high - low), 1)

    found = []
    if last.stock is not None:
        found.append(End(y(last.stock), french.number(last.stock), "en attente", STOCK))
    if last.entries is not None:
        found.append(End(y(last.entries / 2), french.number(last.entries), "entrées", "var(--d1)"))
    if last.returns:
        middle = y((last.entries or 0) + last.returns / 2)
        found.append(End(middle, french.number(last.returns), "retours, en blanc", "var(--d1)"))
    if last.solved is not None:
        found.append(
            End(
                y(-last.solved / 2),
                french.number(last.solved),
                "solutions, hachurées",
                "var(--d2-text)",
            )
        )
    return found
