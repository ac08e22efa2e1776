"""Names on a map, where they fit: over their area, else beside it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from tzcld.ui.charts.axes import LINE_HEIGHT, TEXT, text_width, wrapped
from tzcld.ui.charts.shapes import Box, Shape, distance, holds, twice_area


@dataclass(frozen=True)
class Name:
    """A name set on the map: its lines, the middle of the first, and where it comes from when it stands beside."""

    lines: list[str]
    x: float
    y: float
    is_context: bool
    leader: Box | None = None  # from, to


def named(shapes: Sequence[Shape], width: int, height: int, signs: int) -> list[Name]:
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
        holds(ring, *point)
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
    ring = max(shape.rough, key=lambda r: abs(twice_area(r)))
    xs, ys = [x for x, _ in ring], [y for _, y in ring]
    best, far = (sum(xs) / len(xs), sum(ys) / len(ys)), -1.0
    for i in range(steps):
        for j in range(steps):
            x = min(xs) + (max(xs) - min(xs)) * (i + 0.5) / steps
            y = min(ys) + (max(ys) - min(ys)) * (j + 0.5) / steps
            if holds(ring, x, y):
                away = min(distance(x, y, *pair) for pair in pairwise(ring))
                if away > far:
                    best, far = (x, y), away
    return round(best[0], 1), round(best[1], 1)
