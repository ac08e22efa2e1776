"""The dated rules of retention, the lists of files to eliminate, and each of their lines."""

from datetime import date

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import JSONObject
from django.utils import timezone

from ppde.duplicates.models import Lookalike
from ppde.models.persons import Person
from territories import durations
from territories.rules import DatedRule, RuleQuerySet
from territories.scoping import NamedQuerySet, Scoped, scope_of
from tzcld.ui import french


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
        PROPOSED = (
            "proposees",
            "une personne proposée à une EBE, lue par sa direction après une proposition close sans embauche",
        )
        ORIENTATIONS = "orientes", "une orientation restée sans dossier, après son envoi"
        ACCOUNTS = "comptes", "le nom d’un compte, après sa fermeture"
        INVITATIONS = "invites", "une invitation, une fois acceptée, annulée ou périmée"
        LETTER = "lettre", "une adresse désinscrite de la lettre, comme preuve"
        WAITING = "attente", "une demande de la lettre jamais confirmée"
        RENEWAL = (
            "renouveler",
            "un abonnement à la lettre, avant de demander à la personne si elle reste",
        )
        ANSWER = "reponse", "un abonnement à la lettre, après une telle demande restée sans réponse"
        IDLE = durations.IDLE, "un compte sans connexion, avant de se fermer"
        IMPORT = durations.IMPORT, "un import abandonné en chemin, avec son fichier"
        REPORT = durations.REPORT, "le bilan d’un import, qui permet de l’annuler"
        EXTRACT = durations.EXTRACT, "un extrait pseudonymisé remis à l’évaluation, au plus"
        NOTICE = durations.NOTICE, "le rappel à l’évaluation, avant la fin de son extrait"

    what = models.CharField("ce qui est gardé", max_length=10, choices=What)
    months = models.PositiveSmallIntegerField("mois", null=True, blank=True)
    days = models.PositiveSmallIntegerField("jours", null=True, blank=True)

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
            models.CheckConstraint(
                condition=Q(months__isnull=False, days=None) | Q(months=None, days__isnull=False),
                name="duration_in_one_unit",
                violation_error_message="Une durée se compte en mois ou en jours.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_what_display()} : {self.told}"

    def clean(self):
        unit, other = ("days", "months") if self.what in IN_DAYS else ("months", "days")
        word = {"days": "jours", "months": "mois"}[unit]
        if getattr(self, other) is not None:
            raise ValidationError({other: f"Cette durée se compte en {word}."})
        low, high = BOUNDS.get(self.what, (1, 120))
        if not low <= (getattr(self, unit) or 0) <= high:
            raise ValidationError({unit: f"Écrivez un nombre de {word}, de {low} à {high}."})

    @property
    def length(self) -> int:
        """Months, or days."""
        return self.days if self.what in IN_DAYS else self.months

    @property
    def told(self) -> str:
        """« 24 mois », « 7 jours »."""
        words = ("jour", "jours") if self.what in IN_DAYS else ("mois", "mois")
        return french.count(self.length, *words)


IN_DAYS = frozenset({DurationRule.What.IMPORT, DurationRule.What.REPORT, DurationRule.What.NOTICE})
# Least and most; from 1 to 120 for the others. An account is told a month before it closes. The database withdraws the
# facts of an import within 31 days.
BOUNDS = {
    DurationRule.What.PROPOSED: (1, 24),
    DurationRule.What.IDLE: (3, 60),
    DurationRule.What.IMPORT: (1, 30),
    DurationRule.What.REPORT: (1, 30),
    DurationRule.What.EXTRACT: (1, 36),
    DurationRule.What.NOTICE: (1, 30),
}


# As delivered: months, or days, and source, until a hub or a territory writes its own.
DELIVERED_LENGTHS = {
    DurationRule.What.CONTRACTS: (
        60,
        "code du travail, art. R. 1221-26 : cinq ans après le départ",
    ),
    DurationRule.What.CONTACTS: (
        36,
        "CNIL, gestion commerciale : trois ans après le dernier contact, par analogie",
    ),
    DurationRule.What.MANDATES: (
        60,
        "code civil, art. 2224 : cinq ans, le temps qu’une décision se conteste",
    ),
    # What the product proposes: no text gives a figure. The database holds the same one (ebe/migrations/0034).
    DurationRule.What.PROPOSED: (
        3,
        "proposition de l’outil (RGPD, art. 5-1-c) : le temps de corriger une réponse, ou de proposer de nouveau",
    ),
    DurationRule.What.ORIENTATIONS: (
        24,
        "CNIL, durées 2023-095 : deux ans après le dernier contact",
    ),
    DurationRule.What.ACCOUNTS: (
        12,
        "CNIL, journalisation : six mois à un an, le temps d’expliquer ce qui a été fait",
    ),
    DurationRule.What.INVITATIONS: (
        6,
        "RGPD, art. 5-1-e : une invitation qui a servi, ou sans suite, ne sert plus",
    ),
    DurationRule.What.LETTER: (
        36,
        "CNIL, gestion commerciale : trois ans après le dernier contact",
    ),
    DurationRule.What.WAITING: (
        1,
        "RGPD, art. 5-1-e : sans confirmation, il n’y a pas d’abonnement",
    ),
    DurationRule.What.RENEWAL: (
        36,
        "CNIL, gestion commerciale : trois ans après le dernier contact, demander à la personne",
    ),
    DurationRule.What.ANSWER: (
        1,
        "CNIL, gestion commerciale : sans réponse positive, les données s’effacent",
    ),
    DurationRule.What.IDLE: (
        24,
        "RGPD, art. 32 : un compte que personne n’utilise n’ouvre plus rien",
    ),
    DurationRule.What.IMPORT: (
        7,
        "RGPD, art. 5-1-e : le temps de reprendre un import commencé",
    ),
    DurationRule.What.REPORT: (
        30,
        "RGPD, art. 5-1-e : le temps de corriger les lignes refusées, ou d’annuler",
    ),
    DurationRule.What.EXTRACT: (
        12,
        "RGPD, art. 5-1-e : le temps d’une évaluation, qui dit sa fin d’avance",
    ),
    DurationRule.What.NOTICE: (
        14,
        "RGPD, art. 5-1-e : le temps de finir, puis de détruire les fichiers",
    ),
}


def delivered_durations(territory=None) -> dict[str, DurationRule]:
    return {
        str(what): DurationRule(
            territory=territory,
            what=what,
            source=source,
            **{"days" if what in IN_DAYS else "months": length},
        )
        for what, (length, source) in DELIVERED_LENGTHS.items()
    }


def lengths(territory, on: date) -> dict[str, int]:
    """What `settings.DURATIONS` gives to the rooms below."""
    rules = DurationRule.objects.of(territory, on) if territory else delivered_durations()
    return {what: rule.length for what, rule in rules.items()}


class Elimination(Scoped):
    """A list of files to eliminate: prepared, approved with the archives' visa, then carried out by the worker.

    Or of what is no file and has had its time (`what`; see settings.ENDINGS).
    """

    class What(models.TextChoices):
        FILES = "parcours", "dossiers"
        CONTRACTS = "contrats", "contrats sans dossier"
        CONTACTS = "contacts", "contacts des organisations"
        MANDATES = "mandats", "mandats des instances"
        ORIENTATIONS = "orientes", "orientations sans dossier"
        # Erased on request alone, by the room that keeps them (settings.KEPT_APART).
        LETTER = "abonnes", "abonnements à la lettre"
        SHOWN = "montres", "témoignages et photos des lettres"

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
    with_texts = models.BooleanField(
        "noms remplacés dans les autres textes", default=False, editable=False
    )
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
        return f"liste du {french.date(self.prepared_at)}"


class PastTime(Scoped):
    """How many of one kind have passed their time in a territory, counted each day: numbers, for whoever watches over the data
    and for the hub, who may read nobody there."""

    what = models.CharField("objet", max_length=10, choices=Elimination.What)
    past = models.PositiveIntegerField("ont passé leur durée")
    # Files alone are told of in advance.
    soon = models.PositiveIntegerField("s’en approchent", null=True)
    counted_at = models.DateTimeField("compté le", default=timezone.now)

    class Meta:
        verbose_name = "fin de conservation comptée"
        verbose_name_plural = "fins de conservation comptées"
        ordering = ("territory", "what")
        constraints = (models.UniqueConstraint("territory", "what", name="past_time_once"),)

    def __str__(self) -> str:
        return f"{self.get_what_display()}\u00a0: {self.past}"


# What the team of a hub has of its own: nobody of the journeys, so that whoever works there may read the lines.
OF_WORK = (Elimination.What.CONTACTS, Elimination.What.MANDATES)


class LineQuerySet(NamedQuerySet):
    def visible_to(self, user):
        of_work = self.filter(territory__in=scope_of(user).ids, elimination__what__in=OF_WORK)
        return super().visible_to(user) | of_work

    def with_lookalikes(self):
        """Rows with `lookalike`: {"pk", "number"} of a file that may be about the same person, who may then be still followed, and
        of the comparison that waits; None without one."""
        me = models.OuterRef("person")
        pairs = Lookalike.objects.filter(Q(first=me) | Q(second=me), state=Lookalike.State.OPEN)
        other = models.Case(models.When(first=me, then="second__number"), default="first__number")
        told = JSONObject(pk="pk", number=other)
        return self.annotate(
            lookalike=models.Subquery(pairs.order_by("-likeness", "pk").values(told=told)[:1])
        )


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
