"""What a cell may hold. A type reads the text of a cell and writes a value back as text.

A refusal names its rule by a code; RULES says each in a few words, for the list of problems.
"""

import datetime as dt
import re
import unicodedata
from contextlib import suppress
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.utils import timezone

from tzcld.ui import french, nir

RULES = {
    "required": "Réponse manquante",
    "date": "Date illisible ou qui n’existe pas",
    "future": "Date qui n’est pas encore passée",
    "early": "Date trop ancienne",
    "choice": "Réponse hors de la liste",
    "integer": "Nombre entier attendu",
    "decimal": "Nombre attendu",
    "small": "Nombre trop petit",
    "large": "Nombre trop grand",
    "long": "Texte trop long",
    "nir": "Numéro de sécurité sociale",
    "email": "Adresse électronique incomplète",
    "emails": "Plusieurs adresses dans une cellule",
    "phone": "Numéro de téléphone illisible",
    "url": "Adresse de site incomplète",
    "siret": "SIRET faux",
    "unknown": "Introuvable dans ce territoire",
    "several": "Plusieurs réponses possibles",
    "twice": "Deux fois dans le fichier",
    "broken": "Erreur de calcul du tableur",
    "rule": "Règle non respectée",
}
# What spreadsheets write where a formula failed, and what some tools write for nothing.
# In English, in French, with the blank that French puts before « ! »; a row of « # » is a date in too narrow a column, in a CSV.
BROKEN = re.compile(
    r"#(N/?[AD]|(?:REF|VALUE|VALEUR|DIV/0|NAME|NOM|NUM|NOMBRE|NULL?|CALC|SPILL|[EÉ]PARS|FIELD|CHAMP)\s?[!?])|#{3,}|Err\s?:\s?\d{3}|NaN",
    re.IGNORECASE,
)
# What people write where they have nothing to say. « NA », « NC » may be names.
NOTHING = re.compile(
    r"[-\u2010-\u2015\u2212_./?\u2026\s]+|n\s?/\s?[acdr]|n\.\s?[acdr]\.?|néant|\(?vide\)?|\(null\)|non (?:renseigné|communiqué|connu)e?|sans objet",
    re.IGNORECASE,
)


def says_nothing(text: str) -> bool:
    return bool(NOTHING.fullmatch(text))


class Wrong(Exception):
    """A value is refused: `rule` is a key of RULES, the message a French sentence that says what to write."""

    def __init__(self, rule: str, message: str):
        super().__init__(message)
        self.rule, self.message = rule, message


@dataclass
class Text:
    """Free text of at most `longest` signs; no social security number."""

    longest: int = 300
    nir_guard = True
    # « - » would be read as an answer.
    takes_anything = True

    def read(self, text: str) -> str:
        if len(text) > self.longest:
            raise Wrong(
                "long", f"{len(text)} signes sont écrits. Écrivez {self.longest} signes au plus."
            )
        # A number of 13 digits at least: most cells are too short to ask.
        if self.nir_guard and len(text) > 12 and (found := nir.looks_like_nir(text)):
            raise Wrong(
                "nir",
                f"Retirez le numéro à {nir.digits(found)} chiffres\u00a0: la plateforme ne garde aucun numéro de sécurité sociale.",
            )
        return text

    def write(self, value) -> str:
        return str(value)

    accepted = ()

    @staticmethod
    def says_less(known: str, said: str) -> bool:
        """The same words as a list in capitals or without accents has them: « Benaissa » for « Benaïssa », « De La Tour » for
        « de La Tour »; and without the lines of a text, which a cell does not keep."""
        known, said = (" ".join(text.replace("’", "'").split()) for text in (known, said))
        bare = unicodedata.normalize("NFD", known)
        bare = "".join(c for c in bare if not unicodedata.combining(c))
        poorer = {text for one in (known, bare) for text in (one, one.replace("-", " "))}
        written = (str.upper, str.lower, lambda text: french.name(text.upper()))
        return said in poorer or any(said == write(one) for write in written for one in poorer)


class Name(Text):
    """A name typed in capitals reads as a name."""

    def read(self, text: str) -> str:
        text = super().read(text)
        if not any(c.isalpha() for c in text):
            raise Wrong("rule", "Un nom s’écrit avec des lettres.")
        return french.name(text)


CIVILITY = re.compile(
    r"\A(?:m\.|mr\.?|mme\.?|mlle\.?|m|monsieur|madame|mademoiselle)\s+", re.IGNORECASE
)


class PersonName(Name):
    """The whole name of somebody in one cell, without « Mme » or « M. »."""

    def read(self, text: str) -> str:
        return super().read(CIVILITY.sub("", text))


