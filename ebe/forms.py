"""Forms of the enterprises' pages. An operation's refusals come back under their fields: `form.attempt(operation, …)`."""

from copy import deepcopy

from django.core.exceptions import ValidationError
from django.db import transaction

from cle.models import Decision
from ebe.models import (
    DEMANDS,
    MAX_SKILLS,
    Contract,
    Enterprise,
    Post,
    Proposal,
)
from ppde.models import PersonSkill, Skill
from territories.models import Organisation
from tzcld.queries import named_like
from tzcld.ui import forms, french


class Acting:
    """A form that calls an operation. Fields of `on_demand` are shown once the operation has asked for them."""

    on_demand: tuple[str, ...] = ()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in self.on_demand:
            if self.add_prefix(name) not in self.data:
                del self.fields[name]

    def ask(self, name: str) -> None:
        """Show a field of `on_demand`, as one that must be answered."""
        if name not in self.fields:
            self.fields[name] = deepcopy(self.base_fields[name])
            forms.prepare(self.fields[name])
        self.fields[name].required = True

    def attempt(self, operation, *args, **kwargs):
        """What the operation returns, or None: its refusals are then errors of the form."""
        try:
            with transaction.atomic():
                return operation(*args, **kwargs)
        except ValidationError as error:
            self.refuse(error)
        return None

    def refuse(self, error: ValidationError) -> None:
        for name in error.error_dict if hasattr(error, "error_dict") else ():
            if name in self.on_demand:
                self.ask(name)
        forms.refused(self, error)


# Empty lines offered under the skills that a post already asks for.
MORE_SKILLS = 3


class EnterpriseForm(Acting, forms.ModelForm):
    host = forms.LookupField(
        Organisation.objects.none(),
        search=named_like,
        label="structure d’adossement",
        required=False,
        help_text="Pour une EBE adossée à une structure du fichier des organisations.",
    )
    # Typed with its spaces, a SIRET is longer than what is stored.
    siret = forms.CharField(
        label="SIRET",
        max_length=20,
        required=False,
        help_text="Quatorze chiffres, avec ou sans espaces.",
    )
    sections = [
        ("L’entreprise", ["name", ("legal_form", "model"), "host"]),
        ("Repères", [("siret", "opened_on"), "address"]),
    ]

    class Meta:
        model = Enterprise
        fields = ("name", "legal_form", "model", "siret", "opened_on", "address", "host")

    def _post_clean(self):
        """The operation cleans and saves the row."""


class CloseEnterpriseForm(Acting, forms.Form):
    on = forms.DateField(label="dernier jour")
    closing = forms.ChoiceField(
        label="motif", choices=[("", "---------"), *Enterprise.Closing.choices]
    )
    reason = forms.PersonalTextField(
        label="précision",
        max_length=300,
        help_text="Ce qui s’est passé, et d’où vous le savez. Elle est gardée au journal avec votre nom.",
    )


