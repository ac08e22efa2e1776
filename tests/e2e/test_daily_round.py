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


def test_the_round_is_done_by_keyboard_alone(stack, as_account):
    page = as_account("referente")
    page.goto("/accueil/")
    follow(page, "^Personnes$")
    follow(page, "^À faire$")
    assert "attend" in page.locator("main, .head").first.inner_text() + page.content()

    # The first thing that waits, then the person's interview, dated today.
    follow(page, r", M-\d{4}$")
    number = re.search(r"M-\d{4}", page.content()).group()
    if "/fait/" not in page.url:
        follow(page, "Ajouter un fait")
    follow(page, "^Entretien individuel$")
    reach(page, "Précision")
    page.keyboard.type("Projet clair, préfère le matin.")
    follow(page, "^Ajouter ce fait$")
    assert number in page.content()
    assert "Projet clair, préfère le matin." in page.content()

    # A post is proposed to the first of the list, in one press.
    page.goto("/t/villeurbanne-les-brosses/entreprises/postes/?etat=open")
    follow(page, "^Conciergerie de quartier$")
    follow(page, "^Proposer à ")
    assert "Le poste est proposé à" in page.content()

    # The direction of the enterprise notes the answer.
    director = as_account("ebe")
    director.goto("/t/villeurbanne-les-brosses/entreprises/propositions/?reponse=waiting")
    follow(director, "Noter la réponse")
    name = director.locator("h1").inner_text()
    reach(director, "Acceptée|acceptée")
    director.keyboard.press("Space")
    follow(director, "^Enregistrer la réponse$")
    assert director.locator(".summary").count() == 0, name
