"""The phases of a territory: the next one, one of the past, a mistake corrected or taken back."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from territories.access import FORM, allows
from territories.forms import PhaseCorrectionForm, PhaseForm, PhaseRemovalForm
from territories.models import Phase
from territories.operations import phases as operations
from territories.views.sheet import form_page, trail
from tzcld.ui.confirm import confirm


@allows("territory_edit", methods=FORM)
def phase_open(request):
    form = PhaseForm(request.POST or None)
    if form.is_valid():
        try:
            operations.open_phase(request.territory, **form.cleaned_data, by=request.user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, "La phase est enregistrée.")
            return redirect("territories:territory_detail", request.territory.slug)
    return form_page(request, form, "Ajouter une phase", "Enregistrer la phase")


@allows("territory_edit", methods=FORM)
def phase_edit(request, pk: int):
    phase = _phase(request, pk)
    initial = {"kind": phase.kind, "since": phase.since, "act": phase.act}
    form = PhaseCorrectionForm(request.POST or None, initial=initial)
    if form.is_valid():
        try:
            operations.correct_phase(phase, **form.cleaned_data, by=request.user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, form.told("La phase est corrigée."))
            return redirect("territories:territory_detail", request.territory.slug)
    delete = reverse("territories:phase_delete", args=[request.territory.slug, phase.pk])
    return form_page(
        request, form, "Corriger une phase", "Enregistrer la correction", delete_url=delete
    )


@allows("territory_edit", methods=FORM)
def phase_delete(request, pk: int):
    phase = _phase(request, pk)
    return confirm(
        request,
        partial(operations.remove_phase, phase, by=request.user),
        to=request.territory,
        form=PhaseRemovalForm(request.POST or None),
        done="La phase est supprimée.",
        title=f"Supprimer la phase « {phase} » ?",
        consequence="La phase d’avant, si elle finit la veille, prendra ses jours. La suppression est inscrite au journal.",
        submit_label="Supprimer la phase",
        cancel_url=reverse("territories:phase_edit", args=[request.territory.slug, phase.pk]),
        breadcrumb=trail(request, "Supprimer une phase"),
        danger=True,
    )


def _phase(request, pk: int) -> Phase:
    rows = Phase.objects.within(request.territory).select_related("territory")
    return get_object_or_404(rows, pk=pk)
