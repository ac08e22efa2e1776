"""Committees, seats and mandates."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from cle import operations, seats
from cle.forms import SeatForm
from cle.models import Committee, Seat
from territories.models import Entry, Invitation, Organisation
from territories.periods import period
from territories.scoping import scoped


@pytest.fixture
def committee(as_team):
    return operations.committee_create(
        as_team.home, by=as_team.users["lead"], kind="cle", name="Plénière", quorum_percent=50
    )


def open_seat(committee, by, **values):
    defaults = {"college": "state", "holder": "Noor Astier", "starts_on": date(2026, 1, 1)}
    return seats.seat_open(committee, by=by, **defaults | values)


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
        seats.seat_close(seat, by=as_team.users["lead"], ends_on=date(2025, 12, 31))
    seat = seats.seat_close(
        seat, by=as_team.users["lead"], ends_on=date(2026, 9, 30), reason="Mutation"
    )
    assert seat.until == date(2026, 9, 30)
    assert Entry.objects.filter(verb="end", object_id=seat.pk, reason="Mutation").exists()


def test_a_mandate_does_not_end_before_a_meeting_it_attended(as_team):
    seat = Seat.objects.get(pk=as_team.rows["home"]["seat"].pk)
    with pytest.raises(ValidationError, match="présence"):
        seats.seat_close(seat, by=as_team.users["lead"], ends_on=date(2026, 11, 4))
    seats.seat_close(seat, by=as_team.users["lead"], ends_on=date(2026, 11, 5))


def right(seat, by, **values):
    kept = {name: getattr(seat, name) for name in seats.FIELDS if name != "starts_on"}
    return seats.seat_correct(
        seat, by=by, **{**kept, "starts_on": seat.since, "user": seat.user, **values}
    )


def test_a_seat_is_corrected_freely_until_a_presence_is_recorded_at_it(as_team, committee):
    lead = as_team.users["lead"]
    seat = open_seat(committee, lead, ends_on=date(2027, 1, 1))
    seat = right(seat, lead, holder="Noor Astié", college="ppde", starts_on=date(2025, 9, 1))
    assert (seat.holder, seat.since, seat.until) == (
        "Noor Astié",
        date(2025, 9, 1),
        date(2027, 1, 1),
    )
    entry = Entry.objects.get(verb="correct", object_id=seat.pk, model="cle.seat")
    assert entry.is_named
    assert (entry.before["college"], entry.after["college"]) == ("state", "ppde")
    with pytest.raises(ValidationError, match="voix propre"):
        right(seat, lead, rank="guest")
    with pytest.raises(ValidationError, match="finit le"):
        right(seat, lead, starts_on=date(2027, 2, 1))


def test_a_seat_that_served_is_corrected_with_a_reason_and_keeps_its_voice(as_team):
    lead, seat = as_team.users["lead"], Seat.objects.get(pk=as_team.rows["home"]["seat"].pk)
    with pytest.raises(ValidationError, match="dites pourquoi"):
        right(seat, lead, function="maire adjointe")
    seat = right(seat, lead, function="maire adjointe", reason="Délégation mal recopiée")
    entry = Entry.objects.get(verb="correct", object_id=seat.pk, model="cle.seat")
    assert (entry.after, entry.reason) == (
        {"function": "maire adjointe"},
        "Délégation mal recopiée",
    )
    with pytest.raises(ValidationError, match="commence ce jour-là ou avant"):
        right(seat, lead, starts_on=date(2026, 11, 6), reason="Date")
    with pytest.raises(ValidationError, match="a compté ce siège"):
        right(seat, lead, votes=False, reason="Sans voix")


def test_a_seat_that_never_served_is_removed_with_its_name(as_team, committee):
    lead, served = as_team.users["lead"], as_team.rows["home"]["seat"]
    with pytest.raises(ValidationError, match="ne se supprime plus"):
        seats.seat_delete(served, by=lead)
    seat = open_seat(committee, lead, holder="Ouverte Parerreur", college="ppde")
    seats.seat_delete(seat, by=lead)
    assert not Seat.objects.filter(pk=seat.pk).exists()
    told = Entry.objects.filter(model="cle.seat", object_id=seat.pk)
    assert {entry.verb for entry in told} == {"create", "delete"}
    assert not any("Parerreur" in f"{e.label} {e.before} {e.after}" for e in told)


def test_a_seat_whose_name_was_erased_no_longer_changes(as_team, committee):
    seat = open_seat(committee, as_team.users["lead"], ends_on=date(2026, 2, 1))
    Seat.objects.filter(pk=seat.pk).update(holder=f"Anonyme {seat.pk}")
    with pytest.raises(ValidationError, match="effacé"):
        right(seat, as_team.users["lead"], holder="Noor Astier")


def test_a_seat_is_corrected_tied_to_an_account_and_removed_on_its_pages(sign_in, world):
    client = sign_in("lead")
    committee, member = world.rows["home"]["committee"], world.users["member"]
    with scoped(world.home.pk, user=world.users["lead"].pk):
        seat = open_seat(committee, world.users["lead"])
    url = reverse("cle:seat_edit", args=["venissieux", seat.pk])
    page = client.get(url).content.decode()
    assert "Supprimer ce siège" in page
    assert "Pourquoi le corriger" not in page
    data = {"college": "economic", "rank": "member", "holder": "", "votes": "on"}
    data |= {"starts_on": "01/01/2026", "user": "Neighbour"}
    page = client.post(url, data).content.decode()
    assert "Rien ne correspond à" in page
    client.post(url, data | {"holder": "Membre Essai", "user": "membre essai"})
    client.post(url, data | {"holder": "Membre Essai", "user": "member Essai (member@exemple.fr)"})
    with scoped(world.home.pk):
        seat = Seat.objects.select_related("user").get(pk=seat.pk)
        assert (seat.college, seat.user, seat.address) == ("economic", member, member.email)
        entry = Entry.objects.get(verb="correct", model="cle.seat", object_id=seat.pk)
    assert entry.after["account"] == member.pk
    assert member.email not in f"{entry.after}"
    client.post(reverse("cle:seat_delete", args=["venissieux", seat.pk]))
    with scoped(world.home.pk):
        assert not Seat.objects.filter(pk=seat.pk).exists()
    served = reverse("cle:seat_edit", args=["venissieux", world.rows["home"]["seat"].pk])
    page = client.get(served).content.decode()
    assert "Pourquoi le corriger" in page
    assert "Supprimer ce siège" not in page


def test_an_invitation_accepted_gives_the_seat_of_its_address(as_team, committee):
    lead, user = as_team.users["lead"], as_team.users["member"]
    seat = open_seat(committee, lead, holder="Une", email="Member@Exemple.fr")
    ended = open_seat(
        committee, lead, holder="Finie", email="member@exemple.fr", ends_on=date(2026, 2, 1)
    )
    invitation = Invitation(territory=as_team.home, email="member@exemple.fr", role="cle_member")
    seats.invitation_accepted(invitation, user)
    seat.refresh_from_db()
    ended.refresh_from_db()
    assert (seat.user, ended.user) == (user, None)
    # Two holders who share an address: nobody's own.
    Seat.objects.filter(pk=seat.pk).update(user=None)
    open_seat(committee, lead, holder="Autre", email="member@exemple.fr")
    seats.invitation_accepted(invitation, user)
    seat.refresh_from_db()
    assert seat.user is None


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
            "is_active": "on",
        },
    )
    committee.refresh_from_db()
    assert committee.name == "Parcours et liste"
    with scoped(world.home.pk):
        entry = Entry.objects.get(verb="update", model="cle.committee", object_id=committee.pk)
    assert entry.after == {"name": "Parcours et liste"}
    assert [(r.valid_from, r.percent) for r in committee.quorum_rules.all()] == [(None, 40)]


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


# One presidency on a day ────────────────────────────────────────────────────────────────────────


def chair(committee, by, holder="Agathe Delorme", **values):
    return open_seat(committee, by, **{"holder": holder, "rank": "chair", **values})


def test_a_second_presidency_on_the_same_days_is_refused_and_says_whose_it_is(as_team, committee):
    by = as_team.users["lead"]
    first = chair(committee, by)
    with pytest.raises(
        ValidationError, match="déjà tenue à ces dates par Agathe Delorme, depuis le"
    ) as refusal:
        chair(committee, by, "Noé Vial", starts_on=date(2027, 1, 1))
    assert list(refusal.value.error_dict) == ["rank"]
    chair(committee, by, "Ida Roy", rank="co_chair")
    seats.seat_close(first, by=by, ends_on=date(2026, 12, 31))
    second = chair(committee, by, "Noé Vial", starts_on=date(2027, 1, 1))
    with pytest.raises(ValidationError) as refusal:
        seats.seat_close(first, by=by, ends_on=date(2027, 1, 1))
    assert list(refusal.value.error_dict) == ["ends_on"]
    with pytest.raises(ValidationError) as refusal:
        seats.seat_correct(
            second, by=by, user=None, starts_on=date(2026, 12, 31), holder="Noé Vial", function="",
            organisation=None, email="", college="state", rank="chair", votes=True,
        )  # fmt: skip
    assert list(refusal.value.error_dict) == ["starts_on"]


def test_another_committee_has_its_own_presidency(as_team, committee):
    other = operations.committee_create(
        as_team.home, by=as_team.users["lead"], kind="commission", name="Autre"
    )
    chair(committee, as_team.users["lead"])
    assert chair(other, as_team.users["lead"]).pk


def test_the_database_refuses_it_too(as_team, committee):
    first = chair(committee, as_team.users["lead"])
    second = Seat(
        territory=as_team.home, committee=committee, college="fund", holder="Noé Vial", rank="chair",
        period=period(date(2026, 6, 1)),
    )  # fmt: skip
    with pytest.raises(IntegrityError, match="one_chair"), transaction.atomic():
        second.save()
        immediate()
    # Nothing is checked before the end: one ends and the next begins in any order.
    second.pk = None
    second.save()
    assert seats.chairs_at_once([second, first]) == [(first, second)]
    seats.seat_close(first, by=as_team.users["lead"], ends_on=date(2026, 5, 31))
    immediate()
    assert seats.chairs_at_once(list(committee.seats.all())) == []


def immediate():
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def test_two_presidencies_written_before_are_told_to_who_may_put_them_right(
    as_team, committee, sign_in, monkeypatch
):
    by = as_team.users["lead"]
    first = chair(committee, by)
    second = chair(committee, by, "Noé Vial", rank="co_chair")
    second.rank = "chair"
    monkeypatch.setattr(seats, "chairs_at_once", lambda found: [(first, second)])
    address = reverse("cle:committee_detail", args=[as_team.home.slug, committee.pk])
    told = "Deux présidences en même temps"
    assert told in sign_in("lead").get(address).text
    assert told not in sign_in("member").get(address).text
