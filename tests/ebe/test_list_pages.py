"""The lists of the enterprises: rows, files, queries, suggestions."""

from datetime import date
from decimal import Decimal as D

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ebe import operations
from ebe.models import (
    CdeStatement,
    Enterprise,
    MonthlyReturn,
    Proposal,
)
from territories.models import Entry
from tests.ebe.pages import at, rows, words


def test_contracts_in_force_on_a_day_show_the_hours_of_that_day(sign_in, as_team, employ):
    contract = as_team.rows["home"]["contract"]
    operations.change_hours(
        contract, weekly_hours=D(14), from_day=date(2026, 6, 1), by=as_team.users["lead"]
    )
    employ(35, date(2025, 1, 1), date(2025, 12, 31), privation=False, name="Partie")
    client = sign_in("lead")
    text = words(client.get(f"{at('contract_list')}?en_vigueur=1/12/2025"))
    assert "Partie" in text
    assert "28" in text
    text = words(client.get(f"{at('contract_list')}?en_vigueur=1/7/2026"))
    assert "Partie" not in text
    assert "0,4" in text
    assert "Partie" not in words(client.get(f"{at('contract_list')}?origine=privation"))
    assert "1 contrat" in words(client.get(f"{at('contract_list')}?nom=parti"))
    assert "2 contrats" in words(client.get(f"{at('contract_list')}?en_vigueur=n%27importe"))


@pytest.mark.parametrize(
    ("kind", "name", "query", "head"),
    [
        ("lead", "contract_list", "?tri=-nom&origine=privation", "Personne"),
        ("director", "proposal_list", "?reponse=waiting", "Personne"),
        ("hub_admin", "statement_list", "", "Mois"),
        ("hub_admin", "return_list", "", "Mois"),
        ("lead", "enterprise_list", "", "Entreprise"),
        ("lead", "rate_list", "?tri=depuis", "Depuis le"),
    ],
)
def test_a_file_holds_the_rows_of_the_screen_in_their_order(
    sign_in, as_team, employ, kind, name, query, head
):
    employ(20, date(2026, 2, 1), name="Abadie")
    employ(20, date(2026, 2, 1), privation=False, name="Hors")
    client = sign_in(kind)
    page = client.get(at(name) + query)
    shown = [column.label for column in page.context["listing"].table.exported]
    screen = [
        [column.words(column.get(row)) for column in page.context["listing"].table.exported]
        for row in page.context["listing"].rows
    ]
    response = client.get(f"{at(name)}{query}{'&' if query else '?'}format=csv")
    head_line, *lines = rows(response)
    assert head_line == shown
    assert head_line[0] == head
    assert len(lines) == len(screen) > 0
    assert Entry.objects.filter(verb="export").count() == 1
    if name == "contract_list":
        assert [line[0] for line in lines] == ["Lou Abadie", "Morgan Quetzalson"][::-1]
        assert lines[1][head_line.index("Heures par semaine")] == "20,0"


def test_a_member_takes_no_list_away(sign_in):
    response = sign_in("member").get(f"{at('enterprise_list')}?format=csv")
    assert "html" in response["Content-Type"]


@pytest.mark.parametrize(
    ("kind", "name", "territory"),
    [
        ("lead", "contract_list", "venissieux"),
        ("director", "contract_list", "venissieux"),
        ("lead", "proposal_list", "venissieux"),
        ("lead", "statement_list", "venissieux"),
        ("hub_admin", "statement_list", "metropole"),
        ("lead", "return_list", "venissieux"),
        ("director", "return_list", "venissieux"),
        ("hub_admin", "return_list", "metropole"),
        ("lead", "enterprise_list", "venissieux"),
        ("hub_admin", "enterprise_list", "metropole"),
    ],
)
def test_a_list_costs_the_same_for_one_row_and_for_six(
    sign_in, as_team, enterprise, employ, listed, see, kind, name, territory
):
    client = sign_in(kind)
    url = at(name, territory=territory)
    # Two enterprises from the start: the filter that names them is the same page.
    Enterprise.objects.create(
        territory=as_team.home, name="Ailleurs", legal_form="scic", model="thematic"
    )

    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        return len(queries)

    cost()
    before = cost()
    see("lead")
    for n in range(5):
        Enterprise.objects.create(
            territory=as_team.home, name=f"Ailleurs {n}", legal_form="scic", model="thematic"
        )
        employ(20, date(2026, 2, 1), name=f"Salariée{n}")
        Proposal.objects.create(
            territory=as_team.home,
            enterprise=enterprise,
            person=listed(30 + n),
            job_title="Jardin",
            weekly_hours=20,
            proposed_on=date(2026, 11, 1),
        )
        CdeStatement.objects.create(
            territory=as_team.home,
            enterprise=enterprise,
            month=date(2026, 1 + n, 1),
            fte_privation=1,
            fte_other=0,
            fte_financed=1,
            state_amount=1,
            local_amount=1,
        )
        MonthlyReturn.objects.create(
            territory=as_team.home,
            enterprise=enterprise,
            month=date(2026, 1 + n, 1),
            heads_privation=3,
            sold_public=1,
        )
    assert cost() == before
    assert before <= 15


def test_suggestions_are_persons_a_post_may_be_proposed_to(sign_in, listed):
    listed(7)
    listed(9, state="paused")
    text = sign_in("lead").get(f"{at('proposal_persons')}?person=Liste").content.decode()
    assert "Sacha Liste7, M-0007" in text
    assert "Liste9" not in text


def test_enterprises_are_found_by_name_and_territory(sign_in, as_team):
    client = sign_in("hub_admin")
    url = at("enterprise_list", territory="metropole")
    assert "2 entreprises" in words(client.get(url))
    found = words(client.get(f"{url}?territoire={as_team.home.pk}&tri=-plafond"))
    assert "1 entreprise sur 2" in found
    assert "Voisine" not in found.split("Ouverte le")[-1]
    assert "Aucune entreprise" in words(client.get(f"{url}?nom=introuvable"))
    assert "Territoire" not in words(sign_in("lead").get(at("enterprise_list"))).split("Filtrer")[0]
