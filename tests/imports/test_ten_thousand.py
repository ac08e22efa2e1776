"""10,000 rows of 15 columns with 137 planted errors of 20 kinds: exactly those are found, the rest is written once."""

import io
import random
from collections import Counter

import pytest
import xlsxwriter
from django.db import transaction
from django.urls import reverse

from ppde.models import JourneyEvent, Person
from territories.imports import jobs, operations, steps
from territories.imports.kinds import kinds
from territories.imports.models import Batch
from tzcld.imports.values import RULES

N = 10_000
HEAD = [
    "Numéro", "Nom", "Prénom", "Année de naissance", "Sexe", "Quartier", "Tél", "Courriel", "Orienté par",
    "France Travail", "RSA", "Temps souhaité", "Commentaire", "Premier contact", "Date de volontariat",
]  # fmt: skip
AT = {label: place for place, label in enumerate(HEAD)}
# (column of the file, what is planted, rule found, name of the column found)
PLANTED = [
    ("Nom", "", "required", "last_name"),
    ("Prénom", "", "required", "first_name"),
    ("Nom", "1234", "rule", "last_name"),
    ("Année de naissance", "environ 80", "integer", "birth_year"),
    ("Année de naissance", "1884", "small", "birth_year"),
    ("Année de naissance", "2024", "large", "birth_year"),
    ("Sexe", "peut-être", "choice", "sex"),
    ("Quartier", "Atlantide", "unknown", "district"),
    ("Tél", "06 12", "phone", "phone"),
    ("Courriel", "zoe@exemple", "email", "email"),
    ("Orienté par", "le facteur", "choice", "origin"),
    ("Temps souhaité", "beaucoup", "decimal", "wished_hours"),
    ("Temps souhaité", "99", "large", "wished_hours"),
    ("Commentaire", "x" * 301, "long", "comment"),
    ("Commentaire", "Dossier 2 84 05 99 123 456 78", "nir", "comment"),
    ("Premier contact", "31/02/2025", "date", "identified_on"),
    ("Date de volontariat", "01/01/2031", "future", "volunteer_on"),
    ("Date de volontariat", "05/05/2005", "early", "volunteer_on"),
    ("RSA", "#N/A", "broken", "rsa"),
    ("Numéro", "M-99999", "unknown", "number"),
]


def rows() -> tuple[list[list[str]], set[tuple[int, str, str]]]:
    """The rows, and what must be found: (line, rule, column)."""
    chance = random.Random(137)
    made = [
        ["", f"Nom{_letters(i)}", f"Prénom{_letters(i % 700)}", str(1950 + i % 50), "femme" if i % 2 else "H", "Quartier",
         f"06{i:08}", f"p{i}@exemple.fr", "CCAS", "oui", "non", "24,5", f"Dossier papier {i}", "03/02/2025", "17/11/2025" if i % 3 else ""]
        for i in range(N)
    ]  # fmt: skip
    lines = chance.sample(range(N), 137)
    expected = set()
    for i, line in enumerate(lines):
        column, text, rule, name = PLANTED[i % len(PLANTED)]
        made[line][AT[column]] = text
        expected.add((line + 2, rule, name))
    return made, expected


def _letters(n: int) -> str:
    return "".join(chr(97 + int(d)) for d in str(n))


def workbook(lines) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"constant_memory": True})
    sheet = book.add_worksheet()
    for number, row in enumerate([HEAD, *lines]):
        sheet.write_row(number, 0, row)
    book.close()
    return out.getvalue()


@pytest.fixture
def as_worker(monkeypatch):
    """The work that a worker would take is done at once, under the scope of the test."""
    monkeypatch.setattr(jobs, "enqueue", lambda pk: jobs.work(pk, here=True))


def staged(world, data: bytes) -> Batch:
    kind = kinds()["personnes"](world.home, world.users["lead"])
    batch = operations.open_batch(kind, name="liste.xlsx", data=data)
    batch.refresh_from_db()
    assert batch.error == ""
    batch = operations.choose_columns(batch, batch.mapping)
    batch.refresh_from_db()
    return batch


def found(batch: Batch) -> set[tuple[int, str, str]]:
    return {
        (row.line, e["rule"], e["column"])
        for row in steps.staged(batch).filter(action="error")
        for e in row.errors
    }


def test_exactly_the_planted_errors(as_team, as_worker, client):
    assert len({(rule, name) for _, _, rule, name in PLANTED}) == 20
    assert {rule for _, _, rule, _ in PLANTED} <= set(RULES)
    made, expected = rows()
    batch = staged(as_team, workbook(made))
    assert len(batch.mapping) == 15
    assert found(batch) == expected
    assert len(expected) == 137 == batch.counts["error"]
    assert batch.counts["create"] == N - 137

    # Some are corrected on the page, each everywhere at once.
    corrections = {
        ("identified_on", "31/02/2025"): "28/02/2025",
        ("origin", "le facteur"): "bouche-à-oreille",
        ("rsa", "#N/A"): "",
    }
    assert operations.correct_values(batch, corrections) == (20, 0)
    batch.refresh_from_db()
    left = {e for e in expected if e[2] not in ("identified_on", "origin", "rsa")}
    assert found(batch) == left
    assert len(left) == 117

    persons, events = Person.objects.count(), JourneyEvent.objects.count()
    operations.confirm(batch)
    batch.refresh_from_db()
    assert (batch.state, batch.error) == ("done", "")
    assert Person.objects.count() - persons == N - 117
    volunteers = Person.objects.filter(
        territory=as_team.home, number__gt=2, volunteer_on__isnull=False
    ).count()
    assert JourneyEvent.objects.count() - events == N - 117 + volunteers

    # The rest is downloaded, each row with its reason, and reads again as it is.
    client.force_login(as_team.users["lead"])
    answer = client.get(
        reverse("territories:import_failed", args=[as_team.home.slug, "personnes", batch.pk])
    )
    again = staged(as_team, answer.content)
    assert Counter((rule, name) for _, rule, name in found(again)) == Counter(
        (rule, name) for _, rule, name in left
    )

    # The whole file again creates nothing.
    again = staged(as_team, workbook(made))
    assert again.counts.get("create", 0) == 0
    assert again.counts["unchanged"] == N - 137
    # Smaller files check each link of what is written: of so many rows that takes as long as the rest.
    transaction.set_rollback(True)
