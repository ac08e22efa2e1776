"""Consents, requests about the data with their clock, the frozen file, the access file, the register."""

import io
import json
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.utils import IntegrityError
from django.urls import reverse
from django.utils import timezone

from ppde import operations
from ppde.eligibility import months_after
from ppde.models import (
    AccessFile,
    Consent,
    Elimination,
    EventKind,
    Person,
    Processing,
    Reading,
    RightsRequest,
)
from ppde.privacy.cipher import unseal
from ppde.retention import operations as retention
from ppde.tasks import recount_due, sweep_access_files
from territories.holdings import held
from territories.models import Entry, LegalFigure, Organisation, TerritoryDepartment
from territories.operations.legal import write_legal_figure
from territories.scoping import Reach, apply, scoped
from tests.world import CANARY, NAME
from tzcld.working_days import end_of_period

TODAY = timezone.localdate


def page(name, world, *args):
    return reverse(f"ppde:{name}", args=[world.home.slug, *args])


def text(response) -> str:
    return response.content.decode()


@pytest.fixture
def partner(as_team):
    return Organisation.objects.get(territory=as_team.home)


@pytest.fixture
def asked(as_team):
    return as_team.rows["home"]["rightsrequest"]


def agree(person, by, purpose="testimony", **changed):
    told = {"on": TODAY(), "channel": "paper", "proof": "Formulaire, classeur bleu"}
    return operations.record_consent(person, purpose, by=by, **(told | changed))


# Consents ───────────────────────────────────────────────────────────────────────────────────────


def test_a_withdrawal_stops_at_once(person, by):
    consent = agree(person, by)
    operations.require_consent(person, "testimony")
    operations.withdraw_consent(consent, on=TODAY(), channel="spoken", by=by)
    assert not operations.has_consent(person, "testimony")
    with pytest.raises(ValidationError, match="ou l’a retiré"):
        operations.require_consent(person, "testimony")
    assert Consent.objects.filter(person=person, purpose="testimony").count() == 2


def test_a_sharing_is_agreed_for_one_partner_only(as_team, person, by, partner):
    other = Organisation.objects.create(territory=as_team.home, name="Autre", kind="ccas")
    agree(person, by, "sharing", organisation=partner)
    assert operations.has_consent(person, "sharing", partner)
    assert not operations.has_consent(person, "sharing", other)
    with pytest.raises(ValidationError, match="nomme le partenaire"):
        agree(person, by, "sharing")
    with scoped(as_team.next.pk):
        far = Organisation.objects.get(territory=as_team.next)
    with pytest.raises(ValidationError, match="autre territoire"):
        agree(person, by, "sharing", organisation=far)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"proof": " "}, "a une preuve"),
        ({"on": date(2099, 1, 1)}, "pas encore passé"),
        ({"proof": "2 86 05 99 123 456 78"}, "sécurité sociale"),
    ],
)
def test_an_agreement_that_proves_nothing_is_refused(person, by, changed, sentence):
    with pytest.raises(ValidationError, match=sentence):
        agree(person, by, **changed)
    assert not operations.has_consent(person, "testimony")


def test_the_database_keeps_what_was_agreed(person, by):
    consent = agree(person, by)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Consent.objects.filter(pk=consent.pk).update(is_given=False)


def test_the_file_records_and_takes_back(sign_in, world):
    lead, person = sign_in("lead"), world.rows["home"]["person"]
    sent = {"purpose": "sharing", "on": f"{TODAY():%d/%m/%Y}", "channel": "paper", "proof": "Signé"}
    refused = text(lead.post(page("consent_record", world, person.pk), sent))
    assert "Nommez le partenaire" in refused
    assert 'value="Signé"' in refused
    done = lead.post(
        page("consent_record", world, person.pk), sent | {"organisation": "Association"}
    )
    assert done.url == page("person_privacy", world, person.pk)
    shown = text(lead.get(done.url))
    assert "Transmettre le dossier à un partenaire (Association)" in shown
    assert "Accord donné" in shown
    with scoped(world.home.pk):
        consent = Consent.objects.get(purpose="sharing")
    sent = {"on": f"{TODAY():%d/%m/%Y}", "channel": "phone"}
    assert lead.post(page("consent_withdraw", world, consent.pk), sent).status_code == 302
    assert "Accord retiré" in text(lead.get(page("person_privacy", world, person.pk)))
    assert "déjà retiré" in text(lead.post(page("consent_withdraw", world, consent.pk), sent))


