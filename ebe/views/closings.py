"""An enterprise is closed, opened again, or deleted when nothing refers to it."""

from functools import partial

from django.contrib import messages
from django.shortcuts import redirect

from ebe import operations
from ebe.forms import CloseEnterpriseForm, ReasonForm
from ebe.models import Enterprise
from ebe.operations.enterprises import references, why_it_stays
from ebe.views.here import act, row_or_404, trail, url
from territories.access import FORM, allows
from tzcld.ui.confirm import confirm


@allows("enterprise_edit", FORM)
def enterprise_close(request, pk: int):
    enterprise = row_or_404(request, Enterprise, pk)
    if enterprise.closed_on:
        return redirect(enterprise)
    return act(
        request,
        enterprise,
        CloseEnterpriseForm(request.POST or None),
        operations.close_enterprise,
        enterprise,
        said=f"{enterprise} est fermée.",
        title="Fermer l’entreprise",
        submit="Fermer l’entreprise",
        intro=f"{enterprise}. Enregistrez d’abord les départs. L’entreprise quitte ensuite les listes et rien ne lui est plus "
        "demandé\u00a0; ses chiffres passés restent. Sa convention s’arrête le même jour.",
    )


@allows("enterprise_edit", FORM)
def enterprise_reopen(request, pk: int):
    enterprise = row_or_404(request, Enterprise, pk)
    if enterprise.closed_on is None:
        return redirect(enterprise)
    return act(
        request,
        enterprise,
        ReasonForm(request.POST or None),
        operations.reopen_enterprise,
        enterprise,
        said=f"{enterprise} est rouverte. Sa convention se prolonge à part.",
        title="Rouvrir l’entreprise",
        submit="Rouvrir l’entreprise",
        intro=f"{enterprise}. Si la fermeture a été notée par erreur.",
    )


@allows("enterprise_edit", FORM)
def enterprise_delete(request, pk: int):
    """Recorded by mistake; back to its page, in words, as soon as anything refers to it."""
    enterprise = row_or_404(request, Enterprise, pk)
    if why := why_it_stays(references(enterprise)):
        messages.error(request, why)
        return redirect(enterprise)
    here = enterprise.get_absolute_url()
    return confirm(
        request,
        partial(operations.delete_enterprise, enterprise, by=request.user),
        to=url(request, "enterprise_list"),
        form=ReasonForm(request.POST or None),
        done=f"{enterprise} est supprimée.",
        title=f"Supprimer {enterprise}\u00a0?",
        facts=[
            {"label": "Entreprise", "value": enterprise.name},
            {"label": "Forme juridique", "value": enterprise.get_legal_form_display()},
        ],
        consequence="Rien ne renvoie à cette entreprise\u00a0: elle disparaît. Le journal garde ce qu’elle disait et votre raison.",
        submit_label="Supprimer l’entreprise",
        cancel_url=here,
        danger=True,
        breadcrumb=trail(request, (enterprise.name, here), ("Supprimer", "")),
    )
