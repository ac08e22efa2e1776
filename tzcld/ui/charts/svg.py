"""What Vega draws, turned into ours: its English roles and empty groups go, its marks stay.

On the page a picture is as wide as its place: x in % of the plot, y in px, texts and dots of one size at any width. The
margins where the names stand are the padding of the `<svg>`. On paper everything is in px and colours are resolved.
"""

import re
from collections.abc import Iterator
from xml.etree import ElementTree as ET

from django.utils.html import escape

from tzcld.ui.charts.tokens import resolved

_MOVE = re.compile(r"translate\(([-\d.e]+)[, ]([-\d.e]+)\)")
_ALONE = re.compile(r"M[^A-Za-z]*Z")
_NUMBER = re.compile(r"-?\d*\.?\d+(?:e-?\d+)?")
# A name keeps this distance (px) from the end of its line, whatever the width.
GAP = 9
KEPT_ATTRIBUTES = (
    "fill",
    "stroke",
    "stroke-width",
    "stroke-dasharray",
    "stroke-linecap",
    "stroke-linejoin",
)
# The page's style sheet sizes and colours the texts.
TEXT_CLASSES = {
    "var(--ink-2)": "l",
    "var(--d1)": "t1",
    "var(--d2-text)": "t2",
    "var(--d4)": "t4",
}


def for_page(drawn: str, spec: dict) -> str:
    """The marks, x in % of the plot, or in px when the spec asks it. ``spec``: with its width, height and padding."""
    if spec.get("usermeta", {}).get("unit") == "px":
        return "".join(_moved(e, x, y, on_page=True) for e, x, y in _marks(ET.fromstring(drawn)))
    left, top = spec["padding"]["left"], spec["padding"]["top"]
    sheet = _Fluid(spec["width"], spec["height"], top)
    for element, x, y in _marks(ET.fromstring(drawn)):
        sheet.add(element, x - left, y)
    return "".join(sheet.written)


def for_paper(drawn: str) -> str:
    """The marks in px of the whole picture, colours resolved."""
    return resolved("".join(_moved(e, x, y) for e, x, y in _marks(ET.fromstring(drawn))))


def _marks(element, x=0.0, y=0.0) -> Iterator[tuple]:
    """Every visible mark in order of drawing, and where its own origin stands."""
    moved = _MOVE.match(element.get("transform", ""))
    if moved:
        x, y = x + float(moved[1]), y + float(moved[2])
    tag = element.tag.rpartition("}")[2]
    if tag in ("svg", "g"):
        for child in element:
            yield from _marks(child, x, y)
    elif tag == "text":
        yield from _lines(element, x, y)
    elif tag == "line":
        yield element, x, y
    elif element.get("class") not in ("background", "foreground"):
        # A figure alone between two gaps is no line; it has its dot.
        path = _ALONE.sub("", element.get("d") or "")
        if path:
            element.set("d", path)
            yield element, x, y


def _lines(element, x: float, y: float) -> Iterator[tuple]:
    """A text of several lines is as many texts."""
    for line in list(element) or [element]:
        y += float(line.get("dy", 0))
        if (line.text or "").strip():
            alone = ET.Element("text", element.attrib)
            alone.text = line.text
            yield alone, x, y


def _attributes(element, *names: str) -> str:
    return "".join(
        f' {name}="{escape(value)}"'
        for name in names
        if (value := element.get(name)) and not (name == "fill" and value == "transparent")
    )


def _n(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".").replace("-0", "0" if abs(value) < 0.005 else "-0")


def _text_class(element) -> str:
    size = "big" if element.get("font-size") == "18px" else ""
    bold = "b" if not size and element.get("font-weight") == "bold" else ""
    return " ".join(filter(None, (size, bold, TEXT_CLASSES.get(element.get("fill"), ""))))


