"""What waits for who manages the tokens: those that end soon, to be replaced before the other side reads nothing."""

from datetime import date, timedelta

from django.conf import settings
from django.db.models import F, QuerySet
from django.urls import reverse

from territories.models import Token
from territories.queue import Source
from tzcld.ui import french


def ending(territory, today: date) -> QuerySet:
    """Tokens in their last weeks, `due` on their last day."""
    near = today + timedelta(days=settings.API_TOKEN_NOTICE_DAYS)
    rows = Token.objects.filter(territory=territory).standing(today).filter(until__lte=near)
    return rows.annotate(due=F("until")).order_by("due", "pk")


def _line(token: Token, slug: str) -> dict:
    return {
        "label": token.label,
        "url": reverse("territories:token_list", args=[slug]),
        "note": f"Dernier jour le {french.date(token.until)}\u00a0: créez-en un autre, donnez-le, puis révoquez celui-ci",
    }


SOURCES = (
    Source(
        "ending_tokens",
        "token_edit",
        "jeton de l’API à remplacer,jetons de l’API à remplacer",
        "key",
        rows=ending,
        line=_line,
        url=lambda slug: reverse("territories:token_list", args=[slug]) + "?afaire=ending_tokens",
        mine="",
    ),
)
