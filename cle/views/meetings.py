"""Meetings: agenda, attendance, quorum, minutes."""

from collections import Counter
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import BooleanField, Case, Count, DateTimeField, ExpressionWrapper, F, Q, When
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.html import format_html

from cle import operations, refusals
from cle.answers.panel import as_attendance
from cle.answers.panel import panel as answer_panel
from cle.convocations import notices
from cle.convocations.panel import panel as convocation_panel
from cle.filters import MeetingFilters
from cle.forms import (
    AgendaForm,
    AgendaItemForm,
    AttendanceForm,
    MeetingForm,
    MinutesForm,
    ReasonForm,
)
from cle.ics import calendar, method
from cle.models import AgendaItem, Attendance, Committee, Meeting
from cle.quorum import count, rule_of, seats_of
from cle.tables import MEETING_STATES, MEETINGS, MINUTES_STATES, outcome_of
from cle.views import address, crumbs, label, room_tabs
from territories import journal
from territories.access import ACT, FORM, allows
from territories.scoping import narrow
from tzcld.ui import charts, french
from tzcld.ui.confirm import closed, confirm
from tzcld.ui.forms import refused
from tzcld.ui.lists import render_list
from tzcld.ui.once import once
from tzcld.ui.words import withheld


def _meetings(request):
    rows = Meeting.objects.visible_to(request.user).within(request.territory)
    return rows.select_related("committee", "territory")


def _meeting(request, pk) -> Meeting:
    return get_object_or_404(_meetings(request), pk=pk)


def meeting_title(meeting) -> str:
    return f"Séance du {french.long_date(meeting.starts_at)}"


def meeting_crumbs(request, meeting, *last):
    title = meeting_title(meeting)
    if not last:
        return crumbs(request, (title, ""))
    return crumbs(request, (title, meeting.get_absolute_url()), *((word, "") for word in last))


@allows("meeting_view")
def meeting_list(request):
    now = timezone.now()
    past = ExpressionWrapper(Q(starts_at__lt=now), output_field=BooleanField())
    coming = Case(When(starts_at__gte=now, then=F("starts_at")), output_field=DateTimeField())
    rows = _meetings(request).annotate(
        decisions_count=Count("decisions"), is_past=past, coming=coming
    )
    plan = {
        "label": "Préparer une séance",
        "url": address(request, "meeting_create"),
        "icon": "calendar-plus",
        "primary": True,
    }
    return render_list(
        request,
        queryset=rows.order_by("is_past", "coming", "-starts_at"),
        table=MEETINGS,
        title=label(request.territory),
        filterset_class=MeetingFilters,
        template="cle/room_list.html",
        context={
            "lead": "Les séances à venir, la plus proche d’abord, puis celles qui ont eu lieu.",
            "actions": [plan] if request.scope.can("meeting_edit") else [],
            "tabs": room_tabs(request, "meeting_list"),
        },
        export=journal.exporter(request, Meeting),
    )


@allows("meeting_view")
def meeting_detail(request, pk):
    meeting = _meeting(request, pk)
    attendance = list(meeting.attendance.select_related("seat"))
    seats, rule = list(seats_of(meeting)), rule_of(meeting)
    found = count(seats, attendance, rule.percent)
    sealed = meeting.minutes_state == Meeting.Minutes.APPROVED
    addenda = list(meeting.addenda.select_related("written_by")) if sealed else []
    hidden = [word for added in addenda for word in added.withheld]
    rows = meeting.decisions.select_related("territory", "rectifies", "rectification__meeting")
    decisions = [(d, outcome_of(d)) for d in rows.order_by("number")]
    came = timezone.localdate(meeting.starts_at) <= timezone.localdate()
    context = {
        "meeting": meeting,
        "title": meeting_title(meeting),
        "breadcrumb": meeting_crumbs(request, meeting),
        "quorum": found,
        # Nothing is to be recorded of a meeting to come.
        "quorum_title": "" if came or found.recorded else "Quorum",
        "quorum_chart": quorum_chart(found) if found.recorded and found.seats else None,
        "agenda": list(meeting.agenda.all()),
        "decisions": decisions,
        "attendance": _tally(attendance),
        "state": MEETING_STATES[meeting.state],
        "minutes_state": MINUTES_STATES[meeting.minutes_state],
        "minutes": withheld(meeting.minutes, hidden),
        "addenda": [(added, withheld(added.text, hidden)) for added in addenda],
        "open": not sealed,
        "may_unhold": meeting.state == Meeting.State.HELD and not operations.has_records(meeting),
        "came": came,
        "convocation": convocation_panel(request, meeting),
        "announced": answer_panel(request, meeting, seats, rule),
    }
    return render(request, "cle/meeting_detail.html", context)


