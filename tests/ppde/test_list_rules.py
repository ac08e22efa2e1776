"""The rules of the list, version after version, and what each act makes of them."""

from datetime import date, timedelta
from functools import partial

import pytest
from django.db import connection, transaction
from django.db.utils import IntegrityError
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cle.models import Decision
from ppde import operations
from ppde.eligibility import months_after
from ppde.forms import PauseForm
from ppde.models import EventKind, ListRule, OutcomeKind, Pause, Person, RankAct, Return
from ppde.operations.ranks import move_rank
from territories.models import Entry
from territories.scoping import scoped
from tests.list_kit import change_rule, order, refused
from tests.ppde.test_operations import meet
from tests.ppde.test_ranks import enrol

TODAY = timezone.localdate


@pytest.fixture
def people(as_team):
    return enrol(as_team, [0, 1, 2])


@pytest.fixture
def rule(as_team):
    return partial(change_rule, as_team)


# Versions ───────────────────────────────────────────────────────────────────────────────────────


def test_the_territory_then_the_hub_then_the_platform(as_team):
    home = as_team.home
    hub = ListRule.objects.create(
        territory=as_team.hub, version=1, valid_from=date(2023, 1, 1), source="cadre"
    )
    assert ListRule.objects.for_list(home).territory == home
    assert ListRule.objects.for_list(home, date(2023, 6, 1)) == hub
    before = ListRule.objects.for_list(home, date(2022, 6, 1))
    assert (before.pk, before.row, before.longest_pause_months) == (None, None, 12)
    assert ListRule.objects.for_list(as_team.hub) == hub


def test_a_version_is_taken_by_a_decision_and_never_for_the_past(as_team, by):
    home, write = as_team.home, operations.write_list_rule
    assert "prise par le comité" in refused(write, home, TODAY(), by=by)
    eligibility = as_team.rows["home"]["decision"]
    assert "règle de liste" in refused(write, home, TODAY(), by=by, decision=eligibility)
    elsewhere = as_team.rows["next"]["decision"]
    assert "autre territoire" in refused(write, home, TODAY(), by=by, decision=elsewhere)
    decision = meet(as_team, by, TODAY() - timedelta(days=3), kind="list_rule")
    early = TODAY() - timedelta(days=4)
    assert "ne vaut pas pour le passé" in refused(write, home, early, by=by, decision=decision)
    rule = write(home, TODAY(), by=by, decision=decision, longest_pause_months=6)
    assert (rule.version, rule.source) == (2, f"décision {decision}")
    assert ListRule.objects.for_list(home) == rule
    assert "choisissez une autre date" in refused(write, home, TODAY(), by=by, decision=decision)
    assert Entry.objects.filter(model="ppde.listrule", verb="create").exists()
    hub = write(as_team.hub, TODAY(), by=as_team.users["hub_admin"], source="cadre commun")
    assert hub.version == 1


# Pauses ─────────────────────────────────────────────────────────────────────────────────────────


def test_a_pause_longer_than_the_rule_is_refused_in_its_words(as_team, by, people, rule):
    version = rule(longest_pause_months=3)
    latest = months_after(TODAY(), 3)
    said = refused(
        operations.start_pause, people[0], TODAY(), latest + timedelta(days=1), "care", by=by
    )
    assert "version 1, depuis le 1er janvier 2024" in said
    assert "limite une pause à 3 mois" in said
    assert f"{latest:%d/%m/%Y}" in said
    pause = operations.start_pause(people[0], TODAY(), latest, "care", by=by)
    assert pause.rule == version
    assert "limite une pause" in refused(
        operations.extend_pause, pause, latest + timedelta(days=1), by=by
    )


