"""Loading the demonstration: two hubs, nine territories, their people. Same facts, same seed, same world."""

import random
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.contrib.auth.hashers import make_password
from django.db import connection, transaction
from django.utils import timezone

from activities.models import Activity, ActivityPartner
from cle.models import AgendaItem, Attendance, Committee, Decision, Meeting, Seat
from ebe.models import (
    CdeRate,
    Contract,
    ContractHours,
    Convention,
    Enterprise,
    Management,
    Proposal,
    SmicRate,
)
from ebe.operations import compute_statement
from evaluation.demo import bilan, exchange, facts, people
from evaluation.demo.facts import Ebe, Place
from evaluation.demo.people import Journey
from evaluation.models import Newsletter, NewsletterBlock, Subscriber
from evaluation.operations.figures import months_back, recompute, recompute_hub
from ppde.models import (
    ELSEWHERE,
    EligibilityReview,
    EligibilityRule,
    EventKind,
    JourneyEvent,
    Outcome,
    Pause,
    Person,
)
from territories.models import (
    Contact,
    Estimate,
    KeyDate,
    Membership,
    Organisation,
    PerimeterUnit,
    Phase,
    Target,
    Territory,
)
from territories.periods import period
from territories.roles import Role
from territories.scoping import Reach, apply, scoped
from tzcld.users.models import User

PASSWORD = "demonstration-tzcld-2026"
DOMAIN = "demo.example"
# Accounts of the demonstration: (address, first name, last name, [(territory, role, function)])
ACCOUNTS = [
    (
        "metropole",
        "Paul",
        "Arnaud",
        [("metropole-de-lyon", Role.HUB_ADMIN, "Responsable de la mission")],
    ),
    ("charge", "Nora", "Ferrand", [("metropole-de-lyon", Role.HUB_OFFICER, "Chargée de mission")]),
    (
        "communication",
        "Maud",
        "Rousset",
        [("metropole-de-lyon", Role.COMMUNICATION, "Chargée de communication")],
    ),
    (
        "dpo",
        "Étienne",
        "Mounier",
        [("metropole-de-lyon", Role.DPO, "Délégué à la protection des données")],
    ),
    ("fonds", "Lise", "Bellon", [("metropole-de-lyon", Role.FUNDER, "Fonds ETCLD")]),
    (
        "cheffe",
        "Hélène",
        "Marchetti",
        [("villeurbanne-les-brosses", Role.PROJECT_LEAD, "Cheffe de projet")],
    ),
    (
        "referente",
        "Claire",
        "Fontanel",
        [("villeurbanne-les-brosses", Role.JOURNEY_OFFICER, "Référente parcours")],
    ),
    (
        "referent",
        "Yanis",
        "Oumraou",
        [("villeurbanne-les-brosses", Role.JOURNEY_OFFICER, "Référent parcours")],
    ),
    (
        "presidente",
        "Agathe",
        "Delorme",
        [("villeurbanne-les-brosses", Role.CLE_CHAIR, "Adjointe à l’emploi")],
    ),
    (
        "membre",
        "Malik",
        "Bakri",
        [("villeurbanne-les-brosses", Role.CLE_MEMBER, "Club d’entreprises")],
    ),
    (
        "ebe",
        "Bruno",
        "Teissier",
        [("villeurbanne-les-brosses", Role.EBE_DIRECTOR, "Directeur de Bross’Up")],
    ),
    (
        "partenaire",
        "Sophie",
        "Chauvet",
        [("villeurbanne-les-brosses", Role.PARTNER, "France Travail")],
    ),
    ("venissieux", "Inès", "Marquet", [("venissieux", Role.PROJECT_LEAD, "Cheffe de projet")]),
    (
        "deux-territoires",
        "Hugo",
        "Viallet",
        [
            ("lyon-8-plaine-santy", Role.PROJECT_LEAD, "Chef de projet"),
            ("saint-fons-arsenal", Role.JOURNEY_OFFICER, "Référent parcours"),
        ],
    ),
    (
        "tournus",
        "Julien",
        "Sabatier",
        [("bassin-saone-seille-grosne", Role.PROJECT_LEAD, "Chef de projet")],
    ),
    ("valenciennes", "Amel", "Costa", [("valenciennes", Role.PROJECT_LEAD, "Coordinatrice")]),
]


@dataclass
class Ground:
    """What the loading of one territory shares."""

    place: Place
    territory: Territory
    team: list[User]
    units: list[PerimeterUnit]
    rule: EligibilityRule
    today: date
    rng: random.Random


