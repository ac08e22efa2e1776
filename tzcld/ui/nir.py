"""The platform keeps no social security number (NIR), wherever text enters.

Structure: 1 sex (1, 2; 3, 4, 7, 8 for provisional numbers), 2 year, 2 month (01-12, or the civil registry's 20 and 30-42,
50-99 when the month is unknown), 2 department (2A and 2B in Corsica), 3 commune (overseas 3 and 2), 3 order, then 2 control
digits or not: 97 less the remainder of the rest by 97, 2A being 19 and 2B 18 (décret n° 82-103 du 22 janvier 1982).

A number of 15 whose control digits are right is one however it is cut (« 28 60 59… »); another has the groups of the card.
The database refuses the same ones (territories/database.py): tests/test_free_texts.py holds the two to one answer.
"""

import re

# What a page or a PDF leaves between two digits without showing it, and digits of other widths and scripts.
UNSEEN = (
    "\u00ad\u034f\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
    "\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069\ufe0e\ufe0f\ufeff"
)
OTHER_DIGITS = "".join(chr(zero + n) for zero in (0xFF10, 0x0660, 0x06F0) for n in range(10))
_PLAIN = str.maketrans(OTHER_DIGITS, "0123456789" * 3, UNSEEN)

# What people write between the groups: a list of phone numbers, of figures must not match.
_BETWEEN = r"\s\u00a0\u202f._/·\u2010-\u2014\u2212\-"
_SEP = rf"[{_BETWEEN}]{{0,3}}"
_MONTH = r"(?:0[1-9]|1[0-2]|20|3\d|4[0-2]|[5-9]\d)"
GROUPS = re.compile(
    r"(?:(?<![0-9A-Za-z])|(?<=[Nn][Ii][Rr])|(?<=[Nn][Ss][Ss]))"
    rf"[1-478]{_SEP}\d\d{_SEP}{_MONTH}{_SEP}"
    rf"(?:(?:\d\d|2[ABab]){_SEP}\d{{3}}|9[78]\d{_SEP}\d\d){_SEP}"
    rf"\d{{3}}(?:{_SEP}\d\d)?(?!\d)"
)
# Fifteen digits and no more, two signs apart at most. What comes before is asked once a first digit is there.
_ONE = rf"[{_BETWEEN},;|*]"
_FEW = _ONE + r"{0,2}"
_FIRST = r"[1-478]"
FIFTEEN = re.compile(
    rf"{_FIRST}(?<!\d{_FIRST})(?<!\d{_ONE}{_FIRST})(?<!\d{_ONE}{_ONE}{_FIRST})"
    rf"(?:{_FEW}\d){{5}}{_FEW}[\dABab](?:{_FEW}\d){{8}}(?!{_FEW}\d)"
)
BARE = re.compile(rf"[1-478]\d\d{_MONTH}(?:\d\d|2[AB])\d{{8}}")

FIGURE = re.compile("[0-9]")
REMOVED = "[numéro retiré]"


def plain(text: str) -> str:
    """The text with ordinary digits, and nothing unseen between them."""
    return text if text.isascii() else text.translate(_PLAIN)


def looks_like_nir(text) -> str | None:
    """The matched part of the plain text when ``text`` holds what looks like a NIR of 13 or 15 signs, else None."""
    # A number of 13 signs at least: most texts are too short to ask, or hold fewer digits.
    if len(text := str(text)) <= 12:
        return None
    said = plain(text)
    if len(FIGURE.findall(said)) < 12:
        return None
    match = GROUPS.search(said) or next(filter(_has_its_key, FIFTEEN.finditer(said)), None)
    return match[0].strip() if match else None


def _has_its_key(match: re.Match) -> bool:
    bare = re.sub(r"[^0-9A-Z]", "", match[0].upper())
    if not BARE.fullmatch(bare):
        return False
    return 97 - int(bare[:13].replace("2A", "19").replace("2B", "18")) % 97 == int(bare[13:])


def without_nir(text):
    """The text with REMOVED in the place of each number that looks like a NIR."""
    if not looks_like_nir(text):
        return text
    said = GROUPS.sub(REMOVED, plain(text))
    return FIFTEEN.sub(lambda match: REMOVED if _has_its_key(match) else match[0], said)


def digits(text):
    """13 or 15: how many signs the number shows once its separators are gone."""
    return len(re.sub(r"[^0-9A-Za-z]", "", text))
