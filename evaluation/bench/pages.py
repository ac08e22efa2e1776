"""Pages against bare Django, in process: the whole request, middleware and rendering included."""

from collections.abc import Iterator

from django.db import connection, transaction
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ebe.list_sheets import freeze_list
from ebe.models import Enterprise, Post
from evaluation.bench import floor
from evaluation.bench.measure import Figure, in_turn
from ppde.models import Person
from territories.models import Territory
from territories.scoping import scoped
from tzcld.users.models import User


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
    # Last: the rows that it gives up slow the lists down until the next vacuum.
    yield from _one_long_list(territory, team, rows, page)


LONG = 2_000
LISTED = """
INSERT INTO ppde_person (territory_id, number, last_name, first_name, sex, phone, email, contact_preference, origin,
    france_travail, rsa, duration, constraints_known, comment, created_at, state, identified_on, volunteer_on,
    volunteer_recorded_at, draw, eligible_on, outcome_kind, wished_hours)
SELECT %s, 500000 + n, 'Longue' || n, 'Lou', '', '', '', '', 'ccas', 'unknown', 'unknown', '1_2', '{}', '', now(),
    'listed', current_date - 900, current_date - 900 + n / 4, now(), n, current_date - 300, '', 20 + n %% 15
FROM generate_series(1, %s) AS n"""


def _one_long_list(territory: Territory, team: Client, rows, page) -> Iterator[Figure]:
    """Two thousand persons on one list: the list, the line of a post, the committee's page. Nothing of it is kept."""
    here = [territory.slug]
    with transaction.atomic():
        with scoped(territory.pk), connection.cursor() as cursor:
            cursor.execute(LISTED, [territory.pk, LONG])
            cursor.execute("ANALYZE ppde_person")
            enterprise = Enterprise.objects.filter(territory=territory).first()
            post = Post.objects.create(
                territory=territory, enterprise=enterprise, title="Tri", hours_min=20, hours_max=35
            )
            freeze_list(territory, by=None)
        found = [
            _figure(f"{label}, {LONG} sur la liste", team, url, under, most)
            for label, url, under, most in (
                ("liste de mobilisation", reverse("ppde:mobilisation_list", args=here), rows, 3),
                ("page d’un poste", reverse("ebe:post_detail", args=[*here, post.pk]), page, 5),
                ("liste du comité", reverse("ebe:list_sheet", args=here), page, 5),
            )
        ]
        transaction.set_rollback(True)
    yield from found


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
