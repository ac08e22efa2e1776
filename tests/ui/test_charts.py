"""Every drawing: well-formed, no style attribute, the same marks on the page and on paper, words for who does not see.

What has axes is drawn by Vega-Lite: see test_pictures.py for how its pictures are kept.
"""

import base64
import datetime as dt
import re
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest

from tzcld.ui import charts
from tzcld.ui.charts import axes, mapping
from tzcld.ui.views import drawings

pytestmark = pytest.mark.usefixtures("vega")
MONTHS = [dt.date(2026, m, 1) for m in range(1, 13)]


def square(west, south, size=0.1):
    """A ring, in degrees."""
    east, north = west + size, south + size
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


ALL = {
    **drawings(),
    "no bar": charts.bars([], caption="Rien"),
    "zeros": charts.bars([charts.Bar(0, "personne")], caption="Rien"),
    "one month": charts.lines([charts.Series("a", [3])], MONTHS[:1], caption="x"),
    "nothing known": charts.lines([charts.Series("a", [None] * 12)], MONTHS, caption="x"),
    "gaps": charts.lines([charts.Series("a", [1, None, 3] * 4)], MONTHS, caption="x"),
    "two years": charts.lines(
        [charts.Series("a", range(25)), charts.Series("b", [7] * 12 + [None] + [8] * 12)],
        [dt.date(2024 + m // 12, m % 12 + 1, 1) for m in range(25)],
        caption="x",
        wide=True,
    ),
    "small": charts.small(charts.Series("a", [1, None, 3] * 4), MONTHS, context=[[1] * 12]),
    "flows": charts.flows(
        [
            charts.FlowBar("1er trim. 2026", 5, 2, 3, None, 20),
            charts.FlowBar("2e trim. 2026", None, None, 3, 1, None),
            charts.FlowBar("3e trim. 2026", 4, 1, 2, 1, 31),
        ],
        caption="x",
        head=("Période", "Entrées"),
        table=[("1er trim. 2026", "5")],
    ),
    "no flow": charts.flows([], caption="x", head=("Période",), table=[]),
    "map": charts.areas(
        [
            charts.Area([[square(4.95, 45.7)]], label="Voisine"),
            *(
                charts.Area([[square(4.8 + n / 50, 45.7, 0.02)]], tone, f"Ville {tone}", n % 2 > 0)
                for n, tone in enumerate(mapping.FILLS)
                if tone != charts.CONTEXT
            ),
        ],
        caption="x",
        title="Carte",
        label="des communes",
        legend=[charts.Sign(tone, f"en {tone}", tone == "flat") for tone in mapping.FILLS],
    ),
    "target at zero": charts.target(0, 0, caption="x"),
    "beyond the target": charts.target(30, 10, caption="x"),
    "no seat": charts.seats(0, 0),
    "markup": charts.bars([charts.Bar(3, "<b>&\"'")], caption="<i>x</i>"),
}


SVG = "{http://www.w3.org/2000/svg}"
FRENCH_ONLY = re.compile(r"aria-(?!labelledby)|role=\"(?!img)|container|graphics-|axis titled")


def tree(svg):
    return ET.fromstring(
        re.sub(r"^<svg (?!xmlns)", '<svg xmlns="http://www.w3.org/2000/svg" ', str(svg))
    )


def texts(svg):
    """[(words, element)] of what is written in the picture."""
    return [("".join(e.itertext()), e) for e in tree(svg).iter(f"{SVG}text")]


def every(chart):
    return [svg for svg in (chart.svg, chart.narrow, chart.print_svg()) if svg]


@pytest.mark.parametrize("name", ALL)
def test_well_formed_named_in_french_and_without_style_attribute(name):
    chart = ALL[name]
    assert len(every(chart)) == (3 if getattr(chart, "has_narrow", False) else 2)
    for svg in every(chart):
        root = tree(svg)
        assert root.get("role") == "img"
        said = {e.get("id"): e.text for e in root if e.tag in (f"{SVG}title", f"{SVG}desc")}
        assert root.get("aria-labelledby").split() == list(said)
        assert list(said.values()) == ([chart.title, chart.label] if chart.title else [chart.label])
        assert all(said.values())
        assert not [e for e in root.iter() if "style" in e.attrib]
        assert not FRENCH_ONLY.search(svg)
    assert "style=" not in chart.html()


def test_two_charts_of_a_page_share_no_id():
    found = [i for chart in ALL.values() for i in re.findall(r' id="([^"]+)"', chart.html())]
    assert len(found) == len(set(found))
    # Every reference finds its target in the same picture.
    for chart in ALL.values():
        for svg in every(chart):
            assert set(re.findall(r"url\(#([^)]+)\)", svg)) <= set(
                re.findall(r' id="([^"]+)"', svg)
            )


@pytest.mark.parametrize("name", ["lines", "gaps", "two years", "flows"])
def test_a_telephone_gets_a_drawing_of_its_own(name):
    chart = ALL[name]
    assert "at-narrow" in tree(chart.narrow).get("class").split()
    assert "at-wide" in tree(chart.svg).get("class").split()
    wide, narrow = (re.search(r" mr(\d+)", svg)[1] for svg in (chart.svg, chart.narrow))
    assert int(narrow) <= int(wide)


def months_below(svg):
    axis = max(float(e.get("y")) for _, e in texts(svg))
    return [words.replace("\u00a0", " ") for words, e in texts(svg) if float(e.get("y")) == axis]


def test_few_months_are_written_under_the_lines():
    chart = ALL["two years"]
    assert months_below(chart.narrow) == ["janv. 2024", "janv. 2026"]
    assert len(months_below(chart.svg)) == 5
    assert months_below(ALL["small"].svg) == ["janv. 2026", "déc. 2026"]


def test_dots_that_would_hide_their_line_in_a_telephone_give_way_to_dashes():
    months = [dt.date(2024 + m // 12, m % 12 + 1, 1) for m in range(24)]
    chart = charts.lines([charts.Series(n, [3] * 24) for n in "ab"], months, caption="x")
    assert chart.svg.count("<circle") == 48
    assert chart.narrow.count("<circle") == 0
    assert "stroke-dasharray" in chart.narrow


def test_a_month_left_out_keeps_its_place():
    kept = [MONTHS[0], MONTHS[9], MONTHS[11]]
    svg = charts.lines([charts.Series("a", [1, 2, 3])], kept, caption="x").svg
    assert [e.get("cx") for e in tree(svg).iter(f"{SVG}circle")] == ["0%", "81.82%", "100%"]


def test_a_line_that_stops_early_says_when():
    drawn = charts.lines(
        [charts.Series("prévu", [1] * 12), charts.Series("réel", [1, 2] + [None] * 10)],
        MONTHS,
        caption="x",
    )
    assert "févr.\u00a02026" in "".join(tree(drawn.svg).itertext())


def test_no_figure_is_a_gap_and_no_zero():
    svg = charts.lines(
        [charts.Series("a", [5, 6, None, 8, 9, None, 4, None, 5, 5, 5, 5])], MONTHS, caption="x"
    ).svg
    (course,) = tree(svg).iter(f"{SVG}path")
    # Three stretches of line; the month alone is a dot.
    assert course.get("d").count("M") == 3
    assert len(list(tree(svg).iter(f"{SVG}circle"))) == 9
    rows = charts.lines([charts.Series("a", [5, None, 6])], MONTHS[:3], caption="x").rows
    assert [words for _, words in rows] == ["5", "–", "6"]


def test_a_figure_between_two_gaps_keeps_its_dot_even_without_dots():
    months = [dt.date(2024 + m // 12, m % 12 + 1, 1) for m in range(30)]
    svg = charts.lines([charts.Series("a", [4, None] + [5] * 28)], months, caption="x").svg
    assert [e.get("cx") for e in tree(svg).iter(f"{SVG}circle")] == ["0%"]


@pytest.mark.parametrize("name", ["lines", "two years"])
def test_lines_are_told_apart_without_their_tint(name):
    svg = ALL[name].svg
    if name == "lines":
        fills = [e.get("fill") for e in tree(svg).iter(f"{SVG}circle")]
        assert fills == ["var(--d1)"] * 12 + ["var(--paper)"] * 12
    else:
        first, second = (e.get("stroke-dasharray") for e in tree(svg).iter(f"{SVG}path"))
        assert first != second


def test_one_line_is_named_among_the_others():
    svg = charts.small(
        charts.Series("a", [1, 2, 3]), MONTHS[:3], context=[[3, 2, 1], [2, 2, 2]], top=3
    ).svg
    strokes = [(e.get("stroke"), e.get("stroke-width")) for e in tree(svg).iter(f"{SVG}path")]
    assert strokes == [("var(--ctx)", "1")] * 2 + [("var(--d1)", "2.5")]


@pytest.mark.parametrize(("value", "written"), [(1234, "1\u00a0234"), (8.4, "8,4"), (0, "0")])
def test_the_same_figure_on_the_picture_and_in_the_table(value, written):
    chart = charts.lines([charts.Series("a", [value] * 3)], MONTHS[:3], caption="x", unit="jours")
    assert f"{written}\u00a0jours" in [words for words, _ in texts(chart.svg)]
    assert chart.rows[-1][1] == f"{written}\u00a0jours"
    assert all("\u202f" not in svg for svg in every(chart))


def test_axes_are_written_in_french():
    words = [
        w
        for w, _ in texts(
            charts.lines([charts.Series("a", [3900, 1])], MONTHS[:2], caption="x").svg
        )
    ]
    assert "1\u00a0000" in words
    words = [
        w
        for w, _ in texts(charts.lines([charts.Series("a", [0.9, 1])], MONTHS[:2], caption="x").svg)
    ]
    assert "0,25" in words


@pytest.mark.parametrize("name", ALL)
def test_page_and_paper_hold_the_same_marks(name):
    def words(svg):
        return sorted(text for text, _ in texts(svg))

    def marks(svg):
        return len(
            [e for e in tree(svg).iter() if e.tag[len(SVG) :] in ("line", "rect", "path", "circle")]
        )

    chart = ALL[name]
    assert words(chart.svg) == words(chart.print_svg())
    assert marks(chart.svg) == marks(chart.print_svg())
    assert "viewBox" not in chart.svg.partition(">")[0]
    assert "%" not in re.sub(r"<(title|desc|style|text|tspan)[^>]*>.*?</\1>", "", chart.print_svg())
    # Paper has no style sheet to tell it the colours.
    assert "var(" not in chart.print_svg()


@pytest.mark.parametrize("name", ALL)
def test_nothing_is_drawn_outside(name):
    for e in tree(ALL[name].print_svg()).iter():
        moved = re.match(r"translate\(([-\d.]+)", e.get("transform", ""))
        origin = float(moved[1]) if moved else 0
        for key in ("x", "x1", "x2", "cx"):
            if key in e.attrib:
                assert -1 <= origin + float(e.attrib[key]) <= charts.PRINT_WIDTH + 1
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
        [
            charts.Group(None, "plus d’un an", said="moins de 7"),
            charts.Group(12, "moins d’un an"),
        ],
        caption="x",
    )
    assert "moins de 7 personnes" in chart.svg.replace("\u00a0", " ")
    assert chart.svg.count("<circle") == 12
    assert ("Plus d’un an", "moins de 7", "–") in chart.rows
    untold = charts.bars([charts.Bar(None, "a"), charts.Bar(9, "b")], caption="x")
    assert "non publié" in untold.svg


def test_bars_start_from_zero_on_one_scale():
    svg = charts.bars([charts.Bar(200, "a"), charts.Bar(50, "b")], caption="x").svg
    assert re.findall(r'<rect x="0.00%" y="\d+" width="([\d.]+)%"', svg) == ["100.00", "25.00"]


def test_labels_at_the_end_of_lines_do_not_overlap():
    same = [charts.Series(f"série numéro {i}", [50] * 12) for i in range(4)]
    svg = charts.lines(same, MONTHS, caption="x").svg
    ys = sorted(float(e.get("y")) for _, e in texts(svg) if e.get("dx") == "9")
    assert len(ys) == 4 * 3
    assert all(b - a >= 15 for a, b in pairwise(ys))


@pytest.mark.parametrize(
    ("top", "expected"),
    [(143, (40, 160)), (75, (20, 80)), (3, (1, 3)), (0, (1, 1)), (0.4, (0.1, 0.4))],
)
def test_scales_are_round(top, expected):
    assert axes.scale(top) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("top", "expected"), [(0, (1, 1)), (1, (1, 1)), (2, (1, 2)), (3, (1, 3)), (7, (2, 8))]
)
def test_persons_are_counted_whole(top, expected):
    assert axes.scale(top, whole=True) == expected


def test_a_line_of_counts_has_no_quarter_of_a_person():
    def written(values):
        svg = charts.lines([charts.Series("solutions", values)], MONTHS, caption="x").svg
        return {text for text, _ in texts(svg)}

    assert not {"0,25", "0,50", "0,75", "1,00"} & written([0] * 11 + [1])
    assert "0,2" in written([0.5] * 11 + [0.8])  # hours and equivalents have parts


@pytest.mark.parametrize("n", [1, 2, 3])
def test_the_names_at_the_end_of_a_chart_of_zeros_leave_the_months_alone(n):
    names = ("solutions", "personnes en attente", "sorties")[:n]
    placed = axes._stacked([(184.0, 16 * (1 + (" " in name))) for name in names], 182)
    spans = [(y - 16, y + 16 * (1 + (" " in name))) for y, name in zip(placed, names, strict=True)]
    assert all(after[0] >= before[1] for before, after in pairwise(spans))
    assert spans[-1][1] <= 182
    # More than fits goes under: never one over another.
    crowd = axes._stacked([(100.0, 32)] * 5, 182)
    assert crowd[0] >= 10
    assert all(b - a >= 48 for a, b in pairwise(crowd))


def test_month_words_keep_the_ends():
    words = axes.month_words([dt.date(2025 + i // 12, i % 12 + 1, 1) for i in range(24)])
    assert len(words) <= 6
    assert next(iter(words)) == 0
    assert list(words)[-1] == 23
    assert words[0] == "janv.\u00a02025"


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
