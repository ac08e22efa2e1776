"""What a decision of the committee carries about activities: each follows the decision that takes its place."""

from functools import partial

from activities import operations
from activities.models import Activity
from cle.models import Decision
from cle.rectification import Effect


def effects(decision: Decision) -> list[Effect]:
    rows = Activity.objects.filter(territory=decision.territory_id, decision=decision)
    # What is stopped rests on no decision any more; in one order whoever rectifies.
    return [_activity(row) for row in rows.exclude(state=Activity.State.STOPPED).order_by("pk")]


def _activity(row: Activity) -> Effect:
    return Effect(
        f"activite-{row.pk}",
        f"Activité « {row.name} », {row.get_state_display()}",
        "Si une supplémentarité est adoptée à la place, l’activité suit cette décision. Sinon elle revient à l’état d’avant.",
        partial(operations.give_back, row),
        follow=partial(operations.follow_decision, row),
    )
