"""The territory's sheet: what it is, where it stands, what it aims at; each piece has its form."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import models
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from territories import forms, journal
from territories.access import FORM, allows
from territories.models import (
    Estimate,
    KeyDate,
    Membership,
    PerimeterUnit,
    Phase,
    Target,
    Territory,
)
from territories.operations import territory as operations
from territories.roles import Role
from territories.tables import TERRITORIES
from tzcld.ui import french
from tzcld.ui.forms import ModelForm
from tzcld.ui.lists import render_list


@dataclass(frozen=True)
class Piece:
    model: type[models.Model]
    form: type[ModelForm]
    title: str
    label: str


PIECES = {
    "perimetre": Piece(
        PerimeterUnit, forms.UnitForm, "Une unité du périmètre", "Enregistrer l’unité"
    ),
    "date": Piece(KeyDate, forms.KeyDateForm, "Une date clé", "Enregistrer la date"),
    "estimation": Piece(Estimate, forms.EstimateForm, "Une estimation", "Enregistrer l’estimation"),
    "objectif": Piece(Target, forms.TargetForm, "Un objectif", "Enregistrer l’objectif"),
}
TEAM = (Role.PROJECT_LEAD, Role.JOURNEY_OFFICER)


@allows("comparison_view")
def territory_list(request):
    hub = request.territory.hub_or_self
    rows = Territory.objects.visible_to(request.user).of_hub(hub).with_present()
    return render_list(
        request,
        queryset=rows,
        table=TERRITORIES,
        title="Territoires",
        export=journal.exporter(request, Territory),
        context={"lead": f"{hub.name}, par ordre alphabétique : jamais un classement."},
    )


@allows("territory_view")
def territory_detail(request):
    territory = request.territory
    may_edit = request.scope.can("territory_edit")
    phases = list(Phase.objects.within(territory).order_by("-period"))
    return render(
        request,
        "territories/territory_detail.html",
        {
            "title": territory.name,
            "territory": territory,
            "phase": _running(phases),
            "phases": phases,
            "timeline": _timeline(territory, phases, may_edit),
            "units": PerimeterUnit.objects.within(territory),
            "estimates": Estimate.objects.within(territory),
            "targets": _targets(territory),
            "team": _team(territory),
            "size": _size(territory),
            "may_edit": may_edit,
            "locals": Territory.objects.visible_to(request.user).of_hub(territory)
            if territory.is_hub
            else (),
        },
    )


def _running(phases: list[Phase]):
    today = timezone.localdate()
    return next(
        (p for p in phases if p.since <= today and (p.until is None or today <= p.until)), None
    )


def _timeline(territory: Territory, phases: list[Phase], may_edit: bool) -> list[dict]:
    """Key dates and openings of phases, latest first; what is to come is drawn as planned."""
    today = timezone.localdate()
    facts = [
        (d.on, d.title, d.text, d.is_key, _edit_url(territory, "date", d) if may_edit else "")
        for d in KeyDate.objects.within(territory)
    ]
    told = {on for on, *_ in facts}
    facts += [
        (
            p.since,
            french.upper_first(p.get_kind_display()),
            p.act,
            p.kind == Phase.Kind.HABILITATED,
            "",
        )
        for p in phases
        if p.since not in told
    ]
    return [
        {
            "date": french.date(on),
            "datetime": on.isoformat(),
            "title": title,
            "text": text,
            "url": url,
            "icon": "flag" if key else "calendar-event",
            "kind": "next" if on > today else "key" if key else "",
        }
        for on, title, text, key, url in sorted(facts, key=lambda f: f[0], reverse=True)
    ]


def _targets(territory: Territory) -> list[dict]:
    """One line a year: jobs aimed at in the EBE, elsewhere, and their sum."""
    years: dict[int, dict] = {}
    for target in Target.objects.within(territory):
        line = years.setdefault(target.year, {"year": target.year, "ebe": None, "elsewhere": None})
        line[target.destination] = target
    for line in years.values():
        line["total"] = sum(t.jobs for t in (line["ebe"], line["elsewhere"]) if t)
    return [years[year] for year in sorted(years)]


def _team(territory: Territory):
    return (
        Membership.objects.within(territory)
        .active()
        .filter(role__in=TEAM)
        .select_related("user")
        .order_by("role", "user__last_name")
    )


def _size(territory: Territory) -> str:
    """The alert of domain.md §11: 5,000 to 10,000 inhabitants, or at most 400 PPDE; empty when it fits."""
    latest = Estimate.objects.within(territory).first()
    inhabitants = territory.population
    if (
        territory.is_hub
        or inhabitants is None
        or 5000 <= inhabitants <= 10000
        or (latest and latest.persons <= 400)
    ):
        return ""
    return (
        f"{french.count(inhabitants, 'habitant')} : le cahier des charges vise un territoire de 5 000 à"
        " 10 000 habitants, ou de 400 personnes privées d’emploi au plus."
    )


@allows("territory_edit", methods=FORM)
def territory_edit(request):
    form = forms.TerritoryForm(request.POST or None, instance=request.territory)
    if form.is_valid():
        operations.update_territory(
            form.save(commit=False), fields=list(form.fields), by=request.user
        )
        messages.success(request, "La fiche du territoire est enregistrée.")
        return redirect("territories:territory_detail", request.territory.slug)
    return _form_page(request, form, "Modifier la fiche du territoire", "Enregistrer la fiche")


@allows("territory_edit", methods=FORM)
def phase_open(request):
    form = forms.PhaseForm(request.POST or None)
    if form.is_valid():
        try:
            operations.open_phase(request.territory, **form.cleaned_data, by=request.user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, "La nouvelle phase est enregistrée.")
            return redirect("territories:territory_detail", request.territory.slug)
    return _form_page(request, form, "Entrer dans une nouvelle phase", "Enregistrer la phase")


@allows("territory_edit", methods=FORM)
def piece_create(request, piece: str):
    found = _piece(piece)
    return _piece_form(request, found, found.model())


@allows("territory_edit", methods=FORM)
def piece_edit(request, piece: str, pk: int):
    found = _piece(piece)
    return _piece_form(
        request,
        found,
        get_object_or_404(found.model.objects.within(request.territory), pk=pk),
        piece,
    )


def _piece(name: str) -> Piece:
    if name not in PIECES:
        raise Http404
    return PIECES[name]


def _piece_form(request, piece: Piece, row: models.Model, name: str = ""):
    form = piece.form(request.POST or None, instance=row, territory=request.territory)
    if form.is_valid():
        operations.save_row(form.save(commit=False), fields=list(form.fields), by=request.user)
        messages.success(request, "C’est enregistré.")
        return redirect("territories:territory_detail", request.territory.slug)
    delete = (
        reverse("territories:piece_delete", args=[request.territory.slug, name, row.pk])
        if row.pk
        else ""
    )
    return _form_page(request, form, piece.title, piece.label, delete_url=delete)


@allows("territory_edit", methods=FORM)
def piece_delete(request, piece: str, pk: int):
    found = _piece(piece)
    row = get_object_or_404(found.model.objects.within(request.territory), pk=pk)
    back = _edit_url(request.territory, piece, row)
    if request.method == "POST":
        try:
            operations.delete_row(row, fields=list(found.form.base_fields), by=request.user)
        except ValidationError as error:
            messages.error(request, error.messages[0])
            return redirect(back)
        messages.success(request, "C’est supprimé.")
        return redirect("territories:territory_detail", request.territory.slug)
    return render(
        request,
        "ui/confirm_page.html",
        {
            "title": f"Supprimer « {row} » ?",
            "consequence": "La suppression est inscrite au journal.",
            "submit_label": "Supprimer",
            "cancel_url": back,
            "danger": True,
        },
    )


def _edit_url(territory: Territory, piece: str, row: models.Model) -> str:
    return reverse("territories:piece_edit", args=[territory.slug, piece, row.pk])


def _form_page(request, form, title: str, label: str, **context):
    back = request.territory.get_absolute_url()
    return render(
        request,
        "territories/sheet_form.html",
        {
            "form": form,
            "title": title,
            "submit_label": label,
            "cancel_url": back,
            "breadcrumb": [{"label": request.territory.name, "url": back}, {"label": title}],
            **context,
        },
    )
