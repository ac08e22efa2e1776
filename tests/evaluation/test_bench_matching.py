"""The page of duplicates measured on a public set: by its own search, and nothing of it stays."""

from evaluation.bench.matching import page_pairs
from ppde.models import Person
from territories.models import Territory


def row(first: str, last: str, born: str, code: str = "2612") -> dict[str, str]:
    return {"given_name": first, "surname": last, "date_of_birth": born, "postcode": code}


def test_the_page_finds_its_pairs_in_a_territory_that_is_put_away(world):
    places, persons = Territory.objects.count(), Person.objects.count()
    found = page_pairs(
        {
            "a": row("michaela", "neumann", "19151111"),
            "b": row("michaela", "neuman", "19151111"),
            "c": row("courtney", "painter", "19161214"),
            "d": row("", "painter", "", ""),
        }
    )
    assert frozenset("ab") in found
    assert frozenset("ac") not in found
    assert all(0.5 <= likeness <= 1 for likeness in found.values())
    assert (Territory.objects.count(), Person.objects.count()) == (places, persons)
