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
from ppde.models import Following, MobilityFile, Person
from ppde.operations.referents import reassign
from ppde.queue.files import without_referent
from ppde.referent_tables import next_date
from territories.models import Entry, Membership
from territories.periods import period
from territories.scoping import scoped
from tests.papers import accessible
from tests.ppde.test_person_lists import fill
from tzcld.ui import french


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


def test_the_change_opens_on_the_persons_of_one_colleague(world, sign_in):
    """All of them are hundreds of boxes: a choice, not the start. Those of a colleague who has left are theirs alone."""
    officer = world.users["officer"]
    with scoped(world.home.pk):
        people = fill(world)
        mine = {p.pk for p in people if p.referent == officer}
    client, to = sign_in("lead"), url("referent_change", world)
    start = client.get(to, follow=True)
    here = start.wsgi_request.GET["referent"]
    chips = {one["label"]: one for one in start.context["colleagues"]}
    (shown,) = [one for one in chips.values() if one["is_shown"]]
    assert shown["url"] == f"{to}?referent={here}"
    assert shown["count"] == len(boxes(start)) > 0
    everybody = client.get(chips["Toute l’équipe"]["url"])
    assert len(boxes(everybody)) == chips["Toute l’équipe"]["count"] > len(mine)
    assert boxes(client.get(chips[str(officer)]["url"])) == mine
    sent = {"persons": [min(mine)], "referent": "", "reason": "Départ"}
    refused = client.post(chips[str(officer)]["url"], sent)
    assert boxes(refused) == mine, "les mêmes personnes après une erreur"
    assert refused.context["form"]["persons"].value() == [str(min(mine))]
    Membership.objects.filter(user=officer).update(
        period=period(*(timezone.localdate() - timedelta(days=n) for n in (90, 1)))
    )
    gone = client.get(f"{to}?referent={officer.pk}&tous=1")
    assert boxes(gone) == set(gone.context["form"].initial["persons"]) == mine
    assert client.get(f"{to}?referent=personne").status_code == 404


def boxes(page) -> set[int]:
    return set(page.context["form"].fields["persons"].queryset.values_list("pk", flat=True))


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


def test_the_note_says_what_is_under_way(world, sign_in, tmp_path, laid_out):
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


def test_the_row_of_the_persons_whom_nobody_follows_is_counted_with_the_others(world, sign_in):
    with scoped(world.home.pk):
        fill(world)
        Person.objects.filter(territory=world.home).update(referent=None)
    listing = sign_in("lead").get(url("referent_list", world)).context["listing"]
    assert [row.name for row in listing.rows if row.pk is None] == ["Sans référent·e"]
    assert len(listing.rows) > 1
    assert listing.count_words == french.count(len(listing.rows), "ligne")


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
    # The two persons of the small world, one of whom is to be seen after an exit, and six more.
    assert sum(shares[-1].values()) == 2 + 6


# The word left to a colleague ────────────────────────────────────────────────────────────────────


def test_a_word_goes_with_each_person_to_the_colleague(world, sign_in):
    """Typed at a reassignment by list, it is read in the note of the colleague, on the file and in its history."""
    officer, lead = world.users["officer"], world.users["lead"]
    with scoped(world.home.pk):
        one, two, *_ = fill(world)
        Person.objects.filter(pk__in=(one.pk, two.pk)).update(referent=officer)
    client = sign_in("lead")
    to = url("referent_change", world)
    sent = {"persons": [one.pk, two.pk], "referent": lead.pk, "reason": "Départ"}
    refused = client.post(to, sent | {"persons": [two.pk], f"mot_{one.pk}": "Attend un appel."})
    assert "Cochez aussi cette personne" in refused.content.decode()
    assert client.post(to, sent | {f"mot_{one.pk}": "Attend un appel."}).status_code == 302
    rows = client.get(url("referent_handover", world, lead.pk)).context["listing"].rows
    assert {row.pk: row.word for row in rows if row.pk in (one.pk, two.pk)} == {
        one.pk: "Attend un appel.",
        two.pk: "",
    }
    for name in ("person_detail", "person_timeline"):
        shown, nameless = (
            client.get(url(name, world, one.pk, query=q)).content.decode()
            for q in ("", "?affichage=numero")
        )
        assert "Attend un appel." in shown
        assert "Mot de passation" in shown
        assert "Attend un appel." not in nameless
        assert "Mot de passation" not in client.get(url(name, world, two.pk)).content.decode()
    with scoped(world.home.pk):
        entry = Entry.objects.filter(object_id=one.pk, reason="Départ").get()
        assert entry.after["mot de passation"] == "Attend un appel."


