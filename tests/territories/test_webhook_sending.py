"""A message leaves signed, is tried again for a day, ends its webhook when nobody answers, and is never lost nor renumbered."""

import base64
import json
import re
from datetime import datetime, timedelta

import pytest
from django.conf import settings as product
from django.utils import timezone

from evaluation.tasks import tell_figures
from territories import tasks
from territories.models import Entry, Webhook, WebhookDelivery, WebhookMail
from territories.scoping import scoped
from territories.webhooks import events, mails, operations, sending, signing
from territories.webhooks.models import Kind
from tests.guide import GUIDE
from tests.territories.webhook_kit import added
from tests.world import CANARY, NAME
from tzcld import cipher, outgoing

State = WebhookDelivery.State
PATH = "/rapports-publies/7/"


@pytest.fixture
def hook(world, receiver) -> Webhook:
    return added(world, url=receiver.url)


@pytest.fixture
def message(world, hook) -> WebhookDelivery:
    assert events.emit(Kind.REPORT_PUBLISHED, world.home, PATH) == 1
    return hook.deliveries.get()


def again(message: WebhookDelivery, **ago) -> None:
    """As if its next try were due, and nobody had touched it for this time."""
    now = timezone.now()
    WebhookDelivery.objects.filter(pk=message.pk).update(next_at=now, at=now - timedelta(**ago))


# The signature ──────────────────────────────────────────────────────────────────────────────────


def test_the_signature_is_that_of_the_specification():
    """The vector of the libraries of Standard Webhooks."""
    signature = signing.sign(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        1614265330,
        b'{"test": 2432232314}',
    )
    assert signature == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_a_secret_is_long_enough_and_never_the_same():
    one, other = signing.new_secret(), signing.new_secret()
    assert one != other
    assert one.startswith("whsec_")
    assert 24 <= len(base64.b64decode(one.removeprefix("whsec_"))) <= 64


def opens(secret: str, headers, body: bytes) -> bool:
    """What the guide gives to whoever receives."""
    written = {}
    exec(re.search(r"```python\n(import base64.*?)```", GUIDE, re.DOTALL)[1], written)
    return written["is_ours"](secret, headers, body)


def test_the_example_of_the_guide_is_a_message(message):
    written = re.search(r"```http\n(POST .*?)\n\n(.*?)\n```", GUIDE, re.DOTALL)
    headers = dict(line.split(": ", 1) for line in written[1].splitlines()[1:])
    said, body = json.loads(written[2]), written[2].encode()
    secret = re.search(r"signé par `(whsec_\S+)`", GUIDE)[1]
    timestamp = int(headers["webhook-timestamp"])
    assert (
        signing.sign(secret, headers["webhook-id"], timestamp, body) == headers["webhook-signature"]
    )
    assert datetime.fromisoformat(said["timestamp"]).timestamp() == timestamp
    ours = json.loads(sending.body_of(message))
    assert (said.keys(), said["data"].keys()) == (ours.keys(), ours["data"].keys())


def test_a_message_says_what_where_and_when_and_nothing_else(world, hook, message, receiver):
    assert sending.send(message.pk)
    _, headers, body = receiver.got[0]
    assert json.loads(body) == {
        "type": "report.published",
        "timestamp": message.occurred_at.isoformat(timespec="seconds"),
        "data": {"territory": world.home.slug, "url": f"{product.SITE_URL}{PATH}"},
    }
    assert datetime.fromisoformat(json.loads(body)["timestamp"]).tzinfo
    assert headers["Content-Type"] == "application/json"
    assert headers["webhook-id"] == f"msg_{message.event.hex}"
    assert abs(int(headers["webhook-timestamp"]) - timezone.now().timestamp()) < 60
    assert opens(cipher.decrypt(hook.secret), headers, body)
    assert not opens(signing.new_secret(), headers, body)
    everything = body.decode() + str(headers)
    assert not [word for word in (NAME, CANARY, "Lead", "@") if word in everything]
    message.refresh_from_db()
    assert (message.state, message.tries, message.status) == (State.RECEIVED, 1, 204)
    assert message.duration_ms is not None


def test_a_replaced_secret_signs_beside_the_new_one_until_its_hour(world, hook, message, receiver):
    former = cipher.decrypt(hook.secret)
    with scoped(world.home.pk):
        _, new = operations.replace_secret(hook, shown=hook.secret_version, by=world.users["lead"])
    sending.send(message.pk)
    _, headers, body = receiver.got[0]
    assert opens(former, headers, body)
    assert opens(new, headers, body)
    Webhook.objects.filter(pk=hook.pk).update(former_until=timezone.now())
    events.emit(Kind.REPORT_PUBLISHED, world.home, PATH)
    sending.send(hook.deliveries.latest("pk").pk)
    _, headers, body = receiver.got[1]
    assert not opens(former, headers, body)
    assert opens(new, headers, body)
    assert tasks.purge_webhooks() == 0
    hook.refresh_from_db()
    assert (hook.former_secret, hook.former_until) == ("", None)


