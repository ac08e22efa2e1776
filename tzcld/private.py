"""Pages that a link opens instead of an account: how often it may be tried, what the browser and the others keep of it."""

from allauth.account.adapter import get_adapter
from django.http import HttpResponse
from django.shortcuts import render

from tzcld import throttle

# In a minute: one link is read a few times at most; an address, often that of a proxy, opens those of several persons.
A_MINUTE, OF_A_LINK, OF_AN_ADDRESS = 60, 30, 240


def may_try(request, token: str) -> bool:
    """Count one more opening of this link, and from this address."""
    # Not that of our own proxy, which is everybody's: whoever tries too much would close the pages of all.
    address = get_adapter().get_client_ip(request)
    return throttle.allows(f"pages:{address}", OF_AN_ADDRESS, A_MINUTE) and throttle.allows(
        f"page:{token}", OF_A_LINK, A_MINUTE
    )


def private(
    request, template: str, context: dict, status: int = 200, *, posts: bool = False
) -> HttpResponse:
    """No other site learns the address, no search engine keeps it. The view itself is `never_cache`.

    `posts`: the page holds a form. Without any referrer a browser sends it from « null », which no site takes for its own.
    """
    response = render(request, template, context, status=status)
    response["Referrer-Policy"] = "same-origin" if posts else "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response
