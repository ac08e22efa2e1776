"""What is asked before a file is kept longer, or goes."""

from ppde.forms import day_field, text_field, worded
from ppde.retention.models import DurationRule, RetentionRule
from tzcld.ui import forms


class RuleForm(forms.ModelForm):
    valid_from = day_field("À partir du", "Aujourd’hui ou plus tard")

    class Meta:
        model = RetentionRule
        fields = ("valid_from", "months", "notice_months", "source")
        help_texts = {
            "months": "Comptés depuis le dernier contact. La CNIL recommande 24 mois.",
            "notice_months": "Le dossier apparaît alors «\u00a0à recontacter\u00a0».",
            "source": "Le texte ou la délibération, par exemple «\u00a0délibération du 12/12/2026\u00a0».",
        }


class DurationForm(forms.ModelForm):
    valid_from = day_field("À partir du", "Aujourd’hui ou plus tard")

    class Meta:
        model = DurationRule
        fields = ("what", "months", "days", "valid_from", "source")
        widgets = {"what": forms.RadioSelect}
        help_texts = {
            "months": "De 1 à 120\u00a0; de 3 à 60 pour un compte sans connexion, prévenu un mois avant\u00a0; de 1 à 36 pour un "
            "extrait, à 24 pour une personne proposée sans embauche.",
            "days": "Pour un import et pour le rappel d’un extrait seulement, de 1 à 30.",
            "source": "Le texte ou la décision, par exemple «\u00a0note du délégué du 12/12/2026\u00a0».",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["what"].choices = worded(DurationRule.What.choices)

    def _post_clean(self):
        """The operation cleans and saves the row."""


class KeepForm(forms.Shared, forms.Form):
    reason = text_field(
        "Pourquoi garder ce dossier",
        help_text="Exemple\u00a0: rendez-vous pris pour décembre. Laissez vide pour le remettre sur la liste.",
    )

    def __init__(self, *args, word: str = "dossier", **kwargs):
        super().__init__(*args, **kwargs)
        if word != "dossier":
            self.fields["reason"].label = f"Pourquoi garder ce {word}"
            self.fields["reason"].help_text = (
                "Exemple\u00a0: toujours exact. Laissez vide pour le remettre sur la liste."
                if word == "contact"
                else "Laissez vide pour le remettre sur la liste."
            )


def elsewhere_field(what: str) -> forms.BooleanField:
    """Whether the names go from the texts that no file holds. `what`: « son nom », « les noms »."""
    return forms.BooleanField(
        label=f"Remplacer aussi {what} dans les autres textes",
        required=False,
        initial=True,
        help_text="Là où la page le dit, «\u00a0[personne effacée]\u00a0» prend sa place. Le journal le note sans le nom.",
    )


class ApproveForm(forms.Form):
    visa = forms.CharField(
        label="Visa d’élimination des archives",
        max_length=200,
        help_text="La référence donnée par le service des archives. Exemple\u00a0: 2026-114",
    )
    with_texts = elsewhere_field("les noms")
    sure = forms.BooleanField(
        label="Je sais que l’effacement est définitif",
        help_text="Les chiffres ne changent pas. Plus rien ne permettra de retrouver les personnes.",
    )

    def __init__(self, *args, replaces: bool, agreement: tuple[str, str] | None = None, **kwargs):
        """`agreement`: label and help of what takes the place of the visa; `replaces`: other texts hold names, and may lose
        them."""
        super().__init__(*args, **kwargs)
        if not replaces:
            del self.fields["with_texts"]
        if agreement:
            self.fields["visa"].label, self.fields["visa"].help_text = agreement
