"""Two files that become one: who followed each is told in one history, and the referent chosen is the one whose period runs."""

from datetime import timedelta

import pytest
from django.utils import timezone

from ppde import operations
from ppde.duplicates import operations as duplicates
from ppde.models import Following, Person
from territories.periods import period


@pytest.fixture
def by(as_team):
    return as_team.users["lead"]


@pytest.fixture
def twins(as_team, by):
    """Two files of one person: one followed by A for 400 days, its double by B for 100 with a word."""
    today, users = timezone.localdate(), as_team.users
    files = []
    for who, days in (("lead", 400), ("officer", 100)):
        file = operations.register_person(
            as_team.home, by=by, origin="ccas", first_name="Karim", last_name="Benaïssa",
            referent=users[who], identified_on=today - timedelta(days=days),
        )  # fmt: skip
        word = {"word": "Préfère le matin.", "word_by": by} if who == "officer" else {}
        file.followings.all().delete()
        Following.objects.create(
            territory=as_team.home, person=file, referent=users[who],
            period=period(today - timedelta(days=days)), **word,
        )  # fmt: skip
        files.append(file)
    return files


def told(person) -> list[tuple]:
    today = timezone.localdate()
    return [
        (f.referent.first_name, (today - f.since).days, f.until and (today - f.until).days, f.word)
        for f in person.followings.order_by("period").select_related("referent")
    ]


ALONE = [[("Lead", 400, None, "")], [("Officer", 100, None, "Préfère le matin.")]]


@pytest.mark.parametrize(
    ("kept", "choices", "after"),
    [
        (0, {"referent": "absorbed"}, [("Lead", 400, 101, ""), *ALONE[1]]),
        (0, {"referent": "kept"}, ALONE[0]),
        (1, {"referent": "kept"}, [("Lead", 400, 101, ""), *ALONE[1]]),
        (1, {"referent": "absorbed"}, ALONE[0]),
    ],
)
def test_after_a_merge_the_referent_chosen_is_the_one_whose_period_runs(
    as_team, by, twins, kept, choices, after
):
    stays, goes = twins[kept], twins[1 - kept]
    made = duplicates.merge(stays, goes, choices, by=by, reason="Confirmé au téléphone.")
    stays.refresh_from_db()
    assert told(stays) == after
    assert told(stays)[-1][0] == stays.referent.first_name
    back = duplicates.undo_merge(made, by=by, reason="Deux cousins.")
    both = [stays, back] if kept == 0 else [back, stays]
    assert [told(person) for person in both] == ALONE


def test_a_referent_that_neither_period_tells_begins_on_the_day_of_the_merge(as_team, by, twins):
    kept, other = twins
    Person.objects.filter(pk=kept.pk).update(referent=None)
    kept.refresh_from_db()
    duplicates.merge(kept, other, {"referent": "kept"}, by=by, reason="Confirmé au téléphone.")
    kept.refresh_from_db()
    assert (kept.referent, [until for _, _, until, _ in told(kept)]) == (None, [1])
