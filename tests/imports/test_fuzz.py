"""Files damaged or hostile in thousands of ways: each ends in rows or in a sentence, in bounded time and memory."""

import io
import itertools
import random
import resource
import time
import zipfile

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from ppde.models import JourneyEvent, Person
from territories.imports.models import Batch
from territories.scoping import scoped
from tzcld import sheets
from tzcld.imports import reader
from tzcld.imports.reading import SLOW, FileRefused, Reader

MUTANTS = 2_100
HEAD = ["Nom", "Prénom", "Né en", "Téléphone", "Date de volontariat"]
ROWS = [[f"Nom{i}", "Noé", "1980", "06 00 00 00 00", "17/11/2026"] for i in range(12)]


def xlsx() -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet()
    for line, row in enumerate([HEAD, *ROWS]):
        sheet.write_row(line, 0, row)
    sheet.write_formula(13, 0, "=1+1")
    book.close()
    return out.getvalue()


def ods() -> bytes:
    out = io.BytesIO()
    sheets.write("ods", out, [sheets.Column(label) for label in HEAD], ROWS)
    return out.getvalue()


def text() -> bytes:
    return "\r\n".join(";".join(row) for row in [HEAD, *ROWS]).encode("cp1252")


def repacked(data: bytes, change) -> bytes:
    """The same archive, each part passed through `change(name, content)`."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in old.infolist():
            if (content := change(part.filename, old.read(part))) is not None:
                new.writestr(part.filename, content)
    return out.getvalue()


def flipped(data: bytes, chance: random.Random) -> bytes:
    found = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 8, 64))):
        found[chance.randrange(len(found))] ^= 1 << chance.randrange(8)
    return bytes(found)


def cut(data: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(data)) if chance.random() < 0.3 else 0
    return data[start : chance.randrange(start, len(data)) + 1]


def spliced(data: bytes, chance: random.Random) -> bytes:
    place = chance.randrange(len(data))
    return data[:place] + chance.randbytes(chance.choice((1, 4, 200))) + data[place:]


TRICKS = [
    b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>', b"<row " * 500, b"<a>" * 3_000, b"]]>",
    b"\x00\x01\x02", b"\xff\xfe", b'<c r="XFD1048576"><v>1</v></c>', b'<c r="A0" t="s"><v>99999999</v></c>',
    b'<c r="A1" t="s"><v>-1</v></c>', b'<c t="e"><v>#REF!</v></c>', b'<c r="B2" t="d"><v>9999-99-99</v></c>',
    b'<c r="B2" s="1"><v>1e308</v></c>', b"&#x110000;", b"&amp;" * 2_000, b"<dimension ref='A1:XFD1048576'/>",
]  # fmt: skip


def inner(data: bytes, chance: random.Random) -> bytes:
    """The XML inside is mutilated, the archive around it is sound."""

    def change(name: str, content: bytes) -> bytes | None:
        if not name.endswith((".xml", ".rels")) or chance.random() < 0.6:
            return None if chance.random() < 0.02 else content
        if chance.random() < 0.5:
            return chance.choice((flipped, cut, spliced))(content, chance) if content else content
        place = chance.randrange(len(content) + 1)
        return content[:place] + chance.choice(TRICKS) + content[place:]

    return repacked(data, change)


def recoded(data: bytes, chance: random.Random) -> bytes:
    words = data.decode("cp1252")
    how = chance.choice(
        ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "latin-1", "utf-7", "cp037")
    )
    signs = chance.choice((";", ",", "\t", "|", '"', '";"', "\x00", "\u202e", "é" * 50, '"' * 9))
    return words.replace(";", signs, chance.randrange(1, 40)).encode(how, errors="replace")


def mutants():
    chance = random.Random(2026)
    seeds = {"a.xlsx": xlsx(), "a.ods": ods(), "a.csv": text()}
    for _ in range(MUTANTS):
        name = chance.choice(list(seeds))
        ways = (
            [flipped, cut, spliced, recoded]
            if name == "a.csv"
            else [flipped, cut, spliced, inner, inner, inner]
        )
        data = chance.choice(ways)(seeds[name], chance)
        if chance.random() < 0.05:
            name = f"b.{chance.choice(('csv', 'xlsx', 'ods', 'xlsm', 'pdf', ''))}"
        yield name, data


def test_no_mutant_gets_more_than_rows_or_a_sentence():
    outcomes = {"rows": 0, "refused": 0, "stopped": 0}
    slowest, process, sentences = 0.0, None, set()
    # One process for many files: its time is counted for all of them, so it is renewed now and then.
    for i, (name, data) in enumerate(mutants()):
        if process is None or not process.is_alive or i % 300 == 0:
            if process is not None:
                process.__exit__()
            process = Reader()
        start = time.monotonic()
        try:
            sheet = process.read(name, data)
        except FileRefused as refusal:
            outcomes["stopped" if str(refusal) == SLOW else "refused"] += 1
            sentences.add(str(refusal))
        else:
            outcomes["rows"] += 1
            assert all(isinstance(cell, str) for _, cells in sheet.rows for cell in cells)
        slowest = max(slowest, time.monotonic() - start)
    process.__exit__()
    assert sum(outcomes.values()) == MUTANTS
    assert all(told[0].isupper() and told.endswith(".") for told in sentences)
    # Neither all refused (the mutants would prove nothing) nor many stopped by force.
    assert outcomes["rows"] > 100
    assert outcomes["refused"] > 100
    assert outcomes["stopped"] < MUTANTS / 50
    assert slowest < reader.SECONDS + 5
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024 < reader.MEMORY


def bomb(size: int) -> bytes:
    def change(name: str, content: bytes) -> bytes:
        if name == "xl/worksheets/sheet1.xml":
            return content.replace(b"</sheetData>", b"<row/>" * (size // 6) + b"</sheetData>")
        return content

    return repacked(xlsx(), change)


def added(name: str, content: bytes = b"x") -> bytes:
    out = io.BytesIO(xlsx())
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr(name, content)
    return out.getvalue()


def encrypted_ods() -> bytes:
    return repacked(
        ods(),
        lambda n, c: (
            c.replace(b"</manifest", b"<manifest:encryption-data/></manifest")
            if "manifest" in n
            else c
        ),
    )


HOSTILE = [
    ("bomb", "a.xlsx", lambda: bomb(300_000_000), "trop gros"),
    ("macros", "a.xlsx", lambda: added("xl/vbaProject.bin"), "macros"),
    ("macro extension", "a.xlsm", xlsx, "macros"),
    ("binary workbook", "a.xlsb", xlsx, "format binaire d’Excel"),
    ("basic", "a.ods", lambda: repacked(ods(), lambda n, c: c) and added_to_ods("Basic/script-lc.xml"), "macros"),
    ("external link", "a.xlsx", lambda: added("xl/externalLinks/externalLink1.xml"), "autres fichiers"),
    ("old or encrypted", "a.xlsx", lambda: reader.OLE + b"\0" * 600, "mot de passe"),
    ("encrypted ods", "a.ods", encrypted_ods, "mot de passe"),
    ("workbook called csv", "a.csv", xlsx, "vrai nom"),
    ("text called xlsx", "a.xlsx", text, "n’est pas un classeur"),
    ("ods called xlsx", "a.xlsx", ods, "vrai nom"),
    ("pdf", "a.pdf", lambda: b"%PDF-1.7", "n’est pas lu ici"),
    ("empty", "a.csv", lambda: b"", "vide"),
    ("blank", "a.csv", lambda: b";;;\n;;;\n" * 50, "aucune ligne"),
    ("binary", "a.csv", lambda: bytes(range(256)) * 9 + b"\0" * 900, "n’est pas un texte"),
    ("many parts", "a.xlsx", lambda: many_parts(), "morceaux"),
    ("too many rows", "a.csv", lambda: b"Nom;Prenom\n" + b"a;b\n" * 20_100, "Partagez-le"),
    ("too wide", "a.csv", lambda: b";".join(b"x" for _ in range(200)), "colonnes"),
    ("long cell", "a.csv", lambda: b"Nom\n" + b"a" * 5_000, "Raccourcissez"),
    ("entities", "a.xlsx", lambda: repacked(xlsx(), lambda n, c: TRICKS[0] + c if "sheet1" in n else c), "abîmé"),
]  # fmt: skip


def added_to_ods(name: str) -> bytes:
    out = io.BytesIO(ods())
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr(name, b"x")
    return out.getvalue()


def many_parts() -> bytes:
    out = io.BytesIO(xlsx())
    with zipfile.ZipFile(out, "a") as archive:
        for i in range(2_001):
            archive.writestr(f"xl/media/{i}.png", b"")
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "make", "words"), [h[1:] for h in HOSTILE], ids=[h[0] for h in HOSTILE]
)
def test_a_hostile_file_is_refused_in_words(name, make, words):
    with Reader() as process, pytest.raises(FileRefused, match=words):
        process.read(name, make())


def read(name: str, data: bytes):
    with Reader() as process:
        return process.read(name, data)


@pytest.mark.parametrize(
    ("encoding", "said"),
    [
        ("mac_roman", "Nom;Prénom\nMICHÈLE;Françoise, à Orléans, l’été"),
        ("cp1252", "Nom;Prénom\nMcŽižek;Ève, été"),
        ("cp1252", "Nom;Prénom\nŽIŽEK;MICHÈLE"),
    ],
)
def test_the_page_of_the_old_macintosh_is_told_from_that_of_windows(encoding, said):
    rows = reader.read("a.csv", said.encode(encoding))["rows"]
    assert "\n".join(";".join(cells) for _, cells in rows) == said


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1", "cp1252", "utf-16"])
@pytest.mark.parametrize("sign", [";", ",", "\t", "|"])
def test_texts_of_every_make_are_read(encoding, sign):
    lines = [
        "",
        sign.join(["Nom", "Prénom", "Ville"]),
        "",
        sign.join(["Élodie", '"a ""b"" c"', f'"x{sign}y"']),
        "",
    ]
    sheet = read("a.csv", "\r\n".join(lines).encode(encoding))
    # A tab inside a cell reads as a space.
    inside = f"x{sign}y".replace("\t", " ")
    assert sheet.rows == [(2, ["Nom", "Prénom", "Ville"]), (4, ["Élodie", 'a "b" c', inside])]


def test_a_quote_left_open_does_not_swallow_the_file():
    """One such sign broke the file of a whole department in a comparable tool."""
    lines = ["Nom;Note", 'Dupont;"le grand'] + [f"Nom{i};rien" for i in range(30)]
    sheet = read("a.csv", "\n".join(lines).encode())
    assert len(sheet.rows) == 32
    assert "guillemet" in sheet.warnings[0]


def test_a_million_blank_rows_cost_nothing_and_a_formula_is_told():
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"constant_memory": True})
    sheet, tinted = book.add_worksheet(), book.add_format({"bg_color": "#ffff00"})
    sheet.write_row(0, 0, ["Nom", "Total"])
    sheet.write_string(1, 0, "Dupont")
    sheet.write_formula(1, 1, "=40+2", None, 42)
    for line in range(2, 200_000):
        sheet.write_blank(line, 0, None, tinted)
    book.close()
    start = time.monotonic()
    found = read("a.xlsx", out.getvalue())
    assert found.rows == [(1, ["Nom", "Total"]), (2, ["Dupont", "42"])]
    assert "B2" in found.warnings[0]
    assert time.monotonic() - start < 10


def test_no_mutant_breaks_the_page_nor_writes_a_part_of_a_row(world, sign_in):
    """The whole way, form, staging and confirmation: a page each time, nobody written before, then each row whole or not at all."""
    client = sign_in("lead")
    start = reverse("territories:import_start", args=[world.home.slug, "personnes"])
    seen = {200: 0, 302: 0}
    written = 0
    with scoped(world.home.pk):
        before = Person.objects.count()
        facts = JourneyEvent.objects.filter(kind="identified").count()
    for name, data in itertools.islice(mutants(), 40):
        answer = client.post(start, {"file": SimpleUploadedFile(name or "sans-nom", data)})
        seen[answer.status_code] += 1
        if answer.status_code == 302:
            page = client.get(answer.url, follow=True)
            form = page.context["form"]
            columns = {field: form[field].value() for field in form.fields}
            assert client.post(page.redirect_chain[-1][0], columns, follow=True).status_code == 200
            with scoped(world.home.pk, user=world.users["lead"].pk):
                assert Person.objects.count() == before + written
                batch = Batch.objects.latest("pk")
            confirm = reverse(
                "territories:import_confirm", args=[world.home.slug, "personnes", batch.pk]
            )
            assert client.post(confirm, follow=True).status_code == 200
            with scoped(world.home.pk, user=world.users["lead"].pk):
                batch.refresh_from_db()
                written += batch.counts.get("create", 0) if batch.state == "done" else 0
        else:
            assert answer.context["form"].errors["file"]
    assert all(seen.values())
    assert written
    with scoped(world.home.pk):
        assert Person.objects.count() == before + written
        told = JourneyEvent.objects.filter(kind="identified").count()
        assert told == facts + written
