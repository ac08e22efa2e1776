"""Texts written before a word was in the list: read again away from the pages, table by table.

A row says where the reading stands: a few thousand texts at a time, each time one transaction that also moves the row.
Killed anywhere and run twice, it goes on where it was; what was found already, reviewed or not, is not sent twice.
"""

import logging
from datetime import timedelta

from django.db import IntegrityError, connection, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from ppde.database import FLAG
from ppde.models import Rereading
from ppde.operations.note_words import flag_notes
from territories.free_texts import Texts, all_texts
from territories.models import Territory
from territories.scoping import scoped
from tzcld.later import ask_later

log = logging.getLogger(__name__)
State = Rereading.State
# Texts read in one transaction.
SLICE = 2_000
MAX_ATTEMPTS = 3
LOST_AFTER = timedelta(minutes=2)
UNEXPECTED = (
    "Une erreur imprévue a arrêté cette relecture. Prévenez l’administration de la plateforme."
)
REPLACED = "Une relecture plus récente l’a remplacée."


class Lost(Exception):
    """Another worker has the row by now."""


def read_tables() -> list[Texts]:
    """Those whose texts are read for words; what copies another row comes last."""
    return sorted((t for t in all_texts() if t.scanned), key=lambda t: bool(t.copies))


def read_with(territory: Territory) -> QuerySet[Territory]:
    """This territory; of a hub, its territories too: its words are read there."""
    return Territory.objects.filter(Q(pk=territory.pk) | Q(hub=territory.pk))


@transaction.atomic
def ask_rereading(territory: Territory, *, by=None) -> None:
    """Read again, from the start, what is written there and in the hub's territories. Asked twice before it starts: once."""
    for place in read_with(territory).values_list("pk", flat=True):
        try:
            with transaction.atomic():
                row = Rereading.objects.create(territory_id=place, asked_by=by)
        except IntegrityError:
            # One waits already: it has not read its words yet.
            continue
        _enqueue(row.pk)


def _enqueue(pk: int) -> None:
    # The sweeper finds what the broker loses.
    ask_later("ppde.tasks.reread_texts", pk)


def reread(pk: int) -> bool:
    """Read what waits. False when there is nothing to do (taken, finished)."""
    claimed = Rereading.objects.filter(pk=pk, state=State.WAITING)
    if not claimed.update(
        state=State.RUNNING,
        attempt=F("attempt") + 1,
        heartbeat=timezone.now(),
        total=len(read_tables()),
    ):
        return False
    attempt = Rereading.objects.values_list("attempt", flat=True).get(pk=pk)
    try:
        while _read_some(pk, attempt):
            pass
    except Lost:
        return False
    except Exception:
        log.exception("rereading %s, attempt %s", pk, attempt)
        _rows(pk, attempt).update(state=State.FAILED, error=UNEXPECTED, finished_at=timezone.now())
    return True


def _rows(pk: int, attempt: int):
    return Rereading.objects.filter(pk=pk, attempt=attempt, state=State.RUNNING)


def _read_some(pk: int, attempt: int) -> bool:
    """One step and what it says of the row, together. False at the end."""
    row = Rereading.objects.get(pk=pk)
    tables = read_tables()
    with scoped(row.territory_id):
        now = timezone.now()
        if row.done >= len(tables):
            found = _find_numbers(row.territory_id) + flag_notes(row.territory_id)
            told = {"state": State.DONE, "finished_at": now, "found": F("found") + found}
        else:
            last, read, found = _read(tables[row.done], row)
            told = {"read": F("read") + read, "found": F("found") + found}
            told |= {"last": last} if read == SLICE else {"last": 0, "done": F("done") + 1}
        if not _rows(pk, attempt).update(heartbeat=now, **told):
            raise Lost
    return row.done < len(tables)


