"""What each role reads and does on the pages of the enterprises."""

import csv
import io
from datetime import date
from decimal import Decimal as D
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import strip_tags

from ebe import operations
from ebe.models import (
    CdeRate,
    CdeStatement,
    Contract,
    Convention,
    Enterprise,
    MonthlyReturn,
    Proposal,
    SmicRate,
)
from ppde.models import Person, Reading
from territories.models import Entry, Membership
from territories.periods import period
from territories.roles import Role


def at(name, *args, territory="venissieux"):
    return reverse(f"ebe:{name}", args=[territory, *args])


def words(response) -> str:
    """What is read on the page, spaces made plain."""
    text = unescape(strip_tags(response.content.decode()))
    return " ".join(text.replace("\u00a0", " ").split())


def rows(response) -> list[list[str]]:
    content = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(content), delimiter=";"))


# The sheet ──────────────────────────────────────────────────────────────────────────────────────


def test_the_team_reads_live_figures(sign_in, enterprise, employ, today):
    employ(35, date(2026, 1, 1), privation=False)
    text = words(sign_in("lead").get(at("enterprise_detail", enterprise.pk)))
    assert "2 salariés, 1,8 ETP sur 90 conventionnés." in text
    assert "1 proposition attend une réponse" in text
    assert "Quetzal" in text


def test_one_person_is_said_in_the_singular(sign_in, enterprise):
    text = words(sign_in("lead").get(at("enterprise_detail", enterprise.pk)))
    assert "1 salarié, 0,8 ETP" in text
    assert "0 départ" in text


def test_the_hub_reads_the_statement_and_its_month_never_the_contracts(
    sign_in, enterprise, employ, see
):
    employ(35, date(2026, 11, 1), privation=False)
    text = words(sign_in("hub_admin").get(at("enterprise_detail", enterprise.pk)))
    assert "0,8 ETP sur 90 conventionnés" in text
    assert "Chiffres d’octobre 2026" in text
    assert "Propositions" not in text
    assert "Quetzal" not in text


def test_the_hub_reads_a_headcount_only_from_five_on(sign_in, enterprise):
    CdeStatement.objects.filter(enterprise=enterprise).update(detail={"employees": 4})
    url = at("enterprise_list", territory="metropole")
    assert "moins de 5" in words(sign_in("hub_admin").get(url))
    assert "4 salariés" not in words(
        sign_in("hub_admin").get(at("enterprise_detail", enterprise.pk))
    )
    CdeStatement.objects.filter(enterprise=enterprise).update(detail={"employees": 5})
    assert "5 salariés" in words(sign_in("hub_admin").get(at("enterprise_detail", enterprise.pk)))


def test_a_member_reads_no_small_figure(sign_in, enterprise):
    text = words(sign_in("member").get(at("enterprise_detail", enterprise.pk)))
    assert "moins de 5 ETP sur 90 conventionnés" in text
    assert "0,8" not in text
    assert "€" not in text
    assert "0,8" not in words(sign_in("member").get(at("enterprise_list")))


def test_a_member_reads_the_quarters_and_no_difference_below_five(sign_in, enterprise):
    CdeStatement.objects.filter(enterprise=enterprise).delete()
    for month, privation, other in [(3, 20, 1), (4, 21, 1), (6, 24, 2), (7, 25, 2), (9, 28, 3)]:
        CdeStatement.objects.create(
            territory=enterprise.territory,
            enterprise=enterprise,
            month=date(2026, month, 1),
            fte_privation=privation,
            fte_other=other,
            fte_financed=privation,
            state_amount=1,
            local_amount=1,
        )
    text = words(sign_in("member").get(at("enterprise_detail", enterprise.pk)))
    assert "31,0 ETP sur 90" in text
    assert "28,0" not in text  # the others, 3, would follow by subtraction
    assert "juin 2026" in text
    assert "avril 2026" not in text
    hub = words(sign_in("hub_admin").get(at("enterprise_detail", enterprise.pk)))
    assert "28,0" in hub
    assert "avril 2026" in hub


