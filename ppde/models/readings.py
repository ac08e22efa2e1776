"""Who consulted, changed, exported or printed a file: apart from the journal, append-only, kept twelve months then purged."""

from decimal import Decimal

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from ppde.models.persons import Person
from territories.rules import DatedRule
from territories.scoping import Scoped, ScopedQuerySet, scope_of, territory_key


class ReadingRule(DatedRule):
    """How long the read log is kept, and what is worth a look (CNIL, journalisation: 6 months to 1 year; domain.md §8.1).

    The volumes count distinct files opened by one account in one day, and the named rows that it took away as long as these
    are too few for the alert of exports. A look around that takes a month stays below each of them: over four weeks, the files
    of others are counted together, and the days on which the same one was opened without anything being written in it. Openings closer to each other than `minutes_apart`
    are one: a page reloaded is not another reading, and a log that drowns in them is not read (CNIL, journalisation, 2021:
    what is kept is limited to what its purpose needs).
    """

    months_kept = models.PositiveSmallIntegerField(
        "mois de conservation",
        default=12,
        validators=[MinValueValidator(6), MaxValueValidator(36)],
    )
    minutes_apart = models.PositiveSmallIntegerField(
        "minutes entre deux consultations comptées",
        default=60,
        validators=[MinValueValidator(1), MaxValueValidator(1440)],
    )
    volume_minimum = models.PositiveSmallIntegerField(
        "dossiers ouverts ou exportés par jour, au moins",
        default=20,
        validators=[MinValueValidator(1)],
    )
    volume_factor = models.DecimalField(
        "fois l’habitude du compte",
        max_digits=3,
        decimal_places=1,
        default=Decimal("3"),
        validators=[MinValueValidator(1)],
    )
    outside_minimum = models.PositiveSmallIntegerField(
        "dossiers suivis par d’autres, par jour", default=15, validators=[MinValueValidator(1)]
    )
    outside_in_weeks = models.PositiveSmallIntegerField(
        "dossiers suivis par d’autres, en quatre semaines",
        default=60,
        validators=[MinValueValidator(1)],
    )
    same_file_days = models.PositiveSmallIntegerField(
        "jours où un même dossier est ouvert, en quatre semaines",
        default=8,
        validators=[MinValueValidator(2), MaxValueValidator(28)],
    )
    export_minimum = models.PositiveSmallIntegerField(
        "lignes exportées par jour", default=200, validators=[MinValueValidator(1)]
    )
    export_night_minimum = models.PositiveSmallIntegerField(
        "lignes exportées par nuit", default=1, validators=[MinValueValidator(1)]
    )
    past_days = models.PositiveSmallIntegerField(
        "jours qui disent l’habitude",
        default=60,
        validators=[MinValueValidator(14), MaxValueValidator(365)],
    )
    days_of_habit = models.PositiveSmallIntegerField(
        "jours de travail pour une habitude",
        default=5,
        validators=[MinValueValidator(2), MaxValueValidator(60)],
    )
    night_from = models.PositiveSmallIntegerField(
        "la nuit commence à", default=22, validators=[MaxValueValidator(23)]
    )
    night_until = models.PositiveSmallIntegerField(
        "la nuit finit à", default=6, validators=[MaxValueValidator(23)]
    )

    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="écrite par",
    )

    class Meta(DatedRule.Meta):
        verbose_name = "règle du registre des consultations"
        verbose_name_plural = "règles du registre des consultations"

    def __str__(self) -> str:
        return f"depuis le {self.valid_from}"


class WatchedQuerySet(ScopedQuerySet):
    """Rows read by name in one's own territory, by number where one watches over the data."""

    def visible_to(self, user):
        here = scope_of(user)
        return self.filter(territory__in=here.named_ids | here.watched_ids)


class Reading(Scoped):
    """One consultation of a file, or one export of named rows (then `person` is empty and `rows` says how many); with each
    such export, a line of no rows for every person in it.

    `number` repeats the person's: who watches over the data reads M-0047, never the name. Changes and exports are copied
    here by the database itself from the journal (ppde/migrations/0007_readings_security.py): no operation can forget it.
    """

    class Kind(models.TextChoices):
        READ = "read", "consultation"
        NUMBER = "number", "consultation sans le nom"
        CHANGE = "change", "modification"
        EXPORT = "export", "export"
        PRINT = "print", "impression"
        NOTE = "note", "note réservée ouverte"

    # The person and the territory are one key of the database; the two indexes of Meta begin with one and the other.
    # The territory and the account are asked once a statement (territories.database.asked_once).
    territory = territory_key(db_index=False, db_constraint=False)
    person = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        null=True,
        db_constraint=False,
        db_index=False,
        related_name="readings",
        verbose_name="personne",
    )
    number = models.PositiveIntegerField("numéro", null=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        db_constraint=False,
        related_name="+",
        verbose_name="qui",
    )
    at = models.DateTimeField("quand", default=timezone.now)
    kind = models.CharField("quoi", max_length=8, choices=Kind, default=Kind.READ)
    verb = models.CharField("geste", max_length=60, blank=True)
    reason = models.CharField("pourquoi", max_length=300, blank=True)
    is_referent = models.BooleanField("suit cette personne", default=False)
    rows = models.PositiveIntegerField("lignes exportées", null=True)

    objects = WatchedQuerySet.as_manager()

    class Meta:
        verbose_name = "consultation de dossier"
        verbose_name_plural = "consultations de dossiers"
        ordering = ("-at", "-pk")
        indexes = (
            models.Index("territory", F("at").desc(), name="reading_territory_at"),
            models.Index("person", F("at").desc(), name="reading_person_at"),
            # Numbers of files that are there no more: they are not given again while these lines keep them.
            models.Index(
                "territory", "number", condition=Q(person=None), name="reading_freed_number"
            ),
        )

    def __str__(self) -> str:
        return f"{self.reference}, {self.get_kind_display()}"

    @property
    def reference(self) -> str:
        return f"M-{self.number:04d}" if self.number else "Liste"


class ReadingAlert(Scoped):
    """Something worth a look in the read log of a day. It accuses nobody: a colleague's holidays explain most of them."""

    class Kind(models.TextChoices):
        VOLUME = "volume", "volume inhabituel"
        OUTSIDE = "outside", "dossiers suivis par d’autres"
        WIDE = "wide", "dossiers suivis par d’autres, jour après jour"
        SAME = "same", "un même dossier, jour après jour"
        NIGHT = "night", "consultation de nuit"
        EXPORT = "export", "export inhabituel"
        OUT_AT_NIGHT = "out", "export de nuit"

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="compte",
    )
    on = models.DateField("jour")
    kind = models.CharField("alerte", max_length=8, choices=Kind)
    # Files opened; rows that left, for an export; days, for the same file.
    files = models.PositiveIntegerField("dossiers, lignes exportées ou jours")
    usual = models.DecimalField(
        "habitude du compte", max_digits=6, decimal_places=1, null=True, blank=True
    )
    seen_at = models.DateTimeField("vue le", null=True, blank=True)
    seen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="vue par",
    )
    note = models.CharField("explication", max_length=300, blank=True)

    objects = WatchedQuerySet.as_manager()

    class Meta:
        verbose_name = "alerte sur les consultations"
        verbose_name_plural = "alertes sur les consultations"
        ordering = ("-on", "-pk")
        constraints = (
            models.UniqueConstraint("territory", "user", "on", "kind", name="alert_once_a_day"),
            models.CheckConstraint(
                condition=Q(seen_at=None, seen_by=None)
                | Q(seen_at__isnull=False, seen_by__isnull=False),
                name="alert_seen_by_somebody",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.user}"
