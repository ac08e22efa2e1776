"""Posts of the enterprises and of another employer, with proposals that wait and one made out of the order."""

from datetime import timedelta
from decimal import Decimal

from ebe.line import first, hours_for, line
from ebe.models import Enterprise, Post, PostSkill, Proposal
from ebe.operations import withdraw_proposal
from evaluation.demo.ground import Ground, at
from ppde.models import Consent, EventKind, JourneyEvent, ListRule, Person, Skill
from ppde.operations import withdraw_consent
from territories.models import Organisation
from tzcld.ui import french

# title, hours, places, skills, what it supposes, place
POSTS = (
    ("Tri et valorisation", (20, 35), 3, ["port de charges légères"], [], "Atelier"),
    ("Légumerie", (24, 30), 2, [], ["hours"], "Cuisine partagée"),
    (
        "Conciergerie de quartier",
        None,
        1,
        ["petit bricolage"],
        ["language"],
        "Place du marché",
    ),
)
ELSEWHERE = (
    "Aide de cuisine",
    (20, 28),
    1,
    ["cuisine collective"],
    ["mobility"],
    "Restaurant scolaire",
)
# Skills of the hub's list that each post asks for, with the level that helps.
NEEDED = {
    "Tri et valorisation": [
        ("Trier et remettre en état", "notions"),
        ("Réparer un vélo", "at_ease"),
    ],
    "Légumerie": [
        ("Préparer des légumes", "notions"),
        ("Appliquer les règles d’hygiène", "at_ease"),
    ],
    "Conciergerie de quartier": [("Accueillir du public", "at_ease")],
    "Aide de cuisine": [("Cuisiner pour un groupe", "notions")],
}
MISTAKE = "Notée sur le dossier d’une autre personne du même prénom."
REASON = "Reprise d’un essai commencé en immersion, avec l’accord des personnes qui précèdent."


def publish(ground: Ground, enterprises: list[Enterprise]) -> None:
    """Where there is an enterprise: its posts, one of another employer, and proposals of the last days."""
    if not enterprises:
        return
    rule = ListRule.objects.for_list(ground.territory, ground.today)
    made = [
        _post(ground, facts, age, enterprise=enterprises[0])
        for age, facts in zip((40, 24, 9), POSTS, strict=True)
    ]
    employer = (
        Organisation.objects.filter(territory=ground.territory, kind="company").first()
        or Organisation.objects.filter(territory=ground.territory).order_by("name").first()
    )
    if employer:
        made.append(_post(ground, ELSEWHERE, 15, organisation=employer))
        # Somebody who no longer wants this employer to be told of them: the post went on to the next person.
        if place := first(line(made[-1])):
            _propose(ground, made[-1], place, 0, 8, rule)
            agreed = Consent.objects.filter(person=place.person, purpose="sharing").latest("pk")
            withdraw_consent(
                agreed, on=ground.today - timedelta(days=4), channel="phone", by=ground.team[0]
            )
    for post, days in ((made[0], 6), (made[-1], 3)):
        place = first(line(post))
        if place:
            _propose(ground, post, place, 0, days, rule)
    # One made by mistake and taken back.
    if place := first(line(made[2])):
        mistaken = _propose(ground, made[2], place, 0, 1, rule)
        withdraw_proposal(mistaken, by=ground.team[0], reason=MISTAKE)
    # One out of the order: the person after the first.
    places = [p for p in line(made[1]) if not p.passed]
    if len(places) > 2:
        _propose(ground, made[1], places[2], 2, 2, rule)


def _post(ground: Ground, facts: tuple, age: int, **employer) -> Post:
    title, hours, positions, skills, demands, place = facts
    low, high = hours or (None, None)
    post = Post.objects.create(
        territory=ground.territory,
        title=title,
        hours_min=low,
        hours_max=high,
        positions=positions,
        skills=skills,
        demands=demands,
        place=place,
        opened_on=ground.today - timedelta(days=age),
        opened_by=ground.team[0],
        **employer,
    )
    known = {skill.name: skill for skill in Skill.objects.filter(territory=ground.territory.hub_id)}
    PostSkill.objects.bulk_create(
        PostSkill(territory=ground.territory, post=post, skill=known[name], level=level)
        for name, level in NEEDED.get(title, [])
    )
    return post


def _propose(ground: Ground, post: Post, place, passed: int, days: int, rule: ListRule) -> Proposal:
    person, on = place.person, ground.today - timedelta(days=days)
    if post.organisation:
        Consent.objects.create(
            territory=ground.territory,
            person=person,
            purpose=Consent.Purpose.SHARING,
            organisation=post.organisation,
            is_given=True,
            on=on,
            channel=Consent.Channel.PAPER,
            proof="Formulaire signé, armoire de l’accueil",
            recorded_by=ground.team[0],
            recorded_at=at(on, 14),
        )
    hours = hours_for(person, post) or Decimal(24)
    proposal = Proposal.objects.create(
        territory=ground.territory,
        post=post,
        enterprise=post.enterprise,
        organisation=post.organisation,
        person=person,
        job_title=post.title,
        weekly_hours=hours,
        proposed_on=on,
        made_at=at(on, 15),
        rank=place.rank,
        passed=passed,
        order_reason=REASON if passed else "",
        rule=rule.row,
        made_by=ground.team[0],
    )
    JourneyEvent.objects.create(
        territory=ground.territory,
        person=person,
        kind=EventKind.PROPOSAL,
        on=on,
        text=f"{post}, {french.number(hours)} h par semaine",
        author=ground.team[0],
        recorded_at=at(on, 15),
    )
    Person.objects.filter(pk=person.pk).update(
        state="proposed", first_proposal_on=person.first_proposal_on or on
    )
    return proposal
