"""Every file that leaves is written in the journal."""

import functools

from territories.journal import record_export


def journaled(request, model):
    """The `export` of tzcld.ui.lists for this request."""
    return functools.partial(_record, request, model)


def _record(request, model, *, format, filters, columns, row_count, rows=()):
    record_export(
        request, model=model, format=format, filters=filters, columns=columns, rows=row_count
    )
