"""The way into a page: who (role × verb), where (territory of the address)."""

from collections.abc import Callable
from functools import wraps

from django.core.exceptions import PermissionDenied
from django.views.decorators.http import require_http_methods


def allows(verb: str, methods: tuple[str, ...] = ("GET", "HEAD")) -> Callable:
    """Guard of a page under /t/<territory>/: the neighbour gets 404, the wrong role 403.

    The view is called without the slug; it reads `request.territory` and `request.scope`.
    """

    def decorate(view):
        @wraps(view)
        @require_http_methods(list(methods))
        def guarded(request, territory: str, *args, **kwargs):
            request.territory = request.scope.enter(territory)
            if not request.scope.can(verb):
                raise PermissionDenied
            remember(request)
            return view(request, *args, **kwargs)

        guarded.verb, guarded.methods = verb, methods
        return guarded

    return decorate


def remember(request) -> None:
    """Where somebody who works in several territories comes back to (written only when it changes)."""
    here = request.territory.slug
    if len(request.scope.choices) > 1 and request.session.get(LAST_TERRITORY) != here:
        request.session[LAST_TERRITORY] = here


LAST_TERRITORY = "territory"
FORM = ("GET", "HEAD", "POST")
ACT = ("POST",)
