"""The same person twice: found with its reasons, merged without losing anything, separated again."""

import os
from datetime import date, timedelta

import psycopg
import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError
from django.urls import reverse
from django.utils import timezone

from ppde import operations
from ppde.duplicates import matching
from ppde.duplicates import operations as duplicates
from ppde.models import (
    Enrolment,
    EventKind,
    Inquiry,
    JourneyEvent,
    Lookalike,
    Merge,
    Person,
    PersonKey,
    SessionShare,
    TextFlag,
    Training,
    TrainingPresence,
    TrainingSession,
)
from ppde.tasks import find_all_duplicates
from territories import journal
from territories.holdings import held
from territories.models import Entry
from territories.scoping import Reach, apply, scoped


@pytest.fixture
def register(as_team):
    lead = as_team.users["lead"]

    def make(first, last, *, territory=None, by=lead, **fields):
        return operations.register_person(
            territory or as_team.home,
            by=by,
            origin="ccas",
            first_name=first,
            last_name=last,
            # Nobody signs before the team knew of them.
            **{"identified_on": date(2025, 1, 1), **fields},
        )

    return make


def file(first, last, **values):
    blank = {"birth_year": None, "phone": "", "email": "", "district_id": None}
    return matching.File(pk=0, number=0, first_name=first, last_name=last, **(blank | values))


# Found ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        (("Karim", "Benaissa", {"birth_year": 1984}), "mêmes nom et prénom, aux accents près"),
        (("Karim", "BENAISA", {"birth_year": 1984}), "noms proches (BENAISA, Benaïssa)"),
        (("Benaïssa", "Karim", {"birth_year": 1984}), "nom et prénom intervertis"),
        (("Karim", "Ben Aïssa", {"birth_year": 1985}), "années de naissance proches (1985, 1984)"),
        (("Karime", "Benaïssa", {"phone": "+33 6 12 34 56 78"}), "même téléphone"),
        (
            ("Karim", "Haddad", {"birth_year": 1984, "email": "K.B@exemple.fr"}),
            "même adresse électronique",
        ),
    ],
)
def test_a_file_is_recognised_and_the_reason_is_said(as_team, register, typed, reason):
    known = register(
        "Karim", "Benaïssa", birth_year=1984, phone="06 12 34 56 78", email="k.b@exemple.fr"
    )
    first, last, values = typed
    found = matching.twins(as_team.home, file(first, last, **values))
    assert [twin.file.pk for twin in found] == [known.pk]
    assert reason in found[0].reasons


@pytest.mark.parametrize(
    ("first", "last", "values"),
    [
        ("Nadia", "Benaïssa", {"birth_year": 1991}),  # a sister
        ("Sofiane", "Haddad", {"phone": "06 12 34 56 78"}),  # the same household
        ("Karim", "Mercier", {"birth_year": 1984}),  # the same first name and year
    ],
)
def test_what_a_family_or_a_generation_shares_is_not_enough(as_team, register, first, last, values):
    register("Karim", "Benaïssa", birth_year=1984, phone="06 12 34 56 78")
    assert matching.twins(as_team.home, file(first, last, **values)) == []


def test_a_common_name_tells_less_than_a_rare_one(as_team, register):
    for n in range(30):
        register("Marie", "Martin", birth_year=1950 + n)
    register("Quiterie", "Etchegaray", birth_year=1970)
    common = matching.twins(as_team.home, file("Marie", "Martin"))
    rare = matching.twins(as_team.home, file("Quiterie", "Etchegaray"))
    assert rare[0].probability > max((t.probability for t in common), default=0)


def test_the_neighbours_files_are_not_candidates(world):
    with scoped(world.home.pk, world.next.pk):
        apply(Reach(reach={world.home.pk}, named={world.home.pk}))
        assert matching.twins(world.home, file("Camille Zibeline", "Zibeline")) == []


