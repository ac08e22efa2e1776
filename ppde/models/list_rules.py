"""What a territory has decided about its list: refusals, pauses, reminders, perimeter, returns (domain.md §3.3)."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone

from cle.models import Decision
from territories.rules import DatedRule, RuleQuerySet


def months(label: str, default: int, lowest: int = 1):
    """A number of months, three years at most."""
    bounds = [MinValueValidator(lowest), MaxValueValidator(36)]
    return models.PositiveSmallIntegerField(label, default=default, validators=bounds)


class ListRuleQuerySet(RuleQuerySet):
    def of(self, territory):
        """The versions that count for a territory: its own, and those of its hub."""
        return self.filter(territory__in={territory.pk, territory.hub_id} - {None})

    def for_list(self, territory, on=None):
        """The rule of this list on a day (today by default): its own, else the hub's, else that of the platform.

        The last one is not saved: acts keep no row for it.
        """
        rows = self.of(territory).filter(valid_from__lte=on or timezone.localdate())
        own_first = sorted(rows, key=lambda r: (r.territory_id == territory.pk, r.valid_from, r.pk))
        return own_first[-1] if own_first else self.model(territory=territory, version=0)

    def over(self, territory, since, until):
        """[(first day, rule)] of this list from one day to another, in order; the first was in force before: None."""
        begun = self.of(territory).filter(valid_from__gt=since, valid_from__lte=until)
        found = [(None, self.for_list(territory, since))]
        for day in sorted(set(begun.values_list("valid_from", flat=True))):
            rule = self.for_list(territory, day)
            # A version of the hub changes nothing where the territory has its own.
            if rule.pk != found[-1][1].pk:
                found.append((day, rule))
        return found


class ListRule(DatedRule):
    """A version of the list's rules. A territory's is taken by its committee; a hub's holds where none was taken."""

    class Refusal(models.TextChoices):
        KEEP = "keep", "le rang est gardé, quel que soit le nombre de refus"
        PAUSE = "pause", "au bout de plusieurs refus, une pause"
        BACK = "back", "le rang est repris à la date du refus"
        ASK = "ask", "le comité se prononce"

    class Perimeter(models.TextChoices):
        STAYS = "stays", "la personne reste sur la liste"
        LEAVES = "leaves", "la personne quitte la liste, après un délai"

    class Back(models.TextChoices):
        KEEP = "keep", "le rang d’avant est rendu"
        NEW = "new", "une nouvelle date de volontariat"
        ASK = "ask", "le comité décide"

    version = models.PositiveSmallIntegerField("version")
    decision = models.ForeignKey(
        Decision,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="décision du comité",
    )
    refusal = models.CharField(
        "effet d’un refus", max_length=5, choices=Refusal, default=Refusal.KEEP
    )
    refusals = models.PositiveSmallIntegerField(
        "nombre de refus avant la pause",
        default=3,
        validators=[MinValueValidator(1), MaxValueValidator(20)],
    )
    refusal_pause_months = months("durée de cette pause (mois)", 2)
    longest_pause_months = months("durée la plus longue d’une pause (mois)", 12)
    reminders = models.PositiveSmallIntegerField(
        "relances avant de noter une personne injoignable",
        default=3,
        validators=[MaxValueValidator(20)],
    )
    reminder_days = models.PositiveSmallIntegerField(
        "jours entre deux relances", default=15, validators=[MaxValueValidator(365)]
    )
    reply_days = models.PositiveSmallIntegerField(
        "jours pour répondre à une proposition",
        default=15,
        validators=[MinValueValidator(1), MaxValueValidator(365)],
    )
    hire_days = models.PositiveSmallIntegerField(
        "jours pour embaucher après un oui",
        default=30,
        validators=[MinValueValidator(1), MaxValueValidator(365)],
    )
    perimeter = models.CharField(
        "effet d’un départ du périmètre",
        max_length=6,
        choices=Perimeter,
        default=Perimeter.LEAVES,
    )
    perimeter_months = months("délai avant de quitter la liste (mois)", 0, lowest=0)
    after_job = models.CharField(
        "après un emploi ou une formation", max_length=4, choices=Back, default=Back.NEW
    )
    after_choice = models.CharField(
        "après un retrait, ou faute de réponse aux relances",
        max_length=4,
        choices=Back,
        default=Back.NEW,
    )
    after_move = models.CharField(
        "après un déménagement", max_length=4, choices=Back, default=Back.NEW
    )
    after_other = models.CharField(
        "après un autre motif", max_length=4, choices=Back, default=Back.KEEP
    )
    return_months = months("délai de retour (mois)", 12)
    after_long = models.CharField(
        "au-delà de ce délai", max_length=4, choices=Back, default=Back.NEW
    )

    objects = ListRuleQuerySet.as_manager()

    class Meta(DatedRule.Meta):
        verbose_name = "règle de la liste"
        verbose_name_plural = "règles de la liste"
        constraints = (
            models.UniqueConstraint("territory", "version", name="list_rule_version_once"),
            models.UniqueConstraint(
                "territory",
                "valid_from",
                name="list_rule_once_a_day",
                violation_error_message="Une règle commence déjà ce jour-là.",
            ),
        )

    def __str__(self) -> str:
        if self.pk is None:
            return "règle par défaut de la plateforme"
        return f"règle de la liste, version {self.version}"

    @property
    def row(self) -> "ListRule | None":
        """What an act keeps: the saved version, or nothing for the platform's own."""
        return self if self.pk else None
