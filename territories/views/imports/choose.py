"""What may be imported, and the file chosen."""

import io

from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import redirect

from territories import journal
from territories.access import FORM
from territories.imports import forms, operations, words
from territories.imports.kinds import kinds
from territories.imports.models import Batch
from territories.imports.tables import BATCHES, BatchFilters
from territories.views.imports.guard import (
    State,
    batches,
    imports,
    page,
    url,
    workbook,
)
from tzcld.imports.reading import LIMITS
from tzcld.imports.template import write_template
from tzcld.ui.lists import render_list


def import_list(request, territory: str):
    """What may be imported here, and what was."""
    request.territory = request.scope.enter(territory)
    held = [
        kind
        for kind in kinds().values()
        if request.scope.can(kind.verb) and (kind.in_hub or not request.territory.is_hub)
    ]
    if not held:
        raise PermissionDenied
    return render_list(
        request,
        queryset=batches(request).select_related("opened_by", "territory"),
        table=BATCHES,
        title="Imports",
        filterset_class=BatchFilters,
        filterset_kwargs={"held": held},
        template="territories/imports/list.html",
        export=journal.exporter(request, Batch),
        context={
            "kinds": [
                {"label": kind.title, "url": url(request, "import_start", kind.slug)}
                for kind in held
            ],
            "lead": "Un tableur se vérifie et se corrige ici avant que rien ne soit écrit.",
        },
    )


@imports(FORM)
def import_start(request):
    kind = request.kind
    form = forms.FileForm(request.POST or None, request.FILES or None)
    missing = kind.may_import()
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            if missing:
                # Nothing of the file is kept where nothing of it could be written.
                raise ValidationError(missing)
            batch = operations.open_batch(kind, name=file.name, data=file.read())
        except ValidationError as refusal:
            form.add_error("file", refusal)
        else:
            if batch.state != State.REFUSED:
                return redirect(batch)
            form.add_error("file", batch.error)
            batch.delete()
    return page(
        request,
        "start",
        None,
        "choose",
        title=f"Importer des {kind.many}",
        form=form,
        limits=LIMITS,
        missing=missing,
        kept=words.kept(request.territory),
        needed=[column for column in kind.columns if column.required],
        template_url=url(request, "import_template", kind.slug),
        recent=batches(request)
        .filter(kind=kind.slug)
        .exclude(state=State.REFUSED)
        .select_related("territory")[:5],
    )


@imports()
def import_template(request):
    file = io.BytesIO()
    write_template(file, request.kind.columns)
    return workbook(file, f"modele-{request.kind.slug}.xlsx")