def test_registering_shows_the_file_that_looks_like_it(as_team, register, sign_in):
    known = register("Karim", "Benaïssa", birth_year=1984)
    lead = sign_in("lead")
    url = reverse("ppde:person_create", args=[as_team.home.slug])
    typed = {
        "first_name": "Karim",
        "last_name": "Benaisa",
        "birth_year": "1984",
        "origin": "ccas",
        "france_travail": "unknown",
        "rsa": "unknown",
        "duration": "unknown",
        "identified_on": "17/11/2026",
    }
    shown = lead.post(url, typed).content.decode()
    assert known.reference in shown
    assert "Noms proches (Benaisa, Benaïssa)" in shown
    assert 'value="Benaisa"' in shown
    assert lead.post(url, typed | {"not_the_same": "on"}).status_code == 302


def test_pairs_are_kept_and_a_pair_set_apart_is_not_shown_again(as_team, register):
    a = register("Karim", "Benaïssa", birth_year=1984)
    b = register("Karim", "Benaissa", birth_year=1984)
    Lookalike.objects.all().delete()
    assert duplicates.refresh_lookalikes(as_team.home) == 1
    pair = Lookalike.objects.get()
    assert {pair.first_id, pair.second_id} == {a.pk, b.pk}
    assert pair.likeness >= matching.PROBABLE
    duplicates.set_apart(pair, by=as_team.users["lead"])
    assert duplicates.refresh_lookalikes(as_team.home) == 0
    assert matching.twins(as_team.home, matching.File.of(a)) == []
    assert Lookalike.objects.get().state == "apart"


def test_two_persons_said_apart_are_named_to_nobody_who_reads_numbers(as_team, register):
    """Whoever watches over the data reads the journal without a name; in every room, the database holds to it."""
    a = register("Karim", "Benaïssa", birth_year=1984)
    register("Karim", "Benaissa", birth_year=1984)
    duplicates.refresh_lookalikes(as_team.home)
    duplicates.set_apart(Lookalike.objects.get(state="open"), by=as_team.users["lead"])
    said = Entry.objects.get(verb="apart")
    assert said.label == str(a)
    assert said.is_named
    assert not Entry.objects.visible_to(as_team.users["dpo"]).filter(verb="apart").exists()
    with (
        pytest.raises(IntegrityError, match="entry_about_a_person_is_named"),
        transaction.atomic(),
    ):
        journal.record("update", a, by=as_team.users["lead"])
    journal.record("update", a, by=as_team.users["lead"], named=True)


def test_entries_of_before_are_marked_when_the_platform_is_updated(as_team):
    """As the owner that migrates, who sees no row of history: what it says stays, who reads it changes."""
    from importlib import import_module

    sql = import_module("ppde.migrations.0048_named_entries")
    url = os.environ["DATABASE_OWNER_URL"].rpartition("/")[0]
    with psycopg.connect(f"{url}/{connection.settings_dict['NAME']}") as owner:
        owner.execute(sql.NAMED.reverse_sql)
        owner.execute("select set_config('app.reach', %s, true)", [str(as_team.home.pk)])
        owner.execute("select set_config('app.named', %s, true)", [str(as_team.home.pk)])
        for number, model in ((7, "ppde.person"), (None, "ppde.person"), (7, "cle.seat")):
            owner.execute(
                "insert into territories_entry (territory_id, at, verb, model, object_id, label, before, after, reason, is_named)"
                " values (%s, now(), 'apart', %s, %s, 'Karim Benaïssa', '{}', '{}', '', false)",
                [as_team.home.pk, model, number],
            )
        owner.execute("set constraints all immediate")
        owner.execute(sql.MARK.sql)
        owner.execute(sql.NAMED.sql)
        told = owner.execute(
            "select model, object_id, is_named from territories_entry where label = 'Karim Benaïssa'"
        )
        assert set(told) == {
            ("ppde.person", 7, True),
            ("ppde.person", None, False),
            ("cle.seat", 7, False),
        }
        with pytest.raises(psycopg.errors.RestrictViolation):
            owner.execute("update territories_entry set label = '' where object_id = 7")
        owner.rollback()