def test_pauses_that_follow_each_other_count_as_one(by, people, rule):
    rule(longest_pause_months=3)
    one, start = people[0], operations.start_pause
    latest, day = months_after(TODAY(), 3), timedelta(days=1)
    first = start(one, TODAY(), latest - 9 * day, "care", by=by)
    said = refused(start, one, latest - 8 * day, latest + day, "away", by=by)
    assert "Les pauses qui se suivent comptent ensemble" in said
    assert f"au plus tard le {latest:%d/%m/%Y}" in said
    second = start(one, latest - 8 * day, latest, "away", by=by)
    assert "comptent ensemble" in refused(operations.extend_pause, second, latest + day, by=by)
    assert "comptent ensemble" in refused(start, one, latest + day, latest + day, "away", by=by)
    assert "comptent ensemble" in refused(
        start, one, TODAY() - 40 * day, TODAY() - day, "away", by=by
    )
    # A day available between them, or a pause that the rule itself gave, begins the count again.
    start(one, latest + 2 * day, latest + 20 * day, "care", by=by)
    first.reason = Pause.Reason.REFUSALS
    first.save(update_fields=["reason"])
    start(one, TODAY() - 60 * day, TODAY() - day, "away", by=by)


def test_nobody_paused_before_being_a_volunteer(by, people):
    said = refused(
        operations.start_pause, people[0], date(2025, 5, 30), date(2025, 6, 3), "care", by=by
    )
    assert "volontaire depuis le 01/06/2025" in said


def test_the_reason_of_the_rule_is_not_chosen_by_hand():
    assert "refusals" not in dict(PauseForm().fields["reason"].choices)


def test_a_pause_keeps_the_version_it_was_taken_under(as_team, by, people, rule):
    old = rule()
    pause = operations.start_pause(people[0], TODAY(), TODAY() + timedelta(9), "care", by=by)
    decision = meet(as_team, by, TODAY(), kind="list_rule")
    operations.write_list_rule(as_team.home, TODAY(), by=by, decision=decision)
    pause.refresh_from_db()
    assert pause.rule == old


# Unreachable, moved ─────────────────────────────────────────────────────────────────────────────


def test_unreachable_needs_its_reminders_spaced_and_since_the_last_contact(by, people, rule):
    rule(reminders=2, reminder_days=10)
    one = people[0]

    def unreachable():
        return operations.record_outcome(one, OutcomeKind.UNREACHABLE, TODAY(), by=by)

    assert "aucune ne l’est" in refused(unreachable)
    for days in (40, 35, 30):
        operations.add_event(one, EventKind.REMINDER, TODAY() - timedelta(days), by=by)
    operations.add_event(one, EventKind.CONTACT, TODAY() - timedelta(38), by=by)
    # The first comes before the contact; the next two are five days apart: one counts.
    said = refused(unreachable)
    assert "2 relances sans réponse espacées d’au moins 10 jours" in said
    assert "1 est inscrite" in said
    operations.add_event(one, EventKind.REMINDER, TODAY() - timedelta(25), by=by)
    assert unreachable().rule is not None
    rule(reminders=0)
    operations.record_outcome(people[1], OutcomeKind.UNREACHABLE, TODAY(), by=by)


def test_a_call_without_an_answer_noted_on_the_page_is_a_reminder(as_team, people, rule, sign_in):
    """What the team can type leads to the exit that the rule asks it for."""
    rule(reminders=2, reminder_days=10)
    client, person = sign_in("lead"), people[0]
    args = [as_team.home.slug, person.pk]
    fact, leave = reverse("ppde:event_add", args=args), reverse("ppde:outcome_record", args=args)
    gone = {"kind": "unreachable", "on": f"{TODAY():%d/%m/%Y}"}
    for days in (12, 1):
        page = client.post(leave, gone).content.decode()
        assert "avant de noter une personne injoignable" in page
        assert f"{fact}?fait=contact" in page
        on = f"{TODAY() - timedelta(days):%d/%m/%Y}"
        typed = {"kind": "contact", "on": on, "channel": "phone", "result": "no_answer"}
        assert client.post(fact, typed).status_code == 302
    assert client.post(leave, gone).status_code == 302
    with scoped(as_team.home.pk):
        person.refresh_from_db()
    assert person.outcome_kind == OutcomeKind.UNREACHABLE


