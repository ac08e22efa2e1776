"""A rate of an enterprise or of a département stands before the hub's, on its days; the statement says which was used."""

from datetime import date
from decimal import Decimal as D
from importlib import import_module

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.urls import reverse

from ebe import cde, operations
from ebe.models import CdeRate, CdeStatement, Enterprise, OwnRate
from evaluation.reports.snapshot import canonical
from territories.models import Entry, PerimeterUnit, Territory
from territories.models.delays import DELAYS
from territories.operations.territory import update_territory
from tests.evaluation.reports import MONTH, frozen

OCTOBER = date(2025, 10, 1)


@pytest.fixture
def own(as_team, enterprise):
    Territory.objects.filter(pk=as_team.home.pk).update(department="69")

    def add(**values):
        values = {"valid_from": date(2025, 1, 1), "source": "délibération 12"} | values
        return operations.add_own_rate(as_team.hub, by=as_team.users["hub_admin"], **values)

    return add


def october(enterprise) -> list[cde.Line]:
    enterprise.refresh_from_db()
    return cde.lines_of(operations.compute_statement(enterprise, OCTOBER))


def test_the_share_of_the_departement_stands_before_the_hubs(own, enterprise):
    (line,) = october(enterprise)
    assert (line.state_percent, line.local_percent) == (95, 15)
    assert line.state_source == line.local_source == "taux de la métropole, arrêté"
    row = own(department="69", local_percent=D(20))
    own(department="71", local_percent=D(99))
    assert CdeStatement.objects.get(month=OCTOBER).outdated_on
    (line,) = october(enterprise)
    assert (line.state_percent, line.local_percent) == (95, 20)
    # 20 % of 20 540,98
    assert (line.state_per_fte, line.local_per_fte) == (D("20540.98"), D("4108.20"))
    assert line.local_source == "taux du département 69, délibération 12"
    assert (line.state_source, line.own_rates) == ("taux de la métropole, arrêté", [row.pk])


def test_the_enterprise_stands_before_its_departement_share_by_share(own, enterprise):
    own(department="69", state_percent=D(90), local_percent=D(20))
    own(enterprise=enterprise, state_percent=D(98), source="convention 7, art. 2")
    (line,) = october(enterprise)
    assert (line.state_percent, line.local_percent) == (98, 20)
    assert line.state_source == f"taux propre à {enterprise}, convention 7, art. 2"
    # Its own later row takes the place of the first as a whole.
    own(enterprise=enterprise, valid_from=date(2025, 9, 1), local_percent=D(12))
    (line,) = october(enterprise)
    assert (line.state_percent, line.local_percent) == (90, 12)


def test_it_counts_on_its_days_only(own, enterprise):
    own(
        enterprise=enterprise,
        valid_from=date(2025, 10, 11),
        ends_on=date(2025, 10, 20),
        state_percent=D(60),
    )
    assert [(line.first.day, line.state_percent) for line in october(enterprise)] == [
        (1, 95),
        (11, 60),
        (21, 95),
    ]
    november = operations.compute_statement(enterprise, date(2025, 11, 1))
    assert [line.state_percent for line in cde.lines_of(november)] == [95]


def test_only_the_months_and_enterprises_it_is_for_are_to_compute_again(own, enterprise):
    for month in (9, 10, 11):
        operations.compute_statement(enterprise, date(2025, month, 1))
    own(department="71", local_percent=D(20))
    assert not CdeStatement.objects.exclude(outdated_on=None)
    own(
        enterprise=enterprise,
        valid_from=OCTOBER,
        ends_on=date(2025, 10, 31),
        local_percent=D(20),
    )
    months = CdeStatement.objects.exclude(outdated_on=None).values_list("month", flat=True)
    assert list(months) == [OCTOBER]


