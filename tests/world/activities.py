"""The portfolio of activities."""

from activities.models import Activity, ActivityPartner, ActivitySkill, Wish
from tests.world.place import Place


def fill(here: Place) -> None:
    make, made, mark = here.make, here.made, here.mark
    activity = make(
        Activity,
        name=f"Recyclerie{mark}",
        sector="reuse",
        state="running",
        carrier=made["enterprise"],
        expected_fte=6,
    )
    make(ActivityPartner, activity=activity, partner=here.world.hub)
    make(ActivitySkill, activity=activity, skill=here.world.skill)
    make(Wish, person=made["person"], activity=activity)
