"""To whom a post goes first: the mobilisation list read for one post, with why each earlier person is passed.

The order is that of the list, nothing else. Somebody is passed for a fact (a pause, an answer already given, a proposal
waiting) or for a wish of their own (chosen time, what they asked to take into account). A wish does not bind: the post
may still be proposed to them, as they come before.

The database says who is passed and for which kind of reason (`reading`); `reasons` puts it in words for those shown.
"""

from ebe.line.learning import prepare
from ebe.line.reading import Head, Place, Turn, first, head, hours_for, line, turn
from ebe.line.reasons import counted

__all__ = (
    "Head",
    "Place",
    "Turn",
    "counted",
    "first",
    "head",
    "hours_for",
    "line",
    "prepare",
    "turn",
)
