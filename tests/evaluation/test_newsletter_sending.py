"""Sending: what each reader receives, through a real SMTP server."""

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP, default

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from evaluation import composing, mailing, newsletters, subscribers
from evaluation.models import Delivery, Newsletter, Subscriber
from evaluation.tasks import send_newsletter, sweep_newsletters
from territories.models import Entry
from tests.evaluation.newsletter_kit import links, smtp, states, subscribe, write
from tzcld.mail import GIVE_UP, STALE


@pytest.fixture
def sink(settings):
    with smtp(settings) as found:
        yield found


@pytest.fixture
def letter(as_team):
    return write(as_team)


def send(letter, by):
    count = newsletters.send(letter, by=by)
    send_newsletter(letter.pk)
    letter.refresh_from_db()
    return count


def test_each_active_reader_of_the_list_gets_the_letter_once(as_team, letter, sink):
    subscribe(as_team, 25)
    Subscriber.objects.filter(email="reader003@exemple.fr").update(state="left")
    Subscriber.objects.filter(email="reader004@exemple.fr").update(state="pending")
    Subscriber.objects.filter(email="reader005@exemple.fr").update(audience="public")
    assert send(letter, as_team.users["lead"]) == 22
    assert len(sink.readers) == len(set(sink.readers)) == 22
    assert letter.state == "sent"
    assert letter.finished_at
    assert states(letter) == {"sent": 22}
    entry = Entry.objects.get(verb="send", model="evaluation.newsletter", object_id=letter.pk)
    assert entry.after == {"readers": 22, "audience": "partners"}
    send_newsletter(letter.pk)
    assert len(sink.readers) == 22


def test_the_mail_carries_what_mail_programs_expect(as_team, letter, sink, settings):
    settings.SITE_URL = "https://une-adresse-assez-longue-pour-plier.exemple.fr"
    reader = subscribe(as_team, 2)[0]
    send(letter, as_team.users["lead"])
    mail = sink.to(reader.email)
    url = f"{settings.SITE_URL}/lettre/desinscription/{as_team.home.pk}/{reader.token}/"
    assert mail["To"] == reader.email
    assert mail["Subject"] == "Des nouvelles"
    assert mail["List-Unsubscribe"] == f"<{url}>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["List-Id"] == "<partners.venissieux.une-adresse-assez-longue-pour-plier.exemple.fr>"
    assert mail["Reply-To"] == as_team.users["lead"].email
    assert mail["From"].startswith("Vénissieux <")
    assert mail["Date"]
    ids = {found["Message-ID"] for _, found in sink.mails}
    assert len(ids) == 2
    assert mail.get_content_type() == "multipart/alternative"
    text, html = mail.iter_parts()
    assert (text.get_content_type(), html.get_content_type()) == ("text/plain", "text/html")
    for part in (text, html):
        body = part.get_content()
        assert url in links(body)
        assert composing.JETON not in body
        assert "Un" in body
        assert "texte" in body
    assert "<strong>texte</strong>" in html.get_content()
    assert "Un texte." in text.get_content()
    other = sink.to("reader001@exemple.fr")
    assert reader.token not in other.as_string()


def test_no_line_of_the_mail_is_longer_than_the_protocol_allows(as_team, letter, sink):
    newsletters.block_add(
        letter, by=as_team.users["lead"], kind="text", title="Long", body="é " * 1400
    )
    subscribe(as_team, 1)
    send(letter, as_team.users["lead"])
    assert max(len(line) for line in sink.raw[0].split(b"\r\n")) <= 998


def test_the_token_survives_any_place_the_encoding_cuts():
    for before in range(90):
        text = "x" * before + composing.JETON + "é" * 40
        message = EmailMessage(policy=SMTP)
        message.set_content(text, cte="quoted-printable")
        parts = mailing._around_token(message.as_bytes())
        assert len(parts) == 2
        token = "Abcdefghijklmnopqrstuvwxyz_-1234"
        found = message_from_bytes(token.encode().join(parts), policy=default).get_content()
        assert found.rstrip("\r\n") == text.replace(composing.JETON, token)


def test_the_body_is_built_once_and_frozen(as_team, letter, sink, monkeypatch):
    subscribe(as_team, 12)
    built = []
    real = composing.build
    monkeypatch.setattr(composing, "build", lambda letter: built.append(1) or real(letter))
    newsletters.send(letter, by=as_team.users["lead"])
    letter.blocks.update(body="Changé en route")
    send_newsletter(letter.pk)
    assert built == [1]
    assert not any("Changé" in mail.as_string() for _, mail in sink.mails)


