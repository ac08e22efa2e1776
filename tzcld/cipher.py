"""Restricted notes, the copies of a whole file that hold them, and the secrets of the webhooks are encrypted before they
reach the database: a dump or a backup alone does not read them.

Keys come from `NOTE_KEYS`: the first one writes, all of them read. To change: put the new key first, run
`manage.py rotate_notes`, remove the old one.
"""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.exceptions import ValidationError

UNREADABLE = "Texte illisible : la clé qui l’a écrit manque sur ce serveur."


def fernets() -> list[Fernet]:
    """Raises ValidationError when this server has no key: nothing is ever kept in clear instead."""
    keys = settings.NOTE_KEYS
    if not keys and not settings.SECURE:
        # Development, tests and demonstration: a key that follows the signing key.
        digest = hashlib.sha256(b"restricted notes" + settings.SECRET_KEY.encode()).digest()
        keys = [base64.urlsafe_b64encode(digest).decode()]
    if not keys:
        raise ValidationError(
            "Les notes réservées, les copies de dossier et les secrets des notifications demandent une clé de chiffrement\u00a0: "
            "l’administration doit définir NOTE_KEYS.",
            code="key",
        )
    return [Fernet(key) for key in keys]


def cipher() -> MultiFernet:
    return MultiFernet(fernets())


def encrypt(text: str) -> str:
    return cipher().encrypt(text.encode()).decode()


def decrypt(token: str) -> str:
    """The text, or a sentence that says why it cannot be read."""
    if not token:
        return ""
    try:
        return cipher().decrypt(token.encode()).decode()
    except InvalidToken:
        return UNREADABLE


def seal(content: bytes) -> bytes:
    return cipher().encrypt(content)


def unseal(sealed: bytes) -> bytes:
    """Raises InvalidToken when no key of this server reads it."""
    return cipher().decrypt(sealed)


def is_current(token: str | bytes) -> bool:
    """Whether the first key wrote it."""
    try:
        fernets()[0].decrypt(token)
    except InvalidToken:
        return False
    return True


def rotate(token: str | bytes) -> str | bytes:
    """The same text, or content, under the first key. Raises InvalidToken when no key reads it."""
    rotated = cipher().rotate(token)
    return rotated.decode() if isinstance(token, str) else rotated
