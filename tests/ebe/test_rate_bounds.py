"""What a rate of the hub may say: within the law of its own day, and within reason."""

from datetime import date
from decimal import Decimal as D

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from ebe import operations
from ebe.models import CdeRate, SmicRate
from territories.models import LegalFigure
from tests.world import CDE_TERMS


def cde_rate(**values):
    said = {"valid_from": date(2026, 1, 1), "state_percent": D(95), "source": "arrêté"}
    return {**said, **CDE_TERMS, **values}


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"other_percent": D(100)}, "sont financés jusqu’à 10"),
        ({"other_percent": D(-1)}, "supérieure ou égale à 0"),
        ({"local_percent": D(-15)}, "supérieure ou égale à 0"),
        ({"local_percent": D(115)}, "inférieure ou égale à 100"),
        ({"start_up_percent": D(300)}, "inférieure ou égale à 100"),
        ({"full_time_hours": D(0)}, "écrivez de 17,5 à 70"),
        ({"full_time_hours": D("3.5")}, "écrivez de 17,5 à 70"),
        ({"monthly_hours": D("15.17")}, "fait 151,67 heures par mois"),
    ],
)
def test_every_term_of_a_rate_stays_within_the_law_or_within_reason(as_team, values, told):
    by = as_team.users["hub_admin"]
    with pytest.raises(ValidationError, match=told):
        operations.add_cde_rate(as_team.hub, by=by, **cde_rate(**values))


def test_a_rate_follows_the_bounds_of_its_own_day(as_team):
    LegalFigure.objects.create(
        territory=as_team.hub, what="autres_max", value=15, valid_from=date(2026, 1, 1), source="x"
    )
    by = as_team.users["hub_admin"]
    made = operations.add_cde_rate(as_team.hub, by=by, **cde_rate(other_percent=D(15)))
    assert made.other_percent == 15
    earlier = cde_rate(valid_from=date(2025, 12, 31), other_percent=D(15))
    with pytest.raises(ValidationError, match="sont financés jusqu’à 10"):
        operations.add_cde_rate(as_team.hub, by=by, **earlier)


@pytest.mark.parametrize("hourly", [D(0), D("120.2"), D("1.2")])
def test_a_smic_whose_comma_slipped_is_refused(as_team, hourly):
    values = {"valid_from": date(2026, 1, 1), "hourly": hourly, "source": "décret"}
    with pytest.raises(ValidationError, match="Le SMIC d’avant est de 11,88"):
        operations.add_smic(as_team.hub, by=as_team.users["hub_admin"], **values)


@pytest.mark.parametrize(
    ("model", "values"),
    [
        (CdeRate, {"full_time_hours": 0}),
        (CdeRate, {"other_percent": 11}),
        (CdeRate, {"local_percent": 115}),
        (SmicRate, {"hourly": 0}),
    ],
)
def test_the_database_refuses_them_too(as_team, model, values):
    known = {"state_percent": D(95), **CDE_TERMS} if model is CdeRate else {}
    with pytest.raises(IntegrityError, match=r"bounds|above zero"), transaction.atomic():
        model.objects.create(
            territory=as_team.hub, valid_from=date(2026, 1, 1), source="x", **known | values
        )
