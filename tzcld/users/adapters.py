"""allauth's adapters: accounts are opened by invitation only, secrets are encrypted at rest."""

import base64
import hashlib
import logging
import secrets

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialApp
from allauth.socialaccount.providers.base import AuthError
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse

from tzcld.users import proconnect
from tzcld.users.models import User

SITE = "Coordination TZCLD"
SECOND_STEP = ("allauth.mfa.stages.AuthenticateStage", "tzcld.users.stages.SecondStep")

log = logging.getLogger(__name__)


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": "Ce compte est fermé.",
        "duplicate_email": "C’est déjà l’adresse de votre compte.",
        # The same sentence for a wrong password and for an address without account.
        "email_password_mismatch": "L’adresse ou le mot de passe ne correspond pas. Vérifiez-les, ou demandez un code par courriel.",
        "enter_current_password": "Ce n’est pas votre mot de passe actuel. Écrivez-le à nouveau.",
        "incorrect_code": "Ce code n’est pas le bon. Vérifiez-le, ou demandez-en un autre.",
        "incorrect_password": "Ce n’est pas votre mot de passe. Écrivez-le à nouveau.",
        "invalid_login": "Cette connexion n’a pas abouti. Recommencez.",
        "invalid_or_expired_key": "Ce lien n’est plus valable. Demandez-en un autre.",
        "invalid_password_reset": "Ce lien n’est plus valable. Demandez-en un autre.",
        "rate_limited": "Trop de demandes à la suite. Attendez une minute avant de recommencer.",
        "same_as_current": "C’est déjà la valeur actuelle. Écrivez-en une autre.",
        "too_many_login_attempts": "Trop d’essais à la suite. Attendez cinq minutes avant de recommencer.",
        "unverified_primary_email": "Confirmez d’abord votre adresse avec le lien reçu par courriel.",
    }

    def is_open_for_signup(self, request) -> bool:
        return False

    def get_password_change_redirect_url(self, request) -> str:
        return reverse("account_home")

    def reauthenticate(self, user, password: str) -> bool:
        # allauth's own reads the address from its table of addresses, which our accounts need not have.
        found = self.authenticate(context.request, email=user.email, password=password)
        return found is not None and found.pk == user.pk

    def get_login_stages(self) -> list[str]:
        theirs, ours = SECOND_STEP
        return [ours if stage == theirs else stage for stage in super().get_login_stages()]

    def pre_login(self, request, user, *, signal_kwargs, **kwargs):
        response = super().pre_login(request, user, signal_kwargs=signal_kwargs, **kwargs)
        if response is None:
            # Taken out of the hands of allauth, which would keep the whole of it in the session until the second step.
            proconnect.remember(request, user, (signal_kwargs or {}).pop("sociallogin", None))
        return response

    def get_logout_redirect_url(self, request) -> str:
        if proconnect.id_token_of(request):
            return reverse("proconnect_end")
        return super().get_logout_redirect_url(request)

    def logout(self, request) -> None:
        id_token = proconnect.id_token_of(request)
        super().logout(request)
        if id_token:
            proconnect.prepare_end(request, id_token)

    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        super().send_mail(template_prefix, email, {"site_url": settings.SITE_URL, **context})


