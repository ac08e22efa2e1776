"""Local committees: who sits, when they meet, what they decide (domain.md §7)."""

from datetime import date
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from cle.answers.models import MeetingAnswer as MeetingAnswer
from cle.convocations.models import Convocation as Convocation
from cle.convocations.models import ConvocationMail as ConvocationMail
from cle.convocations.models import NoticeRule as NoticeRule
from territories.models import Organisation
from territories.periods import OverPeriod, PeriodField, no_overlap
from territories.scoping import Scoped, ScopedQuerySet
from tzcld.ui import french


class Committee(Scoped):
    """A CLE, one of its commissions, or an instance of the hub."""

    class Kind(models.TextChoices):
        CLE = "cle", "comité local (plénier)"
        COMMISSION = "commission", "commission"
        COTECH = "cotech", "comité technique métropolitain"
        COSTRAT = "costrat", "comité stratégique métropolitain"
        WORKING_GROUP = "working_group", "groupe de travail"
        BUSINESS_CLUB = "business_club", "club d’entreprises"
        STEERING_REVIEW = "steering_review", "revue de pilotage"

    kind = models.CharField("nature", max_length=20, choices=Kind)
    name = models.CharField("nom", max_length=120)
    remit = models.CharField("rôle", max_length=400, blank=True)
    is_active = models.BooleanField("en activité", default=True)

    class Meta:
        verbose_name = "instance"
        verbose_name_plural = "instances"
        ordering = ("kind", "name")
        constraints = (
            models.UniqueConstraint(
                "territory",
                "name",
                name="committee_once",
                violation_error_message="Une instance porte déjà ce nom.",
            ),
        )

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("cle:committee_detail", args=[self.territory.slug, self.pk])


class QuorumRuleQuerySet(ScopedQuerySet):
    def on(self, day: date):
        """Those in force on this day, of each committee the latest first."""
        rows = self.filter(Q(valid_from=None) | Q(valid_from__lte=day))
        return rows.order_by("committee", F("valid_from").desc(nulls_last=True))


class QuorumRule(Scoped):
    """Quorum and proxies, by the rules of procedure. Dated: a meeting is read by the rule of its own day."""

    committee = models.ForeignKey(
        Committee, on_delete=models.CASCADE, related_name="quorum_rules", verbose_name="instance"
    )
    valid_from = models.DateField(
        "en vigueur depuis le",
        null=True,
        blank=True,
        help_text="Vide : depuis la création de l’instance.",
    )
    percent = models.PositiveSmallIntegerField(
        "quorum", default=0, validators=[MaxValueValidator(100)]
    )
    allows_proxies = models.BooleanField(
        "le règlement intérieur admet les pouvoirs",
        default=True,
        help_text="Un siège absent donne sa voix à une personne présente, qui n’en porte qu’une.",
    )
    source = models.CharField("source (règlement intérieur, article)", max_length=300, blank=True)

    objects = QuorumRuleQuerySet.as_manager()

    class Meta:
        verbose_name = "règle de quorum"
        verbose_name_plural = "règles de quorum"
        ordering = (F("valid_from").desc(nulls_last=True),)
        constraints = (
            models.UniqueConstraint(
                fields=("committee", "valid_from"),
                name="quorum_rule_once_a_day",
                nulls_distinct=False,
            ),
            models.CheckConstraint(condition=Q(percent__lte=100), name="quorum_rule_percent"),
        )

    def __str__(self) -> str:
        return f"quorum, {self.committee}"


# What stands for the name of a holder once its time has passed; a number follows.
NAMELESS = "Anonyme"


class SeatQuerySet(ScopedQuerySet):
    def filled(self, on: date | None = None):
        return self.filter(period__contains=on or timezone.localdate())

    def voting(self):
        return self.filter(votes=True)


