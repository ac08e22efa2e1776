"""After an erasure no trace of the person: every row of every table as a dump would write it, the files, the cache.

The test works in a copy of its database where everything is committed. The owner of the tables reads them with row security
out of the way, and each mark is first found where it was put: a search that sees nothing is not taken for an empty one.
"""

import os
from datetime import date

import psycopg
import pytest
from django.contrib.postgres.fields import ArrayField
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.db import connection, models
from django.urls import reverse
from django.utils import timezone
from psycopg import sql
from psycopg.types.json import Jsonb

from ebe.list_sheets import freeze_list
from evaluation.models import Report
from evaluation.reports import files, snapshot
from ppde.models import Fingerprint, ListSheet, Person
from ppde.retention import operations as retention
from territories.free_texts import JOB, all_texts, text_columns
from territories.holdings import Holding, holdings
from territories.models import Entry
from territories.scoping import scoped
from tests.imports.test_persons import staged

pytestmark = pytest.mark.django_db
MARK = "Ornithorynque"
PHONE, MAIL = "06 55 44 33 22", "ornithorynque@exemple.fr"
# Longer than the figures of a time of day: microseconds would hold it once in a while.
NUMBER = 765432109
# As a dump writes them: a phone with and without its spaces, a file by the figures of its bytes.
WORDS = (MARK, PHONE, "655443322", MARK.encode().hex())
CLOSED = "the words of a closed list"
# Found by the address alone, an act of its own that the end of the file leaves as it is (evaluation/holdings.py).
LETTER = {"evaluation_subscriber.email", "evaluation_subscriber.source"}
# What the law has the enterprise keep of a contract that has just ended, for its direction alone (ebe/staff).
STAFF = {"ebe_staffentry.last_name", "ebe_staffentry.first_name"}
# The number alone: never given again, and forgotten again in a restored backup.
REGISTER = {"ppde_eliminationline.number"}


@pytest.fixture
def _django_db_helper(django_db_setup, django_db_blocker):
    """A copy of the database of the tests, thrown away: what is written there is committed."""
    settings, base = connection.settings_dict, os.environ["DATABASE_OWNER_URL"].rpartition("/")[0]
    name, copy = settings["NAME"], f"{settings['NAME']}_trace"
    connection.close()
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"], autocommit=True) as owner:
        owner.execute(f'drop database if exists "{copy}" with (force)')
        owner.execute(f'create database "{copy}" template "{name}"')
    settings["NAME"] = copy
    try:
        with django_db_blocker.unblock():
            yield f"{base}/{copy}"
    finally:
        connection.close()
        settings["NAME"] = name
        with psycopg.connect(os.environ["DATABASE_OWNER_URL"], autocommit=True) as owner:
            owner.execute(f'drop database "{copy}" with (force)')


@pytest.fixture
def owner(_django_db_helper):
    """The owner of the tables, from whom row security hides nothing here."""
    with psycopg.connect(_django_db_helper, autocommit=True) as connected:
        for table in tables(connected):
            connected.execute(f'alter table "{table}" no force row level security')
        yield connected


@pytest.fixture(autouse=True)
def asked(monkeypatch):
    """What is asked of the worker, which this copy has not."""
    sent = []

    class App:
        @staticmethod
        def send_task(task, args, **options):
            sent.append((task, args))

    monkeypatch.setattr("tzcld.later.current_app", App)
    return sent


def tables(owner) -> list[str]:
    rows = owner.execute("select tablename from pg_tables where schemaname = 'public' order by 1")
    return [name for (name,) in rows]


def traces(owner, *words: str) -> set[str]:
    """« table.column » wherever a value of any row of any table holds one of the words."""
    found = set()
    for table in tables(owner):
        rows = owner.execute(
            f'select distinct c.key from "{table}" t, jsonb_each_text(to_jsonb(t)) c where c.value ilike any(%s)',
            [[f"%{word}%" for word in words]],
        )
        found |= {f"{table}.{column}" for (column,) in rows}
    return found


def in_cache(word: str) -> list[bytes]:
    """Keys of the whole Valkey whose name or value holds the word."""
    client, read = cache._cache.get_client(write=True), {
        b"string": "get", b"list": "lrange", b"hash": "hgetall", b"set": "smembers", b"zset": "zrange"
    }  # fmt: skip
    found = []
    for key in client.scan_iter():
        how = read[client.type(key)]
        value = getattr(client, how)(key, *((0, -1) if how.endswith("range") else ()))
        if word.casefold() in f"{key} {value}".casefold():
            found.append(key)
    return found


