"""The same person twice: found with its reasons, searched as the name is heard, asked for next door."""

import os
from datetime import date, timedelta

import psycopg
import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from ppde import operations
from ppde.duplicates import inquiries, matching
from ppde.duplicates import operations as duplicates
from ppde.filters import MOST_WORDS, search, words_of
from ppde.models import (
    Inquiry,
    Lookalike,
    Merge,
    Person,
    PersonKey,
    TextFlag,
)
from ppde.queue.duplicates import next_door as questions_next_door
from ppde.tasks import find_all_duplicates
from territories import journal
from territories.models import Entry
from territories.scoping import Reach, apply, scoped


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


@pytest.mark.parametrize(
    ("known", "typed"),
    [
        (("Sophie", "DUPONT ép. MARTIN"), ("Sophie", "Martin")),
        (("Sophie", "Martin née Dupont"), ("Sophie", "Dupont-Martin")),
        (("Maria", "da Silva Ferreira"), ("Maria", "Ferreira")),
        (("Thi Mai", "Nguyen"), ("Mai", "NGUYEN THI")),
        (("Jean-Pierre", "Lefèvre"), ("Pierre", "Lefevre")),
        (("Zoé", "Œuvrard"), ("Zoe", "Oeuvrard")),
    ],
)
def test_a_name_of_several_words_is_known_by_a_part_or_in_another_order(
    as_team, register, known, typed
):
    person = register(*known, birth_year=1985)
    twins = matching.twins(as_team.home, file(*typed, birth_year=1985))
    assert [twin.file.pk for twin in twins if twin.probability >= matching.POSSIBLE] == [person.pk]
    other = register(*typed, birth_year=1985)
    duplicates.refresh_lookalikes(as_team.home)
    assert Lookalike.objects.filter(first=person, second=other).exists()


@pytest.mark.parametrize(
    ("known", "typed"),
    [(("Maria", "da Silva"), ("Maria", "da Costa")), (("Léa", "Dupont-Martin"), ("Léa", "Durand"))],
)
def test_a_particle_in_common_is_no_likeness(as_team, register, known, typed):
    register(*known, birth_year=1985)
    assert matching.twins(as_team.home, file(*typed, birth_year=1985)) == []


def test_a_common_name_tells_less_than_a_rare_one(as_team, register):
    for n in range(30):
        register("Marie", "Martin", birth_year=1950 + n)
    register("Quiterie", "Etchegaray", birth_year=1970)
    common = matching.twins(as_team.home, file("Marie", "Martin"))
    rare = matching.twins(as_team.home, file("Quiterie", "Etchegaray"))
    assert rare[0].probability > max((t.probability for t in common), default=0)


def test_before_a_file_is_opened_whoever_bears_the_very_name_is_shown(as_team, register):
    """A partner gives a name and a new telephone: the file of somebody of the list was not offered, and a second was opened."""
    known = register("Odette", "Colin", birth_year=1961, phone="06 00 00 01 84")
    register("Odile", "Colin", birth_year=1975)
    for first, last in (("ODETTE", "COLIN"), ("Colin", "Odette")):
        (twin,) = matching.twins(as_team.home, file(first, last, phone="06 00 11 22 99"))
        assert (twin.file.pk, twin.is_probable) == (known.pk, False)
    (twin,) = matching.twins(as_team.home, file("Odette", "Colin", phone="06 00 11 22 99"))
    assert twin.reasons == ("mêmes nom et prénom",)
    born = file("Odette", "Colin", phone="06 00 11 22 99", birth_year=1990)
    assert matching.twins(as_team.home, born) == [], "une autre génération"
    other = register("Odette", "Colin", phone="06 00 11 22 99")
    assert matching.twins(as_team.home, matching.File.of(other)) == [], "la file des doublons, non"


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


def test_a_pair_set_apart_leaves_the_list_and_is_found_again_by_its_filter(
    as_team, register, sign_in
):
    """« Cette paire ne sera plus montrée »: it stood first, as likely as before."""
    kept = register("Karim", "Benaïssa", birth_year=1984)
    register("Karim", "Benaissa", birth_year=1984)
    duplicates.refresh_lookalikes(as_team.home)
    pair = Lookalike.objects.get(first=kept)
    lead, listed = sign_in("lead"), reverse("ppde:duplicate_list", args=[as_team.home.slug])
    url = reverse("ppde:duplicate_compare", args=[as_team.home.slug, pair.pk])
    assert url in lead.get(listed).text
    lead.post(reverse("ppde:duplicate_apart", args=[as_team.home.slug, pair.pk]))
    assert url not in lead.get(listed).text
    for state in ("apart", "toutes"):
        assert url in lead.get(listed, {"etat": state}).text


