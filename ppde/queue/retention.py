"""What has had its time: the list to prepare, kind by kind, and the lists prepared that nobody has approved or given up."""

from datetime import date
from functools import partial

from django.db.models import QuerySet
from django.db.models.functions import TruncDate
from django.urls import reverse

from ppde.queue.common import address, days_after, person_line
from ppde.retention.models import Elimination
from ppde.retention.times import Ending, endings, past, past_files
from territories.queue import Source
from tzcld.ui import french


def _words(word: str) -> str:
    return (
        f"{word} au bout de sa durée de conservation,{word}s au bout de leur durée de conservation"
    )


def _kept_until(row) -> str:
    return f"Gardé jusqu’au {french.date(row.due)}. La liste d’élimination se prépare depuis Conservation"


def _file_line(person, slug):
    return person_line(person, slug, _kept_until(person))


def _row_line(row, slug, *, ending: Ending):
    url = address("retention_view", f"#h-{ending.what}")(slug)
    return {"label": ending.name(row), "url": url, "note": _kept_until(row)}


def _source(ending: Ending) -> Source:
    return Source(
        f"past_{ending.what}",
        "retention_manage",
        _words(ending.word),
        "archive",
        partial(past, ending=ending),
        partial(_row_line, ending=ending),
        address("retention_view", f"#h-{ending.what}"),
        mine="",
        note=lambda waiting, territory: f"{ending.title}. Une liste d’élimination est à préparer.",
        is_weekly=False,
    )


def drafts(territory, today: date) -> QuerySet:
    """Lists of elimination that wait to be approved, or given up; nothing of a kind is proposed meanwhile."""
    rows = Elimination.objects.filter(territory=territory, state=Elimination.State.DRAFT)
    due = days_after(TruncDate("prepared_at"), territory.elimination_days)
    return rows.select_related("prepared_by").annotate(due=due).order_by("due", "pk")


def _draft_line(made, slug):
    return {
        "label": f"{french.upper_first(made.get_what_display())}, {made}",
        "url": reverse("ppde:elimination_detail", args=[slug, made.pk]),
        "note": f"Préparée par {made.prepared_by}. Rien n’est effacé avant d’être approuvé",
    }


SOURCES = (
    Source(
        "past_files",
        "retention_manage",
        _words("dossier"),
        "archive",
        past_files,
        _file_line,
        address("retention_due", "?afaire=past_files"),
        mine="",
        note=lambda waiting, territory: "Une liste d’élimination est à préparer.",
        is_weekly=False,
    ),
    *(_source(ending) for ending in endings().values()),
    Source(
        "drafts",
        "retention_manage",
        "liste d’élimination à approuver,listes d’élimination à approuver",
        "trash",
        drafts,
        _draft_line,
        address("retention_view", "?afaire=drafts"),
        mine="",
        is_weekly=False,
    ),
)
