"""Meetings that wait for their sheet."""

from datetime import date

from django.db.models import QuerySet
from django.db.models.functions import TruncDate
from django.urls import reverse

from ppde.models import Session
from ppde.queue.common import address
from territories.queue import Source
from tzcld.ui import french


def sheets(territory, today: date) -> QuerySet:
    rows = Session.objects.filter(territory=territory).without_sheet()
    return rows.annotate(due=TruncDate("starts_at")).order_by("starts_at", "pk")


def _sheet_line(session, slug):
    return {
        "label": f"{session.title}, {session.place}",
        "url": reverse("ppde:gathering_detail", args=[slug, session.pk]),
        "note": french.upper_first(french.date_hour(session.starts_at)),
    }


SOURCES = (
    Source(
        "sheets",
        "gathering_edit",
        "feuille de présence à remplir,feuilles de présence à remplir",
        "calendar-event",
        sheets,
        _sheet_line,
        address("gathering_list", "?etat=sans-feuille"),
        mine="animator",
        whose="animatrice",
    ),
)
