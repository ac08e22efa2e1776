"""Tokens by which an information system reads the API: who has one, until when; made, shown once, revoked."""

from functools import partial

from django.conf import settings
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from territories import journal
from territories.access import FORM, allows
from territories.models import Token
from territories.tokens import operations
from territories.tokens.forms import TokenForm
from territories.tokens.tables import TokenFilters, token_table
from tzcld.ui.confirm import closed, confirm
from tzcld.ui.lists import render_list
from tzcld.ui.once import secret_once

TITLE = "Jetons de l’API"


def _rows(request):
    rows = Token.objects.visible_to(request.user).within(request.territory)
    return rows.select_related("territory", "made_by")


def _here(request) -> str:
    return reverse("territories:token_list", args=[request.territory.slug])


def _crumbs(request, label: str) -> list[dict]:
    return [{"label": TITLE, "url": _here(request)}, {"label": label, "url": ""}]


def _opens(token: Token) -> bool:
    return token.state == Token.State.ACTIVE


@allows("token_view")
def token_list(request):
    may_edit = request.scope.can("token_edit")
    adding = {
        "label": "Créer un jeton",
        "url": reverse("territories:token_create", args=[request.territory.slug]),
        "icon": "plus-lg",
        "primary": True,
    }
    where = "de la métropole et de ses territoires" if request.territory.is_hub else "du territoire"
    return render_list(
        request,
        queryset=_rows(request),
        table=token_table(editable=may_edit),
        filterset_class=TokenFilters,
        title=TITLE,
        template="territories/token_list.html",
        context={
            "lead": f"Les systèmes d’information qui lisent les chiffres {where}, petits effectifs masqués, sans aucun nom et sans "
            "rien écrire.",
            "actions": [adding] if may_edit else [],
            "per_minute": settings.API_PER_MINUTE,
        },
        export=journal.exporter(request, Token),
    )


@allows("token_edit", FORM)
def token_create(request):
    form = TokenForm(request.POST or None)

    def make(token: Token) -> tuple[Token, str]:
        token.territory = request.territory
        return operations.make_token(token, by=request.user)

    if form.is_valid() and (done := secret_once(request, form, make, stands=_opens)):
        token, secret, again = done
        if secret:
            return _shown(request, token, secret)
        messages.info(request, again)
        return redirect(_here(request))
    context = {
        "form": form,
        "title": "Créer un jeton",
        "submit_label": "Créer le jeton",
        "cancel_url": _here(request),
        "notice_days": settings.API_TOKEN_NOTICE_DAYS,
        "left_days": settings.API_TOKEN_LEFT_DAYS,
        "breadcrumb": _crumbs(request, "Créer un jeton"),
    }
    return render(request, "territories/token_form.html", context)


def _shown(request, token: Token, secret: str):
    """Once: what answers the form, never kept by a browser."""
    context = {
        "title": "Jeton créé",
        "lead": "Donnez ce jeton à qui tient le système d’information, par un moyen sûr\u00a0: il ne sera plus affiché.",
        "secret": secret,
        "token": token,
        "address": settings.SITE_URL + reverse("api:api-root"),
        "breadcrumb": _crumbs(request, token.label),
    }
    response = render(request, "territories/token_secret.html", context)
    response["Cache-Control"] = "no-store"
    return response


@allows("token_edit", FORM)
def token_revoke(request, pk: int):
    token = get_object_or_404(_rows(request), pk=pk)
    if refusal := closed(request, lambda: operations.refuse_over(token), to=_here(request)):
        return refusal
    return confirm(
        request,
        partial(operations.revoke_token, token, by=request.user),
        to=_here(request),
        title="Révoquer ce jeton\u00a0?",
        text=f"{token.label}, tzcld_…{token.ending}",
        consequence="Le système d’information ne lit plus rien dès sa prochaine demande. Un jeton révoqué ne se rétablit pas\u00a0: on en crée un autre.",
        submit_label="Révoquer le jeton",
        done=f"Le jeton de «\u00a0{token.label}\u00a0» est révoqué.",
        breadcrumb=_crumbs(request, "Révoquer le jeton"),
        danger=True,
    )
