"""Whom a line of a file means: a number, a year of birth, and what makes it the person of a file already kept."""

import re
from contextlib import suppress

from ppde.duplicates import matching
from ppde.models import Merge, Person
from territories.imports.kinds import Row
from tzcld.imports.values import Date, Number, Wrong, refuse_serial
from tzcld.matching import DIFFERS, NEAR, letters, pair_of_names
from tzcld.ui import french

NUMBER = re.compile(r"\s*m?\s*-?\s*0*(\d{1,9})\s*", re.IGNORECASE)
NOT_DIGITS = re.compile(r"\D+")


class Reference:
    """M-0047, m47 or 47."""

    accepted = ()

    def read(self, text: str) -> int:
        match = NUMBER.fullmatch(text)
        if not match:
            raise Wrong(
                "unknown",
                "Écrivez le numéro tel que la plateforme le donne, par exemple M-0047, ou videz la cellule.",
            )
        return int(match[1])

    def write(self, value) -> str:
        return f"M-{value:04d}"


class Year(Number):
    """A year of birth; of a whole date the year alone is kept (domain.md §8.1)."""

    may_say_nothing = True

    def read(self, text: str) -> int:
        if re.search(r"\d[/.-]\d", text):
            return super().read(str(Date().read(text).year))
        with suppress(ValueError):
            # « 12 mars 1978 »
            return super().read(str(french.parse_date(text).year))
        refuse_serial(text)
        try:
            return super().read(text)
        except Wrong as wrong:
            if wrong.rule == "integer":
                wrong.message = "Écrivez l’année en quatre chiffres, par exemple 1984."
            raise

    def write(self, value) -> str:
        return str(value)


def names_key(last: str, first: str) -> tuple[str, str]:
    """« BENAISSA, Zoé » and « Ben-Aïssa, Zoe » are the same names."""
    return "".join(french.plain_words(last)), "".join(french.plain_words(first))


def bears_another_name(person: Person, row: Row) -> bool:
    """What the row says of the names is not the file's, slips and accents apart; a row without names says nothing."""
    said, known = (
        (letters(last or ""), letters(first or ""))
        for last, first in (
            (row.get("last_name"), row.get("first_name")),
            (person.last_name, person.first_name),
        )
    )
    last, first, _ = pair_of_names(said, known)
    return any(
        name and (level or DIFFERS) < NEAR for name, level in zip(said, (last, first), strict=True)
    )


def file_of(row: Row) -> matching.File:
    """What is compared of a row not written yet."""
    district = row.get("district")
    texts = (row.get(name) or "" for name in ("last_name", "first_name"))
    contacts = (row.get(name) or "" for name in ("phone", "email"))
    return matching.File(
        0, 0, *texts, row.get("birth_year"), *contacts, district.pk if district else None
    )


def taken_up(territory) -> dict[str, str]:
    """{number of a file that a merge has taken up: number of the file that has it now}."""
    merges = Merge.objects.filter(territory=territory, undone_at=None).select_related("kept")
    return {made.absorbed_reference: made.kept.reference for made in merges}


def refuse_number(row: Row, number: int, taken: dict[str, str], otherwise: str) -> None:
    """No file here bears this number; where one did, the line is told which does now."""
    said = Reference().write(number)
    now = taken.get(said)
    why = (
        f"Le dossier {said} a été fusionné dans {now}\u00a0: écrivez ce numéro."
        if now
        else otherwise
    )
    row.refuse("unknown", why, "number", said)


def refuse_frozen(row: Row, person: Person) -> None:
    row.refuse(
        "rule",
        f"Le dossier {person.reference} est gelé à la demande de la personne\u00a0: rien ne s’y écrit. Retirez cette ligne.",
    )


def contacts_of(phone: str | None, email: str | None) -> frozenset[str]:
    # Most numbers are written in pairs: nothing else to take away.
    figures = (phone or "").replace(" ", "")
    if figures and not figures.isdecimal():
        figures = NOT_DIGITS.sub("", figures)
    return frozenset(filter(None, (figures, (email or "").casefold())))


def is_same(person: Person, row: Row) -> bool:
    """A contact in common and years of birth that do not differ; where one has no contact, the same year, or nothing more
    than the names on both sides.
    """
    born = row.get("birth_year")
    if not may_be_same(person, row):
        return False
    mine, theirs = (
        contacts_of(row.get("phone"), row.get("email")),
        contacts_of(person.phone, person.email),
    )
    if mine and theirs:
        return bool(mine & theirs)
    return person.birth_year == born and (bool(born) or not (mine or theirs))


def likeness(person: Person, row: Row) -> str:
    """What two files of the same names have in common, and what keeps the check from saying that they are one person."""
    told, born = ["même nom, même prénom"], row.get("birth_year")
    if born and born == person.birth_year:
        told.append("même année de naissance")
    mine = contacts_of(row.get("phone"), row.get("email"))
    theirs = contacts_of(person.phone, person.email)
    if mine and theirs:
        told.append("même contact" if mine & theirs else "autre téléphone ou autre adresse")
    return ", ".join(told)


def may_be_same(person: Person, row: Row) -> bool:
    return None in (person.birth_year, row.get("birth_year")) or person.birth_year == row.get(
        "birth_year"
    )
