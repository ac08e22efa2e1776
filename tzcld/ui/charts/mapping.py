"""A map: areas filled by what is said of them, their neighbours around, names where they fit, a legend in words.

A map keeps its proportions, so everything is in px: the picture of the page does not stretch, it has two sizes. A fill is
always doubled by its pattern, and by the words of the legend, of the list beside and of the table.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from tzcld.ui.charts.axes import (
    INK,
    INK_2,
    LINE,
    LINE_HEIGHT,
    PAPER,
    TEXT,
    Axes,
    Frame,
    literal,
    text_width,
    wrapped,
)
from tzcld.ui.charts.pen import PATTERNS

# {for a telephone: (width, greatest height) of the map, in px}
SIZES = {False: (480, 440), True: (256, 300)}
LEAST = 0.55  # height of the map, as a share of its width
MARGIN = 0.12  # around the areas, as a share of the longer side
WRAP = {False: 20, True: 16}  # signs on a line of a name
CONTEXT = "context"
# What an area is filled with: plain, or a pattern of the pen (pen.PATTERNS).
FILLS = {
    CONTEXT: "var(--stone-1)",
    "full": "var(--d1)",
    "hollow": PAPER,
    "flat": "var(--ctx)",
} | {name: f"url(#{name})" for name in PATTERNS}
# Px: points nearer than that are one. Neighbours alone are coarser: their edge is thin, and there are many.
GRAIN = {False: 0.5, True: 1.0}
# Points of an edge that a place for a name is measured from.
ENOUGH = 400
DASH = [5, 3]
SWATCH = (28, 14)
IN_PX = {"type": "identity", "scale": 1, "translate": [0, 0]}

Ring = list[tuple[float, float]]
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Area:
    """`polygons`: the coordinates of a MultiPolygon, in degrees. `label`: one name on the map, or several, one a line.
    `is_part`: what is said holds for a part of it only; its edge is dashed."""

    polygons: list
    tone: str = CONTEXT
    label: str = ""
    is_part: bool = False


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


@dataclass
class Shape:
    """An area in px of the map. `box`: left, top, right, bottom."""

    area: Area
    polygons: list[list[Ring]]
    box: Box

    @property
    def is_context(self) -> bool:
        return self.area.tone == CONTEXT

    @cached_property
    def rough(self) -> list[Ring]:
        """The outer rings, with points enough to tell what is inside."""
        return [_thinned(rings[0]) for rings in self.polygons]


@dataclass(frozen=True)
class Name:
    """A name set on the map: its lines, the middle of the first, and where it comes from when it stands beside."""

    lines: list[str]
    x: float
    y: float
    is_context: bool
    leader: Box | None = None  # from, to


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
    width, height, to_px = _framed([a for a in found if a.tone != CONTEXT], is_narrow)
    shapes = [shape for area in found if (shape := _shaped(area, to_px, width, height))]
    signs, bottom = _legend(legend, width, height + 12)
    total = math.ceil(bottom if signs else height + 2)
    names = _named(shapes, width, height, WRAP[is_narrow])
    plan = Plan(total, 0, 0, total, is_narrow, 0, width)
    return plan, [*_fills(shapes), _edge(width, height), *_names(names), *signs]


# From degrees to px ─────────────────────────────────────────────────────────────────────────────


def _framed(inside: Sequence[Area], is_narrow: bool):
    """The width and the height of the map, and what turns a longitude and a latitude into px."""
    width, highest = SIZES[is_narrow]
    points = [p for a in inside for rings in a.polygons for p in rings[0]]
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    south, north = min(y for _, y in points), max(y for _, y in points)
    # A degree of longitude is shorter than one of latitude, the more so to the north.
    shrunk = max(math.cos(math.radians((south + north) / 2)), 0.05)
    across, up = (east - west) * shrunk, north - south
    margin = 2 * MARGIN * max(across, up)
    across, up = across + margin, up + margin
    height = round(width * min(max(up / across, LEAST), highest / width))
    scale = min(width / across, height / up)
    middle_x, middle_y = (west + east) / 2 * shrunk, (south + north) / 2

    def to_px(x: float, y: float) -> tuple[float, float]:
        return (
            width / 2 + (x * shrunk - middle_x) * scale,
            height / 2 - (y - middle_y) * scale,
        )

    return width, height, to_px


def _shaped(area: Area, to_px, width: int, height: int) -> Shape | None:
    """None when nothing of it shows."""
    polygons = []
    grain = GRAIN[area.tone == CONTEXT]
    for rings in area.polygons:
        cut = [_cut(_grained(ring, to_px, grain), width, height) for ring in rings]
        if cut[0]:
            polygons.append([cut[0], *filter(None, cut[1:])])
    if not polygons:
        return None
    points = [p for rings in polygons for p in rings[0]]
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return Shape(area, polygons, (min(xs), min(ys), max(xs), max(ys)))


def _grained(ring: Iterable, to_px, grain: float) -> Ring:
    """In px, without the points that nobody would see. Two areas that share an edge keep sharing it."""
    kept: Ring = []
    for x, y in ring:
        px, py = to_px(x, y)
        at = (round(px / grain) * grain, round(py / grain) * grain)
        if not kept or at != kept[-1]:
            kept.append(at)
    return kept


def _thinned(ring: Ring) -> Ring:
    every = max(1, math.ceil(len(ring) / ENOUGH))
    return [*ring[:-1:every], ring[-1]]


def _cut(ring: Ring, width: int, height: int) -> Ring:
    """The part of a ring inside the map (Sutherland and Hodgman); [] when nothing of it shows."""
    for axis, limit, keeps_less in (
        (0, 0, False),
        (0, width, True),
        (1, 0, False),
        (1, height, True),
    ):
        kept: Ring = []
        for start, end in pairwise(ring):
            inside = [
                (p[axis] <= limit) if keeps_less else (p[axis] >= limit) for p in (start, end)
            ]
            if inside[0] != inside[1]:
                share = (limit - start[axis]) / (end[axis] - start[axis])
                crossing = [round(a + (b - a) * share, 1) for a, b in zip(start, end, strict=True)]
                crossing[axis] = float(limit)
                kept.append((crossing[0], crossing[1]))
            if inside[1]:
                kept.append(end)
        ring = [p for i, p in enumerate(kept) if not i or p != kept[i - 1]]
        if len(ring) < 3:
            return []
        if ring[0] != ring[-1]:
            ring.append(ring[0])
    return ring if abs(_twice_area(ring)) > 4 else []


def _twice_area(ring: Ring) -> float:
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise(ring))


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


# Names where they fit ───────────────────────────────────────────────────────────────────────────


def _named(shapes: Sequence[Shape], width: int, height: int, signs: int) -> list[Name]:
    """The names that have room: over their area, else beside it with a line; a neighbour's only over its own.

    A name that would cover another, or stand over another area, is left to the list and to the table.
    """
    said = [shape for shape in shapes if shape.area.label]
    said.sort(key=lambda s: (s.is_context, (s.box[0] - s.box[2]) * (s.box[3] - s.box[1])))
    taken: list[Box] = []
    names: list[Name] = []
    for shape in said:
        lines = _lines(shape.area.label, signs)
        size = max(text_width(line, TEXT) for line in lines), LINE_HEIGHT * len(lines)
        if shape.is_context and not _fits(size, shape.box):
            continue
        anchor = _anchor(shape)
        others = [s for s in shapes if s is not shape and not s.is_context]
        for box, is_over in _places(shape, anchor, size):
            leader = None if is_over else _leader(anchor, box)
            if _has_room(box, width, height, taken) and (
                is_over or not _crosses(box, leader, others)
            ):
                taken.append(box)
                middle = round((box[0] + box[2]) / 2, 1)
                first = round(box[1] + 12, 1)
                names.append(Name(lines, middle, first, shape.is_context, leader))
                break
    return names


def _lines(label: str, signs: int) -> list[str]:
    """« Villeurbanne – Les Brosses » breaks after its dash, when it must."""
    found = []
    for name in label.split("\n"):
        name = name.replace("\u00a0", " ")
        pieces = [name] if len(name) <= signs else name.replace(" – ", " –\n").split("\n")
        found += [line for piece in pieces for line in wrapped(piece, signs)]
    return found


def _fits(size: tuple[float, float], box: Box) -> bool:
    return size[0] <= box[2] - box[0] and size[1] <= box[3] - box[1]


def _places(shape: Shape, anchor, size) -> Iterable[tuple[Box, bool]]:
    """Where this name may stand, best first, and whether it is over its area."""
    (x, y), (w, h) = anchor, size
    left, top, right, bottom = shape.box
    over = (x - w / 2, y - h / 2, x + w / 2, y + h / 2)
    if shape.is_context:
        if over[0] >= left and over[2] <= right and over[1] >= top and over[3] <= bottom:
            yield over, True
        return
    if w <= 1.5 * (right - left) and h <= 1.2 * (bottom - top):
        yield over, True
    for gap in (8, 24, 48, 80):
        for cx, cy in (
            (right + gap + w / 2, y),
            (left - gap - w / 2, y),
            (x, bottom + gap + h / 2),
            (x, top - gap - h / 2),
            (right + gap + w / 2, bottom + gap),
            (left - gap - w / 2, bottom + gap),
            (right + gap + w / 2, top - gap),
            (left - gap - w / 2, top - gap),
        ):
            yield (cx - w / 2, cy - h / 2, cx + w / 2, cy + h / 2), False


def _has_room(box: Box, width: int, height: int, taken: Iterable[Box]) -> bool:
    left, top, right, bottom = box
    if left < 4 or top < 4 or right > width - 4 or bottom > height - 4:
        return False
    return not any(left < o[2] and right > o[0] and top < o[3] and bottom > o[1] for o in taken)


def _crosses(box: Box, leader: Box, others: Sequence[Shape]) -> bool:
    """The name, or the line that leads to it, stands over one of these areas."""
    left, top, right, bottom = box
    points = [
        (left + (right - left) * i / 6, top + (bottom - top) * j / 2)
        for i in range(7)
        for j in range(3)
    ]
    x, y, to_x, to_y = leader
    points += [(x + (to_x - x) * i / 8, y + (to_y - y) * i / 8) for i in range(1, 8)]
    return any(
        _holds(ring, *point)
        for shape in others
        if min(left, x) < shape.box[2] and max(right, x) > shape.box[0]
        for ring in shape.rough
        for point in points
    )


def _leader(anchor, box: Box) -> Box:
    """From the middle of the area to the nearest side of its name."""
    x, y = anchor
    to_x, to_y = min(max(x, box[0]), box[2]), min(max(y, box[1]), box[3])
    return (x, y, round(to_x, 1), round(to_y, 1))


def _anchor(shape: Shape, steps: int = 10) -> tuple[float, float]:
    """A point inside the largest polygon, as far from its edge as a grid of `steps` finds."""
    ring = max(shape.rough, key=lambda r: abs(_twice_area(r)))
    xs, ys = [x for x, _ in ring], [y for _, y in ring]
    best, far = (sum(xs) / len(xs), sum(ys) / len(ys)), -1.0
    for i in range(steps):
        for j in range(steps):
            x = min(xs) + (max(xs) - min(xs)) * (i + 0.5) / steps
            y = min(ys) + (max(ys) - min(ys)) * (j + 0.5) / steps
            if _holds(ring, x, y):
                away = min(_distance(x, y, *pair) for pair in pairwise(ring))
                if away > far:
                    best, far = (x, y), away
    return round(best[0], 1), round(best[1], 1)


def _holds(ring: Ring, x: float, y: float) -> bool:
    inside = False
    for (x1, y1), (x2, y2) in pairwise(ring):
        if (y1 > y) != (y2 > y) and x < x1 + (y - y1) * (x2 - x1) / (y2 - y1):
            inside = not inside
    return inside


def _distance(x: float, y: float, start, end) -> float:
    """To a segment, in px."""
    (x1, y1), (x2, y2) = start, end
    dx, dy = x2 - x1, y2 - y1
    length = dx * dx + dy * dy
    share = 0.0 if not length else min(max(((x - x1) * dx + (y - y1) * dy) / length, 0.0), 1.0)
    return math.hypot(x - x1 - share * dx, y - y1 - share * dy)
