"""The pages of a convocation by mail: confirm and send, the rule of notice, the address of a seat."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render

from cle.convocations import notices, operations
from cle.convocations.forms import AddressForm, NoticeRuleForm, SendForm
from cle.convocations.models import Convocation, NoticeRule
from cle.convocations.operations import ALL, DOUBTFUL, MISSING
from cle.convocations.panel import STATES
from cle.models import Committee, Meeting, Seat
from cle.views import address, crumbs
from cle.views.meetings import meeting_crumbs
from territories.access import ACT, FORM, allows
from tzcld.ui import french
from tzcld.ui.forms import refused
from tzcld.ui.once import once


@allows("meeting_edit", methods=FORM)
def convocation_send(request, pk):
    rows = Meeting.objects.visible_to(request.user).within(request.territory)
    meeting = get_object_or_404(rows.select_related("committee", "territory"), pk=pk)
    known = operations.lines(meeting)
    counts = {whom: len(operations.chosen(known, whom)) for whom in (MISSING, DOUBTFUL, ALL)}
    again = meeting.convocations.exists()
    whom = request.POST.get("whom") or next((k for k, n in counts.items() if n), MISSING)
    form = SendForm(
        # A first sending in time asks nothing: an empty answer is one.
        request.POST if request.method == "POST" else None,
        counts=counts,
        again=again,
        # Which choice makes it late is known once it is made: the field stays in reach of both.
        asks_reason=any(operations.is_late(meeting, k) for k, n in counts.items() if n),
    )
    if request.method == "POST" and form.is_valid():
        try:
            operations.send(meeting, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            refused(form, error)
        else:
            messages.success(request, "La convocation part. Cette page dit où en est l’envoi.")
            return redirect(meeting)
    return render(
        request, "cle/convocation_send.html", _page(request, meeting, known, counts, whom, form)
    )


def _page(request, meeting, known, counts, whom, form) -> dict:
    rule, days = operations.notice_of(meeting)
    subject, text, _ = operations.compose(
        meeting, kind=operations.kind_of(meeting, whom), by=request.user
    )
    return {
        "title": "Envoyer la convocation",
        "lead": f"{meeting.committee}, {french.long_date(meeting.starts_at)}",
        "meeting": meeting,
        "form": form,
        "is_over": not meeting.may_be_convened,
        "is_possible": any(counts.values()),
        "recipients": counts.get(whom, 0),
        "reached": [(line, STATES.get(line.past)) for line in known if line.email],
        "unreached": [line for line in known if not line.email],
        "rule": rule,
        "days": days,
        "is_short": rule is not None and days < rule.days,
        "subject": subject,
        "text": text,
        "submit_label": "Envoyer la convocation",
        "cancel_url": meeting.get_absolute_url(),
        "breadcrumb": meeting_crumbs(request, meeting, "Envoyer la convocation"),
    }


@allows("meeting_edit", methods=ACT)
def convocation_resume(request, pk):
    rows = Convocation.objects.visible_to(request.user).within(request.territory)
    convocation = get_object_or_404(rows.select_related("meeting__territory"), pk=pk)
    try:
        notices.resume(convocation, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, "L’envoi reprend. Cette page dit où il en est.")
    return redirect(convocation.meeting)


@allows("committee_edit", methods=FORM)
def notice_rule_create(request, pk):
    rows = Committee.objects.visible_to(request.user).within(request.territory)
    committee = get_object_or_404(rows.select_related("territory"), pk=pk)
    form = NoticeRuleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _, again = once(
                request,
                lambda: operations.write_notice_rule(
                    committee, by=request.user, **form.cleaned_data
                ),
            )
        except ValidationError as error:
            refused(form, error)
        else:
            messages.success(request, again or "Le délai de convocation est enregistré.")
            return redirect(committee)
    known = NoticeRule.objects.visible_to(request.user).filter(committee=committee)
    context = {
        "form": form,
        "title": "Fixer le délai de convocation",
        "intro": committee.name,
        "aside": "",
        "rules": list(known),
        "submit_label": "Enregistrer le délai",
        "cancel_url": committee.get_absolute_url(),
        "breadcrumb": crumbs(
            request,
            ("Composition", address(request, "committee_list")),
            (committee.name, committee.get_absolute_url()),
            ("Délai de convocation", ""),
        ),
    }
    return render(request, "cle/notice_rule.html", context)


@allows("committee_edit", methods=FORM)
def seat_address(request, pk):
    rows = Seat.objects.visible_to(request.user).within(request.territory)
    seat = get_object_or_404(rows.select_related("committee__territory", "user"), pk=pk)
    form = AddressForm(request.POST or None, initial={"email": seat.email})
    if request.method == "POST" and form.is_valid():
        try:
            operations.write_address(seat, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            refused(form, error)
        else:
            messages.success(request, form.told(f"L’adresse {french.de(seat.holder)} est à jour."))
            return redirect(seat.committee)
    context = {
        "form": form,
        "title": f"Adresse {french.de(seat.holder)}",
        "intro": f"{french.upper_first(seat.get_college_display())}, {seat.committee.name}.",
        "submit_label": "Enregistrer l’adresse",
        "cancel_url": seat.committee.get_absolute_url(),
        "breadcrumb": crumbs(
            request, (seat.committee.name, seat.committee.get_absolute_url()), ("Adresse", "")
        ),
    }
    return render(request, "ui/form_page.html", context)
