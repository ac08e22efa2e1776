"""Committees, their seats by college, mandates."""

from datetime import timedelta

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, DateTimeField, OuterRef, Q, Subquery
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from cle import operations, rules
from cle import seats as mandates
from cle.convocations.operations import notice_rule
from cle.filters import CommitteeFilters
from cle.forms import (
    CommitteeForm,
    QuorumRuleForm,
    SeatCorrectionForm,
    SeatEndForm,
    SeatForm,
)
from cle.models import Committee, Meeting, QuorumRule, Seat
from cle.quorum import rule_on
from cle.tables import COMMITTEES
from cle.views import address, crumbs, label, room_tabs
from territories import journal
from territories.access import FORM, allows
from territories.models import Organisation
from territories.scoping import narrow
from tzcld.ui import french
from tzcld.ui.confirm import confirm
from tzcld.ui.forms import refused
from tzcld.ui.lists import render_list
from tzcld.ui.once import once

# Common core of the decree (2021-863, amended): each of these colleges sits in a CLE.
CORE = (
    "local_authority",
    "department",
    "state",
    "economic",
    "ppde",
    "ebe_employees",
    "ebe_management",
)
SOON = timedelta(days=92)


def _committees(request):
    return Committee.objects.visible_to(request.user).within(request.territory)


def _with_figures(queryset):
    today = timezone.localdate()
    upcoming = Meeting.objects.filter(
        committee=OuterRef("pk"), starts_at__gte=timezone.now(), state__in=("planned", "convened")
    ).order_by("starts_at")
    now = Q(seats__period__contains=today)
    rule = QuorumRule.objects.on(today).filter(committee=OuterRef("pk"))
    return queryset.select_related("territory").annotate(
        seats_count=Count("seats", filter=now),
        votes_count=Count("seats", filter=now & Q(seats__votes=True)),
        quorum_percent=Subquery(rule.values("percent")[:1]),
        next_meeting=Subquery(upcoming.values("starts_at")[:1], output_field=DateTimeField()),
    )


@allows("committee_view")
def committee_list(request):
    can = request.scope.can("committee_edit")
    create = {
        "label": "Créer une instance",
        "url": address(request, "committee_create"),
        "icon": "plus-lg",
        "primary": True,
    }
    load = {"label": "Importer des membres", "icon": "file-earmark-plus"}
    load["url"] = reverse("territories:import_start", args=[request.territory.slug, "sieges"])
    return render_list(
        request,
        queryset=_with_figures(_committees(request)),
        table=COMMITTEES,
        title=label(request.territory),
        filterset_class=CommitteeFilters,
        template="cle/room_list.html",
        context={
            "actions": [load, create] if can else [],
            "tabs": room_tabs(request, "committee_list"),
        },
        export=journal.exporter(request, Committee),
    )


@allows("committee_view")
def committee_detail(request, pk):
    committee = get_object_or_404(_committees(request), pk=pk)
    today = timezone.localdate()
    seats = list(committee.seats.select_related("organisation", "user"))
    filled = [seat for seat in seats if today in _Days(seat)]
    context = {
        "committee": committee,
        "title": committee.name,
        "breadcrumb": crumbs(
            request, ("Composition", address(request, "committee_list")), (committee.name, "")
        ),
        "colleges": _by_college(filled),
        "ending": [s for s in filled if s.until and s.until <= today + SOON],
        "coming": [s for s in seats if s.since > today],
        "ended": sorted(
            (s for s in seats if s.until and s.until < today), key=lambda s: s.until, reverse=True
        ),
        "vacant": _vacant(committee, filled),
        "chairs_at_once": mandates.chairs_at_once(seats),
        "voices": sum(seat.votes for seat in filled),
        "filled": len(filled),
        "meetings": committee.meetings.order_by("-starts_at")[:6],
        "kind_label": _kind(committee, request.territory),
        "notice_rule": notice_rule(committee, today),
        "quorum_rule": rule_on(committee, today),
        "quorum_next": committee.quorum_rules.filter(valid_from__gt=today).last(),
    }
    return render(request, "cle/committee_detail.html", context)


