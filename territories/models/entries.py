"""The journal: who wrote, decided or changed what."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from territories.scoping import Scoped, ScopedQuerySet, scope_of, territory_key


class EntryQuerySet(ScopedQuerySet):
    def visible_to(self, user):
        """Territories where the account reads the journal; what names a person only where it reads persons."""
        here = scope_of(user)
        return self.filter(territory__in=here.territories_where("journal_view")).filter(
            Q(is_named=False) | Q(territory__in=here.named_ids)
        )


class Entry(Scoped):
    """One fact of the journal, append-only in the database: who, when, what, before/after, why."""

    # The two keys are asked once a statement (territories.database.asked_once): an import writes its entries by thousands.
    territory = territory_key(db_index=False, db_constraint=False)
    at = models.DateTimeField("quand", default=timezone.now)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        db_constraint=False,
        related_name="+",
        verbose_name="qui",
    )
    verb = models.CharField("quoi", max_length=60)
    model = models.CharField("objet", max_length=60)
    object_id = models.BigIntegerField("numéro de l’objet", null=True)
    label = models.CharField("désignation", max_length=200)
    before = models.JSONField("avant", default=dict)
    after = models.JSONField("après", default=dict)
    reason = models.CharField("pourquoi", max_length=300, blank=True)
    is_named = models.BooleanField("nomme une personne", default=False)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = "entrée du journal"
        verbose_name_plural = "journal"
        ordering = ("-at", "-pk")
        indexes = (
            models.Index(F("territory"), F("at").desc(), name="entry_territory_at"),
            models.Index("territory", "model", "object_id", "at", name="entry_object"),
        )

    def __str__(self) -> str:
        return f"{self.verb} {self.label}"
