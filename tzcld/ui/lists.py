"""Lists: the columns are declared once; the page, the CSV, the XLSX and the ODS read the same.

    # ppde/tables.py
    PERSONS = Table(
        name="liste-mobilisation",            # file name: liste-mobilisation_venissieux_2026-11-26.xlsx
        one="personne", many="personnes", feminine=True,
        order="rank",                         # key of the column sorted by default, "-rank" for the reverse
        ranked=True,                          # the first column is a rank: shown beside the card on a phone
        columns=[
            Column("rank", "Rang", kind="number", sort="volunteer_on", css="rank"),
            Column("name", "Personne", sort=("last_name", "first_name"), link=lambda p: p.get_absolute_url(),
                   sub=Column("reference", "Numéro")),
            Column("status", "État", kind="state", value=lambda p: STATES[p.status]),   # (tone, icon, word)
            Column("volunteer_on", "Volontaire depuis", kind="date", sort="volunteer_on"),
        ],
    )

    # ppde/views.py
    def person_list(request):
        return render_list(request, queryset=Person.objects.visible_to(request.user), table=PERSONS, title="Personnes",
                           filterset_class=PersonFilters, export=functools.partial(journal_export, request))

Address: the filters' own names, ``tri`` (a column's key, « -key » reversed), ``page``, ``par`` (20, 50, 100),
``format`` (csv, xlsx, ods: a file of ALL filtered rows in the chosen order), ``deplier`` (pk of the unfolded row).
Queries made here: count of all, count of filtered (only when a filter applies), the rows; plus the filters' own choices.
"""

import copy
import datetime as dt
import inspect
import operator
import re
import tempfile
from dataclasses import dataclass, field
from functools import cached_property, partial
from html import escape
from typing import Any
from urllib.parse import quote_plus, urlencode

import django_filters
from django.core.exceptions import FieldDoesNotExist, ImproperlyConfigured
from django.db.models import CharField, Count, DateTimeField, F, Model, QuerySet, TextField, Window
from django.db.models.expressions import OrderBy
from django.http import FileResponse, QueryDict
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from django_filters.filters import QuerySetRequestMixin

from tzcld import sheets
from tzcld.queries import alphabetical
from tzcld.ui import forms, french, icons
from tzcld.ui.templatetags.ui import state_html

PAGE_SIZES = (20, 50, 100)
PAGE_SIZE = 50
RESERVED = ("tri", "page", "par", "format", "deplier")
KINDS = ("text", "number", "percent", "money", "date", "month", "datetime", "bool", "state")
FORMATS = {
    "xlsx": "Tableur Excel (XLSX)",
    "ods": "Tableur LibreOffice (ODS)",
    "csv": "Texte (CSV)",
}


# Declaration ────────────────────────────────────────────────────────────────────────────────────


