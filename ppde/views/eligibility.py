"""Eligibility: preparing with the person, recording what the committee decided."""

from functools import partial

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone

from cle.models import Decision
from ppde import eligibility, operations
from ppde.criteria import words
from ppde.criteria.forms import MeetingDecisionsForm
from ppde.forms import DecideForm, IneligibleForm, ReasonForm, ReviewForm
from ppde.models import EligibilityReview
from ppde.operations.criteria import precision_in_force, rule_in_force, terms_of
from ppde.views.common import (
    AT_ONCE,
    act,
    get_person,
    get_row,
    meeting_page,
    tried,
    under,
    url,
)
from territories.access import FORM, allows
from tzcld.ui import french
from tzcld.ui.confirm import confirm


@allows("eligibility_prepare", methods=FORM)
def review_prepare(request, pk: int):
    """The form is the one of the rule in force today, made precise by the territory."""
    person = get_person(request, pk)
    pending = person.reviews.filter(outcome=EligibilityReview.Outcome.PENDING).first()
    rule, precision = rule_in_force(request.territory), precision_in_force(request.territory)
    asked = terms_of(rule, precision) if rule else None
    form = ReviewForm(
        request.POST or None,
        instance=pending,
        asked=asked,
        initial={} if pending else {"evidence_seen_on": timezone.localdate()},
    )
    return act(
        request,
        person,
        form,
        lambda data: operations.prepare_review(person, by=request.user, **form.values()),
        done="L’examen est prêt à être présenté au comité local.",
        title="Préparer l’examen d’éligibilité",
        intro=f"{person}, {person.reference}. À remplir avec la personne\u00a0: l’échange d’abord, les indices ensuite.",
        submit_label="Préparer l’examen",
        last="Éligibilité",
        template="ppde/review_prepare.html",
        rule=rule,
        precision=precision,
        asked=words.facts(asked) if asked else [],
    )


def _decisions(request):
    """Those that may settle a review: on eligibility, adopted, at a meeting that has been held."""
    return (
        Decision.objects.visible_to(request.user)
        .within(request.territory)
        .adopted()
        .filter(kind=Decision.Kind.ELIGIBILITY, meeting__starts_at__lte=timezone.now())
        .select_related("meeting", "meeting__committee")
    )