@dataclass
class WholeName:
    """The name and the first name in one cell: told apart by capitals, by a comma after the name, else by their order when they
    are two words.

    Where the first name comes first, a comma tells nothing: some put the name before it all the same.
    """

    is_first_before: bool = False
    accepted = ()

    def read(self, text: str) -> tuple[str, str]:
        last, first = self._apart(CIVILITY.sub("", text))
        return Name(80).read(last), Name(80).read(first)

    def _apart(self, text: str) -> tuple[str, str]:
        parts = [part.strip() for part in text.split(",")]
        if not self.is_first_before and len(parts) == 2 and all(parts):
            return parts[0], parts[1]
        words = text.split() if len(parts) == 1 else []
        capitals = [word.isupper() for word in words]
        n = sum(capitals)
        if 0 < n < len(words):
            if all(capitals[:n]):
                return " ".join(words[:n]), " ".join(words[n:])
            if all(capitals[-n:]):
                return " ".join(words[-n:]), " ".join(words[:-n])
        elif len(words) == 2:
            return (words[1], words[0]) if self.is_first_before else (words[0], words[1])
        how = (
            "par exemple Marie LE GALL."
            if self.is_first_before
            else "par exemple LE GALL Marie, ou mettez une virgule après le nom."
        )
        raise Wrong("rule", f"Où finit le nom\u00a0? Écrivez-le en capitales, {how}")

    def write(self, value) -> str:
        return ", ".join(value)


def _words(text: str) -> str:
    """« bouche à oreille » for « bouche-à-oreille »."""
    return " ".join(french.plain_words(text))


@dataclass
class Choice:
    """One answer of a list, by its label, its code or a synonym; accents, case, hyphens and apostrophes ignored."""

    choices: Any
    synonyms: dict[str, str] = field(default_factory=dict)

    def __post_init__(self):
        self.labels = {key: str(label) for key, label in self.choices}
        self.known = {french.plain(label): key for key, label in self.labels.items()}
        self.known |= {french.plain(key): key for key in self.labels if key}
        self.known |= {french.plain(word): key for word, key in self.synonyms.items()}
        # « Référent·e » is also « référent », « référente ».
        for key, label in self.labels.items():
            self.known.setdefault(french.plain(label.replace("·", "")), key)
            self.known.setdefault(french.plain(re.sub(r"·\w+", "", label)), key)
        for said, key in list(self.known.items()):
            if words := _words(said):
                self.known.setdefault(words, key)

    def read(self, text: str):
        said = french.plain(text)
        if said in self.known:
            return self.known[said]
        try:
            return self.known[_words(said)]
        except KeyError:
            listed = french.listing([f"«\u00a0{w}\u00a0»" for w in self.accepted[:6]], "ou")
            more = ", entre autres" if len(self.accepted) > 6 else ""
            raise Wrong("choice", f"Écrivez {listed}{more}.") from None

    def write(self, value) -> str:
        return self.labels.get(value, str(value))

    @property
    def accepted(self) -> list[str]:
        return [label for label in self.labels.values() if label]


YES_NO = Choice(
    [(True, "oui"), (False, "non")],
    {
        "o": True,
        "n": False,
        "x": True,
        "vrai": True,
        "faux": False,
        "1": True,
        "0": False,
        "yes": True,
        "no": False,
    },
)


@dataclass
class Many:
    """Several answers of a list, separated by commas, semicolons or bars."""

    choice: Choice

    def read(self, text: str) -> list:
        words = [word.strip() for word in re.split(r"[,;/|]", text)]
        return list(dict.fromkeys(self.choice.read(word) for word in words if word))

    def write(self, value) -> str:
        return ", ".join(self.choice.write(one) for one in value)

    @property
    def accepted(self):
        return self.choice.accepted


@dataclass
class Date:
    """A day; by default not to come, and not before `earliest`."""

    may_be_future: bool = False
    earliest: dt.date = dt.date(1930, 1, 1)
    accepted = ()

    def read(self, text: str) -> dt.date:
        try:
            # The hour that some spreadsheets add says nothing here.
            day = french.parse_date(re.sub(r"[ T]\d{1,2}:\d{2}(:\d{2})?$", "", text))
        except ValueError:
            refuse_serial(text)
            raise Wrong(
                "date", f"{_fault(text)}. Écrivez jour/mois/année, par exemple 17/11/2026."
            ) from None
        today = timezone.localdate()
        if not self.may_be_future and day > today:
            raise Wrong(
                "future", f"Ce jour n’est pas encore passé. Écrivez au plus tard {today:%d/%m/%Y}."
            )
        if day < self.earliest or day.year > today.year + 50:
            raise Wrong("early", "L’année n’est pas vraisemblable. Vérifiez-la.")
        return day

    def write(self, value) -> str:
        return french.numeric_date(value)


