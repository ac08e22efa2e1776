"""What the law has an employer keep of those who left, for whoever runs the enterprise."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from ebe.models.enterprises import Enterprise
from territories.scoping import Scoped, ScopedQuerySet, scope_of


class StaffQuerySet(ScopedQuerySet):
    def visible_to(self, user):
        """Those of the enterprises that the account runs; nobody else reads them, the team neither."""
        return self.filter(enterprise__in=scope_of(user).enterprise_ids)


class StaffEntry(Scoped):
    """Somebody who worked there and whose file is erased (Code du travail, art. L. 1221-13 and R. 1221-26: five years after the
    departure). Nothing ties it to what is left of the file, nor to the contract."""

    enterprise = models.ForeignKey(
        Enterprise, on_delete=models.PROTECT, related_name="+", verbose_name="entreprise"
    )
    last_name = models.CharField("nom", max_length=80)
    first_name = models.CharField("prénom", max_length=80)
    job_title = models.CharField("poste", max_length=120)
    starts_on = models.DateField("entrée")
    ends_on = models.DateField("dernier jour")

    objects: ClassVar = StaffQuerySet.as_manager()

    class Meta:
        verbose_name = "entrée du registre du personnel"
        verbose_name_plural = "registre du personnel"
        ordering = ("last_name", "first_name", "starts_on")
        constraints = (
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="staff_entry_in_order"
            ),
        )
        indexes = (models.Index("enterprise", "ends_on", name="staff_entry_end"),)

    def __str__(self) -> str:
        return f"{self.first_name} {self.last_name}"