@dataclass
class Column:
    """One column.

    ``value``: callable(row) or path « status », « referent.name », « get_status_display »; by default the key.
    ``kind``: text, number, percent (a share 0-1), money (euros), date, month, datetime, bool, state.
       A state's value is (tone, icon, word); a file gets the word.
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

        def read(row):
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

    def text(self, value):
        """The value in French words, unescaped."""
        return WORDS[self.kind](value)

    @cached_property
    def html(self):
        """`html(row)`: the inside of the cell. What depends on the column alone is settled once."""
        if callable(self.cell):
            cell = self.cell
            return lambda row: conditional_escape(cell(row))
        body = self._body()
        if self.cell:
            return body
        if self.link:
            body = _linked(body, self.link)
        if self.sub:
            body = _with_sub(body, self.sub.html)
        return body

    def _body(self):
        get, words = self.get, WORDS[self.kind]
        if self.cell:
            return lambda row: render_to_string(self.cell, {"row": row, "value": get(row)})
        if self.kind == "state":
            return lambda row: state_html(*value) if (value := get(row)) else ""

        def plain(row):
            value = get(row)
            return value if isinstance(value, SafeString) else escape(words(value))

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
    "money": french.euros,
    "date": lambda v: french.short_date(v, year=True),
    "month": french.month,
    "datetime": lambda v: f"{french.short_date(v, year=True)}, {french.hour(v)}" if v else "",
    "bool": lambda v: "" if v is None else "oui" if v else "non",
    "state": lambda v: str(v[2]) if v else "",
}
NUMERIC = ("number", "percent", "money")


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

    def __post_init__(self):
        keys = [c.key for c in self.columns]
        if len(keys) != len(set(keys)):
            raise ImproperlyConfigured(f"{self.name}: two columns share a key")
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


class YesNo(django_filters.widgets.BooleanWidget):
    def __init__(self, attrs=None):
        super().__init__(attrs)
        self.choices = (("", "Indifférent"), ("true", "Oui"), ("false", "Non"))


class PeriodField(django_filters.fields.RangeField):
    """Two dates typed as people type them; an end without the other leaves that side open."""

    def __init__(self, *args, **kwargs):
        super().__init__((forms.DateField(), forms.DateField()), *args, **kwargs)

    def compress(self, data_list):
        start, end = data_list or (None, None)
        if start is None and end is None:
            return None
        # The end's whole day is inside the period.
        day_after = end and end + dt.timedelta(days=1)
        return slice(start and _midnight(start), day_after and _midnight(day_after))


def _midnight(day):
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))


class PeriodFilter(django_filters.Filter):
    """« Du … au … » on a date: ``name_after`` and ``name_before`` in the address."""

    field_class = PeriodField

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("widget", PeriodWidget())
        super().__init__(*args, **kwargs)

    def filter(self, queryset, value):
        if not value:
            return queryset
        if value.start:
            queryset = queryset.filter(
                **{f"{self.field_name}__gte": self._typed(queryset, value.start)}
            )
        if value.stop:
            queryset = queryset.filter(
                **{f"{self.field_name}__lt": self._typed(queryset, value.stop)}
            )
        return queryset

    def _typed(self, queryset, moment):
        model_field = django_filters.utils.get_model_field(queryset.model, self.field_name)
        return (
            moment if isinstance(model_field, DateTimeField) else timezone.localtime(moment).date()
        )


class PeriodWidget(django_filters.widgets.SuffixedMultiWidget):
    suffixes = ("after", "before")

    def __init__(self, attrs=None):
        inputs = [
            forms.FrenchDateInput(
                {"aria-label": word, "placeholder": word, "class": "form-control"}
            )
            for word in ("du", "au")
        ]
        super().__init__(inputs, attrs)

    def decompress(self, value):
        return [value.start, value.stop] if value else [None, None]


class LookupFilter(django_filters.Filter):
    """A filter by a person or an organisation, found by typing. Takes LookupField's arguments."""

    field_class = forms.LookupField


class _Rows(django_filters.fields.ModelChoiceIterator):
    """The few rows of a select in one exchange; the cursor that Django opens in the server takes three."""

    def __iter__(self):
        if self.field.empty_label is not None:
            yield "", self.field.empty_label
        if self.field.null_label is not None:
            yield self.field.null_value, self.field.null_label
        fetch = getattr(self.field, "fetch", None)
        for row in fetch() if fetch else self.queryset.all():
            yield self.choice(row)


class RowsFilter(django_filters.ModelChoiceFilter):
    """A select of a few rows, drawn on every page of a list: `rows(request)` gives those of `queryset`, composed once."""

    def __init__(self, *args, rows, **kwargs):
        super().__init__(*args, **kwargs)
        self.rows = rows

    def get_queryset(self, request):
        """What a choice is checked against: nothing to check, nothing to compose."""
        if self.parent.is_bound and self.parent.data.get(self.key):
            return super().get_queryset(request)
        return self.model._default_manager.none()


