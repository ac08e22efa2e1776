"""The three forms of a report: valid, saying the same numbers, masked for their audience, frozen."""

import builtins
import json
import re
from datetime import date, datetime

import page
import pytest
from django.urls import reverse
from django.utils.html import strip_tags

from evaluation.indicators import DIMENSIONS, REGISTRY
from evaluation.operations import recompute, recompute_hub
from evaluation.reports import annex, blocks, building, figures, snapshot
from ppde.models import ListSheet
from territories.models import OutlineFile, PerimeterUnit, Phase, TypedPeriod
from territories.periods import period
from tests.evaluation.reports import (
    MONTH,
    ask,
    content,
    frozen,
    made,
    pdf_text,
    sheets,
    squeezed,
    volunteers,
)
from tests.world import NAME, moment
from tzcld import documents


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def busy(as_team):
    """The home territory with enough persons for figures to be shown."""
    world = as_team
    volunteers(world, 14, sex="F", solved=6)
    volunteers(world, 9, sex="M")
    return world


def failures(pdf: bytes, profile: str) -> list:
    found = page.validate_pdf_bytes(pdf, profile=profile)
    return [] if found.is_compliant else [f"{f.rule_id} {f.message}" for f in found.failures]


@pytest.fixture
def steps(monkeypatch):
    """[(step, done, total)] as a job writes them, each at once."""
    found = []
    real = building.Job.write

    def note(job, **values):
        found.append((values.get("step", job.step), values.get("done"), values.get("total")))
        real(job, **values)

    monkeypatch.setattr(building.Job, "write", note)
    monkeypatch.setattr(building, "SECONDS_BETWEEN_SIGNS", 0)
    return found


@pytest.mark.parametrize(
    ("kind", "audience"),
    [
        ("territory_sheet", "internal"),
        # For the public: test_a_map_is_frozen_with_its_outlines_in_words_and_on_paper.
        ("hub_report", "hub"),
    ],
)
def test_a_report_is_valid_and_its_three_forms_say_the_same(
    busy, client, tmp_path, kind, audience, laid_out, steps
):
    by = "hub_admin" if kind == "hub_report" else "lead"
    report = made(busy, kind=kind, audience=audience, by=by)
    told_its_progress(report, steps)
    client.force_login(busy.users[by])
    is_valid_and_says_the_same_three_times(report, client, tmp_path)


def told_its_progress(report, steps) -> None:
    """It was written while it worked."""
    assert [s for s in building.STEPS if s in {step for step, _, _ in steps}] == list(
        building.STEPS
    )
    counted = [(done, total) for step, done, total in steps if step == building.LAYOUT and total]
    assert len(counted) > 20
    assert all(done <= total for done, total in counted)
    assert counted[-1] == (report.pages, report.pages)


def is_valid_and_says_the_same_three_times(report, client, tmp_path) -> None:
    pdf = content(report.pdf)
    assert failures(pdf, "ua1") == []
    assert failures(pdf, "3a") == []

    html = client.get(reverse("evaluation:report_html", args=[report.territory.slug, report.pk]))
    screen, paper, book = (
        squeezed(strip_tags(html.content.decode()).replace("&#x27;", "'").replace("&amp;", "&")),
        pdf_text(report, tmp_path),
        sheets(report),
    )
    tables = [table for _, table in blocks.tables_of(report.snapshot)]
    names = annex.sheet_names(tables)
    assert list(book) == ["À propos", *names]
    figures_read = 0
    for name, table in zip(names, tables, strict=True):
        for line, row in enumerate(table["rows"]):
            for i, (column, value) in enumerate(zip(table["columns"], row, strict=True)):
                words = squeezed(blocks.cell_words(column, value))
                assert words in screen, (name, words)
                if column["kind"] not in ("text", "date"):
                    assert words in paper, (name, words)
                    figures_read += 1
                # The sheet: caption, header, then the rows as the snapshot holds them.
                cells = book[name][line + 2]
                assert same(cells[i] if i < len(cells) else "", value), (name, cells, value)
    assert figures_read > 80
    for text in (screen, paper, json.dumps(book, default=str)):
        assert report.fingerprint in text


