"""The life of a token: made and shown once, revoked; brought to an earlier end when its maker leaves."""

from datetime import date, timedelta
from hashlib import sha256
from secrets import token_hex

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from territories import journal
from territories.models import Membership, Token
from territories.roles import holding
from territories.scoping import scoped
from tzcld.ui import french

# Recognised in a file left where it should not be, by eye and by the programs that look for secrets.
PREFIX = "tzcld_"


def digest_of(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()


def last_day(today: date) -> date:
    """The farthest that a token made on this day may end."""
    return today + timedelta(days=settings.API_TOKEN_DAYS)


@transaction.atomic
def make_token(token: Token, *, by) -> tuple[Token, str]:
    """(the row, the token: written in clear nowhere). ValidationError in French, by field."""
    today = timezone.localdate()
    if not today <= token.until <= last_day(today):
        raise ValidationError(
            {
                "until": f"Entre aujourd’hui et le {french.date(last_day(today))}\u00a0: un jeton dure "
                f"{french.count(settings.API_TOKEN_DAYS, 'jour')} au plus."
            }
        )
    secret = PREFIX + token_hex(32)
    token.made_by, token.since = by, today
    token.digest, token.ending = digest_of(secret), secret[-4:]
    token.full_clean(exclude=["territory"])
    token.save()
    after = {"système d’information": token.label, "fin": token.ending, "dernier jour": token.until}
    journal.record("create", token, by=by, after=after)
    return token, secret


def refuse_over(token: Token) -> None:
    if token.state != Token.State.ACTIVE:
        raise ValidationError("Ce jeton n’ouvre déjà plus rien.", code="over")


@transaction.atomic
def revoke_token(token: Token, *, by) -> Token:
    """It opens nothing from the next request on. ValidationError when it already does not."""
    token = Token.objects.select_for_update(of=("self",)).get(pk=token.pk)
    refuse_over(token)
    token.revoked_at = timezone.now()
    token.save(update_fields=["revoked_at"])
    journal.record("end", token, by=by, after={"état": token.state.label})
    return token


# Without anybody ────────────────────────────────────────────────────────────────────────────────


def end_sooner(today: date) -> int:
    """Each day: a token whose maker may make none there any more ends in some weeks at most. How many are brought nearer.

    The maker has seen it; its territory has the time to put another in its place (territories/tokens/queue.py says it). Run
    twice, it finds nothing the second time.
    """
    near = today + timedelta(days=settings.API_TOKEN_LEFT_DAYS)
    held = Membership.objects.active(today).filter(
        territory=OuterRef("territory"), user=OuterRef("made_by"), role__in=holding("token_edit")
    )
    rows = Token.objects.standing(today).filter(
        ~Exists(held.filter(user__is_active=True)), until__gt=near
    )
    found = list(rows.order_by("pk").values_list("pk", "territory"))
    for pk, place in found:
        with scoped(place, named=False):
            token = Token.objects.select_for_update().get(pk=pk)
            before, token.until = token.until, near
            token.save(update_fields=["until"])
            journal.record(
                "update",
                token,
                by=None,
                before={"dernier jour": before},
                after={"dernier jour": near},
                reason="qui l’a créé ne gère plus les jetons",
            )
    return len(found)
