"""What a decision of the committee carries about persons and rules, and how each is given back."""

from functools import partial

from cle.models import Decision
from cle.rectification import Effect
from ppde import operations
from ppde.models import (
    EligibilityPrecision,
    EligibilityReview,
    ListRule,
    RefusalReview,
    Return,
)
from tzcld.ui import french


def effects(decision: Decision) -> list[Effect]:
    """In the order in which they are given back. Needs the named scope of the territory's team."""
    return [
        *(_refusal(row) for row in _of(RefusalReview, decision)),
        *(_return(row) for row in _of(Return, decision)),
        *(_review(row) for row in _of(EligibilityReview, decision)),
        *(_list_rule(row) for row in ListRule.objects.filter(decision=decision)),
        *(_precision(row) for row in EligibilityPrecision.objects.filter(decision=decision)),
    ]


def _of(model, decision: Decision):
    rows = model.objects.filter(territory=decision.territory_id, decision=decision)
    # In one order whoever rectifies: two colleagues never wait for each other.
    return rows.select_related("person", "person__territory").order_by("person_id", "pk")


def _review(row: EligibilityReview) -> Effect:
    return Effect(
        f"examen-{row.pk}",
        f"{row.person.reference}, éligibilité\u00a0: {row.get_outcome_display()}",
        "L’examen attend de nouveau le comité.",
        partial(operations.reopen_review, row),
    )


def _refusal(row: RefusalReview) -> Effect:
    return Effect(
        f"refus-{row.pk}",
        f"{row.person.reference}, refus du {french.date(row.refused_on)}\u00a0: {row.get_effect_display()}",
        "Le refus attend de nouveau le comité, et ce que l’effet avait changé est rendu.",
        partial(operations.reopen_refusal, row),
    )


def _return(row: Return) -> Effect:
    return Effect(
        f"retour-{row.pk}",
        f"{row.person.reference}, retour du {french.date(row.on)}\u00a0: {row.get_effect_display()}",
        "Le retour est annulé, la sortie vaut de nouveau.",
        partial(operations.cancel_return, row),
    )


def _list_rule(row: ListRule) -> Effect:
    return Effect(
        f"regle-{row.pk}",
        f"Règle de la liste, version {row.version}",
        "Cette version est retirée.",
        partial(operations.withdraw_list_rule, row),
    )


def _precision(row: EligibilityPrecision) -> Effect:
    return Effect(
        f"precision-{row.pk}",
        f"Précision locale d’éligibilité, version {row.version}",
        "Cette version est retirée.",
        partial(operations.withdraw_version, row),
    )
