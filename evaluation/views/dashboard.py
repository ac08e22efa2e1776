"""The first page of whoever works here: the dashboard of a territory or of a hub."""

from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from ebe.directions.standing import without_enterprise
from evaluation.aggregates import reads_exact
from evaluation.counts import origins
from evaluation.dashboards import agenda, board, opening
from evaluation.dashboards.comparison import Comparison
from evaluation.dashboards.memory import remembered
from territories.access import allows
from territories.models import Phase
from tzcld.ui import french


@allows("dashboard_view")
def dashboard(request):
    if request.territory.is_hub:
        return _hub(request)
    here, can = request.territory, request.scope.can
    exact = reads_exact(request.scope, here)
    links = _links(request)
    drawn = remembered(
        here, (exact, *map(bool, links.values())), lambda: _drawn(here, exact, links)
    )
    page = {
        "title": "Tableau de bord",
        "lead": board.situation(here, timezone.localdate()),
        "actions": _actions(request, is_typed=drawn.get("is_typed", False)),
        "drawn": drawn,
        # Whoever works here sees what waits for them: row security gives each their own.
        "week": agenda.queue(here, can) if exact or can("work_view") else None,
        "meeting": agenda.next_meeting(here) if can("meeting_view") else None,
        "without_enterprise": without_enterprise(request.scope),
        "first_steps": opening.steps(request.scope) if drawn["is_empty"] else [],
    }
    return render(request, "evaluation/dashboard.html", page)


def _hub(request):
    here, can = request.territory, request.scope.can
    links = _links(request)
    drawn = remembered(here, map(bool, links.values()), lambda: _drawn_hub(here, links))
    page = {
        "title": "Vue d’ensemble",
        "lead": drawn["lead"],
        "actions": _actions(request),
        "drawn": drawn,
        "week": agenda.queue(here, can) if can("work_view") else None,
        "meeting": agenda.next_meeting(here) if can("meeting_view") else None,
        "opening": None if drawn["has_places"] else _opening(request),
        "without_lead": agenda.without_lead(request.scope) if can("team_view") else [],
    }
    return render(request, "evaluation/dashboard_hub.html", page)


def _opening(request) -> dict | None:
    """The first step of a hub without territory, for its administration."""
    if not request.scope.can("territory_open"):
        return None
    url = reverse("territories:territory_create", args=[request.territory.slug])
    return {"label": "Ouvrir un territoire", "url": url, "icon": "plus-lg"}


def _drawn(here, exact: bool, links: dict) -> dict:
    page = board.read(here, exact=exact)
    return {
        # A territory that types its months opens them from here; nobody is enrolled by name.
        "is_typed": not here.is_hub and here.pk in origins.typed_in([here], page.figures.month),
        "is_empty": page.is_empty,
        "freshness": page.freshness,
        "essential": render_to_string("evaluation/dashboard_essential.html", {"board": page}),
        "charts": ""
        if page.is_empty
        else render_to_string("evaluation/dashboard_charts.html", {"board": page, **links}),
    }


def _drawn_hub(here, links: dict) -> dict:
    places = Comparison(here, "E7")
    context = {"comparison": places, **links}
    return {
        **_drawn(here, False, links),
        "lead": _census(timezone.localdate(), places),
        "has_places": bool(places.places),
        "places": render_to_string("evaluation/dashboard_places.html", context),
        "multiples": render_to_string("evaluation/dashboard_multiples.html", context),
    }


def _links(request) -> dict:
    """Where the drawings lead, "" where this account may not go."""
    slug, can, local = request.territory.slug, request.scope.can, not request.territory.is_hub
    found = (
        ("definitions_url", "indicator_view", "evaluation:indicator_list", True),
        ("list_url", "names_read", "ppde:mobilisation_list", local),
        ("target_url", "territory_edit", "territories:territory_detail", local),
        ("comparison_url", "comparison_view", "evaluation:comparison", not local),
    )
    return {
        key: reverse(name, args=[slug]) if asked and can(verb) else ""
        for key, verb, name, asked in found
    }


def _census(today, places: Comparison) -> str:
    n = len(places.places)
    if not n:
        return f"Aucun territoire n’est encore rattaché. Situation au {french.long_date(today)}."
    ready = sum(p.territory.phase == Phase.Kind.HABILITATED for p in places.places)
    some = f"{n} territoires" if n > 1 else "1 territoire"
    state = "aucun habilité" if not ready else "1 habilité" if ready == 1 else f"{ready} habilités"
    return f"{some}, {'dont ' if ready else ''}{state}. Situation au {french.long_date(today)}."


def _actions(request, *, is_typed: bool = False) -> list[dict]:
    slug, can = request.territory.slug, request.scope.can
    found = []
    if can("indicator_view"):
        found.append(
            {
                "label": "Exhaustivité",
                "url": reverse("evaluation:exhaustivity", args=[slug]),
                "icon": "funnel",
            }
        )
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
        found.append(_main(slug, is_typed=is_typed))
    return found


def _main(slug: str, *, is_typed: bool) -> dict:
    """The gesture of the day."""
    if is_typed:
        url, label, icon = "evaluation:count_list", "Chiffres du mois", "calendar-plus"
    else:
        url, label, icon = "ppde:person_create", "Inscrire une personne", "person-plus"
    return {"label": label, "url": reverse(url, args=[slug]), "icon": icon, "primary": True}
