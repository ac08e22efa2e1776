"""Eligibility: preparing with the person, recording what the committee decided."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone

from cle.models import Decision
from ppde import eligibility, operations
from ppde.forms import DecideForm, ReviewForm
from ppde.models import EligibilityReview
from ppde.operations.eligibility import rule_in_force
from ppde.views.common import act, crumbs, get_person, get_row, tried, url
from territories.access import FORM, allows


@allows("eligibility_prepare", methods=FORM)
def review_prepare(request, pk: int):
    person = get_person(request, pk)
    pending = person.reviews.filter(outcome=EligibilityReview.Outcome.PENDING).first()
    form = ReviewForm(
        request.POST or None, instance=pending, initial={"evidence_seen_on": timezone.localdate()}
    )
    return act(
        request,
        person,
        form,
        lambda data: operations.prepare_review(person, by=request.user, **data),
        done="L’examen est prêt à être présenté au comité local.",
        title="Préparer l’examen d’éligibilité",
        intro=f"{person}, {person.reference}. À remplir avec la personne\u00a0: l’échange d’abord, les indices ensuite.",
        submit_label="Préparer l’examen",
        last="Éligibilité",
        template="ppde/review_prepare.html",
        rule=rule_in_force(request.territory),
    )


@allows("eligibility_decide", methods=FORM)
def review_decide(request, pk: int):
    """What the committee decided, taken from its adopted decisions."""
    review = get_row(request, EligibilityReview, pk, "rule", "decision")
    decisions = (
        Decision.objects.visible_to(request.user)
        .within(request.territory)
        .adopted()
        .filter(kind=Decision.Kind.ELIGIBILITY)
        # Those that may settle this review: taken since the person volunteered, and not to come.
        .filter(
            meeting__starts_at__date__gte=review.person.volunteer_on,
            meeting__starts_at__lte=timezone.now(),
        )
        .select_related("meeting", "meeting__committee")
    )
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


def _decision_page(request, review, form, decisions) -> dict:
    criteria = eligibility.advice(
        review.rule,
        review.person.volunteer_on,
        review.without_job_since,
        review.resident_since,
        review.positive_acts,
    )
    trail = crumbs(request, last=review.person.reference)
    trail.insert(1, {"label": "Examens d’éligibilité", "url": url(request, "review_list")})
    return {
        "form": form,
        "review": review,
        "criteria": criteria,
        "opinion": eligibility.opinion(criteria),
        "has_decisions": decisions.exists(),
        "title": f"Décision du comité sur {review.person.reference}",
        "intro": "Le nom n’apparaît pas sur cette page\u00a0: elle peut être ouverte en séance.",
        "submit_label": "Enregistrer la décision",
        "cancel_url": url(request, "review_list"),
        "breadcrumb": trail,
    }