def test_a_move_counts_when_the_rule_says(by, people, rule):
    rule(perimeter="stays")
    moved = OutcomeKind.MOVED
    record = operations.record_outcome
    assert "garde sur la liste" in refused(record, people[0], moved, TODAY(), by=by)
    rule(perimeter="leaves", perimeter_months=2)
    left = months_after(TODAY(), -1)
    said = refused(record, people[0], moved, TODAY(), left_on=left, by=by)
    assert "laisse 2 mois" in said
    assert f"{months_after(left, 2):%d/%m/%Y}" in said
    outcome = record(people[0], moved, TODAY(), left_on=months_after(TODAY(), -2), by=by)
    assert outcome.left_on == months_after(TODAY(), -2)


# Refusals ───────────────────────────────────────────────────────────────────────────────────────


def test_what_a_refusal_does(as_team, by, people, rule):
    one, two, three = people
    version = rule()
    assert operations.apply_refusal(one, TODAY(), 1, version, by=by) == ""
    version = rule(refusal="pause", refusals=2, refusal_pause_months=2)
    assert operations.apply_refusal(one, TODAY(), 1, version, by=by) == ""
    said = operations.apply_refusal(one, TODAY(), 2, version, by=by)
    assert "2 refus" in said.replace("\u00a0", " ")
    pause = Pause.objects.get(person=one)
    assert (pause.reason, pause.rule, pause.until) == (
        "refusals",
        version,
        months_after(TODAY(), 2) - timedelta(days=1),
    )
    assert order(as_team, people) == [one.pk, two.pk, three.pk], "une pause garde le rang"
    version = rule(refusal="back")
    operations.apply_refusal(two, TODAY(), 1, version, by=by)
    two.refresh_from_db()
    assert two.volunteer_on == TODAY()
    assert two.is_on_list
    assert order(as_team, people) == [one.pk, three.pk, two.pk]
    act = RankAct.objects.get(person=two)
    assert (act.kind, act.rule, act.before_on) == ("refusal", version, date(2025, 6, 2))
    version = rule(refusal="ask")
    operations.apply_refusal(three, TODAY(), 1, version, by=by)
    assert "le comité se prononce" in three.events.first().text


# Returns ────────────────────────────────────────────────────────────────────────────────────────


def leave(person, by, kind=OutcomeKind.PERMANENT, on=None):
    return operations.record_outcome(person, kind, on or TODAY() - timedelta(days=30), by=by)


def test_a_return_with_the_former_rank(as_team, by, people, rule):
    version = rule(after_job="keep")
    before = order(as_team, people)
    outcome = leave(people[1], by)
    assert order(as_team, people) == [people[0].pk, people[2].pk]
    row = operations.record_return(outcome, TODAY(), by=by)
    assert (row.effect, row.rule) == (Return.Effect.KEEP, version)
    people[1].refresh_from_db()
    assert (people[1].state, people[1].outcome_on) == (Person.State.LISTED, None)
    assert order(as_team, people) == before
    assert "déjà enregistré" in refused(operations.record_return, outcome, TODAY(), by=by)
    assert "Un retour a suivi" in refused(
        operations.cancel_outcome, outcome, by=by, reason="Erreur."
    )
    # A second exit is possible, and the hourly task does not bring the first one back.
    operations.refresh_day(as_team.home.pk)
    people[1].refresh_from_db()
    assert people[1].is_on_list
    leave(people[1], by, on=TODAY())
    people[1].refresh_from_db()
    assert people[1].outcome_on == TODAY()


