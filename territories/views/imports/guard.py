"""Who may import what, and what the pages of an import share."""

import io
from functools import wraps

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from territories.access import remember
from territories.imports import words
from territories.imports.kinds import kinds
from territories.imports.models import Batch
from tzcld import sheets

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


def batches(request):
    return Batch.objects.visible_to(request.user).within(request.territory)


def batch_or_404(request, pk: int) -> Batch:
    rows = batches(request).select_related("territory__hub", "opened_by")
    return get_object_or_404(rows, pk=pk, kind=request.kind.slug)


def url(request, name: str, *args) -> str:
    return reverse(f"territories:{name}", args=[request.territory.slug, *args])


def page(request, template: str, batch: Batch | None, step: str, **context):
    kind = request.kind
    back = reverse(kind.list_url, args=[request.territory.slug])
    start = url(request, "import_start", kind.slug)
    context = {
        "kind": kind,
        "batch": batch,
        "steps": words.steps(step),
        "breadcrumb": [
            {"label": kind.title, "url": back},
            {"label": "Importer un tableur", "url": start if batch else ""},
        ],
        "cancel_url": url(request, "import_close", kind.slug, batch.pk) if batch else back,
        **context,
    }
    return render(request, f"territories/imports/{template}.html", context)


def workbook(file: io.BytesIO, name: str) -> HttpResponse:
    response = HttpResponse(file.getvalue(), content_type=sheets.CONTENT_TYPES["xlsx"])
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def tried(form, operation) -> bool:
    try:
        operation()
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return False
    return True
