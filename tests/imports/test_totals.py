"""Lines of totals: left out by themselves, told, taken back."""

import pytest
from django.urls import reverse

from territories.imports import operations, steps
from tests.imports.staging import staged
from tzcld.imports.totals import totals

HEAD = "Structure;Type;Commune;Salariés"
LINES = ("Régie;association;Givors;12", "Mairie;collectivité;Givors;8")


def found(*lines: str) -> set[int]:
    return totals([(n, line.split(";")) for n, line in enumerate(lines, 1)])


@pytest.mark.parametrize(
    "line",
    [
        "Total;;;20",
        ";;TOTAL :;20",
        "Sous-total Givors;;;20",
        "Totaux;;;1 250,5 €",
        ";;;20",
        "Total général",
    ],
)
def test_a_total_is_recognised(line):
    assert found(*LINES, line) == {3}


@pytest.mark.parametrize(
    "line",
    [
        "Total;Jean;;20",
        "Total Énergies;;;",
        "Total Énergies;entreprise;;20",
        "Total Énergies;;;73282932000074",
        "Total Énergies;;;06 12 34 56 78",
        "Totalement;;;20",
        ";;;21",
        ";;Givors;20",
    ],
)
def test_a_row_of_data_is_none(line):
    assert found(*LINES, line) == set()


def test_sums_are_those_since_the_last_total_or_of_the_whole_and_a_count_is_no_sum():
    assert found("a;2", "b;4", ";6", "c;2", "d;5", ";7", ";13") == {3, 6, 7}
    assert found("1;a", "2;b", "3", "4") == set()


def test_totals_are_left_out_told_and_taken_back(as_team, sign_in):
    batch = staged(as_team, "organisations", HEAD, *LINES, "TOTAL;;;20")
    assert (batch.rows, batch.counts) == (2, {"create": 2, "notes": 0})
    client, here = sign_in("lead"), [as_team.home.slug, batch.kind, batch.pk]
    to = {
        name: reverse(f"territories:{name}", args=here)
        for name in ("import_columns", "import_confirm", "import_correct")
    }
    for name in ("import_columns", "import_confirm"):
        assert "La ligne 4 est un total" in client.get(to[name]).content.decode().replace(
            "\u00a0", " "
        )
    # What is not imported of it is not kept either.
    assert steps.totals_left(batch) == [(4, ["TOTAL", "", "", ""])]
    page = client.post(to["import_correct"], {"totaux": "1"}, follow=True).content.decode()
    assert "Totaux repris comme des lignes, vérification refaite." in page
    assert "est un total" not in page
    batch.refresh_from_db()
    assert (batch.rows, batch.counts) == (3, {"create": 2, "error": 1, "notes": 0})
    # Clicked again, from a page not reloaded.
    page = client.post(to["import_correct"], {"totaux": "1"}, follow=True).content.decode()
    assert "Rien n’a changé." in page
    assert "Totaux repris" not in page


def test_a_column_taken_up_is_read_again_in_the_totals_too(as_team):
    batch = staged(as_team, "organisations", HEAD, *LINES, "Total;;;20")
    batch = operations.choose_columns(batch, {**batch.mapping, "note": 3})
    assert steps.totals_left(batch) == [(4, ["Total", "", "", "20"])]


def test_a_file_of_totals_alone_has_no_row_to_import(as_team):
    with pytest.raises(AssertionError, match="n’a que des titres"):
        staged(as_team, "organisations", HEAD, "Total;;;20")
