"""The form that opens a named access."""

from django.utils import timezone

from territories.grants.models import LONGEST
from tzcld.ui import forms
from tzcld.users.models import User


class GrantForm(forms.Form):
    holder = forms.ModelChoiceField(
        queryset=User.objects.none(), label="À qui ?", widget=forms.RadioSelect, empty_label=None
    )
    since = forms.DateField(label="Premier jour", initial=timezone.localdate)
    until = forms.DateField(label="Dernier jour", help_text=f"{LONGEST} jours au plus.")
    reason = forms.CharField(
        label="Pourquoi ?",
        max_length=300,
        help_text="Gardé au journal ; n’y écrivez le nom d’aucune personne accompagnée. Exemple : préparer la revue des parcours avec l’équipe.",
    )
    sections = [("", ["holder", ("since", "until"), "reason"])]

    def __init__(self, *args, holders, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["holder"].queryset = holders
