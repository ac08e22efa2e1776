"""Many rows at once: the same rows as one by one, and what the database writes beside them."""

from datetime import date

import pytest
from django.db import connection, transaction
from django.db.utils import DataError, IntegrityError, ProgrammingError
from django.utils import timezone

from ppde.imports import persons as imported_persons
from ppde.models import JourneyEvent, Person, PersonKey, Reading, TextFlag
from ppde.operations import imports as registering
from territories.imports import bulk, operations
from territories.imports.ahead import writing_ahead
from territories.imports.bulk import insert_rows, maker, update_rows
from territories.imports.kinds import kinds
from territories.imports.models import Batch, StagedRow
from territories.models import Entry, PerimeterUnit
from territories.scoping import Reach, apply


@pytest.fixture
def batch(as_team):
    return Batch.objects.create(
        territory=as_team.home, kind="personnes", format="csv", opened_by=as_team.users["lead"]
    )


@pytest.fixture
def shared(batch):
    """What the staged rows of one import have in common."""
    return {
        "territory_id": batch.territory_id,
        "batch_id": batch.pk,
        "is_named": True,
        "opened_by_id": batch.opened_by_id,
    }


def test_rows_given_as_tuples_take_their_defaults(batch, shared):
    insert_rows(StagedRow, ("line", "cells"), [(1, ["a\x00b"]), (2, ["a\x00b"])], **shared)
    first, second = StagedRow.objects.filter(batch=batch)
    assert (first.cells, first.action, first.target, first.errors) == (["ab"], "", None, [])
    # One value for all, one that differs, and nothing at all.
    update_rows(
        StagedRow,
        ("label", "changes", "target"),
        [(first.pk, "même", {"a": ["1", "2"]}, None), (second.pk, "même", {}, 7)],
    )
    first, second = StagedRow.objects.filter(batch=batch)
    assert (first.label, first.changes, first.target) == ("même", {"a": ["1", "2"]}, None)
    assert (second.label, second.changes, second.target) == ("même", {}, 7)
    insert_rows(StagedRow, ("line", "cells"), [], **shared)
    assert StagedRow.objects.filter(batch=batch).count() == 2


def test_each_value_arrives_as_it_was_given(batch, shared):
    """The signs that hold a column together are of no text; what is absent stays so, and nothing is cut to its length."""
    said = ["a\x1fb", "\x1e", "", "NULL", "{}", 'l’été \\ "\n']
    rows = [
        (line, [text], text, None if line % 2 else line, {"a": text})
        for line, text in enumerate(said)
    ]
    insert_rows(StagedRow, ("line", "cells", "label", "target", "changes"), rows, **shared)
    found = StagedRow.objects.filter(batch=batch).order_by("line")
    assert [row.label for row in found] == ["ab", "", *said[2:]]
    assert [row.cells for row in found] == [[text] for text in said]
    assert [row.changes for row in found] == [{"a": text} for text in said]
    assert [row.target for row in found] == [0, None, 2, None, 4, None]
    with pytest.raises(DataError), transaction.atomic():
        update_rows(StagedRow, ("label",), [(found[0].pk, "x" * 201), (found[1].pk, "y")])


def test_an_array_arrives_as_it_was_given(as_team, person):
    other = Person.objects.exclude(pk=person.pk).filter(territory=as_team.home).first()
    said = ['a, "b"', "barre \\", "NULL", ""]
    update_rows(Person, ("constraints_known",), [(person.pk, said), (other.pk, [])])
    person.refresh_from_db()
    other.refresh_from_db()
    assert (person.constraints_known, other.constraints_known) == (said, [])
    with pytest.raises(DataError), transaction.atomic():
        update_rows(
            Person, ("constraints_known",), [(person.pk, ["treize signes"]), (other.pk, [])]
        )


