"""So many times in so many seconds, counted in the cache shared by the processes."""

from django.core.cache import cache
from django.utils.crypto import salted_hmac


def allows(name: str, most: int, seconds: int) -> bool:
    """Count one more of `name`; False beyond `most` since the first one of the period."""
    # Never the name itself: it holds the address of a reader, or of a machine.
    key = f"throttle:{salted_hmac(__name__, name).hexdigest()}"
    cache.add(key, 0, seconds)
    try:
        return cache.incr(key) <= most
    except ValueError:
        # It ended between the two calls.
        cache.set(key, 1, seconds)
        return True
