"""Quick entry: one grid for the skills, then the wishes, on one page and with the keyboard alone."""

from itertools import groupby

from activities.models import Activity
from ppde.forms import worded
from ppde.models import Availability, Person, PersonSkill, Skill
from tzcld.queries import named_like
from tzcld.ui import forms

LEVELS = [("", "—"), *worded(PersonSkill.Level.choices)]


def skill_lookup(label: str, url: str):
    return forms.LookupField(
        Skill.objects.none(),
        search=named_like,
        label=label,
        required=False,
        keys=("rome_code",),
        url=url,
        help_text="Écrivez le début de son nom, ou son code ROME.",
    )


class WishesForm(forms.Shared, forms.Form):
    """What `person` says. `known`: her rows by skill id; `skills`: those of the grid, by domain."""

    other = skill_lookup("Une compétence qui n’est pas dans la grille", "")
    other_level = forms.ChoiceField(label="Son niveau", choices=LEVELS, required=False)
    other_learn = forms.BooleanField(label="Veut l’apprendre", required=False)
    sectors = forms.MultipleChoiceField(
        label="Secteurs qui lui plaisent",
        choices=worded(Activity.Sector.choices),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    activities = forms.ModelMultipleChoiceField(
        label="Activités du portefeuille qui lui plaisent",
        queryset=Activity.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    wished_hours = forms.DecimalField(
        label="Temps de travail souhaité",
        required=False,
        min_value=1,
        max_digits=4,
        decimal_places=1,
        help_text="C’est la personne qui choisit. Cela peut changer plus tard.",
    )
    days = forms.MultipleChoiceField(
        label="Jours souhaités",
        choices=worded(Availability.Day.choices),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    constraints_known = forms.MultipleChoiceField(
        label="À prendre en compte",
        choices=worded(Person.Constraint.choices),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Des aménagements, jamais un diagnostic ni un état de santé.",
    )

    def __init__(self, *args, skills: list[Skill], known: dict[int, PersonSkill], url="", **kwargs):
        super().__init__(*args, **kwargs)
        self.skills = skills
        self.fields["wished_hours"].unit = "heures par semaine"
        self.fields["other"].url = url
        for skill in skills:
            row = known.get(skill.pk)
            self.fields[f"level_{skill.pk}"] = forms.ChoiceField(
                label=f"{skill}, niveau",
                choices=LEVELS,
                required=False,
                initial=row.level if row else "",
                widget=forms.Select(attrs={"aria-label": f"{skill}, niveau"}),
            )
            self.fields[f"learn_{skill.pk}"] = forms.BooleanField(
                label=f"{skill}, veut apprendre",
                required=False,
                initial=bool(row and row.wants_to_learn),
                widget=forms.CheckboxInput(attrs={"aria-label": f"{skill}, veut apprendre"}),
            )
            forms.prepare(self.fields[f"level_{skill.pk}"])

    def grid(self) -> list[tuple]:
        """[(domain, [(skill, level field, learn field)])]."""
        return [
            (domain, [(s, self[f"level_{s.pk}"], self[f"learn_{s.pk}"]) for s in rows])
            for domain, rows in groupby(self.skills, lambda skill: skill.domain)
        ]

    def clean(self):
        data = super().clean()
        asked = data.get("other_level") or data.get("other_learn")
        if asked and not data.get("other") and "other" not in self.errors:
            self.add_error("other", "Écrivez la compétence, ou retirez son niveau.")
        if data.get("other") and not asked:
            self.add_error(
                "other_level", "Choisissez un niveau, ou cochez «\u00a0Veut l’apprendre\u00a0»."
            )
        return data

    def said(self) -> dict[Skill, tuple[str, bool]]:
        """{skill: (level, wants to learn)} of those typed on this page."""
        data, kept = self.cleaned_data, self.kept
        found = {
            s: (kept(f"level_{s.pk}"), kept(f"learn_{s.pk}"))
            for s in self.skills
            if self.is_mine(f"level_{s.pk}") or self.is_mine(f"learn_{s.pk}")
        }
        if data["other"]:
            found[data["other"]] = (data["other_level"], data["other_learn"])
        return found

    def wishes(self) -> dict:
        """The wishes typed on this page."""
        names = ("sectors", "activities", "wished_hours", "days", "constraints_known")
        return {name: self.cleaned_data[name] for name in names if self.is_mine(name)}


class NeededSkillsForm(forms.Shared, forms.Form):
    """The skills an activity needs: those of the grid to tick, another by its name."""

    skills = forms.ModelMultipleChoiceField(
        label="Compétences utiles",
        queryset=Skill.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    other = skill_lookup("Une autre compétence de la liste", "")

    def chosen(self) -> set[Skill]:
        other = self.cleaned_data["other"]
        return {*self.cleaned_data["skills"], *([other] if other else [])}