def test_without_its_key_nothing_leaves_unsigned(hook, message, receiver):
    Webhook.objects.filter(pk=hook.pk).update(secret="illisible")
    sending.send(message.pk)
    message.refresh_from_db()
    assert receiver.got == []
    assert (message.state, message.error) == (State.WAITING, sending.NO_KEY)


# Again and again ────────────────────────────────────────────────────────────────────────────────


def test_it_is_tried_again_on_the_schedule_then_given_up(
    world, hook, message, receiver, mailoutbox
):
    waits = []
    receiver.answers = [503] * 20
    for tried in range(1, len(product.WEBHOOK_RETRIES) + 2):
        assert sending.send(message.pk)
        message.refresh_from_db()
        assert message.tries == tried
        assert message.error == "Le serveur répond 503."
        waits.append(round((message.next_at - message.at).total_seconds()))
        # Not before its hour.
        assert not sending.send(message.pk)
        again(message, seconds=1)
    ids = {headers["webhook-id"] for _, headers, _ in receiver.got}
    assert waits[:-1] == [60, 300, 1800, 7200, 28800, 86400]
    assert len(receiver.got) == 7
    assert len(ids) == 1
    assert message.state == State.FAILED
    hook.refresh_from_db()
    assert hook.state == Webhook.State.ENDED
    assert hook.ended_because == "7\u00a0essais sans succès. Le serveur répond 503."
    with scoped(world.home.pk):
        entry = Entry.objects.filter(model="territories.webhook", verb="end").get()
    assert (entry.user, entry.reason) == (None, hook.ended_because)
    # Told once to those who may repair it, and to nobody else.
    for mail in WebhookMail.objects.filter(webhook=hook):
        assert mails.send(mail.pk)
        assert not mails.send(mail.pk)
    assert [mail.to for mail in mailoutbox] == [[world.users["lead"].email]]
    assert hook.ended_because in mailoutbox[0].body
    assert hook.get_absolute_url() in mailoutbox[0].body
    # Nothing more is emitted, nor sent.
    assert events.emit(Kind.REPORT_PUBLISHED, world.home, PATH) == 0


def test_an_address_that_is_gone_ends_it_at_once(hook, message, receiver):
    receiver.answers = [410]
    sending.send(message.pk)
    hook.refresh_from_db()
    assert hook.state == Webhook.State.ENDED
    assert hook.ended_because == "Le serveur répond que cette adresse n’existe plus (410)."
    assert hook.mails.count() == 1


@pytest.mark.parametrize("status", [200, 201, 202, 204, 299])
def test_any_2xx_is_a_receipt(message, receiver, status):
    receiver.answers = [status]
    sending.send(message.pk)
    message.refresh_from_db()
    assert message.state == State.RECEIVED


@pytest.mark.parametrize("status", [302, 400, 401, 404, 500])
def test_nothing_else_is(message, receiver, status):
    receiver.answers = [status]
    sending.send(message.pk)
    message.refresh_from_db()
    assert message.state == State.WAITING
    assert str(status) in message.error


def test_two_that_fail_together_end_it_once(world, hook, message, receiver):
    events.emit(Kind.REPORT_PUBLISHED, world.home, PATH)
    receiver.answers = [410, 410]
    claimed = [sending._claim(row.pk) for row in hook.deliveries.order_by("pk")]
    for row in claimed:
        sending._settle(row, status=410, error="", duration_ms=1)
    assert hook.mails.count() == 1


class Killed(BaseException):
    """What stops a worker on the spot: no handler of ours sees it."""


def test_killed_in_the_middle_twice_the_same_number_is_sent_again(message, receiver, monkeypatch):
    reach = outgoing.post

    def die(*args):
        reach(*args)
        raise Killed

    with monkeypatch.context() as broken:
        broken.setattr(outgoing, "post", die)
        for _ in range(2):
            with pytest.raises(Killed):
                sending.send(message.pk)
            # Claimed: no other worker takes it, and the sweeper leaves it alone for a minute.
            assert not sending.send(message.pk)
            assert sending.sweep() == []
            again(message, seconds=61)
            assert sending.sweep() == []
            message.refresh_from_db()
            assert (message.state, message.error) == (State.WAITING, sending.INTERRUPTED)
            again(message, seconds=61)
            assert sending.sweep() == [message.pk]
    assert sending.send(message.pk)
    message.refresh_from_db()
    assert (message.state, message.tries) == (State.RECEIVED, 3)
    assert len({headers["webhook-id"] for _, headers, _ in receiver.got}) == 1
    assert len(receiver.got) == 3


