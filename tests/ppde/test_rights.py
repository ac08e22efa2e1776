"""Consents, requests about the data with their clock, the frozen file, the access file, the register."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from ppde import operations
from ppde.eligibility import months_after
from ppde.models import (
    AccessFile,
    Consent,
    Elimination,
    EventKind,
    Person,
    RightsRequest,
)
from ppde.retention import operations as retention
from ppde.tasks import recount_due
from territories.models import Entry, LegalFigure, TerritoryDepartment
from territories.operations.legal import write_legal_figure
from territories.scoping import Reach, apply, scoped
from tests.ppde.rights_kit import agree, ask, page, text
from tests.world import NAME
from tzcld.working_days import end_of_period

TODAY = timezone.localdate


# Requests ─────────────────────────────────────────────────────────────────────────────────────────


def test_the_clock_is_one_month_then_three(person, by, monkeypatch):
    received = TODAY() - timedelta(days=3)
    request = ask(person, by, received_on=received)
    assert request.due_on == end_of_period(months_after(received, 1))
    longer = operations.extend_request(request, "Plusieurs services à interroger.", by=by)
    assert longer.due_on == end_of_period(months_after(received, 3))
    with pytest.raises(ValidationError, match="une seule fois"):
        operations.extend_request(request, "Encore.", by=by)


def test_a_last_day_that_is_no_working_day_gives_way_and_the_page_says_why(
    sign_in, world, person, by
):
    """Règlement 1182/71, art. 3-4. One written before the rule is shown as it is, until the night counts it again."""
    request = ask(person, by)
    url = page("rights_detail", world, request.pk)
    lead = sign_in("lead")
    why = "reporté au premier jour ouvré\u00a0: le 28\u00a0février 2026 est un samedi"
    assert why.replace("\u00a0", " ") in text(lead.get(url)).replace("\u00a0", " ")
    RightsRequest.objects.filter(pk=request.pk).update(due_on=date(2026, 2, 27))
    assert "reporté" not in text(lead.get(url))
    RightsRequest.objects.filter(pk=request.pk).update(
        received_on=date(2026, 2, 3), due_on=date(2026, 3, 3)
    )
    assert "reporté" not in text(lead.get(url))


def months(world, what: str, value: int) -> None:
    with scoped(world.hub.pk):
        write_legal_figure(
            world.hub, by=world.users["hub_admin"], what=what, valid_from=date(2026, 1, 2),
            value=value, source="Texte d’essai",
        )  # fmt: skip


def told_of_terms(person) -> list[tuple[str, str, str]]:
    rows = Entry.objects.filter(verb="correct", object_id=person.pk).order_by("pk")
    return [
        (e.before["échéance"], e.after["échéance"], e.reason) for e in rows if "échéance" in e.after
    ]


def test_a_term_that_changes_is_that_of_the_requests_still_open(as_team, person, by, monkeypatch):
    sent = []
    monkeypatch.setattr("territories.operations.legal.ask_later", lambda *asked: sent.append(asked))
    waits, closed = ask(person, by), ask(person, by, "objection")
    operations.answer_request(closed, state="refused", answer="Non.", by=by)
    assert waits.due_on == date(2026, 3, 2)
    months(as_team, "reponse_rgpd", 2)
    assert sent == [("ppde.tasks.recount_due", as_team.hub.pk)]
    recount_due(as_team.hub.pk)
    recount_due(as_team.hub.pk)
    waits.refresh_from_db()
    closed.refresh_from_db()
    assert (waits.due_on, closed.due_on) == (date(2026, 3, 31), date(2026, 3, 2))
    why = "Le délai de réponse, ou les jours fériés, ont changé."
    assert told_of_terms(person).count(("2026-03-02", "2026-03-31", why)) == 1


def test_an_extended_term_never_comes_later_than_it_was_told(as_team, person, by):
    RightsRequest.objects.filter(person=person).update(state="withdrawn", answered_on=TODAY())
    request = ask(person, by, received_on=TODAY() - timedelta(days=3))
    operations.extend_request(request, "Plusieurs services à interroger.", by=by)
    request.refresh_from_db()
    told = request.due_on
    months(as_team, "reponse_longue", 4)
    recount_due()
    request.refresh_from_db()
    assert request.due_on == told
    with scoped(as_team.hub.pk):
        LegalFigure.objects.filter(what="reponse_longue", value=4).update(value=2)
    recount_due()
    request.refresh_from_db()
    assert request.due_on == end_of_period(months_after(request.received_on, 2))


def test_a_request_of_the_neighbours_hub_is_not_counted_by_this_one(as_team, person, by):
    request = ask(person, by)
    RightsRequest.objects.filter(pk=request.pk).update(due_on=date(2026, 2, 27))
    recount_due(as_team.hub.pk + 999)
    request.refresh_from_db()
    assert request.due_on == date(2026, 2, 27)
    recount_due()
    request.refresh_from_db()
    assert request.due_on == date(2026, 3, 2)


def test_a_holiday_of_one_departement_postpones_nothing_and_the_page_says_so(
    sign_in, as_team, person, by
):
    """26 December 2025 is a Friday, kept in Alsace and Moselle."""
    request = ask(person, by, received_on=date(2025, 11, 26))
    assert request.due_on == date(2025, 12, 26)
    url, lead = page("rights_detail", as_team, request.pk), sign_in("lead")
    assert "férié" not in text(lead.get(url))
    TerritoryDepartment.objects.filter(territory=as_team.home).update(code="67")
    shown = text(lead.get(url)).replace("\u00a0", " ")
    assert (
        "férié dans le département 67 seulement (Saint-Étienne) : le délai n’en est pas reporté"
        in shown
    )


def test_the_last_day_of_a_short_month_is_the_end_of_the_clock(person, by):
    request = ask(person, by)
    # That Saturday gives way to the Monday.
    assert request.due_on == date(2026, 3, 2)
    assert request.is_late
    with pytest.raises(ValidationError, match="passé depuis le 02/03/2026"):
        operations.extend_request(request, "Trop tard.", by=by)


def test_one_open_request_of_a_kind_at_a_time(person, by):
    request = ask(person, by)
    with pytest.raises(ValidationError, match="déjà à instruire"):
        ask(person, by)
    operations.answer_request(request, "granted", "Corrigé.", by=by)
    ask(person, by)


def test_an_answer_needs_an_identity_and_words(person, by):
    request = ask(person, by, identity="pending")
    with pytest.raises(ValidationError, match="identité"):
        operations.answer_request(request, "granted", "Fait.", by=by)
    operations.check_identity(request, "document", by=by)
    with pytest.raises(ValidationError, match="Écrivez ce qui a été répondu"):
        operations.answer_request(request, "granted", " ", by=by)
    done = operations.answer_request(request, "granted", "Fait.", by=by)
    assert (done.state, done.answered_on) == ("granted", TODAY())
    with pytest.raises(ValidationError, match="déjà sa réponse"):
        operations.answer_request(request, "refused", "Non.", by=by)


def test_a_granted_erasure_empties_the_file(person, by):
    asked = ask(person, by, "erasure")
    with pytest.raises(ValidationError, match="encore sur la liste"):
        retention.eliminate_on_request(person, "demande", by=by)
    operations.record_outcome(person, "retired", TODAY(), by=by)
    operations.answer_request(asked, "granted", "Accordé.", by=by)
    assert person.outcomes.get().kind == "retired"
    made = Elimination.objects.get(
        territory=person.territory_id, origin="request", state="approved"
    )
    assert retention.eliminate(made) == 1
    with scoped(person.territory_id):
        assert Person.objects.get(pk=person.pk).last_name == "Anonyme"
        assert RightsRequest.objects.get(pk=asked.pk).number == 0


def test_an_erasure_takes_off_the_list_a_person_whose_file_is_frozen(person, by):
    operations.answer_request(ask(person, by, "objection"), "granted", "Gelé.", by=by)
    asked = ask(person, by, "erasure")
    operations.answer_request(asked, "granted", "Accordé.", by=by)
    assert [(o.kind, o.on) for o in person.outcomes.all()] == [("no_longer", TODAY())]
    person.refresh_from_db()
    assert person.state == "left"
    made = Elimination.objects.get(territory=person.territory_id, origin="request")
    assert retention.eliminate(made) == 1
    with scoped(person.territory_id):
        assert Person.objects.get(pk=person.pk).last_name == "Anonyme"


@pytest.mark.parametrize("is_frozen", [False, True])
def test_an_erasure_brings_a_planned_exit_forward(person, by, sign_in, world, is_frozen):
    """Nobody waits on the list under a file that tells nothing any more."""
    day = TODAY() + timedelta(days=20)
    operations.record_outcome(person, "permanent", day, employer="Boulangerie", by=by)
    if is_frozen:
        operations.answer_request(ask(person, by, "limitation"), "granted", "Gelé.", by=by)
    asked = ask(person, by, "erasure")
    shown = text(sign_in("lead").get(page("rights_answer", world, asked.pk)))
    assert "est avancée à aujourd’hui" in shown
    assert "accorder enregistre sa sortie" not in shown
    operations.answer_request(asked, "granted", "Accordé.", by=by)
    assert [(o.kind, o.on) for o in person.outcomes.all()] == [("permanent", TODAY())]
    made = Elimination.objects.get(territory=person.territory_id, origin="request")
    assert retention.eliminate(made) == 1
    with scoped(person.territory_id):
        left = Person.objects.get(pk=person.pk)
        assert (left.last_name, left.state, left.outcome_on) == ("Anonyme", "elsewhere", TODAY())


@pytest.mark.parametrize("kind", ["limitation", "objection"])
def test_whoever_grants_knows_that_the_file_freezes_and_keeps_its_place(
    person, by, sign_in, world, kind
):
    asked = ask(person, by, kind)
    shown = text(sign_in("lead").get(page("rights_answer", world, asked.pk)))
    assert "elle gèle le dossier" in shown
    assert "La personne reste sur la liste, à son rang" in shown
    operations.record_outcome(person, "permanent", TODAY(), employer="Boulangerie", by=by)
    shown = text(sign_in("lead").get(page("rights_answer", world, asked.pk)))
    assert "elle gèle le dossier" in shown
    assert "reste sur la liste" not in shown
    other = text(sign_in("lead").get(page("rights_answer", world, ask(person, by).pk)))
    assert "gèle" not in other


def test_an_erasure_refused_leaves_the_person_on_the_list(person, by):
    operations.answer_request(ask(person, by, "erasure"), "refused", "Non.", by=by)
    assert not person.outcomes.exists()


def test_an_erasure_is_granted_by_somebody_who_knows_that_it_is_for_good(sign_in, world):
    lead, person = sign_in("lead"), world.rows["home"]["person"]
    with scoped(world.home.pk):
        erasure = ask(person, world.users["lead"], "erasure", received_on=TODAY())
        access = ask(person, world.users["lead"], "rectification", received_on=TODAY())
    url = page("rights_answer", world, erasure.pk)
    shown = text(lead.get(url))
    assert "l’effacement est définitif" in shown
    assert "accorder enregistre sa sortie aujourd’hui" in shown
    assert "btn-danger" in shown
    answer = {"state": "granted", "answer": "Votre dossier est effacé."}
    refused = text(lead.post(url, answer))
    assert "Cochez cette case" in refused
    assert "Votre dossier est effacé." in refused
    with scoped(world.home.pk):
        assert RightsRequest.objects.get(pk=erasure.pk).is_open
    assert lead.post(url, answer | {"sure": "on"}).status_code == 302
    with scoped(world.home.pk):
        assert Elimination.objects.filter(origin="request", state="approved").exists()
    other = page("rights_answer", world, access.pk)
    assert "définitif" not in text(lead.get(other))
    # Nothing is left to correct: it was answered with the erasure.
    with scoped(world.home.pk):
        assert RightsRequest.objects.get(pk=access.pk).state == "joined"


@pytest.mark.parametrize("kind", ["limitation", "objection"])
def test_a_frozen_file_refuses_every_act_in_words(person, by, kind):
    operations.answer_request(ask(person, by, kind), "granted", "Gelé.", by=by)
    for act in (
        lambda: operations.add_event(person, EventKind.CONTACT, TODAY(), by=by),
        lambda: operations.update_person(person, by=by, phone="06 00 00 00 09"),
        lambda: operations.start_pause(person, TODAY(), TODAY(), "care", by=by),
        lambda: operations.record_outcome(person, "moved", TODAY(), by=by),
        lambda: agree(person, by),
    ):
        with pytest.raises(ValidationError, match="est gelé depuis"):
            act()
    # What the person asks is still heard.
    ask(person, by, "rectification")
    with pytest.raises(ValidationError, match="prévenue"):
        operations.lift_limitation(person, reason="", by=by)
    operations.lift_limitation(person, reason="Fin de la contestation, dit le 3.", by=by)
    operations.add_event(person, EventKind.CONTACT, TODAY(), by=by)


def test_a_refused_limitation_freezes_nothing(person, by):
    operations.answer_request(ask(person, by, "limitation"), "refused", "Non fondée.", by=by)
    assert Person.objects.get(pk=person.pk).limited_on is None


def test_a_request_by_its_pages(sign_in, world):
    lead, person = sign_in("lead"), world.rows["home"]["person"]
    sent = {
        "kind": "limitation",
        "received_on": f"{TODAY():%d/%m/%Y}",
        "channel": "letter",
        "identity": "pending",
        "details": "Conteste son adresse.",
    }
    assert lead.post(page("rights_record", world, person.pk), sent).status_code == 302
    with scoped(world.home.pk):
        row = RightsRequest.objects.get(kind="limitation")
    detail = text(lead.get(page("rights_detail", world, row.pk)))
    assert "Vérifier l’identité" in detail
    answer = {"state": "granted", "answer": "Votre dossier est gelé."}
    assert "Vérifiez d’abord l’identité" in text(
        lead.post(page("rights_answer", world, row.pk), answer)
    )
    lead.post(page("rights_identity", world, row.pk), {"identity": "document"})
    assert lead.post(page("rights_answer", world, row.pk), answer).status_code == 302
    assert "Dossier gelé" in text(lead.get(page("person_privacy", world, person.pk)))
    until = f"{TODAY() + timedelta(days=10):%d/%m/%Y}"
    pause = {"since": f"{TODAY():%d/%m/%Y}", "until": until, "reason": "care"}
    refused = text(lead.post(page("pause_start", world, person.pk), pause))
    assert "est gelé depuis" in refused
    assert f'value="{until}"' in refused


def test_the_clock_is_on_the_screen_of_who_watches_without_a_name(sign_in, world):
    shown = text(sign_in("dpo").get(page("privacy_requests", world)))
    assert "M-0001" in shown
    assert "1\u00a0demande à instruire" in shown
    assert NAME not in shown
    assert "Tout le dossier" not in shown


@pytest.mark.parametrize(("who", "tab"), [("lead", "Personnes"), ("dpo", "Données et droits")])
def test_the_requests_are_under_a_tab_of_their_reader(sign_in, world, who, tab):
    shown = sign_in(who).get(page("privacy_requests", world))
    assert [entry["label"] for entry in shown.context["nav"] if entry["current"]] == [tab]


# Register and notice ──────────────────────────────────────────────────────────────────────────────


def test_the_file_page_costs_few_queries(sign_in, world, django_assert_max_num_queries):
    lead, person = sign_in("lead"), world.rows["home"]["person"]
    url = page("person_privacy", world, person.pk)
    lead.get(url)
    with scoped(world.home.pk):
        Person.objects.filter(pk=person.pk).update(email="lecteur@exemple.fr")
        for purpose in ("testimony", "letter"):
            agree(person, world.users["lead"], purpose)
        for kind in ("erasure", "objection", "rectification"):
            ask(person, world.users["lead"], kind)
    with django_assert_max_num_queries(16):
        lead.get(url)
    lead.get(page("privacy_requests", world))
    with django_assert_max_num_queries(15):
        lead.get(page("privacy_requests", world))


@pytest.mark.parametrize("kind", ["hub_admin", "director", "partner", "member", "neighbour", "dpo"])
def test_the_database_gives_consents_and_copies_to_the_team_alone(world, kind):
    from territories.scoping import reach_of, scope_of

    apply(reach_of(scope_of(world.users[kind])))
    assert not Consent.objects.filter(territory=world.home).exists()
    assert not AccessFile.objects.filter(territory=world.home).exists()
    assert RightsRequest.objects.filter(territory=world.home).exists() == (kind == "dpo")


def test_the_trace_of_each_request_names_nobody_outside(as_team, person, by):
    ask(person, by)
    entry = Entry.objects.filter(verb="request", object_id=person.pk).first()
    assert entry.is_named
    apply(Reach(reach={as_team.home.pk}))
    assert not Entry.objects.filter(pk=entry.pk).exists()


def test_an_erasure_granted_joins_what_else_was_asked_and_the_page_says_so_before(
    as_team, asked, sign_in
):
    """Once everything is erased, a copy can no longer be given: nothing waits for it in « À faire »."""
    lead, person = as_team.users["lead"], asked.person
    Person.objects.filter(pk=person.pk).update(state="met")
    copy = operations.ask_access_file(asked, by=lead)
    erasure = operations.record_request(
        person, "erasure", received_on=TODAY(), channel="desk", identity="known", by=lead
    )
    shown = text(sign_in("lead").get(page("rights_answer", as_team, erasure.pk)))
    assert "Une autre demande attend sa réponse\u00a0: accès, reçue le" in shown
    operations.answer_request(erasure, "refused", "Le contrat court.", by=lead)
    asked.refresh_from_db()
    assert asked.is_open
    operations.reopen_rights_request(erasure, "Erreur.", by=lead)
    operations.answer_request(
        RightsRequest.objects.get(pk=erasure.pk), "granted", "C’est fait.", by=lead
    )
    asked.refresh_from_db()
    copy.refresh_from_db()
    assert (asked.state, asked.joined_to_id, copy.state) == ("joined", erasure.pk, "gone")
