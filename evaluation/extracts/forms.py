"""What is asked of an extract, and of whoever answers."""

from datetime import timedelta

from django.utils import timezone

from evaluation.extracts.models import Columns
from tzcld.ui import forms, french
from tzcld.users.models import User

NOBODY = "N’y écrivez le nom d’aucune personne."


class TermsForm(forms.Form):
    """What both the evaluation and the territory say of an extract."""

    purpose = forms.PersonalTextField(
        label="Question de l’évaluation",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Ce que l’extrait permettra de mesurer. Exemple\u00a0: combien de temps sépare le volontariat de l’embauche, selon l’âge.",
    )
    convention = forms.CharField(
        label="Référence de la convention",
        max_length=120,
        help_text="Celle qui cadre l’évaluation. Exemple\u00a0: convention d’évaluation 2026-14.",
    )
    volunteers_from = forms.DateField(label="Actes de volontariat du")
    volunteers_until = forms.DateField(label="Au")
    columns = forms.MultipleChoiceField(
        label="Colonnes",
        choices=Columns.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text="Seulement ce que la question demande\u00a0: plus il y a de colonnes qui désignent quelqu’un (quartier, origine, âge, "
        "sexe…), plus de cellules seront «\u00a0non communiqué\u00a0».",
    )


class AskForm(TermsForm):
    """`places`: the territories that may be asked from the page of the hub; from a territory's own page, nothing to choose."""

    place = forms.ChoiceField(label="Territoire")
    answer_by = forms.DateField(label="Réponse souhaitée avant le")
    sections = [
        ("La demande", ["place", "purpose", "convention"]),
        ("Les lignes", [("volunteers_from", "volunteers_until"), "columns"]),
        ("La réponse", ["answer_by"]),
    ]

    def __init__(self, *args, places=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.places = {place.slug: place for place in places}
        if self.places:
            choices = [(slug, place.name) for slug, place in self.places.items()]
            self.fields["place"].choices = [("", "Choisissez un territoire"), *choices]
        else:
            del self.fields["place"]
        self.fields["answer_by"].initial = timezone.localdate() + timedelta(days=30)

    @property
    def terms(self) -> dict:
        return {name: value for name, value in self.cleaned_data.items() if name != "place"}


class OpenForm(TermsForm):
    holder = forms.ModelChoiceField(
        queryset=User.objects.none(),
        label="À qui\u00a0?",
        widget=forms.RadioSelect,
        empty_label=None,
    )
    until = forms.DateField(label="Dernier jour")
    sections = [
        ("L’évaluation", ["holder", "purpose", "convention"]),
        ("Les lignes", [("volunteers_from", "volunteers_until"), "columns"]),
        ("La fin", ["until"]),
    ]

    def __init__(self, *args, holders, latest, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["holder"].queryset = holders
        if len(known := holders[:2]) == 1:
            self.fields["holder"].initial = known[0].pk
        self.fields["until"].help_text = _at_most(latest)


class UntilForm(forms.Shared, forms.Form):
    until = forms.DateField(label="Dernier jour")

    def __init__(self, *args, latest, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["until"].help_text = _at_most(latest)


def _at_most(latest) -> str:
    return f"Au plus tard le {french.numeric_date(latest)}, d’après la règle de conservation."


class ReasonForm(forms.Form):
    reason = forms.PersonalTextField(
        label="Pourquoi\u00a0?",
        max_length=300,
        help_text=f"L’évaluation lit cette raison. {NOBODY}",
    )
