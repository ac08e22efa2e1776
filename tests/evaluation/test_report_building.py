"""The job: killed anywhere and run twice, one finished report; what fails is said in words."""

from datetime import timedelta
from errno import ENOSPC

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone

from evaluation.models import Report
from evaluation.reports import annex, building, files, operations, paper, snapshot
from territories.models import Entry
from tests.evaluation.reports import ask
from tzcld.documents import DocumentError
from tzcld.shortages import NO_ROOM


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def quick_paper(monkeypatch):
    """A layout that takes no time, where the pages themselves do not matter."""

    def pdf(drawn, progress):
        progress("layout", 6, 0)
        progress("drawing", 7, 7)
        return b"%PDF-1.7 essai"

    monkeypatch.setattr(paper, "pdf", pdf)


class Killed(BaseException):
    """The worker is gone: nothing after this line runs."""


def stored(report: Report) -> set[str]:
    try:
        return {
            f"{files.folder(report.pk)}/{n}"
            for n in default_storage.listdir(files.folder(report.pk))[1]
        }
    except FileNotFoundError:
        return set()


def finished_entries(report: Report) -> int:
    return Entry.objects.filter(
        model="evaluation.report", object_id=report.pk, verb__in=("create", "publish")
    ).count()


def lose(report: Report) -> None:
    """Ninety seconds without a sign of life."""
    Report.objects.filter(pk=report.pk).update(heartbeat=timezone.now() - timedelta(seconds=90))


CRASHES = {
    "freezing": (snapshot, "freeze", 0),
    "drawing": (paper, "draw", 0),
    "laying out": (paper, "pdf", 0),
    "annex": (annex, "write", 0),
    "first file": (files, "write", 0),
    "second file": (files, "write", 1),
    "attaching": (building, "finish", 0),
}


@pytest.mark.parametrize("where", CRASHES)
def test_killed_at_any_step_it_ends_in_one_report(as_team, monkeypatch, quick_paper, where):
    module, name, after = CRASHES[where]
    report = ask(as_team)
    real, calls = getattr(module, name), []

    def dies(*args, **kwargs):
        calls.append(1)
        if len(calls) > after:
            raise Killed
        return real(*args, **kwargs)

    with monkeypatch.context() as patch:
        patch.setattr(module, name, dies)
        with pytest.raises(Killed):
            building.build(report.pk)
    report.refresh_from_db()
    assert report.state == "running"
    assert not report.pdf
    frozen = report.fingerprint

    assert building.build(report.pk) is False, "un travail en cours ne se prend pas deux fois"
    assert operations.sweep() == 0, "un signe de vie récent suffit"
    lose(report)
    assert operations.sweep() == 1
    assert building.build(report.pk) is True
    assert building.build(report.pk) is False
    report.refresh_from_db()
    assert (report.state, report.attempt, report.error) == ("done", 2, "")
    assert not frozen or report.fingerprint == frozen
    assert stored(report) == {report.pdf.name, report.xlsx.name}
    assert report.pdf_size == report.pdf.size
    assert report.xlsx_size == report.xlsx.size
    assert report.pages > 5
    assert finished_entries(report) == 1


def test_a_worker_thought_dead_that_comes_back_changes_nothing(as_team, monkeypatch, quick_paper):
    """Another worker took the report and finished it while the first was laying out."""
    report = ask(as_team)
    real = paper.pdf

    def slow(drawn, progress):
        with monkeypatch.context() as patch:
            patch.setattr(paper, "pdf", real)
            lose(report)
            operations.sweep()
            assert building.build(report.pk) is True
        return real(drawn, progress)

    with monkeypatch.context() as patch:
        patch.setattr(paper, "pdf", slow)
        assert building.build(report.pk) is False
    report.refresh_from_db()
    assert (report.state, report.attempt) == ("done", 2)
    assert stored(report) == {report.pdf.name, report.xlsx.name}
    assert finished_entries(report) == 1


