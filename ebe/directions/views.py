"""The pages that say who directs an enterprise."""

from django.conf import settings
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render

from ebe.directions.forms import DirectionEndForm, DirectionForm, DirectionInvitationForm
from ebe.directions.operations import (
    awaited,
    end_direction,
    invite_direction,
    name_direction,
    nameable,
)
from ebe.models import Enterprise, Management
from ebe.views.here import form_page, row_or_404, rows, trail, url
from territories.access import FORM, allows
from tzcld.ui import french


def sheet(request, enterprise: Enterprise) -> dict:
    """What the enterprise's page says of its direction: who runs it, who did, who is invited to."""
    known = sorted(
        Management.objects.filter(enterprise=enterprise).select_related("user"),
        key=lambda row: row.since,
        reverse=True,
    )
    editable = request.scope.can("team_edit")
    running = [row for row in known if not row.is_over]
    return {
        "running": running,
        "past": [row for row in known if row.is_over],
        "is_led": any(row.user.is_active and row.is_running for row in running),
        "invited": awaited(enterprise) if editable else [],
        "is_editable": editable,
    }


@allows("team_edit", FORM)
def direction_create(request, pk: int):
    enterprise = row_or_404(request, Enterprise, pk)
    users = nameable(enterprise, request.user)
    form = DirectionForm(request.POST or None, users=users)
    if form.is_valid():
        row = form.attempt(name_direction, enterprise, by=request.user, **form.cleaned_data)
        if row:
            messages.success(request, f"{row.user} : {_said(row)}.")
            return redirect(enterprise)
    title = "Nommer la direction"
    here = enterprise.get_absolute_url()
    page = form_page(
        request,
        form,
        title=title,
        submit="Nommer la direction",
        cancel=here,
        intro=f"{enterprise}. La direction voit son entreprise, ses contrats et les personnes qui lui sont proposées.",
        breadcrumb=trail(request, (enterprise.name, here), (title, "")),
        is_possible=users.exists(),
        invite_url=url(request, "direction_invite", enterprise.pk),
    )
    return render(request, "ebe/direction_create.html", page)


def _said(row: Management) -> str:
    words = "dirige" if row.is_running else "dirigera"
    return f"{words} {row.enterprise} {french.lower_first(french.period(row.since, row.until))}"


@allows("team_edit", FORM)
def direction_invite(request, pk: int):
    enterprise = row_or_404(request, Enterprise, pk)
    form = DirectionInvitationForm(request.POST or None)
    if form.is_valid():
        invitation = form.attempt(
            invite_direction, enterprise, by=request.user, **form.cleaned_data
        )
        if invitation:
            messages.success(
                request,
                f"L’invitation est partie à {invitation.email}. Acceptée, elle ouvre {enterprise}.",
            )
            return redirect(enterprise)
    title = "Inviter la direction"
    here = enterprise.get_absolute_url()
    page = form_page(
        request,
        form,
        title=title,
        submit="Envoyer l’invitation",
        cancel=here,
        intro=f"{enterprise}. La personne aura le rôle de direction et son entreprise dès qu’elle accepte.",
        breadcrumb=trail(request, (enterprise.name, here), (title, "")),
        days=settings.INVITATION_DAYS,
    )
    return render(request, "ebe/direction_invite.html", page)


@allows("team_edit", FORM)
def direction_end(request, pk: int):
    row = get_object_or_404(
        rows(request, Management).select_related("enterprise__territory", "user"), pk=pk
    )
    enterprise = row.enterprise
    form = DirectionEndForm(request.POST or None)
    if form.is_valid():
        told = {name: value for name, value in form.cleaned_data.items() if name != "when"}
        if form.attempt(end_direction, row, by=request.user, **told):
            messages.success(request, f"La direction {french.de(row.user)} prend fin.")
            return redirect(enterprise)
    title = f"Mettre fin à la direction {french.de(row.user)}"
    here = enterprise.get_absolute_url()
    page = form_page(
        request,
        form,
        title=title,
        submit="Mettre fin à la direction",
        cancel=here,
        intro=f"{enterprise}, {french.lower_first(french.period(row.since, row.until))}.",
        breadcrumb=trail(request, (enterprise.name, here), ("Mettre fin à une direction", "")),
        danger=True,
    )
    return render(request, "ebe/direction_end.html", page)
