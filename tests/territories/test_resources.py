"""The directory, the commitments, the news and their weekly mail."""

from datetime import date, datetime, time, timedelta

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from territories.models import (
    Commitment,
    CommitmentDelivery,
    Digest,
    DigestRefusal,
    Scheme,
    SchemeNews,
)
from territories.periods import period
from territories.resources import digests, operations, tasks
from territories.resources.tables import commitment_state, promise_words
from tzcld.ui import french

WEEK = digests.monday(timezone.localdate())


def page(world, name, *args, where="home"):
    return reverse(f"territories:{name}", args=[getattr(world, where).slug, *args])


# The directory ──────────────────────────────────────────────────────────────────────────────────


def test_a_scheme_says_when_it_must_be_checked_again(sign_in, world):
    scheme = world.rows["home"]["scheme"]
    Scheme.objects.filter(pk=scheme.pk).update(checked_on=date(2026, 1, 5), check_months=6)
    lead = sign_in("lead")
    assert "À vérifier" in lead.get(page(world, "scheme_detail", scheme.pk)).content.decode()
    stale = lead.get(page(world, "scheme_list") + "?etat=verifier").context["listing"].rows
    assert [row.pk for row in stale] == [scheme.pk]
    lead.post(page(world, "scheme_check", scheme.pk))
    assert "À jour" in lead.get(page(world, "scheme_detail", scheme.pk)).content.decode()


def test_the_hubs_schemes_are_read_here_the_neighbours_are_not(sign_in, world):
    Scheme.objects.create(territory=world.hub, name="Commun", theme="care", organisation="M")
    shown = {
        row.name for row in sign_in("lead").get(page(world, "scheme_list")).context["listing"].rows
    }
    assert shown == {"Commun", "Prêt de vélo"}
    hub = sign_in("hub_officer").get(page(world, "scheme_list", where="hub"))
    assert len(hub.context["listing"].rows) == 3


def test_a_local_team_does_not_change_the_hubs_scheme(sign_in, world):
    scheme = Scheme.objects.create(
        territory=world.hub, name="Commun", theme="care", organisation="M"
    )
    assert sign_in("lead").get(page(world, "scheme_edit", scheme.pk)).status_code == 404


# Commitments ────────────────────────────────────────────────────────────────────────────────────


def commitment(world, *, promised: int, given: int, until: date, kind="jobs") -> Commitment:
    row = Commitment.objects.create(
        territory=world.home,
        organisation=world.rows["home"]["organisation"],
        kind=kind,
        promised=promised,
        period=period(until - timedelta(days=90), until),
    )
    if given:
        CommitmentDelivery.objects.create(
            territory=world.home, commitment=row, number=given, on=until - timedelta(days=60)
        )
    return Commitment.objects.with_given().get(pk=row.pk)


@pytest.mark.parametrize(
    ("promised", "given", "days", "kind", "words", "state"),
    [
        (
            6,
            4,
            60,
            "jobs",
            "4\u00a0emplois donnés sur 6 promis\u00a0: il en reste 2 avant",
            "En cours",
        ),
        (2, 1, 10, "visit", "1\u00a0visite donnée sur 2 promises", "Se termine bientôt"),
        (
            1,
            1,
            10,
            "jobs",
            "1\u00a0emploi donné sur 1 promis\u00a0: l’engagement est tenu.",
            "Tenu",
        ),
        (
            3,
            0,
            -1,
            "jobs",
            "0\u00a0emploi donné sur 3 promis. La période est finie",
            "Terminé, non tenu",
        ),
    ],
)
def test_promised_and_given_in_words(world, promised, given, days, kind, words, state):
    until = timezone.localdate() + timedelta(days=days)
    row = commitment(world, promised=promised, given=given, until=until, kind=kind)
    assert promise_words(row).startswith(words)
    assert commitment_state(row)[2] == state


def test_what_ends_soon_without_being_kept_is_said_above_the_list(sign_in, world):
    until = timezone.localdate() + timedelta(days=30)
    commitment(world, promised=2, given=1, until=until)
    shown = sign_in("lead").get(page(world, "commitment_list")).content.decode()
    assert "1\u00a0engagement se termine dans les trente jours sans être tenu." in shown
    url = page(world, "commitment_list") + "?echeance=bientot"
    assert len(sign_in("lead").get(url).context["listing"].rows) == 1


def test_a_commitment_is_noted_and_kept_from_the_pages(sign_in, world):
    lead = sign_in("lead")
    data = {
        "organisation": "Association",
        "kind": "training",
        "promised": "5",
        "since": "01/12/2026",
        "until": "01/11/2026",
    }
    shown = lead.post(page(world, "commitment_create"), data).content.decode()
    assert "Cette date vient avant le début." in shown
    for name, typed in (("since", "01/12/1926"), ("until", "31/12/2126")):
        shown = lead.post(
            page(world, "commitment_create"), data | {"until": "31/12/2027"} | {name: typed}
        )
        assert f"Le {typed}\u00a0: écrivez une année de 2011 à" in shown.content.decode()
    data |= {"since": "01/11/2026", "until": "31/12/2027"}
    assert lead.post(page(world, "commitment_create"), data).status_code == 302
    row = Commitment.objects.get(promised=5)
    late = {"on": f"{timezone.localdate() + timedelta(days=3):%d/%m/%Y}", "number": "1"}
    shown = lead.post(page(world, "delivery_create", row.pk), late).content.decode()
    assert "au plus tard aujourd’hui" in shown
    lead.post(page(world, "delivery_create", row.pk), {"on": "02/11/2026", "number": "2"})
    assert row.deliveries.get().number == 2


