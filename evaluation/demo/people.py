"""Invented people: names drawn from lists, journeys drawn from a fixed seed. No real person, phone or address."""

import random
from dataclasses import dataclass, field
from datetime import date, timedelta

from evaluation.demo.facts import Volumes
from ppde.models import ELSEWHERE, OutcomeKind

WOMEN = [
    "Samira",
    "Josiane",
    "Fatoumata",
    "Brigitte",
    "Odette",
    "Leïla",
    "Mirela",
    "Nadia",
    "Sylvie",
    "Aïcha",
    "Catherine",
    "Rosa",
    "Yasmina",
    "Chantal",
    "Djamila",
    "Monique",
    "Awa",
    "Sandrine",
    "Karima",
    "Élise",
    "Thi-Mai",
    "Valérie",
    "Hanane",
    "Ginette",
    "Safia",
    "Delphine",
    "Mariama",
    "Corinne",
    "Zohra",
    "Patricia",
    "Ana",
    "Lucie",
    "Rachida",
    "Christelle",
    "Bintou",
    "Martine",
    "Assia",
    "Nathalie",
    "Ikram",
    "Françoise",
]
MEN = [
    "Amar",
    "Lamine",
    "Thierry",
    "Denis",
    "Karim",
    "Stéphane",
    "Bruno",
    "Yanis",
    "Mohamed",
    "Jean-Luc",
    "Abdou",
    "Pascal",
    "Moussa",
    "Philippe",
    "Farid",
    "Éric",
    "Ousmane",
    "Gilles",
    "Rachid",
    "Didier",
    "Mehmet",
    "Laurent",
    "Hocine",
    "Patrick",
    "Ismaël",
    "Frédéric",
    "Ali",
    "Christian",
    "Youssef",
    "Michel",
    "Omar",
    "Franck",
    "Ibrahima",
    "Serge",
    "Nabil",
    "Alain",
    "Tarek",
    "Olivier",
    "Samba",
    "Régis",
]
NAMES = [
    "Belhadj",
    "Perret",
    "Diarra",
    "Boutaleb",
    "Vial",
    "Sylla",
    "Morel",
    "Haddouche",
    "Chanal",
    "Zeroual",
    "Lopes",
    "Gallo",
    "Dobrescu",
    "Fontaine",
    "Traoré",
    "Benaïssa",
    "Girard",
    "Camara",
    "Martinet",
    "Ouali",
    "Berthet",
    "Kone",
    "Rivière",
    "Meziane",
    "Dupuis",
    "Sissoko",
    "Bonnet",
    "Amrani",
    "Charvet",
    "Diallo",
    "Faure",
    "Bensalem",
    "Guillot",
    "Touré",
    "Mercier",
    "Hamdi",
    "Poncet",
    "Ndiaye",
    "Roche",
    "Khelifi",
    "Blanchard",
    "Barry",
    "Sanchez",
    "Cherif",
    "Pelletier",
    "Doumbia",
    "Renard",
    "Yilmaz",
    "Perrin",
    "Mansouri",
    "Colin",
    "Bah",
    "Garnier",
    "Slimani",
    "Teyssier",
    "Keïta",
    "Brunet",
    "Larbi",
    "Chevallier",
    "Ba",
    "Moulin",
    "Rahmani",
    "Fabre",
    "Cissé",
    "Jacquet",
    "Nguyen",
    "Collet",
    "Saïdi",
    "Lemoine",
    "Pereira",
]
STAFF_FIRST = [
    "Hélène",
    "Claire",
    "Inès",
    "Paul",
    "Bruno",
    "Agathe",
    "Malik",
    "Sophie",
    "Hugo",
    "Nora",
    "Étienne",
    "Maud",
    "Karim",
    "Lise",
    "Julien",
    "Amel",
]
STAFF_LAST = [
    "Marchetti",
    "Fontanel",
    "Marquet",
    "Arnaud",
    "Teissier",
    "Delorme",
    "Bakri",
    "Chauvet",
    "Lacombe",
    "Ferrand",
    "Viallet",
    "Rousset",
    "Oumraou",
    "Costa",
    "Bellon",
    "Sabatier",
    "Mounier",
    "Escoffier",
]
ORIGINS = (
    ["france_travail"] * 3
    + ["france_travail_list"] * 2
    + ["rsa_referent"] * 3
    + ["ccas"] * 2
    + ["association"] * 3
    + ["word_of_mouth"] * 3
    + ["outreach"] * 2
    + ["off_radar"]
    + ["local_mission", "cap_emploi", "other", "unknown"]
)
DURATIONS = ["1_2"] * 3 + ["2_5"] * 4 + ["over_5"] * 4 + ["unknown"]
CONSTRAINTS = ["mobility", "care", "hours", "language", "digital", "workstation"]
OTHER_EXITS = [
    OutcomeKind.TRAINING,
    OutcomeKind.RETIRED,
    OutcomeKind.MOVED,
    OutcomeKind.NO_LONGER,
    OutcomeKind.UNREACHABLE,
    OutcomeKind.FIXED_SHORT,
]
# Before the list: of those met, of those never met.
EARLY_EXITS = [
    OutcomeKind.NO_LONGER,
    OutcomeKind.NO_LONGER,
    OutcomeKind.FIXED_SHORT,
    OutcomeKind.TRAINING,
    OutcomeKind.MOVED,
    OutcomeKind.UNREACHABLE,
]
NEVER_MET = [OutcomeKind.UNREACHABLE, OutcomeKind.UNREACHABLE, OutcomeKind.MOVED]
WITHOUT_NEWS = timedelta(days=150)
EMPLOYERS = [
    "Entreprise de propreté",
    "Ville",
    "Chantier d’insertion",
    "Supermarché",
    "Association d’aide à domicile",
    "Restaurant",
    "Entreprise adaptée",
    "Bailleur social",
]
JOBS = [
    "Tri et valorisation",
    "Accueil",
    "Couture",
    "Maraîchage",
    "Blanchisserie",
    "Livraison à vélo",
    "Réparation",
    "Entretien",
    "Cuisine",
    "Conciergerie",
]


