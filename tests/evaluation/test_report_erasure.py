"""What a report said of somebody whose file is erased is in none of its three forms any more; every figure stays."""

from datetime import date

import pytest
from django.test import TestCase
from django.urls import reverse
from django.utils import timezone

from ebe.list_sheets import freeze_list
from ebe.models import Proposal
from evaluation.models import Report
from evaluation.reports import building, erasure, operations, snapshot
from ppde.duplicates.models import Merge
from ppde.models import ListSheet, Person
from ppde.retention import operations as retention
from territories.models import Entry
from territories.scoping import scoped
from tests.evaluation.reports import content, made, sheets, squeezed, volunteers
from tests.evaluation.test_report_pages import at, ready
from tests.world import moment

SAID = "Quincaillerie-canari"
OTHER = "Raison-voisine"


@pytest.fixture(autouse=True)
def asked(settings, tmp_path, monkeypatch):
    """What is asked of the worker; the files are the test's own."""
    settings.MEDIA_ROOT = tmp_path / "media"
    sent = []

    class App:
        @staticmethod
        def send_task(task, args, **options):
            sent.append((task, *args))

    monkeypatch.setattr("tzcld.later.current_app", App)
    monkeypatch.setattr(operations, "enqueue", lambda pk: None)
    return sent


@pytest.fixture
def home(as_team):
    """A list long enough to be told, where a post was twice proposed out of the order in October."""
    as_team.see_all()
    volunteers(as_team, 9, sex="F")
    volunteers(as_team, 8, sex="M")
    Proposal.objects.all().delete()
    for person, words in ((leaving(as_team), SAID), (staying(as_team), OTHER)):
        Proposal.objects.create(
            territory=as_team.home,
            person=person,
            organisation=as_team.rows["home"]["organisation"],
            job_title="Accueil",
            weekly_hours=20,
            proposed_on=date(2026, 10, 6),
            made_at=moment(2026, 10, 6),
            reply="refused",
            replied_on=date(2026, 10, 9),
            passed=7,
            rank=8,
            order_reason=f"{words} et Camille Ornithorynque acceptent.",
        )
    with scoped(as_team.home.pk, as_team.hub.pk):
        freeze_list(as_team.home, by=as_team.users["lead"])
    ListSheet.objects.filter(territory=as_team.home).update(prepared_at=moment(2026, 10, 30))
    return as_team


def leaving(world) -> Person:
    return Person.objects.get(territory=world.home, last_name="Personne7", sex="F")


def staying(world) -> Person:
    return Person.objects.get(territory=world.home, last_name="Personne6", sex="F")


def erase(world, person) -> None:
    lead = world.users["lead"]
    Person.objects.filter(pk=person.pk).update(
        state="withdrawn", outcome_kind="withdrawn", outcome_on=date(2026, 10, 20)
    )
    person.refresh_from_db()
    with scoped(world.home.pk, world.hub.pk, user=lead.pk):
        granted = retention.eliminate_on_request(person, "demande n° 8", by=lead)
    with TestCase.captureOnCommitCallbacks(execute=True):
        assert retention.eliminate(granted) == 1


def printed(report: Report) -> str:
    return squeezed(content(report.pdf).decode())


def rows(report: Report) -> list:
    """Every table and figure of a snapshot but the numbers and the reasons of the exceptions."""
    frozen = []
    for part in report.snapshot["parts"]:
        for section in part["sections"]:
            for block in section["blocks"]:
                if block.get("id") in erasure.TABLES:
                    said = [c["label"] for c in block["columns"]]
                    kept = [
                        n
                        for n, label in enumerate(said)
                        if label not in ("Numéro", "Raison écrite")
                    ]
                    block = {**block, "rows": [[row[n] for n in kept] for row in block["rows"]]}
                frozen.append(block)
    return [report.snapshot["lead"], *frozen]


