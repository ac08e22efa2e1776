"""One file in, rows of text out, in a process that has nothing to lose: run by path, never imported by the site.

Standard input: one line of JSON {"name", "size", "sheet"}, then the bytes of the file. Standard output: one line of JSON,
{"rows": [[line, [text, …]], …], "warnings": [text], "sheets": [name], "sheet": place among them} or {"refused": sentence}.
With several files on the input, one answer each.

Decisions: a workbook with macros, links to other files or a password is refused; a formula is read as the value that
the spreadsheet last computed, and the answer says how many there are; nothing is ever computed or fetched.
Dates come out as 17/11/2026, decimals with a comma, as people write them and will correct them.
"""

import codecs
import csv
import datetime as dt
import io
import json
import math
import re
import resource
import sys
import unicodedata
import zipfile
from collections import Counter

# Limits, told on the page (tzcld.imports.reading reads them here).
MAX_BYTES = 10_000_000
MAX_UNZIPPED = 200_000_000
MAX_ENTRIES = 2_000
MAX_RATIO = 400
MAX_ROWS = 20_000
MAX_COLUMNS = 100
MAX_CELL = 2_000
# Of all the cells together: an ODS of a few thousand bytes may say one cell a million times.
MAX_TEXT = 40_000_000
SECONDS = 20
MEMORY = 900_000_000

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Excel calls « .txt » its « texte Unicode », and others « .tsv » what is cut by tabs.
TEXTS = ("csv", "txt", "tsv")
EXTENSIONS = ("xlsx", "ods", *TEXTS)
ASIDE = {"a propos", "aide", "mode d'emploi", "mode d\u2019emploi"}
# C0 and C1 but tab and line ends, lone surrogates, what hides or turns text around, non-characters.
UNREADABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ud800-\udfff\ufeff\ufffe\uffff]"
)
# « ç », « é » or « è » of the old Macintosh after a small letter, where Windows has a capital « Ž » or nothing; and what tells the
# contrary, « é » of DOS and « à », « ç », « è », « é », « ê » of Windows.
MACINTOSH = re.compile(rb"[a-z][\x8d-\x8f]")
NOT_MACINTOSH = re.compile(rb"[a-z][\x82\xe0\xe7-\xea]")
SPACES = re.compile(r"[\s\u00a0\u202f]+")
# Our own files put an apostrophe before what a spreadsheet would run (tzcld.sheets).
DEFUSED = re.compile(r"'(?=[=+\-@|%])")
FORMULA_XLSX = re.compile(rb'<c r="([A-Z]{1,3}\d{1,7})"[^<>]{0,200}>\s{0,20}<f[ >/]')
FORMULA_ODS = re.compile(rb"table:formula=")
# A row that holds cells and that the spreadsheet does not show, by hand or by a filter.
HIDDEN_XLSX = re.compile(
    rb"<row\b[^<>]{0,400}\shidden=[\"'](?:1|true)[\"'][^<>]{0,400}>\s{0,20}<c\b"
)
HIDDEN_ODS = re.compile(
    rb"<table:table-row\b[^<>]{0,400}\stable:visibility=[\"'](?:collapse|filter)"
)
# What calamine says nothing of: a cell that failed, read as empty, or as 0; a line break inside an ODS cell, which joins two words.
FAILED_XLSX = re.compile(rb'(<c\b[^<>]{0,200}?\st=)"e"')
FAILED_ODS = re.compile(rb'<table:table-cell\s[^<>]*?\bcalcext:value-type="error"[^<>]*>')
TYPED_ODS = re.compile(rb'\s(?:office|calcext):(?:value-type|value|string-value)="[^"]*"')
BREAK_ODS = b"<text:line-break/>"
# How XLSX writes a sign that XML has no place for, a carriage return most often.
ESCAPED = re.compile(r"_x00[01][0-9A-F]_")
# « 28:30 » of an ODS.
LENGTH_ODS = re.compile(r"PT(\d{1,5})H(\d{1,2})M(\d{1,2})(?:[.,]\d+)?S")