def same(cell, value) -> bool:
    if value is None:
        return cell == ""
    if isinstance(cell, (date, datetime)):
        return f"{cell:%Y-%m-%d}" == str(value)[:10]
    return cell == value or cell == annex.safe_text(value)


def test_the_fingerprint_is_that_of_the_frozen_figures(busy):
    report = ask(busy)
    job = building.claim(report.pk)
    building.freeze(job)
    report.refresh_from_db()
    assert snapshot.fingerprint(report.snapshot) == report.fingerprint
    report.snapshot["parts"][0]["title"] = "Autre"
    assert snapshot.fingerprint(report.snapshot) != report.fingerprint


# Columns of counts that are not persons.
NOT_PERSONS = {"Définitions", "Objectifs", "Périmètre"}


def small_counts(frozen: dict) -> list:
    """Counts of persons from 1 to 4 anywhere in the frozen figures: in tables, drawings and sentences."""
    found = []
    for _, table in blocks.tables_of(frozen):
        if table["id"] in NOT_PERSONS:
            continue
        for row in table["rows"]:
            for column, value in zip(table["columns"], row, strict=True):
                if column["kind"] == "number" and not column["unit"] and value in (1, 2, 3, 4):
                    found.append((table["id"], row))
                if isinstance(value, str) and re.fullmatch(r"[1-4]", value):
                    found.append((table["id"], row))
    text = squeezed(json.dumps(frozen, ensure_ascii=False))
    found += re.findall(r"(?<![\d,] )(?<![\d,])\b[1-4] (?:personnes?|volontaires?)\b", text)
    for part in frozen["parts"]:
        for section in part["sections"]:
            for block in section["blocks"]:
                if block["type"] != "chart" or block["data"].get("unit"):
                    continue
                for group in block["data"].get("groups", []) + block["data"].get("rows", []):
                    value = group.get("n", group.get("value"))
                    if value in (1, 2, 3, 4) and not group.get("unit"):
                        found.append((part["id"], group))
    return found


def test_outside_the_territory_no_small_count_is_told(as_team):
    """Two women and two men among the volunteers, three solutions, seven waiting."""
    volunteers(as_team, 8, sex="F", solved=3)
    volunteers(as_team, 2, sex="M")
    assert small_counts(frozen(as_team)), "le cas d’essai ne contient aucun petit effectif"
    for audience in ("hub", "fund", "public"):
        masked = frozen(as_team, audience=audience)
        assert small_counts(masked) == [], audience
        assert "moins de 5" in json.dumps(masked, ensure_ascii=False), audience


def test_a_hub_report_masks_its_territories(as_team):
    world = as_team
    world.see_all()
    volunteers(world, 12, solved=3)
    found = frozen(world, kind="hub_report", audience="hub", by="hub_admin")
    assert small_counts(found) == []
    table = next(t for _, t in blocks.tables_of(found) if t["id"] == "Vue d’ensemble")
    assert [row[0] for row in table["rows"]] == ["Vénissieux", world.next.name, world.hub.name]
    home, neighbour, whole = (row[1] for row in table["rows"])
    # The neighbour has two volunteers; home and hub together must not tell it.
    assert isinstance(neighbour, str)
    assert isinstance(home, str) or isinstance(whole, str)


def test_the_frozen_figures_do_not_follow_the_data(busy, client):
    report = made(busy)
    url = reverse("evaluation:report_html", args=[busy.home.slug, report.pk])
    client.force_login(busy.users["lead"])
    before = client.get(url).content
    volunteers(busy, 20)
    recompute(busy.home.pk, MONTH)
    recompute_hub(busy.hub.pk, MONTH)
    client.force_login(busy.users["lead"])
    report.refresh_from_db()
    after = client.get(url).content
    without_token = re.compile(rb'csrfmiddlewaretoken" value="[^"]+"')
    assert without_token.sub(b"", before) == without_token.sub(b"", after)
    assert snapshot.fingerprint(frozen(busy)) != report.fingerprint
    assert frozen(busy)["lead"] != report.snapshot["lead"]


def test_no_report_names_a_person(busy):
    for audience in ("internal", "public"):
        assert NAME not in json.dumps(frozen(busy, audience=audience), ensure_ascii=False)


