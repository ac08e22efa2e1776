"""The pen of the drawings without axes: rectangles, dots, ticks and texts."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.html import escape
from django.utils.safestring import mark_safe

from tzcld.ui.charts.chart import PRINT_WIDTH, Chart
from tzcld.ui.charts.tokens import FONT, resolved

TONES = ("c0", "c1", "c2", "c3", "c4", "hatch", "hollow")
# Page styles do not enter a picture: the PDF's copy carries its own.
PRINT_STYLE = (
    f'text{{font-family:"{FONT}",sans-serif;font-size:13px;fill:var(--ink)}}'
    ".l{fill:var(--ink-2)}.b{font-weight:700}.big{font-size:17px;font-weight:700}"
    ".axis{stroke:var(--line-strong);stroke-width:.75}"
    + "".join(f".c{n}{{fill:var(--d{n})}}" for n in range(5))
)


# What fills an area so that a grey print tells it from another: how it turns, its ground, its mark in a square of 6 px.
_BAR = '<line x1="0" y1="0" x2="0" y2="6" stroke="var({})" stroke-width="{}"/>'
PATTERNS = {
    "hatch": ("rotate(45)", "--d2-wash", _BAR.format("--d2", 3)),
    "rows": ("rotate(90)", "--river-wash", _BAR.format("--d1", 3)),
    "dots": ("rotate(0)", "--paper", '<circle cx="3" cy="3" r="1.7" fill="var(--d4)"/>'),
    "grid": (
        "rotate(45)",
        "--paper",
        '<path d="M0,0V6M0,0H6" fill="none" stroke="var(--d0)" stroke-width="2"/>',
    ),
    "back": ("rotate(-45)", "--stone-2", _BAR.format("--line-strong", 2)),
    "mixed": ("rotate(0)", "--paper", _BAR.format("--d3", 5)),
}


def pattern(name: str, ident: str) -> str:
    turn, ground, mark = PATTERNS[name]
    return (
        f'<pattern id="{ident}" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="{turn}">'
        f'<rect width="6" height="6" fill="var({ground})"/>{mark}</pattern>'
    )


class Pen:
    """Writes SVG marks; x is a share of the width (0-1), y and sizes are px. ``width=None``: fluid, x in %."""

    def __init__(self, width=None, ident=""):
        self.width, self.ident, self.marks, self.defs = width, ident, [], {}

    def x(self, share):
        share = max(0.0, share)
        return f"{share * 100:.2f}%" if self.width is None else f"{share * self.width:.2f}"

    def rect(self, x, y, w, h, tone="c1", rx=0):
        radius = f' rx="{rx}"' if rx else ""
        self.marks.append(
            f'<rect x="{self.x(x)}" y="{y}" width="{self.x(w)}" height="{h}"{radius} {self.fill(tone)}/>'
        )

    def fill(self, tone):
        if tone == "hatch":
            self.defs["hatch"] = pattern("hatch", f"{self.ident}-h")
            return f'fill="url(#{self.ident}-h)" stroke="var(--d2)"'
        if tone == "hollow":
            return 'fill="var(--paper)" stroke="var(--line-strong)"'
        return f'class="{tone}"'

    def dot(self, x, y, tone="c1"):
        if tone == "hollow":
            mark = 'r="3.5" fill="var(--paper)" stroke="var(--brick)" stroke-width="2.4"'
        else:
            mark = f'r="4.2" class="{tone}"'
        self.marks.append(f'<circle cx="{self.x(x)}" cy="{y}" {mark}/>')

    def line(self, x1, y1, x2, y2, css):
        self.marks.append(
            f'<line x1="{self.x(x1)}" y1="{y1:.1f}" x2="{self.x(x2)}" y2="{y2:.1f}" class="{css}"/>'
        )

    def mark(self, share, y1, y2):
        """A thick ink tick: a target, a quorum."""
        x = self.x(share)
        self.marks.append(
            f'<line x1="{x}" x2="{x}" y1="{y1}" y2="{y2}" stroke="var(--ink)" stroke-width="2.5"/>'
        )

    def text(self, x, y, *spans, anchor="", dx=0, css=""):
        """``spans``: plain text, or (text, class) pairs set side by side."""
        body = "".join(
            escape(s)
            if isinstance(s, str)
            else f'<tspan{" dx=" + chr(34) + "6" + chr(34) if i else ""} class="{s[1]}">{escape(s[0])}</tspan>'
            for i, s in enumerate(spans)
        )
        extra = (f' dx="{dx}"' if dx else "") + (f' text-anchor="{anchor}"' if anchor else "")
        css = f' class="{css}"' if css else ""
        self.marks.append(f'<text x="{self.x(x)}" y="{y:g}"{extra}{css}>{body}</text>')

    def body(self):
        defs = "".join(self.defs.values())
        return (f"<defs>{defs}</defs>" if defs else "") + "".join(self.marks)


@dataclass
class Drawing(Chart):
    """A chart by the pen: the same marks on the page, x in %, and on paper, in px."""

    draw: Callable | None = None  # takes a Pen, returns the height in px

    @property
    def svg(self):
        pen = Pen(ident=self.ident)
        height = self.draw(pen)
        opened = self.opened(self.ident, f'height="{height:g}"')
        return mark_safe(f"{opened}{pen.body()}</svg>")

    def print_svg(self, width=PRINT_WIDTH):
        pen = Pen(width, ident=self.ident)
        height = self.draw(pen)
        size = f'xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height + 8:g}" viewBox="0 -4 {width} {height + 8:g}"'
        return mark_safe(
            f"{self.opened(self.ident, size)}<style>{resolved(PRINT_STYLE)}</style>{resolved(pen.body())}</svg>"
        )
