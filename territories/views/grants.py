"""Named accesses opened to members of the hub: who, why, until when; opening and closing one."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from territories import journal
from territories.access import FORM, allows
from territories.grants import operations
from territories.grants.forms import GrantForm, GrantRuleForm
from territories.grants.models import Grant
from territories.grants.rules import grant_rule, write_grant_rule
from territories.grants.tables import GrantFilters, grant_table, with_use
from territories.models import Territory
from tzcld.ui import french
from tzcld.ui.confirm import closed, confirm
from tzcld.ui.lists import render_list
from tzcld.ui.once import once

TITLE = "Accès nominatifs"


def _url(request, name: str, *args) -> str:
    return reverse(f"territories:{name}", args=[request.territory.slug, *args])


def _rows(request):
    """Accesses of the page's territory; on the hub's page, of all its territories."""
    place = Q(territory=request.territory)
    if request.territory.is_hub:
        place |= Q(territory__hub=request.territory)
    rows = Grant.objects.visible_to(request.user).filter(place)
    return rows.with_mails().select_related("holder", "opened_by", "territory")


def _crumbs(request, title: str) -> list[dict]:
    return [{"label": TITLE, "url": _url(request, "grant_list")}, {"label": title, "url": ""}]


@allows("grant_view")
def grant_list(request):
    """Who of the hub reads the names, why, until when, and how much of it was used, for who reads the consultations."""
    can, of_hub = request.scope.can, request.territory.is_hub
    use = can("person_view") or can("reading_view")
    editable = can("grant_edit") and not of_hub
    rows = _rows(request)
    return render_list(
        request,
        queryset=with_use(rows) if use else rows,
        table=grant_table(editable=editable, of_hub=of_hub, use=use),
        title=TITLE,
        filterset_class=GrantFilters,
        filterset_kwargs={
            "territories": Territory.objects.of_hub(request.territory) if of_hub else None
        },
        template="territories/grant_list.html",
        context={
            "lead": _lead(_readers(rows), of_hub),
            "rule": grant_rule(request.territory.rules_hub_id),
            "actions": _actions(request, editable),
        },
        export=journal.exporter(request, Grant),
    )


def _readers(rows) -> int:
    return rows.running().order_by().values("holder").distinct().count()


def _lead(n: int, of_hub: bool) -> str:
    where = "d’un territoire au moins" if of_hub else "de ce territoire"
    if not n:
        return f"Personne de la métropole ne lit aujourd’hui les noms {'d’un territoire' if of_hub else where}."
    seen = french.count(n, "membre de la métropole lit", "membres de la métropole lisent")
    return f"{seen} aujourd’hui les noms {where}."


def _actions(request, editable: bool) -> list[dict]:
    if editable:
        opening = {"label": "Ouvrir un accès", "url": _url(request, "grant_create")}
        return [opening | {"icon": "person-plus", "primary": True}]
    if request.territory.is_hub and request.scope.can("grant_rule_edit"):
        return [{"label": "Changer la durée", "url": _url(request, "grant_rule_create")}]
    return []


@allows("grant_rule_edit", FORM)
def grant_rule_create(request):
    """The hub's rule: how long an access may last in its territories."""
    if not request.territory.is_hub:
        raise Http404
    rule = grant_rule(request.territory.pk)
    start = {"longest_days": rule.longest_days, "notice_days": rule.notice_days}
    form = GrantRuleForm(request.POST or None, initial=start | {"valid_from": timezone.localdate()})
    if form.is_valid():
        try:
            made, again = once(
                request,
                lambda: write_grant_rule(request.territory, by=request.user, **form.cleaned_data),
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            longest, day = french.count(made.longest_days, "jour"), french.date(made.valid_from)
            said = again or f"Un accès dure {longest} au plus à partir du {day}."
            messages.success(request, said)
            return redirect(_url(request, "grant_list"))
    title = "Changer la durée des accès"
    context = {
        "form": form,
        "title": title,
        "submit_label": "Enregistrer la durée",
        "cancel_url": _url(request, "grant_list"),
        "breadcrumb": _crumbs(request, title),
    }
    return render(request, "ui/form_page.html", context)


@allows("grant_edit", FORM)
def grant_create(request):
    form = GrantForm(
        request.POST or None,
        holders=operations.hub_members(request.territory),
        rule=grant_rule(request.territory.rules_hub_id),
    )
    if form.is_valid():
        try:
            grant, again = once(
                request,
                lambda: operations.open_grant(
                    request.territory, by=request.user, **form.cleaned_data
                ),
                stands=lambda grant: grant.closed_at is None,
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            until = french.date(grant.until)
            said = again or f"{grant.holder} peut lire les noms jusqu’au {until}."
            messages.success(request, said)
            return redirect(_url(request, "grant_list"))
    context = {
        "form": form,
        "title": "Ouvrir un accès nominatif",
        "intro": "Un membre de la métropole lira ici la liste, les dossiers et la mobilisation, sans rien y écrire, imprimer ni emporter.",
        "submit_label": "Ouvrir l’accès",
        "cancel_url": _url(request, "grant_list"),
        "breadcrumb": _crumbs(request, "Ouvrir un accès"),
    }
    return render(request, "territories/grant_form.html", context)


@allows("grant_edit", FORM)
def grant_close(request, pk: int):
    grant = get_object_or_404(_rows(request), pk=pk)
    back = _url(request, "grant_list")
    if refusal := closed(request, lambda: operations.refuse_closed(grant), to=back):
        return refusal
    return confirm(
        request,
        partial(operations.close_grant, grant, by=request.user),
        to=back,
        done=f"{grant.holder} ne lit plus les noms de ce territoire.",
        title=f"Fermer l’accès {french.de(grant.holder)}\u00a0?",
        text=grant.reason,
        consequence=f"Ouvert jusqu’au {french.date(grant.until)}, il se ferme tout de suite\u00a0: dès sa prochaine page, cette personne ne lit plus aucun nom. L’ouverture et la fermeture restent au journal.",
        submit_label="Fermer l’accès",
        breadcrumb=_crumbs(request, "Fermer un accès"),
    )
