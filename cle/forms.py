"""Forms of the committee room."""

from datetime import datetime, time

from django.db.models import Q
from django.utils import timezone
from django.utils.functional import cached_property

from cle.models import AgendaItem, Attendance, Committee, Decision, Meeting, QuorumRule, Seat
from territories.models import Organisation
from tzcld.queries import named_like
from tzcld.ui import forms, french
from tzcld.users.models import User


def committee_word(territory) -> str:
    """The committee's name is a setting of the territory; a hub has several bodies."""
    return "instance" if territory.is_hub else territory.committee_label


QUORUM = "Fixé par le règlement intérieur. 0 : pas de quorum."
UNIT = "% des sièges votants pourvus"
PROXIES = "Un siège absent donne sa voix à une personne présente, qui n’en porte qu’une."


class CommitteeForm(forms.ModelForm):
    quorum_percent = forms.IntegerField(
        label="Quorum",
        min_value=0,
        max_value=100,
        initial=50,
        help_text=QUORUM,
    )
    allows_proxies = forms.BooleanField(
        label="Le règlement intérieur admet les pouvoirs",
        required=False,
        initial=True,
        help_text=PROXIES,
    )
    sections = [
        ("L’instance", ["kind", "name", "remit", "is_active"]),
        ("Ses règles", ["quorum_percent", "allows_proxies"]),
    ]

    class Meta:
        model = Committee
        fields = ["kind", "name", "remit", "is_active"]
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
        self.fields["quorum_percent"].unit = UNIT
        if self.instance.pk:
            # Changed from a day, on a page of their own.
            del self.fields["quorum_percent"], self.fields["allows_proxies"]


class QuorumRuleForm(forms.ModelForm):
    percent = forms.IntegerField(label="Quorum", min_value=0, max_value=100, help_text=QUORUM)
    reason = forms.CharField(
        label="Raison",
        max_length=300,
        required=False,
        help_text="Seulement pour corriger une règle déjà écrite, ou si des séances au compte rendu approuvé se lisent avec celle-ci. Gardée au journal.",
    )
    sections = [
        ("La règle", ["percent", "allows_proxies"]),
        ("Depuis quand", ["valid_from", "source", "reason"]),
    ]

    class Meta:
        model = QuorumRule
        fields = ["percent", "allows_proxies", "valid_from", "source"]
        help_texts = {
            "allows_proxies": PROXIES,
            "valid_from": "Les séances d’avant gardent leur règle. Vide : depuis la création de l’instance.",
            "source": "L’article du règlement intérieur, ou la décision qui le fixe.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["percent"].unit = UNIT
        self.fields["source"].required = True

    def _post_clean(self):
        # The operation builds and checks the row.
        pass


def account_like(queryset, text: str):
    """Accounts whose name or address holds each of these words, accents and case ignored."""
    for word in text.replace("(", " ").replace(")", " ").split():
        queryset = queryset.filter(
            Q(first_name__unaccent__icontains=word)
            | Q(last_name__unaccent__icontains=word)
            | Q(email__icontains=word)
        )
    return queryset.order_by("last_name", "first_name")


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
        help_text="Pour la convocation seulement : les membres ne la lisent pas.",
    )
    user = forms.LookupField(
        User.objects.none(),
        search=account_like,
        row_label=lambda user: f"{user} ({user.email})",
        label="Compte",
        required=False,
        help_text="Si cette personne a un compte ici : écrivez son nom. Elle répond alors aux convocations depuis la page de la séance.",
    )
    votes = forms.BooleanField(
        label="Ce siège a une voix délibérative", required=False, initial=True
    )
    starts_on = forms.DateField(label="Début du mandat")
    ends_on = forms.DateField(
        label="Fin du mandat", required=False, help_text="Dernier jour compris. Vide : sans terme."
    )
    sections = [
        ("La personne", ["holder", ("function", "organisation"), ("email", "user")]),
        ("Sa place", [("college", "rank"), "votes"]),
        ("Son mandat", [("starts_on", "ends_on")]),
    ]


