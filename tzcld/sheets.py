"""Tables written to files: CSV, XLSX, ODS. Rows are consumed one by one: memory stays flat whatever their number.

    count = write("xlsx", file, [Column("Personne"), Column("Depuis", "date")], rows, about=[("Filtres", "Aucun")])

Columns' kinds: text, number, percent (a share 0-1), money, date, month, datetime. Values may be None.
A text that a spreadsheet would run as a formula is prefixed by an apostrophe (CSV injection); real numbers are not.
"""

import csv
import datetime as dt
import io
import zipfile
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from xml.sax.saxutils import escape

from django.utils import timezone

CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
}
# Tab, CR, LF and the signs that start a formula in one spreadsheet or another; then what hides one from the eye.
DANGEROUS = "=+-@|%\t\r\n"
INVISIBLE = "\u00ad\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069\ufeff\uff1d\uff0b\uff0d\uff20"
# XML 1.0 has no place for these, even escaped.
CONTROL = {c: None for c in range(32) if c not in (9, 10, 13)} | {0xFFFE: None, 0xFFFF: None}
MOST_DECIMALS = 6
NUMERIC = ("number", "percent", "money")
ABOUT = "À propos"
DATA = "Données"


@dataclass
class Column:
    label: str
    kind: str = "text"
    width: int = 0  # characters; 0 = by kind


def safe_text(value):
    """Text that no spreadsheet runs: ``=1+1`` becomes ``'=1+1``."""
    text = str(value)
    if not text.isprintable():
        text = text.translate(CONTROL)
    if text and (text[0] in DANGEROUS or text[0] in INVISIBLE):
        return "'" + text
    return text


def _local(value):
    """Aware datetimes in the users' own hour; spreadsheets know no time zone."""
    if isinstance(value, dt.datetime) and timezone.is_aware(value):
        return timezone.localtime(value).replace(tzinfo=None)
    return value


def _is_number(value):
    return isinstance(value, (int, float, Decimal)) and not isinstance(value, bool)


def write(fmt, file, columns, rows, about=()):
    """Write to a binary file; returns how many rows. ``fmt``: csv, xlsx or ods."""
    return {"csv": write_csv, "xlsx": write_xlsx, "ods": write_ods}[fmt](file, columns, rows, about)


def write_csv(file, columns, rows, about=()):
    """``;`` and UTF-8 with BOM, as French spreadsheets open it. Dates are ISO, decimals have a comma."""
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text, delimiter=";")
    writer.writerow([safe_text(c.label) for c in columns])
    count = 0
    for count, row in enumerate(rows, 1):  # noqa: B007
        writer.writerow([_csv_value(v) for v in row])
    text.detach()
    return count


def _csv_value(value):
    if value is None:
        return ""
    if isinstance(value, Decimal):
        # What a division leaves behind: « 0E-20 » is no number for whoever opens the file.
        if value.is_finite() and value.as_tuple().exponent < -MOST_DECIMALS:
            value = round(value, MOST_DECIMALS).normalize()
        return f"{value:f}".replace(".", ",")
    if _is_number(value):
        return str(value).replace(".", ",")
    if isinstance(value, dt.datetime):
        return f"{_local(value):%Y-%m-%d %H:%M}"
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, bool):
        return "oui" if value else "non"
    return safe_text(value)


XLSX_FORMATS = {
    "number": "#,##0.##",
    "integer": "#,##0",
    "percent": "0.0%",
    "money": "#,##0.00 [$€-40C]",
    "date": "dd/mm/yyyy",
    "month": "mm/yyyy",
    "datetime": "dd/mm/yyyy hh:mm",
}
WIDTHS = {
    "text": 24,
    "number": 12,
    "percent": 10,
    "money": 14,
    "date": 13,
    "month": 11,
    "datetime": 18,
}


def write_xlsx(file, columns, rows, about=()):
    """First sheet « À propos », then the data: typed cells, frozen header, filters on the columns."""
    [count] = write_book(file, [(DATA, columns, rows)], about)
    return count


def write_book(file, sheets, about=(), about_name=ABOUT):
    """An XLSX of several sheets, [(name, columns, rows)], after the one that tells what they are; how many rows in each."""
    # Read in at the first book: every start of a process would wait for it.
    import xlsxwriter

    book = xlsxwriter.Workbook(
        file,
        {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "nan_inf_to_errors": True,
        },
    )
    header = book.add_format(
        {
            "bold": True,
            "bg_color": "#ece7dc",
            "border": 1,
            "border_color": "#d9d2c4",
            "text_wrap": True,
            "valign": "top",
        }
    )
    formats = {kind: book.add_format({"num_format": code}) for kind, code in XLSX_FORMATS.items()}
    if about:
        _xlsx_about(book, about, header, about_name)
    counts = [_xlsx_sheet(book, *sheet, header, formats) for sheet in sheets]
    book.close()
    return counts


