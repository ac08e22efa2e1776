"""What leaves the platform, an extract, and what is erased in it, a list past its time: real mails, worker and browser."""

import re
import zipfile
from datetime import timedelta

import pytest
from django.utils import timezone
from python_calamine import CalamineWorkbook

from tests.e2e.test_story import HOME, HUB, day, figures, fill, in_row, press, wait_until

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


def words(page) -> str:
    return page.locator("main").inner_text().replace("\u00a0", " ")


def counted(dpo) -> str:
    """What whoever watches over the data reads of the files of the territory: numbers, and whether a list is open."""
    dpo.goto(f"{HUB}/donnees/fin-de-conservation/")
    rows = dpo.locator("main tbody tr", has_text="Les Brosses").filter(has_text="ossiers")
    return rows.first.inner_text()


def test_a_list_past_its_time_is_approved_and_nobody_of_it_is_found_again(stack, as_account):
    """The archives have given their visa; one file is kept. The worker erases, no figure moves, the DPO counts what is left."""
    lead, dpo = as_account("cheffe"), as_account("dpo")
    before = figures(lead)
    assert "Liste en cours" in counted(dpo)

    lead.goto(f"{HOME}/personnes/conservation/")
    in_row(lead, "À approuver", "").click()
    here = lead.url
    rows = lead.locator("main tbody tr")
    kept, gone = (rows.nth(n).locator("th, td") for n in (0, 1))
    kept_number, kept_name = kept.nth(0).inner_text(), kept.nth(1).inner_text()
    gone_number, gone_name = gone.nth(0).inner_text(), gone.nth(1).inner_text()
    lead.goto(f"{HOME}/personnes/?q={gone_number}")
    lead.get_by_role("link", name=gone_name).first.click()
    file = lead.url

    lead.goto(here)
    lead.get_by_role("link", name=kept_number, exact=True).click()
    fill(lead, reason="Un recours est en cours.")
    press(lead, "Enregistrer")
    lead.get_by_role("link", name="Approuver la liste").click()
    fill(lead, visa="2026-114", sure=True)
    button = lead.get_by_role("button", name=re.compile(r"^Effacer \d+ dossiers$"))
    n = int(re.search(r"\d+", button.inner_text())[0])
    button.click()
    assert "La liste est approuvée. L’effacement commence." in words(lead)

    # A hundred files: asked for without being drawn, and not at every moment, the worker has the machine. Nor every two seconds,
    # when the server gives up a connection that says nothing: the question would meet its end.
    wait_until(lambda: "plus de retrouver personne" in lead.request.get(here).text(), 300, every=3)
    lead.goto(here)
    assert gone_name not in lead.content()
    erased = lead.locator("main tbody tr", has_text=gone_number).inner_text()
    assert "Identité effacée" in erased
    assert "Éliminé" in erased
    assert lead.goto(file).status == 404
    lead.goto(f"{HOME}/personnes/?q={gone_name}")
    assert lead.locator("main tbody tr", has_text=gone_number).count() == 0
    lead.goto(f"{HOME}/personnes/?q={kept_number}")
    assert kept_name in words(lead)
    lead.goto(f"{HOME}/personnes/conservation/")
    done = lead.locator("main tbody tr", has_text="2026-114").inner_text()
    assert str(n) in done
    assert "Hélène Marchetti" in done
    assert figures(lead) == before
    assert "Liste en cours" not in counted(dpo)
