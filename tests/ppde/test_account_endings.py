"""A closed account and an invitation that is over lose their name on time; who did what stays attributed to a number."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.db import connection, transaction
from django.db.utils import IntegrityError
from django.urls import reverse
from django.utils import timezone

from ppde import operations
from ppde.duplicates.models import Inquiry
from ppde.models import DurationRule
from ppde.retention import accounts, times
from ppde.tasks import end_accounts
from territories import journal
from territories.models import Entry, Invitation, Membership
from territories.operations import team
from territories.roles import Role
from territories.scoping import scoped
from tests.ppde.retention_kit import traces
from tzcld.users.models import User

TODAY = timezone.localdate
NAME, MAIL = "Ornithorynque", "ornithorynque@exemple.fr"


@pytest.fixture(autouse=True)
def delivered(db):
    DurationRule.objects.all().delete()


@pytest.fixture
def colleague(world):
    """The officer, whose name and address went wherever an account is told; closed a little more than a year ago."""
    user, lead = world.users["officer"], world.users["lead"]
    User.objects.filter(pk=user.pk).update(first_name="Dominique", last_name=NAME, email=MAIL)
    user.refresh_from_db()
    EmailAddress.objects.update_or_create(user=user, defaults={"email": MAIL, "verified": True})
    with scoped(world.home.pk, user=lead.pk):
        person = operations.register_person(
            world.home, by=user, first_name="Lou", last_name="Suivie", origin="ccas", referent=user
        )
        operations.update_person(person, by=lead, referent=lead)
        membership = Membership.objects.get(user=user, territory=world.home)
        Inquiry.objects.filter(territory=world.home).update(asked_by=str(user))
        team.end(membership, by=lead, last=None, reason=f"Dominique {NAME} part à la retraite.")
    close(user, 370)
    return user


def close(user, days: int) -> None:
    User.objects.filter(pk=user.pk).update(
        is_active=False, closed_on=TODAY() - timedelta(days=days)
    )


def everywhere(world):
    return scoped(world.hub.pk, world.home.pk, world.next.pk)


def test_no_trace_of_the_name_is_left_and_the_number_answers_for_what_was_done(world, colleague):
    with everywhere(world):
        told = {"users_user", "account_emailaddress", "territories_entry", "ppde_inquiry"}
        assert set(traces(NAME)) >= told
        mine = set(Entry.objects.filter(user=colleague).values_list("pk", "verb", "model"))
    assert accounts.end_accounts(TODAY()) == 1
    assert accounts.end_accounts(TODAY()) == 0
    with everywhere(world):
        assert traces(NAME) == []
        assert set(Entry.objects.filter(user=colleague).values_list("pk", "verb", "model")) == mine
        ended = Entry.objects.get(model="territories.membership", verb="end")
        opaque = f"Compte fermé n° {colleague.pk}"
        assert ended.label.startswith(f"{opaque}, ")
        assert ended.reason == f"{opaque} part à la retraite."
        assert Entry.objects.get(model="users.user", verb="delete").label == opaque
    colleague.refresh_from_db()
    assert str(colleague) == opaque
    assert not colleague.has_usable_password()


def test_the_pages_attribute_to_the_number(world, colleague, sign_in):
    accounts.end_accounts(TODAY())
    shown = sign_in("lead").get(reverse("territories:journal_list", args=[world.home.slug]))
    page = shown.content.decode()
    assert f"Compte fermé n° {colleague.pk}" in page
    assert NAME not in page


def test_not_before_its_time_and_by_a_dated_rule(world, colleague):
    close(colleague, 360)
    assert accounts.end_accounts(TODAY()) == 0
    with scoped(world.hub.pk):
        times.write_duration(world.hub, "comptes", TODAY(), 6, "Note", by=world.users["hub_admin"])
    assert accounts.end_accounts(TODAY()) == 1


def test_an_open_account_is_never_forgotten(world, colleague):
    User.objects.filter(pk=colleague.pk).update(is_active=True)
    assert accounts.end_accounts(TODAY()) == 0
    with (
        scoped(world.home.pk),
        connection.cursor() as cursor,
        pytest.raises(IntegrityError, match="closed account"),
        transaction.atomic(),
    ):
        cursor.execute("select forget_account(%s, %s)", [world.home.pk, colleague.pk])


def test_somebody_followed_of_the_same_name_keeps_it(world, colleague):
    with scoped(world.home.pk):
        operations.register_person(
            world.home,
            by=world.users["lead"],
            first_name="Dominique",
            last_name=NAME,
            origin="ccas",
        )
    accounts.end_accounts(TODAY())
    with scoped(world.home.pk):
        assert Entry.objects.filter(model="ppde.person", label=f"Dominique {NAME}").exists()


def test_an_account_of_the_same_name_keeps_it(world, colleague):
    """What is told of the one who stays is not attributed to the one who left."""
    twin = world.users["lead"]
    User.objects.filter(pk=twin.pk).update(first_name="Dominique", last_name=NAME)
    with scoped(world.home.pk):
        held = Membership.objects.get(user=twin, territory=world.home)
        twin.refresh_from_db()
        journal.record(
            "update", held, by=None, label=f"{twin}, chef·fe de projet", after={"x": str(twin)}
        )
    accounts.end_accounts(TODAY())
    with scoped(world.home.pk):
        kept = Entry.objects.get(model="territories.membership", object_id=held.pk, verb="update")
        assert (kept.label, kept.after) == (
            f"Dominique {NAME}, chef·fe de projet",
            {"x": f"Dominique {NAME}"},
        )
        # The one who left is still found by nobody: its own role, its address.
        ended = Entry.objects.get(model="territories.membership", verb="end")
        assert NAME not in f"{ended.label} {ended.reason}"
        assert traces(MAIL) == []


def test_what_the_journal_tells_of_somebody_followed_of_the_same_name_stays(world, colleague):
    name = f"Dominique {NAME}"
    with scoped(world.home.pk):
        person = operations.register_person(
            world.home,
            by=world.users["lead"],
            first_name="Dominique",
            last_name=NAME,
            origin="ccas",
        )
        entry = journal.record(
            "update", person, by=None, named=True, before={"referent": name},
            after={"personne": name, "referent": "Lou"}, reason=f"{name} a changé d’adresse.",
        )  # fmt: skip
    accounts.end_accounts(TODAY())
    with scoped(world.home.pk):
        entry.refresh_from_db()
        assert entry.before == {"referent": f"Compte fermé n° {colleague.pk}"}
        assert entry.after == {"personne": name, "referent": "Lou"}
        assert entry.reason == f"{name} a changé d’adresse."


# Invitations ─────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def invitation(world, mailoutbox):
    with scoped(world.home.pk):
        Invitation.objects.filter(territory=world.home).delete()
        return team.invite(
            world.home, by=world.users["lead"], email=MAIL, first_name="Dominique", last_name=NAME,
            role=Role.JOURNEY_OFFICER, function="",
        )  # fmt: skip


def over(row, days: int, **ended) -> None:
    then = timezone.now() - timedelta(days=days)
    Invitation.objects.filter(pk=row.pk).update(
        sent_at=then - timedelta(days=8), **(ended or {"expires_at": then})
    )


@pytest.mark.parametrize("how", ["expires_at", "revoked_at", "accepted_at"])
def test_an_invitation_over_for_six_months_goes_with_its_name(world, invitation, how):
    with scoped(world.home.pk):
        over(invitation, 190, **{how: timezone.now() - timedelta(days=190)})
        if how != "expires_at":
            Invitation.objects.filter(pk=invitation.pk).update(expires_at=timezone.now())
    end_accounts()
    with everywhere(world):
        assert traces(NAME) == []
        assert traces(MAIL) == []
        told = Entry.objects.filter(model="territories.invitation", object_id=invitation.pk)
        assert set(told.values_list("verb", "label")) == {
            ("invite", f"Invitation n° {invitation.pk}"),
            ("delete", f"Invitation n° {invitation.pk}"),
        }
        # Who invited to which role stays.
        entry = told.get(verb="invite")
        assert (entry.user, entry.after["role"]) == (
            world.users["lead"], Role.JOURNEY_OFFICER.label,
        )  # fmt: skip


def test_one_that_waits_or_has_just_ended_stays(world, invitation):
    end_accounts()
    with scoped(world.home.pk):
        assert Invitation.objects.filter(pk=invitation.pk).exists()
        over(invitation, 170)
    end_accounts()
    with scoped(world.home.pk):
        assert Invitation.objects.filter(pk=invitation.pk).exists()
        with (
            connection.cursor() as cursor,
            pytest.raises(IntegrityError, match="is over"),
            transaction.atomic(),
        ):
            Invitation.objects.update(expires_at=timezone.now() + timedelta(days=1))
            cursor.execute("select forget_invitation(%s, %s)", [world.home.pk, invitation.pk])


def test_closing_says_its_day(world):
    from territories.operations import dormant

    user = world.users["officer"]
    assert dormant._close(user.pk, 24)
    user.refresh_from_db()
    assert (user.is_active, user.closed_on) == (False, TODAY())
