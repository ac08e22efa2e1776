"""Watching over the data: alerts and read log by number, in one territory or in all those of a hub."""

from functools import partial

from django.contrib import messages
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from ppde import operations
from ppde.models import Reading, ReadingAlert
from ppde.privacy.filters import AlertFilters, ReadingFilters
from ppde.privacy.forms import SettleForm
from ppde.privacy.tables import alert_words, alerts_table, readings_table
from ppde.views.common import tabs_of, tried, url
from territories import journal
from territories.access import FORM, allows
from tzcld.ui import french
from tzcld.ui.lists import render_list
from tzcld.users.models import User

# Views of whoever watches over the data: (label, url name, verb). Rooms above add theirs, by name.
WATCH_PAGES = [
    ("Alertes", "ppde:privacy_alerts", "reading_view"),
    ("Consultations", "ppde:privacy_readings", "reading_view"),
]


def here(request, model):
    """Rows of the page's territory; on the hub's pages, of all its territories."""
    place = Q(territory=request.territory)
    if request.territory.is_hub:
        place |= Q(territory__hub=request.territory)
    return model.objects.visible_to(request.user).filter(place)


def watch_page(request, **context) -> dict:
    trail = [{"label": "Données et droits", "url": url(request, "privacy_alerts")}]
    last = context.pop("last", "")
    if last:
        trail.append({"label": last, "url": ""})
    return {"tabs": tabs_of(request, WATCH_PAGES), "breadcrumb": trail, **context}


@allows("reading_view")
def alerts(request):
    """What is worth a look: each alert is a fact of a day, explained by a person."""
    found = here(request, ReadingAlert)
    return render_list(
        request,
        queryset=found.select_related("territory", "user"),
        table=alerts_table(partial(_settle_url, request), of_hub=request.territory.is_hub),
        title="Données et droits",
        filterset_class=AlertFilters,
        template="ppde/watch_list.html",
        export=journal.exporter(request, ReadingAlert),
        context=watch_page(request, lead=_to_look_at(request, found)),
    )


def _to_look_at(request, found) -> str:
    n = found.filter(seen_at=None).count()
    rule = operations.reading_rule(request.territory.rules_hub_id)
    kept = f"Le registre des consultations est gardé {rule.months_kept} mois."
    if not n:
        return f"Aucune alerte à regarder. {kept}"
    return f"{french.count(n, 'alerte')} à regarder. {kept}"


def _settle_url(request, alert) -> str | None:
    if alert.seen_at:
        return None
    return reverse("ppde:privacy_alert_settle", args=[request.territory.slug, alert.pk])


@allows("reading_view", methods=FORM)
def alert_settle(request, pk: int):
    """Look, then say what explains it."""
    alert = get_object_or_404(here(request, ReadingAlert).select_related("user"), pk=pk)
    form = SettleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        note = form.cleaned_data["note"]
        if tried(form, lambda: operations.settle_alert(alert, by=request.user, note=note), "note"):
            messages.success(request, "L’alerte est expliquée.")
            return redirect("ppde:privacy_alerts", request.territory.slug)
    back = url(request, "privacy_alerts")
    context = {
        "form": form,
        "title": "Expliquer une alerte",
        "intro": f"{alert.user}, {french.date(alert.on)}\u00a0: {alert_words(alert)}.",
        "submit_label": "Enregistrer l’explication",
        "cancel_url": back,
        "breadcrumb": [("Données et droits", back), ("Expliquer", "")],
    }
    return render(request, "ui/form_page.html", context)


@allows("reading_view")
def readings(request):
    """Who consulted, changed, exported or printed which file, by number."""
    found = here(request, Reading)
    who = User.objects.filter(pk__in=found.order_by().values("user")).order_by(
        "last_name", "first_name"
    )
    return render_list(
        request,
        queryset=found.select_related("territory", "user"),
        table=readings_table(of_hub=request.territory.is_hub),
        title="Consultations des dossiers",
        filterset_class=partial(ReadingFilters, people=who),
        template="ppde/watch_list.html",
        export=journal.exporter(request, Reading),
        context=watch_page(
            request,
            last="Consultations",
            lead="Ce registre sert à protéger les personnes, jamais à mesurer le travail des équipes.",
        ),
    )
