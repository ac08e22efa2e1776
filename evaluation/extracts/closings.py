"""Extracts closed early, or brought to an earlier day, as the register of eliminations tells them to a restored backup."""

from collections.abc import Iterable
from datetime import date

from django.db.models import F
from django.db.models.functions import TruncDate

from evaluation.extracts.models import Extract
from evaluation.extracts.operations import end_again
from ppde.retention.closings import ALREADY, Closing
from territories import journal
from territories.models import Territory

State = Extract.State


def _ended(territory: Territory) -> Iterable[tuple[int, date]]:
    """Closed before their last day was over: the others end by themselves."""
    early = Extract.objects.annotate(day=TruncDate("ended_at")).filter(
        territory=territory, state=State.ENDED, day__lte=F("until")
    )
    return early.order_by("ended_at", "pk").values_list("pk", "day")


def _end(territory: Territory, number: int, day: date, by) -> int:
    extract = _open(territory, number, day)
    if extract is None:
        return 0
    end_again(extract, by=by, reason=ALREADY.format(day=day))
    return 1


def _last_days(territory: Territory) -> Iterable[tuple[int, date]]:
    """Open ones: the backup may hold a later last day."""
    rows = Extract.objects.filter(territory=territory, state=State.OPEN)
    return rows.order_by("pk").values_list("pk", "until")


def _bring_forward(territory: Territory, number: int, day: date, by) -> int:
    extract = _open(territory, number, day)
    if extract is None or extract.until <= day:
        return 0
    before, extract.until = extract.until, day
    extract.save(update_fields=["until"])
    journal.record(
        "update",
        extract,
        by=by,
        before={"jusqu’au": str(before)},
        after={"jusqu’au": str(day)},
        reason="dernier jour d’avant la restauration de la base",
    )
    return 1


def _open(territory: Territory, number: int, day: date) -> Extract | None:
    """Not one opened since under the same number."""
    rows = Extract.objects.select_for_update(of=("self",)).filter(
        territory=territory, pk=number, state=State.OPEN, answered_at__date__lte=day
    )
    return rows.select_related("territory", "holder").first()


ENDED = Closing("extraits", rows=_ended, again=_end)
LAST_DAYS = Closing("extraits-fin", rows=_last_days, again=_bring_forward)