def test_a_staged_row_names_an_import_of_its_territory_which_stays(batch, as_team):
    """Asked once a statement, as a foreign key would; whoever may read the rows."""
    here, there, lead = as_team.home, as_team.next, as_team.users["lead"]
    values = {
        "territory": here,
        "batch_id": batch.pk,
        "is_named": True,
        "opened_by": lead,
        "line": 1,
    }
    apply(Reach(user=lead.pk, reach={here.pk, there.pk}, named={here.pk, there.pk}))
    for wrong in ({"batch_id": 2**40}, {"territory": there}):
        rows = [StagedRow(**values), StagedRow(**values | {"line": 2} | wrong)]
        with pytest.raises(IntegrityError, match="names in batch_id"), transaction.atomic():
            StagedRow.objects.bulk_create(rows)
    row = StagedRow.objects.create(**values)
    with pytest.raises(IntegrityError, match="names in batch_id"), transaction.atomic():
        StagedRow.objects.filter(pk=row.pk).update(batch_id=2**40)

    def forget() -> int:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("delete from territories_batch where id = %s", [batch.pk])
            return cursor.rowcount

    apply(Reach(named={there.pk}))
    assert not StagedRow.objects.filter(pk=row.pk).exists()
    with pytest.raises(IntegrityError, match="still holds rows"):
        forget()
    apply(Reach(named={here.pk}))
    StagedRow.objects.filter(pk=row.pk).delete()
    assert forget() == 1


def test_an_object_made_of_its_values_is_the_one_made_by_names(as_team):
    quarter = PerimeterUnit.objects.filter(territory=as_team.home).first()
    moment = timezone.now()
    values = {"last_name": "Tour", "first_name": "Zoé", "district": quarter, "email": "a@b.fr"}
    make = maker(Person, territory_id=as_team.home.pk, created_at=moment)
    made, again = make(values), make(values)
    named = Person(territory_id=as_team.home.pk, created_at=moment, **values)
    fields = [f.attname for f in Person._meta.concrete_fields if f.name != "draw"]
    assert [getattr(made, f) for f in fields] == [getattr(named, f) for f in fields]
    assert made.district_id == quarter.pk
    assert made._state.adding
    # What a field makes anew is not shared: the draw of a tie, the list of answers.
    assert made.draw != again.draw
    assert made.constraints_known is not again.constraints_known


def test_entries_of_one_statement_are_all_in_the_read_log(as_team):
    person = as_team.rows["home"]["person"]
    before = Reading.objects.count()
    insert_rows(
        Entry,
        ("model", "object_id", "verb", "after"),
        [
            ("ppde.person", person.pk, "update", {}),
            ("ppde.person", person.pk, "export", {"rows": 3}),
            ("ebe.enterprise", 1, "update", {}),
        ],
        territory_id=as_team.home.pk,
        label="essai",
        is_named=True,
        user_id=as_team.users["lead"].pk,
    )
    made = Reading.objects.order_by("-pk")[: Reading.objects.count() - before]
    assert {(r.kind, r.verb, r.person_id, r.rows) for r in made} == {
        ("change", "update", person.pk, None),
        ("export", "ppde.person", None, 3),
    }


def _person(world, **values):
    made = {
        "number": 990,
        "last_name": "De La Tour",
        "first_name": "Zoé",
        "phone": "06 00 00 00 77",
        "email": "zoe.tour@exemple.fr",
        "origin": "ccas",
        "identified_on": date(2026, 1, 5),
    }
    return Person.objects.create(territory=world.home, **made | values)


def test_keys_are_those_of_the_words_and_of_the_name_in_one_piece(as_team):
    person = _person(as_team)
    keys = set(PersonKey.objects.filter(person=person).values_list("key", flat=True))
    assert {"bde", "bla", "btou", "bdel", "etour"} & keys == {"bde", "bla", "btou", "bdel"}
    assert {"p600000077", "mzoe.tour@exemple.fr", "bzoe"} <= keys


def test_keys_are_written_by_the_database_alone_and_go_with_the_person(as_team):
    person = _person(as_team)
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        PersonKey.objects.create(territory=as_team.home, person=person, key="bzzz")
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        PersonKey.objects.filter(person=person).update(key="bzzz")
    Person.objects.filter(pk=person.pk).update(last_name="Nouveau")
    assert PersonKey.objects.filter(person=person, key="bnou").exists()
    assert not PersonKey.objects.filter(person=person, key="btou").exists()
    assert not JourneyEvent.objects.filter(person=person).exists()
    with connection.cursor() as cursor:
        cursor.execute("delete from ppde_person where id = %s", [person.pk])
    assert not PersonKey.objects.filter(person=person.pk).exists()


