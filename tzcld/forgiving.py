"""The cache, for what can be made again: while the store does not answer, nothing is found and nothing is kept.

Never for a limit of tries (`tzcld.throttle`, sign-in): without the store those must refuse, not let through.
"""

import logging
import time
from collections.abc import Callable
from typing import Any

from django.core.cache import caches
from django.core.cache.backends.redis import RedisCache
from django.utils.connection import ConnectionProxy
from redis.exceptions import ConnectionError as Unreachable
from redis.exceptions import TimeoutError as Silent

log = logging.getLogger(__name__)

# What the store says when it is not there.
LOST = (Unreachable, Silent)
# Seconds before a store that did not answer is asked again by this process: a page asks it several times.
PAUSE = 5


class ForgivingCache(RedisCache):
    _silent_until = float("-inf")

    def add(self, *args, **options) -> bool:
        """True without the store: nobody is known to have it."""
        return self._asked(super().add, True, *args, **options)

    def get(self, key, default=None, *args, **options) -> Any:
        return self._asked(super().get, default, key, default, *args, **options)

    def get_many(self, *args, **options) -> dict:
        return self._asked(super().get_many, {}, *args, **options)

    def set(self, *args, **options) -> None:
        self._asked(super().set, None, *args, **options)

    def set_many(self, *args, **options) -> list:
        return self._asked(super().set_many, [], *args, **options)

    def delete(self, *args, **options) -> bool:
        return self._asked(super().delete, False, *args, **options)

    @staticmethod
    def _asked(ask: Callable, without: Any, *args, **options) -> Any:
        if time.monotonic() < ForgivingCache._silent_until:
            return without
        try:
            return ask(*args, **options)
        except LOST as error:
            ForgivingCache._silent_until = time.monotonic() + PAUSE
            log.error("The store of the cache does not answer: %s", error)
            return without


cache = ConnectionProxy(caches, "forgiving")
