"""Columns and filters of the matrix persons × skills, and of the hub's list."""

import django_filters
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from ppde.filters import search
from ppde.models import Person, PersonSkill, Skill
from ppde.tables import nameless, state, who
from tzcld.ui import forms
from tzcld.ui.lists import Column, FilterSet, Table

LEARNS = "apprendre"
KNOWS = "sait"
# Beyond these columns a screen is no longer read; the files hold them all.
COLUMNS_SHOWN = 6


def said(row: PersonSkill | None) -> str | None:
    """« à l’aise », « notions, veut apprendre »."""
    return str(row) if row else None


def matrix(slug: str, skills: list[Skill], shown: list[Skill], with_names: bool) -> Table:
    """One line a person, one column a skill; `shown`: those on the screen, the files have all the `skills`."""
    on_screen = {skill.pk for skill in shown}
    return Table(
        **nameless("competences", with_names),
        one="personne",
        many="personnes",
        feminine=True,
        order="name" if with_names else "reference",
        columns=[
            who(slug, with_names),
            state(timezone.localdate(), sort="state"),
            Column("wished_hours", "Heures souhaitées", kind="number", sort="wished_hours"),
            *(
                Column(
                    f"s{skill.pk}",
                    skill.name,
                    value=lambda person, key=skill.pk: said(_held(person).get(key)),
                    screen=skill.pk in on_screen,
                    definition=f"Domaine\u00a0: {skill.domain}. Ce que dit la personne.",
                )
                for skill in skills
            ),
        ],
        empty="Les compétences se notent avec la personne, depuis son dossier, onglet « Compétences ».",
        notes=[("Niveau", "Ce que la personne dit d’elle-même. Ce n’est pas une évaluation.")],
    )


def _held(person) -> dict[int, PersonSkill]:
    """Read once for the whole line."""
    if not hasattr(person, "held_by_skill"):
        person.held_by_skill = {row.skill_id: row for row in person.held}
    return person.held_by_skill


class MatrixFilters(FilterSet):
    """`competence` and `niveau` speak of the same skill of the same person."""

    q = django_filters.CharFilter(
        label="Nom ou numéro",
        method="by_text",
        widget=forms.TextInput(attrs={"type": "search", "placeholder": "Ex. Perret ou M-0038"}),
    )
    domaine = django_filters.ChoiceFilter(
        label="Domaine", method="as_is", empty_label="Les plus souvent dites"
    )
    competence = django_filters.ChoiceFilter(
        label="Compétence", method="as_is", empty_label="Toutes"
    )
    niveau = django_filters.ChoiceFilter(
        label="Niveau",
        method="as_is",
        choices=[
            (KNOWS, "sait, quel que soit le niveau"),
            *PersonSkill.Level.choices,
            (LEARNS, "veut apprendre"),
        ],
        empty_label="Tous",
    )
    liste = django_filters.ChoiceFilter(
        label="Personnes",
        method="by_list",
        choices=[("liste", "sur la liste de mobilisation")],
        empty_label="Toutes celles qui cherchent",
    )

    class Meta:
        model = Person
        fields: tuple[str, ...] = ()

    def __init__(self, *args, skills: list[Skill], **kwargs):
        super().__init__(*args, **kwargs)
        domains = dict.fromkeys(skill.domain for skill in skills)
        self.filters["domaine"].extra["choices"] = [(d, d) for d in domains]
        self.filters["competence"].extra["choices"] = [(str(s.pk), s.name) for s in skills]

    def by_text(self, queryset, name, value):
        return search(queryset, self.request.territory, value)

    def by_list(self, queryset, name, value):
        return queryset.on_list()

    def as_is(self, queryset, name, value):
        return queryset

    def filter_queryset(self, queryset):
        queryset = super().filter_queryset(queryset)
        asked = self.form.cleaned_data
        found = Q()
        if domain := asked.get("domaine"):
            found &= Q(skill__domain=domain)
        if skill := asked.get("competence"):
            found &= Q(skill=int(skill))
        if level := asked.get("niveau"):
            found &= _at(level)
        if not found:
            return queryset
        rows = PersonSkill.objects.filter(found, person=OuterRef("pk"))
        return queryset.filter(Exists(rows))


def _at(level: str) -> Q:
    if level == LEARNS:
        return Q(wants_to_learn=True)
    return ~Q(level="") if level == KNOWS else Q(level=level)


def skills_table(link) -> Table:
    """The hub's list. `link(skill)`: where to change it, or None."""
    return Table(
        name="liste-des-competences",
        one="compétence",
        many="compétences",
        feminine=True,
        order="domain",
        columns=[
            Column("name", "Compétence", sort="name", link=link, head=True),
            Column("domain", "Domaine", sort=("domain", "name")),
            Column("rome_code", "Code ROME", sort="rome_code"),
            Column("is_common", "Dans la grille de saisie", kind="bool", sort="is_common"),
        ],
        empty="La métropole tient une liste commune, saisie ici ou lue dans un fichier.",
    )


class SkillFilters(FilterSet):
    q = django_filters.CharFilter(label="Mot ou code", method="by_text")
    grille = django_filters.BooleanFilter(label="Dans la grille", field_name="is_common")

    class Meta:
        model = Skill
        fields: tuple[str, ...] = ()

    def by_text(self, queryset, name, value):
        return queryset.filter(
            Q(name__unaccent__icontains=value)
            | Q(domain__unaccent__icontains=value)
            | Q(rome_code__iexact=value.strip())
        )