def test_a_pair_set_apart_during_the_night_leaves_the_comparison_of_the_others(
    as_team, register, monkeypatch
):
    """Somebody says that they are two persons between the comparison and its writing."""
    a, b = (register("Karim", "Benaïssa", birth_year=1984) for _ in range(2))
    c, d = (register("Lucienne", "Grandjean", birth_year=1961) for _ in range(2))
    Lookalike.objects.all().delete()
    compared = matching.pairs(as_team.home)
    assert len(compared) == 2
    first, second = sorted((a.pk, b.pk))
    told = Lookalike.objects.create(
        territory=as_team.home, first_id=first, second_id=second, likeness=1, reasons=[], state="apart"
    )  # fmt: skip
    monkeypatch.setattr(matching, "pairs", lambda territory: compared)
    duplicates.refresh_lookalikes(as_team.home)
    assert Lookalike.objects.get(first=first, second=second).state == told.state
    assert Lookalike.objects.filter(state="open").get().first_id in (c.pk, d.pk)


def test_a_territory_that_cannot_be_compared_leaves_the_others_to_be(as_team, monkeypatch):
    seen = []

    def compare(territory):
        seen.append(territory.slug)
        if len(seen) == 1:
            raise RuntimeError

    monkeypatch.setattr(duplicates, "refresh_lookalikes", compare)
    find_all_duplicates()
    assert {as_team.home.slug, as_team.next.slug} <= set(seen)


# Searched ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "said",
    [
        "benaissa",
        "Benaisa",
        "BENAÏSSA karim",
        "karim",
        "bena",
        "Ben Aissa",
        "be",
        "bennaissa",
        "aissa",
    ],
)
def test_a_name_is_found_as_it_is_heard(as_team, register, sign_in, said):
    register("Karim", "Benaïssa")
    register("Lucienne", "Grandjean")
    url = reverse("ppde:person_list", args=[as_team.home.slug])
    shown = sign_in("lead").get(url, {"q": said}).content.decode()
    assert "Benaïssa" in shown
    assert "Grandjean" not in shown


def test_a_name_asks_the_index_for_its_own_keys_alone(as_team):
    """At the size of a nation, reading every key of the territory took half of the search."""
    here = as_team.home
    Person.objects.bulk_create(
        Person(
            territory=here,
            number=900 + n,
            last_name=f"{chr(97 + n % 20) * 2}ovat{n}",
            first_name="Ilse",
            origin="unknown",
            identified_on=date(2025, 1, 1),
        )
        for n in range(200)
    )
    read = "select pg_stat_get_xact_tuples_returned('personkey_once'::regclass)"
    with connection.cursor() as cursor:
        # So few rows could also be read one after the other.
        cursor.execute("set local enable_seqscan = off")
        cursor.execute("discard plans")
        before = cursor.execute(read).fetchone()[0]
        cursor.execute("select count(*) from persons_named(%s, 'bbovat1')", [here.pk])
        (found,) = cursor.fetchone()
        asked = cursor.execute(read).fetchone()[0] - before
    assert found
    assert 0 < asked < 50


def test_the_keys_follow_the_name(as_team, register):
    person = register("Karim", "Benaïssa")
    operations.update_person(person, by=as_team.users["lead"], last_name="Grandjean")
    keys = set(PersonKey.objects.filter(person=person).values_list("key", flat=True))
    assert "bgra" in keys
    assert "bben" not in keys


# Merged ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def two(as_team, register):
    lead = as_team.users["lead"]
    kept = register("Karim", "Benaïssa", birth_year=1984)
    other = register("Karim", "Benaissa", phone="06 12 34 56 78", comment="Préfère le matin.")
    operations.record_volunteer(kept, date(2025, 6, 1), by=lead)
    operations.record_volunteer(other, date(2025, 3, 1), by=lead)
    operations.add_event(other, EventKind.INTERVIEW, date(2025, 2, 1), "Un échange", by=lead)
    return kept, other


def put_together(two, world, **choices):
    kept, other = two
    return duplicates.merge(
        kept, other, choices, by=world.users["lead"], reason="Confirmé au téléphone."
    )


def test_a_merge_keeps_everything_and_the_first_volunteer_date(as_team, two):
    kept, other = two
    facts = kept.events.count() + other.events.count()
    made = put_together(two, as_team, last_name="absorbed")
    kept.refresh_from_db()
    assert kept.last_name == "Benaissa"  # chosen
    assert kept.phone == "06 12 34 56 78"  # was blank
    assert kept.birth_year == 1984
    assert kept.volunteer_on == date(2025, 3, 1)
    assert kept.interviewed_on == date(2025, 2, 1)
    assert kept.events.count() == facts
    assert not Person.objects.filter(pk=other.pk).exists()
    assert made.absorbed_reference == other.reference
    assert Entry.objects.filter(verb="merge", object_id=kept.pk).exists()


