from copy import deepcopy

from django.core.exceptions import ValidationError
from django.db.models import Q

from activities.models import Activity
from cle.models import Decision
from ebe.models import Enterprise, whole_territories
from territories.models import Territory
from tzcld.ui import forms

KIND = Decision.Kind.SUPPLEMENTARITY
IDEA = Activity.State.IDEA


class ActivityForm(forms.ModelForm):
    """An activity of `territory`, shared or not with other territories of its hub."""

    sections = [
        ("L’activité", ["name", "sector", "state", "need", "description"]),
        ("Qui la porte", ["carrier", "partners", "expected_fte", "started_on", "is_public"]),
        ("Ce que le comité a décidé", ["decision", "reason"]),
    ]
    partners = forms.ModelMultipleChoiceField(
        label="Partagée avec",
        queryset=Territory.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Les autres territoires qui produisent ou utilisent cette activité.",
    )

    reason = forms.CharField(
        label="Pourquoi sans décision",
        max_length=300,
        required=False,
        help_text="Pour une activité plus ancienne que la plateforme, dont la décision n’est pas enregistrée ici. Le journal garde "
        "cette raison. Exemple : décidée par le comité du 12 mars 2024, avant la plateforme.",
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
            "decision",
            "expected_fte",
            "started_on",
            "is_public",
        ]
        help_texts = {
            "decision": "Une activité décidée par le comité, en test, en production ou en revue l’est par une décision adoptée, de "
            "nature « supplémentarité ».",
            "is_public": "Le public la voit tant qu’elle est en test, en production ou en revue, et portée par une EBE ouverte.",
        }

    def __init__(self, *args, territory: Territory, scope, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.territory = territory
        hub = territory.hub_or_self
        # Collective data: the enterprises here, and the sister territories of the hub.
        here = Enterprise.objects.within(territory)
        self.fields["carrier"].queryset = here.standing() | here.filter(pk=self.instance.carrier_id)
        self.is_direction = territory.pk not in whole_territories(scope, "activity_edit")
        if self.is_direction:
            own = self.fields["carrier"].queryset.filter(pk__in=scope.enterprise_ids)
            self.fields["carrier"].queryset = own
        kept = Q(pk__in=grounds(territory).values("pk")) | Q(pk=self.instance.decision_id)
        self.fields["decision"].queryset = Decision.objects.within(territory).filter(kept)
        self.fields["decision"].label_from_instance = _worded
        self.fields["partners"].queryset = Territory.objects.of_hub(hub).exclude(pk=territory.pk)
        if territory.is_hub:
            # A hub has no enterprise: the territories that share the activity produce it.
            del self.fields["carrier"]
            self.sections = [
                self.sections[0],
                ("Qui la partage", ["partners", "expected_fte", "started_on", "is_public"]),
                self.sections[2],
            ]
        if self.instance.pk:
            here = self.instance.partners.values_list("pk", flat=True)
            self.initial.setdefault("partners", list(here))
        if self.is_direction or territory.is_hub or self.instance.state in Activity.DONE_SINCE:
            del self.fields["reason"]
            self.sections = [*self.sections[:2], (self.sections[2][0], ["decision"])]

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
        if producing and self.instance.territory.is_hub and not cleaned.get("partners"):
            self.add_error(
                "partners",
                "Une activité de la métropole en test ou en production se fait dans un territoire. Choisissez-le.",
            )
        if producing and "carrier" in self.fields and not cleaned.get("carrier"):
            self.add_error(
                "carrier",
                "Une activité en test ou en production est portée par une EBE. Choisissez-la.",
            )
        elif self.is_direction and not cleaned.get("carrier") and cleaned.get("state") != IDEA:
            self.add_error(
                "carrier",
                "Sans EBE porteuse, une activité reste une idée. Choisissez votre entreprise.",
            )
        return cleaned


def grounds(territory: Territory):
    """The decisions on which an activity may rest."""
    return Decision.objects.within(territory).adopted().filter(kind=KIND)


def _worded(decision: Decision) -> str:
    return f"{decision}, {decision.wording[:80]}"


class GroundForm(forms.Form):
    decision = forms.ModelChoiceField(
        Decision.objects.none(),
        label="Décision du comité",
        required=False,
        empty_label="Aucune ici",
        help_text="Adoptée, de nature «\u00a0supplémentarité\u00a0».",
    )
    reason = deepcopy(ActivityForm.base_fields["reason"])

    def __init__(self, *args, territory: Territory, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["decision"].queryset = grounds(territory)
        self.fields["decision"].label_from_instance = _worded
