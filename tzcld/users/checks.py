"""What a deployment may have left half done."""

from urllib.parse import urlsplit

from cryptography.fernet import Fernet
from django.conf import settings
from django.core.checks import Error, register

ALGORITHMS = ("RS256", "ES256")


@register()
def proconnect_is_whole(app_configs, **kwargs) -> list[Error]:
    names = ("PROCONNECT_ISSUER", "PROCONNECT_CLIENT_ID", "PROCONNECT_CLIENT_SECRET")
    empty = [name for name in names if not getattr(settings, name)]
    if len(empty) == len(names):
        return []
    found = []
    if empty:
        found.append(Error(f"ProConnect : il manque {', '.join(empty)}.", id="users.E001"))
    if settings.SECURE and urlsplit(settings.PROCONNECT_ISSUER).scheme != "https":
        found.append(
            Error("ProConnect : PROCONNECT_ISSUER commence par https://.", id="users.E002")
        )
    if settings.PROCONNECT_ALGORITHM not in ALGORITHMS:
        found.append(
            Error("ProConnect : PROCONNECT_ALGORITHM vaut RS256 ou ES256.", id="users.E003")
        )
    return found


@register()
def note_keys_are_keys(app_configs, **kwargs) -> list[Error]:
    """Otherwise each note answers by a failure, and nobody knows why before the first one is written."""
    for number, key in enumerate(settings.NOTE_KEYS, 1):
        try:
            Fernet(key)
        except ValueError:
            # Never the key itself: a check is read in logs.
            said = f"NOTE_KEYS : la clé n° {number} n’en est pas une ; docs/exploitation.md dit comment en faire."
            return [Error(said, id="users.E004")]
    return []
