"""Every drawing: well-formed, no style attribute, the same marks on the page and on paper, words for who does not see."""

import base64
import datetime as dt
import re
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest

from tzcld.ui import charts
from tzcld.ui.views import drawings

MONTHS = [dt.date(2026, m, 1) for m in range(1, 13)]
ALL = {
    **drawings(),
    "no bar": charts.bars([], caption="Rien"),
    "zeros": charts.bars([charts.Bar(0, "personne")], caption="Rien"),
    "one month": charts.lines([charts.Series("a", [3])], MONTHS[:1], caption="x"),
    "nothing known": charts.lines([charts.Series("a", [None] * 12)], MONTHS, caption="x"),
    "gaps": charts.lines([charts.Series("a", [1, None, 3] * 4)], MONTHS, caption="x"),
    "small": charts.small(charts.Series("a", [1, None, 3] * 4), MONTHS, context=[[1] * 12]),
    "target at zero": charts.target(0, 0, caption="x"),
    "beyond the target": charts.target(30, 10, caption="x"),
    "no seat": charts.seats(0, 0),
    "markup": charts.bars([charts.Bar(3, "<b>&\"'")], caption="<i>x</i>"),
}


def tree(svg):
    return ET.fromstring(
        re.sub(r"^<svg (?!xmlns)", '<svg xmlns="http://www.w3.org/2000/svg" ', str(svg))
    )


@pytest.mark.parametrize("name", ALL)
def test_well_formed_and_without_style_attribute(name):
    chart = ALL[name]
    for svg in (chart.svg, chart.print_svg()):
        root = tree(svg)
        assert root.get("role") == "img"
        assert root.get("aria-label") == chart.label
        assert not [e for e in root.iter() if "style" in e.attrib]
    assert "style=" not in chart.html()


@pytest.mark.parametrize("name", [n for n, chart in ALL.items() if chart.two_widths])
def test_a_telephone_gets_a_drawing_of_its_own(name):
    root = tree(ALL[name].narrow)
    assert root.get("class") == "at-narrow"
    assert root.get("aria-label") == ALL[name].label


def test_names_fit_beside_the_lines_of_a_telephone():
    months = [dt.date(2025 + m // 12, m % 12 + 1, 1) for m in range(24)]
    drawn = charts.lines(
        [charts.Series("délai médian", [352] * 24)], months, caption="x", wide=True
    )
    written = [e for e in tree(drawn.narrow).iter() if e.tag.endswith("text")]
    below = [e.text.replace("\u00a0", " ") for e in written if e.get("y") == "230"]
    assert below == ["janv. 2025", "déc. 2026"]
    # A third of 256 px for the figure and the name, on the narrowest screen.
    assert max(float(e.get("x").rstrip("%")) for e in written if e.get("dx") == "10") <= 66


def test_a_line_that_stops_early_says_when():
    drawn = charts.lines(
        [charts.Series("prévu", [1] * 12), charts.Series("réel", [1, 2] + [None] * 10)],
        MONTHS,
        caption="x",
    )
    assert "févr.\u00a02026" in "".join(tree(drawn.svg).itertext())


@pytest.mark.parametrize("name", ALL)
def test_page_and_paper_hold_the_same_marks(name):
    def marks(svg):
        return [e.tag for e in tree(svg).iter() if not e.tag.endswith(("svg", "title", "style"))]

    chart = ALL[name]
    assert marks(chart.svg) == marks(chart.print_svg())
    assert "viewBox" not in chart.svg
    assert "%" not in re.sub(
        r"<(title|style|text|tspan)[^>]*>.*?</\1>|aria-label=\"[^\"]*\"", "", chart.print_svg()
    )


@pytest.mark.parametrize("name", ALL)
def test_nothing_is_drawn_outside(name):
    for e in tree(ALL[name].print_svg()).iter():
        for key in ("x", "x1", "x2", "cx"):
            if key in e.attrib:
                assert -1 <= float(e.attrib[key]) <= charts.PRINT_WIDTH + 1
        assert float(e.attrib.get("width", 0)) >= 0


def test_patterns_of_two_charts_do_not_share_an_id():
    def hatched(n):
        return charts.bars(
            [charts.Bar(n, "a", parts=[charts.Part(n, "b", "hatch")])], caption="x"
        ).svg

    first, second = (re.findall(r'pattern id="([^"]+)"', hatched(n))[0] for n in (3, 4))
    assert first != second
    assert f"url(#{first})" in hatched(3)


def test_one_dot_per_person_until_there_are_too_many():
    def dots(n):
        return charts.dots([charts.Group(n, "en attente")], caption="x").svg

    assert dots(97).count("<circle") == 97
    assert dots(149).count("<circle") == 149
    assert dots(150).count("<circle") == 0
    assert dots(150).count("<rect") == 1


def test_a_masked_count_is_never_zero_nor_drawn():
    chart = charts.dots(
        [charts.Group(None, "plus d’un an"), charts.Group(12, "moins d’un an")], caption="x"
    )
    assert "moins de 5" in chart.svg
    assert chart.svg.count("<circle") == 12
    assert ("Plus d’un an", "moins de 5", "–") in chart.rows


def test_bars_start_from_zero_on_one_scale():
    svg = charts.bars([charts.Bar(200, "a"), charts.Bar(50, "b")], caption="x").svg
    assert re.findall(r'<rect x="0.00%" y="\d+" width="([\d.]+)%"', svg) == ["100.00", "25.00"]


def test_labels_at_the_end_of_lines_do_not_overlap():
    same = [charts.Series(f"série numéro {i}", [50] * 12) for i in range(4)]
    svg = charts.lines(same, MONTHS, caption="x").svg
    ys = [float(y) for y in re.findall(r'y="([\d.]+)" dx="10"', svg)]
    assert ys == sorted(ys)
    assert all(b - a >= 15 for a, b in pairwise(ys))


@pytest.mark.parametrize(
    ("top", "expected"),
    [(143, (40, 160)), (75, (20, 80)), (3, (1, 3)), (0, (1, 1)), (0.4, (0.1, 0.4))],
)
def test_scales_are_round(top, expected):
    assert charts._scale(top) == pytest.approx(expected)


def test_month_labels_keep_the_ends():
    labels = charts._month_labels([dt.date(2025 + i // 12, i % 12 + 1, 1) for i in range(24)])
    assert len(labels) <= 6
    assert labels[0][0] == 0
    assert labels[-1][0] == 23
    assert labels[0][1] == "janv.\u00a02025"


def test_the_picture_for_paper_is_whole():
    head, data = ALL["funnel"].data_uri.split(",")
    assert head == "data:image/svg+xml;base64"
    assert base64.b64decode(data).decode() == ALL["funnel"].print_svg()


def test_the_figure_has_its_sentence_table_and_source():
    html = ALL["funnel"].html()
    assert (
        html.index("<figcaption>")
        < html.index("<svg")
        < html.index("<details")
        < html.index('class="source"')
    )
    assert "<strong>Six personnes" in html
    assert "&lt;i&gt;" in ALL["markup"].html()
