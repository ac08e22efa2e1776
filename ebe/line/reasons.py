"""Why somebody is passed before a post: the kinds of reasons, and their words."""

from datetime import date, timedelta
from decimal import Decimal

from django.db.models import TextChoices

from ebe.models import Post
from ppde.models import Person
from tzcld.ui import french


class Kind(TextChoices):
    """In the order in which they are looked for; the words count them (singular, plural)."""

    # Limited at the person's request (RGPD art. 18): nothing may be done with the file, nor proposed.
    FROZEN = "frozen", "dossier gelé,dossiers gelés"
    LEAVING = "leaving", "quitte bientôt la liste,quittent bientôt la liste"
    PAUSED = "paused", "en pause,en pause"
    UNAGREED = (
        "unagreed",
        "n’a plus d’accord pour cet employeur,n’ont plus d’accord pour cet employeur",
    )
    REFUSED = "refused", "a refusé ce poste,ont refusé ce poste"
    NO_ANSWER = "no_answer", "n’a pas répondu pour ce poste,n’ont pas répondu pour ce poste"
    WAITING_HERE = "waiting_here", "doit répondre pour ce poste,doivent répondre pour ce poste"
    WAITING = "waiting", "doit répondre pour un autre poste,doivent répondre pour un autre poste"
    ACCEPTED = "accepted", "a accepté un poste,ont accepté un poste"
    HOURS = "hours", "souhaite un autre temps de travail,souhaitent un autre temps de travail"
    CONSTRAINTS = (
        "constraints",
        "a demandé de tenir compte d’une contrainte,ont demandé de tenir compte d’une contrainte",
    )


# The others are wishes.
FACTS = frozenset(Kind) - {Kind.HOURS, Kind.CONSTRAINTS}


def counted(counts: dict[str, int]) -> str:
    """« 12 en pause, 3 ont refusé ce poste et 1 souhaite un autre temps de travail »."""
    return french.listing(
        [
            f"{french.number(counts[kind])} {french.accord(counts[kind], kind.label)}"
            for kind in Kind
            if counts.get(kind)
        ]
    )


def why(
    kind: Kind,
    person: Person,
    post: Post,
    paused_to: date | None,
    leaves_on: date | None,
    replied_on: date | None,
    title: str | None,
) -> str:
    """The reason in words, with its day or its post."""
    match kind:
        case Kind.FROZEN:
            return "dossier gelé à la demande de la personne"
        case Kind.LEAVING:
            return f"départ prévu, quitte la liste le {french.date(leaves_on)}"
        case Kind.PAUSED:
            return (
                f"en pause jusqu’au {french.date(paused_to - timedelta(days=1))}"
                if paused_to
                else "en pause"
            )
        case Kind.UNAGREED:
            return f"accord pour cet employeur retiré ou terminé le {french.date(replied_on)}"
        case Kind.REFUSED:
            return f"a refusé ce poste le {french.date(replied_on)}"
        case Kind.NO_ANSWER:
            return f"n’a pas répondu pour ce poste (noté le {french.date(replied_on)})"
        case Kind.WAITING_HERE:
            return "réponse attendue pour ce poste"
        case Kind.WAITING:
            return f"réponse attendue pour un autre poste ({title})"
        case Kind.ACCEPTED:
            return f"a accepté un poste ({title}), l’embauche est à enregistrer"
        case Kind.HOURS:
            wish = person.wished_hours
            return (
                f"souhaite {french.number(wish)}\u00a0h par semaine, le poste {_offer(wish, post)}"
            )
        case Kind.CONSTRAINTS:
            clash = [
                Person.Constraint(c).label for c in person.constraints_known if c in post.demands
            ]
            return f"a demandé de tenir compte de\u00a0: {french.listing(clash)}"


def _offer(wish: Decimal, post: Post) -> str:
    if wish < post.hours_min:
        return f"en demande {french.number(post.hours_min)} au moins"
    return f"en offre {french.number(post.hours_max)} au plus"
