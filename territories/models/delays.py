"""Within how many days the team does what waits in « À faire »: settings of each territory, taken from its hub when it opens.

Nothing here is a rule of the law or of the list: those are dated rows. Past its day, a line is told « en retard ».
"""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models


def _days(label: str, default: int, most: int, help_text: str) -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(
        label,
        default=default,
        validators=[MinValueValidator(1), MaxValueValidator(most)],
        help_text=help_text,
    )


class Delays(models.Model):
    """Days, from 1; each field says from which day they are counted."""

    answer_days = _days(
        "jours pour répondre à un partenaire",
        7,
        60,
        "Après une orientation reçue, ou la question d’un territoire voisin sur un dossier.",
    )
    meet_days = _days(
        "jours pour rencontrer une personne orientée",
        14,
        90,
        "Après son repérage, ou la dernière tentative de la joindre.",
    )
    # Whoever gathers data from somebody else tells the person within a month (RGPD art. 14-3).
    notice_days = _days(
        "jours pour remettre la notice",
        7,
        30,
        "Après l’acte de volontariat. Un mois au plus (RGPD, art. 14).",
    )
    referent_days = _days(
        "jours pour choisir un·e référent·e",
        14,
        90,
        "Après la première rencontre, ou la sortie.",
    )
    review_days = _days(
        "jours pour un examen ou un refus",
        30,
        180,
        "Pour préparer l’examen d’éligibilité après le volontariat, le compléter, le présenter au comité, ou lui présenter un refus.",
    )
    pause_days = _days(
        "jours avant la fin d’une pause",
        14,
        90,
        "À partir de là, elle est à réexaminer.",
    )
    consent_days = _days(
        "jours avant la fin d’un accord",
        30,
        180,
        "À partir de là, cet accord est à renouveler, ou à laisser finir.",
    )
    departure_days = _days(
        "jours avant la fin d’un contrat de l’EBE",
        30,
        180,
        "À partir de là, ce départ est à voir avec la personne. Un décès y reste lu le même temps.",
    )
    statement_days = _days(
        "jours pour calculer un mois de CDE",
        7,
        60,
        "Après l’acte qui a rendu le calcul faux, ou qui le demande.",
    )
    twin_days = _days(
        "jours pour départager deux dossiers",
        14,
        90,
        "Après leur rapprochement.",
    )
    text_days = _days(
        "jours pour relire un texte",
        7,
        60,
        "Après qu’un mot de la liste y a été trouvé.",
    )
    elimination_days = _days(
        "jours pour une liste d’élimination",
        30,
        180,
        "Pour l’approuver ou l’abandonner, après sa préparation.",
    )
    sheet_days = _days(
        "jours pour répondre à une fiche de rapport",
        14,
        90,
        "Après qu’elle est prête. Une fiche que la métropole a retirée y reste lue le même temps.",
    )

    class Meta:
        abstract = True


# As the page of the settings shows them.
DELAYS = tuple(f.name for f in Delays._meta.fields)
