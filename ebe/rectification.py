"""What a decision of the committee carries about enterprises, and how it is given back."""

from functools import partial

from cle.models import Decision
from cle.rectification import Effect
from ebe import operations
from ebe.models import Convention


def effects(decision: Decision) -> list[Effect]:
    rows = Convention.objects.filter(territory=decision.territory_id, decision=decision)
    return [_convention(row) for row in rows.select_related("enterprise")]


def _convention(row: Convention) -> Effect:
    return Effect(
        f"convention-{row.pk}",
        f"Convention {row.reference}, {row.enterprise}",
        "La convention est retirée.",
        partial(operations.withdraw_convention, row),
    )
