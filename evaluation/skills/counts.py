"""How many on the mobilisation list know, want to learn, wish: by skill and by activity (peers.md C11, E7).

The counts of all the territories of a hub are masked together: neither a level less the others, nor an activity less one of
its skills, nor the hub less its other territories, gives back a small count. Only whoever reads the persons of a territory by name has its exact counts.
"""

from dataclasses import dataclass
from itertools import combinations

from django.db.models import Count, Q

from activities.models import Activity, ActivitySkill, Wish
from evaluation import shared
from evaluation.masking import Mask, Sum, is_small
from evaluation.shared import Counts
from evaluation.skills.nesting import apart, differences
from ppde.models import Person, PersonSkill, Skill
from territories.models import Territory
from tzcld.ui import french

NAME = "skill-counts"
LEVELS = tuple(PersonSkill.Level.values)
KNOW, LEARN, WISH = "know", "learn", "wish"


def read(territory: Territory, *, exact: bool) -> Counts:
    """Cells: ("skill", id, kind), ("activity", id, kind); the hours wished go with ("activity", id, WISH)."""
    return shared.read(NAME, territory, exact=exact, count=_count, sums=_sums)


def _count(places: list[int]) -> shared.Found:
    """By territory: the cells, and the hours wished by activity. Runs in the scope of the caller."""
    found: shared.Found = {pk: ({}, {}) for pk in places}
    listed = Person.objects.on_list().filter(territory__in=places)
    said = PersonSkill.objects.filter(territory__in=places, person__in=listed).order_by()
    levels = {level: Count("pk", filter=Q(level=level)) for level in LEVELS}
    by_skill = said.values("territory", "skill").annotate(
        **levels,
        know=Count("pk", filter=~Q(level="")),
        learn=Count("pk", filter=Q(wants_to_learn=True)),
    )
    for row in by_skill:
        for kind in (*LEVELS, KNOW, LEARN):
            found[row["territory"]][0]["skill", row["skill"], kind] = row[kind]
    run = _run_by(places)
    by_activity = (
        said.filter(skill__needed_by__isnull=False)
        .values("territory", "skill__needed_by__activity")
        .annotate(
            know=Count("person", filter=~Q(level=""), distinct=True),
            learn=Count("person", filter=Q(wants_to_learn=True), distinct=True),
        )
    )
    for row in by_activity:
        pk, place = row["skill__needed_by__activity"], row["territory"]
        if place in run.get(pk, ()):
            for kind in (KNOW, LEARN):
                found[place][0]["activity", pk, kind] = row[kind]
    _count_wishes(found, listed, run)
    return found


def _run_by(places: list[int]) -> dict[int, set[int]]:
    """The territories that run or share each activity: the persons of the others are not waiting for it."""
    hubs = Territory.objects.filter(pk__in=places).values("hub")
    rows = Activity.objects.filter(Q(territory__hub__in=hubs) | Q(territory__in=hubs))
    run: dict[int, set[int]] = {}
    for pk, own, partner in rows.order_by().values_list("pk", "territory", "partners"):
        run.setdefault(pk, set()).update({own, partner} - {None})
    return run


def _count_wishes(found, listed, run: dict[int, set[int]]) -> None:
    """Who wishes an activity, by its name or by its sector, and for how many hours a week."""
    of_sector: dict[str, list[int]] = {}
    for pk, sector in Activity.objects.filter(pk__in=run).values_list("pk", "sector"):
        of_sector.setdefault(sector, []).append(pk)
    wishing: dict[tuple[int, int], dict[int, float]] = {}
    rows = Wish.objects.filter(territory__in=found, person__in=listed).order_by()
    told = rows.values_list("territory", "person", "person__wished_hours", "sector", "activity")
    for place, person, hours, sector, activity in told:
        for pk in [activity] if activity else of_sector.get(sector, ()):
            if place in run.get(pk, ()):
                wishing.setdefault((place, pk), {})[person] = float(hours or 0)
    for (place, pk), persons in wishing.items():
        cells, hours = found[place]
        cells["activity", pk, WISH] = len(persons)
        hours["activity", pk, WISH] = sum(persons.values())


def _sums(values, places: list[int]) -> list[Sum]:
    """The additions that a reader can make inside one territory; the activities not printed are taken out of `values`."""
    sums = [
        Sum(key, tuple((*key[:3], level) for level in LEVELS))
        for key in values
        if key[1] == "skill" and key[3] == KNOW
    ]
    needs: dict[int, list[int]] = {}
    for activity, skill in ActivitySkill.objects.order_by("skill").values_list("activity", "skill"):
        needs.setdefault(activity, []).append(skill)
    kept = apart(needs)
    for cell in [c for c in values if c[1] == "activity" and c[3] != WISH and c[2] not in kept]:
        del values[cell]
    needs = {activity: needs[activity] for activity in sorted(kept)}
    # Activities that need the same skills have the same counts; one skill alone is this skill's count.
    same: dict[tuple, tuple] = {}
    for activity, skills in sorted(needs.items()):
        for place in places:
            for kind in (KNOW, LEARN):
                cell = (place, "activity", activity, kind)
                if cell not in values:
                    continue
                skill = (place, "skill", skills[0], kind)
                twin = same.setdefault((place, kind, *skills), skill if len(skills) == 1 else cell)
                # The hub's activities count only the territories that run them: not the hub's skill.
                if twin != cell and values.get(twin) == values[cell]:
                    sums.append(Sum(cell, (twin,)))
    hub, *below = places
    for place in places:
        for kind in (KNOW, LEARN):
            sums += differences(values, place, below if place == hub else (), kind, needs)
    # One threshold for a hub and its territories.
    return [*sums, *_apart(values, places, Territory.objects.get(pk=hub).masking_threshold)]