class SeatCorrectionForm(forms.Shared, SeatForm):
    """A seat as it stands. `asks_reason`: a presence is recorded at it; `voice_stays`: why its voice no longer changes."""

    reason = forms.CharField(
        label="Pourquoi le corriger ?",
        max_length=300,
        required=False,
        help_text="Une présence est relevée à ce siège : la raison est gardée au journal.",
    )

    def __init__(self, *args, seat: Seat, asks_reason: bool, voice_stays: str, **kwargs):
        kwargs.setdefault("initial", {"starts_on": seat.since})
        for name in (
            "college",
            "rank",
            "holder",
            "function",
            "organisation",
            "email",
            "user",
            "votes",
        ):
            kwargs["initial"][name] = getattr(seat, name)
        super().__init__(*args, **kwargs)
        # Its end has a page of its own.
        del self.fields["ends_on"]
        if voice_stays:
            self.fields["votes"].disabled = True
            self.fields["votes"].help_text = voice_stays
        if asks_reason:
            self.sections = [*self.sections, ("La correction", ["reason"])]
        else:
            del self.fields["reason"]


class SeatEndForm(forms.Shared, forms.Form):
    """Offers today to a mandate without end."""

    ends_on = forms.DateField(label="Dernier jour du mandat")
    reason = forms.CharField(
        label="Raison", max_length=300, required=False, help_text="Par exemple : fin de fonction."
    )

    def __init__(self, *args, seat: Seat, **kwargs):
        self.until = seat.until
        super().__init__(*args, initial={"ends_on": self.until or timezone.localdate()}, **kwargs)

    def says(self, name: str):
        return self.until if name == "ends_on" else super().says(name)


class MeetingForm(forms.Shared, forms.Form):
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
        label="Pourquoi change-t-elle ?",
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
        self.is_shared = meeting is not None
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


class AgendaItemForm(AgendaForm):
    is_shared = True
    sections = [("Le point", AgendaForm.sections[0][1])]


class ReasonForm(forms.ReasonForm):
    reason = forms.CharField(
        label="Pourquoi\u00a0?", max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )


class MinutesForm(forms.Shared, forms.Form):
    """The text of the minutes. Written by two at once, both texts are on the page, one after the other, to be made one."""

    BOTH = "Texte enregistré entre-temps par quelqu’un d’autre\u00a0:"
    text = forms.CharField(
        label="Compte rendu",
        required=False,
        max_length=40000,
        widget=forms.Textarea(attrs={"rows": 18}),
        help_text="Les débats et ce qui a été convenu, sans nom de personne accompagnée : un numéro suffit (M-0047).",
    )

    def _refuse(self, name: str, now: str) -> None:
        super()._refuse(name, now)
        self.data[name] = f"{self.data[name].rstrip()}\n\n{self.BOTH}\n{self.says(name)}"


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


class AttendanceForm(forms.Shared, forms.Form):
    """One line per seat of the day: `status_<id>` and, where the rules of procedure have proxies, `proxy_<id>`.

    `recorded`: the rows of the meeting; `shown`: those that the page shows in their place while none is recorded.
    """

    def __init__(self, *args, seats, recorded, shown=(), proxies=True, preset="", **kwargs):
        self.seats = list(seats)
        self.recorded = {row.seat_id: row for row in recorded}
        found = {row.seat_id: row for row in ([] if preset else recorded or shown)}
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

    def says(self, name: str):
        what, _, seat = name.partition("_")
        row = self.recorded.get(int(seat))
        return None if row is None else row.status if what == "status" else row.proxy_id

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
        return {s.pk: self.kept(f"status_{s.pk}") for s in self.seats}

    @property
    def proxies(self) -> dict[int, int]:
        names = {s.pk: f"proxy_{s.pk}" for s in self.seats if self.has_proxies}
        found = {pk: self.kept(name) for pk, name in names.items()}
        return {pk: to for pk, to in found.items() if to}
