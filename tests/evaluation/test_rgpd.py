"""The page of what is held about a person follows the models."""

from evaluation import rgpd


def test_the_page_of_what_is_held_is_up_to_date():
    assert rgpd.FILE.read_text() == rgpd.page(), "python manage.py rgpd_docs"


def test_what_identifies_is_told_as_erased():
    assert "| Nom | effacée |" in rgpd.page()
    assert "| Année de naissance | rendue imprécise ou remplacée au hasard |" in rgpd.page()
