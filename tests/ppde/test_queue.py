"""« À faire »: each source holds what it says, for oneself or for the team; all are asked in one statement."""

from datetime import timedelta
from itertools import product

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from ppde import operations
from ppde.eligibility import months_after, months_before
from ppde.mobilisation import is_out_of_touch, out_of_touch
from ppde.models import (
    EligibilityReview,
    EventKind,
    JourneyEvent,
    Lookalike,
    Pause,
    Person,
    RightsRequest,
    Session,
    TextFlag,
)
from ppde.retention.models import Elimination, RetentionRule
from ppde.retention.operations import prepare
from ppde.retention.times import endings
from territories import queue as territories_queue
from territories.models import Membership, Territory
from territories.periods import period
from territories.queue import first_rows, sources, summary
from territories.scoping import scope_of, scoped
from tests.ppde.test_person_lists import fill


@pytest.fixture
def today():
    return timezone.localdate()


def rows(world, key: str) -> list:
    source = next(s for s in sources() if s.key == key)
    with scoped(world.home.pk):
        return list(source.rows(world.home, timezone.localdate()))


def quiet(world) -> Person:
    """The person of the world, with nothing waiting about them."""
    today = timezone.localdate()
    person = world.rows["home"]["person"]
    with scoped(world.home.pk):
        Person.objects.filter(pk=person.pk).update(last_contact_on=today, notice_given_on=today)
        Lookalike.objects.filter(territory=world.home).delete()
    return person


def page(client, world, query="") -> str:
    return client.get(reverse("ppde:work_queue", args=[world.home.slug]) + query).content.decode()


@pytest.mark.parametrize(("days", "found"), [(59, 0), (60, 0), (61, 1)])
def test_silence_is_a_setting_of_the_territory(world, today, days, found):
    person = quiet(world)
    with scoped(world.home.pk):
        Person.objects.filter(pk=person.pk).update(last_contact_on=today - timedelta(days=days))
    assert len(rows(world, "silence")) == found
    world.home.silence_days = 90
    assert rows(world, "silence") == []


def test_the_list_shows_the_silence_of_the_territory_too(world, sign_in, today):
    person = quiet(world)
    with scoped(world.home.pk):
        Person.objects.filter(pk=person.pk).update(last_contact_on=today - timedelta(days=40))
    client = sign_in("officer")
    url = reverse("ppde:person_detail", args=[world.home.slug, person.pk])
    assert "Sans contact" not in client.get(url).content.decode()
    Territory.objects.filter(pk=world.home.pk).update(silence_days=30)
    client = sign_in("lead")
    assert "Sans contact" in client.get(url).content.decode()


def test_a_follow_up_waits_until_somebody_is_in_touch_again(world, today):
    person, by = quiet(world), world.users["officer"]
    told = {"channel": "phone", "result": "no_answer", "by": by}
    with scoped(world.home.pk):
        first = operations.add_event(
            person,
            EventKind.CONTACT,
            today - timedelta(days=9),
            follow_up_on=today - timedelta(days=2),
            **told,
        )
    assert rows(world, "follow_ups") == [first]
    with scoped(world.home.pk):
        again = operations.add_event(
            person,
            EventKind.CONTACT,
            today - timedelta(days=1),
            follow_up_on=today,
            **told,
        )
    assert rows(world, "follow_ups") == [again]
    with scoped(world.home.pk):
        operations.add_event(person, EventKind.INTERVIEW, today, by=by)
    assert rows(world, "follow_ups") == []


def test_a_pause_waits_a_fortnight_before_its_end(world, today):
    person = quiet(world)

    def pause(until):
        with scoped(world.home.pk):
            Pause.objects.filter(person=person).delete()
            Person.objects.filter(pk=person.pk).update(state="paused")
            Pause.objects.create(
                territory=world.home,
                person=person,
                period=period(today - timedelta(days=60), until),
                reason="care",
            )
        return [row.due for row in rows(world, "pauses")]

    assert pause(today + timedelta(days=14)) == [today + timedelta(days=14)]
    assert pause(today - timedelta(days=1)) == [today - timedelta(days=1)]
    assert pause(today + timedelta(days=15)) == []


