"""Consents by purpose, append-only: giving, taking back and coming to an end are facts; the latest one counts."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from ppde.models.persons import Person
from territories.models import Organisation
from territories.scoping import NamedQuerySet, Scoped

# The same as `Consent.holds`, for the statements written by hand: of a row `c` of the table, on the day %(today)s.
HOLDS = "(c.is_given and (c.until is null or c.until >= %(today)s::date))"


class ConsentQuerySet(NamedQuerySet):
    def latest_facts(self) -> "ConsentQuerySet":
        """What was said last of each purpose, and of each partner for a sharing."""
        after = Consent.objects.filter(
            # A sharing names its partner, the others name none.
            Q(organisation=OuterRef("organisation")) | Q(organisation=None),
            person=OuterRef("person"),
            purpose=OuterRef("purpose"),
            pk__gt=OuterRef("pk"),
        )
        return self.filter(~Exists(after))

    def given_until(self) -> "ConsentQuerySet":
        """Agreements with a last day, not taken back, nor given again, nor already told over."""
        return self.filter(is_given=True, until__isnull=False).latest_facts()

    def past(self, today: date) -> "ConsentQuerySet":
        """Those whose last day has passed, and whose end is not written yet."""
        return self.given_until().filter(until__lt=today)


class Consent(Scoped):
    """Given, taken back or over, one purpose at a time (RGPD art. 7: proof, withdrawal as easy as giving)."""

    class Purpose(models.TextChoices):
        PHOTO = "photo", "prendre une photo et la publier"
        TESTIMONY = "testimony", "publier un témoignage"
        SHARING = "sharing", "transmettre le dossier à un partenaire"
        LETTER = "letter", "recevoir la lettre d’information"

    class Channel(models.TextChoices):
        PAPER = "paper", "papier signé"
        MAIL = "mail", "courriel"
        SPOKEN = "spoken", "de vive voix"
        PHONE = "phone", "téléphone"
        # Of the fact that nobody types: the last day has passed, `on` is that day (ppde.tasks.end_consents).
        END = "end", "à son dernier jour"

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
    # The last day, included; empty: until taken back.
    until = models.DateField("jusqu’au", null=True, blank=True)
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

    objects = ConsentQuerySet.as_manager()

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
            models.CheckConstraint(
                condition=Q(until=None) | Q(is_given=True, until__gte=F("on")),
                name="consent_until_after_on",
                violation_error_message="Le dernier jour est celui d’un accord, le jour où il est donné ou après.",
            ),
            models.CheckConstraint(
                condition=~Q(channel="end") | Q(is_given=False),
                name="consent_end_gives_nothing",
                violation_error_message="Dites par quel moyen la personne a donné son accord.",
            ),
        )

    def __str__(self) -> str:
        verb = "Accord" if self.is_given else "Fin" if self.is_end else "Retrait"
        return f"{verb}\u00a0: {self.what}"

    @property
    def what(self) -> str:
        partner = f" ({self.organisation})" if self.organisation else ""
        return f"{self.get_purpose_display()}{partner}"

    @property
    def is_end(self) -> bool:
        """The fact that its last day has passed, written by the night."""
        return self.channel == self.Channel.END

    @property
    def holds(self) -> bool:
        """Whether this says yes today, its last day included (Europe/Paris)."""
        return self.is_given and (self.until is None or self.until >= timezone.localdate())

    @property
    def ended_on(self) -> date | None:
        """Its last day, once passed; None while it holds, and when the person took it back."""
        if self.is_given:
            return None if self.holds else self.until
        return self.on if self.is_end else None
