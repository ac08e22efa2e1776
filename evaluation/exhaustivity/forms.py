"""The form of the reasonable delay."""

from evaluation.exhaustivity.models import WaitRule
from tzcld.ui import forms


class DelayForm(forms.ModelForm):
    months = forms.IntegerField(
        label="Mois d’attente au plus avant une première proposition",
        min_value=1,
        max_value=36,
        help_text="Au-delà, une personne volontaire qui n’a reçu aucune proposition est comptée à part. Par exemple 6.",
    )

    sections = [("Le délai raisonnable", ["months", "valid_from", "source"])]

    class Meta:
        model = WaitRule
        fields = ["months", "valid_from", "source"]
        help_texts = {
            "valid_from": "Les mois d’avant gardent leur délai. Par exemple 01/01/2027.",
            "source": "La décision qui le fixe. Par exemple : comité local du 12 novembre 2026.",
        }

    def _post_clean(self):
        # The operation builds and checks the row.
        pass
