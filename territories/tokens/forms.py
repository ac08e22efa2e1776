"""The form of a token: for which system, until when."""

from django.utils import timezone

from territories.models import Token
from territories.tokens.operations import last_day
from tzcld.ui import forms, french


class TokenForm(forms.ModelForm):
    class Meta:
        model = Token
        fields = ("label", "until")
        help_texts = {"label": "Qui lira. Exemple\u00a0: entrepôt de données de la métropole."}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        farthest = last_day(timezone.localdate())
        self.fields["until"].initial = farthest
        self.fields["until"].help_text = f"Le {french.date(farthest)} au plus tard."
