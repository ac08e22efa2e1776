"""Hires planned by each enterprise, and a forecast made half a year ago that the months since can be read beside."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.utils import timezone

from ebe.models import Enterprise, HiringPlan
from evaluation.forecasts import basis, method, operations
from evaluation.models import Forecast
from evaluation.operations.figures import months_back
from territories.models import Membership
from territories.roles import Role

AGO = 6  # months
ASSUMED = {
    "entries": None,
    "returns": None,
    "exits": None,
    "hires_after": None,
    "realised": 1.0,
    "acceptance": 0.7,
    "wished_hours": 28.0,
}


def load(today: date) -> None:
    """After the figures: a forecast reads them."""
    month = today.replace(day=1)
    enterprises = list(Enterprise.objects.select_related("territory").order_by("pk"))
    HiringPlan.objects.bulk_create(
        HiringPlan(
            territory_id=enterprise.territory_id,
            enterprise=enterprise,
            month=method.after(month, n),
            positions=3 if n % 3 else 5,
            weekly_hours=Decimal(28),
        )
        for enterprise in enterprises
        for n in range(1, 13)
    )
    leads = {
        m.territory_id: m.user
        for m in Membership.objects.filter(role=Role.PROJECT_LEAD).select_related("user")
    }
    for territory in {e.territory for e in enterprises}:
        _keep(territory, leads.get(territory.pk), months_back(month, AGO + 14))


def _keep(territory, by, months: list[date]) -> None:
    made = months[-1 - AGO]
    found = basis.stored(territory, months)
    past = basis.moves(territory, found, months[: -1 - AGO])
    listed = int(found.get((made, "E9", ""), 0))
    inputs = method.Inputs(
        month=made,
        listed=listed,
        unproposed=listed - int(found.get((made, "E9", "had"), 0)),
        entries=past.entries,
        returns=past.returns,
        exits=past.exits,
        hires=past.hires,
        acceptance=ASSUMED["acceptance"],
        eligible_share=basis.share_found(found, made),
    )
    result = method.simulate(inputs)
    Forecast.objects.create(
        territory=territory,
        month=made,
        basis=operations.kept(inputs),
        assumptions=ASSUMED,
        low=result.low,
        central=result.central,
        high=result.high,
        course=result.course,
        note="Au rythme des douze derniers mois.",
        made_by=by,
        made_at=timezone.make_aware(datetime.combine(made + timedelta(days=20), time(10))),
    )
