"""Tasks of the committee room: an id in, one operation called."""

from celery import shared_task

# Seconds before a mail server that takes nothing is tried again.
SMTP_PAUSE = 10


@shared_task
def send_convocation(convocation_id: int) -> None:
    from cle.convocations import mailing

    if mailing.deliver(convocation_id):
        send_convocation.apply_async([convocation_id], countdown=SMTP_PAUSE)


@shared_task
def sweep_convocations() -> None:
    """Every 30 s: start again the sendings whose worker died; a sending under way refuses company."""
    from cle.convocations.operations import sweep

    for pk in sweep():
        send_convocation.delay(pk)
