from functools import partial

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from activities import operations
from activities.filters import ActivityListFilters
from activities.forms import ActivityForm, GroundForm
from activities.models import Activity, may_edit
from activities.tables import ACTIVITIES, state_of
from ebe.models import whole_territories
from territories import journal
from territories.access import FORM, allows
from tzcld.queries import alphabetical
from tzcld.ui import french
from tzcld.ui.confirm import confirm
from tzcld.ui.forms import ReasonForm
from tzcld.ui.lists import render_list
from tzcld.ui.once import saved_once


def _here(request):
    """The activities shown in this territory, each with its address under it."""
    found = (
        Activity.objects.visible_to(request.user)
        .of(request.territory)
        .select_related("territory", "carrier", "decision__rectification")
    )
    return found.under(request.territory)


@allows("activity_view")
def activity_list(request):
    hub = request.territory.is_hub
    return render_list(
        request,
        queryset=_here(request),
        table=ACTIVITIES,
        filterset_class=ActivityListFilters,
        title="Activités partagées" if hub else "Activités",
        export=journal.exporter(request, Activity),
        context={
            "lead": "Tout le portefeuille des territoires de la métropole."
            if hub
            else "Les activités du territoire, et celles que d’autres partagent avec lui.",
            "actions": _actions(request),
        },
    )


def _actions(request) -> list[dict]:
    if not request.scope.can("activity_edit"):
        return []
    url = reverse("activities:activity_create", args=[request.territory.slug])
    add = {"label": "Ajouter une activité", "url": url, "icon": "plus-lg", "primary": True}
    if request.territory.is_hub:
        return [add]
    load = {"label": "Importer un tableur", "icon": "file-earmark-plus"}
    load["url"] = reverse("territories:import_start", args=[request.territory.slug, "activites"])
    return [load, add]


@allows("activity_view")
def activity_detail(request, pk: int):
    activity = get_object_or_404(_here(request), pk=pk)
    here = activity.territory_id == request.territory.pk
    editable = here and may_edit(request.scope, activity)
    skills_url = reverse("activities:activity_skills", args=[request.territory.slug, pk])
    return render(
        request,
        "activities/activity_detail.html",
        {
            "title": activity.name,
            "activity": activity,
            "state": state_of(activity),
            "is_shown": Activity.objects.public().filter(pk=pk).exists(),
            "partners": activity.partners.order_by(alphabetical("name")),
            "skills": activity.needed_skills.select_related("skill"),
            "skills_url": skills_url if editable else "",
            "may_edit": editable,
            "may_delete": editable and _is_team(request) and not activity.decision_id,
            "decision": activity.decision,
            "is_undecided": activity.state in Activity.DONE_SINCE and not activity.territory.is_hub,
            "may_decide": here and request.scope.can("decision_record"),
            "decision_url": _decision_url(request, activity),
            "breadcrumb": _crumbs(request, activity.name),
        },
    )


def _decision_url(request, activity: Activity) -> str:
    """Where its decision is read, for whoever reads those of its territory."""
    here = activity.territory_id == request.territory.pk
    if not (activity.decision_id and here and request.scope.can("decision_view")):
        return ""
    return reverse("cle:decision_detail", args=[request.territory.slug, activity.decision_id])


def editable_or_403(request, pk: int) -> Activity:
    """An activity of this territory that the account may change."""
    rows = Activity.objects.visible_to(request.user).within(request.territory)
    activity = get_object_or_404(rows.select_related("decision__rectification"), pk=pk)
    if not may_edit(request.scope, activity):
        raise PermissionDenied("Cette activité est portée par une autre entreprise.")
    return activity


@allows("activity_edit", methods=FORM)
def activity_create(request):
    return _form(request, Activity(), "Ajouter une activité", "Ajouter l’activité")


@allows("activity_edit", methods=FORM)
def activity_edit(request, pk: int):
    activity = editable_or_403(request, pk)
    return _form(request, activity, f"Modifier « {activity.name} »", "Enregistrer l’activité")


