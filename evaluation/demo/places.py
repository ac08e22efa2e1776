"""A territory's sheet and its stakeholders."""

from datetime import timedelta

from evaluation.demo import facts
from evaluation.demo.accounts import DOMAIN
from evaluation.demo.facts import Place
from evaluation.demo.ground import Ground, staff
from territories.models import (
    Contact,
    Estimate,
    KeyDate,
    Organisation,
    PerimeterUnit,
    Phase,
    Target,
    Territory,
)
from territories.periods import period


def fill_sheet(territory: Territory, place: Place) -> list[PerimeterUnit]:
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


def fill_stakeholders(ground: Ground) -> None:
    for n, (name, kind) in enumerate(facts.ORGANISATIONS):
        organisation = Organisation.objects.create(territory=ground.territory, name=name, kind=kind)
        first, last = staff(ground.rng)
        Contact.objects.create(
            territory=ground.territory,
            organisation=organisation,
            first_name=first,
            last_name=last,
            function="Correspondant·e",
            email=f"contact{organisation.pk}@{DOMAIN}",
            # The first has not been confirmed for longer than it is kept.
            known_on=ground.today - timedelta(days=97 * n % 800 if n else 1150),
        )
