"""The hub's list of skills, and what a person says of hers (seed 000, weekly workshops)."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from ppde.models import Availability, Person, PersonSkill, Skill
from ppde.operations.journey import lock
from territories import journal
from territories.models import Territory
from territories.operations.territory import save_row
from tzcld.ui import french

WITHOUT_DOMAIN = "Autres compétences"
SKILL_FIELDS = ["name", "domain", "rome_code", "is_common"]


def save_skill(skill: Skill, *, by) -> Skill:
    """Add a skill to the hub's list, or change it; what persons said of it stays."""
    return save_row(skill, fields=SKILL_FIELDS, by=by)


@transaction.atomic
def import_skills(hub: Territory, rows: list[dict], *, common: bool, by) -> dict[str, int]:
    """Bring the list of a file into the hub's: all the rows or none. Returns {"created", "updated", "unchanged"}.

    `rows`: {"line", "name", "domain", "rome_code"} as `ppde.skills.files.read` gives them. A row is the skill of its
    code, or of its name: the same file read twice creates nothing. `common`: new skills are offered in the entry grid.
    """
    Territory.objects.select_for_update(of=("self",)).get(pk=hub.pk)
    known = list(Skill.objects.filter(territory=hub))
    by_code = {skill.rome_code: skill for skill in known if skill.rome_code}
    by_name = {french.plain(skill.name): skill for skill in known}
    added, changed, refusals = [], [], []
    for row in rows:
        code, named = row["rome_code"], by_name.get(french.plain(row["name"]))
        skill = by_code.get(code) or named
        if named and (skill is not named or (code and named.rome_code not in ("", code))):
            refusals.append(
                f"Ligne {row['line']}\u00a0: «\u00a0{row['name']}\u00a0» existe déjà avec un autre code."
            )
            continue
        # What the file does not say stays as it is.
        said = {name: row[name] for name in ("name", "domain", "rome_code") if row[name]}
        if skill is None:
            skill = Skill(territory=hub, is_common=common, domain=WITHOUT_DOMAIN)
            added.append(skill)
        elif any(getattr(skill, name) != value for name, value in said.items()):
            changed.append(skill)
        for name, value in said.items():
            setattr(skill, name, value)
        by_name[french.plain(skill.name)] = skill
        if skill.rome_code:
            by_code[skill.rome_code] = skill
    if refusals:
        raise ValidationError(refusals)
    Skill.objects.bulk_create(added)
    Skill.objects.bulk_update(changed, ["name", "domain", "rome_code"])
    found = {
        "created": len(added),
        "updated": len(changed),
        "unchanged": len(rows) - len(added) - len(changed),
    }
    journal.record("update", hub, by=by, after=found, label="Liste des compétences")
    return found


@transaction.atomic
def record_skills(person: Person, said: dict[Skill, tuple[str, bool]], *, by) -> int:
    """Write what the person says of these skills: (level or "", wants to learn). Returns how many changed.

    Skills that are not in `said` keep what was said before; ("", False) forgets what was said.
    """
    lock(person)
    known = {row.skill_id: row for row in person.skills.filter(skill__in=said)}
    before, after = {}, {}
    for skill, (level, wants) in said.items():
        if skill.territory_id != person.territory.rules_hub_id:
            raise ValidationError("Cette compétence est dans la liste d’une autre métropole.")
        row = known.get(skill.pk)
        if (row.level, row.wants_to_learn) == (level, wants) if row else not (level or wants):
            continue
        if row:
            before[skill.name] = str(row)
        row = _say(row, person, skill, level, wants)
        after[skill.name] = str(row) if row else ""
    if after:
        journal.record("update", person, by=by, before=before, after=after, named=True)
    return len(after)


def _say(row, person: Person, skill: Skill, level: str, wants: bool) -> PersonSkill | None:
    if not (level or wants):
        row.delete()
        return None
    row = row or PersonSkill(territory_id=person.territory_id, person=person, skill=skill)
    row.level, row.wants_to_learn, row.said_on = level, wants, timezone.localdate()
    row.save()
    return row


@transaction.atomic
def record_days(person: Person, days: list[str], *, by) -> None:
    """The days wished, in the order of the week."""
    lock(person)
    row = Availability.objects.filter(person=person).first()
    ordered = [day.value for day in Availability.Day if day.value in days]
    if ordered == (row.days if row else []):
        return
    before = {"jours souhaités": str(row) if row else ""}
    row = row or Availability(territory_id=person.territory_id, person=person)
    row.days = ordered
    row.save()
    journal.record(
        "update", person, by=by, before=before, after={"jours souhaités": str(row)}, named=True
    )
