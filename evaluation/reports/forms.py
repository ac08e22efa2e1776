"""The form that asks for a report: what, of which month, for whom."""

from datetime import date

from django.utils import timezone

from evaluation.models import Report
from evaluation.operations.figures import months_back, this_month
from evaluation.reports.operations import wider_than
from territories.models import LegalFigure, Territory
from territories.models.legal import first_year
from tzcld.ui import forms

AUDIENCES = {
    Report.Audience.INTERNAL: "Interne au territoire : chiffres exacts. Seule l’équipe projet le lit.",
    Report.Audience.HUB: "Métropole : petits effectifs masqués. L’équipe, le comité et la métropole le lisent.",
    Report.Audience.FUND: "Transmis au Fonds : petits effectifs masqués. Les financeurs le lisent aussi.",
    Report.Audience.PUBLIC: "Publié : petits effectifs masqués. Tout le monde peut le lire et le télécharger.",
}


ASKED = "Une fiche transmise ou publiée attend l’accord de son territoire avant d’être lue."


class RequestForm(forms.Form):
    """`place`: the page's territory; `below`: the hub's territories that the account may ask a sheet for."""

    kind = forms.ChoiceField(label="Quel rapport", widget=forms.RadioSelect)
    subject = forms.ChoiceField(
        label="Territoire de la fiche", required=False, help_text="Pour une fiche territoire."
    )
    month = forms.MonthField(
        label="Chiffres à la fin de",
        help_text="Mois et année, par exemple 10/2026. Pour le mois en cours, ce sont les chiffres du jour.",
    )
    audience = forms.ChoiceField(label="Pour qui", widget=forms.RadioSelect)

    def __init__(self, *args, place: Territory, is_team: bool, below=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.place = place
        self.below = {t.slug: t for t in below}
        kinds = dict(Report.Kind.choices)
        if place.is_hub:
            self.fields["kind"].choices = list(reversed(kinds.items()))
            self.fields["subject"].choices = [
                ("", "Choisissez un territoire"),
                *((t.slug, t.name) for t in self.below.values()),
            ]
        else:
            # One kind only: nothing to ask.
            del self.fields["kind"], self.fields["subject"]
        offered = [a for a in AUDIENCES if a != Report.Audience.INTERNAL or is_team]
        self.fields["audience"].choices = [(a.value, AUDIENCES[a]) for a in offered]
        # What is asked most often, for the fewest readers: another answer is a choice.
        self.fields["audience"].initial = offered[0].value
        if place.is_hub:
            self.fields["audience"].help_text = ASKED
            self.fields["kind"].initial = Report.Kind.HUB_REPORT.value
        self.fields["month"].initial = months_back(this_month(), 2)[0]

    def clean_month(self) -> date:
        month = self.cleaned_data["month"]
        if month > timezone.localdate():
            raise forms.ValidationError(
                "Ce mois n’est pas commencé. Choisissez le mois en cours ou un mois passé."
            )
        year = first_year(self.place, LegalFigure.What.EXPERIMENT)
        if month.year < year:
            raise forms.ValidationError(
                f"L’expérimentation n’avait pas commencé. Choisissez un mois à partir de janvier {year}."
            )
        return month

    def clean(self) -> dict:
        data = super().clean()
        if (
            self.place.is_hub
            and data.get("kind") == Report.Kind.TERRITORY_SHEET
            and not data.get("subject")
        ):
            self.add_error("subject", "Choisissez le territoire dont vous voulez la fiche.")
        return data

    @property
    def asked(self) -> dict:
        """What operations.request_report takes, but `by`."""
        data = self.cleaned_data
        kind = data.get("kind", Report.Kind.TERRITORY_SHEET)
        place = self.place
        if place.is_hub and kind == Report.Kind.TERRITORY_SHEET:
            place = self.below[data["subject"]]
        return {
            "territory": place,
            "kind": kind,
            "month": data["month"],
            "audience": data["audience"],
        }


class WidenForm(forms.Form):
    """For whom: those wider than the report's own readers."""

    audience = forms.ChoiceField(label="Pour qui", widget=forms.RadioSelect)

    def __init__(self, *args, report: Report, asks: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        if asks:
            self.fields["audience"].help_text = ASKED
        self.fields["audience"].choices = [
            (audience.value, AUDIENCES[audience]) for audience in wider_than(report.audience)
        ]


class AgreementForm(forms.Form):
    """The territory's answer to its hub."""

    YES, NO = "yes", "no"
    answer = forms.ChoiceField(
        label="Le territoire laisse-t-il diffuser sa fiche ?",
        choices=[(YES, "Oui, elle peut être lue par eux"), (NO, "Non")],
        widget=forms.RadioSelect,
    )
    reason = forms.PersonalTextField(
        label="Si non, pourquoi ?",
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="La métropole lit cette raison. Exemple : un chiffre du mois est à corriger d’abord.",
    )

    @property
    def answered(self) -> dict:
        """What operations.answer_agreement takes, but `by`."""
        data = self.cleaned_data
        return {"accepted": data["answer"] == self.YES, "reason": data["reason"]}


class WithdrawForm(forms.Form):
    reason = forms.PersonalTextField(
        label="Pourquoi ?",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Pour un rapport publié, tout le monde lit cette raison. Exemple : un chiffre du mois était faux, une version corrigée suit.",
    )