def test_a_merge_taken_back_gives_both_files_as_they_were(as_team, two):
    _, other = two
    before = [duplicates._row(Person.objects.get(pk=p.pk)) for p in two]
    facts = [list(p.events.values_list("pk", flat=True)) for p in two]
    made = put_together(two, as_team, last_name="absorbed")
    back = duplicates.undo_merge(made, by=as_team.users["lead"], reason="Deux cousins.")
    assert back.pk == other.pk
    assert [duplicates._row(Person.objects.get(pk=p.pk)) for p in two] == before
    assert [list(p.events.values_list("pk", flat=True)) for p in two] == facts
    made.refresh_from_db()
    assert made.memory == {}
    with pytest.raises(ValidationError, match="ne peut plus"):
        duplicates.undo_merge(made, by=as_team.users["lead"], reason="Encore.")


def test_two_files_of_one_day_each_take_their_place_again(as_team, register):
    """The day alone does not say the place: the file registered later had taken the other's instant."""
    lead, day = as_team.users["lead"], date(2025, 6, 1)
    other = register("Karim", "Benaissa")
    operations.record_volunteer(other, day, by=lead)
    kept = register("Karim", "Benaïssa")
    operations.record_volunteer(kept, day, by=lead)
    before = [duplicates._row(Person.objects.get(pk=p.pk)) for p in (kept, other)]
    made = put_together((kept, other), as_team)
    kept.refresh_from_db()
    assert kept.volunteer_recorded_at == other.volunteer_recorded_at
    duplicates.undo_merge(made, by=lead, reason="Deux cousins.")
    assert [duplicates._row(Person.objects.get(pk=p.pk)) for p in (kept, other)] == before


def test_a_merge_is_not_taken_back_over_what_was_written_since(as_team, two):
    kept, _ = two
    made = put_together(two, as_team)
    operations.update_person(kept, by=as_team.users["lead"], phone="06 99 99 99 99")
    with pytest.raises(ValidationError, match="téléphone"):
        duplicates.undo_merge(made, by=as_team.users["lead"], reason="Deux cousins.")


def test_what_cannot_stand_twice_is_set_aside_and_given_back(as_team, two):
    kept, _ = two
    lead = as_team.users["lead"]
    for person in two:
        person.eligible_on = date(2025, 4, 1)
        person.save(update_fields=["eligible_on"])
        person.pauses.create(
            territory=as_team.home, reason="care", period=("2025-05-01", "2025-06-01")
        )
    made = put_together(two, as_team)
    assert kept.pauses.count() == 1
    assert len(made.memory["aside"]) == 1
    duplicates.undo_merge(made, by=lead, reason="Deux cousins.")
    assert [p.pauses.count() for p in two] == [1, 1]


def test_a_merge_needs_a_reason_and_one_territory(world, two):
    kept, other = two
    with pytest.raises(ValidationError, match="Dites comment"):
        duplicates.merge(kept, other, {}, by=world.users["lead"], reason=" ")
    with pytest.raises(ValidationError, match="deux territoires"):
        duplicates.merge(
            kept, world.rows["next"]["person"], {}, by=world.users["lead"], reason="Essai."
        )


def test_old_merges_forget_what_they_held(as_team, two):
    made = put_together(two, as_team)
    Merge.objects.filter(pk=made.pk).update(merged_at="2026-01-01T00:00Z")
    Merge.objects.filter(memory={}).delete()
    assert duplicates.forget_old_merges() == 1
    made.refresh_from_db()
    assert made.memory == {}
    assert not made.may_be_undone


