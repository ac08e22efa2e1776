"""What waits for a team: each room declares its sources, the work queue and the dashboard read this one list.

A room adds its sources to `settings.QUEUE_SOURCES`; each is one queryset, and all are asked in one statement.

    Source("pauses", "pause_edit", "pause à réexaminer,pauses à réexaminer", "pause-circle", rows=…, line=…, url=…)
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS
from django.db.models import Count, QuerySet, Window
from django.utils import timezone
from django.utils.module_loading import import_string

from territories.models import Territory
from tzcld.queries import Together, prepared_cursor
from tzcld.ui import french


@dataclass(frozen=True)
class Waiting:
    """How much waits in a source: rows, those whose day has passed, the earliest day."""

    n: int
    late: int
    first: date


@dataclass(frozen=True)
class Urgency:
    """How a source is told apart on the dashboard, in its own words.

    `title(waiting, territory)`: the fact; `link`: where it leads, in words; `when(waiting)`: whether it is urgent today.
    """

    title: Callable[[Waiting, Any], str]
    link: str
    icon: str = "hourglass"
    when: Callable[[Waiting], bool] = lambda waiting: True


@dataclass(frozen=True)
class Source:
    """One kind of thing that waits.

    `words`: singular and plural, joined by a comma. `rows(territory, today)`: what waits, each with `due`, the day by
    which it should be done, in order; row security is the caller's. `line(row, slug)`: {label, url, note} of a row.
    `url(slug)`: the list of them all and of nothing else, by a `territories.filters.WaitingFilter` of that list. `mine`: the
    path to the account that follows the row; `whose`: the filter of the list by that account. `note(waiting, territory)`:
    what a summary adds. `urgency`: when given, it may be told apart on the dashboard. `is_weekly`: what is
    done by campaigns waits in the work queue, not in the week of the dashboard.
    """

    key: str
    verb: str
    words: str
    icon: str
    rows: Callable[[Any, date], QuerySet]
    line: Callable[[Any, str], dict]
    url: Callable[[str], str]
    mine: str = "person__referent"
    whose: str = "referent"
    note: Callable[[Waiting, Any], str] = lambda waiting, territory: ""
    urgency: Urgency | None = None
    is_weekly: bool = True

    def is_urgent(self, waiting: Waiting) -> bool:
        return self.urgency is not None and self.urgency.when(waiting)

    def label(self, n: int) -> str:
        return french.accord(n, self.words)

    def listed(self, slug: str, user=None) -> str:
        """Where they all are; with an account, those that it follows, when somebody follows them."""
        url = self.url(slug)
        if user is None or not self.mine:
            return url
        return f"{url}{'&' if '?' in url else '?'}{self.whose}={user.pk}"


@cache
def sources() -> tuple[Source, ...]:
    """Every source of every room, in the order of the rooms."""
    return tuple(s for path in settings.QUEUE_SOURCES for s in import_string(path))


def summary(territory, asked: Iterable[Source]) -> list[tuple[Source, Waiting]]:
    """What waits in each of these sources that is not empty, counted in one statement."""
    by_key = {source.key: source for source in asked}
    if not by_key:
        return []
    sql, params = _counts(*_asked(territory, by_key))
    with prepared_cursor() as cursor:
        cursor.execute(sql, params)
        found = {key: Waiting(n, late, first) for key, n, late, first in cursor.fetchall()}
    return [(s, found[key]) for key, s in by_key.items() if key in found and found[key].n]


def first_rows(territory, asked: Iterable[Source], user=None) -> list[tuple[Source, list]]:
    """The `SHOWN` most pressing rows of each of these sources that is not empty, each with `in_all`, in one statement.

    `user`: only what this account follows, and what nobody in particular follows.
    """
    by_key = {source.key: source for source in asked}
    if not by_key:
        return []
    together = _rows(*_asked(territory, by_key), user is not None)
    found = together(*([user.pk] if together.places else []))
    return [(s, rows) for s, rows in zip(by_key.values(), found, strict=True) if rows]


# Enough for a day's round; the list behind holds the others.
SHOWN = 15
# Composing ten queries takes longer than asking them: the text is kept, for five minutes as some of it is about « now ».
MINUTES = 300


def _asked(territory, keys: Iterable[str]) -> tuple:
    """What the text of a statement depends on. A setting of the territory may be in it: saved since, it has another."""
    settings_ = tuple(getattr(territory, f.attname) for f in territory._meta.concrete_fields)
    return settings_, tuple(keys), int(timezone.now().timestamp() // MINUTES)


def _querysets(settings_: tuple, keys: tuple[str, ...]) -> dict[str, tuple[Source, QuerySet]]:
    territory, today = Territory(*settings_), timezone.localdate()
    by_key = {source.key: source for source in sources()}
    return {key: (by_key[key], by_key[key].rows(territory, today)) for key in keys}


@lru_cache(maxsize=1024)
def _counts(settings_: tuple, keys: tuple[str, ...], minutes: int):
    """SQL and values of the counts of these sources.

    The day of a row is worked out apart, once: in the two counts and the filter of one query it would be three times.
    """
    today, counts, values = timezone.localdate(), [], []
    for key, (_, rows) in _querysets(settings_, keys).items():
        waiting, given = rows.order_by().values("due").query.get_compiler(DEFAULT_DB_ALIAS).as_sql()
        counts.append(COUNT.format(waiting))
        values += [key, today, *given]
    return " union all ".join(counts), values


# « offset 0 » keeps the inner query apart.
COUNT = """
select %s, count(*), count(*) filter (where due < %s), min(due) from ({} offset 0) as waiting(due)"""


@lru_cache(maxsize=1024)
def _rows(settings_: tuple, keys: tuple[str, ...], minutes: int, mine: bool) -> Together:
    def build(user: int):
        for source, rows in _querysets(settings_, keys).values():
            # What nobody follows concerns everybody.
            followed = rows.filter(**{source.mine: user}) if mine and source.mine else rows
            yield followed.annotate(in_all=Window(Count("pk")))[:SHOWN]

    return Together(build, int)
