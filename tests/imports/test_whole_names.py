"""« NOM Prénom » in one cell, as many lists have it."""

import pytest
from django.urls import reverse

from ppde.models import Person
from territories.imports import operations, steps
from territories.models import Contact
from tests.imports.staging import problems, staged
from tzcld.imports.values import WholeName, Wrong


@pytest.mark.parametrize(
    ("text", "is_first_before", "read"),
    [
        ("DUFOUR Élodie", False, ("Dufour", "Élodie")),
        ("Élodie DUFOUR", False, ("Dufour", "Élodie")),
        ("LE GALL Marie-Claire", False, ("Le Gall", "Marie-Claire")),
        ("Jean Paul DA SILVA", True, ("Da Silva", "Jean Paul")),
        ("Mme DUFOUR Élodie", False, ("Dufour", "Élodie")),
        ("Le Gall, Marie Claire", False, ("Le Gall", "Marie Claire")),
        ("Mme Le Gall, Marie", False, ("Le Gall", "Marie")),
        ("Dufour Élodie", False, ("Dufour", "Élodie")),
        ("Élodie Dufour", True, ("Dufour", "Élodie")),
        ("DUFOUR ÉLODIE", False, ("Dufour", "Élodie")),
    ],
)
def test_where_the_name_ends(text, is_first_before, read):
    assert WholeName(is_first_before).read(text) == read


@pytest.mark.parametrize(
    ("text", "is_first_before"),
    [
        ("Le Gall Marie", False),
        ("DA SILVA MARIA", False),
        ("Dufour", False),
        ("Li DU Wang", False),
        ("Dufour,", False),
        ("Le Gall, Marie, Anne", False),
        # « Le Gall, Marie » in a column of first names first: which is it?
        ("Le Gall, Marie", True),
        ("Marie, Gall", True),
    ],
)
def test_where_the_name_ends_is_never_guessed(text, is_first_before):
    with pytest.raises(Wrong, match="Où finit le nom"):
        WholeName(is_first_before).read(text)


LINES = ("NOM Prénom;Né en;Suivi", "DUFOUR Élodie;1989;", "Le Gall Marie;1967;")


def test_a_list_with_whole_names_is_imported_and_read_again(as_team):
    batch = staged(as_team, "personnes", *LINES)
    assert batch.mapping == {"last_first": 0, "birth_year": 1}
    # The name alone is to be corrected: nothing is asked of the two columns that the file does not have.
    assert problems(batch) == [(3, "rule", "last_first")]
    operations.correct_values(batch, {("last_first", "Le Gall Marie"): "LE GALL Marie"})
    batch.refresh_from_db()
    operations.confirm(batch)
    assert set(Person.objects.filter(number__gte=3, territory=as_team.home).values_list("last_name", "first_name")) >= {
        ("Dufour", "Élodie"), ("Le Gall", "Marie"),
    }  # fmt: skip
    again = staged(as_team, "personnes", LINES[0], LINES[1], "Le Gall, Marie;1967;")
    assert again.counts == {"unchanged": 2, "notes": 0}


def test_the_page_of_the_columns_asks_for_no_other_name(as_team, client):
    client.force_login(as_team.users["lead"])
    batch = staged(as_team, "personnes", *LINES)
    args = [as_team.home.slug, "personnes", batch.pk]
    page = client.get(reverse("territories:import_columns", args=args)).content.decode()
    assert "manque" not in page
    page = client.get(reverse("territories:import_row", args=[*args, 3])).content.decode()
    assert "Le Gall Marie" in page
    assert 'name="last_name"' not in page


def test_a_column_of_its_own_says_better(as_team):
    batch = staged(
        as_team, "personnes", "Nom;Prénom;Nom complet", "Dufour;Élodie;Du Four Élodie Anne"
    )
    assert problems(batch) == [(2, "rule", "last_first")]
    batch = staged(as_team, "personnes", "Nom;Prénom;Nom complet", "Dufour;Élodie;FOUR Anne")
    assert (steps.staged(batch).get().label, batch.counts["create"]) == ("Élodie Dufour", 1)


def test_facts_and_contacts_have_whole_names_too(as_team):
    operations.confirm(staged(as_team, "personnes", "Nom et prénom", "DUFOUR Élodie"))
    facts = staged(
        as_team,
        "faits",
        "Prénom Nom;Fait;Date",
        "Élodie Dufour;atelier;03/11/2026",
        "Ana Du Roux;atelier;03/11/2026",
    )
    assert problems(facts) == [(3, "rule", "first_last")]
    assert facts.counts["create"] == 1
    contacts = staged(as_team, "contacts", "Structure;Nom et prénom", "Association;DUFOUR Élodie")
    operations.confirm(contacts)
    assert (
        str(Contact.objects.get(last_name="Dufour", territory=as_team.home).first_name) == "Élodie"
    )
