"""What waits for the team, read from the sources of the work queue; the next meeting, for whoever may read it."""

from collections.abc import Callable
from datetime import datetime

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone

from cle.models import Meeting
from territories.operations import leads
from territories.queue import Source, Waiting, sources, summary
from tzcld.queries import Composed
from tzcld.ui import french


def queue(territory, can: Callable[[str], bool]) -> dict:
    """{"urgent": notices, "items": rows of components/todo.html}, of the sources that the account may open: the week of a team,
    all that a hub has to do.

    Row security must let persons be read.
    """
    asked = [s for s in sources() if (s.is_weekly or territory.is_hub) and can(s.verb)]
    found = summary(territory, asked)
    return {
        "all_url": reverse("ppde:work_queue", args=[territory.slug]) + "?qui=equipe",
        "urgent": [_notice(territory, s, w) for s, w in found if s.is_urgent(w)],
        "items": [_item(territory, s, w) for s, w in found if not s.is_urgent(w)],
    }


def _item(territory, source: Source, waiting: Waiting) -> dict:
    return {
        "n": waiting.n,
        "label": source.label(waiting.n),
        "url": source.url(territory.slug),
        "note": source.note(waiting, territory),
        "late": bool(waiting.late),
        "due": "" if waiting.late else french.short_date(waiting.first),
    }


def _notice(territory, source: Source, waiting: Waiting) -> dict:
    told = source.urgency
    return {
        "tone": "warn",
        "icon": told.icon,
        "title": told.title(waiting, territory),
        "text": source.note(waiting, territory),
        "url": source.url(territory.slug),
        "link": told.link,
    }


def without_lead(scope) -> list[dict]:
    """Rows of components/todo.html: the territories that nobody leads, or that nobody will soon."""
    return [
        {
            "icon": "person-x",
            "label": territory.name,
            "url": reverse(_team_page(scope, territory), args=[territory.slug]),
            "note": "Sans chef·fe de projet"
            if territory.leaves_on is None
            else f"Sans chef·fe de projet après le {french.date(territory.leaves_on)}",
        }
        for territory in leads.without_lead(scope.territory)
    ]


def _team_page(scope, territory) -> str:
    """Where somebody is invited, else where the team is read."""
    may = "team_view" in scope.verbs_in(territory)
    return "territories:team_list" if may else "territories:territory_detail"


def next_meeting(territory):
    """The next meeting of the territory's committees, with `points`, the number of points of its agenda; or None."""
    return next(iter(_meetings(territory.pk, timezone.now())), None)


_meetings = Composed(
    lambda territory, now: (
        Meeting.objects.filter(territory=territory)
        .upcoming(now)
        .exclude(state=Meeting.State.CANCELLED)
        .select_related("committee")
        .annotate(points=Count("agenda"))[:1]
    ),
    int,
    datetime,
)
