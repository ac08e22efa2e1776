"""The pauses of two files that become one: on the days that both tell, the one of the file that stays."""

from collections.abc import Iterable
from datetime import date

from ppde.duplicates.followings import outside, span
from ppde.models import Pause, Person
from territories.periods import period


def cut_pauses(kept: Person, absorbed: Person) -> tuple[list[Pause], list[Pause]]:
    """Of the pauses of `absorbed` that share a day with one of `kept`: these rows, and what is left of them, not written yet."""
    taken = [span(row) for row in kept.pauses.all()]
    shared = [row for row in absorbed.pauses.all() if outside(span(row), taken) != [span(row)]]
    left = [
        Pause(
            territory_id=row.territory_id,
            person=kept,
            period=period(since, None if until == date.max else until),
            reason=row.reason,
            rule_id=row.rule_id,
            proposal=row.proposal,
        )
        for row in shared
        for since, until in outside(span(row), taken)
    ]
    return shared, left


def take_pieces_back(kept: Person, pieces: Iterable[list]) -> None:
    """`pieces`: (number, first day, last day or None) of what was left; one corrected since stays as somebody wrote it."""
    for pk, *days in pieces:
        since, until = (day and date.fromisoformat(day) for day in days)
        kept.pauses.filter(pk=pk, period=period(since, until)).delete()


def pieces_of(rows: Iterable[Pause]) -> list[list]:
    """The same, to be remembered."""
    return [[row.pk, row.since.isoformat(), row.until and row.until.isoformat()] for row in rows]
