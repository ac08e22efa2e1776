"""Committees, seats and mandates."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from cle import operations
from cle.forms import SeatForm
from cle.models import Committee, Seat
from territories.models import Entry, Organisation
from territories.scoping import scoped


@pytest.fixture
def committee(as_team):
    return operations.committee_create(
        as_team.home, by=as_team.users["lead"], kind="cle", name="Plénière", quorum_percent=50
    )


def open_seat(committee, by, **values):
    defaults = {"college": "state", "holder": "Noor Astier", "starts_on": date(2026, 1, 1)}
    return operations.seat_open(committee, by=by, **defaults | values)


def test_a_mandate_is_dated_and_journaled(as_team, committee):
    seat = open_seat(committee, as_team.users["lead"], ends_on=date(2026, 12, 31))
    assert (seat.since, seat.until) == (date(2026, 1, 1), date(2026, 12, 31))
    assert committee.seats.filled(date(2026, 12, 31)).exists()
    assert not committee.seats.filled(date(2027, 1, 1)).exists()
    entry = Entry.objects.get(model="cle.seat", object_id=seat.pk)
    assert entry.after["starts_on"] == "2026-01-01"
    assert not entry.is_named


def test_the_mandate_of_a_person_deprived_of_a_job_is_a_named_entry(as_team, committee):
    seat = open_seat(committee, as_team.users["lead"], college="ppde")
    assert Entry.objects.get(model="cle.seat", object_id=seat.pk).is_named


def test_the_same_seat_cannot_be_held_twice_on_a_day(as_team, committee):
    open_seat(committee, as_team.users["lead"], ends_on=date(2026, 6, 30))
    with pytest.raises(ValidationError, match="déjà tenu"):
        open_seat(committee, as_team.users["lead"], starts_on=date(2026, 6, 30))
    open_seat(committee, as_team.users["lead"], starts_on=date(2026, 7, 1))
    assert committee.seats.count() == 2


def test_a_mandate_cannot_end_before_it_starts_nor_a_guest_vote(as_team, committee):
    with pytest.raises(ValidationError, match="après son début"):
        open_seat(committee, as_team.users["lead"], ends_on=date(2025, 1, 1))
    with pytest.raises(ValidationError, match="voix propre"):
        open_seat(committee, as_team.users["lead"], rank="guest")
    open_seat(committee, as_team.users["lead"], rank="guest", votes=False)


def test_a_mandate_ends_on_its_last_day(as_team, committee):
    seat = open_seat(committee, as_team.users["lead"])
    with pytest.raises(ValidationError, match="a commencé"):
        operations.seat_close(seat, by=as_team.users["lead"], ends_on=date(2025, 12, 31))
    seat = operations.seat_close(
        seat, by=as_team.users["lead"], ends_on=date(2026, 9, 30), reason="Mutation"
    )
    assert seat.until == date(2026, 9, 30)
    assert Entry.objects.filter(verb="end", object_id=seat.pk, reason="Mutation").exists()


def test_a_mandate_does_not_end_before_a_meeting_it_attended(as_team):
    seat = Seat.objects.get(pk=as_team.rows["home"]["seat"].pk)
    with pytest.raises(ValidationError, match="présence"):
        operations.seat_close(seat, by=as_team.users["lead"], ends_on=date(2026, 11, 4))
    operations.seat_close(seat, by=as_team.users["lead"], ends_on=date(2026, 11, 5))


def test_two_committees_of_a_territory_never_share_a_name(as_team, committee):
    with pytest.raises(ValidationError, match="déjà ce nom"):
        operations.committee_create(
            as_team.home, by=as_team.users["lead"], kind="commission", name="Plénière"
        )


def test_a_committee_is_made_and_changed_on_its_pages(sign_in, world):
    client = sign_in("lead")
    url = reverse("cle:committee_create", args=["venissieux"])
    refused = client.post(url, {"kind": "commission", "name": "", "quorum_percent": "50"})
    assert "une réponse est à revoir" in refused.content.decode().lower()
    client.post(
        url, {"kind": "commission", "name": "Parcours", "quorum_percent": "40", "is_active": "on"}
    )
    committee = Committee.objects.get(name="Parcours")
    edit = reverse("cle:committee_edit", args=["venissieux", committee.pk])
    client.post(
        edit,
        {
            "kind": "commission",
            "name": "Parcours et liste",
            "quorum_percent": "40",
            "is_active": "on",
        },
    )
    committee.refresh_from_db()
    assert committee.name == "Parcours et liste"
    with scoped(world.home.pk):
        entry = Entry.objects.get(verb="update", model="cle.committee", object_id=committee.pk)
    assert entry.after == {"name": "Parcours et liste"}


def test_a_seat_is_opened_and_ended_on_its_pages(sign_in, world):
    client = sign_in("lead")
    committee = world.rows["home"]["committee"]
    url = reverse("cle:seat_create", args=["venissieux", committee.pk])
    client.post(
        url,
        {
            "college": "state",
            "rank": "member",
            "holder": "Iris Montel",
            "organisation": "Association",
            "votes": "on",
            "starts_on": "01/01/2026",
            "ends_on": "",
        },
    )
    with scoped(world.home.pk):
        seat = Seat.objects.get(holder="Iris Montel")
        assert seat.organisation == Organisation.objects.get(
            name="Association", territory=world.home
        )
    page = client.get(committee.get_absolute_url()).content.decode()
    assert "Iris Montel" in page
    soon = timezone.localdate() + timedelta(days=30)
    client.post(
        reverse("cle:seat_end", args=["venissieux", seat.pk]), {"ends_on": f"{soon:%d/%m/%Y}"}
    )
    page = client.get(committee.get_absolute_url()).content.decode()
    assert "Mandats qui finissent bientôt" in page
    assert "Des collèges sont sans titulaire" in page


def test_the_members_read_the_composition(sign_in, world):
    page = sign_in("member").get(world.rows["home"]["committee"].get_absolute_url())
    assert "Présidente" in page.content.decode()
    assert "Ajouter un siège" not in page.content.decode()


def test_the_name_of_the_committee_is_a_setting(sign_in, world):
    world.home.committee_label = "conseil local de l’emploi"
    world.home.save()
    client = sign_in("member")
    page = client.get(reverse("cle:meeting_list", args=["venissieux"])).content.decode()
    assert "<h1>Conseil local de l’emploi</h1>" in page
    page = client.get(world.rows["home"]["committee"].get_absolute_url()).content.decode()
    assert "Conseil local de l’emploi (plénier)" in page


def test_an_organisation_is_found_without_its_accents(as_team):
    known = Organisation.objects.filter(territory=as_team.home)
    row = known.first()
    Organisation.objects.filter(pk=row.pk).update(name="Régie d’Économie")
    search = SeatForm().fields["organisation"].search
    assert list(search(known, "regie")) == [row]
    assert list(search(known, "economie")) == [row]
