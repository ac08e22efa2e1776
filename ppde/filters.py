"""Filters of the lists of persons; the view gives a scoped queryset."""

import re
from datetime import date

import django_filters
from django.db.models import Q
from django.db.models.expressions import RawSQL
from django.utils import timezone

from ppde.eligibility import months_before
from ppde.mobilisation import BANDS
from ppde.models import EligibilityReview, Pause, Person, RefusalReview
from territories.models import PerimeterUnit
from territories.roles import NAMED_ROLES
from tzcld.queries import NAME_ORDER, Composed, alphabetical
from tzcld.ui import forms, french
from tzcld.ui.lists import FilterSet, RowsFilter
from tzcld.users.models import User

NUMBER = re.compile(r"\s*m?\s*-?\s*0*(\d{1,9})\s*", re.IGNORECASE)


def team(territory, day: date | None = None):
    """Accounts that may follow somebody here: those that read persons by name in this territory."""
    return (
        User.objects.filter(
            memberships__territory=territory,
            memberships__role__in=NAMED_ROLES,
            memberships__period__contains=day or timezone.localdate(),
        )
        .only("first_name", "last_name", "email")
        .distinct()
        .order_by(*NAME_ORDER)
    )


def districts(territory):
    return (
        PerimeterUnit.objects.filter(territory=territory)
        .only("name")
        .order_by(alphabetical("name"))
    )


_team = Composed(lambda territory, day: team(territory, day), int, date)
_districts = Composed(districts, int)


def search(rows, territory, text: str, key: str = "pk"):
    """By number (« M-0047 », « 47 ») or by every word of the name, as it is heard: « benaisa » finds « Benaïssa ».

    `key`: the field that holds the person's key. The database's function reads the search keys of the territory, whose
    index row security leaves in use (ppde/migrations/0009_duplicates_security.py).
    """
    if match := NUMBER.fullmatch(text):
        number = "number" if key == "pk" else key.removesuffix("_id") + "__number"
        return rows.filter(**{number: int(match[1])})
    for word in french.plain_words(text):
        named = RawSQL("select persons_named(%s, %s)", [territory.pk, word])
        rows = rows.filter(**{f"{key}__in": named})
    return rows


def waiting(persons, band: str):
    """Those on the list who have waited so long; the bands are those of the indicator E9."""
    _, _, low, high = next(row for row in BANDS if row[0] == band)
    today = timezone.localdate()
    persons = persons.on_list()
    if low is not None:
        persons = persons.filter(volunteer_on__lte=months_before(today, low))
    if high is not None:
        persons = persons.filter(volunteer_on__gt=months_before(today, high))
    return persons


class ReferentFilter(RowsFilter):
    """By the colleague who follows them; somebody whose colleague has left the team is followed by nobody."""

    def filter(self, queryset, value):
        if value != self.null_value:
            return super().filter(queryset, value)
        present = team(self.parent.request.territory).order_by().values("pk")
        return queryset.filter(Q(referent=None) | ~Q(referent__in=present))


class PersonFilters(FilterSet):
    q = django_filters.CharFilter(
        label="Nom ou numéro",
        method="by_text",
        widget=forms.TextInput(attrs={"type": "search", "placeholder": "Ex. Perret ou M-0038"}),
    )
    etat = django_filters.ChoiceFilter(
        label="État", field_name="state", choices=Person.State.choices, empty_label="Tous"
    )
    attente = django_filters.ChoiceFilter(
        label="Attente",
        choices=[(key, label) for key, label, _, _ in BANDS],
        method="by_waiting",
        empty_label="Toutes",
    )
    referent = ReferentFilter(
        label="Référent·e",
        queryset=lambda request: team(request.territory),
        rows=lambda request: _team(request.territory.pk, timezone.localdate()),
        empty_label="Toute l’équipe",
        null_label="Sans référent·e",
    )
    quartier = RowsFilter(
        label="Quartier",
        field_name="district",
        queryset=lambda request: districts(request.territory),
        rows=lambda request: _districts(request.territory.pk),
        empty_label="Tous",
    )

    class Meta:
        model = Person
        fields: tuple[str, ...] = ()

    def by_text(self, queryset, name, value):
        return search(queryset, self.request.territory, value)

    def by_waiting(self, queryset, name, value):
        return waiting(queryset, value)


class MobilisationFilters(PersonFilters):
    """On the list, three states only."""

    etat = django_filters.ChoiceFilter(
        label="État",
        field_name="state",
        choices=[
            (s.value, s.label)
            for s in (Person.State.LISTED, Person.State.PROPOSED, Person.State.PAUSED)
        ],
        empty_label="Tous",
    )


class ReviewFilters(FilterSet):
    q = django_filters.CharFilter(
        label="Nom ou numéro",
        method="by_text",
        widget=forms.TextInput(attrs={"type": "search", "placeholder": "Ex. Perret ou M-0038"}),
    )
    issue = django_filters.ChoiceFilter(
        label="Issue",
        field_name="outcome",
        choices=EligibilityReview.Outcome.choices,
        empty_label="Toutes",
    )

    class Meta:
        model = EligibilityReview
        fields: tuple[str, ...] = ()

    def by_text(self, queryset, name, value):
        return search(queryset, self.request.territory, value, "person_id")


class RefusalFilters(FilterSet):
    q = django_filters.CharFilter(
        label="Nom ou numéro",
        method="by_text",
        widget=forms.TextInput(attrs={"type": "search", "placeholder": "Ex. Perret ou M-0038"}),
    )
    effet = django_filters.ChoiceFilter(
        label="Effet",
        field_name="effect",
        choices=[(e.value, french.upper_first(e.label)) for e in RefusalReview.Effect],
        empty_label="Tous",
    )

    class Meta:
        model = RefusalReview
        fields: tuple[str, ...] = ()

    def by_text(self, queryset, name, value):
        return search(queryset, self.request.territory, value, "person_id")


class PauseFilters(FilterSet):
    q = django_filters.CharFilter(
        label="Nom ou numéro",
        method="by_text",
        widget=forms.TextInput(attrs={"type": "search", "placeholder": "Ex. Perret ou M-0038"}),
    )
    quand = django_filters.ChoiceFilter(
        label="Quand",
        choices=[("cours", "En cours"), ("venir", "À venir"), ("finie", "Finies")],
        method="by_time",
        empty_label="Toutes",
    )
    motif = django_filters.ChoiceFilter(
        label="Motif", field_name="reason", choices=Pause.Reason.choices, empty_label="Tous"
    )

    class Meta:
        model = Pause
        fields: tuple[str, ...] = ()

    def by_text(self, queryset, name, value):
        return search(queryset, self.request.territory, value, "person_id")

    def by_time(self, queryset, name, value):
        today = timezone.localdate()
        asked = {
            "cours": {"period__contains": today},
            "venir": {"period__startswith__gt": today},
            "finie": {"period__endswith__lte": today},
        }
        return queryset.filter(**asked[value])
