"""What the pages of this room share: the rows of the territory of the address, and the way back."""

from dataclasses import replace

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse

from ebe.directions.standing import without_enterprise
from ebe.models import Enterprise, holds
from tzcld.queries import alphabetical
from tzcld.ui.lists import render_list


def rows(request, model) -> QuerySet:
    """The rows of `model` that the account may see here; at the hub, those of all its territories."""
    visible = model.objects.visible_to(request.user)
    if request.territory.is_hub:
        return visible.filter(territory__hub=request.territory)
    return visible.within(request.territory)


def row_or_404(request, model, pk: int, *related: str):
    """A row of the territory of the address, never a neighbour's."""
    return get_object_or_404(
        model.objects.visible_to(request.user)
        .within(request.territory)
        .select_related("territory", *related),
        pk=pk,
    )


def enterprise_or_404(request, pk: int, verb: str) -> Enterprise:
    """An enterprise of this territory on which the account holds `verb`: for a direction, its own."""
    enterprise = row_or_404(request, Enterprise, pk)
    if not holds(request.scope, verb, enterprise):
        raise Http404
    return enterprise


def enterprises(request) -> QuerySet[Enterprise]:
    return rows(request, Enterprise).select_related("territory").order_by(alphabetical("name"))


def url(request, name: str, *args) -> str:
    return reverse(f"ebe:{name}", args=[request.territory.slug, *args])


def trail(request, *steps: tuple[str, str]) -> list[dict]:
    """Breadcrumb from the list of enterprises; the last step has no address."""
    first = {"label": "Entreprises", "url": url(request, "enterprise_list")}
    return [first, *({"label": label, "url": to} for label, to in steps)]


def own_list(request, *, table, context: dict, **options):
    """`render_list` of rows of the enterprises: a direction that has none is told why nothing is there."""
    why = without_enterprise(request.scope)
    if why:
        table = replace(table, empty=why)
        context = {**context, "actions": [], "empty_action": None}
    return render_list(request, table=table, context=context, **options)


def form_page(request, form, *, title: str, submit: str, cancel: str, **context) -> dict:
    """Context of ui/form_page.html."""
    return {
        "form": form,
        "title": title,
        "submit_label": submit,
        "cancel_url": cancel,
        "intro": "",
        **context,
    }
