"""Letters, their blocks and readers. The tables of the readers, and of whom a letter shows, name a person."""

import secrets
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone

from evaluation.models.reports import Report
from ppde.models import Consent, Person
from territories.mailing import Sending, SentMail
from territories.scoping import Scoped, ScopedQuerySet
from tzcld.ui import french


class Audience(models.TextChoices):
    """Who a letter is written for."""

    PUBLIC = "public", "tout public"
    PARTNERS = "partners", "partenaires"
    MEMBERS = "members", "membres des comités"
    TEAMS = "teams", "équipes projet"


def token() -> str:
    return secrets.token_urlsafe(24)


class SubscriberQuerySet(ScopedQuerySet):
    def known(self):
        """Those whose address is still there."""
        return self.filter(erased_on=None)


class Subscriber(Scoped):
    """Somebody who asked for the letter (row security: `app.reach`). Double opt-in; leaving is one click."""

    class State(models.TextChoices):
        PENDING = "pending", "à confirmer"
        ACTIVE = "active", "inscrite"
        LEFT = "left", "désinscrite"

    class Confirmation(models.TextChoices):
        """The mail that asks to confirm: claimed before it is posted, never twice for one request (evaluation/mailing.py)."""

        NONE = "", "aucun"
        WAITING = "waiting", "à envoyer"
        CLAIMED = "claimed", "en cours d’envoi"
        SENT = "sent", "parti"
        REFUSED = "refused", "refusé par le serveur"
        DOUBT = "doubt", "peut-être reçu"
        GIVEN_UP = "given_up", "non envoyé"

    email = models.EmailField("adresse électronique")
    audience = models.CharField("liste", max_length=10, choices=Audience, default=Audience.PUBLIC)
    state = models.CharField("état", max_length=8, choices=State, default=State.PENDING)
    token = models.CharField("jeton", max_length=40, default=token, unique=True, editable=False)
    source = models.CharField("origine de l’inscription", max_length=80, blank=True)
    asked_at = models.DateTimeField("demande du", default=timezone.now)
    confirmation = models.CharField(
        "courriel de confirmation",
        max_length=8,
        choices=Confirmation,
        default=Confirmation.NONE,
        blank=True,
        editable=False,
    )
    confirmed_at = models.DateTimeField("confirmée le", null=True, blank=True)
    renewed_at = models.DateTimeField("renouvelée le", null=True, editable=False)
    left_at = models.DateTimeField("désinscription du", null=True, blank=True)
    is_over = models.BooleanField(
        "désinscription à la fin de l’accord", default=False, editable=False
    )
    # The address is gone, the line stays: what was sent is counted from it (evaluation/forgetting.py).
    erased_on = models.DateField("adresse effacée le", null=True, editable=False)

    objects: ClassVar = SubscriberQuerySet.as_manager()

    class Meta:
        verbose_name = "personne abonnée"
        verbose_name_plural = "personnes abonnées"
        ordering = ("email",)
        constraints = (
            models.UniqueConstraint(
                "territory", Lower("email"), "audience", name="subscriber_once"
            ),
        )
        indexes = (
            models.Index("territory", "audience", "state", name="subscriber_audience"),
            # What the sweeper looks for each minute: nearly always nothing.
            models.Index("asked_at", name="subscriber_to_ask", condition=Q(confirmation="waiting")),
        )

    def __str__(self) -> str:
        return self.email


class Renewal(Sending):
    """A sending: readers of the letter are asked whether they stay, until a day (evaluation/renewals.py)."""

    asked_at = models.DateTimeField("demandée le", default=timezone.now)
    answer_by = models.DateField("réponse attendue jusqu’au")

    class Meta:
        verbose_name = "demande de renouvellement"
        verbose_name_plural = "demandes de renouvellement"
        ordering = ("-asked_at",)

    def __str__(self) -> str:
        return f"renouvellement du {french.date(self.asked_at)}"


class RenewalMail(SentMail):
    """The question to one reader, claimed before it is posted: never twice (row security: `app.reach`)."""

    renewal = models.ForeignKey(
        Renewal, on_delete=models.CASCADE, related_name="mails", verbose_name="demande"
    )
    subscriber = models.ForeignKey(
        Subscriber, on_delete=models.CASCADE, related_name="+", verbose_name="personne abonnée"
    )

    class Meta:
        verbose_name = "courriel de renouvellement"
        verbose_name_plural = "courriels de renouvellement"
        constraints = (models.UniqueConstraint("renewal", "subscriber", name="renewal_once"),)

    def __str__(self) -> str:
        return f"{self.renewal}, {self.get_state_display()}"


class NewsletterQuerySet(ScopedQuerySet):
    def archived(self):
        """What the public archives show: they open with the sheet of the territory."""
        return self.filter(is_public=True, state=Newsletter.State.SENT, territory__is_public=True)