# Requests ───────────────────────────────────────────────────────────────────────────────────────


def ask(person, by, kind="rectification", **changed):
    told = {"received_on": date(2026, 1, 31), "channel": "desk", "identity": "known"}
    return operations.record_request(person, kind, by=by, **(told | changed))


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


# The access file ────────────────────────────────────────────────────────────────────────────────


def build(asked, by) -> AccessFile:
    file = operations.ask_access_file(asked, by=by)
    assert operations.build_access_file(file.pk, file.territory_id)
    return AccessFile.objects.select_related("person", "request").get(pk=file.pk)


def test_the_access_file_holds_every_holding_and_nothing_of_the_neighbour(
    as_team, asked, by, person
):
    """A canary by table: what each holding reads is in the JSON, word for word."""
    agree(person, by, proof="Preuve Amaryllis")
    file = build(asked, by)
    assert (file.state, file.error) == ("done", "")
    told = json.loads(unseal(bytes(file.json)))
    sections = {part["rubrique"]: str(part["lignes"]) for part in told["données"]}
    for holding, rows in held(person):
        if holding.model_name == "ppde.AccessFile":
            continue
        for row in rows:
            for _, words in holding.read(row):
                assert words in sections[holding.label].replace("\\xa0", "\u00a0"), holding.label
    assert "Lead Essai" in sections["Qui a ouvert le dossier"]
    assert CANARY not in str(told)
    assert unseal(bytes(file.pdf)).startswith(b"%PDF")


def test_a_copy_is_kept_encrypted_and_opens_the_notes(as_team, asked, by, person):
    operations.write_note(person, "other", "Suivie par Ancolie.", by=by)
    file = build(asked, by)
    for form in ("pdf", "json"):
        kept = bytes(getattr(file, form))
        assert b"Ancolie" not in kept
        assert not kept.startswith((b"%PDF", b"{"))
    assert "Ancolie" in operations.download_access_file(file, "json", by=by).decode()
    assert Reading.objects.filter(person=person, kind="note", reason="demande d’accès").exists()


def test_a_server_without_a_key_says_so_before_any_copy(asked, by, settings):
    settings.NOTE_KEYS, settings.SECURE = [], True
    with pytest.raises(ValidationError, match="NOTE_KEYS"):
        operations.ask_access_file(asked, by=by)


def test_the_paper_is_readable_and_tagged(asked, by, laid_out):
    import pikepdf

    with pikepdf.open(io.BytesIO(unseal(bytes(build(asked, by).pdf)))) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang).startswith("fr")
        assert "Copie de vos données, M-0001" in str(pdf.docinfo.get("/Title"))


