"""The form of a webhook: who, where, of what."""

from territories.webhooks.models import ASKED, Webhook
from tzcld.ui import forms
from tzcld.ui.french import upper_first


class SecretForm(forms.Form):
    """What was shown when the secret was asked to be replaced: a page sent again does not replace the new one too."""

    shown = forms.CharField(widget=forms.HiddenInput, required=False)


class WebhookForm(forms.ModelForm):
    kinds = forms.MultipleChoiceField(
        label="Ce qui est annoncé",
        choices=[(value, upper_first(label)) for value, label in ASKED],
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Webhook
        fields = ("label", "url", "kinds")
        help_texts = {
            "label": "Le système d’information qui reçoit. Exemple\u00a0: entrepôt de données de la métropole.",
            "url": "Donnée par qui tient ce système. Elle commence par https:// et se joint depuis internet.",
        }
