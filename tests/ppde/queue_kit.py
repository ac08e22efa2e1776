"""The work queue as the tests read it."""

from django.urls import reverse
from django.utils import timezone

from ppde.models import (
    Lookalike,
    Person,
)
from territories.queue import sources
from territories.scoping import scoped


def rows(world, key: str) -> list:
    source = next(s for s in sources() if s.key == key)
    with scoped(world.home.pk):
        return list(source.rows(world.home, timezone.localdate()))


def quiet(world) -> Person:
    """The person of the world, with nothing waiting about them."""
    today = timezone.localdate()
    person = world.rows["home"]["person"]
    with scoped(world.home.pk):
        Person.objects.filter(pk=person.pk).update(last_contact_on=today, notice_given_on=today)
        Lookalike.objects.filter(territory=world.home).delete()
    return person


def page(client, world, query="") -> str:
    return client.get(reverse("ppde:work_queue", args=[world.home.slug]) + query).content.decode()
