"""What the API says when it refuses: the sentences of the product, in place of the framework's."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import exception_handler

from tzcld import api_rate
from tzcld.ui import french

CLOSED = "Connectez-vous, ou donnez un jeton dans l’en-tête Authorization\u00a0: l’API répond à une session ouverte ou à un jeton."
NOT_A_TOKEN = "Ce jeton n’ouvre rien\u00a0: inconnu, terminé ou révoqué. Demandez-en un autre à qui gère les jetons du territoire."
FOREIGN = "Cet envoi ne vient pas d’une page de la plateforme. L’API se lit, sans rien y écrire."
DENIED = "Votre compte n’ouvre pas cette adresse."
DENIED_TOKEN = "Ce jeton n’ouvre pas cette adresse."
ABSENT = "Rien à cette adresse, ou rien que votre compte puisse lire."
ABSENT_TOKEN = "Rien à cette adresse, ou rien que ce jeton puisse lire."
READ_ONLY = "L’API se lit\u00a0: rien ne s’y écrit."


def too_often(seconds: int) -> str:
    return f"Trop de lectures en une minute. Recommencez dans {french.count(seconds, 'seconde')}."


def refused(exc: Exception, context: dict) -> Response | None:
    """The answer of the framework, said in French; one sentence whether a row is somebody else's or nowhere."""
    answer = exception_handler(exc, context)
    if answer is None:
        return None
    request = context["request"]
    if answer.status_code == 401 and not api_rate.allows_refusal(request._request):
        exc = exceptions.Throttled(wait=api_rate.left())
        answer = exception_handler(exc, context)
    by_token = bool(request.auth)
    words = ""
    if isinstance(exc, exceptions.Throttled):
        words = too_often(int(answer["Retry-After"]))
    elif isinstance(exc, exceptions.AuthenticationFailed):
        words = NOT_A_TOKEN
        answer["WWW-Authenticate"] += ', error="invalid_token"'
    elif isinstance(exc, exceptions.NotAuthenticated):
        words = CLOSED
    elif isinstance(exc, PermissionDenied | exceptions.PermissionDenied):
        # Raised by the authentication of a session, before any view.
        words = FOREIGN if "CSRF" in str(exc) else DENIED_TOKEN if by_token else DENIED
    elif isinstance(exc, exceptions.MethodNotAllowed):
        words = READ_ONLY
    elif isinstance(exc, Http404) or (
        # A page of a list that does not exist has words of its own.
        isinstance(exc, exceptions.NotFound) and exc.detail == exceptions.NotFound.default_detail
    ):
        words = ABSENT_TOKEN if by_token else ABSENT
    if words:
        answer.data = {"detail": words}
    return answer
