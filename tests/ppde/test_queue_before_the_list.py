"""Persons met, volunteers and reviews wait in the queue too."""

from datetime import timedelta
from itertools import product

from django.urls import reverse
from django.utils import timezone

from ppde.mobilisation import is_out_of_touch, out_of_touch
from ppde.models import (
    EligibilityReview,
    Person,
)
from territories.scoping import scoped
from tests.ppde.queue_kit import page, rows
from tests.ppde.test_person_lists import fill
from tests.ppde.test_queue_lists import crowd


def test_a_silence_is_the_same_on_a_line_as_in_the_queue(world, today):
    """Whatever the state and the day that counts, at the limit and past it."""
    rows = [
        Person(
            territory=world.home,
            number=2000 + n,
            origin="ccas",
            identified_on=today - timedelta(days=61),
            state=state,
            limited_on=frozen,
            **{day: today - timedelta(days=days)},
        )
        for n, (state, day, days, frozen) in enumerate(
            product(
                Person.State.values,
                ("met_on", "volunteer_on", "last_contact_on"),
                (60, 61),
                (None, today),
            )
        )
    ]
    with scoped(world.home.pk):
        made = Person.objects.bulk_create(rows)
        many = {p.pk for p in out_of_touch(world.home, today)}
    assert {p.pk for p in made if is_out_of_touch(p, today)} == many & {p.pk for p in made}
    told = {p.state for p in made if p.pk in many}
    assert told == {"met", "volunteer", "listed", "proposed"}
    assert len(many & {p.pk for p in made}) == 4 * 3


def test_met_persons_and_volunteers_are_not_forgotten(world, sign_in, today):
    with scoped(world.home.pk):
        crowd(world)
    found = rows(world, "silent_before")
    assert {p.state for p in found} == {"met", "volunteer"}
    assert not set(found) & set(rows(world, "silence"))
    client = sign_in("lead")
    shown = page(client, world, "?qui=equipe")
    assert "personnes sans contact avant la liste" in shown
    url = reverse("ppde:person_detail", args=[world.home.slug, found[0].pk])
    assert "Reprendre contact" in client.get(url).content.decode()
    world.home.silence_days = 120
    assert rows(world, "silent_before") == []


def review_of(world, person, **facts) -> EligibilityReview:
    day = timezone.localdate()
    return EligibilityReview.objects.create(
        territory=world.home,
        person=person,
        rule=world.rule,
        without_job_since=day,
        resident_since=day,
        positive_acts=True,
        evidence_seen_on=day,
        prepared_by=world.users["lead"],
        **facts,
    )


def test_a_review_without_evidence_is_told(world, sign_in, today):
    with scoped(world.home.pk):
        person = fill(world, [("Vial", "Élise", "2026-06-04")])[0]
        Person.objects.filter(pk=person.pk).update(state="volunteer", eligible_on=None)
        review = review_of(world, person)
    assert rows(world, "evidence") == [review]
    client = sign_in("lead")
    assert "justificatif manquant" in page(client, world, "?qui=equipe")
    url = reverse("ppde:person_detail", args=[world.home.slug, person.pk])
    assert "Justificatif manquant" in client.get(url).content.decode()
    with scoped(world.home.pk):
        EligibilityReview.objects.filter(pk=review.pk).update(evidence=["statement"])
    assert rows(world, "evidence") == []
    assert rows(world, "to_present") == [review]
    assert "Justificatif manquant" not in client.get(url).content.decode()


def test_a_review_sent_back_is_completed_not_prepared(world, sign_in, today):
    """What the committee asked is said in its own words, until another review is prepared."""
    decision = world.rows["home"]["decision"]
    with scoped(world.home.pk):
        person = fill(world, [("Vial", "Élise", "2026-06-04")])[0]
        Person.objects.filter(pk=person.pk).update(state="volunteer", eligible_on=None)
        day = today - timedelta(days=3)
        review_of(world, person, outcome="incomplete", decision=decision, decided_on=day)
    assert rows(world, "to_prepare") == []
    (found,) = rows(world, "to_complete")
    assert (found, found.due) == (person, day + timedelta(days=30))
    client = sign_in("lead")
    assert "dossier à compléter" in page(client, world, "?qui=equipe")
    url = reverse("ppde:person_detail", args=[world.home.slug, person.pk])
    assert "Dossier à compléter" in client.get(url).content.decode()
    with scoped(world.home.pk):
        review_of(world, person, evidence=["statement"])
    assert rows(world, "to_complete") == rows(world, "to_prepare") == []
    assert "Dossier à compléter" not in client.get(url).content.decode()
