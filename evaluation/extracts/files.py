"""The file of an extract: XLSX of two or three sheets, or the same as CSV in a ZIP. Written as it comes: flat memory."""

import io
import zipfile
from typing import BinaryIO

from django.utils.text import slugify

from evaluation.extracts import notice
from evaluation.extracts.content import EVENT_LABELS, Content, has_events
from evaluation.extracts.models import Extract
from tzcld import sheets

PERSONS, EVENTS = "Personnes", "Faits"
# Extension and content type, as an address asks for them.
FORMATS: dict[str, tuple[str, str]] = {
    "xlsx": ("xlsx", sheets.CONTENT_TYPES["xlsx"]),
    "csv": ("zip", "application/zip"),
}


def write(fmt: str, file: BinaryIO, extract: Extract, content: Content, threshold: int) -> int:
    """Write it; how many persons it tells of."""
    about = notice.lines(extract, content, threshold)
    parts = [(PERSONS, _columns(content.labels()), content.lines())]
    if has_events(extract):
        parts.append((EVENTS, _columns(EVENT_LABELS), content.events()))
    return {"xlsx": _book, "csv": _archive}[fmt](file, parts, about)


def _columns(labels) -> list[sheets.Column]:
    return [sheets.Column(label) for label in labels]


def _book(file: BinaryIO, parts: list, about: list) -> int:
    return sheets.write_book(file, parts, about, notice.NAME)[0]


def _archive(file: BinaryIO, parts: list, about: list) -> int:
    counts = []
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a-lire.txt", _text(about))
        for name, columns, rows in parts:
            with archive.open(f"{slugify(name)}.csv", "w", force_zip64=True) as part:
                counts.append(sheets.write_csv(_Raw(part), columns, rows))
    return counts[0]


def _text(about: list) -> str:
    return "\ufeff" + "".join(f"{label}\r\n{words}\r\n\r\n" for label, words in about)


class _Raw(io.RawIOBase):
    """A member of an archive as the writer of CSV wants it: one that it may let go of without closing."""

    def __init__(self, part):
        self.part = part

    def writable(self) -> bool:
        return True

    def write(self, data) -> int:
        return self.part.write(data)


def name(extract: Extract, fmt: str) -> str:
    return f"extrait-{extract.pk}-{extract.territory.slug}.{FORMATS[fmt][0]}"
