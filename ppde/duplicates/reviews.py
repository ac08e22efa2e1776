"""What the committee has still to decide of two files that become one."""

from ppde.models.eligibility import EligibilityReview
from ppde.models.persons import Person


def void_reviews(kept: Person, absorbed: Person) -> list[EligibilityReview]:
    """The reviews that wait for nothing any more: all of them when one file was found eligible, else all but the latest.

    Left there, the second would be presented of somebody who is on the list, and « non éligible » take them off it.
    """
    waiting = EligibilityReview.objects.filter(
        person__in=(kept, absorbed), outcome=EligibilityReview.Outcome.PENDING
    ).order_by("-prepared_at", "-pk")
    return list(waiting if kept.eligible_on or absorbed.eligible_on else waiting[1:])