def _moved(element, x: float, y: float, *, on_page: bool = False) -> str:
    tag = element.tag.rpartition("}")[2]
    if tag == "text":
        if on_page:
            css = _text_class(element)
            more = _attributes(element, "text-anchor") + (f' class="{css}"' if css else "")
        else:
            more = _attributes(
                element, "text-anchor", "font-family", "font-size", "font-weight", "fill"
            )
        more += _attributes(element, "stroke", "stroke-width", "stroke-linejoin")
        return f'<text x="{_n(x)}" y="{_n(y)}"{more}>{escape(element.text)}</text>'
    more = _attributes(element, *KEPT_ATTRIBUTES)
    fill = "" if element.get("fill") else ' fill="none"'
    place = f' transform="translate({_n(x)},{_n(y)})"' if x or y else ""
    if tag == "line":
        return f'<line x1="0" y1="0" x2="{_n(float(element.get("x2", 0)))}" y2="{_n(float(element.get("y2", 0)))}"{place}{more}/>'
    return f'<path d="{element.get("d")}"{place}{fill}{more}/>'


class _Fluid:
    """Writes marks whose x follow the width of the page."""

    def __init__(self, width: float, height: float, top: float):
        self.width, self.height, self.top, self.written = width, height, top, []

    def share(self, x: float) -> str:
        return f"{_n(x / self.width * 100)}%"

    def add(self, element, x: float, y: float) -> None:
        tag = element.tag.rpartition("}")[2]
        if tag == "text":
            self.text(element, x, y)
        elif tag == "line":
            x2, y2 = x + float(element.get("x2", 0)), y + float(element.get("y2", 0))
            self.written.append(
                f'<line x1="{self.share(x)}" y1="{_n(y)}" x2="{self.share(x2)}" y2="{_n(y2)}"'
                f"{_attributes(element, *KEPT_ATTRIBUTES)}/>"
            )
        elif "A" in element.get("d"):
            self.dot(element, x, y)
        elif "h" in element.get("d"):
            self.rectangle(element, x, y)
        else:
            self.course(element, x, y)

    def text(self, element, x: float, y: float) -> None:
        """Beside the plot, or beside a mark in it, the distance is in px; under the plot the place alone counts."""
        anchor = element.get("text-anchor", "start")
        beside = y < self.top + self.height + 4
        if x < 0 or x > self.width:
            at = 0.0 if x < 0 else self.width
        else:
            at = x - GAP if beside and anchor == "start" else x
        dx = f' dx="{_n(x - at)}"' if abs(x - at) > 0.01 else ""
        if anchor != "start":
            dx += f' text-anchor="{anchor}"'
        if css := _text_class(element):
            dx += f' class="{css}"'
        words = escape(element.text)
        self.written.append(f'<text x="{self.share(at)}" y="{_n(y)}"{dx}>{words}</text>')

    def dot(self, element, x: float, y: float) -> None:
        radius = abs(float(_NUMBER.search(element.get("d"))[0]))
        self.written.append(
            f'<circle cx="{self.share(x)}" cy="{_n(y)}" r="{_n(radius)}"{_attributes(element, *KEPT_ATTRIBUTES)}/>'
        )

    def rectangle(self, element, x: float, y: float) -> None:
        x0, y0, w, h = map(float, _NUMBER.findall(element.get("d"))[:4])
        if h < 0:
            y0, h = y0 + h, -h
        self.written.append(
            f'<rect x="{self.share(x + x0)}" y="{_n(y + y0)}" width="{self.share(w)}" height="{_n(h)}"'
            f"{_attributes(element, *KEPT_ATTRIBUTES)}/>"
        )

    def course(self, element, x: float, y: float) -> None:
        """A line over months, stretched with the plot; its thickness is not."""
        points = re.sub(
            r"([ML])([-\d.e]+),([-\d.e]+)",
            lambda m: f"{m[1]}{_n(float(m[2]) + x)},{_n(float(m[3]) + y)}",
            element.get("d"),
        )
        total = _n(self.top + self.height)
        self.written.append(
            f'<svg viewBox="0 0 {_n(self.width)} {total}" width="100%" height="{total}" preserveAspectRatio="none">'
            f'<path d="{points}" fill="none" vector-effect="non-scaling-stroke"{_attributes(element, *KEPT_ATTRIBUTES)}/></svg>'
        )
