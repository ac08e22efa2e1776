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
            return view(request, *args, **kwargs)

        guarded.verb = verb
        return guarded

    return decorate


FORM = ("GET", "HEAD", "POST")
ACT = ("POST",)