def quorum_chart(found):
    rows = [
        (row.label, f"{french.number(row.voices)} sur {french.number(row.seats)}")
        for row in found.colleges
    ]
    return charts.seats(
        found.voices,
        found.seats,
        found.required or None,
        caption=format_html(
            "<strong>{}</strong> voix sur {}{}",
            french.number(found.voices),
            french.number(found.seats),
            f", il en faut {french.number(found.required)}" if found.required else "",
        ),
        label=found.words,
        head=("Collège", "Voix"),
        table=rows,
    )


TALLY = {
    Attendance.Status.PRESENT: "Présence,Présences",
    Attendance.Status.EXCUSED: "Absence excusée,Absences excusées",
    Attendance.Status.ABSENT: "Absence,Absences",
    Attendance.Status.REPRESENTED: "Pouvoir donné,Pouvoirs donnés",
}


def _tally(attendance):
    """[{"status": words, "n": how many}]: who was there, who was not."""
    counted = Counter(row.status for row in attendance)
    return [
        {"status": french.accord(counted[status], words), "n": counted[status]}
        for status, words in TALLY.items()
        if counted[status]
    ]


@allows("meeting_view")
def meeting_ics(request, pk):
    meeting = _meeting(request, pk)
    url = f"{settings.SITE_URL}{meeting.get_absolute_url()}"
    host = urlsplit(settings.SITE_URL).hostname
    body = calendar(meeting, url, host, sequence=max(meeting.convocations.count() - 1, 0))
    name = f"seance_{request.territory.slug}_{timezone.localdate(meeting.starts_at)}.ics"
    return HttpResponse(
        body,
        content_type=f"text/calendar; charset=utf-8; method={method(meeting)}",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _meeting_form(request, meeting=None, told=0):
    form = MeetingForm(request.POST or None, meeting=meeting, told=told)
    known = Committee.objects.within(request.territory)
    mine = Q(pk=meeting.committee_id) if meeting else Q()
    form.fields["committee"].queryset = (
        known.filter(Q(is_active=True) | mine) if meeting else known.filter(is_active=True)
    )
    narrow(form, request.user)
    return form


@allows("meeting_edit", methods=FORM)
def meeting_create(request):
    first = "committee_create" if request.scope.can("committee_edit") else "committee_list"
    to = address(request, first)
    if refusal := closed(request, lambda: refusals.refuse_plan(request.territory), to=to):
        return refusal
    form = _meeting_form(request)
    if request.method == "POST" and form.is_valid():
        try:
            meeting, again = once(
                request,
                lambda: operations.plan_meeting(by=request.user, **form.values),
                stands=lambda meeting: meeting.state != Meeting.State.CANCELLED,
            )
        except ValidationError as error:
            refused(form, error)
        else:
            said = again or "La séance est prévue. Écrivez maintenant son ordre du jour."
            messages.success(request, said)
            return redirect(address(request, "agenda_edit", meeting.pk))
    context = {
        "form": form,
        "title": "Préparer une séance",
        "submit_label": "Préparer la séance",
        "cancel_url": address(request, "meeting_list"),
        "breadcrumb": crumbs(request, ("Préparer une séance", "")),
    }
    return render(request, "ui/form_page.html", context)


@allows("meeting_edit", methods=FORM)
def meeting_edit(request, pk):
    meeting = _meeting(request, pk)
    told = notices.to_tell(meeting)
    form = _meeting_form(request, meeting, told)
    if request.method == "POST" and form.is_valid():
        try:
            notices.change(meeting, by=request.user, **form.values)
        except ValidationError as error:
            refused(form, error)
        else:
            messages.success(request, form.told("Les changements sont enregistrés."))
            return redirect(meeting)
    context = {
        "form": form,
        "title": "Modifier la séance",
        "intro": f"Si le jour, l’heure ou le lieu change, {_told(told)} par courriel."
        if told
        else "",
        "submit_label": "Enregistrer la séance",
        "cancel_url": meeting.get_absolute_url(),
        "breadcrumb": meeting_crumbs(request, meeting, "Modifier"),
    }
    return render(request, "ui/form_page.html", context)


def _told(n: int) -> str:
    """« les 7 membres convoqués seront prévenus »."""
    if french.is_singular(n):
        return "la seule personne convoquée sera prévenue"
    return f"les {french.number(n)} personnes convoquées seront prévenues"


@allows("meeting_edit", methods=FORM)
def agenda_edit(request, pk):
    meeting = _meeting(request, pk)
    form = AgendaForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _, again = once(
                request,
                lambda: operations.agenda_add(meeting, by=request.user, **form.cleaned_data),
            )
        except ValidationError as error:
            refused(form, error)
        else:
            if again:
                messages.info(request, again)
            return redirect(address(request, "agenda_edit", pk))
    items = list(meeting.agenda.all())
    context = {
        "meeting": meeting,
        "form": form,
        "items": items,
        "length": sum(item.minutes_planned or 0 for item in items),
        "title": "Ordre du jour",
        "lead": f"{meeting.committee}, {french.long_date(meeting.starts_at)}",
        "breadcrumb": meeting_crumbs(request, meeting, "Ordre du jour"),
    }
    return render(request, "cle/agenda_edit.html", context)


@allows("meeting_edit", methods=FORM)
def agenda_item_edit(request, pk):
    items = AgendaItem.objects.visible_to(request.user).within(request.territory)
    item = get_object_or_404(
        items.select_related("meeting__committee", "meeting__territory"), pk=pk
    )
    form = AgendaItemForm(
        request.POST or None,
        initial={name: getattr(item, name) for name in AgendaForm.Meta.fields},
    )
    back = address(request, "agenda_edit", item.meeting_id)
    if request.method == "POST" and form.is_valid():
        try:
            operations.agenda_update(item, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            refused(form, error)
        else:
            messages.success(request, form.told("Le point est corrigé."))
            return redirect(back)
    context = {
        "form": form,
        "title": "Corriger un point",
        "intro": f"{item.meeting.committee}, {french.long_date(item.meeting.starts_at)}",
        "submit_label": "Enregistrer le point",
        "cancel_url": back,
        "breadcrumb": meeting_crumbs(request, item.meeting, "Corriger un point"),
    }
    return render(request, "ui/form_page.html", context)


@allows("meeting_edit", methods=ACT)
def agenda_change(request, pk):
    """One button of the agenda: up, down, remove."""
    items = AgendaItem.objects.visible_to(request.user).within(request.territory)
    item = get_object_or_404(items.select_related("meeting"), pk=pk)
    act = request.POST.get("act")
    try:
        if act == "remove":
            operations.agenda_remove(item, by=request.user)
        elif act in ("up", "down"):
            operations.agenda_move(item, by=request.user, up=act == "up")
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect(address(request, "agenda_edit", item.meeting_id))


@allows("attendance_edit", methods=FORM)
def attendance_edit(request, pk):
    meeting = _meeting(request, pk)
    if refusal := closed(request, lambda: refusals.refuse_attendance(meeting), to=meeting):
        return refusal
    seats = list(seats_of(meeting))
    preset = request.GET.get("tous", "")
    recorded = list(meeting.attendance.all())
    announced = [] if preset or recorded else as_attendance(meeting)
    form = AttendanceForm(
        request.POST or None,
        seats=seats,
        recorded=recorded,
        shown=announced,
        proxies=rule_of(meeting).allows_proxies,
        preset=preset if preset in ("present", "absent") else "",
    )
    if request.method == "POST" and form.is_valid():
        try:
            operations.record_attendance(
                meeting, by=request.user, statuses=form.statuses, proxies=form.proxies
            )
        except ValidationError as error:
            refused(form, error)
        else:
            messages.success(request, form.told("Les présences sont relevées."))
            return redirect(meeting)
    context = {
        "meeting": meeting,
        "form": form,
        "seats": seats,
        "is_prefilled": bool(announced),
        "title": "Présences",
        "lead": f"{meeting.committee}, {french.long_date(meeting.starts_at)}",
        "breadcrumb": meeting_crumbs(request, meeting, "Présences"),
    }
    return render(request, "cle/attendance_edit.html", context)


@allows("meeting_edit", methods=FORM)
def meeting_convene(request, pk):
    meeting = _meeting(request, pk)
    return confirm(
        request,
        lambda: operations.convene(meeting, by=request.user),
        to=meeting,
        title="Convoquer cette séance ?",
        facts=_facts(meeting),
        consequence="L’ordre du jour peut encore changer. La séance est affichée comme convoquée à tous ses membres.",
        submit_label="Convoquer la séance",
        breadcrumb=meeting_crumbs(request, meeting, "Convoquer"),
    )


@allows("meeting_edit", methods=FORM)
def meeting_hold(request, pk):
    meeting = _meeting(request, pk)
    if refusal := closed(request, lambda: refusals.refuse_hold(meeting), to=meeting):
        return refusal
    return confirm(
        request,
        lambda: operations.hold(meeting, by=request.user),
        to=meeting,
        title="Déclarer cette séance tenue ?",
        facts=_facts(meeting),
        consequence="L’ordre du jour ne change plus. Les présences, les décisions et le compte rendu restent à compléter.",
        submit_label="Déclarer la séance tenue",
        breadcrumb=meeting_crumbs(request, meeting, "Déclarer tenue"),
    )


@allows("meeting_edit", methods=FORM)
def meeting_not_held(request, pk):
    meeting = _meeting(request, pk)
    return confirm(
        request,
        lambda **data: operations.not_held(meeting, by=request.user, **data),
        to=meeting,
        form=ReasonForm(
            request.POST or None,
            help_text="Gardé au journal, sans nom de personne accompagnée. Exemple : quorum impossible, séance reportée.",
        ),
        title="Cette séance n’a pas eu lieu ?",
        facts=_facts(meeting),
        consequence="Elle redevient comme avant d’être déclarée tenue : vous pourrez changer son jour, ou l’annuler.",
        submit_label="La séance n’a pas eu lieu",
        breadcrumb=meeting_crumbs(request, meeting, "N’a pas eu lieu"),
    )


@allows("meeting_edit", methods=FORM)
def meeting_cancel(request, pk):
    meeting = _meeting(request, pk)
    told = notices.to_tell(meeting)
    end = f"{french.upper_first(_told(told))} par courriel." if told else UNTOLD
    return confirm(
        request,
        lambda **data: notices.cancel(meeting, by=request.user, **data),
        to=meeting,
        form=ReasonForm(
            request.POST or None,
            label="Raison de l’annulation",
            help_text="Gardée au journal, et écrite dans le courriel aux membres convoqués : sans nom de personne accompagnée.",
        ),
        title="Annuler cette séance ?",
        facts=_facts(meeting),
        consequence=f"Une séance annulée le reste : il faudra en préparer une autre. {end}",
        danger=True,
        submit_label="Annuler la séance",
        breadcrumb=meeting_crumbs(request, meeting, "Annuler"),
    )


UNTOLD = "Aucune convocation n’est partie d’ici par courriel : personne ne sera prévenu."


def _facts(meeting):
    found = [
        {"label": "Instance", "value": meeting.committee.name},
        {"label": "Date", "value": french.date_hour(meeting.starts_at)},
        {"label": "Lieu", "value": meeting.place},
        {"label": "Objet", "value": meeting.title},
    ]
    return [fact for fact in found if fact["value"]]


@allows("meeting_edit", methods=FORM)
def minutes_edit(request, pk):
    meeting = _meeting(request, pk)
    if refusal := closed(request, lambda: refusals.refuse_minutes(meeting), to=meeting):
        return refusal
    form = MinutesForm(request.POST or None, initial={"text": meeting.minutes})
    if request.method == "POST" and form.is_valid():
        try:
            operations.write_minutes(meeting, by=request.user, text=form.kept("text"))
        except ValidationError as error:
            refused(form, error)
        else:
            messages.success(request, "Le compte rendu est enregistré, en projet.")
            return redirect(meeting)
    context = {
        "form": form,
        "title": "Compte rendu",
        "intro": f"{meeting.committee}, {french.long_date(meeting.starts_at)}",
        "submit_label": "Enregistrer le projet",
        "cancel_url": meeting.get_absolute_url(),
        "breadcrumb": meeting_crumbs(request, meeting, "Compte rendu"),
    }
    return render(request, "ui/form_page.html", context)


@allows("minutes_approve", methods=FORM)
def minutes_approve(request, pk):
    meeting = _meeting(request, pk)
    if refusal := closed(request, lambda: refusals.refuse_approval(meeting), to=meeting):
        return refusal
    return confirm(
        request,
        lambda: operations.approve_minutes(meeting, by=request.user),
        to=meeting,
        title="Approuver ce compte rendu ?",
        facts=_facts(meeting),
        consequence="Approuvé, le compte rendu ne se corrige plus, ni les présences et les décisions de la séance.",
        danger=True,
        submit_label="Approuver le compte rendu",
        breadcrumb=meeting_crumbs(request, meeting, "Approuver le compte rendu"),
    )
