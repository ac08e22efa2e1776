"""Columns of the posts, and the state of one."""

from django.urls import reverse

from ebe.models import Post
from ppde.models import PersonSkill
from tzcld.ui.lists import Column, Table

POST_STATES = {
    Post.State.OPEN: ("info", "send", "Ouvert"),
    Post.State.FILLED: ("ok", "check-circle", "Pourvu"),
    Post.State.CLOSED: ("", "x-circle", "Fermé"),
}


def posts(*, scope) -> Table:
    """Rows are posts annotated with `said_yes` and `waiting`, the numbers of proposals accepted and awaited."""
    slug = scope.territory.slug
    return Table(
        name="postes",
        one="poste",
        many="postes",
        order="-ouvert",
        columns=[
            Column(
                "poste",
                "Poste",
                value="title",
                sort="title",
                link=lambda p: reverse("ebe:post_detail", args=[slug, p.pk]),
                head=True,
                sub=Column("employeur", "Employeur", value=lambda p: str(p.employer)),
            ),
            Column(
                "etat", "État", kind="state", value=lambda p: POST_STATES[p.state], sort="state"
            ),
            Column("temps", "Temps de travail", value="hours_words", sort="hours_min"),
            Column("places", "Places", kind="number", value="positions", sort="positions"),
            Column("oui", "Acceptées", kind="number", value="said_yes", sort="said_yes"),
            Column("attente", "Réponses attendues", kind="number", value="waiting", sort="waiting"),
            Column("lieu", "Lieu", value="place", sort="place"),
            Column("ouvert", "Ouvert le", kind="date", value="opened_on", sort=("opened_on", "pk")),
            Column(
                "competences",
                "Compétences utiles",
                value=lambda p: ", ".join(
                    f"{n['name']} ({PersonSkill.Level(n['level']).label})" for n in p.needs
                ),
                screen=False,
                definition="De la liste de la métropole, avec le niveau utile. Elles ne choisissent personne\u00a0: l’ordre est celui de la liste.",
            ),
            Column(
                "savoirs", "Autres savoir-faire", value=lambda p: ", ".join(p.skills), screen=False
            ),
        ],
        empty="Une EBE ou l’équipe projet publie un poste. Il se propose ensuite dans l’ordre de la liste de mobilisation.",
    )
