"""What is typed about the data themselves: explanations, consents, requests, notes."""

from tzcld.ui import forms


class SettleForm(forms.Form):
    note = forms.CharField(
        label="Ce qui explique ces consultations",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Par exemple : remplacement d’une collègue en congé, préparation du comité. 300 signes au plus, sans nom de personne suivie.",
    )
