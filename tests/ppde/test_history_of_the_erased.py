"""The database empties history of the person of an approved line, and of nobody else."""

import json

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.db.utils import IntegrityError

from ppde.duplicates import operations as duplicates
from ppde.models import JourneyEvent, Person
from ppde.retention import operations as retention
from territories.models import Entry
from tests.ppde.retention_kit import LONG_AGO, eliminate


@pytest.fixture
def approved(as_team, old):
    """The line of a list approved and not carried out yet, about `old`."""
    made = retention.prepare(as_team.home, by=as_team.users["lead"])
    retention.approve(made, "2026-114", by=as_team.users["lead"])
    return made.lines.get()


def empty_history(line, table: str, key: int, **left) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        asked = [line.pk, table, key, json.dumps(left)]
        cursor.execute("select empty_history(%s, %s, %s, %s)", asked)


def test_history_is_emptied_for_an_approved_line_only(as_team, old):
    made = retention.prepare(as_team.home, by=as_team.users["lead"])
    fact = old.events.first()
    with pytest.raises(IntegrityError, match="approved"):
        empty_history(made.lines.get(), "ppde_journeyevent", fact.pk, text="")
    assert JourneyEvent.objects.get(pk=fact.pk).text


COLUMNS = {
    "ppde_journeyevent": "text",
    "ppde_rankact": "reason",
    "ppde_consent": "proof",
    "ppde_reading": "reason",
}


@pytest.mark.parametrize("table", COLUMNS)
def test_history_is_emptied_of_the_person_of_the_line_alone(as_team, approved, table):
    model = next(m for m in apps.get_models() if m._meta.db_table == table)
    rows = model.objects.filter(territory=as_team.home, person__isnull=False)
    row = rows.exclude(person=approved.person).values().first()
    with pytest.raises(IntegrityError, match="about somebody else"):
        empty_history(approved, table, row["id"], **{COLUMNS[table]: "Autre."})
    assert rows.values().get(pk=row["id"]) == row


@pytest.mark.parametrize("of", ["person", "pause"])
def test_the_journal_about_somebody_else_keeps_its_words(as_team, approved, of):
    row = as_team.rows["home"][of]
    entry = Entry.objects.create(
        territory=as_team.home,
        verb="update",
        model=row._meta.label_lower,
        object_id=row.pk,
        label="Quelqu’un",
        is_named=True,
        before={"motif": "garde"},
    )
    with pytest.raises(IntegrityError, match="about somebody else"):
        empty_history(approved, "territories_entry", entry.pk, before={}, label="")
    entry.refresh_from_db()
    assert (entry.label, entry.before) == ("Quelqu’un", {"motif": "garde"})


def test_another_file_loses_a_name_where_the_texts_lose_it_and_nothing_more(as_team, approved):
    other = as_team.rows["home"]["person"]
    said, left = "Venue avec Rose Noiret, hier.", "Venue avec [personne effacée], hier."
    fact = other.events.create(
        territory=as_team.home, kind="contact", on=LONG_AGO, text=said, author=as_team.users["lead"]
    )
    approved.elimination.with_texts = False
    approved.elimination.save(update_fields=["with_texts"])
    with pytest.raises(IntegrityError, match="about somebody else"):
        empty_history(approved, "ppde_journeyevent", fact.pk, text=left)
    approved.elimination.with_texts = True
    approved.elimination.save(update_fields=["with_texts"])
    for more in ("", "Autre.", "Venue hier avec [personne effacée]."):
        with pytest.raises(IntegrityError, match="about somebody else"):
            empty_history(approved, "ppde_journeyevent", fact.pk, text=more)
    empty_history(approved, "ppde_journeyevent", fact.pk, text=left)
    fact.refresh_from_db()
    assert fact.text == left


@pytest.mark.parametrize(
    ("old_text", "new", "most", "is_less"),
    [
        ("Vu Rose Noiret.", "Vu [personne effacée].", None, True),
        ("100 % de Rose_Noiret\\", "100 % de [personne effacée]\\", None, True),
        ("100 x de Rose Noiret", "100 % de [personne effacée]", None, False),
        ("Rose Noiret et Rose Noiret", "[personne effacée] et [personne effacée]", None, True),
        ("Vu Rose Noiret.", "Vu.", None, False),
        ("Vu Rose Noiret.", "Vu [personne effacée] ailleurs.", None, False),
        # A whole page is no name.
        ("Vu " + "x" * 300, "Vu [personne effacée]", None, False),
        # Longer than the name was, what is put there may lose the end, even its own.
        ("Vu Rose Noiret, puis rien.", "Vu [personne effacée], puis ", 28, True),
        ("Vu Rose Noiret", "Vu [personne ef", 15, True),
        ("Vu Rose Noiret", "Autre [personne", 15, False),
    ],
)
def test_a_text_without_a_name_is_the_same_text(as_team, old_text, new, most, is_less):
    with connection.cursor() as cursor:
        cursor.execute("select is_without_names(%s, %s, %s)", [old_text, new, most])
        assert cursor.fetchone() == (is_less,)


def test_the_marks_of_somebody_else_are_not_forgotten(as_team, approved):
    other = as_team.rows["home"]["person"]
    with (
        pytest.raises(IntegrityError, match="for the person of an approved line"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("select forget_marks(%s, %s)", [other.pk, approved.pk])


def test_a_file_given_back_keeps_its_journal_when_the_other_is_erased(as_team, old, register):
    lead = as_team.users["lead"]
    back = register("Rose", "Noiret")
    made = duplicates.merge(old, back, {}, by=lead, reason="La même personne.")
    duplicates.undo_merge(made, by=lead, reason="Deux cousines.")
    told = Entry.objects.filter(model="ppde.person", object_id=back.pk)
    before = list(told.order_by("pk").values_list("label", "before", "after"))
    assert before
    eliminate(as_team, old)
    assert Person.objects.get(pk=old.pk).anonymised_on
    assert list(told.order_by("pk").values_list("label", "before", "after")) == before
