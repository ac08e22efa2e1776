"""The figures that a text fixes, kept by the hub's administration."""

from functools import partial
from itertools import groupby

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from territories.access import FORM, allows
from territories.forms import LegalFigureForm, WithdrawRowForm
from territories.models import LegalFigure
from territories.models.legal import IN_MONTHS
from territories.operations.legal import refuse_only, withdraw_legal_figure, write_legal_figure
from territories.views.sheet import form_page
from tzcld.ui import french
from tzcld.ui.confirm import closed, confirm
from tzcld.ui.forms import refused

TITLE = "Repères légaux"


@allows("rate_edit", FORM)
def legal_figure_create(request):
    """A new row, beside those written."""
    hub = request.territory
    if not hub.is_hub:
        raise Http404
    form = LegalFigureForm(request.POST or None)
    if form.is_valid():
        try:
            row = write_legal_figure(hub, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            refused(form, error)
        else:
            day = french.date(row.valid_from)
            messages.success(
                request,
                f"À partir du {day}\u00a0: {row.get_what_display()}, {row.told}.{recounted(row)}",
            )
            return redirect("territories:legal_figure_create", hub.slug)
    return form_page(
        request,
        form,
        TITLE,
        "Ajouter la ligne",
        template="territories/legal_figures.html",
        intro="Un texte change une borne : ajoutez une ligne à sa date. Ce qui a été décidé avant garde la sienne.",
        subjects=subjects(hub),
    )


def recounted(row: LegalFigure) -> str:
    """What follows at once from a term to answer."""
    return (
        " L’échéance des demandes encore à instruire est recomptée."
        if row.what in IN_MONTHS
        else ""
    )


def subjects(hub) -> list[dict]:
    """Each subject with its rows, latest first; the one in force today is told apart."""
    today = timezone.localdate()
    rows = LegalFigure.objects.within(hub)
    found = []
    for _, of_subject in groupby(rows, key=lambda row: row.what):
        listed = list(of_subject)
        now = next((row for row in listed if row.valid_from <= today), listed[-1])
        found.append(
            {"label": french.upper_first(now.get_what_display()), "rows": listed, "now": now}
        )
    return sorted(found, key=lambda subject: list(LegalFigure.What).index(subject["now"].what))


@allows("rate_edit", FORM)
def legal_figure_withdraw(request, pk: int):
    row = get_object_or_404(LegalFigure.objects.within(request.territory), pk=pk)
    back = reverse("territories:legal_figure_create", args=[request.territory.slug])
    here = request.territory
    if refusal := closed(request, partial(refuse_only, row), to=back):
        return refusal
    return confirm(
        request,
        partial(withdraw_legal_figure, row, by=request.user),
        to=back,
        form=WithdrawRowForm(request.POST or None),
        done="La ligne est retirée.",
        title=f"Retirer la ligne du {french.date(row.valid_from)}\u00a0?",
        facts=[
            {"label": french.upper_first(row.get_what_display()), "value": row.told},
            {"label": "Source", "value": row.source},
        ],
        consequence=f"La ligne d’avant vaut de nouveau. Ce qui a déjà été décidé ne change pas.{recounted(row)}",
        submit_label="Retirer la ligne",
        danger=True,
        breadcrumb=[
            {"label": here.name, "url": here.get_absolute_url()},
            {"label": TITLE, "url": back},
            {"label": "Retirer"},
        ],
    )
