from django.core.exceptions import ValidationError

from activities.models import Activity
from ebe.models import Enterprise
from territories.models import Territory
from tzcld.ui import forms


class ActivityForm(forms.ModelForm):
    """An activity of `territory`, shared or not with other territories of its hub."""

    sections = [
        ("L’activité", ["name", "sector", "state", "need", "description"]),
        ("Qui la porte", ["carrier", "partners", "expected_fte", "started_on", "is_public"]),
    ]
    partners = forms.ModelMultipleChoiceField(
        label="Partagée avec",
        queryset=Territory.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Les autres territoires qui produisent ou utilisent cette activité.",
    )

    class Meta:
        model = Activity
        fields = [
            "name",
            "sector",
            "state",
            "need",
            "description",
            "carrier",
            "expected_fte",
            "started_on",
            "is_public",
        ]

    def __init__(self, *args, territory: Territory, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.territory = territory
        hub = territory.hub_or_self
        # Collective data: the enterprises here, and the sister territories of the hub.
        self.fields["carrier"].queryset = Enterprise.objects.within(territory)
        self.fields["partners"].queryset = Territory.objects.of_hub(hub).exclude(pk=territory.pk)
        if self.instance.pk:
            self.initial.setdefault("partners", self.instance.partners.all())

    def clean_expected_fte(self):
        value = self.cleaned_data["expected_fte"]
        if value is not None and value < 0:
            raise ValidationError(
                "Les ETP attendus ne peuvent pas être négatifs. Écrivez 0 ou plus, par exemple 4,5."
            )
        return value

    def clean(self):
        cleaned = super().clean()
        producing = cleaned.get("state") in (Activity.State.TRIAL, Activity.State.RUNNING)
        if producing and not cleaned.get("carrier"):
            self.add_error(
                "carrier",
                "Une activité en test ou en production est portée par une EBE. Choisissez-la.",
            )
        return cleaned