class OverCeilingForm(Acting, forms.Form):
    """An act that may take the enterprise over the ceiling of its convention: the reason is asked when it does."""

    on_demand = ("over_ceiling_reason",)

    over_ceiling_reason = forms.PersonalTextField(
        label="raison du dépassement",
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # Asked after all the rest.
        self.order_fields([name for name in self.fields if name not in self.on_demand])


class ConventionForm(OverCeilingForm):
    reference = forms.CharField(label="référence", max_length=80)
    signed_on = forms.DateField(label="signée le")
    starts_on = forms.DateField(label="premier jour")
    ends_on = forms.DateField(
        label="dernier jour", required=False, help_text="En général la fin de l’expérimentation."
    )
    fte_ceiling = forms.DecimalField(
        label="plafond d’ETP",
        min_value=0.01,
        max_digits=6,
        decimal_places=2,
        help_text="Le plus d’ETP que la convention finance.",
    )
    decision = forms.ModelChoiceField(
        Decision.objects.none(),
        label="décision du comité",
        required=False,
        help_text="Le comité local propose la convention au Fonds et la signe.",
    )
    sections = [
        (
            "La convention",
            [
                ("reference", "signed_on"),
                ("starts_on", "ends_on"),
                "fte_ceiling",
                "over_ceiling_reason",
            ],
        ),
        ("La décision", ["decision"]),
    ]

    def __init__(self, *args, territory, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["decision"].queryset = (
            Decision.objects.filter(territory=territory, kind=Decision.Kind.EBE_CONVENTION)
            .adopted()
            .select_related("meeting")
        )
        self.fields["decision"].label_from_instance = lambda d: f"{d}, {d.wording[:80]}"


class CorrectConventionForm(forms.Shared, ConventionForm):
    reason = forms.PersonalTextField(
        label="raison",
        max_length=300,
        help_text="Ce qui était faux, et d’où vient la correction. Elle est gardée au journal avec votre nom.",
    )
    sections = [*ConventionForm.sections, ("La correction", ["reason"])]

    def __init__(self, *args, initial: dict, **kwargs):
        super().__init__(*args, initial=initial, **kwargs)
        if kept := initial.get("decision"):
            # The one it has, adopted or not, stays among the choices.
            field = self.fields["decision"]
            field.queryset = field.queryset | Decision.objects.filter(pk=kept.pk).select_related(
                "meeting"
            )


class EndConventionForm(Acting, forms.Shared, forms.Form):
    ends_on = forms.DateField(
        label="dernier jour",
        required=False,
        help_text="Plus tard, elle est prolongée\u00a0; plus tôt, elle s’arrête. Vide, elle n’a pas de terme.",
    )
    reason = forms.PersonalTextField(
        label="raison",
        max_length=300,
        help_text="Le texte qui prolonge, ou pourquoi elle s’arrête. Elle est gardée au journal avec votre nom.",
    )


class PostForm(Acting, forms.ModelForm):
    """A post. `employers`: the enterprises offered; other employers are those of the organisations' file."""

    organisation = forms.LookupField(
        Organisation.objects.none(),
        search=named_like,
        label="autre employeur",
        required=False,
        help_text="Si ce n’est pas une EBE\u00a0: le début de son nom, dans le fichier des organisations.",
    )
    skills = forms.CharField(
        label="autres savoir-faire, en quelques mots",
        required=False,
        max_length=400,
        help_text="Ce qui n’est pas dans la liste\u00a0: huit au plus, séparés par des virgules.",
    )
    demands = forms.MultipleChoiceField(
        label="ce que le poste suppose",
        choices=[(c.value, french.upper_first(words)) for c, words in DEMANDS.items()],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Ce qui ne peut pas être aménagé. Une personne qui a demandé d’en tenir compte est passée, et la page le dit.",
    )
    sections = [
        ("L’employeur", ["enterprise", "organisation"]),
        ("Le poste", ["title", "text", ("positions", "starts_on"), "place"]),
        ("Le temps de travail", [("hours_min", "hours_max")]),
        ("Ce qu’il faut savoir", ["skills", "demands"]),
    ]

    class Meta:
        model = Post
        fields = (
            "enterprise",
            "organisation",
            "title",
            "text",
            "positions",
            "starts_on",
            "place",
            "hours_min",
            "hours_max",
            "skills",
            "demands",
        )
        widgets = {"text": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "hours_min": "Laissez les deux vides pour un temps choisi par la personne.",
            "positions": "Combien de personnes peuvent être embauchées.",
        }

    def __init__(self, *args, employers, organisations, skills=None, suggest="", **kwargs):
        super().__init__(*args, **kwargs)
        self._offer_skills(Skill.objects.none() if skills is None else skills, suggest)
        if self.instance.pk:
            # The employer of a post does not change: another one is another post.
            del self.fields["enterprise"], self.fields["organisation"]
            self.sections = self.sections[1:]
            self.initial["skills"] = ", ".join(self.instance.skills)
            return
        self.fields["enterprise"].queryset = employers
        if organisations is None:
            self.fields["enterprise"].required = True
            del self.fields["organisation"]
        else:
            self.fields["organisation"].queryset = organisations

    def _offer_skills(self, skills, suggest: str) -> None:
        """Those of the post, each with its level, then empty lines: one more look-up than a form is for."""
        needed = []
        if self.instance.pk:
            needed = list(self.instance.needed_skills.select_related("skill"))
        self.needed_lines = []
        for n in range(min(MAX_SKILLS, len(needed) + MORE_SKILLS)):
            row = needed[n] if n < len(needed) else None
            field = forms.LookupField(
                skills,
                search=named_like,
                label=f"compétence {n + 1}",
                required=False,
                keys=("rome_code",),
                url=suggest,
                help_text=""
                if n
                else "Le début de son nom, dans la liste de la métropole. Elle ne choisit personne.",
            )
            level = forms.ChoiceField(
                label=f"niveau utile {n + 1}",
                choices=PersonSkill.Level.choices,
                required=False,
                initial=row.level if row else PersonSkill.Level.NOTIONS,
            )
            if row:
                field.initial = row.skill
            for name, one in ((f"skill_{n}", field), (f"level_{n}", level)):
                forms.prepare(one)
                self.fields[name] = one
            self.needed_lines.append((f"skill_{n}", f"level_{n}"))
        title = "Ce qu’il faut savoir, ou apprendre avant l’embauche"
        lines = [*self.needed_lines, "skills", "demands"]
        self.sections = [*self.sections[:-1], (title, lines)]

    def says(self, name: str):
        # Read as one text, kept as words.
        return self.instance.skills if name == "skills" else super().says(name)

    def needed(self) -> dict[Skill, str]:
        """{skill: level} of the lines filled; the last one wins when a skill is written twice."""
        data = self.cleaned_data
        return {
            data[skill]: data[level] or PersonSkill.Level.NOTIONS
            for skill, level in self.needed_lines
            if data.get(skill)
        }

    def clean_skills(self) -> list[str]:
        found = [word.strip() for word in self.cleaned_data["skills"].split(",") if word.strip()]
        if len(found) > MAX_SKILLS:
            raise ValidationError(
                f"Vous en avez écrit {french.number(len(found))}. Gardez les {MAX_SKILLS} plus utiles."
            )
        if any(len(word) > 60 for word in found):
            raise ValidationError(
                "Chaque savoir-faire tient en 60 signes. Raccourcissez le plus long."
            )
        return list(dict.fromkeys(found))

    def _post_clean(self):
        """The operation cleans and saves the row."""


class ReasonForm(Acting, forms.ReasonForm):
    reason = forms.PersonalTextField(
        label="raison", max_length=300, help_text="Elle est gardée au journal avec votre nom."
    )


class HireForm(OverCeilingForm):
    first_name = forms.CharField(label="prénom", max_length=80)
    last_name = forms.CharField(label="nom", max_length=80)
    job_title = forms.CharField(label="poste", max_length=120)
    weekly_hours = forms.DecimalField(
        label="heures par semaine",
        min_value=1,
        max_digits=4,
        decimal_places=1,
    )
    starts_on = forms.DateField(label="premier jour du contrat")

    def __init__(self, *args, proposal: Proposal | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        if proposal:
            # The name is that of the person of the list: it is not typed again.
            del self.fields["first_name"], self.fields["last_name"]
            self.sections = [
                ("Le contrat", [("job_title", "weekly_hours"), "starts_on", "over_ceiling_reason"])
            ]
        else:
            self.sections = [
                ("Qui", [("first_name", "last_name")]),
                ("Le contrat", [("job_title", "weekly_hours"), "starts_on", "over_ceiling_reason"]),
            ]


class CorrectContractForm(forms.Shared, OverCeilingForm):
    first_name = forms.CharField(label="prénom", max_length=80)
    last_name = forms.CharField(label="nom", max_length=80)
    job_title = forms.CharField(label="poste", max_length=120)
    starts_on = forms.DateField(
        label="premier jour du contrat", help_text="Les heures commencent ce jour-là."
    )
    from_privation = forms.BooleanField(
        label="personne issue de la privation d’emploi",
        required=False,
        help_text="Sinon, le contrat compte parmi l’encadrement et l’appui.",
    )
    reason = forms.PersonalTextField(
        label="raison de la correction",
        max_length=300,
        help_text="Elle est gardée au journal avec votre nom.",
    )

    def __init__(self, *args, contract: Contract, **kwargs):
        names = ("first_name", "last_name", "job_title", "starts_on", "from_privation")
        initial = {name: getattr(contract, name) for name in names}
        super().__init__(*args, initial=initial, **kwargs)
        if contract.person_id:
            # The name and the origin are those of the file of the list.
            for name in ("first_name", "last_name", "from_privation"):
                del self.fields[name]


class HoursForm(OverCeilingForm):
    weekly_hours = forms.DecimalField(
        label="heures par semaine", min_value=1, max_digits=4, decimal_places=1
    )
    from_day = forms.DateField(
        label="à partir du", help_text="Premier jour du nouveau temps de travail."
    )
    sections = [("Le temps choisi", [("weekly_hours", "from_day"), "over_ceiling_reason"])]


class EndForm(Acting, forms.Form):
    on = forms.DateField(label="dernier jour du contrat")
    leaving = forms.ChoiceField(
        label="motif de départ", choices=[("", "---------"), *Contract.Leaving.choices]
    )


class CorrectDepartureForm(forms.Shared, OverCeilingForm, EndForm):
    reason = forms.PersonalTextField(
        label="raison de la correction",
        max_length=300,
        help_text="Elle est gardée au journal avec votre nom.",
    )


class TakeBackForm(OverCeilingForm):
    reason = forms.PersonalTextField(
        label="raison", max_length=300, help_text="Elle est gardée au journal avec votre nom."
    )


class StatementForm(forms.Form):
    month = forms.MonthField(label="mois")