class Refused(Exception):
    """The file is not read; the message is for its author, in French."""


def main():
    limit()
    source, out = sys.stdin.buffer, sys.stdout
    while line := source.readline():
        asked = json.loads(line)
        data = source.read(asked["size"])
        try:
            answer = read(asked["name"], data, asked.get("sheet", ""))
        except Refused as refusal:
            answer = {"refused": str(refusal)}
        except RecursionError:
            answer = {"refused": DAMAGED}
        out.write(json.dumps(answer) + "\n")
        out.flush()


def limit():
    """What this process may take: memory, time, no file written, no process started."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))


STOPPED = (KeyboardInterrupt, SystemExit, MemoryError)
DAMAGED = (
    "Ce fichier est abîmé ou n’est pas un vrai tableur. Ouvrez-le dans votre tableur, "
    "enregistrez-le à nouveau, puis choisissez-le."
)


def read(name, data, sheet=""):
    """Rows of the file, with their line numbers; blank lines left out. `sheet`: of a workbook, the one to read.

    Raises:
        Refused: with the sentence to show.
    """
    extension = name.rpartition(".")[2].lower()
    check_kind(extension, data)
    warnings, sheets, place = [], [], 0
    if extension in TEXTS:
        rows = read_csv(data, warnings)
    else:
        if check_archive(extension, data, warnings):
            data = spoken(data)
        rows, sheets, place = read_workbook(data, sheet)
    return {"rows": trimmed(rows), "warnings": warnings, "sheets": sheets, "sheet": place}


# Guards ─────────────────────────────────────────────────────────────────────────────────────────


def check_kind(extension, data):
    """Extension against content, before anything is opened."""
    if extension == "xlsb":
        raise Refused(
            "Ce classeur est au format binaire d’Excel («\u00a0.xlsb\u00a0»), qui n’est pas lu ici. Dans Excel, choisissez "
            "«\u00a0Enregistrer sous\u00a0», puis le format «\u00a0Classeur Excel (.xlsx)\u00a0»."
        )
    if extension in ("xlsm", "xltm", "xlam"):
        raise Refused(
            "Ce classeur contient des macros. Enregistrez-le au format XLSX, sans macros."
        )
    if extension in ("xls", "doc", "docx", "pdf", "numbers", "html", "htm") or (
        extension not in EXTENSIONS
    ):
        raise Refused(
            f"Le format «\u00a0.{extension[:10]}\u00a0» n’est pas lu ici. Enregistrez le tableau au format XLSX, ODS ou CSV."
        )
    if not data:
        raise Refused("Ce fichier est vide. Choisissez-en un autre.")
    if len(data) > MAX_BYTES:
        raise Refused(
            f"Ce fichier pèse plus de {MAX_BYTES // 1_000_000}\u00a0Mo. Partagez le tableau en plusieurs fichiers."
        )
    if data.startswith(OLE):
        raise Refused(
            "Ce classeur est protégé par un mot de passe, ou c’est un ancien fichier XLS. "
            "Retirez le mot de passe, puis enregistrez-le au format XLSX."
        )
    is_zip = data.startswith(b"PK")
    if is_zip and extension in TEXTS:
        raise Refused(
            f"Ce fichier s’appelle «\u00a0.{extension}\u00a0» mais c’est un classeur. Donnez-lui son vrai nom, en «\u00a0.xlsx\u00a0» ou «\u00a0.ods\u00a0»."
        )
    if not is_zip and extension not in TEXTS:
        raise Refused(
            f"Ce fichier s’appelle «\u00a0.{extension}\u00a0» mais n’est pas un classeur. "
            "Ouvrez-le dans votre tableur et enregistrez-le au format XLSX."
        )


def check_archive(extension, data, warnings):
    """What the zip says of itself, then what it really holds. True when a part holds what calamine says nothing of (`spoken`)."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        parts = archive.infolist()
    except Exception as error:
        raise Refused(DAMAGED) from error
    if len(parts) > MAX_ENTRIES:
        raise Refused(
            "Ce classeur contient trop de morceaux pour être un tableau. Copiez le tableau dans un classeur neuf."
        )
    declared = sum(part.file_size for part in parts)
    worst = max(
        (p.file_size / max(p.compress_size, 1) for p in parts if p.file_size > 1_000_000), default=0
    )
    if declared > MAX_UNZIPPED or worst > MAX_RATIO:
        raise Refused(TOO_BIG)
    names = [part.filename for part in parts]
    if len(set(names)) != len(names):
        raise Refused(DAMAGED)
    check_names(extension, names)
    formulas = Counter()
    total = 0
    for part in parts:
        if part.flag_bits & 1:
            raise Refused(
                "Ce classeur est protégé par un mot de passe. Retirez-le, puis enregistrez le classeur."
            )
        if part.filename.lower().endswith((".xml", ".rels")):
            total += check_part(archive, part, formulas, total)
    if formulas.pop("hidden", 0):
        warnings.append(
            "Ce classeur a des lignes masquées ou filtrées\u00a0: elles sont lues comme les autres. Pour n’importer que ce qui se voit, "
            "copiez-le dans un classeur neuf."
        )
    is_silent = bool(formulas.pop("silent", 0))
    if n := formulas["n"]:
        where = ", ".join(sorted(k for k in formulas if k != "n")[:5])
        where = f" (par exemple {where})" if where else ""
        warnings.append(
            f"{n} cellules sont calculées par une formule{where}\u00a0: la dernière valeur enregistrée est reprise, rien n’est recalculé."
            if n > 1
            else f"Une cellule est calculée par une formule{where}\u00a0: la dernière valeur enregistrée est reprise, rien n’est recalculé."
        )
    return is_silent


