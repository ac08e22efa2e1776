"""ProConnect, the State's sign-in for agents: what the protocol says, and what the session keeps of it.

Sources: numerique-gouv/proconnect-documentation (« Implémentation technique », « Niveaux d’assurance »), OpenID
Connect Core 1.0 §3.1.3.7 and §5.3.4. Off unless its three variables are set.
"""

import secrets
from urllib.parse import urlencode, urlsplit

import jwt
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from django.conf import settings
from django.core.cache import caches
from django.urls import reverse
from requests import RequestException

# The name of our provider in allauth; a link is kept under the issuer's address (see adapters.IdentityAdapter).
PROVIDER = "proconnect"
NAME = "ProConnect"
SCOPE = ("openid", "given_name", "usual_name", "email", "siret", "uid")

# `acr` of an identity proved by two factors, and the value of `amr` that says the same.
TWO_FACTORS = frozenset(
    {
        "eidas0-mfa",
        "eidas1-mfa",
        "eidas2",
        "eidas3",
        "https://proconnect.gouv.fr/assurance/self-asserted-2fa",
        "https://proconnect.gouv.fr/assurance/consistency-checked-2fa",
        "https://proconnect.gouv.fr/assurance/certification-dirigeant-2fa",
    }
)
MFA = "mfa"

# Seconds: two clocks that disagree, and how long a process remembers where the issuer's pages are.
LEEWAY = 30
REMEMBERED = 600

# What goes wrong at the issuer: a sentence for the person, never an error page.
Failure = (OAuth2Error, RequestException, ValueError)

SESSION = "proconnect"
ENDING = "proconnect_ending"


def is_on() -> bool:
    return bool(
        settings.PROCONNECT_ISSUER
        and settings.PROCONNECT_CLIENT_ID
        and settings.PROCONNECT_CLIENT_SECRET
    )


# The issuer ─────────────────────────────────────────────────────────────────────────────────────


def discovered() -> dict:
    """The issuer's own description. Failure when it does not answer, or answers for another issuer."""
    issuer = settings.PROCONNECT_ISSUER
    key = f"proconnect:{issuer}"
    found = caches["process"].get(key)
    if found is None:
        found = _read(f"{issuer}/.well-known/openid-configuration").json()
        _check_description(found, issuer)
        caches["process"].set(key, found, REMEMBERED)
    return found


def _check_description(found: dict, issuer: str) -> None:
    if found.get("issuer") != issuer:
        raise OAuth2Error("the description is that of another issuer")
    for name in (
        "authorization_endpoint",
        "token_endpoint",
        "userinfo_endpoint",
        "jwks_uri",
        "end_session_endpoint",
    ):
        if urlsplit(str(found.get(name))).scheme != urlsplit(issuer).scheme:
            raise OAuth2Error(f"no {name}, or not as safe as the issuer's own address")


def _read(url: str, **headers):
    with get_adapter().get_requests_session() as session:
        answer = session.get(url, headers=headers)
        answer.raise_for_status()
    return answer


def claims_of(token: str, *, required: tuple[str, ...]) -> dict:
    """What a token says, once its signature, issuer, audience and dates are right. OAuth2Error otherwise.

    One algorithm is accepted, the one agreed on with ProConnect: the token does not choose how it is checked.
    """
    try:
        kid = jwt.get_unverified_header(token)["kid"]
        keys = jwt.PyJWKSet.from_dict(_read(discovered()["jwks_uri"]).json())
        return jwt.decode(
            token,
            key=keys[kid].key,
            algorithms=[settings.PROCONNECT_ALGORITHM],
            issuer=settings.PROCONNECT_ISSUER,
            audience=settings.PROCONNECT_CLIENT_ID,
            leeway=LEEWAY,
            options={"require": list(required)},
        )
    except (jwt.PyJWTError, LookupError, TypeError, AttributeError) as error:
        raise OAuth2Error(f"token refused: {error}") from error


def identity(id_token: str, *, nonce: str) -> dict:
    """The claims of the identity token answered to this sign-in, which alone knows the nonce."""
    claims = claims_of(id_token, required=("iss", "aud", "sub", "exp", "iat", "nonce"))
    if not secrets.compare_digest(str(claims["nonce"]), nonce):
        raise OAuth2Error("token refused: the nonce is another one")
    if claims.get("azp", settings.PROCONNECT_CLIENT_ID) != settings.PROCONNECT_CLIENT_ID:
        raise OAuth2Error("token refused: made for another client")
    asked = settings.PROCONNECT_ACR
    if asked and claims.get("acr") not in asked:
        raise OAuth2Error("token refused: not at the level that is asked for")
    return claims


def userinfo(access_token: str, *, sub: str) -> dict:
    """Who it is, answered as a signed token; about the same person as the identity token."""
    url = discovered()["userinfo_endpoint"]
    answer = _read(url, Authorization=f"Bearer {access_token}")
    if answer.headers.get("content-type", "").split(";")[0].strip() != "application/jwt":
        raise OAuth2Error("the answer about the person is not signed")
    claims = claims_of(answer.text.strip(), required=("iss", "aud", "sub"))
    if claims["sub"] != sub:
        raise OAuth2Error("the answer is about somebody else")
    return claims


def proves_two_factors(claims: dict) -> bool:
    """ProConnect says that two factors were used: nothing is deduced from its silence."""
    amr = claims.get("amr")
    return claims.get("acr") in TWO_FACTORS or (isinstance(amr, list) and MFA in amr)


# The session ────────────────────────────────────────────────────────────────────────────────────


def remember(request, user, sociallogin) -> None:
    """Called at each sign-in: what ProConnect said of this one, nothing when it did not come from there."""
    request.session.pop(SESSION, None)
    if sociallogin is not None:
        request.session[SESSION] = {
            "user": user.pk,
            "id_token": sociallogin.id_token,
            "two_factors": proves_two_factors(sociallogin.account.extra_data),
        }


def _held(request, user) -> dict | None:
    held = request.session.get(SESSION)
    return held if held and held["user"] == user.pk else None


def vouches(request, user) -> bool:
    """ProConnect asked this account for two factors when this session was opened."""
    held = _held(request, user)
    return bool(held and held["two_factors"])


def id_token_of(request) -> str:
    """Empty when the session was not opened by ProConnect."""
    held = _held(request, request.user)
    return held["id_token"] if held and is_on() else ""


def prepare_end(request, id_token: str) -> None:
    """What the page that closes ProConnect's own session will need, once ours has gone."""
    request.session[ENDING] = {"id_token": id_token, "state": secrets.token_urlsafe(32)}


def end_address(request) -> str:
    """Where ProConnect closes its session; empty when there is none to close. Failure when it does not answer."""
    ending = request.session.get(ENDING)
    if not ending or not is_on():
        return ""
    query = {
        "id_token_hint": ending["id_token"],
        "state": ending["state"],
        "post_logout_redirect_uri": settings.SITE_URL + reverse("proconnect_ended"),
    }
    return f"{discovered()['end_session_endpoint']}?{urlencode(query)}"


def has_ended(request) -> bool:
    """ProConnect sends back the state of the end that this browser asked for, once."""
    ending = request.session.pop(ENDING, None)
    given = request.GET.get("state", "")
    return bool(ending and secrets.compare_digest(ending["state"].encode(), given.encode()))
