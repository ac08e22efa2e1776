"""What the persons shown would learn before a hire. It passes nobody and moves nobody."""

from ebe.line.reading import Place
from ebe.models import Post, PostSkill
from ppde.models import PersonSkill
from tzcld.ui import french

# What a person says of herself, from the least to the most.
LEVELS = list(PersonSkill.Level.values)


def prepare(places: list[Place], post: Post, needed: list[PostSkill] | None = None) -> None:
    """Say what each of these persons would learn before the hire, from what they said of the skills that the post asks for.

    Hiring without selection (seed 003): it is told beside the names so that a training is organised in time. The order,
    and who is passed, are settled before and do not read it.
    """
    if needed is None:
        needed = list(post.needed_skills.select_related("skill").order_by("skill__name"))
    if not needed or not places:
        return
    said = PersonSkill.objects.filter(
        territory=post.territory_id,
        person__in=[place.person.pk for place in places],
        skill__in=[need.skill_id for need in needed],
    )
    known = {(row.person_id, row.skill_id): row for row in said}
    for place in places:
        told = [_lacking(need, known.get((place.person.pk, need.skill_id))) for need in needed]
        place.to_learn = french.listing([words for words in told if words])


def _lacking(need: PostSkill, said: PersonSkill | None) -> str:
    """« Coudre à la machine (veut apprendre) »; "" when the person says that they have this level."""
    has = said.level if said else ""
    if has and LEVELS.index(has) >= LEVELS.index(need.level):
        return ""
    notes = []
    if has:
        notes.append(f"{PersonSkill.Level(has).label}, {need.get_level_display()} utile")
    if said and said.wants_to_learn:
        notes.append("veut apprendre")
    return f"{need.skill} ({', '.join(notes)})" if notes else str(need.skill)
