"""What a rule of a territory rests on."""

from django.core.exceptions import ValidationError

from cle.models import Decision
from territories.models import Territory


def check_taken(
    decision: Decision | None, territory: Territory, kind: Decision.Kind, what: str
) -> None:
    """Raise ValidationError, on the decision, unless it is an adopted one of this territory and of this kind.

    `what` is taken by it: « La précision ».
    """
    if decision is None:
        refusal = f"{what} est prise par le comité. Choisissez sa décision, ou enregistrez-la d’abord depuis la séance."
    elif decision.territory_id != territory.pk:
        refusal = "Cette décision est d’un autre territoire."
    elif decision.kind != kind or not decision.stands:
        refusal = f"Choisissez une décision adoptée, de nature «\u00a0{kind.label}\u00a0»."
    else:
        return
    raise ValidationError({"decision": refusal})
