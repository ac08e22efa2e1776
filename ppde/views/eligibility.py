"""Eligibility: preparing with the person, recording what the committee decided."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone

from cle.models import Decision
from ppde import eligibility, operations
from ppde.criteria import words
from ppde.criteria.forms import MeetingDecisionsForm
from ppde.forms import DecideForm, ReviewForm
from ppde.models import EligibilityReview
from ppde.operations.criteria import precision_in_force, rule_in_force, terms_of
from ppde.views.common import (
    AT_ONCE,
    act,
    crumbs,
    get_person,
    get_row,
    meeting_page,
    tried,
    url,
)
from territories.access import FORM, allows
from tzcld.ui import french


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
        initial={"evidence_seen_on": timezone.localdate()},
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
    form = DecideForm(request.POST or None, decisions=decisions)
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
def reviews_decide(request):
    """Several reviews at one meeting, by number alone: the page may be projected."""
    waiting = EligibilityReview.objects.visible_to(request.user).within(request.territory)
    waiting = waiting.filter(outcome=EligibilityReview.Outcome.PENDING).with_criteria()
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
    trail = crumbs(request, last=review.person.reference)
    trail.insert(1, {"label": "Examens d’éligibilité", "url": url(request, "review_list")})
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
