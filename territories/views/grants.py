"""Named accesses opened to members of the hub: who, why, until when; opening and closing one."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from territories import journal
from territories.access import FORM, allows
from territories.grants import operations
from territories.grants.forms import GrantForm
from territories.grants.models import Grant
from territories.grants.tables import GRANTS
from tzcld.ui import french
from tzcld.ui.lists import render_list

TITLE = "Accès nominatifs"


def _url(request, name: str, *args) -> str:
    return reverse(f"territories:{name}", args=[request.territory.slug, *args])


def _rows(request):
    rows = Grant.objects.visible_to(request.user).within(request.territory)
    return rows.select_related("holder", "opened_by", "territory")


def _crumbs(request, title: str) -> list[dict]:
    return [{"label": TITLE, "url": _url(request, "grant_list")}, {"label": title, "url": ""}]


@allows("grant_view")
def grant_list(request):
    editable = request.scope.can("grant_edit")
    opening = {
        "label": "Ouvrir un accès",
        "url": _url(request, "grant_create"),
        "icon": "person-plus",
        "primary": True,
    }
    n = _rows(request).running().count()
    seen = french.count(n, "membre de la métropole lit", "membres de la métropole lisent")
    lead = f"{seen} aujourd’hui les noms de ce territoire." if n else ""
    return render_list(
        request,
        queryset=_rows(request),
        table=GRANTS[editable],
        title=TITLE,
        context={
            "lead": lead
            or "Personne de la métropole ne lit aujourd’hui les noms de ce territoire.",
            "actions": [opening] if editable else [],
        },
        export=journal.exporter(request, Grant),
    )


@allows("grant_edit", FORM)
def grant_create(request):
    form = GrantForm(request.POST or None, holders=operations.hub_members(request.territory))
    if form.is_valid():
        try:
            grant = operations.open_grant(request.territory, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            until = french.date(grant.until)
            messages.success(request, f"{grant.holder} peut lire les noms jusqu’au {until}.")
            return redirect(_url(request, "grant_list"))
    context = {
        "form": form,
        "title": "Ouvrir un accès nominatif",
        "intro": "Un membre de la métropole lira ici la liste, les dossiers et la mobilisation, sans rien y écrire ni emporter de fichier.",
        "submit_label": "Ouvrir l’accès",
        "cancel_url": _url(request, "grant_list"),
        "breadcrumb": _crumbs(request, "Ouvrir un accès"),
    }
    return render(request, "territories/grant_form.html", context)


@allows("grant_edit", FORM)
def grant_close(request, pk: int):
    grant = get_object_or_404(_rows(request), pk=pk)
    if request.method == "POST":
        try:
            operations.close_grant(grant, by=request.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, f"{grant.holder} ne lit plus les noms de ce territoire.")
        return redirect(_url(request, "grant_list"))
    context = {
        "title": f"Fermer l’accès de {grant.holder} ?",
        "text": grant.reason,
        "consequence": f"Ouvert jusqu’au {french.date(grant.until)}, il se ferme tout de suite : dès sa prochaine page, cette personne ne lit plus aucun nom. L’ouverture et la fermeture restent au journal.",
        "submit_label": "Fermer l’accès",
        "cancel_url": _url(request, "grant_list"),
        "breadcrumb": _crumbs(request, "Fermer un accès"),
    }
    return render(request, "ui/confirm_page.html", context)