@allows("activity_edit", methods=FORM)
def activity_delete(request, pk: int):
    activity = editable_or_403(request, pk)
    if not _is_team(request):
        raise PermissionDenied("L’équipe projet supprime une activité.")
    return confirm(
        request,
        partial(operations.delete_activity, activity, by=request.user),
        to=reverse("activities:activity_list", args=[request.territory.slug]),
        form=ReasonForm(
            request.POST or None, help_text="Gardé au journal. Exemple : saisie deux fois."
        ),
        done=f"L’activité «\u00a0{activity.name}\u00a0» est supprimée.",
        title="Supprimer cette activité\u00a0?",
        facts=[
            {"label": "Activité", "value": activity.name},
            {"label": "État", "value": activity.get_state_display()},
        ],
        consequence="Pour une activité saisie deux fois ou par erreur. Ses compétences et ses partages partent avec elle\u00a0; le "
        "journal garde ce qu’elle disait. Une activité qui cesse se dit «\u00a0arrêtée\u00a0».",
        danger=True,
        submit_label="Supprimer l’activité",
        cancel_url=activity.get_absolute_url(),
        breadcrumb=_crumbs(request, "Supprimer"),
    )


@allows("decision_record", methods=FORM)
def activity_decide(request, pk: int):
    """The decision on which an activity under way rests, or why there is none here."""
    if request.territory.is_hub:
        raise Http404
    rows = Activity.objects.visible_to(request.user).within(request.territory)
    activity = get_object_or_404(rows, pk=pk)
    return confirm(
        request,
        partial(operations.record_ground, activity, by=request.user),
        to=activity.get_absolute_url(),
        form=GroundForm(request.POST or None, territory=request.territory),
        done=f"Ce qui fonde l’activité «\u00a0{activity.name}\u00a0» est enregistré.",
        title=f"Sur quoi repose «\u00a0{activity.name}\u00a0»\u00a0?",
        text="Une activité est décidée par le comité avant d’être en test ou en production. Choisissez sa décision. Si elle n’est pas "
        "enregistrée ici, notez-la d’abord depuis sa séance, ou écrivez pourquoi il n’y en a pas.",
        facts=[
            {"label": "État", "value": activity.get_state_display()},
            {"label": "En production depuis le", "value": french.date(activity.started_on)}
            if activity.started_on
            else {"label": "ETP attendus", "value": french.number(activity.expected_fte)},
            *[{"label": "Raison écrite", "value": activity.undecided_because}][
                : bool(activity.undecided_because)
            ],
        ],
        submit_label="Enregistrer",
        breadcrumb=_crumbs(request, "Décision du comité"),
    )


def _is_team(request) -> bool:
    return request.territory.pk in whole_territories(request.scope, "activity_edit")


def _form(request, activity: Activity, title: str, label: str):
    form = ActivityForm(
        request.POST or None, instance=activity, territory=request.territory, scope=request.scope
    )

    def save(kept: Activity) -> Activity:
        return operations.save_activity(
            kept,
            partners=form.cleaned_data["partners"],
            reason=form.cleaned_data.get("reason", ""),
            by=request.user,
        )

    if form.is_valid() and (done := saved_once(request, form, save)):
        saved, again = done
        said = again or form.told(f"L’activité « {saved.name} » est enregistrée.")
        messages.success(request, said)
        return redirect("activities:activity_detail", request.territory.slug, saved.pk)
    back = reverse("activities:activity_list", args=[request.territory.slug])
    return render(
        request,
        "ui/form_page.html",
        {
            "form": form,
            "title": title,
            "submit_label": label,
            "cancel_url": back,
            "breadcrumb": _crumbs(request, title),
        },
    )


def _crumbs(request, last: str) -> list[dict]:
    back = reverse("activities:activity_list", args=[request.territory.slug])
    return [{"label": "Activités", "url": back}, {"label": last}]
