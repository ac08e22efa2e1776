"""A territory of the world while its rows are made."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

from territories.models import Territory
from tzcld.users.models import User


def moment(year: int, month: int, day: int, hour: int = 9) -> datetime:
    return datetime(year, month, day, hour, tzinfo=UTC)


@dataclass
class Place:
    """`mark` ends collective names, `name` is a person's; `made`: the last row of each model, by its name in lower case."""

    world: object
    territory: Territory
    mark: str
    name: str
    made: dict = field(default_factory=dict)

    @property
    def by(self) -> User:
        return self.user("lead")

    def user(self, kind: str) -> User:
        """The neighbour holds every role of hers."""
        return self.world.users["neighbour" if self.mark else kind]

    def make(self, of, **values):
        row = of.objects.create(territory=self.territory, **values)
        self.made[of._meta.model_name] = row
        return row
