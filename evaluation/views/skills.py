"""Supply of skills and wishes beside the needs of activities: for the team exact, for the others masked."""

from django.urls import reverse
from django.utils import timezone

from activities.models import Activity
from ebe import fte
from evaluation.aggregates import reads_exact
from evaluation.skills import counts
from evaluation.skills.tables import NEEDS, SUPPLIES
from ppde.models import Skill
from territories.access import allows
from territories.journal import journaled
from tzcld.queries import alphabetical
from tzcld.ui.lists import render_list

PAGES = (("Par activité", "skill_supply"), ("Par compétence", "skill_counts"))


@allows("skill_view")
def skill_supply(request):
    """By activity: how many know, want to learn and wish it, and the hours on both sides."""
    portfolio = (
        Activity.objects.visible_to(request.user)
        .of(request.territory)
        .exclude(state=Activity.State.STOPPED)
        .select_related("territory")
        .under(request.territory)
        .order_by(alphabetical("name"))
    )
    full_time = float(fte.full_time(request.territory.rules_hub_id, timezone.localdate()))
    local = not request.territory.is_hub
    rows = counts.needs(portfolio, _counts(request), full_time, local=local)
    return _page(request, rows, NEEDS, Activity)


@allows("skill_view")
def skill_counts(request):
    """By skill: how many say each level, and how many want to learn."""
    skills = Skill.objects.visible_to(request.user).of(request.territory)
    return _page(request, counts.supplies(skills, _counts(request)), SUPPLIES, Skill)


def _counts(request) -> counts.Counts:
    return counts.read(request.territory, exact=reads_exact(request.scope, request.territory))


def _page(request, rows, table, model):
    return render_list(
        request,
        queryset=rows,
        table=table,
        title="Compétences\u00a0: offre et besoins",
        template="evaluation/skill_page.html",
        export=journaled(request, model) if request.scope.can("export") else None,
        context={
            "lead": _lead(request),
            "tabs": [
                {
                    "label": label,
                    "url": reverse(f"evaluation:{name}", args=[request.territory.slug]),
                    "current": request.resolver_match.url_name == name,
                }
                for label, name in PAGES
            ],
            "actions": _links(request),
        },
    )


def _lead(request) -> str:
    told = "Ce que disent les personnes de la liste de mobilisation, à côté de ce dont les activités ont besoin."
    if reads_exact(request.scope, request.territory):
        return told
    threshold = request.territory.hub_or_self.masking_threshold
    return f"{told} Les effectifs de moins de {threshold} sont masqués."


def _links(request) -> list[dict]:
    found = [("Liste des compétences", "ppde:skill_list", "list", "skill_view")]
    if not request.territory.is_hub:
        found.insert(0, ("Qui sait quoi", "ppde:skill_matrix", "grid", "person_view"))
    return [
        {"label": label, "url": reverse(name, args=[request.territory.slug]), "icon": icon}
        for label, name, icon, verb in found
        if request.scope.can(verb)
    ]
