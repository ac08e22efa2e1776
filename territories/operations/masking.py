"""The threshold of a hub: written as a dated rule, followed by its territories on the day it begins."""

from datetime import date

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from territories import journal
from territories.models import MaskingRule, Territory
from territories.rules import from_today
from territories.scoping import scoped

REASON = "seuil de la métropole"


def floor_of(territory: Territory, on: date | None = None) -> int:
    """What the threshold may not go under here: the rule of the day, without one what the hub masks today."""
    rule = MaskingRule.objects.in_force(territory.rules_hub_id, on or timezone.localdate())
    return rule.threshold if rule else territory.hub_or_self.masking_threshold


@transaction.atomic
def write_masking_rule(
    hub: Territory, *, by, valid_from: date, threshold: int, source: str
) -> MaskingRule:
    """Another threshold, from a day that has not passed; what is published already keeps its own. ValidationError."""
    from_today(valid_from)
    rule = MaskingRule(territory=hub, valid_from=valid_from, threshold=threshold, source=source)
    rule.full_clean()
    rule.save()
    after = {"threshold": threshold, "valid_from": valid_from, "source": source}
    journal.record("create", rule, by=by, after=after)
    follow_masking_rule(hub, timezone.localdate(), by=by)
    return rule


@transaction.atomic
def follow_masking_rule(hub: Territory, today: date, *, by=None) -> int:
    """The hub masks as the rule of the day says, no territory of it masks less. How many changed; run twice, none."""
    rule = MaskingRule.objects.in_force(hub.pk, today)
    if rule is None:
        return 0
    places = Territory.objects.select_for_update(of=("self",), no_key=True)
    changed = [
        *places.filter(pk=hub.pk).exclude(masking_threshold=rule.threshold),
        *places.filter(hub=hub, masking_threshold__lt=rule.threshold).order_by("pk"),
    ]
    for place in changed:
        before, place.masking_threshold = place.masking_threshold, rule.threshold
        place.save(update_fields=["masking_threshold"])
        with scoped(place.pk, named=False, user=by.pk if by else None):
            journal.record(
                "update",
                place,
                by=by,
                before={"masking_threshold": before},
                after={"masking_threshold": rule.threshold},
                reason=REASON,
            )
    return len(changed)


def follow_masking_rules(today: date) -> int:
    """Every hub: a rule written ahead begins on its day."""
    hubs: QuerySet[Territory] = Territory.objects.filter(kind=Territory.Kind.HUB).order_by("pk")
    return sum(follow_masking_rule(hub, today) for hub in hubs)
