"""Filters of the lists of persons; the view gives a scoped queryset."""

import re
from datetime import date

import django_filters
from django.db.models import BooleanField, Exists, F, Func, OuterRef, Q, Value
from django.db.models.expressions import RawSQL
from django.utils import timezone

from ppde.eligibility import months_before
from ppde.mobilisation import BANDS, waits_since
from ppde.models import (
    EligibilityReview,
    FollowUp,
    MobilityFile,
    Pause,
    Person,
    RefusalReview,
)
from territories.filters import WaitingFilter
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


def news_to_take():
    """For a queryset of persons: the news still to be taken of each after an exit, the first one due first."""
    return FollowUp.objects.filter(person=OuterRef("pk"), done_on=None).order_by("due_on")


def in_mobility() -> Exists:
    return Exists(MobilityFile.objects.filter(person=OuterRef("pk"), closed_on=None))


def followed(persons):
    """Those whom a colleague still has to see: on their way, with news to take after an exit, or in a mobility."""
    return persons.filter(Q(outcome_on=None) | Exists(news_to_take()) | in_mobility())


def districts(territory):
    return (
        PerimeterUnit.objects.filter(territory=territory)
        .only("name")
        .order_by(alphabetical("name"))
    )


_team = Composed(lambda territory, day: team(territory, day), int, date)
_districts = Composed(districts, int)


# More than a name has: what is pasted by mistake is not looked for word by word.
MOST_WORDS = 12


def words_of(text: str) -> list[str]:
    """The words of a name looked for, each once."""
    return list(dict.fromkeys(french.plain_words(text)))[:MOST_WORDS]


def search(rows, territory, text: str, key: str = "pk"):
    """By number (« M-0047 », « 47 ») or by every word of the name, as it is heard: « benaisa » finds « Benaïssa ».

    `key`: the field that holds the person's key. The database's function reads the search keys of the territory, whose
    index row security leaves in use (ppde/migrations/0009_duplicates_security.py).
    """
    if match := NUMBER.fullmatch(text):
        number = "number" if key == "pk" else key.removesuffix("_id") + "__number"
        return rows.filter(**{number: int(match[1])})
    words = words_of(text)
    if not words:  # signs alone, which no name holds
        return rows.none()
    # One condition for all of them: with one each, the database asked each word for every row that the others found, and a
    # sentence pasted here kept it busy for minutes.
    named = " intersect ".join(["select persons_named(%s, %s)"] * len(words))
    values = [value for word in words for value in (territory.pk, word)]
    return rows.filter(**{f"{key}__in": RawSQL(named, values)})


class Heard(Func):
    """A word in a name, as `persons_named` of the database compares them, without its index: tens of rows, not thousands."""

    template = """(
        SELECT CASE
            WHEN length(word) < 3 THEN position(' ' || word in ' ' || plain_words(last_name || ' ' || first_name)) > 0
            ELSE (
                SELECT count(*) > 0 AND word_similarity(word, plain_words(last_name || ' ' || first_name))
                    >= CASE WHEN bool_or(key = 's' || name_sound(word)) THEN 0.25 ELSE 0.5 END
                FROM person_keys(last_name, first_name, '', '') AS key
                WHERE key = ANY(ARRAY(SELECT word_keys(word)))
            )
        END FROM (VALUES (%(expressions)s)) AS said (word, last_name, first_name)
    )"""
    output_field = BooleanField()


def heard(rows, text: str, names: tuple[str, str], number: str):
    """The same, over rows that hold the name: for whoever reads a few persons, and not the search keys of the list.

    `names`: the fields of the last and of the first name; `number`: that of the person's number.
    """
    if match := NUMBER.fullmatch(text):
        return rows.filter(**{number: int(match[1])})
    words = words_of(text)
    for word in words:
        rows = rows.filter(Heard(Value(word), *(F(name) for name in names)))
    return rows if words else rows.none()


def waiting(persons, band: str):
    """Those on the list who have waited so long; the bands are those of the indicator E9, without the days spent elsewhere."""
    _, _, low, high = next(row for row in BANDS if row[0] == band)
    today = timezone.localdate()
    persons = persons.on_list().alias(waits_since=waits_since(today))
    if low is not None:
        persons = persons.filter(waits_since__lte=months_before(today, low))
    if high is not None:
        persons = persons.filter(waits_since__gt=months_before(today, high))
    return persons


