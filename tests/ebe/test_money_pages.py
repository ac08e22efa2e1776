"""The month of an enterprise and the rates, on their pages."""

from datetime import date, timedelta
from decimal import Decimal as D

import pytest

from ebe import operations
from ebe.models import (
    CdeRate,
    CdeStatement,
    SmicRate,
)
from territories.models import Entry
from tests.ebe.pages import at, words


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
    opened = client.get(url, follow=True)
    assert "elle reste" in words(opened)
    assert "Retirer la ligne" not in words(opened), "un bouton qui ne peut que refuser"
    assert SmicRate.objects.filter(pk=smic.pk).exists()
    CdeStatement.objects.all().delete()
    assert "réponse est à revoir" in words(client.post(url, {"reason": ""}))
    assert client.post(url, {"reason": "12,02 et non 11,88"}).status_code == 302
    assert not SmicRate.objects.filter(pk=smic.pk).exists()
    entry = Entry.objects.get(verb="delete", model="ebe.smicrate")
    assert (entry.before["hourly"], entry.reason) == ("11.88", "12,02 et non 11,88")
    assert "Retirer" not in words(sign_in("lead").get(at("rate_list")))


def test_the_rates_are_filtered_by_what_changes_and_by_day(world, sign_in):
    client, url = sign_in("hub_admin"), at("rate_list", territory="metropole")
    rows = client.get(url).context["listing"].rows
    assert len(rows) > 1
    smic = client.get(url, {"quoi": "smic"}).context["listing"].rows
    assert [r.since for r in smic] == [
        r.since for r in rows if any(isinstance(c, SmicRate) for c in r.changed)
    ]
    [held] = client.get(url, {"jour": f"{rows[0].since:%d/%m/%Y}"}).context["listing"].rows
    assert held.since == rows[0].since
    eve = rows[0].since - timedelta(days=1)
    [held] = client.get(url, {"jour": f"{eve:%d/%m/%Y}"}).context["listing"].rows
    assert held.since == rows[1].since