class _Days:
    """Days of a mandate, both ends included."""

    def __init__(self, seat):
        self.seat = seat

    def __contains__(self, day):
        return self.seat.since <= day and (self.seat.until is None or day <= self.seat.until)


def _by_college(seats):
    found = {}
    for seat in seats:
        found.setdefault(seat.college, []).append(seat)
    order = {"chair": 0, "co_chair": 1, "member": 2, "deputy": 3, "guest": 4}
    return [
        (
            french.upper_first(college.label),
            sorted(found[college], key=lambda s: (order[s.rank], s.holder)),
        )
        for college in Seat.College
        if college in found
    ]


def _vacant(committee, filled) -> list[str]:
    """Colleges of the decree that nobody sits for; only the committee itself has to hold them."""
    if committee.kind != Committee.Kind.CLE:
        return []
    here = {seat.college for seat in filled}
    return [Seat.College(name).label for name in CORE if name not in here]


def _kind(committee, territory) -> str:
    if committee.kind == Committee.Kind.CLE:
        return f"{french.upper_first(territory.committee_label)} (plénier)"
    return french.upper_first(committee.get_kind_display())


@allows("committee_edit", methods=FORM)
def committee_create(request):
    form = CommitteeForm(request.POST or None, territory=request.territory)
    if request.method == "POST" and form.is_valid():
        try:
            committee = operations.committee_create(
                request.territory, by=request.user, **form.cleaned_data
            )
        except ValidationError as error:
            refused(form, error)
        else:
            messages.success(request, f"{committee.name} est créé. Ajoutez maintenant ses sièges.")
            return redirect(committee)
    context = {
        "form": form,
        "title": "Créer une instance",
        "submit_label": "Créer l’instance",
        "cancel_url": address(request, "committee_list"),
        "breadcrumb": crumbs(
            request, ("Composition", address(request, "committee_list")), ("Créer une instance", "")
        ),
    }
    return render(request, "ui/form_page.html", context)


def _committee_crumbs(request, committee: Committee, last: str):
    return crumbs(
        request,
        ("Composition", address(request, "committee_list")),
        (committee.name, committee.get_absolute_url()),
        (last, ""),
    )


