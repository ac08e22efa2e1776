"""A colleague takes over an import: what is written is theirs, under their rights, even once its author has left."""

import pytest

from ppde.models import JourneyEvent
from territories.imports import jobs
from territories.models import Entry, Membership
from tests.imports.staging import shown, staged, to

FACT = ("Numéro;Fait;Date;Précision", "M-0001;Atelier;03/11/2026;Menuiserie")


@pytest.fixture
def waiting(monkeypatch):
    """Every work waits for a worker."""
    monkeypatch.setattr(jobs, "SMALL_ROWS", 0)
    monkeypatch.setattr(jobs, "enqueue", lambda pk: None)


def test_whoever_confirms_is_whoever_wrote(as_team, sign_in):
    batch = staged(as_team, "faits", *FACT)
    assert sign_in("officer").post(to(as_team, "import_confirm", batch)).status_code == 302
    officer = as_team.users["officer"]
    fact = JourneyEvent.objects.get(imported_in=batch.pk)
    assert fact.author == officer
    told = Entry.objects.filter(verb__in=("fact", "import")).order_by("-pk")[:2]
    assert {entry.user for entry in told} == {officer}


def test_a_colleague_goes_on_when_the_author_has_lost_the_role(as_team, sign_in, waiting):
    batch = staged(as_team, "faits", *FACT)
    Membership.objects.filter(user=as_team.users["lead"]).delete()
    assert jobs.work(batch.pk)
    batch.refresh_from_db()
    assert batch.job == "failed"
    client = sign_in("officer")
    assert "Une personne qui l’a choisit" in shown(client.get(batch.get_absolute_url()))
    client.post(to(as_team, "import_retry", batch))
    assert jobs.work(batch.pk)
    batch.refresh_from_db()
    assert (batch.state, batch.job, batch.error) == ("checked", "", "")
    client.post(to(as_team, "import_confirm", batch))
    assert jobs.work(batch.pk)
    batch.refresh_from_db()
    assert (batch.state, batch.by) == ("done", as_team.users["officer"])
