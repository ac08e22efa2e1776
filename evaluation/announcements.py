"""What this room announces to the information systems that asked for it (territories/webhooks): reports, letters, figures."""

import json
from hashlib import sha256

from django.db import transaction
from django.urls import reverse

from evaluation import aggregates
from evaluation.indicators import REGISTRY
from evaluation.models import Newsletter, Report
from territories.models import Territory
from territories.webhooks import events
from territories.webhooks.models import Kind


def report_changed(report: Report) -> None:
    """Published, again or laid out again; or withdrawn. Nothing for those that everybody does not read."""
    if report.audience != Report.Audience.PUBLIC:
        return
    if Report.objects.public().filter(pk=report.pk).exists():
        kind = Kind.REPORT_PUBLISHED
    elif Report.objects.published().filter(pk=report.pk).exists():
        kind = Kind.REPORT_WITHDRAWN
    else:
        return
    path = reverse("evaluation:public_report_html", args=[report.pk])
    events.emit(kind, report.territory, path)


def letter_changed(letter: Newsletter) -> None:
    """In the public archives, which open with the sheet of its territory, or taken from them."""
    place = letter.territory
    if letter.is_public and not place.is_public:
        return
    kind = Kind.LETTER_PUBLISHED if letter.is_public else Kind.LETTER_WITHDRAWN
    path = reverse("evaluation:public_newsletter", args=[place.slug, letter.pk])
    events.emit(kind, place, path)


def tell_figures(hub: Territory) -> int:
    """Once a day: the hub and each of its territories whose last figures are no longer those that were told. How many messages.

    Compared as they are read outside, small counts masked: that something has moved below the threshold is told to nobody.
    """
    places = [hub, *Territory.objects.filter(hub=hub).select_related("hub").order_by("pk")]
    told = 0
    for place in places:
        if not events.asking(Kind.FIGURES_UPDATED, place).exists():
            continue
        if not (mark := _mark(place)):
            continue
        path = reverse("api:indicator-detail", args=[place.slug])
        with transaction.atomic():
            told += events.emit(Kind.FIGURES_UPDATED, place, path, mark=mark)
    return told


def _mark(place: Territory) -> str:
    """Of what the API answers to who reads it masked; "" while there is nothing to read."""
    figures = aggregates.read(place, exact=False, whole=False)
    if figures.month is None:
        return ""
    said = [
        (
            code,
            indicator.version,
            str(aggregates.rounded(code, figures.value(code))),
            figures.is_masked(code),
        )
        for code, indicator in sorted(REGISTRY.items())
    ]
    return sha256(json.dumps([str(figures.month), said]).encode()).hexdigest()
