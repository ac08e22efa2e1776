"""How long without lasting work: read into the closed list where one class alone can be meant."""

from datetime import date

import pytest

from ppde.imports.durations import SinceWhen
from ppde.models import Person
from tzcld.imports.values import Wrong

D = Person.Duration
READ = {
    "3 ans": D.FROM_2_TO_5,
    "3ans": D.FROM_2_TO_5,
    "18 mois": D.FROM_1_TO_2,
    "1 an": D.FROM_1_TO_2,
    "1,5 an": D.FROM_1_TO_2,
    "un an et demi": None,
    "1 an et demi": D.FROM_1_TO_2,
    "2 ans et 3 mois": D.FROM_2_TO_5,
    "3 à 4 ans": D.FROM_2_TO_5,
    "2-5 ans": D.FROM_2_TO_5,
    "entre 1 et 2 ans": D.FROM_1_TO_2,
    "entre 6 et 10 mois": D.UNDER_1,
    "depuis 3 ans": D.FROM_2_TO_5,
    "environ 7 ans": D.OVER_5,
    "Plus de 5 ans": D.OVER_5,
    "+ de 5 ans": D.OVER_5,
    "> 6 ans": D.OVER_5,
    "moins d’1 an": D.UNDER_1,
    "moins de 6 mois": D.UNDER_1,
    "depuis 2023": D.FROM_2_TO_5,
    "2019": D.OVER_5,
    "depuis mars 2021": D.OVER_5,
    "depuis le 27/11/2024": D.FROM_2_TO_5,
    "29/11/2024": D.FROM_1_TO_2,
    "depuis 2026": D.UNDER_1,
    # On the limit of two classes, or in several.
    "2 ans": None,
    "24 mois": None,
    "5 ans": None,
    "plus de 3 ans": None,
    "moins de 2 ans": None,
    "1 à 3 ans": None,
    "depuis 2021": None,
    "28/11/2024": None,
    # No length, or not yet begun.
    "3": None,
    "longtemps": None,
    "depuis 2031": None,
    "plus de 2021": None,
}


@pytest.mark.parametrize(("text", "answer"), READ.items())
def test_a_length_is_read_when_one_class_alone_can_be_meant(monkeypatch, text, answer):
    monkeypatch.setattr("django.utils.timezone.localdate", lambda: date(2026, 11, 28))
    if answer is None:
        with pytest.raises(Wrong, match="de 1 à 2 ans"):
            SinceWhen().read(text)
    else:
        assert SinceWhen().read(text) == answer


def test_the_classes_are_those_of_the_list():
    assert set(SinceWhen().classes) == set(D) - {D.UNKNOWN}
