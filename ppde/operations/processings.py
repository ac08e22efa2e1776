"""The register of processings, and who answers for them: a change is a new row."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from ppde.models import Controller, Processing
from territories import journal
from territories.models import Territory
from territories.rules import from_today


def keeps_register(territory: Territory, on: date | None = None) -> bool:
    """The lines of the register are this place's own: a hub, or a territory for which a controller is named."""
    named = Controller.objects.filter(
        territory=territory, valid_from__lte=on or timezone.localdate()
    )
    return territory.is_hub or named.exists()


@transaction.atomic
def write_processing(
    territory: Territory, current: Processing, *, valid_from: date, by, **told
) -> Processing:
    """The next version of a line of the register of this place, from a day that has not passed: what was told stays as it
    was told. `current`: the line that it follows, which may be the hub's or the platform's.
    """
    from_today(valid_from)
    place = Territory.objects.select_for_update(of=("self",)).get(pk=territory.pk)
    if not keeps_register(place):
        raise ValidationError(
            "Ce territoire suit le registre de sa métropole\u00a0: nommez d’abord son responsable de traitement."
        )
    last = (
        Processing.objects.filter(territory=place, code=current.code).order_by("-version").first()
    )
    row = Processing(
        territory=place,
        code=current.code,
        name=current.name,
        version=max(current.version, last.version if last else 0) + 1,
        valid_from=valid_from,
        **told,
    )
    row.full_clean()
    row.save()
    journal.record("create", row, by=by, after={"version": row.version, "à partir du": valid_from})
    return row


@transaction.atomic
def write_controller(territory: Territory, *, valid_from: date, by, **told) -> Controller:
    """Who answers for the data of this territory, or of this hub and those of its territories that wrote none."""
    from_today(valid_from)
    row = Controller(territory=territory, valid_from=valid_from, **told)
    row.full_clean()
    row.save()
    after = {"responsable": row.name, "délégué": row.dpo, "à partir du": valid_from}
    journal.record("create", row, by=by, after=after)
    return row
