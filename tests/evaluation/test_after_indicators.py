"""What becomes of people after the list, counted by hand: news at six months, mobility out of an enterprise."""

from datetime import date

from ppde.models import FollowUp, MobilityFile, Outcome
from tests.evaluation.small_world import END, MONTH, person
from tests.evaluation.test_indicators import compute, home  # noqa: F401 (a fixture)


def news(place, n: int, result: str, on: date = END, months: int = 6) -> FollowUp:
    someone = person(place, n, met_on=date(2025, 1, 1))
    outcome = Outcome.objects.create(
        territory=place, person=someone, kind="permanent", on=date(2026, 1, 1)
    )
    return FollowUp.objects.create(
        territory=place,
        person=someone,
        outcome=outcome,
        months=months,
        due_on=date(2026, 7, 1),
        result=result,
        done_on=on if result else None,
    )


def test_working_at_six_months_is_a_share_of_the_answers(home):  # noqa: F811
    for n, result in enumerate(("same", "same", "other", "none", "unreachable", "")):
        news(home, n, result)
    news(home, 10, "none", months=3)
    found = compute(home)["SUI6"]
    assert (found.numerator, found.denominator) == (3, 4)


def test_news_taken_later_do_not_change_a_past_month(home):  # noqa: F811
    news(home, 1, "same", on=date(2099, 1, 1))
    found = compute(home, MONTH)
    assert "SUI6" not in found or found["SUI6"].value is None


def test_mobilities_are_counted_from_the_agreement(home):  # noqa: F811
    MobilityFile.objects.filter(territory=home).delete()
    for n, (closed, closing) in enumerate(
        ((None, ""), (END, "hired"), (date(2099, 1, 1), "hired"), (END, "stays"))
    ):
        MobilityFile.objects.create(
            territory=home,
            person=person(home, n, met_on=date(2025, 1, 1)),
            consented_on=date(2026, 1, 1),
            closed_on=closed,
            closing=closing,
        )
    found = compute(home)
    assert (found["MOB"].value, found["MOBE"].value) == (4, 1)
