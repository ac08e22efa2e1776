"""Reading a file at arm's length: the site never opens what people send, a process with hard limits does."""

import json
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from pathlib import Path

from tzcld.imports import reader
from tzcld.ui import french

PATIENCE = reader.SECONDS + 10
SLOW = (
    "Ce fichier demande trop de temps ou de mémoire pour être lu. Copiez le tableau seul dans un classeur neuf, "
    "sans image ni mise en forme, puis choisissez-le."
)
LIMITS = [
    f"Un fichier XLSX, ODS ou CSV de {french.file_size(reader.MAX_BYTES)} au plus.",
    f"{french.number(reader.MAX_ROWS)} lignes et {reader.MAX_COLUMNS} colonnes au plus, sur une feuille.",
    f"{french.file_size(reader.MAX_UNZIPPED)} au plus une fois le classeur ouvert, {french.number(reader.MAX_CELL)} signes par cellule et "
    f"{french.number(reader.MAX_TEXT // 1_000_000)}\u00a0millions de signes en tout.",
    "Ni macros, ni mot de passe, ni lien vers d’autres fichiers.",
    "Une formule est lue comme sa dernière valeur enregistrée\u00a0; rien n’est recalculé.",
]


class FileRefused(Exception):
    """The file is not read; the message says why and what to do, in French."""


@dataclass
class Sheet:
    """Rows of text with their line numbers in the file, blank lines left out."""

    rows: list[tuple[int, list[str]]]
    warnings: list[str] = field(default_factory=list)
    # Of a workbook: its sheets that hold something, and which one was read.
    sheets: list[str] = field(default_factory=list)
    sheet: int = 0


class Reader:
    """A process that reads files one after the other; closed by `with`. A new one for each file that people send."""

    def __init__(self):
        command = [sys.executable, "-I", str(Path(reader.__file__))]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.communicate()

    @property
    def is_alive(self) -> bool:
        return self.process.poll() is None

    def read(self, name: str, data: bytes, sheet: str = "") -> Sheet:
        """The rows of a file; of a workbook, those of this sheet, or of the first that holds something.

        Raises:
            FileRefused: unreadable, hostile, or beyond the limits.
        """
        late = threading.Timer(PATIENCE, self.process.kill)
        late.start()
        try:
            asked = {"name": name, "size": len(data), "sheet": sheet}
            request = json.dumps(asked).encode() + b"\n"
            self.process.stdin.write(request + data)
            self.process.stdin.flush()
            answer = self.process.stdout.readline()
        except OSError:
            answer = b""
        finally:
            late.cancel()
        if not answer:
            # Killed by its limits, or by a fault of the native library: the file's doing in both cases.
            raise FileRefused(SLOW)
        found = json.loads(answer)
        if "refused" in found:
            raise FileRefused(found["refused"])
        rows = [(line, cells) for line, cells in found["rows"]]
        return Sheet(rows, found["warnings"], found["sheets"], found["sheet"])


def read(name: str, data: bytes, sheet: str = "") -> Sheet:
    """The rows of one file (see Reader.read), read by a process of its own.

    Raises:
        FileRefused: with the sentence to show.
    """
    if len(data) > reader.MAX_BYTES:
        raise FileRefused(
            f"Ce fichier pèse {french.file_size(len(data))}, la limite est de {french.file_size(reader.MAX_BYTES)}. "
            "Partagez le tableau en plusieurs fichiers."
        )
    with Reader() as process:
        return process.read(name, data, sheet)
