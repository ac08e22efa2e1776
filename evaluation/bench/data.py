"""Data of the sizes of design.md §7, made inside the database: numbers, not people, and no name of anybody."""

from dataclasses import dataclass
from datetime import date

from django.db import connection, transaction

from ebe.models import Convention, Enterprise
from territories.models import Estimate, Membership, PerimeterUnit, Phase, Target, Territory
from territories.periods import period
from territories.roles import Role
from territories.scoping import Reach, apply
from tzcld.users.models import User


@dataclass(frozen=True)
class Size:
    hubs: int
    territories: int
    persons: int
    events_each: int


SIZES = {
    "metropolis": Size(hubs=2, territories=12, persons=5_000, events_each=12),
    "nation": Size(hubs=40, territories=400, persons=400_000, events_each=10),
}

START = date(2022, 1, 1)

# Milestones follow one another; about half of the volunteers have a solution. Dates lie in the last four years.
PERSONS = """
INSERT INTO ppde_person (territory_id, number, last_name, first_name, birth_year, sex, phone, email,
    contact_preference, origin, france_travail, rsa, duration, wished_hours, constraints_known, comment, created_at,
    state, identified_on, met_on, interviewed_on, volunteer_on, volunteer_recorded_at, draw, eligible_on,
    first_proposal_on, outcome_on, outcome_kind, last_contact_on, district_id, referent_id)
SELECT %(territory)s, n,
    (%(names)s::text[])[1 + (n * 7 + %(salt)s) %% array_length(%(names)s::text[], 1)],
    (%(first)s::text[])[1 + (n * 13 + %(salt)s) %% array_length(%(first)s::text[], 1)],
    1962 + n %% 40, CASE WHEN n %% 9 < 5 THEN 'F' ELSE 'M' END, '', '', '',
    (ARRAY['france_travail', 'rsa_referent', 'ccas', 'association', 'word_of_mouth', 'outreach'])[1 + n %% 6],
    CASE WHEN n %% 4 = 0 THEN 'no' ELSE 'yes' END, 'unknown', (ARRAY['1_2', '2_5', 'over_5'])[1 + n %% 3],
    20 + n %% 15, '{}', '', now(),
    CASE WHEN n %% 10 >= 6 THEN CASE WHEN n %% 10 = 9 THEN 'identified' ELSE 'met' END
         WHEN n %% 10 < 2 THEN 'ebe' WHEN n %% 10 = 2 THEN 'elsewhere' ELSE 'listed' END,
    d.day, CASE WHEN n %% 10 < 9 THEN d.day + 10 END, CASE WHEN n %% 10 < 8 THEN d.day + 25 END,
    CASE WHEN n %% 10 < 6 THEN d.day + 40 END, CASE WHEN n %% 10 < 6 THEN (d.day + 40)::timestamptz END,
    (n * 7919) %% 2147483647, CASE WHEN n %% 10 < 6 THEN d.day + 60 END,
    CASE WHEN n %% 10 < 4 THEN d.day + 80 END,
    CASE WHEN n %% 10 < 3 THEN d.day + 100 END,
    CASE WHEN n %% 10 < 2 THEN 'ebe' WHEN n %% 10 = 2 THEN 'permanent' ELSE '' END,
    CASE WHEN n %% 10 < 9 THEN current_date - (n %% 120) END, %(district)s, %(referent)s
FROM generate_series(1, %(count)s) AS n,
     LATERAL (SELECT current_date - 1460 + (n * 1360 / %(count)s) AS day) AS d
"""
EVENTS = """
INSERT INTO ppde_journeyevent (territory_id, person_id, kind, "on", channel, result, text, reason,
    author_id, recorded_at)
SELECT p.territory_id, p.id,
    (ARRAY['identified', 'collective_meeting', 'interview', 'volunteer', 'workshop', 'contact', 'visit', 'workshop',
           'contact', 'training', 'contact', 'workshop'])[k],
    least(p.identified_on + k * 12, current_date), '', '', 'Fait ' || k, '', %(referent)s, now()
FROM ppde_person p, generate_series(1, %(each)s) AS k
WHERE p.territory_id = %(territory)s
"""
CONTRACTS = """
WITH made AS (
    INSERT INTO ebe_contract (territory_id, enterprise_id, person_id, last_name, first_name, from_privation, job_title,
        starts_on, leaving)
    SELECT territory_id, %(enterprise)s, id, last_name, first_name, true, 'Poste', outcome_on, ''
    FROM ppde_person WHERE territory_id = %(territory)s AND outcome_kind = 'ebe' RETURNING id, starts_on
)
INSERT INTO ebe_contracthours (territory_id, enterprise_id, contract_id, period, weekly_hours)
SELECT %(territory)s, %(enterprise)s, id, daterange(starts_on, NULL), 24 + id %% 12 FROM made
"""
FIRST = [
    "Camille",
    "Dominique",
    "Lou",
    "Morgan",
    "Alix",
    "Sacha",
    "Maxime",
    "Andréa",
    "Noa",
    "Charlie",
    "Benoît",
]
STEMS = [
    "Bal",
    "Cor",
    "Dam",
    "Fer",
    "Gar",
    "Hal",
    "Jar",
    "Lam",
    "Mar",
    "Nor",
    "Pal",
    "Ros",
    "Sal",
    "Tar",
    "Val",
    "Ben",
    "Ker",
    "Mon",
    "Pon",
    "Ver",
]
ENDS = [
    "ard",
    "eau",
    "elle",
    "er",
    "et",
    "ier",
    "in",
    "ois",
    "on",
    "oux",
    "aïssa",
    "esco",
    "ova",
    "ez",
    "iani",
]
NAMES = [stem + end for stem in STEMS for end in ENDS]


