"""The matrix persons × skills of a territory, and the hub's list of skills."""

from django.contrib import messages
from django.db.models import Count, Exists, OuterRef, Prefetch
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from ppde import operations
from ppde.models import Person, PersonSkill, Skill
from ppde.operations.readings import named_exporter
from ppde.skills.forms import SkillFileForm, SkillForm
from ppde.skills.tables import (
    COLUMNS_SHOWN,
    MatrixFilters,
    SkillFilters,
    matrix,
    skills_table,
)
from ppde.tables import LINE
from ppde.views.common import list_tabs, persons, tried, url
from ppde.views.lists import is_named, nameless_exports
from territories import journal
from territories.access import FORM, allows
from tzcld.ui import french
from tzcld.ui.lists import render_list


@allows("person_view")
def skill_matrix(request):
    """Who can do what and who wants to learn, as the persons say it (seed 000)."""
    skills = _said_here(request)
    looking = persons(request).filter(outcome_on=None)
    said = looking.filter(Exists(PersonSkill.objects.filter(person=OuterRef("pk"))))
    held = PersonSkill.objects.only("person_id", "skill_id", "level", "wants_to_learn")
    return render_list(
        request,
        queryset=said.only(*LINE, "wished_hours")
        .select_related("referent")
        .prefetch_related(Prefetch("skills", queryset=held, to_attr="held")),
        table=matrix(request.territory.slug, skills, _shown(request, skills), is_named(request)),
        title="Compétences",
        filterset_class=MatrixFilters,
        filterset_kwargs={"skills": skills},
        template="ppde/skill_matrix.html",
        export=named_exporter(request, Person),
        context={
            "tabs": list_tabs(request),
            "lead": _lead(looking, said),
            "actions": _links(request),
            "extra_exports": nameless_exports(request),
            "empty_action": {"label": "Choisir une personne", "url": url(request, "person_list")},
        },
    )


def _said_here(request) -> list[Skill]:
    """The skills of which somebody who looks for work says something, the most often said first."""
    rows = PersonSkill.objects.visible_to(request.user).within(request.territory)
    counted = dict(
        rows.filter(person__outcome_on=None).order_by().values_list("skill").annotate(n=Count("pk"))
    )
    found = list(Skill.objects.visible_to(request.user).filter(pk__in=counted))
    return sorted(found, key=lambda skill: (-counted[skill.pk], skill.name))


def _shown(request, skills: list[Skill]) -> list[Skill]:
    """Those of the domain or the skill asked; else the most often said."""
    domain, one = request.GET.get("domaine"), request.GET.get("competence")
    if one:
        return [skill for skill in skills if str(skill.pk) == one]
    kept = [skill for skill in skills if not domain or skill.domain == domain]
    return kept[:COLUMNS_SHOWN]


def _lead(looking, said) -> str:
    n, whole = said.count(), looking.count()
    if not whole:
        return "Personne ne cherche d’emploi dans ce territoire pour l’instant."
    have = french.accord(n, "a,ont")
    return (
        f"{french.count(n, 'personne')} sur {french.number(whole)} {have} dit ce qu’elles savent faire "
        "ou veulent apprendre."
        if n > 1
        else f"{french.count(n, 'personne')} sur {french.number(whole)} a dit ce qu’elle sait faire ou veut apprendre."
    )


def _links(request) -> list[dict]:
    """What goes with the matrix: the crossing with the activities (above this room), and the list of skills."""
    here = request.territory.slug
    return [
        {
            "label": "Offre et besoins",
            "url": reverse("evaluation:skill_supply", args=[here]),
            "icon": "signpost-2",
        },
        {"label": "Liste des compétences", "url": url(request, "skill_list"), "icon": "list"},
    ]


# The hub's list ─────────────────────────────────────────────────────────────────────────────────


@allows("skill_view")
def skill_list(request):
    may_edit = request.scope.can("skill_edit")
    return render_list(
        request,
        queryset=Skill.objects.visible_to(request.user).of(request.territory),
        table=skills_table(lambda s: url(request, "skill_edit", s.pk) if may_edit else None),
        title="Liste des compétences",
        filterset_class=SkillFilters,
        export=journal.exporter(request, Skill),
        context={
            "lead": "La même liste pour tous les territoires de la métropole, qui la tient à jour.",
            "actions": [
                {
                    "label": "Lire un fichier",
                    "url": url(request, "skill_import"),
                    "icon": "file-earmark-plus",
                },
                {
                    "label": "Ajouter une compétence",
                    "url": url(request, "skill_create"),
                    "icon": "plus-lg",
                    "primary": True,
                },
            ]
            if may_edit
            else [],
            "breadcrumb": _crumbs(request),
        },
    )


@allows("skill_edit", methods=FORM)
def skill_create(request):
    return _skill_form(request, Skill(), "Ajouter une compétence", "Ajouter la compétence")


@allows("skill_edit", methods=FORM)
def skill_edit(request, pk: int):
    skill = get_object_or_404(
        Skill.objects.visible_to(request.user).within(request.territory), pk=pk
    )
    return _skill_form(
        request, skill, f"Modifier «\u00a0{skill}\u00a0»", "Enregistrer la compétence"
    )


def _skill_form(request, skill: Skill, title: str, label: str):
    form = SkillForm(request.POST or None, instance=skill, territory=request.territory)
    if form.is_valid():
        saved = operations.save_skill(form.save(commit=False), by=request.user)
        messages.success(
            request, form.told(f"La compétence «\u00a0{saved}\u00a0» est dans la liste.")
        )
        return redirect("ppde:skill_list", request.territory.slug)
    return _page(request, form, title, label)


@allows("skill_edit", methods=FORM)
def skill_import(request):
    """A file of the hub, read in one go: all its lines or none."""
    form = SkillFileForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        common = form.cleaned_data["common"]
        found = tried(
            form,
            lambda: operations.import_skills(
                request.territory, form.rows, common=common, by=request.user
            ),
            "file",
        )
        if found:
            messages.success(request, import_words(found))
            return redirect("ppde:skill_list", request.territory.slug)
    return _page(request, form, "Lire un fichier de compétences", "Lire le fichier")


def import_words(found: dict[str, int]) -> str:
    """« 12 compétences ajoutées, 0 modifiée, 3 déjà connues. »"""
    added = french.count(found["created"], "compétence ajoutée", "compétences ajoutées")
    changed = french.accord(found["updated"], "modifiée,modifiées")
    same = french.accord(found["unchanged"], "déjà connue,déjà connues")
    return (
        f"{added}, {french.number(found['updated'])}\u00a0{changed}, "
        f"{french.number(found['unchanged'])}\u00a0{same}."
    )


def _page(request, form, title: str, label: str):
    context = {
        "form": form,
        "title": title,
        "submit_label": label,
        "cancel_url": url(request, "skill_list"),
        "breadcrumb": [*_crumbs(request, url(request, "skill_list")), {"label": title}],
    }
    return render(request, "ui/form_page.html", context)


def _crumbs(request, here: str = "") -> list[dict]:
    back = reverse("evaluation:skill_supply", args=[request.territory.slug])
    return [
        {"label": "Compétences", "url": back},
        {"label": "Liste des compétences", "url": here},
    ]
