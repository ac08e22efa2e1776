"""What is written after the end of a month: its statement keeps its figures, and is said to be computed again."""

from datetime import date, timedelta
from decimal import Decimal as D

import pytest
from django.urls import reverse
from django.utils import timezone

from ebe import cde, operations, tasks
from ebe.models import CdeRate, CdeStatement, Contract, MissingMonth, SmicRate
from ebe.operations.statements import outdate
from ebe.queue import SOURCES
from territories.models import Entry
from territories.periods import period
from territories.scoping import Reach, apply, scoped
from tests.list_kit import refused
from tests.world import CDE_TERMS

[QUEUE] = [source for source in SOURCES if source.key == "statements"]
TODAY = timezone.localdate


@pytest.fixture
def months(enterprise):
    """Statements of August, September and October 2026, final; November, provisional."""
    CdeStatement.objects.filter(enterprise=enterprise).delete()
    return [
        operations.compute_statement(enterprise, date(2026, month, 1)) for month in (8, 9, 10, 11)
    ]


def outdated() -> list[int]:
    rows = CdeStatement.objects.filter(outdated_on__isnull=False, enterprise__name="Pari")
    rows = rows.order_by("month")
    return [row.month.month for row in rows]


def hire(enterprise, starts_on, by):
    return operations.hire(
        enterprise,
        starts_on=starts_on,
        weekly_hours=D(35),
        job_title="Encadrement",
        first_name="Dominique",
        last_name="Encadrante",
        by=by,
    )


def test_a_hire_of_a_month_that_is_over(enterprise, months, director):
    made = hire(enterprise, date(2026, 9, 14), director)
    assert outdated() == [9, 10], "le mois en cours se calcule chaque nuit"
    before = {s.month: s.state_amount for s in CdeStatement.objects.all()}
    done = operations.compute_outdated(enterprise, by=director)
    assert [s.month.month for s in done] == [9, 10]
    assert all(s.state_amount > before[s.month] for s in done)
    assert outdated() == []
    assert operations.compute_outdated(enterprise, by=director) == []
    operations.change_hours(made, weekly_hours=D(30), from_day=date(2026, 10, 5), by=director)
    assert outdated() == [10]
    operations.cancel_contract(made, by=director, reason="Écrit deux fois")
    assert outdated() == [9, 10]


def test_computed_again_and_the_same_it_is_marked_no_more(enterprise, months):
    CdeStatement.objects.update(outdated_on=TODAY())
    entries = Entry.objects.count()
    operations.compute_statement(enterprise, date(2026, 9, 1))
    assert outdated() == [8, 10, 11]
    assert Entry.objects.count() == entries


def test_a_statement_taken_over_without_its_detail_stays_as_it_came(enterprise, director):
    CdeStatement.objects.filter(enterprise=enterprise).update(detail={})
    hire(enterprise, date(2026, 9, 14), director)
    assert outdated() == []
    enterprise.conventions.all().delete()
    said = refused(operations.compute_statement, enterprise, date(2026, 9, 1))
    assert "Aucune convention" in said


def test_who_may_compute_finds_it_in_the_queue_and_on_the_list(
    sign_in, as_team, enterprise, months, director
):
    hire(enterprise, date(2026, 9, 14), director)
    listing = reverse("ebe:statement_list", args=["venissieux"])
    queue = reverse("ppde:work_queue", args=["venissieux"])
    for kind in ("lead", "director"):
        client = sign_in(kind)
        page = client.get(queue).content.decode()
        assert "états de la CDE à recalculer" in page
        assert "CDE de septembre\u00a02026" in page
        found = client.get(listing, {"afaire": "statements"}).content.decode()
        assert found.count("À recalculer") == 2
        assert "recalculer 2\u00a0mois" in found
        assert "août\u00a02026" not in found
    assert "À recalculer" in sign_in("officer").get(listing).content.decode()
    assert "recalculer 2" not in sign_in("officer").get(listing).content.decode()
    assert "CDE à recalculer" not in sign_in("officer").get(queue).content.decode()
    client = sign_in("director")
    detail = reverse("ebe:statement_detail", args=["venissieux", months[1].pk])
    assert "Recalculer ce mois" in client.get(detail).content.decode()
    done = client.post(
        reverse("ebe:statement_recompute", args=["venissieux", enterprise.pk]), follow=True
    ).content.decode()
    assert "2\u00a0états mensuels sont recalculés" in done
    assert "À recalculer" not in client.get(detail).content.decode()


