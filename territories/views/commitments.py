"""What partners promised, and what they gave."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from territories import journal
from territories.access import FORM, allows
from territories.resources import operations
from territories.resources.forms import CommitmentForm, DeliveryForm
from territories.resources.models import Commitment, CommitmentDelivery
from territories.resources.tables import (
    COMMITMENTS,
    CommitmentFilters,
    commitment_state,
    promise_words,
    tabs,
)
from tzcld.ui import french
from tzcld.ui.lists import render_list
from tzcld.ui.once import once, saved_once

HOME = "Engagements des partenaires"


def _here(request):
    found = Commitment.objects.visible_to(request.user).within(request.territory)
    return found.with_given().select_related("organisation", "territory")


def _url(request, name: str, *args) -> str:
    return reverse(f"territories:{name}", args=[request.territory.slug, *args])


@allows("resource_view")
def commitment_list(request):
    add = {
        "label": "Noter un engagement",
        "url": _url(request, "commitment_create"),
        "icon": "plus-lg",
        "primary": True,
    }
    return render_list(
        request,
        queryset=_here(request),
        table=COMMITMENTS,
        title=HOME,
        filterset_class=CommitmentFilters,
        template="territories/resource_list.html",
        export=journal.exporter(request, Commitment),
        context={
            "lead": _lead(request),
            "tabs": tabs(request),
            "actions": [add] if request.scope.can("resource_edit") else [],
        },
    )


def _lead(request) -> str:
    """What must be recalled to a partner before it is too late."""
    soon = _here(request).ending(timezone.localdate())
    n = sum(row.given < row.promised for row in soon)
    if not n:
        return "Aucun engagement à tenir ne se termine dans les trente jours."
    verb = french.accord(n, "se termine,se terminent")
    return f"{french.count(n, 'engagement')} {verb} dans les trente jours sans être {french.accord(n, 'tenu,tenus')}."


@allows("resource_view")
def commitment_detail(request, pk: int):
    row = get_object_or_404(_here(request), pk=pk)
    context = {
        "title": f"{row.organisation}, {row.get_kind_display()}",
        "commitment": row,
        "state": commitment_state(row),
        "words": promise_words(row),
        "period": french.period(row.since, row.until),
        **_deliveries(request, row),
        "may_edit": request.scope.can("resource_edit"),
        "may_name": request.scope.can("person_edit"),
        "breadcrumb": _crumbs(request, str(row.organisation)),
    }
    return render(request, "territories/commitment_detail.html", context)


def _deliveries(request, row: Commitment) -> dict:
    """Those that count, and what was corrected, with who and why."""
    found = CommitmentDelivery.objects.visible_to(request.user).filter(commitment=row)
    found = list(found.select_related("author", "corrects"))
    corrected = {row.corrects_id for row in found}
    return {
        "deliveries": [d for d in found if d.pk not in corrected and not d.is_withdrawn],
        "corrections": [d for d in found if d.corrects_id],
    }


@allows("resource_edit", methods=FORM)
def commitment_create(request):
    return _form(request, Commitment(), "Noter un engagement", "Noter l’engagement")


@allows("resource_edit", methods=FORM)
def commitment_edit(request, pk: int):
    row = get_object_or_404(_here(request), pk=pk)
    return _form(request, row, "Modifier l’engagement", "Enregistrer l’engagement")


def _form(request, row: Commitment, title: str, label: str):
    form = CommitmentForm(request.POST or None, instance=row, territory=request.territory)
    save = partial(operations.save_commitment, by=request.user)
    if form.is_valid() and (done := saved_once(request, form, save)):
        messages.success(request, done[1] or form.told("L’engagement est noté."))
        return redirect("territories:commitment_detail", request.territory.slug, done[0].pk)
    return _page(request, form, title, label)


@allows("resource_edit", methods=FORM)
def delivery_create(request, pk: int):
    """Places or jobs given."""
    row = get_object_or_404(_here(request), pk=pk)
    form = DeliveryForm(request.POST or None)

    def write() -> tuple[CommitmentDelivery, str]:
        return once(request, lambda: operations.give(row, by=request.user, **form.cleaned_data))

    if form.is_valid() and (done := _tried(form, write)):
        messages.success(request, done[1] or "C’est noté. Merci à ce partenaire.")
        return redirect("territories:commitment_detail", request.territory.slug, pk)
    return _page(
        request,
        form,
        "Noter ce qui a été donné",
        "Noter",
        intro=f"{row.organisation}. {promise_words(row)}",
    )


def _tried(form, operation):
    try:
        return operation()
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return None


def _page(request, form, title: str, label: str, **context):
    context |= {
        "form": form,
        "title": title,
        "submit_label": label,
        "cancel_url": _url(request, "commitment_list"),
        "breadcrumb": _crumbs(request, title),
    }
    return render(request, "ui/form_page.html", context)


def _crumbs(request, last: str) -> list[dict]:
    return [{"label": HOME, "url": _url(request, "commitment_list")}, {"label": last}]