def test_a_reader_refused_does_not_stop_the_others(as_team, letter, sink):
    subscribe(as_team, 15)
    sink.rcpt = lambda address: "550 Unknown user" if address.startswith("reader007") else "250 OK"
    sink.answer = lambda envelope, n: (
        "554 Not wanted" if envelope.rcpt_tos[0].startswith("reader009") else "250 OK"
    )
    send(letter, as_team.users["lead"])
    assert letter.state == "sent"
    assert states(letter) == {"sent": 13, "refused": 2}
    refused = Delivery.objects.get(newsletter=letter, subscriber__email="reader007@exemple.fr")
    assert refused.error == "550 Unknown user"


def test_readers_told_to_come_later_are_tried_again_on_demand(as_team, letter, sink):
    subscribe(as_team, 3)
    sink.rcpt = lambda address: "451 Later" if address.startswith("reader001") else "250 OK"
    by = as_team.users["lead"]
    send(letter, by)
    sink.rcpt = lambda address: "250 OK"
    newsletters.resume(letter, by=by)
    send_newsletter(letter.pk)
    assert states(letter) == {"sent": 3}
    assert len(sink.readers) == len(set(sink.readers)) == 3
    letter.refresh_from_db()
    with pytest.raises(ValidationError, match="rien à reprendre"):
        newsletters.resume(letter, by=by)


def test_whoever_leaves_before_her_turn_gets_nothing(as_team, letter, sink):
    readers = subscribe(as_team, 4)
    newsletters.send(letter, by=as_team.users["lead"])
    subscribers.leave(readers[0])
    Subscriber.objects.filter(pk=readers[1].pk).update(state="left")
    send_newsletter(letter.pk)
    assert sink.readers == ["reader002@exemple.fr", "reader003@exemple.fr"]
    assert newsletters.Progress(letter).left == 2
    assert not newsletters.Progress(letter).doubt_words


def test_a_server_that_takes_nothing_is_tried_again_then_told_in_words(
    as_team, letter, sink, settings, monkeypatch
):
    by = as_team.users["lead"]
    subscribe(as_team, 3)
    newsletters.send(letter, by=by)
    again = []
    monkeypatch.setattr(send_newsletter, "apply_async", lambda args, countdown: again.append(args))
    open_port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    send_newsletter(letter.pk)
    letter.refresh_from_db()
    assert again == [[letter.pk]]
    assert letter.state == "sending"
    assert "connexion impossible" in letter.error
    Newsletter.objects.filter(pk=letter.pk).update(heartbeat=timezone.now() - GIVE_UP)
    send_newsletter(letter.pk)
    letter.refresh_from_db()
    assert letter.state == "failed"
    assert len(again) == 1
    settings.EMAIL_PORT = open_port
    newsletters.resume(letter, by=by)
    send_newsletter(letter.pk)
    letter.refresh_from_db()
    assert (letter.state, letter.error) == ("sent", "")
    assert len(sink.readers) == 3


def test_a_sender_refused_stops_the_run_and_marks_nobody(as_team, letter, sink, settings):
    subscribe(as_team, 3)

    async def no(server, session, envelope, address, options):
        return "550 Sender not welcome"

    sink.handle_MAIL = no
    # aiosmtpd looks for its hooks when the session opens
    newsletters.send(letter, by=as_team.users["lead"])
    assert mailing.deliver(letter.pk)
    assert states(letter) == {"waiting": 3}
    letter.refresh_from_db()
    assert "Sender not welcome" in letter.error


def test_the_connection_lost_in_a_mail_leaves_one_reader_in_doubt(as_team, letter, sink):
    subscribe(as_team, 25)
    sink.answer = lambda envelope, n: "421 Closing" if n == 13 else "250 OK"
    newsletters.send(letter, by=as_team.users["lead"])
    mailing.deliver(letter.pk)
    assert states(letter) == {"sent": 12, "waiting": 13}
    sink.answer = lambda envelope, n: "250 OK"
    mailing.deliver(letter.pk)
    assert states(letter) == {"sent": 25}
    assert len(set(sink.readers)) == len(sink.readers) == 25