def test_the_direction_of_another_enterprise_is_not_told(as_team, enterprise, months, director):
    hire(enterprise, date(2026, 9, 14), director)

    def told(**reach):
        apply(Reach(user=1, reach={as_team.home.pk}, **reach))
        return [row.month.month for row in QUEUE.rows(as_team.home, TODAY())]

    assert told(enterprises={enterprise.pk}) == told(named={as_team.home.pk}) == [9, 10]
    assert told(enterprises={enterprise.pk + 1}) == told() == []


# Months never computed ──────────────────────────────────────────────────────────────────────────


def test_a_month_never_computed_is_told_and_computed(
    sign_in, as_team, enterprise, months, director
):
    CdeStatement.objects.filter(month__in=["2026-08-01", "2026-09-01"]).delete()
    hire(enterprise, date(2026, 9, 14), director)
    assert outdated() == [10]
    assert [row.month for row in MissingMonth.objects.all()] == [date(2026, 9, 1)]
    client = sign_in("director")
    queue = client.get(reverse("ppde:work_queue", args=["venissieux"])).content.decode()
    assert "mois de la CDE jamais calculé" in queue
    assert "CDE de septembre\u00a02026" in queue
    listing = client.get(reverse("ebe:statement_list", args=["venissieux"])).content.decode()
    assert "Jamais calculé" in listing
    assert "calculer 2\u00a0mois" in listing
    done = operations.compute_outdated(enterprise, by=director)
    assert [s.month.month for s in done] == [9, 10]
    assert not MissingMonth.objects.exists()
    queue = client.get(reverse("ppde:work_queue", args=["venissieux"])).content.decode()
    assert "jamais calculé" not in queue


def test_a_month_that_nothing_finances_or_that_no_other_follows_is_not_told(
    as_team, enterprise, months, director
):
    CdeStatement.objects.filter(month__in=["2026-09-01", "2026-10-01", "2026-11-01"]).delete()
    hire(enterprise, date(2026, 9, 14), director)
    assert not MissingMonth.objects.exists(), "août est le dernier mois calculé"
    CdeStatement.objects.filter(month="2026-08-01").update(month=date(2026, 10, 1))
    enterprise.conventions.update(period=period(date(2026, 9, 15), date(2026, 12, 31)))
    outdate(date(2026, 7, 1), enterprise=enterprise)
    assert [row.month.month for row in MissingMonth.objects.computable()] == [9]
    SmicRate.objects.all().delete()
    assert not MissingMonth.objects.computable()


# Rates ──────────────────────────────────────────────────────────────────────────────────────────


def rate(**values):
    return {
        "valid_from": date(2026, 9, 1),
        "state_percent": D(95),
        "source": "à paraître",
        **CDE_TERMS,
        **values,
    }


def test_an_assumed_rate_is_published_at_its_date(as_team, enterprise, months):
    by = as_team.users["hub_admin"]
    assumed = operations.add_cde_rate(as_team.hub, by=by, **rate(is_assumed=True))
    assert outdated() == [9, 10]
    operations.compute_outdated(enterprise, by=by)
    assert cde.lines_of(CdeStatement.objects.get(month="2026-09-01"))[0].is_assumed
    add = operations.add_cde_rate
    assert "dit déjà cela" in refused(add, as_team.hub, by=by, **rate(is_assumed=True))
    published = rate(state_percent=D(92), is_assumed=False, source="arrêté du 12 mars")
    assert "Un taux existe déjà" in refused(add, as_team.hub, by=by, **published)
    made = add(as_team.hub, by=by, replace_reason="Arrêté paru", **published)
    assumed.refresh_from_db()
    assert assumed.replaced_because == "Arrêté paru"
    assert CdeRate.objects.in_force(as_team.hub.pk, date(2026, 9, 1)) == made
    assert outdated() == [9, 10]
    kept = CdeStatement.objects.get(month="2026-09-01")
    assert cde.lines_of(kept)[0].state_percent == 95, "l’état garde le sien jusqu’au calcul"
    operations.compute_outdated(enterprise, by=by)
    (line,) = cde.lines_of(CdeStatement.objects.get(month="2026-09-01"))
    assert (line.rate, line.state_percent, line.is_assumed) == (made.pk, 92, False)
    # 92 % of 21 622,08 (11,88 × 151,67, rounded, × 12), and 15 % of it.
    assert (line.state_per_fte, line.local_per_fte) == (D("19892.31"), D("2983.85"))
    entry = Entry.objects.get(verb="correct", model="ebe.cderate")
    assert (entry.before["state_percent"], entry.reason) == ("95.00", "Arrêté paru")


