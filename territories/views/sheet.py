"""The territory's sheet: what it is, where it stands, what it aims at; each piece has its form."""

from dataclasses import dataclass
from functools import partial

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import models
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from territories import forms, journal
from territories.access import ACT, FORM, allows
from territories.filters import TerritoryFilters
from territories.models import (
    Estimate,
    KeyDate,
    LegalFigure,
    Membership,
    PerimeterUnit,
    Phase,
    Target,
    Territory,
    TerritoryDepartment,
)
from territories.operations import territory as operations
from territories.outlines import maps
from territories.roles import Role
from territories.tables import TERRITORIES
from tzcld.ui import french
from tzcld.ui.confirm import confirm
from tzcld.ui.forms import ModelForm, refused
from tzcld.ui.lists import render_list
from tzcld.ui.once import once


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
    opening = opening_of(request)
    rows = Territory.objects.visible_to(request.user).of_hub(hub).with_present()
    return render_list(
        request,
        queryset=rows,
        table=TERRITORIES,
        title="Territoires",
        filterset_class=TerritoryFilters,
        export=journal.exporter(request, Territory),
        template="territories/territory_list.html",
        context={
            "lead": f"{hub.name}, par ordre alphabétique : jamais un classement.",
            "map": maps.hub(hub),
            "outlines_url": outlines_url(request),
            "actions": [opening] if opening else [],
        },
    )


def opening_of(request) -> dict | None:
    """The action that opens a territory of this hub; None for whoever may not."""
    if not request.scope.can("territory_open"):
        return None
    return {
        "label": "Ouvrir un territoire",
        "url": reverse("territories:territory_create", args=[request.territory.slug]),
        "icon": "plus-lg",
        "primary": True,
    }


def outlines_url(request) -> str:
    """Where this account may load the outlines of the hub; "" when it may not."""
    hub = request.territory.hub_or_self
    may = "outline_edit" in request.scope.verbs_in(hub)
    return reverse("territories:outline_file", args=[hub.slug]) if may else ""


@allows("territory_view")
def territory_detail(request):
    territory = request.territory
    may_edit = request.scope.can("territory_edit")
    phases = list(Phase.objects.within(territory).order_by("-period"))
    for phase in phases:
        phase.words = french.period(phase.since, phase.until)
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
            "has_removed": may_edit and KeyDate.removed.within(territory).exists(),
            "departments": TerritoryDepartment.objects.within(territory),
            "may_write_department": may_edit and may_write_department(request.scope, territory),
            "map": maps.hub(territory) if territory.is_hub else maps.sheet(territory),
            "outlines_url": outlines_url(request),
            "locals": _locals(request) if territory.is_hub else (),
        },
    )


def may_write_department(scope, territory: Territory) -> bool:
    """The hub's administration: who is paid the CDE does not choose the département whose share applies."""
    return not territory.is_hub and "rate_edit" in scope.verbs_in(territory.hub)


def _locals(request) -> list[Territory]:
    """The territories of the hub, each with its phase in words."""
    found = Territory.objects.visible_to(request.user).of_hub(request.territory).with_present()
    for place in found:
        place.phase_words = Phase.Kind(place.phase).label if place.phase else ""
    return found


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
            phase_url(territory, p) if may_edit else "",
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
    """The alert of domain.md §11 on the inhabitants and the PPDE of a territory; empty when it fits."""
    inhabitants = territory.population
    if territory.is_hub or inhabitants is None:
        return ""
    what = LegalFigure.What
    least, most, persons = LegalFigure.objects.values_on(
        territory.hub_id,
        (what.INHABITANTS_MIN, what.INHABITANTS_MAX, what.PERSONS_MAX),
        timezone.localdate(),
    )
    latest = Estimate.objects.within(territory).first()
    if least <= inhabitants <= most or (latest and latest.persons <= persons):
        return ""
    return (
        f"{french.count(inhabitants, 'habitant')} : le cahier des charges vise un territoire de {french.number(least)} à"
        f" {french.number(most)} habitants, ou de {french.number(persons)} personnes privées d’emploi au plus."
    )


