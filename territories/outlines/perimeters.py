"""Which communes a territory covers, in whole or in part: its perimeter put beside the outlines at hand."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from territories.models import Outline, PerimeterUnit, Territory
from territories.outlines.reading import CODE
from tzcld.queries import alphabetical

# INSEE gives each arrondissement a code of its own; files of communes hold the city (first, last, city).
CITIES = (("13201", "13216", "13055"), ("69381", "69389", "69123"), ("75101", "75120", "75056"))


@dataclass
class Ground:
    """What a perimeter covers. `communes`: {INSEE code as written in the perimeter: its name there, else the code}."""

    communes: dict[str, str] = field(default_factory=dict)
    parts: set[str] = field(default_factory=set)  # those of the communes covered in part only
    districts: list[str] = field(default_factory=list)

    def codes(self, known: Collection[str]) -> dict[str, bool]:
        """{code of an outline that is known: only a part of it}."""
        found: dict[str, bool] = {}
        for code in self.communes:
            for drawn, is_part in _drawn(code, known):
                found[drawn] = found.get(drawn, True) and (is_part or code in self.parts)
        return found

    def learn(self, names: dict[str, str]) -> None:
        """Names of the communes that the perimeter gives by their code alone."""
        for code, name in self.communes.items():
            if name == code and code in names:
                self.communes[code] = names[code]

    def missing(self, known: Collection[str]) -> list[str]:
        """Names of the communes that no outline draws."""
        return [name for code, name in self.communes.items() if not _drawn(code, known)]


def _drawn(code: str, known: Collection[str]) -> list[tuple[str, bool]]:
    """The outlines that draw this commune, and whether it is only a part of each."""
    if code in known:
        return [(code, False)]
    for first, last, city in CITIES:
        if first <= code <= last:
            return [(city, True)] if city in known else []
        if code == city:
            return [(c, False) for c in sorted(known) if first <= c <= last]
    return []


def wanted(codes: Collection[str]) -> set[str]:
    """The codes that outlines of the ground of these communes may bear: a city stands for its arrondissements, and back."""
    found = set(codes)
    for first, last, city in CITIES:
        if city in codes:
            found |= {str(code) for code in range(int(first), int(last) + 1)}
        if any(first <= code <= last for code in codes):
            found.add(city)
    return found


def ground(units: Iterable[PerimeterUnit]) -> Ground:
    """What these units cover. A district, a QPV or an IRIS makes a part of its commune, told by the head of its code or,
    without a code, when the perimeter has one commune only."""
    found = Ground()
    others = []
    for unit in units:
        if unit.kind != PerimeterUnit.Kind.COMMUNE:
            others.append(unit)
        elif CODE.fullmatch(unit.insee_code):
            found.communes[unit.insee_code] = unit.name
    alone = next(iter(found.communes), "") if len(found.communes) == 1 else ""
    for unit in others:
        found.districts.append(unit.name)
        head = unit.insee_code[:5]
        if not CODE.fullmatch(head):
            head = alone
        if head:
            found.communes.setdefault(head, head)
            found.parts.add(head)
    return found


def units_of(hub: Territory) -> dict[int, list[PerimeterUnit]]:
    """{territory of the hub: the units of its perimeter}. One statement."""
    found: dict[int, list[PerimeterUnit]] = {}
    for unit in PerimeterUnit.objects.filter(territory__hub=hub):
        found.setdefault(unit.territory_id, []).append(unit)
    return found


def places_missing(hub: Territory) -> list[tuple[str, list[str]]]:
    """(territory, its communes that the hub's outlines do not draw), by name. Two statements."""
    known = set(Outline.objects.within(hub).values_list("code", flat=True))
    by_place: dict[str, list[PerimeterUnit]] = {}
    units = PerimeterUnit.objects.filter(territory__hub=hub).select_related("territory")
    for unit in units.order_by(alphabetical("territory__name"), "pk"):
        by_place.setdefault(unit.territory.name, []).append(unit)
    told = ((name, ground(units).missing(known)) for name, units in by_place.items())
    return [(name, communes) for name, communes in told if communes]
