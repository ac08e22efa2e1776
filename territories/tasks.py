"""Tasks: an id in, one operation called."""

from celery import shared_task
from django.utils import timezone


@shared_task
def work_on_import(batch_id: int) -> None:
    from territories.imports import jobs

    jobs.work(batch_id)


@shared_task
def sweep_imports() -> None:
    """Every 30 s: start again the imports whose worker died, erase those that are over."""
    from territories.imports import jobs

    jobs.sweep()


@shared_task
def watch_tokens() -> int:
    """Each day: a token whose maker manages them no more ends sooner. Run twice, it changes nothing the second time."""
    from territories.tokens.operations import end_sooner

    return end_sooner(timezone.localdate())


@shared_task
def end_past_grants() -> int:
    """Every hour: the journal says that an access reached its term; it opened nothing any more since the day after.

    Then the mails that are due leave, those that the server refused before too.
    """
    from territories.grants.mails import tell_all
    from territories.grants.operations import end_grants

    today = timezone.localdate()
    ended = end_grants(today)
    tell_all(today)
    return ended


@shared_task
def tell_grant(grant_id: int) -> None:
    """The mail of an access that was just opened or closed; refused, it leaves with those of the hour."""
    from territories.grants.mails import tell

    tell(grant_id, timezone.localdate())


@shared_task
def watch_dormant_accounts() -> None:
    """Every day: accounts unused for longer than the rule are told, then closed. Run twice, it finds nothing the second time."""
    from territories.operations import dormant

    today = timezone.localdate()
    dormant.tell_dormant(today)
    dormant.close_dormant(today)


@shared_task
def follow_masking_rules() -> int:
    """Every hour: a threshold written ahead begins on its day; run twice, it changes nothing the second time."""
    from territories.operations import masking

    return masking.follow_masking_rules(timezone.localdate())


@shared_task
def draw_maps(hub_id: int) -> None:
    """The maps of a hub whose outlines have just changed, before a page asks for them; run twice, it draws once."""
    from territories.models import Territory
    from territories.outlines import maps

    maps.draw_ahead(Territory.objects.get(pk=hub_id))


@shared_task
def send_webhook(delivery_id: int) -> None:
    from territories.webhooks import sending

    sending.send(delivery_id)


@shared_task
def tell_webhook(mail_id: int) -> None:
    """That failures have ended a webhook; refused, the mail leaves an hour later."""
    from territories.webhooks import mails

    mails.send(mail_id)


@shared_task
def sweep_webhooks() -> None:
    """Every 30 s: the messages whose next try is due, those that a dead worker held, the mails that did not leave."""
    from territories.webhooks import mails, sending

    for pk in sending.sweep():
        send_webhook.delay(pk)
    for pk in mails.sweep(timezone.now()):
        tell_webhook.delay(pk)


@shared_task
def purge_webhooks() -> int:
    """Each day: messages whose days are over, secrets that no longer sign. Run twice, it finds nothing the second time."""
    from territories.webhooks.operations import purge

    return purge()
