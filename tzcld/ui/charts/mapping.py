"""A map: areas filled by what is said of them, their neighbours around, names where they fit, a legend in words.

A map keeps its proportions, so everything is in px: the picture of the page does not stretch, it has two sizes. A fill is
always doubled by its pattern, and by the words of the legend, of the list beside and of the table.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from tzcld.ui.charts.axes import (
    INK,
    INK_2,
    LINE,
    LINE_HEIGHT,
    PAPER,
    Axes,
    Frame,
    literal,
    wrapped,
)
from tzcld.ui.charts.names import Name, named
from tzcld.ui.charts.pen import PATTERNS
from tzcld.ui.charts.shapes import CONTEXT, Area, Shape, framed, shaped

WRAP = {False: 20, True: 16}  # signs on a line of a name
# What an area is filled with: plain, or a pattern of the pen (pen.PATTERNS).
FILLS = {
    CONTEXT: "var(--stone-1)",
    "full": "var(--d1)",
    "hollow": PAPER,
    "flat": "var(--ctx)",
} | {name: f"url(#{name})" for name in PATTERNS}
DASH = [5, 3]
SWATCH = (28, 14)
IN_PX = {"type": "identity", "scale": 1, "translate": [0, 0]}


@dataclass(frozen=True)
class Sign:
    """A line of the legend."""

    tone: str
    words: str
    is_part: bool = False


@dataclass(frozen=True)
class Plan(Frame):
    """The size of a map: the drawing above, its legend under it."""

    across: int = 0

    @property
    def width(self) -> int:
        return self.across

    @property
    def paper_width(self) -> int:
        return self.across

    @property
    def css(self) -> str:
        return ""

    def spec(self, layers: list[dict]) -> dict:
        return super().spec(layers) | {"usermeta": {"unit": "px"}}


def areas(
    found: Sequence[Area],
    *,
    caption,
    label: str,
    title: str,
    legend: Sequence[Sign] = (),
    head: tuple = (),
    rows: Sequence = (),
    source: str = "",
    table_label: str = "",
) -> Axes:
    """A map framed on the areas that are not context; at least one is not. Later areas are drawn over the first."""

    def layout(is_narrow: bool):
        return _drawn(found, legend, is_narrow)

    return Axes(
        label,
        caption,
        head,
        list(rows),
        source,
        title=title,
        table_label=table_label,
        is_worded=True,
        is_tall=True,
        layout=layout,
    )


def _drawn(found: Sequence[Area], legend: Sequence[Sign], is_narrow: bool):
    width, height, to_px = framed([a for a in found if a.tone != CONTEXT], is_narrow)
    shapes = [shape for area in found if (shape := shaped(area, to_px, width, height))]
    signs, bottom = _legend(legend, width, height + 12)
    total = math.ceil(bottom if signs else height + 2)
    names = named(shapes, width, height, WRAP[is_narrow])
    plan = Plan(total, 0, 0, total, is_narrow, 0, width)
    return plan, [*_fills(shapes), _edge(width, height), *_names(names), *signs]


# Marks ──────────────────────────────────────────────────────────────────────────────────────────


def _fills(shapes: Sequence[Shape]) -> list[dict]:
    """Neighbours first; then the areas of the map, those in part with a dashed edge."""
    context = [s for s in shapes if s.is_context]
    whole = [s for s in shapes if not s.is_context and not s.area.is_part]
    parts = [s for s in shapes if not s.is_context and s.area.is_part]
    return [
        {
            "data": {"values": [_feature(shape) for shape in group]},
            "projection": IN_PX,
            "mark": {"type": "geoshape", "strokeJoin": "round", "opacity": 1, **edge},
            "encoding": {"fill": literal("properties.fill")},
        }
        for group, edge in (
            (context, {"stroke": "var(--ctx)", "strokeWidth": 1}),
            (whole, {"stroke": INK, "strokeWidth": 1.5}),
            (parts, {"stroke": INK, "strokeWidth": 1.5, "strokeDash": DASH}),
        )
        if group
    ]


def _feature(shape: Shape) -> dict:
    return {
        "type": "Feature",
        "properties": {"fill": FILLS[shape.area.tone]},
        "geometry": {
            "type": "MultiPolygon",
            "coordinates": [
                [[list(p) for p in ring] for ring in rings] for rings in shape.polygons
            ],
        },
    }


def _edge(width: int, height: int) -> dict:
    """The line around the map, over the edges of what was cut."""
    return {
        "data": {"values": [{}]},
        "mark": {
            "type": "rect",
            "fill": "transparent",
            "stroke": LINE,
            "strokeWidth": 2,
            "opacity": 1,
        },
        "encoding": {
            "x": {"value": 0},
            "x2": {"value": width},
            "y": {"value": 0},
            "y2": {"value": height},
        },
    }


def _px(field: str) -> dict:
    return {"field": field, "type": "quantitative", "scale": None}


def _written(rows: list[dict], **mark) -> dict:
    return {
        "data": {"values": rows},
        "mark": {"type": "text", **mark},
        "encoding": {
            "x": _px("x"),
            "y": _px("y"),
            "text": {"field": "t", "type": "nominal"},
        },
    }


def _names(names: Sequence[Name]) -> list[dict]:
    """Names with a halo, so that they are read over any pattern, and the lines that lead to those set beside."""
    layers = []
    if leaders := [name.leader for name in names if name.leader]:
        ends = [dict(zip(("x", "y", "x2", "y2"), ends, strict=True)) for ends in leaders]
        layers += [
            {
                "data": {"values": ends},
                "mark": {"type": "rule", "color": colour, "strokeWidth": wide, "opacity": 1},
                "encoding": {
                    "x": _px("x"),
                    "y": _px("y"),
                    "x2": {"field": "x2"},
                    "y2": {"field": "y2"},
                },
            }
            for colour, wide in ((PAPER, 4), (INK, 1.5))
        ]
    for is_context in (True, False):
        rows = [
            {"x": name.x, "y": round(name.y + LINE_HEIGHT * k, 1), "t": line}
            for name in names
            if name.is_context is is_context
            for k, line in enumerate(name.lines)
        ]
        if rows:
            set_ = {"align": "center", "fontWeight": "normal" if is_context else "bold"}
            layers.append(
                _written(rows, **set_, color=PAPER, stroke=PAPER, strokeWidth=4, strokeJoin="round")
            )
            layers.append(_written(rows, **set_, color=INK_2 if is_context else INK))
    return layers


def _legend(signs: Sequence[Sign], width: int, top: float) -> tuple[list[dict], float]:
    """A swatch and its words on each line; the layers, and the lowest y."""
    across, up = SWATCH
    boxes: dict[bool, list[dict]] = {False: [], True: []}
    words, y = [], top
    for sign in signs:
        boxes[sign.is_part].append(
            {"x": 1, "x2": across, "y": y + 1, "y2": y + up, "f": FILLS[sign.tone]}
        )
        for line in wrapped(sign.words, (width - across - 10) // 8):
            words.append({"x": across + 10, "y": y + 12, "t": line})
            y += LINE_HEIGHT
        y += 6
    layers: list[dict] = [
        {
            "data": {"values": rows},
            "mark": {"type": "rect", "stroke": INK, "strokeWidth": 1.5, "opacity": 1, **edge},
            "encoding": {
                "x": _px("x"),
                "y": _px("y"),
                "x2": {"field": "x2"},
                "y2": {"field": "y2"},
                "fill": literal("f"),
            },
        }
        for rows, edge in ((boxes[False], {}), (boxes[True], {"strokeDash": DASH}))
        if rows
    ]
    return [*layers, _written(words)] if words else layers, y
