"""Facts of the demonstration: what a territory is made of, rates, stakeholders, seats.

Source of the rates: domain.md §1.6. The territories are in lyon.py and associated.py.
"""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

ASSUMED = "Donnée de démonstration"


@dataclass(frozen=True)
class Volumes:
    """How many persons reached each step, counted to the unit."""

    identified: int
    met: int
    interviewed: int
    volunteers: int
    ebe: int = 0
    elsewhere: int = 0
    other: int = 0
    paused: int = 0


@dataclass(frozen=True)
class Ebe:
    name: str
    opened_on: date
    legal_form: str
    model: str
    ceiling: Decimal
    staff: int
    address: str = ""


@dataclass(frozen=True)
class Place:
    """A local territory. `phases`: (kind, first day, act); `dates`: (day, title, text, is_key)."""

    slug: str
    name: str
    units: list[tuple[str, str, str, int | None]]
    phases: list[tuple[str, date, str]]
    volumes: Volumes
    started: date
    population: int | None = None
    population_source: str = ""
    estimate: tuple[date, int, str] | None = None
    dates: list[tuple[date, str, str, bool]] = field(default_factory=list)
    targets: list[tuple[int, str, int]] = field(default_factory=list)
    ebes: list[Ebe] = field(default_factory=list)
    activities: list[tuple[str, str, str, int, str]] = field(default_factory=list)
    presentation: str = ""
    welcome: str = ""


SMIC = [
    (date(2021, 1, 1), "10.25", "décret du 16 décembre 2020"),
    (date(2021, 10, 1), "10.48", "arrêté du 27 septembre 2021"),
    (date(2022, 1, 1), "10.57", "décret du 22 décembre 2021"),
    (date(2022, 5, 1), "10.85", "arrêté du 19 avril 2022"),
    (date(2022, 8, 1), "11.07", "arrêté du 29 juillet 2022"),
    (date(2023, 1, 1), "11.27", "décret du 22 décembre 2022"),
    (date(2023, 5, 1), "11.52", "arrêté du 26 avril 2023"),
    (date(2024, 1, 1), "11.65", "décret du 20 décembre 2023"),
    (date(2024, 11, 1), "11.88", "décret du 23 octobre 2024"),
    (date(2026, 1, 1), "12.02", "décret 2025-1228"),
]
# What is the same in each of them.
CDE_TERMS = {
    "local_percent": Decimal(15),
    "monthly_hours": Decimal("151.67"),
    "other_percent": Decimal(10),
    "start_up_percent": Decimal(30),
    "full_time_hours": Decimal(35),
}
# (from, State share, source, assumed)
CDE = [
    (date(2021, 7, 1), "102", "arrêté fixant la part de l’État, juillet 2021", False),
    (date(2022, 7, 1), "102", "arrêté fixant la part de l’État, juillet 2022", False),
    (date(2023, 10, 1), "95", "arrêté du 4e trimestre 2023", False),
    (date(2024, 1, 1), "95", "arrêté annuel 2024", False),
    (date(2025, 1, 1), "95", "arrêté du 31 décembre 2024", False),
    (date(2026, 1, 1), "95", "taux 2026 non trouvé : reconduction supposée", True),
]
ELIGIBILITY = (date(2021, 7, 1), "Loi 2020-1577 du 14 décembre 2020, art. 9 VI")

DISTRICT = "district"
COMMUNE = "commune"

# Stakeholders shared by each territory: (name, type, city)
ORGANISATIONS = [
    ("France Travail, agence locale", "employment_network"),
    ("CCAS", "ccas"),
    ("Centre social", "social_centre"),
    ("Mission locale", "employment_network"),
    ("Atelier chantier d’insertion", "siae"),
    ("Club d’entreprises du secteur", "business_club"),
    ("Association d’habitants", "association"),
]
HUB_ORGANISATIONS = [
    ("MMI’e, maison métropolitaine d’insertion pour l’emploi", "department"),
    ("DDETS", "state"),
    ("Anciela", "incubator"),
    ("Ronalpia", "incubator"),
    ("Alter’Incub", "incubator"),
    ("Le Centsept", "incubator"),
    ("Fédération des acteurs de la solidarité", "federation"),
    ("Coorace", "federation"),
]
# (college, function)
SEATS = [
    ("local_authority", "chair", "Ville, délégation à l’emploi"),
    ("local_authority", "member", "Ville, conseil municipal"),
    ("state", "member", "Préfecture, DDETS"),
    ("state", "member", "France Travail"),
    ("department", "member", "Métropole, insertion"),
    ("economic", "member", "Artisanat du quartier"),
    ("economic", "member", "Club d’entreprises"),
    ("economic", "member", "Commerce du quartier"),
    ("inclusion", "member", "Chantier d’insertion"),
    ("inclusion", "member", "Entreprise adaptée"),
    ("social", "member", "Centre social"),
    ("social", "member", "CCAS"),
    ("ppde", "member", "Personne privée durablement d’emploi"),
    ("ppde", "member", "Personne privée durablement d’emploi"),
    ("ppde", "member", "Personne privée durablement d’emploi"),
    ("ebe_employees", "member", "Personne salariée de l’EBE"),
    ("ebe_management", "member", "Direction de l’EBE"),
    ("residents", "member", "Conseil de quartier"),
    ("fund", "guest", "Fonds ETCLD"),
]
