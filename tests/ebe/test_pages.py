"""What each role reads and does on the pages of the enterprises."""

from datetime import date
from decimal import Decimal as D

import pytest

from ebe.models import (
    CdeStatement,
    Contract,
    Convention,
    Enterprise,
    Proposal,
)
from ppde.models import Person, Reading
from territories.scoping import scoped
from tests.ebe.pages import at, words

# The sheet ────────────────────────────────────────────────────────────────────────────────────────


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


def another(enterprise, name, fte) -> Enterprise:
    found = Enterprise.objects.create(
        territory=enterprise.territory, name=name, legal_form="scic", model="thematic"
    )
    for month in (date(2026, 6, 1), date(2026, 9, 1), date(2026, 10, 1)):
        CdeStatement.objects.update_or_create(
            territory=enterprise.territory,
            enterprise=found,
            month=month,
            defaults={
                "fte_privation": fte,
                "fte_other": 0,
                "fte_financed": fte,
                "state_amount": 0,
                "local_amount": 0,
                "detail": {"employees": int(fte) + 1},
            },
        )
    return found


def test_the_figures_of_a_territory_less_those_of_an_enterprise_are_not_those_of_a_sole_employee(
    sign_in, enterprise
):
    """The smallest of the others is withheld beside it, with its months; those of the largest are not."""
    CdeStatement.objects.filter(enterprise=enterprise).update(month=date(2026, 10, 1))
    small = another(enterprise, "Passerelle", D("31.4"))
    large = another(enterprise, "Grande Ourse", D("57.3"))
    listing = words(sign_in("member").get(at("enterprise_list")))
    assert "57,3" in listing
    assert "31,4" not in listing
    assert "32" not in listing
    text = words(sign_in("member").get(at("enterprise_detail", small.pk)))
    assert "ne sont pas publiés" in text
    assert "31,4" not in text
    assert "Depuis juin 2026" in words(sign_in("member").get(at("enterprise_detail", large.pk)))
    # The hub pays each of them: they are its accounts.
    listing = words(sign_in("hub_admin").get(at("enterprise_list", territory="metropole")))
    for fte in ("0,8", "31,4", "57,3"):
        assert fte in listing


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


# The story through the pages ──────────────────────────────────────────────────────────────────────


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
    # The form of the hire named her first.
    assert Reading.objects.filter(verb="proposal", person=second).exists()
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


@pytest.mark.parametrize(
    "name", ["contract_detail", "contract_hours", "contract_correct", "contract_end"]
)
def test_the_pages_of_a_contract_are_an_opening_of_the_file(sign_in, as_team, name):
    home = as_team.rows["home"]
    contract, person = home["contract"], home["person"]
    Contract.objects.filter(pk=contract.pk).update(person=person)
    assert sign_in("director").get(at(name, contract.pk)).status_code == 200
    with scoped(as_team.home.pk):
        read = Reading.objects.filter(person=person, user=as_team.users["director"])
        assert [(r.kind, r.verb) for r in read] == [("read", "contract")]


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
