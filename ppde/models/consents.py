"""Consents by purpose, append-only: giving and taking back are both facts; the latest one counts."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from ppde.models.persons import Person
from territories.models import Organisation
from territories.scoping import NamedQuerySet, Scoped


class Consent(Scoped):
    """Given or taken back, one purpose at a time (RGPD art. 7: proof, withdrawal as easy as giving)."""

    class Purpose(models.TextChoices):
        PHOTO = "photo", "être pris·e en photo et publié·e"
        TESTIMONY = "testimony", "publier un témoignage"
        SHARING = "sharing", "transmettre le dossier à un partenaire"
        LETTER = "letter", "recevoir la lettre d’information"

    class Channel(models.TextChoices):
        PAPER = "paper", "papier signé"
        MAIL = "mail", "courriel"
        SPOKEN = "spoken", "de vive voix"
        PHONE = "phone", "téléphone"

    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="consents", verbose_name="personne"
    )
    purpose = models.CharField("pour quoi", max_length=10, choices=Purpose)
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="partenaire",
    )
    is_given = models.BooleanField("accord donné")
    on = models.DateField("date")
    channel = models.CharField("par quel moyen", max_length=8, choices=Channel)
    proof = models.CharField("preuve, et où elle est rangée", max_length=200, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="enregistré par",
    )
    recorded_at = models.DateTimeField("enregistré le", default=timezone.now, editable=False)

    objects = NamedQuerySet.as_manager()

    class Meta:
        verbose_name = "consentement"
        verbose_name_plural = "consentements"
        ordering = ("-pk",)
        indexes = (models.Index("person", "purpose", name="consent_person_purpose"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(purpose="sharing", organisation__isnull=False)
                | (~Q(purpose="sharing") & Q(organisation=None)),
                name="consent_sharing_names_partner",
                violation_error_message="Un partage nomme le partenaire, et lui seul.",
            ),
            models.CheckConstraint(
                condition=Q(is_given=False) | ~Q(proof=""),
                name="consent_given_has_proof",
                violation_error_message="Un accord a une preuve : dites laquelle et où elle est rangée.",
            ),
        )

    def __str__(self) -> str:
        verb = "Accord" if self.is_given else "Retrait"
        return f"{verb}\u00a0: {self.what}"

    @property
    def what(self) -> str:
        partner = f" ({self.organisation})" if self.organisation else ""
        return f"{self.get_purpose_display()}{partner}"
