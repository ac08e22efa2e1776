"""Sign-in and account, under /compte/: allauth's views and names, French addresses."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from allauth.usersessions import views as usersessions
from django.urls import path, re_path

from tzcld.users import expired, proconnect, views

urlpatterns = [
    path("", views.account_home, name="account_home"),
    path("colonnes/", views.account_columns, name="account_columns"),
    # connexion/
    path(
        "connexion/",
        account.LoginView.as_view(extra_context={"proconnect_is_on": proconnect.is_on}),
        name="account_login",
    ),
    path("connexion/faite/", expired.signed_in_again, name="signed_in_again"),
    path("connexion/code/", account.request_login_code, name="account_request_login_code"),
    path("connexion/code/saisir/", account.confirm_login_code, name="account_confirm_login_code"),
    path("connexion/deuxieme-etape/", mfa.authenticate, name="mfa_authenticate"),
    path("connexion/cle/", webauthn.login_webauthn, name="mfa_login_webauthn"),
    path("connexion/proconnect/", views.proconnect_login, name="proconnect_login"),
    path("connexion/proconnect/retour/", views.proconnect_callback, name="proconnect_callback"),
    path("deconnexion/proconnect/", views.proconnect_end, name="proconnect_end"),
    path("deconnexion/proconnect/retour/", views.proconnect_ended, name="proconnect_ended"),
    path("proconnect/retirer/", views.proconnect_unlink, name="proconnect_unlink"),
    path("deconnexion/", account.logout, name="account_logout"),
    path("compte-ferme/", account.account_inactive, name="account_inactive"),
    path("inscription/", account.signup, name="account_signup"),
    # confirmer/
    path("confirmer/", account.reauthenticate, name="account_reauthenticate"),
    path("confirmer/code/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("confirmer/cle/", webauthn.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    # adresse/
    path("adresse/", views.account_email, name="account_email"),
    path(
        "adresse/lien-envoye/",
        account.email_verification_sent,
        name="account_email_verification_sent",
    ),
    re_path(
        r"^adresse/confirmer/(?P<key>[-:\w]+)/$",
        account.confirm_email,
        name="account_confirm_email",
    ),
    # mot-de-passe/
    path("mot-de-passe/", account.password_change, name="account_change_password"),
    path("mot-de-passe/choisir/", account.password_set, name="account_set_password"),
    path("mot-de-passe/oublie/", account.password_reset, name="account_reset_password"),
    path(
        "mot-de-passe/oublie/envoye/",
        account.password_reset_done,
        name="account_reset_password_done",
    ),
    path(
        "mot-de-passe/nouveau/fait/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^mot-de-passe/nouveau/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    # deuxieme-etape/
    path("deuxieme-etape/", mfa.index, name="mfa_index"),
    path("deuxieme-etape/application/", views.ActivateTOTP.as_view(), name="mfa_activate_totp"),
    path("deuxieme-etape/application/retirer/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("deuxieme-etape/codes/", recovery.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "deuxieme-etape/codes/renouveler/",
        recovery.generate_recovery_codes,
        name="mfa_generate_recovery_codes",
    ),
    path(
        "deuxieme-etape/codes/telecharger/",
        recovery.download_recovery_codes,
        name="mfa_download_recovery_codes",
    ),
    path("deuxieme-etape/cles/", webauthn.list_webauthn, name="mfa_list_webauthn"),
    path("deuxieme-etape/cles/ajouter/", views.AddWebAuthn.as_view(), name="mfa_add_webauthn"),
    path("deuxieme-etape/cles/<int:pk>/", webauthn.edit_webauthn, name="mfa_edit_webauthn"),
    path(
        "deuxieme-etape/cles/<int:pk>/retirer/",
        webauthn.remove_webauthn,
        name="mfa_remove_webauthn",
    ),
    # sessions/
    path("sessions/", usersessions.list_usersessions, name="usersessions_list"),
]