def test_a_rate_outdates_the_months_up_to_the_next_one(as_team, enterprise, months):
    by = as_team.users["hub_admin"]
    operations.add_smic(
        as_team.hub, by=by, valid_from=date(2026, 10, 1), hourly=D("12.31"), source="décret"
    )
    assert outdated() == [10]
    CdeStatement.objects.update(outdated_on=None)
    operations.add_smic(
        as_team.hub, by=by, valid_from=date(2026, 1, 1), hourly=D("12.02"), source="décret"
    )
    assert outdated() == [8, 9]


def test_a_row_taken_back_before_its_use_gives_its_place_back(as_team, months):
    by = as_team.users["hub_admin"]
    first = SmicRate.objects.get(territory=as_team.hub, valid_from=date(2025, 1, 1))
    values = {"valid_from": date(2025, 1, 1), "hourly": D("18.22"), "source": "décret", "by": by}
    slip = operations.add_smic(as_team.hub, replace_reason="Faux", **values)
    first.refresh_from_db()
    assert first.replaced_at
    operations.withdraw_rate(slip, reason="12,82 et non 18,22", by=by)
    first.refresh_from_db()
    assert (first.replaced_at, first.replaced_because) == (None, "")


def test_the_page_asks_why_and_shows_what_was_replaced(sign_in, as_team, months):
    client = sign_in("hub_admin")
    url = reverse("ebe:rate_create", args=["metropole", "smic"])
    given = {"valid_from": "1/01/2025", "hourly": "11,90", "source": "décret corrigé"}
    asked = client.post(url, given).content.decode()
    assert "le 1er\u00a0janvier\u00a02025\u00a0: 11,88\u00a0€ depuis le" in asked
    assert 'name="replace_reason"' in asked
    assert "décret corrigé" in asked
    done = client.post(url, {**given, "replace_reason": "Coquille"}, follow=True).content.decode()
    assert "3\u00a0états mensuels gardent les taux d’avant" in done
    assert "Lignes remplacées" in done
    assert "Coquille" in done
    with scoped(as_team.home.pk):
        assert outdated() == [8, 9, 10]


def test_a_row_of_years_gone_by_tells_of_no_month_that_it_does_not_reach(sign_in, as_team, months):
    """Months to be computed again for another reason were said to keep the rates of before."""
    client = sign_in("hub_admin")
    url = reverse("ebe:rate_create", args=["metropole", "smic"])
    given = {"valid_from": "1/01/2025", "hourly": "11,90", "source": "décret corrigé"}
    first = client.post(url, {**given, "replace_reason": "Coquille"}, follow=True)
    assert "à recalculer. Les équipes" in first.content.decode()
    old = {"valid_from": "1/01/2010", "hourly": "8,86", "source": "décret du 16 décembre 2009"}
    done = client.post(url, old, follow=True).content.decode()
    assert "La ligne du 1er\u00a0janvier\u00a02010 est enregistrée" in done
    assert "à recalculer. Les équipes" not in done
    with scoped(as_team.home.pk):
        assert outdated() == [8, 9, 10]


