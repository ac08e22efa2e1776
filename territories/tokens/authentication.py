"""How the API recognises a token."""

from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed

from territories.tokens.reading import scope_of_token

# Of the header that a token comes in (RFC 6750).
SCHEME = "Bearer"


class TokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer tzcld_…`. Another header, or none, is left to the session.

    The scope of the request becomes that of the token. The middleware has opened the transaction without an account, and the
    cookies are gone (territories.middleware.MachineMiddleware).
    """

    def authenticate(self, request):
        scheme, _, said = get_authorization_header(request).decode("latin-1").partition(" ")
        if scheme.lower() != SCHEME.lower():
            return None
        scope = scope_of_token(said.strip())
        if scope is None:
            raise AuthenticationFailed
        request._request.scope = scope
        return scope.user, scope.user.token

    def authenticate_header(self, request) -> str:
        return f'{SCHEME} realm="Coordination TZCLD"'
