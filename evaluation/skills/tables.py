"""Columns of the crossing, once for page and files."""

from functools import partial

from evaluation.skills.counts import KNOW, LEARN, LEVELS, Supply
from ppde.models import PersonSkill
from tzcld.ui import french
from tzcld.ui.lists import Column, Table

ON_LIST = "Parmi les personnes de la liste de mobilisation."


def _hours(value: float | None) -> str:
    return "" if value is None else f"{french.number(round(value))}\u00a0h"


NEEDS = Table(
    name="offre-et-besoins",
    one="activité",
    many="activités",
    feminine=True,
    empty="Le portefeuille d’activités est vide. Ajoutez une activité, puis ses compétences utiles.",
    columns=[
        Column(
            "activity",
            "Activité",
            value="activity.name",
            link=lambda row: row.activity.address,
            sub=Column("skills", "Compétences utiles", value=lambda row: ", ".join(row.skills)),
        ),
        Column("know", "Savent faire", css="num", definition=ON_LIST),
        Column("learn", "Veulent apprendre", css="num", definition=ON_LIST),
        Column(
            "wish", "La souhaitent", css="num", definition="Souhait de l’activité ou du secteur."
        ),
        Column(
            "hours_wished",
            "Heures souhaitées",
            css="num",
            value=lambda row: _hours(row.hours_wished),
            definition="Heures par semaine des personnes qui la souhaitent.",
        ),
        Column(
            "hours_needed",
            "Heures utiles",
            css="num",
            value=lambda row: _hours(row.hours_needed),
            definition="ETP attendus, en heures par semaine.",
        ),
        Column("gap", "Ce qu’on en retient", value=lambda row: row.gap),
    ],
)


def _level(row: Supply, kind: str):
    return row.figure(kind)


SUPPLIES = Table(
    name="competences-comptees",
    one="compétence",
    many="compétences",
    feminine=True,
    empty="Personne sur la liste n’a encore dit ce qu’il sait faire.",
    columns=[
        Column(
            "skill",
            "Compétence",
            value="skill.name",
            head=True,
            sub=Column("domain", "Domaine", value="skill.domain"),
        ),
        *(
            Column(
                level,
                french.upper_first(str(PersonSkill.Level(level).label)),
                css="num",
                value=partial(_level, kind=level),
                definition=ON_LIST,
            )
            for level in LEVELS
        ),
        Column("know", "En tout", css="num", value=partial(_level, kind=KNOW), definition=ON_LIST),
        Column(
            "learn",
            "Veulent apprendre",
            css="num",
            value=partial(_level, kind=LEARN),
            definition=ON_LIST,
        ),
    ],
)