TOO_BIG = (
    "Une fois ouvert, ce classeur est bien trop gros. Copiez le tableau seul dans un classeur neuf, "
    "sans image ni mise en forme, puis choisissez-le."
)


def check_names(extension, names):
    lower = [name.lower() for name in names]
    if any("vbaproject" in name or name.startswith(("basic/", "scripts/")) for name in lower):
        raise Refused(
            "Ce classeur contient des macros. Enregistrez-le sans macros, au format XLSX ou ODS."
        )
    if any("externallink" in name for name in lower):
        raise Refused(
            "Ce classeur lit d’autres fichiers. Copiez le tableau, puis collez «\u00a0les valeurs seules\u00a0» dans un classeur neuf."
        )
    looks = {
        "xlsx": any(name.startswith("xl/") for name in lower),
        "ods": "content.xml" in lower,
    }
    if not looks[extension]:
        other = "ods" if looks["ods"] else "xlsx" if looks["xlsx"] else ""
        if other:
            raise Refused(
                f"Ce fichier s’appelle «\u00a0.{extension}\u00a0» mais c’est un classeur «\u00a0.{other}\u00a0». Donnez-lui son vrai nom."
            )
        raise Refused(DAMAGED)


def check_part(archive, part, formulas, before):
    """Read a part once, by pieces: its true size, no declaration of entities, its formulas, whether rows are hidden."""
    size, tail = 0, b""
    is_content = part.filename == "content.xml"
    is_sheet = part.filename.startswith("xl/worksheets/")
    try:
        with archive.open(part) as stream:
            while piece := stream.read(1 << 20):
                if not size and re.search(rb"<!(DOCTYPE|ENTITY)", piece[:4096], re.IGNORECASE):
                    raise Refused(DAMAGED)
                size += len(piece)
                if before + size > MAX_UNZIPPED:
                    raise Refused(TOO_BIG)
                window = tail + piece
                if part.filename == "META-INF/manifest.xml" and b"encryption-data" in window:
                    raise Refused(
                        "Ce classeur est protégé par un mot de passe. Retirez-le, puis enregistrez le classeur."
                    )
                if part.filename == "[Content_Types].xml" and b"macroEnabled" in window:
                    raise Refused(
                        "Ce classeur contient des macros. Enregistrez-le au format XLSX, sans macros."
                    )
                if is_sheet and b"<f" in window:
                    for found in FORMULA_XLSX.findall(window):
                        formulas[found.decode()] = 1
                        formulas["n"] += 1
                if is_sheet and b" hidden=" in window and HIDDEN_XLSX.search(window):
                    formulas["hidden"] = 1
                elif is_content:
                    formulas["n"] += len(FORMULA_ODS.findall(window))
                    formulas["hidden"] |= bool(HIDDEN_ODS.search(window))
                    formulas["silent"] |= b'"error"' in window or BREAK_ODS in window
                if is_sheet and b't="e"' in window:
                    formulas["silent"] = 1
                tail = piece[-40:] if is_sheet else piece[-12:]
    except Refused:
        raise
    except Exception as error:
        # A damaged part fails in as many ways as there are bytes.
        raise Refused(DAMAGED) from error
    return size


