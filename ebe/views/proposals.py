"""Proposals: the team makes them in the order of the list, the direction notes the answer."""

from django.contrib import messages
from django.db.models import Exists, OuterRef, Q
from django.shortcuts import redirect, render
from django.utils import timezone

from ebe import operations, tables
from ebe.filters import ProposalFilters
from ebe.forms import AnswerForm, ProposalForm, by_name, person_label
from ebe.models import Contract, Proposal
from ebe.operations.proposals import passed_over, waiting_first
from ebe.views.here import enterprises, form_page, row_or_404, rows, trail, url
from ppde import mobilisation
from ppde.models import Person
from territories import journal
from territories.access import FORM, allows
from tzcld.ui import french
from tzcld.ui.forms import suggestions
from tzcld.ui.lists import render_list

FIRST = 5


def with_hire(proposals):
    """Each proposal with `is_open`: accepted, and no contract has followed."""
    hired = Contract.objects.filter(
        person=OuterRef("person"),
        enterprise=OuterRef("enterprise"),
        starts_on__gte=OuterRef("proposed_on"),
    )
    return proposals.annotate(is_open=Q(reply=Proposal.Reply.ACCEPTED) & ~Exists(hired))


@allows("proposal_view")
def proposal_list(request):
    actions = []
    if request.scope.can("proposal_make"):
        to = url(request, "proposal_create")
        actions = [{"label": "Proposer un emploi", "url": to, "icon": "send", "primary": True}]
    proposals = rows(request, Proposal).select_related(
        "enterprise", "person", "person__territory", "territory"
    )
    return render_list(
        request,
        queryset=with_hire(proposals),
        table=tables.proposals(scope=request.scope),
        title="Propositions d’emploi",
        filterset_class=ProposalFilters,
        filterset_kwargs={"enterprises": enterprises(request)},
        export=journal.exporter(request, Proposal, named=True),
        context={"actions": actions, "breadcrumb": trail(request, ("Propositions", ""))},
    )


def proposable(request):
    """Persons of the list that a post may be proposed to."""
    return (
        Person.objects.visible_to(request.user)
        .within(request.territory)
        .on_list()
        .exclude(state=Person.State.PAUSED)
    )


@allows("proposal_make", FORM)
def proposal_create(request):
    persons = proposable(request)
    asked = request.GET.get("personne", "")
    person = persons.filter(pk=asked).first() if asked.isdecimal() else None
    form = ProposalForm(
        request.POST or None,
        persons=persons,
        enterprises=enterprises(request),
        initial=proposal_initial(request, person),
    )
    # On a POST the operation asks, of the person then chosen.
    if person and not form.is_bound and passed_over(person):
        form.ask("order_reason")
    if form.is_valid() and form.attempt(
        operations.make_proposal, by=request.user, **form.cleaned_data
    ):
        messages.success(
            request, f"La proposition à {form.cleaned_data['person']} est enregistrée."
        )
        return redirect(url(request, "proposal_list"))
    return render(request, "ebe/proposal_create.html", create_page(request, form))


def create_page(request, form) -> dict:
    title = "Proposer un emploi"
    return form_page(
        request,
        form,
        title=title,
        submit="Enregistrer la proposition",
        cancel=url(request, "proposal_list"),
        intro="Un emploi de l’EBE se propose dans l’ordre de la liste. Un autre ordre s’explique.",
        breadcrumb=trail(request, ("Propositions", url(request, "proposal_list")), (title, "")),
        first=first_of_list(request),
    )


def proposal_initial(request, person: Person | None) -> dict:
    mine = list(enterprises(request)[:2])
    asked = request.GET.get("entreprise", "")
    return {
        "person": person,
        "enterprise": asked if asked.isdecimal() else mine[0] if len(mine) == 1 else None,
        "weekly_hours": person.wished_hours if person else None,
        "proposed_on": timezone.localdate(),
    }


def first_of_list(request) -> list[dict]:
    """Who comes first: rank, name, what they wish, and the link that chooses them."""
    ranks = mobilisation.ranks(request.territory)
    to = url(request, "proposal_create")
    return [
        {
            "n": ranks[person.pk],
            "label": str(person),
            "url": f"{to}?personne={person.pk}",
            "note": f"souhaite {french.number(person.wished_hours)} h par semaine"
            if person.wished_hours
            else "",
            "due": f"depuis {french.elapsed(person.volunteer_on)}",
        }
        for person in waiting_first(request.territory, ranks)[:FIRST]
    ]


@allows("proposal_make")
def proposal_persons(request):
    """Suggestions of the look-up field, while one types."""
    return suggestions(request, proposable(request), by_name, person_label)


@allows("proposal_answer", FORM)
def proposal_answer(request, pk: int):
    proposal = row_or_404(request, Proposal, pk, "person", "enterprise")
    form = AnswerForm(request.POST or None, initial={"on": timezone.localdate()})
    if form.is_valid():
        done = form.attempt(
            operations.answer_proposal, proposal, by=request.user, **form.cleaned_data
        )
        if done:
            messages.success(request, f"La réponse de {proposal.person} est enregistrée.")
            return redirect(next_page(request, done))
    title = f"Réponse de {proposal.person}"
    page = form_page(
        request,
        form,
        title=title,
        submit="Enregistrer la réponse",
        cancel=url(request, "proposal_list"),
        proposal=proposal,
        breadcrumb=trail(request, ("Propositions", url(request, "proposal_list")), (title, "")),
    )
    return render(request, "ebe/proposal_answer.html", page)


def next_page(request, proposal: Proposal) -> str:
    """After a yes, the hire."""
    if proposal.reply == Proposal.Reply.ACCEPTED and request.scope.can("contract_edit"):
        return (
            f"{url(request, 'contract_create', proposal.enterprise_id)}?proposition={proposal.pk}"
        )
    return url(request, "proposal_list")
