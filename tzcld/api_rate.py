"""How often the API answers in a minute: to one token, to one account, to one address that it refuses (settings: API_…)."""

import time

from allauth.account.adapter import get_adapter
from django.conf import settings
from rest_framework.throttling import BaseThrottle

from tzcld import throttle
from tzcld.forgiving import LOST

A_MINUTE = 60


def left() -> int:
    """Seconds until the next minute begins."""
    return A_MINUTE - int(time.time()) % A_MINUTE


def _allows(name: str, most: int) -> bool:
    """So many in each minute of the clock: when it is over is then known.

    Without the store that counts, everybody is let through: pages open too, and a token is not to be guessed.
    """
    try:
        return throttle.allows(f"api:{name}:{int(time.time()) // A_MINUTE}", most, A_MINUTE)
    except LOST:
        return True


def allows_refusal(request) -> bool:
    """Count one more request of this address that shows neither a session nor a token that opens."""
    address = get_adapter().get_client_ip(request)
    return _allows(f"refused:{address}", settings.API_REFUSALS_PER_MINUTE)


class Rate(BaseThrottle):
    """Counted for each token, and for each account whatever its sessions. Who is neither is refused before."""

    def allow_request(self, request, view) -> bool:
        if not request.user.is_authenticated:
            return True
        who = f"token:{request.auth.pk}" if request.auth else f"user:{request.user.pk}"
        return _allows(who, settings.API_PER_MINUTE)

    def wait(self) -> int:
        return left()
