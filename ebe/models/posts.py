"""A post, of an EBE or of another employer, and its proposals to persons of the list."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, When
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils import timezone

from ebe.models.contracts import Contract
from ebe.models.enterprises import Enterprise, OfEnterpriseQuerySet, whole_territories
from ppde.models import ListRule, Outcome, Person, PersonSkill, Return, Skill
from territories.models import Organisation
from territories.scoping import Scoped, scope_of
from tzcld.ui import french

HOURS = (MinValueValidator(1),)
MAX_SKILLS = 8
# What a person asks to take into account, said from the post that cannot do it.
DEMANDS = {
    Person.Constraint.MOBILITY: "des déplacements",
    Person.Constraint.CARE: "une garde déjà trouvée pour un enfant ou un proche",
    Person.Constraint.HOURS: "des horaires qui ne changent pas",
    Person.Constraint.LANGUAGE: "un français courant",
    Person.Constraint.DIGITAL: "l’usage d’outils numériques",
    Person.Constraint.WORKSTATION: "un poste de travail tel qu’il est, sans aménagement",
}
ONE_EMPLOYER = Q(enterprise__isnull=False, organisation=None) | Q(
    enterprise=None, organisation__isnull=False
)


class PostQuerySet(OfEnterpriseQuerySet):
    verb = "post_view"

    def with_needs(self):
        """Adds `needs`, [{"name", "level"}] of the skills of the list that each post asks for, in the same query."""
        rows = PostSkill.objects.filter(post=OuterRef("pk")).order_by("skill__name")
        return self.annotate(
            needs=ArraySubquery(rows.values(json=JSONObject(name="skill__name", level="level")))
        )


# A place is held by whoever may still answer, and by a yes until the person leaves the list otherwise.
HOLDS = Q(reply="waiting") | Q(reply="accepted", left_at=None)


class ProposalQuerySet(OfEnterpriseQuerySet):
    verb = "proposal_view"

    def visible_to(self, user):
        """Those of whole territories; for the direction of an EBE, its own, to persons that it still knows."""
        here = scope_of(user)
        known = Q(enterprise__in=here.enterprise_ids, person__in=here.person_ids)
        return self.filter(Q(territory__in=whole_territories(here, self.verb)) | known)

    def standing(self):
        """Those made and not taken back: what the order, the exceptions and the figures count."""
        return self.exclude(reply="withdrawn")

    def accepted(self):
        """Those that a yes holds a place for: the person has been hired, or is to be."""
        return self.filter(reply="accepted", left_at=None)

    def holding(self):
        """Those that hold a place of their post: accepted, or awaiting an answer."""
        return self.filter(HOLDS)

    def with_hire(self):
        """Adds `is_open`: accepted, and neither a contract nor another exit has followed."""
        hired = Contract.objects.filter(
            person=OuterRef("person"),
            enterprise=OuterRef("enterprise"),
            starts_on__gte=OuterRef("proposed_on"),
        )
        # Left and back, then proposed a post, all of one day: that exit came before the proposal.
        back = Return.objects.filter(
            outcome=OuterRef("pk"),
            on__lte=OuterRef(OuterRef("proposed_on")),
            recorded_at__lte=OuterRef(OuterRef("made_at")),
        )
        left = Outcome.objects.filter(
            ~Exists(back), person=OuterRef("person"), on__gte=OuterRef("proposed_on")
        )
        # An exit told late, dated before the proposal, left the yes aside too.
        is_open = Q(reply="accepted", left_at=None) & ~Exists(hired) & ~Exists(left)
        return self.annotate(is_open=is_open)

    def with_last_end(self):
        """Adds `last_end`: the day from which the direction of the EBE forgets the person, after the last proposal that it made them;
        None while one stands, once hired there, or for another employer."""
        same = {"person": OuterRef("person"), "enterprise": OuterRef("enterprise")}
        known = Exists(Proposal.objects.filter(ended_on=None, **same)) | Exists(
            Contract.objects.filter(**same)
        )
        ends = Proposal.objects.filter(**same).order_by("-ended_on").values("ended_on")[:1]
        return self.annotate(last_end=Case(When(known, then=None), default=Subquery(ends)))

    def to_follow(self):
        """Those that wait for something, an answer first, else the hire that follows a yes; each with `is_open`."""
        return (
            self.with_hire()
            .filter(Q(reply="waiting") | Q(is_open=True))
            .order_by("is_open", "-proposed_on", "-pk")
        )


class OfEmployer(Scoped):
    """A row of one employer: an EBE of the territory, or another organisation."""

    enterprise = models.ForeignKey(
        Enterprise,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="%(class)ss",
        verbose_name="entreprise",
    )
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="autre employeur",
    )

    class Meta:
        abstract = True

    @property
    def employer(self) -> Enterprise | Organisation:
        return self.enterprise if self.enterprise_id else self.organisation


class Post(OfEmployer):
    """A post to fill, one or several times; proposed down the list (seed 003: hiring without selection, by date)."""

    class State(models.TextChoices):
        OPEN = "open", "ouvert"
        FILLED = "filled", "pourvu"
        CLOSED = "closed", "fermé"

    title = models.CharField("intitulé", max_length=120)
    hours_min = models.DecimalField(
        "heures par semaine, au moins",
        max_digits=4,
        decimal_places=1,
        null=True,
        blank=True,
        validators=HOURS,
    )
    hours_max = models.DecimalField(
        "heures par semaine, au plus",
        max_digits=4,
        decimal_places=1,
        null=True,
        blank=True,
        validators=HOURS,
    )
    skills = ArrayField(
        models.CharField(max_length=60),
        verbose_name="autres savoir-faire utiles",
        default=list,
        blank=True,
        size=MAX_SKILLS,
    )
    demands = ArrayField(
        models.CharField(max_length=12, choices=Person.Constraint),
        verbose_name="ce que le poste suppose",
        default=list,
        blank=True,
    )
    place = models.CharField("lieu", max_length=160, blank=True)
    text = models.CharField("le travail, en quelques mots", max_length=300, blank=True)
    positions = models.PositiveSmallIntegerField(
        "places", default=1, validators=[MinValueValidator(1), MaxValueValidator(99)]
    )
    starts_on = models.DateField("début souhaité", null=True, blank=True)
    state = models.CharField(
        "état", max_length=6, choices=State, default=State.OPEN, editable=False
    )
    opened_on = models.DateField("ouvert le", default=timezone.localdate, editable=False)
    closed_on = models.DateField("fermé le", null=True, editable=False)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="ouvert par",
    )

    objects: ClassVar = PostQuerySet.as_manager()

    class Meta:
        verbose_name = "poste"
        verbose_name_plural = "postes"
        ordering = ("-opened_on", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=ONE_EMPLOYER,
                name="post_one_employer",
                violation_error_message="Un poste a un employeur\u00a0: une EBE, ou une autre organisation.",
            ),
            models.CheckConstraint(
                condition=Q(hours_min=None, hours_max=None)
                | Q(hours_min__isnull=False, hours_max__gte=F("hours_min")),
                name="post_hours_ordered",
                violation_error_message="Écrivez deux temps de travail, le plus petit d’abord, ou aucun.",
            ),
        )
        indexes = (models.Index("territory", "state", name="post_territory_state"),)

    def __str__(self) -> str:
        return f"{self.title}, {self.employer}"

    def get_absolute_url(self) -> str:
        return reverse("ebe:post_detail", args=[self.territory.slug, self.pk])

    @property
    def is_chosen_time(self) -> bool:
        return self.hours_min is None

    @property
    def hours_words(self) -> str:
        if self.is_chosen_time:
            return "à temps choisi"
        low, high = french.number(self.hours_min), french.number(self.hours_max)
        return (
            f"{low}\u00a0h par semaine" if low == high else f"de {low} à {high}\u00a0h par semaine"
        )


class PostSkill(Scoped):
    """A skill of the hub's list that the post asks for, at a level that may be learnt before the hire; it chooses nobody."""

    post = models.ForeignKey(
        Post, on_delete=models.CASCADE, related_name="needed_skills", verbose_name="poste"
    )
    skill = models.ForeignKey(
        Skill, on_delete=models.PROTECT, related_name="+", verbose_name="compétence"
    )
    level = models.CharField(
        "niveau utile",
        max_length=8,
        choices=PersonSkill.Level,
        default=PersonSkill.Level.NOTIONS,
    )

    class Meta:
        verbose_name = "compétence utile à un poste"
        verbose_name_plural = "compétences utiles aux postes"
        ordering = ("skill__name",)
        constraints = (models.UniqueConstraint("post", "skill", name="post_skill_once"),)

    def __str__(self) -> str:
        return f"{self.skill} ({self.get_level_display()})"