@allows("territory_edit", methods=FORM)
def territory_edit(request):
    form = forms.TerritoryForm(request.POST or None, instance=request.territory)
    if form.is_valid():
        operations.update_territory(
            form.save(commit=False), fields=list(form.cleaned_data), by=request.user
        )
        messages.success(request, form.told("La fiche du territoire est enregistrée."))
        return redirect("territories:territory_detail", request.territory.slug)
    return form_page(request, form, "Modifier la fiche du territoire", "Enregistrer la fiche")


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
        is_new = row.pk is None

        def save() -> models.Model:
            kept = form.save(commit=False)
            return operations.save_row(kept, fields=list(form.cleaned_data), by=request.user)

        try:
            _, again = once(request, save, is_new=is_new)
        except ValidationError as error:
            refused(form, error)
        else:
            messages.success(request, again or form.told("C’est enregistré."))
            return redirect("territories:territory_detail", request.territory.slug)
    delete = (
        reverse("territories:piece_delete", args=[request.territory.slug, name, row.pk])
        if row.pk
        else ""
    )
    return form_page(request, form, piece.title, piece.label, delete_url=delete)


@allows("territory_edit", methods=FORM)
def piece_delete(request, piece: str, pk: int):
    found = _piece(piece)
    row = found.model.objects.within(request.territory).filter(pk=pk).first()
    if row is None and found.model is KeyDate:
        return _erase_date(request, get_object_or_404(_removed(request), pk=pk))
    if row is None:
        raise Http404
    held = operations.frozen_in(row)
    kept = " Le rapport qui garde son texte ne change pas." if held else ""
    fields = list(found.form.base_fields)
    return confirm(
        request,
        partial(operations.delete_row, row, fields=fields, by=request.user),
        to=request.territory,
        done=f"C’est supprimé.{kept}",
        title=f"Supprimer «\u00a0{row}\u00a0»\u00a0?",
        consequence=f"La suppression est inscrite au journal.{_held_words(held)}",
        submit_label="Supprimer de la fiche",
        breadcrumb=trail(request, "Supprimer"),
        cancel_url=_edit_url(request.territory, piece, row),
        danger=True,
    )


def _held_words(held: list[str]) -> str:
    if not held:
        return ""
    reports = french.accord(len(held), "Un rapport figé garde,Des rapports figés gardent")
    return (
        f" {reports} ce texte ({french.listing(held)})\u00a0: la date quitte la fiche et reste dans «\u00a0Dates retirées\u00a0», "
        "d’où elle se remet."
    )


def _removed(request):
    return KeyDate.removed.within(request.territory)


@allows("territory_edit")
def removed_dates(request):
    """Key dates taken off the sheet, or as they were before a change, that reports hold or held."""
    rows = [(row, operations.frozen_in(row)) for row in _removed(request)]
    return render(
        request,
        "territories/removed_dates.html",
        {
            "title": "Dates retirées",
            "rows": rows,
            "breadcrumb": trail(request, "Dates retirées"),
        },
    )


@allows("territory_edit", methods=ACT)
def date_restore(request, pk: int):
    row = get_object_or_404(_removed(request), pk=pk)
    operations.restore_date(row, by=request.user)
    messages.success(request, f"«\u00a0{row}\u00a0» est de nouveau sur la fiche.")
    return redirect("territories:territory_detail", request.territory.slug)


def _erase_date(request, row: KeyDate):
    """For good, once no report that is read holds it."""
    back = reverse("territories:removed_dates", args=[request.territory.slug])
    if held := operations.frozen_in(row):
        messages.error(
            request, f"Ce texte est encore dans un rapport diffusé\u00a0: {french.listing(held)}."
        )
        return redirect(back)
    return confirm(
        request,
        partial(operations.delete_row, row, fields=["on", "title"], by=request.user),
        to=back,
        done="C’est effacé.",
        title=f"Effacer «\u00a0{row}\u00a0» pour de bon\u00a0?",
        consequence="Aucun rapport diffusé ne garde plus ce texte. Un rapport retiré, s’il est rétabli, ne sera plus relu pour lui.",
        submit_label="Effacer la date",
        danger=True,
        breadcrumb=trail(request, "Effacer"),
    )


def phase_url(territory: Territory, phase: Phase) -> str:
    return reverse("territories:phase_edit", args=[territory.slug, phase.pk])


def _edit_url(territory: Territory, piece: str, row: models.Model) -> str:
    return reverse("territories:piece_edit", args=[territory.slug, piece, row.pk])


def trail(request, last: str) -> list[dict]:
    """Under the sheet of the territory."""
    sheet = {"label": request.territory.name, "url": request.territory.get_absolute_url()}
    return [sheet, {"label": last}]


def form_page(
    request, form, title: str, label: str, template="territories/sheet_form.html", **context
):
    back = request.territory.get_absolute_url()
    return render(
        request,
        template,
        {
            "form": form,
            "title": title,
            "submit_label": label,
            "cancel_url": back,
            "breadcrumb": trail(request, title),
            **context,
        },
    )
