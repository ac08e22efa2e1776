"""« À lire »: what goes with every extract, in the file and on its page."""

from django.utils import timezone

from evaluation.extracts.content import EVENTS, PSEUDONYM, Content, columns_of, has_events
from evaluation.extracts.models import Extract
from ppde.models import EventKind
from tzcld.ui import french

NAME = "À lire"


def duties(extract: Extract) -> list[str]:
    """What whoever receives it undertakes to."""
    day = french.date(extract.until) if extract.until else "dernier jour de l’extrait"
    return [
        "Ces lignes ne servent qu’à la question de l’extrait.",
        "Personne ne cherche à reconnaître quelqu’un, ni ne rapproche ce fichier d’un autre qui nomme des personnes.",
        "Le fichier ne se transmet à personne d’autre ; ce qui est publié ne décrit aucune ligne.",
        f"Tous les exemplaires sont détruits au plus tard le {day}.",
        "La page de l’extrait dit les lignes à retirer : une personne a demandé l’effacement ou la limitation de ses données, ou s’est "
        "opposée. Retirez-les de tous les exemplaires.",
    ]


def masking(threshold: int) -> str:
    return (
        "Aucune combinaison des colonnes qui pourraient désigner quelqu’un n’est portée par moins de "
        f"{threshold} personnes (le seuil du territoire). Trop rare, elle perd ses cellules l’une après l’autre, dans l’ordre "
        "des colonnes de gauche à droite, jusqu’à ce que les lignes semblables soient assez nombreuses : la cellule dit alors "
        "«\u00a0non communiqué\u00a0», qui n’est pas «\u00a0non renseigné\u00a0». Toutes les lignes d’une même combinaison "
        "perdent les mêmes cellules."
    )


def lines(extract: Extract, content: Content, threshold: int) -> list[tuple[str, str]]:
    """[(label, text)] of the first sheet."""
    told, n = content.told(), len(content.persons)
    found = [
        ("Extrait", f"Extrait pseudonymisé n°\u00a0{extract.pk}, {extract.territory.name}"),
        ("Remis à", str(extract.holder)),
        ("Convention", extract.convention),
        ("Question", extract.purpose),
        (
            "Personnes",
            f"{french.count(n, 'ligne')}. Volontaires {french.lower_first(french.period(extract.volunteers_from, extract.volunteers_until))}, "
            "sauf les dossiers gelés ou effacés à la demande de la personne.",
        ),
        ("Fait le", french.date(timezone.localdate())),
        ("Dernier jour", french.date(extract.until)),
        *(("Obligations", duty) for duty in duties(extract)),
        ("Masquage", masking(threshold)),
        (
            PSEUDONYM,
            "Le même pour une personne d’un téléchargement à l’autre de cet extrait, un autre dans tout autre extrait. Il ne dit "
            "ni le nom, ni le numéro, ni l’ordre d’inscription.",
        ),
    ]
    for column in columns_of(extract):
        means = column.means
        if column.is_quasi:
            means += f" Communiqué sur {french.count(told[column.label], 'ligne')}."
        found.append((column.label, means))
    if has_events(extract):
        words = dict(EventKind.choices)
        kinds = french.listing([french.lower_first(str(words[kind])) for kind in EVENTS])
        found.append(
            ("Faits", f"Seconde feuille\u00a0: le mois et la nature de chaque fait ({kinds}).")
        )
    return found
