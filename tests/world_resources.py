"""Rows of the world about skills, training, levers, commitments and news."""

from datetime import date

from activities.models import ActivitySkill, Wish
from ebe.models import PostSkill
from ppde.models import (
    Availability,
    DeliveryPerson,
    Enrolment,
    PersonSkill,
    SchemeRequest,
    SessionShare,
    Skill,
    Training,
    TrainingPresence,
    TrainingSession,
    TrainingSkill,
)
from territories.models import (
    Commitment,
    CommitmentDelivery,
    Digest,
    DigestRefusal,
    NewsReader,
    Scheme,
    SchemeNews,
)
from territories.periods import period


def fill_resources(world, make, made: dict, mark: str, by, on_day) -> None:
    """One row of each, in the territory of `make`; `mark` ends what is collective. The hub's list has one skill."""
    person, organisation, activity = made["person"], made["organisation"], made["activity"]
    world.skill, _ = Skill.objects.get_or_create(
        territory=world.hub, name="Réparer un vélo", domain="Atelier", rome_code="I1606"
    )
    made["skill"] = world.skill
    make(PersonSkill, person=person, skill=world.skill, level="at_ease", wants_to_learn=True)
    make(Availability, person=person, days=["mon", "tue"])
    make(ActivitySkill, activity=activity, skill=world.skill)
    make(PostSkill, post=made["post"], skill=world.skill, level="at_ease")
    make(Wish, person=person, activity=activity)
    training = make(
        Training,
        title=f"Premiers gestes{mark}",
        provider=f"Organisme{mark}",
        objectives=f"Apprendre{mark}",
        hours=35,
    )
    make(TrainingSkill, training=training, skill=world.skill)
    session = make(
        TrainingSession,
        training=training,
        starts_on=date(2026, 11, 2),
        ends_on=date(2099, 12, 31),
        place=f"Salle{mark}",
        places=4,
    )
    make(SessionShare, session=session, places=2, taken=1)
    enrolment = make(Enrolment, person=person, session=session, state="enrolled")
    make(TrainingPresence, enrolment=enrolment, on=date(2026, 11, 3), present=True)
    scheme = make(
        Scheme,
        name=f"Prêt de vélo{mark}",
        theme="mobility",
        organisation=f"Maison du vélo{mark}",
        checked_on=date(2026, 11, 2),
    )
    make(SchemeRequest, person=person, scheme=scheme, asked_on=date(2026, 11, 3), author=by)
    commitment = make(
        Commitment,
        organisation=organisation,
        kind="jobs",
        promised=3,
        period=period(date(2026, 1, 1), date(2099, 12, 31)),
    )
    delivery = make(CommitmentDelivery, commitment=commitment, on=date(2026, 3, 2), number=1)
    make(DeliveryPerson, delivery=delivery, person=person)
    make(SchemeNews, title=f"Du nouveau{mark}", text=f"Le prêt s’allonge{mark}", author=by)
    make(NewsReader, user=by, seen_at=on_day(2026, 11, 1))
    make(DigestRefusal, user=by)
    make(Digest, user=by, week=date(2026, 11, 2), state="sent")
