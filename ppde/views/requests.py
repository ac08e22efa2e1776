"""Levers and programmes asked for persons; who had what partners gave."""

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from ppde import operations
from ppde.models import DeliveryPerson, SchemeRequest
from ppde.operations.readings import named_exporter
from ppde.resources.forms import (
    DeliveryCorrectForm,
    DeliveryPersonsForm,
    RequestCloseForm,
    RequestCorrectForm,
    RequestForm,
)
from ppde.resources.tables import RequestFilters, requests_table
from ppde.views.common import get_row, persons, rows_of_files, tried
from territories.access import FORM, allows
from territories.models import CommitmentDelivery, Scheme
from territories.resources.operations import refuse_corrected
from territories.resources.tables import tabs
from tzcld.ui import french
from tzcld.ui.confirm import closed
from tzcld.ui.lists import render_list


@allows("person_edit")
def scheme_request_list(request):
    rows = rows_of_files(request, SchemeRequest)
    n = rows.filter(state=SchemeRequest.State.ASKED).count()
    return render_list(
        request,
        queryset=rows.select_related("person", "scheme"),
        table=requests_table(request.territory.slug),
        title="Demandes de leviers",
        filterset_class=RequestFilters,
        template="territories/resource_list.html",
        export=named_exporter(request, SchemeRequest),
        context={
            "lead": "Aucune demande n’attend de réponse."
            if not n
            else "Une demande attend une réponse."
            if n == 1
            else f"{n} demandes attendent une réponse.",
            "tabs": tabs(request),
            "empty_action": {
                "label": "Choisir un levier",
                "url": reverse("territories:scheme_list", args=[request.territory.slug]),
            },
        },
    )


@allows("person_edit", methods=FORM)
def scheme_request_create(request, pk: int):
    """Ask for this lever, for a person found by name or number."""
    schemes = Scheme.objects.visible_to(request.user).of(request.territory)
    scheme = get_object_or_404(schemes, pk=pk)
    form = RequestForm(request.POST or None, territory=request.territory, persons=persons(request))
    if form.is_valid():
        data = form.cleaned_data
        if tried(
            form,
            lambda: operations.ask_scheme(data["person"], scheme, on=data["on"], by=request.user),
        ):
            messages.success(
                request, f"La demande pour {data['person']} est notée dans son parcours."
            )
            return redirect("ppde:scheme_request_list", request.territory.slug)
    intro = scheme.how_to or f"Joindre {scheme.organisation}."
    title = f"Demander «\u00a0{scheme}\u00a0»"
    return _page(
        request, form, title, "Noter la demande", intro=intro, **_agreement(request, form, scheme),
        template="ppde/scheme_request_form.html",
    )  # fmt: skip


def _agreement(request, form, scheme) -> dict:
    """Whom to ask first, when the request was refused for want of an agreement."""
    if not form.is_bound:
        return {}
    if form.has_error(NON_FIELD_ERRORS, code="outside"):
        return {"outside": scheme.organisation}
    if not form.has_error(NON_FIELD_ERRORS, code="consent"):
        return {}
    partner = operations.partner_of(scheme, request.territory)
    return {"unagreed": form.cleaned_data["person"], "partner": partner}


@allows("person_edit", methods=FORM)
def scheme_request_close(request, pk: int):
    row = get_row(request, SchemeRequest, pk, "scheme")
    form = RequestCloseForm(request.POST or None)
    if form.is_valid() and tried(
        form, lambda: operations.close_request(row, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, "La réponse est notée dans le parcours.")
        return redirect("ppde:scheme_request_list", request.territory.slug)
    if request.method != "POST":
        operations.record_reading(row.person, by=request.user)
    return _page(
        request, form, "Noter la réponse", "Noter la réponse", intro=f"{row.person}, {row.scheme}."
    )


@allows("person_edit", methods=FORM)
def scheme_request_correct(request, pk: int):
    """An answer noted wrongly: another, or none yet, with the reason."""
    row = get_row(request, SchemeRequest, pk, "scheme")
    initial = {"state": row.state, "on": row.closed_on, "result": row.result}
    form = RequestCorrectForm(request.POST or None, initial=initial)
    if form.is_valid() and tried(
        form, lambda: operations.correct_request(row, by=request.user, **form.cleaned_data)
    ):
        messages.success(
            request, form.told("C’est corrigé. La réponse d’avant reste dans le parcours.")
        )
        return redirect("ppde:scheme_request_list", request.territory.slug)
    if request.method != "POST":
        operations.record_reading(row.person, by=request.user)
    title = "Corriger la réponse"
    return _page(request, form, title, title, intro=f"{row.person}, {row.scheme}.")


@allows("person_edit", methods=FORM)
def delivery_persons(request, pk: int):
    """Who had the places that a partner gave: the team alone reads it."""
    found = CommitmentDelivery.objects.visible_to(request.user).within(request.territory)
    delivery = get_object_or_404(found.select_related("commitment__organisation"), pk=pk)
    rows = DeliveryPerson.objects.visible_to(request.user).filter(delivery=delivery)
    known = [
        row.person.reference for row in rows.select_related("person").order_by("person__number")
    ]
    form = DeliveryPersonsForm(
        request.POST or None, persons=persons(request), initial={"numbers": ", ".join(known)}
    )
    back = reverse(
        "territories:commitment_detail", args=[request.territory.slug, delivery.commitment_id]
    )
    if form.is_valid() and tried(
        form,
        lambda: (operations.link_delivery(delivery, form.found, by=request.user), True),
        "numbers",
    ):
        messages.success(request, form.told("C’est noté."))
        return redirect(back)
    intro = f"{delivery.commitment.organisation}. Cela reste dans l’équipe\u00a0: les autres lisent le nombre."
    return _page(
        request, form, "Dire qui a eu la place", "Enregistrer", intro=intro, cancel_url=back
    )


@allows("resource_edit", methods=FORM)
def delivery_correct(request, pk: int):
    """What a partner gave, written by mistake: corrected or withdrawn, the first words stay with the reason."""
    found = CommitmentDelivery.objects.visible_to(request.user).within(request.territory)
    found = found.select_related("commitment__organisation", "commitment__territory")
    delivery = get_object_or_404(found, pk=pk)
    # What a colleague wrote since is read there.
    if refusal := closed(request, lambda: refuse_corrected(delivery), to=delivery.commitment):
        return refusal
    initial = {name: getattr(delivery, name) for name in ("on", "number", "note")}
    form = DeliveryCorrectForm(request.POST or None, initial=initial)
    if form.is_valid() and tried(
        form, lambda: operations.correct_delivery(delivery, by=request.user, **form.cleaned_data)
    ):
        messages.success(
            request, form.told("C’est corrigé. La ligne d’avant reste dans les corrections.")
        )
        return redirect(delivery.commitment)
    return _page(
        request,
        form,
        "Corriger ce qui a été noté",
        "Enregistrer la correction",
        intro=f"{delivery.commitment}, le {french.date(delivery.on)}.",
        cancel_url=delivery.commitment.get_absolute_url(),
    )


def _page(request, form, title: str, label: str, **context):
    back = reverse("ppde:scheme_request_list", args=[request.territory.slug])
    context = {
        "form": form,
        "title": title,
        "submit_label": label,
        "cancel_url": back,
        "breadcrumb": [{"label": "Demandes de leviers", "url": back}, {"label": title}],
    } | context
    return render(request, context.pop("template", "ui/form_page.html"), context)