def load(today: date | None = None) -> bool:
    """Write the whole demonstration in one transaction. False if it is there already."""
    today = today or timezone.localdate()
    if Territory.objects.filter(slug=facts.LYON[0]).exists():
        return False
    with transaction.atomic():
        users = _accounts()
        for hub_facts, places in (
            (facts.LYON, facts.PLACES_LYON),
            (facts.ASSOCIATED, facts.PLACES_ASSOCIATED),
        ):
            hub = _hub(hub_facts)
            locals_ = [_local(hub, place) for place in places]
            apply(Reach(reach={hub.pk, *(t.pk for t in locals_)}, named={t.pk for t in locals_}))
            rule = _rules(hub)
            _hub_rows(hub, users, today)
            for territory, place in zip(locals_, places, strict=True):
                _memberships(territory, users)
                _territory(territory, place, rule, users, today)
            if hub.slug == facts.LYON[0]:
                exchange.load(hub, users, today)
                bilan.load(hub, users, today)
        _share_activities()
    _analyze()
    _figures(today)
    return True


def _figures(today: date) -> None:
    """What the nightly work would have left: two years of indicators, a year of CDE statements."""
    for enterprise in Enterprise.objects.order_by("pk"):
        with scoped(enterprise.territory_id):
            for month in months_back(today.replace(day=1), 12):
                if enterprise.opened_on <= month:
                    compute_statement(enterprise, month)
    months = months_back(today.replace(day=1), 24)
    for territory in Territory.objects.filter(kind="local"):
        recompute(territory.pk, *months)
    _analyze()
    for hub in Territory.objects.filter(kind="hub"):
        recompute_hub(hub.pk, *months)