def _xlsx_sheet(book, name, columns, rows, header, formats):
    sheet = book.add_worksheet(name)
    sheet.freeze_panes(1, 0)
    for i, column in enumerate(columns):
        sheet.set_column(i, i, column.width or WIDTHS.get(column.kind, 24))
        sheet.write_string(0, i, safe_text(column.label), header)
    kinds = [c.kind for c in columns]
    puts = _xlsx_puts(sheet, formats)
    count = 0
    for count, row in enumerate(rows, 1):
        for i, value in enumerate(row):
            if value is not None and value != "":
                put = puts.get(type(value)) or _xlsx_put(puts, value)
                put(count, i, value, kinds[i])
    sheet.autofilter(0, 0, max(count, 1), max(len(columns) - 1, 0))
    return count


def _xlsx_about(book, about, header, name):
    sheet = book.add_worksheet(name)
    sheet.set_column(0, 0, 28, header)
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(1, 1, 80, wrap)
    for i, (label, value) in enumerate(about):
        sheet.write_string(i, 0, safe_text(label), header)
        sheet.write_string(i, 1, safe_text(value), wrap)


# Serial number 0 of a spreadsheet, whose years began with a leap day too many.
EPOCH = dt.date(1899, 12, 30)
FIRST_DAY = dt.date(1900, 3, 1)
DAY = dt.timedelta(days=1)


def _xlsx_puts(sheet, formats):
    """`{type: put(line, column, value, kind)}`: a file of ten thousand rows asks the type of a value 150,000 times."""
    # Cells are never named « B2 » here: what would read such a name is unwrapped.
    write_string = partial(type(sheet).write_string.__wrapped__, sheet)
    write_number = partial(type(sheet).write_number.__wrapped__, sheet)

    def text(line, i, value, kind):
        write_string(line, i, safe_text(value)[:32767])

    def number(line, i, value, kind):
        write_number(line, i, value, formats.get(kind))

    def whole(line, i, value, kind):
        write_number(line, i, value, formats.get("integer" if kind in ("number", "text") else kind))

    def day(line, i, value, kind):
        shown = formats[kind if kind in ("date", "month") else "date"]
        if value < FIRST_DAY:
            sheet.write_datetime(line, i, value, shown)
        else:
            write_number(line, i, (value - EPOCH).days, shown)

    def moment(line, i, value, kind):
        value = _local(value)
        since = value - dt.datetime.combine(EPOCH, dt.time())
        write_number(line, i, since / DAY, formats["datetime"])

    def yes(line, i, value, kind):
        write_string(line, i, "oui" if value else "non")

    return {
        str: text, bool: yes, int: whole, float: number, Decimal: number, dt.date: day, dt.datetime: moment, object: text
    }  # fmt: skip


def _xlsx_put(puts, value):
    """How a value of a type not met yet is put: as the first known one that it is a kind of, kept for the next."""
    put = puts[type(value)] = next(puts[known] for known in type(value).__mro__ if known in puts)
    return put


# ODS: a zip of four small files, content.xml written as it comes. odfpy needs 270 MB for what takes 30 here.

_NS = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" '
    'xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" '
    'xmlns:number="urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0" '
    'xmlns:config="urn:oasis:names:tc:opendocument:xmlns:config:1.0"'
)
_ODS_STYLES = (
    "<office:automatic-styles>"
    '<number:date-style style:name="D"><number:day number:style="long"/><number:text>/</number:text>'
    '<number:month number:style="long"/><number:text>/</number:text><number:year number:style="long"/></number:date-style>'
    '<number:date-style style:name="M"><number:month number:style="long"/><number:text>/</number:text>'
    '<number:year number:style="long"/></number:date-style>'
    '<number:date-style style:name="T"><number:day number:style="long"/><number:text>/</number:text>'
    '<number:month number:style="long"/><number:text>/</number:text><number:year number:style="long"/><number:text> </number:text>'
    '<number:hours number:style="long"/><number:text>:</number:text><number:minutes number:style="long"/></number:date-style>'
    '<number:percentage-style style:name="P"><number:number number:decimal-places="1" number:min-integer-digits="1"/>'
    "<number:text>%</number:text></number:percentage-style>"
    '<number:number-style style:name="E"><number:number number:decimal-places="2" number:min-integer-digits="1" '
    'number:grouping="true"/><number:text> €</number:text></number:number-style>'
    + "".join(
        f'<style:style style:name="c{n}" style:family="table-cell" style:data-style-name="{n}"/>'
        for n in "DMTPE"
    )
    + '<style:style style:name="ch" style:family="table-cell"><style:table-cell-properties fo:background-color="#ece7dc"/>'
    '<style:text-properties fo:font-weight="bold"/></style:style>'
    '<style:style style:name="w1" style:family="table-column"><style:table-column-properties style:column-width="2.5cm"/></style:style>'
    '<style:style style:name="w2" style:family="table-column"><style:table-column-properties style:column-width="5cm"/></style:style>'
    '<style:style style:name="w3" style:family="table-column"><style:table-column-properties style:column-width="16cm"/></style:style>'
    "</office:automatic-styles>"
)
_ODS_MANIFEST = (
    '<?xml version="1.0" encoding="UTF-8"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" '
    'manifest:version="1.3"><manifest:file-entry manifest:full-path="/" manifest:version="1.3" '
    f'manifest:media-type="{CONTENT_TYPES["ods"]}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
    '<manifest:file-entry manifest:full-path="settings.xml" manifest:media-type="text/xml"/></manifest:manifest>'
)


