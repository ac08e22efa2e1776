"""« Tout voir »: the whole of a source is a list."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from ppde.models import (
    EligibilityReview,
    JourneyEvent,
    Pause,
    Person,
)
from ppde.retention.times import endings
from territories import queue as territories_queue
from territories.periods import period
from territories.queue import sources
from territories.scoping import scope_of, scoped
from tests.ppde.queue_kit import page

# A direction gives the figures of its own enterprises, fewer than a panel holds: their list is « Tout voir ».
# What is no file is read line by line once its list is prepared, from the page that says how much there is. A month never
# computed is no row of a list: the page of the CDE names it beside what computes it; nor is the passage to names, which the
# page of the months typed says above them.
WITHOUT_A_LIST = {
    "returns",
    "missing_months",
    "to_reconcile",
    *(f"past_{what}" for what in endings()),
}


def crowd(world, n: int = 3) -> None:
    """Rows that wait in most sources, and one at least that does not; half are followed by nobody."""
    today, ago = timezone.localdate(), timezone.localdate() - timedelta(days=90)
    home, lead = world.home, world.users["lead"]
    base = {"territory": home, "origin": "ccas", "identified_on": ago, "met_on": ago}
    number = 900
    for state in ("met", "volunteer", "listed", "paused"):
        for k in range(n):
            number += 1
            person = Person.objects.create(
                number=number,
                last_name=f"Foule {number}",
                first_name=state,
                state=state,
                referent=None if k == 1 else lead,
                volunteer_on=None if state == "met" else ago,
                eligible_on=ago if state in ("listed", "paused") else None,
                last_contact_on=today if k == 0 else ago,
                notice_given_on=today if k == 0 else None,
                **base,
            )
            JourneyEvent.objects.create(
                territory=home, person=person, kind="note", on=ago, follow_up_on=today
            )
            if state == "paused":
                span = period(ago, today + timedelta(days=5 if k else 40))
                Pause.objects.create(territory=home, person=person, period=span, reason="care")
            if state == "volunteer" and k:
                EligibilityReview.objects.create(
                    territory=home,
                    person=person,
                    rule=world.rule,
                    without_job_since=ago,
                    resident_since=ago,
                    positive_acts=True,
                    evidence_seen_on=ago,
                    prepared_by=lead,
                )


@pytest.mark.parametrize("mine", [False, True])
def test_all_of_a_source_is_a_list_of_that_and_of_nothing_else(world, sign_in, mine):
    with scoped(world.home.pk):
        crowd(world)
    client, lead, narrowed = sign_in("lead"), world.users["lead"], set()
    verbs = scope_of(lead).verbs_in(world.home)
    for source in sources():
        if source.key in WITHOUT_A_LIST or source.verb not in verbs:
            continue
        url = source.listed(world.home.slug, lead if mine else None)
        listing = client.get(url).context["listing"]
        with scoped(world.home.pk):
            waiting = source.rows(world.home, timezone.localdate())
            if mine and source.mine:
                waiting = waiting.filter(**{source.mine: lead.pk})
            about = "person_id" if source.key in ("follow_ups", "departures", "consents") else "pk"
            expected = {getattr(row, about) for row in waiting}
            assert {row.pk for row in listing.filtered} == expected, source.key
        # One that was refused would show everything, without a word.
        assert len(listing.chips) == url.count("=")
        if expected and len(expected) < listing.total:
            narrowed.add(source.key)
    assert narrowed >= {"follow_ups", "silence", "notices", "to_prepare", "pauses"}


def test_the_page_leads_there_for_oneself_or_for_the_team(world, sign_in, monkeypatch):
    monkeypatch.setattr("territories.queue.SHOWN", 1)
    monkeypatch.setattr("territories.queue._rows", territories_queue._rows.__wrapped__)
    with scoped(world.home.pk):
        crowd(world, 6)
    client, lead = sign_in("lead"), world.users["lead"]
    to = reverse("ppde:person_list", args=[world.home.slug]) + "?afaire=silence"
    assert f'href="{to}"' in page(client, world, "?qui=equipe")
    own = page(client, world, "?qui=moi")
    assert f'href="{to}&amp;referent={lead.pk}"' in own
    assert f'href="{to}"' not in own
