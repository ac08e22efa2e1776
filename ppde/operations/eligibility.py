"""Eligibility: prepared with the person, decided by the committee (domain.md §1.2). The tool advises."""

from collections.abc import Iterable
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from cle.models import Decision
from ppde.models import EligibilityReview, EligibilityRule, EventKind, Person
from ppde.operations.journey import figures_moved, lock, refresh, refuse_future, write
from territories import journal
from territories.models import Territory
from tzcld.ui import french


def rule_in_force(territory: Territory, on: date | None = None) -> EligibilityRule | None:
    """The hub's rule of this day (today by default)."""
    return EligibilityRule.objects.in_force(territory.rules_hub_id, on or timezone.localdate())


@transaction.atomic
def prepare_review(
    person: Person,
    without_job_since: date,
    resident_since: date,
    positive_acts: bool,
    evidence: Iterable[str],
    evidence_seen_on: date,
    *,
    by,
) -> EligibilityReview:
    """What was appreciated with the person, under the rule in force today. A review still pending is rewritten."""
    lock(person)
    _check_may_be_reviewed(person)
    rule = rule_in_force(person.territory)
    if rule is None:
        raise ValidationError(
            "Aucune règle d’éligibilité n’est en vigueur. La métropole doit d’abord en enregistrer une.",
            code="rule",
        )
    for day, words in (
        (without_job_since, "Écrivez le premier jour sans emploi durable"),
        (resident_since, "Écrivez le jour d’arrivée sur le territoire"),
        (evidence_seen_on, "Écrivez le jour où les indices ont été vus"),
    ):
        refuse_future(day, words)
    review = person.reviews.filter(outcome=EligibilityReview.Outcome.PENDING).first()
    is_new = review is None
    review = review or EligibilityReview(territory_id=person.territory_id, person=person)
    names = ["rule", "without_job_since", "resident_since", "positive_acts", "evidence"]
    names += ["evidence_seen_on"]
    before = {} if is_new else {name: getattr(review, name) for name in names}
    review.rule, review.prepared_by, review.prepared_at = rule, by, timezone.now()
    review.without_job_since, review.resident_since = without_job_since, resident_since
    review.positive_acts, review.evidence = positive_acts, list(evidence)
    review.evidence_seen_on = evidence_seen_on
    review.full_clean(exclude=["territory", "person", "rule", "prepared_by", "decision"])
    review.save()
    changed_before, changed_after = journal.changes(review, names, before)
    journal.record("prepare", person, by=by, before=changed_before, after=changed_after, named=True)
    return review


def _check_may_be_reviewed(person: Person) -> None:
    if not person.volunteer_on:
        raise ValidationError(
            "L’éligibilité s’apprécie au jour du volontariat\u00a0: enregistrez-le d’abord.",
            code="volunteer",
        )
    if person.eligible_on:
        raise ValidationError(
            f"Le comité a déjà reconnu cette personne éligible le {french.date(person.eligible_on)}.",
            code="eligible",
        )
    if person.outcome_on:
        raise ValidationError("Cette personne est sortie du parcours.", code="outcome")


@transaction.atomic
def decide_review(
    review: EligibilityReview, decision: Decision, outcome: str, *, by
) -> EligibilityReview:
    """Record what the committee decided. The review keeps the rule it was prepared under, whatever comes later."""
    person = review.person
    lock(person)
    review.refresh_from_db(from_queryset=EligibilityReview.objects.select_for_update(of=("self",)))
    if review.outcome != EligibilityReview.Outcome.PENDING:
        raise ValidationError("Le comité s’est déjà prononcé sur cet examen.", code="decided")
    if outcome not in EligibilityReview.Outcome.values or outcome == "pending":
        raise ValidationError("Dites ce que le comité a décidé.", code="outcome")
    on = _decision_day(person, decision)
    review.decision, review.outcome, review.decided_on = decision, outcome, on
    review.save(update_fields=["decision", "outcome", "decided_on"])
    words = french.upper_first(review.get_outcome_display())
    write(
        person,
        EventKind.ELIGIBILITY,
        on,
        f"{words}. Décision {decision}, règle {review.rule}.",
        by=by,
    )
    journal.record(
        "decide",
        person,
        by=by,
        after={
            "issue": review.get_outcome_display(),
            "décision": str(decision),
            "règle": str(review.rule),
        },
        named=True,
    )
    refresh(person)
    figures_moved(person.territory_id)
    return review


def _decision_day(person: Person, decision: Decision) -> date:
    """The day of the meeting, once the decision is found to be one that settles eligibility here."""
    if decision.territory_id != person.territory_id:
        raise ValidationError("Cette décision est d’un autre territoire.", code="territory")
    if decision.kind != Decision.Kind.ELIGIBILITY:
        raise ValidationError("Cette décision ne porte pas sur l’éligibilité.", code="kind")
    if decision.outcome != Decision.Outcome.ADOPTED:
        raise ValidationError("Cette décision n’a pas été adoptée par le comité.", code="adopted")
    on = timezone.localdate(decision.meeting.starts_at)
    refuse_future(on, "Une décision se note une fois la séance tenue")
    if person.volunteer_on and on < person.volunteer_on:
        raise ValidationError(
            f"La séance du {french.date(on)} a eu lieu avant le volontariat "
            f"({french.date(person.volunteer_on)}).",
            code="order",
        )
    return on
