"""Two colleagues propose one post at the same moment: rows are committed, connections are real."""

import os
import threading
from datetime import date
from decimal import Decimal as D

import psycopg
import pytest
from django.core.exceptions import ValidationError
from django.db import connection, connections
from django.utils import timezone

from ebe import operations
from ebe.models import Post, Proposal
from ppde.models import Person
from territories.scoping import scoped
from tests.conftest import BUILT

TODAY = timezone.localdate
pytestmark = pytest.mark.django_db


def clean(post, people) -> None:
    """What was committed goes, by the owner of the tables: history is append-only for everybody else."""
    url = os.environ["DATABASE_OWNER_URL"].rpartition("/")[0]
    keys = [p.pk for p in people]
    frozen = ("ppde_journeyevent", "ppde_reading", "territories_entry")
    with psycopg.connect(f"{url}/{connection.settings_dict['NAME']}") as owner:
        owner.execute("set lock_timeout = '10s'")
        owner.execute("select set_config('app.named', %s, true)", [str(post.territory_id)])
        for table in frozen:
            owner.execute(f"alter table {table} disable trigger user")
        owner.execute("delete from ebe_proposal where person_id = any(%s)", [keys])
        owner.execute("delete from ppde_journeyevent where person_id = any(%s)", [keys])
        owner.execute("delete from ppde_reading where person_id = any(%s)", [keys])
        owner.execute(
            "delete from territories_entry where territory_id = %s and verb in ('propose', 'fact', 'create')"
            " and (object_id = any(%s) or object_id = %s or model = 'ebe.proposal')",
            [post.territory_id, keys, post.pk],
        )
        owner.execute("delete from ppde_person where id = any(%s)", [keys])
        owner.execute("delete from ebe_post where id = %s", [post.pk])
        owner.execute("set constraints all immediate")
        for table in frozen:
            owner.execute(f"alter table {table} enable trigger user")


@pytest.fixture
def _django_db_helper(django_db_setup, django_db_blocker):
    """No transaction around these tests: other connections must see the rows. Each removes its own."""
    with django_db_blocker.unblock():
        yield


@pytest.fixture
def committed(_django_db_helper):
    """A post of one place and two persons, seen by other connections."""
    post, people = prepare()
    yield post, people
    connection.close()
    clean(post, people)


def prepare() -> tuple[Post, list[Person]]:
    home, lead = BUILT.home, BUILT.users["lead"]
    with scoped(home.pk, user=lead.pk):
        people = [
            Person.objects.create(
                territory=home,
                number=number,
                last_name=f"Attente{number}",
                first_name="Sacha",
                origin="ccas",
                identified_on=date(2025, 1, 1),
                volunteer_on=date(2025, 1, number - 80),
                volunteer_recorded_at=timezone.now(),
                eligible_on=date(2025, 2, 1),
                state="listed",
            )
            for number in (90, 91)
        ]
        enterprise = BUILT.rows["home"]["enterprise"]
        post = operations.open_post(home, enterprise=enterprise, title="Unique", by=lead)
    return post, people


def together(post, choices) -> list:
    """Each (account, person) proposes the post on a connection of its own, at the same moment."""
    found, ready = [], threading.Barrier(len(choices))

    def click(account: str, person) -> None:
        by = BUILT.users[account]
        try:
            with scoped(post.territory_id, user=by.pk):
                ready.wait(10)
                operations.make_proposal(
                    person,
                    post,
                    weekly_hours=D(24),
                    proposed_on=TODAY(),
                    order_reason="Essai",
                    by=by,
                )
                found.append((account, ""))
        except ValidationError as error:
            found.append((account, " ".join(error.messages)))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=click, args=choice) for choice in choices]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return sorted(found, key=lambda row: row[1])


@pytest.mark.parametrize("second", [0, 1], ids=["the same person", "another person"])
def test_of_two_colleagues_one_wins_and_the_other_is_told(committed, second):
    """Two connections, one place: one proposal is kept, and the sentence says who made it, to whom."""
    post, people = committed
    (winner, nothing), (_, told) = together(
        post, [("lead", people[0]), ("officer", people[second])]
    )
    assert nothing == ""
    assert told.startswith(f"{winner.capitalize()} Essai a proposé le poste «\u00a0Unique\u00a0»")
    assert "à Sacha Attente9" in told
    with scoped(post.territory_id):
        assert Proposal.objects.filter(post=post).count() == 1
