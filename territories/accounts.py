"""How an account is found: by its address and password (allauth), by ProConnect, then at each request by its number."""

from allauth.account.auth_backends import AuthenticationBackend
from django.utils import timezone

from territories import journal
from territories.models import Membership, memberships_held
from territories.scoping import scoped
from tzcld.users.adapters import IdentityAdapter
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


class Identities(IdentityAdapter):
    """A link with ProConnect is told in the journal of each territory that the account works in."""

    def traced(self, verb: str, user: User, account) -> None:
        held = Membership.objects.active().filter(user=user).select_related("territory", "user")
        for membership in held:
            with scoped(membership.territory_id, named=False):
                journal.record(verb, membership, by=user, after={"identité": "ProConnect"})
