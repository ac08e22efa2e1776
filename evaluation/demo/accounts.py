"""Accounts of the demonstration, one per role, and what they may do where."""

from datetime import date

from django.contrib.auth.hashers import make_password

from territories.models import Membership, Territory
from territories.periods import period
from territories.roles import Role
from tzcld.users.models import User

PASSWORD = "demonstration-tzcld-2026"


DOMAIN = "demo.example"


# Accounts of the demonstration: (address, first name, last name, [(territory, role, function)])
ACCOUNTS = [
    (
        "metropole",
        "Paul",
        "Arnaud",
        [("metropole-de-lyon", Role.HUB_ADMIN, "Responsable de la mission")],
    ),
    ("charge", "Nora", "Ferrand", [("metropole-de-lyon", Role.HUB_OFFICER, "Chargée de mission")]),
    (
        "communication",
        "Maud",
        "Rousset",
        [("metropole-de-lyon", Role.COMMUNICATION, "Chargée de communication")],
    ),
    (
        "dpo",
        "Étienne",
        "Mounier",
        [("metropole-de-lyon", Role.DPO, "Délégué à la protection des données")],
    ),
    ("fonds", "Lise", "Bellon", [("metropole-de-lyon", Role.FUNDER, "Fonds ETCLD")]),
    (
        "evaluation",
        "Théo",
        "Garnier",
        [("metropole-de-lyon", Role.EVALUATOR, "Équipe d’évaluation")],
    ),
    (
        "cheffe",
        "Hélène",
        "Marchetti",
        [("villeurbanne-les-brosses", Role.PROJECT_LEAD, "Cheffe de projet")],
    ),
    (
        "referente",
        "Claire",
        "Fontanel",
        [("villeurbanne-les-brosses", Role.JOURNEY_OFFICER, "Référente parcours")],
    ),
    (
        "referent",
        "Yanis",
        "Oumraou",
        [("villeurbanne-les-brosses", Role.JOURNEY_OFFICER, "Référent parcours")],
    ),
    (
        "presidente",
        "Agathe",
        "Delorme",
        [("villeurbanne-les-brosses", Role.CLE_CHAIR, "Adjointe à l’emploi")],
    ),
    (
        "membre",
        "Malik",
        "Bakri",
        [("villeurbanne-les-brosses", Role.CLE_MEMBER, "Club d’entreprises")],
    ),
    (
        "ebe",
        "Bruno",
        "Teissier",
        [("villeurbanne-les-brosses", Role.EBE_DIRECTOR, "Directeur de Bross’Up")],
    ),
    # Directed for a time, has no enterprise today: what her pages say, and whom the team may name.
    (
        "ebe-adjointe",
        "Salima",
        "Reynaud",
        [("villeurbanne-les-brosses", Role.EBE_DIRECTOR, "Directrice adjointe de Bross’Up")],
    ),
    (
        "partenaire",
        "Sophie",
        "Chauvet",
        [("villeurbanne-les-brosses", Role.PARTNER, "France Travail")],
    ),
    ("venissieux", "Inès", "Marquet", [("venissieux", Role.PROJECT_LEAD, "Cheffe de projet")]),
    ("givors", "Nora", "Vidal", [("givors-grigny", Role.PROJECT_LEAD, "Cheffe de projet")]),
    (
        "saint-jean",
        "Solène",
        "Tardy",
        [("villeurbanne-saint-jean", Role.PROJECT_LEAD, "Cheffe de projet")],
    ),
    (
        "saint-fons",
        "Mehdi",
        "Lacroix",
        [("saint-fons-arsenal", Role.PROJECT_LEAD, "Chef de projet")],
    ),
    ("rillieux", "Aurore", "Besson", [("rillieux-la-pape", Role.PROJECT_LEAD, "Cheffe de projet")]),
    (
        "deux-territoires",
        "Hugo",
        "Viallet",
        [
            ("lyon-8-plaine-santy", Role.PROJECT_LEAD, "Chef de projet"),
            ("saint-fons-arsenal", Role.JOURNEY_OFFICER, "Référent parcours"),
        ],
    ),
    (
        "tournus",
        "Julien",
        "Sabatier",
        [("bassin-saone-seille-grosne", Role.PROJECT_LEAD, "Chef de projet")],
    ),
    ("valenciennes", "Amel", "Costa", [("valenciennes", Role.PROJECT_LEAD, "Coordinatrice")]),
]


def open_accounts() -> dict[str, User]:
    # One slow hash for all: they share the password.
    hashed = make_password(PASSWORD)
    return {
        name: User.objects.create(
            email=f"{name}@{DOMAIN}", password=hashed, first_name=first, last_name=last
        )
        for name, first, last, _ in ACCOUNTS
    }


def give_memberships(territory: Territory, users: dict[str, User]) -> None:
    for name, _, _, roles in ACCOUNTS:
        for slug, role, function in roles:
            if slug == territory.slug:
                Membership.objects.create(
                    territory=territory,
                    user=users[name],
                    role=role,
                    function=function,
                    period=period(date(2024, 1, 8)),
                )
