"""Working days in France, and when a period that the law gives ends (règlement (CEE, Euratom) n° 1182/71).

Art. 2: public holidays are those of the Member State where one acts; working days are all others, Saturdays and Sundays left out.
Art. 3(4): a period not told in hours whose last day is none ends with the last hour of the following one. The public holidays are
those of the code du travail, art. L3133-1, each from the first year that keeps it. Those of some départements only (L3134-13,
L3422-2) postpone nothing: whoever asks may live where they are not kept, and the answer comes a day sooner, never later. The page
says so on such a day (`kept_locally`).
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


ALSACE_MOSELLE = ("57", "67", "68")
ABOLITION = "abolition de l’esclavage"
LAW_OF_1983 = "loi n° 83-550 du 30 juin 1983"
# By département: kept there alone. Good Friday in the communes of a Protestant church, or of a church of both cults.
LOCAL_HOLIDAYS = tuple(
    (codes, Holiday(name, day, since, source))
    for codes, name, day, since, source in (
        (ALSACE_MOSELLE, "vendredi saint", -2, 1892, "ordonnance du 16 août 1892"),
        (ALSACE_MOSELLE, "Saint-Étienne", (12, 26), 1892, "ordonnance du 16 août 1892"),
        (("971",), ABOLITION, (5, 27), 1984, LAW_OF_1983),
        (("972",), ABOLITION, (5, 22), 1984, LAW_OF_1983),
        (("973",), ABOLITION, (6, 10), 1984, LAW_OF_1983),
        (("974",), ABOLITION, (12, 20), 1983, LAW_OF_1983),
        (("976",), ABOLITION, (4, 27), 1984, LAW_OF_1983),
        (("977",), ABOLITION, (10, 9), 1984, LAW_OF_1983),
        (("978",), ABOLITION, (5, 28), 1984, LAW_OF_1983),
    )
)


def holiday(day: date) -> str:
    """The name of the public holiday that this day is, or ""."""
    return next((one.name for one in HOLIDAYS if _is(one, day)), "")


def _is(one: Holiday, day: date) -> bool:
    if isinstance(one.day, int):
        kept = easter(day.year) + timedelta(days=one.day)
    else:
        kept = date(day.year, *one.day)
    return kept == day and day.year >= one.since


def kept_locally(day: date, department: str) -> str:
    """« férié dans le département 67 seulement (Saint-Étienne) : le délai n’en est pas reporté »; "" on other days."""
    name = next(
        (one.name for codes, one in LOCAL_HOLIDAYS if department in codes and _is(one, day)), ""
    )
    if not name or not is_working(day):
        return ""
    return f"férié dans le département {department} seulement ({name})\u00a0: le délai n’en est pas reporté, répondez avant"


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
