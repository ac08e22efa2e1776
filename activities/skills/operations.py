"""Verbs of needs and wishes."""

from collections.abc import Iterable

from django.db import transaction

from activities.models import Activity
from activities.skills.models import ActivitySkill, Wish
from ppde import operations as persons
from ppde.models import Person, Skill
from territories import journal


@transaction.atomic
def set_needed_skills(activity: Activity, skills: Iterable[Skill], *, by) -> None:
    """The skills that the activity needs, all of them at once; the journal keeps the former list."""
    Activity.objects.select_for_update(of=("self",)).get(pk=activity.pk)
    wanted = {skill.pk: skill for skill in skills}
    rows = {row.skill_id: row for row in activity.needed_skills.select_related("skill")}
    if set(rows) == set(wanted):
        return
    for pk in set(rows) - set(wanted):
        rows[pk].delete()
    ActivitySkill.objects.bulk_create(
        ActivitySkill(territory_id=activity.territory_id, activity=activity, skill=wanted[pk])
        for pk in sorted(set(wanted) - set(rows))
    )
    journal.record(
        "update",
        activity,
        by=by,
        before={"compétences utiles": sorted(row.skill.name for row in rows.values())},
        after={"compétences utiles": sorted(skill.name for skill in wanted.values())},
    )


@transaction.atomic
def record_wishes(
    person: Person,
    *,
    said: dict[Skill, tuple[str, bool]],
    sectors: Iterable[str] | None = None,
    activities: Iterable[Activity] | None = None,
    days: list[str] | None = None,
    by,
    **fields,
) -> None:
    """What the person said in one talk: skills, sectors, activities, days; `fields` are those of her file.

    What is not given stays as it is.
    """
    persons.record_skills(person, said, by=by)
    if days is not None:
        persons.record_days(person, days, by=by)
    persons.update_person(person, by=by, **fields)
    _wish(person, sectors, activities, by=by)


def _wish(
    person: Person, said: Iterable[str] | None, chosen: Iterable[Activity] | None, *, by
) -> None:
    rows = list(person.wishes.select_related("activity"))
    sectors = {row.sector for row in rows if row.sector} if said is None else set(said)
    if chosen is None:
        chosen = [row.activity for row in rows if row.activity_id]
    activities = {row.pk: row for row in chosen}
    known = {row.sector or row.activity_id for row in rows}
    if known == sectors | set(activities):
        return
    for row in rows:
        if row.sector not in sectors and row.activity_id not in activities:
            row.delete()
    here = {"territory_id": person.territory_id, "person": person}
    Wish.objects.bulk_create(
        [Wish(**here, sector=sector) for sector in sorted(sectors - known)]
        + [Wish(**here, activity=activities[pk]) for pk in sorted(set(activities) - known)]
    )
    sector_words = dict(Activity.Sector.choices)
    journal.record(
        "update",
        person,
        by=by,
        before={"activités souhaitées": [sector_words.get(row.sector, str(row)) for row in rows]},
        after={
            "activités souhaitées": [sector_words[key] for key in sorted(sectors)]
            + [str(row) for row in activities.values()]
        },
        named=True,
    )
