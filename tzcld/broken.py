"""The page of a failure, which asks nothing of what may have failed."""

import sys

from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.template.loader import render_to_string

from tzcld import shortages
from tzcld.forgiving import LOST

# A limit of tries is kept in the store, and refuses without it: were it to let through, or to count in each process alone, whoever
# stops or floods the store would try passwords and codes without end. Pages, and sessions already open, do not need it.
NO_STORE = (
    "Le service qui compte les essais ne répond pas\u00a0: par sécurité, la connexion et les formulaires publics sont fermés pour "
    f"l’instant, et rien n’a été écrit. Recommencez dans quelques minutes\u00a0; si cela dure, {shortages.TELL}."
)
# Seconds after which a browser or a program may ask again.
AGAIN = 120


def failed(request: HttpRequest) -> HttpResponse:
    """Django's own makes a token for forms that this page has not: it reads the session, so that without the database it failed
    in its turn, and the visitor read two words of the server in English."""
    # Called while the failure is being handled.
    error = sys.exc_info()[1]
    if why := NO_STORE if isinstance(error, LOST) else shortages.told(error):
        page = render_to_string("503.html", {"why": why})
        return HttpResponse(page, status=503, headers={"Retry-After": AGAIN})
    return HttpResponseServerError(render_to_string("500.html"))