class Newsletter(Scoped):
    """A letter made of blocks, sent once to the active subscribers of an audience."""

    class State(models.TextChoices):
        DRAFT = "draft", "brouillon"
        SENDING = "sending", "envoi en cours"
        SENT = "sent", "envoyée"
        FAILED = "failed", "envoi interrompu"

    subject = models.CharField("objet", max_length=120)
    intro = models.TextField("chapeau", max_length=800, blank=True)
    audience = models.CharField("liste", max_length=10, choices=Audience, default=Audience.PUBLIC)
    state = models.CharField("état", max_length=8, choices=State, default=State.DRAFT)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="créée par",
    )
    created_at = models.DateTimeField("créée le", default=timezone.now)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="envoyée par",
    )
    started_at = models.DateTimeField("envoi lancé le", null=True, blank=True)
    finished_at = models.DateTimeField("envoi fini le", null=True, blank=True)
    heartbeat = models.DateTimeField("dernier signe de vie", null=True, blank=True)
    html = models.TextField("corps HTML figé", blank=True)
    text = models.TextField("corps texte figé", blank=True)
    error = models.TextField("cause de l’échec", blank=True)
    is_public = models.BooleanField("visible dans les archives publiques", default=False)

    objects: ClassVar[NewsletterQuerySet] = NewsletterQuerySet.as_manager()

    class Meta:
        verbose_name = "lettre"
        verbose_name_plural = "lettres"
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return self.subject

    def get_absolute_url(self) -> str:
        return reverse("evaluation:newsletter_detail", args=[self.territory.slug, self.pk])


class NewsletterBlock(Scoped):
    """A block of a letter, in order."""

    class Kind(models.TextChoices):
        TEXT = "text", "texte"
        NEWS = "news", "nouvelle d’un territoire"
        FIGURES = "figures", "chiffres clés"
        EVENT = "event", "rendez-vous"
        REPORT = "report", "rapport à lire"

    newsletter = models.ForeignKey(
        Newsletter, on_delete=models.CASCADE, related_name="blocks", verbose_name="lettre"
    )
    position = models.PositiveSmallIntegerField("ordre")
    kind = models.CharField("nature", max_length=8, choices=Kind, default=Kind.TEXT)
    title = models.CharField("titre", max_length=120, blank=True)
    body = models.TextField("texte", max_length=3000, blank=True)
    link = models.URLField("lien", blank=True)
    link_label = models.CharField("texte du lien", max_length=80, blank=True)
    report = models.ForeignKey(
        Report,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="rapport",
    )

    class Meta:
        verbose_name = "bloc"
        verbose_name_plural = "blocs"
        ordering = ("position", "pk")

    def __str__(self) -> str:
        return self.title or self.get_kind_display()


class WitnessQuerySet(ScopedQuerySet):
    def unagreed(self) -> "WitnessQuerySet":
        """Those who do not agree today (`Witness.agrees`)."""
        return self.filter(Q(is_agreed=False) | Q(agreed_until__lt=timezone.localdate()))


class Witness(Scoped):
    """The person whom a block shows, inside the platform alone (row security: `app.reach`; the person's own row, by name)."""

    class Purpose(models.TextChoices):
        TESTIMONY = Consent.Purpose.TESTIMONY.value, "témoignage"
        PHOTO = Consent.Purpose.PHOTO.value, "photo"

    block = models.OneToOneField(
        NewsletterBlock, on_delete=models.CASCADE, related_name="witness", verbose_name="bloc"
    )
    person = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        null=True,
        related_name="shown_in",
        verbose_name="personne",
    )
    purpose = models.CharField("ce qui la montre", max_length=10, choices=Purpose)
    is_agreed = models.BooleanField("accord donné", default=False)
    agreed_until = models.DateField("accord donné jusqu’au", null=True)

    objects = WitnessQuerySet.as_manager()

    class Meta:
        verbose_name = "personne montrée dans une lettre"
        verbose_name_plural = "personnes montrées dans les lettres"

    @property
    def agrees(self) -> bool:
        """Whether the person agrees today, the last day of the agreement included."""
        still = self.agreed_until is None or self.agreed_until >= timezone.localdate()
        return self.is_agreed and still

    def __str__(self) -> str:
        return f"{self.get_purpose_display()}, {self.block}"


class Delivery(Scoped):
    """One letter to one subscriber, claimed before it is sent: never twice (row security: `app.reach`)."""

    class State(models.TextChoices):
        WAITING = "waiting", "à envoyer"
        CLAIMED = "claimed", "en cours d’envoi"
        SENT = "sent", "envoyée"
        REFUSED = "refused", "refusée par le serveur"
        SKIPPED = "skipped", "non envoyée"

    newsletter = models.ForeignKey(
        Newsletter, on_delete=models.CASCADE, related_name="deliveries", verbose_name="lettre"
    )
    subscriber = models.ForeignKey(
        Subscriber, on_delete=models.CASCADE, related_name="+", verbose_name="personne abonnée"
    )
    state = models.CharField("état", max_length=8, choices=State, default=State.WAITING)
    claimed_at = models.DateTimeField("prise en charge le", null=True)
    sent_at = models.DateTimeField("envoyée le", null=True)
    error = models.CharField("réponse du serveur", max_length=200, blank=True)

    class Meta:
        verbose_name = "envoi"
        verbose_name_plural = "envois"
        constraints = (models.UniqueConstraint("newsletter", "subscriber", name="delivery_once"),)
        indexes = (models.Index("newsletter", "state", "id", name="delivery_state"),)

    def __str__(self) -> str:
        return f"{self.newsletter}, {self.get_state_display()}"