def test_a_return_with_a_new_date_is_appreciated_again(as_team, by, people, rule):
    rule(after_job="new")
    people[0].events.create(
        territory=as_team.home, kind=EventKind.IDENTIFIED, on=people[0].identified_on, author=by
    )
    outcome = leave(people[0], by)
    operations.record_return(outcome, TODAY(), by=by)
    one = Person.objects.get(pk=people[0].pk)
    assert (one.volunteer_on, one.eligible_on, one.state) == (TODAY(), None, "volunteer")
    assert order(as_team, people) == [people[1].pk, people[2].pk]
    assert RankAct.objects.get(person=one).kind == "return"
    assert [e.kind for e in one.events.all()[:2]] == [EventKind.RETURN, EventKind.VOLUNTEER]
    review = operations.prepare_review(
        one, date(2024, 1, 1), date(2011, 1, 1), True, [], TODAY(), by=by
    )
    operations.decide_review(review, meet(as_team, by, TODAY()), "eligible", by=by)
    assert order(as_team, people) == [people[1].pk, people[2].pk, one.pk]
    # The date of the return may be corrected, not to a day before the exit.
    correct = operations.correct_volunteer_date
    said = refused(correct, one, outcome.on - timedelta(days=1), by=by, reason="Acte relu.")
    assert "pas encore sortie" in said
    correct(one, outcome.on, by=by, reason="Acte relu.")


def test_the_wait_for_a_first_proposal_begins_again_with_a_new_date(by, people, rule):
    """Else a new volunteer would never be late (E13), and would have waited no day (E10P)."""
    rule(after_job="new", after_choice="keep")
    before = TODAY() - timedelta(days=40)
    for person in people[:2]:
        operations.add_event(person, EventKind.PROPOSAL, before, by=by)
    operations.record_return(leave(people[0], by), TODAY(), by=by)
    operations.record_return(leave(people[1], by, OutcomeKind.NO_LONGER), TODAY(), by=by)
    again, kept = (Person.objects.get(pk=person.pk) for person in people[:2])
    assert (again.first_proposal_on, kept.first_proposal_on) == (None, before)
    operations.add_event(again, EventKind.PROPOSAL, TODAY(), by=by)
    again.refresh_from_db()
    assert again.first_proposal_on == TODAY()


def test_the_delay_changes_what_a_return_gives(by, people, rule):
    rule(after_choice="keep", after_long="new", return_months=2)
    long_ago, lately = months_after(TODAY(), -3), months_after(TODAY(), -2)
    early = leave(people[0], by, OutcomeKind.NO_LONGER, lately)
    late = leave(people[1], by, OutcomeKind.NO_LONGER, long_ago)
    assert operations.record_return(early, TODAY(), by=by).effect == "keep"
    assert operations.record_return(late, TODAY(), by=by).effect == "new"


def test_the_committee_decides_when_the_rule_says_so(as_team, by, people, rule):
    rule(after_job="ask")
    outcome = leave(people[0], by)
    back = operations.record_return
    assert "le comité décide" in refused(back, outcome, TODAY(), by=by)
    decision = meet(as_team, by, TODAY() - timedelta(days=2), kind="other")
    said = refused(back, outcome, TODAY(), by=by, decision=decision)
    assert "Dites ce que le comité a décidé" in said
    before = meet(as_team, by, outcome.on - timedelta(days=9), kind="other")
    assert "n’a pas eu lieu entre" in refused(
        back, outcome, TODAY(), by=by, decision=before, effect="keep"
    )
    bikes = meet(as_team, by, TODAY(), kind="supplementarity", number="R-2")
    assert "ne dit rien de la place" in refused(
        back, outcome, TODAY(), by=by, decision=bikes, effect="keep"
    )
    rejected = meet(as_team, by, TODAY(), kind="other", outcome="rejected", number="R-1")
    assert "adoptée" in refused(back, outcome, TODAY(), by=by, decision=rejected, effect="keep")
    row = back(outcome, TODAY(), by=by, decision=decision, effect="keep")
    assert (row.effect, row.decision) == ("keep", decision)
    rule(after_job="new")
    other = leave(people[1], by)
    assert "Laissez cette réponse vide" in refused(back, other, TODAY(), by=by, effect="keep")


