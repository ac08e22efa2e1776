"""Columns of what comes after the list."""

import django_filters
from django.db.models import Case, Value, When
from django.utils import timezone

from ppde.filters import OfPersons
from ppde.models import FollowUp, MobilityFile
from ppde.tables import of_person
from territories.filters import WaitingFilter
from tzcld.ui import french
from tzcld.ui.lists import Column, FilterSet, Table


def follow_up_mark(row) -> tuple[str, str, str]:
    if row.done_on:
        tone = {"none": "warn", "unreachable": "", "died": ""}.get(row.result, "ok")
        icon = {
            "none": "exclamation-circle",
            "unreachable": "telephone-x",
            "died": "dash-circle",
        }.get(row.result, "check-circle")
        return (tone, icon, french.upper_first(row.get_result_display()))
    if row.is_due:
        return ("warn", "clock", "À prendre")
    return ("line", "calendar-event", "Plus tard")


def exit_words(row) -> str:
    """What the person left for."""
    return row.outcome.get_kind_display() if row.outcome_id else "mobilité externe"


# News not yet taken come first, the oldest date at the head.
TO_DO_FIRST = (Case(When(done_on=None, then=Value(0)), default=Value(1)), "due_on")


def follow_ups(link) -> Table:
    """News after an exit, what is due first."""
    return Table(
        name="suivis",
        one="suivi",
        many="suivis",
        order="state",
        columns=[
            of_person(link),
            Column("state", "Nouvelles", kind="state", value=follow_up_mark, sort=TO_DO_FIRST),
            Column("months", "Échéance (mois)", kind="number", sort="months"),
            Column("due_on", "À partir du", kind="date", sort="due_on"),
            Column("exit", "Sortie", value=exit_words),
            Column("done_on", "Prises le", kind="date", sort="done_on"),
        ],
        empty="Trois suivis, à 3, 6 et 12 mois, s’ouvrent quand une personne part vers un emploi ou une formation.",
    )


class FollowUpFilters(OfPersons):
    quand = django_filters.ChoiceFilter(
        label="Quand",
        choices=[("a_prendre", "À prendre"), ("plus_tard", "Plus tard"), ("prises", "Prises")],
        method="by_when",
        empty_label="Tous",
    )
    echeance = django_filters.ChoiceFilter(
        label="Échéance",
        field_name="months",
        choices=FollowUp._meta.get_field("months").choices,
        empty_label="Toutes",
    )
    afaire = WaitingFilter(news_after="pk")

    class Meta:
        model = FollowUp
        fields: tuple[str, ...] = ()

    def by_when(self, queryset, name, value):
        if value == "prises":
            return queryset.filter(done_on__isnull=False)
        if value == "a_prendre":
            return queryset.to_do()
        return queryset.filter(done_on=None, due_on__gt=timezone.localdate())


def mobility_mark(row) -> tuple[str, str, str]:
    if row.closed_on:
        tone = "ok" if row.closing in ("hired", "stays") else ""
        icon = "check-circle" if tone else "slash-circle"
        return (tone, icon, french.upper_first(row.get_closing_display()))
    return ("info", "send", "En cours")


def mobilities(link) -> Table:
    return Table(
        name="mobilites",
        one="mobilité",
        many="mobilités",
        feminine=True,
        order="-consented_on",
        columns=[
            of_person(link),
            Column("state", "Où elle en est", kind="state", value=mobility_mark, sort="closing"),
            Column("consented_on", "Accord du", kind="date", sort="consented_on"),
            Column("jobs", "Métiers visés", value=lambda r: french.listing(r.target_jobs)),
            Column("closed_on", "Close le", kind="date", sort="closed_on"),
        ],
        empty="Une mobilité s’ouvre depuis le dossier d’une personne salariée d’une EBE, avec son accord.",
    )


class MobilityFilters(FilterSet):
    issue = django_filters.ChoiceFilter(
        label="Issue",
        field_name="closing",
        choices=MobilityFile.Closing.choices,
        empty_label="Toutes",
    )

    class Meta:
        model = MobilityFile
        fields: tuple[str, ...] = ()
