"""The team of a territory: who has access, who is invited."""

from functools import partial

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from territories import journal
from territories.access import ACT, FORM, allows
from territories.filters import TeamFilters
from territories.forms import EndForm, InvitationForm, MembershipForm, ProlongForm
from territories.models import Invitation, Membership
from territories.operations import team
from territories.operations.leads import is_last_lead, left_without
from territories.tables import INVITATION_STATES, TEAM
from tzcld.ui import french
from tzcld.ui.confirm import confirm
from tzcld.ui.forms import refused
from tzcld.ui.lists import render_list


def _list(request) -> str:
    return reverse("territories:team_list", args=[request.territory.slug])


def _crumbs(request, title: str) -> list[dict]:
    return [{"label": "Équipe", "url": _list(request)}, {"label": title, "url": ""}]


def _invitation(request, pk: int) -> Invitation:
    rows = Invitation.objects.visible_to(request.user).within(request.territory)
    return get_object_or_404(rows.select_related("territory"), pk=pk)


def _membership(request, pk: int) -> Membership:
    rows = Membership.objects.visible_to(request.user).within(request.territory)
    return get_object_or_404(rows.select_related("user", "territory"), pk=pk)


@allows("team_view")
def team_list(request):
    editable = request.scope.can("team_edit")
    waiting = Invitation.objects.visible_to(request.user).within(request.territory)
    waiting = waiting.filter(accepted_at=None, revoked_at=None).order_by("-sent_at")[:50]
    members = Membership.objects.visible_to(request.user).within(request.territory)
    invite = reverse("territories:invitation_create", args=[request.territory.slug])
    actions = [
        {"label": "Inviter une personne", "url": invite, "icon": "person-plus", "primary": True}
    ]
    named = {
        "label": "Accès nominatifs",
        "url": reverse("territories:grant_list", args=[request.territory.slug]),
        "icon": "eye",
    }
    to_hub = [named] if request.scope.can("grant_view") else []
    return render_list(
        request,
        queryset=members.select_related("user", "territory"),
        table=TEAM[editable],
        title="Équipe",
        filterset_class=TeamFilters,
        template="territories/team_list.html",
        context={
            "actions": to_hub + (actions if editable else []),
            "waiting": [(row, INVITATION_STATES[row.state]) for row in waiting],
            "editable": editable,
            "territory": request.territory,
        },
        export=journal.exporter(request, Membership),
    )


@allows("team_edit", FORM)
def invitation_create(request):
    roles = team.grantable_roles(request.scope, request.territory)
    # Without its territory the model's own validation would miss a field it cannot ask.
    form = InvitationForm(request.POST or None, roles=roles)
    if form.is_valid():
        try:
            invitation = team.invite(request.territory, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _sent(invitation))
            return redirect(_list(request))
    title = "Inviter une personne"
    context = {
        "form": form,
        "title": title,
        "submit_label": "Envoyer l’invitation",
        "days": settings.INVITATION_DAYS,
        "territory": request.territory,
        "cancel_url": _list(request),
        "breadcrumb": _crumbs(request, title),
    }
    return render(request, "territories/invitation_form.html", context)


def _sent(invitation: Invitation) -> str:
    if invitation.is_held:
        return (
            f"Rien n’est encore parti à {invitation.email} : ce rôle lit les personnes par leur nom. Qui dirige ce territoire "
            "reçoit votre demande par courriel, puis envoie l’invitation ou l’annule."
        )
    closed = " Son compte s’était fermé : le lien le rouvrira."
    return f"L’invitation est partie à {invitation.email}. Son lien sert une seule fois." + (
        closed if team.has_closed_account_here(invitation) else ""
    )


@allows("team_edit", ACT)
def invitation_resend(request, pk: int):
    before = _invitation(request, pk)
    try:
        after = team.resend(before, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        again = f"Un nouveau lien est parti à {after.email}. L’ancien ne sert plus."
        messages.success(request, _sent(after) if before.is_held or after.is_held else again)
    return redirect(_list(request))


@allows("team_edit", FORM)
def invitation_revoke(request, pk: int):
    invitation = _invitation(request, pk)
    return confirm(
        request,
        partial(team.revoke, invitation, by=request.user),
        to=_list(request),
        done=f"L’invitation de {invitation.email} est annulée.",
        title="Annuler cette invitation\u00a0?",
        text=f"{invitation.first_name} {invitation.last_name}, {invitation.email}",
        consequence="Le lien reçu ne servira plus. Vous pourrez inviter cette personne à nouveau.",
        submit_label="Annuler l’invitation",
        breadcrumb=_crumbs(request, "Annuler une invitation"),
    )


@allows("team_edit", FORM)
def membership_edit(request, pk: int):
    membership = _membership(request, pk)
    roles = team.grantable_roles(request.scope, request.territory)
    alone = is_last_lead(membership)
    form = MembershipForm(request.POST or None, instance=membership, roles=roles, alone=alone)
    if form.is_valid():
        try:
            team.change(_membership(request, pk), by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(
                request, form.told(f"L’accès {french.de(membership.user)} est à jour.")
            )
            return redirect(_list(request))
    context = {
        "form": form,
        "membership": membership,
        "title": str(membership.user),
        "submit_label": "Enregistrer",
        "cancel_url": _list(request),
        "breadcrumb": _crumbs(request, str(membership.user)),
        "territory": request.territory,
        "left": left_without(membership) if alone else None,
        "may_prolong": bool(membership.until and membership.until >= timezone.localdate()),
    }
    return render(request, "territories/team_member.html", context)


@allows("team_edit", FORM)
def membership_end(request, pk: int):
    membership = _membership(request, pk)
    alone = is_last_lead(membership)
    form = EndForm(request.POST or None, alone=alone)
    if form.is_valid():
        told = {name: value for name, value in form.cleaned_data.items() if name != "when"}
        try:
            team.end(membership, by=request.user, **told)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"L’accès {french.de(membership.user)} prend fin.")
            return redirect(_list(request))
    title = f"Mettre fin à l’accès {french.de(membership.user)}"
    context = {
        "form": form,
        "title": title,
        "submit_label": "Mettre fin à l’accès",
        "danger": True,
        "cancel_url": _list(request),
        "breadcrumb": _crumbs(request, "Mettre fin à un accès"),
        "membership": membership,
        "territory": request.territory,
        "left": left_without(membership) if alone else None,
    }
    return render(request, "territories/team_end.html", context)


@allows("team_edit", FORM)
def membership_prolong(request, pk: int):
    membership = _membership(request, pk)
    form = ProlongForm(request.POST or None)
    if form.is_valid():
        try:
            team.prolong(membership, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            refused(form, error)
        else:
            messages.success(request, f"L’accès {french.de(membership.user)} est prolongé.")
            return redirect(_list(request))
    until = membership.until
    context = {
        "form": form,
        "title": f"Prolonger l’accès {french.de(membership.user)}",
        "intro": f"{membership.get_role_display().capitalize()}, jusqu’au {french.date(until)}."
        if until
        else "Cet accès n’a pas de dernier jour : il n’y a rien à prolonger.",
        "submit_label": "Prolonger l’accès",
        "cancel_url": _list(request),
        "breadcrumb": _crumbs(request, "Prolonger un accès"),
    }
    return render(request, "ui/form_page.html", context)
