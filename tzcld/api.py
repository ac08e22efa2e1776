"""What the API says when it refuses: the sentences of the product, in place of the framework's."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import exception_handler

CLOSED = "Connectez-vous\u00a0: l’API répond à une session ouverte."
FOREIGN = "Cet envoi ne vient pas d’une page de la plateforme. L’API se lit, sans rien y écrire."
DENIED = "Votre compte n’ouvre pas cette adresse."
ABSENT = "Rien à cette adresse, ou rien que votre compte puisse lire."
READ_ONLY = "L’API se lit\u00a0: rien ne s’y écrit."


def refused(exc: Exception, context: dict) -> Response | None:
    """The answer of the framework, said in French; one sentence whether a row is somebody else's or nowhere."""
    answer = exception_handler(exc, context)
    if answer is None:
        return None
    words = ""
    if isinstance(exc, exceptions.NotAuthenticated | exceptions.AuthenticationFailed):
        words = CLOSED
    elif isinstance(exc, PermissionDenied | exceptions.PermissionDenied):
        # Raised by the authentication of a session, before any view.
        words = FOREIGN if "CSRF" in str(exc) else DENIED
    elif isinstance(exc, exceptions.MethodNotAllowed):
        words = READ_ONLY
    elif isinstance(exc, Http404) or (
        # A page of a list that does not exist has words of its own.
        isinstance(exc, exceptions.NotFound) and exc.detail == exceptions.NotFound.default_detail
    ):
        words = ABSENT
    if words:
        answer.data = {"detail": words}
    return answer
