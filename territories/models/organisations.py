"""The stakeholders that a territory knows, and their contacts."""

from django.db import models
from django.utils import timezone

from territories.scoping import Scoped


class Organisation(Scoped):
    """A stakeholder (domain.md §10), shared by all apps. SIREN/SIRET is public; no person here."""

    class Kind(models.TextChoices):
        LOCAL_AUTHORITY = "local_authority", "collectivité"
        STATE = "state", "État"
        EMPLOYMENT_NETWORK = "employment_network", "réseau pour l’emploi"
        DEPARTMENT = "department", "Métropole ou Département"
        REGION = "region", "Région"
        SIAE = "siae", "SIAE"
        ESAT = "esat", "ESAT ou EA"
        PLIE = "plie", "PLIE ou maison de l’emploi"
        COMPANY = "company", "entreprise"
        LARGE_COMPANY = "large_company", "grande entreprise"
        BUSINESS_CLUB = "business_club", "club ou chambre consulaire"
        ASSOCIATION = "association", "ESS ou association"
        SOCIAL_CENTRE = "social_centre", "centre social"
        CCAS = "ccas", "CCAS"
        TRAINING = "training", "organisme de formation"
        INCUBATOR = "incubator", "incubateur ESS"
        FUNDER = "funder", "financeur ou fondation"
        FEDERATION = "federation", "fédération de l’IAE"
        MEDIA = "media", "média"
        RESEARCH = "research", "recherche"
        RESIDENTS = "residents", "habitantes et habitants"

    class Position(models.TextChoices):
        FAVOURABLE = "favourable", "favorable"
        FEARS = "fears", "exprime des craintes"
        REASSURED = "reassured", "rassurée"
        PRESCRIBER = "prescriber", "prescriptrice"
        TO_INVOLVE = "to_involve", "à impliquer"

    name = models.CharField("nom", max_length=160)
    kind = models.CharField("type", max_length=20, choices=Kind)
    siret = models.CharField("SIRET", max_length=14, blank=True)
    city = models.CharField("commune", max_length=80, blank=True)
    website = models.URLField("site", blank=True)
    position = models.CharField("position", max_length=12, choices=Position, blank=True)
    note = models.CharField("à savoir", max_length=300, blank=True)

    class Meta:
        verbose_name = "organisation"
        verbose_name_plural = "organisations"
        ordering = ("name",)
        constraints = (
            models.UniqueConstraint(
                "territory",
                "name",
                name="organisation_once",
                violation_error_message="Une organisation porte déjà ce nom dans ce territoire.",
            ),
        )

    def __str__(self) -> str:
        return self.name


class Contact(Scoped):
    """A professional contact in an organisation (row security: `app.reach`).

    `known_on`: the last day on which the team entered, changed or confirmed it, by hand or by an import. How long it is
    kept is counted from there (ppde/retention/endings.py).
    """

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="contacts", verbose_name="organisation"
    )
    first_name = models.CharField("prénom", max_length=80)
    last_name = models.CharField("nom", max_length=80)
    function = models.CharField("fonction", max_length=120, blank=True)
    email = models.EmailField("adresse électronique", blank=True)
    phone = models.CharField("téléphone", max_length=20, blank=True)
    is_published = models.BooleanField(
        "affiché sur la fiche publique, avec son accord", default=False
    )
    known_on = models.DateField("exact le", default=timezone.localdate, editable=False)

    class Meta:
        verbose_name = "contact"
        verbose_name_plural = "contacts"
        ordering = ("last_name", "first_name")

    def __str__(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()