class FrozenFilter(django_filters.ChoiceFilter):
    """Files that the persons had frozen, or the others; `field_name` leads to the day."""

    def __init__(self, field_name: str):
        super().__init__(
            label="Dossier",
            field_name=field_name,
            lookup_expr="isnull",
            choices=[("False", "gelés"), ("True", "non gelés")],
            empty_label="Tous",
        )

    def filter(self, queryset, value):
        return super().filter(queryset, value == "True") if value else queryset


class ReferentFilter(RowsFilter):
    """By the colleague who follows them; somebody whose colleague has left the team is followed by nobody."""

    def filter(self, queryset, value):
        if value != self.null_value:
            return super().filter(queryset, value)
        present = team(self.parent.request.territory).order_by().values("pk")
        name = self.field_name
        return queryset.filter(Q(**{name: None}) | ~Q(**{f"{name}__in": present}))


def by_referent(**options) -> ReferentFilter:
    return ReferentFilter(
        label="Référent·e",
        queryset=lambda request: team(request.territory),
        rows=lambda request: _team(request.territory.pk, timezone.localdate()),
        empty_label="Toute l’équipe",
        null_label="Sans référent·e",
        **options,
    )


class OfPersons(FilterSet):
    """What the lists of rows about persons share: by name or number, by the colleague who follows the person.

    Whoever watches over the data reads numbers: who follows whom is not among what they are given to choose from.
    """

    q = django_filters.CharFilter(
        label="Nom ou numéro",
        method="by_text",
        widget=forms.TextInput(attrs={"type": "search", "placeholder": "Ex. Perret ou M-0038"}),
    )
    referent = by_referent(field_name="person__referent")

    class Meta:
        fields: tuple[str, ...] = ()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.request.scope.can("names_read"):
            del self.filters["referent"]

    def by_text(self, queryset, name, value):
        return search(queryset, self.request.territory, value, "person_id")


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
    referent = by_referent()
    quartier = RowsFilter(
        label="Quartier",
        field_name="district",
        queryset=lambda request: districts(request.territory),
        rows=lambda request: _districts(request.territory.pk),
        empty_label="Tous",
    )
    gel = FrozenFilter("limited_on")
    afaire = WaitingFilter(
        to_meet="pk",
        follow_ups="person",
        silence="pk",
        silent_before="pk",
        to_complete="pk",
        to_prepare="pk",
        situations="pk",
        notices="pk",
        without_referent="pk",
        consents="person",
        departures="person",
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


class ReviewFilters(OfPersons):
    issue = django_filters.ChoiceFilter(
        label="Issue",
        field_name="outcome",
        choices=EligibilityReview.Outcome.choices,
        empty_label="Toutes",
    )
    gel = FrozenFilter("person__limited_on")
    afaire = WaitingFilter(to_present="pk", evidence="pk")

    class Meta:
        model = EligibilityReview
        fields: tuple[str, ...] = ()


class RefusalFilters(OfPersons):
    effet = django_filters.ChoiceFilter(
        label="Effet",
        field_name="effect",
        choices=[(e.value, french.upper_first(e.label)) for e in RefusalReview.Effect],
        empty_label="Tous",
    )
    gel = FrozenFilter("person__limited_on")
    afaire = WaitingFilter(refusals="pk")

    class Meta:
        model = RefusalReview
        fields: tuple[str, ...] = ()


class PauseFilters(OfPersons):
    quand = django_filters.ChoiceFilter(
        label="Quand",
        choices=[("cours", "En cours"), ("venir", "À venir"), ("finie", "Finies")],
        method="by_time",
        empty_label="Toutes",
    )
    motif = django_filters.ChoiceFilter(
        label="Motif", field_name="reason", choices=Pause.Reason.choices, empty_label="Tous"
    )
    gel = FrozenFilter("person__limited_on")
    afaire = WaitingFilter(pauses="pk")

    class Meta:
        model = Pause
        fields: tuple[str, ...] = ()

    def by_time(self, queryset, name, value):
        today = timezone.localdate()
        asked = {
            "cours": {"period__contains": today},
            "venir": {"period__startswith__gt": today},
            "finie": {"period__endswith__lte": today},
        }
        return queryset.filter(**asked[value])
