"""The platform keeps no social security number (NIR), wherever text enters.

Structure: 1 sex (1, 2; 3, 4, 7, 8 for provisional numbers), 2 year, 2 month (01-12, or the civil registry's 20 and 30-42,
50-99 when the month is unknown), 2 department (2A and 2B in Corsica), 3 commune, 3 order, then 2 control digits or not.
"""

import re

# Separators only where people write them, between the groups: a list of phone numbers must not match.
_SEP = r"[\s\u00a0\u202f._/-]{0,3}"
NIR = re.compile(
    r"(?<![0-9A-Za-z])"
    rf"[1-478]{_SEP}"
    rf"\d\d{_SEP}"
    rf"(?:0[1-9]|1[0-2]|20|3\d|4[0-2]|[5-9]\d){_SEP}"
    rf"(?:\d\d|2[ABab]){_SEP}"
    rf"\d{{3}}{_SEP}"
    r"\d{3}"
    rf"(?P<key>{_SEP}\d\d)?"
    r"(?!\d)"
)


def looks_like_nir(text):
    """The matched text when ``text`` holds what looks like a NIR of 13 or 15 signs, else None."""
    match = NIR.search(str(text))
    return match[0].strip() if match else None


REMOVED = "[numéro retiré]"


def without_nir(text):
    """The text with REMOVED in the place of each number that looks like a NIR."""
    # A number of 13 digits at least: most texts are too short to ask.
    return NIR.sub(REMOVED, text) if len(text) > 12 else text


def digits(text):
    """13 or 15: how many signs the number shows once its separators are gone."""
    return len(re.sub(r"[^0-9A-Za-z]", "", text))
