"""Readers asked whether they stay: by the rule, one mail each, a page that only reads, an end without answer."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from evaluation import renewals, subscribers
from evaluation.forgetting import forget
from evaluation.models import Delivery, Newsletter, Renewal, RenewalMail, Subscriber
from evaluation.tasks import renew_subscriptions
from ppde.models import DurationRule
from ppde.retention.times import write_duration
from territories.models import Entry, Territory
from territories.scoping import scoped
from tests.conftest import BUILT
from tests.evaluation.newsletter_kit import links, smtp, worker
from tests.ppde.retention_kit import traces

CANARY = "ornithorynque"
TODAY = timezone.localdate
OLD = 3 * 366


def ago(days: int):
    return timezone.now() - timedelta(days=days)


def reader(place, days: int, name: str = CANARY, **values) -> Subscriber:
    """Who confirmed so many days ago, and has said nothing since."""
    told = {"state": "active", "asked_at": ago(days + 1), "confirmed_at": ago(days)}
    return Subscriber.objects.create(
        territory=place, email=f"{name}{days}@exemple.fr", **told | values
    )


@pytest.fixture
def home(world):
    """The durations as they are delivered, and no reader but ours."""
    DurationRule.objects.all().delete()
    with scoped(world.hub.pk, world.home.pk, world.next.pk):
        Subscriber.objects.all().delete()
        yield world.home


def asked(place) -> set[str]:
    return set(renewals.to_ask(place, TODAY()).values_list("email", flat=True))


def answer(name: str, row: Subscriber) -> str:
    return reverse(f"evaluation:{name}", args=[row.territory_id, row.token])


@pytest.mark.parametrize(
    ("days", "values", "due"),
    [
        (OLD, {}, True),
        (3 * 364, {}, False),
        (OLD, {"renewed_at": ago(30)}, False),
        (OLD, {"asked_at": ago(30)}, False),
        (OLD, {"state": "left", "left_at": ago(20)}, False),
        (OLD, {"state": "pending"}, False),
    ],
)
def test_a_reader_is_asked_when_the_last_act_is_old_enough(home, days, values, due):
    row = reader(home, days, **values)
    assert asked(home) == ({row.email} if due else set())


def test_the_rule_of_the_day_decides(home, world):
    by = world.users["hub_admin"]
    row = reader(home, 400)
    assert asked(home) == set()
    write_duration(world.hub, "renouveler", TODAY(), 12, "Note", by=by)
    assert asked(home) == {row.email}
    write_duration(home, "renouveler", TODAY(), 24, "Note", by=by)
    assert asked(home) == set()


def test_from_the_mail_to_the_page_to_three_more_years(home, world, client, settings):
    row = reader(home, OLD)
    with smtp(settings) as sink:
        made = renewals.ask(home, TODAY())
        assert renewals.ask(home, TODAY()) is None, "une seule demande"
        renewals.deliver(made.pk)
        renewals.deliver(made.pk)
    assert sink.readers == [row.email]
    mail = sink.to(row.email)
    page, leave = answer("subscriber_renew", row), answer("subscriber_leave", row)
    for part in mail.iter_parts():
        assert {f"{settings.SITE_URL}{page}", f"{settings.SITE_URL}{leave}"} <= set(
            links(part.get_content())
        )
    assert mail["List-Unsubscribe"] == f"<{settings.SITE_URL}{leave}>"
    made.refresh_from_db()
    assert (made.state, made.mails.get().state) == ("sent", "sent")
    for _ in range(2):
        assert "Continuer à la recevoir" in client.get(page).content.decode()
    with scoped(home.pk):
        assert Subscriber.objects.get(pk=row.pk).renewed_at is None, "lire ne change rien"
    assert "Vous continuez à recevoir" in client.post(page).content.decode()
    with scoped(home.pk):
        row.refresh_from_db()
        assert timezone.localdate(row.renewed_at) == TODAY()
        assert renewals.end(home, made.answer_by + timedelta(days=1)) == 0
        assert asked(home) == set()
        told = Entry.objects.get(model="evaluation.subscriber", object_id=row.pk, verb="confirm")
        assert told.user is None
        assert CANARY not in str(vars(told))


def test_without_answer_the_subscription_ends_on_the_day_told_then_goes_by_the_rule(home, settings):
    row = reader(home, OLD)
    letter = Newsletter.objects.filter(territory=home).first()
    with smtp(settings):
        made = renewals.ask(home, TODAY())
        renewals.deliver(made.pk)
    Delivery.objects.filter(newsletter=letter).delete()
    waiting = Delivery.objects.create(territory=home, newsletter=letter, subscriber=row)
    assert renewals.end(home, made.answer_by) == 0, "le jour dit compte encore"
    assert renewals.end(home, made.answer_by + timedelta(days=1)) == 1
    assert renewals.end(home, made.answer_by + timedelta(days=1)) == 0
    row.refresh_from_db()
    waiting.refresh_from_db()
    assert (row.state, waiting.state) == ("left", "skipped")
    assert timezone.localdate(row.left_at) == TODAY()
    Subscriber.objects.filter(pk=row.pk).update(left_at=ago(OLD))
    RenewalMail.objects.filter(subscriber=row).update(error=f"550 <{row.email}>", state="refused")
    assert forget(home, TODAY())["left"] == 1
    assert traces(CANARY) == []


@pytest.mark.parametrize(
    ("state", "ends", "again_today", "again_later"),
    [
        ("sent", 1, False, False),
        ("refused", 1, False, False),
        # Perhaps it never came: nobody is put out without having been asked, nor asked twice within the delay.
        ("doubt", 0, False, True),
        ("left", 0, True, True),
    ],
)
def test_what_became_of_the_mail_decides(home, state, ends, again_today, again_later):
    reader(home, OLD)
    made = renewals.ask(home, TODAY())
    made.mails.update(state=state)
    later = made.answer_by + timedelta(days=1)
    assert renewals.to_ask(home, TODAY()).exists() is again_today
    assert (renewals.to_ask(home, later).exists() and not ends) is again_later
    assert renewals.end(home, later) == ends


def test_who_left_or_answered_before_the_mail_receives_none(home, settings, client):
    gone, stays = reader(home, OLD), reader(home, OLD, "autre")
    made = renewals.ask(home, TODAY())
    subscribers.leave(gone)
    subscribers.renew(stays)
    with smtp(settings) as sink:
        renewals.deliver(made.pk)
    assert sink.readers == []
    assert set(made.mails.values_list("state", flat=True)) == {"left"}
    page = client.get(answer("subscriber_renew", gone)).content.decode()
    assert "n’est plus inscrite" in page
    client.post(answer("subscriber_renew", gone))
    with scoped(home.pk):
        assert Subscriber.objects.get(pk=gone.pk).state == "left", (
            "se réinscrire passe par une demande"
        )


def test_a_refusal_of_the_moment_is_no_answer(home, settings):
    reader(home, OLD, "plein")
    reader(home, OLD, "mort")
    made = renewals.ask(home, TODAY())
    with smtp(settings) as sink:
        sink.rcpt = lambda a: "450 plus tard" if a.startswith("plein") else "550 inconnu"
        renewals.deliver(made.pk)
    found = dict(made.mails.values_list("subscriber__email", "state"))
    assert found == {f"plein{OLD}@exemple.fr": "left", f"mort{OLD}@exemple.fr": "refused"}
    assert asked(home) == {f"plein{OLD}@exemple.fr"}


def test_the_task_of_the_day_asks_and_ends_place_by_place(home, world, monkeypatch):
    asked_, ended = [], []
    monkeypatch.setattr(renewals, "ask", lambda place, day: asked_.append(place.pk))
    monkeypatch.setattr(renewals, "end", lambda place, day: ended.append(place.pk))
    renew_subscriptions()
    assert set(asked_) == set(ended) == set(Territory.objects.values_list("pk", flat=True))


# A worker killed ────────────────────────────────────────────────────────────────────────────────

WORKER = """
import os, sys
from evaluation import renewals
from territories import mailing

