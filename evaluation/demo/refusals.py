"""One committee looks at each refusal itself: its rule, refusals that wait for the next meeting, some already decided."""

from datetime import timedelta

from django.utils import timezone

from cle.models import Addendum, Decision, Meeting
from ebe.models import Enterprise, Proposal
from evaluation.demo.ground import Ground, at
from evaluation.demo.list_rules import VERSIONS, WORDING
from ppde.models import EventKind, JourneyEvent, ListRule, Person, RefusalReview

PLACE = "villeurbanne-les-brosses"
# post, reason, days since the refusal, what the committee decided of it
REFUSALS = (
    ("Légumerie", Proposal.Refusal.HOURS, 26, ""),
    ("Tri et valorisation", Proposal.Refusal.PLACE, 12, ""),
    ("Conciergerie de quartier", Proposal.Refusal.WORK, 4, ""),
)
DECIDED = (
    ("Tri et valorisation", Proposal.Refusal.CARE, 9, RefusalReview.Effect.KEEP),
    ("Légumerie", Proposal.Refusal.UNSAID, 15, RefusalReview.Effect.KEEP),
)

NOTED = "Avis favorable à l’ouverture d’un atelier de réparation de vélos."
SAID = "Avis favorable à l’ouverture d’une conciergerie de quartier."
WHY = "Le point suivant de l’ordre du jour a été noté à la place."


def take_rule(ground: Ground, meetings: list[Meeting], enterprises: list[Enterprise]) -> None:
    """The rule of three meetings ago: each refusal since then is put to the committee."""
    if ground.place.slug != PLACE or len(meetings) < 3 or not enterprises:
        return
    ListRule.objects.create(
        territory=ground.territory,
        version=ListRule.objects.filter(territory=ground.territory).count() + 1,
        valid_from=timezone.localdate(meetings[-3].starts_at),
        decision=decide(ground, meetings[-3], "list_rule", WORDING),
        source="règlement intérieur, titre « La liste »",
        **(VERSIONS[1] | {"refusal": ListRule.Refusal.ASK}),
    )
    rectify(ground, meetings)


def put(ground: Ground, meetings: list[Meeting], enterprises: list[Enterprise]) -> None:
    """Refusals since the rule was taken, some decided at the last meeting."""
    rules = ListRule.objects.filter(territory=ground.territory, refusal=ListRule.Refusal.ASK)
    if (rule := rules.first()) is None:
        return
    taken = rule.valid_from
    last = timezone.localdate(meetings[-1].starts_at)
    decision = decide(
        ground, meetings[-1], "list_place", "Effet de deux refus de proposition sur le rang."
    )
    # Neither the first, whom the posts go to, nor those who already have a proposal.
    free = Person.objects.filter(territory=ground.territory, state=Person.State.LISTED)
    free = free.on_list().in_list_order().filter(volunteer_on__lt=taken)[3:]
    cases = [
        *((facts, last - timedelta(days=facts[2])) for facts in DECIDED),
        *((facts, ground.today - timedelta(days=facts[2])) for facts in REFUSALS),
    ]
    for person, (facts, on) in zip(free, cases, strict=False):
        if on > taken:
            _refuse(ground, person, facts, on, enterprises[0], rule, decision)


def rectify(ground: Ground, meetings: list[Meeting]) -> None:
    """An opinion noted wrongly: its minutes were approved, a later meeting takes note of the right one."""
    mistaken = decide(ground, meetings[-3], "opinion", NOTED)
    row = decide(ground, meetings[-1], "opinion", SAID, rectifies=mistaken, reason=WHY)
    Addendum.objects.create(
        territory=ground.territory,
        meeting=mistaken.meeting,
        text=f"La décision {mistaken.number} est rectifiée par la décision {row.number}. {WHY}",
        written_by=ground.team[0],
        written_at=row.meeting.starts_at,
    )


def decide(ground: Ground, meeting: Meeting, kind: str, wording: str, **values) -> Decision:
    """A decision adopted at this meeting, numbered after those of its year."""
    year = timezone.localdate(meeting.starts_at).year
    taken = Decision.objects.filter(territory=ground.territory, number__startswith=f"{year}-")
    return Decision.objects.create(
        territory=ground.territory,
        meeting=meeting,
        number=f"{year}-{taken.count() + 1:02d}",
        kind=kind,
        wording=wording,
        outcome="adopted",
        recorded_by=ground.team[0],
        **values,
    )


def _refuse(ground, person, facts, on, enterprise, rule, decision) -> None:
    title, motive, _, effect = facts
    made = on - timedelta(days=3)
    common = {"territory": ground.territory, "person": person}
    proposal = Proposal.objects.create(
        **common,
        enterprise=enterprise,
        job_title=title,
        weekly_hours=person.wished_hours or 24,
        proposed_on=made,
        made_at=at(made, 10),
        reply=Proposal.Reply.REFUSED,
        replied_on=on,
        refusal=motive,
        rule=rule,
        made_by=ground.team[0],
    )
    decided_on = timezone.localdate(decision.meeting.starts_at)
    RefusalReview.objects.create(
        **common,
        refused_on=on,
        post=str(proposal),
        motive=proposal.get_refusal_display(),
        rule=rule,
        asked_at=at(on, 11),
        **(
            {
                "effect": effect,
                "decision": decision,
                "decided_on": decided_on,
                "recorded_by": ground.team[0],
            }
            if effect
            else {}
        ),
    )
    told = [
        (EventKind.PROPOSAL, made, str(proposal)),
        (EventKind.REPLY, on, f"Refusée\u00a0: {proposal}"),
    ]
    if effect:
        words = f"Le comité garde le rang après un refus (décision {decision})."
        told.append((EventKind.NOTE, decided_on, words))
    JourneyEvent.objects.bulk_create(
        JourneyEvent(
            **common, kind=kind, on=day, text=text, author=ground.team[0], recorded_at=at(day, 11)
        )
        for kind, day, text in told
    )
    Person.objects.filter(pk=person.pk).update(
        first_proposal_on=min(person.first_proposal_on or made, made),
        last_contact_on=max(person.last_contact_on or on, on),
    )