def refuse_serial(text: str) -> None:
    """What a spreadsheet holds of a date whose cell is not told to be one: the days since the 30th of December 1899.

    Not read as a date: old workbooks of Macintosh count from 1904, and nothing in the number says which.
    """
    if re.fullmatch(r"[1-5]\d{4}", text):
        day = dt.date(1899, 12, 30) + dt.timedelta(days=int(text))
        raise Wrong(
            "date",
            f"Le tableur a écrit un nombre au lieu d’une date, sans doute le {french.numeric_date(day)}. Donnez à la colonne le "
            "format Date dans le tableur et choisissez-le à nouveau, ou écrivez la date ici.",
        )


def _fault(text: str) -> str:
    if _lacks_year(text):
        return "L’année manque"
    with suppress(ValueError):
        if french.parse_month(text):
            return "Le jour manque"
    return (
        "Cette date n’existe pas"
        if re.match(r"\d{1,4}[\s/.-]", text)
        else "Cette date n’est pas lisible"
    )


def _lacks_year(text: str) -> bool:
    """« 10 mars », « 10/03 »: read with a year, they are dates."""
    for more in (" 2000", "/2000"):
        with suppress(ValueError):
            return bool(french.parse_date(f"{text.strip()}{more}"))
    return False


class Month(Date):
    """A month, kept as its first day."""

    def read(self, text: str) -> dt.date:
        try:
            return french.parse_month(text)
        except ValueError:
            refuse_serial(text)
            raise Wrong(
                "date", "Ce mois n’est pas lisible. Écrivez mois/année, par exemple 11/2026."
            ) from None

    def write(self, value) -> str:
        return f"{value:%m/%Y}"


FIGURES = str.maketrans(
    {" ": None, "\u00a0": None, "\u202f": None, "€": None, "\u2212": "-", ",": "."}
)


# « 98.500 »: ninety-eight thousand for some, half a unit more than ninety-eight for others.
THOUSANDS = re.compile(r"-?[1-9]\d{0,2}(?:\.\d{3})+")


@dataclass
class Number:
    """A decimal between `least` and `most`, with `places` decimals; whole when `places` is 0."""

    least: Decimal | int | None = None
    most: Decimal | int | None = None
    places: int = 0
    accepted = ()
    # « - » is how accounts write zero, which is not nothing.
    may_say_nothing = False

    def read(self, text: str):
        figures = text.translate(FIGURES).removesuffix("h").removesuffix("%")
        if self.places < 3 and "," not in text and THOUSANDS.fullmatch(figures):
            whole, decimal = figures.replace(".", ""), figures.replace(".", ",")
            other = f" ou {decimal}" if figures.count(".") == 1 and self.places else ""
            raise Wrong(
                "decimal" if self.places else "integer",
                f"Le point peut séparer des milliers ou des décimales. Écrivez {whole}{other}.",
            )
        if hours := re.fullmatch(r"(\d{1,3})h([0-5]\d)", figures):
            figures = str(int(hours[1]) + Decimal(hours[2]) / 60)
        rule = "decimal" if self.places else "integer"
        example = "24,5" if self.places else "24"
        try:
            value = Decimal(figures)
            whole = value == value.to_integral_value()
        except (InvalidOperation, ValueError, OverflowError):
            raise Wrong(rule, f"Écrivez un nombre en chiffres, par exemple {example}.") from None
        if not value.is_finite() or abs(value) > 10**12:
            raise Wrong(rule, f"Écrivez un nombre en chiffres, par exemple {example}.")
        if not self.places and not whole:
            raise Wrong("integer", "Écrivez un nombre entier, sans virgule.")
        if self.least is not None and value < self.least:
            raise Wrong("small", f"Écrivez {_limit(self.least)} ou plus.")
        if self.most is not None and value > self.most:
            raise Wrong("large", f"Écrivez {_limit(self.most)} ou moins.")
        return round(value, self.places) if self.places else int(value)

    def write(self, value) -> str:
        return french.number(value).replace(french.NBSP, "") if self.places else str(value)


# An address of the common kind: what the whole rule of Django accepts, told in one pass.
PLAIN_EMAIL = re.compile(
    r"[a-z0-9]+(?:[._+-][a-z0-9]+)*@(?:[a-z0-9]+(?:-[a-z0-9]+)*\.)+[a-z]{2,24}", re.IGNORECASE
)


