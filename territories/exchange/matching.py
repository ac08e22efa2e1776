"""Which offers may meet a need, and why: the tags they share. Nobody is ranked, only tags are counted."""

from dataclasses import dataclass

from django.db.models import Func, QuerySet
from django.db.models.fields import CharField

from territories.exchange.models import ExchangeItem
from tzcld.ui.french import plain

# Read before sorting: beyond, the tag is too common to tell anything.
CANDIDATES = 60
SHOWN = 6


@dataclass(frozen=True)
class Match:
    item: ExchangeItem
    shared: list[str]


def matches(item: ExchangeItem, board: QuerySet) -> list[Match]:
    """Items of the opposite kind on this board that share a tag and are not solved; most shared tags first."""
    if not item.tags:
        return []
    found = (
        board.filter(kind=item.opposite, tags__overlap=item.tags)
        .exclude(state=ExchangeItem.State.SOLVED)
        .select_related("territory", "contribution")[:CANDIDATES]
    )
    told = [Match(other, [tag for tag in item.tags if tag in other.tags]) for other in found]
    return sorted(told, key=lambda match: -len(match.shared))[:SHOWN]


def known_tags(board: QuerySet) -> dict[str, str]:
    """The tags of this board by their plain form: « Réseau » and « reseau » are one tag, written as it was first."""
    words = (
        board.order_by()
        .annotate(tag=Func("tags", function="unnest", output_field=CharField()))
        .values_list("tag", flat=True)
        .distinct()
    )
    return {plain(word): word for word in sorted(words, reverse=True)}
