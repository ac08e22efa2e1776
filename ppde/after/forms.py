"""What a team types about what became of somebody."""

from django.utils import timezone

from ppde.criteria.forms import LinesField
from ppde.models import FollowUp, MobilityFile, MobilityStep, MobilityTrial
from tzcld.ui import forms, french


def worded(choices):
    return [(c.value, french.upper_first(c.label)) for c in choices]


class FollowUpForm(forms.Shared, forms.Form):
    """Offers today to news not taken yet."""

    result = forms.ChoiceField(
        label="Que devient la personne", choices=worded(FollowUp.Result), widget=forms.RadioSelect
    )
    on = forms.DateField(
        label="Nouvelles prises le", help_text="Aujourd’hui au plus tard. Exemple\u00a0: 17/11/2026"
    )

    def __init__(self, *args, row: FollowUp, **kwargs):
        self.row = row
        initial = {"on": row.done_on or timezone.localdate(), "result": row.result}
        super().__init__(*args, initial=initial, **kwargs)

    def says(self, name: str):
        return self.row.done_on if name == "on" else super().says(name)


class MobilityForm(forms.Form):
    consented_on = forms.DateField(
        label="Accord de la personne donné le",
        help_text="Sans cet accord, rien ne s’enregistre. Elle peut le retirer à tout moment.",
    )
    project = forms.PersonalTextField(
        label="Projet",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Ce que la personne cherche, avec ses mots.",
    )
    target_jobs = LinesField(
        label="Métiers visés", required=False, max_length=400, help_text="Un métier par ligne."
    )


class StepForm(forms.Form):
    kind = forms.ChoiceField(
        label="Étape", choices=worded(MobilityStep.Kind), widget=forms.RadioSelect
    )
    on = forms.DateField(label="Date", help_text="Passée, ou prévue dans l’année.")
    text = forms.PersonalTextField(
        label="Précision",
        required=False,
        max_length=200,
        help_text="La personne pourra lire ce texte. 200 signes au plus.",
    )


class TrialForm(forms.Form):
    kind = forms.ChoiceField(
        label="Contrat essayé", choices=worded(MobilityTrial.Kind), widget=forms.RadioSelect
    )
    employer = forms.CharField(label="Employeur", max_length=160)
    since = forms.DateField(label="Premier jour")
    until = forms.DateField(
        label="Dernier jour prévu",
        help_text="Le contrat avec l’EBE est suspendu entre ces deux jours.",
    )
    agreed = forms.BooleanField(
        label="La personne est d’accord pour suspendre son contrat",
        error_messages={
            "required": "La suspension suppose l’accord de la personne. Cochez si elle l’a donné."
        },
    )


class TrialEndForm(forms.Form):
    result = forms.ChoiceField(
        label="Issue de l’essai",
        choices=[c for c in worded(MobilityTrial.Result) if c[0] != MobilityTrial.Result.RUNNING],
        widget=forms.RadioSelect,
        help_text="Embauchée, la personne quitte l’EBE sans préavis\u00a0: la direction note la fin du contrat.",
    )
    on = forms.DateField(label="Dernier jour de l’essai")


class CloseForm(forms.Form):
    closing = forms.ChoiceField(
        label="Comment le projet se termine",
        choices=worded(MobilityFile.Closing),
        widget=forms.RadioSelect,
        help_text="Si la personne retire son accord, le projet, les métiers et les étapes sont effacés.",
    )
    on = forms.DateField(label="Date")


def _reason():
    return forms.PersonalTextField(
        label="Raison de la correction",
        max_length=300,
        help_text="Votre nom, cette raison et ce qui était écrit restent dans l’historique. La personne pourra les lire.",
    )


def _withdraw(label: str, help_text: str):
    return forms.BooleanField(label=label, required=False, help_text=help_text)


class StepCorrectForm(forms.Shared, StepForm):
    withdraw = _withdraw("Retirer cette étape", "Elle n’a pas eu lieu et n’est plus prévue.")
    reason = _reason()


class TrialCorrectForm(forms.Shared, TrialForm):
    """The trial as it should have been noted; `agreed` was asked when it began."""

    agreed = None
    until = forms.DateField(
        label="Dernier jour",
        help_text="Prévu si l’essai est en cours, sinon le dernier jour passé à l’essai.",
    )
    result = forms.ChoiceField(
        label="Où en est l’essai",
        choices=worded(MobilityTrial.Result),
        widget=forms.RadioSelect,
        help_text="Une embauche corrigée rouvre la mobilité\u00a0: prévenez la direction de l’EBE, qui a pu noter la fin du contrat.",
    )
    withdraw = _withdraw(
        "Retirer cet essai",
        "Le contrat avec l’EBE n’a pas été suspendu. Les jours comptent de nouveau.",
    )
    reason = _reason()


class ReopenForm(forms.Form):
    reason = _reason()
