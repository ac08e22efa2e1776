"""Refusals that the list's rule puts to the committee: those that wait, and what it decided of them at a meeting."""

from functools import partial

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone

from cle.models import Decision
from ppde import mobilisation, operations
from ppde.criteria.forms import MeetingDecisionsForm
from ppde.decision_tables import refusals_table
from ppde.filters import RefusalFilters
from ppde.forms import ReasonForm
from ppde.models import ListRule, RefusalReview
from ppde.operations.ranks import OF_A_PLACE
from ppde.operations.readings import named_exporter
from ppde.views.common import (
    AT_ONCE,
    crumbs,
    get_row,
    list_tabs,
    meeting_page,
    rows_of_files,
    tried,
    under,
    url,
)
from territories.access import FORM, allows
from tzcld.ui import forms, french
from tzcld.ui.confirm import confirm
from tzcld.ui.lists import render_list

TITLE = "Refus soumis au comité"


class RefusalDecisionsForm(MeetingDecisionsForm):
    """What a decision of the committee says of each refusal that waits."""

    issue_word = "Effet"
    issues = (
        ("", "Pas examiné"),
        ("keep", "Le rang est gardé"),
        ("back", "Fin de liste, à la date du refus"),
        ("leaves", "Sortie de la liste"),
    )
    gone = "Le comité s’est déjà prononcé sur un de ces refus, selon quelqu’un d’autre. Vérifiez les autres, puis enregistrez."

    decision = forms.ModelChoiceField(
        Decision.objects.none(),
        label="Décision du comité",
        help_text="De nature «\u00a0place sur la liste\u00a0» ou «\u00a0autre\u00a0», adoptée à une séance tenue depuis le refus. "
        "La plus récente vient en tête.",
    )


def _reviews(request):
    rows = rows_of_files(request, RefusalReview)
    return rows.select_related("person", "decision")


@allows("mobilisation_view")
def refusal_list(request):
    """Those to decide first, then what was decided."""
    waiting = rows_of_files(request, RefusalReview).waiting()
    n = waiting.count()
    decide = {"label": "Décider en séance", "url": url(request, "refusals_decide")}
    decide |= {"icon": "people", "primary": True}
    return render_list(
        request,
        queryset=_reviews(request),
        table=refusals_table(request.territory.slug, request.scope.can),
        title=TITLE,
        filterset_class=RefusalFilters,
        template="ppde/person_list.html",
        export=named_exporter(request, RefusalReview),
        context={
            "tabs": list_tabs(request),
            "actions": [decide] if n and request.scope.can("refusal_decide") else [],
            "lead": _to_decide(n, ListRule.objects.for_list(request.territory)),
            "breadcrumb": crumbs(request, last=TITLE),
        },
    )


def _to_decide(n: int, rule: ListRule) -> str:
    if n:
        verb = french.accord(n, "attend,attendent")
        return f"{french.count(n, 'refus', 'refus')} {verb} la décision du comité local, qui n’y voit que les numéros."
    if rule.refusal == ListRule.Refusal.ASK:
        return "Aucun refus n’attend le comité local. La règle en vigueur lui soumet chaque refus."
    return "Aucun refus n’attend le comité local. La règle en vigueur ne lui en soumet pas."


def _decisions(request, reviews: list[RefusalReview]):
    """Adopted, of a nature that settles a place, at a meeting held since the oldest refusal that waits."""
    found = Decision.objects.visible_to(request.user).within(request.territory).adopted()
    found = found.filter(kind__in=OF_A_PLACE, meeting__starts_at__lte=timezone.now())
    if reviews:
        oldest = min(review.refused_on for review in reviews)
        found = found.filter(meeting__starts_at__date__gte=oldest)
    return found.select_related("meeting", "meeting__committee")


@allows("refusal_decide", methods=FORM)
def refusals_decide(request):
    """Several refusals at one meeting, by number alone: the page may be projected."""
    waiting = _reviews(request).waiting().select_related("rule")
    reviews = list(waiting.order_by("refused_on", "pk")[:AT_ONCE])
    decisions = _decisions(request, reviews)
    form = RefusalDecisionsForm(
        request.POST or None,
        decisions=decisions,
        reviews=reviews,
        initial={"decision": request.GET.get("decision")},
    )
    if request.method == "POST" and form.is_valid():
        decision, effects = form.cleaned_data["decision"], form.outcomes()
        decide = operations.decide_refusals
        if done := tried(form, lambda: decide(effects, decision, by=request.user), "decision"):
            messages.success(request, _decided(len(done)))
            return redirect(url(request, "refusal_list"))
    ranks = mobilisation.standing(request.territory).ranks
    rows = [
        {"review": review, "field": field, "rank": ranks.get(review.person_id)}
        for review, field in form.rows()
    ]
    context = {
        **meeting_page(request, form, rows, waiting=waiting, of=(TITLE, "refusal_list")),
        "title": "Décider des refus en séance",
        "lead": "Aucun nom sur cette page\u00a0: elle peut être projetée. Le comité décide de ce que chaque refus change.",
    }
    return render(request, "ppde/refusals_decide.html", context)


@allows("refusal_decide", methods=FORM)
def refusal_reopen(request, pk: int):
    """One effect noted wrongly, by number alone: this refusal waits again, the others of its decision stay."""
    review = get_row(request, RefusalReview, pk, "decision")
    number, decided = french.de(review.person.reference), review.decision_id
    return confirm(
        request,
        partial(operations.reopen_refusal, review, by=request.user),
        to=f"{url(request, 'refusals_decide')}?decision={decided}",
        form=ReasonForm(request.POST or None),
        done=f"Le refus {number} attend de nouveau\u00a0: notez l’effet.",
        title=f"Corriger l’effet du refus {number}\u00a0?",
        facts=[
            {"label": "Refus du", "value": french.date(review.refused_on)},
            {"label": "Effet noté", "value": french.upper_first(review.get_effect_display())},
            {"label": "Décision", "value": review.decision or "aucune"},
        ],
        consequence="Pour un effet noté sur la mauvaise ligne\u00a0: ce refus seul attend de nouveau le comité, et ce que l’effet avait "
        "changé (rang, sortie) est rendu. La décision et les autres effets qu’elle porte restent.",
        submit_label="Corriger l’effet",
        cancel_url=url(request, "refusal_list"),
        breadcrumb=under(request, TITLE, "refusal_list", "Corriger l’effet"),
    )


def _decided(n: int) -> str:
    verb = french.accord(n, "est inscrite à son dossier,sont inscrites aux dossiers")
    return f"{french.count(n, 'décision')} {verb}, avec {french.accord(n, 'son effet,leurs effets')}. Un courrier est prêt."
