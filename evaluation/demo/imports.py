"""Two spreadsheets under way, checked: contacts, some to correct; persons, some known already. The reader's own process reads."""

from ppde.models import Person
from territories.imports import operations
from territories.imports.kinds import kinds
from territories.models import Organisation, Territory
from tzcld.users.models import User

HEAD = "Structure;Nom;Prénom;Fonction;Courriel;Téléphone"
PEOPLE = [
    ("Aubrac", "Lise", "directrice", "lise.aubrac@exemple.fr", "04 00 00 00 11"),
    ("Okoye", "Samuel", "chargé d’insertion", "samuel.okoye@exemple", "04 00 00 00 12"),
    ("Ferrand", "Inès", "conseillère", "ines.ferrand@exemple.fr", "04 00 00"),
    ("Novak", "Tom", "président", "", "0400000014"),
]
PERSONS = "Nom;Prénom;Né en;Téléphone;Orientée par"
# Beside two persons of the territory whose telephone changed.
NEW_PERSONS = (
    "Ferhat;Dalila;1979;06 00 00 08 01;CCAS",
    "Mounier;Joël;1968;06 00 00 08 02;association",
    "Da Silva;Paula;1984;06 00 00 08;bouche-à-oreille",
)


def load(users: dict[str, User]) -> None:
    """Left at their step « Corriger » by the cheffe de projet and by the référente."""
    territory = Territory.objects.get(slug="villeurbanne-les-brosses")
    _contacts(territory, users["cheffe"])
    _persons(territory, users["referente"])


def _persons(territory: Territory, by: User) -> None:
    known = Person.objects.filter(territory=territory, state="listed", birth_year__isnull=False)
    rows = [
        f"{person.last_name.upper()};{person.first_name};{person.birth_year};06 00 00 07 {n:02};"
        for n, person in enumerate(known.order_by("number")[:2])
    ]
    _check(territory, by, "personnes", [PERSONS, *rows, *NEW_PERSONS])


def _contacts(territory: Territory, by: User) -> None:
    names = list(
        Organisation.objects.filter(territory=territory)
        .order_by("name")
        .values_list("name", flat=True)[:3]
    )
    rows = [
        ";".join((place, *person))
        for place, person in zip([*names, "Structure inconnue"], PEOPLE, strict=False)
    ]
    _check(territory, by, "contacts", [HEAD, *rows])


def _check(territory: Territory, by: User, kind: str, rows: list[str]) -> None:
    batch = operations.open_batch(
        kinds()[kind](territory, by), name=f"{kind}.csv", data="\n".join(rows).encode()
    )
    operations.choose_columns(batch, batch.mapping)
