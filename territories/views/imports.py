"""Importing a spreadsheet: choose, check, correct, confirm, report. The right asked is that of the kind imported."""

import io
from functools import wraps

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods
from django_htmx.http import HttpResponseClientRefresh

from territories import journal
from territories.access import ACT, FORM, remember
from territories.imports import forms, operations, steps, words
from territories.imports.kinds import kinds
from territories.imports.models import Batch, StagedRow
from territories.imports.tables import BATCHES, StagedFilters, staged_table
from tzcld import sheets
from tzcld.imports.reading import LIMITS
from tzcld.imports.template import write_template
from tzcld.ui import french
from tzcld.ui.lists import render_list

State = Batch.State
PAGE = ("GET", "HEAD")


def imports(methods=PAGE):
    """Guard: the neighbour gets 404, whoever may not write this kind of row 403. `request.kind` is what is imported."""

    def decorate(view):
        @wraps(view)
        @require_http_methods(list(methods))
        def guarded(request, territory: str, kind: str, *args, **kwargs):
            request.territory = request.scope.enter(territory)
            found = kinds().get(kind)
            if found is None:
                raise Http404("Rien ne s’importe sous ce nom.")
            if not request.scope.can(found.verb) or (request.territory.is_hub and not found.in_hub):
                raise PermissionDenied
            remember(request)
            request.kind = found(request.territory, request.user)
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def _batches(request):
    return Batch.objects.visible_to(request.user).within(request.territory)


def _batch(request, pk: int) -> Batch:
    rows = _batches(request).select_related("territory__hub", "opened_by")
    return get_object_or_404(rows, pk=pk, kind=request.kind.slug)


def _url(request, name: str, *args) -> str:
    return reverse(f"territories:{name}", args=[request.territory.slug, *args])


def _page(request, template: str, batch: Batch | None, step: str, **context):
    kind = request.kind
    back = reverse(kind.list_url, args=[request.territory.slug])
    start = _url(request, "import_start", kind.slug)
    context = {
        "kind": kind,
        "batch": batch,
        "steps": words.steps(step),
        "breadcrumb": [
            {"label": kind.title, "url": back},
            {"label": "Importer un tableur", "url": start if batch else ""},
        ],
        "cancel_url": _url(request, "import_close", kind.slug, batch.pk) if batch else back,
        **context,
    }
    return render(request, f"territories/imports/{template}.html", context)


# Choose ─────────────────────────────────────────────────────────────────────────────────────────


def import_list(request, territory: str):
    """What may be imported here, and what was."""
    request.territory = request.scope.enter(territory)
    held = [
        {"label": kind.title, "url": _url(request, "import_start", kind.slug)}
        for kind in kinds().values()
        if request.scope.can(kind.verb) and (kind.in_hub or not request.territory.is_hub)
    ]
    if not held:
        raise PermissionDenied
    return render_list(
        request,
        queryset=_batches(request).select_related("opened_by", "territory"),
        table=BATCHES,
        title="Imports",
        template="territories/imports/list.html",
        context={
            "kinds": held,
            "lead": "Un tableur se vérifie et se corrige ici avant que rien ne soit écrit.",
        },
    )


@imports(FORM)
def import_start(request):
    kind = request.kind
    form = forms.FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            batch = operations.open_batch(kind, name=file.name, data=file.read())
        except ValidationError as refusal:
            form.add_error("file", refusal)
        else:
            if batch.state != State.REFUSED:
                return redirect(batch)
            form.add_error("file", batch.error)
            batch.delete()
    return _page(
        request,
        "start",
        None,
        "choose",
        title=f"Importer des {kind.many}",
        form=form,
        limits=LIMITS,
        missing=kind.may_import(),
        needed=[column for column in kind.columns if column.required],
        template_url=_url(request, "import_template", kind.slug),
        recent=_batches(request)
        .filter(kind=kind.slug)
        .exclude(state=State.REFUSED)
        .select_related("territory")[:5],
    )


@imports()
def import_template(request):
    file = io.BytesIO()
    write_template(file, request.kind.columns)
    return _workbook(file, f"modele-{request.kind.slug}.xlsx")


