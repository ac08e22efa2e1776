"""What a deployment may have left half done."""

from urllib.parse import urlsplit

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
        found.append(Error(f"ProConnect : il manque {', '.join(empty)}.", id="users.E001"))
    if settings.SECURE and urlsplit(settings.PROCONNECT_ISSUER).scheme != "https":
        found.append(
            Error("ProConnect : PROCONNECT_ISSUER commence par https://.", id="users.E002")
        )
    if settings.PROCONNECT_ALGORITHM not in ALGORITHMS:
        found.append(
            Error("ProConnect : PROCONNECT_ALGORITHM vaut RS256 ou ES256.", id="users.E003")
        )
    return found