class Seat(OverPeriod, Scoped):
    """A mandate in a committee: college, holder, dates (equal voices; décret 2021-863)."""

    class College(models.TextChoices):
        LOCAL_AUTHORITY = "local_authority", "collectivités"
        STATE = "state", "État et réseau pour l’emploi"
        DEPARTMENT = "department", "Métropole ou Département"
        ECONOMIC = "economic", "acteurs économiques"
        INCLUSION = "inclusion", "IAE, ESAT et EA"
        SOCIAL = "social", "acteurs sociaux et associatifs"
        PPDE = "ppde", "personnes privées durablement d’emploi"
        EBE_EMPLOYEES = "ebe_employees", "personnes salariées d’EBE"
        EBE_MANAGEMENT = "ebe_management", "direction d’EBE"
        RESIDENTS = "residents", "habitantes et habitants"
        FUND = "fund", "Fonds ETCLD"

    class Rank(models.TextChoices):
        CHAIR = "chair", "présidence"
        CO_CHAIR = "co_chair", "coprésidence"
        MEMBER = "member", "membre"
        DEPUTY = "deputy", "suppléance"
        GUEST = "guest", "invitation"

    committee = models.ForeignKey(
        Committee, on_delete=models.CASCADE, related_name="seats", verbose_name="instance"
    )
    college = models.CharField("collège", max_length=20, choices=College)
    rank = models.CharField("place", max_length=10, choices=Rank, default=Rank.MEMBER)
    holder = models.CharField("titulaire", max_length=160)
    function = models.CharField("fonction", max_length=160, blank=True)
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="organisation",
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="compte",
    )
    email = models.EmailField(
        "adresse électronique",
        blank=True,
        help_text="Pour la convocation seulement. Sans elle, celle du compte sert.",
    )
    votes = models.BooleanField("voix délibérative", default=True)
    period = PeriodField("mandat")

    objects = SeatQuerySet.as_manager()

    class Meta:
        verbose_name = "siège"
        verbose_name_plural = "sièges"
        ordering = ("college", "rank", "holder")
        constraints = (
            no_overlap(
                "seat_no_overlap",
                "committee",
                "holder",
                "college",
                message="Ce siège est déjà tenu par cette personne à ces dates.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.holder}, {self.get_college_display()}"

    @property
    def is_nameless(self) -> bool:
        """Its holder's name is gone, its time passed."""
        return self.holder == f"{NAMELESS} {self.pk}"

    @property
    def address(self) -> str:
        """Where its holder is convened: the address of the seat, else that of its open account."""
        return self.email or (self.user.email if self.user and self.user.is_active else "")


class MeetingQuerySet(ScopedQuerySet):
    def upcoming(self, now=None):
        return self.filter(starts_at__gte=now or timezone.now()).order_by("starts_at")


class Meeting(Scoped):
    """A meeting: convocation, agenda, attendance, decisions, minutes."""

    class State(models.TextChoices):
        PLANNED = "planned", "prévue"
        CONVENED = "convened", "convoquée"
        HELD = "held", "tenue"
        CANCELLED = "cancelled", "annulée"

    class Minutes(models.TextChoices):
        NONE = "none", "à rédiger"
        DRAFT = "draft", "en projet"
        APPROVED = "approved", "approuvé"

    committee = models.ForeignKey(
        Committee, on_delete=models.PROTECT, related_name="meetings", verbose_name="instance"
    )
    title = models.CharField("objet", max_length=160, blank=True)
    starts_at = models.DateTimeField("début")
    ends_at = models.DateTimeField("fin", null=True, blank=True)
    place = models.CharField("lieu", max_length=200, blank=True)
    state = models.CharField("état", max_length=10, choices=State, default=State.PLANNED)
    minutes = models.TextField("compte rendu", blank=True)
    minutes_state = models.CharField(
        "état du compte rendu", max_length=10, choices=Minutes, default=Minutes.NONE
    )

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = "séance"
        verbose_name_plural = "séances"
        ordering = ("-starts_at",)
        indexes = (models.Index("territory", F("starts_at").desc(), name="meeting_territory_date"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gt=F("starts_at")),
                name="meeting_ends_after_start",
                violation_error_message="La fin vient après le début.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.committee}, {french.date(self.starts_at)}"

    def get_absolute_url(self) -> str:
        return reverse("cle:meeting_detail", args=[self.territory.slug, self.pk])

    @property
    def may_be_convened(self) -> bool:
        """Still to come, and neither held nor cancelled."""
        return self.starts_at > timezone.now() and self.state in (
            self.State.PLANNED,
            self.State.CONVENED,
        )


class Addendum(Scoped):
    """What is added to approved minutes, which nobody rewrites: a correction, dated and signed, under the text itself.

    `withheld`: words that the review of personal data keeps out of sight in the minutes; the sealed text still holds them.
    """

    meeting = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, related_name="addenda", verbose_name="séance"
    )
    text = models.TextField("additif", max_length=2000)
    withheld = ArrayField(
        models.CharField(max_length=40), verbose_name="mots retirés de la vue", default=list
    )
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="écrit par",
    )
    written_at = models.DateTimeField("écrit le", default=timezone.now, editable=False)

    class Meta:
        verbose_name = "additif"
        verbose_name_plural = "additifs"
        ordering = ("written_at", "pk")

    def __str__(self) -> str:
        return f"additif, {self.meeting}"


class AgendaItem(Scoped):
    """A point of the agenda."""

    meeting = models.ForeignKey(
        Meeting, on_delete=models.CASCADE, related_name="agenda", verbose_name="séance"
    )
    position = models.PositiveSmallIntegerField("ordre")
    title = models.CharField("point", max_length=200)
    presenter = models.CharField("présenté par", max_length=120, blank=True)
    minutes_planned = models.PositiveSmallIntegerField("durée (minutes)", null=True, blank=True)

    class Meta:
        verbose_name = "point de l’ordre du jour"
        verbose_name_plural = "ordre du jour"
        ordering = ("position", "pk")

    def __str__(self) -> str:
        return self.title


class Attendance(Scoped):
    """Who was there, seat by seat; a represented seat gives its voice to another."""

    class Status(models.TextChoices):
        PRESENT = "present", "présence"
        EXCUSED = "excused", "absence excusée"
        ABSENT = "absent", "absence"
        REPRESENTED = "represented", "pouvoir donné"

    meeting = models.ForeignKey(
        Meeting, on_delete=models.CASCADE, related_name="attendance", verbose_name="séance"
    )
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+", verbose_name="siège")
    status = models.CharField("présence", max_length=12, choices=Status)
    proxy = models.ForeignKey(
        Seat,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="pouvoir donné à",
    )

    class Meta:
        verbose_name = "présence"
        verbose_name_plural = "présences"
        ordering = ("seat__college", "seat__holder")
        constraints = (
            models.UniqueConstraint("meeting", "seat", name="attendance_once"),
            models.CheckConstraint(
                condition=Q(status="represented", proxy__isnull=False)
                | (~Q(status="represented") & Q(proxy=None)),
                name="attendance_proxy_when_represented",
                violation_error_message="Un siège représenté indique à qui le pouvoir est donné.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.seat}, {self.get_status_display()}"


class DecisionQuerySet(ScopedQuerySet):
    def adopted(self):
        """Those that stand: adopted, and not rectified since."""
        return self.filter(outcome=Decision.Outcome.ADOPTED, rectification=None)


class Decision(Scoped):
    """What a committee decided at a meeting. `wording` never names a person: eligibility uses numbers (M-0047).

    A decision noted wrongly stays as it was written: another one rectifies it, with its author and its reason.
    """

    class Kind(models.TextChoices):
        ELIGIBILITY = "eligibility", "éligibilité"
        SUPPLEMENTARITY = "supplementarity", "supplémentarité"
        ACTION_PROGRAMME = "action_programme", "programme d’actions"
        RULES_OF_PROCEDURE = "rules_of_procedure", "règlement intérieur"
        EBE_CONVENTION = "ebe_convention", "convention EBE"
        ELIGIBILITY_RULE = "eligibility_rule", "règle d’éligibilité"
        LIST_RULE = "list_rule", "règle de liste"
        LIST_PLACE = "list_place", "place sur la liste"
        OPINION = "opinion", "avis"
        OTHER = "other", "autre"

    class Mode(models.TextChoices):
        CONSENSUS = "consensus", "par consensus"
        VOTE = "vote", "par vote"

    class Outcome(models.TextChoices):
        ADOPTED = "adopted", "adoptée"
        REJECTED = "rejected", "rejetée"
        POSTPONED = "postponed", "reportée"
        # Only for what rectifies: nothing of the kind was decided.
        VOID = "void", "annulée"

    meeting = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, related_name="decisions", verbose_name="séance"
    )
    number = models.CharField("numéro", max_length=12, editable=False)
    kind = models.CharField("nature", max_length=20, choices=Kind)
    wording = models.TextField("texte de la décision", max_length=2000)
    mode = models.CharField("mode", max_length=10, choices=Mode, default=Mode.CONSENSUS)
    votes_for = models.PositiveSmallIntegerField("voix pour", null=True, blank=True)
    votes_against = models.PositiveSmallIntegerField("voix contre", null=True, blank=True)
    abstentions = models.PositiveSmallIntegerField("abstentions", null=True, blank=True)
    outcome = models.CharField("issue", max_length=10, choices=Outcome)
    conditions = models.TextField("conditions", max_length=1000, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="enregistrée par",
    )
    recorded_at = models.DateTimeField("enregistrée le", default=timezone.now, editable=False)
    rectifies = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="rectification",
        verbose_name="décision rectifiée",
    )
    reason = models.CharField("raison de la rectification", max_length=300, blank=True)
    # By number (M-0047), what the rectified decision had changed and that could no longer be given back.
    remains = models.TextField("ce qui demeure", blank=True, editable=False)

    objects: ClassVar = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = "décision"
        verbose_name_plural = "décisions"
        ordering = ("-meeting__starts_at", "-number")
        constraints = (
            models.UniqueConstraint("territory", "number", name="decision_number_once"),
            models.CheckConstraint(
                condition=Q(
                    mode="vote",
                    votes_for__isnull=False,
                    votes_against__isnull=False,
                    abstentions__isnull=False,
                )
                | Q(mode="consensus", votes_for=None, votes_against=None, abstentions=None),
                name="decision_votes_when_voted",
                violation_error_message="Un vote compte les voix pour, contre et les abstentions ; un consensus n’en compte pas.",
            ),
            models.CheckConstraint(
                condition=Q(rectifies=None) & ~Q(outcome="void")
                | Q(rectifies__isnull=False) & ~Q(reason=""),
                name="decision_rectifies_with_reason",
                violation_error_message="Une rectification dit quelle décision elle reprend, et pourquoi.",
            ),
        )

    def __str__(self) -> str:
        return f"n° {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("cle:decision_detail", args=[self.territory.slug, self.pk])

    @property
    def is_rectified(self) -> bool:
        return hasattr(self, "rectification")

    @property
    def stands(self) -> bool:
        """Adopted, and not rectified since: what an act may rest on."""
        return self.outcome == self.Outcome.ADOPTED and not self.is_rectified

    @property
    def votes(self) -> int:
        """Voices cast, abstentions included; 0 for a consensus."""
        return (self.votes_for or 0) + (self.votes_against or 0) + (self.abstentions or 0)
