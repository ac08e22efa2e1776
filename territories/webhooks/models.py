"""Who is told, of what, with which secret; and each message, with what became of it."""

import hashlib
import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from territories.account_mails import AccountMail
from territories.scoping import Scoped, ScopedQuerySet, territory_key
from tzcld.ui import french


class Kind(models.TextChoices):
    """What is told: what an address of the API or a public page then tells more of."""

    REPORT_PUBLISHED = "report.published", "rapport publié"
    REPORT_WITHDRAWN = "report.withdrawn", "rapport publié puis retiré"
    LETTER_PUBLISHED = "letter.published", "lettre mise dans les archives publiques"
    LETTER_WITHDRAWN = "letter.withdrawn", "lettre retirée des archives publiques"
    TERRITORY_UPDATED = "territory.updated", "fiche du territoire modifiée"
    ACTIVITY_UPDATED = "activity.updated", "activité modifiée ou supprimée"
    FIGURES_UPDATED = "figures.updated", "chiffres changés depuis la veille"
    TEST = "test", "essai"


# What may be asked for: the test is sent by hand.
ASKED = [choice for choice in Kind.choices if choice[0] != Kind.TEST]


class WebhookQuerySet(ScopedQuerySet):
    def with_last(self):
        """`last_at`, `last_state`: of its latest message; `waiting`: how many have still to be received."""
        last = WebhookDelivery.objects.filter(webhook=models.OuterRef("pk")).order_by("-pk")[:1]
        State = WebhookDelivery.State
        still = Q(deliveries__state__in=(State.WAITING, State.SENDING))
        return self.annotate(
            last_at=models.Subquery(last.values("occurred_at")),
            last_state=models.Subquery(last.values("state")),
            waiting=models.Count("deliveries", filter=still),
        )


class Webhook(Scoped):
    """An address that is told. A hub's is told of its territories too."""

    class State(models.TextChoices):
        ACTIVE = "active", "actif"
        PAUSED = "paused", "en pause"
        ENDED = "ended", "arrêté"

    label = models.CharField("nom du destinataire", max_length=80)
    url = models.CharField("adresse", max_length=500)
    kinds = ArrayField(
        models.CharField(max_length=20, choices=ASKED), verbose_name="ce qui est annoncé"
    )
    # Encrypted (tzcld/cipher.py). The former one signs too until its hour, the time that the receiver changes.
    secret = models.TextField("secret", editable=False)
    former_secret = models.TextField("secret d’avant", blank=True, editable=False)
    former_until = models.DateTimeField("secret d’avant valable jusqu’à", null=True, editable=False)
    state = models.CharField("état", max_length=6, choices=State, default=State.ACTIVE)
    ended_at = models.DateTimeField("arrêté le", null=True, editable=False)
    ended_because = models.CharField("cause de l’arrêt", max_length=300, blank=True, editable=False)
    created_at = models.DateTimeField("ajouté le", default=timezone.now, editable=False)

    objects: ClassVar[WebhookQuerySet] = WebhookQuerySet.as_manager()

    class Meta:
        verbose_name = "destinataire de notifications"
        verbose_name_plural = "destinataires de notifications"
        ordering = ("label", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(state="ended", ended_at__isnull=False)
                | ~Q(state="ended") & Q(ended_at=None, ended_because=""),
                name="webhook_ended_because",
                violation_error_message="Un arrêt a sa date et sa cause.",
            ),
        )

    def __str__(self) -> str:
        return self.label

    def get_absolute_url(self) -> str:
        return reverse("territories:webhook_detail", args=[self.territory.slug, self.pk])

    @property
    def secret_version(self) -> str:
        """Another one each time the secret is replaced; tells nothing of it."""
        return hashlib.sha256(self.secret.encode()).hexdigest()[:16]


class WebhookDelivery(Scoped):
    """One message to one address: tried until it is received, or given up (design rule 8)."""

    class State(models.TextChoices):
        WAITING = "waiting", "à envoyer"
        SENDING = "sending", "en cours d’envoi"
        RECEIVED = "received", "reçu"
        FAILED = "failed", "abandonné"

    webhook = models.ForeignKey(
        Webhook, on_delete=models.CASCADE, related_name="deliveries", verbose_name="destinataire"
    )
    # The same for every address told of one fact, and at every try: the receiver drops what it has already.
    event = models.UUIDField("numéro de l’événement", default=uuid.uuid4, editable=False)
    kind = models.CharField("ce qui est annoncé", max_length=20, choices=Kind)
    # The territory of the webhook, or one of its territories when that is a hub.
    place = territory_key()
    path = models.CharField("adresse à lire", max_length=200)
    occurred_at = models.DateTimeField("arrivé le", default=timezone.now)
    state = models.CharField("état", max_length=8, choices=State, default=State.WAITING)
    tries = models.PositiveSmallIntegerField("essais", default=0)
    next_at = models.DateTimeField("prochain essai", default=timezone.now)
    # Emitted, asked of a worker, claimed, answered.
    at = models.DateTimeField("dernier pas", default=timezone.now)
    status = models.PositiveSmallIntegerField("dernière réponse", null=True)
    error = models.CharField("dernier échec", max_length=300, blank=True)
    duration_ms = models.PositiveIntegerField("durée du dernier essai (ms)", null=True)
    # What the figures were, so that the same are not told twice (evaluation/announcements.py).
    mark = models.CharField("empreinte", max_length=64, blank=True, editable=False)

    objects: ClassVar[ScopedQuerySet] = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "message aux systèmes d’information"
        verbose_name_plural = "messages aux systèmes d’information"
        ordering = ("-pk",)
        indexes = (
            models.Index("webhook", F("id").desc(), name="webhook_delivery_latest"),
            models.Index(
                "next_at", condition=Q(state__in=("waiting", "sending")), name="webhook_to_send"
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {french.date_hour(self.occurred_at)}"

    def get_absolute_url(self) -> str:
        return reverse("territories:webhook_delivery", args=[self.territory.slug, self.pk])

    @property
    def message_id(self) -> str:
        """Of the header webhook-id."""
        return f"msg_{self.event.hex}"

    @property
    def is_over(self) -> bool:
        return self.state in (self.State.RECEIVED, self.State.FAILED)


class WebhookMail(AccountMail):
    """What those who manage a webhook are told, once, when failures end it."""

    webhook = models.ForeignKey(
        Webhook, on_delete=models.CASCADE, related_name="mails", verbose_name="destinataire"
    )

    class Meta:
        verbose_name = "courriel sur un destinataire de notifications"
        verbose_name_plural = "courriels sur les destinataires de notifications"
        indexes = (
            models.Index(
                "at", condition=Q(state__in=("waiting", "sending")), name="webhook_mail_to_send"
            ),
        )

    def __str__(self) -> str:
        return f"{self.webhook}, {self.user}"
