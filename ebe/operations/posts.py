"""Posts: opened, changed, closed, opened again. To whom they are proposed is in `ebe.operations.proposals`."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from ebe.models import MAX_SKILLS, Enterprise, Post, PostSkill, Proposal
from ppde.models import PersonSkill, Skill
from territories import journal
from territories.models import Organisation, Territory, refuse_longer_week
from territories.names import refuse_names
from tzcld.ui import french

# What may be written about a post, beside its employer.
FIELDS = (
    "title",
    "hours_min",
    "hours_max",
    "skills",
    "demands",
    "place",
    "text",
    "positions",
    "starts_on",
)
# Read by every employer's account of the post and by each person it is proposed to, by letter too.
READ_BY_OTHERS = ("title", "text", "place")
READERS = (
    "l’employeur et chaque personne à qui le poste est proposé lisent ce texte. Un numéro suffit"
)


def lock_post(post: Post) -> Post:
    """The row as it is, held until the end of the transaction: places are counted by one colleague at a time."""
    return (
        Post.objects.select_for_update(of=("self",))
        .select_related("enterprise", "organisation", "territory")
        .get(pk=post.pk)
    )


def settle(post: Post) -> None:
    """Filled when every place has its yes; open again when a place is added."""
    if post.state == Post.State.CLOSED:
        return
    said_yes = post.proposals.accepted().count()
    state = Post.State.FILLED if said_yes >= post.positions else Post.State.OPEN
    if state != post.state:
        post.state = state
        post.save(update_fields=["state"])


@transaction.atomic
def open_post(
    territory: Territory,
    *,
    enterprise: Enterprise | None = None,
    organisation: Organisation | None = None,
    needed: dict[Skill, str] | None = None,
    by,
    **values,
) -> Post:
    """A post of an EBE of the territory, or of another employer. `needed`: {skill of the list: level}.

    Raises ValidationError by field.
    """
    employer = enterprise or organisation
    if territory.is_hub or employer is None or (enterprise and organisation):
        raise ValidationError(
            {
                "enterprise": "Choisissez un employeur, et un seul\u00a0: une EBE, ou une autre organisation."
            }
        )
    if enterprise and enterprise.closed_on:
        raise ValidationError(
            {
                "enterprise": f"{enterprise} est fermée depuis le {french.date(enterprise.closed_on)}."
            }
        )
    if employer.territory_id != territory.pk:
        raise ValidationError({"enterprise": "Cet employeur est d’un autre territoire."})
    post = Post(
        territory=territory,
        enterprise=enterprise,
        organisation=organisation,
        opened_by=by,
        **_checked(values),
    )
    _refuse_longer(post)
    _refuse_past(post)
    post.full_clean(exclude=["opened_by"])
    _refuse_names(post, READ_BY_OTHERS, by)
    post.save()
    skills = set_needed(post, needed or {})[1]
    journal.record(
        "create",
        post,
        by=by,
        after={"employeur": str(employer), **values} | ({"compétences": skills} if skills else {}),
    )
    return post


def set_needed(post: Post, needed: dict[Skill, str]) -> tuple[list[str], list[str]]:
    """The skills of the list that the post asks for, all at once: (those before, those after), as they read."""
    if len(needed) > MAX_SKILLS:
        raise ValidationError(
            {
                "skills": f"Vous en avez choisi {french.number(len(needed))}. Gardez les {MAX_SKILLS} plus utiles."
            }
        )
    hub = post.territory.rules_hub_id
    if any(skill.territory_id != hub for skill in needed):
        raise ValidationError({"skills": "Cette compétence est de la liste d’une autre métropole."})
    if unknown := set(needed.values()) - set(PersonSkill.Level.values):
        raise ValidationError({"skills": f"Niveau inconnu\u00a0: {', '.join(sorted(unknown))}."})
    rows = list(post.needed_skills.select_related("skill"))
    post.needed_skills.exclude(skill__in=needed).delete()
    wanted = [
        PostSkill(territory_id=post.territory_id, post=post, skill=skill, level=level)
        for skill, level in needed.items()
    ]
    PostSkill.objects.bulk_create(
        wanted,
        update_conflicts=True,
        unique_fields=["post", "skill"],
        update_fields=["level"],
    )
    return sorted(map(str, rows)), sorted(map(str, wanted))


def _checked(values: dict) -> dict:
    unknown = set(values) - set(FIELDS)
    if unknown:
        raise TypeError(f"not a field of a post: {', '.join(sorted(unknown))}")
    low, high = values.get("hours_min"), values.get("hours_max")
    if (low is None) != (high is None):
        missing = "hours_min" if low is None else "hours_max"
        raise ValidationError(
            {missing: "Écrivez les deux temps de travail, ou aucun pour un temps choisi."}
        )
    if low is not None and high < low:
        raise ValidationError(
            {"hours_max": "Ce temps est plus petit que le premier. Écrivez le plus grand ici."}
        )
    return values


def _refuse_names(post: Post, fields, by) -> None:
    texts = {name: getattr(post, name) for name in fields}
    refuse_names(post.territory, by, because=READERS, **texts)


def _refuse_longer(post: Post) -> None:
    refuse_longer_week(
        post.territory, post.hours_max, post.starts_on or post.opened_on, "hours_max"
    )


def _refuse_past(post: Post) -> None:
    """A post that opens is wanted from today on: it would be late at once."""
    today = timezone.localdate()
    if post.starts_on and post.starts_on < today:
        raise ValidationError(
            {
                "starts_on": f"Le {french.numeric_date(post.starts_on)} est passé. Écrivez {french.numeric_date(today)} ou un jour à "
                "venir, ou laissez vide."
            }
        )


@transaction.atomic
def update_post(post: Post, *, needed: dict[Skill, str] | None = None, by, **values) -> Post:
    """Change what the post says; fewer places than people who said yes is refused. `needed`: None leaves the skills."""
    row = lock_post(post)
    old = {name: getattr(row, name) for name in FIELDS}
    for name, value in _checked(values).items():
        setattr(row, name, value)
    if row.hours_max != old["hours_max"]:
        _refuse_longer(row)
    if row.starts_on != old["starts_on"]:
        _refuse_past(row)
    said_yes = row.proposals.accepted().count()
    if row.positions < said_yes:
        raise ValidationError(
            {
                "positions": f"{said_yes} personnes ont déjà accepté ce poste. Écrivez {said_yes} ou plus."
                if said_yes > 1
                else "Une personne a déjà accepté ce poste. Écrivez 1 ou plus."
            }
        )
    row.full_clean(exclude=["opened_by"])
    before, after = journal.changes(row, list(FIELDS), old)
    changed = list(after)
    # A name written before it had a file is not asked of who changes something else.
    _refuse_names(row, [name for name in READ_BY_OTHERS if name in after], by)
    if needed is not None:
        had, has = set_needed(row, needed)
        if had != has:
            before["compétences"], after["compétences"] = had, has
    if after:
        if changed:
            row.save(update_fields=changed)
        journal.record("update", row, by=by, before=before, after=after)
        settle(row)
    return row


@transaction.atomic
def close_post(post: Post, *, by, reason: str) -> Post:
    """No more proposals of this post. Refused while somebody's answer is awaited."""
    row = lock_post(post)
    if row.state == Post.State.CLOSED:
        raise ValidationError("Ce poste est déjà fermé.")
    journal.refuse_no_reason(reason, "Dites pourquoi le poste est fermé.")
    if row.proposals.filter(reply=Proposal.Reply.WAITING).exists():
        raise ValidationError(
            "Une réponse est encore attendue pour ce poste. Notez-la avant de le fermer."
        )
    row.state, row.closed_on = Post.State.CLOSED, timezone.localdate()
    row.save(update_fields=["state", "closed_on"])
    journal.record("end", row, by=by, reason=reason.strip())
    return row


@transaction.atomic
def reopen_post(post: Post, *, by) -> Post:
    row = lock_post(post)
    if row.state != Post.State.CLOSED:
        raise ValidationError("Ce poste n’est pas fermé.")
    row.state, row.closed_on = Post.State.OPEN, None
    row.save(update_fields=["state", "closed_on"])
    settle(row)
    journal.record("update", row, by=by, before={"état": "fermé"}, after={"état": row.state})
    return row
