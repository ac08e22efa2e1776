"""Eligibility: prepared with the person, decided by the committee (domain.md §1.2). The tool advises."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from cle.models import Decision
from ppde.eligibility import Asked
from ppde.models import EligibilityReview, EventKind, Outcome, OutcomeKind, Person, RankAct
from ppde.operations.corrections import refuse_no_reason, take_back
from ppde.operations.criteria import precision_in_force, rule_in_force, terms_of
from ppde.operations.journey import figures_moved, lock, refresh, refuse_future, write
from ppde.operations.outcomes import record_outcome
from territories import journal
from tzcld.ui import french


@transaction.atomic
def prepare_review(
    person: Person,
    without_job_since: date,
    resident_since: date,
    positive_acts: bool,
    evidence: Iterable[str],
    evidence_seen_on: date,
    *,
    answers: dict[str, Any] | None = None,
    by,
) -> EligibilityReview:
    """What was appreciated with the person, under the rule in force today. A review still pending is rewritten.

    `answers`: to the criteria that the hub or the territory added, by key: a day (ISO), a boolean, or a listed answer.
    """
    lock(person)
    _check_may_be_reviewed(person)
    rule = rule_in_force(person.territory)
    if rule is None:
        raise ValidationError(
            "Aucune règle d’éligibilité n’est en vigueur. La métropole doit d’abord en enregistrer une.",
            code="rule",
        )
    precision = precision_in_force(person.territory)
    answers = _checked(answers or {}, terms_of(rule, precision).criteria)
    for day, words in (
        (without_job_since, "Écrivez le premier jour sans emploi durable"),
        (resident_since, "Écrivez le jour d’arrivée sur le territoire"),
        (evidence_seen_on, "Écrivez le jour où les indices ont été vus"),
    ):
        refuse_future(day, words)
    review = person.reviews.filter(outcome=EligibilityReview.Outcome.PENDING).first()
    is_new = review is None
    review = review or EligibilityReview(territory_id=person.territory_id, person=person)
    names = ["rule", "precision", "without_job_since", "resident_since", "positive_acts", "answers"]
    names += ["evidence", "evidence_seen_on"]
    before = {} if is_new else {name: getattr(review, name) for name in names}
    review.rule, review.precision, review.answers = rule, precision, answers
    review.prepared_by, review.prepared_at = by, timezone.now()
    review.without_job_since, review.resident_since = without_job_since, resident_since
    review.positive_acts, review.evidence = positive_acts, list(evidence)
    review.evidence_seen_on = evidence_seen_on
    review.full_clean(
        exclude=["territory", "person", "rule", "precision", "prepared_by", "decision"]
    )
    review.save()
    changed_before, changed_after = journal.changes(review, names, before)
    journal.record("prepare", person, by=by, before=changed_before, after=changed_after, named=True)
    return review


def _checked(answers: dict[str, Any], asked: list[Asked]) -> dict[str, Any]:
    """The answers to what is asked, and to nothing else."""
    found = {}
    for criterion in asked:
        answer = answers.get(criterion.key)
        if answer in (None, ""):
            raise ValidationError(f"Il manque une réponse : {criterion.question}", code="answer")
        if criterion.kind == "choice" and answer not in criterion.options:
            raise ValidationError(
                f"Choisissez une réponse de la liste : {criterion.question}", code="answer"
            )
        if criterion.kind == "duration":
            refuse_future(date.fromisoformat(str(answer)), "Écrivez le premier jour")
            answer = str(answer)
        found[criterion.key] = answer
    return found


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
    if person.outcome_on and on > person.outcome_on:
        raise ValidationError(
            f"La personne était sortie du parcours depuis le {french.date(person.outcome_on)}\u00a0: il n’y avait plus rien à "
            "décider.",
            code="outcome",
        )
    review.decision, review.outcome, review.decided_on = decision, outcome, on
    review.decided_at, review.volunteer_on = timezone.now(), person.volunteer_on
    review.save(update_fields=["decision", "outcome", "decided_on", "decided_at", "volunteer_on"])
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


@transaction.atomic
def leave_ineligible(person: Person, decision: Decision, *, by) -> Outcome:
    """The committee says that the conditions are not met: the person leaves, on the day of that meeting (domain.md §3.2).

    Also of somebody recognised by mistake, whose issue is no longer corrected once a post was proposed. A return asks for
    a new act. Raises ValidationError.
    """
    lock(person)
    if not (person.is_on_list or person.state == Person.State.NOT_ELIGIBLE):
        raise ValidationError(
            "Cette sortie est celle d’une personne de la liste, ou que le comité n’a pas reconnue éligible.",
            code="state",
        )
    on = _decision_day(person, decision)
    if person.eligible_on and on < person.eligible_on:
        raise ValidationError(
            f"Le comité l’a reconnue éligible le {french.date(person.eligible_on)}, après cette séance.",
            code="order",
        )
    return record_outcome(person, OutcomeKind.INELIGIBLE, on, decision=decision, by=by)


# Called with the review before it waits again: rooms above refuse what they alone know, by raising ValidationError.
CHECKS: list = []


@transaction.atomic
def reopen_review(review: EligibilityReview, *, by, reason: str) -> EligibilityReview:
    """What the committee decided was noted wrongly: the review waits for it again, under the rule it was prepared with.

    Refused once something was built on it: an exit, a return, another review, a post proposed.
    """
    person = review.person
    refuse_no_reason(reason, "Dites pourquoi l’issue est corrigée.")
    lock(person)
    review.refresh_from_db(from_queryset=EligibilityReview.objects.select_for_update(of=("self",)))
    if review.outcome == EligibilityReview.Outcome.PENDING:
        raise ValidationError("Cet examen attend déjà le comité.", code="pending")
    _refuse_what_followed(person, review)
    for check in CHECKS:
        check(review)
    before = {
        "issue": review.get_outcome_display(),
        "décision": str(review.decision),
        "décidé le": review.decided_on,
    }
    words = french.upper_first(review.get_outcome_display())
    take_back(
        person,
        EventKind.ELIGIBILITY,
        review.decided_on,
        f"L’issue notée (« {words} », décision {review.decision}) était une erreur. L’examen attend de nouveau le comité.",
        by=by,
        reason=reason,
    )
    review.outcome, review.decision = EligibilityReview.Outcome.PENDING, None
    review.decided_on = review.decided_at = review.volunteer_on = None
    review.save(update_fields=["outcome", "decision", "decided_on", "decided_at", "volunteer_on"])
    journal.record(
        "correct",
        person,
        by=by,
        before=before,
        after={"issue": review.get_outcome_display()},
        reason=reason,
        named=True,
    )
    refresh(person)
    figures_moved(person.territory_id)
    return review


def _refuse_what_followed(person: Person, review: EligibilityReview) -> None:
    left = person.outcomes.standing().first()
    if left:
        raise ValidationError(
            f"Une sortie a suivi ({left}, {french.date(left.on)}).", code="outcome"
        )
    at = review.decided_at or review.prepared_at
    later = Q(on__gt=review.decided_on) | Q(on=review.decided_on, recorded_at__gt=at)
    if person.returns.filter(later).exists():
        raise ValidationError("La personne est sortie puis revenue depuis.", code="return")
    renewed = person.rank_acts.filter(kind=RankAct.Kind.RENEWAL, undone=None, recorded_at__gt=at)
    if act := renewed.first():
        raise ValidationError(
            f"La personne a signé un nouvel acte de volontariat depuis, le {french.date(act.after_on)}.",
            code="renewal",
        )
    if person.reviews.filter(prepared_at__gt=review.prepared_at).exists():
        raise ValidationError("Un autre examen a été préparé depuis.", code="later")


@transaction.atomic
def decide_reviews(
    outcomes: dict[EligibilityReview, str], decision: Decision, *, by
) -> list[EligibilityReview]:
    """What the committee decided of several reviews at one meeting: all are recorded, or none."""
    if not outcomes:
        raise ValidationError("Choisissez une issue pour au moins un examen.", code="none")
    done = []
    # In one order whoever decides: two colleagues never wait for each other.
    for review in sorted(outcomes, key=lambda r: r.person_id):
        try:
            done.append(decide_review(review, decision, outcomes[review], by=by))
        except ValidationError as refusal:
            told = " ".join(refusal.messages)
            raise ValidationError(
                f"{review.person.reference} : {told}", code=refusal.code
            ) from refusal
    return done


def _decision_day(person: Person, decision: Decision) -> date:
    """The day of the meeting, once the decision is found to be one that settles eligibility here."""
    if decision.territory_id != person.territory_id:
        raise ValidationError("Cette décision est d’un autre territoire.", code="territory")
    if decision.kind != Decision.Kind.ELIGIBILITY:
        raise ValidationError("Cette décision ne porte pas sur l’éligibilité.", code="kind")
    if not decision.stands:
        raise ValidationError(
            "Cette décision n’a pas été adoptée par le comité, ou elle a été rectifiée.",
            code="adopted",
        )
    on = timezone.localdate(decision.meeting.starts_at)
    refuse_future(on, "Une décision se note une fois la séance tenue")
    if person.volunteer_on and on < person.volunteer_on:
        raise ValidationError(
            f"La séance du {french.date(on)} a eu lieu avant le volontariat "
            f"({french.date(person.volunteer_on)}).",
            code="order",
        )
    return on