@allows("eligibility_decide", methods=FORM)
def review_decide(request, pk: int):
    """What the committee decided, taken from its adopted decisions."""
    review = get_row(request, EligibilityReview.objects.with_criteria(), pk, "decision")
    # Taken since the person volunteered.
    decisions = _decisions(request).filter(meeting__starts_at__date__gte=review.person.volunteer_on)
    # Once an issue noted wrongly is taken back, its decision is most often the one of the true issue.
    form = DecideForm(
        request.POST or None,
        decisions=decisions,
        initial={"decision": request.GET.get("decision")},
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        operation = operations.decide_review
        if tried(form, lambda: operation(review, by=request.user, **data), "decision"):
            messages.success(request, "La décision du comité est enregistrée au dossier.")
            return redirect(url(request, "review_list"))
    return render(
        request, "ppde/review_decide.html", _decision_page(request, review, form, decisions)
    )


@allows("eligibility_decide", methods=FORM)
def ineligible_record(request, pk: int):
    """The exit « non éligible », with the committee's decision."""
    person = get_person(request, pk)
    decisions = _decisions(request)
    if person.volunteer_on:
        decisions = decisions.filter(meeting__starts_at__date__gte=person.volunteer_on)
    return act(
        request,
        person,
        IneligibleForm(request.POST or None, decisions=decisions),
        lambda data: operations.leave_ineligible(person, by=request.user, **data),
        done="La sortie est enregistrée. Un retour demandera un nouvel acte de volontariat.",
        field="decision",
        title="Sortie «\u00a0non éligible\u00a0»",
        intro=f"{person.reference}. Quand le comité ne reconnaît pas les conditions réunies\u00a0: la personne quitte la liste au jour de "
        "la séance. Une issue notée sur la mauvaise ligne se corrige d’abord, tant qu’aucun poste n’a été proposé.",
        submit_label="Enregistrer la sortie",
    )


@allows("eligibility_decide", methods=FORM)
def review_reopen(request, pk: int):
    """One issue noted wrongly, by number alone: this review waits again, the others of its decision stay."""
    review = get_row(request, EligibilityReview, pk, "decision")
    number, decided = french.de(review.person.reference), review.decision_id
    return confirm(
        request,
        partial(operations.reopen_review, review, by=request.user),
        to=f"{url(request, 'review_decide', review.pk)}?decision={decided}",
        form=ReasonForm(request.POST or None),
        done=f"L’examen {number} attend de nouveau\u00a0: notez l’issue.",
        title=f"Corriger l’issue de l’examen {number}\u00a0?",
        facts=[
            {"label": "Issue notée", "value": french.upper_first(review.get_outcome_display())},
            {"label": "Décision", "value": review.decision or "aucune"},
        ],
        consequence="Pour une issue notée sur la mauvaise ligne\u00a0: cet examen seul attend de nouveau le comité, sous la même "
        "règle. La décision et les autres issues qu’elle porte restent. Ce qui était écrit reste dans l’historique.",
        submit_label="Corriger l’issue",
        cancel_url=url(request, "review_list"),
        breadcrumb=under(request, "Examens d’éligibilité", "review_list", "Corriger l’issue"),
    )


@allows("eligibility_decide", methods=FORM)
def reviews_decide(request):
    """Several reviews at one meeting, by number alone: the page may be projected."""
    waiting = EligibilityReview.objects.visible_to(request.user).within(request.territory)
    waiting = waiting.waiting().with_criteria()
    waiting = waiting.select_related("person").order_by("person__volunteer_on", "person__number")
    reviews = list(waiting[:AT_ONCE])
    decisions = _decisions(request)
    form = MeetingDecisionsForm(request.POST or None, decisions=decisions, reviews=reviews)
    if request.method == "POST" and form.is_valid():
        decision, outcomes = form.cleaned_data["decision"], form.outcomes()
        decide = operations.decide_reviews
        if done := tried(form, lambda: decide(outcomes, decision, by=request.user), "decision"):
            messages.success(request, _decided(done))
            return redirect(url(request, "review_list"))
    rows = [_reading(review, field) for review, field in form.rows()]
    context = {
        **meeting_page(
            request, form, rows, waiting=waiting, of=("Examens d’éligibilité", "review_list")
        ),
        "title": "Décider en séance",
        "lead": "Aucun nom sur cette page\u00a0: elle peut être projetée. L’outil donne un avis, le comité décide.",
    }
    return render(request, "ppde/reviews_decide.html", context)


def _reading(review, field) -> dict:
    criteria = eligibility.read(review)
    return {
        "review": review,
        "field": field,
        "criteria": criteria,
        "opinion": eligibility.opinion(criteria),
    }


def _decided(done: list) -> str:
    n = len(done)
    verb = french.accord(n, "est inscrite à son dossier,sont inscrites aux dossiers")
    return f"{french.count(n, 'décision')} {verb}."


def _decision_page(request, review, form, decisions) -> dict:
    criteria = eligibility.read(review)
    trail = under(request, "Examens d’éligibilité", "review_list", review.person.reference)
    return {
        "form": form,
        "review": review,
        "criteria": criteria,
        "opinion": eligibility.opinion(criteria),
        "has_decisions": decisions.exists(),
        "is_outdated": words.is_outdated(review, rule_in_force(request.territory)),
        "title": f"Décision du comité sur {review.person.reference}",
        "intro": "Le nom n’apparaît pas sur cette page\u00a0: elle peut être ouverte en séance.",
        "submit_label": "Enregistrer la décision",
        "cancel_url": url(request, "review_list"),
        "breadcrumb": trail,
    }
