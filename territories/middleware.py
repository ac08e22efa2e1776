"""Each request is one transaction whose database scope is the account's."""

from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.core.exceptions import ObjectDoesNotExist
from django.db import IntegrityError, transaction
from django.http import JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django_htmx.http import HttpResponseClientRedirect

from territories.scoping import apply, reach_of, scope_of
from tzcld.users import expired, proconnect, stages


class MachineMiddleware:
    """Who bears a token to the API comes without a session: what is read is the token's alone, no cookie answers, no proxy
    keeps it.

    Before the middleware of sessions: nothing of one is opened.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        said = request.headers.get("Authorization", "")
        if not (request.path.startswith(API) and said.lower().startswith("bearer")):
            return self.get_response(request)
        request.COOKIES = {}
        response = self.get_response(request)
        response["Cache-Control"] = "private, no-store"
        return response


class ScopeMiddleware:
    """Opens the transaction, tells the database who asks, rolls back when the answer is an error.

    Answers must be built inside: a streaming response would read after the scope has gone.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        try:
            with transaction.atomic():
                return self.answer(request)
        except IntegrityError as error:
            # What is checked at the end alone: a row that something still refers to.
            if is_form(request):
                return expired.crossed(request, error)
            raise

    def answer(self, request):
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
        # A row read, then held: a colleague deleted it between the two.
        if isinstance(exception, IntegrityError | ObjectDoesNotExist) and is_form(request):
            return expired.crossed(request, exception)
        return None


def is_form(request) -> bool:
    """Sent by a page, whose reader is answered in words; a program reads the status of a failure."""
    return request.method == "POST" and not request.path.startswith(API)


class MfaMiddleware:
    """Whoever may see a person, or opens the accounts of those who do, signs in with a second factor: ours, or
    ProConnect's when it says that it asked for one.

    Until it is set up only the pages that set it up open, and those that are open to everybody. A session opened before
    it was set up elsewhere never gave it: it ends, and its holder signs in again.
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
        is_bound = self.is_bound(request)
        request.must_enrol = is_bound and not request.scope.has_second_factor
        # The API asks for an account itself, and marks its views as open to everybody.
        is_open = not getattr(view, "login_required", True)
        if not is_bound or (is_open and not request.path.startswith(API)):
            return None
        if not request.must_enrol:
            given = stages.second_step_given(request, request.user)
            return None if given else self.sign_in_again(request)
        if request.resolver_match.view_name in self.SETTING_UP:
            return None
        if request.path.startswith(API):
            return JsonResponse({"detail": MFA_MISSING}, status=403)
        if request.method == "GET" and not request.htmx:
            request.session[AFTER_ENROLMENT] = request.get_full_path()
        if request.htmx:
            return HttpResponseClientRedirect(reverse("mfa_index"))
        return expired.second_step_asked(request, MFA_MISSING, must_enrol=True) or redirect(
            "mfa_index"
        )

    def is_bound(self, request) -> bool:
        """A second factor of ours is asked of this account in this session."""
        return (
            settings.MFA_REQUIRED
            and request.user.is_authenticated
            and request.scope.needs_second_factor
            and not proconnect.vouches(request, request.user)
        )

    def sign_in_again(self, request):
        """The session ends; the page asked for is shown after the sign-in, or what was typed in this one."""
        is_page = request.method == "GET" and not request.htmx
        after = f"?{urlencode({'next': request.get_full_path()})}" if is_page else ""
        address = reverse("account_login") + after
        logout(request)
        if request.path.startswith(API):
            return JsonResponse({"detail": MFA_NOT_GIVEN}, status=403)
        if not request.htmx and (kept := expired.second_step_asked(request, MFA_NOT_GIVEN)):
            return kept
        messages.info(request, MFA_NOT_GIVEN)
        return HttpResponseClientRedirect(address) if request.htmx else redirect(address)


API = "/api/v1/"
AFTER_ENROLMENT = "after_enrolment"
MFA_MISSING = "Votre rôle demande une deuxième étape à la connexion : activez-la dans votre compte."
MFA_NOT_GIVEN = "Une deuxième étape protège ce compte depuis que cette session est ouverte : connectez-vous à nouveau."
