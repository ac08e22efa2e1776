"""allauth's adapters: accounts are opened by invitation only, secrets are encrypted at rest."""

import base64
import hashlib

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.urls import reverse

SITE = "Coordination TZCLD"


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

    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        super().send_mail(template_prefix, email, {"site_url": settings.SITE_URL, **context})


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
