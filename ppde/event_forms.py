"""What a team types about a fact of a journey: the fields follow the kind of fact."""

from django.core.exceptions import ValidationError

from ppde.forms import day_field, text_field, worded
from ppde.models import DETAILS, RESULTS, EventKind, JourneyEvent
from ppde.operations.journey import FREE, refuse_future
from ppde.words import ORGANISATIONS
from territories.models import Organisation
from tzcld.queries import named_like
from tzcld.ui import forms

# The facts noted by hand, the most frequent first.
KINDS = [
    EventKind.INTERVIEW,
    EventKind.CONTACT,
    EventKind.COLLECTIVE_MEETING,
    EventKind.PERMANENCE,
    EventKind.WORKSHOP,
    EventKind.VISIT,
    EventKind.TRAINING,
    EventKind.IMMERSION,
    EventKind.NOTE,
]
IN_FILE = "Écrivez le début de son nom. Elle doit être dans le fichier des organisations."


def organisation_field(label: str, *, required: bool = False):
    return forms.LookupField(
        Organisation.objects.none(),
        search=named_like,
        label=label,
        required=required,
        help_text=IN_FILE,
    )


class EventForm(forms.Form):
    """A fact of one kind, with what that kind tells (ppde.models.DETAILS)."""

    kind = forms.ChoiceField(choices=[(k.value, k.label) for k in KINDS], widget=forms.HiddenInput)
    on = day_field("Date", "Le jour où il a eu lieu. Exemple\u00a0: 17/11/2026")
    until = day_field("Jusqu’au", "Le dernier jour, s’il y en a plusieurs.", required=False)
    channel = forms.ChoiceField(
        label="Par quel moyen",
        choices=worded(JourneyEvent.Channel.choices),
        required=False,
        widget=forms.RadioSelect,
    )
    result = forms.ChoiceField(label="Résultat", required=False, widget=forms.RadioSelect)
    organisation = organisation_field("Organisation")
    prescriber = organisation_field("Prescripteur", required=True)
    follow_up_on = day_field(
        "À relancer le",
        "Ce jour-là, la personne apparaît dans la file «\u00a0À faire\u00a0».",
        required=False,
    )
    text = text_field("Précision")

    def __init__(self, *args, territory, kind: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.of_kind = kind
        told = DETAILS.get(kind, ())
        for name in {n for names in DETAILS.values() for n in names} - set(told):
            del self.fields[name]
        if "result" in told:
            self.fields["result"].choices = worded(
                (value, JourneyEvent.Result(value).label) for value in RESULTS[kind]
            )
            # Whether somebody was reached is the fact itself; a training may still be under way.
            self.fields["result"].required = kind == EventKind.CONTACT
        # Of another fact, the day alone tells nothing.
        self.fields["text"].required = kind == EventKind.NOTE
        if "until" in told:
            self.fields["on"].label = "Du"
            self.fields["on"].help_text = "Le premier jour. Exemple\u00a0: 17/11/2026"
        for name in ("organisation", "prescriber"):
            if name in told:
                self.fields[name].queryset = Organisation.objects.filter(territory=territory)
        if "organisation" in told:
            self.fields["organisation"].label = ORGANISATIONS[kind]

    def clean_on(self):
        day = self.cleaned_data["on"]
        refuse_future(day, "Écrivez la date où ce fait a eu lieu")
        return day


class EventCorrectForm(forms.Shared, EventForm):
    kind = forms.ChoiceField(
        label="Quel fait",
        choices=[(k.value, k.label) for k in EventKind if k in FREE],
        widget=forms.RadioSelect,
        help_text="S’il n’a pas eu lieu, choisissez «\u00a0Autre fait\u00a0»\u00a0: il ne comptera plus comme une rencontre.",
    )
    reason = text_field(
        "Raison de la correction",
        required=True,
        help_text="Le fait d’origine, votre nom et cette raison restent dans l’historique.",
    )

    def clean(self):
        data = super().clean()
        if data.get("kind") == EventKind.IMMERSION != self.of_kind:
            raise ValidationError(
                "Une immersion a un prescripteur\u00a0: corrigez ce fait en «\u00a0Autre fait\u00a0», puis ajoutez l’immersion."
            )
        return data


def kind_asked(asked: str) -> str:
    """The kind of fact named in an address or a form; an interview when it is none of ours."""
    return asked if asked in {k.value for k in KINDS} else EventKind.INTERVIEW.value