def spoken(data):
    """The workbook again, where what calamine leaves out is text: the name of an error, a space for a line break."""
    out = io.BytesIO()
    try:
        with (
            zipfile.ZipFile(io.BytesIO(data)) as old,
            zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new,
        ):
            for part in old.infolist():
                content = old.read(part)
                if part.filename == "content.xml":
                    content = FAILED_ODS.sub(as_text, content.replace(BREAK_ODS, b"<text:s/>"))
                elif part.filename.startswith("xl/worksheets/"):
                    content = FAILED_XLSX.sub(rb'\1"str"', content)
                new.writestr(part.filename, content)
    except MemoryError:
        raise
    except Exception as error:
        raise Refused(DAMAGED) from error
    return out.getvalue()


def as_text(tag):
    return TYPED_ODS.sub(b"", tag[0])[:-1].rstrip(b"/") + (
        b' office:value-type="string"/>'
        if tag[0].endswith(b"/>")
        else b' office:value-type="string">'
    )


# Workbooks ──────────────────────────────────────────────────────────────────────────────────────


def read_workbook(data, wanted=""):
    """Rows of the sheet of this name, else of the first that holds some, those that the spreadsheet hides last; the sheets that
    hold something, and its place."""
    from python_calamine import CalamineWorkbook, SheetVisibleEnum

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        names = list(book.sheet_names)
        hidden = {m.name for m in book.sheets_metadata if m.visible != SheetVisibleEnum.Visible}
    except Exception as error:
        raise Refused(DAMAGED) from error
    if not names:
        raise Refused("Ce classeur n’a aucune feuille.")
    names = sorted(
        (n for n in names if plain(n) not in ASIDE),
        key=lambda name: (name in hidden, name != "Données"),
    )
    rows, sheets, place = [], [], 0
    for name in names:
        said = text(name)
        is_wanted = said == wanted if wanted else not rows
        sheet = opened(book, name, is_wanted)
        if sheet is None or sheet.height == 0:
            continue
        if is_wanted:
            if not (found := rows_of(sheet)):
                continue
            rows, place = found, len(sheets)
        sheets.append(said)
    return rows, sheets, place


def opened(book, name, is_wanted):
    """A sheet; None when it is damaged and not the one to read."""
    try:
        return book.get_sheet_by_name(name)
    except BaseException as error:
        # A panic of the native library does not descend from Exception. What is too big is not damaged.
        if isinstance(error, STOPPED):
            raise
        if is_wanted:
            raise Refused(DAMAGED) from error
        return None


def rows_of(sheet):
    if sheet.width > 16_000:
        raise Refused(WIDE)
    try:
        return list(bounded(filled_down(sheet), (sheet.start or (0, 0))[1]))
    except Refused:
        raise
    except BaseException as error:
        if isinstance(error, STOPPED):
            raise
        raise Refused(DAMAGED) from error


