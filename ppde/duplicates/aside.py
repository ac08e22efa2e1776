"""What could not stand twice in one file, in words: the database keeps one of each, and somebody may want the other."""

from collections.abc import Iterable

from django.apps import apps
from django.db import models

from ppde.duplicates.memory import row_again
from ppde.models import EligibilityReview, Outcome, Person
from territories.holdings import Holding, holdings
from tzcld.ui import french

# Told by the page of the merge and by the facts of the file.
TOLD_OTHERWISE = {EligibilityReview, Outcome}


def aside_told(kept: Person, rows: Iterable[dict]) -> list[str]:
    """« pause (du 3 mai au 2 juin 2026, formation) » for each row (`row_of`) that says what the file does not say."""
    about = {holding.model: holding for holding in holdings() if holding.link}
    told = []
    for row in rows:
        model = apps.get_model(row["model"])
        holding = about.get(model)
        if holding is None or model in TOLD_OTHERWISE:
            continue
        words = _words(holding, row_again(model, row, row["pk"]))
        if words and words not in [_words(holding, mine) for mine in holding.rows(kept)]:
            told.append(f"{model._meta.verbose_name} ({words})")
    return told


def _words(holding: Holding, row: models.Model) -> str:
    """What a row says, a « oui » by what it answers."""
    said = [
        label if words == "Oui" else words for label, words in holding.read(row) if words != "Non"
    ]
    return ", ".join(map(french.lower_first, said))
