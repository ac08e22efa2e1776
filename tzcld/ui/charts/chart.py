"""A drawing with its sentence, its table and its source."""

import base64
import zlib
from dataclasses import dataclass, field
from functools import cached_property

from django.template.loader import render_to_string
from django.utils.html import conditional_escape, escape, strip_tags
from django.utils.safestring import mark_safe

from tzcld.ui import french

UNPUBLISHED = "non publié"
PRINT_WIDTH = 640


def in_words(value) -> str:
    """The figure as it is written. None is a count that may not be; whoever draws says more by `said`, under the threshold of the place."""
    return UNPUBLISHED if value is None else french.number(value)


@dataclass
class Chart:
    """One drawing. ``label``: what the picture shows, for who does not see it. ``table``: head and rows of words.

    ``svg``, ``narrow`` and ``print_svg`` come from what draws it: a pen (pen.py) or a Vega-Lite spec (axes.py).
    """

    label: str
    caption: str = ""
    head: tuple = ()
    rows: list = field(default_factory=list)
    source: str = ""
    table_caption: str = ""
    # The picture in a few words; what remains of the label then describes it.
    title: str = ""
    # What opens the table, when it holds words rather than figures.
    table_label: str = ""
    is_worded: bool = False
    # As high as wide: on paper it needs more of the page for its words to be read.
    is_tall: bool = False

    narrow = ""

    @cached_property
    def ident(self) -> str:
        # Same data, same id (pages stay cacheable); two different charts never share a pattern.
        return f"c{zlib.crc32(repr((self.label, self.caption, self.rows)).encode()):08x}"

    @property
    def svg(self) -> str:
        """For the page."""
        raise NotImplementedError

    def print_svg(self) -> str:
        """For a PDF or a file: fixed units, colours inside."""
        raise NotImplementedError

    def opened(self, ident: str, attributes: str) -> str:
        """The start of the picture: its name, and its description when it has one."""
        title, described = (self.title, self.label) if self.title else (self.label, "")
        names = f"{ident}-t {ident}-d" if described else f"{ident}-t"
        desc = f'<desc id="{ident}-d">{escape(described)}</desc>' if described else ""
        return (
            f'<svg {attributes} role="img" aria-labelledby="{names}">'
            f'<title id="{ident}-t">{escape(title)}</title>{desc}'
        )

    @property
    def alternative(self) -> str:
        """The words of `<img alt>`."""
        return f"{self.title}. {french.upper_first(self.label)}" if self.title else self.label

    @property
    def data_uri(self) -> str:
        """For `<img src>`; "" when the picture could not be drawn."""
        svg = self.print_svg()
        return (
            mark_safe(f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}")
            if svg
            else ""
        )

    @property
    def table(self) -> dict:
        return {
            "caption": self.table_caption or strip_tags(self.caption) or self.label,
            "head": self.head,
            "rows": self.rows,
            "is_worded": self.is_worded,
        }

    def html(self) -> str:
        return render_to_string(
            "components/chart.html",
            {
                "caption": conditional_escape(self.caption or self.label),
                "svg": self.svg,
                "narrow": self.narrow,
                "table": self.table,
                "source": self.source,
                "table_label": self.table_label,
            },
        )

    __html__ = html
