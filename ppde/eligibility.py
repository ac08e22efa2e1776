"""What the rule of the hub says of a situation: advice in words. The committee decides, never the tool.

Criteria of art. 9 VI, loi 2020-1577 (domain.md §1.2): without lasting job for so many months on the volunteer date,
resident for so many months on that date, positive acts of search. Thresholds come from the dated rule.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from tzcld.ui import french


@dataclass(frozen=True)
class Criterion:
    """One criterion: its name, whether the situation meets it, the sentence that says why, the measure in words."""

    label: str
    met: bool
    sentence: str
    measure: str


def months_before(day: date, months: int) -> date:
    """The same day `months` earlier; the last day of the month when that day does not exist."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def months_after(day: date, months: int) -> date:
    """The same day `months` later; the last day of the month when that day does not exist."""
    return months_before(day, -months)


def advice(
    rule, volunteer_on: date, without_job_since: date, resident_since: date, positive_acts: bool
) -> list[Criterion]:
    """The criteria of `rule` (an EligibilityRule) for a volunteer of this day, in the order of the law."""
    found = [
        _duration(
            "Sans emploi durable",
            without_job_since,
            volunteer_on,
            rule.months_without_job,
            "depuis",
        ),
        _duration(
            "Habite le territoire", resident_since, volunteer_on, rule.months_resident, "depuis"
        ),
    ]
    if rule.positive_acts:
        found.append(
            Criterion(
                "Recherche active",
                positive_acts,
                "Des démarches de recherche ont été appréciées en entretien."
                if positive_acts
                else "Aucune démarche de recherche n’a été appréciée en entretien.",
                "appréciée en entretien" if positive_acts else "non appréciée",
            )
        )
    return found


def _duration(label: str, since: date, on: date, months: int, word: str) -> Criterion:
    limit = months_before(on, months)
    met = since <= limit
    length = french.elapsed(since, on) if since < on else "moins d’un jour"
    asked = french.count(months, "mois", "mois")
    sentence = f"{label} {word} le {french.date(since)}, soit {length} au jour du volontariat"
    if met:
        sentence += f"\u00a0: au moins {asked}, comme demandé."
    else:
        sentence += f"\u00a0: la règle demande {asked}, donc au plus tard le {french.date(limit)}."
    return Criterion(label, met, sentence, length)


def opinion(criteria: list[Criterion]) -> str:
    """The advice in one sentence."""
    missing = [c.label.lower() for c in criteria if not c.met]
    if not missing:
        return "Les critères de la règle sont réunis."
    if len(missing) == 1:
        return f"Un critère n’est pas réuni\u00a0: {missing[0]}."
    return f"{french.upper_first(french.words_number(len(missing)))} critères ne sont pas réunis\u00a0: {french.listing(missing)}."
