"""Drawings: bars, one dot per person, progress to a target, seats; and with axes, lines over months, small multiples, flows; maps.

    c = charts.bars([charts.Bar(1240, "personnes estimées", "sans emploi durable", tone="c0"),
                     charts.Bar(143, "en emploi", parts=[charts.Part(88, "dans l’EBE"), charts.Part(55, "ailleurs", "hatch")])],
                    caption=format_html("<strong>Six personnes sur dix</strong> …"), source="…")
    {% chart c %}                                page: <figure> with sentence, picture, folded table, source
    <img alt="{{ c.alternative }}" src="{{ c.data_uri }}">   PDF: the same picture in fixed units

Rules (look.md): on the page x is in %, y in px, no viewBox, so that text keeps 14 px at any width; no style attribute; a tint is
always doubled by a shape (full, hollow, hatched, dashed, thick, thin). Fewer than 150 persons: one dot each, rows of 30; else
bars from zero. A value of None is a count masked outside the territory: written as `said` (« moins de 7 », by the threshold of
the place), else « non publié », never 0.

What has no axes is drawn by our pen (pen.py); what has some is one Vega-Lite spec (axes.py), drawn on the server and kept
(pictures.py). When that fails, `svg` is "" and the sentence and the table remain.
"""

from tzcld.ui.charts.axes import together
from tzcld.ui.charts.chart import PRINT_WIDTH, Chart
from tzcld.ui.charts.flows import FlowBar, flows
from tzcld.ui.charts.lines import Series, lines, small
from tzcld.ui.charts.mapping import Sign, areas
from tzcld.ui.charts.persons import DOTS_MAX, Bar, Group, Part, bars, dots
from tzcld.ui.charts.progress import seats, target, wait
from tzcld.ui.charts.shapes import CONTEXT, Area

__all__ = [
    "CONTEXT",
    "DOTS_MAX",
    "PRINT_WIDTH",
    "Area",
    "Bar",
    "Chart",
    "FlowBar",
    "Group",
    "Part",
    "Series",
    "Sign",
    "areas",
    "bars",
    "dots",
    "flows",
    "lines",
    "seats",
    "small",
    "target",
    "together",
    "wait",
]
