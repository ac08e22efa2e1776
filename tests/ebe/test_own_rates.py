"""A rate of an enterprise or of a département stands before the hub's, on its days; the statement says which was used."""

from datetime import date
from decimal import Decimal as D

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from ebe import cde, operations
from ebe.models import CdeRate, CdeStatement, Enterprise, OwnRate
from ebe.operations.rates import to_compute_again
from evaluation.reports.snapshot import canonical
from territories.models import Entry, LegalFigure, TerritoryDepartment
from territories.operations.departments import withdraw_department, write_department
from territories.operations.legal import write_legal_figure
from tests.evaluation.reports import MONTH, frozen
from tests.world import CDE_TERMS

OCTOBER = date(2025, 10, 1)


@pytest.fixture
def own(as_team, enterprise):
    TerritoryDepartment.objects.filter(territory=as_team.home).update(code="69")

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
    own(department="71", local_percent=D(40))
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


def move(world, code, since=None):
    return write_department(world.home, code=code, valid_from=since, by=world.users["hub_admin"])


def outdated() -> list[date]:
    return sorted(row.month for row in CdeStatement.objects.exclude(outdated_on=None))


def test_a_territory_changes_its_departement_from_a_day_on(own, enterprise, as_team):
    """The months before keep the share of the département of then, and are not computed again."""
    own(department="69", local_percent=D(20))
    own(department="71", local_percent=D(30))
    for month in (9, 10, 11):
        operations.compute_statement(enterprise, date(2025, month, 1))
    row = move(as_team, "71", date(2025, 10, 11))
    assert outdated() == [OCTOBER, date(2025, 11, 1)]
    assert [(line.first.day, line.local_percent) for line in october(enterprise)] == [
        (1, 20),
        (11, 30),
    ]
    assert outdated() == [date(2025, 11, 1)]
    withdraw_department(row, reason="autre territoire", by=as_team.users["hub_admin"])
    assert outdated() == [OCTOBER, date(2025, 11, 1)]
    assert [line.local_percent for line in october(enterprise)] == [20]
    entry = Entry.objects.get(model="territories.territorydepartment", verb="delete")
    assert (entry.reason, entry.before["code"]) == ("autre territoire", "71")


def test_a_change_in_a_month_without_such_a_rate_splits_nothing(own, enterprise, as_team):
    before = october(enterprise)
    move(as_team, "71", date(2025, 10, 11))
    assert outdated() == []
    assert october(enterprise) == before


def test_a_rate_of_a_departement_counts_while_the_territory_is_in_it(own, enterprise, as_team):
    move(as_team, "71", OCTOBER)
    for month in (9, 10, 11):
        operations.compute_statement(enterprise, date(2025, month, 1))
    row = own(department="69", local_percent=D(20))
    assert outdated() == [date(2025, 9, 1)]
    assert to_compute_again(row) == 1
    assert to_compute_again(own(department="71", valid_from=date(2025, 11, 2), local_percent=D(9)))
    assert outdated() == [date(2025, 9, 1), date(2025, 11, 1)]


def test_a_departement_is_said_once_for_a_day(own, as_team):
    with pytest.raises(ValidationError, match="commence déjà ce jour-là"):
        move(as_team, "71")
    with pytest.raises(ValidationError, match="déjà dans le département 69"):
        move(as_team, "69", OCTOBER)
    with pytest.raises(ValidationError, match="le numéro du département"):
        move(as_team, "690", OCTOBER)
    with pytest.raises(ValidationError, match="écrit par territoire"):
        write_department(as_team.hub, code="69", by=as_team.users["hub_admin"])


