"""The territories of the Métropole de Lyon, by domain.md §1.11.

What no source gives (districts' names, sizes, staff) is invented and says so in its row's source.
"""

from datetime import date
from decimal import Decimal

from evaluation.demo.facts import ASSUMED, COMMUNE, DISTRICT, Ebe, Place, Volumes

HUB = ("metropole-de-lyon", "Métropole de Lyon", 1433613, "Insee, population municipale")

PLACES = [
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
