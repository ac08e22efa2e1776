"""What a team types about its meetings; the sheet is filled one line a person, or pasted."""

from datetime import datetime

from django.utils import timezone

from ppde.filters import NUMBER, team
from ppde.forms import day_field, worded
from ppde.models import Presence, Session
from ppde.operations.sessions import FORTNIGHTLY, MONTHLY, MOST_DATES, WEEKLY
from ppde.sessions.lines import Line
from territories.models import Organisation
from tzcld.queries import named_like
from tzcld.ui import forms, french

RHYTHMS = [
    (WEEKLY, "Chaque semaine"),
    (FORTNIGHTLY, "Une semaine sur deux"),
    (MONTHLY, "Chaque mois, le même jour de la semaine"),
]


class SessionForm(forms.ModelForm):
    day = day_field("Date", "Exemple\u00a0: 17/11/2026")
    hour = forms.TimeField(label="Heure", help_text="Exemple\u00a0: 14\u00a0h\u00a030")
    organisation = forms.LookupField(
        Organisation.objects.none(),
        search=named_like,
        label="Organisation partenaire",
        required=False,
        help_text="Si elle est dans le fichier des organisations. Écrivez le début de son nom.",
    )
    sections = [
        ("La rencontre", ["kind", "title", ("day", "hour"), "place"]),
        ("Qui la tient", ["animator", "organisation", "seats"]),
    ]

    class Meta:
        model = Session
        fields = ("kind", "title", "place", "animator", "organisation", "seats")
        widgets = {"kind": forms.RadioSelect}
        help_texts = {
            "title": "Exemple\u00a0: Atelier cuisine. N’y écrivez le nom d’aucune personne suivie.",
            "place": "Exemple\u00a0: centre social, salle 2",
            "seats": "Laissez vide si le nombre n’est pas limité.",
        }

    def __init__(self, *args, territory, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.territory = territory
        self.fields["kind"].choices = worded(Session.Kind.choices)
        self.fields["animator"].queryset = team(territory)
        self.fields["organisation"].queryset = Organisation.objects.filter(territory=territory)
        if self.instance.pk:
            local = timezone.localtime(self.instance.starts_at)
            self.initial |= {"day": local.date(), "hour": local.time()}
            if self.instance.animator_id:
                mine = type(self.instance.animator).objects.filter(pk=self.instance.animator_id)
                self.fields["animator"].queryset |= mine.distinct()

    def values(self) -> dict:
        """The fields of the session, for the operation."""
        data = self.cleaned_data
        moment = timezone.make_aware(datetime.combine(data["day"], data["hour"]))
        return {name: data[name] for name in self.Meta.fields} | {"starts_at": moment}

    def _post_clean(self):
        # The operation validates the row; here the model has not its date yet.
        pass


class SessionCreateForm(SessionForm):
    rhythm = forms.ChoiceField(
        label="Répéter",
        choices=[("", "Une seule fois"), *RHYTHMS],
        required=False,
        widget=forms.RadioSelect,
        initial="",
        help_text="Pour une permanence ou un atelier régulier. Chaque date se modifie ensuite seule.",
    )
    times = forms.IntegerField(
        label="Nombre de dates suivantes",
        required=False,
        min_value=1,
        max_value=MOST_DATES,
        help_text=f"{MOST_DATES} au plus, sans compter la première.",
    )
    sections = [*SessionForm.sections, ("Les dates suivantes", ["rhythm", "times"])]

    def clean(self):
        data = super().clean()
        if data.get("rhythm") and not data.get("times") and "times" not in self.errors:
            self.add_error("times", "Écrivez le nombre de dates à prévoir. Exemple\u00a0: 10")
        return data


class RepeatForm(forms.Form):
    rhythm = forms.ChoiceField(
        label="Rythme", choices=RHYTHMS, widget=forms.RadioSelect, initial=WEEKLY
    )
    times = forms.IntegerField(
        label="Nombre de dates",
        min_value=1,
        max_value=MOST_DATES,
        help_text=f"{MOST_DATES} au plus. Celles qui sont déjà prévues ne sont pas doublées.",
    )


def number_of(text: str) -> int | None:
    """38 for « M-0038 », « m38 » or « 38 »; None for a name."""
    match = NUMBER.fullmatch(text)
    return int(match[1]) if match else None


class LineForm(forms.Form):
    """One person, then Enter."""

    people = forms.CharField(
        label="Nom ou numéro",
        max_length=160,
        help_text="Écrivez, puis Entrée. Exemple\u00a0: Perret ou M-0038",
        error_messages={"required": "Écrivez un nom ou un numéro."},
    )


class PasteForm(forms.Form):
    people = forms.CharField(
        label="Une personne par ligne",
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Prénom et nom, ou numéro. Les noms inconnus vous seront montrés avant d’être inscrits.",
        error_messages={"required": "Collez au moins une ligne."},
    )


NEW, COUNTED, SKIPPED = "new", "counted", "skip"


class DoubtForm(forms.Form):
    """What to do with each line that designates nobody for certain. Fields: line_0, line_1…

    And `others`, when several lines name somebody whom nobody knows: one answer for those left without theirs.
    """

    people = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args, lines: list[Line], may_count: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.lines = lines
        self.fields["people"].widget.attrs["autocomplete"] = "off"
        unknown = [n for n, line in enumerate(lines) if line.names and not line.persons]
        if len(unknown) > 1:
            self._offer_one_answer(len(unknown), may_count)
        for n, line in enumerate(lines):
            self.fields[f"line_{n}"] = field = forms.ChoiceField(
                label=f"«\u00a0{line.text}\u00a0»",
                choices=self._choices(line, may_count),
                widget=forms.RadioSelect,
                help_text=french.accord(
                    len(line.persons),
                    "Une personne connue peut convenir.,Plusieurs personnes connues peuvent convenir.",
                )
                if line.persons
                else "Personne n’est connu sous ce nom."
                if line.names
                else "Personne n’est connu ainsi. Pour l’inscrire, écrivez son prénom et son nom.",
                error_messages={"required": "Choisissez ce qu’il faut en faire."},
            )
            forms.prepare(field)
        answered = "others" in self.fields and self["others"].value()
        for n in unknown if answered else ():
            self.fields[f"line_{n}"].required = False

    def _offer_one_answer(self, unknown: int, may_count: bool) -> None:
        choices = [("", "Une réponse pour chacun"), (NEW, "Les inscrire comme personnes repérées")]
        if may_count:
            choices.append((COUNTED, "Les compter sans nom"))
        self.fields["others"] = field = forms.ChoiceField(
            label=f"Les {french.number(unknown)} noms que personne ne porte",
            choices=[*choices, (SKIPPED, "Ne pas les ajouter")],
            required=False,
            initial="",
            widget=forms.RadioSelect,
            help_text="Une ligne à laquelle vous répondez plus bas garde sa réponse.",
        )
        forms.prepare(field)

    def _choices(self, line: Line, may_count: bool) -> list[tuple[str, str]]:
        found = [(str(p.pk), _known(p)) for p in line.persons]
        if line.names:
            first, last = line.names
            found.append((NEW, f"Inscrire {first} {last} comme personne repérée"))
        if may_count:
            found.append((COUNTED, "Compter sans nom"))
        return [*found, (SKIPPED, "Ne pas ajouter")]

    def answers(self) -> list[tuple[Line, str]]:
        others = self.cleaned_data.get("others", "")
        return [
            (line, self.cleaned_data[f"line_{n}"] or others) for n, line in enumerate(self.lines)
        ]


def _known(person) -> str:
    born = f", naissance en {person.birth_year}" if person.birth_year else ""
    return f"{person}, {person.reference}{born}"


class SheetForm(forms.Shared, forms.Form):
    """The present and the absent, and how many came without a name. Fields: p_<id of the presence>, anonymous.

    A line that a colleague added meanwhile, which this page did not show, is left as it is.
    """

    OFF = "off"
    anonymous = forms.IntegerField(
        label="Venues sans être nommées",
        min_value=0,
        max_value=2000,
        help_text="Un nombre, en plus des personnes de la feuille.",
    )

    def __init__(self, *args, presences: list[Presence], **kwargs):
        super().__init__(*args, **kwargs)
        self.presences = presences
        choices = [*worded(Presence.Status.choices), (self.OFF, "Ôter de la feuille")]
        for presence in presences:
            name = f"p_{presence.pk}"
            self.fields[name] = field = forms.ChoiceField(
                label=f"Présence {french.de(presence.person)}",
                choices=choices,
                initial=presence.status,
            )
            forms.prepare(field)
            field.required = not self.is_bound or self.add_prefix(name) in self.data
        self.fields["anonymous"].unit = "personnes"

    @property
    def lines(self):
        """[(presence, its bound field)]."""
        return [(presence, self[f"p_{presence.pk}"]) for presence in self.presences]

    def statuses(self) -> dict[int, str]:
        """What was typed here, by id of presence."""
        return {pk: status for pk, status in self._typed().items() if status != self.OFF}

    def taken_off(self) -> list[int]:
        return [pk for pk, status in self._typed().items() if status == self.OFF]

    def _typed(self) -> dict[int, str]:
        names = {p.pk: f"p_{p.pk}" for p in self.presences}
        return {
            pk: self.cleaned_data[name]
            for pk, name in names.items()
            if self.cleaned_data[name] and self.is_mine(name)
        }

    def meanwhile(self) -> str:
        gone = sum(name.startswith("p_") and name not in self.fields for name in self._seen())
        told = f"{french.count(gone, 'personne')} {french.accord(gone, 'a été ôtée,ont été ôtées')} de la feuille entre-temps."
        return f"{super().meanwhile()} {told if gone else ''}".strip()


def came_words(named: int, anonymous: int) -> str:
    """« 23 personnes venues, dont 4 nommées » (0, 1 and many)."""
    total = named + anonymous
    if not total:
        return "Personne n’est noté comme venu."
    came = f"{french.count(total, 'personne')} {french.accord(total, 'venue,venues')}"
    if not anonymous:
        return f"{came}."
    if not named:
        return f"{came}, {french.accord(total, 'non nommée,aucune nommée')}."
    return f"{came}, dont {french.number(named)}\u00a0{french.accord(named, 'nommée,nommées')}."
