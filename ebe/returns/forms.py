"""The month's figures on one page; only those that the enterprise knows."""

from ebe.forms import Acting
from ebe.returns.models import FIGURES, GROUPS, MONEY, MonthlyReturn
from tzcld.ui import forms

HELP = {
    "fte_paid": "D’après la paie. C’est sur eux que la CDE est versée.",
    "hours_absent": "Toutes causes ensemble, sans les nommer.",
    "heads_other": "Encadrement, appui, gestion.",
    "deficit_received": "Celle qui compense un déficit, après l’arrêté des comptes.",
    "immersions_in": "Personnes venues découvrir un métier (PMSMP).",
    "cash": "Un découvert s’écrit avec un moins.",
}


class MonthForm(Acting, forms.ModelForm):
    """`is_new`: the month is asked; else the reason of the correction is."""

    month = forms.MonthField(label="mois", help_text="Par exemple 10/2026.")
    reason = forms.PersonalTextField(
        label="pourquoi ces chiffres changent",
        max_length=300,
        help_text="Gardé avec les valeurs d’avant. Par exemple : paie rectifiée.",
    )

    note = forms.PersonalTextField(
        label="ce qui explique ces chiffres",
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Ce qu’un chiffre inhabituel a d’explicable.",
    )

    class Meta:
        model = MonthlyReturn
        fields = (*FIGURES, "note")
        help_texts = HELP

    def __init__(self, *args, is_new: bool, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["reason" if is_new else "month"]
        first = [("Le mois", ["month"])] if is_new else []
        last = [] if is_new else ["reason"]
        groups = [
            (title, [row if len(row) > 1 else row[0] for row in rows]) for title, rows in GROUPS
        ]
        self.sections = [*first, *groups, ("Pour comprendre", ["note", *last])]
        for name in FIGURES:
            # The page says it once: twenty-five times would be noise.
            self.fields[name].says_optional = False
        for name in MONEY:
            self.fields[name].label = f"{self.fields[name].label} (€)"

    def _post_clean(self):
        """The operation cleans and saves the row."""

    def clean_month(self):
        return self.cleaned_data["month"].replace(day=1)
