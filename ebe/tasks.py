"""The CDE is computed at night: the hub reads rows, never contracts."""

import logging
from datetime import date, timedelta

from celery import shared_task
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone

from ebe import operations
from ebe.list_sheets import freeze_night
from ebe.models import CdeStatement, Enterprise
from ebe.staff import operations as staff
from territories.models import Territory
from territories.scoping import scoped

log = logging.getLogger(__name__)


@shared_task
def compute_statement(enterprise_id: int, month: str) -> None:
    """`month`: 2026-10-01. A month without convention or rate is not due: nothing is written."""
    enterprise = Enterprise.objects.get(pk=enterprise_id)
    with scoped(enterprise.territory_id):
        try:
            operations.compute_statement(enterprise, date.fromisoformat(month))
        except ValidationError:
            return


@shared_task
def compute_statements() -> None:
    """Each enterprise: the running month, provisional, and the last one until it is final."""
    today = timezone.localdate()
    this = today.replace(day=1)
    last = (this - timedelta(days=1)).replace(day=1)
    final = set(
        CdeStatement.objects.filter(
            Q(detail__is_provisional=False) | Q(detail__is_provisional__isnull=True), month=last
        ).values_list("enterprise", flat=True)
    )
    for pk in Enterprise.objects.order_by("pk").values_list("pk", flat=True):
        for month in (this,) if pk in final else (last, this):
            compute_statement.delay(pk, month.isoformat())


@shared_task
def tell_departures() -> None:
    """Each hour: the contracts whose last day has come. Run twice, it writes nothing the second time."""
    for pk in Territory.objects.filter(kind=Territory.Kind.LOCAL).values_list("pk", flat=True):
        with scoped(pk):
            operations.tell_departures(pk)


@shared_task
def check_statements() -> None:
    """Each night: the months of the CDE that no longer say what the contracts say are to be computed again."""
    for territory in Territory.objects.filter(kind=Territory.Kind.LOCAL).order_by("pk"):
        try:
            with scoped(territory.pk):
                operations.outdate_mismatched(territory)
        except Exception:
            log.exception("statements of territory %s", territory.pk)


@shared_task
def forget_staff() -> None:
    """Each day: entries of the registers of staff past the term of the law. Run twice, it finds nothing the second time."""
    today = timezone.localdate()
    for territory in Territory.objects.filter(kind=Territory.Kind.LOCAL).order_by("pk"):
        try:
            with scoped(territory.pk):
                staff.forget(territory, today)
        except Exception:
            log.exception("registers of staff of territory %s", territory.pk)


@shared_task
def freeze_lists() -> None:
    """Each night, the list by number that the committee reads. Run twice, it writes nothing the second time."""
    for territory in Territory.objects.filter(kind=Territory.Kind.LOCAL):
        with scoped(territory.pk):
            freeze_night(territory)
