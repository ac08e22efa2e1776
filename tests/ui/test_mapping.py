"""Maps: their proportions, what they cut, where their names stand; see test_charts.py for what every drawing keeps."""

import re
from itertools import combinations
from xml.etree import ElementTree as ET

import pytest

from tests.ui.test_charts import square, tree
from tzcld.ui import charts
from tzcld.ui.charts.axes import text_width
from tzcld.ui.charts.mapping import WRAP, Sign
from tzcld.ui.charts.names import named
from tzcld.ui.charts.shapes import SIZES, Area, framed, shaped, twice_area


def drawn(*found, legend=()):
    return charts.areas(found, caption="x", title="Carte", label="y", legend=legend)


def shapes(*found, is_narrow=False):
    inside = [area for area in found if area.tone != charts.CONTEXT]
    width, height, to_px = framed(inside, is_narrow)
    return [shaped(area, to_px, width, height) for area in found], width, height


def names(*found, is_narrow=False):
    made, width, height = shapes(*found, is_narrow=is_narrow)
    return named([s for s in made if s], width, height, WRAP[is_narrow])


def test_a_map_keeps_its_proportions_at_both_sizes():
    """A commune twice as high as wide, at 45 degrees north, where a degree of longitude is shorter."""
    for is_narrow in (False, True):
        (shape,), width, height = shapes(Area([[square(4.8, 45.0)]], "full"), is_narrow=is_narrow)
        left, top, right, bottom = shape.box
        assert (right - left) / (bottom - top) == pytest.approx(0.706, abs=0.02)
        assert 0 < left < right < width == SIZES[is_narrow][0]
        assert 0 < top < bottom < height <= SIZES[is_narrow][1]


def test_north_is_up_and_east_is_right():
    (low, high), *_ = shapes(
        Area([[square(4.8, 45.0)]], "full"), Area([[square(4.9, 45.2)]], "full")
    )
    assert high.box[1] < low.box[1]
    assert high.box[0] > low.box[0]


def test_neighbours_are_cut_at_the_edge_and_left_out_beyond_it():
    (ours, beside, away), width, _ = shapes(
        Area([[square(4.8, 45.7)]], "full"),
        Area([[square(4.9, 45.7, 3)]]),
        Area([[square(8, 45)]]),
    )
    assert away is None
    assert beside.box[0] == pytest.approx(ours.box[2], abs=0.2)
    assert beside.box[2] == width
    assert beside.box[1] == 0


def test_a_hole_stays_empty():
    inner = [[4.82, 45.72], [4.82, 45.78], [4.88, 45.78], [4.88, 45.72], [4.82, 45.72]]
    (shape,), *_ = shapes(Area([[square(4.8, 45.7), inner]], "full"))
    ((outer, hole),) = shape.polygons
    assert twice_area(outer) * twice_area(hole) < 0


def test_names_never_cover_one_another_nor_leave_the_map():
    crowd = [
        Area([[square(4.8 + i / 100, 45.7 + j / 100, 0.01)]], "full", f"Commune {i} et {j}")
        for i in range(6)
        for j in range(6)
    ]
    found = names(*crowd)
    assert 0 < len(found) < 36

    def box(name):
        wide = max(text_width(line, 14) for line in name.lines) / 2
        return name.x - wide, name.y - 12, name.x + wide, name.y - 12 + 16 * len(name.lines)

    boxes = [box(name) for name in found]
    for a, b in combinations(boxes, 2):
        assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]
    assert all(b[0] >= 3 and b[2] <= 477 for b in boxes)


def test_a_name_too_long_for_its_area_stands_beside_with_a_line():
    small = Area([[square(4.8, 45.7, 0.01)]], "full", "Saint-Fons – Arsenal-Carnot-Parmentier")
    far = Area([[square(5.0, 45.8, 0.01)]], "hatch")
    (name,) = names(small, far)
    assert name.lines == ["Saint-Fons –", "Arsenal-Carnot-Parmentier"]
    assert name.leader
    (name,) = names(Area([[square(4.8, 45.7)]], "full", "Givors"))
    assert name.leader is None


def test_the_name_of_a_neighbour_stands_over_its_own_area_only():
    ours, near = Area([[square(4.8, 45.7)]], "full"), [[square(4.9, 45.7)]]
    assert [n.is_context for n in names(ours, Area(near, label="Bron"))] == [True]
    assert not names(ours, Area(near, label="Une commune au nom interminable"))


def test_points_that_nobody_would_see_go_and_neighbours_still_meet():
    """A coast of ten thousand points, shared by an area and its neighbour."""
    coast = [[4.9 + (n % 7) / 1e6, 45.7 + n / 1e5] for n in range(10_001)]
    ours = [[4.8, 45.7], *coast, [4.8, 45.8], [4.8, 45.7]]
    near = [[5.0, 45.8], *coast[::-1], [5.0, 45.7], [5.0, 45.8]]
    (left, right), *_ = shapes(Area([[ours]], "full"), Area([[near]]))
    assert len(left.polygons[0][0]) < 1000
    assert len(right.polygons[0][0]) < 500
    assert abs(left.box[2] - right.box[0]) <= 1


@pytest.mark.usefixtures("vega")
def test_a_part_has_a_dashed_edge_and_every_fill_its_words():
    chart = drawn(
        Area([[square(4.8, 45.7)]], "full"),
        Area([[square(4.9, 45.7)]], "hatch", is_part=True),
        legend=[Sign("full", "habilité"), Sign("hatch", "candidat", is_part=True)],
    )
    for svg in (chart.svg, chart.narrow, chart.print_svg()):
        dashed = re.findall(r'stroke-dasharray="([^"]+)"', svg)
        assert dashed == ["5,3", "5,3"]
        words = "".join(tree(svg).itertext())
        assert "habilité" in words
        assert "candidat" in words
    # The page does not stretch it: its marks are in px, at the size of the plan.
    assert "%" not in re.sub(r"<(title|desc).*?</\\1>", "", chart.svg)
    assert f'width="{SIZES[False][0]}"' in chart.print_svg().partition(">")[0]
    ET.fromstring(chart.print_svg())


def test_a_worded_table_is_not_set_as_figures():
    chart = charts.areas(
        [Area([[square(4.8, 45.7)]], "full")],
        caption="x",
        title="t",
        label="l",
        head=("Nom", "Nature"),
        rows=[("Givors", "commune")],
        source="Contours",
        table_label="Voir la liste",
    )
    html = chart.html()
    assert "<td>commune</td>" in html
    assert "Voir la liste" in html
    assert "num" not in html