def test_the_page_merges_and_the_officer_may_only_look(as_team, two, sign_in):
    kept, other = two
    duplicates.refresh_lookalikes(as_team.home)
    pair = Lookalike.objects.get(first=kept, second=other)
    url = reverse("ppde:duplicate_compare", args=[as_team.home.slug, pair.pk])
    looked = sign_in("officer").get(url).content.decode()
    assert "Fusionner les deux dossiers" not in looked
    # What tells two persons of one name apart is there to be read.
    assert "06 12 34 56 78" in looked
    assert "Année de naissance" in looked
    lead = sign_in("lead")
    shown = lead.get(url).content.decode()
    assert (
        shown.count(other.reference) >= 3
    )  # its panel, the number to keep, its spelling of the name
    answers = {"kept": kept.pk, "reason": "Confirmé.", "last_name": kept.pk}
    response = lead.post(url, answers)
    assert response.status_code == 302
    kept.refresh_from_db()
    assert (kept.last_name, kept.phone) == ("Benaïssa", "06 12 34 56 78")
    # Sent again, or by a colleague whose page is older: what is there now, and who did it.
    again = lead.post(url, answers, follow=True)
    assert again.redirect_chain == [(response.url, 302)]
    assert "Vous avez déjà fusionné ces dossiers" in again.text
    assert f"{other.reference} est repris dans {kept.reference}" in again.text
    Merge.objects.update(merged_by=as_team.users["officer"])
    told = lead.post(url, answers | {"kept": other.pk}, follow=True)
    assert f"{as_team.users['officer']} a déjà fusionné" in told.text
    assert lead.get(url).status_code == 404


def test_a_pair_that_no_longer_looks_alike_is_told_on_the_list(as_team, two, sign_in):
    kept, other = two
    duplicates.refresh_lookalikes(as_team.home)
    pair = Lookalike.objects.get(first=kept, second=other)
    url = reverse("ppde:duplicate_compare", args=[as_team.home.slug, pair.pk])
    Lookalike.objects.all().delete()
    for typed in (kept.pk, "x", "9" * 30):
        page = sign_in("lead").post(url, {"kept": typed, "reason": "Confirmé."}, follow=True)
        assert page.redirect_chain == [
            (reverse("ppde:duplicate_list", args=[as_team.home.slug]), 302)
        ]
        assert "Rien n’est fusionné" in page.text


# Next door ──────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def next_door(world):
    """The same person followed by the two territories; then the home team's scope."""
    apply(Reach(reach={world.next.pk}, named={world.next.pk}))
    other = operations.register_person(
        world.next, by=world.users["neighbour"], origin="ccas", first_name="Karim", last_name="BENAISSA",
        birth_year=1984,
    )  # fmt: skip
    apply(
        Reach(
            user=world.users["lead"].pk, reach={world.home.pk, world.hub.pk}, named={world.home.pk}
        )
    )
    mine = operations.register_person(
        world.home,
        by=world.users["lead"],
        origin="ccas",
        first_name="Karim",
        last_name="Benaïssa",
        birth_year=1984,
    )
    return mine, other


def test_a_match_next_door_tells_the_territory_and_nothing_else(world, next_door):
    mine, other = next_door
    with connection.cursor() as cursor:
        cursor.execute("select * from followed_elsewhere(%s)", [mine.pk])
        assert cursor.fetchall() == [(world.next.pk,)]
        # The neighbour's file cannot be asked about from here.
        cursor.execute("select * from followed_elsewhere(%s)", [other.pk])
        assert cursor.fetchall() == []
        cursor.execute("select * from followed_elsewhere_from(%s)", [world.next.pk])
        assert cursor.fetchall() == []
    assert not Person.objects.filter(pk=other.pk).exists()


def test_both_sides_see_that_it_was_asked_and_what_was_answered(world, next_door):
    mine, other = next_door
    sent = duplicates.ask(mine, world.next, by=world.users["lead"])
    assert Inquiry.objects.filter(token=sent.token).count() == 1
    with pytest.raises(ValidationError, match="déjà faite"):
        duplicates.ask(mine, world.next, by=world.users["lead"])
    apply(Reach(reach={world.next.pk}, named={world.next.pk}))
    received = Inquiry.objects.get(token=sent.token)
    assert (received.way, received.person_id, received.peer_id) == (
        "received",
        other.pk,
        world.home.pk,
    )
    duplicates.answer(received, "same", by=world.users["neighbour"])
    received.refresh_from_db()
    with pytest.raises(ValidationError, match="déjà celle"):
        duplicates.answer(received, "same", by=world.users["neighbour"])
    apply(Reach(reach={world.home.pk}, named={world.home.pk}))
    sent.refresh_from_db()
    assert (sent.state, sent.person_id) == ("same", mine.pk)
    assert sent.answered_by == str(world.users["neighbour"])


