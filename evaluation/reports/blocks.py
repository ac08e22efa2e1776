"""The words of a snapshot: plain JSON values that the PDF, the web page and the workbook all read.

A snapshot holds parts (a chapter, h1 on paper); a part holds sections (h2); a section holds blocks: text, facts, table,
chart, method, messages. A cell of a table is a number, an ISO date, a text, or None (no figure); a count that is masked is
already the text « moins de 5 » or « non publié ». A sentence is a list of [text, strong] runs.
"""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from territories.outlines.maps import Hub, Sheet
from tzcld.ui import french

NONE = "–"
KINDS = ("text", "number", "decimal", "percent", "money", "date", "month")


def column(label: str, kind: str = "text", unit: str = "") -> dict:
    """`unit` is written after each figure (« jours »)."""
    if kind not in KINDS:
        raise ValueError(f"{label}: {kind!r} is not one of {KINDS}")
    return {"label": label, "kind": kind, "unit": unit}


def table(
    ident: str,
    caption: str,
    columns: list[dict],
    rows: Iterable[Iterable],
    *,
    note: str = "",
    dense: bool = False,
) -> dict:
    """`ident`: short and unique in the report, names the sheet of the annex. `dense`: set small on paper."""
    return {
        "type": "table",
        "id": ident,
        "caption": caption,
        "columns": columns,
        "rows": [[plain(cell) for cell in row] for row in rows],
        "note": note,
        "dense": dense,
    }


def text(*paragraphs: str) -> dict:
    return {"type": "text", "paragraphs": [p for p in paragraphs if p]}


def facts(*items: tuple[str, Any]) -> dict:
    """Label and value, in words; what is unknown is left out."""
    return {"type": "facts", "items": [[label, str(value)] for label, value in items if value]}


def messages(items: Iterable[tuple[str, str]]) -> dict:
    return {"type": "messages", "items": [[title, text] for title, text in items]}


def chart(kind: str, caption: list, **data: Any) -> dict:
    """`kind`: lines, dots, bars, flows, target or map; `data` is what evaluation.reports.paper gives to tzcld.ui.charts."""
    return {"type": "chart", "kind": kind, "caption": caption, "data": deep(data)}


def map_of(found: Sheet | Hub, title: str) -> dict:
    """A map frozen with its outlines: those that the hub loads later do not change it."""
    return chart(
        "map",
        [*map(list, found.fact), [f" {found.credit}", False]],
        areas=[asdict(area) for area in found.areas],
        legend=[asdict(sign) for sign in found.legend],
        title=title,
        label=found.label,
    )


def method(*items: tuple[str, str]) -> dict:
    """Definition, source, precaution: the box that ends an indicator's page."""
    return {"type": "method", "items": [[label, words] for label, words in items if words]}


def section(title: str, *blocks: dict | None) -> dict:
    """`title` may be empty: the first section of a part often has none."""
    return {"title": title, "blocks": [block for block in blocks if block]}


def part(ident: str, title: str, *sections: dict, code: str = "", group: str = "") -> dict:
    """`code`: small line above the title; `group`: words of the table of contents that gather parts."""
    kept = [s for s in sections if s["blocks"]]
    return {"id": ident, "title": title, "code": code, "group": group, "sections": kept}


def sentence(*runs: str | tuple[str]) -> list:
    """`sentence("Fin octobre, ", ("137 volontaires",), " …")`: a tuple is strong."""
    return [[run[0], True] if isinstance(run, tuple) else [run, False] for run in runs if run]


def words_of(sentence_: list) -> str:
    return "".join(run for run, _ in sentence_)


def plain(value: Any) -> Any:
    """A value as JSON keeps it: Decimal to int or float, dates to ISO."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else round(float(value), 4)
    if isinstance(value, float):
        return int(value) if value.is_integer() else round(value, 4)
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return value if isinstance(value, (str, int, bool, type(None))) else str(value)


def deep(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: deep(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [deep(item) for item in value]
    return plain(value)


def cell_words(column_: dict, value: Any) -> str:
    """What the reader sees in a cell."""
    kind = column_["kind"]
    if value is None:
        return NONE
    if kind == "date":
        return french.date(date.fromisoformat(value)) if is_iso(value) else value
    if kind == "month":
        words = french.month(date.fromisoformat(value)) if is_iso(value) else value
        return french.upper_first(words)
    if isinstance(value, str):
        return value
    if kind == "percent":
        return french.percent(value, 1 if 0 < abs(value) < 0.1 else 0)
    if kind == "money":
        return french.euros(value)
    figure = french.number(value, 1) if kind == "decimal" and value % 1 else french.number(value)
    return f"{figure}{french.NBSP}{column_['unit']}" if column_.get("unit") else figure


def is_iso(value: Any) -> bool:
    return isinstance(value, str) and len(value) >= 10 and value[4] == "-" and value[7] == "-"


def tables_of(snapshot: dict) -> Iterable[tuple[dict, dict]]:
    """Every table shown, as (part, table), in reading order."""
    for part_ in snapshot["parts"]:
        for section_ in part_["sections"]:
            for block in section_["blocks"]:
                if block["type"] == "table":
                    yield part_, block
