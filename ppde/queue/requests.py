"""Levers asked, and nobody knows yet what became of them."""

from datetime import date, timedelta

from django.db.models import F, QuerySet

from ppde.models import SchemeRequest
from ppde.queue.common import address, days_after, person_line
from territories.queue import Source
from tzcld.ui import french


def requests(territory, today: date) -> QuerySet:
    """Requests without an answer for as long as the territory's setting says."""
    within = territory.request_days
    rows = SchemeRequest.objects.filter(
        territory=territory,
        state=SchemeRequest.State.ASKED,
        person__limited_on=None,
        asked_on__lte=today - timedelta(days=within),
    )
    due = days_after(F("asked_on"), within)
    return rows.select_related("person", "scheme").annotate(due=due).order_by("due", "pk")


def _request_line(row, slug):
    note = f"{row.scheme}, demandé le {french.date(row.asked_on)}"
    return person_line(row.person, slug, note, name="scheme_request_close", pk=row.pk)


SOURCES = (
    Source(
        "requests",
        "person_edit",
        "demande de levier sans réponse,demandes de leviers sans réponse",
        "hourglass-split",
        requests,
        _request_line,
        address("scheme_request_list", "?afaire=requests"),
    ),
)