@pytest.mark.parametrize(
    ("kind", "audience", "by"),
    [
        ("territory_sheet", "internal", "lead"),
        ("territory_sheet", "hub", "lead"),
        ("hub_report", "hub", "hub_admin"),
    ],
)
def test_no_form_of_a_report_tells_a_file_erased_since(home, kind, audience, by, sign_in, asked):
    report = made(home, kind=kind, audience=audience, by=by)
    person = leaving(home)
    number = person.reference
    assert SAID in snapshot.canonical(report.snapshot)
    assert SAID in printed(report)
    assert SAID in str(sheets(report))
    before, was, finished = rows(report), report.fingerprint, report.finished_at
    old = {report.pdf.name, report.xlsx.name}

    erase(home, person)

    report.refresh_from_db()
    assert report.state == "waiting"
    storage = report.pdf.storage
    assert ("evaluation.tasks.build_report", report.pk) in asked
    assert not any(storage.exists(name) for name in old)
    building.build(report.pk)
    report.refresh_from_db()
    assert (report.state, report.finished_at) == ("done", finished)
    page = sign_in(by).get(at(report, "report_html")).content.decode()
    for form in (
        snapshot.canonical(report.snapshot), printed(report), str(sheets(report)), page
    ):  # fmt: skip
        assert SAID not in form
        assert number not in form
        assert OTHER in form, "la raison d’une autre personne demeure"
        assert "Effacée avec le dossier." in form
        assert "Rectifié le" in form.replace("\u00a0", " ") or form.startswith("{")
        assert was in form, "l’empreinte d’avant est dite"
    assert rows(report) == before
    assert report.fingerprint == snapshot.fingerprint(report.snapshot) != was
    entry = Entry.objects.get(verb="correct", model="evaluation.report", object_id=report.pk)
    assert entry.before == {"fingerprint": was}
    assert SAID not in str(entry.after)
    # A new one, from the same lists, tells as much.
    again = made(home, kind=kind, audience=audience, by=by)
    assert SAID not in snapshot.canonical(again.snapshot)


def test_a_reason_corrected_since_goes_too(home):
    report = ready(home, "hub")
    Proposal.objects.filter(person=leaving(home)).update(order_reason="Reformulée.")
    erase(home, leaving(home))
    report.refresh_from_db()
    assert SAID not in snapshot.canonical(report.snapshot)


def test_a_file_taken_over_goes_by_its_own_number(home):
    person = leaving(home)
    report = ready(home, "internal")
    old = person.reference
    # The number was that of a file which this one has taken over.
    Person.objects.filter(pk=person.pk).update(number=4321)
    Merge.objects.create(
        territory=home.home, kept=person, absorbed_id=person.pk + 10_000, absorbed_reference=old,
        reason="La même", merged_by=home.users["lead"],
    )  # fmt: skip
    erase(home, leaving(home))
    report.refresh_from_db()
    assert old not in snapshot.canonical(report.snapshot)
    sheet = ListSheet.objects.filter(territory=home.home).first()
    assert old not in str([sheet.lines, sheet.exceptions])


def test_reports_that_say_nothing_of_the_person_are_not_touched(home):
    mine, shared, theirs = (
        ready(home, "internal"),
        ready(home, "fund"),
        ready(home, "internal", territory=home.next),
    )
    quiet = Person.objects.get(territory=home.home, last_name="Personne5", sex="F")
    erase(home, quiet)
    erase(home, leaving(home))
    for report, state in ((mine, "waiting"), (shared, "done"), (theirs, "done")):
        before = report.fingerprint
        report.refresh_from_db()
        assert (report.state, report.fingerprint == before) == (state, state == "done")


def test_a_report_being_frozen_starts_again_after_the_erasure(home):
    report = ready(home, "internal")
    Report.objects.filter(pk=report.pk).update(
        state="waiting", snapshot={}, pdf="", xlsx="", finished_at=None
    )
    job = building.claim(report.pk)
    erase(home, leaving(home))
    with pytest.raises(building.Lost):
        job.write(snapshot={"said": SAID})


def test_a_rectified_report_that_could_not_be_laid_out_is_tried_with_its_own_figures(home):
    report = ready(home, "internal")
    erase(home, leaving(home))
    Report.objects.filter(pk=report.pk).update(state="failed")
    report.refresh_from_db()
    frozen = report.snapshot
    with scoped(home.home.pk):
        assert operations.retry_report(report, by=home.users["lead"])
    report.refresh_from_db()
    assert (report.state, report.snapshot) == ("waiting", frozen)


def test_the_register_says_that_a_report_was_rectified(home, sign_in):
    report = ready(home, "internal")
    was = report.fingerprint
    erase(home, leaving(home))
    Report.objects.filter(pk=report.pk).update(state="done", finished_at=timezone.now())
    shown = sign_in("lead").get(
        reverse("evaluation:report_detail", args=[home.home.slug, report.pk])
    )
    words = shown.content.decode()
    assert was in words
    assert "Vérifiée" in words
