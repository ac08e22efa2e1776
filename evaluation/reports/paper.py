"""A snapshot drawn: what the print template and the web page read. Nothing here looks at the database."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils.html import format_html, format_html_join

from evaluation.exhaustivity import flows
from evaluation.models import Report
from evaluation.reports import blocks
from tzcld.documents import render_pdf
from tzcld.ui import charts, french

# Heights in lines of a table, for the estimate of the pages.
LINES_ON_A_PAGE = 32
LINES = {"chart": 12, "method": 6, "table": 3}


@dataclass
class Cell:
    label: str
    words: str
    numeric: bool


@dataclass
class Block:
    """A block with its drawing made and its cells worded."""

    type: str
    id: str = ""
    paragraphs: list = field(default_factory=list)
    items: list = field(default_factory=list)
    caption: str | list = ""
    columns: list = field(default_factory=list)
    rows: list = field(default_factory=list)
    note: str = ""
    is_dense: bool = False
    drawing: charts.Chart | None = None

    @property
    def is_short(self) -> bool:
        """A table that stays on one page."""
        return len(self.rows) < 15


@dataclass
class Section:
    title: str
    blocks: list[Block]


@dataclass
class Part:
    id: str
    title: str
    code: str
    group: str
    sections: list[Section]


class Drawn:
    """A report ready to be laid out."""

    def __init__(self, snapshot: dict, fingerprint: str):
        self.snapshot, self.fingerprint = snapshot, fingerprint
        self.title, self.heading = snapshot["title"], snapshot["heading"]
        self.place, self.hub = snapshot["place"], snapshot["hub"]
        self.author, self.lead = snapshot["author"], snapshot["lead"]
        self.opening, *self.parts = [_part(part) for part in snapshot["parts"]]

    @property
    def drawings(self) -> list[charts.Chart]:
        return [
            block.drawing
            for part in (self.opening, *self.parts)
            for section in part.sections
            for block in section.blocks
            if block.drawing
        ]

    @property
    def month_words(self) -> str:
        return french.upper_first(french.month(date.fromisoformat(self.snapshot["month"])))

    @property
    def frozen_words(self) -> str:
        return french.date_hour(datetime.fromisoformat(self.snapshot["frozen_at"]))

    @property
    def rectified_words(self) -> list[str]:
        """One sentence for each time that something was taken out of the frozen figures; none for most reports."""
        return rectified_words(self.snapshot)

    @property
    def audience_words(self) -> str:
        return AUDIENCE_WORDS[self.snapshot["audience"]]

    @property
    def contents(self) -> list[tuple[str, list[Part]]]:
        """The parts by group, in order."""
        groups: list[tuple[str, list[Part]]] = []
        for part in self.parts:
            if not groups or groups[-1][0] != part.group:
                groups.append((part.group, []))
            groups[-1][1].append(part)
        return groups

    @property
    def contents_in_two(self) -> list[list[tuple[str, list[Part]]]]:
        """`contents` as two columns of like height: laid out by CSS, they take four fifths of a report's time, since
        WeasyPrint tries each height.

        A group goes on at the head of the second column where that spares a quarter of the height at least: with one
        long group the list would not hold under the essentials, and leave half of their page empty.
        """
        groups = self.contents
        whole = [[groups[:n], groups[n:]] for n in range(len(groups), -1, -1)]
        cut = [
            [
                [*groups[:n], (name, parts[:k])],
                [(f"{name} (suite)" if name else "", parts[k:]), *groups[n + 1 :]],
            ]
            for n, (name, parts) in enumerate(groups)
            # No entry alone on its side.
            for k in range(len(parts) - 2, 1, -1)
        ]
        best = min(whole, key=_tallest)
        shorter = min(cut, key=_tallest, default=best)
        return shorter if 4 * _tallest(shorter) <= 3 * _tallest(best) else best

    @property
    def expected_pages(self) -> int:
        """An estimate, for the progress: the cover, the essentials, then each part."""
        pages = 2
        for part in self.parts:
            found = [block for section in part.sections for block in section.blocks]
            lines = sum(len(b.rows) + LINES.get(b.type, 1) for b in found)
            pages += -(-(lines + 2 * len(part.sections)) // LINES_ON_A_PAGE)
        return pages


def _tallest(columns: list[list[tuple[str, list[Part]]]]) -> int:
    """Lines of the longer column."""
    return max(sum(len(parts) + bool(name) for name, parts in groups) for groups in columns)


NOTHING_TO_SAY = "Rien de marquant dans les chiffres de ce mois."
AUDIENCE_WORDS = {
    Report.Audience.INTERNAL: "Interne au territoire, chiffres exacts",
    Report.Audience.HUB: "Métropole, petits effectifs masqués",
    Report.Audience.FUND: "Transmis au Fonds, petits effectifs masqués",
    Report.Audience.PUBLIC: "Publié, petits effectifs masqués",
}


def rectified_words(snapshot: dict) -> list[str]:
    return [
        f"Rectifié le {french.date(date.fromisoformat(one['on']))}\u00a0: ce qu’il disait d’un dossier effacé depuis n’y est plus, "
        f"aucun chiffre n’a changé. Empreinte d’avant\u00a0: {one['was']}."
        for one in snapshot.get("rectified", [])
    ]


def draw(snapshot: dict, fingerprint: str) -> Drawn:
    return Drawn(snapshot, fingerprint)


def pdf(drawn: Drawn, progress: Callable[[str, int, int], None] | None = None) -> bytes:
    """PDF/UA-1 and PDF/A-3a: reports are kept for years.

    Raises:
        DocumentError: a system library is missing.
    """
    charts.together(drawn.drawings, on_paper=True)
    return render_pdf(
        "documents/report.html",
        {"report": drawn},
        title=f"{drawn.title}, {drawn.place}",
        author=f"Coordination TZCLD, {drawn.hub}",
        subject=f"{drawn.audience_words}. Empreinte {drawn.fingerprint}",
        archive=True,
        progress=progress,
    )


def _part(data: dict) -> Part:
    sections = [
        Section(s["title"], [_block(block) for block in s["blocks"]]) for s in data["sections"]
    ]
    return Part(data["id"], data["title"], data["code"], data["group"], sections)


def _block(data: dict) -> Block:
    kind = data["type"]
    if kind == "table":
        columns = [
            {**c, "numeric": c["kind"] in ("number", "decimal", "percent", "money")}
            for c in data["columns"]
        ]
        rows = [
            [
                Cell(c["label"], blocks.cell_words(c, value), c["numeric"])
                for c, value in zip(columns, row, strict=True)
            ]
            for row in data["rows"]
        ]
        return Block(
            kind,
            data["id"],
            caption=data["caption"],
            columns=columns,
            rows=rows,
            note=data["note"],
            # Reports frozen before this was said.
            is_dense=data.get("dense", False),
        )
    if kind == "chart":
        return Block(kind, caption=data["caption"], drawing=_drawing(data))
    items = data.get("items", [])
    if kind == "messages" and not items:
        return Block("text", paragraphs=[NOTHING_TO_SAY])
    return Block(kind, paragraphs=data.get("paragraphs", []), items=items)


def _drawing(data: dict) -> charts.Chart:
    return DRAWINGS[data["kind"]](caption_html(data["caption"]), data["data"])


def caption_html(runs: list) -> str:
    return format_html_join(
        "",
        "{}",
        ((format_html("<strong>{}</strong>", text) if strong else text,) for text, strong in runs),
    )


def _lines(caption: str, data: dict) -> charts.Chart:
    return charts.lines(
        [charts.Series(s["name"], s["values"]) for s in data["series"]],
        [date.fromisoformat(m) for m in data["months"]],
        caption=caption,
        unit=data.get("unit", ""),
    )


def _dots(caption: str, data: dict) -> charts.Chart:
    # A report frozen before the drawings kept these words says « non publié ».
    groups = [
        charts.Group(g["n"], g["name"], g.get("tone", "c1"), g.get("said", ""))
        for g in data["groups"]
    ]
    return charts.dots(groups, caption=caption)


def _bars(caption: str, data: dict) -> charts.Chart:
    rows = [
        charts.Bar(
            r["value"],
            r["name"],
            r.get("note", ""),
            r.get("tone", "c1"),
            unit=r.get("unit", ""),
            said=r.get("said", ""),
            parts=[charts.Part(**p) for p in r.get("parts", [])],
        )
        for r in data["rows"]
    ]
    return charts.bars(rows, caption=caption, top=data.get("top"))


def _flows(caption: str, data: dict) -> charts.Chart:
    # A report frozen before the returns were told has none, nor says whether its figures are masked.
    rows = [flows.Flow(**{"returns": None, **row}) for row in data["rows"]]
    return flows.drawn(rows, caption, masked=data.get("masked", False))


def _target(caption: str, data: dict) -> charts.Chart:
    return charts.target(data["value"], data["goal"], caption=caption, aim=data["aim"])


def _map(caption: str, data: dict) -> charts.Chart:
    return charts.areas(
        [charts.Area(**area) for area in data["areas"]],
        caption=caption,
        title=data["title"],
        label=data["label"],
        legend=[charts.Sign(**sign) for sign in data["legend"]],
    )


DRAWINGS = {
    "lines": _lines,
    "dots": _dots,
    "bars": _bars,
    "flows": _flows,
    "target": _target,
    "map": _map,
}
