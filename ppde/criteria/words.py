"""How the criteria read: what is asked, in facts; how a version will change the reviews that wait."""

from dataclasses import dataclass

from django.utils import timezone

from ppde import eligibility
from ppde.eligibility import Terms
from ppde.models import EligibilityReview, EligibilityRule
from tzcld.ui import french


def months(n: int) -> str:
    return f"{french.count(n, 'mois', 'mois')} au moins"


def facts(asked: Terms) -> list[dict]:
    """What is asked of a person, as label and value."""
    found = [
        ("Sans emploi durable", months(asked.months_without_job)),
        ("Habite le territoire", months(asked.months_resident)),
    ]
    if asked.positive_acts:
        found.append(("Recherche active", "appréciée en entretien"))
    found += [(c.label, f"{c.question} Attendu\u00a0: {c.expected}.") for c in asked.criteria]
    return [{"label": label, "value": value} for label, value in found]


def room(rule: EligibilityRule) -> str:
    """What the hub lets its territories choose, in a sentence."""
    given = [
        f"{words} jusqu’à {french.count(least, 'mois', 'mois')}"
        for words, least in (
            ("la durée sans emploi", rule.least_months_without_job),
            ("la durée de résidence", rule.least_months_resident),
        )
        if least is not None
    ]
    if not given:
        return "Un territoire peut ajouter un critère ou préciser le sens des mots, sans changer les durées."
    return f"Un territoire peut abaisser {french.listing(given)}, et ajouter un critère."


def summary(version) -> str:
    """A version in one line of the history."""
    parts = []
    if version.months_without_job is not None:
        parts.append(
            f"{french.count(version.months_without_job, 'mois', 'mois')} sans emploi durable"
        )
    if version.months_resident is not None:
        parts.append(f"{french.count(version.months_resident, 'mois', 'mois')} de résidence")
    if getattr(version, "positive_acts", False):
        parts.append("recherche active")
    parts += [french.lower_first(c.label) for c in version.criteria.all()]
    if not parts:
        parts = ["durées de la métropole"]
    return (
        f"{french.upper_first(french.listing(parts))}. Source\u00a0: {version.source.rstrip('.')}."
    )


@dataclass(frozen=True)
class Change:
    """Reviews that wait and would all change from one reading to the same other, by number."""

    references: list[str]
    now: str
    then: str


def changes(waiting: list[EligibilityReview], asked: Terms) -> list[Change]:
    """The reviews among `waiting` (of `pending_reviews`) that would be read otherwise under these terms."""
    found: dict[tuple[str, str], list[str]] = {}
    for review in waiting:
        now = eligibility.opinion(eligibility.read(review))
        then = eligibility.opinion(eligibility.read(review, asked))
        if now != then:
            found.setdefault((now, then), []).append(review.person.reference)
    return [Change(references, *readings) for readings, references in found.items()]


def effect(found: list[Change], waiting: int) -> str:
    """The effect of a version on what waits, in a sentence."""
    if not waiting:
        return "Aucun examen n’attend le comité\u00a0: rien ne change pour personne aujourd’hui."
    n = sum(len(change.references) for change in found)
    if not n:
        who = "l’examen" if waiting == 1 else f"les {french.count(waiting, 'examen')}"
        return f"Rien ne change pour {who} en attente."
    return (
        f"{french.count(n, 'examen')} en attente sur {french.number(waiting)} "
        f"{french.accord(n, 'serait lu,seraient lus')} autrement. Revoyez-les avec les personnes avant cette date, "
        "ou présentez-les au comité avant."
    )


def is_outdated(review: EligibilityReview, rule: EligibilityRule | None) -> bool:
    """Prepared under a rule that another has replaced since."""
    return bool(rule and rule.pk != review.rule_id and rule.valid_from <= timezone.localdate())
