"""How long somebody has been without lasting work, as lists write it: « 3 ans », « 18 mois », « depuis 2021 »."""

import math
import re
from contextlib import suppress
from datetime import date, timedelta

from django.utils import timezone

from ppde.models import Person
from tzcld.imports.values import Choice, Wrong
from tzcld.ui import french

# Of a month: less than any day, it says on which side of a limit a length stands.
BIT = 0.01
LENGTH = r"(\d{1,2}(?:[.,]\d)?) ?(ans?|annees?|mois)"
WHOLE = re.compile(rf"{LENGTH}(?:(?: et)? (?:(demi)e?|(\d{{1,2}}) mois))?")
BETWEEN = re.compile(rf"(?:de |entre )?(\d{{1,2}}) ?(?:a|et|-) ?{LENGTH}")
MORE = re.compile(r"(?:plus de|plus d'|\+ ?de|\+|>) ?|(?:superieure? a) ")
LESS = re.compile(r"(?:moins de|moins d'|- ?de|<) ?|(?:inferieure? a) ")
# What changes nothing to a length.
ABOUT = re.compile(r"^(?:depuis|environ|env\.?|pres de|il y a) |,? ?environ$")
SINCE = re.compile(r"(?:depuis|en|des) (?:le |l'annee |debut |fin )?")
Span = tuple[float, float]


class SinceWhen(Choice):
    """An answer of the list, or a length that falls into one of its classes; one that is on the limit of two is asked.

    The bounds of the classes are in the codes of `Person.Duration`: under 1 year, from 1 to 2, over 5.
    """

    def __init__(self):
        super().__init__(Person.Duration.choices)
        self.classes = {key: span for key in self.labels if (span := _class(key))}

    def read(self, text: str) -> str:
        try:
            return super().read(text)
        except Wrong:
            if (span := _span(text)) is not None:
                low, high = span
                met = [
                    key
                    for key, (least, most) in self.classes.items()
                    if low <= most and least <= high
                ]
                # « 2 à 5 ans » is the class itself.
                for key in met:
                    if len(met) == 1 or self.classes[key] == span:
                        return key
            raise


def _class(code: str) -> Span | None:
    """Months of a class, both ends included; None of an answer that says no length."""
    years = [12 * int(figures) for figures in re.findall(r"\d+", code)]
    if len(years) == 2:
        return years[0], years[1]
    if len(years) == 1:
        return (0, years[0] - BIT) if code.startswith("under") else (years[0] + BIT, math.inf)
    return None


def _span(text: str) -> Span | None:
    """The months that a text may mean; None when it says no length."""
    said = french.plain(text).replace("’", "'").replace("\u00a0", " ")
    for sign, is_more in ((MORE, True), (LESS, False)):
        if begun := sign.match(said):
            length = _length(said[begun.end() :])
            if length is None:
                return None
            return (length[0] + BIT, math.inf) if is_more else (0, length[0] - BIT)
    return _length(ABOUT.sub("", said)) or _since(SINCE.sub("", said, count=1))


def _length(said: str) -> Span | None:
    if m := BETWEEN.fullmatch(said):
        months = 12 if m[3][0] == "a" else 1
        return int(m[1]) * months, float(m[2].replace(",", ".")) * months
    if not (m := WHOLE.fullmatch(said)):
        return None
    unit = 12 if m[2][0] == "a" else 1
    low = float(m[1].replace(",", ".")) * unit
    if m[3]:
        return low + unit / 2, low + unit / 2
    if m[4]:
        return low + int(m[4]), low + int(m[4]) + 1 - BIT
    # « 3 ans » are three years and some months.
    return low, low if low % unit else low + unit - BIT


def _since(said: str) -> Span | None:
    """From a year, a month or a day to today."""
    today = timezone.localdate()
    first = last = None
    if re.fullmatch(r"(?:19|20)\d\d", said):
        first, last = date(int(said), 1, 1), date(int(said), 12, 31)
    else:
        with suppress(ValueError):
            first = last = french.parse_date(said)
        if first is None:
            with suppress(ValueError):
                first = french.parse_month(said)
                last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    if first is None or first > today:
        return None
    return _elapsed(min(last, today), today), _elapsed(first, today)


def _elapsed(day: date, today: date) -> float:
    return french.months_between(day, today) + (BIT if day.day != today.day else 0)
