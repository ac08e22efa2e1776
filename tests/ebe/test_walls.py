"""No direction reads another enterprise: on the pages, in the lists, in the database."""

from datetime import date

import pytest
from django.db import connection

from ebe.models import (
    CdeStatement,
    Contract,
    Convention,
    Enterprise,
    Proposal,
)
from territories.models import Membership
from territories.periods import period
from territories.roles import Role
from tests.ebe.pages import at, words


@pytest.fixture
def other_enterprise(as_team, listed):
    """Another enterprise of the same territory, with one row of everything."""
    other = Enterprise.objects.create(
        territory=as_team.home, name="Ailleurs", legal_form="scic", model="thematic"
    )
    Convention.objects.create(
        territory=as_team.home,
        enterprise=other,
        reference="Autre",
        signed_on=date(2025, 1, 1),
        period=as_team.rows["home"]["convention"].period,
        fte_ceiling=10,
    )
    person = listed(20)
    contract = Contract.objects.create(
        territory=as_team.home,
        enterprise=other,
        last_name="Cloison",
        first_name="Ange",
        job_title="Tri",
        starts_on=date(2026, 1, 1),
    )
    proposal = Proposal.objects.create(
        territory=as_team.home,
        enterprise=other,
        person=person,
        job_title="Jardin",
        weekly_hours=20,
        proposed_on=date(2026, 11, 1),
    )
    statement = CdeStatement.objects.create(
        territory=as_team.home,
        enterprise=other,
        month=date(2026, 9, 1),
        fte_privation=1,
        fte_other=0,
        fte_financed=1,
        state_amount=1,
        local_amount=1,
    )
    return {"e": other, "c": contract, "p": proposal, "s": statement}


@pytest.mark.parametrize(
    ("name", "row", "method"),
    [
        ("enterprise_detail", "e", "get"),
        ("contract_create", "e", "get"),
        ("statement_compute", "e", "post"),
        ("contract_detail", "c", "get"),
        ("contract_hours", "c", "post"),
        ("contract_end", "c", "post"),
        ("proposal_answer", "p", "post"),
        ("statement_detail", "s", "get"),
    ],
)
def test_the_direction_finds_nothing_of_another_enterprise(
    sign_in, other_enterprise, name, row, method
):
    client = sign_in("director")
    response = getattr(client, method)(at(name, other_enterprise[row].pk))
    assert response.status_code == 404


def test_the_directions_lists_hold_its_own_rows(sign_in, other_enterprise):
    client = sign_in("director")
    for name in ("enterprise_list", "contract_list", "proposal_list", "statement_list"):
        text = words(client.get(at(name)))
        assert "Ailleurs" not in text
        assert "Cloison" not in text
        assert "Liste20" not in text


def test_the_database_holds_the_wall_too(other_enterprise, as_director, as_team):
    """Raw SQL as the runtime role, in the scope of a request of the direction."""
    as_director()
    own = as_team.rows["home"]["enterprise"].pk
    with connection.cursor() as cursor:
        for table in ("ebe_contract", "ebe_contracthours", "ebe_proposal"):
            cursor.execute(f"select distinct enterprise_id from {table}")
            assert cursor.fetchall() == [(own,)], table
        cursor.execute("select count(*) from ppde_person where last_name = 'Liste20'")
        assert cursor.fetchone() == (0,)
        cursor.execute(
            "update ebe_contract set job_title = 'x' where enterprise_id = %s",
            [other_enterprise["e"].pk],
        )
        assert cursor.rowcount == 0


def test_the_direction_cannot_hire_on_another_enterprises_proposal(
    sign_in, other_enterprise, enterprise
):
    Proposal.objects.filter(pk=other_enterprise["p"].pk).update(
        reply="accepted", replied_on=date(2026, 11, 2)
    )
    url = f"{at('contract_create', enterprise.pk)}?proposition={other_enterprise['p'].pk}"
    assert sign_in("director").get(url).status_code == 404


@pytest.fixture
def seated(as_team):
    """The direction also sits in the committee: one account, two roles in the same territory."""
    Membership.objects.create(
        user=as_team.users["director"],
        territory=as_team.home,
        role=Role.CLE_MEMBER,
        period=period(date(2024, 1, 1)),
    )


def test_a_seat_in_the_committee_opens_no_contract_of_another_enterprise(
    sign_in, seated, other_enterprise, enterprise
):
    """It reads of the other enterprise what the committee reads; it can neither hire nor compute there."""
    client = sign_in("director")
    text = words(client.get(at("enterprise_detail", other_enterprise["e"].pk)))
    assert "moins de 5 ETP" in text
    assert "Conventions" not in text
    assert "Cloison" not in text
    assert "€" not in text
    assert "Embaucher" not in text
    pk = other_enterprise["e"].pk
    assert client.get(at("contract_create", pk)).status_code == 404
    done = client.post(at("statement_compute", pk), {"month": "10/2026"})
    assert done.status_code == 404
    assert client.get(at("contract_detail", other_enterprise["c"].pk)).status_code == 404
    assert client.get(at("statement_detail", other_enterprise["s"].pk)).status_code == 404
    assert "Cloison" not in words(client.get(at("contract_list")))
    own = words(client.get(at("enterprise_detail", enterprise.pk)))
    assert "1 salarié, 0,8 ETP" in own
    assert "Embaucher" in own
    both = words(client.get(at("enterprise_list")))
    assert "moins de 5" in both
