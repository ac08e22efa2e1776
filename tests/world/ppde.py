"""Persons, their journeys, the list, training and what follows an exit."""

from datetime import date

from cle.models import Decision
from ppde.models import (
    Availability,
    DeliveryPerson,
    DurationRule,
    EligibilityCriterion,
    EligibilityPrecision,
    EligibilityReview,
    EligibilityRule,
    Enrolment,
    EventKind,
    Following,
    FollowUp,
    JourneyEvent,
    ListRule,
    ListSheet,
    MobilityFile,
    MobilityStep,
    MobilityTrial,
    Orientation,
    Outcome,
    Pause,
    Person,
    PersonSkill,
    Presence,
    Processing,
    RankAct,
    ReadingRule,
    RefusalReview,
    Return,
    SchemeRequest,
    Session,
    SessionShare,
    Skill,
    Training,
    TrainingPresence,
    TrainingSession,
    TrainingSkill,
)
from territories.periods import period
from tests.world.place import Place, moment


def rules(world, hub) -> None:
    world.rule = EligibilityRule.objects.create(
        territory=hub,
        version=1,
        valid_from=date(2021, 7, 1),
        source="loi 2020-1577, art. 9 VI",
    )
    Processing.objects.create(
        territory=hub,
        code="essai",
        version=1,
        name="Essai",
        purpose="Essayer",
        basis="public",
        people="Personne",
        categories="Aucune",
        recipients="Personne",
        retention="Un jour",
        valid_from=date(2021, 7, 1),
        source="Essai",
    )
    DurationRule.objects.create(
        territory=hub,
        what="contrats",
        months=60,
        valid_from=date(2021, 7, 1),
        source="Code du travail",
    )
    ReadingRule.objects.create(
        territory=hub, valid_from=date(2021, 7, 1), source="CNIL, journalisation"
    )


def fill(here: Place) -> None:
    _on_the_list(here)
    _gone(here)
    _skills(here)


def _on_the_list(here: Place) -> None:
    make, made, mark, name, by = here.make, here.made, here.mark, here.name, here.by
    meeting = made["meeting"]
    # What each act of another nature rests on: the database asks for it.
    grounds = {
        kind: Decision.objects.create(
            territory=here.territory,
            meeting=meeting,
            number=number,
            kind=kind,
            wording=f"{kind}{mark}",
            outcome="adopted",
            recorded_by=by,
        )
        for kind, number in (
            ("list_rule", "2024-01"),
            ("list_place", "2024-02"),
            ("eligibility_rule", "2024-03"),
        )
    }
    person = make(
        Person,
        number=1,
        last_name=name,
        first_name=f"Camille{mark}",
        birth_year=1984,
        district=made["perimeterunit"],
        origin="ccas",
        phone="06 00 00 00 01",
        identified_on=date(2025, 1, 10),
        met_on=date(2025, 1, 23),
        interviewed_on=date(2025, 2, 1),
        volunteer_on=date(2025, 2, 11),
        volunteer_recorded_at=moment(2025, 2, 11),
        eligible_on=date(2025, 3, 20),
        last_contact_on=date(2026, 11, 2),
        state="listed",
        referent=by,
    )
    make(
        JourneyEvent,
        person=person,
        kind=EventKind.VOLUNTEER,
        on=date(2025, 2, 11),
        author=by,
        text=f"Acte signé{mark}",
    )
    precision = make(
        EligibilityPrecision,
        version=1,
        valid_from=date(2099, 1, 1),
        source=f"Règlement intérieur{mark}",
        decision=grounds["eligibility_rule"],
        text=f"Un temps partiel subi compte{mark}",
    )
    make(
        EligibilityCriterion,
        precision=precision,
        key="situation-locale",
        label=f"Situation locale{mark}",
        question=f"La situation est-elle connue du comité ?{mark}",
        kind="yes_no",
        source=f"Comité{mark}",
    )
    make(
        EligibilityReview,
        person=person,
        rule=here.world.rule,
        without_job_since=date(2022, 1, 1),
        resident_since=date(2011, 1, 1),
        positive_acts=True,
        evidence=["statement"],
        evidence_seen_on=date(2025, 2, 11),
        prepared_by=by,
        outcome="eligible",
        decision=made["decision"],
        decided_on=date(2025, 3, 20),
    )
    make(Pause, person=person, period=period(date(2025, 6, 1), date(2025, 6, 30)), reason="care")
    make(
        ListRule,
        version=1,
        valid_from=date(2024, 1, 1),
        source=f"règlement intérieur{mark}",
        decision=grounds["list_rule"],
    )
    make(
        RankAct,
        person=person,
        kind="correction",
        before_on=date(2025, 2, 12),
        after_on=date(2025, 2, 11),
        after_at=moment(2025, 2, 11),
        reason=f"Bulletin relu{mark}",
        author=by,
    )
    make(
        RefusalReview,
        person=person,
        refused_on=date(2025, 8, 4),
        post=f"Légumerie{mark}",
        motive="lieu ou trajet",
        effect="keep",
        decision=grounds["list_place"],
        decided_on=date(2025, 9, 4),
        recorded_by=by,
    )
    make(
        Orientation,
        first_name=f"Noa{mark}",
        last_name=name,
        phone="06 00 00 00 02",
        has_agreed=True,
        author=here.user("partner"),
        organisation=made["organisation"],
    )
    make(
        Following,
        person=person,
        referent=by,
        period=period(date(2025, 2, 1)),
        word=f"Aime le matin{mark}.",
        word_by=by,
    )
    session = make(
        Session,
        kind="workshop",
        title=f"Atelier{mark}",
        place=f"Centre social{mark}",
        starts_at=moment(2026, 11, 3),
        animator=by,
        anonymous=3,
        state="held",
    )
    make(Presence, session=session, person=person, status="present")
    make(
        ListSheet,
        lines=[
            {"reference": "M-0001", "rank": 1, "state": "Active", "band": f"plus d’un an{mark}"}
        ],
        counts={"total": 1},
    )


