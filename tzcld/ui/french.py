"""French wording of numbers, dates and plurals. Pure functions: text in, text out, no markup.

Rules (look.md, « Mots »): 0 and 1 are singular; U+00A0 before : ; ? ! %, inside numbers and between a number and its
unit; dates « 26 novembre 2026 », short « 26 nov. »; hours « 14 h 06 ». The font has no U+202F: never use it.
"""

import datetime as dt
import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal

from django.utils import timezone

NBSP = "\u00a0"
MONTHS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)
SHORT_MONTHS = (
    "janv.",
    "févr.",
    "mars",
    "avril",
    "mai",
    "juin",
    "juil.",
    "août",
    "sept.",
    "oct.",
    "nov.",
    "déc.",
)
WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")


# Numbers ────────────────────────────────────────────────────────────────────────────────────────


def is_singular(n):
    """French keeps the singular below 2: 0 personne, 1 personne, 1,5 heure, 2 personnes."""
    return abs(n) < 2


def accord(n, forms):
    """``accord(3, "personne,personnes")`` : « personnes ». Without a comma, the plural takes an s."""
    one, _, many = forms.partition(",")
    return one if is_singular(n) else (many or one + "s")


def count(n, one, many=None):
    """« 1 240 personnes », « 0 personne », « 1 personne »."""
    return f"{number(n)}{NBSP}{one if is_singular(n) else (many or one + 's')}"


def number(value, decimals=None):
    """French figure: « 1 240 », « 8,4 ». ``decimals=None`` keeps what is there, at most two, without trailing zeros."""
    if value is None or value == "":
        return ""
    if isinstance(value, int) and decimals is None:
        return f"{value:,}".replace(",", NBSP).replace("-", "\u2212")
    amount = Decimal(str(value))
    quantum = Decimal(1).scaleb(-(2 if decimals is None else decimals))
    amount = amount.quantize(quantum, rounding=ROUND_HALF_UP)
    if amount == 0:
        amount = abs(amount)  # never « −0 »
    text = f"{amount:,f}"
    if decimals is None and "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.replace(",", NBSP).replace(".", ",").replace("-", "\u2212")


def euros(value, decimals=None):
    """« 1 240 € », « 12,50 € »: cents appear only when there are some."""
    if value is None or value == "":
        return ""
    amount = Decimal(str(value))
    if decimals is None:
        decimals = 0 if amount == amount.to_integral_value() else 2
    return f"{number(amount, decimals)}{NBSP}€"


def percent(value, decimals=0):
    """A share between 0 and 1: ``percent(0.376)`` : « 38 % ». One of three hundred is « moins de 1 % », never « 0 % »."""
    if value is None or value == "":
        return ""
    share = Decimal(str(value)) * 100
    least = Decimal(1).scaleb(-decimals)
    if 0 < share < least and not share.quantize(least, rounding=ROUND_HALF_UP):
        return f"moins de {number(least, decimals)}{NBSP}%"
    return f"{number(share, decimals)}{NBSP}%"


def file_size(size):
    """Octets in, « 84 Ko » out. Decimal units, as French systems write them."""
    if size < 1000:
        return f"{number(int(size))}{NBSP}{accord(size, 'octet')}"
    for unit in ("Ko", "Mo", "Go"):
        size = size / 1000
        if size < 999.5 or unit == "Go":
            decimals = 1 if size < 9.95 and unit != "Ko" else 0
            return f"{number(round(size, decimals))}{NBSP}{unit}"
    return ""


def ordinal(n, *, feminine=False):
    """« 1er », « 1re », « 2e »."""
    return f"{n}{('re' if feminine else 'er') if n == 1 else 'e'}"


# Dates ──────────────────────────────────────────────────────────────────────────────────────────


def _date(value):
    if isinstance(value, dt.datetime):
        return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return value


def _day(day):
    return "1er" if day == 1 else str(day)


def date(value):
    """« 26 novembre 2026 », « 1er mars 2025 »."""
    if not value:
        return ""
    value = _date(value)
    return f"{_day(value.day)}{NBSP}{MONTHS[value.month - 1]}{NBSP}{value.year}"


def short_date(value, *, year=False):
    """« 26 nov. » ; with the year « 26 nov. 2026 »."""
    if not value:
        return ""
    value = _date(value)
    text = f"{_day(value.day)}{NBSP}{SHORT_MONTHS[value.month - 1]}"
    return f"{text}{NBSP}{value.year}" if year else text


def long_date(value):
    """« jeudi 26 novembre 2026 »."""
    return f"{WEEKDAYS[_date(value).weekday()]} {date(value)}" if value else ""


def month(value):
    """« novembre 2026 »."""
    return f"{MONTHS[value.month - 1]}{NBSP}{value.year}" if value else ""


