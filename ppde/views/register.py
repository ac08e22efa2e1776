"""The register of a territory or a hub in one page, to read and to print, and who answers for the data."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone

from ppde import operations
from ppde.papers import paper
from ppde.privacy.forms import ControllerForm
from ppde.privacy.notices import controller_of, register_of
from ppde.views.common import tried, url
from ppde.views.watch import WATCH_PAGES
from territories.access import FORM, allows
from tzcld.ui import french

TITLE = "Registre des traitements"


def _context(request) -> dict:
    register = register_of(request.territory)
    return {
        "register": register,
        "territory": request.territory,
        "is_written": register.controller.pk,
    }


def _trail(request, last: str = "") -> list[dict]:
    """Below the tab of whoever watches over the data; for the others the sheet is the way in."""
    watches = request.scope.can(WATCH_PAGES[0][2])
    start = (
        [{"label": "Données et droits", "url": url(request, "privacy_alerts")}] if watches else []
    )
    if not (watches or last):
        return []
    sheet = {"label": TITLE, "url": url(request, "register_sheet") if last else ""}
    return [*start, sheet, *([{"label": last, "url": ""}] if last else [])]


@allows("register_view")
def register_sheet(request):
    """What article 30 asks, as it stands today: who answers, then each processing."""
    actions = [
        {
            "label": "Imprimer (PDF)",
            "url": url(request, "register_pdf"),
            "icon": "file-earmark-pdf",
        }
    ]
    if request.scope.can("processing_edit"):
        actions.append({"label": "Voir les lignes", "url": url(request, "privacy_register")})
    context = _context(request) | {
        "title": TITLE,
        "actions": actions,
        "breadcrumb": _trail(request),
    }
    return render(request, "ppde/register.html", context)


@allows("register_view")
def register_pdf(request):
    return paper(
        request,
        request.territory,
        "documents/register.html",
        _context(request) | {"today": timezone.localdate()},
        title=f"{TITLE}, {request.territory.name}",
        back=url(request, "register_sheet"),
        named=False,
    )


@allows("controller_edit", methods=FORM)
def controller_edit(request):
    """Who answers for the data here, from a day on; a hub's row stands for its territories that wrote none."""
    current = controller_of(request.territory, timezone.localdate())
    initial = {name: getattr(current, name) for name in ControllerForm.Meta.fields}
    form = ControllerForm(
        request.POST or None, initial=initial | {"valid_from": timezone.localdate()}
    )
    if request.method == "POST" and form.is_valid():
        data, place = form.cleaned_data, request.territory
        if made := tried(form, lambda: operations.write_controller(place, by=request.user, **data)):
            day = french.date(made.valid_from)
            messages.success(request, f"{made.name} répond des données à partir du {day}.")
            return redirect(url(request, "register_sheet"))
    title = "Responsable et délégué"
    context = {
        "form": form,
        "title": title,
        "intro": "Ce qui est écrit ici figure au registre, dans la notice remise aux personnes, au bas des courriers et sur la page publique.",
        "submit_label": "Enregistrer",
        "cancel_url": url(request, "register_sheet"),
        "breadcrumb": _trail(request, title),
    }
    return render(request, "ui/form_page.html", context)
