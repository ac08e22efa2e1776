"""An address that only takes what a form sends, opened like a page: said in words, with a way back."""

from django.http import HttpResponseNotAllowed
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

API = "/api/"


class WrongMethodMiddleware:
    """The bare refusal of a view becomes a page of the site; its status and its `Allow` stay. Inside the scope's
    middleware: the page shows the territory and its tabs.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        # Programs read the status alone.
        if not isinstance(response, HttpResponseNotAllowed) or request.path.startswith(API):
            return response
        context = {"opened": request.method in ("GET", "HEAD"), "before": _before(request)}
        page = render(request, "405.html", context, status=405)
        page["Allow"] = response["Allow"]
        return page


def _before(request) -> str:
    """The page that led here, when it is one of ours."""
    came = request.headers.get("Referer", "")
    here = url_has_allowed_host_and_scheme(
        came, {request.get_host()}, require_https=request.is_secure()
    )
    return came if here and came != request.build_absolute_uri() else ""
