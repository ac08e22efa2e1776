"""After the list: news at 3, 6 and 12 months, the mobility out of an enterprise and its consent."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from evaluation import operations as figures
from evaluation.models import IndicatorValue
from ppde import operations
from ppde.filters import followed
from ppde.letters.situations import may_be_written_to
from ppde.models import EventKind, FollowUp, MobilityFile, Outcome, Person
from ppde.operations.after import plan_missing
from territories.models import Entry
from territories.scoping import scoped

TODAY = timezone.localdate
DAY = timedelta(days=1)


@pytest.fixture
def by(world):
    return world.users["lead"]


def leave(world, by, kind="permanent", on=None, number="Dobrescu"):
    person = operations.register_person(
        world.home,
        last_name=number,
        first_name="Ilinca",
        origin="ccas",
        by=by,
        identified_on=date(2024, 1, 5),
    )
    return operations.record_outcome(person, kind, on or TODAY(), by=by)


def test_an_exit_to_work_plans_three_dates(as_team, by):
    outcome = leave(as_team, by, on=date(2026, 8, 31))
    assert list(outcome.follow_ups.values_list("months", "due_on")) == [
        (3, date(2026, 11, 30)),
        (6, date(2027, 2, 28)),
        (12, date(2027, 8, 31)),
    ]
    assert not leave(as_team, by, kind="retired", number="Ferreira").follow_ups.exists()
    operations.cancel_outcome(outcome, by=by, reason="Contrat non signé.")
    assert not FollowUp.objects.filter(person=outcome.person).exists()


def test_a_death_ends_the_news_and_the_letters_until_it_is_corrected(as_team, by):
    outcome = leave(as_team, by, on=TODAY() - 200 * DAY)
    person = Person.objects.get(pk=outcome.person_id)
    third, sixth, year = outcome.follow_ups.order_by("months")
    operations.record_follow_up(third, "same", TODAY() - 100 * DAY, by=by)
    contacted = Person.objects.get(pk=person.pk).last_contact_on
    operations.record_follow_up(sixth, "died", TODAY(), by=by)
    year.refresh_from_db()
    assert (year.result, year.done_on) == ("died", TODAY())
    assert not followed(Person.objects.filter(pk=person.pk)).exists()
    person = Person.objects.get(pk=person.pk)
    assert person.last_contact_on == contacted
    assert not may_be_written_to(person)
    month = TODAY().replace(day=1)
    figures.recompute(as_team.home.pk, month)
    found = IndicatorValue.objects.filter(territory=as_team.home, month=month, code="SUI6")
    assert all(row.denominator in (None, 0) for row in found)
    operations.record_follow_up(sixth, "other", TODAY(), by=by)
    year.refresh_from_db()
    assert (year.result, year.done_on) == ("", None)
    assert may_be_written_to(person)


def test_exits_recorded_before_are_caught_up_once(as_team):
    gone = as_team.rows["home"]["outcome"]
    FollowUp.objects.filter(territory=as_team.home).delete()
    Outcome.objects.filter(territory=as_team.home).update(on=date(2020, 1, 1))
    assert plan_missing(as_team.home.pk) == 0, "plus d’un an après, il est trop tard"
    Outcome.objects.filter(pk=gone.pk).update(on=TODAY() - 40 * DAY)
    assert plan_missing(as_team.home.pk) == 1
    assert plan_missing(as_team.home.pk) == 0
    assert gone.follow_ups.count() == 3


def test_news_are_recorded_and_may_be_corrected(as_team, by):
    outcome = leave(as_team, by, on=TODAY() - 200 * DAY)
    third, sixth, year = outcome.follow_ups.order_by("months")
    assert list(FollowUp.objects.to_do().filter(outcome=outcome)) == [third, sixth]
    with pytest.raises(ValidationError, match="au plus tôt un mois avant"):
        operations.record_follow_up(year, "same", TODAY(), by=by)
    with pytest.raises(ValidationError, match="pas encore passé"):
        operations.record_follow_up(third, "same", TODAY() + DAY, by=by)
    with pytest.raises(ValidationError, match="ce que la personne est devenue"):
        operations.record_follow_up(third, "", TODAY(), by=by)
    operations.record_follow_up(third, "same", TODAY(), by=by)
    person = Person.objects.get(pk=outcome.person_id)
    assert person.last_contact_on == TODAY()
    operations.record_follow_up(third, "none", TODAY(), by=by)
    operations.record_follow_up(sixth, "unreachable", TODAY(), by=by)
    assert person.events.filter(kind=EventKind.CONTACT).count() == 2
    assert not FollowUp.objects.to_do().filter(outcome=outcome).exists()


def test_a_return_is_the_news(as_team, by):
    outcome = leave(as_team, by, kind="fixed_short", on=TODAY() - 100 * DAY)
    operations.record_return(outcome, TODAY(), by=by)
    assert set(outcome.follow_ups.values_list("result", "done_on")) == {("none", TODAY())}


@pytest.fixture
def employee(as_team):
    """Hired by the enterprise on 1 September 2025."""
    return as_team.rows["home"]["outcome"].person


@pytest.fixture
def mobility(employee, by):
    earlier = MobilityFile.objects.get(person=employee)
    operations.end_trial(earlier.trials.get(), "back", date(2026, 5, 31), by=by)
    operations.close_mobility(earlier, "stopped", TODAY(), by=by)
    return operations.open_mobility(
        employee, date(2026, 3, 2), "Travailler en cuisine.", ["cuisine"], by=by
    )


def test_a_mobility_needs_a_hire_and_an_agreement(as_team, by, mobility, employee):
    listed = as_team.rows["home"]["person"]
    with pytest.raises(ValidationError, match="embauchée par une EBE"):
        operations.open_mobility(listed, TODAY(), "Projet", by=by)
    with pytest.raises(ValidationError, match="déjà ouverte"):
        operations.open_mobility(employee, TODAY(), "Projet", by=by)
    with pytest.raises(ValidationError, match="a donné son accord le"):
        operations.add_mobility_step(mobility, "visit", date(2026, 3, 1), by=by)


def test_a_trial_ends_by_a_hire_and_news_will_be_taken(mobility, by):
    start = operations.start_trial
    with pytest.raises(ValidationError, match="finit avant de commencer"):
        start(mobility, "permanent", "Le Fournil", TODAY(), TODAY() - DAY, by=by)
    first = start(mobility, "fixed_long", "Le Fournil", TODAY() - 60 * DAY, TODAY(), by=by)
    with pytest.raises(ValidationError, match="déjà en cours"):
        start(mobility, "permanent", "La Halle", TODAY(), TODAY() + DAY, by=by)
    operations.end_trial(first, "back", TODAY() - 30 * DAY, by=by)
    assert first.until == TODAY() - 30 * DAY
    second = start(mobility, "permanent", "La Halle", TODAY() - 20 * DAY, TODAY() + DAY, by=by)
    operations.end_trial(second, "hired", TODAY(), by=by)
    mobility.refresh_from_db()
    assert (mobility.closing, mobility.closed_on) == ("hired", TODAY())
    assert [f.months for f in mobility.follow_ups.all()] == [3, 6, 12]
    with pytest.raises(ValidationError, match="est close"):
        operations.add_mobility_step(mobility, "visit", TODAY(), by=by)


def test_two_trials_share_no_day_and_none_lasts_past_the_year_to_come(sign_in, world, mobility, by):
    """Refused in words whatever leads to it: the database alone answered by an error, and the page was lost."""
    start = operations.start_trial
    first = start(mobility, "permanent", "Le Fournil", TODAY() - 20 * DAY, TODAY(), by=by)
    operations.end_trial(first, "back", TODAY() - 10 * DAY, by=by)
    asked = {"kind": "permanent", "employer": "La Halle", "agreed": "on"}
    asked |= {"since": f"{TODAY() - 12 * DAY:%d/%m/%Y}", "until": f"{TODAY():%d/%m/%Y}"}
    url = reverse("ppde:trial_start", args=[world.home.slug, mobility.pk])
    said = sign_in("officer").post(url, asked).content.decode()
    assert "Une autre suspension couvre déjà ces dates" in said
    assert "La Halle" in said
    second = start(mobility, "permanent", "La Halle", TODAY() - 9 * DAY, TODAY(), by=by)
    why = {"reason": "Jour mal saisi", "kind": "permanent", "employer": "La Halle", "by": by}
    with pytest.raises(ValidationError, match="Une autre suspension"):
        operations.correct_trial(
            second, since=TODAY() - 12 * DAY, until=TODAY(), result="running", **why
        )
    with pytest.raises(ValidationError, match="trop loin"):
        operations.correct_trial(
            second, since=second.since, until=date(2036, 11, 10), result="running", **why
        )


def test_a_form_that_could_only_be_refused_says_so_at_opening(sign_in, world, mobility, by):
    browser, here = sign_in("officer"), world.home.slug

    def refused(name: str, pk: int) -> str:
        answer = browser.get(reverse(f"ppde:{name}", args=[here, pk]), follow=True)
        assert answer.redirect_chain, name
        return answer.content.decode()

    trial = operations.start_trial(
        mobility, "permanent", "Le Fournil", TODAY() - 5 * DAY, TODAY(), by=by
    )
    assert "Un essai est déjà en cours" in refused("trial_start", mobility.pk)
    assert browser.get(reverse("ppde:trial_end", args=[here, trial.pk])).status_code == 200
    operations.end_trial(trial, "back", TODAY(), by=by)
    assert "déjà notée" in refused("trial_end", trial.pk)
    operations.close_mobility(mobility, "stopped", TODAY(), by=by)
    for name in ("mobility_step", "trial_start", "mobility_close"):
        assert "Cette mobilité est close" in refused(name, mobility.pk)


def test_a_mobility_does_not_end_while_a_trial_runs(mobility, by):
    """The contract would stay suspended, with nothing left to end the trial."""
    trial = operations.start_trial(
        mobility, "permanent", "Le Fournil", TODAY() - 5 * DAY, TODAY() + 40 * DAY, by=by
    )
    with pytest.raises(ValidationError, match="Notez d’abord son issue"):
        operations.close_mobility(mobility, "stopped", TODAY(), by=by)
    operations.end_trial(trial, "back", TODAY(), by=by)
    # One that has not begun suspends nothing: it goes with the mobility.
    operations.start_trial(
        mobility, "permanent", "La Halle", TODAY() + DAY, TODAY() + 9 * DAY, by=by
    )
    operations.close_mobility(mobility, "stopped", TODAY(), by=by)
    assert [t.employer for t in mobility.trials.all()] == ["Le Fournil"]


def test_an_agreement_taken_back_erases_what_was_told(mobility, by):
    operations.add_mobility_step(mobility, "visit", TODAY(), "Le Fournil", by=by)
    operations.close_mobility(mobility, "withdrawn", TODAY(), by=by)
    mobility.refresh_from_db()
    assert (mobility.project, mobility.target_jobs, mobility.steps.count()) == ("", [], 0)


# What was noted wrongly ─────────────────────────────────────────────────────────────────────────


def test_a_step_is_corrected_or_withdrawn_by_another_row(mobility, by):
    step = operations.add_mobility_step(mobility, "visit", TODAY(), "Le Fournil", by=by)
    fixed = {"kind": "interview", "on": TODAY() - DAY, "by": by}
    with pytest.raises(ValidationError, match="Dites pourquoi"):
        operations.correct_mobility_step(step, reason=" ", **fixed)
    made = operations.correct_mobility_step(step, reason="Mauvais jour", **fixed)
    assert (made.corrects, made.author, made.reason) == (step, by, "Mauvais jour")
    assert list(mobility.steps.standing()) == [made]
    assert mobility.steps.get(pk=step.pk).text == "Le Fournil"
    with pytest.raises(ValidationError, match="vient de corriger"):
        operations.correct_mobility_step(step, reason="Encore", **fixed)
    operations.withdraw_mobility_step(made, reason="Annulée", by=by)
    assert not mobility.steps.standing().exists()
    assert mobility.steps.count() == 3
    entry = Entry.objects.filter(verb="correct", reason="Annulée").get()
    assert entry.after == {"étape": "retirée"}
    operations.close_mobility(mobility, "withdrawn", TODAY(), by=by)
    assert mobility.steps.count() == 0


def facts(mobility) -> list[str]:
    """What the journey says of the mobility, corrected facts left out, the latest first."""
    standing = mobility.person.events.filter(kind="note", corrections=None)
    return [e.text.replace("\u00a0", " ") for e in standing.order_by("-recorded_at", "-pk")]


def test_an_issue_noted_wrongly_opens_the_mobility_again(mobility, by):
    """The hire that closed it was none: the trial runs, no news is waited for, and the history says who and why."""
    since = TODAY() - 20 * DAY
    trial = operations.start_trial(mobility, "permanent", "La Halle", since, TODAY() + DAY, by=by)
    operations.end_trial(trial, "hired", TODAY(), by=by)
    assert mobility.follow_ups.count() == 3
    terms = {"kind": "permanent", "employer": "La Halle", "since": since}
    with pytest.raises(ValidationError, match="Corrigez l’issue de cet essai"):
        operations.reopen_mobility(mobility, reason="Erreur", by=by)
    with pytest.raises(ValidationError, match="n’est pas encore passé"):
        operations.correct_trial(
            trial, **terms, until=TODAY() + DAY, result="back", reason="Erreur", by=by
        )
    operations.correct_trial(
        trial, **terms, until=TODAY() + 9 * DAY, result="running", reason="Pas encore", by=by
    )
    mobility.refresh_from_db()
    assert (mobility.closed_on, mobility.closing, mobility.follow_ups.count()) == (None, "", 0)
    assert (trial.result, trial.until) == ("running", TODAY() + 9 * DAY)
    told = facts(mobility)
    assert told[0].startswith("Contrat suspendu pour essai : ")
    assert told[1] == "Mobilité externe rouverte, la clôture était une erreur."
    assert not any(text.startswith("Fin de l’essai : embauche") for text in told)
    corrected = mobility.person.events.filter(text__startswith="Contrat suspendu").latest("pk")
    assert (corrected.reason, corrected.author) == ("Pas encore", by)
    assert corrected.corrects.text.startswith("Fin de l’essai")
    # And it may then end as it really did.
    operations.end_trial(trial, "back", TODAY(), by=by)
    operations.correct_trial(
        trial, **terms, until=TODAY(), result="hired", reason="Embauchée", by=by
    )
    mobility.refresh_from_db()
    assert (mobility.closing, mobility.follow_ups.count()) == ("hired", 3)


def test_a_trial_that_was_none_suspends_nothing(mobility, by):
    trial = operations.start_trial(
        mobility, "permanent", "La Halle", TODAY() - 5 * DAY, TODAY() + DAY, by=by
    )
    operations.withdraw_trial(trial, reason="Contrat jamais suspendu", by=by)
    assert not mobility.trials.exists()
    assert facts(mobility)[0].startswith("Suspension retirée")
    operations.close_mobility(mobility, "stays", TODAY(), by=by)


def test_a_closing_noted_wrongly_is_undone_unless_something_followed(mobility, by):
    operations.close_mobility(mobility, "hired", TODAY() - 200 * DAY, by=by)
    operations.reopen_mobility(mobility, reason="Une autre personne", by=by)
    assert (mobility.closed_on, mobility.follow_ups.count()) == (None, 0)
    with pytest.raises(ValidationError, match="déjà ouverte"):
        operations.reopen_mobility(mobility, reason="Encore", by=by)
    operations.close_mobility(mobility, "hired", TODAY() - 200 * DAY, by=by)
    first = mobility.follow_ups.get(months=3)
    operations.record_follow_up(first, "same", TODAY(), by=by)
    with pytest.raises(ValidationError, match="Des nouvelles ont été prises"):
        operations.reopen_mobility(mobility, reason="Erreur", by=by)


def test_an_agreement_taken_back_gives_nothing_back(mobility, by):
    operations.close_mobility(mobility, "withdrawn", TODAY(), by=by)
    with pytest.raises(ValidationError, match="ouvrez une nouvelle mobilité"):
        operations.reopen_mobility(mobility, reason="Erreur", by=by)


def test_a_second_mobility_keeps_the_first_one_closed(mobility, employee, by):
    operations.close_mobility(mobility, "stopped", TODAY(), by=by)
    operations.open_mobility(employee, TODAY(), "Jardinage", by=by)
    with pytest.raises(ValidationError, match="Une autre mobilité est ouverte"):
        operations.reopen_mobility(mobility, reason="Erreur", by=by)


def test_the_pages_correct_a_step_a_trial_and_a_closing(sign_in, world, by):
    client, home = sign_in("lead"), world.home.slug
    step, trial = (world.rows["home"][name] for name in ("mobilitystep", "mobilitytrial"))
    mobility = world.rows["home"]["mobilityfile"]

    def at(name, row) -> str:
        return reverse(f"ppde:{name}", args=[home, row.pk])

    def page() -> str:
        return client.get(
            reverse("ppde:person_after", args=[home, mobility.person_id])
        ).content.decode()

    assert at("mobility_step_correct", step) in page()
    assert at("trial_correct", trial) in page()
    sent = {"kind": "training", "on": "03/03/2026", "reason": "Mauvais jour"}
    assert client.post(at("mobility_step_correct", step), sent).status_code == 302
    assert "Raison\u00a0: Mauvais jour." in page()
    # A colleague had it open: what is typed is in the page, with the reason why it is not written.
    late = client.post(at("mobility_step_correct", step), sent | {"reason": "Autre raison"})
    assert (late.status_code, late.context["form"]["reason"].value()) == (200, "Autre raison")
    assert "Quelqu’un d’autre vient de corriger ou de retirer cette étape." in late.content.decode()
    shown = client.get(at("mobility_step_correct", step), follow=True)
    assert shown.redirect_chain[0][0] == reverse(
        "ppde:person_after", args=[home, mobility.person_id]
    )
    assert (
        "Quelqu’un d’autre vient de corriger ou de retirer cette étape." in shown.content.decode()
    )
    form = client.get(at("trial_correct", trial)).context["form"]
    sent = {name: form[name].value() for name in form.fields if form[name].value()}
    sent |= {"since": "01/04/2026", "until": "31/05/2026", "result": "back"}
    assert "reason" in client.post(at("trial_correct", trial), sent).context["form"].errors
    assert client.post(at("trial_correct", trial), sent | {"reason": "Fini"}).status_code == 302
    with scoped(world.home.pk):
        operations.close_mobility(mobility, "stopped", TODAY(), by=by)
    assert at("mobility_reopen", mobility) in page()
    assert client.post(at("mobility_reopen", mobility), {"reason": "Erreur"}).status_code == 302
    with scoped(world.home.pk):
        assert MobilityFile.objects.get(pk=mobility.pk).closed_on is None


def test_the_file_after_asks_the_same_for_one_step_or_many(sign_in, world, by):
    client = sign_in("lead")
    mobility = world.rows["home"]["mobilityfile"]
    url = reverse("ppde:person_after", args=[world.home.slug, mobility.person_id])

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        return len(queries)

    count()
    one = count()
    with scoped(world.home.pk):
        for n in range(6):
            step = operations.add_mobility_step(mobility, "visit", TODAY(), f"Lieu {n}", by=by)
            operations.correct_mobility_step(
                step, kind="visit", on=TODAY() - DAY, reason="Veille", by=by
            )
    assert count() == one


def test_the_pages_in_order(sign_in, world, by):
    with scoped(world.home.pk, world.hub.pk):
        outcome = leave(world, by, on=TODAY() - 100 * DAY)
        due = outcome.follow_ups.get(months=3)
        employee = world.rows["home"]["outcome"].person_id
    lead, home = sign_in("lead"), world.home.slug
    shown = lead.get(reverse("ppde:follow_up_list", args=[home]) + "?quand=a_prendre")
    assert "M-0003" in shown.content.decode()
    url = reverse("ppde:follow_up_record", args=[home, due.pk])
    assert "Choisissez une réponse" in lead.post(url, {"on": "x"}).content.decode()
    assert lead.post(url, {"result": "same", "on": f"{TODAY():%d/%m/%Y}"}).status_code == 302
    after = lead.get(reverse("ppde:person_after", args=[home, employee])).content.decode()
    assert "Mobilité externe, accord du" in after
    with scoped(world.home.pk):
        mobility = MobilityFile.objects.get(person=employee)
    trial = reverse("ppde:trial_start", args=[home, mobility.pk])
    sent = {
        "kind": "permanent",
        "employer": "La Halle",
        "since": "01/11/2026",
        "until": "15/12/2026",
    }
    assert "suppose l’accord" in lead.post(trial, sent).content.decode()


def test_queries_do_not_grow(sign_in, world, by):
    lead = sign_in("lead")
    names = ("follow_up_list", "mobility_list")

    def count():
        found = {}
        for name in names:
            with CaptureQueriesContext(connection) as queries:
                assert lead.get(reverse(f"ppde:{name}", args=[world.home.slug])).status_code == 200
            found[name] = len(queries)
        return found

    count()
    one = count()
    with scoped(world.home.pk, world.hub.pk):
        for i in range(4):
            leave(world, by, number=f"Nom{i}")
    assert count() == one
    assert max(one.values()) <= 15
