"""Pauses to look at again."""

from datetime import date, timedelta

from django.db.models import DateField, Exists, ExpressionWrapper, F, Func, OuterRef, QuerySet
from django.utils import timezone

from ppde.models import Pause, Person
from ppde.queue.common import address, person_line
from territories.queue import Source, Waiting
from tzcld.ui import french


def pauses(territory, today: date) -> QuerySet:
    """Pauses that end within the days that the territory sets, or whose last day has passed while the person is still shown as paused."""
    following = Pause.objects.filter(
        person=OuterRef("person"), period__startswith__gte=OuterRef("period__endswith")
    )
    end = Func(F("period"), function="upper", output_field=DateField())
    rows = Pause.objects.filter(
        territory=territory,
        person__outcome_on=None,
        person__limited_on=None,
        person__state=Person.State.PAUSED,
        period__endswith__lte=today + timedelta(days=territory.pause_days + 1),
    )
    return (
        rows.filter(~Exists(following))
        .select_related("person")
        .annotate(due=ExpressionWrapper(end - 1, output_field=DateField()))
        .order_by("due", "pk")
    )


def _pause_line(pause, slug):
    note = f"{french.upper_first(pause.get_reason_display())}, jusqu’au {french.date(pause.until)}"
    return person_line(pause.person, slug, note, name="pause_extend", pk=pause.pk)


def _pause_note(waiting: Waiting, territory) -> str:
    is_over = waiting.first < timezone.localdate()
    return f"La première {'a pris' if is_over else 'prend'} fin le {french.date(waiting.first)}"


SOURCES = (
    Source(
        "pauses",
        "pause_edit",
        "pause à réexaminer,pauses à réexaminer",
        "pause-circle",
        pauses,
        _pause_line,
        address("pause_list", "?afaire=pauses"),
        note=_pause_note,
    ),
)
