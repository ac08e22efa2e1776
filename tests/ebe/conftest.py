"""What the stories of an enterprise need beside the world: persons on the list, contracts."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from ebe import operations
from ebe.models import Contract, ContractHours
from ppde.models import Consent, EligibilityReview, Person
from territories.periods import period
from territories.scoping import Reach, apply, reach_of, scope_of
from tests.world import moment


@pytest.fixture
def enterprise(as_team):
    return as_team.rows["home"]["enterprise"]


@pytest.fixture
def lead(as_team):
    return as_team.users["lead"]


@pytest.fixture
def director(as_team):
    return as_team.users["director"]


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def listed(as_team):
    """`listed(3, on=date)` → a volunteer of the list, number 3, who agrees that the other employer of the world be told."""

    def make(number, on=date(2025, 3, 1), *, agrees=True, **values):
        person = Person.objects.create(
            territory=as_team.home,
            number=number,
            last_name=f"Liste{number}",
            first_name="Sacha",
            origin="ccas",
            identified_on=on,
            volunteer_on=on,
            volunteer_recorded_at=moment(on.year, on.month, on.day),
            eligible_on=on + timedelta(days=30),
            **{"state": "listed", **values},
        )
        EligibilityReview.objects.create(
            territory=as_team.home,
            person=person,
            rule=as_team.rule,
            without_job_since=date(2022, 1, 1),
            resident_since=date(2011, 1, 1),
            positive_acts=True,
            evidence_seen_on=on,
            prepared_by=as_team.users["lead"],
            outcome="eligible",
            decision=as_team.rows["home"]["decision"],
            decided_on=person.eligible_on,
        )
        if agrees:
            Consent.objects.create(
                territory=as_team.home,
                person=person,
                purpose="sharing",
                organisation=as_team.rows["home"]["organisation"],
                is_given=True,
                on=on,
                channel="paper",
                proof="Signé",
            )
        return person

    return make


@pytest.fixture
def post(as_team, enterprise):
    """A post of the enterprise, at chosen hours, with room for many."""
    return operations.open_post(
        as_team.home, enterprise=enterprise, title="Tri", positions=20, by=as_team.users["lead"]
    )


@pytest.fixture
def elsewhere(as_team):
    """A post of another employer, one place."""
    return operations.open_post(
        as_team.home,
        organisation=as_team.rows["home"]["organisation"],
        title="Cuisine",
        hours_min=Decimal(20),
        hours_max=Decimal(30),
        demands=["mobility"],
        by=as_team.users["lead"],
    )


@pytest.fixture
def employ(enterprise):
    """`employ(28, since, until)` → a contract with one period of hours."""

    def make(hours, since, until=None, *, privation=True, name="Salariée", upto=None):
        contract = Contract.objects.create(
            territory=enterprise.territory,
            enterprise=enterprise,
            last_name=name,
            first_name="Lou",
            from_privation=privation,
            job_title="Tri",
            starts_on=since,
            ends_on=until,
            leaving="resigned" if until else "",
        )
        ContractHours.objects.create(
            territory=enterprise.territory,
            enterprise=enterprise,
            contract=contract,
            period=period(since, upto or until),
            weekly_hours=Decimal(hours),
        )
        return contract

    return make


@pytest.fixture
def as_director(as_team):
    """Call it to give the database the scope of the enterprise's direction, as a request of theirs would."""

    def switch():
        home = as_team.rows["home"]
        apply(
            Reach(
                user=as_team.users["director"].pk,
                reach={as_team.home.pk, as_team.hub.pk},
                enterprises={home["enterprise"].pk},
                persons={home["person"].pk, home["contract"].person_id},
            )
        )
        return as_team

    return switch


@pytest.fixture
def see(as_team):
    """`see("lead")`: the database scope of this account again, after its request."""

    def switch(kind):
        user = as_team.users[kind]
        user.__dict__.pop("_scope", None)
        apply(reach_of(scope_of(user)))

    return switch
