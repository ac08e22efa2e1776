"""Reviews to prepare, and what the committee is to decide."""

from datetime import date, timedelta

from django.db.models import Exists, F, OuterRef, QuerySet
from django.db.models.functions import TruncDate

from ppde.models import EligibilityReview, Person, RefusalReview
from ppde.queue.common import address, days_after, person_line
from territories.queue import Source
from tzcld.ui import french

# A review is prepared, then presented, and a refusal too, within this delay.
REVIEW_WITHIN = timedelta(days=30)


def to_prepare(territory, today: date) -> QuerySet:
    """Volunteers without a review ready: none yet, or sent back to be completed."""
    pending = EligibilityReview.objects.filter(person=OuterRef("pk"), outcome="pending")
    rows = Person.objects.filter(territory=territory, state=Person.State.VOLUNTEER, limited_on=None)
    return (
        rows.filter(~Exists(pending))
        .annotate(due=days_after(F("volunteer_on"), REVIEW_WITHIN))
        .order_by("due", "pk")
    )


def _prepare_line(person, slug):
    note = f"Volontaire depuis le {french.date(person.volunteer_on)}"
    return person_line(person, slug, note, name="review_prepare")


def to_present(territory, today: date) -> QuerySet:
    rows = EligibilityReview.objects.filter(
        territory=territory, outcome="pending", person__limited_on=None
    )
    prepared = TruncDate("prepared_at")
    return (
        rows.select_related("person")
        .annotate(due=days_after(prepared, REVIEW_WITHIN))
        .order_by("prepared_at", "pk")
    )


def _present_line(review, slug):
    note = f"Examen préparé le {french.date(review.prepared_at)}"
    return person_line(review.person, slug, note)


def refusals(territory, today: date) -> QuerySet:
    rows = RefusalReview.objects.filter(territory=territory, person__limited_on=None).waiting()
    return (
        rows.select_related("person")
        .annotate(due=days_after(F("refused_on"), REVIEW_WITHIN))
        .order_by("refused_on", "pk")
    )


def _refusal_line(review, slug):
    return person_line(review.person, slug, f"Refus du {french.date(review.refused_on)}")


SOURCES = (
    Source(
        "to_prepare",
        "eligibility_prepare",
        "examen d’éligibilité à préparer,examens d’éligibilité à préparer",
        "clipboard-check",
        to_prepare,
        _prepare_line,
        address("person_list", "?etat=volunteer"),
        mine="referent",
    ),
    Source(
        "to_present",
        "eligibility_prepare",
        "éligibilité à présenter au comité,éligibilités à présenter au comité",
        "people",
        to_present,
        _present_line,
        address("review_list", "?issue=pending"),
    ),
    Source(
        "refusals",
        "refusal_decide",
        "refus à présenter au comité,refus à présenter au comité",
        "people",
        refusals,
        _refusal_line,
        address("refusal_list", "?effet=pending"),
    ),
)