def in_files(folder, word: str) -> list[str]:
    found = (path for path in folder.rglob("*") if path.is_file())
    return [path.name for path in found if word.encode() in path.read_bytes()]


def to_fill(holding: Holding) -> list[models.Field]:
    """Columns where somebody, or something said of the person, may be written."""
    texts = {t.model_name: t for t in all_texts()}[holding.model_name]
    # The name of a job says nothing of who holds it, the words of a closed list nothing of who chose them.
    who = {name for name, why in texts.short.items() if why not in (JOB, CLOSED)}
    typed = {*texts.scanned, *who}
    words = [
        column
        for column in text_columns(holding.model)
        if column.name in typed or column.name in holding.identifying
    ]
    binary = [
        column
        for column in holding.model._meta.concrete_fields
        if isinstance(column, models.BinaryField)
    ]
    return words + binary


def mark(column: models.Field, row):
    if isinstance(column, models.BinaryField):
        return MARK.encode()
    if isinstance(column, ArrayField):
        return [MARK]
    if isinstance(column, models.JSONField):
        return Jsonb([MARK] if isinstance(getattr(row, column.name), list) else {"x": MARK})
    return {"phone": PHONE, "email": MAIL}.get(column.name, f"{MARK} ici"[: column.max_length])


def write(owner, table: str, pk: int, **values) -> None:
    put = sql.SQL(", ").join(sql.SQL("{} = %s").format(sql.Identifier(name)) for name in values)
    asked = sql.SQL("update {} set {} where id = %s").format(sql.Identifier(table), put)
    done = owner.execute(asked, [*values.values(), pk])
    assert done.rowcount == 1


def rows_of(world, person, holding: Holding) -> list[models.Model]:
    with scoped(world.home.pk, world.hub.pk, user=world.users["lead"].pk):
        return list(holding.rows(person))


def hand_over(owner, world, person) -> None:
    """Every table has a row about this person: those of the small world that are about another one change hands."""
    for holding in holdings():
        if holding.link and not rows_of(world, person, holding):
            column = holding.model._meta.get_field(holding.link).column
            owner.execute(
                f"update {holding.table} set {column} = %s where territory_id = %s",
                [person.pk, world.home.pk],
            )
    batch, reader = world.rows["home"]["batch"], world.rows["home"]["subscriber"]
    write(owner, "territories_batch", batch.pk, state="done")
    owner.execute(
        "update territories_stagedrow set target = %s, action = 'create' where batch_id = %s and line > 0",
        [person.pk, batch.pk],
    )
    write(owner, "evaluation_subscriber", reader.pk, email=MAIL)
    owner.execute(
        "update ebe_contract set ends_on = %s, leaving = 'resigned' where person_id = %s",
        [date(2026, 1, 31), person.pk],
    )


def tell_everywhere(owner, world, person) -> set[str]:
    """The mark in every column of every row of every holding; « table.column » of those filled."""
    filled = set()
    # The fingerprints are sealed from the runtime: the owner counts them.
    for holding in (h for h in holdings() if h.model is not Fingerprint):
        rows, columns = rows_of(world, person, holding), to_fill(holding)
        assert rows, f"no row of {holding.model_name} about the person: fill it"
        for row in rows if columns else ():
            write(owner, holding.table, row.pk, **{c.column: mark(c, row) for c in columns})
        filled |= {f"{holding.table}.{c.column}" for c in columns}
    return filled


def journal_everything(world, person) -> None:
    """An entry about each row, as the operations write them."""
    with scoped(world.home.pk, world.hub.pk, user=world.users["lead"].pk):
        Entry.objects.bulk_create(
            Entry(
                territory=world.home, user=world.users["lead"], at=timezone.now(), verb="update", is_named=True,
                model=holding.model._meta.label_lower, object_id=row.pk, label=MARK, after={"x": MARK},
            )
            for holding in holdings()
            if holding.model is not Entry and not holding.is_numberless
            for row in holding.rows(person)
        )  # fmt: skip


