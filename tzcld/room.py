"""Room for the frames of what is called, so that no page is slow for the depth at which it happens to be called.

CPython (3.11 and later) keeps the frames of Python functions in blocks of 16 KB, takes the next block from the system when
one is full, and gives it back as soon as its first frame returns. Where a loop of a template happens to run at the end of a
block, each turn takes and gives back a block: a list of fifty persons then met 1,100 page faults and took 41 ms instead
of 26, according to how many functions the server had called before it.
"""

from collections.abc import Callable
from typing import Any

# In words. A block doubles until it holds the frame: this one takes 512 KB, of which what is called has the other half, more
# than four times what a page needs. What is not used is never touched.
FRAME = 33_000


def with_room(call: Callable, /, *args, **kwargs) -> Any:
    """What `call(*args, **kwargs)` returns or raises."""
    return call(*args, **kwargs)


with_room.__code__ = with_room.__code__.replace(co_stacksize=FRAME)
