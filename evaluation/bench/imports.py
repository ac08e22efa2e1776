"""Importing 10,000 persons of 15 columns: check and confirm, against reading the file and copying its cells."""

import io
import resource
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from unittest import mock

import django
import python_calamine
import xlsxwriter
from django.db import connection, transaction

from evaluation.bench.measure import Figure, in_turn
from ppde.models import Person
from territories.imports import jobs, operations
from territories.imports.kinds import kinds
from territories.models import Membership, Territory
from territories.roles import Role
from territories.scoping import Reach, apply
from tzcld.imports import reading
from tzcld.room import with_room

ROWS = 10_000
# What design.md §7 allows is a time, whatever the floor is on this machine.
AT_MOST_MS = 5_000
# And the memory of the process that does the work, with the site in it, as a worker holds it.
AT_MOST_MB = 250
HEAD = [
    "Nom", "Prénom", "Année de naissance", "Sexe", "Téléphone", "Adresse électronique", "Moyen de contact préféré", "Orientée par",
    "Inscrite à France Travail", "Perçoit le RSA", "Sans emploi durable depuis", "Temps de travail souhaité", "Commentaire",
    "Premier repérage", "Volontaire depuis",
]  # fmt: skip


def workbook() -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"constant_memory": True})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, HEAD)
    for n in range(ROWS):
        name = "".join(chr(97 + int(d)) for d in str(n))
        row = [
            f"Nom{name}", f"Prénom{name[::-1]}", str(1950 + n % 50), "femme", f"06{n:08}", f"p{n}@exemple.fr", "message écrit",
            "CCAS", "oui", "non", "de 2 à 5 ans", "24,5", f"Dossier papier {n}", "03/02/2025", "17/11/2025",
        ]  # fmt: skip
        sheet.write_row(n + 1, 0, row)
    book.close()
    return out.getvalue()


class Undone(Exception):
    """The rows written go as they came."""


def imported(data: bytes, territory: Territory, by) -> None:
    """Read, check and confirm in one transaction, given up at its end: each run finds the same base."""
    try:
        with transaction.atomic():
            apply(Reach(user=by.pk, reach={territory.pk}, named={territory.pk}))
            before = Person.objects.filter(territory=territory).count()
            with mock.patch.object(jobs, "enqueue", lambda pk: jobs.work(pk, here=True)):
                kind = kinds()["personnes"](territory, by)
                batch = operations.open_batch(kind, name="a.xlsx", data=data)
                batch.refresh_from_db()
                operations.choose_columns(batch, batch.mapping)
                batch.refresh_from_db()
                operations.confirm(batch)
            assert Person.objects.filter(territory=territory).count() == before + ROWS
            with connection.cursor() as cursor:
                # What a commit would still check: the foreign keys.
                cursor.execute("set constraints all immediate")
            raise Undone
    except Undone:
        batch.file.storage.delete(batch.file.name)


def figure() -> Figure:
    """Measured in a process of its own, as a worker: this one still holds what the measures before took."""
    with ProcessPoolExecutor(1, get_context("spawn"), django.setup) as apart:
        return apart.submit(with_room, measured).result()


def measured() -> Figure:
    lead = (
        Membership.objects.filter(role=Role.PROJECT_LEAD)
        .select_related("territory__hub", "user")
        .first()
    )
    data = workbook()

    def floor():
        sheet = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(
            0
        )
        with connection.cursor() as cursor, transaction.atomic():
            columns = ", ".join(f"c{i} text" for i in range(len(HEAD)))
            cursor.execute(f"create temporary table copied ({columns}) on commit drop")
            with cursor.copy("copy copied from stdin") as copy:
                for row in sheet.to_python():
                    copy.write_row(row)

    spent: list[tuple[float, ...]] = []

    def ours():
        before = _seconds(connection)
        imported(data, lead.territory, lead.user)
        spent.append(tuple(b - a for a, b in zip(before, _seconds(connection), strict=True)))

    _forget_peak()
    times = in_turn(ours, floor, runs=3)
    peak = _peak_mb()
    return Figure(
        f"import, {ROWS} lignes × {len(HEAD)} : vérifier et confirmer",
        *times,
        # Beyond its memory the figure does not hold either.
        AT_MOST_MS / times[1] if peak <= AT_MOST_MB else 0,
        "calcul\u00a0: site {:.1f} s, lecteur {:.1f} s, base {:.1f} s, en partie ensemble".format(
            *min(spent, key=sum)
        )
        + f"\u00a0; au plus {peak:.0f} Mo dans un processus à part, comme un travailleur, et {_reader_mb(data):.0f} Mo pour le lecteur",
    )


def _seconds(database) -> tuple[float, float, float]:
    """Processor time of this process, of the readers it has waited for, and of its connection to a database of this machine."""
    readers = resource.getrusage(resource.RUSAGE_CHILDREN)
    stat = Path(f"/proc/{database.connection.info.backend_pid}/schedstat")
    base = int(stat.read_text().split()[0]) / 1e9 if stat.exists() else 0.0
    return time.process_time(), readers.ru_utime + readers.ru_stime, base


def _forget_peak() -> None:
    """Making the file took memory of its own."""
    refs = Path("/proc/self/clear_refs")
    if refs.exists():
        refs.write_text("5")


def _peak_mb(process: int | str = "self") -> float:
    status = Path(f"/proc/{process}/status")
    if status.exists():
        line = next(x for x in status.read_text().splitlines() if x.startswith("VmHWM"))
        return int(line.split()[1]) / 1000
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


def _reader_mb(data: bytes) -> float:
    with reading.Reader() as reader:
        reader.read("a.xlsx", data)
        return _peak_mb(reader.process.pid)
