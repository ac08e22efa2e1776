"""Levers and trainings in figures: exact for the team, masked for everybody else."""

from django.urls import reverse

from evaluation.aggregates import reads_exact
from evaluation.resources import counts
from evaluation.resources.tables import ANSWERS_GIVEN, SCHEMES
from ppde.models import Training
from territories.access import allows
from territories.journal import journaled
from territories.models import Scheme
from territories.resources.tables import tabs
from tzcld.ui.lists import render_list


@allows("resource_view")
def scheme_figures(request):
    """By lever or programme: how many requests, and what became of them."""
    schemes = Scheme.objects.visible_to(request.user).of(request.territory)
    lines = counts.by_scheme(schemes, _counts(request))
    other = ("Réponses sur les formations", "training_figures")
    return _page(request, lines, SCHEMES, Scheme, "Leviers et programmes en chiffres", other)


@allows("resource_view")
def training_figures(request):
    """By training and question: how many gave each answer."""
    trainings = Training.objects.visible_to(request.user).of(request.territory)
    lines = counts.by_question(trainings, _counts(request))
    other = ("Leviers demandés", "scheme_figures")
    return _page(request, lines, ANSWERS_GIVEN, Training, "Formations en chiffres", other)


def _counts(request):
    return counts.read(request.territory, exact=reads_exact(request.scope, request.territory))


def _page(request, lines, table, model, title: str, other: tuple[str, str]):
    label, name = other
    lead = "Des nombres, jamais de nom."
    if not reads_exact(request.scope, request.territory):
        threshold = request.territory.hub_or_self.masking_threshold
        lead += f" Les effectifs de moins de {threshold} sont masqués."
    url = reverse(f"evaluation:{name}", args=[request.territory.slug])
    return render_list(
        request,
        queryset=lines,
        table=table,
        title=title,
        template="territories/resource_list.html",
        export=journaled(request, model) if request.scope.can("export") else None,
        context={
            "lead": lead,
            "tabs": tabs(request),
            "actions": [{"label": label, "url": url, "icon": "clipboard-data"}],
            # An empty page has its own sentence; going to the other one is no next step.
            "empty_action": None,
        },
    )
