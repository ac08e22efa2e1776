"""What colleagues wrote about somebody by name in texts that are not tied to the file: the minutes of a committee, the wording
of a decision, a point of an agenda, a note in somebody else's file, the journal of any of them.

An erasure empties the rows tied to the person (territories/holdings.py). These texts are looked for by the first name and the
last name a few words apart, in either order, accents, capitals and hyphens ignored. The last name alone is not looked for: it
is a street, a colleague, a brother, and a page of false finds is read by nobody.

Both names side by side, each with its capital, in a sentence, or each alone in a field of one JSON (« nom », « prénom », as the
journal writes what was typed): « [personne effacée] » takes their place, in the transaction that empties the file. Everything else is shown to whoever confirms the erasure, with the page where it is corrected by hand
(standings.py). Somebody else bears these names here (another file, a seat, a contact, an account): nothing is replaced.

The texts are read once for all the files of a list: one statement.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import connection, models
from django.utils import timezone
from django.utils.module_loading import import_string

from cle.models import Addendum, Meeting
from ppde.retention.anonymise import rewrite
from ppde.retention.models import EliminationLine
from ppde.retention.names import Names, Words, mappings, words_of_json
from territories import journal
from territories.free_texts import COPY, NAME, Texts, all_texts
from territories.holdings import holdings
from territories.models import Entry, Territory
from tzcld import cipher
from tzcld.queries import prepared_cursor
from tzcld.ui import french

PUT = "[personne effacée]"
WHY = "Une personne est effacée\u00a0: ce texte ne la nomme plus."


@dataclass(frozen=True)
class Place:
    """A column of a row that tells the names. `about`: the file that the row is about, if any. `said`: the text, or the JSON, and
    its words."""

    texts: Texts
    pk: int
    about: int | None
    column: str
    said: Any
    words: Words

    def fate(self, names: Names) -> tuple[bool, bool]:
        """Whether an erasure puts its words there, and whether something tells the names all the same."""
        if isinstance(self.said, str):
            sure = {is_sure for _, _, is_sure in names.spans(self.words)}
            return True in sure, False in sure
        left = without(self.said, names)
        return left != self.said, names.are_in(left)


# Where ───────────────────────────────────────────────────────────────────────────────────────────


def find(territory: int, wanted: Iterable[Names]) -> dict[int, list[Place]]:
    """Where the texts of the territory tell these names, by `Names.pk`; in the caller's scope, one statement for all. They are
    all of files, or all of orientations.

    The rows about the file itself are left out where their own column says so; `standings.py` leaves out the
    rest of them.
    """
    wanted = [names for names in wanted if names.is_whole]
    found: dict[int, list[Place]] = {names.pk: [] for names in wanted}
    if not wanted:
        return found
    sql, tables = _statement()
    firsts, lasts = (
        _pattern(one for names in wanted for one in getattr(names, part))
        for part in ("firsts", "lasts")
    )
    with prepared_cursor() as cursor:
        cursor.execute(sql, [territory, firsts, lasts])
        rows = cursor.fetchall()
    # By the first word of a last name: most texts tell none of them, and a list may be of hundreds.
    by_word: dict[str, list[Names]] = {}
    for names in wanted:
        for word in {last[0] for last in names.lasts}:
            by_word.setdefault(word, []).append(names)
    for table, pk, about, column, kept in rows:
        text = _read(tables[table], column, kept)
        words = Words(words_of_json(text) if _is_json(tables[table], column) else text)
        heads = by_word.keys() & words.at.keys()
        told = {names.pk: names for word in heads for names in by_word[word]}
        said = json.loads(text) if told and _is_json(tables[table], column) else text
        place = Place(tables[table], pk, about, column, said, words)
        for names in told.values():
            is_own = names.is_file and about == names.pk
            if not is_own and (any(names.spans(words)) or any(map(names.apart, mappings(said)))):
                found[names.pk].append(place)
    return found


def _pattern(names: Iterable[tuple[str, ...]]) -> str:
    """One of these names, whole, in a text in small letters without accents, whatever stands between two of its words."""
    said = {"[^a-z0-9]+".join(parts) for parts in names}
    return rf"\m({'|'.join(sorted(said))})\M"


@cache
def _statement() -> tuple[str, list[Texts]]:
    """The texts that hold a first name and a last name of the lists of the two patterns, with those that are sealed, and the
    tables that it asks."""
    tables = [t for t in all_texts() if _place_of(t.model) and (searched(t) or t.sealed)]
    asked = [
        f"""SELECT {n}, w.id, ({texts.about})::bigint, said.field, said.now
        FROM asked, {texts.model._meta.db_table} w CROSS JOIN LATERAL (VALUES {_values(texts)}) AS said (field, now, words)
        CROSS JOIN LATERAL (SELECT lower(unaccent(said.words)) AS plain OFFSET 0) p
        WHERE w.{_place_of(texts.model)} = asked.place AND p.plain ~ asked.last AND p.plain ~ asked.first"""
        for n, texts in enumerate(tables)
        if searched(texts)
    ]
    asked += [
        f"""SELECT {n}, w.id, ({texts.about})::bigint, '{texts.sealed}', w.{texts.sealed}
        FROM asked, {texts.model._meta.db_table} w
        WHERE w.{_place_of(texts.model)} = asked.place AND w.{texts.sealed} <> ''"""
        for n, texts in enumerate(tables)
        if texts.sealed
    ]
    sql = " UNION ALL ".join(asked)
    given = "SELECT %s::bigint AS place, %s::text AS first, %s::text AS last"
    return f"WITH asked AS MATERIALIZED ({given}) {sql} ORDER BY 1, 2, 4", tables


def _read(texts: Texts, column: str, said: str) -> str:
    """A text that the database cannot read (a restricted note) is read here, and shown to nobody. Without a key of this server it
    stays closed."""
    if column != texts.sealed:
        return said
    try:
        return cipher.decrypt(said)
    except ValidationError:
        return ""


def _place_of(model: type[models.Model]) -> str:
    """The column that says of which territory a row is; "" for what is of none."""
    columns = {column.name for column in model._meta.concrete_fields}
    return "id" if model is Territory else "territory_id" if "territory" in columns else ""


def _values(texts: Texts) -> str:
    return ", ".join(f"('{name}', {_as_text(texts, name)})" for name in searched(texts))


def _as_text(texts: Texts, name: str) -> str:
    """What is kept, then its words."""
    if isinstance(texts.model._meta.get_field(name), ArrayField):
        said = f"array_to_string(w.{name}, ' | ')"
        return f"{said}, {said}"
    if _is_json(texts, name):
        # A line break is written « \n »: the letter would belong to the word after it.
        return f"w.{name}::text, replace(replace(w.{name}::text, '\\n', ' '), '\\t', ' ')"
    return f"w.{name}, w.{name}"


def _is_json(texts: Texts, name: str) -> bool:
    return isinstance(texts.model._meta.get_field(name), models.JSONField)


@cache
def _searched() -> dict[str, tuple[str, ...]]:
    found = {}
    for texts in all_texts():
        why = {**texts.short, **texts.exempt}
        copies = [name for name, reason in why.items() if reason == COPY]
        short = [name for name, reason in texts.short.items() if reason not in (NAME, COPY)]
        names = (*texts.scanned, *copies, *short)
        # An address is somebody's who is written to.
        found[texts.model_name] = tuple(
            name
            for name in names
            if not isinstance(texts.model._meta.get_field(name), models.EmailField)
        )
    return found


def searched(texts: Texts) -> tuple[str, ...]:
    """The columns read: sentences, their copies, and what gives a name to a place, a group or a document. Those that hold the
    name of whoever the row is about are left to the acts that end it."""
    return _searched()[texts.model_name]


def is_replaced(texts: Texts, column: str) -> bool:
    """Whether « [personne effacée] » may stand there: in a sentence or its copy, not in the name of a hall or of a firm."""
    is_copy = {**texts.short, **texts.exempt}.get(column) == COPY
    is_sentence = column in texts.scanned or column == texts.sealed
    return not texts.is_shown and (is_sentence or is_copy)


def borne_by_others(territory: int, wanted: Iterable[Names]) -> set[int]:
    """Those (`Names.pk`) whose names another living file, a seat, a contact or an account bears here; in the caller's scope."""
    wanted = [names for names in wanted if names.is_whole]
    if not wanted:
        return set()
    lasts = _pattern(names.last for names in wanted)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH said AS (
                SELECT first_name || ' ' || last_name AS who FROM ppde_person
                WHERE territory_id = %(place)s AND anonymised_on IS NULL AND NOT id = ANY(%(but)s)
                UNION ALL SELECT first_name || ' ' || last_name FROM territories_contact WHERE territory_id = %(place)s
                UNION ALL SELECT holder FROM cle_seat WHERE territory_id = %(place)s
                UNION ALL SELECT u.first_name || ' ' || u.last_name FROM users_user u
                    WHERE EXISTS (SELECT FROM territories_membership m WHERE m.user_id = u.id AND m.territory_id = %(place)s)
            )
            SELECT DISTINCT plain_words(who) FROM said WHERE plain_words(who) ~ %(last)s
            """,
            {"place": territory, "but": [n.pk for n in wanted if n.is_file], "last": lasts},
        )
        others = [set(who.split()) for (who,) in cursor.fetchall()]
    return {names.pk for names in wanted if any(names.words <= who for who in others)}


# Replaced ────────────────────────────────────────────────────────────────────────────────────────


def replace(names: Names, places: list[Place], line: EliminationLine) -> None:
    """Put « [personne effacée] » where it is certain, in the caller's transaction, once the rows tied to the file are emptied.
    They are read again: what was corrected meanwhile stays as it is.

    Approved minutes, a convocation that was sent, a report are rewritten too, by the name alone: the minutes say the day under
    them, the report as for any erasure (`settings.NAMES_FROZEN`). The minutes give no fingerprint of the former text: whoever
    reads the new one would try names until it is found again.
    """
    if not places or borne_by_others(line.territory_id, [names]):
        return
    sure = [place for place in places if is_replaced(place.texts, place.column)]
    for texts, keys in by_table(sure):
        columns = [
            name for name in (*searched(texts), texts.sealed) if name and is_replaced(texts, name)
        ]
        rows = texts.model._base_manager.select_for_update(of=("self",)).filter(pk__in=keys)
        changed = {}
        for row in rows.order_by("pk"):
            put = {name: _put(texts, row, name, names) for name in columns}
            new = {name: value for name, value in put.items() if value != getattr(row, name)}
            if new:
                changed[row] = new
        if not changed:
            continue
        rewrite(
            texts.model._meta.db_table,
            {row.pk: _fitting(texts.model, new) for row, new in changed.items()},
            line,
        )
        for row, new in changed.items():
            _tell(row, new, names, line)


def _put(texts: Texts, row: models.Model, name: str, names: Names) -> Any:
    """What is kept in this column without the names; the same token when a sealed text does not tell them."""
    kept = getattr(row, name)
    if name != texts.sealed or not kept:
        return without(kept, names)
    said = cipher.decrypt(kept)
    return kept if (left := without(said, names)) == said else cipher.encrypt(left)


def by_table(places: Iterable[Place]) -> list[tuple[Texts, set[int]]]:
    """Each table with the keys of its rows."""
    keys: dict[str, tuple[Texts, set[int]]] = {}
    for place in places:
        keys.setdefault(place.texts.model_name, (place.texts, set()))[1].add(place.pk)
    return list(keys.values())


def without(value: Any, names: Names) -> Any:
    """A text, a list or a JSON, without the names where it is certain."""
    if isinstance(value, str):
        pieces, end = [], 0
        for start, stop, is_sure in names.spans(value):
            if is_sure:
                pieces += [value[end:start], PUT]
                end = stop
        return "".join([*pieces, value[end:]])
    if isinstance(value, Mapping):
        apart = names.apart(value)
        return {key: PUT if key in apart else without(one, names) for key, one in value.items()}
    if isinstance(value, list):
        return [without(one, names) for one in value]
    return value


def _fitting(model: type[models.Model], new: dict[str, Any]) -> dict[str, Any]:
    """The words put there may be longer than the names were."""
    return {
        name: value[: model._meta.get_field(name).max_length] if isinstance(value, str) else value
        for name, value in new.items()
    }


def _tell(row: models.Model, new: dict[str, Any], names: Names, line: EliminationLine) -> None:
    """What was written is said in the journal without a name, under approved minutes, and in the reports that froze it."""
    if isinstance(row, Entry):
        return
    by = line.elimination.approved_by
    if "minutes" in new and is_sealed(row):
        add_day(row, by)
    for name, value in new.items():
        tell_frozen(line.elimination.territory, getattr(row, name), value, by)
        setattr(row, name, value)
    subject = getattr(row, "person", None) or row
    journal.record(
        "correct",
        subject,
        by=by,
        after={"textes": [str(row._meta.get_field(name).verbose_name) for name in new]},
        reason=WHY,
        named=type(row) in _named_models(),
        # It may be called after the person.
        label=without(str(subject), names),
    )


def is_sealed(row: models.Model) -> bool:
    """A meeting whose minutes are approved."""
    return isinstance(row, Meeting) and row.minutes_state == Meeting.Minutes.APPROVED


def add_day(meeting: Meeting, by) -> None:
    """Under approved minutes, the day when a name left them."""
    Addendum.objects.create(
        territory_id=meeting.territory_id,
        meeting=meeting,
        text=f"Le {french.date(timezone.localdate())}, le nom d’une personne dont les données sont effacées (RGPD) a "
        "quitté ce compte rendu. Rien d’autre n’y change.",
        written_by=by,
    )


def tell_frozen(territory: Territory, old: Any, new: Any, by) -> None:
    """What was frozen with a text that has lost a name says the new one (settings.NAMES_FROZEN)."""
    for path in settings.NAMES_FROZEN:
        import_string(path)(territory, old, new, by)


@cache
def _named_models() -> frozenset[type[models.Model]]:
    """What is written about their rows may name a person."""
    return frozenset(holding.model for holding in holdings())
