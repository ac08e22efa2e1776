"""A referent's morning without a mouse: the queue, a file, an interview noted, a post proposed, its reply recorded."""

import re

import pytest

pytestmark = pytest.mark.e2e

# What has the focus, as somebody would name it: its label, its text, or its placeholder.
FOCUSED = """() => {
  const e = document.activeElement;
  if (!e || e === document.body) return '';
  const label = e.labels && e.labels.length ? e.labels[0].innerText : '';
  return [label, e.innerText || '', e.getAttribute('aria-label') || ''].join(' ').replace(/\\s+/g, ' ').trim();
}"""
# The longest way by Tab through a page before one would give up.
PATIENCE = 250


def reach(page, name: str, *, tag: str = "") -> None:
    """Press Tab until what is so named has the focus."""
    for _ in range(PATIENCE):
        page.keyboard.press("Tab")
        found = page.evaluate(FOCUSED)
        if re.search(name, found) and (
            not tag or page.evaluate("() => document.activeElement.tagName") == tag.upper()
        ):
            return
    raise AssertionError(f"« {name} » ne s’atteint pas au clavier dans {page.url}")


def follow(page, name: str) -> None:
    """Reach a link or a button, and press Enter."""
    reach(page, name)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def told(page) -> str:
    """What the page says, no-break spaces as spaces. A refusal or an error is not what was asked."""
    assert page.locator(".summary").count() == 0, page.locator(".summary").inner_text()
    return page.locator("body").inner_text().replace("\u00a0", " ").replace("\u202f", " ")


def test_the_round_is_done_by_keyboard_alone(stack, as_account):
    page = as_account("referente")
    page.goto("/accueil/")
    follow(page, "^Personnes$")
    follow(page, "^À faire$")
    assert page.locator("main a", has_text=re.compile(r", M-\d{4}$")).count()

    # The first thing that waits, then the person's interview, dated today.
    follow(page, r", M-\d{4}$")
    number = re.search(r"M-\d{4}", page.content()).group()
    if "/fait/" not in page.url:
        follow(page, "Ajouter un fait")
    follow(page, "^Entretien individuel$")
    reach(page, "Précision")
    page.keyboard.type("Projet clair, préfère le matin.")
    follow(page, "^Ajouter ce fait$")
    assert number in told(page)
    assert "Projet clair, préfère le matin." in told(page)

    # A post is proposed to the first of the list, in one press.
    follow(page, "^Entreprise$")
    follow(page, "^Postes$")
    follow(page, "^Conciergerie de quartier$")
    follow(page, "^Proposer à ")
    person = re.search(r"Le poste est proposé à (.+?)\. Notez sa réponse", told(page)).group(1)

    # The answer is noted there, then read on the post, on the proposal and in the file.
    follow(page, f"^Noter la réponse .*{re.escape(person)}$")
    assert person in page.locator("h1").inner_text()
    reach(page, "^Acceptée")
    page.keyboard.press("Space")
    follow(page, "^Enregistrer la réponse$")
    assert "est enregistrée." in told(page)
    assert page.locator("main li", has_text=person).filter(has_text="Acceptée le").count() == 1
    follow(page, "^Personnes$")
    follow(page, "^Liste de mobilisation$")
    follow(page, f"^{re.escape(person)}$")
    assert "Acceptée : Conciergerie de quartier" in told(page)
    follow(page, "^Propositions$")
    assert "Acceptée" in page.locator("main").inner_text()
    assert "L’employeur renonce" in told(page)

    # The direction of the enterprise finds whom to hire.
    director = as_account("ebe")
    director.goto("/accueil/")
    follow(director, "^Entreprise$")
    follow(director, "^Propositions$")
    follow(director, f"^Embaucher : {re.escape(person)}$")
    assert person in director.content()
