"""The rules of the lists: a frame for the hub, and what committees that have met a while decided for themselves."""

from django.utils import timezone

from cle.models import Decision, Meeting
from evaluation.demo.ground import Ground
from ppde.models import ListRule
from territories.models import Territory

HUB = "cadre commun des territoires de la métropole"
WORDING = "Règle de la liste de mobilisation : pauses, refus, relances, départs et retours."
# What each version of a committee changed, one version a year at most.
VERSIONS = (
    {"refusal": "keep", "longest_pause_months": 12, "after_job": "new"},
    {
        "refusal": "pause",
        "refusals": 3,
        "refusal_pause_months": 2,
        "longest_pause_months": 6,
        "after_job": "keep",
        "after_choice": "ask",
        "perimeter_months": 3,
    },
)


def frame(hub: Territory, valid_from) -> None:
    ListRule.objects.create(territory=hub, version=1, valid_from=valid_from, source=HUB)


def decide(ground: Ground, meetings: list[Meeting]) -> None:
    """Where there is an enterprise: a version at the fourth meeting, another a year later."""
    if not ground.place.ebes:
        return
    for version, terms in enumerate(VERSIONS, 1):
        position = 3 + 7 * (version - 1)
        if position >= len(meetings):
            return
        day = timezone.localdate(meetings[position].starts_at)
        year = Decision.objects.filter(
            territory=ground.territory, number__startswith=f"{day.year}-"
        )
        decision = Decision.objects.create(
            territory=ground.territory,
            meeting=meetings[position],
            number=f"{day.year}-{year.count() + 1:02d}",
            kind="list_rule",
            wording=WORDING,
            outcome="adopted",
            recorded_by=ground.team[0],
        )
        ListRule.objects.create(
            territory=ground.territory,
            version=version,
            valid_from=day,
            decision=decision,
            source="règlement intérieur, titre « La liste »",
            **terms,
        )