def test_before_the_first_statement_the_hub_is_told_so(sign_in, enterprise):
    CdeStatement.objects.filter(enterprise=enterprise).delete()
    text = words(sign_in("hub_officer").get(at("enterprise_detail", enterprise.pk)))
    assert "ne sont pas encore connus" in text


def test_an_enterprise_without_convention_says_what_it_blocks(sign_in, as_team, enterprise):
    Convention.objects.filter(enterprise=enterprise).delete()
    text = words(sign_in("lead").get(at("enterprise_detail", enterprise.pk)))
    assert "Aucune convention enregistrée" in text
    assert "sans convention en vigueur" in text


# The direction's wall ───────────────────────────────────────────────────────────────────────────


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


# The story through the pages ────────────────────────────────────────────────────────────────────


def test_from_the_proposal_to_the_hire_through_the_pages(
    sign_in, as_team, enterprise, listed, post, see
):
    first, second = listed(7, date(2025, 3, 1)), listed(8, date(2025, 4, 1))
    client, url = sign_in("lead"), at("proposal_create", post.pk)
    page = words(client.get(f"{url}?personne={second.pk}"))
    assert f"{first} vient en premier" in page
    assert "Raison de l’ordre" in page
    given = {
        "person": f"{second}, {second.reference}",
        "weekly_hours": "26,5",
        "proposed_on": "16/11/2026",
        "starts_on": "",
    }
    asked = client.post(url, given)
    assert asked.status_code == 200
    assert f"{first} vient avant sur la liste" in words(asked)
    assert 'value="26,5"' in asked.content.decode()
    # Chosen from the page of the second, the first needs no reason, even where one is asked for.
    chosen = {
        **given,
        "person": f"{first}, {first.reference}",
        "weekly_hours": "",
        "order_reason": "",
    }
    page = client.post(f"{url}?personne={second.pk}", chosen)
    assert "Une réponse est à revoir" in words(page)
    done = client.post(url, {**given, "order_reason": "Sait tailler"})
    assert done.status_code == 302
    see("lead")
    proposal = Proposal.objects.get(person=second)
    assert (proposal.weekly_hours, proposal.order_reason) == (D("26.5"), "Sait tailler")

    client = sign_in("director")
    done = client.post(
        at("proposal_answer", proposal.pk), {"reply": "accepted", "on": "18/11/2026", "reason": ""}
    )
    assert done.status_code == 302
    assert done["Location"].endswith(f"?proposition={proposal.pk}")
    page = words(client.get(done["Location"]))
    assert f"Embaucher {second}" in page
    done = client.post(
        done["Location"],
        {"job_title": "Jardin", "weekly_hours": "26,5", "starts_on": "23/11/2026"},
    )
    see("director")
    contract = Contract.objects.get(person=second)
    assert done["Location"] == contract.get_absolute_url()
    page = words(client.get(done["Location"]))
    assert "26,5 h par semaine, 0,76 ETP" in page
    see("director")
    assert Reading.objects.filter(verb="contract", person=second).exists()
    # The day has not come everywhere this test runs: the outcome is there, its effect follows the calendar.
    assert Person.objects.get(pk=second.pk).outcomes.get().employer == enterprise.name


def test_the_ceiling_is_asked_about_on_the_page(sign_in, enterprise, see):
    Convention.objects.filter(enterprise=enterprise).update(fte_ceiling=D("0.85"))
    client = sign_in("director")
    url = at("contract_create", enterprise.pk)
    given = {
        "first_name": "Dominique",
        "last_name": "Encadrante",
        "job_title": "Encadrement",
        "weekly_hours": "35",
        "starts_on": "01/12/2026",
    }
    asked = client.post(url, given)
    assert "au-delà des 0,85 de la convention" in words(asked)
    assert "Raison du dépassement" in words(asked)
    assert client.post(url, {**given, "over_ceiling_reason": "Renfort"}).status_code == 302
    see("director")
    assert Contract.objects.get(last_name="Encadrante").from_privation is False


