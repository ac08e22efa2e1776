"""Columns of the letters and of their readers."""

from django.urls import reverse

from tzcld.ui.emails import folding
from tzcld.ui.lists import Column, Table

LETTER_STATES = {
    "draft": ("", "pencil", "Brouillon"),
    "sending": ("info", "send", "Envoi en cours"),
    "sent": ("ok", "send-check", "Envoyée"),
    "failed": ("bad", "send-x", "Envoi interrompu"),
}
READER_STATES = {
    "pending": ("warn", "hourglass", "À confirmer"),
    "active": ("ok", "check-circle", "Inscrite"),
    "left": ("", "dash-circle", "Désinscrite"),
}

NEWSLETTERS = Table(
    name="lettres",
    one="lettre",
    many="lettres",
    feminine=True,
    order="-created_at",
    empty="Une lettre se compose de blocs : textes, nouvelles, chiffres clés, rendez-vous, rapports.",
    columns=[
        Column("subject", "Objet", sort="subject", link=lambda n: n.get_absolute_url()),
        Column("audience", "Liste", value="get_audience_display", sort="audience"),
        Column("state", "État", kind="state", value=lambda n: LETTER_STATES[n.state], sort="state"),
        Column("created_at", "Créée", kind="date", sort="created_at"),
        Column("started_at", "Envoyée", kind="datetime", sort="started_at"),
        Column(
            "readers", "Lecteurs", kind="number", value=lambda n: n.readers or None, sort="readers"
        ),
        Column("is_public", "Dans les archives", kind="bool", sort="is_public"),
    ],
)

SUBSCRIBERS = Table(
    name="abonnes",
    one="personne abonnée",
    many="personnes abonnées",
    feminine=True,
    order="email",
    empty="Les personnes s’inscrivent sur la page publique ; une adresse professionnelle peut aussi être proposée ici.",
    columns=[
        Column(
            "email", "Adresse", sort="email", cell=lambda reader: folding(reader.email), head=True
        ),
        Column("audience", "Liste", value="get_audience_display", sort="audience"),
        Column("state", "État", kind="state", value=lambda s: READER_STATES[s.state], sort="state"),
        Column("source", "Origine", sort="source"),
        Column("asked_at", "Demande", kind="date", sort="asked_at"),
        Column(
            "confirmation",
            "Courriel de confirmation",
            value=lambda s: s.get_confirmation_display() if s.confirmation else "",
            sort="confirmation",
        ),
        Column("confirmed_at", "Confirmation", kind="date", sort="confirmed_at"),
        Column("renewed_at", "Renouvellement", kind="date", sort="renewed_at"),
        Column("left_at", "Désinscription", kind="date", sort="left_at"),
        Column(
            "act",
            "À faire",
            value=lambda s: (
                "" if s.state == "left" else "Désinscrire" if s.state == "active" else "Retirer"
            ),
            link=lambda s: (
                None
                if s.state == "left"
                else reverse("evaluation:subscriber_end", args=[s.territory.slug, s.pk])
            ),
            export=False,
        ),
    ],
)
