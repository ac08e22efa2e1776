"""The directory of levers and programmes."""

from functools import partial

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from territories import journal
from territories.access import ACT, FORM, allows
from territories.resources import operations
from territories.resources.forms import SchemeForm
from territories.resources.models import Scheme, SchemeNews
from territories.resources.tables import SchemeFilters, freshness, schemes, tabs
from tzcld.ui import french
from tzcld.ui.lists import render_list
from tzcld.ui.once import saved_once

HOME = "Leviers et programmes"


def _here(request):
    return Scheme.objects.visible_to(request.user).of(request.territory).select_related("territory")


def _own(request, pk: int) -> Scheme:
    return get_object_or_404(_here(request).within(request.territory), pk=pk)


def _url(request, name: str, *args) -> str:
    return reverse(f"territories:{name}", args=[request.territory.slug, *args])


@allows("resource_view")
def scheme_list(request):
    add = {
        "label": "Ajouter un levier ou un programme",
        "url": _url(request, "scheme_create"),
        "icon": "plus-lg",
        "primary": True,
    }
    return render_list(
        request,
        queryset=_here(request),
        table=schemes(request.territory.slug),
        title=HOME,
        filterset_class=SchemeFilters,
        template="territories/resource_list.html",
        export=journal.exporter(request, Scheme),
        context={
            "lead": "Ce qui lève un obstacle ou mène à l’emploi, commun à la métropole, avec les ajouts du territoire.",
            "tabs": tabs(request),
            "actions": [add] if request.scope.can("resource_edit") else [],
        },
    )


@allows("resource_view")
def scheme_detail(request, pk: int):
    scheme = get_object_or_404(_here(request), pk=pk)
    news = SchemeNews.objects.visible_to(request.user).of(request.territory).filter(scheme=scheme)
    facts = [
        ("Public concerné", scheme.public),
        ("Lieu ou périmètre", scheme.area),
        ("Organisme à joindre", scheme.organisation),
        ("Comment le joindre", scheme.contact),
        ("Écrit par", scheme.territory.name),
        ("Vérifié", f"le {french.date(scheme.checked_on)}"),
    ]
    own = scheme.territory_id == request.territory.pk
    context = {
        "title": scheme.name,
        "scheme": scheme,
        "state": freshness(scheme),
        "facts": [{"label": label, "value": value} for label, value in facts if value],
        "news": news[:5],
        "may_edit": own and request.scope.can("resource_edit"),
        "may_ask": scheme.is_open and request.scope.can("person_edit"),
        "breadcrumb": _crumbs(request, scheme.name),
    }
    return render(request, "territories/scheme_detail.html", context)


@allows("resource_edit", methods=FORM)
def scheme_create(request):
    kind = request.GET.get("nature", Scheme.Kind.LEVER)
    scheme = Scheme(kind=kind if kind in Scheme.Kind else Scheme.Kind.LEVER)
    return _form(request, scheme, "Ajouter un levier ou un programme", "Ajouter au répertoire")


@allows("resource_edit", methods=FORM)
def scheme_edit(request, pk: int):
    scheme = _own(request, pk)
    return _form(request, scheme, f"Modifier «\u00a0{scheme}\u00a0»", "Enregistrer la fiche")


def _form(request, scheme: Scheme, title: str, label: str):
    form = SchemeForm(request.POST or None, instance=scheme, territory=request.territory)
    save = partial(operations.save_scheme, by=request.user)
    if form.is_valid() and (done := saved_once(request, form, save)):
        saved, again = done
        said = again or form.told(f"«\u00a0{saved}\u00a0» est dans le répertoire.")
        messages.success(request, said)
        return redirect("territories:scheme_detail", request.territory.slug, saved.pk)
    context = {
        "form": form,
        "title": title,
        "submit_label": label,
        "cancel_url": _url(request, "scheme_list"),
        "breadcrumb": _crumbs(request, title),
    }
    return render(request, "ui/form_page.html", context)


@allows("resource_edit", methods=ACT)
def scheme_check(request, pk: int):
    scheme = operations.check_scheme(_own(request, pk), by=request.user)
    messages.success(request, f"«\u00a0{scheme}\u00a0» est vérifié aujourd’hui.")
    return redirect("territories:scheme_detail", request.territory.slug, pk)


def _crumbs(request, last: str) -> list[dict]:
    return [{"label": HOME, "url": _url(request, "scheme_list")}, {"label": last}]