def _ods_settings(frozen):
    def item(name, kind, value):
        return f'<config:config-item config:name="{name}" config:type="{kind}">{value}</config:config-item>'

    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-settings {_NS} office:version="1.3"><office:settings>'
        '<config:config-item-set config:name="ooo:view-settings"><config:config-item-map-indexed config:name="Views">'
        "<config:config-item-map-entry>"
        '<config:config-item-map-named config:name="Tables">'
        f'<config:config-item-map-entry config:name="{frozen}">'
        + item("VerticalSplitMode", "short", 2)
        + item("VerticalSplitPosition", "int", 1)
        + item("ActiveSplitRange", "short", 2)
        + item("PositionBottom", "int", 1)
        + "</config:config-item-map-entry></config:config-item-map-named></config:config-item-map-entry>"
        "</config:config-item-map-indexed></config:config-item-set></office:settings></office:document-settings>"
    )


def write_ods(file, columns, rows, about=()):
    """First sheet « À propos », then the data: typed cells, frozen header, filters on the columns."""
    count = 0
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        # The type comes first and uncompressed: that is how readers recognise the format.
        archive.writestr(
            zipfile.ZipInfo("mimetype"), CONTENT_TYPES["ods"], compress_type=zipfile.ZIP_STORED
        )
        archive.writestr("META-INF/manifest.xml", _ODS_MANIFEST)
        archive.writestr("settings.xml", _ods_settings(DATA))
        with archive.open("content.xml", "w", force_zip64=True) as raw:
            out = io.TextIOWrapper(raw, encoding="utf-8", newline="")
            out.write(
                f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_NS} office:version="1.3">'
                f"{_ODS_STYLES}<office:body><office:spreadsheet>"
            )
            if about:
                _ods_about(out, about)
            out.write(f'<table:table table:name="{DATA}">')
            for column in columns:
                out.write(
                    f'<table:table-column table:style-name="{"w2" if column.kind == "text" else "w1"}"/>'
                )
            out.write("<table:table-header-rows><table:table-row>")
            out.write("".join(_ods_text(safe_text(c.label), "ch") for c in columns))
            out.write("</table:table-row></table:table-header-rows>")
            kinds = [c.kind for c in columns]
            for count, row in enumerate(rows, 1):  # noqa: B007
                cells = "".join(map(_ods_cell, row, kinds))
                out.write(f"<table:table-row>{cells}</table:table-row>")
            out.write("</table:table>")
            end = f"{_letters(len(columns))}{count + 1}"
            out.write(
                '<table:database-ranges><table:database-range table:name="donnees" table:display-filter-buttons="true" '
                f'table:target-range-address="{DATA}.A1:{DATA}.{end}"/></table:database-ranges>'
                "</office:spreadsheet></office:body></office:document-content>"
            )
            out.flush()
            out.detach()
    return count


def _ods_about(out, about):
    out.write(
        f'<table:table table:name="{ABOUT}"><table:table-column table:style-name="w2"/><table:table-column table:style-name="w3"/>'
    )
    for label, value in about:
        out.write(
            f"<table:table-row>{_ods_text(safe_text(label), 'ch')}{_ods_text(safe_text(value))}</table:table-row>"
        )
    out.write("</table:table>")


def _ods_text(text, style=""):
    styled = f' table:style-name="{style}"' if style else ""
    lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in text.split("\n"))
    return f'<table:table-cell{styled} office:value-type="string">{lines}</table:table-cell>'


def _ods_cell(value, kind):
    if value is None or value == "":
        return "<table:table-cell/>"
    if _is_number(value):
        if kind == "percent":
            return f'<table:table-cell table:style-name="cP" office:value-type="percentage" office:value="{value}"/>'
        if kind == "money":
            return f'<table:table-cell table:style-name="cE" office:value-type="currency" office:currency="EUR" office:value="{value}"/>'
        return f'<table:table-cell office:value-type="float" office:value="{value}"/>'
    if isinstance(value, dt.datetime):
        return f'<table:table-cell table:style-name="cT" office:value-type="date" office:date-value="{_local(value):%Y-%m-%dT%H:%M:%S}"/>'
    if isinstance(value, dt.date):
        style = "cM" if kind == "month" else "cD"
        return f'<table:table-cell table:style-name="{style}" office:value-type="date" office:date-value="{value.isoformat()}"/>'
    if isinstance(value, bool):
        value = "oui" if value else "non"
    return _ods_text(safe_text(value))


def _letters(n):
    text = ""
    while n:
        n, rest = divmod(n - 1, 26)
        text = chr(65 + rest) + text
    return text or "A"