class FilterSet(django_filters.FilterSet):
    """Base of every app's filters: French form, no « --------- », never a giant select (use a LookupFilter).

    The base class copies every filter in depth and makes a form class at each request. Here a request has shallow copies,
    which a subclass may change (`self.filters["x"].queryset = …`), and shares the fields that it leaves as declared.
    """

    def __init__(self, data=None, queryset=None, *, request=None, prefix=None):
        self.is_bound = data is not None
        self.data = data or QueryDict()
        self.queryset, self.request, self.form_prefix = queryset, request, prefix
        self.filters = {name: self._own(name, d) for name, d in self.base_filters.items()}

    def _own(self, name, declared):
        own = copy.copy(declared)
        own.key = name
        own.extra = dict(declared.extra)
        own.method = declared.method  # bound again, to this copy
        own.model, own.parent, own.declared = self.queryset.model, self, declared
        return own

    @property
    def form(self):
        if not hasattr(self, "_form"):
            fields = {name: self._field(own) for name, own in self.filters.items()}
            data = self.data if self.is_bound else None
            self._form = forms.FilterForm(data, fields=fields, prefix=self.form_prefix)
        return self._form

    def _field(self, own):
        if isinstance(own, (QuerySetRequestMixin, LookupFilter)) or own.extra != own.declared.extra:
            return _filter_field(own)
        if not hasattr(own.declared, "ready"):
            own.declared.ready = _filter_field(own)
        return own.declared.ready


def _filter_field(filter_):
    if isinstance(filter_, (django_filters.ChoiceFilter, django_filters.ModelChoiceFilter)):
        if filter_.extra.get("empty_label", "---------") in ("---------", None):
            filter_.extra["empty_label"] = "Indifférent"
        filter_.extra.setdefault("widget", forms.FlatSelect)
    elif isinstance(filter_, django_filters.BooleanFilter):
        filter_.extra.setdefault("widget", YesNo)
    field_ = filter_.field
    if isinstance(field_, django_filters.fields.ModelChoiceField):
        field_.iterator = _Rows
        field_.widget.choices = _Rows(field_)
        if isinstance(filter_, RowsFilter):
            field_.fetch = partial(filter_.rows, filter_.parent.request)
    forms.prepare(field_)
    return field_


# Page ───────────────────────────────────────────────────────────────────────────────────────────


@dataclass
class Chip:
    label: str
    value: str
    url: str