def test_what_a_return_refuses(as_team, by, people, rule):
    outcome = leave(people[0], by)
    back = operations.record_return
    assert "pas encore passé" in refused(back, outcome, TODAY() + timedelta(1), by=by)
    assert "Écrivez ce jour ou après" in refused(
        back, outcome, outcome.on - timedelta(days=1), by=by
    )
    died = leave(people[1], by, OutcomeKind.DIED)
    assert "il n’y a pas de retour" in refused(back, died, TODAY(), by=by)


def test_somebody_who_left_before_volunteering_comes_back_and_volunteers(as_team, by):
    person = operations.register_person(
        as_team.home, by=by, last_name="A", first_name="B", origin="ccas",
        identified_on=date(2026, 1, 1),
    )  # fmt: skip
    outcome = leave(person, by, OutcomeKind.NO_LONGER)
    operations.record_return(outcome, TODAY(), by=by)
    person.refresh_from_db()
    assert person.state == Person.State.IDENTIFIED
    operations.record_volunteer(person, TODAY(), by=by)
    assert person.volunteer_on == TODAY()


def test_the_database_wants_the_act_not_only_the_word(as_team, by, people):
    """The setting alone, as a careless script would set it, does not open the date."""
    one = people[0]
    with pytest.raises(IntegrityError, match="immutable"), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("select set_config('app.correction', 'on', true)")
        Person.objects.filter(pk=one.pk).update(volunteer_on=date(2020, 1, 1))
    with transaction.atomic():
        at = one.volunteer_recorded_at
        act = move_rank(one, date(2025, 6, 9), at, kind="correction", reason="Acte relu.", by=by)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        RankAct.objects.filter(pk=act.pk).update(after_on=date(2020, 1, 1))
    with pytest.raises(IntegrityError, match="immutable"), transaction.atomic():
        Person.objects.filter(pk=one.pk).update(volunteer_on=date(2025, 6, 1))


# Pages ──────────────────────────────────────────────────────────────────────────────────────────


def at(name, *args, territory="venissieux"):
    return reverse(f"ppde:{name}", args=[territory, *args])


def text_of(response) -> str:
    return response.content.decode().replace("\u00a0", " ")


def test_the_rule_reads_in_sentences_for_the_team_the_committee_and_the_hub(sign_in, as_team):
    for kind in ("lead", "member"):
        page = text_of(sign_in(kind).get(at("list_rule_list")))
        assert "Version 1, en vigueur depuis le 1er janvier 2024, prise par la décision" in page
        assert "3 relances sans réponse, à 15 jours d’écart au moins" in page
    page = text_of(sign_in("hub_admin").get(at("list_rule_list", territory="metropole")))
    assert "Aucune règle n’est enregistrée" in page


def test_the_next_version_is_written_from_the_screen(sign_in, as_team, by):
    decision = meet(as_team, by, TODAY() - timedelta(days=1), kind="list_rule")
    client, url = sign_in("lead"), at("list_rule_create")
    page = client.get(url)
    data = {name: page.context["form"][name].value() for name in page.context["form"].fields}
    data |= {"valid_from": f"{TODAY():%d/%m/%Y}", "source": "", "decision": ""}
    sent = client.post(url, data)
    assert "Décision du comité" in text_of(sent)
    assert sent.context["form"].errors["decision"]
    data |= {"decision": decision.pk, "longest_pause_months": 40}
    assert client.post(url, data).context["form"].errors["longest_pause_months"]
    data |= {"longest_pause_months": 4, "hire_days": 21}
    assert client.post(url, data).status_code == 302
    rule = ListRule.objects.for_list(as_team.home)
    assert (rule.version, rule.longest_pause_months, rule.hire_days) == (2, 4, 21)
    assert "21 jours quand aucun jour de début n’est dit." in text_of(
        client.get(at("list_rule_list"))
    )


