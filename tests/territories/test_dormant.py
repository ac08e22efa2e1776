"""Accounts unused for two years: told once, closed later, kept by signing in."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from ppde.models import DurationRule
from territories.models import Entry, Membership
from territories.operations import dormant
from territories.periods import period
from territories.scoping import scoped
from tests.conftest import QUICK
from tests.users.conftest import link_of
from tests.users.test_second_factor import give_totp
from tests.world import PASSWORD
from tzcld.users.models import User

TODAY = date(2026, 11, 25)


@pytest.fixture
def unused(world):
    """The officer's account, last opened a little more than two years ago; the others yesterday."""
    User.objects.update(last_login=datetime(2026, 11, 24, tzinfo=UTC))
    user = world.users["officer"]
    old = datetime(2024, 11, 1, tzinfo=UTC)
    User.objects.filter(pk=user.pk).update(last_login=old, created_at=old - timedelta(days=90))
    return user


def test_told_once_then_closed_a_month_later(world, unused, mailoutbox):
    assert dormant.tell_dormant(TODAY) == 1
    assert dormant.tell_dormant(TODAY + timedelta(days=1)) == 0
    assert [mail.to for mail in mailoutbox] == [[unused.email]]
    assert "23\u00a0décembre\u00a02026" in mailoutbox[0].body
    assert dormant.close_dormant(TODAY + timedelta(days=27)) == 0
    assert dormant.close_dormant(TODAY + timedelta(days=28)) == 1
    assert dormant.close_dormant(TODAY + timedelta(days=28)) == 0
    unused.refresh_from_db()
    assert not unused.is_active
    with scoped(world.home.pk):
        assert Entry.objects.filter(verb="end", reason__contains="24\u00a0mois").count() == 1


def test_signing_in_keeps_the_account(unused, mailoutbox):
    dormant.tell_dormant(TODAY)
    User.objects.filter(pk=unused.pk).update(last_login=datetime(2026, 12, 1, tzinfo=UTC))
    assert dormant.close_dormant(TODAY + timedelta(days=60)) == 0


def test_not_before_twenty_three_months(unused):
    User.objects.filter(pk=unused.pk).update(last_login=datetime(2025, 1, 10, tzinfo=UTC))
    assert dormant.tell_dormant(TODAY) == 0


def test_a_closed_session_opens_nothing_more(unused, client, world):
    client.force_login(unused)  # which counts as signing in: put back
    User.objects.filter(pk=unused.pk).update(last_login=datetime(2024, 11, 1, tzinfo=UTC))
    dormant.tell_dormant(TODAY)
    assert dormant.close_dormant(TODAY + timedelta(days=28)) == 1
    assert client.get(f"/t/{world.home.slug}/personnes/").status_code == 302


def test_the_last_administration_stays_open(world, unused, mailoutbox):
    admin = world.users["hub_admin"]
    User.objects.filter(pk=admin.pk).update(
        last_login=datetime(2024, 1, 1, tzinfo=UTC), created_at=datetime(2023, 1, 1, tzinfo=UTC)
    )
    dormant.tell_dormant(TODAY)
    assert dormant.close_dormant(TODAY + timedelta(days=28)) == 1
    admin.refresh_from_db()
    assert admin.is_active


def test_of_two_administrations_unused_one_stays_open(world, mailoutbox):
    """The first closed still holds its role: it administers nothing."""
    old = datetime(2024, 1, 1, tzinfo=UTC)
    first, second = world.users["hub_admin"], User.objects.create_user("seconde@example.org")
    with scoped(world.hub.pk):
        Membership.objects.create(
            user=second,
            territory=world.hub,
            role="hub_admin",
            period=period(date(2024, 1, 1), None),
        )
    User.objects.update(last_login=datetime(2026, 11, 24, tzinfo=UTC))
    both = User.objects.filter(pk__in=(first.pk, second.pk))
    both.update(last_login=old, created_at=old)
    assert dormant.tell_dormant(TODAY) == 2
    assert dormant.close_dormant(TODAY + timedelta(days=28)) == 1
    assert both.filter(is_active=True).count() == 1


def test_the_rule_says_how_long_an_account_may_stay_unused(world, unused, mailoutbox):
    """The longest of the places where it works: to close it for one is to close it for all."""
    User.objects.filter(pk=unused.pk).update(last_login=datetime(2026, 3, 20, tzinfo=UTC))
    rule = {"valid_from": date(2026, 1, 1), "what": "inactifs", "source": "Note"}
    own = DurationRule.objects.create(territory=world.home, months=12, **rule)
    DurationRule.objects.create(territory=world.hub, months=6, **rule)
    assert dormant.tell_dormant(TODAY) == 0
    own.delete()
    assert dormant.tell_dormant(TODAY) == 1
    assert "depuis le 20\u00a0mars\u00a02026" in mailoutbox[0].body
    assert dormant.close_dormant(TODAY + timedelta(days=28)) == 1
    with scoped(world.home.pk):
        assert Entry.objects.filter(verb="end", reason__contains="6\u00a0mois").exists()


