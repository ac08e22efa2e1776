"""Watching over the data: alerts and read log by number, in one territory or in all those of a hub."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from ppde import operations
from ppde.models import (
    Elimination,
    PastTime,
    Processing,
    Reading,
    ReadingAlert,
    RightsRequest,
    TextFlag,
)
from ppde.privacy.filters import (
    AlertFilters,
    PastFilters,
    ReadingFilters,
    RequestFilters,
    TextFilters,
)
from ppde.privacy.forms import ProcessingForm, SettleForm
from ppde.privacy.notices import RULED, register_of
from ppde.privacy.tables import (
    alert_words,
    alerts_table,
    past_table,
    readings_table,
    register_table,
    requests_table,
)
from ppde.privacy.text_tables import texts_table
from ppde.retention import times
from ppde.retention.forms import DurationForm
from ppde.retention.models import DurationRule
from ppde.views.common import crumbs, list_tabs, tabs_of, tried, url
from territories import journal
from territories.access import FORM, allows
from tzcld.ui import french
from tzcld.ui.lists import render_list
from tzcld.ui.once import once
from tzcld.users.models import User

# Views of whoever watches over the data: (label, url name, verb). Rooms above add theirs, by name.
WATCH_PAGES = [
    ("Alertes", "ppde:privacy_alerts", "reading_view"),
    ("Consultations", "ppde:privacy_readings", "reading_view"),
    ("Demandes de droits", "ppde:privacy_requests", "rights_view"),
    ("Textes à relire", "ppde:privacy_texts", "flag_view"),
    ("Mots à relire", "ppde:word_list", "word_view"),
    ("Seuils des alertes", "ppde:reading_rule_list", "reading_rule_view"),
    ("Registre des traitements", "ppde:privacy_register", "processing_edit"),
    ("Fin de conservation", "ppde:privacy_past", "past_time_view"),
]


def here(request, model):
    """Rows of the page's territory; on the hub's pages, of all its territories."""
    place = Q(territory=request.territory)
    if request.territory.is_hub:
        place |= Q(territory__hub=request.territory)
    return model.objects.visible_to(request.user).filter(place)


def watch_page(request, **context) -> dict:
    tabs = tabs_of(request, WATCH_PAGES)
    # The first that the account opens: a project lead writes the register and has no alerts.
    trail = [{"label": "Données et droits", "url": tabs[0]["url"]}]
    last = context.pop("last", "")
    if last:
        trail.append({"label": last, "url": ""})
    return {"tabs": tabs, "breadcrumb": trail, **context}


def place_of(request, title: str) -> dict:
    """Tabs and trail: those of the persons' subject, of whoever watches over the data, or none at the hub."""
    if request.scope.can("names_read"):
        return {
            "tabs": list_tabs(request),
            "tabs_label": "Personnes",
            "breadcrumb": crumbs(request, last=title),
        }
    if request.scope.can("reading_view"):
        return watch_page(request, last=title) | {"tabs_label": "Données et droits"}
    return {"tabs": [], "tabs_label": "", "breadcrumb": [{"label": title, "url": ""}]}


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
        queryset=operations.with_grants(found.select_related("territory", "user")),
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


@allows("rights_view")
def requests(request):
    """Requests of persons about their data, the nearest end of the clock first: by number for whoever watches."""
    found = here(request, RightsRequest)
    may_open = request.scope.can("rights_edit")
    page = watch_page(request, last="Demandes de droits")
    if may_open:
        page |= {
            "tabs": list_tabs(request),
            "breadcrumb": crumbs(request, last="Demandes de droits"),
        }
    return render_list(
        request,
        queryset=found.select_related("territory"),
        table=requests_table(
            request.territory.slug, of_hub=request.territory.is_hub, may_open=may_open
        ),
        title="Demandes de droits",
        filterset_class=RequestFilters,
        template="ppde/watch_list.html",
        export=journal.exporter(request, RightsRequest),
        context=page | {"lead": _clocks(found)},
    )


def _clocks(found) -> str:
    waiting = list(found.filter(state=RightsRequest.State.OPEN).only("due_on", "state"))
    if not waiting:
        return "Aucune demande à instruire."
    late = sum(row.is_late for row in waiting)
    told = f"{french.count(len(waiting), 'demande')} à instruire"
    return f"{told}, dont {late} en retard." if late else f"{told}, aucune en retard."


@allows("past_time_view")
def past_times(request):
    """How much has passed its time in each territory and waits for a list of elimination: numbers, never a file."""
    going_on = Elimination.objects.filter(
        territory=OuterRef("territory"),
        what=OuterRef("what"),
        origin=Elimination.Origin.CAMPAIGN,
        state__in=times.GOING_ON,
    )
    exact = request.scope.can("reading_view")
    return render_list(
        request,
        queryset=here(request, PastTime)
        .select_related("territory")
        .annotate(is_open=Exists(going_on)),
        table=past_table(exact, of_hub=request.territory.is_hub),
        title="Fin de conservation",
        filterset_class=PastFilters,
        template="ppde/watch_list.html",
        export=journal.exporter(request, PastTime),
        context=watch_page(
            request,
            last="Fin de conservation",
            lead="Compté chaque jour. Chaque équipe prépare ses listes d’élimination et les approuve.",
        ),
    )


