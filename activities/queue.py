"""What waits about activities: those done without a decision of the committee, and without a word of why."""

from datetime import date

from django.db.models import DateField, QuerySet, Value
from django.db.models.functions import Coalesce
from django.urls import reverse

from activities.models import Activity
from territories.queue import Source
from tzcld.ui import french


def undecided(territory, today: date) -> QuerySet:
    """Under way without a ground, `due` on the day from which they are in production, today when nobody has said it.

    Those of before the rule, and those that a spreadsheet of the team brought. In a hub, the committees of the territories
    decide.
    """
    begun = Coalesce("started_on", Value(today), output_field=DateField())
    return (
        Activity.objects.filter(territory=territory, territory__kind="local")
        .without_ground()
        .annotate(due=begun)
        .order_by("due", "pk")
    )


def _line(activity, slug) -> dict:
    since = f" depuis le {french.date(activity.started_on)}" if activity.started_on else ""
    return {
        "label": activity.name,
        "url": reverse("activities:activity_decide", args=[slug, activity.pk]),
        "note": f"{french.upper_first(activity.get_state_display())}{since}, sans décision du comité",
    }


SOURCES = (
    Source(
        "undecided",
        "decision_record",
        "activité menée sans décision du comité,activités menées sans décision du comité",
        "question-circle",
        undecided,
        _line,
        lambda slug: reverse("activities:activity_list", args=[slug]) + "?afaire=undecided",
        mine="",
    ),
)