def test_an_answer_given_by_mistake_is_changed(world, next_door, sign_in):
    mine, _ = next_door
    sent = duplicates.ask(mine, world.next, by=world.users["lead"])
    with scoped(world.next.pk):
        received = Inquiry.objects.get(token=sent.token)
        duplicates.answer(received, "other", by=world.users["neighbour"])
    there, colleague = [world.next.slug], sign_in("neighbour")
    listed = colleague.get(reverse("ppde:inquiry_list", args=there)).content.decode()
    assert "Changer la réponse" in listed
    url = reverse("ppde:inquiry_answer", args=[*there, received.pk])
    assert "Changer la réponse" in colleague.get(url).content.decode()
    assert colleague.post(url, {"state": "same"}).status_code == 302
    with scoped(world.home.pk):
        sent.refresh_from_db()
        assert sent.state == "same"
    with scoped(world.next.pk):
        entry = Entry.objects.filter(verb="answer").latest("pk")
        assert entry.before == {"réponse": "deux personnes"}


def test_a_pair_answered_two_persons_is_asked_again_with_a_reason_that_both_read(
    world, next_door, sign_in
):
    mine, other = next_door
    sent = duplicates.ask(mine, world.next, by=world.users["lead"])
    with scoped(world.next.pk):
        received = Inquiry.objects.get(token=sent.token)
        duplicates.answer(received, "other", by=world.users["neighbour"])
    with pytest.raises(ValidationError, match="Dites ce qui a changé"):
        duplicates.ask(mine, world.next, by=world.users["lead"], reason=" ")
    with pytest.raises(ValidationError, match="sécurité sociale"):
        duplicates.ask(mine, world.next, by=world.users["lead"], reason="2 86 05 99 123 456 78")
    lead, listed = sign_in("lead"), reverse("ppde:inquiry_list", args=[world.home.slug])
    again = reverse("ppde:inquiry_again", args=[world.home.slug, sent.pk])
    assert again in lead.get(listed).content.decode()
    why = "Elle dit avoir été suivie chez eux pour dépression."
    assert lead.post(again, {"reason": why}).url == listed
    shown = lead.get(listed).content.decode()
    # The first question keeps its answer; the new one waits.
    assert again not in shown
    assert shown.count("Deux personnes") == 1
    assert why in shown
    assert lead.post(again, {"reason": why}).status_code == 200
    there = sign_in("neighbour")
    assert why in there.get(reverse("ppde:inquiry_list", args=[world.next.slug])).content.decode()
    with scoped(world.next.pk):
        second = Inquiry.objects.get(state="open", person=other)
        assert TextFlag.objects.filter(model="ppde.inquiry", person=other).count() == 1
    answer = reverse("ppde:inquiry_answer", args=[world.next.slug, second.pk])
    assert why in there.get(answer).content.decode()
    with scoped(world.home.pk):
        entry = Entry.objects.filter(verb="ask", object_id=mine.pk).latest("pk")
        assert entry.reason == why


def test_the_scope_is_back_after_a_question(world, next_door):
    mine, _ = next_door
    duplicates.ask(mine, world.next, by=world.users["lead"])
    with connection.cursor() as cursor:
        cursor.execute("select current_setting('app.named')")
        assert cursor.fetchone() == (str(world.home.pk),)


def test_the_page_asks_next_door(world, next_door, sign_in):
    mine, _ = next_door
    lead = sign_in("lead")
    url = reverse("ppde:inquiry_list", args=[world.home.slug])
    assert "Peut-être suivies ailleurs" in lead.get(url).content.decode()
    ask = reverse("ppde:inquiry_ask", args=[world.home.slug, mine.pk])
    assert lead.post(ask, {"territoire": world.next.slug}).status_code == 302
    shown = lead.get(url).content.decode()
    assert "Demande envoyée" in shown or "demande envoyée" in shown
    assert "Peut-être suivies ailleurs" not in shown