def test_what_stops_a_run_leaves_only_the_mail_on_its_way_in_doubt(
    as_team, letter, sink, monkeypatch
):
    subscribe(as_team, 25)
    newsletters.send(letter, by=as_team.users["lead"])
    real, calls = mailing.post, []

    def stop(*args):
        calls.append(1)
        if len(calls) == 14:
            raise SystemExit
        real(*args)

    monkeypatch.setattr(mailing, "post", stop)
    with pytest.raises(SystemExit):
        mailing.deliver(letter.pk)
    assert states(letter) == {"sent": 13, "skipped": 1, "waiting": 11}
    monkeypatch.setattr(mailing, "post", real)
    mailing.deliver(letter.pk)
    letter.refresh_from_db()
    assert states(letter) == {"sent": 24, "skipped": 1}
    words = newsletters.Progress(letter).doubt_words
    assert words == "1\u00a0lecteur n’a peut-être pas reçu la lettre"
    assert len(set(sink.readers)) == len(sink.readers) == 24


@pytest.mark.parametrize(
    ("n", "words"),
    [(0, ""), (1, "1\u00a0lecteur n’a peut-être"), (2, "2\u00a0lecteurs n’ont peut-être")],
)
def test_readers_in_doubt_are_told_in_french(as_team, letter, n, words):
    subscribe(as_team, 3)
    newsletters.send(letter, by=as_team.users["lead"])
    ids = list(letter.deliveries.values_list("pk", flat=True)[:n])
    letter.deliveries.filter(pk__in=ids).update(state="skipped", error=mailing.IN_DOUBT)
    assert newsletters.Progress(letter).doubt_words.startswith(words)
    assert bool(newsletters.Progress(letter).doubt_words) is bool(n)


def test_the_sweeper_starts_again_only_silent_sendings(as_team, letter, monkeypatch):
    subscribe(as_team, 1)
    newsletters.send(letter, by=as_team.users["lead"])
    started = []
    monkeypatch.setattr(send_newsletter, "delay", started.append)
    sweep_newsletters()
    assert started == []
    Newsletter.objects.filter(pk=letter.pk).update(heartbeat=timezone.now() - STALE)
    sweep_newsletters()
    assert started == [letter.pk]
    Newsletter.objects.filter(pk=letter.pk).update(state="sent")
    sweep_newsletters()
    assert started == [letter.pk]


def test_a_letter_leaves_once_and_only_when_it_can(as_team, letter, sink):
    by = as_team.users["lead"]
    with pytest.raises(ValidationError, match="pas de lecteur"):
        newsletters.send(letter, by=by)
    letter.refresh_from_db()
    subscribe(as_team, 1)
    empty = newsletters.create(as_team.home, by=by, subject="Vide", audience="partners")
    with pytest.raises(ValidationError, match="vide"):
        newsletters.send(empty, by=by)
    assert send(letter, by) == 1
    for refused in (
        lambda: newsletters.send(letter, by=by),
        lambda: newsletters.update(letter, by=by, subject="Autre"),
        lambda: newsletters.block_add(letter, by=by, kind="text", title="Encore"),
        lambda: newsletters.block_remove(letter.blocks.get(), by=by),
        lambda: newsletters.delete(letter, by=by),
    ):
        with pytest.raises(ValidationError, match="ne change plus"):
            refused()


def test_an_accented_domain_is_posted_in_its_ascii_form(as_team, letter, sink):
    Subscriber.objects.create(
        territory=as_team.home,
        email="lectrice@métropole.exemple.fr",
        audience="partners",
        state="active",
    )
    send(letter, as_team.users["lead"])
    assert sink.readers == ["lectrice@xn--mtropole-b1a.exemple.fr"]


def test_the_task_is_started_after_the_commit(
    as_team, letter, monkeypatch, django_capture_on_commit_callbacks
):
    subscribe(as_team, 1)
    started = []
    monkeypatch.setattr(send_newsletter, "delay", started.append)
    with django_capture_on_commit_callbacks(execute=True):
        newsletters.send(letter, by=as_team.users["lead"])
        assert started == []
    assert started == [letter.pk]


def test_a_test_mail_goes_to_oneself_alone(as_team, letter, sink, settings):
    by = as_team.users["lead"]
    subscribe(as_team, 3)
    newsletters.send_test(letter, by=by)
    assert sink.readers == [by.email]
    mail = sink.mails[0][1]
    assert mail["Subject"] == "[Essai] Des nouvelles"
    sign_up = reverse("evaluation:subscriber_ask", args=["venissieux"])
    assert f"{settings.SITE_URL}{sign_up}" in mail.get_body(("plain",)).get_content()
    assert composing.JETON not in mail.as_string()
    settings.EMAIL_PORT = 1
    with pytest.raises(ValidationError, match="ne prend pas la lettre"):
        newsletters.send_test(letter, by=by)