def test_a_territory_that_changes_its_departement_computes_again(own, enterprise, as_team):
    own(department="69", valid_from=OCTOBER, local_percent=D(20))
    for month in (9, 10):
        operations.compute_statement(enterprise, date(2025, month, 1))
    home = Territory.objects.get(pk=as_team.home.pk)
    home.department = "71"
    update_territory(home, fields=["department"], by=as_team.users["lead"])
    assert [row.month for row in CdeStatement.objects.exclude(outdated_on=None)] == [OCTOBER]
    (line,) = october(Enterprise.objects.get(pk=enterprise.pk))
    assert line.local_percent == 15


def test_the_hub_writes_the_departement_the_team_reads_it(own, as_team, sign_in):
    """Who is paid the CDE does not choose the département whose share applies."""
    page = reverse("territories:territory_edit", args=["venissieux"])
    said = {"department": "71", "silence_days": "60", "request_days": "30"}
    said |= dict.fromkeys(DELAYS, "20") | {"committee_label": "comité", "masking_threshold": "5"}

    def department():
        return Territory.objects.get(pk=as_team.home.pk).department

    lead = sign_in("lead")
    assert "département" not in lead.get(page).content.decode().lower()
    assert lead.post(page, said).status_code == 302
    assert department() == "69"
    sheet = reverse("territories:territory_detail", args=["venissieux"])
    assert "<dt>Département</dt>" in lead.get(sheet).content.decode()
    assert sign_in("hub_admin").post(page, said).status_code == 302
    assert department() == "71"


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"local_percent": D(20)}, "Choisissez une entreprise"),
        ({"department": "69"}, "Écrivez une part"),
        ({"department": "690", "local_percent": D(20)}, "le numéro du département"),
        ({"department": "69", "state_percent": D(103)}, "est comprise entre 53"),
        ({"department": "69", "local_percent": D(20), "ends_on": date(2024, 1, 1)}, "précéder"),
    ],
)
def test_what_is_refused_is_said(own, values, told):
    with pytest.raises(ValidationError, match=told):
        own(**values)


def test_a_row_is_corrected_in_its_place_and_the_one_used_stays(own, enterprise):
    first = own(department="69", local_percent=D(20))
    with pytest.raises(ValidationError) as refused:
        own(department="69", local_percent=D(21))
    assert "replace_reason" in refused.value.message_dict
    own(enterprise=enterprise, local_percent=D(30))
    right = own(department="69", local_percent=D(21), replace_reason="coquille")
    first.refresh_from_db()
    assert first.replaced_because == "coquille"
    assert OwnRate.objects.standing().exclude(department="971").count() == 2
    operations.withdraw_rate(right, reason="essai", by=None)
    first.refresh_from_db()
    assert first.replaced_at is None
    hubs = CdeRate.objects.get()
    october(enterprise)
    with pytest.raises(ValidationError, match="elle reste"):
        operations.withdraw_rate(hubs, reason="essai", by=None)


def test_one_given_to_the_wrong_enterprise_is_without_object(own, enterprise, sign_in, see):
    """Once the night has computed with it too: the hub's rate counts again, and goes on being followed."""
    row = own(enterprise=enterprise, state_percent=D(98))
    assert october(enterprise)[0].state_percent == 98
    operations.compute_statement(enterprise, date(2024, 12, 1))
    page = reverse("ebe:rate_withdraw", args=["metropole", "propre", row.pk])
    client = sign_in("hub_admin")
    assert "sans objet depuis son premier jour" in client.get(page).content.decode()
    said = client.post(page, {"reason": "C’était pour Pari"}, follow=True).content.decode()
    assert "Un état mensuel garde les taux d’avant" in said
    assert "Retirée le" in said
    assert "C’était pour Pari" in said
    see("lead")
    row.refresh_from_db()
    assert row.is_withdrawn
    assert [s.month for s in CdeStatement.objects.exclude(outdated_on=None)] == [OCTOBER]
    (line,) = october(enterprise)
    assert (line.state_percent, line.own_rates) == (95, [])
    entry = Entry.objects.get(verb="correct", model="ebe.ownrate")
    assert entry.reason == "C’était pour Pari"
    again = own(enterprise=enterprise, state_percent=D(97))
    operations.withdraw_rate(again, reason="essai", by=None)
    row.refresh_from_db()
    assert row.replaced_at, "elle n’a pas été remplacée\u00a0: elle ne revient pas"


