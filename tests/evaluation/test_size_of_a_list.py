"""Nobody, one person, two thousand on one list: every page of the list answers, in time, with the same queries."""

import time
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from ebe import operations
from ebe.list_sheets import freeze_list
from ppde.models import Person
from tests.evaluation.small_world import clear
from tests.evaluation.test_dashboards import text_of

# A loaded machine of two cores; alone, each page takes a fifth of it at most.
CEILING = 2.0
PAPER_CEILING = 15.0


def enrol(world, count: int) -> list[Person]:
    """`count` volunteers of the list, alone in the territory; one in ten pauses."""
    clear(world.home)
    first = timezone.localdate() - timedelta(days=900)
    people = Person.objects.bulk_create(
        Person(
            territory=world.home,
            number=3000 + n,
            last_name=f"Longue{n:04}",
            first_name="Lou",
            origin="ccas",
            identified_on=first,
            volunteer_on=first + timedelta(days=n * 800 // max(count, 1)),
            volunteer_recorded_at=timezone.now(),
            eligible_on=first + timedelta(days=850),
            wished_hours=34 - n % 15,
            state="paused" if n % 10 == 9 else "listed",
        )
        for n in range(count)
    )
    with connection.cursor() as cursor:
        cursor.execute("analyze ppde_person")
    return people


def addresses(world, people, post) -> dict[str, tuple[str, str]]:
    """name → (account, address) of each page of the list."""
    home = [world.home.slug]
    found = {
        "liste": ("lead", reverse("ppde:mobilisation_list", args=home)),
        "dernière page": ("lead", reverse("ppde:mobilisation_list", args=home) + "?page=40"),
        "toutes": ("lead", reverse("ppde:person_list", args=home)),
        "à faire": ("lead", reverse("ppde:work_queue", args=home)),
        "poste": ("lead", post.get_absolute_url()),
        "proposer": ("lead", reverse("ebe:proposal_create", args=[*home, post.pk])),
        "comité": ("member", reverse("ebe:list_sheet", args=home)),
        "prévision": ("lead", reverse("evaluation:forecast", args=home)),
        "prévision du comité": ("member", reverse("evaluation:forecast_shared", args=home)),
        "exhaustivité": ("member", reverse("evaluation:exhaustivity", args=home)),
    }
    if people:
        last = [*home, people[len(people) // 2].pk]
        found["dossier"] = ("lead", reverse("ppde:person_detail", args=last))
        found["courrier"] = ("lead", reverse("ppde:person_letter", args=last))
        found["feuille sur papier"] = ("member", reverse("ebe:list_sheet_pdf", args=home))
        found["courrier sur papier"] = ("lead", reverse("ppde:person_letter_pdf", args=last))
    return found


@pytest.fixture
def at_size(as_team, sign_in):
    """`at_size(n)` → {page: (response, seconds, queries)} with n persons on the list."""

    def visit(count: int) -> dict:
        people = enrol(as_team, count)
        lead = as_team.users["lead"]
        enterprise = as_team.rows["home"]["enterprise"]
        post = operations.open_post(
            as_team.home, enterprise=enterprise, title="Tri", hours_min=34, hours_max=35, by=lead
        )
        freeze_list(as_team.home, by=lead)
        found = {}
        for name, (account, url) in addresses(as_team, people, post).items():
            client = sign_in(account)
            client.get(url)
            with CaptureQueriesContext(connection) as queries:
                began = time.perf_counter()
                response = client.get(url)
                seconds = time.perf_counter() - began
            # The bounds of the transaction ask nothing.
            asked = [q for q in queries if not q["sql"].startswith(("SAVEPOINT", "RELEASE"))]
            found[name] = (response, seconds, len(asked))
        return found

    return visit


def told(found: dict, name: str) -> str:
    return text_of(found[name][0]).replace("\u00a0", " ")


def check(found: dict) -> None:
    assert {name: r.status_code for name, (r, _, _) in found.items()} == dict.fromkeys(found, 200)
    for name, (_, seconds, _) in found.items():
        most = PAPER_CEILING if "papier" in name else CEILING
        assert seconds < most, f"{name}: {seconds:.1f} s"


def test_nobody(at_size):
    found = at_size(0)
    check(found)
    assert "La liste de mobilisation est vide" in told(found, "poste")
    assert "Une personne volontaire entre sur la liste quand le comité" in told(found, "liste")
    # None or four, the committee is told the same thing.
    assert "Trop peu de personnes" in told(found, "comité")


def test_one_then_two_thousand(at_size, sign_in, as_team):
    found = at_size(1)
    check(found)
    assert "1 personne" in told(found, "liste")
    assert "vient en premier (rang 1 sur 1)" in told(found, "poste")
    assert "Vous êtes la seule personne sur la liste" in told(found, "courrier")
    assert "Trop peu de personnes" in told(found, "comité")
    one = {name: queries for name, (_, _, queries) in found.items()}
    as_team.see_all()
    Person.objects.filter(number__gte=3000).update(number=F("number") + 5000)
    found = at_size(2000)
    many = {name: queries for name, (_, _, queries) in found.items()}
    assert {name: (one[name], n) for name, n in many.items() if n > one[name]} == {}
    assert {name: n for name, n in many.items() if n > 15} == {}
    check(found)
    assert "2 000 personnes" in told(found, "liste")
    assert "sur 2 000)" in told(found, "poste")
    assert "Votre rang : 1 001 sur 2 000 personnes" in told(found, "courrier")
    assert "Lignes 1 à 100 sur 2 000" in told(found, "comité")
    for name, (response, _, _) in found.items():
        assert len(response.content) < 700_000, f"{name}: {len(response.content)} octets"
    # A number is found wherever it is; one that is not there is said.
    client, url = sign_in("member"), reverse("ebe:list_sheet", args=["venissieux"])
    last = client.get(url, {"numero": "M-4999"})
    assert "<mark>M-4999</mark>" in last.content.decode()
    assert "Lignes 1 901 à 2 000" in text_of(last).replace("\u00a0", " ").replace("\u202f", " ")
    assert "Aucune ligne" in text_of(client.get(url, {"numero": "M-12"}))
    assert "Aucune ligne" in text_of(client.get(url, {"numero": "Perret"}))
