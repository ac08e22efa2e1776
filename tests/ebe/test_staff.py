"""A file that ends leaves what the law asks to the register of the enterprise alone, until its term."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from ebe.models import Contract, StaffEntry
from ebe.staff import operations as staff
from ebe.tasks import forget_staff
from ppde import operations as ppde
from ppde.models import DurationRule, Elimination
from ppde.retention import operations as retention
from ppde.retention import times
from territories.models import Entry
from territories.scoping import of_enterprises, scoped

CANARY = "Ornithorynque"
TODAY = timezone.localdate


@pytest.fixture(autouse=True)
def delivered(as_team):
    DurationRule.objects.all().delete()


@pytest.fixture
def left(as_team):
    """`left(days)`: somebody whose contract ended so many days ago."""

    def make(days: int):
        person = ppde.register_person(
            as_team.home, by=as_team.users["lead"], first_name="Lou", last_name=CANARY, origin="ccas",
            identified_on=TODAY() - timedelta(days=days + 500),
        )  # fmt: skip
        Contract.objects.create(
            territory=as_team.home, enterprise=as_team.rows["home"]["enterprise"], person=person,
            last_name=CANARY, first_name="Lou", job_title="Accueil", leaving="resigned",
            starts_on=TODAY() - timedelta(days=days + 400), ends_on=TODAY() - timedelta(days=days),
        )  # fmt: skip
        return person

    return make


def erase(as_team, person) -> None:
    lead = as_team.users["lead"]
    asked = ppde.record_request(
        person, "erasure", received_on=TODAY(), channel="desk", identity="known", by=lead
    )
    ppde.answer_request(asked, "granted", "C’est fait.", by=lead)
    made = Elimination.objects.filter(territory=as_team.home, origin="request").latest("pk")
    assert retention.eliminate(made) == 1


def entries(as_team) -> list[StaffEntry]:
    with scoped(as_team.home.pk), of_enterprises(as_team.rows["home"]["enterprise"].pk):
        return list(StaffEntry.objects.filter(last_name=CANARY))


def test_the_enterprise_keeps_what_the_law_asks_and_the_file_keeps_nothing(as_team, left, sign_in):
    person = left(400)
    erase(as_team, person)
    with scoped(as_team.home.pk):
        contract = Contract.objects.get(person=person)
        assert (contract.last_name, contract.first_name, contract.job_title) == (
            "Anonyme",
            "",
            "Accueil",
        )
        assert StaffEntry.objects.count() == 0
        told = Entry.objects.get(model="ebe.staffentry", verb="create")
        assert CANARY not in f"{told.label} {told.after}"
    (entry,) = entries(as_team)
    assert (entry.job_title, entry.starts_on, entry.ends_on) == (
        "Accueil", contract.starts_on, contract.ends_on,
    )  # fmt: skip
    page = reverse("ebe:staff_list", args=[as_team.home.slug])
    shown = sign_in("director")
    assert (
        page in shown.get(reverse("ebe:contract_list", args=[as_team.home.slug])).content.decode()
    )
    assert f"Lou {CANARY}" in shown.get(page).content.decode()
    assert sign_in("lead").get(page).status_code == 403


def test_whoever_erases_is_told_until_when(as_team, left, sign_in):
    person = left(400)
    asked = ppde.record_request(
        person, "erasure", received_on=TODAY(), channel="desk", by=as_team.users["lead"]
    )
    page = reverse("ppde:rights_answer", args=[as_team.home.slug, asked.pk])
    shown = sign_in("lead").get(page).content.decode()
    assert "garde à son registre du personnel, jusqu’au" in shown


def test_a_contract_past_its_term_leaves_nothing(as_team, left):
    person = left(5 * 366)
    assert staff.STAFF.told(person) == []
    erase(as_team, person)
    assert entries(as_team) == []


def test_at_its_term_it_goes_by_the_rule(as_team, left):
    erase(as_team, left(400))
    forget_staff()
    assert len(entries(as_team)) == 1
    with scoped(as_team.home.pk):
        times.write_duration(
            as_team.home, "contrats", TODAY(), 12, "Note", by=as_team.users["lead"]
        )
    forget_staff()
    forget_staff()
    assert entries(as_team) == []
    with scoped(as_team.home.pk):
        gone = Entry.objects.filter(model="ebe.staffentry", verb="delete", label__contains="n°")
        assert gone.exists()
        assert not gone.filter(label__contains=CANARY).exists()


def test_the_register_asks_the_same_for_one_row_and_many(as_team, left, sign_in):
    page, director = reverse("ebe:staff_list", args=[as_team.home.slug]), sign_in("director")
    enterprise, counts = as_team.rows["home"]["enterprise"], []
    for more in (1, 30):
        with scoped(as_team.home.pk), of_enterprises(enterprise.pk):
            StaffEntry.objects.bulk_create(
                StaffEntry(
                    territory=as_team.home, enterprise=enterprise, last_name=CANARY, first_name=str(n),
                    job_title="Accueil", starts_on=TODAY() - timedelta(days=400), ends_on=TODAY(),
                )
                for n in range(more)
            )  # fmt: skip
        director.get(page)
        with CaptureQueriesContext(connection) as queries:
            director.get(page)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 15
