"""Keep a version of the forecast."""

from dataclasses import asdict

from django.db import transaction

from evaluation.forecasts import method
from evaluation.forecasts.models import Forecast
from territories import journal
from territories.models import Territory


@transaction.atomic
def keep_forecast(
    territory: Territory, inputs: method.Inputs, assumptions: dict, *, note: str = "", by
) -> Forecast:
    """`assumptions`: what the page lets one change, as typed. The result is computed here, from the inputs alone."""
    result = method.simulate(inputs)
    row = Forecast.objects.create(
        territory=territory,
        month=inputs.month,
        basis=kept(inputs),
        assumptions=assumptions,
        low=result.low,
        central=result.central,
        high=result.high,
        course=result.course,
        note=note,
        made_by=by,
    )
    journal.record("create", row, by=by, after=assumptions)
    return row


def kept(inputs: method.Inputs) -> dict:
    """What was known, as a forecast keeps it."""
    return {
        **{k: v for k, v in asdict(inputs).items() if k not in ("month", "plan", "resuming")},
        "method": method.VERSION,
        "plan": [[month.isoformat(), persons] for month, persons in inputs.plan],
        "resuming": [[month.isoformat(), *counts] for month, *counts in inputs.resuming],
    }