def test_what_is_not_stored_yet_is_computed(busy):
    """A month nobody looked at before is computed for the report."""
    found = figures.Figures([busy.home], date(2026, 3, 1), exact=True).load()
    assert found.at(busy.home, "E5").number == 25
    assert found.a_year_before(busy.home, "E5").number == 25


# Paper ──────────────────────────────────────────────────────────────────────────────────────────


def test_a_document_fetches_nothing_from_the_network(laid_out):
    body = '<html lang="fr"><title>T</title><h1>T</h1><img alt="" src="{}"></html>'
    for source in (
        "http://exemple.fr/a.png",
        "file:///etc/passwd",
        "../../manage.py",
        "css/non.css",
    ):
        with pytest.raises(documents.DocumentError):
            documents.html_to_pdf(body.format(source))


def test_a_missing_library_is_told_in_french(monkeypatch, laid_out):
    real = builtins.__import__

    def without_pango(name, *args, **kwargs):
        if name == "weasyprint":
            raise OSError("cannot load library 'libpango-1.0-0'")
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", without_pango)
    with pytest.raises(documents.DocumentError, match="Pango"):
        documents.html_to_pdf("<html></html>")


def test_sheet_names_are_accepted_and_unique():
    idents = [
        "E9",
        "e9",
        "À propos",
        "a/b:c[d]*?",
        "x" * 40,
        "x" * 40,
        "",
        "mot " * 12,
        "mot " * 12,
    ]
    names = annex.sheet_names([{"id": ident, "caption": "Titre"} for ident in idents])
    assert len({name.casefold() for name in names}) == len(names)
    assert all(0 < len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in names)


def test_every_sheet_of_a_breakdown_is_named_in_french():
    """No code of ours but those of the dictionary: « E9 ancienneté de l’attente », never « E9 seniority »."""
    made = [(f"{code} {name}", DIMENSIONS[name].label) for code in REGISTRY for name in DIMENSIONS]
    made += [(code, "Évolution par trimestre") for code in REGISTRY]
    names = annex.sheet_names([{"id": ident, "caption": caption} for ident, caption in made])
    assert len({name.casefold() for name in names}) == len(names) == len(made)
    assert all(len(name) <= 31 for name in names)
    english = {word for name in DIMENSIONS for word in (name, *DIMENSIONS[name].cells)}
    english -= {word for found in DIMENSIONS.values() for word in found.label.lower().split()}
    for (ident, _), name in zip(made, names, strict=True):
        code, *words = name.split()
        assert code == ident.split()[0]
        assert words
        assert not english & set(words), name
    assert "E9 ancienneté de l’attente" in names
    assert "E9 évolution par trimestre" in names


def exceptions_told(world, **options) -> str:
    """What a report says of the order of the list, in one text."""
    report = frozen(world, **options)
    sections = [
        section
        for part in report["parts"]
        for section in part["sections"]
        if "cart" in section["title"] or part["id"] == "ecarts"
    ]
    assert sections
    return json.dumps(sections, ensure_ascii=False)


def test_exceptions_to_the_order_with_their_reason_never_a_name(busy):
    """By number inside the territory, with the reason alone at the hub, as a count elsewhere."""
    world, told = busy, {"reference": "M-0047", "passed": 6, "month": "mars 2026", "reason": "Essai en immersion."}  # fmt: skip
    assert "Aucune liste par numéro" in exceptions_told(world)
    sheet = ListSheet.objects.create(
        territory=world.home,
        lines=[],
        counts={"total": 12},
        exceptions=[],
        prepared_at=moment(2026, 10, 31),
    )
    assert "a suivi l’ordre" in exceptions_told(world)
    # A list frozen after the month is not that month's.
    ListSheet.objects.create(
        territory=world.home,
        lines=[],
        counts={"total": 12},
        exceptions=[told | {"reason": "Plus tard."}],
        prepared_at=moment(2026, 11, 3),
    )
    ListSheet.objects.filter(pk=sheet.pk).update(exceptions=[told])
    inside = exceptions_told(world)
    assert "M-0047" in inside
    assert "Essai en immersion." in inside
    assert "Plus tard." not in inside
    for options in (
        {"audience": "hub"},
        {"kind": "hub_report", "audience": "hub", "by": "hub_admin"},
    ):
        shared = exceptions_told(world, **options)
        assert "Essai en immersion." in shared, options
        assert "M-0047" not in shared
    for options in (
        {"audience": "public"},
        {"kind": "hub_report", "audience": "fund", "by": "hub_admin"},
    ):
        published = exceptions_told(world, **options)
        assert "moins de 5" in published, options
        assert "immersion" not in published
        assert "M-0047" not in published
    ListSheet.objects.filter(pk=sheet.pk).update(counts={"total": 3})
    assert "Trop peu de personnes" in exceptions_told(world, audience="hub")


