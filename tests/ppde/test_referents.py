"""Who follows whom: periods, whole lists, the hand-over note."""

import subprocess
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from ppde import operations
from ppde.models import Following, Person
from ppde.operations.referents import reassign
from territories.models import Entry
from territories.periods import period
from territories.scoping import scoped
from tests.papers import accessible
from tests.ppde.test_person_lists import fill


def periods(person) -> list[tuple]:
    rows = person.followings.order_by("period").select_related("referent")
    return [(f.referent.first_name, f.since, f.until) for f in rows]


def url(name, world, *args, query="") -> str:
    return reverse(f"ppde:{name}", args=[world.home.slug, *args]) + query


def test_a_change_closes_the_period_before(as_team):
    person, today = as_team.rows["home"]["person"], timezone.localdate()
    lead, officer = as_team.users["lead"], as_team.users["officer"]
    assert reassign([person], officer, by=lead, reason="Départ") == 1
    since = periods(person)[0][1]
    assert periods(person) == [
        ("Lead", since, today - timedelta(days=1)),
        ("Officer", today, None),
    ]
    # The same day again: the colleague of a few hours leaves no period.
    assert reassign([person], lead, by=lead, reason="Erreur") == 1
    assert [name for name, _, _ in periods(person)] == ["Lead", "Lead"]
    assert reassign([person], lead, by=lead, reason="Encore") == 0


def test_the_database_refuses_two_colleagues_at_once(as_team):
    person = as_team.rows["home"]["person"]
    with pytest.raises(IntegrityError, match="following_no_overlap"), transaction.atomic():
        Following.objects.create(
            territory=as_team.home,
            person=person,
            referent=as_team.users["officer"],
            period=period(timezone.localdate()),
        )


def test_registering_and_editing_write_the_history_too(as_team):
    lead, officer = as_team.users["lead"], as_team.users["officer"]
    person = operations.register_person(
        as_team.home, by=lead, last_name="Vial", first_name="Élise", origin="ccas", referent=lead
    )
    assert periods(person) == [("Lead", timezone.localdate(), None)]
    operations.update_person(person, by=lead, referent=officer)
    assert periods(person) == [("Officer", timezone.localdate(), None)]
    operations.update_person(person, by=lead, referent=None)
    assert periods(person) == []


def test_a_reason_and_somebody_are_needed(as_team):
    lead, person = as_team.users["lead"], as_team.rows["home"]["person"]
    with pytest.raises(ValidationError, match="pourquoi"):
        reassign([person], lead, by=lead, reason=" ")
    with pytest.raises(ValidationError, match="au moins une personne"):
        reassign([], lead, by=lead, reason="Départ")


def test_a_share_is_given_from_the_list(world, sign_in):
    with scoped(world.home.pk):
        people = fill(world)
    client = sign_in("lead")
    lead = world.users["lead"]
    page = client.get(url("person_list", world, query="?q=Vial"))
    to = url("referent_change", world, query="?q=Vial")
    assert to in page.content.decode()
    assert [str(p) for p in client.get(to).context["form"].fields["persons"].queryset] == [
        "Élise Vial"
    ]
    mine = url("referent_change", world, query=f"?referent={world.users['officer'].pk}&tous=1")
    form = client.get(mine).context["form"]
    chosen = form.initial["persons"]
    assert len(chosen) == len([p for p in people if p.referent == world.users["officer"]])
    sent = {"persons": chosen, "referent": lead.pk}
    page = client.post(mine, sent)
    assert "reason" in page.context["form"].errors
    client.post(mine, sent | {"reason": "Départ d’une collègue"})
    with scoped(world.home.pk):
        assert not Person.objects.filter(referent=world.users["officer"]).exists()
        entry = Entry.objects.filter(reason="Départ d’une collègue")
        assert entry.count() == len(chosen)


def test_a_person_of_the_neighbour_cannot_be_chosen(world, sign_in):
    sent = {
        "persons": [world.rows["next"]["person"].pk],
        "referent": world.users["officer"].pk,
        "reason": "Départ",
    }
    page = sign_in("lead").post(url("referent_change", world), sent)
    assert "persons" in page.context["form"].errors
    sent = {"persons": [world.rows["home"]["person"].pk], "referent": world.users["neighbour"].pk}
    page = sign_in("lead").post(url("referent_change", world), sent | {"reason": "Départ"})
    assert "referent" in page.context["form"].errors


def test_the_note_of_a_neighbours_colleague_is_not_found(world, sign_in):
    pk = world.users["neighbour"].pk
    assert sign_in("lead").get(url("referent_handover", world, pk)).status_code == 404


def test_the_note_says_what_is_under_way(world, sign_in, tmp_path):
    person, lead = world.rows["home"]["person"], world.users["lead"]
    today = timezone.localdate()
    with scoped(world.home.pk):
        operations.add_event(
            person, "interview", today, by=lead, follow_up_on=today + timedelta(days=9)
        )
    client = sign_in("officer")
    row = client.get(url("referent_handover", world, lead.pk)).context["listing"].rows[0]
    assert row.follow_up_on == today + timedelta(days=9)
    answer = client.get(url("referent_handover_pdf", world, lead.pk))
    (tmp_path / "note.pdf").write_bytes(answer.content)
    accessible(answer.content)
    asked = ["pdftotext", str(tmp_path / "note.pdf"), "-"]
    text = subprocess.run(asked, capture_output=True, text=True, check=True).stdout
    assert "Quetzal" in text
    assert "Relance le" in text
    with scoped(world.home.pk):
        assert Entry.objects.get(verb="print").is_named
        printed = person.readings.get(kind="print", user=world.users["officer"])
    assert (printed.number, printed.reason) == (person.number, f"Note de passation, {lead}")
    assert not printed.is_referent


def test_without_contact_is_what_the_work_queue_says(world, sign_in):
    """Not somebody who pauses; and somebody never met since the volunteer act, whose silence dates from it."""
    with scoped(world.home.pk):
        _, never, pausing, *_ = fill(world)
        people = Person.objects.filter(territory=world.home)
        people.update(last_contact_on=timezone.localdate(), referent=world.users["lead"])
        old = timezone.localdate() - timedelta(days=world.home.silence_days + 1)
        people.filter(pk=never.pk).update(last_contact_on=None)
        people.filter(pk=pausing.pk).update(last_contact_on=old, state=Person.State.PAUSED)
    rows = sign_in("lead").get(url("referent_list", world)).context["listing"].rows
    assert {row.pk: row.silent for row in rows}[world.users["lead"].pk] == 1


def test_the_shares_count_everybody_once_in_the_same_number_of_queries(world, sign_in):
    client = sign_in("lead")

    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            page = client.get(url("referent_list", world))
        shares.append({row.name: row.followed for row in page.context["listing"].rows})
        return len(caught)

    shares: list[dict] = []
    queries()
    one = queries()
    with scoped(world.home.pk):
        fill(world)
    assert queries() == one <= 15
    assert sum(shares[-1].values()) == 1 + 6
