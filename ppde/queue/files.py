"""What a file lacks: its notice, somebody who follows it, news after an exit."""

from datetime import date

from django.db.models import Case, F, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce

from ppde.filters import followed, news_to_take, team
from ppde.models import FollowUp, Person
from ppde.queue.common import address, days_after, person_line
from territories.queue import Source
from tzcld.ui import french


def notices(territory, today: date) -> QuerySet:
    """Volunteers who have not received the notice on their data (GDPR art. 13 and 14; domain.md §8.1)."""
    rows = Person.objects.filter(
        territory=territory,
        volunteer_on__isnull=False,
        notice_given_on=None,
        outcome_on=None,
        limited_on=None,
    )
    return rows.annotate(due=days_after(F("volunteer_on"), territory.notice_days)).order_by(
        "due", "pk"
    )


def _notice_line(person, slug):
    note = f"Volontaire depuis le {french.date(person.volunteer_on)}"
    return person_line(person, slug, note, name="person_edit")


def without_referent(territory, today: date) -> QuerySet:
    """Met, still to be seen, and nobody of the team follows them: none was chosen, or that colleague has left.

    After an exit, somebody is chosen by the day on which news are to be taken.
    """
    rows = followed(
        Person.objects.filter(
            territory=territory, met_on__isnull=False, limited_on=None, anonymised_on=None
        )
    )
    rows = rows.filter(Q(referent=None) | ~Q(referent__in=team(territory).order_by().values("pk")))
    after = Coalesce(
        Subquery(news_to_take().values("due_on")[:1]),
        days_after(F("outcome_on"), territory.referent_days),
    )
    before = days_after(F("met_on"), territory.referent_days)
    due = Case(When(outcome_on=None, then=before), default=after)
    return rows.select_related("referent").annotate(due=due).order_by("due", "pk")


def _referent_line(person, slug):
    note = f"{person.referent} ne fait plus partie de l’équipe" if person.referent else ""
    if person.outcome_on:
        note = f"{note}. Suivi après sortie" if note else "Suivi après sortie"
    return person_line(person, slug, note, name="person_edit")


def news_after(territory, today: date) -> QuerySet:
    """Follow-ups at 3, 6 and 12 months that are due and not taken."""
    rows = FollowUp.objects.filter(
        territory=territory, person__anonymised_on=None, person__limited_on=None
    ).to_do(today)
    return rows.select_related("person").annotate(due=F("due_on")).order_by("due", "pk")


def _news_line(row, slug):
    note = f"{row.months}\u00a0mois après la sortie"
    return person_line(row.person, slug, note, name="follow_up_record", pk=row.pk)


SOURCES = (
    Source(
        "notices",
        "person_edit",
        "notice d’information à remettre,notices d’information à remettre",
        "info-circle",
        notices,
        _notice_line,
        address("person_list", "?afaire=notices"),
        mine="referent",
    ),
    Source(
        "without_referent",
        "person_edit",
        "personne sans référent·e,personnes sans référent·e",
        "person-check",
        without_referent,
        _referent_line,
        address("person_list", "?afaire=without_referent"),
        mine="",
    ),
    Source(
        "news_after",
        "outcome_record",
        "nouvelle à prendre après une sortie,nouvelles à prendre après une sortie",
        "telephone",
        news_after,
        _news_line,
        address("follow_up_list", "?afaire=news_after"),
    ),
)