def test_the_hub_writes_the_departement_the_team_reads_it(own, as_team, sign_in):
    """Who is paid the CDE does not choose the département whose share applies."""
    page = reverse("territories:department_create", args=["venissieux"])
    sheet = reverse("territories:territory_detail", args=["venissieux"])
    said = {"code": "71", "valid_from": "01/10/2025"}
    lead = sign_in("lead")
    told = lead.get(sheet).content.decode()
    assert "<dt>Département</dt>" in told
    assert page not in told
    assert lead.post(page, said).status_code == 403
    assert (
        sign_in("hub_admin")
        .get(reverse("territories:department_create", args=["metropole"]))
        .status_code
        == 404
    )
    client = sign_in("hub_admin")
    assert page in client.get(sheet).content.decode()
    told = client.post(page, said, follow=True).content.decode().replace("\u00a0", " ")
    assert "est dans le département 71 à partir du 1er octobre 2025" in told
    told = client.post(page, said).content.decode()
    assert "commence déjà ce jour-là" in told
    assert 'value="71"' in told
    row = TerritoryDepartment.objects.get(territory=as_team.home, code="71")
    withdraw = reverse("territories:department_withdraw", args=["venissieux", row.pk])
    assert "Écrivez" in client.post(withdraw, {"reason": " "}).content.decode()
    assert client.post(withdraw, {"reason": "coquille"}).status_code == 302
    assert not TerritoryDepartment.objects.filter(pk=row.pk).exists()


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


def together(found) -> str:
    (words,) = next(iter(found.value.message_dict.values()))
    return words.replace("\u00a0", " ")


def test_two_shares_that_together_pass_the_remuneration_are_refused_on_their_day(
    own, enterprise, as_team
):
    """The State's share is the enterprise's, the local one its département's: neither row is wrong alone."""
    own(department="69", local_percent=D(30), valid_from=date(2025, 7, 1))
    with pytest.raises(ValidationError) as found:
        own(department="69", local_percent=D(100), valid_from=OCTOBER)
    assert together(found) == (
        "Le 1er octobre 2025, le département 69 aurait 95 % du SMIC brut (taux de la métropole, arrêté) et 100 % de cette part "
        "(taux du département 69, délibération 12) : 190 % du SMIC brut en tout. La CDE d’un emploi à temps plein au SMIC est de "
        "142 % du SMIC brut au plus ce jour-là (décret 2021-863 du 30 juin 2021, art. 24 : moins que la rémunération ; repère : "
        "SMIC et cotisations patronales, environ 42 %, avant toute réduction)."
    )
    assert "local_percent" in found.value.message_dict
    own(department="69", local_percent=D(45), valid_from=OCTOBER)
    # 98 x 1,45 = 142,1: on the first day of the new local share, not before.
    with pytest.raises(ValidationError) as found:
        own(enterprise=enterprise, state_percent=D(98), source="convention 7")
    assert together(found).startswith(f"Le 1er octobre 2025, {enterprise} aurait 98 %")
    assert "state_percent" in found.value.message_dict
    until = {"ends_on": date(2025, 9, 30)}
    assert own(enterprise=enterprise, state_percent=D(98), **until).pk
    assert not OwnRate.objects.filter(valid_from=OCTOBER, local_percent=100)


def test_a_rate_of_the_hub_and_a_move_are_held_to_it_too(own, enterprise, as_team):
    own(department="71", local_percent=D(45))
    rate = {"source": "arrêté", "by": as_team.users["hub_admin"], **CDE_TERMS}
    with pytest.raises(ValidationError) as found:
        operations.add_cde_rate(as_team.hub, valid_from=OCTOBER, state_percent=D(102), **rate)
    assert "le département 71 aurait 102 %" in together(found)
    own(enterprise=enterprise, state_percent=D(98))
    with pytest.raises(ValidationError) as found:
        move(as_team, "71", OCTOBER)
    assert f"Le 1er octobre 2025, {enterprise} aurait 98 %" in together(found)
    assert list(found.value.message_dict) == ["code"]
    write_legal_figure(
        as_team.hub,
        by=as_team.users["hub_admin"],
        what=LegalFigure.What.CDE_MAX,
        valid_from=OCTOBER,
        value=D(150),
        source="loi",
    )
    assert move(as_team, "71", OCTOBER).pk


def test_the_page_says_why_the_two_shares_are_too_much(own, enterprise, sign_in):
    url = reverse("ebe:rate_create", args=["metropole", "propre"])
    client = sign_in("hub_admin")
    asked = client.get(url).content.decode().replace("\u00a0", " ")
    assert "Avec la part de l’État, 142 % du SMIC brut au plus aujourd’hui." in asked
    given = {
        "enterprise": enterprise.pk,
        "department": "",
        "valid_from": "1/10/2025",
        "state_percent": "102",
        "local_percent": "100",
        "source": "convention 7",
    }
    told = client.post(url, given).content.decode().replace("\u00a0", " ")
    assert "204 % du SMIC brut en tout" in told
    assert 'value="100"' in told


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
