"""Changing who follows whom."""

from ppde.filters import team
from ppde.forms import text_field
from ppde.models import Person
from tzcld.ui import forms
from tzcld.users.models import User


class ReassignForm(forms.Form):
    """`people`: the persons shown, each with a box; `of_one`: one colleague follows them all, and need not be said."""

    persons = forms.ModelMultipleChoiceField(
        Person.objects.none(),
        label="Personnes",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Sous chaque personne cochée, un mot pour la ou le collègue\u00a0: ce qui a été promis, comment la joindre. "
        f"La personne pourra lire ce texte. {forms.REMINDER}",
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

    def __init__(self, *args, people, territory, of_one=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["persons"].queryset = people
        self.fields["persons"].label_from_instance = person_label if of_one else _with_referent
        self.fields["referent"].queryset = team(territory)
        self.words = {f"mot_{person.pk}": person for person in people}
        for name, person in self.words.items():
            # The stylesheet shows it once the box is ticked.
            self.fields[name] = forms.CharField(
                label=f"Un mot sur {person_label(person)}",
                required=False,
                max_length=300,
                widget=forms.TextInput(attrs={"placeholder": "Un mot (facultatif)"}),
            )
            forms.prepare(self.fields[name])
        self.fields["persons"].says_optional = False
        self.fields["persons"].template_name = "ppde/share_field.html"

    def layout(self):
        """The words stand beside the boxes of `lines`, in the field of the persons."""
        return [("", [[self[name]] for name in ("referent", "reason", "persons")])]

    @property
    def lines(self) -> list[tuple]:
        """(box, word) by person."""
        return list(zip(self["persons"], (self[name] for name in self.words), strict=True))

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


def _with_referent(person) -> str:
    follows = f", suivie par {person.referent}" if person.referent else ""
    return person_label(person) + follows


def person_label(person) -> str:
    return f"{person}, {person.reference}"
