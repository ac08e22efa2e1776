"""Changing who follows whom."""

from ppde.filters import team
from ppde.forms import text_field
from ppde.models import Person
from tzcld.ui import forms
from tzcld.users.models import User


class ReassignForm(forms.Form):
    """`people`: the persons shown, each with a box."""

    persons = forms.ModelMultipleChoiceField(
        Person.objects.none(),
        label="Personnes",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    referent = forms.ModelChoiceField(
        User.objects.none(),
        label="Suivies désormais par",
        widget=forms.Select(attrs={"class": "w-m"}),
    )
    reason = text_field(
        "Raison",
        required=True,
        help_text="Exemple\u00a0: départ d’Inès, nouvelle répartition des quartiers. Elle reste dans l’historique.",
    )

    def __init__(self, *args, people, territory, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["persons"].queryset = people
        self.fields["persons"].label_from_instance = person_label
        self.fields["referent"].queryset = team(territory)


def person_label(person) -> str:
    follows = f"suivie par {person.referent}" if person.referent else "sans référent·e"
    return f"{person}, {person.reference}, {follows}"
