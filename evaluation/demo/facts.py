"""Facts of the demonstration: territories, phases, enterprises, targets, rates.

Sources: domain.md §1.6 (rates), §1.11 (Métropole de Lyon), seed 000 (Bassin Saône-Seille-Grosne), seed 003
(Valenciennes). What no source gives (districts' names, sizes, staff) is invented and says so in its row's source.
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


LYON = ("metropole-de-lyon", "Métropole de Lyon", 1433613, "Insee, population municipale")
ASSOCIATED = ("territoires-associes", "Territoires associés", None, "")

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

PLACES_LYON = [
    Place(
        slug="villeurbanne-saint-jean",
        name="Villeurbanne – Saint-Jean",
        units=[(COMMUNE, "Villeurbanne", "69266", None), (DISTRICT, "Saint-Jean", "", 4000)],
        phases=[
            ("emerging", date(2015, 1, 1), ""),
            (
                "habilitated",
                date(2016, 11, 24),
                "arrêté du 24 novembre 2016, première expérimentation",
            ),
        ],
        population=4000,
        population_source="Environ 4 000 habitants (presse, 2020)",
        estimate=(date(2025, 9, 1), 420, ASSUMED),
        started=date(2022, 1, 10),
        volumes=Volumes(310, 262, 228, 196, ebe=82, elsewhere=52, other=21, paused=5),
        dates=[
            (
                date(2016, 11, 24),
                "Le territoire est habilité",
                "L’un des dix premiers territoires.",
                True,
            ),
            (date(2017, 3, 1), "EmerJean ouvre", "", True),
        ],
        targets=[
            (2025, "ebe", 90),
            (2025, "elsewhere", 45),
            (2026, "ebe", 95),
            (2026, "elsewhere", 60),
        ],
        ebes=[
            Ebe(
                "EmerJean",
                date(2017, 3, 1),
                "company",
                "ex_nihilo",
                Decimal("90"),
                7,
                "Quartier Saint-Jean",
            )
        ],
        activities=[
            (
                "Blanchisserie du quartier",
                "laundry",
                "running",
                14,
                "Linge des structures et des habitants.",
            ),
            ("Vélos remis en état", "repair", "running", 6, "Réparation et revente de vélos."),
            ("Atelier couture", "sewing", "running", 9, "Retouches et petites séries."),
            (
                "Conciergerie",
                "concierge",
                "running",
                12,
                "Petits services aux habitants et aux bailleurs.",
            ),
            ("Maraîchage urbain", "gardening", "running", 10, "Légumes cultivés sur place."),
        ],
        presentation="Un quartier de Villeurbanne engagé dès la première expérimentation.",
        welcome="Maison du projet, quartier Saint-Jean. Mardi et jeudi, 9 h – 12 h, sans rendez-vous.",
    ),
    Place(
        slug="lyon-8-plaine-santy",
        name="Lyon 8 – Plaine Santy",
        units=[
            (COMMUNE, "Lyon 8e", "69388", None),
            (DISTRICT, "Langlet-Santy", "", None),
            (DISTRICT, "Mermoz", "", None),
        ],
        phases=[
            ("emerging", date(2019, 9, 1), ""),
            ("candidate", date(2021, 10, 1), ""),
            ("habilitated", date(2022, 7, 7), "arrêté de juillet 2022"),
        ],
        estimate=(date(2026, 3, 1), 980, ASSUMED),
        started=date(2022, 3, 1),
        volumes=Volumes(420, 338, 289, 236, ebe=66, elsewhere=47, other=28, paused=9),
        dates=[
            (date(2022, 7, 7), "Le territoire est habilité", "", True),
            (
                date(2022, 9, 19),
                "Douze premiers CDI",
                "Santy Plaine Actions embauche ses douze premières personnes.",
                True,
            ),
        ],
        targets=[
            (2025, "ebe", 60),
            (2025, "elsewhere", 90),
            (2026, "ebe", 80),
            (2026, "elsewhere", 160),
        ],
        ebes=[
            Ebe(
                "Santy Plaine Actions",
                date(2022, 9, 1),
                "association",
                "ex_nihilo",
                Decimal("80"),
                6,
                "Plaine Santy",
            )
        ],
        activities=[
            (
                "Recyclerie de la Plaine",
                "reuse",
                "running",
                12,
                "Meubles et vêtements remis en état.",
            ),
            (
                "Épicerie solidaire ambulante",
                "food",
                "running",
                8,
                "Produits frais à prix doux, au pied des immeubles.",
            ),
            ("Accompagnement numérique", "mediation", "trial", 4, "Aide aux démarches en ligne."),
            (
                "Entretien des jardins partagés",
                "green_spaces",
                "running",
                7,
                "Avec les associations d’habitants.",
            ),
        ],
        presentation="Deux quartiers du 8e arrondissement, où le chômage est plus de deux fois celui de la métropole.",
        welcome="Local de l’équipe, avenue Paul-Santy. Lundi et mercredi, 14 h – 17 h.",
    ),
    Place(
        slug="saint-fons-arsenal",
        name="Saint-Fons – Arsenal-Carnot-Parmentier",
        units=[
            (COMMUNE, "Saint-Fons", "69199", None),
            (DISTRICT, "Arsenal", "", None),
            (DISTRICT, "Carnot-Parmentier", "", None),
        ],
        phases=[
            ("emerging", date(2020, 3, 1), ""),
            ("candidate", date(2022, 1, 15), ""),
            ("habilitated", date(2022, 12, 20), "arrêté de décembre 2022"),
        ],
        estimate=(date(2025, 11, 1), 610, ASSUMED),
        started=date(2022, 9, 1),
        volumes=Volumes(280, 224, 190, 152, ebe=43, elsewhere=26, other=17, paused=6),
        dates=[
            (date(2022, 12, 20), "Le territoire est habilité", "", True),
            (date(2023, 4, 3), "SFAIRE ouvre", "", True),
        ],
        targets=[
            (2025, "ebe", 45),
            (2025, "elsewhere", 20),
            (2026, "ebe", 60),
            (2026, "elsewhere", 35),
        ],
        ebes=[
            Ebe(
                "SFAIRE",
                date(2023, 4, 3),
                "association",
                "ex_nihilo",
                Decimal("60"),
                4,
                "Quartier Arsenal",
            )
        ],
        activities=[
            ("Vélos remis à neuf", "repair", "running", 9, "Reconditionnement de vélos."),
            (
                "Maraîchage et fleurs",
                "gardening",
                "running",
                13,
                "Légumes et fleurs coupées de saison.",
            ),
            (
                "Portage de courses",
                "delivery",
                "decided",
                3,
                "Livraison à vélo aux personnes âgées.",
            ),
        ],
        presentation="Au sud de la métropole, trois quartiers voisins de la Vallée de la chimie.",
        welcome="Maison des projets. Mardi, 9 h – 12 h.",
    ),
    Place(
        slug="villeurbanne-les-brosses",
        name="Villeurbanne – Les Brosses",
        units=[
            (COMMUNE, "Villeurbanne", "69266", None),
            (DISTRICT, "Les Brosses", "", None),
            (DISTRICT, "Jacques-Monod", "", None),
        ],
        phases=[
            ("emerging", date(2020, 9, 1), ""),
            ("candidate", date(2022, 3, 1), ""),
            ("habilitated", date(2023, 5, 12), "arrêté de mai 2023"),
        ],
        estimate=(date(2026, 1, 15), 860, ASSUMED),
        started=date(2023, 1, 9),
        volumes=Volumes(390, 300, 255, 204, ebe=64, elsewhere=31, other=19, paused=8),
        dates=[
            (date(2023, 5, 12), "Le territoire est habilité", "", True),
            (date(2023, 9, 4), "Bross’Up ouvre", "", True),
        ],
        targets=[
            (2025, "ebe", 60),
            (2025, "elsewhere", 40),
            (2026, "ebe", 90),
            (2026, "elsewhere", 70),
            (2028, "ebe", 200),
            (2028, "elsewhere", 100),
        ],
        ebes=[
            Ebe("Bross’Up", date(2023, 9, 4), "scic", "ex_nihilo", Decimal("85"), 6, "Les Brosses")
        ],
        activities=[
            ("Légumerie", "food", "running", 11, "Légumes préparés pour les cantines."),
            (
                "Laverie et couches lavables",
                "laundry",
                "running",
                8,
                "Pour les crèches du secteur.",
            ),
            ("Palettes et petit mobilier", "wood", "trial", 6, "Bois récupéré."),
            ("Café des habitants", "third_place", "studied", 4, "Un lieu ouvert toute la semaine."),
        ],
        presentation="À l’est de Villeurbanne, un projet porté avec les habitants depuis 2020.",
        welcome="Maison de quartier des Brosses. Mercredi et vendredi, 9 h 30 – 12 h.",
    ),
    Place(
        slug="venissieux",
        name="Vénissieux",
        units=[
            (COMMUNE, "Vénissieux", "69259", None),
            (DISTRICT, "Monmousseau", "", None),
            (DISTRICT, "Les Balmes", "", None),
        ],
        phases=[("emerging", date(2021, 1, 1), ""), ("candidate", date(2022, 6, 1), "")],
        estimate=(date(2026, 2, 1), 740, ASSUMED),
        started=date(2024, 10, 1),
        volumes=Volumes(150, 96, 61, 24),
        activities=[
            (
                "Ateliers de réparation électroménager",
                "repair",
                "idea",
                5,
                "Idée née des ateliers du jeudi.",
            )
        ],
        presentation="Territoire candidat.",
        welcome="Maison des projets. Mardi et jeudi, 9 h – 12 h.",
    ),
    Place(
        slug="givors-grigny",
        name="Givors & Grigny",
        units=[(COMMUNE, "Givors", "69091", None), (COMMUNE, "Grigny-sur-Rhône", "69096", None)],
        phases=[("emerging", date(2021, 1, 1), ""), ("candidate", date(2022, 6, 1), "")],
        started=date(2025, 3, 1),
        # Counted without names: evaluation/demo/counts.py.
        volumes=Volumes(0, 0, 0, 0),
        presentation="Territoire candidat, deux communes.",
    ),
    Place(
        slug="rillieux-la-pape",
        name="Rillieux-la-Pape",
        units=[(COMMUNE, "Rillieux-la-Pape", "69286", None)],
        phases=[("emerging", date(2021, 6, 1), ""), ("candidate", date(2022, 6, 1), "")],
        started=date(2026, 1, 5),
        volumes=Volumes(0, 0, 0, 0),
        presentation="Territoire candidat ; le projet commence.",
    ),
]

PLACES_ASSOCIATED = [
    Place(
        slug="bassin-saone-seille-grosne",
        name="Bassin Saône-Seille-Grosne",
        units=[(COMMUNE, "Tournus", "71543", None)],
        phases=[("emerging", date(2020, 9, 1), ""), ("formed", date(2021, 9, 1), "")],
        population=16000,
        population_source="20 communes, réunion du 25 novembre 2021",
        started=date(2021, 3, 1),
        volumes=Volumes(117, 117, 55, 15),
        dates=[
            (
                date(2021, 6, 11),
                "Le cahier des charges est publié",
                "Arrêté du 7 juin 2021, dépôt au fil de l’eau pendant trois ans.",
                False,
            ),
            (
                date(2021, 11, 25),
                "Réunion des collectivités et de l’équipe projet",
                "Huit réunions collectives tenues, 117 personnes rencontrées, 55 entretiens, 15 volontaires.",
                True,
            ),
            (date(2021, 12, 15), "Séance du comité local", "", False),
        ],
        activities=[
            (
                "Collecte et tri des déchets",
                "waste",
                "idea",
                4,
                "Besoin repéré avec les collectivités.",
            ),
            (
                "Lien social dans les villages",
                "mediation",
                "idea",
                3,
                "Visites et petits services.",
            ),
        ],
        presentation="« Main dans la main pour l’emploi » : vingt communes autour de Tournus.",
        welcome="Permanences à Tournus et dans une seconde commune.",
    ),
    Place(
        slug="valenciennes",
        name="Valenciennes",
        units=[
            (COMMUNE, "Valenciennes", "59606", None),
            (DISTRICT, "Faubourg de Lille", "", None),
            (DISTRICT, "Acacias", "", None),
        ],
        phases=[
            ("emerging", date(2019, 1, 1), ""),
            ("candidate", date(2022, 9, 1), ""),
            ("habilitated", date(2023, 3, 28), "habilitation du 28 mars 2023"),
        ],
        estimate=(date(2025, 6, 1), 430, ASSUMED),
        started=date(2022, 6, 1),
        volumes=Volumes(260, 214, 182, 146, ebe=58, elsewhere=29, other=15, paused=4),
        dates=[
            (
                date(2019, 1, 1),
                "Phase émergente",
                "De 2019 à 2022 : rencontres, tests d’activités, mobilisation des volontaires.",
                False,
            ),
            (date(2023, 3, 28), "Le territoire est habilité", "", True),
            (date(2023, 7, 1), "La Barakajobs ouvre", "Réemploi, services, alimentation.", True),
            (date(2024, 1, 1), "D’autres EBE", "Repassage, blanchisserie, légumerie.", False),
            (date(2026, 12, 31), "Fin de l’expérimentation en cours", "", True),
        ],
        targets=[(2026, "ebe", 100), (2026, "elsewhere", 50)],
        ebes=[
            Ebe(
                "La Barakajobs",
                date(2023, 7, 1),
                "association",
                "ex_nihilo",
                Decimal("75"),
                5,
                "Faubourg de Lille",
            ),
        ],
        activities=[
            ("Réemploi", "reuse", "running", 14, "Objets et vêtements remis en circulation."),
            (
                "Services aux habitants",
                "seniors",
                "running",
                10,
                "Petits travaux et accompagnements.",
            ),
            ("Alimentation", "food", "running", 8, "Cuisine et épicerie."),
            ("Repassage", "laundry", "running", 6, ""),
            ("Blanchisserie", "laundry", "trial", 6, ""),
            ("Légumerie", "food", "studied", 5, ""),
        ],
        presentation="Deux quartiers de Valenciennes, 150 emplois visés fin 2026.",
        welcome="Maison de quartier. Lundi et jeudi, 9 h – 12 h.",
    ),
]

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
    ("ebe_employees", "member", "Salarié·e de l’EBE"),
    ("ebe_management", "member", "Direction de l’EBE"),
    ("residents", "member", "Conseil de quartier"),
    ("fund", "guest", "Fonds ETCLD"),
]
