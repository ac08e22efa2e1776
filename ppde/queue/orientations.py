"""What partners sent."""

from datetime import date

from django.db.models import QuerySet
from django.db.models.functions import TruncDate
from django.urls import reverse

from ppde.models import Orientation
from ppde.queue.common import address, days_after
from territories.queue import Source
from tzcld.ui import french


def orientations(territory, today: date) -> QuerySet:
    rows = Orientation.objects.filter(territory=territory).waiting()
    due = days_after(TruncDate("sent_at"), territory.answer_days)
    return rows.select_related("organisation").annotate(due=due).order_by("sent_at", "pk")


def _orientation_line(orientation, slug):
    by = orientation.organisation or "un partenaire"
    return {
        "label": str(orientation),
        "url": reverse("ppde:orientation_answer", args=[slug, orientation.pk]),
        "note": f"Orientée par {by} le {french.date(orientation.sent_at)}",
    }


SOURCES = (
    Source(
        "orientations",
        "orientation_answer",
        "orientation à traiter,orientations à traiter",
        "signpost-2",
        orientations,
        _orientation_line,
        address("orientation_list", "?afaire=orientations"),
        mine="",
    ),
)
