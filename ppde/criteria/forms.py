"""Preparing a version of the criteria, adding a criterion to it, deciding several reviews at one meeting."""

from cle.models import Decision
from ppde.models import (
    EligibilityCriterion,
    EligibilityPrecision,
    EligibilityReview,
    EligibilityRule,
)
from tzcld.ui import forms, french

FROM_WHEN = "Le premier jour où elle s’applique, à partir de demain. Exemple\u00a0: 01/01/2027"


class RuleForm(forms.ModelForm):
    """The hub's next version."""

    sections = [
        ("Quand et pourquoi", ["valid_from", "source"]),
        ("Sans emploi durable", [("months_without_job", "least_months_without_job")]),
        ("Habite le territoire", [("months_resident", "least_months_resident")]),
        ("Recherche d’emploi", ["positive_acts"]),
    ]

    class Meta:
        model = EligibilityRule
        fields = (
            "valid_from",
            "source",
            "months_without_job",
            "least_months_without_job",
            "months_resident",
            "least_months_resident",
            "positive_acts",
        )
        labels = {
            "months_without_job": "Durée demandée",
            "least_months_without_job": "Un territoire peut descendre à",
            "months_resident": "Durée demandée",
            "least_months_resident": "Un territoire peut descendre à",
            "positive_acts": "Des actes positifs de recherche sont demandés",
        }
        help_texts = {
            "valid_from": FROM_WHEN,
            "source": "Exemple\u00a0: loi 2020-1577, art. 9 VI",
            "least_months_without_job": "Laissez vide pour ne laisser aucune marge.",
            "least_months_resident": "Laissez vide pour ne laisser aucune marge.",
            "positive_acts": "Appréciés en entretien, quelle qu’en soit la forme.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in self.fields:
            if name.startswith(("months", "least")):
                self.fields[name].unit = "mois"


class PrecisionForm(forms.ModelForm):
    """A territory's next version; the operation refuses in words what would contradict the hub."""

    sections = [
        ("Quand et pourquoi", ["valid_from", "source", "decision"]),
        ("Les durées", [("months_without_job", "months_resident")]),
        ("Le sens donné ici", ["text"]),
    ]

    class Meta:
        model = EligibilityPrecision
        fields = (
            "valid_from",
            "source",
            "decision",
            "months_without_job",
            "months_resident",
            "text",
        )
        widgets = {"text": forms.Textarea(attrs={"rows": 4})}
        help_texts = {
            "valid_from": FROM_WHEN,
            "source": "Exemple\u00a0: règlement intérieur du comité, art. 4",
            "decision": "Les décisions adoptées de nature «\u00a0règle d’éligibilité\u00a0».",
            "months_without_job": "Laissez vide pour garder la durée de la métropole.",
            "months_resident": "Laissez vide pour garder la durée de la métropole.",
            "text": "Exemple\u00a0: un temps partiel subi de moins de dix heures par semaine compte comme une privation d’emploi.",
        }

    def __init__(self, *args, decisions, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["decision"].queryset = decisions
        self.fields["decision"].required = True
        self.fields["decision"].label_from_instance = decision_label
        for name in ("months_without_job", "months_resident"):
            self.fields[name].unit = "mois"


def decision_label(decision: Decision) -> str:
    return f"{decision}, {decision.meeting.committee}, {french.date(decision.meeting.starts_at)}"


class LinesField(forms.CharField):
    """A list typed one item a line."""

    widget = forms.Textarea(attrs={"rows": 4})

    def clean(self, value):
        text = super().clean(value)
        return [line.strip() for line in text.splitlines() if line.strip()]


class CriterionForm(forms.Form):
    label = forms.CharField(
        label="Intitulé",
        max_length=80,
        help_text="Exemple\u00a0: Difficultés sociales et professionnelles particulières",
    )
    question = forms.CharField(
        label="Question posée en entretien",
        max_length=200,
        help_text="Une question à laquelle on répond sans raconter sa vie, sans rien sur la santé ni l’origine.",
    )
    kind = forms.ChoiceField(
        label="Réponse attendue",
        choices=[(k.value, french.upper_first(k.label)) for k in EligibilityCriterion.Kind],
        widget=forms.RadioSelect,
    )
    months = forms.IntegerField(
        label="Mois demandés",
        required=False,
        min_value=1,
        max_value=600,
        help_text="Pour une durée, comptée au jour du volontariat.",
    )
    options = LinesField(
        label="Réponses possibles",
        required=False,
        max_length=800,
        help_text="Pour un choix dans une liste\u00a0: une réponse par ligne.",
    )
    met_options = LinesField(
        label="Réponses qui réunissent le critère",
        required=False,
        max_length=800,
        help_text="Recopiez celles qui conviennent, une par ligne.",
    )
    source = forms.CharField(
        label="Source",
        max_length=300,
        help_text="Le texte, l’article ou la décision qui le demande.",
    )
    sections = [
        ("Le critère", ["label", "question", "source"]),
        ("La réponse", ["kind", "months", "options", "met_options"]),
    ]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["months"].unit = "mois"


ISSUES = [
    ("", "Pas examiné"),
    *(
        (o.value, french.upper_first(o.label))
        for o in EligibilityReview.Outcome
        if o != EligibilityReview.Outcome.PENDING
    ),
]


class MeetingDecisionsForm(forms.Form):
    """One decision of the committee, and what it says of each row that waits: here, reviews of eligibility."""

    issues = ISSUES
    issue_word = "Issue"
    gone = "Un de ces examens vient d’être décidé par quelqu’un d’autre. Vérifiez les autres, puis enregistrez."

    decision = forms.ModelChoiceField(
        Decision.objects.none(),
        label="Décision du comité",
        help_text="Une décision d’éligibilité adoptée en séance. La plus récente vient en tête.",
    )

    def __init__(self, *args, decisions, reviews, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["decision"].queryset = decisions
        self.fields["decision"].label_from_instance = decision_label
        self.reviews = {self._name(review): review for review in reviews}
        for name, review in self.reviews.items():
            label = f"{self.issue_word} pour {review.person.reference}"
            widget = forms.Select(attrs={"aria-label": label})
            field = forms.ChoiceField(
                label=label, choices=self.issues, required=False, widget=widget
            )
            forms.prepare(field)
            self.fields[name] = field

    @staticmethod
    def _name(review) -> str:
        return f"issue_{review.pk}"

    def clean(self):
        """What a colleague decided while this page was open is said, not dropped in silence."""
        data = super().clean()
        if any(n.startswith("issue_") and n not in self.fields and self.data[n] for n in self.data):
            self.add_error(None, self.gone)
        return data

    def rows(self):
        """(review, its field), in the order of the page."""
        return [(review, self[name]) for name, review in self.reviews.items()]

    def outcomes(self) -> dict:
        """{review: outcome} of those that the committee examined."""
        given = self.cleaned_data
        return {review: given[name] for name, review in self.reviews.items() if given.get(name)}
