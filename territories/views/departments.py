"""The département of a territory, from a day on, which the hub writes."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from territories.access import FORM, allows
from territories.forms import TerritoryDepartmentForm, WithdrawRowForm
from territories.models import TerritoryDepartment
from territories.operations.departments import withdraw_department, write_department
from territories.views.sheet import form_page, may_write_department
from tzcld.ui.confirm import confirm
from tzcld.ui.forms import refused

TITLE = "Département du territoire"


def _here(request):
    territory = request.territory
    if territory.is_hub:
        raise Http404
    if not may_write_department(request.scope, territory):
        raise PermissionDenied
    return territory


@allows("territory_edit", FORM)
def department_create(request):
    """A new row, beside those written."""
    here = _here(request)
    form = TerritoryDepartmentForm(request.POST or None)
    if form.is_valid():
        try:
            row = write_department(here, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            refused(form, error)
        else:
            messages.success(
                request,
                f"{here} est dans le département {row.code} {row.since_words}. Les mois de la CDE que cela change passent «\u00a0à recalculer\u00a0».",
            )
            return redirect("territories:territory_detail", here.slug)
    return form_page(
        request,
        form,
        TITLE,
        "Ajouter la ligne",
        template="territories/departments.html",
        intro="Un autre département à partir d’un jour\u00a0: ajoutez une ligne à sa date. Un numéro faux\u00a0: retirez sa ligne, puis écrivez la bonne.",
        rows=TerritoryDepartment.objects.within(here),
    )


@allows("territory_edit", FORM)
def department_withdraw(request, pk: int):
    here = _here(request)
    row = get_object_or_404(TerritoryDepartment.objects.within(here), pk=pk)
    back = reverse("territories:department_create", args=[here.slug])
    return confirm(
        request,
        partial(withdraw_department, row, by=request.user),
        to=back,
        form=WithdrawRowForm(request.POST or None),
        done="La ligne est retirée.",
        title=f"Retirer le département {row.code}, {row.since_words}\u00a0?",
        facts=[],
        consequence="La ligne d’avant vaut de nouveau\u00a0; sans elle, le département n’est plus dit. Les mois de la CDE que cela change "
        "passent «\u00a0à recalculer\u00a0».",
        submit_label="Retirer la ligne",
        danger=True,
        breadcrumb=[
            {"label": here.name, "url": here.get_absolute_url()},
            {"label": TITLE, "url": back},
            {"label": "Retirer"},
        ],
    )