def _gone(here: Place) -> None:
    """The second person left the list, came back and is in the enterprise."""
    make, mark = here.make, here.mark
    gone = Person.objects.create(
        territory=here.territory,
        number=2,
        last_name=f"{here.name}son",
        first_name="Morgan",
        origin="outreach",
        identified_on=date(2025, 1, 10),
        met_on=date(2025, 1, 23),
        volunteer_on=date(2025, 2, 12),
        volunteer_recorded_at=moment(2025, 2, 12),
        eligible_on=date(2025, 3, 20),
        outcome_on=date(2025, 9, 1),
        outcome_kind="ebe",
        state="ebe",
    )
    withdrawn = make(Outcome, person=gone, kind="no_longer", on=date(2025, 4, 1))
    make(
        Return,
        person=gone,
        outcome=withdrawn,
        on=date(2025, 5, 2),
        effect="keep",
        reason=f"Revenue{mark}",
    )
    hired = make(Outcome, person=gone, kind="ebe", on=date(2025, 9, 1), employer=f"EBE{mark}")
    make(FollowUp, person=gone, outcome=hired, months=3, due_on=date(2025, 12, 1))
    mobility = make(
        MobilityFile,
        person=gone,
        consented_on=date(2026, 2, 2),
        project=f"Travailler en cuisine{mark}",
        target_jobs=["cuisine"],
    )
    make(MobilityStep, mobility=mobility, kind="visit", on=date(2026, 3, 2), text=f"Visite{mark}")
    make(
        MobilityTrial,
        mobility=mobility,
        person=gone,
        kind="permanent",
        employer=f"Le Fournil{mark}",
        period=period(date(2026, 4, 1), date(2026, 5, 31)),
    )


def _skills(here: Place) -> None:
    """Skills, training and levers; the hub's list has one skill."""
    make, made, mark = here.make, here.made, here.mark
    person = made["person"]
    skill, _ = Skill.objects.get_or_create(
        territory=here.world.hub, name="Réparer un vélo", domain="Atelier", rome_code="I1606"
    )
    here.world.skill = made["skill"] = skill
    make(PersonSkill, person=person, skill=skill, level="at_ease", wants_to_learn=True)
    make(Availability, person=person, days=["mon", "tue"])
    training = make(
        Training,
        title=f"Premiers gestes{mark}",
        provider=f"Organisme{mark}",
        objectives=f"Apprendre{mark}",
        hours=35,
    )
    make(TrainingSkill, training=training, skill=skill)
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
    make(
        SchemeRequest,
        person=person,
        scheme=made["scheme"],
        asked_on=date(2026, 11, 3),
        author=here.by,
    )
    make(DeliveryPerson, delivery=made["commitmentdelivery"], person=person)
