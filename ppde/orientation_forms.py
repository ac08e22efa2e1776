"""A partner's request, and the team's answer."""

from ppde.forms import text_field, worded
from ppde.models import Orientation, Origin
from ppde.operations.orientations import SAID
from tzcld.ui import forms

NEW, CLOSE = "new", "close"


class OrientationForm(forms.ModelForm):
    has_agreed = forms.TypedChoiceField(
        label="La personne est-elle d’accord pour que l’équipe la contacte\u00a0?",
        choices=[("yes", "Oui, elle me l’a dit"), ("no", "Non, ou pas encore")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez une réponse\u00a0: son accord est nécessaire."},
    )
    sections = [
        ("Son accord", ["has_agreed"]),
        ("La personne", [("first_name", "last_name")]),
        ("La joindre", [("phone", "email"), "contact_preference"]),
    ]

    class Meta:
        model = Orientation
        fields = ("has_agreed", "first_name", "last_name", "phone", "email", "contact_preference")
        help_texts = {
            "contact_preference": "Exemple\u00a0: message écrit, l’après-midi.",
        }

    def _post_clean(self):
        # The operation validates the row.
        pass


class CorrectOrientationForm(forms.ModelForm):
    """What the partner wrote wrong of the person."""

    reason = text_field(
        "Pourquoi cette correction",
        required=True,
        help_text="La raison reste au journal. Exemple\u00a0: nom mal écrit par le partenaire.",
    )
    sections = [
        ("La personne", [("first_name", "last_name")]),
        ("La joindre", [("phone", "email"), "contact_preference"]),
        ("La correction", ["reason"]),
    ]

    class Meta:
        model = Orientation
        fields = SAID
        help_texts = OrientationForm.Meta.help_texts

    def _post_clean(self):
        # The operation validates the row.
        pass


class AnswerForm(forms.Form):
    """`known`: persons of the territory who may be the same; `origin`: who orients, "" when the organisation does not tell."""

    answer = forms.ChoiceField(label="Que faire de cette orientation", widget=forms.RadioSelect)
    origin = forms.ChoiceField(
        label="Orientée par",
        choices=[("", "À choisir"), *worded(Origin.choices)],
        required=False,
        help_text="Si vous ouvrez un dossier. Les indicateurs comptent les personnes par origine.",
    )
    reason = text_field(
        "Raison de la clôture", help_text="Si vous la clôturez. Le partenaire ne la lit pas."
    )

    def __init__(self, *args, known, origin, **kwargs):
        super().__init__(*args, initial={"origin": origin}, **kwargs)
        self.known = known
        found = [(str(p.pk), f"C’est {p}, {p.reference}\u00a0: relier au dossier") for p in known]
        self.fields["answer"].choices = [
            *found,
            (NEW, "Ouvrir un dossier et la rencontrer"),
            (CLOSE, "Clore sans suite"),
        ]

    def clean(self):
        data = super().clean()
        if data.get("answer") == NEW and not (data.get("origin") or self.initial["origin"]):
            self.add_error("origin", "Choisissez par qui cette personne est orientée.")
        return data
