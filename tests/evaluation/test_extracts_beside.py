"""Two extracts of the same persons never open to one account, whoever opens them and at whatever moment."""

import os
import threading

import psycopg
import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, connections, transaction

from evaluation.extracts import operations
from evaluation.extracts.models import Extract
from territories.models import Entry
from territories.scoping import scoped
from tests.conftest import BUILT
from tests.evaluation.extract_kit import TERMS, day, opened

State = Extract.State


def test_the_database_refuses_what_an_operation_would_let_pass(world):
    extract = opened(world)
    with scoped(world.home.pk):
        beside = Extract.objects.get(pk=extract.pk)
        beside.pk, beside.volunteers_from = None, TERMS["volunteers_until"]
        with pytest.raises(IntegrityError, match="extract_not_beside"), transaction.atomic():
            beside.save(force_insert=True)
        # The day after is another period, and another account may read the same one.
        beside.volunteers_from = beside.volunteers_until = TERMS["volunteers_until"].replace(
            year=TERMS["volunteers_until"].year + 1
        )
        beside.save(force_insert=True)
        beside.pk, beside.holder = None, world.users["dpo"]
        beside.save(force_insert=True)


def test_one_whose_last_day_is_past_makes_way(world):
    """The night ends it; until then the database would count it as open."""
    past = opened(world)
    with scoped(world.home.pk):
        Extract.objects.filter(pk=past.pk).update(until=day(-1))
    now = opened(world)
    with scoped(world.home.pk):
        past.refresh_from_db()
        assert (past.state, past.reason) == (State.ENDED, "dernier jour passé")
        assert Entry.objects.filter(verb="end", object_id=past.pk).exists()
        assert now.state == State.OPEN


# Rows committed: other connections must see them ────────────────────────────────────────────────


@pytest.fixture
def committed(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        yield
        connection.close()
        clean()


def clean() -> None:
    """What was committed goes, by the owner of the tables: the journal is append-only for everybody else."""
    url = os.environ["DATABASE_OWNER_URL"].rpartition("/")[0]
    home = BUILT.home.pk
    with psycopg.connect(f"{url}/{connection.settings_dict['NAME']}") as owner:
        owner.execute("set lock_timeout = '10s'")
        for reach in ("named", "reach"):
            owner.execute(f"select set_config('app.{reach}', %s, true)", [str(home)])
        owner.execute("alter table territories_entry disable trigger user")
        mine = "select id from evaluation_extract where purpose = 'À deux'"
        for table in ("extractmail", "extractkey"):
            owner.execute(f"delete from evaluation_{table} where extract_id in ({mine})")
        owner.execute(
            f"delete from territories_entry where model = 'evaluation.extract' and object_id in ({mine})"
        )
        owner.execute("delete from evaluation_extract where purpose = 'À deux'")
        owner.execute("set constraints all immediate")
        owner.execute("alter table territories_entry enable trigger user")


def test_of_two_leads_at_the_same_moment_one_opens_and_the_other_is_told(committed, monkeypatch):
    """Both have read that nothing is open before either writes."""
    found, both_read = [], threading.Barrier(2)
    read = operations._refuse_beside

    def read_together(extract) -> None:
        read(extract)
        if not both_read.broken and len(waited) < 2:
            waited.append(extract)
            both_read.wait(10)

    waited: list = []
    monkeypatch.setattr(operations, "_refuse_beside", read_together)
    terms = TERMS | {"purpose": "À deux", "holder": BUILT.users["evaluator"], "until": day(30)}

    def click() -> None:
        lead = BUILT.users["lead"]
        try:
            with scoped(BUILT.home.pk, user=lead.pk):
                operations.open_extract(BUILT.home, by=lead, **terms)
            found.append("")
        except ValidationError as error:
            found.append(" ".join(error.messages))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=click) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    opened_, refused = sorted(found)
    assert opened_ == ""
    assert "est déjà ouvert à" in refused
    with scoped(BUILT.home.pk):
        rows = Extract.objects.filter(purpose="À deux")
        assert [row.state for row in rows] == [State.OPEN]
