"""Work done away from the pages."""

from celery import shared_task

from ppde import operations
from territories.models import Territory
from territories.scoping import scoped


@shared_task
def refresh_day() -> None:
    """Each hour: pauses that begin or end, outcomes whose day has come. Run twice, it finds nothing the second time."""
    for pk in Territory.objects.filter(kind=Territory.Kind.LOCAL).values_list("pk", flat=True):
        with scoped(pk):
            operations.refresh_day(pk)