def _workbook(file: io.BytesIO, name: str) -> HttpResponse:
    response = HttpResponse(file.getvalue(), content_type=sheets.CONTENT_TYPES["xlsx"])
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


# Check ──────────────────────────────────────────────────────────────────────────────────────────


@imports()
def import_batch(request, pk: int):
    """Where the import stands: the work under way, or the page of its step."""
    batch = _batch(request, pk)
    if batch.job:
        return _page(
            request,
            "job",
            batch,
            words.STEP[batch.state],
            title="Import en cours",
            job=words.Progress(batch),
        )
    if batch.state in (State.COLUMNS, State.CHECKED):
        return redirect(_url(request, words.next_page(batch), batch.kind, batch.pk))
    return _page(
        request,
        "report",
        batch,
        "report",
        title="Bilan de l’import",
        fact=words.report(batch, request.kind),
        undo_until=batch.opened_at + words.KEPT,
        list_url=reverse(request.kind.list_url, args=[request.territory.slug]),
        failed=batch.counts.get("error", 0),
    )


@imports()
def import_progress(request, pk: int):
    """The panel of the work, asked again by the page; once over, the page reloads."""
    batch = _batch(request, pk)
    if not batch.is_working:
        return HttpResponseClientRefresh()
    return render(
        request, "territories/imports/progress.html", {"job": words.Progress(batch), "batch": batch}
    )


@imports(FORM)
def import_columns(request, pk: int):
    batch = _batch(request, pk)
    if batch.state not in (State.COLUMNS, State.CHECKED) or batch.job:
        return redirect(batch)
    rows = list(steps.staged(batch).values_list("cells", flat=True)[:30])
    form = forms.ColumnsForm(
        request.POST or None, batch=batch, kind=request.kind, labels=steps.labels(batch), rows=rows
    )
    if (
        request.method == "POST"
        and form.is_valid()
        and _tried(form, lambda: operations.choose_columns(batch, form.mapping))
    ):
        return redirect(batch)
    return _page(
        request,
        "columns",
        batch,
        "check",
        title="Vérifier les colonnes",
        form=form,
        rows=batch.rows,
    )


def _tried(form, operation) -> bool:
    try:
        operation()
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return False
    return True


# Correct ────────────────────────────────────────────────────────────────────────────────────────


@imports(FORM)
def import_correct(request, pk: int):
    """The problems, grouped by rule and column; a value is corrected everywhere at once."""
    batch = _batch(request, pk)
    if batch.state != State.CHECKED or batch.job:
        return redirect(batch)
    if request.method == "POST":
        _say(request, lambda: operations.correct_values(batch, forms.corrections(request.POST)))
        return redirect(batch)
    rows = steps.staged(batch).filter(action=StagedRow.Action.ERROR)
    groups = words.groups(
        batch,
        request.kind,
        rows,
        lambda line: _url(request, "import_row", batch.kind, batch.pk, line),
    )
    if not groups:
        return redirect(batch)
    return _page(
        request,
        "correct",
        batch,
        "correct",
        title="Corriger",
        fact=words.problems(batch, request.kind),
        groups=groups,
        confirm_url=_url(request, "import_confirm", batch.kind, batch.pk)
        if words.to_write(batch)
        else "",
    )


def _say(request, operation) -> None:
    try:
        n = operation()
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        done = f"{french.count(n, 'ligne corrigée', 'lignes corrigées')}, vérification refaite."
        messages.success(request, done if n else "Rien n’a changé.")


@imports(FORM)
def import_row(request, pk: int, line: int):
    """One row, all its cells."""
    batch = _batch(request, pk)
    row = get_object_or_404(steps.staged(batch), line=line)
    if batch.state != State.CHECKED or batch.job:
        return redirect(batch)
    form = forms.RowForm(request.POST or None, kind=request.kind, row=row, mapping=batch.mapping)
    if (
        request.method == "POST"
        and form.is_valid()
        and _tried(form, lambda: operations.correct_row(batch, line, form.changed_cells()))
    ):
        row.refresh_from_db()
        if row.action != StagedRow.Action.ERROR:
            messages.success(request, f"La ligne {line} est corrigée.")
            return redirect(batch)
        form = forms.RowForm(None, kind=request.kind, row=row, mapping=batch.mapping)
    return _page(
        request,
        "row",
        batch,
        "correct",
        title=f"Ligne {line}",
        row=row,
        form=form,
        submit_label="Enregistrer la ligne",
        cancel_url=batch.get_absolute_url(),
        leave_url=_url(request, "import_leave", batch.kind, batch.pk, line),
    )


