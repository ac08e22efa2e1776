"""Each request is one transaction whose database scope is the account's."""

from django.conf import settings
from django.db import transaction
from django.http import JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django_htmx.http import HttpResponseClientRedirect

from territories.scoping import apply, reach_of, scope_of
from tzcld.users import proconnect


class ScopeMiddleware:
    """Opens the transaction, tells the database who asks, rolls back when the answer is an error.

    Answers must be built inside: a streaming response would read after the scope has gone.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        with transaction.atomic():
            request.scope = scope_of(request.user)
            if request.user.is_authenticated:
                apply(reach_of(request.scope))
            response = self.get_response(request)
            if response.status_code >= 500 or getattr(request, "_failed", False):
                transaction.set_rollback(True)
            return response

    def process_exception(self, request, exception):
        # Django turns the exception into a response before it reaches __call__.
        request._failed = True


class MfaMiddleware:
    """Whoever may see a person, or opens the accounts of those who do, signs in with a second factor: ours, or
    ProConnect's when it says that it asked for one.

    Until it is set up only the pages that set it up open, and those that are open to everybody.
    """

    SETTING_UP = frozenset(
        {
            "mfa_index",
            "mfa_activate_totp",
            "mfa_list_webauthn",
            "mfa_add_webauthn",
            "mfa_edit_webauthn",
            "mfa_remove_webauthn",
            "mfa_view_recovery_codes",
            "mfa_generate_recovery_codes",
            "mfa_download_recovery_codes",
            "mfa_reauthenticate",
            "mfa_reauthenticate_webauthn",
            "account_reauthenticate",
            # A password is asked before a second factor is added; an unconfirmed address forbids it.
            "account_set_password",
            "account_email",
            "account_logout",
        }
    )

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        request.must_enrol = self.must_enrol(request)
        if not request.must_enrol or not getattr(view, "login_required", True):
            return None
        if request.resolver_match.view_name in self.SETTING_UP:
            return None
        if request.path.startswith("/api/"):
            return JsonResponse({"detail": MFA_MISSING}, status=403)
        if request.method == "GET" and not request.htmx:
            request.session[AFTER_ENROLMENT] = request.get_full_path()
        if request.htmx:
            return HttpResponseClientRedirect(reverse("mfa_index"))
        return redirect("mfa_index")

    def must_enrol(self, request) -> bool:
        return (
            settings.MFA_REQUIRED
            and request.user.is_authenticated
            and request.scope.must_enrol
            and not proconnect.vouches(request, request.user)
        )


AFTER_ENROLMENT = "after_enrolment"
MFA_MISSING = "Votre rôle demande une deuxième étape à la connexion : activez-la dans votre compte."
