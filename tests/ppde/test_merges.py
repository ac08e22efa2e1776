"""Two files of one person put together without losing anything, and separated again."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.db.models import ProtectedError
from django.urls import reverse
from django.utils import timezone

from ppde import operations
from ppde.duplicates import operations as duplicates
from ppde.duplicates.memory import row_of
from ppde.models import (
    EliminationLine,
    Enrolment,
    EventKind,
    JourneyEvent,
    Lookalike,
    Merge,
    Person,
    SessionShare,
    TrainingPresence,
)
from territories.holdings import held
from territories.models import Entry
from tests.ppde.test_operations import meet
from tests.ppde.training_kit import running_session


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
    before = [row_of(Person.objects.get(pk=p.pk)) for p in two]
    facts = [list(p.events.values_list("pk", flat=True)) for p in two]
    made = put_together(two, as_team, last_name="absorbed")
    back = duplicates.undo_merge(made, by=as_team.users["lead"], reason="Deux cousins.")
    assert back.pk == other.pk
    assert [row_of(Person.objects.get(pk=p.pk)) for p in two] == before
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
    before = [row_of(Person.objects.get(pk=p.pk)) for p in (kept, other)]
    made = put_together((kept, other), as_team)
    kept.refresh_from_db()
    assert kept.volunteer_recorded_at == other.volunteer_recorded_at
    duplicates.undo_merge(made, by=lead, reason="Deux cousins.")
    assert [row_of(Person.objects.get(pk=p.pk)) for p in (kept, other)] == before


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


def test_what_a_pause_tells_beyond_the_days_of_the_other_stays(as_team, two):
    """The days that both files tell are of the one kept; after them the person is still away."""
    kept, _ = two
    shown = [("2025-05-01", "2025-06-01"), ("2025-05-15", "2025-08-01")]
    for person, days in zip(two, shown, strict=True):
        person.eligible_on = date(2025, 4, 1)
        person.save(update_fields=["eligible_on"])
        person.pauses.create(territory=as_team.home, reason="care", period=days)
    made = put_together(two, as_team)
    assert [(p.since, p.until) for p in kept.pauses.order_by("period")] == [
        (date(2025, 5, 1), date(2025, 5, 31)),
        (date(2025, 6, 1), date(2025, 7, 31)),
    ]
    duplicates.undo_merge(made, by=as_team.users["lead"], reason="Deux cousins.")
    for person, days in zip(two, shown, strict=True):
        assert [str(p.period.lower) for p in person.pauses.all()] == [days[0]]
        assert [str(p.period.upper) for p in person.pauses.all()] == [days[1]]


def test_what_was_set_aside_is_told_on_the_page_and_in_the_journal(as_team, two, sign_in):
    kept, other = two
    for person, days in zip(two, (["mon"], ["tue"]), strict=True):
        operations.record_days(person, days, by=as_team.users["lead"])
    pair = Lookalike.objects.create(
        territory=as_team.home, first=kept, second=other, likeness=1, reasons=["même nom"]
    )
    url = reverse("ppde:duplicate_compare", args=[as_team.home.slug, pair.pk])
    answers = {"kept": kept.pk, "last_name": kept.pk, "reason": "Confirmé."}
    page = sign_in("lead").post(url, answers, follow=True)
    assert "jours souhaités (mardi)" in page.text
    [entry] = Entry.objects.filter(verb="merge", object_id=kept.pk)
    assert entry.after["mis de côté"] == ["jours souhaités (mardi)"]


def test_nothing_is_told_aside_when_both_files_say_the_same(as_team, two):
    for person in two:
        operations.record_days(person, ["mon"], by=as_team.users["lead"])
    put_together(two, as_team)
    [entry] = Entry.objects.filter(verb="merge", object_id=two[0].pk)
    assert "mis de côté" not in entry.after


def test_whoever_was_said_to_be_another_stays_so(as_team, two, register):
    """« Deux personnes » said of the file that goes holds for the one that stays, and comes back with the undo."""
    kept, other = two
    third = register("Karime", "Benaissa", birth_year=1984)
    duplicates.refresh_lookalikes(as_team.home)

    def pairs() -> list[dict]:
        rows = Lookalike.objects.filter(second__in=(other, third))
        return list(rows.order_by("pk").values())

    said = {"first": other, "second": third, "likeness": 0.6, "reasons": ["même nom"]}
    duplicates.set_apart(
        Lookalike.objects.create(territory=as_team.home, **said), by=as_team.users["lead"]
    )
    before = pairs()
    made = put_together(two, as_team)
    apart = Lookalike.objects.get(first=kept, second=third)
    assert (apart.state, apart.said_by) == ("apart", as_team.users["lead"])
    duplicates.refresh_lookalikes(as_team.home)
    assert not Lookalike.objects.filter(first=kept, second=third, state="open").exists()
    duplicates.undo_merge(made, by=as_team.users["lead"], reason="Deux cousins.")
    assert pairs() == before


def test_merges_are_taken_back_the_last_first(as_team, two, register):
    """What the first remembers of the file is older than the second: it would take away what the second brought."""
    kept, other = two
    lead, third = as_team.users["lead"], register("Karime", "Benaissa")
    first = put_together(two, as_team)
    last = put_together((kept, third), as_team)
    with pytest.raises(ValidationError, match=f"{third.reference} dans {kept.reference}"):
        duplicates.undo_merge(first, by=lead, reason="Deux cousins.")
    duplicates.undo_merge(last, by=lead, reason="Deux cousins.")
    assert duplicates.undo_merge(first, by=lead, reason="Deux cousins.").pk == other.pk


@pytest.mark.parametrize("is_listed", [True, False])
def test_the_committee_is_not_asked_twice_of_one_person(as_team, two, is_listed):
    """Registered twice, prepared twice: once found eligible, nothing waits that could take the person off the list."""
    lead, kept = as_team.users["lead"], two[0]
    told = (date(2023, 1, 1), date(2020, 1, 1), True, [], date(2025, 6, 1))
    first, last = (operations.prepare_review(person, *told, by=lead) for person in two)
    if is_listed:
        operations.decide_review(
            first, meet(as_team, lead, timezone.localdate()), "eligible", by=lead
        )
    made = put_together([Person.objects.get(pk=p.pk) for p in two], as_team)
    kept.refresh_from_db()
    assert list(kept.reviews.waiting()) == ([] if is_listed else [last])
    assert kept.is_on_list == is_listed
    duplicates.undo_merge(made, by=lead, reason="Deux cousins.")
    assert [p.reviews.count() for p in two] == [1, 1]


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
    return running_session(world, 2, {world.home: 2})


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


def test_a_trial_and_a_list_on_which_the_file_was_kept_go_with_it(as_team, two):
    """Tables that the person does not name are moved too: such files could never be merged."""
    kept, other = two
    lead, today = as_team.users["lead"], timezone.localdate()
    mobility = other.mobilities.create(territory=as_team.home, consented_on=today, opened_by=lead)
    trial = mobility.trials.create(
        territory=as_team.home,
        person=other,
        kind="permanent",
        employer="Atelier du Rhône",
        period=(today, None),
    )
    made = as_team.rows["home"]["elimination"]
    line = made.lines.create(
        territory=as_team.home, person=other, number=other.number, last_on=today
    )
    with pytest.raises(ValidationError, match="Gardez-y d’abord ce dossier"):
        put_together(two, as_team)
    EliminationLine.objects.filter(pk=line.pk).update(kept_because="Un doublon.")
    merged = put_together(two, as_team)
    rows = (trial, mobility, line)

    def of_whom() -> set[int]:
        for row in rows:
            row.refresh_from_db()
        return {row.person_id for row in rows}

    assert of_whom() == {kept.pk}
    duplicates.undo_merge(merged, by=lead, reason="Deux cousins.")
    assert of_whom() == {other.pk}


def everything(persons) -> list:
    """All that is held about these persons, to the last column."""
    return [
        sorted(str(row_of(row)) for row in rows)
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
