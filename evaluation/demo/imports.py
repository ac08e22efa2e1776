"""A spreadsheet under way: contacts typed elsewhere, checked, some to correct. The reader's own process does the reading."""

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


def load(users: dict[str, User]) -> None:
    """An import of the cheffe de projet, left at its step « Corriger »."""
    territory, by = Territory.objects.get(slug="villeurbanne-les-brosses"), users["cheffe"]
    names = list(
        Organisation.objects.filter(territory=territory)
        .order_by("name")
        .values_list("name", flat=True)[:3]
    )
    rows = [
        ";".join((place, *person))
        for place, person in zip([*names, "Structure inconnue"], PEOPLE, strict=False)
    ]
    batch = operations.open_batch(
        kinds()["contacts"](territory, by),
        name="contacts.csv",
        data="\n".join([HEAD, *rows]).encode(),
    )
    operations.choose_columns(batch, batch.mapping)