def short_month(value, *, year=False):
    """« nov. » ; with the year « nov. 2026 »."""
    if not value:
        return ""
    text = SHORT_MONTHS[value.month - 1]
    return f"{text}{NBSP}{value.year}" if year else text


def numeric_date(value):
    """« 26/11/2026 », as typed in a form."""
    return f"{_date(value):%d/%m/%Y}" if value else ""


def hour(value):
    """« 14 h 06 », « 9 h »."""
    if not value and value != dt.time():
        return ""
    if isinstance(value, dt.datetime) and timezone.is_aware(value):
        value = timezone.localtime(value)
    minutes = f"{NBSP}{value.minute:02}" if value.minute else ""
    return f"{value.hour}{NBSP}h{minutes}"


def date_hour(value):
    """« 26 novembre 2026 à 14 h 06 »."""
    return f"{date(value)} à {hour(value)}" if value else ""


def months_between(start, end):
    """Whole months elapsed; negative when ``end`` comes first."""
    start, end = _date(start), _date(end)
    months = (end.year - start.year) * 12 + end.month - start.month
    return months - 1 if end.day < start.day else months


def elapsed(value, today=None):
    """How long since a date: « 21 mois », « 3 ans et 2 mois », « 5 jours », « aujourd’hui »."""
    if not value:
        return ""
    start, today = _date(value), today or timezone.localdate()
    days = (today - start).days
    if days <= 0:
        return "aujourd’hui"
    months = months_between(start, today)
    if months < 1:
        return count(days, "jour")
    if months < 36:
        return count(months, "mois", "mois")
    years, rest = divmod(months, 12)
    text = count(years, "an")
    return f"{text} et {count(rest, 'mois', 'mois')}" if rest else text


def period(start, end):
    """« Du 14 septembre au 9 octobre 2026 »; open-ended « Depuis le 14 septembre 2026 »."""
    start, end = _date(start), _date(end)
    if not end:
        return f"Depuis le {date(start)}"
    if not start:
        return f"Jusqu’au {date(end)}"
    if start == end:
        return f"Le {date(start)}"
    if start.year != end.year:
        first = date(start)
    elif start.month != end.month:
        first = f"{_day(start.day)}{NBSP}{MONTHS[start.month - 1]}"
    else:
        first = _day(start.day)
    return f"Du {first} au {date(end)}"


# Reading what a person typed ────────────────────────────────────────────────────────────────────


def plain(text):
    """Lower case without accents, for comparing what people type."""
    text = str(text)
    if text.isascii():
        return text.lower().strip()
    text = unicodedata.normalize("NFD", text)
    return "".join([c for c in text if not unicodedata.combining(c)]).casefold().strip()


# Letters that are no other letter with an accent, as the database writes them (`unaccent`): « Łukasz », « Đặng », « Işık ».
_LETTERS = str.maketrans(
    {"œ": "oe", "æ": "ae", "ð": "d", "ø": "o", "þ": "th", "đ": "d", "ħ": "h", "ı": "i", "ł": "l", "ŋ": "n", "ŧ": "t"}
)  # fmt: skip


def plain_words(text):
    """« Jean-Noël O’Brien » : ["jean", "noel", "o", "brien"]."""
    return re.findall(r"[a-z0-9]+", plain(text).translate(_LETTERS))


def _month_number(word):
    word = plain(word).rstrip(".")
    if len(word) < 3:
        return None
    found = [i for i, name in enumerate(MONTHS, 1) if plain(name).startswith(word)]
    return found[0] if len(found) == 1 else None


def _year(text):
    return int(text) + (2000 if int(text) < 50 else 1900) if len(text) == 2 else int(text)


DAY_NAMES = re.compile(
    r"(?:le\s+)?(?:(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|(?:lun|mar|mer|jeu|ven|sam|dim)\.),?\s+)?(?=\d)",
    re.IGNORECASE,
)


def parse_date(text):
    """Reads 17/11/2026, 17-11-2026, 17.11.26, 2026-11-17, 17-nov-26, « mardi 17 novembre 2026 ». Raises ValueError when it
    cannot.

    The name of the day is not compared with the date: of the two, the date is what was meant.
    """
    text = str(text).strip()
    if begun := DAY_NAMES.match(text):
        text = text[begun.end() :]
    if m := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", text):
        return dt.date(int(m[1]), int(m[2]), int(m[3]))
    if m := re.fullmatch(r"(\d{1,2})[\s/.-]+(\d{1,2})[\s/.-]+(\d{4}|\d{2})", text):
        return dt.date(_year(m[3]), int(m[2]), int(m[1]))
    if m := re.fullmatch(r"(\d{1,2})(?:er)?[\s-]+([^\W\d]+\.?)[\s-]+(\d{4}|\d{2})", text):
        number_ = _month_number(m[2])
        if number_:
            return dt.date(_year(m[3]), number_, int(m[1]))
    raise ValueError(text)


