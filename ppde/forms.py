"""What a team types about persons: short, closed lists first, no social security number anywhere."""

from datetime import date

from django.core.exceptions import ValidationError
from django.utils import timezone

from cle.models import Decision
from ppde.duplicates.matching import File, twins
from ppde.filters import districts, team
from ppde.models import (
    BY_ACT,
    EligibilityReview,
    OutcomeKind,
    Pause,
    Person,
)
from ppde.operations.journey import refuse_future
from ppde.operations.persons import FIELDS, refuse_birth_year
from territories.models import Organisation
from tzcld.imports.values import Phone, Wrong
from tzcld.queries import named_like
from tzcld.ui import forms, french

READ_BY = "La personne pourra lire ce texte. 300 signes au plus."


def text_field(label: str, *, required: bool = False, help_text: str = READ_BY):
    return forms.PersonalTextField(
        label=label,
        required=required,
        max_length=300,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


def worded(choices) -> list[tuple[str, str]]:
    """Choices as they read on a page: a capital first."""
    return [(key, french.upper_first(str(label))) for key, label in choices]


def day_field(label: str, help_text: str = "", *, required: bool = True):
    return forms.DateField(label=label, help_text=help_text, required=required)


class PersonForm(forms.ModelForm):
    """The minimal set of domain.md §8.1."""

    numbered = True
    constraints_known = forms.MultipleChoiceField(
        label="À prendre en compte",
        choices=worded(Person.Constraint.choices),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Des aménagements, jamais un diagnostic ni un état de santé.",
    )
    orienting_organisation = forms.LookupField(
        Organisation.objects.none(),
        search=named_like,
        label="Organisation qui oriente",
        required=False,
        help_text="Si elle est dans le fichier des organisations. Écrivez le début de son nom.",
    )
    word = text_field(
        "Mot de passation",
        help_text="Si la ou le référent·e change : ce que sa ou son collègue doit savoir. La personne pourra lire ce texte.",
    )
    sections = [
        (
            "La personne",
            [
                ("first_name", "last_name"),
                "not_the_same",
                ("birth_year", "sex"),
                "district",
                "identified_on",
            ],
        ),
        (
            "Le volontariat",
            [
                "volunteer_on",
                "notice_given",
                "notice_given_on",
                "origin",
                "orienting_organisation",
                "wished_hours",
                "constraints_known",
            ],
        ),
        ("La situation", [("duration",), ("france_travail", "rsa")]),
        ("La joindre", [("phone", "email"), "contact_preference", "referent", "word"]),
        ("Commentaire", ["comment"]),
    ]

    class Meta:
        model = Person
        fields = FIELDS
        widgets = {
            "origin": forms.RadioSelect,
            "sex": forms.RadioSelect,
            "france_travail": forms.RadioSelect,
            "rsa": forms.RadioSelect,
            "comment": forms.Textarea(attrs={"rows": 3}),
            "birth_year": forms.NumberInput(attrs={"class": "w-s", "inputmode": "numeric"}),
            "district": forms.Select(attrs={"class": "w-m"}),
            "duration": forms.Select(attrs={"class": "w-m"}),
            "referent": forms.Select(attrs={"class": "w-m"}),
        }
        help_texts = {
            "birth_year": "L’année suffit. Exemple\u00a0: 1984",
            "sex": "Pour les statistiques par sexe, que la loi demande.",
            "district": "Sert à vérifier que la personne habite le territoire.",
            "wished_hours": "C’est la personne qui choisit. Cela peut changer plus tard.",
            "contact_preference": "Exemple\u00a0: message écrit, l’après-midi",
            "comment": READ_BY,
            "notice_given_on": "Le jour où la personne a reçu l’information sur ses données.",
            "duration": "Selon ce que dit la personne. Une tranche suffit.",
            "france_travail": "L’inscription n’est pas une condition.",
        }
        error_messages = {
            "origin": {
                "required": "Choisissez une réponse. «\u00a0Ne sait pas\u00a0» est possible."
            }
        }

    def __init__(self, *args, territory, **kwargs):
        super().__init__(*args, **kwargs)
        self.territory = territory
        for name in ("origin", "sex", "france_travail", "rsa", "duration"):
            self.fields[name].choices = worded(self.fields[name].choices)
        self.fields["wished_hours"].unit = "heures par semaine"
        self.fields["wished_hours"].label = "Temps de travail souhaité"
        self.fields["district"].queryset = districts(territory)
        self.fields["referent"].queryset = team(territory)
        self.fields["orienting_organisation"].queryset = Organisation.objects.filter(
            territory=territory
        )
        # A referent who has left the team stays readable on the file until somebody else is chosen.
        if self.instance.referent_id:
            self.fields["referent"].queryset |= (
                type(self.instance.referent).objects.filter(pk=self.instance.referent_id).distinct()
            )

    def clean(self):
        """A word is left to somebody: without another referent nobody would read it."""
        data = super().clean()
        moved = (
            "referent" in self.changed_data and self.is_mine("referent") and data.get("referent")
        )
        if data.get("word") and not moved:
            self.add_error("word", "Choisissez d’abord qui suit désormais la personne.")
        return data

    def clean_birth_year(self):
        year = self.cleaned_data["birth_year"]
        if year and "birth_year" in self.changed_data:
            refuse_birth_year(self.territory, year)
        return year

    def clean_phone(self):
        """As an import reads it; a number already kept otherwise is left alone."""
        typed = self.cleaned_data["phone"]
        if not typed or "phone" not in self.changed_data:
            return typed
        try:
            return Phone().read(typed)
        except Wrong:
            raise forms.ValidationError(
                "Ce numéro n’est pas complet. Écrivez dix chiffres, par exemple 06 12 34 56 78."
            ) from None

    def values(self) -> dict:
        """The fields of the person typed on this page, for the operation."""
        data = self.cleaned_data
        return {name: data[name] for name in FIELDS if name in data and self.is_mine(name)}


class PersonCreateForm(PersonForm):
    """Registering, with the volunteer act when it is already signed."""

    is_shared = False
    identified_on = day_field(
        "Premier repérage",
        "Le jour où l’équipe a entendu parler de la personne, ou l’a rencontrée.",
    )
    volunteer_on = day_field(
        "Date de volontariat",
        "Le jour où la personne a signé. Cette date fixe son rang dans la liste. Laissez vide si elle n’a pas encore signé. "
        "Exemple\u00a0: 17/11/2026",
        required=False,
    )
    notice_given = forms.BooleanField(
        label="La notice d’information lui a été remise",
        required=False,
        help_text="Elle dit qui lit ce dossier, combien de temps il est gardé et comment le faire corriger.",
    )

    word = None  # nobody followed the person before

    class Meta(PersonForm.Meta):
        fields = tuple(name for name in FIELDS if name != "notice_given_on")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.twins = []
        if self.data.get("not_the_same"):
            self._ask_whether_the_same()

    def _ask_whether_the_same(self):
        field = forms.BooleanField(label="Ce n’est pas la même personne", required=False)
        forms.prepare(field)
        self.fields["not_the_same"] = field

    def clean_identified_on(self):
        day = self.cleaned_data["identified_on"]
        refuse_future(day, "Écrivez la date du premier repérage")
        return day

    def clean_volunteer_on(self):
        day = self.cleaned_data["volunteer_on"]
        if day:
            refuse_future(day, "Écrivez la date de signature")
        return day

    def clean(self):
        data = super().clean()
        self._known_when_signing(data)
        if not {"last_name", "first_name"} <= data.keys() or data.get("not_the_same"):
            return data
        self.twins = twins(self.territory, self._typed(data))
        if self.twins:
            known = french.listing([twin.file.reference for twin in self.twins])
            if "not_the_same" not in self.fields:
                self._ask_whether_the_same()
            self.add_error(
                "not_the_same",
                f"Un dossier ressemble à celui-ci\u00a0: {known}. Ouvrez-le, ou cochez cette case."
                if len(self.twins) == 1
                else f"Des dossiers ressemblent à celui-ci\u00a0: {known}. Ouvrez-les, ou cochez cette case.",
            )
        return data

    def _known_when_signing(self, data) -> None:
        """Nobody signs before being met: the day proposed gives way, a day typed is sent back."""
        met, signed = data.get("identified_on"), data.get("volunteer_on")
        if not met or not signed or met <= signed:
            return
        if "identified_on" not in self.changed_data:
            data["identified_on"] = signed
            return
        self.add_error(
            "identified_on",
            f"L’acte est signé le {french.numeric_date(signed)}\u00a0: l’équipe connaissait déjà la personne. Écrivez ce jour ou un jour d’avant.",
        )

    def _typed(self, data) -> File:
        district = data.get("district")
        return File(
            pk=0,
            number=0,
            last_name=data["last_name"],
            first_name=data["first_name"],
            birth_year=data.get("birth_year"),
            phone=data.get("phone", ""),
            email=data.get("email", ""),
            district_id=district.pk if district else None,
        )


class VolunteerForm(forms.Form):
    on = day_field(
        "Date de volontariat",
        "Le jour où la personne a signé. Cette date fixe son rang et ne pourra plus être changée, sauf correction tracée. "
        "Exemple\u00a0: 17/11/2026",
    )
    notice_given = forms.BooleanField(
        label="La notice d’information lui a été remise",
        required=False,
        help_text="Elle dit qui lit ce dossier, combien de temps il est gardé et comment le faire corriger.",
    )


class VolunteerCorrectForm(forms.Form):
    on = day_field(
        "Date exacte de signature", "Celle qui figure sur l’acte. Exemple\u00a0: 17/11/2026"
    )
    reason = text_field(
        "Raison de la correction",
        required=True,
        help_text="L’ancienne date, votre nom et cette raison restent dans l’historique.",
    )


class ReviewForm(forms.ModelForm):
    """What was appreciated with the person; evidence by kind and date, never the document.

    `asked` (ppde.eligibility.Terms, or None): what the rule in force asks, its added criteria one field each. Sent once
    the committee has decided of the review that it showed, it prepares another, all of it typed here.
    """

    evidence = forms.MultipleChoiceField(
        label="Indices vus",
        choices=worded(EligibilityReview.Evidence.choices),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Des indices, pas des conditions. Aucun document n’est gardé ici.",
    )

    class Meta:
        model = EligibilityReview
        fields = (
            "without_job_since",
            "resident_since",
            "positive_acts",
            "evidence",
            "evidence_seen_on",
        )
        help_texts = {
            "without_job_since": "Selon l’échange avec la personne. Le jour exact importe peu\u00a0: le premier du mois convient.",
            "resident_since": "Exemple\u00a0: 01/09/2011",
            "positive_acts": "Ce que la personne a fait pour chercher du travail, quelle qu’en soit la forme.",
            "evidence_seen_on": "Le jour de l’échange.",
        }

    def __init__(self, data=None, *args, asked, instance=None, **kwargs):
        self.is_shared = data is None or instance is not None
        super().__init__(data, *args, instance=instance, **kwargs)
        self.asked = {f"critere_{c.key}": c for c in asked.criteria} if asked else {}
        if asked and not asked.positive_acts:
            del self.fields["positive_acts"]
        for name, criterion in self.asked.items():
            field = criterion_field(criterion)
            field.initial = _shown(criterion, self.instance.answers.get(criterion.key))
            forms.prepare(field)
            self.fields[name] = field
        self.order_fields([*list(self.fields)[:2], "positive_acts", *self.asked])

    def values(self) -> dict:
        """What the operation takes: the answers to the added criteria apart, by key."""
        named = [name for name in self.cleaned_data if name not in (*self.asked, "seen")]
        data = {name: self.kept(name) for name in named}
        answers = {c.key: _stored(c, self.kept(name)) for name, c in self.asked.items()}
        return {"positive_acts": False, **data, "answers": answers}


def criterion_field(asked):
    """The field of a criterion added by the hub or the territory (ppde.eligibility.Asked)."""
    expected = f"Attendu\u00a0: {asked.expected}. Le comité décide."
    if asked.kind == "duration":
        help_text = f"{asked.label}, depuis quel jour. {expected}"
        return forms.DateField(label=asked.question, help_text=help_text)
    if asked.kind == "choice":
        choices = [(option, option) for option in asked.options]
    else:
        choices = [("yes", "Oui"), ("no", "Non")]
    return forms.ChoiceField(
        label=asked.question,
        help_text=f"{asked.label}. {expected}",
        choices=choices,
        widget=forms.RadioSelect,
    )


def _shown(asked, stored):
    """A stored answer as its field takes it."""
    if stored is None or asked.kind == "choice":
        return stored
    if asked.kind == "duration":
        return date.fromisoformat(stored)
    return "yes" if stored else "no"


def _stored(asked, answer):
    return answer == "yes" if asked.kind == "yes_no" else answer


class DecideForm(forms.Form):
    decision = forms.ModelChoiceField(
        Decision.objects.none(),
        label="Décision du comité",
        help_text="Les décisions d’éligibilité adoptées en séance. La plus récente vient en tête.",
    )
    outcome = forms.ChoiceField(
        label="Ce que le comité a décidé pour cette personne",
        choices=[
            (o.value, french.upper_first(o.label))
            for o in EligibilityReview.Outcome
            if o != EligibilityReview.Outcome.PENDING
        ],
        widget=forms.RadioSelect,
    )

    def __init__(self, *args, decisions, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["decision"].queryset = decisions
        self.fields["decision"].label_from_instance = lambda d: (
            f"{d}, {d.meeting.committee}, {french.date(d.meeting.starts_at)}"
        )


class IneligibleForm(DecideForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["outcome"]


class PauseForm(forms.Form):
    since = day_field("Premier jour")
    until = day_field(
        "Dernier jour",
        "La pause sera revue avant cette date. Sans décision, la personne est de nouveau disponible le lendemain.",
    )
    reason = forms.ChoiceField(
        label="Motif",
        # What the list's rule makes of refusals is written with the refusal.
        choices=worded(c for c in Pause.Reason.choices if c[0] != Pause.Reason.REFUSALS),
        widget=forms.RadioSelect,
    )


class PauseCorrectForm(forms.Shared, PauseForm):
    took_place = forms.ChoiceField(
        label="Cette pause",
        choices=[
            ("yes", "A eu lieu, ou aura lieu, comme corrigée ici"),
            ("no", "N’a pas eu lieu, par exemple notée sur un autre dossier"),
        ],
        initial="yes",
        widget=forms.RadioSelect,
    )
    why = text_field(
        "Raison de la correction",
        required=True,
        help_text="Ce qui était écrit, votre nom et cette raison restent dans l’historique.",
    )
    field_order = ("took_place", "since", "until", "reason", "why")


class PauseExtendForm(forms.Form):
    until = day_field("Nouveau dernier jour", "Le rang est gardé.")


class PauseEndForm(forms.Form):
    on = day_field("Disponible depuis le", "Aujourd’hui au plus tard.")

    def clean_on(self):
        day = self.cleaned_data["on"]
        if day > timezone.localdate():
            raise ValidationError("Écrivez le jour de la reprise, au plus tard aujourd’hui.")
        return day


class OutcomeForm(forms.Form):
    kind = forms.ChoiceField(
        label="Motif",
        # A hire by the EBE is recorded with its contract, what the committee decided of a refusal on its own page.
        choices=worded((k.value, k.label) for k in OutcomeKind if k not in BY_ACT),
        widget=forms.RadioSelect,
    )
    on = day_field("Date", "Le premier jour de l’emploi, ou le jour de la sortie.")
    left_on = day_field(
        "A quitté le périmètre le",
        "Pour un déménagement, si ce n’est pas le jour de la sortie.",
        required=False,
    )
    employer = forms.CharField(label="Employeur ou organisme", max_length=160, required=False)
    weekly_hours = forms.DecimalField(
        label="Temps de travail",
        required=False,
        min_value=1,
        max_digits=4,
        decimal_places=1,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["weekly_hours"].unit = "heures par semaine"


class OutcomeCorrectForm(forms.Shared, OutcomeForm):
    reason = text_field(
        "Raison de la correction",
        required=True,
        help_text="Ce qui était écrit, votre nom et cette raison restent dans l’historique.",
    )


class ReasonForm(forms.ReasonForm):
    reason = text_field(
        "Raison", required=True, help_text="Votre nom et cette raison restent dans l’historique."
    )
