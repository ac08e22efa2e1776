"""Forms of the proposals: made, answered, stopped, followed by a hire elsewhere."""

from django.utils import timezone

from ebe.forms import Acting
from ebe.models import Proposal
from ebe.operations.hires import HIRES
from ppde.filters import search
from ppde.models import Person
from tzcld.queries import NAME_ORDER
from tzcld.ui import forms, french


def by_name(territory):
    """Persons of the territory as `ppde.filters.search` finds them; « Perret, M-0047 », a suggestion taken, is both."""

    def found(queryset, text: str):
        for part in text.split(","):
            queryset = search(queryset, territory, part)
        return queryset.order_by(*NAME_ORDER)

    return found


def person_label(person: Person) -> str:
    return f"{person}, {person.reference}"


class ToldForm(Acting, forms.Shared, forms.Form):
    """Offers today to an employer not told yet."""

    on = forms.DateField(
        label="prévenu le",
        required=False,
        help_text="Vide, l’employeur est encore à prévenir.",
    )

    def __init__(self, *args, proposal: Proposal, **kwargs):
        self.told_on = proposal.told_on
        super().__init__(*args, initial={"on": self.told_on or timezone.localdate()}, **kwargs)

    def says(self, name: str):
        return self.told_on


class ProposalForm(Acting, forms.Form):
    on_demand = ("order_reason",)

    person = forms.LookupField(
        Person.objects.none(),
        search=None,
        label="personne",
        row_label=person_label,
        help_text="Nom ou numéro d’une personne de la liste de mobilisation.",
    )
    order_reason = forms.PersonalTextField(
        label="raison de l’ordre",
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="La liste suit la date de volontariat. Dites pourquoi cette personne passe avant celles qui la précèdent\u00a0: "
        "le comité lira cette raison.",
    )
    weekly_hours = forms.DecimalField(
        label="heures par semaine", min_value=1, max_digits=4, decimal_places=1
    )
    proposed_on = forms.DateField(label="proposée le")
    starts_on = forms.DateField(label="début souhaité", required=False)
    sections = [
        ("À qui", ["person", "order_reason"]),
        ("La proposition", ["weekly_hours", ("proposed_on", "starts_on")]),
    ]

    def __init__(self, *args, territory, persons, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = persons
        self.fields["person"].search = by_name(territory)


class AnswerForm(Acting, forms.Form):
    reply = forms.ChoiceField(
        label="réponse de la personne",
        widget=forms.RadioSelect,
        choices=[
            (value, french.upper_first(label))
            for value, label in Proposal.Reply.choices
            if value in (Proposal.Reply.ACCEPTED, Proposal.Reply.REFUSED, Proposal.Reply.NO_ANSWER)
        ],
    )
    on = forms.DateField(label="date de la réponse")
    refusal = forms.ChoiceField(
        label="motif du refus",
        choices=[
            ("", "Ce n’est pas un refus"),
            *((value, french.upper_first(label)) for value, label in Proposal.Refusal.choices),
        ],
        required=False,
        help_text="En cas de refus seulement.",
    )
    reason = forms.PersonalTextField(
        label="précision sur le refus",
        max_length=200,
        required=False,
        help_text="En quelques mots, si le motif ne suffit pas.",
    )


class HireElsewhereForm(Acting, forms.Form):
    kind = forms.ChoiceField(
        label="ce que la personne a signé",
        widget=forms.RadioSelect,
        choices=[(k.value, french.upper_first(k.label)) for k in HIRES],
    )
    on = forms.DateField(label="premier jour")
    weekly_hours = forms.DecimalField(
        label="heures par semaine", min_value=1, max_digits=4, decimal_places=1
    )
