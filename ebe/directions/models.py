"""An invitation that will also entrust an enterprise, once it is accepted."""

from django.db import models

from territories.models import Invitation
from territories.scoping import Scoped


class DirectionInvitation(Scoped):
    """Whoever accepts this invitation directs this enterprise: without one, the role of direction shows nothing."""

    invitation = models.OneToOneField(
        Invitation, on_delete=models.CASCADE, related_name="+", verbose_name="invitation"
    )
    enterprise = models.ForeignKey(
        "ebe.Enterprise",
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name="entreprise",
    )
    since = models.DateField("dirige l’entreprise depuis le")

    class Meta:
        verbose_name = "invitation à diriger"
        verbose_name_plural = "invitations à diriger"

    def __str__(self) -> str:
        return f"{self.invitation}, {self.enterprise}"
