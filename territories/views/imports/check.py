"""Where an import stands, its columns, its problems, its rows."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django_htmx.http import HttpResponseClientRefresh

from territories.access import ACT, FORM
from territories.imports import forms, operations, steps, words
from territories.imports.models import StagedRow, line_said
from territories.views.imports.guard import State, batch_or_404, imports, page, tried, url
from tzcld.ui import french


@imports()
def import_batch(request, pk: int):
    """Where the import stands: the work under way, or the page of its step."""
    batch = batch_or_404(request, pk)
    if batch.job:
        return page(
            request,
            "job",
            batch,
            words.STEP[batch.state],
            title=words.title(batch),
            job=words.Progress(batch),
            leave_label=words.leave(batch),
        )
    if batch.state in (State.COLUMNS, State.CHECKED):
        return redirect(url(request, words.next_page(batch), batch.kind, batch.pk))
    return page(
        request,
        "report",
        batch,
        "report",
        title="Bilan de l’import",
        fact=words.report(batch, request.kind),
        undo_until=words.kept_until(batch) if batch.written_at else None,
        list_url=reverse(request.kind.list_url, args=[request.territory.slug]),
        failed=words.aside(batch),
    )


@imports()
def import_progress(request, pk: int):
    """The panel of the work, asked again by the page; once over, the page reloads."""
    batch = batch_or_404(request, pk)
    if not batch.is_working:
        return HttpResponseClientRefresh()
    return render(
        request, "territories/imports/progress.html", {"job": words.Progress(batch), "batch": batch}
    )


@imports(FORM)
def import_columns(request, pk: int):
    batch = batch_or_404(request, pk)
    if batch.state not in (State.COLUMNS, State.CHECKED) or batch.job:
        return redirect(batch)
    if "relire" in request.POST:
        return _read_again(request, batch)
    rows = list(steps.staged(batch).values_list("cells", flat=True)[:30])
    sheets = steps.sheets(batch)
    form = forms.ColumnsForm(
        request.POST or None, batch=batch, kind=request.kind, labels=steps.labels(batch), rows=rows
    )
    if (
        request.method == "POST"
        and form.is_valid()
        and tried(form, lambda: operations.choose_columns(batch, form.mapping, by=request.user))
    ):
        return redirect(batch)
    return page(
        request,
        "columns",
        batch,
        "check",
        title="Vérifier les colonnes",
        form=form,
        rows=batch.rows,
        sheets=sheets,
        totals=words.totals(batch),
        untitled=batch.has_titles and not batch.mapping,
        reading=forms.ReadingForm(batch=batch, sheets=sheets)
        if len(sheets) > 1 or not batch.mapping or not batch.has_titles
        else None,
        loses=bool(batch.counts),
        left_aside=french.listing(form.left_aside) if batch.mapping and not batch.counts else "",
    )


def _read_again(request, batch):
    form = forms.ReadingForm(request.POST, batch=batch, sheets=steps.sheets(batch))
    if form.is_valid():
        said = form.cleaned_data
        try:
            operations.read_again(
                batch,
                sheet=said.get("sheet", batch.sheet),
                has_titles=not said["without_titles"],
                by=request.user,
            )
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
    return redirect(batch)


@imports(FORM)
def import_correct(request, pk: int):
    """The problems, grouped by rule and column; a value is corrected everywhere at once."""
    batch = batch_or_404(request, pk)
    if batch.state != State.CHECKED or batch.job:
        return redirect(batch)
    if request.method == "POST":
        _correct(request, batch)
        return redirect(batch)

    def to(line: int) -> str:
        return url(request, "import_row", batch.kind, batch.pk, line)

    rows = steps.staged(batch)
    groups = words.groups(request.kind, rows.filter(action=StagedRow.Action.ERROR), to)
    own = words.own_numbers(request.kind, batch, rows, steps.labels(batch))
    doubts = words.doubts(request.kind, rows, to, but=request.kind.own_numbers if own else "")
    if not (groups or doubts):
        return redirect(batch)
    return page(
        request,
        "correct",
        batch,
        "correct",
        title="Corriger",
        fact=words.problems(batch),
        groups=groups,
        doubts=doubts,
        own=own,
        beside=words.beside(request.kind, rows),
        totals=words.totals(batch),
        undecided=batch.counts.get("doubt", 0),
        more=max(0, batch.counts.get("doubt", 0) - len(doubts)),
        confirm_url=url(request, "import_confirm", batch.kind, batch.pk)
        if words.to_write(batch)
        else "",
    )


def _correct(request, batch) -> None:
    aside = ""
    # Sent twice, or from a page not reloaded: they are rows already.
    takes_back = "totaux" in request.POST and bool(steps.totals_left(batch))
    if request.POST.get("numeros") in batch.mapping:
        aside = request.kind.may_count_lines(batch.mapping)
    try:
        corrected, left = operations.correct_values(
            batch,
            forms.corrections(request.POST),
            forms.decisions(request.POST),
            left=forms.left(request.POST),
            leaves_repeated="repetees" in request.POST,
            aside=aside,
            created=forms.created(request.POST, request.kind)
            if request.scope.can(request.kind.creates_verb)
            else {},
            takes_back=takes_back,
            by=request.user,
        )
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return
    if not (corrected or left or aside or takes_back):
        messages.info(request, "Rien n’a changé.")
        return
    batch.refresh_from_db()
    check = "vérification en cours" if batch.is_working else "vérification refaite"
    told = [french.count(corrected, "ligne corrigée", "lignes corrigées")] if corrected else []
    told += [french.count(left, "ligne écartée", "lignes écartées")] if left else []
    told += ["numéros du fichier mis de côté"] if aside else []
    told += ["totaux repris comme des lignes"] if takes_back else []
    messages.success(request, f"{french.upper_first(french.listing(told))}, {check}.")


@imports(FORM)
def import_row(request, pk: int, line: int):
    """One row, all its cells."""
    batch = batch_or_404(request, pk)
    row = get_object_or_404(steps.staged(batch), line=line)
    if batch.state != State.CHECKED or batch.job:
        return redirect(batch)
    form = forms.RowForm(request.POST or None, kind=request.kind, row=row, mapping=batch.mapping)
    if (
        request.method == "POST"
        and form.is_valid()
        and tried(
            form,
            lambda: operations.correct_row(
                batch, line, form.changed_cells(), form.decision, by=request.user
            ),
        )
    ):
        batch.refresh_from_db()
        if batch.is_working:
            messages.success(
                request, f"La ligne {row.place} est enregistrée, vérification en cours."
            )
            return redirect(batch)
        row.refresh_from_db()
        if row.action not in StagedRow.ASIDE:
            messages.success(request, f"La ligne {row.place} est corrigée.")
            return redirect(batch)
        form = forms.RowForm(None, kind=request.kind, row=row, mapping=batch.mapping)
    return page(
        request,
        "row",
        batch,
        "correct",
        title=f"Ligne {row.place}",
        row=row,
        form=form,
        submit_label="Enregistrer la ligne",
        cancel_url=batch.get_absolute_url(),
        leave_url=url(request, "import_leave", batch.kind, batch.pk, line),
    )


@imports(ACT)
def import_leave(request, pk: int, line: int):
    batch = batch_or_404(request, pk)
    try:
        operations.leave_row(batch, line, by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, f"La ligne {line_said(line)} ne sera pas importée.")
    return redirect(batch)
