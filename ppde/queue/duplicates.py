"""Files that may be one person, here or next door."""

from datetime import date

from django.db.models import QuerySet
from django.db.models.functions import TruncDate
from django.urls import reverse

from ppde.models import Inquiry, Lookalike
from ppde.queue.common import address, days_after, person_line
from territories.queue import Source
from tzcld.ui import french


def next_door(territory, today: date) -> QuerySet:
    """Questions received from another territory of the hub, about a person whom both may follow."""
    rows = Inquiry.objects.answerable().filter(territory=territory, state=Inquiry.State.OPEN)
    due = days_after(TruncDate("asked_at"), territory.answer_days)
    return rows.select_related("person", "peer").annotate(due=due).order_by("due", "pk")


def _question_line(row, slug):
    note = f"{row.peer} demande si vous suivez la même personne"
    return person_line(row.person, slug, note, name="inquiry_answer", pk=row.pk)


def lookalikes(territory, today: date) -> QuerySet:
    """Pairs of files that may be one person, until somebody says that they are, or are not."""
    rows = Lookalike.objects.filter(territory=territory, state=Lookalike.State.OPEN)
    due = days_after(TruncDate("found_at"), territory.twin_days)
    return rows.select_related("first", "second").annotate(due=due).order_by("-likeness", "pk")


def _pair_line(pair, slug):
    return {
        "label": f"{pair.first}, {pair.first.reference}, et {pair.second}, {pair.second.reference}",
        "url": reverse("ppde:duplicate_compare", args=[slug, pair.pk]),
        "note": french.upper_first(french.listing(pair.reasons)),
    }


SOURCES = (
    Source(
        "next_door",
        "duplicate_review",
        "question d’un autre territoire,questions d’autres territoires",
        "people",
        next_door,
        _question_line,
        address("inquiry_list", "?afaire=next_door"),
    ),
    Source(
        "lookalikes",
        "duplicate_review",
        "paire de dossiers à départager,paires de dossiers à départager",
        "people",
        lookalikes,
        _pair_line,
        address("duplicate_list", "?afaire=lookalikes"),
        mine="",
    ),
)
