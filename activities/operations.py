"""Verbs of the portfolio."""

from collections.abc import Iterable

from django.db import transaction

from activities.models import Activity, ActivityPartner
from territories import journal
from territories.models import Territory

FIELDS = [
    "name",
    "sector",
    "state",
    "need",
    "description",
    "carrier_id",
    "expected_fte",
    "started_on",
    "is_public",
]


@transaction.atomic
def save_activity(activity: Activity, *, partners: Iterable[Territory], by) -> Activity:
    """Create or change an activity and the territories it is shared with; the journal keeps what changed.

    Raises ValidationError (from the form's full_clean) before; the database refuses a carrier of another territory.
    """
    before = (
        Activity.objects.filter(pk=activity.pk).values(*FIELDS).first() if activity.pk else None
    )
    if before is None:
        activity.save()
        journal.record(
            "create", activity, by=by, after={"name": activity.name, "state": activity.state}
        )
    else:
        activity.save(update_fields=[name.removesuffix("_id") for name in FIELDS])
        old, new = journal.changes(activity, FIELDS, before)
        if new:
            journal.record("update", activity, by=by, before=old, after=new)
    _share(activity, {t.pk for t in partners}, by=by)
    return activity


def _share(activity: Activity, wanted: set[int], *, by) -> None:
    present = set(
        ActivityPartner.objects.filter(activity=activity).values_list("partner_id", flat=True)
    )
    if wanted == present:
        return
    ActivityPartner.objects.filter(activity=activity).exclude(partner__in=wanted).delete()
    ActivityPartner.objects.bulk_create(
        ActivityPartner(territory_id=activity.territory_id, activity=activity, partner_id=pk)
        for pk in sorted(wanted - present)
    )
    journal.record(
        "update",
        activity,
        by=by,
        before={"partners": sorted(present)},
        after={"partners": sorted(wanted)},
    )
