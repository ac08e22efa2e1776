"""Forms of the list's rules and of a return."""

from cle.models import Decision
from ppde.forms import day_field, text_field, worded
from ppde.models import ListRule, Return
from ppde.operations.list_rules import TERMS
from tzcld.ui import forms, french


def decision_field(help_text: str, *, required: bool = True):
    return forms.ModelChoiceField(
        Decision.objects.none(),
        label="Décision du comité",
        help_text=help_text,
        required=required,
    )


def decision_label(decision: Decision) -> str:
    return f"{decision}, {french.date(decision.meeting.starts_at)}\u00a0: {decision.wording[:60]}"


class ListRuleForm(forms.ModelForm):
    decision = decision_field("Les décisions adoptées de nature «\u00a0règle de liste\u00a0».")
    sections = [
        ("Quand, et par qui", [("valid_from", "decision"), "source"]),
        (
            "Proposition et refus",
            [("reply_days", "hire_days"), "refusal", ("refusals", "refusal_pause_months")],
        ),
        ("Pause et relances", ["longest_pause_months", ("reminders", "reminder_days")]),
        ("Départ du périmètre", ["perimeter", "perimeter_months"]),
        (
            "Retour sur la liste",
            [("after_job", "after_choice"), ("after_move", "after_other"), ("return_months", "after_long")],
        ),
    ]  # fmt: skip

    class Meta:
        model = ListRule
        fields = ("valid_from", "source", *TERMS)
        widgets = {"refusal": forms.RadioSelect, "perimeter": forms.RadioSelect}
        help_texts = {
            "valid_from": "Le jour de la décision, ou plus tard. Exemple\u00a0: 01/01/2027",
            "source": "Le texte qui le dit, par exemple «\u00a0règlement intérieur, article 6\u00a0».",
            "refusals": "Compte si un refus finit par une pause. Les refus d’avant une telle règle ne comptent pas.",
            "refusal_pause_months": "Compte si un refus finit par une pause. Le rang est gardé.",
            "reply_days": "Passé ce délai, la proposition peut être notée sans réponse.",
            "hire_days": "Quand aucun jour de début n’est dit. Passé ce délai, «\u00a0À faire\u00a0» dit «\u00a0en retard\u00a0».",
            "reminders": "0 si aucune relance n’est demandée.",
            "perimeter_months": "0 si la personne quitte la liste le jour de son départ.",
            "return_months": "Compté depuis la sortie.",
        }

    def __init__(self, *args, territory, decisions, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["source"].required = territory.is_hub
        for name in ("refusal", "perimeter"):
            self.fields[name].choices = worded(ListRule._meta.get_field(name).choices)
        for name in ("after_job", "after_choice", "after_move", "after_other", "after_long"):
            self.fields[name].choices = worded(ListRule.Back.choices)
        if territory.is_hub:
            del self.fields["decision"]
            return
        self.fields["decision"].queryset = decisions
        self.fields["decision"].label_from_instance = decision_label

    def _post_clean(self):
        """The operation cleans and saves the row."""


class ReturnForm(forms.Form):
    on = day_field(
        "Date du retour", "Le jour où la personne demande à revenir. Exemple\u00a0: 17/11/2026"
    )
    decision = decision_field("Celle qui porte sur ce retour.", required=False)
    effect = forms.ChoiceField(
        label="Ce que le comité a décidé",
        choices=worded(Return.Effect.choices),
        widget=forms.RadioSelect,
        required=False,
    )
    reason = text_field("Précision")

    def __init__(self, *args, decisions, asks: bool, **kwargs):
        """`asks`: the rule leaves this return to the committee, or may leave it for another day of return."""
        super().__init__(*args, **kwargs)
        self.fields["decision"].queryset = decisions
        self.fields["decision"].label_from_instance = decision_label
        if not asks:
            del self.fields["decision"], self.fields["effect"]
