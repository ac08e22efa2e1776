"""What the rule says of a situation: advice in words. The committee decides, never the tool.

Criteria of art. 9 VI, loi 2020-1577 (domain.md §1.2): without lasting job for so many months on the volunteer date,
resident for so many months on that date, positive acts of search. Thresholds come from the hub's dated rule, made
precise by the territory, and each of them may add criteria.
"""

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tzcld.ui import french


@dataclass(frozen=True)
class Criterion:
    """One criterion: its name, whether the situation meets it, the sentence that says why, the measure in words."""

    label: str
    met: bool
    sentence: str
    measure: str


@dataclass(frozen=True)
class Asked:
    """A criterion added by the hub or a territory; the fields of `ppde.models.EligibilityCriterion`."""

    key: str
    label: str
    question: str
    kind: str
    months: int | None = None
    options: Sequence[str] = ()
    met_options: Sequence[str] = ()

    @property
    def expected(self) -> str:
        """What is asked, in words."""
        if self.kind == "duration":
            return f"{french.count(self.months, 'mois', 'mois')} au moins"
        if self.kind == "choice":
            return french.listing(list(self.met_options), "ou")
        return "oui"


@dataclass(frozen=True)
class Terms:
    """What is asked of a volunteer on a day: the hub's rule as a territory makes it precise. Durations in months."""

    months_without_job: int
    months_resident: int
    positive_acts: bool
    criteria: list[Asked] = field(default_factory=list)


def terms(rule, precision=None, criteria: Iterable = ()) -> Terms:
    """The rule (EligibilityRule) refined by the precision (EligibilityPrecision, or None) of a territory.

    A precision written under an earlier rule never contradicts the one in force: its durations are held inside the
    room that this rule leaves. `criteria`: dicts or models, the hub's first; a local one that the hub has since
    taken over is asked once.
    """
    found: dict[str, Asked] = {}
    for row in criteria:
        asked = row if isinstance(row, Asked) else Asked(**row)
        found.setdefault(asked.key, asked)
    return Terms(
        _held(rule, precision, "months_without_job"),
        _held(rule, precision, "months_resident"),
        rule.positive_acts,
        list(found.values()),
    )


def _held(rule, precision, name: str) -> int:
    asked = getattr(rule, name)
    local = getattr(precision, name) if precision else None
    least = getattr(rule, f"least_{name}")
    if local is None or least is None:
        return asked
    return min(max(local, least), asked)


def months_before(day: date, months: int) -> date:
    """The same day `months` earlier; the last day of the month when that day does not exist."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def months_after(day: date, months: int) -> date:
    """The same day `months` later; the last day of the month when that day does not exist."""
    return months_before(day, -months)


def read(review, asked: Terms | None = None) -> list[Criterion]:
    """A review (of `with_criteria`) under the version and the volunteer date that it keeps, or under other terms to see their effect."""
    return advice(
        asked or terms(review.rule, review.precision, review.own_criteria),
        review.volunteer_on or review.person.volunteer_on,
        review.without_job_since,
        review.resident_since,
        review.positive_acts,
        review.answers,
    )


def advice(
    rule,
    volunteer_on: date,
    without_job_since: date,
    resident_since: date,
    positive_acts: bool,
    answers: dict[str, Any] | None = None,
) -> list[Criterion]:
    """The criteria of `rule` (an EligibilityRule, or Terms) for a volunteer of this day, in the order of the law."""
    found = [
        _duration("Sans emploi durable", without_job_since, volunteer_on, rule.months_without_job),
        _duration("Habite le territoire", resident_since, volunteer_on, rule.months_resident),
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
    if isinstance(rule, Terms):
        found += [
            _added(asked, (answers or {}).get(asked.key), volunteer_on) for asked in rule.criteria
        ]
    return found


def _duration(label: str, since: date, on: date, months: int) -> Criterion:
    limit = months_before(on, months)
    met = since <= limit
    length = french.elapsed(since, on) if since < on else "moins d’un jour"
    asked = french.count(months, "mois", "mois")
    sentence = f"{label} depuis le {french.date(since)}, soit {length} au jour du volontariat"
    if met:
        sentence += f"\u00a0: au moins {asked}, comme demandé."
    else:
        sentence += f"\u00a0: la règle demande {asked}, donc au plus tard le {french.date(limit)}."
    return Criterion(label, met, sentence, length)


def _added(asked: Asked, answer: Any, on: date) -> Criterion:
    if answer in (None, ""):
        return Criterion(
            asked.label, False, "La question n’a pas encore été posée.", "sans réponse"
        )
    if asked.kind == "duration":
        return _duration(asked.label, date.fromisoformat(answer), on, asked.months or 0)
    if asked.kind == "choice":
        met, told = answer in asked.met_options, str(answer)
    else:
        met, told = bool(answer), "oui" if answer else "non"
    sentence = f"{asked.question} Réponse\u00a0: {told}."
    if not met:
        sentence += f" La règle demande\u00a0: {asked.expected}."
    return Criterion(asked.label, met, sentence, told)


def opinion(criteria: list[Criterion]) -> str:
    """The advice in one sentence."""
    missing = [french.lower_first(c.label) for c in criteria if not c.met]
    if not missing:
        return "Les critères de la règle sont réunis."
    if len(missing) == 1:
        return f"Un critère n’est pas réuni\u00a0: {missing[0]}."
    return f"{french.upper_first(french.words_number(len(missing)))} critères ne sont pas réunis\u00a0: {french.listing(missing)}."
