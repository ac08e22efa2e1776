"""Forms of the rates of a hub: the SMIC, the CDE, the day on which monthly figures are due."""

from django.utils import timezone

from ebe.forms import Acting
from ebe.models import CdeRate, Enterprise, OwnRate, ReturnRule, SmicRate
from territories.models import LegalFigure
from tzcld.queries import alphabetical
from tzcld.ui import forms, french


class OfHub(Acting):
    """A form of a hub's row; `hub` bounds what may be chosen."""

    def __init__(self, *args, hub=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.hub = hub


class RateForm(OfHub, forms.ModelForm):
    """A rate; the reason is asked when one of the same day gives way to it."""

    on_demand = ("replace_reason",)

    replace_reason = forms.PersonalTextField(
        label="raison du remplacement",
        max_length=300,
        required=False,
        help_text="Elle est gardée avec la ligne remplacée.",
    )

    def _post_clean(self):
        """The operation cleans and saves the row."""


class SmicForm(RateForm):
    class Meta:
        model = SmicRate
        fields = ("valid_from", "hourly", "source")
        help_texts = {"source": "Le texte qui le fixe, par exemple « décret 2025-1228 »."}


class ReturnRuleForm(OfHub, forms.ModelForm):
    class Meta:
        model = ReturnRule
        fields = ("valid_from", "due_day", "source")
        help_texts = {
            "due_day": "De 1 à 28. Les chiffres d’octobre se remettent au plus tard ce jour de novembre.",
            "source": "Ce qui le fixe, par exemple «\u00a0convention de pilotage, article 6\u00a0».",
        }

    def _post_clean(self):
        """The operation cleans and saves the row."""


# What a new rate takes from the one in force, unless its text says otherwise.
TAKEN = ("local_percent", "monthly_hours", "other_percent", "start_up_percent", "full_time_hours")


class CdeRateForm(RateForm):
    sections = [
        (
            "Le taux",
            [
                "valid_from",
                ("state_percent", "local_percent"),
                "source",
                "is_assumed",
                "replace_reason",
            ],
        ),
        (
            "Les repères du calcul",
            [("monthly_hours", "full_time_hours"), ("other_percent", "start_up_percent")],
        ),
    ]

    class Meta:
        model = CdeRate
        fields = (
            "valid_from",
            "state_percent",
            "local_percent",
            "monthly_hours",
            "other_percent",
            "start_up_percent",
            "full_time_hours",
            "is_assumed",
            "source",
        )
        help_texts = {
            "source": "L’arrêté qui le fixe.",
            "is_assumed": "L’arrêté n’est pas encore paru : les états calculés le diront.",
            "monthly_hours": "151,67 reproduit l’exemple du Fonds.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        what, today, hub = LegalFigure.What, timezone.localdate(), self.hub.pk
        least, most, other, full_time = LegalFigure.objects.values_on(
            hub, (what.STATE_MIN, what.STATE_MAX, what.OTHER_MAX, what.FULL_TIME), today
        )
        self.fields[
            "state_percent"
        ].help_text = f"De {french.number(least)} à {french.number(most)} aujourd’hui : la borne du jour où le taux commence compte."
        self.fields["local_percent"].help_text = together_words(hub)
        rate = CdeRate.objects.in_force(hub, today)
        self.initial |= {"other_percent": other, "full_time_hours": full_time}
        self.initial |= {name: getattr(rate, name) for name in TAKEN} if rate else {}


class OwnRateForm(RateForm):
    sections = [
        ("Pour qui", ["enterprise", "department"]),
        (
            "Le taux",
            [
                ("valid_from", "ends_on"),
                ("state_percent", "local_percent"),
                "source",
                "replace_reason",
            ],
        ),
    ]

    class Meta:
        model = OwnRate
        fields = (
            "enterprise",
            "department",
            "valid_from",
            "ends_on",
            "state_percent",
            "local_percent",
            "source",
        )
        help_texts = {
            "enterprise": "L’EBE dont la convention ou un arrêté fixe un autre taux.",
            "department": "Ou le numéro du département qui fixe sa part. Exemple : 71",
            "ends_on": "Vide : jusqu’à la ligne suivante.",
            "state_percent": "Vide : celle du département, sinon celle de la métropole.",
            "local_percent": "Vide : celle du département, sinon celle de la métropole.",
            "source": "La convention, l’arrêté ou la délibération qui le fixe.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # The last months of one closed since may have had a rate of its own.
        of_hub = Enterprise.objects.filter(territory__hub=self.hub)
        self.fields["enterprise"].queryset = of_hub.order_by(alphabetical("name"))
        self.fields["enterprise"].label_from_instance = _named
        said = self.fields["local_percent"]
        said.help_text = f"{said.help_text} {together_words(self.hub.pk)}"


def together_words(hub_id: int) -> str:
    most = LegalFigure.objects.on(hub_id, LegalFigure.What.CDE_MAX, timezone.localdate())
    return f"Avec la part de l’État, {most.told} au plus aujourd’hui."


def _named(enterprise: Enterprise) -> str:
    if enterprise.closed_on:
        return f"{enterprise}, fermée le {french.date(enterprise.closed_on)}"
    return str(enterprise)
