"""Accepting an invitation: open to whoever holds the link."""

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import EmailAddress, Login
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from territories.access import LAST_TERRITORY
from territories.forms import OpenAccountForm
from territories.operations import team
from territories.scoping import scoped
from tzcld.users.models import User


@login_not_required
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def invitation_accept(request, token: str):
    """The link carries the id of the territory: an invitation is read in its scope and no other."""
    with scoped(_territory_id(token), named=False):
        invitation = team.find(token)
        if invitation is None or invitation.state != "open":
            return _closed(request, invitation)
        has_account = User.objects.filter(email=invitation.email).exists()
        if not request.user.is_authenticated and team.closed_account(invitation.email):
            return _reopen(request, token, invitation)
        if request.user.is_authenticated or has_account:
            return _with_account(request, token, invitation)
        return _without_account(request, token, invitation)


def _territory_id(token: str) -> int:
    return min(int(token.partition("-")[0]), 2**62)


def _closed(request, invitation):
    state = invitation.state if invitation else "unknown"
    context = {"title": "Cette invitation ne sert plus", "state": state, "invitation": invitation}
    status = 404 if invitation is None else 410
    return render(request, "territories/invitation_closed.html", context, status=status)


def _with_account(request, token, invitation):
    theirs = request.user.is_authenticated and request.user.email == invitation.email
    if request.method == "POST" and theirs:
        try:
            team.accept(token, user=request.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect(request.path)
        return _welcome(request, invitation, redirect("territories:home"))
    context = {
        "title": "Votre invitation",
        "invitation": invitation,
        "theirs": theirs,
        "sign_in": f"{reverse('account_login')}?next={request.path}",
    }
    return render(request, "territories/invitation_accept.html", context)


def _reopen(request, token, invitation):
    if request.method == "POST":
        try:
            team.reopen(token)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect(request.path)
        request.session[LAST_TERRITORY] = invitation.territory.slug
        messages.success(request, "Votre compte est rouvert : connectez-vous comme avant.")
        return redirect("account_login")
    context = {"title": "Rouvrir votre compte", "invitation": invitation}
    return render(request, "territories/invitation_reopen.html", context)


def _without_account(request, token, invitation):
    initial = {"first_name": invitation.first_name, "last_name": invitation.last_name}
    form = OpenAccountForm(request.POST or None, initial=initial, email=invitation.email)
    if form.is_valid():
        data = form.cleaned_data
        try:
            user = team.accept(
                token,
                first_name=data["first_name"],
                last_name=data["last_name"],
                password=data["password"] or None,
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            # Whoever holds the link received it at this address: it is confirmed.
            EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
            record_authentication(request, user, method="invitation", reauthenticated=True)
            response = perform_login(request, Login(user=user, email=user.email))
            return _welcome(request, invitation, response)
    context = {
        "title": "Ouvrir votre compte",
        "form": form,
        "invitation": invitation,
        "submit_label": "Ouvrir mon compte",
    }
    return render(request, "territories/invitation_open.html", context)


def _welcome(request, invitation, response):
    request.session[LAST_TERRITORY] = invitation.territory.slug
    messages.success(
        request, f"Bienvenue : vous avez maintenant accès à {invitation.territory.name}."
    )
    return response
