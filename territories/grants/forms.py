"""The forms that open a named access, and that change how long one may last."""

from django.utils import timezone

from territories.grants.models import GrantRule
from tzcld.ui import forms, french
from tzcld.users.models import User


class GrantForm(forms.Form):
    holder = forms.ModelChoiceField(
        queryset=User.objects.none(), label="À qui ?", widget=forms.RadioSelect, empty_label=None
    )
    since = forms.DateField(label="Premier jour", initial=timezone.localdate)
    until = forms.DateField(label="Dernier jour")
    reason = forms.PersonalTextField(
        label="Pourquoi ?",
        max_length=300,
        help_text="Gardé au journal ; n’y écrivez le nom d’aucune personne accompagnée. Exemple : préparer la revue des parcours avec l’équipe.",
    )
    sections = [("", ["holder", ("since", "until"), "reason"])]

    def __init__(self, *args, holders, rule, **kwargs):
        super().__init__(*args, **kwargs)
        longest = french.count(rule.longest_days, "jour")
        self.fields["until"].help_text = f"{longest} au plus."
        self.fields["holder"].queryset = holders


class GrantRuleForm(forms.ModelForm):
    class Meta:
        model = GrantRule
        fields = ("valid_from", "longest_days", "notice_days", "source")
        labels = {"valid_from": "À partir du"}
        help_texts = {
            "longest_days": "Un accès déjà ouvert garde la durée qu’il avait.",
            "notice_days": "La personne et l’équipe reçoivent alors un courriel.",
            "source": "La décision qui fixe cette durée. Exemple : note du délégué à la protection des données du 12/12/2026.",
        }
