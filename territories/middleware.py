"""Each request is one transaction whose database scope is the account's."""

from django.conf import settings
from django.db import transaction
from django.shortcuts import redirect
from django.urls import reverse

from territories.roles import SEES_A_PERSON
from territories.scoping import apply, reach_of, scope_of


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
    """Whoever may see a person signs in with a second factor (design rule 3)."""

    OPEN = ("/compte/", "/static/", "/sante/")

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if self.must_enrol(request):
            return redirect(reverse("mfa_index"))
        return self.get_response(request)

    def must_enrol(self, request) -> bool:
        if not settings.MFA_REQUIRED or not request.user.is_authenticated:
            return False
        if request.path.startswith(self.OPEN):
            return False
        if not any(m.role in SEES_A_PERSON for m in request.scope.memberships):
            return False
        from allauth.mfa.utils import is_mfa_enabled

        return not is_mfa_enabled(request.user)
