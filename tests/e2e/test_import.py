"""A messy spreadsheet, from its choice to its undoing, in a real browser; each step with axe."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import beyond, violations

pytestmark = pytest.mark.e2e

FILE = "\n".join(
    [
        "Liste du quartier, printemps;;;;;;",
        "",
        "Nom;Prénom;Né en;Tél;Date de volontariat;Orienté par;Note interne",
        "DURANDET;Alix;1980;0612345678;17/11/2025;Pôle emploi;x",
        "Martinon;Noor;12/03/1991;06 98 76 54 32;31/02/2025;CCAS;",
        "Petitjean;Ana;1984;06 12;31/02/2025;CCAS;",
        "Rousset;;1990;;;CCAS;",
    ]
)


def check(page) -> None:
    """No violation of axe, no word out of a phone's screen."""
    page.wait_for_load_state()
    assert violations(page) == [], page.url
    page.set_viewport_size({"width": 375, "height": 800})
    assert beyond(page) <= 0, page.url
    page.set_viewport_size({"width": 1280, "height": 900})


def test_a_messy_file_is_corrected_imported_and_undone(as_account):
    page = as_account("cheffe")
    page.get_by_role("link", name="Personnes", exact=True).first.click()
    page.get_by_role("link", name="Importer un tableur").click()
    check(page)
    page.set_input_files(
        "input[type=file]",
        {"name": "liste.csv", "mimeType": "text/csv", "buffer": FILE.encode("cp1252")},
    )
    page.get_by_role("button", name="Lire le tableur").click()

    # The title above is skipped, six of the seven columns are recognised.
    expect(page.get_by_role("combobox", name="Né en")).to_have_value("birth_year")
    expect(page.get_by_role("combobox", name="Note interne")).to_have_value("")
    check(page)
    page.get_by_role("button", name="Vérifier les lignes").click()

    # One date, wrong in two rows, is corrected once.
    expect(page.get_by_text("3 lignes sont à corriger.")).to_be_visible()
    check(page)
    page.get_by_label("À la place de « 31/02/2025 »").fill("28/02/2025")
    page.get_by_role("button", name="Corriger et vérifier à nouveau").click()
    expect(page.get_by_text("2 lignes sont à corriger.")).to_be_visible()

    # Another row is corrected whole.
    page.get_by_role("link", name="ligne 6").first.click()
    check(page)
    page.get_by_label("Téléphone").fill("06 12 12 12 12")
    page.get_by_role("button", name="Enregistrer la ligne").click()
    page.get_by_role("link", name="Continuer sans ces lignes").click()
    expect(page.get_by_text("3 personnes seront créées.")).to_be_visible()
    check(page)
    page.get_by_role("button", name="Importer 3 lignes").click()

    expect(page.get_by_text("3 personnes créées.")).to_be_visible()
    check(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="Téléchargez-les").click()
    assert download.value.suggested_filename.startswith("a-corriger_")
    report = page.url
    page.get_by_role("link", name="Voir la liste").click()
    page.goto(f"{page.url}?q=Durandet")
    expect(page.get_by_role("link", name=re.compile("Alix Durandet"))).to_be_visible()

    page.goto(report)
    page.get_by_role("link", name="Annuler l’import").click()
    check(page)
    page.get_by_role("button", name="Annuler l’import").click()
    expect(page.get_by_text("tout est comme avant")).to_be_visible()
