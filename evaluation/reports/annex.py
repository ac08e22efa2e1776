"""The annex: the snapshot as a workbook, a sheet « À propos » then one sheet per table shown, with typed cells."""

import re
from datetime import date, datetime
from typing import BinaryIO

import xlsxwriter

from evaluation.indicators.registry import DIMENSIONS, REGISTRY
from evaluation.reports import blocks
from evaluation.reports.paper import AUDIENCE_WORDS, rectified_words
from tzcld.sheets import ABOUT, XLSX_FORMATS, safe_text
from tzcld.ui import french

FORMATS = {
    "number": XLSX_FORMATS["number"],
    "integer": XLSX_FORMATS["integer"],
    "decimal": "#,##0.0",
    "percent": "0%",
    "money": XLSX_FORMATS["money"],
    "date": XLSX_FORMATS["date"],
    "month": XLSX_FORMATS["month"],
}
WIDTHS = {
    "text": 32,
    "number": 14,
    "decimal": 14,
    "percent": 12,
    "money": 16,
    "date": 14,
    "month": 14,
}
HEAD = {
    "bold": True,
    "bg_color": "#ece7dc",
    "border": 1,
    "border_color": "#d9d2c4",
    "text_wrap": True,
    "valign": "top",
}


def write(file: BinaryIO, snapshot: dict, fingerprint: str) -> int:
    """Write the workbook; returns how many sheets of data it holds."""
    book = xlsxwriter.Workbook(
        file,
        {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    book.set_properties(
        {
            "title": f"{snapshot['title']}, {snapshot['place']}",
            "author": f"Coordination TZCLD, {snapshot['hub']}",
        }
    )
    formats = {kind: book.add_format({"num_format": f}) for kind, f in FORMATS.items()}
    formats |= {"head": book.add_format(HEAD), "bold": book.add_format({"bold": True})}
    formats["wrap"] = book.add_format({"text_wrap": True, "valign": "top"})
    tables = list(blocks.tables_of(snapshot))
    names = sheet_names([table for _, table in tables])
    _about(book, snapshot, fingerprint, list(zip(names, tables, strict=True)), formats)
    for name, (_, table) in zip(names, tables, strict=True):
        _sheet(book, name, table, formats)
    book.close()
    return len(tables)


def sheet_names(tables: list[dict]) -> list[str]:
    """Names that a workbook accepts: 31 signs, none of []:*?/\\, each once whatever the case."""
    taken: set[str] = {ABOUT.casefold()}
    names = []
    for table in tables:
        base = _shortened(re.sub(r"[\[\]:*?/\\']", " ", _words(table)).strip()) or "Tableau"
        name, n = base, 1
        while name.casefold() in taken:
            n += 1
            name = f"{base[: 30 - len(str(n))]} {n}"
        taken.add(name.casefold())
        names.append(name)
    return names


def _words(table: dict) -> str:
    """« E9 évolution par trimestre », « EFF statut du contrat »: a code says what its table holds, in the words of its caption."""
    code, _, rest = table["id"].partition(" ")
    if code in REGISTRY and (not rest or rest in DIMENSIONS):
        return f"{code} {french.lower_first(table['caption'])}"
    return table["id"]


def _shortened(name: str) -> str:
    """At most 31 signs, whole words where there are several."""
    return name if len(name) <= 31 else name[:32].rsplit(" ", 1)[0][:31]


def _about(book, snapshot, fingerprint, named, formats) -> None:
    sheet = book.add_worksheet(ABOUT)
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, 1, 90)
    month = date.fromisoformat(snapshot["month"])
    lines = [
        ("Rapport", f"{snapshot['title']}, {snapshot['place']}"),
        ("Métropole", snapshot["hub"]),
        ("Mois des chiffres", french.month(month)),
        ("Diffusion", AUDIENCE_WORDS[snapshot["audience"]]),
        ("Chiffres figés le", french.date_hour(datetime.fromisoformat(snapshot["frozen_at"]))),
        ("Préparé par", snapshot["author"]),
        ("Empreinte (SHA-256)", fingerprint),
        *(("Rectification", words) for words in rectified_words(snapshot)),
        ("L’essentiel", blocks.words_of(snapshot["lead"])),
    ]
    for part in snapshot["parts"]:
        if part["id"] == "methode":
            lines += [
                (section["title"], " ".join(block["paragraphs"]))
                for section in part["sections"]
                for block in section["blocks"]
                if block["type"] == "text"
            ]
    lines += [
        (f"Feuille « {name} »", f"{part['title']} : {table['caption']}")
        for name, (part, table) in named
    ]
    for i, (label, value) in enumerate(lines):
        sheet.write_string(i, 0, safe_text(label), formats["head"])
        sheet.write_string(i, 1, safe_text(value), formats["wrap"])


def _sheet(book, name: str, table: dict, formats: dict) -> None:
    sheet = book.add_worksheet(name)
    columns = table["columns"]
    sheet.freeze_panes(2, 1)
    for i, column in enumerate(columns):
        sheet.set_column(i, i, WIDTHS[column["kind"]])
    sheet.write_string(0, 0, safe_text(table["caption"]), formats["bold"])
    for i, column in enumerate(columns):
        unit = f" ({column['unit']})" if column.get("unit") else ""
        sheet.write_string(1, i, safe_text(column["label"] + unit), formats["head"])
    for line, row in enumerate(table["rows"], 2):
        for i, (column, value) in enumerate(zip(columns, row, strict=True)):
            _cell(sheet, line, i, column["kind"], value, formats)
    if table["note"]:
        sheet.write_string(len(table["rows"]) + 3, 0, safe_text(table["note"]))


def _cell(sheet, line: int, i: int, kind: str, value, formats: dict) -> None:
    if value is None:
        return
    if isinstance(value, str) and kind in ("date", "month") and blocks.is_iso(value):
        sheet.write_datetime(
            line, i, datetime.fromisoformat(value).replace(tzinfo=None), formats[kind]
        )
    elif isinstance(value, str):
        sheet.write_string(line, i, safe_text(value))
    else:
        if kind == "number" and isinstance(value, int):
            kind = "integer"
        sheet.write_number(line, i, value, formats.get(kind))
