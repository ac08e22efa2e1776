"""Files written then read back with another library."""

import datetime as dt
import io
import tracemalloc
import zipfile
from decimal import Decimal
from xml.etree import ElementTree as ET

import pytest
from python_calamine import CalamineWorkbook

from tzcld import sheets

COLUMNS = [
    sheets.Column("Personne"),
    sheets.Column("Depuis", "date"),
    sheets.Column("Heures", "number"),
    sheets.Column("Part", "percent"),
    sheets.Column("Coût", "money"),
    sheets.Column("Vu", "datetime"),
]
# 22:30 UTC in summer is half past midnight in Paris.
SEEN = dt.datetime(2026, 7, 1, 22, 30, tzinfo=dt.UTC)
ROWS = [
    ["Josiane & <Perret>", dt.date(2026, 11, 26), 24, Decimal("0.38"), Decimal("1240.50"), SEEN],
    ["=1+1", None, -3, None, -12, None],
]
ABOUT = [("Filtre", "Attente"), ("Auteur", "=HYPERLINK(1)")]
FORMULAS = [
    "=1+1",
    "+1",
    "-1+2",
    "@SUM(A1)",
    "|cmd",
    "%0A",
    "\t=1",
    "\r=1",
    "\n=1",
    "\u200b=1",
    "\ufeff=1",
    "\uff1d1",
]


def read(fmt, rows=ROWS, about=ABOUT):
    file = io.BytesIO()
    assert sheets.write(fmt, file, COLUMNS, iter(rows), about) == len(rows)
    file.seek(0)
    return CalamineWorkbook.from_filelike(file)


@pytest.mark.parametrize("fmt", ["xlsx", "ods"])
def test_typed_cells_come_back(fmt):
    book = read(fmt)
    assert book.sheet_names == ["À propos", "Données"]
    about = book.get_sheet_by_name("À propos").to_python()
    assert about == [["Filtre", "Attente"], ["Auteur", "'=HYPERLINK(1)"]]
    header, first, second = book.get_sheet_by_name("Données").to_python()
    assert header == [c.label for c in COLUMNS]
    assert first[0] == "Josiane & <Perret>"
    assert first[1] in (dt.date(2026, 11, 26), dt.datetime(2026, 11, 26))  # noqa: DTZ001 — a sheet has no zone
    assert first[2:5] == [24, 0.38, 1240.5]
    assert first[5] == dt.datetime(2026, 7, 2, 0, 30)  # noqa: DTZ001
    assert second[0] == "'=1+1"
    assert second[2] == -3
    assert second[4] == -12


@pytest.mark.parametrize("fmt", ["xlsx", "ods"])
def test_an_empty_list_is_still_a_sheet(fmt):
    assert read(fmt, rows=[]).get_sheet_by_name("Données").to_python() == [
        [c.label for c in COLUMNS]
    ]


def test_csv_opens_in_a_french_spreadsheet():
    file = io.BytesIO()
    assert sheets.write_csv(file, COLUMNS, ROWS) == 2
    raw = file.getvalue()
    assert raw.startswith(b"\xef\xbb\xbf")
    header, first, second = raw.decode("utf-8-sig").split("\r\n")[:3]
    assert header == "Personne;Depuis;Heures;Part;Coût;Vu"
    assert first == "Josiane & <Perret>;2026-11-26;24;0,38;1240,50;2026-07-02 00:30"
    assert second == "'=1+1;;-3;;-12;"


@pytest.mark.parametrize("text", FORMULAS)
def test_no_text_runs_as_a_formula(text):
    assert sheets.safe_text(text).startswith("'")
    file = io.BytesIO()
    sheets.write_csv(file, [sheets.Column(text)], [[text]])
    file.seek(0)
    assert file.getvalue().decode("utf-8-sig").lstrip('"').startswith("'")


@pytest.mark.parametrize("value", [-3, -3.5, Decimal("-0.1")])
def test_a_real_number_is_left_alone(value):
    file = io.BytesIO()
    sheets.write_csv(file, [sheets.Column("n", "number")], [[value]])
    assert file.getvalue().decode("utf-8-sig").split("\r\n")[1] == str(value).replace(".", ",")


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (Decimal("0E-20"), "0"),
        (Decimal("1.00000000000000000000"), "1"),
        (Decimal("0.91428571428571428571"), "0,914286"),
        (Decimal("1240.50"), "1240,50"),
        (Decimal("1E+3"), "1000"),
    ],
)
def test_a_number_of_a_csv_is_written_in_figures(value, said):
    file = io.BytesIO()
    sheets.write_csv(file, [sheets.Column("n", "number")], [[value]])
    assert file.getvalue().decode("utf-8-sig").split("\r\n")[1] == said


def test_characters_that_xml_forbids_do_not_break_the_file():
    nasty = "a\x00b\x0bc\ufffe ok \U0001f600"
    for fmt in ("xlsx", "ods"):
        cell = (
            read(fmt, [[nasty, None, None, None, None, None]])
            .get_sheet_by_name("Données")
            .to_python()[1][0]
        )
        assert cell.startswith("abc")


def test_xlsx_is_frozen_and_filtered():
    file = io.BytesIO()
    sheets.write_xlsx(file, COLUMNS, ROWS, ABOUT)
    sheet = zipfile.ZipFile(file).read("xl/worksheets/sheet2.xml").decode()
    assert 'state="frozen"' in sheet
    assert '<autoFilter ref="A1:F3"/>' in sheet


def test_ods_is_well_formed_and_declares_its_type_first():
    file = io.BytesIO()
    sheets.write_ods(file, COLUMNS, ROWS, ABOUT)
    archive = zipfile.ZipFile(file)
    first = archive.infolist()[0]
    assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
    for name in ("content.xml", "settings.xml", "META-INF/manifest.xml"):
        ET.fromstring(archive.read(name))


@pytest.mark.parametrize("fmt", ["csv", "ods"])
def test_memory_stays_flat(fmt, tmp_path):
    """Ten times the rows may not need much more memory."""

    def peak(n):
        rows = (
            ["Une personne dont le nom est assez long", None, i, None, None, None] for i in range(n)
        )
        tracemalloc.start()
        with (tmp_path / f"{n}.{fmt}").open("wb") as file:
            sheets.write(fmt, file, COLUMNS, rows)
        top = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return top

    peak(10)
    assert peak(5000) < peak(500) + 300_000
