"""Territories of other regions: Bassin Saône-Seille-Grosne (seed 000), Valenciennes (seed 003).

What no source gives (districts' names, sizes, staff) is invented and says so in its row's source.
"""

from datetime import date
from decimal import Decimal

from evaluation.demo.facts import ASSUMED, COMMUNE, DISTRICT, Ebe, Place, Volumes

HUB = ("territoires-associes", "Territoires associés", None, "")

PLACES = [
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