def test_nothing_is_given_before_the_first_day_of_the_promise(sign_in, world):
    today, by = timezone.localdate(), world.users["lead"]
    row = commitment(world, promised=3, given=0, until=today + timedelta(days=80))
    first = row.since
    lead, url = sign_in("lead"), page(world, "delivery_create", row.pk)
    typed = {
        "on": f"{first - timedelta(days=1):%d/%m/%Y}",
        "number": "2",
        "note": "Chez le menuisier",
    }
    shown = lead.post(url, typed).content.decode().replace("\u00a0", " ")
    assert f"Cet engagement commence le {french.date(first)}".replace("\u00a0", " ") in shown
    assert "Chez le menuisier" in shown, "rien de ce qui est écrit n’est perdu"
    assert not row.deliveries.exists()
    lead.post(url, typed | {"on": f"{first:%d/%m/%Y}"})
    given = row.deliveries.get()
    with pytest.raises(ValidationError, match="commence le"):
        operations.correct_delivery(
            given, on=first - timedelta(days=1), number=1, reason="Relu", by=by
        )
    # One noted so before this was asked is withdrawn as it is.
    CommitmentDelivery.objects.filter(pk=given.pk).update(on=first - timedelta(days=9))
    gone = operations.correct_delivery(
        given, on=first - timedelta(days=9), number=2, reason="Faux", withdraw=True, by=by
    )
    assert gone.is_withdrawn


def test_the_first_day_of_a_promise_is_not_put_after_what_was_given(as_team):
    by = as_team.users["lead"]
    row = commitment(as_team, promised=3, given=1, until=timezone.localdate() + timedelta(days=20))
    (given,) = row.deliveries.all()
    row.period = period(given.on + timedelta(days=1), row.until)
    with pytest.raises(ValidationError, match="notée donnée le") as refusal:
        operations.save_commitment(row, by=by)
    assert set(refusal.value.message_dict) == {"since"}
    row.period = period(given.on, row.until)
    operations.save_commitment(row, by=by)
    row.refresh_from_db()
    assert row.since == given.on


def test_an_organisation_of_elsewhere_makes_no_commitment(world):
    row = Commitment(
        territory=world.home,
        organisation=world.rows["next"]["organisation"],
        kind="jobs",
        promised=1,
        period=period(date(2026, 1, 1), date(2026, 12, 31)),
    )
    with pytest.raises(ValidationError, match="autre territoire"):
        operations.save_commitment(row, by=None)


@pytest.mark.parametrize("name", ["scheme_list", "commitment_list", "news_list"])
def test_one_row_or_many_the_same_number_of_queries(sign_in, world, name):
    lead = sign_in("lead")
    lead.get(page(world, name))
    with CaptureQueriesContext(connection) as one:
        lead.get(page(world, name))
    for n in range(12):
        Scheme.objects.create(territory=world.hub, name=f"S{n}", theme="care", organisation="M")
        commitment(world, promised=n + 1, given=1, until=date(2027, 1, 1) + timedelta(days=n))
        news(world, f"N{n}", WEEK)
    with CaptureQueriesContext(connection) as many:
        lead.get(page(world, name))
    assert len(one) == len(many) <= 15


# News and the weekly mail ───────────────────────────────────────────────────────────────────────


def news(world, title: str, day: date) -> SchemeNews:
    at = timezone.make_aware(datetime.combine(day, time(10)))
    return SchemeNews.objects.create(
        territory=world.hub,
        title=title,
        text="Texte",
        author=world.users["hub_officer"],
        published_at=at,
    )


def test_what_came_since_the_last_visit_is_new_once(sign_in, world):
    lead = sign_in("lead")
    lead.get(page(world, "news_list"))
    news(world, "Toute fraîche", timezone.localdate() + timedelta(days=1))
    shown = lead.get(page(world, "news_list"))
    assert "1\u00a0nouvelle depuis votre dernière visite" in shown.content.decode()
    assert [row["is_new"] for row in shown.context["rows"]] == [True, False]


@pytest.fixture
def last_week(world):
    """A piece of news that the next mail carries; the refusals and mails of the world's rows concern no hub."""
    return news(world, "Prêt prolongé", WEEK - timedelta(days=3))


def test_one_mail_a_person_and_a_week_even_when_asked_twice(world, last_week):
    ready = digests.prepare(world.hub, WEEK)
    assert digests.prepare(world.hub, WEEK) == ready
    assert [digests.send(pk) for pk in ready] == [True] * len(ready)
    assert [digests.send(pk) for pk in ready] == [False] * len(ready)
    assert digests.prepare(world.hub, WEEK) == []
    to = sorted(m.to[0] for m in mail.outbox)
    assert to == ["lead@exemple.fr", "neighbour@exemple.fr", "officer@exemple.fr"]
    body = mail.outbox[0].body
    assert "Prêt prolongé" in body
    assert "/actualites/" in body


