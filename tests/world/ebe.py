"""Enterprises, posts, contracts, hours and what they are paid."""

from datetime import date
from decimal import Decimal

from ebe.models import (
    CdeRate,
    CdeStatement,
    Contract,
    ContractHours,
    Convention,
    DirectionInvitation,
    Enterprise,
    HiringPlan,
    Management,
    MonthlyReturn,
    OwnRate,
    Post,
    PostSkill,
    Proposal,
    ReturnCorrection,
    ReturnRule,
    SmicRate,
    StaffEntry,
)
from territories.periods import period
from territories.scoping import of_enterprises
from tests.world.place import Place

# What a rate of the CDE says beside the State's share: no field of it has a value of its own.
CDE_TERMS = {
    "local_percent": Decimal(15),
    "monthly_hours": Decimal("151.67"),
    "other_percent": Decimal(10),
    "start_up_percent": Decimal(30),
    "full_time_hours": Decimal(35),
}


def rules(world, hub) -> None:
    ReturnRule.objects.create(
        territory=hub, valid_from=date(2024, 1, 1), due_day=15, source="Convention"
    )
    SmicRate.objects.create(
        territory=hub,
        valid_from=date(2024, 1, 1),
        hourly=Decimal("11.65"),
        source="décret",
    )
    SmicRate.objects.create(
        territory=hub,
        valid_from=date(2025, 1, 1),
        hourly=Decimal("11.88"),
        source="décret",
    )
    CdeRate.objects.create(
        territory=hub,
        valid_from=date(2024, 1, 1),
        state_percent=95,
        source="arrêté",
        **CDE_TERMS,
    )
    # A département where the hub has no territory.
    OwnRate.objects.create(
        territory=hub,
        department="971",
        valid_from=date(2024, 1, 1),
        local_percent=18,
        source="délibération",
    )


def fill(here: Place) -> None:
    make, made, mark, name, by = here.make, here.made, here.mark, here.name, here.by
    gone = made["outcome"].person
    enterprise = make(
        Enterprise,
        name=f"Pari{mark}",
        legal_form="association",
        model="ex_nihilo",
        opened_on=date(2023, 9, 4),
    )
    make(
        Management,
        enterprise=enterprise,
        user=here.user("director"),
        period=period(date(2024, 1, 1)),
    )
    make(
        DirectionInvitation,
        invitation=made["invitation"],
        enterprise=enterprise,
        since=date(2026, 1, 1),
    )
    make(
        Convention,
        enterprise=enterprise,
        reference=f"Convention{mark}",
        signed_on=date(2023, 8, 1),
        period=period(date(2023, 9, 1), date(2026, 12, 31)),
        fte_ceiling=Decimal("90"),
    )
    post = make(
        Post,
        enterprise=enterprise,
        title=f"Tri{mark}",
        text=f"Trier et réparer{mark}",
        hours_min=20,
        hours_max=35,
        positions=9,
        opened_on=date(2026, 11, 2),
    )
    make(
        Proposal,
        enterprise=enterprise,
        post=post,
        person=made["person"],
        job_title=f"Tri{mark}",
        weekly_hours=24,
        proposed_on=date(2026, 11, 10),
    )
    contract = make(
        Contract,
        enterprise=enterprise,
        person=gone,
        last_name=f"{name}son",
        first_name="Morgan",
        job_title=f"Accueil{mark}",
        starts_on=date(2025, 9, 1),
    )
    with of_enterprises(enterprise.pk):
        make(
            StaffEntry,
            enterprise=enterprise,
            last_name=f"{name}eau",
            first_name="Alix",
            job_title=f"Accueil{mark}",
            starts_on=date(2023, 9, 1),
            ends_on=date(2025, 8, 31),
        )
    make(
        ContractHours,
        enterprise=enterprise,
        contract=contract,
        period=period(date(2025, 9, 1)),
        weekly_hours=28,
    )
    make(
        CdeStatement,
        enterprise=enterprise,
        month=date(2026, 10, 1),
        fte_privation=Decimal("0.8"),
        fte_other=0,
        fte_financed=Decimal("0.8"),
        state_amount=Decimal("1369.40"),
        local_amount=Decimal("205.41"),
    )
    make(
        HiringPlan,
        enterprise=enterprise,
        month=date(2030, 1, 1),
        positions=2,
        weekly_hours=28,
        author=by,
    )
    monthly = make(
        MonthlyReturn,
        enterprise=enterprise,
        month=date(2025, 1, 1),
        heads_privation=7,
        note=f"Reprise{mark}",
        author=by,
    )
    make(
        ReturnCorrection,
        monthly=monthly,
        field="joined",
        before="1",
        after="2",
        reason=f"Paie{mark}",
        author=by,
    )
    make(PostSkill, post=post, skill=here.world.skill, level="at_ease")
