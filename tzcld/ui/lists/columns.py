"""What a list declares: its columns and its words."""

import inspect
import operator
import re
from dataclasses import dataclass, field
from functools import cached_property, partial
from html import escape
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db.models import Model
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from tzcld.ui import french
from tzcld.ui.forms.rendering import written
from tzcld.ui.templatetags.ui import state_html

# What the address of a list says besides its filters.
RESERVED = ("tri", "page", "par", "format", "deplier", "export", "colonne")
KINDS = ("text", "number", "percent", "money", "date", "month", "datetime", "bool", "state")


@dataclass
class Column:
    """One column.

    ``value``: callable(row) or path « status », « referent.name », « get_status_display »; by default the key.
    ``kind``: text, number, percent (a share 0-1), money (euros), date, month, datetime, bool, state.
       A state's value is (tone, icon, word); a file gets the word.
    ``decimals``: how many a number is written with, so that figures stand one under the other; by default those it has.
    ``sort``: ORM field, expression, or tuple of them; None = no sort link.
    ``link``: callable(row) to an address or None.   ``sub``: a Column written small under this one, exported after it.
    ``cell``: callable(row) to safe HTML or a template's name (context: row, value); the file still gets ``value``.
    ``screen`` / ``export``: where the column appears.   ``definition``: sentence copied to the « À propos » sheet.
    ``head``: the cell that names the row (<th>); by default the first column with a link, else the first.
    """

    key: str
    label: str
    value: Any = None
    kind: str = "text"
    decimals: int | None = None
    sort: Any = None
    link: Any = None
    sub: "Column | None" = None
    cell: Any = None
    css: str = ""
    head: bool = False
    screen: bool = True
    export: bool = True
    definition: str = ""
    width: int = 0

    def __post_init__(self):
        if self.kind not in KINDS:
            raise ImproperlyConfigured(f"{self.key}: kind {self.kind!r} is not one of {KINDS}")
        if self.key in RESERVED:
            raise ImproperlyConfigured(f"{self.key} is a reserved name")

    @cached_property
    def get(self):
        """The value read from a row, callables called, missing parents read as None."""
        if callable(self.value):
            return self.value
        path = (self.value or self.key).replace("__", ".")
        parts = path.split(".")
        if len(parts) == 1 and _is_plain(path):
            return operator.attrgetter(path)
        last = _display(parts[-1]) or _attribute(parts[-1])
        parents = [_attribute(part) for part in parts[:-1]]
        straight: dict[type, operator.attrgetter | None] = {}

        def read(row):
            model = type(row)
            if model not in straight:
                straight[model] = _straight(model, parts)
            if found := straight[model]:
                return found(row)
            for parent in parents:
                row = parent(row)
                if row is None:
                    return None
            return last(row)

        return read

    @cached_property
    def exported(self):
        """`exported(row)`: the typed value a file gets."""
        get = self.get
        if self.kind == "state":
            return lambda row: str(value[2]) if (value := get(row)) else value
        if self.kind == "bool":
            return lambda row: None if (value := get(row)) is None else "oui" if value else "non"
        return get

    @cached_property
    def words(self):
        """`words(value)`: the value in French, unescaped."""
        if self.kind == "number" and self.decimals is not None:
            return partial(french.number, decimals=self.decimals)
        return WORDS[self.kind]

    @cached_property
    def html(self):
        """`html(row)`: the inside of the cell. What depends on the column alone is settled once."""
        if callable(self.cell):
            cell = self.cell
            return lambda row: written(cell(row))
        body = self._body()
        if self.cell:
            return body
        if self.link:
            body = _linked(body, self.link)
        if self.sub:
            body = _with_sub(body, self.sub.html)
        return body

    def _body(self):
        get, words = self.get, self.words
        if self.cell:
            # Without the template's own line ends: an empty cell is hidden on a phone.
            return lambda row: render_to_string(self.cell, {"row": row, "value": get(row)}).strip()
        if self.kind == "state":
            return lambda row: state_html(*value) if (value := get(row)) else ""

        def plain(row):
            value = get(row)
            if isinstance(value, SafeString):
                return value
            text = words(value)
            # Few texts of a list hold one: looked for at once, five times quicker than replacing each.
            return escape(text) if MARKUP.search(text) else text

        return plain


