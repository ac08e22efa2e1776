"""What a text fixes is a dated row of the hub: bounds of the CDE, size of a territory, national mark."""

from datetime import date, timedelta
from decimal import Decimal as D

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from ebe import cde, operations
from ebe.models import CdeRate, Enterprise
from evaluation.indicators.marks import national_mark
from ppde.operations import answer_due
from territories.models import Entry, LegalFigure, Territory
from territories.models.legal import birth_years
from territories.operations.legal import withdraw_legal_figure, write_legal_figure
from tests.world import CDE_TERMS

What = LegalFigure.What
NEW_YEAR = date(2027, 1, 1)


def url(name, world, *args):
    return reverse(f"territories:{name}", args=[world.hub.slug, *args])


def write(world, what, value, day=NEW_YEAR):
    return write_legal_figure(
        world.hub,
        by=world.users["hub_admin"],
        what=what,
        value=D(value),
        valid_from=day,
        source="loi de 2026",
    )


def rate(world, percent, day):
    return operations.add_cde_rate(
        world.hub,
        by=world.users["hub_admin"],
        state_percent=D(percent),
        valid_from=day,
        source="arrêté",
        **CDE_TERMS,
    )


def test_a_hub_begins_with_the_figures_of_today(db):
    hub = Territory.objects.create(kind="hub", name="Autre", slug="autre-metropole")
    assert {row.what: row.value for row in LegalFigure.objects.within(hub)} == {
        What.STATE_MIN: 53,
        What.STATE_MAX: 102,
        What.CDE_MAX: 142,
        What.OTHER_MAX: 10,
        What.FULL_TIME: 35,
        What.WEEK_MAX: 48,
        What.INHABITANTS_MIN: 5000,
        What.INHABITANTS_MAX: 10000,
        What.PERSONS_MAX: 400,
        What.ELSEWHERE: 36,
        What.ANSWER: 1,
        What.ANSWER_LONGEST: 3,
        What.FIRST_PROJECTS: 2011,
        What.EXPERIMENT: 2016,
        What.AGE_MIN: 15,
        What.AGE_MAX: 100,
    }


def test_a_bound_of_the_new_year_leaves_what_was_decided_before(as_team):
    enterprise = Enterprise.objects.get(territory=as_team.home)
    assert rate(as_team, "101", date(2026, 3, 1)).pk
    before = cde.compute(enterprise, date(2026, 4, 1)).figures
    write(as_team, What.STATE_MAX, "100")
    assert cde.compute(enterprise, date(2026, 4, 1)).figures == before
    # The day decides, not the moment of writing.
    assert rate(as_team, "102", date(2026, 12, 1)).pk
    with pytest.raises(ValidationError) as refused:
        rate(as_team, "101", NEW_YEAR)
    words = refused.value.message_dict["state_percent"][0].replace("\u00a0", " ")
    assert words == (
        "Le 1er janvier 2027, la part de l’État est comprise entre 53 % et 100 % du SMIC brut "
        "(décret 2021-863 du 30 juin 2021, art. 24 ; loi de 2026)."
    )
    assert rate(as_team, "100", NEW_YEAR).pk


