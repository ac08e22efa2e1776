"""Who directs, since when, until when."""

from django.utils import timezone

from ebe.forms import Acting
from territories.forms import FUNCTION, EndForm
from territories.models import Invitation
from tzcld.ui import forms
from tzcld.users.models import User

SINCE = "Peut être passé ou à venir. L’entreprise s’ouvre à la personne ce jour-là."


class DirectionForm(Acting, forms.Form):
    user = forms.ModelChoiceField(
        queryset=User.objects.none(), label="Qui ?", widget=forms.RadioSelect, empty_label=None
    )
    since = forms.DateField(label="Depuis le", initial=timezone.localdate, help_text=SINCE)
    sections = [("", ["user", "since"])]

    def __init__(self, *args, users, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = users


class DirectionInvitationForm(Acting, forms.ModelForm):
    since = forms.DateField(
        label="Dirige l’entreprise depuis le",
        initial=timezone.localdate,
        help_text="Peut être passé ou à venir. L’entreprise s’ouvre à la personne quand elle accepte, ou à ce jour s’il vient après.",
    )
    sections = [
        ("La personne", [("first_name", "last_name"), "email"]),
        ("Sa direction", ["since", "function"]),
    ]

    class Meta:
        model = Invitation
        fields = ("first_name", "last_name", "email", "function")
        help_texts = {
            "email": "Son adresse professionnelle : le lien y est envoyé, puis elle sert à se connecter.",
            "function": FUNCTION.split(". ")[0] + ". Exemple : directrice.",
        }


class DirectionEndForm(Acting, EndForm):
    reason = forms.PersonalTextField(
        label="Pourquoi ?",
        max_length=300,
        help_text="Gardé au journal. Exemple : départ, changement de direction.",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["last"].label = "Dernier jour de la direction"
        self.fields["last"].help_text = "Passé ou à venir, si elle ne s’arrête pas tout de suite."