class Proposal(OfEmployer):
    """A post proposed to a person of the list. Those made before posts existed have none."""

    class Reply(models.TextChoices):
        WAITING = "waiting", "en attente"
        ACCEPTED = "accepted", "acceptée"
        REFUSED = "refused", "refusée"
        NO_ANSWER = "no_answer", "sans réponse"
        # Made by mistake and taken back before any answer; `replied_on` and `reason` say when and why.
        WITHDRAWN = "withdrawn", "retirée"
        # The person left the list before answering; `replied_on` is the day it was written.
        ENDED = "ended", "close par la sortie"
        # The person no longer agrees that this employer be told of them, on the day `replied_on`, before answering.
        STOPPED = "stopped", "arrêtée, accord retiré ou terminé"
        # After a yes, whose day `replied_on` keeps; `reason` says why.
        DROPPED = "dropped", "abandonnée par l’employeur"

    class Refusal(models.TextChoices):
        """Why a post does not suit: about the post, never about health or private life."""

        HOURS = "hours", "temps de travail ou horaires"
        PLACE = "place", "lieu ou trajet"
        WORK = "work", "nature du travail"
        START = "start", "date de début"
        CARE = "care", "garde d’enfant ou de proche"
        PROJECT = "project", "autre projet ou autre emploi"
        NOT_NOW = "not_now", "pas maintenant"
        UNSAID = "unsaid", "ne souhaite pas le dire"
        OTHER = "other", "autre motif"

    post = models.ForeignKey(
        Post,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="proposals",
        verbose_name="poste publié",
    )
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="proposals", verbose_name="personne"
    )
    job_title = models.CharField("poste", max_length=120)
    weekly_hours = models.DecimalField(
        "heures par semaine", max_digits=4, decimal_places=1, validators=HOURS
    )
    proposed_on = models.DateField("proposée le")
    made_at = models.DateTimeField(
        "enregistrée le", null=True, default=timezone.now, editable=False
    )
    starts_on = models.DateField("début souhaité", null=True, blank=True)
    reply = models.CharField("réponse", max_length=10, choices=Reply, default=Reply.WAITING)
    replied_on = models.DateField("réponse du", null=True, blank=True)
    refusal = models.CharField("motif du refus", max_length=8, choices=Refusal, blank=True)
    reason = models.CharField("précision sur le refus", max_length=200, blank=True)
    # After a yes: the moment when another exit was written, before any hire. The yes stays, its place is free.
    left_at = models.DateTimeField("sortie avant l’embauche, notée le", null=True, editable=False)
    # The day on which it was written that no hire follows, kept by the database (`ebe/migrations/0034`): from there on the
    # direction of the EBE knows the person for a time, no longer.
    ended_on = models.DateField("close le", null=True, editable=False)
    # After `STOPPED`: when the team asked the employer to keep nothing of the person.
    told_on = models.DateField("employeur prévenu le", null=True, editable=False)
    # What the list was when the post was proposed, for the committee's report.
    rank = models.PositiveIntegerField("rang", null=True, editable=False)
    passed = models.PositiveIntegerField("personnes passées", null=True, editable=False)
    order_reason = models.CharField(
        "raison de l’ordre",
        max_length=300,
        blank=True,
        help_text="Nécessaire si la personne n’est pas la première de la liste.",
    )
    rule = models.ForeignKey(
        ListRule,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="règle appliquée",
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="faite par",
    )

    objects: ClassVar = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = "proposition d’emploi"
        verbose_name_plural = "propositions d’emploi"
        ordering = ("-proposed_on", "-pk")
        constraints = (
            models.UniqueConstraint(
                "person",
                condition=Q(reply="waiting"),
                name="proposal_one_waiting",
                violation_error_message="Cette personne a déjà une proposition en attente de réponse.",
            ),
            models.CheckConstraint(
                condition=ONE_EMPLOYER,
                name="proposal_one_employer",
                violation_error_message="Une proposition a un employeur\u00a0: une EBE, ou une autre organisation.",
            ),
        )
        indexes = (
            models.Index(
                "territory", "enterprise", F("proposed_on").desc(), name="proposal_enterprise"
            ),
            models.Index("post", "reply", name="proposal_post"),
            models.Index("person", F("proposed_on").desc(), name="proposal_person_on"),
        )

    def __str__(self) -> str:
        return f"{self.job_title}, {self.employer}"

    @property
    def holds(self) -> bool:
        """It holds a place of its post (`holding`)."""
        replies = self.Reply
        return self.reply == replies.WAITING or (
            self.reply == replies.ACCEPTED and self.left_at is None
        )

    @property
    def refusal_words(self) -> str:
        """« lieu ou trajet (deux bus) »."""
        label = self.get_refusal_display() if self.refusal else ""
        if label and self.reason:
            return f"{label} ({self.reason})"
        return label or self.reason
