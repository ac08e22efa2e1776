"""Work done away from the pages."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from ppde import operations
from territories.models import Territory
from territories.scoping import scoped


@shared_task
def refresh_day() -> None:
    """Each hour: pauses that begin or end, outcomes whose day has come. Run twice, it finds nothing the second time."""
    for pk in Territory.objects.filter(kind=Territory.Kind.LOCAL).values_list("pk", flat=True):
        with scoped(pk):
            operations.refresh_day(pk)


@shared_task
def watch_readings() -> None:
    """Each hour: the alerts of today and of yesterday, whose last hours came after the last look."""
    today = timezone.localdate()
    for pk in Territory.objects.filter(kind=Territory.Kind.LOCAL).values_list("pk", flat=True):
        with scoped(pk):
            operations.watch_readings(pk, today - timedelta(days=1))
            operations.watch_readings(pk, today)


@shared_task
def purge_readings() -> None:
    """Each day: what the hub's rule no longer keeps. Run twice, it finds nothing the second time."""
    for pk in Territory.objects.values_list("pk", flat=True):
        with scoped(pk):
            operations.purge_readings(pk)
