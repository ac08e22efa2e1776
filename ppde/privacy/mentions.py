"""Where other texts of the territory name somebody, for the copy of what is held on them: what an erasure would look for
(ppde/retention/standings.py) is held as long as there is none (RGPD, art. 15-1).

What surrounds the name is given of a text that is about nobody. That what is about somebody else (a file, an orientation, an alert)
or the journal names the person is said, without the text (art. 15-4).
"""

from ppde.models import Orientation, Person, ReadingAlert
from ppde.retention.standings import ABOVE, NAMESAKE_AT_HUB, told
from territories.holdings import holdings

OF_OTHERS = (
    "Vos prénom et nom se lisent aussi dans ce qui est écrit de quelqu’un d’autre, ou au journal. Ces textes parlent d’autres "
    "personnes\u00a0: ils ne sont pas dans cette copie."
)
NAMESAKES = (
    "Quelqu’un d’autre porte ici les mêmes prénom et nom\u00a0: ce qui est de vous dans les comptes rendus, les décisions et les autres "
    "textes est à lire avec l’équipe."
)
AT_HUB = "La métropole vous nomme dans ses propres textes\u00a0: demandez-les-lui."


def in_the_copy(subject: Person | Orientation) -> list[list[tuple[str, str]]]:
    """As (label, words) for each place. In the caller's scope."""
    standing = told(subject)
    here = [place for place in standing.places if place.group != ABOVE]
    at_hub = [p for p in standing.places if p.group == ABOVE and p.fate != NAMESAKE_AT_HUB]
    if standing.is_others:
        rows = [[("À savoir", NAMESAKES)]] if here else []
    else:
        about = {holding.model for holding in holdings()} | {ReadingAlert}
        rows = [
            [("Où", f"{place.where} ({place.row})"), ("Passage", place.said)]
            for place in here
            if place.said and type(place.row) not in about
        ]
        if len(rows) < len(here):
            rows.append([("À savoir", OF_OTHERS)])
    if at_hub:
        rows.append([("À savoir", AT_HUB)])
    return rows