class IdentityAdapter(DefaultSocialAccountAdapter):
    """ProConnect opens an account that exists already, and no other.

    A link is kept under the issuer's address and the person's number there (`sub`): a number means nothing elsewhere,
    and an address may pass to somebody else.
    """

    def generate_state_param(self, state: dict) -> str:
        return secrets.token_urlsafe(32)  # ProConnect asks for 32 characters, allauth makes 16

    def list_apps(self, request, provider=None, client_id=None) -> list[SocialApp]:
        if not proconnect.is_on():
            return []
        app = SocialApp(
            provider=proconnect.PROVIDER,
            provider_id=settings.PROCONNECT_ISSUER,
            name=proconnect.NAME,
            client_id=settings.PROCONNECT_CLIENT_ID,
            secret=settings.PROCONNECT_CLIENT_SECRET,
            settings={"server_url": settings.PROCONNECT_ISSUER},
        )
        asked_for = provider in (None, app.provider, app.provider_id)
        return [app] if asked_for and client_id in (None, app.client_id) else []

    def is_open_for_signup(self, request, sociallogin) -> bool:
        return False

    def pre_social_login(self, request, sociallogin) -> None:
        """The number is known, or the address is that of an account that has no link yet: the two ways in."""
        sociallogin.token = None  # of no more use, and it would be kept
        if sociallogin.is_existing:
            return
        data = sociallogin.account.extra_data
        email = sociallogin.user.email.lower()
        if not email or data.get("email_verified") is False:
            # Identity providers of the federation answer for their agents' addresses and say nothing of them.
            self.refuse(request, sociallogin, "unverified")
        # Two first sign-ins at once make one link.
        user = User.objects.select_for_update(of=("self",)).filter(email=email).first()
        if user is None:
            self.refuse(request, sociallogin, "unknown", email=email)
        if not user.is_active:
            raise ImmediateHttpResponse(redirect("account_inactive"))
        held = self.link_of(user)
        if held is None:
            self.link(request, sociallogin, user)
        elif held.uid == sociallogin.account.uid:
            sociallogin.account, sociallogin.user = held, user
        else:
            self.refuse(request, sociallogin, "linked", email=email)

    def link_of(self, user) -> SocialAccount | None:
        return SocialAccount.objects.filter(user=user, provider=settings.PROCONNECT_ISSUER).first()

    def link(self, request, sociallogin, user) -> None:
        """The owner of the account is told by mail."""
        account = sociallogin.account
        account.user, sociallogin.user = user, user
        account.save()
        self.traced("link", user, account)
        try:
            self.send_notification_mail("account/email/proconnect_linked", user, email=user.email)
        except OSError:
            log.exception("account %s not told that ProConnect opens it", user.pk)

    def unlink(self, account: SocialAccount) -> None:
        self.traced("unlink", account.user, account)
        account.delete()

    def traced(self, verb: str, user, account: SocialAccount) -> None:
        """What the journal keeps of it: it belongs to the territories (territories.accounts)."""

    def refuse(self, request, sociallogin, reason: str, **more) -> None:
        """No account is opened. ProConnect's session may be closed from the page: one may have come under another name."""
        proconnect.prepare_end(request, sociallogin.id_token)
        log.warning("ProConnect: sign-in refused (%s)", reason)
        context = {"reason": reason, "can_end": True, **more}
        raise ImmediateHttpResponse(
            render(request, "account/proconnect_refused.html", context, status=403)
        )

    def on_authentication_error(
        self, request, provider, error=None, exception=None, extra_context=None
    ) -> None:
        if error == AuthError.CANCELLED:
            messages.info(request, "Vous avez quitté ProConnect sans vous identifier.")
            raise ImmediateHttpResponse(redirect("account_login"))
        log.warning("ProConnect: sign-in failed (%s)", str(exception or "no such sign-in")[:300])
        raise ImmediateHttpResponse(
            render(request, "account/proconnect_refused.html", {"reason": "failed"}, status=400)
        )


class MfaAdapter(DefaultMFAAdapter):
    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "add_email_blocked": (
            "Votre compte est protégé par une deuxième étape : son adresse ne se change pas ici. "
            "Demandez à la personne qui gère votre équipe une invitation à la nouvelle adresse."
        ),
        "cannot_generate_recovery_codes": "Activez d’abord une application ou une clé : les codes de secours viennent ensuite.",
        "incorrect_code": "Ce code n’est pas le bon. Attendez le suivant, puis écrivez ses six chiffres.",
        "unverified_email": "Confirmez d’abord votre nouvelle adresse avec le lien reçu par courriel.",
    }

    def encrypt(self, text: str) -> str:
        return _fernet().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _fernet().decrypt(encrypted_text.encode()).decode()

    def get_totp_issuer(self) -> str:
        return SITE

    def _get_site_name(self) -> str:
        return SITE

    def generate_authenticator_name(self, user, type) -> str:
        n = user.authenticator_set.filter(type=type).count()
        return "Clé principale" if n == 0 else "Clé de secours" if n == 1 else f"Clé n° {n + 1}"


def _fernet() -> MultiFernet:
    """One key per SECRET_KEY: the current one writes, the former ones still read."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet(
        Fernet(base64.urlsafe_b64encode(hashlib.sha256(f"mfa:{key}".encode()).digest()))
        for key in keys
    )
