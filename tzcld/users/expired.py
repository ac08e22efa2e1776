"""A form that arrives without the token of the session: the session ended meanwhile, or another took its place."""

import logging
from urllib.parse import urlsplit

from django.apps import apps
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ObjectDoesNotExist
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve, reverse
from django.utils.cache import add_never_cache_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django.views.defaults import page_not_found
from psycopg.errors import ForeignKeyViolation

from tzcld.ui import french

log = logging.getLogger(__name__)

GONE = "Ce que vous modifiiez, ou ce que vous aviez choisi, a été supprimé entre-temps."

# The account's pages: what is typed there is a secret, and is not shown again.
ACCOUNT = ("account_", "mfa_", "usersessions_", "proconnect_")


def second_step_asked(
    request: HttpRequest, why: str, *, must_enrol: bool = False
) -> HttpResponse | None:
    """The same page for a form sent by a session that has not given its second step, or (`must_enrol`) whose account has none.

    `why`: the sentence that says so. None when nothing was typed, or is not to be shown again: the caller then leads where the
    second step is given.
    """
    return _page(request, why=why, must_enrol=must_enrol) if _kept(request) else None


def form_refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Instead of Django's bare page: what happened, and what was typed, to be sent again by whoever reads the page.

    The fields come back only when the browser itself says (Origin) that a page of this site sent them: another site
    cannot have a button of ours carry its words. They are in the answer and nowhere else. Before the sign-in the button
    carries no token: pressed too early, it leads here again instead of losing all on the way to the sign-in page.
    """
    match = request.resolver_match
    if match and match.view_name == "account_login" and request.user.is_authenticated:
        messages.info(request, f"Votre session était déjà ouverte, avec {request.user.email}.")
        return redirect(_asked(request) or settings.LOGIN_REDIRECT_URL)
    return _page(request, is_foreign=reason.startswith(("Origin", "Referer")))


@never_cache
def _page(
    request: HttpRequest, *, is_foreign: bool = False, why: str = "", must_enrol: bool = False
) -> HttpResponse:
    match = request.resolver_match
    is_open = bool(match) and not getattr(match.func, "login_required", True)
    kept = _kept(request)
    context = {
        "is_foreign": is_foreign,
        "is_open": is_open,
        "why": why,
        "must_enrol": must_enrol,
        "may_send": not must_enrol and (is_open or request.user.is_authenticated),
        "is_kept": kept is not None,
        "fields": kept,
        "texts": _texts(kept),
        "had_files": bool(request.FILES),
        "address": request.get_full_path(),
        "back": _back(request),
        "life": french.count(settings.SESSION_COOKIE_AGE // 86400, "jour"),
    }
    return render(request, "403_csrf.html", context, status=403)


@never_cache
def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A form about what a colleague removed meanwhile, or what opens no more: what was typed is in the page, to be copied."""
    kept = _kept(request) if request.method == "POST" else None
    if kept is None:
        return page_not_found(request, exception)
    context = {"was_sent": True, "texts": _texts(kept), "above": _above(request)}
    return render(request, "404.html", context, status=404)


def _above(request: HttpRequest) -> str:
    """The nearest page over this address that shows no row: the list where what is left can be seen; "" when there is none."""
    parts = request.path.strip("/").split("/")
    for n in range(len(parts) - 1, 0, -1):
        address = f"/{'/'.join(parts[:n])}/"
        try:
            match = resolve(address)
        except Resolver404:
            continue
        if not set(match.kwargs) - {"territory"}:
            return address
    return ""


def crossed(request: HttpRequest, error: IntegrityError | ObjectDoesNotExist) -> HttpResponse:
    """Two writings met, each allowed alone: the database refused the second, or its row went meanwhile. What was typed is in the
    page, to be copied.

    The page asks nothing of the database, whose transaction is over.
    """
    log.error("%s %s", request.method, request.path, exc_info=error)
    context = {"why": _why(error), "texts": _texts(_kept(request)), "back": _back(request)}
    answer = HttpResponse(render_to_string("409.html", context), status=409)
    add_never_cache_headers(answer)
    return answer


def _why(error: IntegrityError | ObjectDoesNotExist) -> str:
    """The sentence of the constraint that was met; "" when it has none."""
    if isinstance(error, ObjectDoesNotExist):
        return GONE
    met = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "")
    for model in apps.get_models():
        for constraint in model._meta.constraints:
            said = constraint.violation_error_message
            if constraint.name == met and said != constraint.default_violation_error_message:
                return str(said)
    if isinstance(error.__cause__, ForeignKeyViolation):
        return GONE
    return ""


@login_not_required
@never_cache
@require_safe
def signed_in_again(request: HttpRequest) -> HttpResponse:
    """Where a sign-in in another tab ends: the text waits in the first one."""
    if not request.user.is_authenticated:
        return redirect(f"{reverse('account_login')}?next={request.path}")
    return render(request, "account/signed_in_again.html")


def _kept(request: HttpRequest) -> list[tuple[str, str]] | None:
    """Names and values as sent, in order; None when they are not to be shown again."""
    here = f"{request.scheme}://{request.get_host()}"
    is_ours = request.headers.get("Origin") in (here, *settings.CSRF_TRUSTED_ORIGINS)
    match = request.resolver_match
    if not is_ours or match is None or match.view_name.startswith(ACCOUNT):
        return None
    if any("password" in name for name in request.POST):
        return None
    return [
        (name, value)
        for name, values in request.POST.lists()
        if name != "csrfmiddlewaretoken"
        for value in values
    ]


def _texts(kept: list[tuple[str, str]] | None) -> list[str]:
    """What is long enough to be worth reading again."""
    return [value for _, value in kept or () if " " in value.strip()]


def _asked(request: HttpRequest) -> str:
    """The page asked for before the sign-in, when it is ours."""
    asked = request.POST.get("next") or request.GET.get("next", "")
    return asked if _is_page(request, asked) else ""


def _back(request: HttpRequest) -> str:
    """The page that held the form."""
    page = urlsplit(request.headers.get("Referer", ""))
    address = page.path + (f"?{page.query}" if page.query else "")
    return address if page.netloc == request.get_host() and _is_page(request, address) else "/"


def _is_page(request: HttpRequest, address: str) -> bool:
    return url_has_allowed_host_and_scheme(address, {request.get_host()}, request.is_secure())
