"""Work done away from the pages."""

import logging
from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from ppde import operations
from ppde.duplicates import operations as duplicates
from ppde.models import Elimination, Person
from ppde.operations import rights
from ppde.operations.orientations import empty_closed
from ppde.retention import accounts, times
from ppde.retention import operations as retention
from territories.models import Territory
from territories.scoping import scoped

log = logging.getLogger(__name__)


@shared_task
def refresh_day() -> None:
    """Each hour: pauses that begin or end, outcomes whose day has come. Run twice, it finds nothing the second time."""
    for pk in Territory.objects.filter(kind=Territory.Kind.LOCAL).values_list("pk", flat=True):
        with scoped(pk):
            operations.refresh_day(pk)
            operations.plan_missing(pk)


@shared_task
def end_consents() -> None:
    """Each hour, soon after midnight first: agreements whose last day has passed. Run twice, it finds nothing again."""
    for pk in Territory.objects.filter(kind=Territory.Kind.LOCAL).values_list("pk", flat=True):
        with scoped(pk):
            operations.end_consents(pk)


@shared_task
def empty_orientations() -> None:
    """Each night: how to join those whose orientation was closed some days ago. Run twice, it finds nothing again."""
    for pk in Territory.objects.filter(kind=Territory.Kind.LOCAL).values_list("pk", flat=True):
        with scoped(pk):
            empty_closed(pk)


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


@shared_task
def recount_due(hub_id: int | None = None) -> None:
    """Each night, and when a hub's term to answer changes: the last days of the requests still open. Run twice, it finds
    nothing the second time."""
    rows = Territory.objects.filter(kind=Territory.Kind.LOCAL).select_related("hub").order_by("pk")
    for territory in rows.filter(hub=hub_id) if hub_id else rows:
        try:
            with scoped(territory.pk, territory.rules_hub_id):
                rights.recount_due(territory)
        except Exception:
            log.exception("terms of the requests of territory %s", territory.pk)


@shared_task
def find_duplicates(territory_id: int, person_id: int) -> None:
    """Compare a file with the others, after it was opened or renamed. Nothing when it is gone meanwhile."""
    with scoped(territory_id):
        person = Person.objects.filter(pk=person_id).select_related("territory").first()
        if person:
            duplicates.look_for_twins(person)


@shared_task
def find_all_duplicates() -> None:
    """Each night: every territory compared again, and old merges forgotten. One that fails leaves the others to be."""
    for pk in Territory.objects.filter(kind=Territory.Kind.LOCAL).values_list("pk", flat=True):
        try:
            with scoped(pk):
                duplicates.forget_old_merges()
            with scoped(pk):
                duplicates.refresh_lookalikes(Territory.objects.get(pk=pk))
        except Exception:
            log.exception("files alike of territory %s", pk)


@shared_task
def eliminate(elimination_id: int) -> None:
    """Carry out an approved list. Killed and run again, it goes on with the files that are left."""
    made = Elimination.objects.get(pk=elimination_id)
    if made.state == Elimination.State.APPROVED:
        retention.eliminate(made)


@shared_task
def sweep_eliminations() -> None:
    """Each hour: approved lists that a killed worker, or a row that the database refused, left half done."""
    for made in Elimination.objects.filter(state=Elimination.State.APPROVED):
        try:
            retention.eliminate(made)
        except Exception:
            log.exception("elimination %s", made.pk)


@shared_task
def count_past() -> None:
    """Each day: how much has passed its time in each territory, told to the hub by numbers."""
    for territory in Territory.objects.order_by("pk"):
        try:
            with scoped(territory.pk):
                times.count_past(territory)
        except Exception:
            log.exception("end of conservation in territory %s", territory.pk)


@shared_task
def end_accounts() -> None:
    """Each day: closed accounts and invitations whose time has passed. Run twice, it finds nothing the second time."""
    today = timezone.localdate()
    accounts.end_accounts(today)
    for territory in Territory.objects.order_by("pk"):
        try:
            with scoped(territory.pk):
                accounts.end_invitations(territory, today)
        except Exception:
            log.exception("invitations of territory %s", territory.pk)


@shared_task
def build_access_file(file_id: int, territory_id: int) -> None:
    # The territory comes with the id: without it the row is not visible.
    operations.build_access_file(file_id, territory_id)


@shared_task
def sweep_access_files() -> None:
    """Every minute: start again what was lost, delete the copies that are a week old."""
    for pk in Territory.objects.filter(kind=Territory.Kind.LOCAL).values_list("pk", flat=True):
        with scoped(pk):
            operations.sweep_access_files(pk)


@shared_task
def reread_texts(rereading_id: int) -> None:
    operations.reread(rereading_id)


@shared_task
def sweep_rereadings() -> None:
    """Every minute: start again the readings whose worker died."""
    operations.sweep_rereadings()
