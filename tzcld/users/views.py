"""The account's own pages: what it is, how it is protected, where it is open, its address; the way by ProConnect."""

import logging

from allauth.account import views as allauth
from allauth.account.models import EmailAddress
from allauth.account.utils import get_next_redirect_url
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from allauth.socialaccount.adapter import get_adapter
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.signing import BadSignature
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from tzcld.ui import french
from tzcld.ui.lists import choice
from tzcld.users import operations, proconnect, stages
from tzcld.users.provider import CallbackView, ProConnectAdapter

log = logging.getLogger(__name__)


@require_safe
def account_home(request):
    types = list(Authenticator.objects.filter(user=request.user).values_list("type", flat=True))
    keys = types.count(Authenticator.Type.WEBAUTHN)
    means = ["une application"] if Authenticator.Type.TOTP in types else []
    if keys:
        means.append(french.count(keys, "clé"))
    sessions = UserSession.objects.filter(user=request.user).count()
    context = {
        "title": "Votre compte",
        "means": french.listing(means),
        "sessions": sessions,
        "proconnect_is_on": proconnect.is_on(),
        "proconnect": get_adapter().link_of(request.user) if proconnect.is_on() else None,
        "proconnect_vouches": proconnect.vouches(request, request.user),
    }
    return render(request, "account/home.html", context)


@require_POST
def account_columns(request):
    """Keep or forget the columns of the files of a list; back to the page that asked."""
    try:
        table, path, offered = choice.offered(request.GET.get("liste", ""))
    except BadSignature:
        raise Http404("Cette liste n’est pas connue.") from None
    ticked = request.POST.getlist("colonne")
    columns = [key for key in offered if key in ticked]
    back = request.POST.copy()
    back.pop("csrfmiddlewaretoken", None)
    if "oublier" in request.GET:
        operations.keep_columns(request.user, table, [])
        messages.success(request, "Vos colonnes sont oubliées pour cette liste.")
    elif columns:
        operations.keep_columns(request.user, table, columns)
        messages.success(
            request, "Vos colonnes sont retenues\u00a0: le menu de la liste les propose maintenant."
        )
    else:
        # The page says what is missing.
        return redirect(f"{path}?{back.urlencode()}")
    for name in ("colonne", "format"):
        back.pop(name, None)
    return redirect(f"{path}?{back.urlencode()}")


def account_email(request):
    """allauth's page. The present address was proved by the invitation: without this row the page would take it for
    the new one."""
    EmailAddress.objects.get_or_create(
        user=request.user, email=request.user.email, defaults={"verified": True, "primary": True}
    )
    return allauth.email(request)


class ActivateTOTP(totp.ActivateTOTPView):
    """allauth's page: the code just typed is this session's second step."""

    def form_valid(self, form):
        response = super().form_valid(form)
        stages.record_set_up(self.request)
        return response


class AddWebAuthn(webauthn.AddWebAuthnView):
    """allauth's page: the key just used is this session's second step."""

    def form_valid(self, form):
        response = super().form_valid(form)
        stages.record_set_up(self.request)
        return response


# ProConnect ─────────────────────────────────────────────────────────────────────────────────────


@login_not_required
@never_cache
@require_safe
def proconnect_login(request):
    """To ProConnect. A link, not a form: our policy on forms would hold back every page that ProConnect leads to."""
    if not proconnect.is_on():
        raise Http404
    if request.user.is_authenticated:
        return redirect(settings.LOGIN_REDIRECT_URL)
    provider = get_adapter().get_provider(request, proconnect.PROVIDER)
    try:
        return provider.start(request, get_next_redirect_url(request))
    except proconnect.Failure as error:
        log.warning("ProConnect does not answer: %s", error)
        messages.error(
            request,
            "ProConnect ne répond pas. Connectez-vous autrement, ou recommencez dans quelques minutes.",
        )
        return redirect("account_login")


@login_not_required
@never_cache
@require_safe
def proconnect_callback(request):
    """Back from ProConnect: the account opens, or a sentence says why it does not."""
    if not proconnect.is_on():
        raise Http404
    return CallbackView.adapter_view(ProConnectAdapter(request))(request)


@login_not_required
@never_cache
@require_safe
def proconnect_end(request):
    """Our session is closed; this page takes the browser to ProConnect, which closes its own."""
    try:
        address = proconnect.end_address(request)
    except proconnect.Failure as error:
        log.warning("ProConnect does not answer: %s", error)
        request.session.pop(proconnect.ENDING, None)
        messages.warning(
            request,
            "ProConnect ne répond pas : sa propre session reste ouverte. Fermez votre navigateur pour la fermer.",
        )
        return redirect("account_login")
    if not address:
        return redirect("account_login")
    return render(request, "account/proconnect_end.html", {"address": address})


@login_not_required
@never_cache
@require_safe
def proconnect_ended(request):
    """Back from the end of ProConnect's session."""
    if proconnect.has_ended(request):
        messages.success(request, "Votre session ProConnect est fermée aussi.")
    return redirect("account_login")


@require_POST
def proconnect_unlink(request):
    """ProConnect no longer opens this account, until somebody signs in there again with its address."""
    held = get_adapter().link_of(request.user) if proconnect.is_on() else None
    if held is None:
        raise Http404
    get_adapter().unlink(held)
    messages.success(request, "Le lien avec ProConnect est retiré.")
    return redirect("account_home")
