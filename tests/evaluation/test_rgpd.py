"""The pages of docs/rgpd follow the models, the register and the rules."""

from datetime import date

import pytest

from evaluation import rgpd
from ppde.models.processings import defaults
from ppde.privacy.notices import DELIVERED
from territories.holdings import holdings


@pytest.mark.parametrize("file", rgpd.pages(), ids=lambda file: file.name)
def test_each_page_is_up_to_date(file):
    assert file.read_text() == rgpd.pages()[file], "python manage.py rgpd_docs"


def test_what_identifies_is_told_as_erased():
    assert "| Nom | effacée |" in rgpd.held()
    assert "| Année de naissance | rendue imprécise ou remplacée au hasard |" in rgpd.held()


def test_every_table_about_a_person_is_in_the_register():
    codes = {p.code for p in defaults(0)}
    assert {h.processing for h in holdings()} <= codes
    told = rgpd.register().lower()
    for holding in holdings():
        assert holding.label.lower() in told, holding.label


def test_the_durations_are_those_of_the_rules():
    text = rgpd.register()
    assert f"{DELIVERED.files}\u00a0mois après le dernier contact" in text
    assert f"{DELIVERED.readings}\u00a0mois, puis suppression" in text
    assert f"{DELIVERED.durations['inactifs']} sans connexion" in text


def test_each_notice_tells_all_that_the_law_asks():
    headings = (
        "Qui répond de vos données",
        "Pourquoi",
        "Ce que dit la loi",
        "Qui les reçoit",
        "Combien de temps",
        "Vos droits",
        "À qui écrire",
    )
    for part in rgpd.notices().split("\n## ")[1:]:
        for heading in headings:
            assert f"**{heading}**" in part, part.splitlines()[0]
        assert "CNIL" in part


def test_what_the_platform_does_otherwise_is_a_later_version_and_the_first_stays():
    def accounts(day):
        return next(p for p in defaults(0, day) if p.code == "comptes")

    before, since = accounts(date(2026, 11, 27)), accounts(date(2026, 11, 28))
    assert (before.version, since.version) == (1, 2)
    assert "colonnes" not in before.categories
    assert "colonnes que la personne retient" in since.categories
    assert (before.name, before.retention) == (since.name, since.retention)
    assert {p.code for p in defaults(0, date(2026, 11, 27))} == {p.code for p in defaults(0)}
    assert "colonnes que la personne retient" in rgpd.register()