def test_an_enterprise_closed_since_has_its_own_rate_until_then(own, enterprise, as_team, sign_in):
    Enterprise.objects.filter(pk=enterprise.pk).update(
        closed_on=date(2025, 11, 30), closing="Liquidation"
    )
    page = reverse("ebe:rate_create", args=["metropole", "propre"])
    asked = sign_in("hub_admin").get(page).content.decode()
    assert f"{enterprise}, fermée le 30\u00a0novembre\u00a02025" in asked
    enterprise.refresh_from_db()
    late = {"enterprise": enterprise, "valid_from": date(2025, 12, 1), "state_percent": D(98)}
    with pytest.raises(ValidationError, match="est fermée depuis le"):
        own(**late)
    assert own(**{**late, "valid_from": OCTOBER}).pk


def test_the_pages_write_it_and_say_it(own, enterprise, sign_in, as_team):
    client = sign_in("hub_admin")
    url = reverse("ebe:rate_create", args=["metropole", "propre"])
    given = {
        "enterprise": enterprise.pk,
        "department": "",
        "valid_from": "1/01/2025",
        "state_percent": "98",
        "local_percent": "",
        "source": "convention 7",
    }
    assert (
        "Choisissez une entreprise"
        in client.post(url, {**given, "enterprise": ""}).content.decode()
    )
    assert client.post(url, given).status_code == 302
    assert Entry.objects.filter(model="ebe.ownrate", verb="create").exists()
    row = OwnRate.objects.get(enterprise=enterprise)
    listing = client.get(reverse("ebe:rate_list", args=["metropole"])).content.decode()
    withdraw = reverse("ebe:rate_withdraw", args=["metropole", "propre", row.pk])
    assert withdraw in listing
    assert client.get(withdraw).status_code == 200
    october(enterprise)
    statement = CdeStatement.objects.get(month=OCTOBER)
    page = reverse("ebe:statement_detail", args=[as_team.home.slug, statement.pk])
    words = sign_in("lead").get(page).content.decode().replace("\u00a0", " ")
    assert f"98 % du SMIC annuel brut (taux propre à {enterprise}, convention 7)" in words
    assert "15 % de la part de l’État (taux de la métropole, arrêté)" in words
    words = sign_in("lead").get(reverse("ebe:rate_list", args=[as_team.home.slug])).content.decode()
    assert "convention 7" in words
    assert "Retirer" not in words


def test_the_report_says_which_row_was_used(own, enterprise, as_team):
    own(enterprise=enterprise, state_percent=D(98), source="convention 7")
    operations.compute_statement(enterprise, MONTH)
    told = canonical(frozen(as_team))
    assert f"Taux propre à {enterprise}, convention 7" in told


def test_the_communes_of_a_territory_have_said_its_departement(as_team):
    """What the migration did for the territories already there, when all their communes agree."""
    migration = import_module("territories.migrations.0029_territory_department")
    for territory, codes in ((as_team.home, ("69259", "")), (as_team.next, ("71543", "69259"))):
        PerimeterUnit.objects.filter(territory=territory).update(insee_code="")
        for code in codes:
            PerimeterUnit.objects.create(territory=territory, name=f"U{code}", insee_code=code)
    with connection.cursor() as cursor:
        cursor.execute(migration.FROM_COMMUNES.sql)
    found = dict(Territory.objects.values_list("pk", "department"))
    assert (found[as_team.home.pk], found[as_team.next.pk], found[as_team.hub.pk]) == ("69", "", "")
