"""What keeps the accounts' tables small."""

from celery import shared_task
from django.core.management import call_command


@shared_task
def clear_sessions() -> None:
    """Expired sessions leave the database."""
    call_command("clearsessions")
