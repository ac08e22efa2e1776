"""A convention lives: an avenant, a prolongation, an end, a correction; what each makes of the statements already computed."""

from datetime import date, timedelta
from decimal import Decimal as D

import pytest
from django.urls import reverse
from django.utils import timezone

from ebe import cde, operations
from ebe.models import CdeStatement, Convention
from territories.models import Entry
from tests.list_kit import refused

WHY = "Erreur de saisie, plafond lu sur la convention signée."


@pytest.fixture
def convention(as_team):
    """From 1 September 2023 to 31 December 2026, 90 FTE."""
    return as_team.rows["home"]["convention"]


@pytest.fixture
def months(enterprise):
    """Statements of August, September and October 2026, final."""
    CdeStatement.objects.filter(enterprise=enterprise).delete()
    return [operations.compute_statement(enterprise, date(2026, month, 1)) for month in (8, 9, 10)]


def outdated(enterprise) -> list[int]:
    rows = CdeStatement.objects.filter(enterprise=enterprise, outdated_on__isnull=False)
    return [row.month.month for row in rows.order_by("month")]


def terms(**values):
    return {
        "reference": "Avenant 1",
        "signed_on": date(2026, 8, 20),
        "starts_on": date(2026, 9, 1),
        "ends_on": date(2027, 6, 30),
        "fte_ceiling": D("0.5"),
        # Less than what the contracts make: it has its reason.
        "over_ceiling_reason": "Un départ annoncé",
        **values,
    }


def test_an_avenant_takes_over_from_a_day_on(as_team, lead, convention, enterprise, months):
    made = operations.amend_convention(convention, by=lead, **terms())
    convention.refresh_from_db()
    assert (convention.until, convention.fte_ceiling) == (date(2026, 8, 31), 90)
    assert (made.since, made.until, made.amends) == (
        date(2026, 9, 1),
        date(2027, 6, 30),
        convention,
    )
    assert outdated(enterprise) == [9, 10]
    verbs = Entry.objects.filter(model="ebe.convention").values_list("verb", "object_id")
    assert set(verbs) == {("update", convention.pk), ("create", made.pk)}
    (line,) = cde.lines_of(operations.compute_statement(enterprise, date(2026, 9, 1)))
    assert (line.financed, line.convention) == (D("0.5"), "Avenant 1")
    assert outdated(enterprise) == [10]


def test_what_an_avenant_refuses(lead, convention):
    amend = operations.amend_convention
    first = terms(starts_on=date(2023, 9, 1))
    assert "corrigez la convention" in refused(amend, convention, by=lead, **first)
    late = terms(starts_on=date(2027, 1, 2))
    assert "au plus tard le lendemain" in refused(amend, convention, by=lead, **late)
    amend(convention, by=lead, **terms(starts_on=date(2027, 1, 1)))
    convention.refresh_from_db()
    assert convention.until == date(2026, 12, 31), "une prolongation ne raccourcit rien"
    again = terms(starts_on=date(2026, 10, 1), ends_on=None)
    assert "couvre déjà ces dates" in refused(amend, convention, by=lead, **again)
    convention.refresh_from_db()
    assert convention.until == date(2026, 12, 31)


def test_an_amended_convention_offers_no_other_avenant(lead, convention, enterprise, sign_in):
    made = operations.amend_convention(convention, by=lead, **terms())
    slug = convention.territory.slug
    page = sign_in("lead").get(reverse("ebe:enterprise_detail", args=[slug, enterprise.pk]))
    shown = page.content.decode()
    assert reverse("ebe:convention_amend", args=[slug, made.pk]) in shown
    assert reverse("ebe:convention_amend", args=[slug, convention.pk]) not in shown
    assert reverse("ebe:convention_correct", args=[slug, convention.pk]) in shown