def filled_down(sheet):
    """The rows with their lines; a cell merged over several lines stands on each of them that holds something else."""
    # Rows are counted from the first of the sheet, cells from the first that holds something.
    begun, first = {}, (sheet.start or (0, 0))[1]
    for (top, left), (bottom, _) in sheet.merged_cell_ranges or ():
        if bottom > top:
            begun.setdefault(top, []).append((left - first, bottom))
    # {column: (what the merged cell holds, its last row)}
    open_ = {}
    for i, row in enumerate(sheet.iter_rows()):
        if open_ and any(cell not in ("", None) for cell in row):
            for left, (held, bottom) in list(open_.items()):
                if i > bottom:
                    del open_[left]
                elif 0 <= left < len(row) and row[left] in ("", None):
                    row[left] = held
        for left, bottom in begun.get(i, ()):
            if 0 <= left < len(row) and row[left] not in ("", None):
                open_[left] = row[left], bottom
        yield i + 1, row


WIDE = f"Ce tableau a plus de {MAX_COLUMNS} colonnes. Gardez celles à importer."


def bounded(rows, first=0):
    """Rows that hold something, as text; refuses what is beyond the limits. `first`: the place of their first cell in the sheet."""
    kept = signs = 0
    for line, row in rows:
        cells = [text(cell) for cell in row]
        long = next((i for i, cell in enumerate(cells) if len(cell) > MAX_CELL), None)
        if long is not None:
            raise Refused(
                f"Ligne {line}, colonne {letters(first + long)}\u00a0: la cellule contient plus de {MAX_CELL} signes. Raccourcissez-la."
            )
        while cells and not cells[-1]:
            cells.pop()
        if not cells:
            continue
        if len(cells) > MAX_COLUMNS:
            raise Refused(WIDE)
        kept += 1
        signs += sum(map(len, cells))
        if signs > MAX_TEXT:
            raise Refused(TOO_BIG)
        # Titles and headers come on top of the rows of data.
        if kept > MAX_ROWS + 20:
            raise Refused(
                f"Ce tableau a plus de {MAX_ROWS:,} lignes. Partagez-le en plusieurs fichiers.".replace(
                    ",", "\u00a0"
                )
            )
        yield line, cells


LONG = f"Une cellule contient plus de {MAX_CELL} signes. Raccourcissez-la."


def letters(place):
    """« AB » for 27, as spreadsheets call their columns."""
    said = ""
    while place >= 0:
        said, place = chr(65 + place % 26) + said, place // 26 - 1
    return said


def text(value):
    """What a cell holds, as a person would write it."""
    if value is None or value == "":
        return ""
    if isinstance(value, str):
        # What shows on paper, with single spaces, has nothing to lose: most cells.
        if not value.isascii():
            # « é » as the Macintosh cuts it in two: it would be another name than the same one typed here.
            value = unicodedata.normalize("NFC", value)
        if "_x00" in value:
            value = ESCAPED.sub(" ", value)
        if not value.isprintable() or "  " in value:
            value = SPACES.sub(" ", UNREADABLE.sub("", value))
        cleaned = value.strip()
        cleaned = DEFUSED.sub("", cleaned, count=1) if cleaned.startswith("'") else cleaned
        if length := LENGTH_ODS.fullmatch(cleaned):
            hours, minutes, seconds = map(int, length.groups())
            return text(dt.timedelta(hours=hours, minutes=minutes, seconds=seconds))
        return cleaned
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, float):
        if not math.isfinite(value):
            return "NaN"
        return (
            str(int(value))
            if value == int(value) and abs(value) < 1e16
            else f"{value:.10g}".replace(".", ",")
        )
    if isinstance(value, dt.datetime):
        hour = f" {value:%H:%M}" if (value.hour or value.minute) else ""
        return f"{value.day:02}/{value.month:02}/{value.year:04}{hour}"
    if isinstance(value, dt.date):
        return f"{value.day:02}/{value.month:02}/{value.year:04}"
    if isinstance(value, dt.time):
        return f"{value:%H:%M}"
    if isinstance(value, dt.timedelta):
        # « 28:30 » of a week of work, in hours.
        return text(value.total_seconds() / 3600)
    return text(str(value))