@dataclass
class Email:
    accepted = ()

    def read(self, text: str) -> str:
        text = re.sub(r"^mailto:|[;,.]$", "", text, flags=re.IGNORECASE).strip()
        if len(text) < 60 and text.isascii() and PLAIN_EMAIL.fullmatch(text):
            return text
        if (n := sum("@" in word for word in re.split(r"[\s,;/|]+", text))) > 1:
            raise Wrong("emails", f"{n} adresses sont écrites ici. Gardez-en une par cellule.")
        try:
            validate_email(text)
        except ValidationError:
            raise Wrong(
                "email", "Écrivez une adresse entière, par exemple prenom.nom@exemple.fr."
            ) from None
        return text

    def write(self, value) -> str:
        return value


def _limit(value) -> str:
    """A year is not cut in two: « 1930 », but « 20 000 »."""
    said = french.number(value)
    return said if abs(value) >= 10_000 else said.replace(french.NBSP, "")


@dataclass
class Phone:
    """A French number, in pairs; the zero that spreadsheets take away is given back. Others: their + and digits."""

    accepted = ()

    def read(self, text: str) -> str:
        digits = re.sub(r"[\s\u00a0\u202f./()-]", "", text)
        # The + too goes where the cell holds a number.
        digits = re.sub(r"^(?:(?:\+33|0033)0?|33(?=[1-9]\d{8}$))", "0", digits)
        if re.fullmatch(r"0?[1-9]\d{8}", digits):
            d = digits[-9:]
            return f"0{d[0]} {d[1:3]} {d[3:5]} {d[5:7]} {d[7:]}"
        if re.fullmatch(r"\+\d{8,15}", digits):
            return digits
        raise Wrong(
            "phone", "Écrivez dix chiffres, par exemple 06 12 34 56 78. Un seul numéro par cellule."
        )

    def write(self, value) -> str:
        """The same number typed otherwise is the same."""
        try:
            return self.read(value)
        except Wrong:
            return value


@dataclass
class Url:
    accepted = ()

    def read(self, text: str) -> str:
        address = text if "://" in text else f"https://{text}"
        try:
            URLValidator(schemes=["http", "https"])(address)
        except ValidationError:
            raise Wrong(
                "url", "Écrivez l’adresse entière, par exemple https://www.exemple.fr."
            ) from None
        if len(address) > 200:
            raise Wrong("long", f"{len(address)} signes sont écrits. Écrivez 200 signes au plus.")
        return address

    def write(self, value) -> str:
        return value


@dataclass
class Siret:
    """14 digits whose Luhn sum is a multiple of ten (INSEE)."""

    accepted = ()

    def read(self, text: str) -> str:
        digits = re.sub(r"[\s\u00a0\u202f.]", "", text)
        if not (digits.isdecimal() and len(digits) == 14 and _luhn(digits)):
            raise Wrong(
                "siret",
                "Ce numéro n’est pas un SIRET. Recopiez les 14 chiffres de l’avis de situation.",
            )
        return digits

    def write(self, value) -> str:
        return value


def _luhn(digits: str) -> bool:
    doubled = [int(d) * (2 if i % 2 else 1) for i, d in enumerate(reversed(digits))]
    return sum(d - 9 if d > 9 else d for d in doubled) % 10 == 0


@dataclass
class Known:
    """A row that exists, by its name. `rows`: {name: row}, given when the check starts (see Kind.load)."""

    what: str  # « quartier », with its article: « Aucun quartier »
    rows: dict[str, Any] = field(default_factory=dict)
    feminine: bool = False
    otherwise: str = "Vérifiez l’orthographe."  # what to do when it is not known

    def __post_init__(self):
        self.known: dict[str, Any] = {}
        self.by_key = {getattr(row, "pk", row): row for row in self.rows.values()}
        self.doubtful: set[str] = set()
        for name, row in self.rows.items():
            key = french.plain(name)
            if key in self.known:
                self.doubtful.add(key)
            self.known[key] = row

    def read(self, text: str):
        key = french.plain(text)
        if key in self.doubtful:
            raise Wrong("several", f"Plusieurs réponses portent ce nom ({self.what}). Précisez.")
        if key not in self.known:
            none = "Aucune" if self.feminine else "Aucun"
            raise Wrong(
                "unknown",
                f"{none} {self.what} de ce nom n’est connu{'e' if self.feminine else ''} ici. {self.otherwise}",
            )
        return self.known[key]

    def write(self, value) -> str:
        return str(value)

    @property
    def accepted(self):
        return list(self.rows)