def test_two_hubs_do_not_match(world, next_door):
    from territories.models import Territory

    mine, _ = next_door
    elsewhere = Territory.objects.create(kind="hub", name="Autre", slug="autre")
    Territory.objects.filter(pk=world.next.pk).update(hub=elsewhere)
    assert list(duplicates.elsewhere(mine)) == []


# Lists ──────────────────────────────────────────────────────────────────────────────────────────


def test_the_lists_do_not_grow_in_queries(as_team, register, sign_in):
    from django.db import connection as db
    from django.test.utils import CaptureQueriesContext

    lead, here = sign_in("lead"), [as_team.home.slug]
    urls = [reverse(f"ppde:{n}_list", args=here) for n in ("duplicate", "merge", "inquiry")]

    def counts():
        found = []
        for url in urls:
            lead.get(url)
            with CaptureQueriesContext(db) as captured:
                assert lead.get(url).status_code == 200
            found.append(len(captured))
        return found

    few = counts()
    person = as_team.rows["home"]["person"]
    for n in range(6):
        other = register("Lou", f"Nom{n}")
        Lookalike.objects.create(
            territory=as_team.home,
            first=person,
            second=other,
            likeness=0.6,
            reasons=["même prénom"],
        )
        Merge.objects.create(territory=as_team.home, kept=person, absorbed_id=9000 + n, absorbed_reference="M-9", reason="x",
                             memory={"a": 1}, merged_by=as_team.users["lead"])  # fmt: skip
        Inquiry.objects.create(territory=as_team.home, person=other, peer=as_team.hub, way="received",
                               token=f"00000000-0000-0000-0000-00000000000{n}", asked_by="Quelqu’un")  # fmt: skip
    assert counts() == few
    assert max(few) <= 15


def test_two_files_with_the_same_right_asked_for_wait_for_an_answer(as_team, two):
    from ppde.operations.rights import record_request

    lead, today = as_team.users["lead"], date(2026, 11, 2)
    for person in two:
        record_request(person, "rectification", received_on=today, channel="desk", by=lead)
    with pytest.raises(ValidationError, match="répondez d’abord"):
        put_together(two, as_team)
    assert Person.objects.filter(pk__in=[person.pk for person in two]).count() == 2


# What other rooms hold ──────────────────────────────────────────────────────────────────────────


@pytest.fixture
def session(world):
    """A training session of two places, both of the home territory."""
    training = Training.objects.create(
        territory=world.hub, title="Commun", provider="OF", objectives="Apprendre", hours=14
    )
    session = TrainingSession(
        territory=world.hub,
        training=training,
        starts_on=timezone.localdate() - timedelta(days=2),
        ends_on=timezone.localdate() + timedelta(days=5),
        place="Salle",
        places=2,
    )
    with scoped(world.hub.pk, world.home.pk, world.next.pk):
        operations.save_session(session, shares={world.home: 2}, by=None)
    return session


def enrolments(session) -> dict[str, str]:
    rows = Enrolment.objects.filter(session=session).select_related("person")
    return {row.person.reference: row.state for row in rows}


def taken(session) -> int:
    return SessionShare.objects.get(session=session, territory__name="Vénissieux").taken


def test_two_enrolments_of_one_session_take_one_place_and_the_undo_takes_it_again(
    as_team, two, session
):
    kept, other = two
    lead = as_team.users["lead"]
    mine = operations.enrol(kept, session, by=lead)
    theirs = operations.enrol(other, session, by=lead)
    day = timezone.localdate() - timedelta(days=1)
    operations.record_presence(session, day, {mine: True, theirs: False}, by=lead)
    assert taken(session) == 2
    made = put_together(two, as_team)
    assert taken(session) == 1
    assert enrolments(session) == {kept.reference: "enrolled"}
    duplicates.undo_merge(made, by=lead, reason="Deux cousins.")
    assert taken(session) == 2
    assert enrolments(session) == {kept.reference: "enrolled", other.reference: "enrolled"}
    # What went with the enrolment came back with it.
    assert TrainingPresence.objects.filter(enrolment__session=session).count() == 2