def test_the_hub_report_has_its_chapter_on_exhaustivity(as_team):
    """A sentence, the funnel, the flows, and where each territory stands with the source of its figures."""
    TypedPeriod.objects.filter(territory=as_team.home).delete()
    TypedPeriod.objects.create(
        territory=as_team.home, period=period(date(2026, 9, 1)), reason="pas de dossiers"
    )
    report = frozen(as_team, kind="hub_report", audience="hub", by="hub_admin")
    (part,) = [p for p in report["parts"] if p["id"] == "exhaustivite"]
    assert [s["title"] for s in part["sections"]] == [
        "",
        "De l’estimation à la solution",
        "Entrées, sorties et attente",
        "Territoire par territoire",
        "Venues sans être nommées",
    ]
    (table,) = [b for b in part["sections"][-2]["blocks"] if b["type"] == "table"]
    sources = {row[0]: row[-1] for row in table["rows"]}
    assert sources[as_team.home.name] == "Saisie mensuelle"
    assert "Parcours" in sources.values()


def test_a_map_is_frozen_with_its_outlines_in_words_and_on_paper(
    busy, client, tmp_path, laid_out, vega
):
    PerimeterUnit.objects.create(
        territory=busy.home, kind="commune", name="Vénissieux", insee_code="69259"
    )
    report = made(busy, audience="public")
    client.force_login(busy.users["lead"])
    is_valid_and_says_the_same_three_times(report, client, tmp_path)
    (drawing,) = [
        block
        for part in report.snapshot["parts"]
        for section in part["sections"]
        for block in section["blocks"]
        if block["type"] == "chart" and block["kind"] == "map"
    ]
    assert [area["tone"] for area in drawing["data"]["areas"]] == ["hatch"]
    told = "Le territoire occupe une partie d’une commune, Vénissieux : Quartier. Contours : Essai, 2018, Ouverte."
    assert told in pdf_text(report, tmp_path)
    # The outlines loaded later do not change what was frozen.
    OutlineFile.objects.all().delete()
    client.logout()
    page_ = client.get(reverse("evaluation:public_report_html", args=[report.pk]))
    assert told in squeezed(strip_tags(page_.content.decode()))
    client.force_login(busy.users["hub_admin"])
    hub = frozen(busy, kind="hub_report", audience="hub", by="hub_admin")
    assert '"kind": "map"' not in json.dumps(hub)


def test_the_hub_report_shows_its_territories_by_their_phase_of_that_month(as_team):
    PerimeterUnit.objects.create(
        territory=as_team.home, kind="commune", name="Vénissieux", insee_code="69259"
    )
    # Candidate in October, the month of the report; habilitated since.
    Phase.objects.filter(territory=as_team.home).update(
        kind="candidate", period=period(date(2023, 5, 12), date(2026, 10, 31))
    )
    Phase.objects.create(
        territory=as_team.home, kind="habilitated", period=period(date(2026, 11, 1))
    )
    snap = frozen(as_team, kind="hub_report", audience="hub", by="hub_admin")
    (drawing,) = [
        block
        for part in snap["parts"]
        for section in part["sections"]
        for block in section["blocks"]
        if block["type"] == "chart" and block["kind"] == "map"
    ]
    assert [area["tone"] for area in drawing["data"]["areas"]] == ["hatch"]
    assert drawing["data"]["legend"][0]["words"] == "candidat"