def _apart(values, places: list[int], threshold: int) -> list[Sum]:
    """Two activities of one sector share those who wish the sector: one less the other counts who named one of them.

    Such a difference is no cell of a page; where it is small it is added here as one that is withheld, so that the two
    counts it comes from are not both printed.
    """
    wished = {key for key in values if key[1] == "activity" and key[3] == WISH}
    sectors = dict(
        Activity.objects.filter(pk__in={k[2] for k in wished}).values_list("pk", "sector")
    )
    sums = []
    for place in places:
        mine = sorted(key for key in wished if key[0] == place and sectors.get(key[2]))
        for one, other in combinations(mine, 2):
            if sectors[one[2]] != sectors[other[2]]:
                continue
            more, less = (one, other) if values[one] > values[other] else (other, one)
            between = values[more] - values[less]
            if is_small(between, threshold):
                apart = (place, "apart", more[2], less[2])
                values[apart] = between
                sums.append(Sum(more, (less, apart)))
    return sums


# Lines of the pages ─────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Need:
    """One activity beside what persons know and wish. Hours are weekly."""

    activity: Activity
    skills: list[str]
    know: int | str
    learn: int | str
    wish: int | str
    hours_wished: float | None
    hours_needed: float

    @property
    def gap(self) -> str:
        """The gap, or its absence, in words. Nothing is concluded from a masked count."""
        if not self.skills:
            return "Choisissez d’abord les compétences utiles."
        told = []
        if self.know == 0:
            told.append(
                "Personne ne dit encore savoir faire"
                if self.learn
                else "Personne ne sait ni ne demande à apprendre"
            )
        if self.hours_wished is not None and self.hours_needed:
            missing = self.hours_needed - self.hours_wished
            told.append(
                f"il manque {french.count(round(missing), 'h souhaitée', 'h souhaitées')} par semaine"
                if missing >= 0.5
                else "les heures souhaitées couvrent le besoin"
            )
        return f"{french.upper_first(', '.join(told))}." if told else "Rien à signaler."


def _between(counts: Counts, activity: Activity, skills: list[Skill], kind: str, *, local: bool):
    """The count, or what the printed counts of its skills say of it: between the largest and their sum.

    Not in a hub, whose skills also count the territories that do not run the activity (`local` is False).
    """
    cell = ("activity", activity.pk, kind)
    if counts.mask(*cell) is not Mask.HIDDEN or not local:
        return counts.figure(*cell)
    low, high, open_ended = 0, 0, False
    for skill in skills:
        mask = counts.mask("skill", skill.pk, kind)
        if mask is Mask.SHOWN:
            n = counts.values.get(("skill", skill.pk, kind), 0)
            low, high = max(low, n), high + n
        elif mask is Mask.SMALL:
            low, high = max(low, 1), high + counts.threshold - 1
        else:
            open_ended = True
    if open_ended:
        return f"au moins {french.number(low)}" if low else counts.figure(*cell)
    if low == high:
        return low
    return f"entre {french.number(low)} et {french.number(high)}"


def needs(activities, counts: Counts, full_time: float, *, local: bool = True) -> list[Need]:
    """One line an activity. `full_time`: weekly hours of a full time job, by which expected FTE become hours."""
    useful: dict[int, list[Skill]] = {}
    rows = ActivitySkill.objects.filter(activity__in=activities).select_related("skill")
    for row in rows.order_by("skill__name"):
        useful.setdefault(row.activity_id, []).append(row.skill)
    found = []
    for activity in activities:
        pk = activity.pk
        hidden = counts.mask("activity", pk, WISH)
        found.append(
            Need(
                activity,
                [skill.name for skill in useful.get(pk, [])],
                *(
                    _between(counts, activity, useful.get(pk, []), kind, local=local)
                    for kind in (KNOW, LEARN)
                ),
                counts.figure("activity", pk, WISH),
                None if hidden else counts.amounts.get(("activity", pk, WISH), 0),
                float(activity.expected_fte) * full_time,
            )
        )
    return found


@dataclass(frozen=True)
class Supply:
    """One skill: how many say each level, and want to learn it."""

    skill: Skill
    counts: Counts

    def figure(self, kind: str) -> int | str:
        return self.counts.figure("skill", self.skill.pk, kind)


def supplies(skills, counts: Counts) -> list[Supply]:
    """One line a skill of which somebody says something."""
    said = counts.known("skill")
    return [Supply(skill, counts) for skill in skills if skill.pk in said]