def _linked(body, link):
    def linked(row):
        inside, url = body(row), link(row)
        return f'<a href="{escape(url)}">{inside or "voir"}</a>' if url else inside

    return linked


def _with_sub(body, sub):
    def doubled(row):
        inside, small = body(row), sub(row)
        return f'{inside}<br><span class="muted fw-normal">{small}</span>' if small else inside

    return doubled


def _attribute(name):
    def read(row):
        value = row.get(name) if isinstance(row, dict) else getattr(row, name)
        return value() if callable(value) else value

    return read


def _straight(model, parts):
    """What reads a path of fields in one call, when no parent on it may be missing; else None."""
    for name in parts[:-1]:
        field = _field(model, name)
        if field is None or not field.many_to_one or field.null:
            return None
        model = field.related_model
    return operator.attrgetter(".".join(parts)) if _field(model, parts[-1]) else None


def _field(model, name):
    fields = model._meta.concrete_fields if issubclass(model, Model) else ()
    return next((field for field in fields if field.name == name), None)


def _display(name):
    """`get_state_display` without Django's work at each row; None for any other name."""
    if not (found := re.fullmatch("get_(.+)_display", name)):
        return None
    words, otherwise = {}, _attribute(name)

    def read(row):
        model = type(row)
        if model not in words:
            declared = inspect.getattr_static(model, name, None)
            own = getattr(declared, "func", None) is Model._get_FIELD_display
            words[model] = dict(model._meta.get_field(found[1]).flatchoices) if own else None
        if words[model] is None:
            return otherwise(row)
        value = getattr(row, found[1])
        return str(words[model].get(value, value))

    return read


def _is_plain(path):
    # get_x_display and methods must be called; a plain attribute need not be checked for it at each row.
    return not path.startswith("get_")


WORDS = {
    "text": lambda v: "" if v is None else str(v() if callable(v) else v),
    "number": french.number,
    "percent": french.percent,
    # Cents at every row of a column, or at none: figures stand one under the other.
    "money": partial(french.euros, decimals=2),
    "date": lambda v: french.short_date(v, year=True),
    "month": french.month,
    "datetime": lambda v: f"{french.short_date(v, year=True)}, {french.hour(v)}" if v else "",
    "bool": lambda v: "" if v is None else "oui" if v else "non",
    "state": lambda v: str(v[2]) if v else "",
}
NUMERIC = ("number", "percent", "money")
MARKUP = re.compile("[&<>\"']")


@dataclass
class Table:
    """A list's columns and words. ``empty``: the sentence of an empty list (what it will hold, what to do first)."""

    name: str
    one: str
    many: str
    columns: list
    feminine: bool = False
    order: str = ""
    ranked: bool = False
    empty: str = ""
    caption: str = ""
    detail: str = ""  # template of the unfolded row, context: row
    css: str = ""
    notes: list = field(default_factory=list)  # (label, text) added to the « À propos » sheet
    names_nobody: bool = (
        False  # its files do not repeat what was typed in a filter: a name, perhaps
    )

    def __post_init__(self):
        keys = [c.key for c in self.columns]
        if len(keys) != len(set(keys)):
            raise ImproperlyConfigured(f"{self.name}: two columns share a key")
        files = [c.key for c in self.exported]
        if len(files) != len(set(files)):
            raise ImproperlyConfigured(f"{self.name}: two columns of its files share a key")
        if self.order.lstrip("-") not in ("", *keys):
            raise ImproperlyConfigured(f"{self.name}: order {self.order!r} is not a column")

    @cached_property
    def screen(self):
        return [c for c in self.columns if c.screen]

    @cached_property
    def head(self):
        screen = self.screen
        return next((c for c in screen if c.head), next((c for c in screen if c.link), screen[0]))

    @cached_property
    def exported(self):
        """The columns of a file: those of the screen, each followed by its small line, then the file's own."""
        found = []
        for column in self.columns:
            if column.export:
                found.append(column)
            if column.sub and column.sub.export:
                found.append(column.sub)
        return found

    def count(self, n):
        return french.count(n, self.one, self.many)

    @property
    def none(self):
        return f"Aucun{'e' if self.feminine else ''} {self.one}"
