from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from activities import operations
from activities.filters import ActivityFilters
from activities.forms import ActivityForm
from activities.models import Activity
from activities.tables import ACTIVITIES, state_of
from territories import journal
from territories.access import FORM, allows
from tzcld.queries import alphabetical
from tzcld.ui.lists import render_list


def _here(request):
    """The activities shown in this territory, each with its address under it."""
    found = (
        Activity.objects.visible_to(request.user)
        .of(request.territory)
        .select_related("territory", "carrier")
    )
    return found.under(request.territory)


@allows("activity_view")
def activity_list(request):
    hub = request.territory.is_hub
    return render_list(
        request,
        queryset=_here(request),
        table=ACTIVITIES,
        filterset_class=ActivityFilters,
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
    if not request.scope.can("activity_edit") or request.territory.is_hub:
        return []
    url = reverse("activities:activity_create", args=[request.territory.slug])
    load = {"label": "Importer un tableur", "icon": "file-earmark-plus"}
    load["url"] = reverse("territories:import_start", args=[request.territory.slug, "activites"])
    return [load, {"label": "Ajouter une activité", "url": url, "icon": "plus-lg", "primary": True}]


@allows("activity_view")
def activity_detail(request, pk: int):
    activity = get_object_or_404(_here(request), pk=pk)
    may_edit = request.scope.can("activity_edit") and activity.territory_id == request.territory.pk
    skills_url = reverse("activities:activity_skills", args=[request.territory.slug, pk])
    return render(
        request,
        "activities/activity_detail.html",
        {
            "title": activity.name,
            "activity": activity,
            "state": state_of(activity),
            "partners": activity.partners.order_by(alphabetical("name")),
            "skills": activity.needed_skills.select_related("skill"),
            "skills_url": skills_url if may_edit else "",
            "may_edit": may_edit,
            "breadcrumb": _crumbs(request, activity.name),
        },
    )


@allows("activity_edit", methods=FORM)
def activity_create(request):
    return _form(request, Activity(), "Ajouter une activité", "Ajouter l’activité")


@allows("activity_edit", methods=FORM)
def activity_edit(request, pk: int):
    activity = get_object_or_404(
        Activity.objects.visible_to(request.user).within(request.territory), pk=pk
    )
    return _form(request, activity, f"Modifier « {activity.name} »", "Enregistrer l’activité")


def _form(request, activity: Activity, title: str, label: str):
    form = ActivityForm(request.POST or None, instance=activity, territory=request.territory)
    if form.is_valid():
        saved = operations.save_activity(
            form.save(commit=False), partners=form.cleaned_data["partners"], by=request.user
        )
        messages.success(request, f"L’activité « {saved.name} » est enregistrée.")
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
