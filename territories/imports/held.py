"""What holds a row that an import has made: taken back, it would leave those rows without it."""

from collections.abc import Collection, Sequence

from django.db import models
from django.db.models import PROTECT, RESTRICT


def held(
    model: type[models.Model], targets: Sequence[int], *, but: Collection[type[models.Model]] = ()
) -> set[int]:
    """Which of these rows another one protects; `but`: tables whose rows go with them. One statement a table."""
    found: set[int] = set()
    for link in model._meta.get_fields(include_hidden=True):
        if not (link.auto_created and not link.concrete and (link.one_to_many or link.one_to_one)):
            continue
        if link.on_delete in (PROTECT, RESTRICT) and link.related_model not in but:
            name = link.field.attname
            rows = link.related_model._base_manager.filter(**{f"{name}__in": targets})
            found |= set(rows.values_list(name, flat=True))
    return found
