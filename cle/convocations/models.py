"""A convocation by mail: one row per sending, one per seat served; and the notice that the rules of procedure ask for."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone

from territories.mailing import Sending, SentMail
from territories.scoping import Scoped


class NoticeRule(Scoped):
    """Days between the convocation and the meeting, by the rules of procedure. Dated: a convocation keeps its own."""

    committee = models.ForeignKey(
        "cle.Committee",
        on_delete=models.CASCADE,
        related_name="notice_rules",
        verbose_name="instance",
    )
    valid_from = models.DateField("en vigueur depuis le")
    days = models.PositiveSmallIntegerField(
        "délai de convocation, en jours",
        validators=[MinValueValidator(1), MaxValueValidator(60)],
    )
    source = models.CharField("source (règlement intérieur, article)", max_length=300)

    class Meta:
        verbose_name = "délai de convocation"
        verbose_name_plural = "délais de convocation"
        ordering = ("-valid_from",)
        constraints = (
            models.UniqueConstraint(
                "committee",
                "valid_from",
                name="notice_rule_once_a_day",
                violation_error_message="Un délai est déjà fixé à cette date. Choisissez une autre date.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.days} jours, {self.committee}"


class Convocation(Sending):
    """A sending of the convocation of a meeting; what left is kept as it left."""

    class Kind(models.TextChoices):
        CONVENE = "convene", "convocation"
        CHANGE = "change", "séance modifiée"
        CANCEL = "cancel", "séance annulée"

    meeting = models.ForeignKey(
        "cle.Meeting",
        on_delete=models.PROTECT,
        related_name="convocations",
        verbose_name="séance",
    )
    kind = models.CharField("ce qui est annoncé", max_length=8, choices=Kind, default=Kind.CONVENE)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="envoyée par",
    )
    asked_at = models.DateTimeField("envoyée le", default=timezone.now)
    subject = models.CharField("objet", max_length=300)
    text = models.TextField("texte envoyé")
    calendar = models.TextField("fichier d’agenda joint")
    notice_days = models.PositiveSmallIntegerField("délai demandé, en jours", null=True, blank=True)
    reason = models.CharField(
        "raison du délai plus court, du changement ou de l’annulation", max_length=300, blank=True
    )

    class Meta:
        verbose_name = "envoi d’une convocation"
        verbose_name_plural = "envois des convocations"
        ordering = ("-asked_at",)

    def __str__(self) -> str:
        return self.subject


class ConvocationMail(SentMail):
    """One convocation to one seat, claimed before it is posted: never twice (row security: `app.reach`)."""

    convocation = models.ForeignKey(
        Convocation, on_delete=models.CASCADE, related_name="mails", verbose_name="envoi"
    )
    seat = models.ForeignKey(
        "cle.Seat", on_delete=models.PROTECT, related_name="+", verbose_name="siège"
    )
    email = models.EmailField("adresse")

    class Meta:
        verbose_name = "courriel de convocation"
        verbose_name_plural = "courriels de convocation"
        ordering = ("seat__holder",)
        constraints = (
            models.UniqueConstraint("convocation", "seat", name="convocation_once"),
            models.UniqueConstraint("convocation", "email", name="convocation_once_an_address"),
        )

    def __str__(self) -> str:
        return f"{self.seat}, {self.get_state_display()}"
