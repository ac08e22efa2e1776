"""The shapes of a map: areas turned from degrees to px, cut at its edge."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

# {for a telephone: (width, greatest height) of the map, in px}
SIZES = {False: (480, 440), True: (256, 300)}
LEAST = 0.55  # height of the map, as a share of its width
MARGIN = 0.12  # around the areas, as a share of the longer side
CONTEXT = "context"
# Px: points nearer than that are one. Neighbours alone are coarser: their edge is thin, and there are many.
GRAIN = {False: 0.5, True: 1.0}
# Points of an edge that a place for a name is measured from.
ENOUGH = 400

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


def framed(inside: Sequence[Area], is_narrow: bool):
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


def shaped(area: Area, to_px, width: int, height: int) -> Shape | None:
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
    return ring if abs(twice_area(ring)) > 4 else []


def twice_area(ring: Ring) -> float:
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise(ring))


def holds(ring: Ring, x: float, y: float) -> bool:
    inside = False
    for (x1, y1), (x2, y2) in pairwise(ring):
        if (y1 > y) != (y2 > y) and x < x1 + (y - y1) * (x2 - x1) / (y2 - y1):
            inside = not inside
    return inside


def distance(x: float, y: float, start, end) -> float:
    """To a segment, in px."""
    (x1, y1), (x2, y2) = start, end
    dx, dy = x2 - x1, y2 - y1
    length = dx * dx + dy * dy
    share = 0.0 if not length else min(max(((x - x1) * dx + (y - y1) * dy) / length, 0.0), 1.0)
    return math.hypot(x - x1 - share * dx, y - y1 - share * dy)
