"""Tasks: an id in, one operation called."""

from celery import shared_task
from django.utils import timezone

from territories.models import Territory
from territories.resources import digests


@shared_task
def prepare_digests() -> None:
    """Every Monday morning: one weekly mail for each account of the teams. Run twice, it sends nothing twice."""
    week = digests.monday(timezone.localdate())
    for hub in Territory.objects.filter(kind=Territory.Kind.HUB).order_by("pk"):
        for pk in digests.prepare(hub, week):
            send_digest.delay(pk)


@shared_task(bind=True, max_retries=5)
def send_digest(self, digest_id: int) -> None:
    try:
        digests.send(digest_id)
    except OSError as error:
        if self.request.retries >= self.max_retries:
            digests.give_up(digest_id)
            return
        raise self.retry(exc=error, countdown=60 * 2**self.request.retries) from error
