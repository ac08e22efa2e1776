"""How an account is found: by its address and password (allauth), then at each request by its number."""

from allauth.account.auth_backends import AuthenticationBackend
from django.utils import timezone

from territories.models import memberships_held
from tzcld.users.models import User


class Accounts(AuthenticationBackend):
    """allauth's; a request finds the account and what it may do in one query."""

    def get_user(self, user_id) -> User | None:
        held = memberships_held(int(user_id), timezone.localdate())
        user = held[0].user if held else User.objects.filter(pk=user_id).first()
        if user is None or not self.user_can_authenticate(user):
            return None
        user.memberships_read = held
        return user
