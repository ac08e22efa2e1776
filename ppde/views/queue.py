"""« À faire »: what waits, for oneself or for the whole team."""

from django.shortcuts import render
from django.utils import timezone

from ppde.views.common import crumbs, list_tabs
from territories.access import allows
from territories.queue import Source, first_rows, sources
from territories.roles import Role
from tzcld.ui import french

MINE, TEAM = "moi", "equipe"


@allows("work_view")
def work_queue(request):
    """Each source in its own panel, the most pressing rows first."""
    asked = request.GET.get("qui")
    follows = Role.JOURNEY_OFFICER in request.scope.roles_in(request.territory)
    # A direction and a hub follow nobody: all that waits for them is theirs.
    is_team = request.scope.can("names_read")
    mine = is_team and (asked == MINE or (asked != TEAM and follows))
    open_to = [source for source in sources() if request.scope.can(source.verb)]
    found = first_rows(request.territory, open_to, request.user if mine else None)
    panels = [_panel(request, source, rows, mine) for source, rows in found]
    n = sum(panel["n"] for panel in panels)
    context = {
        "title": "À faire",
        "lead": _lead(n, mine, is_team),
        "tabs": list_tabs(request),
        "breadcrumb": crumbs(request, last="À faire") if is_team else [("À faire", "")],
        "panels": panels,
        "mine": mine,
        "is_team": is_team,
        "toggle": [
            {"label": "Mes personnes", "url": f"?qui={MINE}", "current": mine},
            {"label": "Toute l’équipe", "url": f"?qui={TEAM}", "current": not mine},
        ],
    }
    return render(request, "ppde/work_queue.html", context)


def _lead(n: int, mine: bool, is_team: bool) -> str:
    if not n:
        return "Rien n’attend l’équipe." if is_team and not mine else "Rien ne vous attend."
    waits = french.accord(n, "attend,attendent")
    if not is_team:
        return f"{french.count(n, 'tâche')} vous {waits}."
    return f"{french.count(n, 'tâche')} {waits} {'parmi vos personnes' if mine else 'l’équipe'}."


def _panel(request, source: Source, rows: list, mine: bool) -> dict:
    today, slug, total = timezone.localdate(), request.territory.slug, rows[0].in_all
    items = [
        {
            **source.line(row, slug),
            "icon": source.icon,
            "due": french.short_date(row.due, year=row.due.year != today.year),
            "late": row.due < today,
        }
        for row in rows
    ]
    return {
        "key": source.key,
        "n": total,
        "label": source.label(total),
        "items": items,
        "url": source.listed(slug, request.user if mine else None) if total > len(items) else "",
    }
