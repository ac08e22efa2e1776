"""The dated rules of retention, the lists of files to eliminate, and each of their lines."""

from datetime import date

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from ppde.models.persons import Person
from territories.rules import DatedRule, RuleQuerySet
from territories.scoping import NamedQuerySet, Scoped, scope_of


class RetentionRule(DatedRule):
    """How long after the last contact a file is kept (CNIL, durées 2023-095: two years; domain.md §8.1).

    A row of the hub stands for its territories; a row of a territory stands before it.
    """

    months = models.PositiveSmallIntegerField(
        "mois après le dernier contact",
        default=24,
        validators=[MinValueValidator(6), MaxValueValidator(60)],
    )
    notice_months = models.PositiveSmallIntegerField(
        "mois avant l’avertissement",
        default=22,
        validators=[MinValueValidator(1), MaxValueValidator(59)],
    )

    class Meta(DatedRule.Meta):
        verbose_name = "règle de conservation"
        verbose_name_plural = "règles de conservation"
        constraints = (
            models.CheckConstraint(
                condition=Q(notice_months__lt=models.F("months")),
                name="retention_notice_before_end",
                violation_error_message="L’avertissement vient avant la fin de la conservation.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.months} mois depuis le {self.valid_from}"


class DurationQuerySet(RuleQuerySet):
    def of(self, territory, on: date) -> dict[str, "DurationRule"]:
        """By `what`: the territory's own row in force on this day, else its hub's, else the duration as delivered."""
        own = models.Case(models.When(territory=territory.pk, then=1), default=0)
        places = {territory.pk, territory.rules_hub_id}
        rows = self.filter(territory__in=places, valid_from__lte=on).order_by(
            own, "valid_from", "pk"
        )
        return delivered_durations(territory) | {rule.what: rule for rule in rows}


class DurationRule(DatedRule):
    """How long what is no file of the journey is kept. A row of the hub stands for its territories; theirs before it."""

    class What(models.TextChoices):
        CONTRACTS = "contrats", "un contrat, après son dernier jour"
        CONTACTS = (
            "contacts",
            "un contact d’organisation, après la dernière fois qu’il a été vu exact",
        )
        MANDATES = "mandats", "le nom d’un mandat, après son dernier jour"
        LETTER = "lettre", "une adresse désinscrite de la lettre, comme preuve"
        WAITING = "attente", "une demande de la lettre jamais confirmée"
        RENEWAL = (
            "renouveler",
            "un abonnement à la lettre, avant de demander à la personne si elle reste",
        )
        ANSWER = "reponse", "un abonnement à la lettre, après une telle demande restée sans réponse"

    what = models.CharField("ce qui est gardé", max_length=10, choices=What)
    months = models.PositiveSmallIntegerField(
        "mois", validators=[MinValueValidator(1), MaxValueValidator(120)]
    )

    objects = DurationQuerySet.as_manager()

    class Meta(DatedRule.Meta):
        verbose_name = "durée de conservation"
        verbose_name_plural = "durées de conservation"
        constraints = (
            models.UniqueConstraint(
                "territory",
                "what",
                "valid_from",
                name="duration_once_a_day",
                violation_error_message="Une durée commence déjà ce jour-là. Choisissez une autre date.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_what_display()} : {self.months} mois"


# As delivered: months and source, until a hub or a territory writes its own.
DELIVERED_MONTHS = {
    DurationRule.What.CONTRACTS: (
        60,
        "code du travail, art. R. 1221-26 : cinq ans après le départ",
    ),
    DurationRule.What.CONTACTS: (
        36,
        "CNIL, gestion commerciale : trois ans après le dernier contact, par analogie",
    ),
    DurationRule.What.MANDATES: (
        60,
        "code civil, art. 2224 : cinq ans, le temps qu’une décision se conteste",
    ),
    DurationRule.What.LETTER: (
        36,
        "CNIL, gestion commerciale : trois ans après le dernier contact",
    ),
    DurationRule.What.WAITING: (
        1,
        "RGPD, art. 5-1-e : sans confirmation, il n’y a pas d’abonnement",
    ),
    DurationRule.What.RENEWAL: (
        36,
        "CNIL, gestion commerciale : trois ans après le dernier contact, demander à la personne",
    ),
    DurationRule.What.ANSWER: (
        1,
        "CNIL, gestion commerciale : sans réponse positive, les données s’effacent",
    ),
}


def delivered_durations(territory=None) -> dict[str, DurationRule]:
    return {
        str(what): DurationRule(territory=territory, what=what, months=months, source=source)
        for what, (months, source) in DELIVERED_MONTHS.items()
    }


class Elimination(Scoped):
    """A list of files to eliminate: prepared, approved with the archives' visa, then carried out by the worker.

    Or of what is no file and has had its time (`what`; see settings.ENDINGS).
    """

    class What(models.TextChoices):
        FILES = "parcours", "dossiers"
        CONTRACTS = "contrats", "contrats sans dossier"
        CONTACTS = "contacts", "contacts des organisations"
        MANDATES = "mandats", "mandats des instances"

    class Origin(models.TextChoices):
        CAMPAIGN = "campaign", "fin de conservation"
        REQUEST = "request", "demande d’effacement"

    class State(models.TextChoices):
        DRAFT = "draft", "à approuver"
        APPROVED = "approved", "en cours"
        DONE = "done", "faite"
        GIVEN_UP = "given_up", "abandonnée"

    what = models.CharField("objet", max_length=10, choices=What, default=What.FILES)
    origin = models.CharField("origine", max_length=8, choices=Origin, default=Origin.CAMPAIGN)
    state = models.CharField("état", max_length=8, choices=State, default=State.DRAFT)
    rule = models.ForeignKey(
        RetentionRule,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="règle appliquée",
    )
    cut_off = models.DateField("sans contact, ou terminé, depuis le")
    visa = models.CharField("visa des archives", max_length=200, blank=True)
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="préparée par",
    )
    prepared_at = models.DateTimeField("préparée le", default=timezone.now, editable=False)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="approuvée par",
    )
    approved_at = models.DateTimeField("approuvée le", null=True, editable=False)
    done_at = models.DateTimeField("faite le", null=True, editable=False)

    class Meta:
        verbose_name = "liste d’élimination"
        verbose_name_plural = "listes d’élimination"
        ordering = ("-prepared_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                "territory",
                "what",
                condition=Q(state__in=("draft", "approved"), origin="campaign"),
                name="one_campaign_at_a_time",
                violation_error_message="Une liste d’élimination est déjà ouverte.",
            ),
        )

    def __str__(self) -> str:
        return f"liste du {self.prepared_at:%d/%m/%Y}"


# What the team of a hub has of its own: nobody of the journeys, so that whoever works there may read the lines.
OF_WORK = (Elimination.What.CONTACTS, Elimination.What.MANDATES)


class LineQuerySet(NamedQuerySet):
    def visible_to(self, user):
        of_work = self.filter(territory__in=scope_of(user).ids, elimination__what__in=OF_WORK)
        return super().visible_to(user) | of_work


class EliminationLine(Scoped):
    """One file of a list, or one row that is no file (`row_id`). Once eliminated the line keeps its number alone: nothing
    leads to what is left of it."""

    elimination = models.ForeignKey(
        Elimination, on_delete=models.CASCADE, related_name="lines", verbose_name="liste"
    )
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="personne"
    )
    row_id = models.BigIntegerField("ligne", null=True)
    number = models.PositiveIntegerField("numéro")
    last_on = models.DateField("dernier contact, ou fin")
    kept_because = models.CharField("gardé parce que", max_length=300, blank=True)
    done_at = models.DateTimeField("éliminé le", null=True, editable=False)
    # The last attempt that the database refused: the line waits for the next one, the others go on.
    failed_at = models.DateTimeField(
        "pas encore éliminé, dernier essai le", null=True, editable=False
    )

    objects = LineQuerySet.as_manager()

    class Meta:
        verbose_name = "dossier à éliminer"
        verbose_name_plural = "dossiers à éliminer"
        ordering = ("last_on", "number")
        constraints = (
            models.UniqueConstraint("elimination", "number", name="elimination_line_once"),
        )

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        letter = "M" if self.elimination.what == Elimination.What.FILES else "L"
        return f"{letter}-{self.number:04d}"

    @property
    def is_kept(self) -> bool:
        return bool(self.kept_because)