def test_a_review_is_prepared_then_presented(world, today):
    with scoped(world.home.pk):
        person = fill(world, [("Vial", "Élise", "2026-06-04")])[0]
        Person.objects.filter(pk=person.pk).update(state="volunteer", eligible_on=None)
    assert rows(world, "to_prepare") == [person]
    with scoped(world.home.pk):
        EligibilityReview.objects.create(
            territory=world.home,
            person=person,
            rule=world.rule,
            without_job_since=today,
            resident_since=today,
            positive_acts=True,
            evidence_seen_on=today,
            prepared_by=world.users["lead"],
        )
    assert rows(world, "to_prepare") == []
    assert [r.person for r in rows(world, "to_present")] == [person]


def test_a_notice_and_a_referent_are_asked_for(world, today):
    with scoped(world.home.pk):
        person = fill(world, [("Vial", "Élise", "2026-06-04")])[0]
        quiet(world)
    assert rows(world, "notices") == [person]
    assert person not in rows(world, "without_referent")
    leaver = person.referent
    Membership.objects.filter(user=leaver).update(
        period=period(today - timedelta(days=90), today - timedelta(days=1))
    )
    assert person in rows(world, "without_referent")


def test_a_leaver_leaves_persons_without_a_referent_in_the_list(world, sign_in, today):
    with scoped(world.home.pk):
        fill(world, [("Vial", "Élise", "2026-06-04")])
    Membership.objects.filter(user=world.users["lead"]).update(
        period=period(today - timedelta(days=90), today - timedelta(days=1))
    )
    url = reverse("ppde:person_list", args=[world.home.slug]) + "?referent=null"
    assert "Vial" in sign_in("officer").get(url).content.decode()


def test_a_session_that_is_over_waits_for_its_sheet(world):
    with scoped(world.home.pk):
        session = Session.objects.create(
            territory=world.home,
            kind="workshop",
            title="Atelier oublié",
            place="Salle",
            starts_at=timezone.now() - timedelta(days=1),
            animator=world.users["officer"],
        )
    assert rows(world, "sheets") == [session]


def test_mine_or_the_team(world, sign_in, today):
    person = quiet(world)
    with scoped(world.home.pk):
        Person.objects.filter(pk=person.pk).update(
            last_contact_on=today - timedelta(days=70), referent=world.users["lead"]
        )
    officer = sign_in("officer")
    assert "Camille Quetzal" not in page(officer, world)
    assert "Camille Quetzal" in page(officer, world, "?qui=equipe")
    lead = sign_in("lead")
    assert "Camille Quetzal" in page(lead, world)
    assert "Camille Quetzal" in page(lead, world, "?qui=moi")


def test_the_neighbour_waits_elsewhere(world, sign_in):
    assert "Zibeline" not in page(sign_in("lead"), world)


def test_one_statement_for_one_row_or_many(world, sign_in, today):
    client = sign_in("lead")

    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert client.get(reverse("ppde:work_queue", args=[world.home.slug])).status_code == 200
        return len(caught)

    with scoped(world.home.pk):
        people = fill(world)
        Person.objects.filter(pk=people[0].pk).update(last_contact_on=today - timedelta(days=80))
    queries()
    one = queries()
    with scoped(world.home.pk):
        Person.objects.filter(territory=world.home).update(
            last_contact_on=today - timedelta(days=80), referent=None
        )
        JourneyEvent.objects.bulk_create(
            JourneyEvent(
                territory=world.home,
                person=p,
                kind="contact",
                on=today - timedelta(days=80),
                follow_up_on=today,
            )
            for p in people
        )
    # One statement for all the sources, and those of any page: the account, its memberships.
    assert queries() == one <= 8


