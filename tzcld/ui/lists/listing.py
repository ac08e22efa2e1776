"""One list of a request: its rows, its words, its addresses, its files."""

from functools import cached_property

from django.core.exceptions import FieldDoesNotExist
from django.db.models import CharField, Count, F, QuerySet, TextField, Window
from django.db.models.expressions import OrderBy
from django.utils import timezone
from django.utils.text import slugify

from tzcld import sheets
from tzcld.queries import alphabetical
from tzcld.ui import french
from tzcld.ui.lists import choice, rendering
from tzcld.ui.lists.chips import address, asks_nothing, chips_of

PAGE_SIZES = (20, 50, 100)
PAGE_SIZE = 50
FORMATS = {
    "xlsx": "Tableur Excel (XLSX)",
    "ods": "Tableur LibreOffice (ODS)",
    "csv": "Texte (CSV)",
}
UNTOLD = "Non repris ici\u00a0: ce qui a été cherché peut nommer quelqu’un"


class Listing:
    """One list as the page and the files need it. Build with ``build_list``; templates read it as ``listing``."""

    def __init__(self, request, queryset, table, filterset=None, perimeter=None, title=""):
        self.request, self.table, self.filterset, self.title = request, table, filterset, title
        self.all_rows = queryset
        self.perimeter = perimeter
        self.params = request.GET
        self.known_total = None  # how many rows there are, when the view has counted them already
        self.as_it_opens = None  # (ComposedPages, values) of the same rows

    # Rows

    @cached_property
    def chips(self):
        return chips_of(self.filterset, self.params) if self.filterset is not None else []

    @cached_property
    def filtered(self):
        rows = self.filterset.qs if self.filterset is not None else self.all_rows
        if isinstance(rows, QuerySet):
            return rows.order_by(*self._ordering())
        column, descending = self.sort
        return _sorted(rows, column, descending) if column else rows

    @property
    def _is_filtered(self):
        """Whether a filter was asked, or the form does not hold: what is shown then is not the list as it opens."""
        form = self.filterset.form if self.filterset is not None else None
        return form is not None and not (form.is_valid() and asks_nothing(form))

    @property
    def is_misread(self):
        """A filter that means nothing: the list is shown without it, its form says why."""
        form = self.filterset.form if self.filterset is not None else None
        return form is not None and form.is_bound and not form.is_valid()

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
            (n, address(self.params, par=n, page=None), n == self.page_size) for n in PAGE_SIZES
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
        if self.as_it_opens and self.found and self.page == 1 and not self._is_filtered:
            pages, values = self.as_it_opens
            column, descending = self.sort
            name = f"{'-' if descending else ''}{column.key}" if column else ""
            return pages.first(values, self.page_size, name, self._ordering)
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
            (label, address(self.params, **_no_file(format=key))) for key, label in FORMATS.items()
        ]

    @property
    def choice_url(self):
        """Where the columns of the file are chosen; nothing where there is no choice."""
        if len(self.table.exported) < 2:
            return ""
        return address(self.params, **_no_file(export=choice.PAGE))

    @cached_property
    def kept_columns(self):
        """The columns that this account keeps for its files of this list, among those it may read."""
        kept = getattr(getattr(self.request, "user", None), "export_columns", {}).get(
            self.table.name, ()
        )
        return [c for c in self.table.exported if c.key in kept]

    @property
    def kept_words(self):
        return f"Vos colonnes ({len(self.kept_columns)} sur {len(self.table.exported)})"

    @property
    def kept_exports(self):
        keys = [c.key for c in self.kept_columns]
        return [
            (label, address(self.params, **_no_file(format=key, colonne=keys)))
            for key, label in FORMATS.items()
            if keys
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
            links.append((n, address(self.params, page=n if n > 1 else None), n == self.page))
            previous = n
        return links

    @property
    def previous_url(self):
        if self.page < 2:
            return ""
        return address(self.params, page=self.page - 1 if self.page > 2 else None)

    @property
    def next_url(self):
        return address(self.params, page=self.page + 1) if self.page < self.pages else ""

    @cached_property
    def thead(self):
        return rendering.thead(self)

    @cached_property
    def tbody(self):
        return rendering.tbody(self)

    # Files

    @cached_property
    def chosen(self):
        """The columns of the file: those that the address names, all when it names none."""
        asked = self.params.getlist("colonne")
        return [c for c in self.table.exported if not asked or c.key in asked]

    def sheet_columns(self):
        return [
            sheets.Column(c.label, "text" if c.kind in ("state", "bool") else c.kind, c.width)
            for c in self.chosen
        ]

    def sheet_rows(self):
        getters = [c.exported for c in self.chosen]
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
        hidden = {c.label for c in self.chips if c.is_typed and self.table.names_nobody}
        lines += [
            (f"Filtre\u00a0: {c.label}", UNTOLD if c.label in hidden else c.value)
            for c in self.chips
        ]
        if not self.chips:
            lines.append(("Filtres", "Aucun"))
        if column:
            lines.append(("Tri", f"{column.label}, {'dé' if descending else ''}croissant"))
        if left := [c.label for c in self.table.exported if c not in self.chosen]:
            lines.append(
                (
                    "Colonne non retenue" if len(left) == 1 else "Colonnes non retenues",
                    ", ".join(left),
                )
            )
        lines += [(c.label, c.definition) for c in self.chosen if c.definition]
        return lines + list(self.table.notes)

    def file_name(self, fmt):
        place = slugify(getattr(self.perimeter, "slug", "") or getattr(self.perimeter, "name", ""))
        return (
            "_".join(filter(None, (self.table.name, place, f"{timezone.localdate():%Y-%m-%d}")))
            + f".{fmt}"
        )


def _no_file(**said):
    """What an address changes to speak of one file alone."""
    return {**dict.fromkeys(choice.OF_THE_FILE), **said}


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
