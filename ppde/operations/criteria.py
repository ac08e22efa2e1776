"""Criteria of eligibility: the hub prepares a version, a territory refines it without contradicting it."""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.text import slugify

from cle.models import Decision
from ppde.eligibility import Terms, terms
from ppde.models import (
    DatedVersion,
    EligibilityCriterion,
    EligibilityPrecision,
    EligibilityReview,
    EligibilityRule,
)
from ppde.operations.grounds import check_taken
from territories import journal
from territories.models import Territory
from territories.names import refuse_names
from tzcld.ui import french

DURATIONS = {
    "months_without_job": "sans emploi durable",
    "months_resident": "de résidence",
}
COPIED = ("key", "label", "question", "kind", "months", "options", "met_options", "source")


def rule_in_force(territory: Territory, on: date | None = None) -> EligibilityRule | None:
    """The hub's rule of this day (today by default)."""
    return EligibilityRule.objects.in_force(territory.rules_hub_id, on or timezone.localdate())


def precision_in_force(territory: Territory, on: date | None = None) -> EligibilityPrecision | None:
    """What the territory makes precise on this day; None for a hub."""
    return EligibilityPrecision.objects.in_force(territory.pk, on or timezone.localdate())


def terms_of(rule: EligibilityRule, precision: EligibilityPrecision | None) -> Terms:
    """What these two versions ask together."""
    rows = [*rule.criteria.all(), *(precision.criteria.all() if precision else ())]
    names = [name for name in COPIED if name != "source"]
    return terms(rule, precision, [{name: getattr(row, name) for name in names} for row in rows])


@dataclass(frozen=True)
class Versions:
    """Every version that concerns a territory, latest first, with its criteria: four queries whatever their number."""

    rules: list[EligibilityRule]
    precisions: list[EligibilityPrecision]

    @classmethod
    def of(cls, territory: Territory) -> "Versions":
        rules = EligibilityRule.objects.filter(territory=territory.rules_hub_id)
        own = EligibilityPrecision.objects.filter(territory=territory)
        latest = ("-valid_from", "-pk")
        return cls(
            list(rules.prefetch_related("criteria").order_by(*latest)),
            list(own.prefetch_related("criteria").order_by(*latest)),
        )

    def rule(self, on: date) -> EligibilityRule | None:
        return next((v for v in self.rules if v.valid_from <= on), None)

    def precision(self, on: date) -> EligibilityPrecision | None:
        return next((v for v in self.precisions if v.valid_from <= on), None)

    def terms(self, on: date) -> Terms | None:
        """What is asked on this day, None when the hub had no rule."""
        rule = self.rule(on)
        return terms_of(rule, self.precision(on)) if rule else None

    def all(self) -> list[DatedVersion]:
        return sorted(
            [*self.rules, *self.precisions], key=lambda v: (v.valid_from, v.pk), reverse=True
        )


@transaction.atomic
def prepare_rule(hub: Territory, *, by, **values) -> EligibilityRule:
    """The next version of the hub, from a day to come; it takes over the criteria added by the version before.

    `values`: valid_from, source, months_without_job, months_resident, their `least_…`, positive_acts. The very first
    version of a hub may be dated in the past: nothing was decided under another one.
    """
    if not hub.is_hub:
        raise ValidationError("La règle appartient à la métropole.", code="hub")
    rule = EligibilityRule(territory=hub, **values)
    return _prepare(rule, values, by)


@transaction.atomic
def prepare_precision(territory: Territory, *, by, **values) -> EligibilityPrecision:
    """The next local version, from a day to come. `values`: valid_from, source, text, decision, the two durations.

    It is taken by an adopted decision of kind « règle d’éligibilité »; versions of before may have another, or none.
    Raises ValidationError when it would contradict the hub's rule of that day (domain.md §1.2, seed 002 S2-A1).
    """
    if territory.is_hub:
        raise ValidationError("Une précision appartient à un territoire.", code="local")
    precision = EligibilityPrecision(territory=territory, **values)
    _refuse_contradiction(precision)
    check_taken(precision.decision, territory, Decision.Kind.ELIGIBILITY_RULE, "La précision")
    return _prepare(precision, values, by)


def _prepare(version: DatedVersion, values: dict, by):
    model, territory = type(version), version.territory
    Territory.objects.select_for_update(of=("self",)).get(pk=territory.pk)
    known = model.objects.filter(territory=territory)
    last = known.order_by("-valid_from", "-pk").first()
    if last or not territory.is_hub:
        _refuse_past(version.valid_from)
    if last and version.valid_from <= last.valid_from:
        raise ValidationError(
            {
                "valid_from": f"La {last} commence le {french.date(last.valid_from)}. "
                "Choisissez une date plus tardive, ou retirez d’abord cette version si elle n’est pas commencée."
            }
        )
    version.version = (known.aggregate(n=Max("version"))["n"] or 0) + 1
    version.full_clean(exclude=["territory"])
    refuse_names(territory, by, source=version.source, text=getattr(version, "text", ""))
    version.save()
    for criterion in last.criteria.all() if last else ():
        _add(version, {name: getattr(criterion, name) for name in COPIED})
    journal.record("create", version, by=by, after=values)
    return version


def _refuse_past(day: date) -> None:
    if day <= timezone.localdate():
        raise ValidationError(
            {
                "valid_from": "Une règle s’écrit avant de s’appliquer\u00a0: ce qui est décidé garde la sienne. "
                "Choisissez une date à partir de demain."
            }
        )