def test_a_convention_is_prolonged_or_stopped(lead, convention, enterprise, months):
    end = operations.end_convention
    assert "Dites pourquoi" in refused(
        end, convention, ends_on=date(2027, 6, 30), reason=" ", by=lead
    )
    assert "est déjà" in refused(end, convention, ends_on=date(2026, 12, 31), reason=WHY, by=lead)
    end(convention, ends_on=date(2027, 6, 30), reason="Arrêté du 3 novembre", by=lead)
    assert outdated(enterprise) == []
    row = end(convention, ends_on=date(2026, 9, 15), reason="Liquidation", by=lead)
    assert row.until == date(2026, 9, 15)
    assert outdated(enterprise) == [9, 10]
    assert Entry.objects.filter(model="ebe.convention").latest("pk").reason == "Liquidation"
    # A month under no convention any more is worth nothing, and its statement says so.
    done = operations.compute_outdated(enterprise, by=lead)
    assert [(s.month.month, s.state_amount) for s in done][-1] == (10, 0)
    assert done[0].fte_financed == D("0.4")
    end(convention, ends_on=None, reason="Sans terme", by=lead)
    assert outdated(enterprise) == [9, 10]


def test_a_mistyped_ceiling_is_corrected_and_the_months_are_told(
    lead, convention, enterprise, months
):
    same = terms(
        reference=convention.reference,
        signed_on=convention.signed_on,
        starts_on=convention.since,
        ends_on=convention.until,
        fte_ceiling=convention.fte_ceiling,
    )
    correct = operations.correct_convention
    assert "Rien n’a changé" in refused(correct, convention, reason=WHY, by=lead, **same)
    assert "Dites ce qui était faux" in refused(correct, convention, reason="", by=lead, **same)
    correct(convention, reason=WHY, by=lead, **{**same, "reference": "2023-08"})
    assert outdated(enterprise) == [], "une référence ne change aucun montant"
    correct(convention, reason=WHY, by=lead, **{**same, "fte_ceiling": D(3)})
    assert outdated(enterprise) == [8, 9, 10]
    entry = Entry.objects.filter(verb="correct", model="ebe.convention").latest("pk")
    assert (entry.before["fte_ceiling"], entry.after["fte_ceiling"]) == ("90.00", "3")
    assert entry.reason == WHY


@pytest.mark.parametrize("day", [date(2026, 8, 1), date(2026, 10, 10)])
def test_the_convention_before_an_avenant_follows_its_first_day(lead, convention, day):
    made = operations.amend_convention(convention, by=lead, **terms())
    operations.correct_convention(made, reason=WHY, by=lead, **terms(starts_on=day))
    convention.refresh_from_db()
    assert convention.until == day - timedelta(days=1)
    before = terms(starts_on=convention.since)
    assert "vient après" in refused(
        operations.correct_convention, made, reason=WHY, by=lead, **before
    )


def test_an_avenant_given_up_gives_its_days_back(lead, convention):
    coming = timezone.localdate() + timedelta(days=10)
    made = operations.amend_convention(convention, by=lead, **terms(starts_on=coming))
    later = operations.amend_convention(
        made, by=lead, **terms(reference="Avenant 2", starts_on=coming + timedelta(days=30))
    )
    withdraw = operations.withdraw_convention
    assert "Avenant 2 la suit" in refused(withdraw, made, by=lead, reason=WHY)
    withdraw(later, by=lead, reason=WHY)
    made.refresh_from_db()
    assert made.until == date(2027, 6, 30)
    withdraw(made, by=lead, reason=WHY)
    convention.refresh_from_db()
    assert convention.until == date(2026, 12, 31)
    assert Convention.objects.filter(enterprise=convention.enterprise_id).count() == 1


