"""Public holidays in France, and the day a period ends."""

from datetime import date, timedelta

import pytest
from dateutil.easter import easter

from tzcld.working_days import end_of_period, holiday, is_working, kept_locally, postponed


def test_easter_monday_follows_easter():
    for year in range(1886, 3000):
        assert holiday(easter(year) + timedelta(days=1)) == "lundi de Pâques"


def test_the_eleven_days_of_the_code_du_travail():
    days = (date(2027, 1, 1) + timedelta(days=n) for n in range(365))
    assert [(f"{day:%m-%d}", holiday(day)) for day in days if holiday(day)] == [
        ("01-01", "jour de l’an"),
        ("03-29", "lundi de Pâques"),
        ("05-01", "fête du Travail"),
        ("05-06", "Ascension"),
        ("05-08", "victoire de 1945"),
        ("05-17", "lundi de Pentecôte"),
        ("07-14", "fête nationale"),
        ("08-15", "Assomption"),
        ("11-01", "Toussaint"),
        ("11-11", "armistice de 1918"),
        ("12-25", "Noël"),
    ]
    # Kept again since the law of 1981.
    assert (holiday(date(1981, 5, 8)), holiday(date(1982, 5, 8))) == ("", "victoire de 1945")


@pytest.mark.parametrize(
    ("last", "end"),
    [
        ("2026-11-17", "2026-11-17"),  # a Tuesday
        ("2027-02-27", "2027-03-01"),  # a Saturday
        ("2027-02-28", "2027-03-01"),  # a Sunday
        ("2026-12-25", "2026-12-28"),  # Christmas, a Friday
        ("2027-03-27", "2027-03-30"),  # the Saturday before Easter Monday
        ("2022-11-11", "2022-11-14"),  # a Friday
        ("2023-12-30", "2024-01-02"),  # a Saturday, then the Monday of New Year
    ],
)
def test_a_period_ends_with_a_working_day(last, end):
    found = end_of_period(date.fromisoformat(last))
    assert found == date.fromisoformat(end)
    assert is_working(found)


def test_why_is_said_in_words():
    assert postponed(date(2026, 11, 17)) == ""
    told = postponed(date(2026, 12, 25)).replace("\u00a0", " ")
    assert told.startswith("reporté au premier jour ouvré : le 25 décembre 2026 est férié (Noël).")
    assert "est un dimanche" in postponed(date(2027, 2, 28))


@pytest.mark.parametrize(
    ("day", "department", "name"),
    [
        ("2025-12-26", "67", "Saint-Étienne"),
        ("2026-04-03", "57", "vendredi saint"),
        ("2026-05-22", "972", "abolition de l’esclavage"),
        ("2024-12-20", "974", "abolition de l’esclavage"),
        ("2025-12-26", "69", ""),
        # A Saturday is no working day anyhow.
        ("2026-12-26", "67", ""),
    ],
)
def test_a_holiday_of_some_departements_is_told_and_postpones_nothing(day, department, name):
    day = date.fromisoformat(day)
    said = kept_locally(day, department)
    assert bool(said) == bool(name)
    assert name in said
    assert not holiday(day)
    if name:
        assert end_of_period(day) == day