def test_a_mail_server_that_refuses_is_asked_again(unused, monkeypatch, mailoutbox):
    def down(*args, **kwargs):
        raise OSError("refused")

    with monkeypatch.context() as patch:
        patch.setattr(dormant, "send_mail", down)
        assert dormant.tell_dormant(TODAY) == 0
    assert dormant.tell_dormant(TODAY) == 1


# Coming back ────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def closed(world, unused, mailoutbox):
    """The officer's account, closed, with its role at home and another one next door."""
    with scoped(world.next.pk):
        Membership.objects.create(
            user=unused,
            territory=world.next,
            role="project_lead",
            period=period(date(2024, 1, 1)),
        )
    dormant.tell_dormant(TODAY)
    User.objects.filter(pk=unused.pk).update(dormant_told_on=date(2026, 10, 1))
    assert dormant.close_dormant(TODAY) == 1
    mailoutbox.clear()
    return unused


def invited(sign_in, world, mailoutbox, user) -> tuple[str, str]:
    """(what the lead reads, the link that left)."""
    client = sign_in("lead")
    data = {"first_name": "O", "last_name": "E", "email": user.email, "role": "cle_member"}
    create = reverse("territories:invitation_create", args=[world.home.slug])
    page = client.post(create, data, follow=True).content.decode()
    client.logout()
    return page, link_of(mailoutbox[-1])


def held(user) -> list[tuple]:
    rows = Membership.objects.filter(user=user).order_by("pk")
    return [(m.territory.slug, m.role, m.until) for m in rows.select_related("territory")]


def test_the_roles_end_with_the_account_and_the_team_sees_it(world, sign_in, closed):
    today = timezone.localdate()
    assert held(closed) == [
        ("venissieux", "journey_officer", today),
        ("voisine", "project_lead", today),
    ]
    page = sign_in("lead").get(reverse("territories:team_list", args=[world.home.slug]))
    assert "Compte fermé" in page.content.decode()


def test_an_invitation_reopens_the_account_with_its_role_alone(
    world, sign_in, client, closed, mailoutbox, settings
):
    settings.PASSWORD_HASHERS = QUICK
    told, link = invited(sign_in, world, mailoutbox, closed)
    assert "le lien le rouvrira" in told
    assert "Rouvrir mon compte" in client.get(link).content.decode()
    assert client.post(link).url == reverse("account_login")
    assert "_auth_user_id" not in client.session, "le lien ne vaut pas connexion"
    closed.refresh_from_db()
    assert (closed.is_active, closed.closed_on, closed.dormant_told_on) == (True, None, None)
    assert held(closed)[2:] == [("venissieux", "cle_member", None)]
    with scoped(world.home.pk):
        verbs = Entry.objects.filter(user=closed).order_by("pk").values_list("verb", flat=True)
        assert list(verbs)[-2:] == ["reopen", "accept"]
    assert client.get(link).status_code == 410
    signed = client.post(reverse("account_login"), {"login": closed.email, "password": PASSWORD})
    assert signed.url == reverse("territories:home")
    assert dormant.close_dormant(timezone.localdate() + timedelta(days=40)) == 0


def test_its_second_step_is_still_asked(world, sign_in, client, closed, mailoutbox, settings):
    settings.PASSWORD_HASHERS = QUICK
    give_totp(closed)
    _, link = invited(sign_in, world, mailoutbox, closed)
    client.post(link)
    signed = client.post(reverse("account_login"), {"login": closed.email, "password": PASSWORD})
    assert signed.url == reverse("mfa_authenticate")


def test_what_ran_when_it_was_closed_before_roles_ended_does_not_come_back(
    world, sign_in, client, closed, mailoutbox
):
    Membership.objects.filter(user=closed).update(period=period(date(2024, 1, 1)))
    User.objects.filter(pk=closed.pk).update(closed_on=date(2026, 11, 1))
    _, link = invited(sign_in, world, mailoutbox, closed)
    client.post(link)
    assert held(closed) == [
        ("venissieux", "journey_officer", date(2026, 11, 1)),
        ("voisine", "project_lead", date(2026, 11, 1)),
        ("venissieux", "cle_member", None),
    ]


def test_an_account_closed_otherwise_or_erased_is_not_reopened(
    world, sign_in, client, closed, mailoutbox
):
    _, link = invited(sign_in, world, mailoutbox, closed)
    User.objects.filter(pk=closed.pk).update(closed_on=None)
    assert "Un compte existe déjà" in client.get(link).content.decode()
    client.post(link)
    closed.refresh_from_db()
    assert not closed.is_active


def test_a_team_where_it_never_worked_is_not_told(world, sign_in, closed, mailoutbox):
    Membership.objects.filter(user=closed, territory=world.home).delete()
    told, _ = invited(sign_in, world, mailoutbox, closed)
    assert "rouvrira" not in told
