"""Reports whose figures are frozen with a text that somebody typed: nobody rewrites them, whoever reviews it is told."""

import json

from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast

from evaluation.models import JobState, Report
from territories.models import Territory
from tzcld.ui import french


def with_text(territory: Territory, text: str) -> list[str]:
    """The reports of the territory and of its hub that hold this text as it is, those withdrawn left out; newest first."""
    # As the database writes a text inside a JSON.
    quoted = json.dumps(text, ensure_ascii=False)
    return [
        f"{report}, {french.month(report.month)}, {report.get_audience_display()}"
        for report in _holding(territory, quoted)
    ]


def _holding(territory: Territory, quoted: str) -> QuerySet[Report]:
    places = Q(territory=territory.pk) | Q(territory=territory.rules_hub_id)
    rows = Report.objects.filter(places, state=JobState.DONE, withdrawn_at=None)
    rows = rows.annotate(said=Cast("snapshot", TextField())).filter(said__contains=quoted)
    return rows.defer("snapshot").order_by("-requested_at")
