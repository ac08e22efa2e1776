"""What the PDF writer must get right whatever the bytes."""

import re
import subprocess
import zlib

import pikepdf
import pytest

from tzcld.documents import _breakable, _end_clearly, render_pdf


@pytest.mark.parametrize("squeeze", [False, True])
def test_a_stream_that_would_end_by_a_carriage_return_keeps_its_data(squeeze):
    pdf = pikepdf.new()
    stream = pikepdf.Stream(pdf, b"")
    # Bytes after the checksum are ignored by every reader: a sure way to a compressed stream that ends so.
    raw = zlib.compress(b"BT ET") + b"\r" if squeeze else b"BT ET\r"
    stream.write(raw, filter=pikepdf.Name.FlateDecode if squeeze else None)
    before = stream.read_bytes()
    _end_clearly(stream)
    assert stream.read_raw_bytes().endswith(b">")
    assert stream.read_bytes() == before


def test_other_streams_are_left_as_they_are():
    pdf = pikepdf.new()
    stream = pikepdf.Stream(pdf, b"BT ET")
    _end_clearly(stream)
    assert stream.read_raw_bytes() == b"BT ET"


WORD = "Rhababerbarbarabarbarbarenbart" * 5


def test_a_word_longer_than_the_sheet_breaks_and_cuts_no_other_row(laid_out, tmp_path):
    rows = [
        ("27 novembre 2026", "Entretien", f"Un mot\u00a0: {WORD} & la suite"),
        (
            "1er octobre 2026",
            WORD,
            "Un texte ordinaire, qui se lit d’un bord à l’autre de sa colonne.",
        ),
    ]
    context = {
        "title": f"Parcours de {WORD}",
        "place": WORD,
        "printed": "27 novembre 2026",
        "printed_by": WORD,
        "facts": [("Nom", WORD), ("Adresse", f"https://{WORD}.fr")],
        "timeline": [dict(zip(("date", "title", "text"), row, strict=True)) for row in rows],
    }
    path = tmp_path / "parcours.pdf"
    path.write_bytes(
        render_pdf("documents/journey.html", context, title="Parcours", author="Essai")
    )
    asked = ["pdftotext", "-bbox", str(path), "-"]
    placed = subprocess.run(asked, capture_output=True, text=True, check=True).stdout
    width = float(re.search(r'page width="([\d.]+)"', placed)[1])
    assert max(map(float, re.findall(r'xMax="([\d.]+)"', placed))) < width - 50
    # The words around are whole.
    for word in ("novembre", "Entretien", "ordinaire,", "colonne."):
        assert f">{word}</word>" in placed


@pytest.mark.parametrize(
    ("page", "made"),
    [
        ("<title>{}</title><body><p>Un {} mot</p>", "<title>{}</title><body><p>Un [{}] mot</p>"),
        ('<body><a href="{}">{}&amp;</a>', '<body><a href="{}">[{}&amp;]</a>'),
        ("<body><p>Un mot</p>", "<body><p>Un mot</p>"),
        ("{}", "{}"),
    ],
)
def test_only_the_overlong_words_of_the_text_are_marked(page, made):
    word = "a" * 26
    marked = made.replace("[", '<span class="long">').replace("]", "</span>")
    assert _breakable(page.replace("{}", word)) == marked.replace("{}", word)
    short = page.replace("{}", "inconstitutionnelle")
    assert _breakable(short).count("long") == 0
