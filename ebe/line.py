"""To whom a post goes first: the mobilisation list read for one post, with why each earlier person is passed.

The order is that of the list, nothing else. Somebody is passed for a fact (a pause, an answer already given, a proposal
waiting) or for a wish of their own (chosen time, what they asked to take into account). A wish does not bind: the post
may still be proposed to them, as they come before.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import DateField, JSONField
from django.db.models.expressions import RawSQL
from django.utils import timezone

from ebe.models import Post, PostSkill, Proposal
from ppde.mobilisation import PAUSED_TO
from ppde.models import Person, PersonSkill
from tzcld.ui import french

Reply = Proposal.Reply

# The latest proposal that no exit has followed: somebody hired, then back, is free again.
LATEST = """
select jsonb_build_object('reply', q.reply, 'title', q.job_title)
from ebe_proposal q
where q.territory_id = ppde_person.territory_id and q.person_id = ppde_person.id
  and not exists (select from ppde_outcome o where o.person_id = q.person_id and o."on" >= q.proposed_on)
order by q.proposed_on desc, q.id desc
limit 1"""
HERE = """
select jsonb_build_object('reply', q.reply, 'on', q.replied_on)
from ebe_proposal q
where q.territory_id = ppde_person.territory_id and q.person_id = ppde_person.id and q.post_id = %s
order by q.proposed_on desc, q.id desc
limit 1"""


SAID = (
    "territory_id",
    "number",
    "first_name",
    "last_name",
    "state",
    "volunteer_on",
    "wished_hours",
    "constraints_known",
)


@dataclass
class Place:
    """A person of the list before a post: why they are passed, in words, for a `fact` or for a `wish` of theirs."""

    rank: int
    person: Person
    fact: str
    wish: str
    # What they would learn before the hire; it passes nobody and moves nobody. Filled by `prepare`.
    to_learn: str = ""

    @property
    def passed(self) -> str:
        """Why not this one; "" when the post may go to them."""
        return self.fact or self.wish


def line(post: Post) -> list[Place]:
    """The whole list of the post's territory, in its order, in one query."""
    today = timezone.localdate()
    listed = Person.objects.filter(territory=post.territory_id).on_list().in_list_order()
    # Two thousand files may be read for one post: what the line says of each, and no more.
    listed = listed.only(*SAID).annotate(
        paused_to=RawSQL(PAUSED_TO, (today,), output_field=DateField()),
        latest=RawSQL(LATEST, (), output_field=JSONField()),
        here=RawSQL(HERE, (post.pk,), output_field=JSONField()),
    )
    return [
        Place(rank, person, _fact(person), _wishes(person, post))
        for rank, person in enumerate(listed, 1)
    ]


def first(places: list[Place]) -> Place | None:
    """The first person to whom the post may go."""
    return next((place for place in places if not place.passed), None)


def before(places: list[Place], person: Person) -> list[Place]:
    """Who comes before this person and is passed for nothing; everybody when the person is not on the list."""
    found = []
    for place in places:
        if place.person.pk == person.pk:
            break
        if not place.passed:
            found.append(place)
    return found


def _fact(person: Person) -> str:
    return _paused(person) or _answered(person) or _busy(person)


def _paused(person: Person) -> str:
    if person.paused_to:
        return f"en pause jusqu’au {french.date(person.paused_to - timedelta(days=1))}"
    return "en pause" if person.state == Person.State.PAUSED else ""


def _answered(person: Person) -> str:
    if not person.here or person.here["reply"] not in (Reply.REFUSED, Reply.NO_ANSWER):
        return ""
    on = french.date(date.fromisoformat(person.here["on"]))
    if person.here["reply"] == Reply.REFUSED:
        return f"a refusé ce poste le {on}"
    return f"n’a pas répondu pour ce poste (noté le {on})"


def _busy(person: Person) -> str:
    if not person.latest:
        return ""
    title = person.latest["title"]
    if person.latest["reply"] == Reply.WAITING:
        if person.here and person.here["reply"] == Reply.WAITING:
            return "réponse attendue pour ce poste"
        return f"réponse attendue pour un autre poste ({title})"
    if person.latest["reply"] == Reply.ACCEPTED:
        return f"a accepté un poste ({title}), l’embauche est à enregistrer"
    return ""


def _wishes(person: Person, post: Post) -> str:
    wish = person.wished_hours
    if wish and not post.is_chosen_time and not post.hours_min <= wish <= post.hours_max:
        return f"souhaite {french.number(wish)}\u00a0h par semaine, le poste {_offer(wish, post)}"
    clash = [Person.Constraint(c).label for c in person.constraints_known if c in post.demands]
    return f"a demandé de tenir compte de\u00a0: {french.listing(clash)}" if clash else ""


def _offer(wish: Decimal, post: Post) -> str:
    if wish < post.hours_min:
        return f"en demande {french.number(post.hours_min)} au moins"
    return f"en offre {french.number(post.hours_max)} au plus"


# What a person says of herself, from the least to the most.
LEVELS = list(PersonSkill.Level.values)


def prepare(places: list[Place], post: Post) -> None:
    """Say what each of these persons would learn before the hire, from what they said of the skills that the post asks for.

    Hiring without selection (seed 003): it is told beside the names so that a training is organised in time. The order,
    and who is passed, are settled before and do not read it.
    """
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


def hours_for(person: Person, post: Post) -> Decimal | None:
    """The weekly hours to propose: those wished when the post allows them, else its least; None when nobody said any."""
    if post.is_chosen_time:
        return person.wished_hours
    wish = person.wished_hours
    return wish if wish and post.hours_min <= wish <= post.hours_max else post.hours_min