def test_the_full_time_of_a_replaced_rate_counts_no_more(as_team, enterprise):
    from ebe import fte

    by = as_team.users["hub_admin"]
    values = rate(valid_from=date(2024, 1, 1), full_time_hours=D(32), source="x")
    operations.add_cde_rate(as_team.hub, by=by, replace_reason="Essai", **values)
    on = date(2026, 9, 1)
    assert fte.on(on, [enterprise.pk], as_team.hub.pk)[enterprise.pk].total == D("0.875")
    early = date(2023, 12, 1)
    assert fte.full_time(as_team.hub.pk, early) == fte.full_time(as_team.hub.pk, on) == 32


# The ceiling ────────────────────────────────────────────────────────────────────────────────────


def test_the_ceiling_is_asked_of_every_day_from_the_hire_on(as_team, enterprise, employ, director):
    """Within it on the first day, but a contract already signed comes: the day is named, the reason asked."""
    as_team.rows["home"]["convention"].enterprise.conventions.update(fte_ceiling=3)
    employ(35, date(2026, 10, 1), name="Deuxième")
    employ(35, date(2026, 12, 15), name="Signée")
    said = refused(hire, enterprise, date(2026, 12, 1), director)
    assert "3,18 ETP finançables le 15 décembre 2026" in said.replace("\u202f", " ")


def test_a_convention_to_come_and_hours_to_come_count(as_team, enterprise, employ, director):
    operations.sign_convention(
        enterprise, reference="2027", signed_on=TODAY(), starts_on=date(2027, 1, 1), ends_on=None,
        fte_ceiling=D("1.3"), by=director,
    )  # fmt: skip
    employ(35, date(2026, 10, 1), date(2026, 12, 31), name="Finie")
    made = hire(enterprise, date(2026, 12, 1), director)
    operations.cancel_contract(made, by=director, reason="Essai")
    contract = as_team.rows["home"]["contract"]
    change = {"weekly_hours": D(35), "from_day": date(2026, 12, 10), "by": director}
    assert operations.change_hours(contract, **change).weekly_hours == 35
    extra = {**change, "weekly_hours": D(48), "from_day": date(2026, 12, 20)}
    said = refused(operations.change_hours, contract, **extra)
    assert "le 1er janvier 2027, au-delà des 1,3 de la convention 2027" in said


def test_hours_that_end_before_a_peak_are_within(as_team, enterprise, employ, director):
    """A contract that ends takes nothing of the days after it."""
    contract = as_team.rows["home"]["contract"]
    operations.end_contract(contract, on=date(2026, 12, 31), leaving="resigned", by=director)
    enterprise.conventions.update(fte_ceiling=D("1.1"))
    employ(35, date(2027, 1, 1), name="Suivante")
    operations.change_hours(
        contract, weekly_hours=D(35), from_day=TODAY() + timedelta(days=1), by=director
    )


# What an act of before left wrong ──────────────────────────────────────────────────────────────


def test_months_that_no_longer_say_the_contracts_are_found_at_night(as_team, enterprise, months):
    """A departure corrected before such an act told the months: nothing says it but the figures themselves."""
    assert operations.outdate_mismatched(as_team.home) == 0
    contract = as_team.rows["home"]["contract"]
    Contract.objects.filter(pk=contract.pk).update(ends_on=date(2026, 9, 20), leaving="resigned")
    for _ in range(2):
        tasks.check_statements()
        assert outdated() == [9, 10], "novembre se calcule chaque nuit"
    assert operations.outdate_mismatched(as_team.home) == 0
    assert len(operations.compute_outdated(enterprise, by=None)) == 2
    assert operations.outdate_mismatched(as_team.home) == 0
    assert outdated() == []


def test_a_rate_or_a_statement_taken_over_is_left_as_it_came(as_team, enterprise, months):
    CdeRate.objects.create(
        territory=as_team.hub, **rate(valid_from=date(2026, 8, 1), state_percent=D(60))
    )
    CdeStatement.objects.filter(month=date(2026, 9, 1)).update(detail={}, fte_privation=9)
    assert operations.outdate_mismatched(as_team.home) == 0
    assert operations.outdate_mismatched(as_team.next) == 0