@dataclass
class Journey:
    """One person's course; dates are None where the step was not reached."""

    number: int
    first_name: str
    last_name: str
    sex: str
    birth_year: int
    origin: str
    duration: str
    france_travail: str
    rsa: str
    wished_hours: int | None
    constraints: list[str]
    identified_on: date
    met_on: date | None = None
    interviewed_on: date | None = None
    volunteer_on: date | None = None
    eligible_on: date | None = None
    proposed_on: date | None = None
    outcome_on: date | None = None
    outcome_kind: str = ""
    employer: str = ""
    hours: int | None = None
    paused: bool = False
    extra: list[tuple[str, date, str]] = field(default_factory=list)


def journeys(
    seed: str,
    volumes: Volumes,
    started: date,
    today: date,
    meetings: list[date],
    opened: date | None,
) -> list[Journey]:
    """`volumes.identified` courses whose steps add up exactly to the volumes; dates between `started` and `today`."""
    rng = random.Random(seed)
    days = max((today - started).days, 1)
    people = [
        _identity(rng, n, started + timedelta(days=int(days * rng.random() ** 1.15)))
        for n in range(1, volumes.identified + 1)
    ]
    people.sort(key=lambda j: j.identified_on)
    for number, journey in enumerate(people, start=1):
        journey.number = number
    met = _some(rng, people, volumes.met)
    for j in met:
        j.met_on = _after(rng, j.identified_on, 2, 35, today)
    interviewed = _some(rng, met, volumes.interviewed)
    for j in interviewed:
        j.interviewed_on = _after(rng, j.met_on, 2, 40, today)
    volunteers = sorted(_some(rng, interviewed, volumes.volunteers), key=lambda j: j.interviewed_on)
    for j in volunteers:
        j.volunteer_on = _after(rng, j.interviewed_on, 0, 25, today)
        j.wished_hours = rng.choice([20, 24, 24, 26, 28, 28, 30, 30, 32, 35, 35])
        j.eligible_on = next((m for m in meetings if m >= j.volunteer_on + timedelta(days=8)), None)
    volunteers.sort(key=lambda j: j.volunteer_on)
    listed = [j for j in volunteers if j.eligible_on]
    wanted = volumes.ebe + volumes.elsewhere + volumes.other
    # Most solutions go to the oldest volunteers; a few recent ones find work elsewhere quickly.
    leaving = listed[: int(wanted * 0.86)] + _some(
        rng, listed[int(wanted * 0.86) :], wanted - int(wanted * 0.86)
    )
    kinds = (
        [OutcomeKind.EBE] * volumes.ebe
        + [rng.choice(ELSEWHERE) for _ in range(volumes.elsewhere)]
        + [rng.choice(OTHER_EXITS) for _ in range(volumes.other)]
    )
    rng.shuffle(kinds)
    for j, kind in zip(leaving, kinds, strict=False):
        _leave(rng, j, str(kind), today, opened)
    waiting = [j for j in listed if not j.outcome_on]
    for j in _some(rng, waiting, volumes.paused):
        j.paused = True
    _leave_early(random.Random(f"{seed}-avant la liste"), people, today)
    for j in met:
        _extras(rng, j, today)
    # Nine in ten of those who wait were in touch in the last eight weeks.
    for j in _some(rng, waiting, round(len(waiting) * 0.9)):
        since = (today - max(j.eligible_on, j.volunteer_on)).days
        j.extra.append(
            ("contact", today - timedelta(days=rng.randint(1, max(1, min(55, since)))), "Appel")
        )
    return people