def test_the_database_reads_the_same_bounds(as_team):
    write(as_team, What.STATE_MAX, "100")
    with pytest.raises(IntegrityError), transaction.atomic():
        CdeRate.objects.create(
            territory=as_team.hub,
            valid_from=NEW_YEAR,
            state_percent=101,
            source="arrêté",
            **CDE_TERMS,
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        CdeRate.objects.create(
            territory=as_team.hub,
            valid_from=date(2020, 1, 1),
            state_percent=52,
            source="arrêté",
            **CDE_TERMS,
        )


def test_the_page_adds_a_row_and_takes_back_a_slip(world, sign_in):
    client = sign_in("hub_admin")
    said = {"what": "etat_max", "value": "100", "valid_from": "01/01/2027", "source": "loi"}
    assert client.post(url("legal_figure_create", world), said).status_code == 302
    row = LegalFigure.objects.get(what="etat_max", valid_from=NEW_YEAR)
    page = client.get(url("legal_figure_create", world)).content.decode().replace("\u00a0", " ")
    assert "100 % du SMIC brut" in page
    assert "<strong>102 % du SMIC brut</strong>" in page
    again = client.post(url("legal_figure_create", world), said)
    assert "commence déjà ce jour-là" in again.content.decode()
    low = client.post(
        url("legal_figure_create", world), said | {"what": "etat_min", "value": "101"}
    )
    assert "Écrivez 100 ou moins" in low.context["form"].errors.as_text()
    withdraw = url("legal_figure_withdraw", world, row.pk)
    assert client.get(withdraw).status_code == 200
    assert client.post(withdraw, {"reason": "mauvaise année"}).status_code == 302
    assert not LegalFigure.objects.filter(pk=row.pk).exists()
    entry = Entry.objects.get(model="territories.legalfigure", verb="delete")
    assert (entry.reason, entry.before["value"]) == ("mauvaise année", "100.00")


def test_the_last_row_of_a_subject_stays(world, sign_in):
    only = LegalFigure.objects.get(territory=world.hub, what=What.ELSEWHERE)
    with pytest.raises(ValidationError, match="la seule ligne"):
        withdraw_legal_figure(only, by=world.users["hub_admin"], reason="essai")
    page = sign_in("hub_admin").get(url("legal_figure_withdraw", world, only.pk), follow=True)
    assert "la seule ligne" in page.content.decode()
    assert "Retirer la ligne" not in page.content.decode(), "un bouton qui ne peut que refuser"


def test_the_size_of_a_territory_is_read_against_the_row_of_the_day(world, sign_in):
    Territory.objects.filter(pk=world.home.pk).update(population=12000)
    page = reverse("territories:territory_detail", args=[world.home.slug])
    words = sign_in("lead").get(page).content.decode().replace("\u00a0", " ")
    assert "de 5 000 à 10 000 habitants, ou de 400 personnes" in words
    write(world, What.INHABITANTS_MAX, "15000", date(2026, 1, 1))
    assert "le cahier des charges vise" not in sign_in("lead").get(page).content.decode()


def test_the_national_mark_is_that_of_the_month(as_team, sign_in):
    write(as_team, What.ELSEWHERE, "41.5", date(2026, 1, 1))
    assert national_mark(as_team.home, date(2026, 10, 1)) == "41,5\u00a0%"
    assert national_mark(as_team.home, date(2025, 12, 1)) == "36\u00a0%"
    page = reverse("evaluation:indicator_detail", args=[as_team.home.slug, "E8"])
    assert "Repère national\u00a0: 41,5\u00a0%" in sign_in("lead").get(page).content.decode()


def test_the_clock_of_a_request_about_the_data_is_that_of_the_law_on_the_day_it_arrived(as_team):
    """RGPD art. 12-3: one month, three once prolonged, until another text says otherwise from its day."""
    home = as_team.home
    assert answer_due(home, date(2026, 11, 17)) == date(2026, 12, 17)
    assert answer_due(home, date(2026, 11, 30), extended=True) == date(2027, 3, 1)
    write(as_team, What.ANSWER, "2")
    # The last day of January is a Sunday.
    assert answer_due(home, date(2026, 12, 31)) == date(2027, 2, 1)
    assert answer_due(home, NEW_YEAR) == date(2027, 3, 1)


@pytest.mark.parametrize(
    ("what", "value", "said"),
    [
        (What.ANSWER, "1.5", "mois entiers"),
        (What.ANSWER, "4", "Écrivez 3 ou moins"),
        (What.ANSWER_LONGEST, "0.5", "mois entiers"),
    ],
)
def test_a_clock_that_no_text_would_write_is_refused_in_words(world, what, value, said):
    with pytest.raises(ValidationError, match=said):
        write(world, what, value)


def test_a_year_is_written_whole_and_ages_follow_the_day(as_team):
    row = LegalFigure.objects.get(territory=as_team.hub, what=What.EXPERIMENT)
    assert row.told == "2016"
    age = LegalFigure.objects.get(territory=as_team.hub, what=What.AGE_MIN)
    assert age.told == "15\u00a0ans"
    assert birth_years(as_team.home, date(2026, 11, 27)) == (1926, 2011)
    assert birth_years(as_team.home, date(2030, 1, 1)) == (1930, 2015)
    write(as_team, What.AGE_MIN, "16")
    assert (
        birth_years(as_team.home, timezone.localdate() + timedelta(days=400))[1]
        == (timezone.localdate() + timedelta(days=400)).year - 16
    )
