"""The holder and the leads are told of an access, once each."""

from datetime import timedelta
from smtplib import SMTPRecipientsRefused

import pytest
from django.core.mail import EmailMessage
from django.utils import timezone

from territories.grants.mails import tell_all
from territories.grants.operations import close_grant, end_grants
from territories.models import Grant, GrantMail
from territories.scoping import scoped
from tests.territories.grant_kit import REASON, day, opened, page
from tests.world import NAME


def told(mailoutbox) -> set[tuple[str, str]]:
    found = {(mail.to[0], mail.subject.split(" : ")[0]) for mail in mailoutbox}
    mailoutbox.clear()
    return found


def test_opening_nearly_over_and_over_are_told_once_to_the_holder_and_the_leads(world, mailoutbox):
    grant = opened(world, last=30)
    both = {world.users["hub_officer"].email, world.users["lead"].email}

    def all_told(what: str) -> set:
        return {(email, f"Accès nominatif {what}") for email in both}

    assert tell_all(day(0)) == 1
    assert tell_all(day(0)) == 0
    assert NAME not in mailoutbox[0].body
    assert REASON not in mailoutbox[0].body
    assert told(mailoutbox) == all_told("ouvert")
    assert tell_all(day(22)) == 0
    assert (tell_all(day(23)), tell_all(day(24))) == (1, 0)
    assert told(mailoutbox) == all_told("bientôt terminé")
    assert tell_all(day(31)) == 0
    end_grants(day(31))
    assert (tell_all(day(31)), tell_all(day(32))) == (1, 0)
    assert told(mailoutbox) == all_told("terminé")
    grant.refresh_from_db()
    assert grant.end_told_at


def test_closing_it_by_hand_is_told(world, mailoutbox):
    grant = opened(world)
    tell_all(day(0))
    mailoutbox.clear()
    with scoped(world.home.pk):
        close_grant(grant, by=world.users["lead"])
    tell_all(day(0))
    assert "est fermé par" in mailoutbox[0].body
    assert len(told(mailoutbox)) == 2


def test_what_was_never_told_open_is_not_told_over(world, mailoutbox):
    grant = opened(world)
    with scoped(world.home.pk):
        close_grant(grant, by=world.users["lead"])
    assert tell_all(day(0)) == 0
    assert mailoutbox == []


def test_a_short_access_is_not_told_twice_in_a_row(world, mailoutbox):
    opened(world, last=5)
    assert tell_all(day(0)) == 1
    assert tell_all(day(3)) == 0


def test_a_mail_that_the_server_refuses_is_tried_again(world, mailoutbox, monkeypatch):
    opened(world)

    def refuse(*args):
        raise OSError("connexion refusée")

    with monkeypatch.context() as broken:
        broken.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", refuse)
        assert tell_all(day(0)) == 0
    assert tell_all(day(0)) == 1
    assert len(mailoutbox) == 2


def states(grant: Grant) -> list[str]:
    return list(grant.mails.order_by("pk").values_list("state", flat=True))


class Killed(BaseException):
    """What stops a worker on the spot: no handler of ours sees it."""


@pytest.mark.parametrize("left", [True, False])
def test_a_worker_killed_around_a_mail_never_sends_it_twice(world, mailoutbox, monkeypatch, left):
    grant = opened(world)
    send = EmailMessage.send

    def die(mail, *args, **kwargs):
        # The claim is written before the mail leaves.
        assert states(grant) == ["sending", "waiting"]
        if left:
            send(mail, *args, **kwargs)
        raise Killed

    with monkeypatch.context() as patched, pytest.raises(Killed):
        patched.setattr(EmailMessage, "send", die)
        tell_all(day(0))
    assert tell_all(day(0)) == 1
    assert states(grant) == ["sending", "sent"]
    assert len(mailoutbox) == 1 + left
    assert len(told(mailoutbox)) == 1 + left, "personne n’a deux fois le même courriel"
    # An hour later it is put aside, and the page says so.
    GrantMail.objects.filter(state="sending").update(at=timezone.now() - timedelta(hours=2))
    assert tell_all(day(0)) == 0
    assert (states(grant), len(mailoutbox)) == (["failed", "sent"], 0)


def test_a_mail_in_doubt_is_said_on_the_page(sign_in, world):
    grant = opened(world)
    tell_all(day(0))
    address = page("territories:grant_list", world)
    assert "Annoncé" in sign_in("lead").get(address).content.decode()
    grant.mails.update(state="failed")
    assert "Un courriel n’est pas parti" in sign_in("lead").get(address).content.decode()


def test_the_one_who_was_served_is_not_served_again_when_the_next_is_refused(
    world, mailoutbox, monkeypatch
):
    grant = opened(world)
    send, tried = EmailMessage.send, []

    def second_refused(mail, *args, **kwargs):
        tried.append(mail)
        if len(tried) == 2:
            raise OSError("connexion coupée")
        return send(mail, *args, **kwargs)

    with monkeypatch.context() as patched:
        patched.setattr(EmailMessage, "send", second_refused)
        tell_all(day(0))
    assert states(grant) == ["sent", "waiting"]
    tell_all(day(0))
    assert (states(grant), len(mailoutbox)) == (["sent", "sent"], 2)
    assert len(told(mailoutbox)) == 2


def test_an_address_that_the_server_refuses_is_not_tried_for_ever(world, monkeypatch):
    grant = opened(world)

    def refuse(*args, **kwargs):
        raise SMTPRecipientsRefused({})

    with monkeypatch.context() as patched:
        patched.setattr(EmailMessage, "send", refuse)
        assert tell_all(day(0)) == 0
    assert states(grant) == ["failed", "failed"]
    assert tell_all(day(0)) == 0


def test_who_never_heard_of_the_opening_does_not_hear_of_the_end(world, mailoutbox, monkeypatch):
    grant = opened(world)

    def refuse(*args, **kwargs):
        raise OSError("connexion refusée")

    with monkeypatch.context() as patched:
        patched.setattr(EmailMessage, "send", refuse)
        tell_all(day(0))
    with scoped(world.home.pk):
        close_grant(grant, by=world.users["lead"])
    assert tell_all(day(0)) == 0
    assert (states(grant), mailoutbox) == ([], [])


def test_the_team_and_the_delegate_read_how_much_was_opened(sign_in, world):
    opened(world)
    person = world.rows["home"]["person"]
    client = sign_in("hub_officer")
    for name in ("person_detail", "person_timeline"):
        client.get(page(f"ppde:{name}", world, person.pk))
    for kind, seen in (("lead", True), ("officer", True), ("dpo", True), ("hub_admin", False)):
        text = sign_in(kind).get(page("territories:grant_list", world)).content.decode()
        assert ("Dossiers ouverts" in text) is seen, kind
        assert ("1\u00a0ouverture" in text) is seen, kind