def _analyze() -> None:
    """Without statistics the figures' statements are planned for empty tables, and take ten times longer."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _accounts() -> dict[str, User]:
    # One slow hash for all: they share the password.
    hashed = make_password(PASSWORD)
    return {
        name: User.objects.create(
            email=f"{name}@{DOMAIN}", password=hashed, first_name=first, last_name=last
        )
        for name, first, last, _ in ACCOUNTS
    }


def _hub(hub_facts: tuple) -> Territory:
    slug, name, population, source = hub_facts
    return Territory.objects.create(
        kind="hub",
        slug=slug,
        name=name,
        population=population,
        population_source=source,
        is_public=True,
    )


def _local(hub: Territory, place: Place) -> Territory:
    return Territory.objects.create(
        kind="local",
        hub=hub,
        slug=place.slug,
        name=place.name,
        population=place.population,
        population_source=place.population_source,
        presentation=place.presentation,
        welcome=place.welcome,
        is_public=True,
    )


def _rules(hub: Territory) -> EligibilityRule:
    SmicRate.objects.bulk_create(
        SmicRate(territory=hub, valid_from=day, hourly=Decimal(hourly), source=source)
        for day, hourly, source in facts.SMIC
    )
    CdeRate.objects.bulk_create(
        CdeRate(
            territory=hub,
            valid_from=day,
            state_percent=Decimal(percent),
            source=source,
            is_assumed=assumed,
        )
        for day, percent, source, assumed in facts.CDE
    )
    valid_from, source = facts.ELIGIBILITY
    return EligibilityRule.objects.create(
        territory=hub, version=1, valid_from=valid_from, source=source
    )


def _hub_rows(hub: Territory, users: dict[str, User], today: date) -> None:
    _memberships(hub, users)
    for name, kind in facts.HUB_ORGANISATIONS:
        Organisation.objects.create(territory=hub, name=name, kind=kind)
    for kind, name in (
        ("cotech", "Comité technique métropolitain"),
        ("costrat", "Comité stratégique métropolitain"),
    ):
        committee = Committee.objects.create(territory=hub, kind=kind, name=name, quorum_percent=0)
        for months in (-4, -1, 2):
            Meeting.objects.create(
                territory=hub,
                committee=committee,
                title="Point d’avancement des territoires",
                starts_at=_at(today + timedelta(days=30 * months), 14),
                place="Hôtel de la Métropole",
                state="planned" if months > 0 else "held",
            )
    if hub.slug == facts.LYON[0]:
        _letters(hub, users, today)


def _letters(hub: Territory, users: dict[str, User], today: date) -> None:
    rng = random.Random("lettre")
    Subscriber.objects.bulk_create(
        Subscriber(
            territory=hub,
            email=f"lectrice{n:02d}@{DOMAIN}",
            audience="public" if n % 3 else "partners",
            state=rng.choices(["active", "pending", "left"], [86, 8, 6])[0],
            source="formulaire public",
            confirmed_at=_at(today - timedelta(days=200 - n), 10),
        )
        for n in range(1, 61)
    )
    letter = Newsletter.objects.create(
        territory=hub,
        subject=f"Zéro chômeur : les nouvelles de {_month(today)}",
        intro="Chaque mois, ce qui avance dans les territoires de la métropole.",
        audience="public",
        created_by=users["communication"],
    )
    NewsletterBlock.objects.bulk_create(
        [
            NewsletterBlock(
                territory=hub,
                newsletter=letter,
                position=1,
                kind="figures",
                title="Les chiffres du mois",
            ),
            NewsletterBlock(
                territory=hub,
                newsletter=letter,
                position=2,
                kind="news",
                title="Aux Brosses, la légumerie livre sa première cantine",
                body="Onze personnes préparent chaque matin les légumes de deux écoles. **Prochaine étape** : une troisième cantine au printemps.",
            ),
            NewsletterBlock(
                territory=hub,
                newsletter=letter,
                position=3,
                kind="event",
                title="Portes ouvertes de SFAIRE",
                body="Visite de l’atelier vélos et des serres, à Saint-Fons, samedi de 10 h à 16 h.",
            ),
        ]
    )


def _month(day: date) -> str:
    names = [
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ]
    return f"{names[day.month - 1]} {day.year}"


def _memberships(territory: Territory, users: dict[str, User]) -> None:
    for name, _, _, roles in ACCOUNTS:
        for slug, role, function in roles:
            if slug == territory.slug:
                Membership.objects.create(
                    territory=territory,
                    user=users[name],
                    role=role,
                    function=function,
                    period=period(date(2024, 1, 8)),
                )


def _territory(
    territory: Territory, place: Place, rule: EligibilityRule, users: dict[str, User], today: date
) -> None:
    team = [
        m.user
        for m in Membership.objects.filter(
            territory=territory, role__in=[Role.PROJECT_LEAD, Role.JOURNEY_OFFICER]
        ).select_related("user")
    ]
    ground = Ground(
        place,
        territory,
        team or [users["charge"]],
        _sheet(territory, place),
        rule,
        today,
        random.Random(place.slug),
    )
    _stakeholders(ground)
    meetings = _committee(ground)
    journeys = people.journeys(
        place.slug,
        place.volumes,
        place.started,
        today,
        [timezone.localtime(m.starts_at).date() for m in meetings],
        place.ebes[0].opened_on if place.ebes else None,
    )
    persons = _persons(ground, journeys)
    _reviews(ground, journeys, persons, meetings)
    _events(ground, journeys, persons)
    _outcomes(ground, journeys, persons)
    enterprises = [_enterprise(ground, ebe, journeys, persons, users) for ebe in place.ebes]
    for name, sector, state, fte, text in place.activities:
        Activity.objects.create(
            territory=territory,
            name=name,
            sector=sector,
            state=state,
            carrier=enterprises[0] if enterprises else None,
            expected_fte=fte,
            description=text,
            started_on=place.ebes[0].opened_on + timedelta(days=40)
            if state == "running" and place.ebes
            else None,
            is_public=state == "running",
        )


def _sheet(territory: Territory, place: Place) -> list[PerimeterUnit]:
    units = [
        PerimeterUnit.objects.create(
            territory=territory, kind=kind, name=name, insee_code=code, population=population
        )
        for kind, name, code, population in place.units
    ]
    for index, (kind, start, act) in enumerate(place.phases):
        last = (
            place.phases[index + 1][1] - timedelta(days=1)
            if index + 1 < len(place.phases)
            else None
        )
        Phase.objects.create(territory=territory, kind=kind, period=period(start, last), act=act)
    for on, title, text, is_key in place.dates:
        KeyDate.objects.create(territory=territory, on=on, title=title, text=text, is_key=is_key)
    for year, destination, jobs in place.targets:
        Target.objects.create(territory=territory, year=year, destination=destination, jobs=jobs)
    if place.estimate:
        on, count, source = place.estimate
        Estimate.objects.create(territory=territory, on=on, persons=count, source=source)
    return units


def _stakeholders(ground: Ground) -> None:
    for name, kind in facts.ORGANISATIONS:
        organisation = Organisation.objects.create(territory=ground.territory, name=name, kind=kind)
        first, last = _staff(ground.rng)
        Contact.objects.create(
            territory=ground.territory,
            organisation=organisation,
            first_name=first,
            last_name=last,
            function="Correspondant·e",
            email=f"contact{organisation.pk}@{DOMAIN}",
        )


def _staff(rng: random.Random) -> tuple[str, str]:
    return rng.choice(people.STAFF_FIRST), rng.choice(people.STAFF_LAST)


def _committee(ground: Ground) -> list[Meeting]:
    """The CLE with its seats, and a meeting every two months since the start; returns those held, oldest first."""
    territory, rng = ground.territory, ground.rng
    committee = Committee.objects.create(
        territory=territory,
        kind="cle",
        name="Comité local pour l’emploi",
        remit="Programme d’actions, règles de la liste, supplémentarité, évaluation.",
        quorum_percent=50,
    )
    Committee.objects.create(
        territory=territory,
        kind="commission",
        name="Commission parcours et exhaustivité",
        quorum_percent=0,
    )
    seats = []
    for college, rank, function in facts.SEATS:
        if college.startswith("ebe") and not ground.place.ebes:
            continue
        first, last = _staff(rng)
        seats.append(
            Seat.objects.create(
                territory=territory,
                committee=committee,
                college=college,
                rank=rank,
                holder=f"{first} {last} ({len(seats) + 1})"
                if any(s.holder == f"{first} {last}" for s in seats)
                else f"{first} {last}",
                function=function,
                votes=rank != "guest",
                period=period(ground.place.started),
            )
        )
    held = []
    day = ground.place.started + timedelta(days=50)
    while day < ground.today:
        held.append(_held(ground, committee, seats, day))
        day += timedelta(days=56)
    upcoming = Meeting.objects.create(
        territory=territory,
        committee=committee,
        title="Séance plénière",
        starts_at=_at(ground.today + timedelta(days=4), 14),
        ends_at=_at(ground.today + timedelta(days=4), 16, 30),
        place="Maison des projets",
        state="convened",
    )
    for position, title in enumerate(
        [
            "Point sur la liste de mobilisation",
            "Éligibilités à apprécier",
            "Activités : avis et décisions",
        ],
        start=1,
    ):
        AgendaItem.objects.create(
            territory=territory,
            meeting=upcoming,
            position=position,
            title=title,
            minutes_planned=40,
        )
    return held


def _held(ground: Ground, committee: Committee, seats: list[Seat], day: date) -> Meeting:
    meeting = Meeting.objects.create(
        territory=ground.territory,
        committee=committee,
        title="Séance plénière",
        starts_at=_at(day, 14),
        ends_at=_at(day, 16),
        place="Maison des projets",
        state="held",
        minutes="Le comité a examiné les éligibilités et le point sur la liste.",
        minutes_state="approved",
    )
    AgendaItem.objects.create(
        territory=ground.territory, meeting=meeting, position=1, title="Éligibilités à apprécier"
    )
    Attendance.objects.bulk_create(
        Attendance(
            territory=ground.territory,
            meeting=meeting,
            seat=seat,
            status=ground.rng.choices(["present", "excused", "absent"], [80, 14, 6])[0],
        )
        for seat in seats
    )
    return meeting


def _persons(ground: Ground, journeys: list[Journey]) -> dict[int, Person]:
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
            created_at=_at(j.identified_on, 9),
            state=_state(j),
            identified_on=j.identified_on,
            met_on=j.met_on,
            interviewed_on=j.interviewed_on,
            volunteer_on=j.volunteer_on,
            volunteer_recorded_at=_at(j.volunteer_on, 10) + timedelta(minutes=j.number % 400)
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


CONTACTS = {
    "contact",
    "workshop",
    "visit",
    "training",
    "collective_meeting",
    "interview",
    "volunteer",
}


def _last_contact(j: Journey) -> date | None:
    days = [
        j.outcome_on if j.proposed_on else None,
        j.met_on,
        j.interviewed_on,
        j.volunteer_on,
        *(on for kind, on, _ in j.extra if kind in CONTACTS),
    ]
    return max((d for d in days if d), default=None)


def _reviews(
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
    return EligibilityReview(
        territory=ground.territory,
        person=person,
        rule=ground.rule,
        without_job_since=(j.volunteer_on - timedelta(days=30 * months)).replace(day=1),
        resident_since=(j.volunteer_on - timedelta(days=ground.rng.randint(300, 6000))).replace(
            day=1
        ),
        positive_acts=True,
        evidence=["statement"] + (["france_travail"] if j.france_travail == "yes" else []),
        evidence_seen_on=j.volunteer_on,
        prepared_by=ground.team[0],
        prepared_at=_at(j.volunteer_on, 11),
        outcome="eligible" if decision else "pending",
        decision=decision,
        decided_on=j.eligible_on if decision else None,
    )


def _events(ground: Ground, journeys: list[Journey], persons: dict[int, Person]) -> None:
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
                recorded_at=_at(on, 17),
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


def _outcomes(ground: Ground, journeys: list[Journey], persons: dict[int, Person]) -> None:
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


def _enterprise(
    ground: Ground,
    ebe: Ebe,
    journeys: list[Journey],
    persons: dict[int, Person],
    users: dict[str, User],
) -> Enterprise:
    territory, rng = ground.territory, ground.rng
    enterprise = Enterprise.objects.create(
        territory=territory,
        name=ebe.name,
        legal_form=ebe.legal_form,
        model=ebe.model,
        opened_on=ebe.opened_on,
        address=ebe.address,
    )
    Convention.objects.create(
        territory=territory,
        enterprise=enterprise,
        reference=f"Convention EBE {ebe.name}",
        signed_on=ebe.opened_on - timedelta(days=20),
        period=period(ebe.opened_on, date(2026, 12, 31)),
        fte_ceiling=ebe.ceiling,
    )
    if territory.slug == "villeurbanne-les-brosses":
        Management.objects.create(
            territory=territory,
            enterprise=enterprise,
            user=users["ebe"],
            period=period(ebe.opened_on),
        )
    hired = [(j, persons[j.number]) for j in journeys if j.outcome_kind == "ebe"]
    Proposal.objects.bulk_create(
        Proposal(
            territory=territory,
            enterprise=enterprise,
            person=person,
            job_title=rng.choice(people.JOBS),
            weekly_hours=j.hours,
            proposed_on=j.proposed_on,
            reply="accepted",
            replied_on=j.outcome_on,
            made_by=ground.team[0],
        )
        for j, person in hired
    )
    contracts = [
        Contract(
            territory=territory,
            enterprise=enterprise,
            person=person,
            last_name=person.last_name,
            first_name=person.first_name,
            job_title=rng.choice(people.JOBS),
            starts_on=j.outcome_on,
        )
        for j, person in hired
    ]
    for _ in range(ebe.staff):
        first, last = _staff(rng)
        contracts.append(
            Contract(
                territory=territory,
                enterprise=enterprise,
                last_name=last,
                first_name=first,
                from_privation=False,
                job_title="Encadrement",
                starts_on=ebe.opened_on,
            )
        )
    _departures(ground, contracts)
    Contract.objects.bulk_create(contracts)
    ContractHours.objects.bulk_create(
        row for contract in contracts for row in _hours(ground, enterprise, contract)
    )
    return enterprise


def _departures(ground: Ground, contracts: list[Contract]) -> None:
    """About one employee in nine has left, most of them for another job."""
    for contract in contracts:
        age = (ground.today - contract.starts_on).days
        if contract.from_privation and age > 200 and ground.rng.random() < 0.11:
            contract.ends_on = contract.starts_on + timedelta(days=ground.rng.randint(60, age - 20))
            contract.leaving = ground.rng.choice(
                ["resigned_for_job", "resigned_for_job", "resigned", "retired", "agreed"]
            )


def _hours(ground: Ground, enterprise: Enterprise, contract: Contract) -> list[ContractHours]:
    """Chosen hours; one contract in five changed them once."""
    rng = ground.rng
    hours = 35 if not contract.from_privation else rng.choice([20, 24, 24, 26, 28, 28, 30, 32, 35])
    last = contract.ends_on
    change = contract.starts_on + timedelta(days=180)
    if (
        contract.from_privation
        and rng.random() < 0.2
        and change < (last or ground.today) - timedelta(days=1)
    ):
        return [
            ContractHours(
                territory=ground.territory,
                enterprise=enterprise,
                contract=contract,
                period=period(contract.starts_on, change - timedelta(days=1)),
                weekly_hours=hours,
            ),
            ContractHours(
                territory=ground.territory,
                enterprise=enterprise,
                contract=contract,
                period=period(change, last),
                weekly_hours=min(35, hours + 4),
            ),
        ]
    return [
        ContractHours(
            territory=ground.territory,
            enterprise=enterprise,
            contract=contract,
            period=period(contract.starts_on, last),
            weekly_hours=hours,
        )
    ]


def _share_activities() -> None:
    """Two activities are shared between territories of the metropolis."""
    for name, slug, partner in (
        ("Légumerie", "villeurbanne-les-brosses", "saint-fons-arsenal"),
        ("Vélos remis à neuf", "saint-fons-arsenal", "villeurbanne-saint-jean"),
    ):
        activity = Activity.objects.get(name=name, territory__slug=slug)
        ActivityPartner.objects.create(
            territory=activity.territory,
            activity=activity,
            partner=Territory.objects.get(slug=partner),
        )


def _at(day: date, hour: int, minute: int = 0) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour, minute)))
