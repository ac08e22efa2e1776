"""What moved somebody's rank, and coming back to the list after an exit."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from cle.models import Decision
from ppde.models.list_rules import ListRule
from ppde.models.mobilisation import Outcome, kept_proposal
from ppde.models.persons import Person
from territories.scoping import NamedQuerySet, Scoped


class RankActQuerySet(NamedQuerySet):
    def standing(self):
        """Without those that were undone and those that undid them."""
        return self.filter(undone=None, undoes=None)


class RankAct(Scoped):
    """Another volunteer date, and why. Append-only; the database refuses a date that no such act announces."""

    class Kind(models.TextChoices):
        CORRECTION = "correction", "correction d’une date mal écrite"
        REFUSAL = "refusal", "refus d’une proposition"
        RETURN = "return", "retour sur la liste"
        MERGE = "merge", "fusion de deux dossiers"
        RENEWAL = "renewal", "nouvel acte de volontariat"

    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="rank_acts", verbose_name="personne"
    )
    kind = models.CharField("nature", max_length=10, choices=Kind)
    before_on = models.DateField("volontaire depuis, avant")
    # Empty for the acts written before the correction of an act could give the former place back.
    before_at = models.DateTimeField("enregistré le, avant", null=True, editable=False)
    after_on = models.DateField("volontaire depuis, après")
    after_at = models.DateTimeField("enregistré le, après")
    reason = models.CharField("raison", max_length=300)
    rule = models.ForeignKey(
        ListRule,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="règle appliquée",
    )
    decision = models.ForeignKey(
        Decision,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="décision du comité",
    )
    undoes = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="undone",
        verbose_name="changement repris",
    )
    proposal = kept_proposal()
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="auteur",
    )
    recorded_at = models.DateTimeField("enregistré le", default=timezone.now, editable=False)

    objects = RankActQuerySet.as_manager()

    class Meta:
        verbose_name = "changement de rang"
        verbose_name_plural = "changements de rang"
        ordering = ("-recorded_at", "-pk")
        indexes = (models.Index("person", "after_on", name="rank_act_person"),)

    def __str__(self) -> str:
        return self.get_kind_display()


class Return(Scoped):
    """Somebody who had left comes back; the exit stays in the history, and this row says what became of the rank."""

    class Effect(models.TextChoices):
        KEEP = "keep", "rang d’avant rendu"
        NEW = "new", "nouvelle date de volontariat"

    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="returns", verbose_name="personne"
    )
    outcome = models.OneToOneField(
        Outcome, on_delete=models.PROTECT, related_name="back", verbose_name="sortie"
    )
    on = models.DateField("date")
    effect = models.CharField("effet sur le rang", max_length=4, choices=Effect)
    rule = models.ForeignKey(
        ListRule,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="règle appliquée",
    )
    decision = models.ForeignKey(
        Decision,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="décision du comité",
    )
    reason = models.CharField("précision", max_length=300, blank=True)
    # What the return shortened or took away, for the day when it is taken back: number, days, reason, rule and proposal.
    pauses = models.JSONField("pauses finies par le retour", default=list, editable=False)
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
        verbose_name = "retour"
        verbose_name_plural = "retours"
        ordering = ("-on", "-pk")

    def __str__(self) -> str:
        return f"{self.person.reference}, {self.get_effect_display()}"
