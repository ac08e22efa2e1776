"""Addresses of the letter go when their time has passed: by the rule, once, without moving what was counted."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from evaluation.forgetting import forget
from evaluation.models import Delivery, Subscriber
from evaluation.subscribers import ask
from evaluation.tasks import forget_subscribers
from ppde.models import DurationRule
from ppde.retention.times import write_duration
from territories.models import Entry
from territories.scoping import scoped
from tests.ppde.retention_kit import traces
from tzcld.ui.emails import folding

CANARY = "ornithorynque"
TODAY = timezone.localdate


def ago(days: int):
    return timezone.now() - timedelta(days=days)


@pytest.fixture
def hub(world):
    """The durations as they are delivered, and no reader but ours."""
    DurationRule.objects.all().delete()
    with scoped(world.hub.pk, world.home.pk, world.next.pk):
        Subscriber.objects.all().delete()
        yield world.hub


def reader(hub, state: str, days: int, name: str = CANARY, **values) -> Subscriber:
    """Asked, and if it was, left so many days ago."""
    if state == "left":
        values |= {"confirmed_at": ago(days + 100), "left_at": ago(days)}
    return Subscriber.objects.create(
        territory=hub,
        email=f"{name}{days}{state}@exemple.fr",
        state=state,
        asked_at=ago(days if state == "pending" else days + 100),
        source=f"atelier de {CANARY}",
        **values,
    )


@pytest.mark.parametrize(
    ("state", "days", "goes"),
    [
        ("left", 3 * 366, True),
        ("left", 3 * 364, False),
        ("pending", 32, True),
        ("pending", 27, False),
        ("active", 4000, False),
    ],
)
def test_each_goes_when_its_own_time_has_passed(hub, state, days, goes):
    row = reader(hub, state, days)
    found = forget(hub, TODAY())
    assert sum(found.values()) == goes
    assert Subscriber.objects.known().filter(pk=row.pk).exists() is not goes
    assert forget(hub, TODAY()) == {"left": 0, "waiting": 0}


def test_the_rule_decides_from_its_day_on(hub, world):
    by = world.users["hub_admin"]
    reader(hub, "left", 100)
    reader(hub, "pending", 50)
    write_duration(hub, "attente", TODAY(), 6, "Note", by=by)
    write_duration(hub, "lettre", TODAY() + timedelta(days=1), 1, "Note", by=by)
    assert forget(hub, TODAY()) == {"left": 0, "waiting": 0}
    assert forget(hub, TODAY() + timedelta(days=1)) == {"left": 1, "waiting": 0}


def test_the_address_is_nowhere_and_the_letters_sent_stay_counted(hub, world, client):
    row = reader(hub, "left", 1500)
    token = row.token
    letter = world.rows["home"]["newsletter"]
    Delivery.objects.create(
        territory=letter.territory,
        newsletter=letter,
        subscriber=Subscriber.objects.create(
            territory=letter.territory,
            email=f"{CANARY}@exemple.fr",
            state="left",
            left_at=ago(1500),
            asked_at=ago(1600),
        ),
        state="refused",
        error=f"550 {CANARY}@exemple.fr inconnu",
    )
    before = letter.deliveries.filter(state="refused").count()
    assert set(traces(CANARY)) == {"evaluation_subscriber", "evaluation_delivery"}
    forget_subscribers()
    with scoped(hub.pk, world.home.pk, world.next.pk):
        assert traces(CANARY) == []
        assert letter.deliveries.filter(state="refused").count() == before
        row.refresh_from_db()
        assert (row.state, row.erased_on) == ("left", TODAY())
        assert row.email.endswith(".invalid")
        entry = Entry.objects.get(verb="delete", territory=hub)
        assert entry.after["adresses désinscrites effacées"] == 1
    # The links of the letters received open nothing more.
    assert row.token != token
    for name in ("subscriber_leave", "subscriber_confirm"):
        assert client.get(reverse(f"evaluation:{name}", args=[hub.pk, token])).status_code == 404


def test_who_comes_back_is_a_new_reader(hub):
    row = reader(hub, "left", 1500)
    address = row.email
    forget(hub, TODAY())
    again = ask(hub, email=address, source="page publique")
    assert (again.pk == row.pk, again.state) == (False, "pending")


def test_an_erased_line_is_on_no_list(hub, world, sign_in):
    row = reader(hub, "left", 1500)
    forget(hub, TODAY())
    page = reverse("evaluation:subscriber_list", args=[hub.slug])
    shown = sign_in("hub_admin").get(page).content.decode()
    row.refresh_from_db()
    assert folding(row.email) not in shown


def test_the_console_counts_before_it_erases(hub):
    reader(hub, "left", 1500)
    reader(hub, "pending", 100)

    def said(**options) -> str:
        out = StringIO()
        call_command("forget_subscribers", stdout=out, **options)
        return out.getvalue()

    assert "à effacer, désinscrites 1, jamais confirmées 1" in said()
    assert "à effacer" in said(), "compter n’efface rien"
    assert "effacées, désinscrites 1, jamais confirmées 1" in said(write=True)
    assert said() == "Aucune adresse n’a passé sa durée.\n"
