"""What the tests of reports share: reports made from the world, read back from their three forms."""

import re
import subprocess
from datetime import date

from python_calamine import CalamineWorkbook

from evaluation.models import Report
from evaluation.reports import building, snapshot
from ppde.models import Person
from tests.world import moment

MONTH = date(2026, 10, 1)


def ask(world, kind="territory_sheet", audience="internal", territory=None, by="lead") -> Report:
    """A report that waits for a worker."""
    place = territory or (world.hub if kind == "hub_report" else world.home)
    return Report.objects.create(
        territory=place,
        kind=kind,
        title="Rapport métropolitain, octobre 2026"
        if kind == "hub_report"
        else "Fiche territoire, octobre 2026",
        month=MONTH,
        audience=audience,
        requested_by=world.users[by],
    )


def made(world, **options) -> Report:
    """A finished report."""
    report = ask(world, **options)
    building.build(report.pk)
    report.refresh_from_db()
    assert report.state == "done", report.error
    return report


def frozen(world, **options) -> dict:
    """The figures that a report would freeze, without laying it out."""
    return snapshot.freeze(ask(world, **options))


def content(file) -> bytes:
    with file.open("rb") as opened:
        return opened.read()


def volunteers(world, number: int, *, territory=None, sex="F", solved: int = 0) -> None:
    """More persons on the list of a territory; the first `solved` have found a job elsewhere."""
    place = territory or world.home
    start = Person.objects.filter(territory=place).count() + 100
    Person.objects.bulk_create(
        Person(
            territory=place,
            number=start + n,
            last_name=f"Personne{n}",
            first_name="Essai",
            sex=sex,
            birth_year=1980,
            origin="outreach",
            identified_on=date(2025, 1, 10),
            met_on=date(2025, 1, 23),
            interviewed_on=date(2025, 2, 1),
            volunteer_on=date(2025, 2, 12),
            volunteer_recorded_at=moment(2025, 2, 12),
            eligible_on=date(2025, 3, 20),
            outcome_on=date(2026, 5, 4) if n < solved else None,
            outcome_kind="permanent" if n < solved else "",
            state="elsewhere" if n < solved else "listed",
        )
        for n in range(number)
    )


def squeezed(text: str) -> str:
    """Text as one line of single plain spaces: paper and screen break lines where they like."""
    return re.sub(r"\s+", " ", text.replace("\u00a0", " ")).strip()


def pdf_text(report: Report, tmp_path) -> str:
    path = tmp_path / "rapport.pdf"
    path.write_bytes(content(report.pdf))
    done = subprocess.run(
        ["pdftotext", "-layout", str(path), "-"], capture_output=True, check=True, text=True
    )
    return squeezed(done.stdout)


def sheets(report: Report) -> dict[str, list[list]]:
    with report.xlsx.open("rb") as file:
        book = CalamineWorkbook.from_filelike(file)
        return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}