def test_before_the_committee_decided_no_form_is_opened(sign_in, as_team):
    Decision.objects.filter(kind="list_rule").update(kind="other")
    page = sign_in("lead").get(at("list_rule_create"), follow=True)
    assert page.redirect_chain == [(at("list_rule_list"), 302)]
    assert "Une règle se prend par une décision du comité" in text_of(page)


def test_the_hub_writes_its_own_from_the_screen(sign_in, as_team):
    client, url = sign_in("hub_admin"), at("list_rule_create", territory="metropole")
    page = client.get(url)
    data = {name: page.context["form"][name].value() for name in page.context["form"].fields}
    data |= {"valid_from": f"{TODAY():%d/%m/%Y}", "source": ""}
    assert "source" in client.post(url, data).context["form"].errors
    assert client.post(url, data | {"source": "cadre commun"}).status_code == 302
    assert ListRule.objects.get(territory=as_team.hub).decision is None


def test_the_hub_gives_up_a_version_that_has_not_begun(sign_in, as_team):
    """Written for a wrong day; one in force is replaced, not withdrawn."""
    hub, client = as_team.hub, sign_in("hub_admin")
    rows = [
        ListRule.objects.create(
            territory=hub, version=n, valid_from=TODAY() + timedelta(days), source="cadre"
        )
        for n, days in ((1, 0), (2, 300))
    ]
    begun, coming = (at("list_rule_withdraw", r.pk, territory="metropole") for r in rows)
    page = client.get(at("list_rule_list", territory="metropole")).content.decode()
    assert coming in page
    assert begun not in page
    assert "en vigueur depuis" in text_of(client.post(begun, {"reason": "Date fausse."}))
    assert client.post(coming, {"reason": ""}).context["form"].errors["reason"]
    assert client.post(coming, {"reason": "Date fausse."}).status_code == 302
    assert list(ListRule.objects.filter(territory=hub)) == rows[:1]
    home = sign_in("lead").get(at("list_rule_list")).content.decode()
    assert "/retirer/" not in home


def test_a_return_from_the_file(sign_in, as_team, by, people, rule):
    rule(after_job="keep")
    outcome = leave(people[0], by)
    client = sign_in("officer")
    assert "Enregistrer un retour" in text_of(client.get(people[0].get_absolute_url()))
    page = text_of(client.get(at("return_record", outcome.pk)))
    assert "le rang d’avant est rendu" in page
    assert "Ce que le comité a décidé" not in page
    sent = client.post(at("return_record", outcome.pk), {"on": f"{TODAY():%d/%m/%Y}"})
    assert sent.status_code == 302
    page = text_of(client.get(people[0].get_absolute_url()))
    assert "Retour" in page
    assert "Enregistrer un retour" not in page


def test_pauses_are_listed_by_the_day_they_are_reviewed(sign_in, as_team, by, people):
    client = sign_in("lead")
    assert "Personne n’est en pause" in text_of(client.get(at("pause_list")))
    with CaptureQueriesContext(connection) as one:
        client.get(at("pause_list"))
    by = as_team.users["lead"]
    apply_team(as_team)
    for person, days in zip(people, (30, 10, 20), strict=True):
        operations.start_pause(person, TODAY(), TODAY() + timedelta(days), "care", by=by)
    with CaptureQueriesContext(connection) as many:
        page = client.get(at("pause_list"))
    assert len(many) == len(one) <= 15
    assert "3 personnes sont en pause" in text_of(page)
    shown = [row.person.number for row in page.context["listing"].rows]
    assert shown == [11, 12, 10, 1]
    listed = client.get(at("pause_list"), {"quand": "finie"})
    assert [row.person.number for row in listed.context["listing"].rows] == [1]


def apply_team(world):
    from territories.scoping import Reach, apply

    apply(
        Reach(
            user=world.users["lead"].pk, reach={world.home.pk, world.hub.pk}, named={world.home.pk}
        )
    )