@pytest.fixture
def told(owner, world, settings, tmp_path, sign_in):
    """Somebody whose name, words and contacts are in every corner: {« table.column » that hold a mark}."""
    settings.MEDIA_ROOT = tmp_path
    lead, person = world.users["lead"], world.rows["home"]["person"]
    with scoped(world.home.pk, user=lead.pk):
        # By the runtime: the database writes the keys of the search and the fingerprints.
        Person.objects.filter(pk=person.pk).update(
            last_name=MARK, first_name=f"{MARK} prénom", phone=PHONE, email=MAIL, number=NUMBER
        )
        person.refresh_from_db()
    with scoped(world.home.pk, world.hub.pk, user=lead.pk):
        freeze_list(world.home, by=lead)
        staged(world, f"{MARK} ici;{MARK} ici;1984", head="Nom;Prénom;Né en")
        staged(world, f"Mal écrit;Alix;{PHONE.replace(' ', '')}", head="Nom;Prénom;Tél")
    hand_over(owner, world, person)
    journal_everything(world, person)
    for table in tables(owner):
        owner.execute(f'alter table "{table}" disable trigger user')
    filled = tell_everywhere(owner, world, person)
    write(owner, "ppde_person", person.pk, state="met", limited_on=None)
    for table in tables(owner):
        owner.execute(f'alter table "{table}" enable trigger user')
    with scoped(world.home.pk, world.hub.pk, user=lead.pk):
        freeze_list(world.home, by=lead)
        report_of(world)
    look_around(sign_in("lead"), world, person)
    return filled


def report_of(world) -> None:
    """A report kept in the register, with the number of the person and what was written to pass others."""
    report = Report.objects.create(
        territory=world.home, kind="territory_sheet", title="Fiche territoire", audience="internal",
        month=timezone.localdate().replace(day=1), requested_by=world.users["lead"], state="done",
    )  # fmt: skip
    report.snapshot = snapshot.freeze(report)
    report.pdf = files.write(report.pk, 1, "pdf", ContentFile(f"%PDF {MARK}".encode()))
    report.xlsx = files.write(report.pk, 1, "xlsx", ContentFile(f"PK {MARK}".encode()))
    report.save()


def look_around(browser, world, person) -> None:
    """Pages that tell the person are opened: what they remember must not outlive the file."""
    here = world.home.slug
    for page in (
        reverse("ppde:person_detail", args=[here, person.pk]),
        reverse("ppde:person_list", args=[here]) + f"?q={MARK}",
        reverse("ppde:person_list", args=[here]) + f"?q={MARK}&format=csv",
        f"/t/{here}/",
    ):
        shown = browser.get(page)
        assert shown.status_code == 200
        if shown.streaming:
            assert MARK.encode() in b"".join(shown)
            shown.close()


def erase(world, person) -> None:
    """As the worker does it, once the erasure that the person asked for is granted."""
    lead = world.users["lead"]
    with scoped(world.home.pk, world.hub.pk, user=lead.pk):
        person.refresh_from_db()
        made = retention.eliminate_on_request(person, "demande n° 8", by=lead)
    assert retention.eliminate(made) == 1


def keys_of(owner, person) -> list[str]:
    rows = owner.execute("select key from ppde_personkey where person_id = %s", [person.pk])
    return [key for (key,) in rows]


def marks_of(owner, person) -> int:
    asked = "select count(*) from ppde_fingerprint where person_id = %s"
    return owner.execute(asked, [person.pk]).fetchone()[0]


def test_no_trace_is_left_in_any_table_file_or_cache(owner, world, told, settings, sign_in):
    person = world.rows["home"]["person"]
    cache.set("trace", {"name": MARK})
    # What is looked for is found where it was put, in each table; none is hidden from whoever reads.
    assert told - traces(owner, *WORDS) == set()
    assert len(told) > 50
    assert in_files(settings.MEDIA_ROOT, MARK)
    assert len(in_cache(MARK)) == 1
    found = traces(owner, str(NUMBER))
    assert {"ppde_person.number", "ppde_listsheet.lines", "ppde_listsheet.exceptions"} <= found
    assert "evaluation_report.snapshot" in found
    assert (
        len([name for name in in_files(settings.MEDIA_ROOT, MARK) if name[-4:] in (".pdf", "xlsx")])
        == 2
    )
    keys = keys_of(owner, person)
    assert keys
    assert marks_of(owner, person)
    cache.delete("trace")

    erase(world, person)

    assert traces(owner, *WORDS) == LETTER | STAFF
    assert traces(owner, str(NUMBER)) == REGISTER
    assert keys_of(owner, person) == []
    assert marks_of(owner, person) == 0
    assert in_files(settings.MEDIA_ROOT, MARK) == []
    assert in_cache(MARK) == in_cache(str(NUMBER)) == []
    with scoped(world.home.pk):
        latest, earlier = ListSheet.objects.filter(territory=world.home)[:2]
    assert "Dossier effacé" in [line["reference"] for line in earlier.lines]
    assert ("Dossier effacé", "") in [(e["reference"], e["reason"]) for e in latest.exceptions]
    shown = sign_in("member").get(reverse("ebe:list_sheet", args=[world.home.slug]))
    assert shown.status_code == 200
    for session in Session.objects.all():
        assert MARK not in str(session.get_decoded())
