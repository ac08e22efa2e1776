"""An evaluator asks for an extract, the lead opens it, the file is taken: real mails, the real worker, a real browser."""

import zipfile
from datetime import timedelta

import pytest
from django.utils import timezone
from python_calamine import CalamineWorkbook

from tests.e2e.test_story import HOME, day, fill, in_row, press, wait_until

pytestmark = pytest.mark.e2e
QUESTION = "Les embauches suivent-elles la première proposition ?"


def told(stack, account: str, what: str) -> None:
    address = f"{account}@demo.example"
    wait_until(lambda: any(what in mail["Subject"] for mail in stack.sink.to(address)))


def test_asked_opened_and_taken(stack, as_account, tmp_path):
    today = timezone.localdate()
    evaluator = as_account("evaluation")
    evaluator.goto(f"{HOME}/extraits/")
    evaluator.get_by_role("link", name="Demander un extrait").click()
    fill(
        evaluator,
        purpose=QUESTION,
        convention="Évaluation 2026-15",
        volunteers_from=day(today - timedelta(days=360)),
        volunteers_until=day(today),
        answer_by=day(today + timedelta(days=10)),
    )
    for group in ("profile", "steps", "exit", "events"):
        evaluator.locator(f"[name='columns'][value='{group}']").check()
    press(evaluator, "Envoyer la demande")
    here = evaluator.url
    told(stack, "cheffe", "Extrait pseudonymisé demandé")

    lead = as_account("cheffe")
    lead.goto(f"{HOME}/extraits/")
    in_row(lead, QUESTION, "n°").click()
    lead.get_by_role("link", name="Accepter").click()
    fill(lead, until=day(today + timedelta(days=40)))
    press(lead, "Ouvrir l’extrait")
    assert lead.url == here
    told(stack, "evaluation", "Extrait pseudonymisé ouvert")

    evaluator.goto(here)
    with evaluator.expect_download() as taken:
        evaluator.get_by_role("link", name="Classeur XLSX").click()
    taken.value.save_as(tmp_path / "extrait.xlsx")
    book = CalamineWorkbook.from_path(tmp_path / "extrait.xlsx")
    assert book.sheet_names == ["À lire", "Personnes", "Faits"]
    assert book.get_sheet_by_name("Personnes").height > 20
    with evaluator.expect_download() as taken:
        evaluator.get_by_role("link", name="CSV").click()
    taken.value.save_as(tmp_path / "extrait.zip")
    with zipfile.ZipFile(tmp_path / "extrait.zip") as archive:
        assert archive.namelist() == ["a-lire.txt", "personnes.csv", "faits.csv"]
    evaluator.goto(here)
    assert "2, le dernier le" in evaluator.locator("main").inner_text()

    lead.goto(here)
    lead.get_by_role("link", name="Fermer l’extrait").click()
    fill(lead, reason="Essai fini.")
    press(lead, "Fermer l’extrait")
    evaluator.reload()
    assert evaluator.get_by_role("link", name="Classeur XLSX").count() == 0