@imports(ACT)
def import_leave(request, pk: int, line: int):
    batch = _batch(request, pk)
    try:
        operations.leave_row(batch, line)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, f"La ligne {line} ne sera pas importée.")
    return redirect(batch)


# Confirm ────────────────────────────────────────────────────────────────────────────────────────


@imports(FORM)
def import_confirm(request, pk: int):
    batch = _batch(request, pk)
    if batch.state != State.CHECKED or batch.job:
        return redirect(batch)
    if request.method == "POST":
        try:
            operations.confirm(batch)
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
        return redirect(batch)
    rows = steps.staged(batch)
    return _page(
        request,
        "confirm",
        batch,
        "confirm",
        title="Confirmer",
        fact=words.forecast(batch, request.kind),
        n=words.to_write(batch),
        failed=batch.counts.get("error", 0),
        notes=[row for row in rows.exclude(notes=[])[:20] if not row.errors],
        updates=words.changes(request.kind, rows.filter(action=StagedRow.Action.UPDATE)[:10]),
        created=rows.filter(action=StagedRow.Action.CREATE)[:10],
    )


@imports()
def import_rows(request, pk: int):
    """Every row and what it would do, or did."""
    batch = _batch(request, pk)
    return render_list(
        request,
        queryset=steps.staged(batch),
        table=staged_table(
            request.kind, lambda line: _url(request, "import_row", batch.kind, batch.pk, line)
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


# Report ─────────────────────────────────────────────────────────────────────────────────────────


@imports()
def import_failed(request, pk: int):
    """The rows left to correct, as they are, with a column that says why: corrected, the file is imported again."""
    batch = _batch(request, pk)
    rows = steps.staged(batch).filter(action=StagedRow.Action.ERROR)
    head = steps.labels(batch)
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
        columns=[column.label for column in columns],
        rows=n,
        named=request.kind.is_named,
    )
    return _workbook(
        file, f"a-corriger_{request.territory.slug}_{timezone.localdate():%Y-%m-%d}.xlsx"
    )


@imports(FORM)
def import_undo(request, pk: int):
    batch = _batch(request, pk)
    if batch.state != State.DONE or batch.job:
        return redirect(batch)
    if request.method == "POST":
        try:
            kept = operations.undo(batch, by=request.user)
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
            return redirect(batch)
        messages.success(request, words.undone(kept))
        return redirect(batch)
    context = {
        "title": "Annuler cet import ?",
        "text": words.to_undo(batch, request.kind),
        "consequence": "Ce que quelqu’un a modifié depuis l’import est gardé.",
        "submit_label": "Annuler l’import",
        "cancel_url": batch.get_absolute_url(),
        "danger": True,
    }
    return render(request, "ui/confirm_page.html", context)


@imports(FORM)
def import_close(request, pk: int):
    batch = _batch(request, pk)
    if request.method == "POST":
        operations.close(batch)
        messages.success(request, "Le fichier et les lignes en attente sont effacés.")
        return redirect(reverse(request.kind.list_url, args=[request.territory.slug]))
    is_done = batch.state == State.DONE
    context = {
        "title": "Clore cet import ?" if is_done else "Abandonner cet import ?",
        "text": "Ce qui a été importé reste."
        if is_done
        else "Rien n’a été écrit, rien ne le sera.",
        "consequence": "Les lignes à corriger et la possibilité d’annuler sont effacées."
        if is_done
        else "Le fichier et ses lignes sont effacés tout de suite.",
        "submit_label": "Clore l’import" if is_done else "Abandonner l’import",
        "cancel_url": batch.get_absolute_url(),
    }
    return render(request, "ui/confirm_page.html", context)


@imports(ACT)
def import_retry(request, pk: int):
    batch = _batch(request, pk)
    operations.retry(batch)
    return redirect(batch)
