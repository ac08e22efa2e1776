"""So many times in so many seconds, counted in the cache shared by the processes."""

from django.core.cache import cache


def allows(name: str, most: int, seconds: int) -> bool:
    """Count one more of `name`; False beyond `most` since the first one of the period."""
    key = f"throttle:{name}"
    cache.add(key, 0, seconds)
    try:
        return cache.incr(key) <= most
    except ValueError:
        # It ended between the two calls.
        cache.set(key, 1, seconds)
        return True
