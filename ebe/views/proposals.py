"""Proposals: the team makes them down the list, whoever holds the verb notes the answer."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from ebe import line, operations
from ebe.filters import ExceptionFilters, ProposalFilters
from ebe.forms import ReasonForm
from ebe.models import Post, Proposal, whole_territories
from ebe.proposal_forms import (
    AnswerForm,
    HireElsewhereForm,
    ProposalForm,
    ToldForm,
    by_name,
    person_label,
)
from ebe.scoping import known_months, known_until
from ebe.tables import proposals as tables
from ebe.views.here import (
    enterprises,
    form_page,
    opened,
    opened_or_404,
    own_list,
    row_or_404,
    rows,
    trail,
    url,
)
from ebe.views.posts import down_the_list
from ppde import operations as ppde
from ppde import rule_words
from ppde.models import Consent, Person
from ppde.operations.readings import named_exporter
from territories import journal
from territories.access import ACT, FORM, allows
from tzcld.ui import french
from tzcld.ui.confirm import closed, confirm
from tzcld.ui.forms import suggestions


@allows("proposal_view")
def proposal_list(request):
    actions = []
    if request.scope.can("proposal_make"):
        to = f"{url(request, 'post_list')}?etat=open"
        actions = [{"label": "Proposer un poste", "url": to, "icon": "send", "primary": True}]
    proposals = rows(request, Proposal).select_related(
        "enterprise", "organisation", "person", "person__territory", "territory"
    )
    months = None
    if request.territory.pk not in whole_territories(request.scope, "proposal_view"):
        months, proposals = known_months(request.territory), proposals.with_last_end()
    return own_list(
        request,
        queryset=proposals.with_hire(),
        table=tables.proposals(scope=request.scope, months=months),
        title="Propositions d’emploi",
        filterset_class=ProposalFilters,
        filterset_kwargs={"enterprises": enterprises(request)},
        export=named_exporter(request, Proposal),
        context={
            "actions": actions,
            "lead": months
            and "Après une proposition close sans embauche, vous lisez encore la personne pendant "
            f"{french.count(months, 'mois', 'mois')}, puis plus du tout.",
            "breadcrumb": trail(request, ("Propositions", "")),
        },
    )


def listed(request):
    """Persons of the list that a post may be proposed to."""
    return (
        Person.objects.visible_to(request.user)
        .within(request.territory)
        .on_list()
        .exclude(state=Person.State.PAUSED)
    )


def proposed_post(request, pk: int) -> Post:
    return row_or_404(request, Post, pk, "enterprise", "organisation")


@allows("proposal_make", FORM)
def proposal_create(request, pk: int):
    """A post proposed to a chosen person; out of the order, the reason is asked."""
    post = proposed_post(request, pk)
    asked = request.GET.get("personne", "")
    person = listed(request).filter(pk=asked).first() if asked.isdecimal() else None
    form = ProposalForm(
        request.POST or None,
        territory=request.territory,
        persons=listed(request),
        initial=proposal_initial(post, person),
    )
    # On a POST the operation asks, of the person then chosen.
    if person and not form.is_bound and line.turn(post, person).earlier:
        form.ask("order_reason")
    if form.is_valid():
        data = form.cleaned_data
        person = who = data.pop("person")
        made = form.attempt(operations.make_proposal, who, post, by=request.user, **data)
        if made:
            messages.success(
                request, f"La proposition à {who} est enregistrée.{_not_kept(made, data)}"
            )
            return redirect(post)
    return render(request, "ebe/proposal_create.html", create_page(request, form, post, person))


def _not_kept(made: Proposal, data: dict) -> str:
    """What was typed of an order that has no exception: the committee reads none."""
    if not data["order_reason"].strip() or made.order_reason:
        return ""
    return f" La raison de l’ordre n’est pas gardée\u00a0: le poste revenait à {made.person}, l’ordre de la liste est suivi."


def to_agree(person: Person | None, post: Post) -> Person | None:
    """The person, as long as the other employer may not be told of them."""
    if person is None or post.organisation is None:
        return None
    agreed = ppde.has_consent(person, Consent.Purpose.SHARING, post.organisation)
    return None if agreed else person


def create_page(request, form, post: Post, person: Person | None) -> dict:
    title = "Proposer ce poste"
    return form_page(
        request,
        form,
        title=title,
        submit="Enregistrer la proposition",
        cancel=post.get_absolute_url(),
        intro=f"{post}, {post.hours_words}.",
        breadcrumb=trail(
            request,
            ("Postes", url(request, "post_list")),
            (post.title, post.get_absolute_url()),
            (title, ""),
        ),
        post=post,
        unagreed=to_agree(person, post),
        **down_the_list(request, post),
    )


def proposal_initial(post: Post, person: Person | None) -> dict:
    return {
        "person": person,
        "weekly_hours": line.hours_for(person, post) if person else None,
        "proposed_on": timezone.localdate(),
        "starts_on": post.starts_on,
    }


@allows("proposal_make", ACT)
def proposal_first(request, pk: int):
    """One click: the post goes today to the person whom the page showed as the first."""
    post = proposed_post(request, pk)
    person = get_object_or_404(listed(request), pk=whole_number(request.POST.get("personne")))
    hours = line.hours_for(person, post)
    if hours is None or to_agree(person, post):
        return redirect(f"{url(request, 'proposal_create', post.pk)}?personne={person.pk}")
    try:
        operations.make_proposal(
            person,
            post,
            weekly_hours=hours,
            proposed_on=timezone.localdate(),
            starts_on=post.starts_on
            if post.starts_on and post.starts_on >= timezone.localdate()
            else None,
            by=request.user,
        )
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(
            request, f"Le poste est proposé à {person}. Notez sa réponse quand elle vient."
        )
    return redirect(post)


def whole_number(text) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 10 else 0


@allows("proposal_make")
def proposal_persons(request):
    """Suggestions of the look-up field, while one types."""
    return suggestions(request, listed(request), by_name(request.territory), person_label)


@allows("proposal_answer", FORM)
def proposal_answer(request, pk: int):
    proposal = opened_or_404(request, Proposal, pk, "enterprise", "organisation", "rule")
    detail = url(request, "proposal_detail", proposal.pk)
    if refusal := closed(request, lambda: operations.refuse_answered(proposal), to=detail):
        return refusal
    form = AnswerForm(request.POST or None, initial={"on": timezone.localdate()})
    if form.is_valid():
        done = form.attempt(
            operations.answer_proposal, proposal, by=request.user, **form.cleaned_data
        )
        if done:
            messages.success(request, f"La réponse {french.de(proposal.person)} est enregistrée.")
            if done.consequence:
                messages.warning(request, done.consequence)
            return redirect(next_page(request, done))
    title = f"Réponse {french.de(str(proposal.person))}"
    page = form_page(
        request,
        form,
        title=title,
        submit="Enregistrer la réponse",
        cancel=url(request, "proposal_list"),
        proposal=proposal,
        refusals=rule_words.refusals(request.territory, proposal.proposed_on, timezone.localdate()),
        breadcrumb=trail(request, ("Propositions", url(request, "proposal_list")), (title, "")),
    )
    return render(request, "ebe/proposal_answer.html", page)


@allows("proposal_view")
def proposal_detail(request, pk: int):
    """One proposal, and what this account may do of it."""
    proposals = rows(request, Proposal).with_hire().with_last_end().select_related("territory")
    proposal = get_object_or_404(
        proposals.select_related("person", "enterprise", "organisation", "post"), pk=pk
    )
    opened(request, proposal)
    title = f"Proposition à {proposal.person}"
    context = {
        "title": title,
        "proposal": proposal,
        "mark": tables.reply_mark(proposal),
        "known_until": proposal.last_end
        and known_until(proposal.last_end, known_months(request.territory)),
        "steps": [
            {"icon": "pencil-square", "label": label, "url": to}
            for to, label in tables.proposal_steps(proposal, request.scope)
        ],
        "breadcrumb": trail(request, ("Propositions", url(request, "proposal_list")), (title, "")),
    }
    return render(request, "ebe/proposal_detail.html", context)


@allows("proposal_answer", FORM)
def proposal_drop(request, pk: int):
    """After a yes, the employer gives up: the post and the person are free again."""
    proposal = opened_or_404(request, Proposal, pk, "enterprise", "organisation")
    return confirm(
        request,
        partial(operations.drop_hire, proposal, by=request.user),
        to=url(request, "proposal_detail", proposal.pk),
        form=ReasonForm(request.POST or None),
        done=f"L’employeur renonce\u00a0: {proposal.person} garde son rang et peut recevoir une autre proposition.",
        title=f"L’employeur renonce à l’embauche {french.de(str(proposal.person))}\u00a0?",
        text=f"{proposal}. La place est de nouveau libre, la personne garde son rang. Son oui reste dans l’historique, "
        "avec votre nom et votre raison.",
        submit_label="Noter que l’employeur renonce",
        breadcrumb=_trail(request, "L’employeur renonce"),
    )


@allows("proposal_answer", FORM)
def proposal_correct(request, pk: int):
    """An answer noted by mistake: the proposal waits again, and what a refusal had changed is given back."""
    proposal = opened_or_404(request, Proposal, pk, "enterprise", "organisation")
    said = proposal.get_reply_display()
    if proposal.replied_on:
        said += f" le {french.date(proposal.replied_on)}"
    return confirm(
        request,
        partial(operations.correct_answer, proposal, by=request.user),
        to=url(request, "proposal_list"),
        form=ReasonForm(request.POST or None),
        done=_corrected_words,
        title=f"Corriger la réponse {french.de(str(proposal.person))}\u00a0?",
        text=f"{proposal}\u00a0: {said}. La réponse écrite reste dans l’historique, avec votre nom et votre raison. "
        + (
            "L’embauche est de nouveau attendue."
            if proposal.reply == Proposal.Reply.DROPPED
            else "La proposition attend de nouveau sa réponse\u00a0; ce que le refus avait changé (rang, pause, question au comité) est rendu."
        ),
        submit_label="Corriger la réponse",
        breadcrumb=_trail(request, "Corriger la réponse"),
    )


def _corrected_words(proposal: Proposal) -> str:
    told = f"La réponse est corrigée\u00a0: la proposition à {proposal.person} attend de nouveau"
    told += " l’embauche." if proposal.reply == Proposal.Reply.ACCEPTED else "."
    return f"{told} {proposal.consequence}".strip()


def _trail(request, last: str) -> list[dict]:
    return trail(request, ("Propositions", url(request, "proposal_list")), (last, ""))


@allows("proposal_make", FORM)
def proposal_told(request, pk: int):
    """After an agreement taken back: the day when the other employer was asked to keep nothing of the person."""
    proposal = opened_or_404(request, Proposal, pk, "enterprise", "organisation")
    return confirm(
        request,
        partial(operations.tell_employer, proposal, by=request.user),
        to=url(request, "proposal_detail", proposal.pk),
        form=ToldForm(request.POST or None, proposal=proposal),
        done=lambda row: (
            f"C’est noté\u00a0: {proposal.employer} est prévenu."
            if row.told_on
            else f"{proposal.employer} est encore à prévenir\u00a0: «\u00a0À faire\u00a0» vous le rappelle."
        ),
        title="Prévenir l’employeur",
        text=f"{proposal.person} n’a plus d’accord en cours pour {proposal.employer}\u00a0: la proposition «\u00a0{proposal.job_title}\u00a0» "
        "est arrêtée. Demandez à cet employeur d’effacer ce qu’il garde de la personne, puis écrivez le jour où vous l’avez fait.",
        submit_label="Enregistrer",
        breadcrumb=_trail(request, "Employeur prévenu"),
    )


@allows("proposal_make", FORM)
def proposal_withdraw(request, pk: int):
    """A proposal made by mistake, whose answer is awaited: the post and the person are free again."""
    proposal = opened_or_404(request, Proposal, pk, "enterprise", "organisation")
    detail = url(request, "proposal_detail", proposal.pk)
    if refusal := closed(request, lambda: operations.refuse_answered(proposal), to=detail):
        return refusal
    back = url(request, "proposal_list")
    return confirm(
        request,
        partial(operations.withdraw_proposal, proposal, by=request.user),
        to=lambda gone: gone.post or back,
        form=ReasonForm(request.POST or None),
        done=f"La proposition à {proposal.person} est retirée\u00a0: le poste peut être proposé de nouveau.",
        title=f"Retirer la proposition faite à {proposal.person}\u00a0?",
        text=f"{proposal}, proposé le {french.date(proposal.proposed_on)}. Pour une proposition faite par erreur\u00a0: elle n’attend "
        "plus de réponse et ne compte plus dans l’ordre ni dans les chiffres. Elle reste dans l’historique, avec votre nom et votre raison.",
        submit_label="Retirer la proposition",
        cancel_url=back,
        breadcrumb=_trail(request, "Retirer"),
    )


def next_page(request, proposal: Proposal) -> str:
    """After a yes, the hire; otherwise the post, for whoever comes next."""
    if proposal.reply == Proposal.Reply.ACCEPTED and proposal.organisation_id:
        return url(request, "proposal_hired", proposal.pk)
    if proposal.reply == Proposal.Reply.ACCEPTED and request.scope.can("contract_edit"):
        return (
            f"{url(request, 'contract_create', proposal.enterprise_id)}?proposition={proposal.pk}"
        )
    if proposal.post_id and request.scope.can("post_view"):
        return url(request, "post_detail", proposal.post_id)
    return url(request, "proposal_list")


@allows("outcome_record", FORM)
def proposal_hired(request, pk: int):
    """The job that followed a yes to another employer."""
    proposal = opened_or_404(request, Proposal, pk, "organisation")
    form = HireElsewhereForm(
        request.POST or None,
        initial={"on": proposal.starts_on, "weekly_hours": proposal.weekly_hours},
    )
    if form.is_valid() and form.attempt(
        operations.hire_elsewhere, proposal, by=request.user, **form.cleaned_data
    ):
        messages.success(request, f"L’embauche {french.de(proposal.person)} est enregistrée.")
        return redirect(proposal.person)
    title = f"Embauche {french.de(proposal.person)}"
    page = form_page(
        request,
        form,
        title=title,
        submit="Enregistrer l’embauche",
        cancel=url(request, "proposal_list"),
        intro=f"{proposal}. La personne quitte la liste de mobilisation le premier jour de l’emploi.",
        breadcrumb=trail(request, ("Propositions", url(request, "proposal_list")), (title, "")),
    )
    return render(request, "ui/form_page.html", page)


@allows("proposal_make")
def exception_list(request):
    """Proposals made out of the order, with their reason and no name: material for the committee's report."""
    proposals = rows(request, Proposal).standing().exclude(order_reason="")
    return own_list(
        request,
        queryset=proposals.select_related("enterprise", "organisation", "person", "made_by"),
        table=tables.EXCEPTIONS,
        title="Écarts à l’ordre",
        filterset_class=ExceptionFilters,
        filterset_kwargs={"enterprises": enterprises(request)},
        export=journal.exporter(request, Proposal),
        context={
            "lead": "Les postes proposés à une personne avant une autre qui la précède, et la raison écrite. Sans les noms.",
            "breadcrumb": trail(
                request, ("Postes", url(request, "post_list")), ("Écarts à l’ordre", "")
            ),
        },
    )
