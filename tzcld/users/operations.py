"""What is done to an account from outside it."""

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string

from tzcld.users.models import User


@transaction.atomic
def keep_columns(user: User, table: str, columns: list[str]) -> None:
    """The columns (keys) that the files of this list take for this account; none forgets the choice."""
    row = User.objects.select_for_update(of=("self",)).only("export_columns").get(pk=user.pk)
    kept = {name: keys for name, keys in row.export_columns.items() if name != table}
    if columns:
        kept[table] = columns
    User.objects.filter(pk=user.pk).update(export_columns=kept)


@transaction.atomic
def reset_second_factor(user: User) -> int:
    """For a lost device without recovery codes: removes every means and closes every session; how many means there were.

    The account is told by mail: whoever asked for it may not be its owner.
    """
    removed, _ = Authenticator.objects.filter(user=user).delete()
    for session in UserSession.objects.filter(user=user):
        session.end()
    context = {"site_url": settings.SITE_URL}
    send_mail(
        render_to_string("account/email/second_factor_reset_subject.txt", context).strip(),
        render_to_string("account/email/second_factor_reset_message.txt", context).strip() + "\n",
        None,
        [user.email],
    )
    return removed