def test_a_worker_thought_dead_that_comes_back_changes_nothing(message, receiver):
    late = sending._claim(message.pk)
    again(message, seconds=61)
    sending.sweep()
    again(message, seconds=1)
    assert sending.send(message.pk)
    sending._settle(late, status=None, error="trop tard", duration_ms=1)
    message.refresh_from_db()
    assert (message.state, message.error) == (State.RECEIVED, "")


def test_killed_at_its_last_try_it_is_given_up(hook, message, receiver):
    WebhookDelivery.objects.filter(pk=message.pk).update(tries=6)
    sending._claim(message.pk)
    again(message, seconds=61)
    sending.sweep()
    message.refresh_from_db()
    hook.refresh_from_db()
    assert (message.state, hook.state) == (State.FAILED, Webhook.State.ENDED)


def test_what_a_broker_lost_is_asked_again_once_a_minute(message):
    assert sending.sweep() == []
    again(message, seconds=61)
    assert sending.sweep() == [message.pk]
    assert sending.sweep() == []


def test_a_mail_refused_by_the_server_is_tried_again_an_hour_later(
    hook, message, receiver, mailoutbox
):
    receiver.answers = [410]
    sending.send(message.pk)
    now = timezone.now()
    assert mails.sweep(now) == []
    waiting = mails.sweep(now + timedelta(hours=1, seconds=1))
    assert waiting == list(hook.mails.values_list("pk", flat=True))
    # Repaired meanwhile: nothing to say any more.
    Webhook.objects.filter(pk=hook.pk).update(state="active", ended_at=None, ended_because="")
    assert not mails.send(waiting[0])
    assert mailoutbox == []


# Paused, resumed, by hand ───────────────────────────────────────────────────────────────────────


def test_a_pause_stops_what_waits_and_notes_nothing(world, hook, message, receiver):
    lead = world.users["lead"]
    with scoped(world.home.pk):
        operations.pause_webhook(hook, by=lead)
        assert events.emit(Kind.REPORT_PUBLISHED, world.home, PATH) == 0
        again(message, seconds=61)
        assert sending.sweep() == []
        assert not sending.send(message.pk)
        operations.resume_webhook(hook, by=lead)
    assert sending.send(message.pk)
    assert len(receiver.got) == 1


def test_a_trial_is_sent_once_and_ends_nothing(world, hook, receiver):
    lead = world.users["lead"]
    receiver.answers = [500]
    with scoped(world.home.pk):
        operations.pause_webhook(hook, by=lead)
        row = operations.send_test(hook, by=lead)
    assert sending.send(row.pk)
    row.refresh_from_db()
    hook.refresh_from_db()
    assert (row.state, hook.state) == (State.FAILED, Webhook.State.PAUSED)
    assert json.loads(receiver.got[0][2])["type"] == "test"


def test_a_message_is_sent_again_under_its_number(world, hook, message, receiver):
    sending.send(message.pk)
    with scoped(world.home.pk):
        operations.resend(message, by=world.users["lead"])
    sending.send(message.pk)
    assert len({headers["webhook-id"] for _, headers, _ in receiver.got}) == 1
    assert len(receiver.got) == 2


# The log ────────────────────────────────────────────────────────────────────────────────────────


def test_what_is_over_is_purged_after_its_days_and_nothing_else(world, hook, message, receiver):
    sending.send(message.pk)
    events.emit(Kind.REPORT_PUBLISHED, world.home, PATH)
    days = product.WEBHOOK_LOG_DAYS
    rows = WebhookDelivery.objects.filter(webhook=hook)
    rows.update(at=timezone.now() - timedelta(days=days - 1))
    assert tasks.purge_webhooks() == 0
    rows.update(at=timezone.now() - timedelta(days=days + 1))
    assert tasks.purge_webhooks() == 1
    assert [row.state for row in rows] == [State.WAITING]
    # Nor does what waits behind an end that nobody repairs.
    Webhook.objects.filter(pk=hook.pk).update(state="paused")
    assert tasks.purge_webhooks() == 1


def test_figures_are_told_once_until_they_change(world, hook, receiver):
    tell_figures()
    first = hook.deliveries.get()
    assert (first.kind, first.place, first.path) == (
        Kind.FIGURES_UPDATED,
        world.home,
        f"/api/v1/indicateurs/{world.home.slug}/",
    )
    tell_figures()
    assert hook.deliveries.count() == 1
    # Nor once the log is purged.
    sending.send(first.pk)
    WebhookDelivery.objects.update(at=timezone.now() - timedelta(days=99))
    tasks.purge_webhooks()
    tell_figures()
    assert hook.deliveries.get() == first
