"""Tasks: an id in, one operation called. Whoever changes a fact asks for `refresh_indicators(territory_id)`."""

import logging
from datetime import date

from celery import shared_task
from django.core.cache import cache
from django.utils import timezone

from evaluation import operations
from evaluation.operations.figures import months_back, this_month
from territories.models import Territory
from territories.scoping import scoped

log = logging.getLogger(__name__)

# Indicators ─────────────────────────────────────────────────────────────────────────────────────

# Facts that follow each other within these seconds cost one computation.
PATIENCE = 2


@shared_task
def refresh_indicators(territory_id: int) -> None:
    """Ask for the current month of a territory and of its hub, and for those that its facts have changed.

    A request already waiting is enough.
    """
    if cache.add(_waiting(territory_id), 1, timeout=60):
        compute_indicators.apply_async([territory_id], countdown=PATIENCE)


@shared_task
def compute_indicators(territory_id: int) -> None:
    # Forgotten before reading: a fact recorded from now on asks again, so the last one is never lost.
    cache.delete(_waiting(territory_id))
    territory = Territory.objects.get(pk=territory_id)
    if not territory.is_hub:
        operations.recompute(territory.pk, this_month())
    operations.recompute_hub(territory.rules_hub_id, this_month())
    operations.settle(territory)
    _draw_ahead(territory)


@shared_task
def compute_hub_months(hub_id: int, since: str) -> None:
    """The hub's sums since a month (ISO date) whose figures a territory has just typed."""
    current, first = this_month(), date.fromisoformat(since)
    span = (current.year - first.year) * 12 + current.month - first.month + 1
    operations.recompute_hub(hub_id, *months_back(current, span))


@shared_task
def compute_months(territory_id: int, months: list[str]) -> None:
    """Months gone by (first days, ISO) that an enterprise has just told or corrected, of its territory and of the hub."""
    territory = Territory.objects.get(pk=territory_id)
    days = [date.fromisoformat(month) for month in months]
    operations.recompute(territory.pk, *days)
    operations.recompute_hub(territory.rules_hub_id, *days)


def _waiting(territory_id: int) -> str:
    return f"indicators-waiting:{territory_id}"


@shared_task
def refresh_all_indicators() -> None:
    """Every hour: each hub's current month, and the one before, which late entries may still change."""
    for hub in Territory.objects.filter(kind=Territory.Kind.HUB).order_by("pk"):
        refresh_hub_indicators.delay(hub.pk)


@shared_task
def refresh_hub_indicators(hub_id: int) -> None:
    hub = Territory.objects.get(pk=hub_id)
    operations.close_months(hub_id, *months_back(this_month(), 2))
    operations.settle(hub)
    _draw_ahead(hub)


# Months of each hub in one night: a new version of an indicator reaches five years of figures in less than three.
NIGHTLY = 24


@shared_task
def renew_figures() -> None:
    """Each night: months computed with an older version of an indicator are computed again, the latest first."""
    for hub in Territory.objects.filter(kind=Territory.Kind.HUB).order_by("pk"):
        renew_hub_figures.delay(hub.pk)


@shared_task
def renew_hub_figures(hub_id: int) -> None:
    operations.renew(hub_id, NIGHTLY)


@shared_task
def tell_figures() -> None:
    """Each morning: those who asked are told which figures have changed since the day before. Run twice, nobody is told twice."""
    from evaluation import announcements

    for hub in Territory.objects.filter(kind=Territory.Kind.HUB).order_by("pk"):
        announcements.tell_figures(hub)


def _draw_ahead(territory: Territory) -> None:
    from evaluation.dashboards.ahead import draw_ahead

    try:
        draw_ahead(territory)
    except Exception:
        # The figures are stored; the page draws what it does not find.
        log.exception("The pictures of territory %s are not drawn ahead", territory.pk)


# Reports ────────────────────────────────────────────────────────────────────────────────────────


@shared_task
def build_report(report_id: int) -> None:
    # Laying out brings in libraries that the other tasks never need.
    from evaluation.reports.building import build

    build(report_id)


@shared_task
def sweep_reports() -> None:
    """Every 30 s: restart the reports whose worker died, give up after three attempts."""
    from evaluation.reports.operations import sweep

    sweep()


# Newsletters ────────────────────────────────────────────────────────────────────────────────────

# Seconds before a mail server that takes nothing is tried again.
SMTP_PAUSE = 10


@shared_task
def send_newsletter(newsletter_id: int) -> None:
    from evaluation import mailing

    if mailing.deliver(newsletter_id):
        send_newsletter.apply_async([newsletter_id], countdown=SMTP_PAUSE)


@shared_task
def sweep_newsletters() -> None:
    """Every 30 s: start again the sendings whose worker died; a sending under way refuses company."""
    from evaluation import newsletters

    for pk in newsletters.sweep():
        send_newsletter.delay(pk)


@shared_task
def send_confirmation(subscriber_id: int, territory_id: int) -> None:
    from evaluation import mailing

    mailing.post_confirmation(subscriber_id, territory_id)


@shared_task
def sweep_confirmations() -> None:
    """Every minute: those to confirm whose mail never left, once each."""
    from evaluation import mailing

    mailing.sweep_confirmations()


@shared_task
def renew_subscriptions() -> None:
    """Each day: readers silent for the rule's time are asked whether they stay; those who did not answer leave."""
    from evaluation import renewals

    today = timezone.localdate()
    for territory in Territory.objects.select_related("hub"):
        with scoped(territory.pk, named=False):
            renewals.end(territory, today)
            renewals.ask(territory, today)


@shared_task
def send_renewal(renewal_id: int) -> None:
    from evaluation import renewals

    if renewals.deliver(renewal_id):
        send_renewal.apply_async([renewal_id], countdown=SMTP_PAUSE)


@shared_task
def sweep_renewals() -> None:
    """Every minute: start again the sendings whose worker died; a sending under way refuses company."""
    from evaluation import renewals

    for pk in renewals.sweep():
        send_renewal.delay(pk)


@shared_task
def forget_subscribers() -> None:
    """Each day: addresses that the rule no longer keeps. Run twice, it finds nothing the second time."""
    from evaluation.forgetting import forget

    today = timezone.localdate()
    for territory in Territory.objects.select_related("hub"):
        with scoped(territory.pk, named=False):
            forget(territory, today)


# Extracts ───────────────────────────────────────────────────────────────────────────────────────


@shared_task
def send_extract_mails(territory_id: int) -> None:
    from evaluation.extracts.mails import send_waiting

    send_waiting(territory_id)


@shared_task
def end_extracts() -> None:
    """Every hour: extracts whose last day is past, or whose reader left, end; the mails that are due leave.

    Nothing is downloaded after the last day, whatever the hour. Run twice, it finds nothing the second time.
    """
    from evaluation.extracts import mails
    from evaluation.extracts.operations import end_extracts as end

    today = timezone.localdate()
    for territory in Territory.objects.filter(kind=Territory.Kind.LOCAL).select_related("hub"):
        with scoped(territory.pk):
            end(territory, today)
            mails.tell_ending(territory, today)
            mails.put_aside(territory.pk)
        mails.send_waiting(territory.pk)
