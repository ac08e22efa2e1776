"""The assumptions of a forecast."""

from decimal import Decimal

from django.utils import timezone

from territories.models import Territory, refuse_longer_week
from tzcld.ui import forms

PAST = "Vide : comme dans les douze derniers mois, tirés au sort."


class AssumptionsForm(forms.Form):
    sections = [
        ("Hypothèses", [("entries", "eligible_share"), ("returns", "exits"), ("hires_after", "realised"), ("acceptance", "wished_hours")]),
        ("Commentaire", ["note"]),
    ]  # fmt: skip
    entries = forms.DecimalField(
        label="Nouveaux volontaires par mois",
        required=False,
        min_value=0,
        max_value=500,
        help_text=f"{PAST} Un nouvel acte signé au retour en est un.",
    )
    eligible_share = forms.PercentField(
        label="Nouveaux volontaires reconnus éligibles",
        required=False,
        min_value=0,
        max_value=1,
        help_text="Vide\u00a0: la part reconnue jusqu’ici parmi les décisions prises. Les autres n’entrent pas sur la liste.",
    )
    returns = forms.DecimalField(
        label="Retours par mois, rang d’avant rendu",
        required=False,
        min_value=0,
        max_value=500,
        help_text=PAST,
    )
    exits = forms.DecimalField(
        label="Sorties par mois, hors EBE",
        required=False,
        min_value=0,
        max_value=500,
        help_text=PAST,
    )
    hires_after = forms.DecimalField(
        label="Embauches par mois, sans plan ou après lui",
        required=False,
        min_value=0,
        max_value=500,
        help_text=PAST,
    )
    realised = forms.PercentField(
        label="Part du plan d’embauche qui se réalise",
        min_value=0,
        max_value=Decimal("1.5"),
        help_text="100 quand les postes prévus se pourvoient tous.",
    )
    acceptance = forms.PercentField(
        label="Propositions acceptées",
        min_value=Decimal("0.05"),
        max_value=1,
        help_text="Par exemple 70 : sept propositions sur dix mènent à une embauche.",
    )
    wished_hours = forms.DecimalField(
        label="Heures souhaitées par semaine, en moyenne",
        min_value=1,
        help_text="Les heures des postes prévus se partagent selon ce souhait.",
    )
    note = forms.CharField(label="Pourquoi ces hypothèses", required=False, max_length=300)

    def __init__(self, *args, territory: Territory, **kwargs):
        super().__init__(*args, **kwargs)
        self.territory = territory

    def clean(self):
        data, today = super().clean(), timezone.localdate()
        refuse_longer_week(self.territory, data.get("wished_hours"), today, "wished_hours")
        return data

    @property
    def assumptions(self) -> dict:
        """Plain numbers, None where the past decides."""
        values = {name: value for name, value in self.cleaned_data.items() if name != "note"}
        return {name: None if v is None else float(v) for name, v in values.items()}
