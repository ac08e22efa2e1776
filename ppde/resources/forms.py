"""Training programmes and sessions; a person enrolled, a lever asked for her."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone

from ppde.filters import NUMBER, search
from ppde.forms import worded
from ppde.models import (
    Enrolment,
    Person,
    SchemeRequest,
    SessionShare,
    Skill,
    Training,
    TrainingPresence,
    TrainingSession,
)
from ppde.operations.followed import has_stopped
from territories.models import Territory
from tzcld.queries import alphabetical
from tzcld.ui import forms, french
from tzcld.ui.forms.shared import digest

# What the person says at the end: 1 to 4, no text.
ANSWERS = [
    ("", "sans réponse"),
    ("1", "pas du tout"),
    ("2", "plutôt non"),
    ("3", "plutôt oui"),
    ("4", "tout à fait"),
]


def person_label(person: Person) -> str:
    return f"{person}, {person.reference}"


class PersonField(forms.LookupField):
    """A person by name, or by number, which is enough (« M-0047 », « 47 »); PersonForm says among whom."""

    def __init__(self):
        super().__init__(
            Person.objects.none(),
            search=None,
            row_label=person_label,
            label="Personne",
            help_text="Écrivez le début de son nom, ou son numéro.",
        )

    def to_python(self, value):
        typed = NUMBER.fullmatch(value) if isinstance(value, str) else None
        found = self.queryset.filter(number=int(typed[1])).first() if typed else None
        return found or super().to_python(value)


class PersonForm(forms.Form):
    """A person of `territory` among `persons`."""

    person = PersonField()

    def __init__(self, *args, territory: Territory, persons, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["person"]
        field.queryset = persons.select_related("territory")
        field.search = lambda rows, text: search(rows, territory, text)


class TrainingForm(forms.ModelForm):
    sections = [
        ("La formation", ["title", ("provider", "hours"), "objectives", "skills", "is_open"])
    ]
    skills = forms.ModelMultipleChoiceField(
        label="Compétences données",
        queryset=Skill.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Training
        fields = ["title", "provider", "hours", "objectives", "is_open"]
        widgets = {"objectives": forms.Textarea(attrs={"rows": 5})}
        help_texts = {"objectives": "Ce que la personne saura faire à la fin."}

    def __init__(self, *args, territory, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.territory = territory
        given = list(self.instance.skills.values_list("pk", flat=True)) if self.instance.pk else []
        self.initial["skills"] = given
        known = Skill.objects.of(territory)
        self.fields["skills"].queryset = known.filter(Q(is_common=True) | Q(pk__in=given))


class SessionForm(forms.ModelForm):
    """The session, and the places of each territory of `territory` (the hub); a local session has one share."""

    class Meta:
        model = TrainingSession
        fields = ["starts_on", "ends_on", "place", "places"]
        help_texts = {
            "places": "Celles que vous ne répartissez pas sont communes à tous les territoires."
        }

    def __init__(self, *args, territory, **kwargs):
        super().__init__(*args, **kwargs)
        places = Territory.objects.filter(hub=territory).order_by(alphabetical("name"))
        self.places = list(places) if territory.is_hub else [territory]
        rows = SessionShare.objects.filter(session=self.instance.pk)
        known = dict(rows.values_list("territory", "places")) if self.instance.pk else {}
        for place in self.places:
            self.fields[f"share_{place.pk}"] = forms.IntegerField(
                label=place.name, min_value=0, required=False, initial=known.get(place.pk)
            )
            forms.prepare(self.fields[f"share_{place.pk}"])
        self.sections = [
            ("La session", [("starts_on", "ends_on"), "place", "places"]),
            ("Les places de chaque territoire", self._lines()),
        ]

    def _lines(self) -> list[tuple[str, ...]]:
        """The shares, three on a line."""
        names = [f"share_{place.pk}" for place in self.places]
        return [tuple(names[n : n + 3]) for n in range(0, len(names), 3)]

    def shares(self) -> dict[Territory, int]:
        return {place: self.cleaned_data[f"share_{place.pk}"] or 0 for place in self.places}


class Mark(forms.BooleanField):
    """A box read as a word, so that somebody noted absent is not somebody of whom nothing is noted."""

    choices = (("yes", "présente"), ("no", "absente"))

    def to_python(self, value):
        return "yes" if super().to_python(value) else "no"

    def validate(self, value):
        """One of the two, always."""


class PresenceForm(forms.Shared, forms.Form):
    """A day of a session, `day` as the page opens; `rows`: the enrolments that hold a place.

    Of another day, the page has shown nothing: what is noted there is read before it is written over.
    """

    on = forms.DateField(label="Jour")

    def __init__(self, *args, rows: list[Enrolment], day: date, **kwargs):
        super().__init__(*args, **kwargs)
        self.rows, self.day = rows, day
        self._noted: dict[date, dict[int, str]] = {}
        for row in rows:
            self.fields[f"present_{row.pk}"] = Mark(
                label=f"{person_label(row.person)} est là",
                required=False,
                initial=self._marks(day).get(row.pk) != "no" and not has_stopped(row, day),
                help_text=f"A arrêté\u00a0: {row.stop_words}." if row.stop else "",
            )

    def says(self, name: str):
        if name == "on":
            return self._chosen() or self.day
        return self._marks(self._chosen() or self.day).get(int(name.removeprefix("present_")))

    def _chosen(self) -> date | None:
        return self.cleaned_data.get("on") if hasattr(self, "cleaned_data") else None

    def _marks(self, day: date) -> dict[int, str]:
        if day not in self._noted:
            found = TrainingPresence.objects.filter(enrolment__in=self.rows, on=day)
            self._noted[day] = {
                pk: "yes" if present else "no"
                for pk, present in found.values_list("enrolment", "present")
            }
        return self._noted[day]

    def _seen(self) -> dict[str, str]:
        seen, chosen = super()._seen(), self._chosen()
        if not seen or chosen is None or seen.get("on") == digest(chosen):
            return seen
        return dict.fromkeys(seen, digest(None)) | {"on": digest(chosen)}

    def present(self) -> dict[Enrolment, bool]:
        """What was typed here; nothing of whoever had no place yet when the page was opened."""
        seen = self._seen()
        names = {row: f"present_{row.pk}" for row in self.rows}
        return {
            row: self.cleaned_data[name] == "yes"
            for row, name in names.items()
            if (not seen or name in seen) and self.is_mine(name)
        }


def _answer(label: str):
    return forms.ChoiceField(label=label, choices=ANSWERS, required=False, widget=forms.RadioSelect)


class FinishForm(forms.Shared, forms.Form):
    sections = [
        ("La fin de la formation", ["completed", ("last_on", "stop")]),
        ("Ce que dit la personne", ["useful", "clear", "welcome"]),
    ]
    completed = forms.ChoiceField(
        label="La personne est allée au bout",
        choices=[("yes", "oui"), ("no", "non, elle a arrêté")],
        widget=forms.RadioSelect,
    )
    last_on = forms.DateField(
        label="Si elle a arrêté, dernier jour suivi",
        required=False,
        help_text="Laissez vide si elle n’est jamais venue.",
    )
    stop = forms.ChoiceField(
        label="Si elle a arrêté, pourquoi",
        choices=[("", "Elle est allée au bout"), *worded(Enrolment.Stop.choices)],
        required=False,
    )
    useful = _answer("La formation lui sera utile pour la suite")
    clear = _answer("La formation était facile à suivre")
    welcome = _answer("Elle a été bien accueillie")

    def answers(self) -> dict[str, int | None]:
        names = ("useful", "clear", "welcome")
        return {n: int(self.cleaned_data[n]) if self.cleaned_data[n] else None for n in names}


class GiveBackForm(forms.Form):
    number = forms.IntegerField(
        label="Places à rendre",
        min_value=1,
        help_text="Elles vont aux personnes qui attendent, dans l’ordre de leur demande, quel que soit leur territoire.",
    )


class RequestForm(PersonForm):
    on = forms.DateField(label="Demandé le", initial=timezone.localdate)


ANSWERED = worded(c for c in SchemeRequest.State.choices if c[0] != SchemeRequest.State.ASKED)


class RequestCloseForm(forms.Form):
    state = forms.ChoiceField(
        label="Réponse",
        choices=ANSWERED,
        widget=forms.RadioSelect,
    )
    on = forms.DateField(label="Date de la réponse", initial=timezone.localdate)
    result = forms.PersonalTextField(
        label="Résultat",
        max_length=200,
        required=False,
        help_text="Ce que la personne a obtenu. Exemple\u00a0: vélo prêté pour six mois",
    )


class RequestCorrectForm(forms.Shared, RequestCloseForm):
    """Another answer, or none yet: the request waits again."""

    state = forms.ChoiceField(
        label="Réponse",
        choices=[("asked", "Pas encore de réponse"), *ANSWERED],
        widget=forms.RadioSelect,
    )
    on = forms.DateField(
        label="Date de la réponse",
        required=False,
        help_text="Laissez vide si la demande attend encore sa réponse.",
    )
    reason = forms.PersonalTextField(
        label="Raison",
        max_length=300,
        help_text="Votre nom, cette raison et la réponse d’avant restent dans le parcours.",
    )


class DeliveryPersonsForm(forms.Shared, forms.Form):
    """Who had the places given: one number (M-0047) a line or between commas."""

    numbers = forms.CharField(
        label="Numéros des personnes",
        required=False,
        help_text="Séparés par une virgule. Exemple\u00a0: M-0047, M-0112",
    )

    def __init__(self, *args, persons, **kwargs):
        super().__init__(*args, **kwargs)
        self.persons = persons
        self.found: list[Person] = []

    def clean_numbers(self):
        typed = self.cleaned_data["numbers"]
        self.found = self._read(typed)
        return typed

    def clean(self):
        data = super().clean()
        if "numbers" in data and not self.is_mine("numbers"):
            self.found = self._read(data["numbers"])
        return data

    def _read(self, typed: str) -> list[Person]:
        found = []
        for word in typed.replace("\n", ",").split(","):
            if not word.strip():
                continue
            digits = "".join(c for c in word if c.isdigit())[:9]
            person = self.persons.filter(number=int(digits)).first() if digits else None
            if person is None:
                raise ValidationError(
                    f"Personne ici n’a le numéro «\u00a0{word.strip()}\u00a0». Écrivez-le comme sur le dossier, par exemple M-0047."
                )
            found.append(person)
        return found


class DeliveryCorrectForm(forms.Shared, forms.Form):
    """Another day, number or word for what a partner gave; or the line withdrawn."""

    on = forms.DateField(label="Date")
    number = forms.IntegerField(label="Nombre donné", min_value=1, max_value=999)
    note = forms.PersonalTextField(
        label="Précision", max_length=200, required=False, help_text="Sans nom de personne."
    )
    withdraw = forms.BooleanField(
        label="Retirer cette ligne",
        required=False,
        help_text="Rien n’a été donné ce jour-là. Les personnes nommées pour cette place ne le sont plus.",
    )
    reason = forms.PersonalTextField(
        label="Raison",
        max_length=300,
        help_text="Votre nom et cette raison restent dans les corrections.",
    )


def grade_words(values: list[int]) -> str:
    """« 4 réponses : 3 tout à fait, 1 plutôt oui »."""
    told = [
        f"{values.count(int(key))}\u00a0{label}"
        for key, label in reversed(ANSWERS[1:])
        if int(key) in values
    ]
    return (
        f"{french.count(len(values), 'réponse')}\u00a0: {', '.join(told)}"
        if told
        else "Pas encore de réponse"
    )
