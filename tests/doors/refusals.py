"""The page of a refusal says the same behind every door: it is drawn once under each banner.

The doors refuse some ten thousand times. Who is refused, where, with which tabs, accesses and reason is worked out each
time as the site does, and the middleware answers; what was drawn from the very same is given again.
"""

from collections.abc import Callable

from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse

from territories.context import scope


def drawn_once(draw: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """`draw`: what answers a refusal (`handler403`, `handler404`)."""
    kept: dict[str, tuple[bytes, int, dict]] = {}

    def refused(request: HttpRequest, exception: Exception) -> HttpResponse:
        # What was sent, and what is told once, is this page's alone.
        if request.method == "POST" or len(get_messages(request)):
            return draw(request, exception)
        read = repr((banner(request), str(exception)))
        if read not in kept:
            drawn = draw(request, exception)
            kept[read] = (drawn.content, drawn.status_code, dict(drawn.headers))
        content, status, headers = kept[read]
        return HttpResponse(content, status=status, headers=headers)

    return refused


def banner(request: HttpRequest) -> list:
    """All that templates/base.html reads of a request."""
    told = scope(request)
    here = told.pop("scope")
    del told["can"]
    named = [] if here is None else [*here.choices, here.territory, *here.grants]
    return [
        told,
        str(request.user),
        None if here is None else here.role_label,
        [(type(row), getattr(row, "pk", None), str(row)) for row in named],
    ]
