"""The list of open sessions, kept up to date without two queries and a commit at every request; what the browser keeps."""

import hashlib

from allauth.usersessions.middleware import UserSessionsMiddleware
from django.core.cache import caches


class SessionActivityMiddleware(UserSessionsMiddleware):
    """Writes « last seen » at most once per session, client and five minutes in each process of the server."""

    EVERY = 300  # seconds

    def __call__(self, request):
        if self.is_fresh(request):
            return self.get_response(request)
        return super().__call__(request)

    def is_fresh(self, request) -> bool:
        key = request.session.session_key
        if not key:
            return False
        client = "|".join(
            request.META.get(name, "")
            for name in ("HTTP_USER_AGENT", "HTTP_X_FORWARDED_FOR", "REMOTE_ADDR")
        )
        digest = hashlib.sha256(f"{key}|{client}".encode()).hexdigest()
        return not caches["process"].add(f"seen:{digest}", 1, self.EVERY)


class PrivateMiddleware:
    """What an account reads is kept by no proxy, its files by no browser; signing out empties what the browser kept.

    Pages are `no-cache` and not `no-store`: as long as the session lasts, « back » finds a form with what was typed in it. The
    browsers then keep the whole page in memory, and show it after the sign-out too, unless told to forget it. They listen on https
    alone. A view that says more (`no-store`) is left as it is.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        was_open = request.user.is_authenticated
        response = self.get_response(request)
        if was_open and not response.has_header("Cache-Control"):
            is_file = response.has_header("Content-Disposition")
            response["Cache-Control"] = f"private, {'no-store' if is_file else 'no-cache'}"
        if was_open and not request.user.is_authenticated and request.is_secure():
            response["Clear-Site-Data"] = '"cache"'
        return response
