"""Reviews to prepare, and what the committee is to decide."""

from datetime import date

from django.db.models import (
    Case,
    DateField,
    F,
    Func,
    OuterRef,
    Q,
    QuerySet,
    SmallIntegerField,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Greatest, Least, TruncDate

from ppde.models import EligibilityReview, Person, RefusalReview
from ppde.queue.common import address, days_after, person_line
from territories.queue import Source
from tzcld.ui import french


def _volunteers(territory) -> QuerySet:
    """Volunteers whom the list does not have yet, with `latest`: the outcome of their latest review, None without any."""
    reviews = EligibilityReview.objects.filter(territory=territory, person=OuterRef("pk"))
    rows = Person.objects.filter(territory=territory, state=Person.State.VOLUNTEER, limited_on=None)
    return rows.annotate(
        latest=Subquery(reviews.values("outcome")[:1]),
        sent_back_on=Subquery(reviews.values("decided_on")[:1]),
    )


def to_prepare(territory, today: date) -> QuerySet:
    """Volunteers without a review: none is ready, and none was sent back."""
    latest = Coalesce("latest", Value(""))
    rows = _volunteers(territory).annotate(last=latest).exclude(last__in=("pending", "incomplete"))
    return rows.annotate(due=days_after(F("volunteer_on"), territory.review_days)).order_by(
        "due", "pk"
    )


def to_complete(territory, today: date) -> QuerySet:
    """Volunteers whose review the committee sent back to be completed, and nothing was prepared since."""
    rows = _volunteers(territory).filter(latest="incomplete")
    return rows.annotate(due=days_after(F("sent_back_on"), territory.review_days)).order_by(
        "due", "pk"
    )


def _complete_line(person, slug):
    note = f"Le comité local l’a demandé le {french.date(person.sent_back_on)}"
    return person_line(person, slug, note, name="review_prepare")


def _prepare_line(person, slug):
    note = f"Volontaire depuis le {french.date(person.volunteer_on)}"
    return person_line(person, slug, note, name="review_prepare")


class MonthsAfter(Func):
    """A day and so many months, as `ppde.eligibility.months_after` counts them."""

    template = "(%(expressions)s))::date"
    arg_joiner = " + make_interval(months => "
    output_field = DateField()


def _asked(name: str) -> Case:
    """The months that a review asks for, as `ppde.eligibility.terms` reads its rule and its precision."""
    least, local = F(f"rule__least_{name}"), F(f"precision__{name}")
    has_none = Q(**{f"precision__{name}": None}) | Q(**{f"rule__least_{name}": None})
    return Case(
        When(has_none, then=F(f"rule__{name}")),
        default=Least(Greatest(local, least), F(f"rule__{name}")),
        output_field=SmallIntegerField(),
    )


def situations(territory, today: date) -> QuerySet:
    """Found not eligible, and no new review is ready: the letter told them that it may be asked for again.

    `due` on the day when the durations that the committee found too short are reached (`reached`); from then on, as without
    a duration missing, after the territory's days without contact.
    """
    reviews = EligibilityReview.objects.filter(territory=territory, person=OuterRef("pk"))
    reached = Greatest(
        MonthsAfter("without_job_since", _asked("months_without_job")),
        MonthsAfter("resident_since", _asked("months_resident")),
    )
    rows = Person.objects.filter(
        territory=territory, state=Person.State.NOT_ELIGIBLE, limited_on=None
    ).annotate(
        latest=Subquery(reviews.values("outcome")[:1]),
        decided=Subquery(reviews.values("decided_on")[:1]),
        reached=Subquery(reviews.annotate(reached=reached).values("reached")[:1]),
    )
    rows = rows.filter(latest="not_eligible").annotate(since=Greatest("decided", "last_contact_on"))
    silence = days_after(F("since"), territory.silence_days)
    due = Case(When(reached__gt=F("since"), then=F("reached")), default=silence)
    return rows.annotate(due=due).filter(due__lte=today).order_by("due", "pk")


def _situation_line(person, slug):
    note = f"Non éligible le {french.date(person.decided)}"
    if person.reached > person.decided:
        note += f", durées demandées atteintes le {french.date(person.reached)}"
    return person_line(person, slug, note)


def evidence(territory, today: date) -> QuerySet:
    """Reviews that wait for the committee and keep no evidence seen. They may be presented as they are."""
    return to_present(territory, today).filter(evidence=[])


def _evidence_line(review, slug):
    note = f"Examen préparé le {french.date(review.prepared_at)}, aucun indice vu"
    return person_line(review.person, slug, note, name="review_prepare")


def to_present(territory, today: date) -> QuerySet:
    rows = EligibilityReview.objects.filter(territory=territory).waiting()
    prepared = TruncDate("prepared_at")
    return (
        rows.select_related("person")
        .annotate(due=days_after(prepared, territory.review_days))
        .order_by("prepared_at", "pk")
    )


def _present_line(review, slug):
    note = f"Examen préparé le {french.date(review.prepared_at)}"
    return person_line(review.person, slug, note)


def refusals(territory, today: date) -> QuerySet:
    rows = RefusalReview.objects.filter(territory=territory).waiting()
    return (
        rows.select_related("person")
        .annotate(due=days_after(F("refused_on"), territory.review_days))
        .order_by("refused_on", "pk")
    )


def _refusal_line(review, slug):
    return person_line(review.person, slug, f"Refus du {french.date(review.refused_on)}")


SOURCES = (
    Source(
        "to_complete",
        "eligibility_prepare",
        "dossier à compléter,dossiers à compléter",
        "arrow-counterclockwise",
        to_complete,
        _complete_line,
        address("person_list", "?afaire=to_complete"),
        mine="referent",
    ),
    Source(
        "evidence",
        "eligibility_prepare",
        "justificatif manquant,justificatifs manquants",
        "exclamation-circle",
        evidence,
        _evidence_line,
        address("review_list", "?afaire=evidence"),
    ),
    Source(
        "to_prepare",
        "eligibility_prepare",
        "examen d’éligibilité à préparer,examens d’éligibilité à préparer",
        "clipboard-check",
        to_prepare,
        _prepare_line,
        address("person_list", "?afaire=to_prepare"),
        mine="referent",
    ),
    Source(
        "to_present",
        "eligibility_prepare",
        "éligibilité à présenter au comité,éligibilités à présenter au comité",
        "people",
        to_present,
        _present_line,
        address("review_list", "?afaire=to_present"),
    ),
    Source(
        "situations",
        "eligibility_prepare",
        "situation à revoir,situations à revoir",
        "arrow-repeat",
        situations,
        _situation_line,
        address("person_list", "?afaire=situations"),
        mine="referent",
    ),
    Source(
        "refusals",
        "refusal_decide",
        "refus à présenter au comité,refus à présenter au comité",
        "people",
        refusals,
        _refusal_line,
        address("refusal_list", "?afaire=refusals"),
    ),
)
