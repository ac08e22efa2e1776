"""allauth's forms in our words, drawn by our renderer."""

from typing import ClassVar

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.recovery_codes import forms as recovery
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django.utils.safestring import mark_safe

from tzcld.ui import forms
from tzcld.users.models import User

EMAIL = ("Adresse électronique", "")
PASSWORD = ("Mot de passe", "")
NEW = "Au moins 16 signes. Une phrase facile à retenir convient ; elle ne doit contenir ni votre nom ni votre adresse."


class OurWords(forms.Form):
    """`words`: label and help by field. What allauth repeats inside the field (placeholder) is removed."""

    words: ClassVar[dict[str, tuple[str, str]]] = {}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            if name in self.words:
                field.label, help_text = self.words[name]
                field.help_text = mark_safe(help_text)
            if name == "code":
                field.widget.attrs |= {
                    "inputmode": "text",
                    "class": "w-m",
                    "autocapitalize": "off",
                    "spellcheck": "false",
                }


class LoginForm(OurWords, account.LoginForm):
    words = {"login": EMAIL, "password": PASSWORD}


class RequestLoginCodeForm(OurWords, account.RequestLoginCodeForm):
    words = {"email": EMAIL}


class ConfirmLoginCodeForm(OurWords, account.ConfirmLoginCodeForm):
    words = {"code": ("Code reçu par courriel", "Majuscules et tiret sont sans importance.")}


class ResetPasswordForm(OurWords, account.ResetPasswordForm):
    words = {"email": EMAIL}


class ResetPasswordKeyForm(OurWords, account.ResetPasswordKeyForm):
    words = {
        "password1": ("Nouveau mot de passe", NEW),
        "password2": ("Le même, une seconde fois", ""),
    }


class ChangePasswordForm(OurWords, account.ChangePasswordForm):
    words = {
        "oldpassword": ("Mot de passe actuel", ""),
        "password1": ("Nouveau mot de passe", NEW),
        "password2": ("Le même, une seconde fois", ""),
    }


class SetPasswordForm(OurWords, account.SetPasswordForm):
    words = {
        "password1": ("Mot de passe", NEW),
        "password2": ("Le même, une seconde fois", ""),
    }


class AddEmailForm(OurWords, account.AddEmailForm):
    words = {"email": ("Nouvelle adresse électronique", "Un lien y sera envoyé pour la confirmer.")}

    def clean_email(self):
        email = super().clean_email()
        if User.objects.filter(email=email).exclude(pk=self.user.pk).exists():
            raise forms.ValidationError(
                "Cette adresse sert déjà à un autre compte. Écrivez-en une autre."
            )
        return email


class ReauthenticateForm(OurWords, account.ReauthenticateForm):
    words = {"password": PASSWORD}


CODE = (
    "Code de votre application",
    "Six chiffres. À défaut, l’un de vos codes de secours.",
)


class MfaAuthenticateForm(OurWords, mfa.AuthenticateForm):
    words = {"code": CODE}


class MfaReauthenticateForm(OurWords, mfa.ReauthenticateForm):
    words = {"code": CODE}


class ActivateTOTPForm(OurWords, totp.ActivateTOTPForm):
    words = {
        "code": (
            "Code affiché par l’application",
            "Six chiffres, renouvelés toutes les 30 secondes.",
        )
    }


class DeactivateTOTPForm(OurWords, totp.DeactivateTOTPForm):
    pass


class GenerateRecoveryCodesForm(OurWords, recovery.GenerateRecoveryCodesForm):
    pass


class AddWebAuthnForm(OurWords, webauthn.AddWebAuthnForm):
    words = {
        "name": ("Nom de la clé", "Pour la reconnaître : « Ordinateur du bureau », « Téléphone »."),
        "passwordless": (
            "Elle suffit pour se connecter, sans mot de passe",
            "L’appareil vérifie alors que c’est bien vous : empreinte, visage ou code.",
        ),
    }


class EditWebAuthnForm(OurWords, webauthn.EditWebAuthnForm):
    words = {"name": ("Nom de la clé", "")}