def _refuse_contradiction(precision: EligibilityPrecision) -> None:
    rule = rule_in_force(precision.territory, precision.valid_from)
    if rule is None:
        raise ValidationError(
            {"valid_from": "La métropole n’a pas de règle à cette date. Choisissez-en une autre."}
        )
    errors = {
        name: refusal
        for name, words in DURATIONS.items()
        if (refusal := _contradiction(rule, name, getattr(precision, name), words))
    }
    if errors:
        raise ValidationError(errors)


def _contradiction(rule: EligibilityRule, name: str, asked: int | None, words: str) -> str:
    """What is wrong with a local duration, in a sentence; empty when it may stand."""
    if asked is None:
        return ""
    most, least = getattr(rule, name), getattr(rule, f"least_{name}")
    demanded = f"La métropole demande {french.count(most, 'mois', 'mois')} {words}"
    if asked > most:
        return (
            f"{demanded}\u00a0: un territoire ne peut pas en demander plus. Écrivez {most} au plus."
        )
    if least is None and asked != most:
        return f"{demanded} et ne laisse pas de marge. Laissez cette réponse vide."
    if least is not None and asked < least:
        return f"{demanded} et permet de descendre à {least}, pas plus bas. Écrivez de {least} à {most}."
    return ""


# Criteria added ─────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def add_criterion(version: DatedVersion, *, by, **values) -> EligibilityCriterion:
    """One more criterion in a version in preparation. `values`: label, question, kind, months, options, met_options, source."""
    refuse_in_force(version)
    key = slugify(values["label"])[:60]
    if not key:
        raise ValidationError({"label": "Écrivez un intitulé en toutes lettres."})
    # Two colleagues adding the same criterion: the second is told.
    Territory.objects.select_for_update(of=("self",)).get(pk=version.territory_id)
    _refuse_known(version, key)
    typed = {name: values.get(name, "") for name in ("label", "question", "source")}
    refuse_names(version.territory, by, **typed)
    criterion = _add(version, values | {"key": key})
    journal.record("create", criterion, by=by, after=values | {"version": str(version)})
    return criterion


def _add(version: DatedVersion, values: dict) -> EligibilityCriterion:
    parent = "rule" if isinstance(version, EligibilityRule) else "precision"
    criterion = EligibilityCriterion(
        territory_id=version.territory_id, **{parent: version}, **values
    )
    _check_answers(criterion)
    criterion.full_clean(exclude=["territory", parent])
    criterion.save()
    return criterion


def _check_answers(criterion: EligibilityCriterion) -> None:
    kinds = EligibilityCriterion.Kind
    if criterion.kind == kinds.DURATION and not criterion.months:
        raise ValidationError({"months": "Une durée se compte en mois\u00a0: écrivez combien."})
    if criterion.kind != kinds.DURATION:
        criterion.months = None
    if criterion.kind != kinds.CHOICE:
        criterion.options = criterion.met_options = []
        return
    if len(criterion.options) < 2:
        raise ValidationError({"options": "Écrivez au moins deux réponses, une par ligne."})
    unknown = [text for text in criterion.met_options if text not in criterion.options]
    if unknown:
        raise ValidationError(
            {
                "met_options": f"«\u00a0{unknown[0]}\u00a0» n’est pas parmi les réponses possibles. Recopiez-la à l’identique."
            }
        )
    if not criterion.met_options:
        raise ValidationError(
            {"met_options": "Écrivez au moins une réponse qui réunit le critère."}
        )


def _refuse_known(version: DatedVersion, key: str) -> None:
    if version.criteria.filter(key=key).exists():
        raise ValidationError({"label": "Ce critère est déjà dans cette version."})
    if isinstance(version, EligibilityRule):
        return
    rule = rule_in_force(version.territory, version.valid_from)
    if rule and rule.criteria.filter(key=key).exists():
        raise ValidationError(
            {
                "label": "La métropole demande déjà ce critère\u00a0: un territoire ne le remplace pas. "
                "Ajoutez-en un autre, ou précisez le sens du premier dans le texte local."
            }
        )


def refuse_in_force(version: DatedVersion) -> None:
    if not version.is_in_preparation:
        raise ValidationError(
            "Cette version s’applique déjà\u00a0: elle ne change plus. Préparez la suivante.",
            code="in_force",
        )


@transaction.atomic
def withdraw_criterion(criterion: EligibilityCriterion, *, by) -> None:
    """Take a criterion out of a version in preparation."""
    refuse_in_force(criterion.version)
    journal.record("delete", criterion, by=by, before={"version": str(criterion.version)})
    criterion.delete()


@transaction.atomic
def withdraw_version(version: DatedVersion, *, reason: str, by) -> None:
    """Give up a version that has not begun."""
    journal.refuse_no_reason(reason, "Dites pourquoi cette version est retirée.")
    refuse_kept_version(version)
    journal.record(
        "delete",
        version,
        by=by,
        before={"en vigueur depuis le": version.valid_from, "source": version.source},
        reason=reason.strip(),
    )
    version.delete()


def refuse_kept_version(version: DatedVersion) -> None:
    """One that has begun stays; so does one that another follows."""
    refuse_in_force(version)
    later = type(version).objects.filter(
        territory=version.territory_id, valid_from__gt=version.valid_from
    )
    if later.exists():
        raise ValidationError("Une version plus tardive la suit\u00a0: retirez d’abord celle-là.")


def pending_reviews(territory: Territory):
    """What waits for the committee, each with the criteria it was prepared under."""
    waiting = EligibilityReview.objects.filter(territory=territory).waiting()
    return waiting.with_criteria().select_related("person").order_by("person__number")
