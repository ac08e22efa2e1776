"""What is chosen when two files are put together."""

from django.utils.html import format_html

from ppde.duplicates.models import Inquiry
from ppde.duplicates.operations import is_blank
from ppde.forms import text_field
from ppde.models import Person
from ppde.operations.persons import FIELDS
from territories.holdings import shown
from tzcld.ui import forms, french


def _differ(mine, other) -> bool:
    """Both files say something, and not the same: the rest needs no question."""
    return mine != other and not is_blank(mine) and not is_blank(other)


class MergeForm(forms.Form):
    """Which file stays, and for each field on which the two differ, whose value."""

    kept = forms.ChoiceField(
        label="Quel numéro garder",
        widget=forms.RadioSelect,
        help_text="L’autre dossier est repris dans celui-ci et disparaît des listes.",
    )

    def __init__(self, *args, first: Person, second: Person, **kwargs):
        super().__init__(*args, **kwargs)
        self.pair = {str(first.pk): first, str(second.pk): second}
        # The volunteer act stays where it is; else the older file does.
        older = min(first, second, key=lambda p: (p.volunteer_on is None, p.number))
        self.fields["kept"].choices = [
            (key, f"{person.reference}, ouvert le {french.date(person.created_at)}")
            for key, person in self.pair.items()
        ]
        self.fields["kept"].initial = str(older.pk)
        for name in FIELDS:
            if _differ(getattr(first, name), getattr(second, name)):
                self.fields[name] = self._field(name, first, second)
        self.fields["reason"] = text_field(
            "Comment savez-vous que c’est la même personne",
            required=True,
            help_text="Exemple\u00a0: elle l’a confirmé au téléphone. Ce texte reste dans le journal.",
        )
        for field in self.fields.values():
            forms.prepare(field)
        self.sections = [
            ("Le dossier gardé", ["kept"]),
            ("Ce qui diffère", [n for n in FIELDS if n in self.fields]),
            ("La raison", ["reason"]),
        ]
        self.sections = [(title, names) for title, names in self.sections if names]

    def _field(self, name, first, second):
        about = Person._meta.get_field(name)
        choices = [
            (
                str(person.pk),
                format_html("{} <span class='muted'>({})</span>", words, person.reference),
            )
            for person in (first, second)
            for words in [shown(person, name)]
        ]
        return forms.ChoiceField(
            label=french.upper_first(str(about.verbose_name)),
            choices=choices,
            initial=str(first.pk),
            widget=forms.RadioSelect,
        )

    def kept_and_absorbed(self) -> tuple[Person, Person]:
        kept = self.pair[self.cleaned_data["kept"]]
        return kept, next(p for p in self.pair.values() if p.pk != kept.pk)

    def choices(self, kept: Person) -> dict[str, str]:
        """{field: "kept" or "absorbed"}, for the operation."""
        return {
            name: "kept" if self.cleaned_data[name] == str(kept.pk) else "absorbed"
            for name in FIELDS
            if name in self.cleaned_data
        }


class AnswerForm(forms.Shared, forms.Form):
    state = forms.ChoiceField(
        label="Votre réponse",
        choices=[
            (Inquiry.State.SAME, "C’est la même personne"),
            (Inquiry.State.OTHER, "Ce sont deux personnes"),
        ],
        widget=forms.RadioSelect,
    )
