"""Directions that ended, as the register of eliminations tells them to a restored backup: they read the names of employees."""

from datetime import date
from functools import partial

from ebe.directions.operations import close
from ebe.models import Management
from ppde.retention.closings import ALREADY, Closing, ends, open_after
from territories.models import Territory


def _end(territory: Territory, number: int, day: date, by) -> int:
    found = open_after(Management, territory, number, day)
    for row in found:
        close(row, day, by=by, reason=ALREADY.format(day=day), said=day)
    return len(found)


DIRECTIONS = Closing("directions", rows=partial(ends, Management), again=_end)
