"""An access by name, opened or as it would be by now."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from territories.grants.operations import open_grant
from territories.models import Grant
from territories.periods import period
from territories.scoping import scoped
from tests.world import NAME

REASON = "Préparer la revue des parcours"


def day(n: int):
    return timezone.localdate() + timedelta(days=n)


def page(name: str, world, *args) -> str:
    return reverse(name, args=[world.home.slug, *args])


def opened(world, *, first=0, last=30, holder="hub_officer") -> Grant:
    with scoped(world.home.pk):
        return open_grant(
            world.home,
            by=world.users["lead"],
            holder=world.users[holder],
            since=day(first),
            until=day(last),
            reason=REASON,
        )


def granted(world, **period_) -> Grant:
    """A row as it would be by now, whatever the form allows."""
    return Grant.objects.create(
        territory=world.home,
        holder=world.users["hub_officer"],
        opened_by=world.users["lead"],
        reason=REASON,
        period=period(day(period_["first"]), day(period_["last"])),
    )


def reads(client, world) -> bool:
    """Whether the list opens, with its names."""
    response = client.get(page("ppde:person_list", world))
    assert response.status_code in (200, 403)
    return response.status_code == 200 and NAME in response.content.decode()
