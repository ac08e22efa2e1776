"""Forms of the committee room. Refusals of the operations come back on their field (`refused`)."""

from datetime import datetime, time

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.functional import cached_property

from cle.models import AgendaItem, Attendance, Committee, Decision, Meeting, Seat
from territories.models import Organisation
from tzcld.queries import named_like
from tzcld.ui import forms, french


def refused(form, error: ValidationError) -> None:
    """Put what an operation refused on the form: on the field at fault when it is here, else at the top."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, errors in error.error_dict.items():
        form.add_error(name if name in form.fields else None, errors)


def committee_word(territory) -> str:
    """The committee's name is a setting of the territory; a hub has several bodies."""
    return "instance" if territory.is_hub else territory.committee_label


class CommitteeForm(forms.ModelForm):
    sections = [
        ("L’instance", ["kind", "name", "remit"]),
        ("Ses règles", ["quorum_percent", "allows_proxies", "is_active"]),
    ]

    class Meta:
        model = Committee
        fields = ["kind", "name", "remit", "quorum_percent", "allows_proxies", "is_active"]
        widgets = {"remit": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args, territory, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.territory = territory
        local = {"cle", "commission", "working_group", "business_club", "steering_review"}
        kept = [
            (value, f"{committee_word(territory)} (plénier)" if value == "cle" else label)
            for value, label in Committee.Kind.choices
            if (value != "cle" if territory.is_hub else value in local)
        ]
        self.fields["kind"].choices = [("", "Choisir"), *kept]
        self.fields["quorum_percent"].unit = "% des sièges votants pourvus"


class SeatForm(forms.Form):
    college = forms.ChoiceField(label="Collège", choices=[("", "Choisir"), *Seat.College.choices])
    rank = forms.ChoiceField(label="Place", choices=Seat.Rank.choices, initial=Seat.Rank.MEMBER)
    holder = forms.CharField(
        label="Titulaire",
        max_length=160,
        help_text="Prénom et nom. Les membres du comité lisent sa composition.",
    )
    function = forms.CharField(label="Fonction", max_length=160, required=False)
    organisation = forms.LookupField(
        Organisation.objects.none(),
        search=named_like,
        required=False,
        help_text="Écrivez le début du nom. L’organisation doit être au fichier des acteurs.",
    )
    email = forms.EmailField(
        label="Adresse électronique",
        required=False,
        help_text="Pour la convocation seulement : les membres ne la lisent pas.",
    )
    votes = forms.BooleanField(
        label="Ce siège a une voix délibérative", required=False, initial=True
    )
    starts_on = forms.DateField(label="Début du mandat")
    ends_on = forms.DateField(
        label="Fin du mandat", required=False, help_text="Dernier jour compris. Vide : sans terme."
    )
    sections = [
        ("La personne", ["holder", ("function", "organisation"), "email"]),
        ("Sa place", [("college", "rank"), "votes"]),
        ("Son mandat", [("starts_on", "ends_on")]),
    ]


class SeatEndForm(forms.Form):
    ends_on = forms.DateField(label="Dernier jour du mandat")
    reason = forms.CharField(
        label="Raison", max_length=300, required=False, help_text="Par exemple : fin de fonction."
    )


class MeetingForm(forms.Form):
    committee = forms.ModelChoiceField(Committee.objects.none(), label="Instance")
    title = forms.CharField(
        label="Objet",
        max_length=160,
        required=False,
        help_text="Par exemple : éligibilités et programme d’actions.",
    )
    on = forms.DateField(label="Jour")
    starts = forms.TimeField(label="De")
    ends = forms.TimeField(label="À", required=False)
    place = forms.CharField(label="Lieu", max_length=200, required=False)
    reason = forms.CharField(
        label="Pourquoi change-t-elle ?",
        max_length=300,
        required=False,
        help_text="Écrit dans le courriel, sans nom de personne accompagnée. Nécessaire si le nouveau jour laisse moins que le délai du règlement intérieur.",
    )
    sections = [
        ("La séance", ["committee", "title"]),
        ("Quand et où", [("on", "starts", "ends"), "place"]),
    ]

    def __init__(self, *args, meeting: Meeting | None = None, told: int = 0, **kwargs):
        """`told`: how many were convened, whom a new day, hour or place is written to."""
        if meeting:
            kwargs.setdefault("initial", self.read(meeting))
        super().__init__(*args, **kwargs)
        if told:
            self.sections = [*self.sections, ("Le courriel aux membres convoqués", ["reason"])]
        else:
            del self.fields["reason"]

    @staticmethod
    def read(meeting: Meeting) -> dict:
        start = timezone.localtime(meeting.starts_at)
        end = timezone.localtime(meeting.ends_at) if meeting.ends_at else None
        return {
            "committee": meeting.committee_id,
            "title": meeting.title,
            "place": meeting.place,
            "on": start.date(),
            "starts": start.time(),
            "ends": end.time() if end else None,
        }

    def clean(self):
        data = super().clean()
        starts, ends = data.get("starts"), data.get("ends")
        if starts is not None and ends is not None and ends <= starts:
            self.add_error("ends", "La fin vient après le début, le même jour.")
        return data

    @property
    def values(self) -> dict:
        """What the operations take."""
        data = self.cleaned_data
        return {
            "committee": data["committee"],
            "title": data["title"],
            "place": data["place"],
            "starts_at": self.moment(data["starts"]),
            "ends_at": self.moment(data["ends"]) if data["ends"] is not None else None,
        } | ({"reason": data["reason"]} if "reason" in data else {})

    def moment(self, at: time) -> datetime:
        return timezone.make_aware(datetime.combine(self.cleaned_data["on"], at))


class AgendaForm(forms.ModelForm):
    class Meta:
        model = AgendaItem
        fields = ["title", "presenter", "minutes_planned"]
        help_texts = {"title": "Sans nom de personne accompagnée : un numéro suffit (M-0047)."}

    sections = [("Ajouter un point", ["title", ("presenter", "minutes_planned")])]


class CancelForm(forms.Form):
    reason = forms.CharField(
        label="Raison de l’annulation",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Gardée au journal, et écrite dans le courriel aux membres convoqués : sans nom de personne accompagnée.",
    )


class MinutesForm(forms.Form):
    text = forms.CharField(
        label="Compte rendu",
        required=False,
        max_length=40000,
        widget=forms.Textarea(attrs={"rows": 18}),
        help_text="Les débats et ce qui a été convenu, sans nom de personne accompagnée : un numéro suffit (M-0047).",
    )


class DecisionForm(forms.ModelForm):
    sections = [
        ("La décision", ["kind", "wording"]),
        ("Comment elle est prise", ["mode", ("votes_for", "votes_against", "abstentions")]),
        ("Ce que la présidence proclame", ["outcome", "conditions"]),
    ]

    class Meta:
        model = Decision
        fields = [
            "kind",
            "wording",
            "mode",
            "votes_for",
            "votes_against",
            "abstentions",
            "outcome",
            "conditions",
        ]
        widgets = {
            "wording": forms.Textarea(attrs={"rows": 4}),
            "conditions": forms.Textarea(attrs={"rows": 3}),
            "mode": forms.RadioSelect,
            "outcome": forms.RadioSelect,
        }
        help_texts = {
            "wording": "Le registre est lu par tout le comité : n’écrivez aucun nom de personne accompagnée ou salariée, "
            "un numéro suffit (M-0047).",
            "mode": "Les voix ne se comptent que pour une décision prise par vote.",
            "conditions": "Réserves, échéance de revue ; sans quorum, la raison de décider quand même.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["outcome"].choices = [
            choice for choice in Decision.Outcome.choices if self.may_be(choice[0])
        ]

    def may_be(self, outcome: str) -> bool:
        return outcome != Decision.Outcome.VOID

    def clean(self):
        data = super().clean()
        counts = ("votes_for", "votes_against", "abstentions")
        if data.get("mode") == Decision.Mode.CONSENSUS:
            # What a hesitation left typed in the boxes of the vote does not count.
            data |= dict.fromkeys(counts)
        elif data.get("mode") == Decision.Mode.VOTE:
            for name in counts:
                if data.get(name) is None and name not in self.errors:
                    self.add_error(
                        name, "Il manque un nombre de voix. Écrivez 0 s’il n’y en a pas."
                    )
        return data

    def _post_clean(self):
        # The operation builds and checks the row: it alone knows the meeting and the number.
        pass


class RectificationForm(DecisionForm):
    """What was decided in truth, in the place of a decision noted wrongly. `meetings`: where, once its minutes are approved."""

    reason = forms.CharField(
        label="raison de la rectification",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Le comité la lit\u00a0: n’écrivez aucun nom de personne accompagnée ou salariée.",
    )
    meeting = forms.ModelChoiceField(
        Meeting.objects.none(),
        label="séance qui en prend acte",
        required=False,
        help_text="Le compte rendu de la séance d’origine est approuvé\u00a0: il reçoit un additif.",
    )
    # What the page said would be given back.
    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    sections = [
        ("Pourquoi rectifier", ["reason", "meeting"]),
        ("Ce que le comité a décidé en réalité", ["wording"]),
        *DecisionForm.sections[1:],
    ]

    class Meta(DecisionForm.Meta):
        fields = [name for name in DecisionForm.Meta.fields if name != "kind"]

    def __init__(self, *args, meetings=None, **kwargs):
        super().__init__(*args, **kwargs)
        if meetings is None:
            del self.fields["meeting"]
        else:
            self.fields["meeting"].queryset = meetings
            self.fields["meeting"].required = True

    def show(self, seen: str) -> None:
        """What this page says: a form sent back carries it too, else what has changed would be refused for ever."""
        self.initial["seen"] = seen
        if self.is_bound:
            self.data = self.data.copy()
            self.data["seen"] = seen

    def may_be(self, outcome: str) -> bool:
        return True


class AttendanceForm(forms.Form):
    """One line per seat of the day: `status_<id>` and, where the rules of procedure have proxies, `proxy_<id>`."""

    def __init__(self, *args, seats, attendance, proxies=True, preset="", **kwargs):
        self.seats = list(seats)
        found = {row.seat_id: row for row in attendance}
        # What was recorded under other rules is still shown.
        represented = Attendance.Status.REPRESENTED
        self.has_proxies = proxies or any(row.status == represented for row in found.values())
        kept = [c for c in Attendance.Status.choices if self.has_proxies or c[0] != represented]
        super().__init__(*args, **kwargs)
        people = [("", "Personne"), *((s.pk, s.holder) for s in self.seats)]
        for seat in self.seats:
            row = found.get(seat.pk)
            self.fields[f"status_{seat.pk}"] = forms.ChoiceField(
                label=f"Présence {french.de(seat.holder)}",
                choices=[("", "Choisir"), *kept],
                initial=row.status if row else preset,
                error_messages={"required": "Choisissez une présence."},
            )
            if not self.has_proxies:
                continue
            self.fields[f"proxy_{seat.pk}"] = forms.TypedChoiceField(
                label=f"Pouvoir {french.de(seat.holder)} donné à",
                choices=[choice for choice in people if choice[0] != seat.pk],
                coerce=int,
                empty_value=None,
                initial=row.proxy_id if row else None,
                required=False,
            )
        for field in self.fields.values():
            forms.prepare(field)

    @cached_property
    def lines(self):
        """[(college, [(seat, status field, proxy field)])]."""
        colleges: dict[str, list] = {}
        for seat in self.seats:
            proxy = self[f"proxy_{seat.pk}"] if self.has_proxies else None
            line = (seat, self[f"status_{seat.pk}"], proxy)
            colleges.setdefault(french.upper_first(seat.get_college_display()), []).append(line)
        return list(colleges.items())

    @property
    def statuses(self) -> dict[int, str]:
        return {s.pk: self.cleaned_data[f"status_{s.pk}"] for s in self.seats}

    @property
    def proxies(self) -> dict[int, int]:
        found = {s.pk: self.cleaned_data.get(f"proxy_{s.pk}") for s in self.seats}
        return {pk: to for pk, to in found.items() if to}