def test_hours_and_departure_through_the_pages(sign_in, as_team, see):
    contract = as_team.rows["home"]["contract"]
    client = sign_in("director")
    wrong = client.post(at("contract_hours", contract.pk), {"weekly_hours": "0", "from_day": ""})
    assert "réponses sont à revoir" in words(wrong)
    done = client.post(
        at("contract_hours", contract.pk), {"weekly_hours": "30", "from_day": "1/6/2026"}
    )
    assert done.status_code == 302
    done = client.post(
        at("contract_end", contract.pk), {"on": "20/11/2026", "leaving": "resigned_for_job"}
    )
    assert done.status_code == 302
    text = words(client.get(at("contract_detail", contract.pk)))
    assert "Fin du contrat" in text
    assert "Du 1er juin au 20 novembre 2026" in text
    assert "Changer le temps de travail" not in text
    assert "Corriger le départ" in text


def test_an_enterprise_and_its_convention_through_the_pages(sign_in, as_team, see):
    client = sign_in("lead")
    given = {
        "name": "Les Ateliers",
        "legal_form": "association",
        "model": "thematic",
        "siret": "732 829 320 00075",
    }
    assert "SIRET n’est pas juste" in words(client.post(at("enterprise_create"), given))
    done = client.post(at("enterprise_create"), {**given, "siret": "732 829 320 00074"})
    assert done.status_code == 302
    made = Enterprise.objects.get(name="Les Ateliers")
    assert "Une EBE porte déjà ce nom" in words(
        client.post(at("enterprise_create"), {**given, "siret": ""})
    )
    convention = {
        "reference": "2026-12",
        "signed_on": "1/10/2026",
        "starts_on": "1/11/2026",
        "ends_on": "",
        "fte_ceiling": "12,5",
    }
    assert client.post(at("convention_create", made.pk), convention).status_code == 302
    assert "couvre déjà ces dates" in words(
        client.post(at("convention_create", made.pk), convention)
    )
    assert "2026-12, 12,5 ETP au plus" in words(client.get(made.get_absolute_url()))
    assert client.get(at("enterprise_edit", made.pk)).status_code == 200


# Money ──────────────────────────────────────────────────────────────────────────────────────────


def test_a_month_is_computed_and_read_line_by_line(sign_in, enterprise):
    client = sign_in("director")
    done = client.post(at("statement_compute", enterprise.pk), {"month": "10/2025"}, follow=True)
    text = words(done)
    assert "CDE d’octobre 2025" in text
    assert "1 574,81 € pour 0,80 ETP financé" in text
    assert "11,88 € × 151,67 h, arrondi au centime, × 12" in text
    assert "0,8 × 20 540,98 € ÷ 12 × 31 jours sur 31" in text
    assert "1 369,40 €" in text
    hub = words(sign_in("hub_officer").get(done.redirect_chain[-1][0]))
    assert "1 574,81 €" in hub


@pytest.mark.parametrize(
    ("month", "sentence"), [("", "Il manque un mois"), ("01/2020", "Aucune convention")]
)
def test_a_month_that_cannot_be_computed_says_why(sign_in, enterprise, month, sentence):
    done = sign_in("lead").post(
        at("statement_compute", enterprise.pk), {"month": month}, follow=True
    )
    assert sentence in words(done)


def test_a_statement_taken_over_without_detail_is_shown_as_such(sign_in, as_team):
    statement = as_team.rows["home"]["cdestatement"]
    text = words(sign_in("hub_admin").get(at("statement_detail", statement.pk)))
    assert "Le détail de ce mois n’est pas connu" in text
    assert "1 574,81 €" in text