@allows("flag_view")
def texts(request):
    """Free texts where a word of the list was found: by number, without the text, for whoever watches over the data."""
    found = here(request, TextFlag)
    may_review = request.scope.can("flag_review")
    page = place_of(request, "Textes à relire")
    n = found.filter(state=TextFlag.State.OPEN).count()
    lead = f"{french.count(n, 'texte')} à relire." if n else "Aucun texte à relire."
    return render_list(
        request,
        queryset=found.select_related("territory"),
        table=texts_table(
            request.territory.slug, of_hub=request.territory.is_hub, may_review=may_review
        ),
        title="Textes à relire",
        filterset_class=TextFilters,
        template="ppde/watch_list.html",
        export=journal.exporter(request, TextFlag),
        context=page
        | {
            "lead": f"{lead} Un mot de la liste ne prouve rien\u00a0: une personne relit et décide."
        },
    )


WHOSE = {
    True: "Ce registre est celui du responsable nommé ici.",
    False: "Ce territoire suit le registre de sa métropole. Quand un responsable de traitement y est nommé, il tient le sien.",
}


def _line_url(request, line) -> str:
    return url(request, "privacy_processing", line.processing.code)


def _may_write(request, own: bool) -> bool:
    """One's own lines; those of the hub, seen from a territory, for who writes them there too."""
    hub = request.territory.rules_hub_id
    return own or hub in request.scope.territories_where("processing_edit")


def _place_to_write(request):
    """Where a change of the register is written: here, or at the hub whose register is followed. PermissionDenied."""
    own = operations.keeps_register(request.territory)
    if not _may_write(request, own):
        raise PermissionDenied(WHOSE[False])
    return request.territory if own else request.territory.hub


@allows("processing_edit")
def register(request):
    """The register of processings of this place (RGPD art. 30), as it stands today."""
    own = operations.keeps_register(request.territory)
    may_write = _may_write(request, own)
    change = {"label": "Changer une durée", "url": url(request, "duration_create")}
    return render_list(
        request,
        queryset=register_of(request.territory).lines,
        table=register_table(partial(_line_url, request) if may_write else None),
        title="Registre des traitements",
        template="ppde/watch_list.html",
        export=journal.exporter(request, Processing),
        context=watch_page(
            request,
            actions=[
                {"label": "Responsable et délégué", "url": url(request, "controller_edit")},
                *([change] if may_write else []),
                {"label": "Fiche à imprimer", "url": url(request, "register_sheet")},
            ],
            last="Registre des traitements",
            lead=f"{WHOSE[own]} La page publique «\u00a0Données personnelles\u00a0» et la notice remise aux personnes disent ce "
            "qui est écrit ici.",
        ),
    )


@allows("processing_edit", methods=FORM)
def processing_edit(request, code: str):
    """A new version of one line: what was told before stays as it was told."""
    found = Processing.objects.register(request.territory)
    current = next((p for p in found if p.code == code), None)
    if current is None:
        raise Http404
    place = _place_to_write(request)
    initial = {name: getattr(current, name) for name in ProcessingForm.Meta.fields}
    form = ProcessingForm(
        request.POST or None, initial=initial | {"valid_from": timezone.localdate()}
    )
    # How long is then a rule that the platform applies: the register reads it there.
    if code in RULED:
        del form.fields["retention"]
    if request.method == "POST" and form.is_valid():
        data = {"retention": current.retention} | form.cleaned_data
        if tried(
            form, lambda: operations.write_processing(place, current, by=request.user, **data)
        ):
            messages.success(request, "La nouvelle version est écrite au registre.")
            return redirect("ppde:privacy_register", request.territory.slug)
    back = url(request, "privacy_register")
    context = {
        "form": form,
        "title": current.name,
        "intro": f"Version {current.version}, en vigueur depuis le {french.date(current.valid_from)}.",
        "submit_label": "Écrire une nouvelle version",
        "cancel_url": back,
        "breadcrumb": [("Registre des traitements", back), (current.name, "")],
    }
    return render(request, "ui/form_page.html", context)


@allows("processing_edit", methods=FORM)
def duration_create(request):
    """Another duration for what is no file of the journey: the platform applies it, the register and the notices read it."""
    place = _place_to_write(request)
    form = DurationForm(request.POST or None, initial={"valid_from": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        write = partial(times.write_duration, place, by=request.user, **data)
        done = tried(form, lambda: once(request, write))
        if done:
            made, again = done
            messages.success(
                request,
                again or f"Ce sera {made.told} à partir du {french.date(made.valid_from)}.",
            )
            return redirect("ppde:privacy_register", request.territory.slug)
    back = url(request, "privacy_register")
    today = DurationRule.objects.of(place, timezone.localdate())
    context = {
        "form": form,
        "title": "Changer une durée de conservation",
        "intro": f"Pour {place.name}. Une durée écrite ne se modifie pas\u00a0: la suivante la remplace, à sa date.",
        "today": [
            {"label": rule.get_what_display(), "value": rule.told} for rule in today.values()
        ],
        "submit_label": "Enregistrer la durée",
        "cancel_url": back,
        "breadcrumb": [("Registre des traitements", back), ("Changer une durée", "")],
    }
    return render(request, "ppde/duration_create.html", context)