def _identity(rng: random.Random, number: int, identified_on: date) -> Journey:
    sex = "F" if rng.random() < 0.56 else "M"
    return Journey(
        number=number,
        first_name=rng.choice(WOMEN if sex == "F" else MEN),
        last_name=rng.choice(NAMES),
        sex=sex,
        birth_year=identified_on.year - min(62, max(20, int(rng.gauss(45, 10)))),
        origin=rng.choice(ORIGINS),
        duration=rng.choice(DURATIONS),
        france_travail=rng.choices(["yes", "no", "unknown"], [72, 22, 6])[0],
        rsa=rng.choices(["yes", "no", "unknown"], [34, 52, 14])[0],
        wished_hours=None,
        constraints=sorted(rng.sample(CONSTRAINTS, rng.choices([0, 1, 2], [45, 40, 15])[0])),
        identified_on=identified_on,
    )


def _leave(rng: random.Random, j: Journey, kind: str, today: date, opened: date | None) -> None:
    first = (
        max(j.eligible_on, opened or j.eligible_on) if kind == OutcomeKind.EBE else j.eligible_on
    )
    room = max((today - first).days - 1, 0)
    j.outcome_on = first + timedelta(days=min(room, int(rng.triangular(6, 620, 180))))
    j.outcome_kind = kind
    if kind == OutcomeKind.EBE:
        j.proposed_on = max(j.eligible_on, j.outcome_on - timedelta(days=rng.randint(8, 35)))
        j.hours = j.wished_hours
    elif kind in ELSEWHERE:
        j.employer = rng.choice(EMPLOYERS)
        j.hours = rng.choice([20, 24, 28, 30, 35, 35])


def _leave_early(rng: random.Random, people: list[Journey], today: date) -> None:
    """Those who never volunteered, but for the last ones: they found something else, moved, or gave no more news."""
    for j in people:
        seen = j.interviewed_on or j.met_on or j.identified_on
        if j.volunteer_on is None and seen < today - WITHOUT_NEWS:
            j.outcome_kind = str(rng.choice(EARLY_EXITS if j.met_on else NEVER_MET))
            j.outcome_on = seen + timedelta(days=rng.randint(40, WITHOUT_NEWS.days))


def _extras(rng: random.Random, j: Journey, today: date) -> None:
    """Workshops, visits and contacts after the first meeting, until the outcome."""
    last = j.outcome_on or today
    texts = {
        "workshop": ["Atelier hebdomadaire", "Atelier couture", "Atelier « mes savoir-faire »"],
        "visit": [
            "Visite de la recyclerie",
            "Visite du jardin",
            "Visite d’une entreprise du quartier",
        ],
        "contact": ["Appel", "Message écrit", "Passage à la permanence"],
        "training": ["Gestes du réemploi", "Remise à niveau en français"],
    }
    for _ in range(
        rng.choices([1, 2, 3, 5, 7], [25, 30, 25, 13, 7])[0]
        if j.interviewed_on
        else rng.randint(0, 2)
    ):
        kind = rng.choices(list(texts), [35, 20, 38, 7])[0]
        room = (last - j.met_on).days
        if room > 1:
            # Recent facts are more frequent, so that most files have a contact in the last weeks.
            on = last - timedelta(days=int(room * rng.random() ** 2.2))
            j.extra.append((kind, on, rng.choice(texts[kind])))


def _some(rng: random.Random, items: list, count: int) -> list:
    return rng.sample(items, min(count, len(items)))


def _after(rng: random.Random, start: date, low: int, high: int, today: date) -> date:
    return min(start + timedelta(days=rng.randint(low, high)), today)