def _read(texts: Texts, row: Rereading) -> tuple[int, int, int]:
    """(key of the last row read, rows read, texts sent to the review)."""
    with connection.cursor() as cursor:
        cursor.execute(
            _statement(texts),
            {
                "place": row.territory_id,
                "after": row.last,
                "slice": SLICE,
                "model": texts.model._meta.label_lower,
                "since": row.asked_at,
            },
        )
        last, read, found = cursor.fetchone()
        return last or 0, read, found


def _statement(texts: Texts) -> str:
    """As ppde.database.flagged reads what is written now; the words that somebody has been shown there are not new."""
    said = ", ".join(f"('{name}', {texts.read_as(name)})" for name in texts.scanned)
    copied = (
        f"""AND NOT EXISTS (SELECT FROM ppde_textflag f WHERE f.territory_id = %(place)s
            AND f.words::text[] @> fresh.words AND ({texts.copies}))"""
        if texts.copies
        else ""
    )
    return f"""
    WITH batch AS MATERIALIZED (
        SELECT * FROM {texts.model._meta.db_table}
        WHERE territory_id = %(place)s AND id > %(after)s ORDER BY id LIMIT %(slice)s
    ), texts AS MATERIALIZED (
        SELECT w.id, {texts.about} AS about, said.field, said.now
        FROM batch w CROSS JOIN LATERAL (VALUES {said}) AS said (field, now) WHERE said.now <> ''
    ), hits AS MATERIALIZED (
        SELECT now, found_words(now, pattern) AS words
        FROM (SELECT DISTINCT now FROM texts) AS t, (SELECT words_pattern(%(place)s) AS pattern OFFSET 0) AS l
    ), fresh AS MATERIALIZED (
        SELECT t.id, t.about, t.field, ARRAY(
            SELECT unnest(hits.words) EXCEPT SELECT unnest(f.words) FROM ppde_textflag f
            WHERE f.territory_id = %(place)s AND f.model = %(model)s AND f.object_id = t.id AND f.field = t.field
            ORDER BY 1
        )::text[] AS words
        FROM texts t JOIN hits USING (now) WHERE hits.words <> '{{}}'
    ), made AS (
        INSERT INTO ppde_textflag ({FLAG})
        SELECT %(place)s, p.id, p.number, %(model)s, fresh.id, fresh.field, fresh.words, now(), 'open', ''
        FROM fresh JOIN batch w ON w.id = fresh.id LEFT JOIN ppde_person p ON p.id = fresh.about
        WHERE fresh.words <> '{{}}' {copied}
        RETURNING 1
    )
    SELECT (SELECT max(id) FROM batch), (SELECT count(*) FROM batch), (SELECT count(*) FROM made)
    """


def _find_numbers(territory_id: int) -> int:
    """Social security numbers written before the database refused them."""
    with connection.cursor() as cursor:
        cursor.execute("select flag_numbers(%s)", [territory_id])
        return cursor.fetchone()[0]


def sweep_rereadings() -> int:
    """Start again what was lost, give up after three attempts. Rows changed."""
    now = timezone.now()
    lost = Rereading.objects.filter(
        state__in=(State.WAITING, State.RUNNING), heartbeat__lt=now - LOST_AFTER
    )
    moved = lost.filter(attempt__gte=MAX_ATTEMPTS).update(
        state=State.FAILED, error=UNEXPECTED, finished_at=now
    )
    for row in lost:
        try:
            with transaction.atomic():
                taken = lost.filter(pk=row.pk, attempt=row.attempt).update(
                    state=State.WAITING, heartbeat=now
                )
        except IntegrityError:
            # Another one waits for this territory: it reads everything again.
            taken = 0
            lost.filter(pk=row.pk).update(state=State.FAILED, error=REPLACED, finished_at=now)
        if taken:
            _enqueue(row.pk)
            moved += taken
    return moved


def last_rereadings(territory: Territory) -> list[Rereading]:
    """The latest of this territory; of a hub, of each of its territories too."""
    rows = Rereading.objects.filter(territory__in=read_with(territory))
    return list(rows.order_by("territory_id", "-pk").distinct("territory_id"))