def test_each_row_is_that_of_its_source(as_team):
    """Asked together, the rows are those that each source gives alone, in their order, with what they join."""
    for key in ("silence", "orientations", "proposals", "rights", "lookalikes", "to_present"):
        source = next(s for s in sources() if s.key == key)
        expected = list(source.rows(as_team.home, timezone.localdate()))
        found = dict(first_rows(as_team.home, [source])).get(source, [])
        assert [(row, row.due) for row in found] == [(row, row.due) for row in expected]
        lines = [[source.line(row, "x") for row in rows] for rows in (found, expected)]
        assert lines[0] == lines[1]
        assert {row.in_all for row in found} <= {len(expected)}


def test_a_page_of_a_source_holds_its_most_pressing_rows(as_team, today, monkeypatch):
    monkeypatch.setattr("territories.queue.SHOWN", 2)
    monkeypatch.setattr("territories.queue._rows", territories_queue._rows.__wrapped__)
    people = fill(as_team)
    for n, person in enumerate(people):
        Person.objects.filter(pk=person.pk).update(last_contact_on=today - timedelta(days=80 + n))
    source = next(s for s in sources() if s.key == "silence")
    ((_, found),) = first_rows(as_team.home, [source])
    every = list(source.rows(as_team.home, today))
    assert found == every[:2]
    assert {row.in_all for row in found} == {len(every)} != {2}


def test_the_summary_counts_everything_in_one_statement(as_team, django_assert_num_queries):
    sources()
    with django_assert_num_queries(1):
        found = summary(as_team.home, sources())
    proposals = next(w for s, w in found if s.key == "proposals")
    assert (proposals.n, proposals.late) == (1, 1)


# The data themselves ────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def register_old(world):
    def make(months: int) -> Person:
        """Met, then nothing for so many months; nobody follows the file."""
        day = months_before(timezone.localdate(), months)
        with scoped(world.home.pk):
            return Person.objects.create(
                territory=world.home,
                number=70,
                last_name="Ancelin",
                first_name="Ouri",
                origin="ccas",
                state="met",
                identified_on=day,
                met_on=day,
                last_contact_on=day,
            )

    return make


@pytest.mark.parametrize(("months", "found"), [(21, 0), (22, 1), (24, 0), (30, 0)])
def test_a_file_is_announced_at_twenty_two_months(world, register_old, months, found):
    person = register_old(months)
    assert [p.pk for p in rows(world, "ending")] == [person.pk][:found]


def test_the_end_of_retention_follows_the_rule_of_the_territory(world, register_old, today):
    person = register_old(13)
    assert rows(world, "ending") == []
    RetentionRule.objects.create(
        territory=world.home,
        valid_from=today - timedelta(days=1),
        months=14,
        notice_months=12,
        source="Délibération",
    )
    (found,) = rows(world, "ending")
    assert (found.pk, found.due) == (person.pk, months_after(found.last_on, 14))
    with scoped(world.home.pk):
        RetentionRule.objects.filter(territory=world.home).delete()


@pytest.mark.parametrize(("months", "found"), [(22, 0), (24, 1), (30, 1)])
def test_a_file_past_its_time_asks_for_the_list(world, register_old, sign_in, months, found):
    person = register_old(months)
    assert [p.pk for p in rows(world, "past_files")] == [person.pk][:found]
    told = "dossier au bout de sa durée de conservation"
    assert (told in page(sign_in("lead"), world)) is bool(found)
    # Whoever does not prepare the list is not asked to; it is no matter of the week.
    assert told not in page(sign_in("officer"), world, "?qui=equipe")
    week = sign_in("lead").get(reverse("evaluation:dashboard", args=[world.home.slug]))
    assert told not in week.content.decode()


