"""Who reads by a token, and what: a scope of its own, without an account.

    scope = TokenScope(token)
    scope.user         what `visible_to` takes
    scope.verbs_in(territory)

The database is told of no territory: no row of a table that names somebody is within reach (second wall).
"""

from datetime import date
from functools import cached_property

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from territories.models import Token, territories_below
from territories.roles import TOKEN
from territories.scoping import Scope
from territories.tokens.operations import PREFIX, digest_of


class Reader(AnonymousUser):
    """Stands where views expect an account: it is somebody, and nobody."""

    is_authenticated = True
    is_anonymous = False

    def __init__(self, token: Token):
        super().__init__()
        self.token = token

    def __str__(self) -> str:
        return str(self.token)


class TokenScope(Scope):
    """The territory of the token, and those below when it is a hub: with what `roles.TOKEN` lists, and no membership."""

    def __init__(self, token: Token):
        super().__init__(Reader(token))
        self.user._scope = self

    @cached_property
    def memberships(self) -> list:
        return []

    @cached_property
    def choices(self) -> list:
        here = self.user.token.territory
        below = territories_below(here.pk) if here.is_hub else []
        return [here, *sorted(below, key=lambda t: t.name)]

    def verbs_in(self, territory) -> frozenset[str]:
        return TOKEN if territory.pk in self.ids else frozenset()


def scope_of_token(said: str) -> TokenScope | None:
    """The scope of the token said, None when it opens nothing: unknown, past its last day, revoked. Notes the day."""
    today = timezone.localdate()
    if not said.startswith(PREFIX):
        return None
    rows = Token.objects.standing(today).select_related("territory__hub")
    token = rows.filter(digest=digest_of(said)).first()
    if token is None:
        return None
    _note(token, today)
    return TokenScope(token)


def _note(token: Token, today: date) -> None:
    """The day of its last reading, once a day: what each call read is nobody's business, and would be a write each."""
    if token.last_used_on != today:
        Token.objects.filter(pk=token.pk).update(last_used_on=today)
