"""The tokens: whose, made by whom, until when, last used on which day; never the token itself."""

from datetime import date
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from territories.scoping import Scoped, ScopedQuerySet


class TokenQuerySet(ScopedQuerySet):
    def standing(self, today: date | None = None):
        """Neither revoked nor past its last day."""
        return self.filter(revoked_at=None, until__gte=today or timezone.localdate())


class Token(Scoped):
    """What an information system shows to read the API. A hub's reads its territories too."""

    class State(models.TextChoices):
        ACTIVE = "active", "actif"
        ENDED = "ended", "terminé"
        REVOKED = "revoked", "révoqué"

    label = models.CharField("système d’information", max_length=80)
    # SHA-256 of 256 random bits: nothing slower is needed, nobody guesses them.
    digest = models.CharField("empreinte", max_length=64, unique=True, editable=False)
    # The last signs: which token a file of the other side holds.
    ending = models.CharField("fin du jeton", max_length=4, editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="créé par",
        editable=False,
    )
    since = models.DateField("créé le", default=timezone.localdate, editable=False)
    until = models.DateField("dernier jour")
    last_used_on = models.DateField("dernière lecture", null=True, editable=False)
    revoked_at = models.DateTimeField("révoqué le", null=True, editable=False)

    objects: ClassVar[TokenQuerySet] = TokenQuerySet.as_manager()

    class Meta:
        verbose_name = "jeton de l’API"
        verbose_name_plural = "jetons de l’API"
        ordering = ("label", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(until__gte=F("since")),
                name="token_ends_after_it_is_made",
                violation_error_message="Le dernier jour est aujourd’hui ou plus tard.",
            ),
        )

    def __str__(self) -> str:
        return self.label

    def get_absolute_url(self) -> str:
        return reverse("territories:token_list", args=[self.territory.slug])

    @property
    def state(self) -> "Token.State":
        if self.revoked_at:
            return self.State.REVOKED
        return self.State.ACTIVE if self.until >= timezone.localdate() else self.State.ENDED
