"""What the garbage collector has to go through while a process of the site answers."""

import gc

from django.urls import get_resolver


def settle() -> None:
    """What has been loaded stays as long as the process: the collector need not go through it at each page.

    A page makes some thousands of objects and gives them back by itself; the few that point at one another are looked for
    once in several pages, no longer several times in one.
    """
    # The pages, which would be loaded by the first request.
    _ = get_resolver().url_patterns
    gc.collect()
    spare()


def spare() -> None:
    """What is there now is not gone through again, and what comes is seldom looked at."""
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)