def test_one_written_for_another_enterprise_is_withdrawn_though_it_runs(
    sign_in, as_team, lead, convention, see
):
    """Nothing rests on it; the month that it had given an amount, if of nothing, is to be computed again."""
    other = operations.open_enterprise(
        as_team.home, name="Erreur", legal_form="association", model="ex_nihilo", by=lead
    )
    made = operations.sign_convention(other, by=lead, **terms(starts_on=date(2026, 8, 1)))
    operations.compute_statement(other, date(2026, 8, 1))
    client = sign_in("lead")

    def at(row):
        return reverse("ebe:convention_withdraw", args=["venissieux", row.pk])

    assert at(made) in client.get(other.get_absolute_url()).content.decode()
    assert (
        at(convention) not in client.get(convention.enterprise.get_absolute_url()).content.decode()
    )
    done = client.post(at(made), {"reason": WHY}, follow=True).content.decode()
    assert "La convention est retirée" in done
    assert "L’état de la CDE d’août\u00a02026 est à recalculer" in done
    see("lead")
    assert not Convention.objects.filter(pk=made.pk).exists()
    assert outdated(other) == [8]
    refuse = operations.withdraw_convention
    assert "des contrats en relèvent" in refused(refuse, convention, by=lead, reason=WHY)


def test_through_the_pages(sign_in, convention, enterprise, months, see):
    client = sign_in("lead")

    def at(name):
        return reverse(f"ebe:{name}", args=["venissieux", convention.pk])

    sheet = client.get(enterprise.get_absolute_url()).content.decode()
    for name in ("convention_amend", "convention_end", "convention_correct"):
        assert at(name) in sheet
        assert client.get(at(name)).status_code == 200
    assert at("convention_withdraw") not in sheet, "elle a commencé"
    given = {
        "reference": "Avenant 1",
        "signed_on": "20/08/2026",
        "starts_on": "1/10/2026",
        "ends_on": "31/12/2026",
        "fte_ceiling": "0,5",
        "over_ceiling_reason": "Un départ annoncé",
    }
    done = client.post(at("convention_amend"), given, follow=True).content.decode()
    assert "L’avenant est enregistré" in done
    assert "L’état de la CDE d’octobre\u00a02026 est à recalculer" in done
    assert "avenant à Convention" in done
    wrong = client.post(at("convention_end"), {"ends_on": "30/09/2027", "reason": "x"})
    assert "couvre déjà ces dates" in wrong.content.decode()
    corrected = {**given, "starts_on": "1/09/2023", "ends_on": "30/09/2026", "reason": WHY}
    done = client.post(at("convention_correct"), corrected, follow=True).content.decode()
    assert "La convention est corrigée" in done
    # January to July 2026 were never computed; the years before the first statement are not asked for.
    told = "9\u00a0états de la CDE, de janvier\u00a02026 à septembre\u00a02026, sont à recalculer, dont 7 jamais calculés"
    assert told in done


def test_a_ceiling_under_what_is_signed_has_its_reason(lead, convention, enterprise, sign_in):
    low = {"fte_ceiling": D("0.1"), "over_ceiling_reason": ""}

    def refused_low(act, *args, **values):
        said = refused(act, *args, by=lead, **values)
        assert "ne seraient pas financés" in said
        return said

    assert f"{enterprise} a déjà" in refused_low(
        operations.amend_convention, convention, **terms(**low)
    )
    convention.refresh_from_db()
    assert convention.until == date(2026, 12, 31), "rien n’est écrit"
    as_it_is = {
        "reference": convention.reference, "signed_on": convention.signed_on,
        "starts_on": convention.since, "ends_on": convention.until,
    }  # fmt: skip
    correct = operations.correct_convention
    refused_low(correct, convention, reason="Mal lu.", **as_it_is | low)
    why = {"over_ceiling_reason": "Deux départs annoncés."}
    made = operations.amend_convention(convention, by=lead, **terms(**low | why))
    assert Entry.objects.filter(object_id=made.pk, reason="Deux départs annoncés.").exists()
    # Another word of the same convention is not asked the same again.
    again = terms(**low) | {"reference": "Avenant 1 bis"}
    assert correct(made, by=lead, reason="Référence mal lue.", **again).pk == made.pk
    page = sign_in("lead").post(
        reverse("ebe:convention_amend", args=[convention.territory.slug, made.pk]),
        {
            "reference": "A2", "signed_on": "01/10/2026", "starts_on": "01/10/2026", "ends_on": "",
            "fte_ceiling": "0,2",
        },
    )  # fmt: skip
    shown = page.content.decode()
    assert "ne seraient pas financés" in shown
    assert 'name="over_ceiling_reason"' in shown