def generate(size: Size, tell=lambda text: None) -> None:
    """Fill an empty database. Each territory is one transaction; a second call raises ValueError."""
    if Territory.objects.exists():
        raise ValueError(
            "La base contient déjà des territoires : le générateur veut une base vide."
        )
    each = size.persons // size.territories
    for h in range(size.hubs):
        hub = Territory.objects.create(
            kind="hub", name=f"Métropole {h + 1}", slug=f"metropole-{h + 1}"
        )
        _account(f"metropole-{h + 1}", hub, Role.HUB_ADMIN)
        for index in range(h, size.territories, size.hubs):
            _territory(hub, index, each, size.events_each)
        tell(f"{h + 1} métropole(s) sur {size.hubs}")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _account(name: str, territory: Territory, role: Role) -> User:
    user = User(email=f"{name}@demo.example", first_name="Compte", last_name=name)
    user.set_unusable_password()
    user.save()
    Membership.objects.create(user=user, territory=territory, role=role, period=period(START))
    return user


@transaction.atomic
def _territory(hub: Territory, index: int, count: int, events_each: int) -> None:
    territory = Territory.objects.create(
        kind="local",
        hub=hub,
        name=f"Territoire {index + 1:03d}",
        slug=f"territoire-{index + 1}",
        population=8000,
    )
    apply(Reach(reach={territory.pk, hub.pk}, named={territory.pk}))
    lead = _account(f"equipe-{index + 1}", territory, Role.PROJECT_LEAD)
    district = PerimeterUnit.objects.create(territory=territory, kind="district", name="Centre")
    Phase.objects.create(territory=territory, kind="habilitated", period=period(START))
    Estimate.objects.create(territory=territory, on=START, persons=count * 2, source="générateur")
    Target.objects.create(territory=territory, year=2026, destination="ebe", jobs=count // 4)
    enterprise = Enterprise.objects.create(
        territory=territory, name=f"EBE {index + 1}", legal_form="association", model="ex_nihilo"
    )
    Convention.objects.create(
        territory=territory,
        enterprise=enterprise,
        reference="Convention",
        signed_on=START,
        period=period(START),
        fte_ceiling=9999,
    )
    values = {
        "territory": territory.pk, "names": NAMES, "first": FIRST, "salt": index, "count": count, "each": events_each,
        "district": district.pk, "referent": lead.pk, "enterprise": enterprise.pk,
    }  # fmt: skip
    with connection.cursor() as cursor:
        for statement in (PERSONS, EVENTS, CONTRACTS):
            cursor.execute(statement, values)
