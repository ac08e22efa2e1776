"""The register of decisions, and recording one at a meeting."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render

from cle import operations, rectification, refusals
from cle.filters import DecisionFilters
from cle.forms import DecisionForm, RectificationForm
from cle.models import Decision, Meeting
from cle.quorum import quorum, reading, rule_of
from cle.tables import DECISIONS, OUTCOMES, outcome_of
from cle.views import address, crumbs, label, room_tabs
from cle.views.meetings import meeting_crumbs, meeting_title, quorum_chart
from territories import journal
from territories.access import FORM, allows
from tzcld.ui import french
from tzcld.ui.confirm import closed
from tzcld.ui.forms import refused
from tzcld.ui.lists import render_list
from tzcld.ui.once import once


def _decisions(request):
    rows = Decision.objects.visible_to(request.user).within(request.territory)
    return rows.select_related("meeting__committee", "territory", "rectification")


@allows("decision_view")
def decision_list(request):
    return render_list(
        request,
        queryset=_decisions(request),
        table=DECISIONS,
        title=label(request.territory),
        filterset_class=DecisionFilters,
        template="cle/room_list.html",
        context={
            "lead": "Ce que les instances ont décidé, séance par séance.",
            "tabs": room_tabs(request, "decision_list"),
        },
        export=journal.exporter(request, Decision),
    )


@allows("decision_view")
def decision_detail(request, pk):
    rows = _decisions(request).select_related("recorded_by", "rectifies", "rectification__meeting")
    decision = get_object_or_404(rows, pk=pk)
    voted = decision.mode == Decision.Mode.VOTE
    meeting = decision.meeting
    meeting.territory = request.territory
    context = {
        "decision": decision,
        "meeting": meeting,
        "meeting_title": meeting_title(meeting),
        "title": f"Décision {decision.number}",
        "lead": f"{french.upper_first(decision.get_kind_display())}, {decision.get_mode_display()}",
        "outcome": outcome_of(decision),
        "by": decision.rectification if decision.is_rectified else None,
        "remains": decision.remains.splitlines(),
        "warning": reading(decision.votes_for, decision.votes_against, decision.outcome)
        if voted
        else "",
        "quorum": quorum(meeting),
        "quorum_rule": rule_of(meeting),
        "breadcrumb": crumbs(
            request, ("Décisions", address(request, "decision_list")), (decision.number, "")
        ),
    }
    return render(request, "cle/decision_detail.html", context)


@allows("decision_record", methods=FORM)
def decision_rectify(request, pk):
    """A decision noted wrongly: what it carries is shown, what no longer can be given back says why."""
    decision = get_object_or_404(_decisions(request), pk=pk)
    if decision.is_rectified:
        messages.warning(
            request,
            f"Cette décision est déjà rectifiée par la décision {decision.rectification.number}.",
        )
        return redirect(decision)
    decision.meeting.territory = decision.territory
    approved = rectification.is_approved(decision)
    meetings = rectification.next_meetings(decision) if approved else None
    form = RectificationForm(
        request.POST or None,
        initial={
            name: getattr(decision, name)
            for name in ("wording", "mode", "votes_for", "votes_against", "abstentions")
        },
        meetings=meetings,
    )
    if request.method == "POST" and form.is_valid():
        try:
            row = rectification.rectify(decision, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            refused(form, error)
        else:
            messages.success(request, _rectified(decision, row))
            return redirect(row)
    given, kept = rectification.examine(decision, by=request.user)
    form.show(rectification.signature(given))
    context = {
        "form": form,
        "title": f"Rectifier la décision {decision.number}",
        "intro": "La décision écrite reste au registre\u00a0: une autre la rectifie, avec votre nom et votre raison.",
        "submit_label": "Rectifier la décision",
        "cancel_url": decision.get_absolute_url(),
        "breadcrumb": crumbs(
            request,
            ("Décisions", address(request, "decision_list")),
            (decision.number, decision.get_absolute_url()),
            ("Rectifier", ""),
        ),
        "decision": decision,
        "outcome": OUTCOMES[decision.outcome],
        "given": given,
        "kept": kept,
        "approved": approved,
        "convene": approved and not meetings.exists(),
    }
    return render(request, "cle/decision_rectify.html", context)


def _rectified(decision, row) -> str:
    told = f"La décision {decision.number} est rectifiée par la décision {row.number}."
    if not row.given:
        return told
    given = french.accord(
        row.given, "acte qu’elle portait est rendu,actes qu’elle portait sont rendus"
    )
    return f"{told} {french.upper_first(french.number(row.given))} {given}."


@allows("decision_record", methods=FORM)
def decision_record(request, pk):
    meetings = Meeting.objects.visible_to(request.user).within(request.territory)
    meeting = get_object_or_404(meetings.select_related("committee", "territory"), pk=pk)
    if refusal := closed(request, lambda: refusals.refuse_decision(meeting), to=meeting):
        return refusal
    form = DecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            decision, again = once(
                request,
                lambda: operations.record_decision(meeting, by=request.user, **form.cleaned_data),
            )
        except ValidationError as error:
            refused(form, error)
        else:
            said = again or f"La décision {decision.number} est enregistrée."
            messages.success(request, said)
            return redirect(decision)
    found = quorum(meeting)
    context = {
        "form": form,
        "title": "Enregistrer une décision",
        "intro": f"{meeting.committee}, {french.long_date(meeting.starts_at)}",
        "submit_label": "Enregistrer la décision",
        "cancel_url": meeting.get_absolute_url(),
        "breadcrumb": meeting_crumbs(request, meeting, "Enregistrer une décision"),
        "meeting": meeting,
        "quorum": found,
        "quorum_chart": quorum_chart(found) if found.recorded and found.seats else None,
    }
    return render(request, "cle/decision_record.html", context)
