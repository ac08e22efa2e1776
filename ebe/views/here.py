"""What the pages of this room share: the rows of the territory of the address, and the way back."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from ebe.directions.standing import without_enterprise
from ebe.models import Enterprise, MissingMonth, holds
from ppde.operations import record_reading
from tzcld.queries import alphabetical
from tzcld.ui import french
from tzcld.ui.forms import told
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


def opened(request, row):
    """The contract or the proposal of this page, which names its person: opening it is reading the file."""
    if row.person and request.method != "POST":
        record_reading(row.person, by=request.user, verb=row._meta.model_name)
    return row


def opened_or_404(request, model, pk: int, *related: str):
    """A contract or a proposal of the territory of the address, whose page is written in the read log."""
    return opened(request, row_or_404(request, model, pk, "person", *related))


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


def done(
    request,
    form,
    enterprise: Enterprise,
    operation,
    *args,
    said: str | Callable[[Any], str],
    **more,
) -> tuple:
    """Do the operation with what the form says: (its result,), or () once its refusals are errors of the form.

    It is said (`said`, or what makes it from the result), then the months whose CDE it made wrong. `more`: what the operation
    takes besides the form.
    """
    if not form.is_valid():
        return ()
    known = outdated_months(enterprise)
    result = form.attempt(operation, *args, by=request.user, **more, **form.cleaned_data)
    if form.errors:
        return ()
    messages.success(request, told(form, said if isinstance(said, str) else said(result)))
    say_outdated(request, enterprise, known)
    return (result,)


def act(request, enterprise: Enterprise, form, operation, subject, *, said: str, **page):
    """The page of an act on the enterprise, or on a row of it (`subject`): the form, then the enterprise."""
    if done(request, form, enterprise, operation, subject, said=said):
        return redirect(enterprise)
    to = enterprise.get_absolute_url()
    steps = trail(request, (enterprise.name, to), (page["title"], ""))
    return render(
        request, "ui/form_page.html", form_page(request, form, cancel=to, breadcrumb=steps, **page)
    )


# Beyond so many, the months are said by the first and the last.
SAID = 6


def outdated_months(enterprise: Enterprise) -> set[date]:
    """Months of the enterprise whose CDE is to be computed again, or is missing before others."""
    rows = enterprise.statements.filter(outdated_on__isnull=False)
    missing = MissingMonth.objects.filter(enterprise=enterprise).computable()
    return {month for found in (rows, missing) for month in found.values_list("month", flat=True)}


def say_outdated(request, enterprise: Enterprise, known: set[date]) -> None:
    """After an act: the months whose CDE it made wrong; `known` before it are not said twice."""
    months = sorted(outdated_months(enterprise) - known)
    if not months:
        return
    if len(months) > SAID:
        told = f"{french.count(len(months), 'état')} de la CDE, {french.de(french.month(months[0]))} à {french.month(months[-1])}, sont"
    else:
        told = french.listing([french.de(french.month(month)) for month in months])
        told = f"{french.accord(len(months), 'L’état,Les états')} de la CDE {told} {french.accord(len(months), 'est,sont')}"
    never = MissingMonth.objects.filter(enterprise=enterprise, month__in=months).count()
    which = f", dont {never} jamais {french.accord(never, 'calculé,calculés')}" if never else ""
    messages.warning(request, f"{told} à recalculer{which}.")