def test_the_freed_place_goes_to_who_waits_and_the_undo_gives_no_place_twice(
    as_team, two, session, register
):
    kept, other = two
    lead, third = as_team.users["lead"], register("Lise", "Sorbier")
    for person in (kept, other, third):
        operations.enrol(person, session, by=lead)
    assert enrolments(session)[third.reference] == "waiting"
    made = put_together(two, as_team)
    assert enrolments(session) == {kept.reference: "enrolled", third.reference: "enrolled"}
    duplicates.undo_merge(made, by=lead, reason="Deux cousins.")
    assert taken(session) == 2
    assert enrolments(session)[other.reference] == "waiting"


def test_the_enrolment_that_has_a_place_stays_whichever_file_is_kept(as_team, two, session):
    kept, other = two
    lead = as_team.users["lead"]
    operations.withdraw(operations.enrol(kept, session, by=lead), by=lead)
    operations.enrol(other, session, by=lead)
    made = put_together(two, as_team)
    assert enrolments(session) == {kept.reference: "enrolled"}
    assert taken(session) == 1
    duplicates.undo_merge(made, by=lead, reason="Deux cousins.")
    assert enrolments(session) == {kept.reference: "withdrawn", other.reference: "enrolled"}
    assert taken(session) == 1


def everything(persons) -> list:
    """All that is held about these persons, to the last column."""
    return [
        sorted(str(duplicates._row(row)) for row in rows)
        for person in persons
        for holding, rows in held(person)
        if holding.model_name not in ("ppde.PersonKey", "ppde.Fingerprint")
    ]


@pytest.mark.parametrize("refusal", [ProtectedError("tenu", set()), IntegrityError("tenu")])
def test_a_merge_that_another_room_refuses_says_so_and_changes_nothing(
    as_team, two, monkeypatch, refusal
):
    before = everything(two)
    if isinstance(refusal, ProtectedError):
        refusal = ProtectedError("tenu", {two[1].events.first()})

    def refuse(*args, **kwargs):
        raise refusal

    # At the very end, when all has moved.
    monkeypatch.setattr(duplicates, "refresh", refuse)
    with pytest.raises(ValidationError, match="Rien n’a été changé"):
        put_together(two, as_team)
    assert everything([Person.objects.get(pk=p.pk) for p in two]) == before
    monkeypatch.undo()
    assert put_together(two, as_team)


def test_what_the_database_checks_at_the_end_is_checked_inside(as_team, two, monkeypatch):
    """A deferred constraint would speak at the end of the request, when nobody can say it in words any more."""
    before = everything(two)
    gone = two[1].pk

    def forget_one(person):
        # As a colleague's row would be, written at the same moment by a room that holds no lock.
        JourneyEvent.objects.create(
            territory=as_team.home, person_id=gone, kind="note", on=date(2025, 7, 1)
        )

    monkeypatch.setattr(duplicates, "refresh", forget_one)
    with pytest.raises(ValidationError, match="l’un a pu changer à l’instant"):
        put_together(two, as_team)
    assert everything([Person.objects.get(pk=p.pk) for p in two]) == before


def test_an_undo_that_cannot_be_says_so_and_changes_nothing(as_team, two, register):
    lead = as_team.users["lead"]
    made = put_together(two, as_team)
    # Somebody took the number of the file that would come back, by another way than the form.
    number = int(made.absorbed_reference[2:])
    other = register("Lise", "Sorbier")
    Person.objects.filter(pk=other.pk).update(number=number)
    before = everything([two[0], other])
    with pytest.raises(ValidationError, match="Rien n’a été changé"):
        duplicates.undo_merge(made, by=lead, reason="Deux cousins.")
    assert everything([two[0], other]) == before
    made.refresh_from_db()
    assert made.may_be_undone


def test_the_number_of_a_file_taken_over_is_not_given_again(as_team, two, register):
    other = two[1]
    put_together(two, as_team)
    assert register("Lise", "Sorbier").number > other.number


def test_an_act_on_a_file_taken_over_meanwhile_is_refused_in_a_sentence(as_team, two):
    _, other = two
    late = Person.objects.get(pk=other.pk)
    put_together(two, as_team)
    with pytest.raises(ValidationError, match="vient d’être repris"):
        operations.add_event(
            late, EventKind.CONTACT, date(2025, 7, 1), "Appel", by=as_team.users["lead"]
        )