def parse_month(text):
    """Reads 11/2026, 2026-11, nov-26, « novembre 2026 », or a whole date. Returns the first day of the month."""
    text = str(text).strip()
    if m := re.fullmatch(r"(\d{1,2})[\s/.-]+(\d{4})", text):
        return dt.date(int(m[2]), int(m[1]), 1)
    if m := re.fullmatch(r"(\d{4})-(\d{1,2})", text):
        return dt.date(int(m[1]), int(m[2]), 1)
    if m := re.fullmatch(r"([^\W\d]+\.?)[\s-]+(\d{4}|\d{2})", text):
        number_ = _month_number(m[1])
        if number_:
            return dt.date(_year(m[2]), number_, 1)
    return parse_date(text).replace(day=1)


# Words ──────────────────────────────────────────────────────────────────────────────────────────

# « le onze », « le huit », « la hauteur », but « l’habitant »: only words that our pages actually meet.
ASPIRATED = ("haut", "hub", "huit", "onze", "oui", "hors", "hall", "hameau", "halle", "handicap")
YOD = ("yonne", "yerres", "yevre", "yeu")


def elides(word):
    bare = plain(word)
    if bare.startswith(ASPIRATED):
        return False
    if bare[:1] == "y":
        # « d’Yves », but « de Yanis »: before a vowel it is a consonant, a few names of places aside.
        return bare[1:2] not in tuple("aeiou") or bare.startswith(YOD)
    return bare[:1] in tuple("aeiouh")


def de(word):
    """« de Vénissieux », « d’Oullins » ; « le » and « les » contract: « du Creusot », « des Minguettes »."""
    word = str(word)
    if word.startswith("Les "):
        return "des " + word[4:]
    if word.startswith("Le "):
        return "du " + word[3:]
    return f"d’{word}" if elides(word) else f"de {word}"


def listing(words, last="et"):
    """« a, b et c »."""
    words = [str(w) for w in words]
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def words_number(n, *, feminine=False):
    """Small numbers in letters, for sentences: « trois », « une ». Figures from 17 on."""
    names = [
        "zéro",
        "un",
        "deux",
        "trois",
        "quatre",
        "cinq",
        "six",
        "sept",
        "huit",
        "neuf",
        "dix",
        "onze",
        "douze",
        "treize",
        "quatorze",
        "quinze",
        "seize",
    ]
    if n == 1 and feminine:
        return "une"
    return names[n] if 0 <= n < len(names) else number(n)


BROWSERS = [
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS", "Firefox"),
    ("Chrome/", "Chrome"),
    ("CriOS", "Chrome"),
    ("Safari/", "Safari"),
]
SYSTEMS = [
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
]


def browser(user_agent):
    """« Firefox sur Windows » from what a browser says of itself; the order matters, each imitates the next ones."""
    name = next((word for sign, word in BROWSERS if sign in user_agent), "Navigateur inconnu")
    system = next((word for sign, word in SYSTEMS if sign in user_agent), "")
    return f"{name} sur {system}" if system else name


def upper_first(text):
    return text[:1].upper() + text[1:]


# What sentences begin with, and no person, place or number does.
COMMON_OPENINGS = frozenset(
    re.findall(
        r"\w+",
        """
    aucun aucune au aux avec autre autres ce cet cette ces celle celui chaque cinq dans de des depuis deux du elle elles en encore
    il ils la le les leur ma moins mon ne nous on par pas personne plus plusieurs pour quand quatre que qui rien sa sans ses
    seul seule seuls seules si six son sur ton tous tout toute toutes trois trop un une votre vous vos y à
    choisissez cochez comptez confirmez dites donnez écrivez gardez indiquez laissez mettez précisez retirez vérifiez
    """,
    )
)


def after_colon(sentence):
    """The sentence as it reads after « : » : its capital goes, unless the first word may be a name or a number."""
    first = re.match(r"[^\W\d]+", sentence)
    if first is None:
        return sentence
    rest = sentence[first.end() :]
    # « L’acte », « C’est », but « L’Horme ».
    elided = len(first[0]) < 3 and rest[:1] in ("’", "'") and rest[1:2].islower()
    if elided or (first[0].lower() in COMMON_OPENINGS and rest[:1] in (" ", NBSP, ",")):
        return sentence[:1].lower() + sentence[1:]
    return sentence


def name(text):
    """A name typed in capitals reads as a name: « TESTAUD » : « Testaud »; two letters are initials, or a whole name."""
    return text.title() if text.isupper() and len(text) > 2 else text


def lower_first(text):
    """Lower the first letter unless the word is an acronym: « EBE active » stays."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]