def test_a_pair_compared_again_keeps_its_address_and_the_day_it_was_found(as_team, register):
    """Late is counted from that day: found anew each night, no pair would ever be late."""
    kept = register("Karim", "Benaïssa", birth_year=1984)
    other = register("Karim", "Benaissa", birth_year=1984)
    third = register("Karime", "Benaissa", birth_year=1984)
    duplicates.refresh_lookalikes(as_team.home)
    pair = Lookalike.objects.get(first=kept, second=other)
    long_ago = timezone.now() - timedelta(days=40)
    Lookalike.objects.filter(pk=pair.pk).update(found_at=long_ago)
    operations.update_person(other, by=as_team.users["lead"], phone="06 12 34 56 78")
    duplicates.look_for_twins(other)
    duplicates.refresh_lookalikes(as_team.home)
    again = Lookalike.objects.get(first=kept, second=other)
    assert (again.pk, again.found_at) == (pair.pk, long_ago)
    # A file renamed resembles the others no more.
    operations.update_person(
        third, by=as_team.users["lead"], first_name="Solange", last_name="Perrin"
    )
    duplicates.look_for_twins(third)
    mine = Lookalike.objects.filter(first__in=(kept, other, third))
    assert list(mine) == [again]


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


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("one", "other", "sound"),
    [
        ("bennaissa", "benaisa", "bns"),
        ("philippe", "filipe", "flp"),
        ("lallemand", "lalemand", "llmnd"),
        # « ck » is heard as twice the same.
        ("becker", "beker", "bkr"),
    ],
)
def test_a_repeated_letter_is_not_heard(one, other, sound):
    with connection.cursor() as cursor:
        cursor.execute("select name_sound(%s), name_sound(%s)", [one, other])
        assert cursor.fetchone() == (sound, sound)


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


@pytest.mark.parametrize("typed", ["%", "'", "« »", "_ - ."])
def test_signs_alone_name_nobody(as_team, typed):
    rows = Person.objects.filter(territory=as_team.home)
    assert rows.exists()
    assert not search(rows, as_team.home, typed).exists()


def test_a_sentence_pasted_in_the_search_keeps_nobody_waiting(as_team):
    """Every word finds everybody: asked one for each row of the others, eight of them took minutes."""
    here = as_team.home
    Person.objects.bulk_create(
        Person(
            territory=here,
            number=900 + n,
            last_name="A Be Ca Do",
            first_name="E Fa Go Hi",
            origin="unknown",
            identified_on=date(2025, 1, 1),
        )
        for n in range(300)
    )
    with connection.cursor() as cursor:
        cursor.execute("set local statement_timeout = 2000")
    found = search(Person.objects.filter(territory=here), here, "a b c d e f g h")
    assert found.count() == 300
    assert search(found, here, "a b c d e f g z").count() == 0
    assert len(words_of("a a " + "mot pour mot " * 3 + " ".join(map(str, range(99))))) == MOST_WORDS


def test_the_keys_follow_the_name(as_team, register):
    person = register("Karim", "Benaïssa")
    operations.update_person(person, by=as_team.users["lead"], last_name="Grandjean")
    keys = set(PersonKey.objects.filter(person=person).values_list("key", flat=True))
    assert "bgra" in keys
    assert "bben" not in keys


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


@pytest.mark.parametrize(
    ("there", "here"),
    [
        (("BENAISSA", "Karim", 1984, "", ""), ("Karim", "Benaïssa", 1984, "", "")),
        (("Grandjean", "Karim", 1984, "06 12 34 56 78", ""), ("Benaïssa", "Karim", None, "0612345678", "")),
        (("Grandjean", "Karim", None, "", "K@exemple.fr"), ("Benaïssa", "Karim", 1984, "", "k@exemple.fr")),
    ],
    ids=["swapped names", "telephone", "e-mail"],
)  # fmt: skip
def test_one_strong_fact_is_a_match_by_itself(world, there, here):
    names = ("last_name", "first_name", "birth_year", "phone", "email")
    for place, who, told in ((world.next, "neighbour", there), (world.home, "lead", here)):
        apply(Reach(user=world.users[who].pk, reach={place.pk}, named={place.pk}))
        mine = operations.register_person(
            place, by=world.users[who], origin="ccas", **dict(zip(names, told, strict=True))
        )
    with connection.cursor() as cursor:
        cursor.execute("select * from followed_elsewhere(%s)", [mine.pk])
        assert cursor.fetchall() == [(world.next.pk,)]


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
    sent = inquiries.ask(mine, world.next, by=world.users["lead"])
    assert Inquiry.objects.filter(token=sent.token).count() == 1
    with pytest.raises(ValidationError, match="déjà faite"):
        inquiries.ask(mine, world.next, by=world.users["lead"])
    apply(Reach(reach={world.next.pk}, named={world.next.pk}))
    received = Inquiry.objects.get(token=sent.token)
    assert (received.way, received.person_id, received.peer_id) == (
        "received",
        other.pk,
        world.home.pk,
    )
    inquiries.answer(received, "same", by=world.users["neighbour"])
    received.refresh_from_db()
    with pytest.raises(ValidationError, match="déjà celle"):
        inquiries.answer(received, "same", by=world.users["neighbour"])
    apply(Reach(reach={world.home.pk}, named={world.home.pk}))
    sent.refresh_from_db()
    assert (sent.state, sent.person_id) == ("same", mine.pk)
    assert sent.answered_by == str(world.users["neighbour"])