class Listing:
    """One list as the page and the files need it. Build with ``build_list``; templates read it as ``listing``."""

    def __init__(self, request, queryset, table, filterset=None, perimeter=None, title=""):
        self.request, self.table, self.filterset, self.title = request, table, filterset, title
        self.all_rows = queryset
        self.perimeter = perimeter
        self.params = request.GET
        self.known_total = None  # how many rows there are, when the view has counted them already

    # Rows

    @cached_property
    def chips(self):
        return _chips(self.filterset, self.params) if self.filterset is not None else []

    @cached_property
    def filtered(self):
        rows = self.filterset.qs if self.filterset is not None else self.all_rows
        if isinstance(rows, QuerySet):
            return rows.order_by(*self._ordering())
        column, descending = self.sort
        return _sorted(rows, column, descending) if column else rows

    @cached_property
    def sort(self):
        """(column, descending) in force, or (None, False)."""
        asked = self.params.get("tri") or self.table.order
        column = next(
            (c for c in self.table.columns if c.key == asked.lstrip("-") and c.sort), None
        )
        if column is None and self.table.order:
            asked = self.table.order
            column = next(c for c in self.table.columns if c.key == asked.lstrip("-"))
        return (column, asked.startswith("-")) if column and column.sort else (None, False)

    def _ordering(self):
        column, descending = self.sort
        if column is None:
            own = self.all_rows.query.order_by or self.all_rows.model._meta.ordering
            return (*own, "pk")
        terms = column.sort if isinstance(column.sort, (tuple, list)) else (column.sort,)
        # pk last: two pages never show the same row twice.
        return (*(_term(t, descending, self.all_rows.model) for t in terms), "pk")

    @cached_property
    def total(self):
        return _count(self.all_rows) if self.known_total is None else self.known_total

    @cached_property
    def found(self):
        if not self.chips:
            return self.total
        if self._asked_page == 1 and _is_plain_query(self.filtered):
            # The first page of a search tells how many it found: the search is not made twice.
            counted = self.filtered.annotate(found_in_all=Window(Count("*")))
            self.__dict__["rows"] = first = list(counted[: self.page_size])
            return first[0].found_in_all if first else 0
        return _count(self.filtered)

    @cached_property
    def page_size(self):
        asked = self.params.get("par", "")
        return int(asked) if asked.isdecimal() and int(asked) in PAGE_SIZES else PAGE_SIZE

    @property
    def page_sizes(self):
        return [
            (n, _address(self.params, par=n, page=None), n == self.page_size) for n in PAGE_SIZES
        ]

    @cached_property
    def pages(self):
        return max(1, -(-self.found // self.page_size))

    @property
    def _asked_page(self):
        asked = self.params.get("page", "1")
        return max(int(asked), 1) if asked.isdecimal() and len(asked) < 9 else 1

    @cached_property
    def page(self):
        return min(self._asked_page, self.pages)

    @cached_property
    def rows(self):
        start = (self.page - 1) * self.page_size
        return list(self.filtered[start : start + self.page_size]) if self.found else []

    # Words

    @property
    def first(self):
        return (self.page - 1) * self.page_size + 1

    @property
    def last(self):
        return self.first + len(self.rows) - 1

    @property
    def count_words(self):
        return self.table.count(self.found)

    @property
    def caption(self):
        column, descending = self.sort
        words = self.table.caption or self.title or french.upper_first(self.table.many)
        if column is None:
            return words
        return f"{words}, tri par {french.lower_first(column.label)} {'dé' if descending else ''}croissant"

    @property
    def clear_url(self):
        kept = {k: v for k, v in self.params.items() if k in ("tri", "par")}
        return "?" + "&".join(f"{k}={v}" for k, v in kept.items()) if kept else self.request.path

    @property
    def kept(self):
        """What the filter form must carry on: the order and the page size."""
        return [(k, self.params[k]) for k in ("tri", "par") if self.params.get(k)]

    @property
    def exports(self):
        return [
            (label, _address(self.params, format=key, page=None, deplier=None))
            for key, label in FORMATS.items()
        ]

    @property
    def page_links(self):
        """[(number or None for a gap, url, current)]."""
        near = {1, self.pages, *range(self.page - 1, self.page + 2)}
        numbers = sorted(n for n in near if 1 <= n <= self.pages)
        links, previous = [], 0
        for n in numbers:
            if n - previous > 1:
                links.append((None, "", False))
            links.append((n, _address(self.params, page=n if n > 1 else None), n == self.page))
            previous = n
        return links

    @property
    def previous_url(self):
        if self.page < 2:
            return ""
        return _address(self.params, page=self.page - 1 if self.page > 2 else None)

    @property
    def next_url(self):
        return _address(self.params, page=self.page + 1) if self.page < self.pages else ""

    # Table, written in Python: a template per cell would cost more than the query.

    @cached_property
    def thead(self):
        active, descending = self.sort
        cells = []
        for i, column in enumerate(self.table.screen):
            label = escape(column.label)
            is_rank = self.table.ranked and i == 0
            to_right = column.kind in NUMERIC or "num" in column.css.split()
            css = ' class="num"' if to_right and not is_rank else ""
            aria = ""
            if column.sort:
                current = column is active
                goes_down = current and not descending
                mark = (
                    ("caret-down-fill" if descending else "caret-up-fill")
                    if current
                    else "chevron-expand"
                )
                aria = (
                    f' aria-sort="{"descending" if descending else "ascending"}"' if current else ""
                )
                target = f"-{column.key}" if goes_down else column.key
                url = escape(_address(self.params, tri=target, page=None, deplier=None))
                label = f'<a class="sort" href="{url}">{label} {icons.icon(mark)}</a>'
            cells.append(f'<th role="columnheader" scope="col"{aria}{css}>{label}</th>')
        if self.table.detail:
            cells.append(
                '<th role="columnheader" scope="col"><span class="visually-hidden">Détail</span></th>'
            )
        return mark_safe("".join(cells))

    @cached_property
    def tbody(self):
        columns, head, detail = self.table.screen, self.table.head, self.table.detail
        opened = self.params.get("deplier", "")
        # On a phone the first state speaks for itself under the name; the others keep their label.
        told = next((c for c in columns if c.kind == "state"), None)
        shapes = [
            (c, *_shape(c, c is head, self.table.ranked and i == 0, c is told))
            for i, c in enumerate(columns)
        ]
        out = []
        folded = _address(self.params, deplier=None)
        unfold = escape(f"{folded}{'' if folded == '?' else '&'}deplier=")
        for row in self.rows:
            cells = [f"{start}{column.html(row)}{end}" for column, start, end in shapes]
            if not detail:
                out.append(f'<tr role="row">{"".join(cells)}</tr>')
                continue
            key = str(getattr(row, "pk", ""))
            is_open = key == opened
            url = escape(folded) if is_open else unfold + quote_plus(key)
            out.append(self._detailed(row, key, is_open, cells, len(columns), url))
        return mark_safe("\n".join(out))

    def _detailed(self, row, key, is_open, cells, width, url):
        word, mark = ("Replier", "chevron-up") if is_open else ("Déplier", "chevron-down")
        named = escape(french.de(self.table.head.text(self.table.head.get(row))))
        controls = f' aria-controls="detail-{key}"' if is_open else ""
        link = (
            f'<a class="act" href="{url}#ligne-{key}" aria-expanded="{"true" if is_open else "false"}"{controls}>{icons.icon(mark)} '
            f'{word}<span class="visually-hidden"> le détail {named}</span></a>'
        )
        css = ' class="open-row first"' if is_open else ""
        line = (
            f'<tr role="row" id="ligne-{key}"{css}>{"".join(cells)}<td role="cell">{link}</td></tr>'
        )
        if not is_open:
            return line
        body = render_to_string(self.table.detail, {"row": row}, self.request)
        return (
            f'{line}<tr class="open-row" role="row" id="detail-{key}"><td role="cell" class="d-none d-lg-table-cell"></td>'
            f'<td role="cell" colspan="{width}">{body}</td></tr>'
        )

    # Files

    def sheet_columns(self):
        return [
            sheets.Column(c.label, "text" if c.kind in ("state", "bool") else c.kind, c.width)
            for c in self.table.exported
        ]

    def sheet_rows(self):
        getters = [c.exported for c in self.table.exported]
        rows = self.filtered
        for row in rows.iterator(chunk_size=2000) if isinstance(rows, QuerySet) else rows:
            yield [get(row) for get in getters]

    def about(self, author=""):
        """What the first sheet says: [(label, text)]."""
        column, descending = self.sort
        lines = [
            ("Contenu", self.title or french.upper_first(self.table.many)),
            (
                "Périmètre",
                getattr(self.perimeter, "name", "") or "Toutes les lignes visibles par l’auteur",
            ),
            ("Date", french.date_hour(timezone.now())),
            ("Auteur", author),
        ]
        lines += [(f"Filtre\u00a0: {c.label}", c.value) for c in self.chips]
        if not self.chips:
            lines.append(("Filtres", "Aucun"))
        if column:
            lines.append(("Tri", f"{column.label}, {'dé' if descending else ''}croissant"))
        lines += [(c.label, c.definition) for c in self.table.exported if c.definition]
        return lines + list(self.table.notes)

    def file_name(self, fmt):
        place = slugify(getattr(self.perimeter, "slug", "") or getattr(self.perimeter, "name", ""))
        return (
            "_".join(filter(None, (self.table.name, place, f"{timezone.localdate():%Y-%m-%d}")))
            + f".{fmt}"
        )


def _is_plain_query(rows):
    """Rows of a model, one for each row of the database: a count over them is that of the list."""
    if not isinstance(rows, QuerySet) or rows._fields is not None:
        return False
    query = rows.query
    return not (query.distinct or query.combinator or query.group_by is not None)


def _count(rows):
    return rows.count() if isinstance(rows, QuerySet) else len(rows)


def _sorted(rows, column, descending):
    """A short list already in memory (figures by territory): sorted on what the column shows, blanks last."""
    read = column.exported
    known = [row for row in rows if read(row) is not None]
    known.sort(
        key=lambda row: french.plain(read(row)) if isinstance(read(row), str) else read(row),
        reverse=descending,
    )
    return known + [row for row in rows if read(row) is None]


def _shape(column, is_head, is_rank, is_told):
    tag, role = ("th", 'role="rowheader" scope="row"') if is_head else ("td", 'role="cell"')
    css = [column.css] if column.css and not is_rank else []
    if column.kind in NUMERIC and not is_rank:
        css.append("num")
    if column.kind in ("date", "month", "datetime"):
        css.append("nowrap")
    label = "" if is_head or is_rank or is_told else f' data-l="{escape(column.label)}"'
    start = f"<{tag} {role}{label}" + (f' class="{" ".join(css)}">' if css else ">")
    if is_rank:
        return f'{start}<span class="rank">', f"</span></{tag}>"
    # One element beside the phone's label, whatever the cell holds.
    return (f"{start}<span>", f"</span></{tag}>") if label else (start, f"</{tag}>")


def _is_words(model, path) -> bool:
    """Whether this is a text that people read: a code of choices keeps its own order."""
    found = None
    try:
        for name in path.split("__"):
            found = (found.related_model if found else model)._meta.get_field(name)
    except (AttributeError, FieldDoesNotExist):
        return False
    return isinstance(found, (CharField, TextField)) and not found.choices


def _term(term, descending, model):
    if isinstance(term, str):
        reverse = term.startswith("-") != descending
        path = term.lstrip("-")
        expression = alphabetical(path) if _is_words(model, path) else F(path)
        return expression.desc(nulls_last=True) if reverse else expression.asc(nulls_last=True)
    order = term.copy() if isinstance(term, OrderBy) else OrderBy(term)
    if descending:
        order.reverse_ordering()
    return order


def _address(params, **changes):
    # A QueryDict copies itself in depth, and a page writes twenty addresses.
    asked = dict(params.lists())
    for name, value in changes.items():
        if value is None:
            asked.pop(name, None)
        else:
            asked[name] = [value]
    return f"?{urlencode(asked, doseq=True)}"


def _chips(filterset, params):
    """The filters in force, read from what the form understood: a filter that was refused is not shown as applied."""
    form = filterset.form
    if not form.is_bound:
        return []
    form.is_valid()
    chips = []
    for name, value in form.cleaned_data.items():
        if value in (None, "", [], ()) or (isinstance(value, QuerySet) and not value):
            continue
        if name not in params and not any(k.startswith(f"{name}_") for k in params):
            continue  # a default of the FilterSet, not a choice of the reader
        bound = form[name]
        label = bound.label or name
        if isinstance(value, (list, tuple, QuerySet)):
            for one in value:
                raw = str(one.pk if isinstance(one, Model) else one)
                chips.append(Chip(label, _worded(bound, one), _without(params, name, raw)))
        else:
            chips.append(Chip(label, _worded(bound, value), _without(params, name)))
    return chips


def _worded(bound, value):
    if isinstance(value, Model):
        return getattr(bound.field, "label_from_instance", str)(value)
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(bound.field, PeriodField):
        return _period(value)
    if isinstance(value, slice):
        low, high = (
            french.date(v) if hasattr(v, "year") else french.number(v)
            for v in (value.start, value.stop)
        )
        return (
            f"de {low} à {high}"
            if low and high
            else f"à partir de {low}"
            if low
            else f"jusqu’à {high}"
        )
    if hasattr(value, "year"):
        return french.date(value)
    for key, word in _flat(getattr(bound.field, "choices", ()) or ()):
        if str(key) == str(value):
            return getattr(word, "said", str(word))
    return french.number(value) if isinstance(value, (int, float)) else f"«\u00a0{value}\u00a0»"


def _period(value):
    last = value.stop and timezone.localtime(value.stop).date() - dt.timedelta(days=1)
    if value.start and last:
        return french.lower_first(french.period(value.start, last))
    if value.start:
        return f"depuis le {french.date(value.start)}"
    return f"jusqu’au {french.date(last)}"


def _flat(choices):
    for key, word in choices:
        if isinstance(word, (list, tuple)):
            yield from _flat(word)
        else:
            yield key, word


def _without(params, name, raw=None):
    params = params.copy()
    params.pop("page", None)
    kept = [v for v in params.getlist(name) if v != raw] if raw is not None else []
    for key in list(params):
        if key == name or re.fullmatch(rf"{re.escape(name)}_(min|max|0|1|after|before|choix)", key):
            del params[key]
    if kept:
        params.setlist(name, kept)
    return f"?{params.urlencode()}" if params else "?"


def build_list(
    request,
    *,
    queryset,
    table,
    filterset_class=None,
    perimeter=None,
    title="",
    filterset_kwargs=None,
):
    """A Listing to put in a page that holds more than the list: ``{% include "components/list.html" %}``."""
    filterset = None
    if filterset_class is not None:
        filterset = filterset_class(
            request.GET, queryset=queryset, request=request, **(filterset_kwargs or {})
        )
        unknown = set(filterset.filters) & set(RESERVED)
        if unknown:
            raise ImproperlyConfigured(f"reserved filter names: {unknown}")
    if perimeter is None:
        perimeter = getattr(getattr(request, "scope", None), "territory", None)
    return Listing(request, queryset, table, filterset, perimeter, title)


def render_list(
    request,
    *,
    queryset,
    table,
    title,
    filterset_class=None,
    filterset_kwargs=None,
    template="ui/list_page.html",
    context=None,
    export=None,
    perimeter=None,
    known_total=None,
):
    """The answer of a list view: the page, or the file when ``?format=`` asks for one.

    ``queryset`` is already scoped by the view; a plain list of rows already in memory will do too (then no filterset). ``export(format, filters, columns, row_count)`` is called once the file is
    complete, in the request's transaction, so that the journal records it: filters = {label: words}, columns = labels.
    ``export=None`` means this list cannot be taken away: no menu, ``?format=`` is ignored.
    """
    listing = build_list(
        request,
        queryset=queryset,
        table=table,
        filterset_class=filterset_class,
        filterset_kwargs=filterset_kwargs,
        perimeter=perimeter,
        title=title,
    )
    listing.known_total = known_total
    asked = request.GET.get("format", "")
    if export is not None and asked in FORMATS:
        return export_list(listing, asked, export)
    page = {"title": title, "listing": listing, "exportable": export is not None, **(context or {})}
    # The next step of an empty list is, unless said otherwise, the page's main gesture, else its first.
    actions = sorted(page.get("actions") or (), key=lambda action: not action.get("primary"))
    page.setdefault("empty_action", next(iter(actions), None))
    return render(request, template, page)


def export_list(listing, fmt, export):
    """Write the file to disk (flat memory), journal it, send it."""
    author = str(listing.request.user) if listing.request.user.is_authenticated else ""
    file = tempfile.TemporaryFile()  # noqa: SIM115 — the response closes it once sent
    try:
        count = sheets.write(
            fmt, file, listing.sheet_columns(), listing.sheet_rows(), listing.about(author)
        )
        export(
            format=fmt,
            filters={chip.label: chip.value for chip in listing.chips},
            columns=[c.label for c in listing.table.exported],
            row_count=count,
        )
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return FileResponse(
        file,
        as_attachment=True,
        filename=listing.file_name(fmt),
        content_type=sheets.CONTENT_TYPES[fmt],
    )
