"""The page of a failure, which asks nothing of what may have failed."""

from django.http import HttpRequest, HttpResponseServerError
from django.template.loader import render_to_string


def failed(request: HttpRequest) -> HttpResponseServerError:
    """Django's own makes a token for forms that this page has not: it reads the session, so that without the database it failed
    in its turn, and the visitor read two words of the server in English."""
    return HttpResponseServerError(render_to_string("500.html"))
