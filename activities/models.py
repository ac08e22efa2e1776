"""The shared portfolio of activities of the hub's territories (seed 002 S1)."""

from typing import ClassVar

from django.db import models
from django.db.models import Q, Value
from django.urls import reverse

from activities.skills.models import ActivitySkill as ActivitySkill
from activities.skills.models import Wish as Wish
from cle.models import Decision
from ebe.models import Enterprise, whole_territories
from territories.models import Territory
from territories.scoping import Scoped, ScopedQuerySet, scope_of


class ActivityQuerySet(ScopedQuerySet):
    def visible_to(self, user):
        """The portfolio is shared inside a hub: it names no person."""
        here = scope_of(user)
        return self.filter(Q(territory__in=here.hub_ids) | Q(territory__hub__in=here.hub_ids))

    def of(self, territory: Territory):
        """Run or shared here; for a hub, the whole portfolio."""
        if territory.is_hub:
            return self.filter(Q(territory=territory) | Q(territory__hub=territory))
        return self.filter(Q(territory=territory) | Q(partners=territory)).distinct()

    def without_ground(self):
        """Under way without a decision of the committee, and without a word of why."""
        return self.filter(state__in=Activity.DONE_SINCE, decision=None, undecided_because="")

    def under(self, territory: Territory):
        """Each row knows the territory whose pages show it: a shared activity is read without leaving home."""
        return self.annotate(shown_in=Value(territory.slug))

    def public(self):
        """What somebody may ask for today: ticked, under way, and done by an enterprise that stands or, for a hub, by its
        territories."""
        done = Q(carrier__in=Enterprise.objects.standing()) | Q(territory__kind=Territory.Kind.HUB)
        return self.filter(done, is_public=True, state__in=Activity.DONE_SINCE)


def may_edit(scope, activity: "Activity") -> bool:
    """The team changes every activity; the direction of an EBE those it carries, and the ideas that nobody carries yet."""
    if activity.territory_id in whole_territories(scope, "activity_edit"):
        return True
    if activity.carrier_id is None:
        return activity.state == Activity.State.IDEA and scope.can("activity_edit")
    return activity.carrier_id in scope.enterprise_ids


class Activity(Scoped):
    """An activity of an EBE, from the idea to production (domain.md §5)."""

    class Sector(models.TextChoices):
        REUSE = "reuse", "réemploi et recyclerie"
        REPAIR = "repair", "réparation"
        WASTE = "waste", "déchets et compost"
        GARDENING = "gardening", "maraîchage et fleurs"
        FOOD = "food", "légumerie et alimentation"
        LAUNDRY = "laundry", "blanchisserie et repassage"
        SEWING = "sewing", "couture"
        CONCIERGE = "concierge", "conciergerie"
        SENIORS = "seniors", "services aux habitants et seniors"
        MOBILITY = "mobility", "mobilité et garage solidaire"
        MEDIATION = "mediation", "médiation, lien social et numérique"
        DELIVERY = "delivery", "livraison"
        GREEN_SPACES = "green_spaces", "petits travaux et espaces verts"
        WOOD = "wood", "bois et palettes"
        BUSINESS = "business", "services aux entreprises"
        THIRD_PLACE = "third_place", "café et tiers-lieu"
        CLEANING = "cleaning", "propreté urbaine"
        CULTURE = "culture", "culture"

    class State(models.TextChoices):
        IDEA = "idea", "idée"
        STUDIED = "studied", "besoin étudié"
        GRID = "grid", "grille remplie"
        HUB_OPINION = "hub_opinion", "avis de la métropole"
        DECIDED = "decided", "décidée par le comité"
        TRIAL = "trial", "en test"
        RUNNING = "running", "en production"
        REVIEW = "review", "en revue"
        STOPPED = "stopped", "arrêtée"

    # Under way (domain.md §5.1), after the decision of the committee.
    DONE_SINCE: ClassVar = (State.TRIAL, State.RUNNING, State.REVIEW)

    name = models.CharField("nom", max_length=120)
    sector = models.CharField("secteur", max_length=14, choices=Sector)
    state = models.CharField("état", max_length=12, choices=State, default=State.IDEA)
    carrier = models.ForeignKey(
        Enterprise,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="activities",
        verbose_name="EBE porteuse",
    )
    decision = models.ForeignKey(
        Decision,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="activities",
        verbose_name="décision du comité",
    )
    # What the team already did before the platform, say; empty: nobody has said.
    undecided_because = models.CharField("pourquoi sans décision", max_length=300, blank=True)
    partners = models.ManyToManyField(
        Territory,
        through="ActivityPartner",
        through_fields=("activity", "partner"),
        related_name="+",
        verbose_name="autres territoires",
    )
    description = models.TextField("description", max_length=1500, blank=True)
    need = models.CharField("besoin auquel elle répond", max_length=400, blank=True)
    expected_fte = models.DecimalField("ETP attendus", max_digits=6, decimal_places=2, default=0)
    started_on = models.DateField("en production depuis le", null=True, blank=True)
    is_public = models.BooleanField("visible du public", default=False)

    objects: ClassVar = ActivityQuerySet.as_manager()

    class Meta:
        verbose_name = "activité"
        verbose_name_plural = "activités"
        ordering = ("name",)
        constraints = (
            models.UniqueConstraint(
                "territory",
                "name",
                name="activity_once",
                violation_error_message="Une activité porte déjà ce nom ici.",
            ),
        )
        indexes = (models.Index("territory", "sector", "state", name="activity_sector_state"),)

    def __str__(self) -> str:
        return self.name

    @property
    def address(self) -> str:
        """The page of this activity in the territory that shows it, its own by default."""
        slug = getattr(self, "shown_in", "") or self.territory.slug
        return reverse("activities:activity_detail", args=[slug, self.pk])

    get_absolute_url = address.fget


class ActivityPartner(Scoped):
    """Another territory that shares an activity; the row belongs to the activity's territory."""

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, verbose_name="activité")
    partner = models.ForeignKey(
        Territory, on_delete=models.PROTECT, related_name="+", verbose_name="territoire partenaire"
    )

    class Meta:
        verbose_name = "partage d’activité"
        verbose_name_plural = "partages d’activité"
        constraints = (
            models.UniqueConstraint("activity", "partner", name="activity_partner_once"),
        )

    def __str__(self) -> str:
        return f"{self.activity}, {self.partner}"
