"""What the loading of one territory shares."""

import random
from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils import timezone

from evaluation.demo import people
from evaluation.demo.facts import Place
from ppde.models import EligibilityRule
from territories.models import PerimeterUnit, Territory
from tzcld.users.models import User


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


def staff(rng: random.Random) -> tuple[str, str]:
    return rng.choice(people.STAFF_FIRST), rng.choice(people.STAFF_LAST)


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour, minute)))