def test_a_word_goes_with_one_person_from_the_file(world, sign_in):
    officer, lead = world.users["officer"], world.users["lead"]
    with scoped(world.home.pk):
        person = operations.register_person(
            world.home, by=lead, last_name="Vial", first_name="Élise", origin="ccas", referent=lead
        )
    client, to = sign_in("lead"), url("person_edit", world, person.pk)
    form = client.get(to).context["form"]
    sent = {name: value for name in form.fields if (value := form[name].value())}
    sent |= {"word": "Garde ses enfants le mercredi."}
    page = client.post(to, sent)
    assert "Choisissez d’abord qui suit" in page.content.decode()
    assert client.post(to, sent | {"referent": officer.pk}).status_code == 302
    with scoped(world.home.pk):
        now = person.followings.get(referent=officer)
        assert (now.word, now.word_by) == ("Garde ses enfants le mercredi.", lead)
    shown = client.get(url("person_detail", world, person.pk)).content.decode()
    assert "Garde ses enfants le mercredi." in shown


def test_a_word_follows_a_person_handed_over_twice_the_same_day(as_team):
    lead, officer = as_team.users["lead"], as_team.users["officer"]
    person = operations.register_person(
        as_team.home, by=lead, last_name="Vial", first_name="Élise", origin="ccas", referent=lead
    )
    reassign([person], officer, by=lead, reason="Départ", words={person.pk: "Attend un appel."})
    reassign([person], lead, by=officer, reason="Erreur")
    kept = person.followings.get()
    assert (kept.referent, kept.word, kept.word_by) == (lead, "Attend un appel.", lead)
    number = "1 84 99 75 999 999"
    with pytest.raises(ValidationError):
        reassign([person], officer, by=lead, reason="Départ", words={person.pk: number})


# After an exit ───────────────────────────────────────────────────────────────────────────────────


def test_those_to_be_seen_after_an_exit_move_with_the_others(world, sign_in):
    """News to take, a mobility under way: counted, handed over, moved; and nobody's once the colleague has left."""
    officer, lead, today = world.users["officer"], world.users["lead"], timezone.localdate()
    with scoped(world.home.pk):
        people = fill(world)
        Person.objects.filter(pk__in=[p.pk for p in people]).update(referent=officer)
        working, moving, gone, *_ = people
        for person in (working, moving, gone):
            operations.record_outcome(person, "permanent", today - timedelta(days=10), by=lead)
        moving.follow_ups.all().delete()
        gone.follow_ups.all().delete()
        MobilityFile.objects.create(
            territory=world.home, person=moving, consented_on=today, opened_by=lead
        )
    client = sign_in("lead")
    (share,) = [
        row
        for row in client.get(url("referent_list", world)).context["listing"].rows
        if row.pk == officer.pk
    ]
    assert (share.followed, share.after) == (len(people) - 1, 2)
    assert share.listed == len(people) - 3
    note = client.get(url("referent_handover", world, officer.pk)).context["listing"].rows
    rows = {row.pk: row for row in note}
    assert gone.pk not in rows
    due = working.follow_ups.order_by("due_on")
    with scoped(world.home.pk):
        assert rows[working.pk].news_on == due.first().due_on
    assert next_date(rows[working.pk]).startswith("Nouvelles à prendre le")
    assert next_date(rows[moving.pk]) == "Mobilité en cours"
    sent = {"persons": [working.pk], "referent": lead.pk, "reason": "Départ"}
    assert client.post(url("referent_change", world), sent).status_code == 302
    Membership.objects.filter(user=officer).update(
        period=period(today - timedelta(days=90), today - timedelta(days=1))
    )
    with scoped(world.home.pk):
        waiting = {row.pk: row.due for row in without_referent(world.home, today)}
    assert working.pk not in waiting
    assert waiting[moving.pk] == today + timedelta(days=4)
    assert gone.pk not in waiting