def test_two_words_that_begin_alike_are_one_key(as_team):
    person = _person(as_team, last_name="Mar-Martin", first_name="Martin", phone="", email="")
    keys = list(PersonKey.objects.filter(person=person).values_list("key", flat=True))
    assert sorted(keys) == ["bmar", "etin", "smr", "smrmrtn", "smrtn"]


def test_a_word_to_review_is_found_among_many_texts(as_team):
    """Texts are read together, and one by one where something was found: never a text for another."""
    comments = [f"Dossier papier {n}" for n in range(60)]
    comments[31] = "Hospitalisée en mai"
    Person.objects.bulk_create(
        Person(
            territory=as_team.home,
            number=800 + n,
            last_name=f"Nom{n}",
            first_name="Zoé",
            origin="ccas",
            identified_on=date(2026, 1, 5),
            comment=comment,
        )
        for n, comment in enumerate(comments)
    )
    flags = TextFlag.objects.filter(number__gte=800)
    assert [(flag.number, flag.words) for flag in flags] == [(831, ["hospitalisee"])]


# Ahead ──────────────────────────────────────────────────────────────────────────────────────────


def _stage(batch, world, *lines):
    insert_rows(
        StagedRow,
        ("line", "cells"),
        [(line, []) for line in lines],
        territory_id=world.home.pk,
        batch_id=batch.pk,
        is_named=True,
        opened_by_id=world.users["lead"].pk,
    )


def test_what_is_read_comes_after_what_was_sent(batch, as_team):
    with writing_ahead():
        _stage(batch, as_team, 1)
        _stage(batch, as_team, 2, 3)
        assert StagedRow.objects.filter(batch=batch).count() == 3
        _stage(batch, as_team, 4)
    assert StagedRow.objects.filter(batch=batch).count() == 4


def test_what_the_database_refuses_is_raised_and_nothing_behind_it_is_written(batch, as_team):
    again = pytest.raises(IntegrityError, match="stagedrow_once")
    with again, transaction.atomic(), writing_ahead():
        _stage(batch, as_team, 1)
        _stage(batch, as_team, 1)
        _stage(batch, as_team, 2)
    assert not StagedRow.objects.filter(batch=batch).exists()
    _stage(batch, as_team, 1)
    assert StagedRow.objects.filter(batch=batch).count() == 1


def test_a_fault_of_ours_waits_for_what_is_under_way(batch, as_team):
    with pytest.raises(KeyError), transaction.atomic(), writing_ahead():
        _stage(batch, as_team, 1)
        raise KeyError
    assert not StagedRow.objects.filter(batch=batch).exists()


def test_the_first_rows_are_written_while_the_next_are_checked(as_team, monkeypatch):
    """On two cores the database does not wait for the check of the last row."""
    kind = kinds()["personnes"](as_team.home, as_team.users["lead"])
    data = "Nom;Prénom\nAubert;Zoé\nBernard;Yann\nChauvin;Xavier\nDurand;\nÉvrard;Walid\n"
    batch = operations.open_batch(kind, name="a.csv", data=data.encode())
    batch = operations.choose_columns(batch, batch.mapping)
    monkeypatch.setattr(bulk, "SLICE", 2)
    for module in (imported_persons, registering):
        monkeypatch.setattr(module, "FIRST", 1)
    told = []
    kind, read = imported_persons.Persons, imported_persons.Persons.read
    sizes = []
    monkeypatch.setattr(
        kind, "read", lambda kind, rows, *more: (sizes.append(len(rows)), read(kind, rows, *more))
    )
    conclude, insert = kind._conclude, registering.insert_many
    monkeypatch.setattr(
        kind,
        "_conclude",
        lambda kind, row: (conclude(kind, row), told.append(row.get("last_name"))),
    )
    monkeypatch.setattr(
        registering, "insert_many", lambda rows: (insert(rows), told.append(len(rows)))
    )
    operations.confirm(batch)
    assert told == ["Aubert", 1, "Bernard", "Chauvin", 2, "Durand", "Évrard", 1]
    # Nor for the reading of more than the first.
    assert sizes == [1, 2, 2]
    written = Person.objects.filter(territory=as_team.home, events__imported_in=batch.pk)
    assert sorted(written.values_list("last_name", flat=True)) == [
        "Aubert",
        "Bernard",
        "Chauvin",
        "Évrard",
    ]
