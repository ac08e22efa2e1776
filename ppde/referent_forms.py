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
        self.words = {f"mot_{person.pk}": person for person in people}
        for n, (name, person) in enumerate(self.words.items()):
            self.fields[name] = word_field(f"{person}, {person.reference}", is_first=n == 0)
            forms.prepare(self.fields[name])
        self.fields["persons"].says_optional = False
        self.sections = [
            ("", ["referent", "reason", "persons"]),
            ("Un mot par personne, pour la ou le collègue", self._lines()),
        ]

    def _lines(self) -> list[tuple[str, ...]]:
        """The words, two on a line: a share is some fifty persons."""
        names = list(self.words)
        return [tuple(names[n : n + 2]) for n in range(0, len(names), 2)]

    def clean(self):
        """A word for somebody who stays where they are would be lost."""
        data = super().clean()
        for name, person in self.words.items():
            if data.get(name) and person not in (data.get("persons") or ()):
                self.add_error(name, "Cochez aussi cette personne, ou effacez ce mot.")
        return data

    @property
    def words_left(self) -> dict[int, str]:
        """By the person's key."""
        return {person.pk: self.cleaned_data[name] for name, person in self.words.items()}


def word_field(label: str, *, is_first: bool = True):
    """A word left about somebody; in a list of them, the first one alone says what has no place there."""
    told = "Ce qui a été promis, comment la joindre. La personne pourra lire ce texte"
    kind, told = (forms.PersonalTextField, told) if is_first else (forms.CharField, "")
    return kind(label=label, required=False, max_length=300, help_text=told)


def person_label(person) -> str:
    follows = f"suivie par {person.referent}" if person.referent else "sans référent·e"
    return f"{person}, {person.reference}, {follows}"
