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

    # ppde/views/persons.py
    def person_list(request):
        return render_list(request, queryset=Person.objects.visible_to(request.user), table=PERSONS, title="Personnes",
                           filterset_class=PersonFilters, export=functools.partial(journal_export, request))

Address: the filters' own names, ``tri`` (a column's key, « -key » reversed), ``page``, ``par`` (20, 50, 100),
``format`` (csv, xlsx, ods: a file of ALL filtered rows in the chosen order), ``colonne`` (once for each column of the file,
all without it), ``export`` (« choix »: the page that asks which), ``deplier`` (pk of the unfolded row).
Queries made here: count of all, count of filtered (only when a filter applies), the rows; plus the filters' own choices.
"""

import tempfile

from django.contrib import messages
from django.core.exceptions import ImproperlyConfigured
from django.http import FileResponse
from django.shortcuts import render

from tzcld import sheets
from tzcld.ui.lists.choice import PAGE, Choice
from tzcld.ui.lists.columns import RESERVED
from tzcld.ui.lists.columns import Column as Column
from tzcld.ui.lists.columns import Table as Table
from tzcld.ui.lists.filters import FilterSet as FilterSet
from tzcld.ui.lists.filters import LookupFilter as LookupFilter
from tzcld.ui.lists.filters import MemoryFilterSet as MemoryFilterSet
from tzcld.ui.lists.filters import PeriodFilter as PeriodFilter
from tzcld.ui.lists.filters import RowsFilter as RowsFilter
from tzcld.ui.lists.listing import FORMATS, Listing


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
    as_it_opens=None,
):
    """The answer of a list view: the page, or the file when ``?format=`` asks for one.

    ``queryset`` is already scoped by the view; a plain list of rows already in memory will do too (its filters are a MemoryFilterSet). ``export(format, filters, columns, row_count, rows)`` is called once the file is
    complete, in the request's transaction, so that the journal records it: filters = {label: words}, columns = labels.
    ``export=None`` means this list cannot be taken away: no menu, ``?format=`` is ignored.
    ``as_it_opens``: (ComposedPages, values) that give the same rows as ``queryset``, for the first page of a list that
    nobody filters.
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
    listing.known_total, listing.as_it_opens = known_total, as_it_opens
    if answer := file_asked(listing, export, (context or {}).get("breadcrumb")):
        return answer
    page = {"title": title, "listing": listing, "exportable": export is not None, **(context or {})}
    # The next step of an empty list is, unless said otherwise, the page's main gesture; a way to another page is none.
    main = (action for action in page.get("actions") or () if action.get("primary"))
    page.setdefault("empty_action", next(main, None))
    return render(request, template, page)


def file_asked(listing, export, breadcrumb=None):
    """The file that the address asks for, or the page that chooses its columns; None when it asks for the list itself.

    ``export=None``: nothing leaves, nothing is chosen. ``breadcrumb``: that of the list's page. A filter that means nothing lets
    nothing leave either: the file would hold the rows that it was to leave out; the list says which.
    """
    params = listing.params
    is_file = params.get("format", "") in FORMATS
    if export is None or not (is_file or params.get("export") == PAGE):
        return None
    if listing.is_misread:
        messages.error(
            listing.request,
            "Le fichier n’est pas fait\u00a0: un filtre n’est pas compris. Corrigez-le ou effacez-le, puis recommencez.",
            fail_silently=True,
        )
        return None
    if is_file and params.get("export") != PAGE and "colonne" not in params:
        return export_list(listing, params["format"], export)
    asked = Choice(listing, FORMATS)
    if asked.form.is_valid():
        return export_list(listing, params["format"], export)
    last = {"label": "Choisir les colonnes", "url": ""}
    way = [
        crumb if crumb.get("url") else {**crumb, "url": asked.back_url}
        for crumb in breadcrumb or [{"label": listing.title, "url": ""}]
    ]
    page = {
        "title": "Choisir les colonnes",
        "breadcrumb": [*way, last],
        "choice": asked,
        "form": asked.form,
        "listing": listing,
    }
    return render(listing.request, "ui/export_page.html", page)


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
            typed={chip.label for chip in listing.chips if chip.is_typed},
            columns=[c.label for c in listing.chosen],
            row_count=count,
            rows=listing.filtered,
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
