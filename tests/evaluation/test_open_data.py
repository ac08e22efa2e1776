"""The open data: what the published reports print, and nothing else."""

import csv
import io
import re
from dataclasses import fields

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from evaluation import open_data
from evaluation.indicators import REGISTRY
from evaluation.models import Report
from evaluation.reports import blocks, snapshot
from territories.scoping import scoped
from tests.evaluation.reports import ask, volunteers
from tests.world import NAME

JSON, CSV = (reverse(f"evaluation:open_data_{form}") for form in ("json", "csv"))


@pytest.fixture(autouse=True)
def nothing_remembered():
    cache.clear()


def publish(world, **options) -> Report:
    """A report that everybody reads, its figures frozen for them, without its papers."""
    report = ask(world, **{"audience": "public"} | options)
    report.snapshot = snapshot.freeze(report)
    report.fingerprint = snapshot.fingerprint(report.snapshot)
    report.state, report.finished_at = "done", timezone.now()
    report.save()
    return report


def follow(world, number: int, **options) -> None:
    with scoped(world.home.pk):
        volunteers(world, number, **options)


def rows(client) -> list[dict]:
    return client.get(JSON).json()["rows"]


def one(found: list[dict], code: str, *, territory: str, breakdown="Ensemble", cell="Ensemble"):
    said = [
        row
        for row in found
        if (row["code"], row["territory"], row["breakdown"], row["cell"], row["month"])
        == (code, territory, breakdown, cell, "2026-10-01")
    ]
    return said[0] if said else None


def test_nothing_is_told_before_a_report_is_published(world, client):
    assert rows(client) == []
    assert "Aucun rapport publié" in client.get(reverse("evaluation:open_data")).content.decode()
    publish(world, audience="fund")
    # The territory has not answered.
    Report.objects.filter(pk=publish(world).pk).update(agreement="waiting")
    assert rows(client) == []


def test_each_figure_is_that_of_the_report_with_its_mask(world, client):
    follow(world, 21, solved=7)
    follow(world, 2, sex="M")
    report = publish(world)
    found = rows(client)
    assert {row["territory"] for row in found} == {world.home.name}
    assert {row["slug"] for row in found} == {world.home.slug}
    printed = {table["id"]: table["rows"] for _, table in blocks.tables_of(report.snapshot)}
    last = printed["E5"][-1]
    told = one(found, "E5", territory=world.home.name)
    assert (told["value"], told["report"], told["fingerprint"]) == (
        last[1], report.pk, report.fingerprint,
    )  # fmt: skip
    by_sex = {cells[1]: cells[2] for cells in printed["E5 sexe et âge"] if cells[0] == "Sexe"}
    assert "moins de 5" in by_sex.values() or "non publié" in by_sex.values()
    for group, shown in by_sex.items():
        told = one(found, "E5", territory=world.home.name, breakdown="Sexe", cell=group)
        assert (told["value"] if told["value"] is not None else told["note"]) == shown
    # Every figure of the file is a cell of a table of the report.
    cells = {str(cell) for table in printed.values() for row in table for cell in row}
    flags = {"1": "oui", "0": "non"}
    for row in found:
        said = row["note"] or str(row["value"])
        assert said in cells or flags.get(said) in cells, row
    assert not [row for row in found if row["value"] is None and not row["note"]]
    small = [r for r in found if r["code"] in ("E5", "E6", "E9") and r["value"] in (1, 2, 3, 4)]
    assert small == []


def test_a_hub_tells_its_territories_side_by_side_and_the_last_report_is_kept(world, client):
    follow(world, 21, solved=7)
    hub = publish(world, kind="hub_report")
    found = rows(client)
    assert {row["slug"] for row in found} == {world.hub.slug, world.home.slug, world.next.slug}
    assert one(found, "E9", territory=world.home.name)["report"] == hub.pk
    assert {row["month"] for row in found} <= {"2025-10-01", "2026-10-01"}
    # « Un an plus tôt » is told under its own month.
    for _, table in blocks.tables_of(hub.snapshot):
        if table["id"] == "E9 par territoire":
            table["rows"][0][2] = 77
    hub.save()
    cache.clear()
    [before] = [row for row in rows(client) if row["value"] == 77]
    assert (before["code"], before["month"]) == ("E9", "2025-10-01")
    sheet = publish(world)
    assert one(rows(client), "E9", territory=world.home.name)["report"] == sheet.pk
    assert one(rows(client), "E9", territory=world.hub.name)["report"] == hub.pk


def test_a_report_withdrawn_goes_at_once(world, client):
    follow(world, 21)
    report = publish(world)
    first = client.get(JSON)
    assert first.json()["rows"]
    same = client.get(JSON, headers={"if-none-match": first["ETag"]})
    assert same.status_code == 304
    Report.objects.filter(pk=report.pk).update(
        withdrawn_at=timezone.now(), withdrawn_by=world.users["lead"], withdrawal_reason="Erreur"
    )
    gone = client.get(JSON, headers={"if-none-match": first["ETag"]})
    assert (gone.status_code, gone.json()["rows"]) == (200, [])


def test_the_spreadsheet_holds_the_same_and_the_page_explains_it(world, client):
    follow(world, 21, solved=7)
    publish(world)
    answer, found = client.get(CSV), rows(client)
    read = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert read[0] == [label for label, _ in open_data.COLUMNS.values()]
    assert len(read) == len(found) + 1
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert not answer.cookies
    assert NAME not in answer.content.decode()
    said = client.get(JSON).json()
    assert list(said["columns"]) == list(found[0])
    assert {row["code"] for row in found} <= {one["code"] for one in said["indicators"]}
    page = client.get(reverse("evaluation:open_data")).content.decode()
    for code in {row["code"] for row in found}:
        assert re.search(rf'<th scope="row">{code}</th>', page)


@pytest.mark.parametrize(
    ("n", "said"), [(1, "1 chiffre, tiré de 1"), (2, "2 chiffres, tirés de 1")]
)
def test_the_page_counts_the_figures(world, client, monkeypatch, n, said):
    publish(world)
    read = open_data._read
    monkeypatch.setattr(open_data, "_read", lambda reports: read(reports)[:n])
    page = client.get(reverse("evaluation:open_data")).content.decode().replace("\u00a0", " ")
    assert f"{said} rapport publié" in page


def test_it_is_read_once_whatever_is_published(world, client):
    publish(world)
    with CaptureQueriesContext(connection) as first:
        assert open_data.published().rows
    for _ in range(2):
        publish(world, kind="hub_report")
    with CaptureQueriesContext(connection) as hubs:
        assert open_data.published().rows
    with CaptureQueriesContext(connection) as again:
        assert open_data.published().rows
    assert len(hubs) == len(first) <= 4
    assert len(again) == 1


def test_the_columns_are_the_fields_of_a_row():
    assert list(open_data.COLUMNS) == [field.name for field in fields(open_data.Row)]


def test_a_column_of_a_report_names_one_indicator():
    names = [one.name for one in REGISTRY.values()]
    assert len(names) == len(set(names))