def test_it_is_built_once_and_a_failure_is_told(asked, by, monkeypatch):
    file = operations.ask_access_file(asked, by=by)
    with pytest.raises(ValidationError, match="déjà en fabrication"):
        operations.ask_access_file(asked, by=by)

    def broken(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr("ppde.operations.access.render_pdf", broken)
    operations.build_access_file(file.pk, file.territory_id)
    file.refresh_from_db()
    assert file.state == "failed"
    assert "erreur imprévue" in file.error
    assert not operations.build_access_file(file.pk, file.territory_id)


def test_a_lost_worker_is_replaced_then_given_up(asked, by):
    file = operations.ask_access_file(asked, by=by)
    old = timezone.now() - timedelta(minutes=10)
    AccessFile.objects.filter(pk=file.pk).update(state="running", attempt=1, heartbeat=old)
    sweep_access_files()
    file.refresh_from_db()
    assert file.state == "waiting"
    AccessFile.objects.filter(pk=file.pk).update(state="running", attempt=3, heartbeat=old)
    sweep_access_files()
    file.refresh_from_db()
    assert file.state == "failed"


def test_a_copy_is_kept_a_week(asked, by):
    file = build(asked, by)
    AccessFile.objects.filter(pk=file.pk).update(finished_at=timezone.now() - timedelta(days=8))
    operations.sweep_access_files(file.territory_id)
    file.refresh_from_db()
    assert (file.state, file.pdf, file.json) == ("gone", None, None)
    with pytest.raises(ValidationError, match="n’est plus là"):
        operations.download_access_file(file, "pdf", by=by)


def test_each_download_is_in_the_read_log(sign_in, world):
    lead, file = sign_in("lead"), world.rows["home"]["accessfile"]
    answer = lead.get(page("access_download", world, file.pk, "json"))
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("application/json", "no-store")
    with scoped(world.home.pk):
        assert Reading.objects.filter(verb="access", user=world.users["lead"]).count() == 1


def test_without_an_identity_no_copy_is_made(as_team, asked, by):
    RightsRequest.objects.filter(pk=asked.pk).update(identity="pending")
    asked.refresh_from_db()
    with pytest.raises(ValidationError, match="Vérifiez d’abord l’identité"):
        operations.ask_access_file(asked, by=by)


# Register and notice ────────────────────────────────────────────────────────────────────────────


def test_a_new_version_of_the_register_keeps_the_old_one(as_team, person, by, sign_in):
    journey = Processing.objects.of_journey(as_team.hub)
    assert journey.version == 1
    told = {
        name: getattr(journey, name)
        for name in (
            "purpose",
            "basis",
            "people",
            "categories",
            "recipients",
            "retention",
            "source",
        )
    }
    with pytest.raises(ValidationError, match="est passé"):
        operations.write_processing(
            as_team.hub, journey, by=by, valid_from=date(2026, 1, 1), notice="Nouvelle.", **told
        )
    Person.objects.filter(pk=person.pk).update(notice_given_on=date(2025, 2, 11))
    operations.write_processing(
        as_team.hub, journey, by=by, valid_from=TODAY(), notice="Nouvelle.", **told
    )
    assert Processing.objects.of_journey(as_team.hub).version == 2
    assert Processing.objects.of_journey(as_team.hub, date(2025, 2, 11)).version == 1
    shown = text(sign_in("lead").get(page("person_privacy", as_team, person.pk)))
    assert "Une nouvelle notice est à remettre" in shown
    assert "Nouvelle." in text(sign_in("lead").get(page("notice", as_team)))


def test_the_dpo_writes_a_version_that_everybody_reads(sign_in, world, client):
    dpo = sign_in("dpo")
    url = reverse("ppde:privacy_processing", args=[world.hub.slug, "lettre"])
    form = dpo.get(url).context["form"]
    sent = {name: form[name].value() for name in form.fields}
    sent |= {"purpose": "Envoyer la lettre Hellébore.", "valid_from": f"{TODAY():%d/%m/%Y}"}
    assert dpo.post(url, sent).status_code == 302
    client.logout()
    public = text(client.get(reverse("evaluation:legal", args=["donnees-personnelles"])))
    assert "Hellébore" in public
    assert "art. 6-1-e" in public


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


def test_a_copy_goes_with_the_file_and_the_page_says_so(as_team, asked, sign_in):
    lead, person = as_team.users["lead"], asked.person
    copy = operations.ask_access_file(asked, by=lead)
    AccessFile.objects.filter(pk=copy.pk).update(
        state="done", pdf=b"%PDF", json=b"{}", finished_at=timezone.now()
    )
    operations.answer_request(asked, "granted", "Remise en main propre.", by=lead)
    Person.objects.filter(pk=person.pk).update(state="met")
    erasure = operations.record_request(
        person, "erasure", received_on=TODAY(), channel="desk", identity="known", by=lead
    )
    operations.answer_request(erasure, "granted", "C’est fait.", by=lead)
    for made in Elimination.objects.filter(territory=as_team.home, state="approved"):
        retention.eliminate(made)
    with scoped(as_team.home.pk):
        copy.refresh_from_db()
        assert (copy.state, copy.pdf, copy.json) == ("gone", None, None)
    shown = text(sign_in("lead").get(page("rights_detail", as_team, asked.pk)))
    assert "Dossier effacé" in shown
    assert "M-0000" not in shown
    assert "PDF à remettre" not in shown
