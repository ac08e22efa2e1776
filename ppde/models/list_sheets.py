"""The mobilisation list as the committee sees it: numbers, never a name, frozen on a day."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from territories.scoping import Scoped, ScopedQuerySet
from tzcld.ui import french


class ListSheet(Scoped):
    """Ranks, states and waiting bands by number (M-0047), written by the team or each night (domain.md §8.1).

    The committee's accounts read no person's row in the database: they read this row, made for them. It holds no name,
    no date of a person, no district, age or job: nothing by which a number could be put on somebody. An erased file leaves
    words in the place of its number.
    `lines`: {reference, rank, state, band}; `exceptions`: {reference, passed, month, reason}; `counts`: {key: persons}.
    """

    lines = models.JSONField("lignes", default=list)
    exceptions = models.JSONField("écarts à l’ordre", default=list)
    counts = models.JSONField("effectifs", default=dict)
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="arrêtée par",
    )
    prepared_at = models.DateTimeField("arrêtée le", default=timezone.now, editable=False)

    objects: ClassVar = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "liste par numéro"
        verbose_name_plural = "listes par numéro"
        ordering = ("-prepared_at", "-pk")
        indexes = (
            models.Index("territory", models.F("prepared_at").desc(), name="list_sheet_latest"),
        )

    def __str__(self) -> str:
        return f"liste du {french.date(self.prepared_at)}"
