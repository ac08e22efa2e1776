"""The first page of whoever works here: the dashboard of a territory or of a hub."""

from django.shortcuts import render
from django.urls import reverse

from evaluation.aggregates import reads_exact
from evaluation.dashboards import agenda, board
from evaluation.dashboards.comparison import Comparison
from territories.access import allows
from territories.models import Phase
from tzcld.ui import french


@allows("dashboard_view")
def dashboard(request):
    if request.territory.is_hub:
        return _hub(request)
    here, scope = request.territory, request.scope
    exact = reads_exact(scope, here)
    page = board.read(here, exact=exact)
    return render(
        request,
        "evaluation/dashboard.html",
        {
            "title": "Tableau de bord",
            "lead": board.situation(here, page.today),
            "actions": _actions(request),
            "board": page,
            "week": agenda.queue(here) if exact else None,
            "meeting": agenda.next_meeting(here) if scope.can("meeting_view") else None,
            "committee": here.committee_label,
        },
    )


def _hub(request):
    here = request.territory
    page = board.read(here, exact=False)
    places = Comparison(here, "E7")
    return render(
        request,
        "evaluation/dashboard_hub.html",
        {
            "title": "Vue d’ensemble",
            "lead": _census(page, places),
            "actions": _actions(request),
            "board": page,
            "comparison": places,
            "meeting": agenda.next_meeting(here) if request.scope.can("meeting_view") else None,
        },
    )


def _census(page, places: Comparison) -> str:
    n = len(places.places)
    if not n:
        return (
            f"Aucun territoire n’est encore rattaché. Situation au {french.long_date(page.today)}."
        )
    ready = sum(p.territory.phase == Phase.Kind.HABILITATED for p in places.places)
    some = f"{n} territoires" if n > 1 else "1 territoire"
    state = "aucun habilité" if not ready else "1 habilité" if ready == 1 else f"{ready} habilités"
    return (
        f"{some}, {'dont ' if ready else ''}{state}. Situation au {french.long_date(page.today)}."
    )


def _actions(request) -> list[dict]:
    slug, can = request.territory.slug, request.scope.can
    found = []
    if can("indicator_view"):
        found.append(
            {
                "label": "Indicateurs",
                "url": reverse("evaluation:indicator_list", args=[slug]),
                "icon": "clipboard-data",
            }
        )
    if can("report_request"):
        found.append(
            {
                "label": "Demander un rapport",
                "url": reverse("evaluation:report_request", args=[slug]),
                "icon": "file-earmark-pdf",
            }
        )
    if can("person_edit"):
        found.append(
            {
                "label": "Inscrire une personne",
                "url": reverse("ppde:person_create", args=[slug]),
                "icon": "person-plus",
                "primary": True,
            }
        )
    return found
