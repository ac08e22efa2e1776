"""Who followed the two files that become one: one colleague at a time, the referent who stays first."""

from collections.abc import Iterable
from datetime import date, timedelta

from ppde.models import Following, Pause, Person
from territories.periods import period

Span = tuple[date, date]
A_DAY = timedelta(days=1)


def join_followings(first: Person, other: Person) -> None:
    """Cut what `other` was followed by on the days of a period of `first`: the two histories can then stand in one file.

    A period wholly inside those of `first` goes. Called before the rows change person.
    """
    taken = [span(row) for row in first.followings.all()]
    for row in list(other.followings.all()):
        pieces = outside(span(row), taken)
        if pieces == [span(row)]:
            continue
        row.delete()
        Following.objects.bulk_create(
            [
                Following(
                    territory_id=row.territory_id,
                    person_id=row.person_id,
                    referent_id=row.referent_id,
                    period=period(since, None if until == date.max else until),
                    reason=row.reason,
                    word=row.word,
                    word_by_id=row.word_by_id,
                )
                for since, until in pieces
            ]
        )


def span(row: Following | Pause) -> Span:
    return row.since, row.until or date.max


def outside(days: Span, taken: Iterable[Span]) -> list[Span]:
    """The days that none of `taken` holds."""
    pieces = [days]
    for since, until in taken:
        kept = []
        for a, b in pieces:
            if until < a or b < since:
                kept.append((a, b))
                continue
            kept += [(a, since - A_DAY)] if a < since else []
            kept += [(until + A_DAY, b)] if until < b else []
        pieces = kept
    return pieces
