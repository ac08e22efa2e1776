"""Nobody's name in what others than the team read: a committee, an employer know persons by their number (M-0047)."""

import re
from collections.abc import Callable

from django.core.exceptions import ValidationError

from tzcld.ui import french

# A room above answers the names of persons written in a text, as they are there; None when the account reads no name of
# this territory: nothing is compared for it, else a refusal would tell it who has a file.
FINDERS: list[Callable] = []
NUMBER = r"M-\d+"
WORD = r"[^\W\d_]+(?:[-’'][^\W\d_]+)*"
# « M-0047 Zélie Auditeur », « M-0047 (AUDITEUR Zélie) », « Zélie Auditeur (M-0047) ».
BESIDE = (
    re.compile(rf"{NUMBER}\s*\(?\s*(?P<name>{WORD}\s+{WORD})"),
    re.compile(rf"(?P<name>{WORD}\s+{WORD})\s*\(\s*{NUMBER}"),
)
ACRONYM = 4
MEMBERS = "les membres du comité lisent ce texte, et ne connaissent une personne que par son numéro"


def refuse_names(territory, by, *, because: str = MEMBERS, **texts: str) -> None:
    """Raise ValidationError by field when one of the texts names a person of the territory's files.

    An account that reads no name is told of what looks like one beside a number, whoever it is. `because`: who reads
    these texts and must not learn a name by them.
    """
    refused = {}
    for field, text in texts.items():
        if text and (found := _found(territory, text, by)):
            refused[field] = _sentence(found, because)
    if refused:
        raise ValidationError(refused)


def _found(territory, text: str, by) -> list[str]:
    answers = [find(territory, text, by) for find in FINDERS]
    if any(answer is None for answer in answers):
        return like_names(text)
    return [name for answer in answers for name in answer]


def like_names(text: str) -> list[str]:
    """Two words with a capital beside a number, neither of them an acronym."""
    found = [match["name"] for pattern in BESIDE for match in pattern.finditer(text)]
    return [name for name in found if all(_is_capital(word) for word in name.split())]


def _is_capital(word: str) -> bool:
    return word[0].isupper() and not (word.isupper() and len(word) <= ACRONYM)


def _sentence(found: list[str], because: str) -> str:
    words = french.listing([f"«\u00a0{name}\u00a0»" for name in dict.fromkeys(found)])
    return f"Retirez {words}\u00a0: {because}. Exemple\u00a0: M-0047."
