"""What is done to an account from outside it."""

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from cryptography.fernet import InvalidToken
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


# Where a means keeps what is encrypted: an application, the codes kept aside; a security key keeps nothing secret here.
ENCRYPTED = ("secret", "seed")


def rotate_second_factors() -> tuple[int, int]:
    """Put what the second steps keep encrypted under the current SECRET_KEY: (rewritten, unreadable)."""
    adapter, done, lost = get_adapter(), 0, 0
    for pk in list(Authenticator.objects.values_list("pk", flat=True)):
        with transaction.atomic():
            row = Authenticator.objects.select_for_update().filter(pk=pk).first()
            if row is None or not (names := set(ENCRYPTED) & set(row.data)):
                continue
            try:
                row.data |= {
                    name: adapter.encrypt(adapter.decrypt(row.data[name])) for name in names
                }
            except InvalidToken:
                lost += 1
                continue
            row.save(update_fields=["data"])
            done += 1
    return done, lost
