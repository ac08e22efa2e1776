"""Persons and their journeys, written as the operations would have derived them."""

from datetime import date, timedelta

from django.utils import timezone

from cle.models import Decision, Meeting
from evaluation.demo.ground import Ground, at
from evaluation.demo.people import Journey
from ppde.models import (
    ELSEWHERE,
    EligibilityReview,
    EventKind,
    JourneyEvent,
    Outcome,
    Pause,
    Person,
)
from territories.periods import period


def make_persons(ground: Ground, journeys: list[Journey]) -> dict[int, Person]:
    rng, territory = ground.rng, ground.territory
    districts = [u for u in ground.units if u.kind == "district"] or ground.units
    rows = [
        Person(
            territory=territory,
            number=j.number,
            last_name=j.last_name,
            first_name=j.first_name,
            birth_year=j.birth_year,
            sex=j.sex,
            district=rng.choice(districts) if j.met_on else None,
            phone=f"06 00 00 {j.number // 100:02d} {j.number % 100:02d}" if j.met_on else "",
            origin=j.origin,
            france_travail=j.france_travail,
            rsa=j.rsa,
            duration=j.duration,
            wished_hours=j.wished_hours,
            constraints_known=j.constraints if j.interviewed_on else [],
            referent=rng.choice(ground.team) if j.interviewed_on else None,
            notice_given_on=j.volunteer_on,
            created_at=at(j.identified_on, 9),
            state=_state(j),
            identified_on=j.identified_on,
            met_on=j.met_on,
            interviewed_on=j.interviewed_on,
            volunteer_on=j.volunteer_on,
            volunteer_recorded_at=at(j.volunteer_on, 10) + timedelta(minutes=j.number % 400)
            if j.volunteer_on
            else None,
            draw=rng.randrange(2**31),
            eligible_on=j.eligible_on,
            first_proposal_on=j.proposed_on,
            outcome_on=j.outcome_on,
            outcome_kind=j.outcome_kind,
            last_contact_on=_last_contact(j),
        )
        for j in journeys
    ]
    Person.objects.bulk_create(rows, batch_size=500)
    return {row.number: row for row in rows}


def _state(j: Journey) -> str:
    if j.outcome_on:
        return (
            "ebe"
            if j.outcome_kind == "ebe"
            else "elsewhere"
            if j.outcome_kind in ELSEWHERE
            else "left"
        )
    if j.eligible_on:
        return "paused" if j.paused else "listed"
    return "volunteer" if j.volunteer_on else "met" if j.met_on else "identified"


def _last_contact(j: Journey) -> date | None:
    days = [
        j.outcome_on if j.proposed_on else None,
        j.met_on,
        j.interviewed_on,
        j.volunteer_on,
        *(on for kind, on, _ in j.extra if kind in CONTACTS),
    ]
    return max((d for d in days if d), default=None)


CONTACTS = {
    "contact",
    "workshop",
    "visit",
    "training",
    "collective_meeting",
    "interview",
    "volunteer",
}


def make_reviews(
    ground: Ground, journeys: list[Journey], persons: dict[int, Person], meetings: list[Meeting]
) -> None:
    """One eligibility decision a meeting, and the review of each volunteer; the last volunteers wait for the next one."""
    by_day = {timezone.localtime(m.starts_at).date(): m for m in meetings}
    groups: dict[date, list[Journey]] = {}
    for j in journeys:
        if j.eligible_on:
            groups.setdefault(j.eligible_on, []).append(j)
    decisions, years = {}, {}
    for day in sorted(groups):
        years[day.year] = years.get(day.year, 0) + 1
        numbers = ", ".join(
            persons[j.number].reference for j in sorted(groups[day], key=lambda j: j.number)
        )
        decisions[day] = Decision.objects.create(
            territory=ground.territory,
            meeting=by_day[day],
            number=f"{day.year}-{years[day.year]:02d}",
            kind="eligibility",
            wording=f"Éligibilité appréciée favorablement : {numbers}.",
            mode="consensus",
            outcome="adopted",
            recorded_by=ground.team[0],
        )
    EligibilityReview.objects.bulk_create(
        [
            _review(ground, j, persons[j.number], decisions.get(j.eligible_on))
            for j in journeys
            if j.volunteer_on
        ],
        batch_size=500,
    )


def _review(
    ground: Ground, j: Journey, person: Person, decision: Decision | None
) -> EligibilityReview:
    months = {"1_2": 18, "2_5": 40, "over_5": 80}.get(j.duration, 20)
    seen = ["statement"] + (["france_travail"] if j.france_travail == "yes" else [])
    return EligibilityReview(
        territory=ground.territory,
        person=person,
        rule=ground.rule,
        without_job_since=(j.volunteer_on - timedelta(days=30 * months)).replace(day=1),
        resident_since=(j.volunteer_on - timedelta(days=ground.rng.randint(300, 6000))).replace(
            day=1
        ),
        positive_acts=True,
        # One in five that waits for the committee has none yet.
        evidence=seen if decision or person.number % 5 else [],
        evidence_seen_on=j.volunteer_on,
        prepared_by=ground.team[0],
        prepared_at=at(j.volunteer_on, 11),
        outcome="eligible" if decision else "pending",
        decision=decision,
        decided_on=j.eligible_on if decision else None,
    )


def make_events(ground: Ground, journeys: list[Journey], persons: dict[int, Person]) -> None:
    rows = []
    for j in journeys:
        person = persons[j.number]
        steps = [
            (EventKind.IDENTIFIED, j.identified_on, ""),
            (EventKind.COLLECTIVE_MEETING, j.met_on, "Réunion d’information"),
            (EventKind.INTERVIEW, j.interviewed_on, ""),
            (EventKind.VOLUNTEER, j.volunteer_on, "Acte signé, notice remise."),
            (EventKind.ELIGIBILITY, j.eligible_on, "Éligible"),
            (EventKind.PROPOSAL, j.proposed_on, "Poste dans l’EBE"),
            (EventKind.REPLY, j.outcome_on if j.proposed_on else None, "Acceptée"),
            (EventKind.OUTCOME, j.outcome_on, ""),
            *j.extra,
        ]
        author = person.referent or ground.team[0]
        rows += [
            JourneyEvent(
                territory=ground.territory,
                person=person,
                kind=kind,
                on=on,
                text=text,
                author=author,
                recorded_at=at(on, 17),
            )
            for kind, on, text in steps
            if on
        ]
        if j.paused:
            start = ground.today - timedelta(days=ground.rng.randint(5, 60))
            reason = ground.rng.choice(["care", "training", "short_job", "personal"])
            Pause.objects.create(
                territory=ground.territory,
                person=person,
                period=period(start, ground.today + timedelta(days=ground.rng.randint(4, 60))),
                reason=reason,
            )
            rows.append(
                JourneyEvent(
                    territory=ground.territory,
                    person=person,
                    kind=EventKind.PAUSE,
                    on=start,
                    author=author,
                )
            )
    JourneyEvent.objects.bulk_create(rows, batch_size=1000)


def make_outcomes(ground: Ground, journeys: list[Journey], persons: dict[int, Person]) -> None:
    Outcome.objects.bulk_create(
        Outcome(
            territory=ground.territory,
            person=persons[j.number],
            kind=j.outcome_kind,
            on=j.outcome_on,
            employer=ground.place.ebes[0].name if j.outcome_kind == "ebe" else j.employer,
            weekly_hours=j.hours,
            recorded_by=ground.team[0],
        )
        for j in journeys
        if j.outcome_on
    )
