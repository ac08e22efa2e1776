"""What may be imported: one class for each kind of row, declared in the room that owns the model.

A kind is made for a territory and the account that imports. `checked(rows, mapping)` says of each row what it would do;
`write(rows)` does it, set by set, with the journal and whatever the room derives; `undo(rows)` takes back what nobody has
touched since.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache, cached_property
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from territories import journal
from territories.imports.bulk import insert_many, insert_rows, update_many
from territories.imports.models import StagedRow, line_said
from territories.models import Entry, Territory
from tzcld.imports.columns import Column
from tzcld.imports.values import Date, Text, Wrong
from tzcld.ui import french, nir

NO_NIR = "Un numéro de sécurité sociale était écrit ici\u00a0: il n’est pas gardé. Écrivez le reste de la cellule, ou videz-la."
Action = StagedRow.Action


@dataclass(slots=True, eq=False)
class Row:
    """A row being checked. `target` is the existing object, or the one written.

    `doubts`: the objects that it may be about, each with what choosing it is called and why (None, "" and why, of another line
    of the file); `decision`: what somebody answered, the key of one of them or NEW.

    `changes`: {column: [text of before, text of after, value of before as JSON keeps it]}; the value, for the undo: a text may
    not read back (a number typed on the page, a colleague who left).
    """

    line: int
    cells: list[str]
    pk: int = 0
    values: dict[str, Any] = field(default_factory=dict)
    errors: list[dict] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    doubts: list[tuple[models.Model | None, str, str]] = field(default_factory=list)
    decision: str = ""
    action: str = ""
    target: Any = None
    changes: dict[str, list] = field(default_factory=dict)
    label: str = ""

    def refuse(self, rule: str, message: str, column: str = "", value: str = "") -> None:
        """A problem of this row, at a column or on the whole; `rule` is a key of tzcld.imports.values.RULES."""
        self.errors.append({"rule": rule, "column": column, "value": value, "message": message})

    def get(self, name: str) -> Any:
        return self.values.get(name)


class Kind:
    slug = ""
    title = ""  # « Personnes »
    one = ""  # « personne »
    many = ""
    feminine = False
    verb = ""  # the right to write these rows
    model: type[models.Model]
    is_named = False
    is_about_somebody = False  # undone, its rows leave no name in the journal
    is_own = False  # each account sees its own imports only
    in_hub = True
    list_url = ""
    recognised = ""  # how a row of the file finds the one that exists, in a sentence
    caution = ""
    offered: tuple[
        str, ...
    ] = ()  # columns that the page of a row shows even when the file has none
    across = ""  # the column whose values a table may have from left to right, its other columns one below the other
    beside = ""  # the column that names a second row of the same line
    own_beside: Sequence[str] = ()  # the other columns whose cell is not the same on both
    doubtful = "Peut-être déjà connues"
    another = "Une autre ligne"  # the answer to a doubt: none of those
    creates = ""  # the column whose unknown answers may be created with the rows that name them
    creates_verb = ""  # the right to create them
    created_as: Sequence[
        tuple[str, str]
    ] = ()  # what each may be created as; the answer is the row's `decision`
    own_numbers = ""  # what to do with a column that counts the lines of the file, said by each doubt that it raises

    # Number of the import under way, for the rows that say which one wrote them.
    batch: int | None = None

    def __init__(self, territory: Territory, by):
        self.territory, self.by = territory, by
        self.moment = timezone.now()

    @cached_property
    def columns(self) -> list[Column]:
        """The columns, with the choices of this territory."""
        raise NotImplementedError

    @cached_property
    def by_name(self) -> dict[str, Column]:
        return {column.name: column for column in self.columns}

    def may_import(self) -> str:
        """A sentence when something must exist first, else nothing."""
        return ""

    def may_count_lines(self, mapping: dict[str, int]) -> str:
        """The column that counts the lines of some files, where ours holds the numbers of the platform; "" when the rows could not
        be recognised without it."""
        return ""

    def not_compared(self, rows: int) -> str:
        """A sentence when the check of so many rows leaves something unsaid, else nothing."""
        return ""

    # Checking

    def checked(self, rows: list[Row], mapping: dict[str, int]) -> Iterator[Row]:
        """Fill the values, the problems and the effect of each row, as it is asked for: what it would do rests on those before
        it alone."""
        self.read(rows, mapping)
        self.prepare(rows)
        yield from self.concluded(rows, mapping, {})

    def concluded(
        self, rows: Iterable[Row], mapping: dict[str, int], first: dict[Any, int]
    ) -> Iterator[Row]:
        """The effect of rows that were read. `first`: the line where each thing that two rows may not share was met."""
        for row in rows:
            row.target = self.find(row)
            if row.target is None and row.doubts:
                row.target = self._decided(row)
            self._refuse_twice(row, first)
            if row.target is None:
                self._complete(row, mapping)
            self.rules(row)
            self._conclude(row)
            yield row

    def read(self, rows: list[Row], mapping: dict[str, int]) -> None:
        # What one cell holds together first: a column of its own says better.
        order = sorted(mapping.items(), key=lambda pair: (not self.by_name[pair[0]].fills, pair[1]))
        for name, place in order:
            fills = self.by_name[name].fills or (name,)
            texts = [row.cells[place] if place < len(row.cells) else "" for row in rows]
            # Most columns repeat a few texts: each is understood once.
            known, refused = self._understood(self.by_name[name], set(texts) - {""})
            for row, text in zip(rows, texts, strict=True):
                if text in known:
                    if len(fills) > 1:
                        row.values.update(zip(fills, known[text], strict=True))
                    else:
                        row.values[name] = known[text]
                elif text in refused:
                    row.refuse(refused[text].rule, refused[text].message, name, text)

    @staticmethod
    def _understood(column: Column, texts: set[str]) -> tuple[dict[str, Any], dict[str, Wrong]]:
        known, refused = {}, {}
        for text in texts:
            if column.says_nothing(text):
                continue
            try:
                if nir.REMOVED in text:
                    raise Wrong("nir", NO_NIR)
                known[text] = column.read(text)
            except Wrong as wrong:
                refused[text] = wrong
        return known, refused

    @classmethod
    def moves_beside(cls, before: dict[str, int], after: dict[str, int]) -> bool:
        """Whether the second rows, whose cells stand as the columns were, are to be made again."""
        if not cls.beside:
            return False
        if before.get(cls.beside) != after.get(cls.beside):
            return True
        held, wanted = {*before.values()}, {*after.values()}
        places = ((before.get(name), after.get(name)) for name in cls.own_beside)
        # A column set aside is emptied and one taken up is read for both rows: only a place that changes hands moves them.
        return any(old != new and (old in wanted or new in held) for old, new in places)

    def cells_beside(self, cells: list[str], mapping: dict[str, int]) -> list[str]:
        """The cells of the second row of a line whose column `beside` is filled."""
        raise NotImplementedError

    def told_beside(self, rows: int) -> str:
        """A sentence on so many second rows."""
        raise NotImplementedError

    def prepare(self, rows: list[Row]) -> None:
        """Load what the check compares with, in a fixed number of queries."""

    def find(self, row: Row) -> Any:
        """The existing object that this row is about, or None. May refuse the row, or say its doubts."""
        raise NotImplementedError

    @staticmethod
    def _decided(row: Row) -> Any:
        """The object that somebody said it is about. An answer about none of those is no answer."""
        known = {str(target.pk): target for target, _, _ in row.doubts if target}
        if row.decision not in (StagedRow.NEW, *known):
            row.decision = ""
        return known.get(row.decision)

    def same(self, row: Row) -> Any:
        """What two rows of one file may not share; None when nothing can be said."""
        return (row.target.pk,) if row.target is not None else None

    def _refuse_twice(self, row: Row, first: dict[Any, int]) -> None:
        key = self.same(row)
        if key is None:
            return
        if key in first:
            row.refuse(
                "twice",
                f"Cette ligne répète la ligne {line_said(first[key])}. Gardez l’une des deux.",
            )
        first.setdefault(key, row.line)

    def _complete(self, row: Row, mapping: dict[str, int]) -> None:
        refused = {error["column"] for error in row.errors}
        refused.update(*(self.by_name[name].fills for name in refused if name in self.by_name))
        for column in self.columns:
            if column.name in row.values or column.name in refused:
                continue
            if column.required:
                row.refuse(
                    "required",
                    f"Il manque une réponse dans la colonne «\u00a0{column.label}\u00a0».",
                    column.name,
                )
            elif column.default is not None:
                row.values[column.name] = (
                    column.default() if callable(column.default) else column.default
                )

    def rules(self, row: Row) -> None:
        """What the columns together must respect."""

    def current(self, target) -> dict[str, Any]:
        """The values of an existing object, by name of column."""
        raise NotImplementedError

    def name_of(self, row: Row) -> str:
        """How the row reads in a list."""
        raise NotImplementedError

    def _conclude(self, row: Row) -> None:
        row.label = self.name_of(row)[:200]
        if row.errors:
            row.action, row.changes = Action.ERROR, {}
            return
        if row.target is None:
            row.action = Action.DOUBT if row.doubts and not row.decision else Action.CREATE
            return
        before = self.current(row.target)
        for name, value in row.values.items():
            if name not in before or before[name] == value:
                continue
            kind, old = self.by_name[name].type, before[name]
            if old and isinstance(kind, Text) and kind.says_less(old, value):
                continue
            write = kind.write
            both = ["" if old in (None, "", []) else write(old), write(value)]
            if both[0] != both[1]:
                row.changes[name] = [*both, _kept(old)]
        row.action = Action.UPDATE if row.changes else Action.UNCHANGED

    def shown(self, targets: Sequence[int]) -> None:
        """The page has shown what these objects held: a room whose readings are told tells this one."""

    # Writing

    def lock(self) -> None:
        """Imports of a territory follow each other, and whoever numbers a row waits."""
        Territory.objects.select_for_update(of=("self",)).get(pk=self.territory.pk)

    def write(self, rows: list[Row]) -> None:
        """Write the rows to create or to update; a row that the room refuses gets its error. `target` is set."""
        raise NotImplementedError

    def write_as_checked(self, rows: Iterable[Row], most: int) -> None:
        """The same, of rows that come as each is checked, `most` of them to create: for a kind that need not know the last
        one to begin, as the database writes the first rows meanwhile (territories.imports.ahead).
        """
        self.write(list(rows))

    def touched(self, since, targets: Sequence[int]) -> set[int]:
        """Which of these objects somebody changed since, by their entries in the journal."""
        about = Entry.objects.filter(
            territory=self.territory,
            model=self.model._meta.label_lower,
            object_id__in=targets,
            at__gt=since,
        )
        return set(about.exclude(verb__in=("read", "export")).values_list("object_id", flat=True))

    def used(self, targets: Sequence[int]) -> dict[int, str]:
        """Which of these new objects other rows hold since, by name: taken back, they would take those rows with them."""
        return {}

    def called(self, targets: Collection[int]) -> dict[int, str]:
        """How the report of an undo calls these objects, to be found again: a reference, never the name of somebody. Those that
        have none are counted only.
        """
        return {}

    def undo_takes(self, updated: Sequence[StagedRow]) -> str:
        """A sentence when undoing these rows takes back more than values, else nothing."""
        return ""

    def know_before(self, rows: Sequence[StagedRow]) -> list[StagedRow]:
        """Give each row its `before`, {column: value}; those whose values can no longer be given back are left out."""
        return list(rows)

    def undo(self, created: Sequence[StagedRow], updated: Sequence[StagedRow]) -> None:
        """Take back rows that nobody has touched since."""
        raise NotImplementedError

    # The journal

    def trace(
        self, verb: str, rows: Iterable[tuple[models.Model, dict, dict]], reason: str = ""
    ) -> None:
        """One entry for each row written, at the moment of the import."""
        insert_rows(
            Entry,
            ("model", "object_id", "label", "before", "after", "is_named"),
            [
                (
                    target._meta.label_lower,
                    target.pk,
                    self.entry_label(target)[:200],
                    before,
                    after,
                    self.names(target),
                )
                for target, before, after in rows
            ],
            territory_id=self.territory.pk,
            user_id=self.by.pk,
            at=self.moment,
            verb=verb,
            reason=reason,
        )

    def entry_label(self, target) -> str:
        return str(target)

    def names(self, target) -> bool:
        return self.is_named


REASON = "import d’un tableur"


class ModelKind(Kind):
    """Rows of one model whose fields are the columns; recognised by `key`, names of columns."""

    key: tuple[str, ...] = ()

    def rows_here(self):
        return self.model.objects.filter(territory=self.territory)

    def prepare(self, rows: list[Row]) -> None:
        self.known = {self.key_of(self.current(target)): target for target in self.rows_here()}

    def key_of(self, values: dict[str, Any]) -> tuple:
        return tuple(_comparable(values.get(name)) for name in self.key)

    def find(self, row: Row):
        for name in self.key:
            # The only committee, the only enterprise: understood without being written.
            if name not in row.values and self.by_name[name].default is not None:
                row.values[name] = self.by_name[name].default
        return self.known.get(self.key_of(row.values))

    def same(self, row: Row):
        key = self.key_of(row.values)
        # A line whose month cannot be read repeats no other.
        return key if all(key) else None

    def field(self, name: str) -> str:
        """The field of the model that a column fills."""
        return name

    def fields_of(self, names: Iterable[str]) -> list[str]:
        """The fields to save when these columns change."""
        return sorted({self.field(name) for name in names})

    def put(self, target: models.Model, name: str, value: Any) -> None:
        setattr(target, self.field(name), value)

    def current(self, target) -> dict[str, Any]:
        return {
            name: getattr(target, self.field(name))
            for name, column in self.by_name.items()
            if not column.fills
        }

    def build(self, row: Row) -> models.Model:
        return self.model(
            territory_id=self.territory.pk, **{self.field(n): v for n, v in row.values.items()}
        )

    def write(self, rows: list[Row]) -> None:
        created = [row for row in rows if row.action == Action.CREATE]
        for row in created:
            row.target = self.build(row)
        insert_many([row.target for row in created])
        self.trace("create", ((r.target, {}, self.told(r)) for r in created), REASON)
        self.update([row for row in rows if row.action == Action.UPDATE])

    def update(self, rows: list[Row], without: Sequence[str] = ()) -> None:
        """Write the changes of these rows, but the columns that an operation of their own writes."""
        changes = [{n: both for n, both in row.changes.items() if n not in without} for row in rows]
        names = {name for found in changes for name in found}
        for row, found in zip(rows, changes, strict=True):
            for name in found:
                self.put(row.target, name, row.values[name])
        update_many([row.target for row in rows], self.fields_of(names))
        told = zip(rows, changes, strict=True)
        self.trace("update", ((row.target, *_sides(found)) for row, found in told), REASON)

    def told(self, row: Row) -> dict:
        """What the journal keeps of a new row."""
        return {
            name: self.by_name[name].type.write(value)
            for name, value in row.values.items()
            if value not in (None, "", [])
        }

    def know_before(self, rows) -> list[StagedRow]:
        linked = self._linked(rows)
        known = []
        for row in rows:
            try:
                row.before = {
                    name: self._before(name, both, linked) for name, both in row.changes.items()
                }
            except Wrong:
                continue
            known.append(row)
        return known

    def _is_link(self, name: str) -> bool:
        return bool(self.model._meta.get_field(self.field(name)).is_relation)

    def _linked(self, rows) -> dict[str, dict[int, models.Model]]:
        """What the columns that name another row named before: {column: {key: row}}, whether it may still be chosen or not."""
        keys: dict[str, set[int]] = defaultdict(set)
        for row in rows:
            for name, (_, _, *kept) in row.changes.items():
                if kept and kept[0] is not None and self._is_link(name):
                    keys[name].add(kept[0])
        fields = {name: self.model._meta.get_field(self.field(name)) for name in keys}
        return {n: f.related_model._base_manager.in_bulk(keys[n]) for n, f in fields.items()}

    def _before(self, name: str, both: list, linked: dict) -> Any:
        """The value of before. Raises Wrong when it can no longer be told."""
        old, _, *kept = both
        column = self.by_name[name]
        if not kept:
            # Checked by a version that kept the text alone.
            return column.read(old) if old else self.blank(name)
        if kept[0] in (None, "", []):
            return self.blank(name)
        if self._is_link(name):
            if kept[0] in linked[name]:
                return linked[name][kept[0]]
            if (gone := self.blank(name)) is None:
                return gone
            raise Wrong("unknown", f"«\u00a0{old}\u00a0» n’existe plus ici.")
        if isinstance(column.type, Date):
            return date.fromisoformat(kept[0])
        return self.model._meta.get_field(self.field(name)).to_python(kept[0])

    def forget(self, keys: Sequence[int]) -> None:
        if keys and self.is_about_somebody:
            journal.forget(self.territory, self.model, keys)

    def undo(self, created, updated) -> None:
        """The rows go; the values of before come back."""
        targets = self.model.objects.in_bulk([row.target for row in (*created, *updated)])
        gone = [targets[row.target] for row in created if row.target in targets]
        self.trace("delete", ((t, {}, {}) for t in gone), f"{REASON} annulé")
        keys = [target.pk for target in gone]
        self.model.objects.filter(pk__in=keys).delete()
        self.forget(keys)
        back = [(targets[r.target], r.changes, r.before) for r in updated if r.target in targets]
        for target, changes, before in back:
            for name in changes:
                self.put(target, name, before[name])
        names = {name for _, changes, _ in back for name in changes}
        update_many([target for target, _, _ in back], self.fields_of(names))
        self.trace("update", ((t, *reversed(_sides(c))) for t, c, _ in back), f"{REASON} annulé")

    def blank(self, name: str):
        """What an empty cell of before means in the model."""
        found = self.model._meta.get_field(self.field(name))
        return None if found.null else found.get_default()


def _sides(changes: dict[str, list]) -> tuple[dict, dict]:
    return {n: both[0] for n, both in changes.items()}, {n: both[1] for n, both in changes.items()}


def _kept(value: Any) -> Any:
    """A value as JSON keeps it: a row by its key, a day as ISO writes it, a decimal by its figures."""
    if isinstance(value, models.Model):
        return value.pk
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def _comparable(value: Any):
    if isinstance(value, models.Model) and value.pk is None:
        value = str(value)
    if isinstance(value, str):
        return "".join(c for c in french.plain(value) if c.isalnum())
    return getattr(value, "pk", value)


class OperationKind(ModelKind):
    """Rows written one by one by the room's own operation, where its rules cannot be said set by set."""

    def create(self, row: Row) -> models.Model:
        raise NotImplementedError

    def write(self, rows: list[Row]) -> None:
        for row in rows:
            if row.action != Action.CREATE:
                continue
            try:
                with transaction.atomic():
                    row.target = self.create(row)
            except ValidationError as refusal:
                row.action = Action.ERROR
                row.refuse("rule", " ".join(refusal.messages))
        self.update([row for row in rows if row.action == Action.UPDATE])


@cache
def kinds() -> dict[str, type[Kind]]:
    """The kinds of import, by their name in the address."""
    found = [import_string(path) for path in settings.IMPORT_KINDS]
    return {kind.slug: kind for kind in found}