def test_nothing_to_say_no_mail(world):
    for pk in digests.prepare(world.hub, WEEK):
        assert not digests.send(pk)
    assert mail.outbox == []
    assert set(Digest.objects.filter(week=WEEK).values_list("state", flat=True)) == {"sent"}


def test_a_commitment_that_ends_is_told_to_its_team_alone(world):
    commitment(world, promised=2, given=0, until=WEEK + timedelta(days=9))
    for pk in digests.prepare(world.hub, WEEK):
        digests.send(pk)
    assert sorted(m.to[0] for m in mail.outbox) == ["lead@exemple.fr", "officer@exemple.fr"]
    assert "0 sur 2" in mail.outbox[0].body
    assert mail.outbox[0].subject.startswith("1\u00a0engagement se termine")


def test_the_link_of_the_mail_stops_it_by_a_button_only(client, world, last_week):
    user = world.users["lead"]
    url = reverse(
        "territories:digest_stop", args=[world.hub.pk, digests.token(world.hub.pk, user.pk)]
    )
    assert client.get(url).status_code == 200
    assert not DigestRefusal.objects.filter(territory=world.hub).exists()
    client.post(url)
    for pk in digests.prepare(world.hub, WEEK):
        digests.send(pk)
    assert "lead@exemple.fr" not in {m.to[0] for m in mail.outbox}
    assert client.get(url[:-2] + "x/").status_code == 404
    other = reverse(
        "territories:digest_stop", args=[world.home.pk, digests.token(world.hub.pk, user.pk)]
    )
    assert client.get(other).status_code == 404


def test_the_choice_is_changed_on_its_page(sign_in, world):
    lead = sign_in("lead")
    lead.post(page(world, "digest_edit"), {})
    assert DigestRefusal.objects.filter(territory=world.hub, user=world.users["lead"]).exists()
    lead.post(page(world, "digest_edit"), {"wanted": "on"})
    assert not DigestRefusal.objects.filter(territory=world.hub).exists()


def test_a_mail_claimed_by_a_dead_worker_is_not_sent_again(world, last_week):
    pk = digests.prepare(world.hub, WEEK)[0]
    Digest.objects.filter(pk=pk).update(state="sending")
    assert not digests.send(pk)
    assert mail.outbox == []


def test_a_server_that_refuses_leaves_the_mail_to_be_tried_again(world, last_week, monkeypatch):
    pk = digests.prepare(world.hub, WEEK)[0]

    def refuse(self, **options):
        raise ConnectionRefusedError("refused")

    monkeypatch.setattr("django.core.mail.EmailMessage.send", refuse)
    with pytest.raises(OSError, match="refused"):
        digests.send(pk)
    row = Digest.objects.get(pk=pk)
    assert (row.state, row.error) == ("waiting", "refused")
    monkeypatch.undo()
    assert digests.send(pk)


def test_who_may_restart_the_mail_sees_that_it_is_stuck(sign_in, world, last_week, monkeypatch):
    """Given up or lost: told on the hub's page, tried again once; what may have left is told and left alone."""
    asked = []
    monkeypatch.setattr(tasks.send_digest, "delay", asked.append)
    ready = digests.prepare(world.hub, WEEK)
    assert len(ready) > 1
    hub, where = sign_in("hub_officer"), page(world, "news_list", where="hub")
    assert "ne sont pas partis" not in hub.get(where).content.decode()
    long_ago = timezone.now() - digests.LATE * 2
    Digest.objects.filter(pk=ready[0]).update(state="sending", at=long_ago)
    Digest.objects.filter(pk=ready[1]).update(state="failed", error="refused")
    told = hub.get(where).content.decode()
    assert "courriel n’est pas parti" in told
    assert "refused" in told
    assert "s’est interrompu" in told
    # The team of a territory can do nothing about it.
    assert "Reprendre l’envoi" not in sign_in("lead").get(page(world, "news_list")).content.decode()
    assert sign_in("lead").post(page(world, "digest_restart")).status_code == 404
    hub = sign_in("hub_officer")
    again = hub.post(page(world, "digest_restart", where="hub"), follow=True)
    assert "1\u00a0courriel repart" in again.content.decode()
    assert Digest.objects.get(pk=ready[1]).state == "waiting"
    assert Digest.objects.get(pk=ready[0]).state == "sending"
    assert "Reprendre l’envoi" not in hub.get(where).content.decode()
    assert digests.restart(world.hub, by=world.users["hub_officer"]) == []
    # A mail whose task was lost is found too.
    Digest.objects.filter(pk=ready[1]).update(at=long_ago)
    assert digests.restart(world.hub, by=world.users["hub_officer"]) == [ready[1]]


def test_monday_asks_for_each_hub(world, last_week, monkeypatch):
    asked = []
    monkeypatch.setattr(tasks.send_digest, "delay", asked.append)
    tasks.prepare_digests()
    assert len(asked) == 3
