from django.core.exceptions import ValidationError
from django.utils import timezone

from territories.models import Organisation
from territories.periods import period
from territories.resources.models import Commitment, CommitmentDelivery, Scheme, SchemeNews
from territories.resources.operations import SCHEME_FIELDS
from tzcld.queries import named_like
from tzcld.ui import forms

NO_NAME = "Aucun nom de personne accompagnée."


class SchemeForm(forms.ModelForm):
    sections = [
        ("Ce que c’est", ["name", ("kind", "theme"), "public", "area"]),
        ("Comment le mobiliser", ["organisation", "contact", "how_to", "conditions", "link"]),
        ("À jour", [("checked_on", "check_months"), "is_open"]),
    ]

    class Meta:
        model = Scheme
        fields = SCHEME_FIELDS
        widgets = {
            "how_to": forms.Textarea(attrs={"rows": 4}),
            "conditions": forms.Textarea(attrs={"rows": 3}),
        }
        help_texts = {
            "public": "À qui il s’adresse. Exemple\u00a0: parents sans mode de garde",
            "how_to": "Ce que fait l’équipe, dans l’ordre\u00a0: qui appeler, quel formulaire, quel délai.",
            "checked_on": "Le jour où quelqu’un s’est assuré que tout cela est encore vrai.",
            "check_months": "Passé ce délai, la fiche porte «\u00a0à vérifier\u00a0».",
        }

    def __init__(self, *args, territory, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.territory = territory

    def clean_checked_on(self):
        day = self.cleaned_data["checked_on"]
        if day > timezone.localdate():
            raise ValidationError(
                "Écrivez une date passée\u00a0: le jour de la dernière vérification."
            )
        return day


class CommitmentForm(forms.ModelForm):
    sections = [
        ("L’engagement", ["organisation", ("kind", "promised"), ("since", "until"), "note"]),
    ]
    organisation = forms.LookupField(
        Organisation.objects.none(),
        search=named_like,
        label="Organisation",
        help_text="Elle est dans le fichier des organisations. Écrivez le début de son nom.",
    )
    since = forms.DateField(label="À partir du")
    until = forms.DateField(label="Jusqu’au", help_text="Vous serez averti trente jours avant.")

    class Meta:
        model = Commitment
        fields = ["organisation", "kind", "promised", "note"]
        help_texts = {"note": f"Métier, lieu, conditions. {NO_NAME}"}

    def __init__(self, *args, territory, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.territory = territory
        self.fields["organisation"].queryset = Organisation.objects.within(territory)
        if self.instance.pk:
            row = self.instance
            self.initial |= {
                "organisation": row.organisation,
                "since": row.since,
                "until": row.until,
            }

    def clean(self):
        data = super().clean()
        since, until = data.get("since"), data.get("until")
        if since and until:
            if until < since:
                self.add_error("until", "Cette date vient avant le début. Corrigez une des deux.")
            else:
                self.instance.period = period(since, until)
        return data


class DeliveryForm(forms.ModelForm):
    class Meta:
        model = CommitmentDelivery
        fields = ["on", "number", "note"]
        help_texts = {"note": NO_NAME}


class NewsForm(forms.ModelForm):
    """News of `territory`; it may point to a scheme that its pages show."""

    class Meta:
        model = SchemeNews
        fields = ["title", "text", "scheme"]
        widgets = {"text": forms.Textarea(attrs={"rows": 8})}
        help_texts = {"text": f"Ce qui change, pour qui, à partir de quand. {NO_NAME}"}

    scheme = forms.LookupField(
        Scheme.objects.none(),
        search=named_like,
        label="Levier ou programme concerné",
        required=False,
        help_text="S’il est dans le répertoire. Écrivez le début de son nom.",
    )

    def __init__(self, *args, territory, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.territory = territory
        self.fields["scheme"].queryset = Scheme.objects.of(territory)
        if self.instance.pk:
            self.initial["scheme"] = self.instance.scheme


class DigestForm(forms.Form):
    wanted = forms.BooleanField(
        label="Recevoir le courriel du lundi",
        required=False,
        help_text="Les nouvelles de la semaine et les engagements qui se terminent. Rien à dire, pas de courriel.",
    )
