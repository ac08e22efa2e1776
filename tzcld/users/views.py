"""The account's own pages: what it is, how it is protected, where it is open, its address."""

from allauth.account import views as allauth
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tzcld.ui import french


@require_safe
def account_home(request):
    types = list(Authenticator.objects.filter(user=request.user).values_list("type", flat=True))
    keys = types.count(Authenticator.Type.WEBAUTHN)
    means = ["une application"] if Authenticator.Type.TOTP in types else []
    if keys:
        means.append(french.count(keys, "clé"))
    sessions = UserSession.objects.filter(user=request.user).count()
    context = {"title": "Votre compte", "means": french.listing(means), "sessions": sessions}
    return render(request, "account/home.html", context)


def account_email(request):
    """allauth's page. The present address was proved by the invitation: without this row the page would take it for
    the new one."""
    EmailAddress.objects.get_or_create(
        user=request.user, email=request.user.email, defaults={"verified": True, "primary": True}
    )
    return allauth.email(request)