@allows("committee_edit", methods=FORM)
def committee_edit(request, pk):
    committee = get_object_or_404(_committees(request), pk=pk)
    form = CommitteeForm(request.POST or None, instance=committee, territory=request.territory)
    if request.method == "POST" and form.is_valid():
        fresh = _committees(request).get(pk=pk)
        try:
            operations.committee_update(fresh, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            refused(form, error)
        else:
            messages.success(request, form.told("Les changements sont enregistrés."))
            return redirect(committee)
    context = {
        "form": form,
        "title": f"Modifier : {_committees(request).get(pk=pk).name}",
        "submit_label": "Enregistrer l’instance",
        "cancel_url": committee.get_absolute_url(),
        "breadcrumb": _committee_crumbs(request, committee, "Modifier"),
    }
    return render(request, "ui/form_page.html", context)


@allows("committee_edit", methods=FORM)
def quorum_rule_create(request, pk):
    committee = get_object_or_404(_committees(request).select_related("territory"), pk=pk)
    known = list(committee.quorum_rules.all())
    now = rule_on(committee, timezone.localdate())
    form = QuorumRuleForm(
        request.POST or None,
        initial={"percent": now.percent, "allows_proxies": now.allows_proxies},
    )
    if request.method == "POST" and form.is_valid():
        try:
            rules.write_quorum_rule(committee, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            refused(form, error)
        else:
            messages.success(request, "La règle de quorum est enregistrée.")
            return redirect(committee)
    context = {
        "form": form,
        "title": "Quorum et pouvoirs",
        "intro": committee.name,
        "rules": known,
        "submit_label": "Enregistrer la règle",
        "cancel_url": committee.get_absolute_url(),
        "breadcrumb": _committee_crumbs(request, committee, "Quorum et pouvoirs"),
    }
    return render(request, "cle/quorum_rule.html", context)


def _narrow(request, form):
    """Who and what a seat may be tied to: organisations of the file, accounts that have a role here."""
    form.fields["organisation"].queryset = Organisation.objects.within(request.territory)
    form.fields["user"].queryset = mandates.accounts(request.territory)
    narrow(form, request.user)
    return form


@allows("committee_edit", methods=FORM)
def seat_create(request, pk):
    committee = get_object_or_404(_committees(request), pk=pk)
    form = _narrow(request, SeatForm(request.POST or None))
    if request.method == "POST" and form.is_valid():
        try:
            seat, again = once(
                request,
                lambda: mandates.seat_open(committee, by=request.user, **form.cleaned_data),
            )
        except ValidationError as error:
            refused(form, error)
        else:
            said = again or f"Le siège {french.de(seat.holder)} est ouvert."
            messages.success(request, said)
            return redirect(committee)
    context = {
        "form": form,
        "title": "Ajouter un siège",
        "intro": committee.name,
        "submit_label": "Ajouter le siège",
        "cancel_url": committee.get_absolute_url(),
        "breadcrumb": _committee_crumbs(request, committee, "Ajouter un siège"),
    }
    return render(request, "ui/form_page.html", context)


def _seat(request, pk) -> Seat:
    rows = Seat.objects.visible_to(request.user).within(request.territory)
    return get_object_or_404(
        rows.select_related("committee__territory", "organisation", "user"), pk=pk
    )


def _seat_words(seat: Seat) -> str:
    return f"{french.upper_first(seat.get_college_display())}. {french.period(seat.since, seat.until)}."


def _seat_crumbs(request, seat: Seat, last: str):
    return _committee_crumbs(request, seat.committee, last)


@allows("committee_edit", methods=FORM)
def seat_edit(request, pk):
    seat = _seat(request, pk)
    form = SeatCorrectionForm(
        request.POST or None,
        seat=seat,
        asks_reason=mandates.attended(seat).exists(),
        voice_stays=mandates.counted(seat),
    )
    _narrow(request, form)
    if request.method == "POST" and form.is_valid():
        try:
            mandates.seat_correct(seat, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            refused(form, error)
        else:
            messages.success(
                request, form.told(f"Le siège {french.de(form.cleaned_data['holder'])} est à jour.")
            )
            return redirect(seat.committee)
    delete = address(request, "seat_delete", pk)
    context = {
        "form": form,
        "title": f"Corriger le siège {french.de(seat.holder)}",
        "intro": _seat_words(seat),
        "submit_label": "Enregistrer le siège",
        "cancel_url": seat.committee.get_absolute_url(),
        "delete_url": "" if mandates.served(seat) else delete,
        "breadcrumb": _seat_crumbs(request, seat, "Corriger le siège"),
    }
    return render(request, "cle/seat_edit.html", context)


@allows("committee_edit", methods=FORM)
def seat_delete(request, pk):
    seat = _seat(request, pk)
    return confirm(
        request,
        lambda: mandates.seat_delete(seat, by=request.user),
        to=seat.committee,
        done=f"Le siège {french.de(seat.holder)} est supprimé.",
        title=f"Supprimer le siège {french.de(seat.holder)} ?",
        text=_seat_words(seat),
        consequence="Pour un siège ouvert par erreur : il disparaît de la composition, et le nom du journal. Un mandat qui s’achève se finit à sa date.",
        danger=True,
        submit_label="Supprimer le siège",
        breadcrumb=_seat_crumbs(request, seat, "Supprimer le siège"),
    )


@allows("committee_edit", methods=FORM)
def seat_end(request, pk):
    seat = _seat(request, pk)
    form = SeatEndForm(request.POST or None, seat=seat)
    if request.method == "POST" and form.is_valid():
        try:
            mandates.seat_close(seat, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            refused(form, error)
        else:
            messages.success(
                request, form.told(f"Le mandat {french.de(seat.holder)} a maintenant une fin.")
            )
            return redirect(seat.committee)
    context = {
        "form": form,
        "title": f"Fin du mandat {french.de(seat.holder)}",
        "intro": _seat_words(seat),
        "submit_label": "Enregistrer la fin du mandat",
        "cancel_url": seat.committee.get_absolute_url(),
        "breadcrumb": _seat_crumbs(request, seat, "Fin du mandat"),
    }
    return render(request, "ui/form_page.html", context)