def test_the_rates_show_what_a_job_brings_from_each_day(sign_in, as_team):
    text = words(sign_in("hub_admin").get(at("rate_list", territory="metropole")))
    assert "20 143,34 €" in text
    assert "23 164,85 €" in text
    assert "23 622,12 €" in text
    assert "Ajouter un SMIC" in text
    assert "Ajouter un SMIC" not in words(sign_in("lead").get(at("rate_list")))


def test_the_hubs_administration_adds_a_rate(sign_in, as_team, see):
    client = sign_in("hub_admin")
    url = at("rate_create", "cde", territory="metropole")
    given = {
        "valid_from": "1/10/2026",
        "state_percent": "103",
        "local_percent": "15",
        "monthly_hours": "151,67",
        "other_percent": "10",
        "start_up_percent": "30",
        "full_time_hours": "35",
        "source": "arrêté",
    }
    CdeRate.objects.filter(territory=as_team.hub).update(other_percent=12)
    page = client.get(url)
    assert "De 53 à 102 aujourd’hui" in words(page)
    assert page.context["form"].initial["other_percent"] == 12, "ce qui est en vigueur est proposé"
    assert "à revoir" in words(client.post(url, given))
    done = client.post(url, {**given, "state_percent": "94,5"}, follow=True)
    assert "La ligne du 1er octobre 2026 est enregistrée" in words(done)
    assert CdeRate.objects.get(valid_from=date(2026, 10, 1)).state_percent == D("94.5")
    url = at("rate_create", "smic", territory="metropole")
    client.post(url, {"valid_from": "1/11/2026", "hourly": "12,31", "source": "décret"})
    assert SmicRate.objects.get(valid_from=date(2026, 11, 1)).hourly == D("12.31")
    again = {"valid_from": "1/11/2026", "hourly": "12,40", "source": "décret"}
    assert "Un taux existe déjà" in words(client.post(url, again))
    assert client.get(at("rate_create", "or", territory="metropole")).status_code == 404


def test_a_rate_is_withdrawn_only_before_its_first_use(sign_in, as_team, enterprise, see):
    smic = SmicRate.objects.get(territory=as_team.hub, valid_from=date(2025, 1, 1))
    url = at("rate_withdraw", "smic", smic.pk, territory="metropole")
    operations.compute_statement(enterprise, date(2025, 10, 1))
    client = sign_in("hub_admin")
    assert "Retirer le SMIC" in words(client.get(at("rate_list", territory="metropole")))
    assert "elle reste" in words(client.post(url, {"reason": "erreur"}))
    assert SmicRate.objects.filter(pk=smic.pk).exists()
    CdeStatement.objects.all().delete()
    assert "réponse est à revoir" in words(client.post(url, {"reason": ""}))
    assert client.post(url, {"reason": "12,02 et non 11,88"}).status_code == 302
    assert not SmicRate.objects.filter(pk=smic.pk).exists()
    entry = Entry.objects.get(verb="delete", model="ebe.smicrate")
    assert (entry.before["hourly"], entry.reason) == ("11.88", "12,02 et non 11,88")
    assert "Retirer" not in words(sign_in("lead").get(at("rate_list")))


# Lists ──────────────────────────────────────────────────────────────────────────────────────────


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


def test_enterprises_are_found_by_name_and_territory(sign_in, as_team):
    client = sign_in("hub_admin")
    url = at("enterprise_list", territory="metropole")
    assert "2 entreprises" in words(client.get(url))
    found = words(client.get(f"{url}?territoire={as_team.home.pk}&tri=-plafond"))
    assert "1 entreprise sur 2" in found
    assert "Voisine" not in found.split("Ouverte le")[-1]
    assert "Aucune entreprise" in words(client.get(f"{url}?nom=introuvable"))
    assert "Territoire" not in words(sign_in("lead").get(at("enterprise_list"))).split("Filtrer")[0]