def test_an_answer_given_by_mistake_is_changed(world, next_door, sign_in):
    mine, _ = next_door
    sent = inquiries.ask(mine, world.next, by=world.users["lead"])
    with scoped(world.next.pk):
        received = Inquiry.objects.get(token=sent.token)
        inquiries.answer(received, "other", by=world.users["neighbour"])
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
    sent = inquiries.ask(mine, world.next, by=world.users["lead"])
    with scoped(world.next.pk):
        received = Inquiry.objects.get(token=sent.token)
        inquiries.answer(received, "other", by=world.users["neighbour"])
    with pytest.raises(ValidationError, match="Dites ce qui a changé"):
        inquiries.ask(mine, world.next, by=world.users["lead"], reason=" ")
    with pytest.raises(ValidationError, match="sécurité sociale"):
        inquiries.ask(mine, world.next, by=world.users["lead"], reason="2 86 05 99 123 456 78")
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


@pytest.mark.parametrize("field", ["limited_on", "anonymised_on"])
def test_a_question_about_a_file_frozen_or_erased_since_keeps_nobody_busy(
    world, next_door, sign_in, field
):
    """It could only be refused: it is not in « À faire », and the page says why before anything is typed."""
    mine, other = next_door
    sent = inquiries.ask(mine, world.next, by=world.users["lead"])
    with scoped(world.next.pk):
        received = Inquiry.objects.get(token=sent.token)
        today = timezone.localdate()
        assert received in questions_next_door(world.next, today)
        Person.objects.filter(pk=other.pk).update(**{field: today})
        assert received not in questions_next_door(world.next, today)
    url = reverse("ppde:inquiry_answer", args=[world.next.slug, received.pk])
    page = sign_in("neighbour").get(url, follow=True)
    assert page.redirect_chain[0][0] == reverse("ppde:inquiry_list", args=[world.next.slug])
    assert {"limited_on": "est gelé depuis", "anonymised_on": "est effacé"}[field] in page.text
    assert (url in page.text) == (field == "limited_on")


def test_a_frozen_file_is_compared_with_nobody_next_door(world, next_door):
    """RGPD art. 18: it is kept, nothing else; once free, it is there again."""
    mine, other = next_door
    for day, found in ((timezone.localdate(), []), (None, [world.next])):
        with scoped(world.next.pk):
            Person.objects.filter(pk=other.pk).update(limited_on=day)
        assert list(inquiries.elsewhere(mine)) == found


def test_a_name_of_which_nothing_is_heard_marks_nobody(world):
    """Of names in other letters than ours the year of birth alone was left, and half a generation matched."""
    names = {"last_name": "Шевченко", "first_name": "Олена", "birth_year": 1984, "origin": "ccas"}
    with scoped(world.next.pk):
        operations.register_person(world.next, by=world.users["neighbour"], **names)
    apply(Reach(user=world.users["lead"].pk, reach={world.home.pk}, named={world.home.pk}))
    lead, called = world.users["lead"], {"last_name": "حسن", "first_name": "فاطمة"}
    mine = operations.register_person(world.home, by=lead, **names | called)
    assert list(inquiries.elsewhere(mine)) == []


def test_the_question_is_about_the_file_that_shares_most(world, next_door):
    mine, _ = next_door
    told = {"last_name": "Benaissa", "first_name": "Karim", "birth_year": 1984, "origin": "ccas"}
    with scoped(world.next.pk):
        by = world.users["neighbour"]
        likest = operations.register_person(world.next, by=by, phone="0612345678", **told)
    operations.update_person(mine, by=world.users["lead"], phone="06 12 34 56 78")
    sent = inquiries.ask(mine, world.next, by=world.users["lead"])
    with scoped(world.next.pk):
        assert Inquiry.objects.get(token=sent.token).person_id == likest.pk


def test_the_scope_is_back_after_a_question(world, next_door):
    mine, _ = next_door
    inquiries.ask(mine, world.next, by=world.users["lead"])
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
    assert list(inquiries.elsewhere(mine)) == []


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
