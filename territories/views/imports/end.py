"""Confirm an import, read its rows and its report, undo, try again, close."""

import io
from functools import partial

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from territories import journal
from territories.access import ACT, FORM
from territories.imports import operations, steps, words
from territories.imports.models import StagedRow
from territories.imports.tables import StagedFilters, staged_table
from territories.views.imports.guard import (
    State,
    batch_or_404,
    imports,
    page,
    url,
    workbook,
)
from tzcld import sheets
from tzcld.ui.confirm import confirm
from tzcld.ui.lists import render_list

SHOWN_NOTES = 20


@imports(FORM)
def import_confirm(request, pk: int):
    batch = batch_or_404(request, pk)
    if batch.state != State.CHECKED or batch.job:
        return redirect(batch)
    if request.method == "POST":
        try:
            operations.confirm(batch, by=request.user)
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
        return redirect(batch)
    rows = steps.staged(batch)
    updates = list(rows.filter(action=StagedRow.Action.UPDATE)[:10])
    request.kind.shown([row.target for row in updates])
    return page(
        request,
        "confirm",
        batch,
        "confirm",
        title="Confirmer",
        fact=words.forecast(batch, request.kind),
        n=words.to_write(batch),
        failed=words.aside(batch),
        notes=rows.exclude(notes=[]).exclude(action__in=StagedRow.ASIDE)[:SHOWN_NOTES],
        noted=rows.exclude(notes=[]).exclude(action__in=StagedRow.ASIDE).count(),
        totals=words.totals(batch),
        beside=words.beside(request.kind, rows),
        not_compared=request.kind.not_compared(batch.rows),
        updates=words.changes(request.kind, updates),
        created=rows.filter(action=StagedRow.Action.CREATE)[:10],
    )


@imports()
def import_rows(request, pk: int):
    """Every row and what it would do, or did."""
    batch = batch_or_404(request, pk)
    shown: list[int] = []
    answer = render_list(
        request,
        queryset=steps.staged(batch),
        table=staged_table(
            request.kind,
            lambda line: url(request, "import_row", batch.kind, batch.pk, line),
            shown,
        ),
        title=f"Lignes de l’{batch}",
        filterset_class=StagedFilters,
        context={
            "breadcrumb": [
                {"label": "Importer un tableur", "url": batch.get_absolute_url()},
                {"label": "Lignes"},
            ]
        },
    )
    request.kind.shown(shown)
    return answer


@imports()
def import_failed(request, pk: int):
    """The rows left to correct, as they are, with a column that says why: corrected, the file is imported again."""
    batch = batch_or_404(request, pk)
    rows = steps.staged(batch).filter(action__in=StagedRow.ASIDE)
    here = {place: request.kind.by_name[name].label for name, place in batch.mapping.items()}
    # A column without a title gets the one that it was given here.
    head = [label or here.get(place, "") for place, label in enumerate(steps.labels(batch))]
    columns = [
        sheets.Column("À corriger", width=60),
        *(sheets.Column(label or f"Colonne {i}") for i, label in enumerate(head, 1)),
    ]
    file = io.BytesIO()
    lines = ([words.why(request.kind, row), *row.cells] for row in rows.iterator(chunk_size=2000))
    n = sheets.write(
        "xlsx", file, columns, ((*line, *[""] * (len(columns) - len(line))) for line in lines)
    )
    journal.record_export(
        request,
        model=StagedRow,
        format="xlsx",
        filters={"import": batch.pk},
        # Not the labels of the file: its first line may be somebody.
        columns=["À corriger", *(here[place] for place in sorted(here))],
        rows=n,
        named=request.kind.is_named,
    )
    return workbook(
        file, f"a-corriger_{request.territory.slug}_{timezone.localdate():%Y-%m-%d}.xlsx"
    )


@imports(FORM)
def import_undo(request, pk: int):
    batch = batch_or_404(request, pk)
    if batch.state != State.DONE or batch.job:
        return redirect(batch)
    updated = steps.staged(batch).filter(action=StagedRow.Action.UPDATE)
    told = (words.to_undo(batch, request.kind), request.kind.undo_takes(updated))
    return confirm(
        request,
        partial(operations.undo, batch, by=request.user),
        to=batch,
        title="Annuler cet import\u00a0?",
        text=" ".join(filter(None, told)),
        consequence="Ce que quelqu’un a modifié ou utilisé depuis l’import est gardé.",
        submit_label="Annuler l’import",
        danger=True,
    )


@imports(FORM)
def import_close(request, pk: int):
    batch = batch_or_404(request, pk)
    is_done = batch.written_at is not None
    return confirm(
        request,
        partial(operations.close, batch),
        to=reverse(request.kind.list_url, args=[request.territory.slug]),
        done="Le fichier et les lignes en attente sont effacés.",
        title="Clore cet import\u00a0?" if is_done else "Abandonner cet import\u00a0?",
        text="Ce qui a été importé reste." if is_done else "Rien n’a été écrit, rien ne le sera.",
        consequence="Les lignes à corriger et la possibilité d’annuler sont effacées."
        if is_done
        else "Le fichier et ses lignes sont effacés tout de suite.",
        submit_label="Clore l’import" if is_done else "Abandonner l’import",
        cancel_url=batch.get_absolute_url(),
    )


@imports(ACT)
def import_retry(request, pk: int):
    batch = batch_or_404(request, pk)
    operations.retry(batch, by=request.user)
    return redirect(batch)
