"""Reading the hub's file of skills: CSV, XLSX or ODS with a name, a domain and, when there is one, a ROME code."""

import csv
import io
import re
import zipfile

from django.core.exceptions import ValidationError
from python_calamine import CalamineError, CalamineWorkbook

from tzcld.ui import french

MAX_BYTES = 3_000_000
MAX_UNZIPPED = 60_000_000
MAX_ROWS = 20_000
REFUSALS_SHOWN = 8
# Words of a heading, without accents, by column.
HEADINGS = {
    "rome_code": ("code rome", "code ogr competence", "code ogr", "code"),
    "name": ("competence", "libelle competence", "libelle rome", "libelle", "intitule", "nom"),
    "domain": ("domaine", "grand domaine", "libelle grand domaine", "domaine professionnel"),
}
ROME = re.compile(r"[A-Z]\d{4}|\d{3,6}")


def read(content: bytes, name: str) -> list[dict]:
    """The rows {"line", "name", "domain", "rome_code"}. Raises ValidationError in French, with the lines at fault."""
    if len(content) > MAX_BYTES:
        raise ValidationError(
            f"Ce fichier est trop lourd\u00a0: {french.file_size(len(content))}. "
            f"Déposez un fichier de {french.file_size(MAX_BYTES)} au plus."
        )
    lines = _csv(content) if name.lower().endswith((".csv", ".txt")) else _workbook(content)
    places, first = _columns(lines)
    found, refusals, seen = [], [], {}
    for number, line in enumerate(lines[first:], first + 1):
        row = {key: _cell(line, place) for key, place in places.items()}
        if not any(row.values()):
            continue
        row = {"line": number, "name": "", "domain": "", "rome_code": ""} | row
        refusal = _refusal(row, seen)
        if refusal:
            refusals.append(f"Ligne {number}\u00a0: {refusal}")
        else:
            found.append(row)
    _tell(refusals)
    if not found:
        raise ValidationError("Ce fichier ne contient aucune compétence sous sa ligne de titres.")
    return found


def _tell(refusals: list[str]) -> None:
    if len(refusals) > REFUSALS_SHOWN:
        rest = len(refusals) - REFUSALS_SHOWN
        words = french.count(rest, "autre ligne est à corriger", "autres lignes sont à corriger")
        refusals = [*refusals[:REFUSALS_SHOWN], f"Et {words}."]
    if refusals:
        raise ValidationError(refusals)


def _refusal(row: dict, seen: dict) -> str:
    name, code = row["name"], row["rome_code"]
    if not name:
        return "il manque le nom de la compétence."
    if len(name) > 120 or len(row["domain"]) > 80:
        return "le nom tient en 120 signes et le domaine en 80."
    if code and not ROME.fullmatch(code):
        return f"le code «\u00a0{code}\u00a0» n’est pas un code ROME, par exemple K2204."
    for key in filter(None, (code, french.plain(name))):
        if key in seen:
            return f"«\u00a0{name}\u00a0» est déjà à la ligne {seen[key]}."
        seen[key] = row["line"]
    return ""


def _columns(lines: list[list]) -> tuple[dict[str, int], int]:
    """The place of each column, and the number of lines up to the headings."""
    for number, line in enumerate(lines[:20], 1):
        titles = [french.plain(cell) for cell in line]
        places = {}
        for key, words in HEADINGS.items():
            place = next((titles.index(w) for w in words if w in titles), None)
            if place is not None:
                places[key] = place
        if "name" in places:
            return places, number
    raise ValidationError(
        "Aucune colonne ne s’appelle «\u00a0Compétence\u00a0» ou «\u00a0Libellé\u00a0». "
        "Écrivez les titres des colonnes sur une ligne, par exemple\u00a0: Code ROME, Libellé, Domaine."
    )


def _cell(line: list, place: int) -> str:
    value = line[place] if place < len(line) else ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    # A text that begins like a formula is read as the text it is.
    return " ".join(str(value).replace("\x00", "").split())


def _csv(content: bytes) -> list[list]:
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise ValidationError(
            "Ce fichier n’est pas lisible. Enregistrez-le en CSV UTF-8 ou en XLSX."
        )
    head = text[:4000]
    delimiter = max(";,\t", key=head.count)
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise ValidationError(
            "Ce fichier CSV n’est pas lisible. Enregistrez-le à nouveau."
        ) from error
    return _bounded(lines)


def _workbook(content: bytes) -> list[list]:
    unreadable = (
        "Ce fichier n’est pas lisible. Déposez un fichier CSV, XLSX ou ODS, sans mot de passe."
    )
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            if sum(part.file_size for part in parts.infolist()) > MAX_UNZIPPED:
                raise ValidationError(
                    "Ce classeur est trop grand une fois ouvert. Gardez une seule feuille."
                )
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
        return _bounded(sheet.to_python(skip_empty_area=False, nrows=MAX_ROWS + 20))
    except (zipfile.BadZipFile, CalamineError, OSError, ValueError) as error:
        raise ValidationError(unreadable) from error


def _bounded(lines: list[list]) -> list[list]:
    if sum(1 for line in lines if any(line)) > MAX_ROWS:
        raise ValidationError(
            f"Ce fichier a plus de {french.number(MAX_ROWS)} lignes. Coupez-le en plusieurs fichiers."
        )
    return lines