# Text ───────────────────────────────────────────────────────────────────────────────────────────


def decoded(data):
    """UTF-8 with or without BOM, UTF-16 with its BOM (« texte Unicode » of Excel), the page of the old Macintosh when it is sure,
    else the old Windows page."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        try:
            return data.decode("utf-16")
        except UnicodeDecodeError as error:
            raise Refused(DAMAGED) from error
    if data.count(b"\0") > len(data) // 50:
        raise Refused(
            "Ce fichier n’est pas un texte. Enregistrez le tableau au format CSV ou XLSX."
        )
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        if MACINTOSH.search(data) and not NOT_MACINTOSH.search(data):
            return data.decode("mac_roman")
        # Five bytes have no meaning in cp1252; Latin-1 gives them one, control characters that are then dropped.
        return (
            data.decode("cp1252", errors="replace")
            if b"\x81" not in data
            else data.decode("latin-1")
        )


def read_csv(data, warnings):
    whole = decoded(data).replace("\x00", "")
    whole = whole.replace("\r\n", "\n").replace("\r", "\n")
    skipped = 0
    if whole[:4].lower() == "sep=":
        # Excel's own first line, which names the separator.
        whole, skipped = whole.partition("\n")[2], 1
    delimiter = separator(whole)
    csv.field_size_limit(1_000_000)
    if not quotes_hold(whole, delimiter):
        warnings.append(
            "Un guillemet reste ouvert dans ce fichier\u00a0: les guillemets sont lus comme des signes ordinaires."
        )
        lines = enumerate(
            csv.reader(whole.split("\n"), delimiter=delimiter, quoting=csv.QUOTE_NONE), 1 + skipped
        )
        try:
            return list(bounded((n, [cell.strip('"') for cell in row]) for n, row in lines))
        except csv.Error as error:
            raise Refused(LONG) from error
    reader = csv.reader(io.StringIO(whole), delimiter=delimiter)
    numbered = numbering(reader, skipped)
    try:
        found = list(bounded(numbered))
    except csv.Error as error:
        # The only complaint of a reader that is not strict: a cell beyond what it holds.
        raise Refused(LONG) from error
    return found


def numbering(reader, skipped):
    """Each row with the line where it begins: a quoted cell may hold several lines."""
    start = 1
    for row in reader:
        # Millions of blank lines are passed over before anything is asked of their cells.
        if any(row):
            yield start + skipped, row
        start = reader.line_num + 1


def separator(whole):
    """`;`, tab, comma or bar: the one that cuts the first lines most evenly."""
    sample = [line for line in whole[:65_536].split("\n")[:40] if line.strip()] or [""]

    def evenness(sign):
        try:
            widths = Counter(len(row) for row in csv.reader(sample, delimiter=sign))
        except csv.Error:
            return (0, 0)
        width, lines = max(widths.items(), key=lambda pair: (pair[0] > 1, pair[1], pair[0]))
        return (lines if width > 1 else 0, width)

    return max((";", "\t", ",", "|"), key=evenness)


def quotes_hold(whole, delimiter):
    """False when a quote left open would swallow the rest of the file into one cell."""
    if whole.count('"') == 0:
        return True
    try:
        for row in csv.reader(io.StringIO(whole), delimiter=delimiter):
            if any(cell.count("\n") > 10 for cell in row):
                return False
    except csv.Error:
        return False
    return True


# Both ───────────────────────────────────────────────────────────────────────────────────────────


def trimmed(rows):
    """As [line, cells]; a table that begins in column C begins in column A here."""
    rows = list(rows)
    if not rows:
        raise Refused("Ce fichier ne contient aucune ligne remplie. Choisissez-en un autre.")
    left = min(next(i for i, cell in enumerate(cells) if cell) for _, cells in rows)
    return [[line, cells[left:] if left else cells] for line, cells in rows]


def plain(name):
    return name.casefold().replace("à", "a").strip()


if __name__ == "__main__":
    main()