def die(*args, **kwargs):
    os._exit(9)

point, pk = sys.argv[1], int(sys.argv[2])
if point == "after a claim":
    renewals._one = die
elif point == "after a mail":
    mailing.settle = die
elif point == "before the end":
    renewals.posting.finish = die
renewals.deliver(pk)
"""
POINTS = {"after a claim": 2, "after a mail": 2, "before the end": 3, "never": 3}


@pytest.fixture
def committed(django_db_setup, django_db_blocker, settings):
    """Three readers to ask, seen by other processes; they remove what they leave."""
    with django_db_blocker.unblock(), smtp(settings) as sink:

        def clean():
            with scoped(BUILT.home.pk, named=False):
                ours = Subscriber.objects.filter(email__startswith=CANARY)
                RenewalMail.objects.filter(subscriber__in=ours).delete()
                ours.delete()
                Renewal.objects.filter(territory=BUILT.home.pk, mails=None).delete()

        clean()
        with scoped(BUILT.home.pk, named=False):
            made = Renewal.objects.create(
                territory=BUILT.home, answer_by=TODAY() + timedelta(days=30)
            )
            for n in range(3):
                row = reader(BUILT.home, OLD + n)
                RenewalMail.objects.create(territory=BUILT.home, renewal=made, subscriber=row)
        yield made, sink
        clean()


@pytest.mark.parametrize("point", POINTS)
def test_a_worker_killed_anywhere_and_restarted_asks_nobody_twice(committed, point):
    made, sink = committed
    assert worker(WORKER, point, made.pk).wait(timeout=60) == (0 if point == "never" else 9)
    Renewal.objects.filter(pk=made.pk).update(heartbeat=ago(1))
    assert made.pk in renewals.sweep() or point == "never"
    assert worker(WORKER, "never", made.pk).wait(timeout=60) == 0
    assert len(sink.readers) == len(set(sink.readers))
    made.refresh_from_db()
    assert made.state == "sent"
    with scoped(BUILT.home.pk, named=False):
        found = list(made.mails.values_list("state", flat=True))
    assert found.count("sent") == POINTS[point]
    assert set(found) <= {"sent", "doubt"}
