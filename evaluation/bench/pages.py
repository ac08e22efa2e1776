"""Pages against bare Django, in process: the whole request, middleware and rendering included."""

from collections.abc import Iterator

from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from evaluation.bench import floor
from evaluation.bench.measure import Figure, in_turn
from ppde.models import Person
from territories.models import Territory
from territories.scoping import scoped
from tzcld.users.models import User

LIST_QUERIES = 15


def figures(size: str) -> Iterator[Figure]:
    """Lists, file and dashboards of one territory and its hub, on the database at hand."""
    territory = Territory.objects.filter(kind="local").order_by("pk").first()
    team = _client(f"equipe-{territory.slug.removeprefix('territoire-')}")
    hub = _client(territory.hub.slug)
    with scoped(territory.pk):
        person = Person.objects.filter(territory=territory).on_list().in_list_order()[0]
    bare = _bare(team)
    rows = lambda: bare.get(reverse("floor_rows", args=[territory.pk]))  # noqa: E731
    page = lambda: bare.get(reverse("floor_page"))  # noqa: E731
    here = [territory.slug]
    for label, client, url, under, most in (
        ("liste des personnes, 50 lignes", team, reverse("ppde:person_list", args=here), rows, 2),
        ("liste filtrée (nom)", team, reverse("ppde:person_list", args=here) + "?q=bal", rows, 2),
        (
            "liste de mobilisation, 50 lignes",
            team,
            reverse("ppde:mobilisation_list", args=here),
            rows,
            2,
        ),
        (
            "dossier d’une personne",
            team,
            reverse("ppde:person_detail", args=[*here, person.pk]),
            page,
            5,
        ),
        (
            "tableau de bord du territoire",
            team,
            reverse("evaluation:dashboard", args=here),
            page,
            5,
        ),
        (
            "tableau de bord de la métropole",
            hub,
            reverse("evaluation:dashboard", args=[territory.hub.slug]),
            page,
            5,
        ),
    ):
        yield _figure(label, client, url, under, most)


def _figure(label: str, client: Client, url: str, under, most: float) -> Figure:
    # The first reading of a file is journaled, the first of a dashboard is drawn: what is measured comes after.
    client.get(url)
    with CaptureQueriesContext(connection) as captured:
        response = client.get(url)
        queries = len(captured)
    if response.status_code != 200:
        raise RuntimeError(f"{url} répond {response.status_code}")
    ours, base = in_turn(lambda: client.get(url), under)
    return Figure(label, ours, base, most, f"{queries} requêtes")


def _client(name: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(email=f"{name}@demo.example"))
    return client


def _bare(signed_in: Client) -> Client:
    """A client of the floor: its handler is built while only the session's middleware is set."""
    client = Client()
    client.cookies = signed_in.cookies
    with override_settings(MIDDLEWARE=floor.MIDDLEWARE):
        client.handler.load_middleware()
    return client
