"""A merge while colleagues work on the same files: rows are committed, connections are real."""

import os
import threading
from datetime import date

import psycopg
import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, OperationalError, connection, connections, transaction

from ppde import operations
from ppde.duplicates import operations as duplicates
from ppde.models import JourneyEvent, Lookalike, Merge, Person
from territories.scoping import scoped
from tests.conftest import BUILT

pytestmark = pytest.mark.django_db
FROZEN = ("ppde_journeyevent", "ppde_reading", "territories_entry")


def clean(people: list[Person]) -> None:
    """What was committed goes, by the owner of the tables: history is append-only for everybody else."""
    url = os.environ["DATABASE_OWNER_URL"].rpartition("/")[0]
    keys = [p.pk for p in people]
    with psycopg.connect(f"{url}/{connection.settings_dict['NAME']}") as owner:
        owner.execute("set lock_timeout = '10s'")
        owner.execute("select set_config('app.named', %s, true)", [str(people[0].territory_id)])
        for table in FROZEN:
            owner.execute(f"alter table {table} disable trigger user")
        owner.execute(
            "delete from territories_entry where territory_id = %s and object_id = any(%s)"
            " and model = 'ppde.person'",
            [people[0].territory_id, keys],
        )
        for table in ("ppde_journeyevent", "ppde_reading", "ppde_personskill"):
            owner.execute(f"delete from {table} where person_id = any(%s)", [keys])
        pairs = "delete from ppde_lookalike where first_id = any(%s) or second_id = any(%s)"
        owner.execute(pairs, [keys, keys])
        owner.execute("delete from ppde_merge where kept_id = any(%s)", [keys])
        owner.execute("delete from ppde_person where id = any(%s)", [keys])
        owner.execute("set constraints all immediate")
        for table in FROZEN:
            owner.execute(f"alter table {table} enable trigger user")


@pytest.fixture
def _django_db_helper(django_db_setup, django_db_blocker):
    """No transaction around these tests: other connections must see the rows. Each removes its own."""
    with django_db_blocker.unblock():
        yield


@pytest.fixture
def pair(_django_db_helper):
    """Two files of one person, seen by other connections."""
    home, lead = BUILT.home, BUILT.users["lead"]
    with scoped(home.pk, user=lead.pk):
        people = [opened(home, number) for number in (93, 94)]
    yield people
    connection.close()
    clean(people)


def opened(home, number: int) -> Person:
    return Person.objects.create(
        territory=home,
        number=number,
        last_name="Orvale",
        first_name="Sacha",
        origin="ccas",
        identified_on=date(2025, 1, 1),
    )


@pytest.fixture
def third(pair):
    with scoped(BUILT.home.pk, user=BUILT.users["lead"].pk):
        person = opened(BUILT.home, 95)
    yield person
    connection.close()
    clean([person])


def together(*acts) -> list[str]:
    """Each act on a connection of its own, at the same moment; what each was told ("" when done)."""
    told, ready = [""] * len(acts), threading.Barrier(len(acts))

    def run(place: int, act) -> None:
        by = BUILT.users["lead"]
        try:
            with scoped(BUILT.home.pk, user=by.pk):
                ready.wait(10)
                act(by)
        except ValidationError as refusal:
            told[place] = " ".join(refusal.messages)
        except (IntegrityError, OperationalError) as refusal:
            told[place] = type(refusal).__name__
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=row) for row in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return told


def fresh(person: Person) -> Person:
    return Person.objects.select_related("territory").get(pk=person.pk)


def merging(pair):
    def act(by):
        kept, other = map(fresh, pair)
        duplicates.merge(kept, other, {}, by=by, reason="Confirmé.")

    return act


def test_two_colleagues_merge_the_same_pair_and_one_is_told(pair):
    def backwards(by):
        kept, other = map(fresh, pair)
        duplicates.merge(other, kept, {}, by=by, reason="Confirmé.")

    told = together(merging(pair), backwards)
    assert sorted(bool(words) for words in told) == [False, True]
    assert "vient d’être repris" in " ".join(told) or "n’existe" in " ".join(told)
    with scoped(BUILT.home.pk):
        assert Merge.objects.filter(kept__in=pair).count() == 1


def test_a_fact_written_while_the_file_is_merged_is_kept_or_refused_in_a_sentence(pair):
    late = {}

    def telephone(by):
        late["event"] = operations.add_event(
            fresh(pair[1]), "contact", date(2025, 7, 1), "Appel", by=by
        )

    told = together(merging(pair), telephone)
    assert told[0] == ""
    with scoped(BUILT.home.pk):
        facts = JourneyEvent.objects.filter(person=pair[0], kind="contact").count()
    # Written before, it followed the person; too late, the colleague was told.
    assert facts == (0 if "vient d’être repris" in told[1] else 1)


def test_a_row_of_a_room_that_holds_no_lock_never_breaks_a_merge(pair):
    def write(by):
        with transaction.atomic():
            JourneyEvent.objects.create(
                territory=BUILT.home, person=pair[1], kind="note", on=date(2025, 7, 1), author=by
            )

    told = together(merging(pair), write)
    # Whichever came first: the merge took the row with it, or was refused in words, or the row was too late.
    assert told[0] == "" or "Rien n’a été changé" in told[0]
    with scoped(BUILT.home.pk):
        assert Person.objects.filter(pk=pair[0].pk).exists()
        lost = JourneyEvent.objects.exclude(person__in=Person.objects.all())
        assert not lost.exists()


def test_files_compared_while_two_are_merged_wait_and_neither_is_broken(pair, third, monkeypatch):
    """A colleague opens a third file that resembles both: the comparison writes the pairs that the merge takes away."""
    with scoped(BUILT.home.pk, user=BUILT.users["lead"].pk):
        duplicates.look_for_twins(fresh(third))
        # One pair is known, the other is to be written.
        Lookalike.objects.filter(first=pair[0]).delete()
    has_compared, hand_pairs = threading.Event(), duplicates.hand_pairs

    def late(*files):
        has_compared.wait(0.5)
        return hand_pairs(*files)

    def compare(by):
        duplicates.look_for_twins(fresh(third))
        has_compared.set()

    monkeypatch.setattr(duplicates, "hand_pairs", late)
    assert together(merging(pair), compare) == ["", ""]
    with scoped(BUILT.home.pk):
        assert not Lookalike.objects.filter(second=pair[1]).exists()
