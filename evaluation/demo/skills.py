"""Skills and wishes of invented persons, skills that the activities need; a few rows of the ROME's kind, no more."""

import random

from activities.models import Activity, ActivitySkill, Wish
from ppde.models import Availability, Person, PersonSkill, Skill
from territories.models import Territory

# domain: (skill, ROME code of the trade it comes from, sectors that need it)
SKILLS = {
    "Accueil et bureau": [
        ("Accueillir du public", "M1601", ("third_place", "mediation", "concierge")),
        ("Répondre au téléphone", "", ("concierge", "delivery")),
        ("Écrire un courriel, remplir un tableau", "M1607", ("business",)),
        ("Tenir une caisse", "D1505", ("reuse", "third_place")),
    ],
    "Atelier et réparation": [
        ("Réparer un vélo", "I1606", ("mobility", "repair")),
        ("Réparer un petit appareil", "I1402", ("repair", "reuse")),
        ("Travailler le bois", "H2206", ("wood",)),
        ("Trier et remettre en état", "K2304", ("reuse", "waste")),
    ],
    "Textile et linge": [
        ("Coudre à la machine", "B1803", ("sewing",)),
        ("Faire une retouche", "", ("sewing",)),
        ("Laver et repasser", "K2201", ("laundry",)),
    ],
    "Cuisine et alimentation": [
        ("Cuisiner pour un groupe", "G1602", ("food", "third_place")),
        ("Préparer des légumes", "", ("food",)),
        ("Appliquer les règles d’hygiène", "", ("food", "cleaning")),
    ],
    "Nature et extérieur": [
        ("Cultiver un potager", "A1414", ("gardening",)),
        ("Entretenir un espace vert", "A1203", ("green_spaces",)),
        ("Composter", "", ("waste", "gardening")),
    ],
    "Logistique et propreté": [
        ("Nettoyer des locaux", "K2204", ("cleaning", "concierge")),
        ("Livrer à vélo ou à pied", "N4105", ("delivery",)),
        ("Conduire (permis B)", "", ("delivery", "mobility", "green_spaces")),
        ("Préparer une commande", "N1103", ("business", "delivery")),
    ],
    "Lien et transmission": [
        ("Accompagner une personne âgée", "K1302", ("seniors",)),
        ("Aider à une démarche en ligne", "", ("mediation",)),
        ("Animer un atelier", "G1202", ("culture", "mediation")),
    ],
}
DAYS = ["mon", "tue", "wed", "thu", "fri"]
LEVELS = ["notions"] * 3 + ["at_ease"] * 4 + ["teaches"] * 2


def fill_list(hub: Territory) -> None:
    """The hub's list."""
    Skill.objects.bulk_create(
        Skill(territory=hub, domain=domain, name=name, rome_code=code)
        for domain, rows in SKILLS.items()
        for name, code, _ in rows
    )


def tell(territory: Territory) -> None:
    """What the persons of a territory said in the weekly workshops, and what its activities need."""
    rng = random.Random(f"competences {territory.slug}")
    skills = {skill.name: skill for skill in Skill.objects.filter(territory=territory.hub_id)}
    _needs(territory, skills)
    names = list(skills)
    activities = list(Activity.objects.filter(territory=territory).exclude(state="stopped"))
    interviewed = Person.objects.filter(territory=territory, interviewed_on__isnull=False)
    said: list[PersonSkill] = []
    wishes: list[Wish] = []
    days: list[Availability] = []
    for person in interviewed.order_by("number").only("pk", "last_contact_on"):
        if rng.random() < 0.25:
            continue
        here = {"territory": territory, "person": person}
        said += _person(rng, here, [skills[n] for n in rng.sample(names, rng.randint(2, 6))])
        kept = rng.sample(DAYS, rng.choice([3, 4, 5, 5]))
        days.append(Availability(**here, days=[day for day in DAYS if day in kept]))
        wishes += [
            Wish(**here, activity=activity)
            for activity in rng.sample(activities, min(len(activities), rng.choice([0, 1, 1, 2])))
        ]
        wishes.append(Wish(**here, sector=rng.choice(Activity.Sector.values)))
    PersonSkill.objects.bulk_create(said)
    Availability.objects.bulk_create(days)
    Wish.objects.bulk_create(wishes)


def _person(rng: random.Random, here: dict, skills: list[Skill]) -> list[PersonSkill]:
    return [
        PersonSkill(
            **here,
            skill=skill,
            level="" if n == 0 else rng.choice(LEVELS),
            wants_to_learn=n == 0 or rng.random() < 0.15,
            said_on=here["person"].last_contact_on,
        )
        for n, skill in enumerate(skills)
    ]


def _needs(territory: Territory, skills: dict[str, Skill]) -> None:
    useful = [(name, sectors) for rows in SKILLS.values() for name, _, sectors in rows]
    ActivitySkill.objects.bulk_create(
        ActivitySkill(territory=territory, activity=activity, skill=skills[name])
        for activity in Activity.objects.filter(territory=territory)
        for name, sectors in useful
        if activity.sector in sectors
    )
