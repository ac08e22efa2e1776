"""The pictures of the dashboards are drawn when their figures are computed, so that a page finds them in the store."""

from evaluation.dashboards import board
from evaluation.dashboards.comparison import COMPARED, Comparison
from territories.models import Territory
from territories.outlines import maps
from territories.scoping import scoped
from tzcld.ui import charts


def draw_ahead(territory: Territory) -> None:
    """Of this territory and of its hub; of a hub, all its territories too. What has not changed is not drawn again."""
    hub = territory.hub_or_self
    below = list(Territory.objects.of_hub(hub)) if territory.is_hub else [territory]
    with scoped(*(place.pk for place in below), hub.pk, named=False):
        # The team's exact figures and those of who reads a territory from outside are two pictures.
        boards = [board.read(place, exact=exact) for place in below for exact in (True, False)]
        charts.together(one.evolution for one in (*boards, board.read(hub, exact=False)))
        charts.together(Comparison(hub, COMPARED[0]).pictures.values())
    # Figures are not on the maps: once an hour, with those of the hub, is enough.
    if territory.is_hub:
        maps.draw_ahead(hub)
