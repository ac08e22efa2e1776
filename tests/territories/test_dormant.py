"""Accounts unused for two years: told once, closed later, kept by signing in."""

from datetime import UTC, date, datetime, timedelta

import pytest

from territories.models import Entry
from territories.operations import dormant
from territories.scoping import scoped
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
        assert Entry.objects.filter(verb="end", reason__contains="deux ans").count() == 1


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


def test_a_mail_server_that_refuses_is_asked_again(unused, monkeypatch, mailoutbox):
    def down(*args, **kwargs):
        raise OSError("refused")

    with monkeypatch.context() as patch:
        patch.setattr(dormant, "send_mail", down)
        assert dormant.tell_dormant(TODAY) == 0
    assert dormant.tell_dormant(TODAY) == 1
