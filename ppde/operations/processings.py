"""The register of processings, and who answers for them: a change is a new row."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from ppde.models import Controller, Processing
from territories import journal
from territories.models import Territory
from tzcld.ui import french


def _from_today(valid_from: date) -> None:
    """What was told to persons stays as it was told."""
    today = timezone.localdate()
    if valid_from < today:
        raise ValidationError(
            {
                "valid_from": f"Le {french.numeric_date(valid_from)} est passé. Écrivez aujourd’hui, "
                f"{french.numeric_date(today)}, ou plus tard."
            }
        )


@transaction.atomic
def write_processing(current: Processing, *, valid_from: date, by, **told) -> Processing:
    """The next version of a line of the register, from a day that has not passed: what was told stays as it was told."""
    _from_today(valid_from)
    hub = Territory.objects.select_for_update(of=("self",)).get(pk=current.territory_id)
    last = Processing.objects.filter(territory=hub, code=current.code).order_by("-version").first()
    row = Processing(
        territory=hub,
        code=current.code,
        name=current.name,
        version=(last or current).version + 1,
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
    _from_today(valid_from)
    row = Controller(territory=territory, valid_from=valid_from, **told)
    row.full_clean()
    row.save()
    after = {"responsable": row.name, "délégué": row.dpo, "à partir du": valid_from}
    journal.record("create", row, by=by, after=after)
    return row
