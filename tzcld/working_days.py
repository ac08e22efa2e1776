"""Working days in France, and when a period that the law gives ends (règlement (CEE, Euratom) n° 1182/71).

Art. 2: public holidays are those of the Member State where one acts; working days are all others, Saturdays and Sundays left out.
Art. 3(4): a period not told in hours whose last day is none ends with the last hour of the following one. The public holidays are
those of the code du travail, art. L3133-1, each from the first year that keeps it. Those of some départements only (L3134-13,
L3422-2) are not counted: where they are kept a period ends there a day sooner, never later.
"""

from datetime import date, timedelta
from typing import NamedTuple

from dateutil.easter import easter

from tzcld.ui import french

RULE = "règlement (CEE, Euratom) 1182/71, art. 3-4"


class Holiday(NamedTuple):
    """`day`: (month, day), or how many days after Easter Sunday; `since`: the first year."""

    name: str
    day: tuple[int, int] | int
    since: int
    source: str


HOLIDAYS = (
    Holiday("jour de l’an", (1, 1), 1810, "avis du Conseil d’État du 23 mars 1810"),
    Holiday("lundi de Pâques", 1, 1886, "loi du 8 mars 1886"),
    Holiday("fête du Travail", (5, 1), 1947, "loi n° 47-778 du 30 avril 1947"),
    Holiday("victoire de 1945", (5, 8), 1982, "loi n° 81-893 du 2 octobre 1981"),
    Holiday("Ascension", 39, 1802, "arrêté du 29 germinal an X"),
    Holiday("lundi de Pentecôte", 50, 1886, "loi du 8 mars 1886"),
    Holiday("fête nationale", (7, 14), 1880, "loi du 6 juillet 1880"),
    Holiday("Assomption", (8, 15), 1802, "arrêté du 29 germinal an X"),
    Holiday("Toussaint", (11, 1), 1802, "arrêté du 29 germinal an X"),
    Holiday("armistice de 1918", (11, 11), 1922, "loi du 24 octobre 1922"),
    Holiday("Noël", (12, 25), 1802, "arrêté du 29 germinal an X"),
)


def holiday(day: date) -> str:
    """The name of the public holiday that this day is, or ""."""
    for one in HOLIDAYS:
        if isinstance(one.day, int):
            kept = easter(day.year) + timedelta(days=one.day)
        else:
            kept = date(day.year, *one.day)
        if kept == day and day.year >= one.since:
            return one.name
    return ""


def is_working(day: date) -> bool:
    return day.weekday() < 5 and not holiday(day)


def end_of_period(last: date) -> date:
    """The day whose last hour ends a period whose last day, counted in months or days, is this one."""
    while not is_working(last):
        last += timedelta(days=1)
    return last


def postponed(last: date) -> str:
    """« reporté au premier jour ouvré : le 28 février 2027 est un dimanche (…) »; "" when it is not."""
    if is_working(last):
        return ""
    name = holiday(last)
    what = f"férié ({name})" if name else f"un {french.WEEKDAYS[last.weekday()]}"
    return f"reporté au premier jour ouvré\u00a0: le {french.date(last)} est {what}. Source\u00a0: {RULE}"
