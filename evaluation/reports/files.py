"""Files of a report, in a folder of their own: `rapports/<id>/<attempt>-<random>.<format>`.

They are written under names that no row knows, then attached by the transaction that finishes the report: whatever
happens before leaves orphans only, which the next attempt removes.
"""

import secrets
from contextlib import suppress

from django.core.files.base import File
from django.core.files.storage import default_storage

from evaluation.models import Report


def folder(pk: int) -> str:
    return f"rapports/{pk}"


def write(pk: int, attempt: int, extension: str, content: File) -> str:
    """Store a file that nothing refers to yet; returns its name."""
    name = f"{folder(pk)}/{attempt}-{secrets.token_urlsafe(6)}.{extension}"
    return default_storage.save(name, content)


def clean(pk: int) -> list[str]:
    """Remove the files of this report that its row does not name; returns their names."""
    row = Report.objects.filter(pk=pk).values_list("pdf", "xlsx").first() or ()
    try:
        _, names = default_storage.listdir(folder(pk))
    except FileNotFoundError:
        return []
    orphans = [f"{folder(pk)}/{name}" for name in names]
    orphans = [name for name in orphans if name not in row]
    for name in orphans:
        remove(name)
    return orphans


def remove(name: str) -> None:
    with suppress(FileNotFoundError):
        default_storage.delete(name)