def test_after_three_lost_attempts_the_user_is_told(as_team, client):
    report = ask(as_team)
    Report.objects.filter(pk=report.pk).update(state="running", attempt=3, step="mise en page")
    lose(report)
    operations.sweep()
    report.refresh_from_db()
    assert report.state == "failed"
    client.force_login(as_team.users["lead"])
    page = client.get(report.get_absolute_url()).content.decode()
    assert "arrêtée trois fois" in page
    assert "à l’étape «\u00a0mise en page\u00a0»" in page
    assert reverse("evaluation:report_retry", args=["venissieux", report.pk]) in page


def test_a_message_lost_by_the_broker_is_sent_again(as_team, django_capture_on_commit_callbacks):
    report = ask(as_team)
    Report.objects.filter(pk=report.pk).update(heartbeat=timezone.now() - timedelta(minutes=6))
    with django_capture_on_commit_callbacks() as asked:
        assert operations.sweep() == 1
        assert operations.sweep() == 0
    assert len(asked) == 1


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (DocumentError("Les bibliothèques manquent."), "Les bibliothèques manquent."),
        (RuntimeError("secret technique"), "Une erreur imprévue"),
        (OSError(ENOSPC, "secret technique"), NO_ROOM),
    ],
)
def test_a_failure_reaches_the_user_in_words(
    as_team, monkeypatch, quick_paper, client, error, words
):
    report = ask(as_team)

    def fails(*args):
        raise error

    with monkeypatch.context() as patch:
        patch.setattr(paper, "pdf", fails)
        building.build(report.pk)
    client.force_login(as_team.users["lead"])
    for url in (report.get_absolute_url(), reverse("evaluation:report_list", args=["venissieux"])):
        page = client.get(url).content.decode()
        assert words in page
        assert "secret technique" not in page
        assert "Réessayer" in page

    answer = client.post(reverse("evaluation:report_retry", args=["venissieux", report.pk]))
    assert answer.status_code == 302
    report.refresh_from_db()
    assert (report.state, report.error, report.attempt) == ("waiting", "", 0)
    as_team.see_all()
    assert building.build(report.pk)
    report.refresh_from_db()
    assert report.state == "done"


def test_a_report_stopped_by_its_author_stays_stopped(as_team, monkeypatch, client):
    report = ask(as_team)
    real = paper.draw

    def stopped_meanwhile(*args):
        operations.cancel_report(report, by=as_team.users["lead"])
        return real(*args)

    monkeypatch.setattr(paper, "draw", stopped_meanwhile)
    assert building.build(report.pk) is False
    report.refresh_from_db()
    assert (report.state, bool(report.pdf)) == ("cancelled", False)
    assert stored(report) == set()
    client.force_login(as_team.users["lead"])
    page = client.get(report.get_absolute_url()).content.decode()
    assert "Arrêté" in page
    again = client.post(
        reverse("evaluation:report_cancel", args=["venissieux", report.pk]), follow=True
    )
    assert "n’était plus en fabrication" in again.content.decode()


@pytest.mark.parametrize(
    ("sizes", "left", "right"),
    [
        # One long group goes on in the second column: the list holds in the half of a page.
        ([2, 22, 4, 1], [2, 13], [9, 4, 1]),
        ([13, 7, 1], [13], [7, 1]),
        ([3, 3], [3], [3]),
        ([3], [3], []),
        ([1], [1], []),
        ([], [], []),
    ],
)
def test_the_table_of_contents_stands_in_two_columns_of_like_height(
    monkeypatch, sizes, left, right
):
    groups = [(f"Groupe {n}", [(n, i) for i in range(size)]) for n, size in enumerate(sizes)]
    monkeypatch.setattr(paper.Drawn, "contents", groups)
    columns = paper.Drawn.contents_in_two.fget(paper.Drawn)
    assert [[len(parts) for _, parts in column] for column in columns] == [left, right]
    listed = [part for column in columns for _, parts in column for part in parts]
    assert listed == [part for _, parts in groups for part in parts]
    if len(left) + len(right) > len(groups):
        assert columns[1][0][0] == f"{columns[0][-1][0]} (suite)"
