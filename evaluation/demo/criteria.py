"""Criteria of eligibility in the demonstration: the next version of each hub, and what one territory makes precise."""

from datetime import date

from django.utils import timezone

from cle.models import Meeting
from evaluation.demo.ground import Ground
from evaluation.demo.refusals import decide
from ppde.models import EligibilityCriterion, EligibilityPrecision, EligibilityRule
from territories.models import Territory

SOURCE = "proposition de loi 1326, texte voté le 27 janvier 2026, à confirmer"
WORDING = "Ce que le comité entend par privation durable d’emploi."


def prepare_next(hub: Territory, today: date) -> None:
    """From next 1 January, the criterion that the bill adds (domain.md §1.10) and some room for the territories."""
    rule = EligibilityRule.objects.create(
        territory=hub,
        version=2,
        valid_from=date(today.year + 1, 1, 1),
        source=SOURCE,
        least_months_without_job=9,
    )
    EligibilityCriterion.objects.create(
        territory=hub,
        rule=rule,
        key="difficultes-sociales-et-professionnelles-particulieres",
        label="Difficultés sociales et professionnelles particulières",
        question="La personne rencontre-t-elle des difficultés particulières pour accéder à l’emploi\u00a0?",
        kind=EligibilityCriterion.Kind.YES_NO,
        source=SOURCE,
    )


def make_precise(ground: Ground, meetings: list[Meeting]) -> None:
    """What a committee understands by privation of work (domain.md §1.2, local definition), taken at its first meeting."""
    if not meetings:
        return
    EligibilityPrecision.objects.create(
        territory=ground.territory,
        version=1,
        valid_from=timezone.localdate(meetings[0].starts_at),
        decision=decide(ground, meetings[0], "eligibility_rule", WORDING),
        source="règlement intérieur du comité, article 4",
        text="Un temps partiel subi de moins de dix heures par semaine, ou des contrats courts qui s’enchaînent "
        "sans durer, comptent comme une privation d’emploi.",
    )