def test_a_file_of_an_open_elimination_list_waits_there(world, register_old):
    register_old(30)
    assert len(rows(world, "past_files")) == 1
    with scoped(world.home.pk):
        Elimination.objects.filter(territory=world.home).exclude(state="done").update(
            state="given_up"
        )
        made = prepare(world.home, by=world.users["lead"])
    assert rows(world, "past_files") == rows(world, "ending") == []
    assert [row.pk for row in rows(world, "drafts")] == [made.pk]


def test_texts_and_pairs_wait_for_those_who_decide(world, sign_in):
    with scoped(world.home.pk):
        person = world.rows["home"]["person"]
        operations.update_person(person, by=world.users["lead"], comment="Sort de prison")
    assert [f.words for f in rows(world, "texts")][-1] == ["prison"]
    assert rows(world, "lookalikes")
    lead, officer = page(sign_in("lead"), world), page(sign_in("officer"), world, "?qui=equipe")
    assert "textes à relire" in lead or "texte à relire" in lead
    assert "prison" in lead
    assert "à relire" not in officer.split("<main", 1)[1]
    assert "départager" in lead
    assert "départager" in officer


def test_urgent_sources_speak_in_their_own_words(world, sign_in, today):
    person = quiet(world)
    with scoped(world.home.pk):
        Person.objects.filter(pk=person.pk).update(last_contact_on=today - timedelta(days=70))
        RightsRequest.objects.filter(territory=world.home, state="open").update(
            due_on=today - timedelta(days=3)
        )
    shown = (
        sign_in("lead")
        .get(reverse("evaluation:dashboard", args=[world.home.slug]))
        .content.decode()
    )
    assert "personne sans contact depuis 60\u00a0jours" in shown
    assert "1\u00a0demande sur les données en retard" in shown
    assert "en retard depuis" not in shown
    assert "Ouvrir les demandes" in shown


def test_the_new_sources_ask_the_same_for_one_row_and_many(world, sign_in, today):
    client = sign_in("lead")

    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert client.get(reverse("ppde:work_queue", args=[world.home.slug])).status_code == 200
        return len(caught)

    with scoped(world.home.pk):
        people = fill(world)
        operations.update_person(people[0], by=world.users["lead"], comment="Malade")
    queries()
    one = queries()
    with scoped(world.home.pk):
        for person in people[1:]:
            operations.update_person(person, by=world.users["lead"], comment="Malade")
        Lookalike.objects.bulk_create(
            Lookalike(
                territory=world.home,
                first=people[0],
                second=person,
                likeness=0.8,
                reasons=["même nom"],
            )
            for person in people[1:]
        )
    assert queries() == one


def test_the_texts_of_the_hub_wait_for_whoever_reviews_them(world, sign_in):
    """Those of its committees and letters, about nobody followed: on « À faire » and on the overview of its administration."""
    with scoped(world.hub.pk):
        flag = TextFlag.objects.create(
            territory=world.hub,
            model="cle.meeting",
            object_id=world.rows["home"]["meeting"].pk,
            field="minutes",
            words=["prison"],
        )
    url = reverse("ppde:work_queue", args=[world.hub.slug])
    review = reverse("ppde:text_review", args=[world.hub.slug, flag.pk])
    admin = sign_in("hub_admin")
    shown = admin.get(url).content.decode()
    assert review in shown
    assert "1\u00a0tâche vous attend." in shown
    overview = admin.get(reverse("evaluation:dashboard", args=[world.hub.slug])).content.decode()
    assert "texte à relire" in overview
    assert url in overview
    assert sign_in("hub_officer").get(url).status_code == 403
    officer = sign_in("hub_officer").get(reverse("evaluation:dashboard", args=[world.hub.slug]))
    assert "texte à relire" not in officer.content.decode()
    admin.get(url)
    with CaptureQueriesContext(connection) as queries:
        admin.get(url)
    assert len(queries) <= 15


# « Tout voir » ──────────────────────────────────────────────────────────────────────────────────

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
            about = "person_id" if source.key in ("follow_ups", "departures") else "pk"
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


# Before the list ────────────────────────────────────────────────────────────────────────────────


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
