"""The portfolio: who sees it, who changes it, what the file holds."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from activities import operations
from activities.models import Activity, Wish
from cle import operations as cle
from cle.rectification import examine, rectify, signature
from ebe.models import Enterprise
from territories.imports import operations as imports
from territories.imports import steps
from territories.imports.kinds import kinds
from territories.models import Entry
from territories.scoping import scoped

FORM = {
    "name": "Laverie",
    "sector": "laundry",
    "state": "idea",
    "need": "",
    "description": "Linge du quartier",
    "expected_fte": "4,5",
    "started_on": "",
    "carrier": "",
}


def url(world, name="activity_list", *args):
    return reverse(f"activities:{name}", args=[world.home.slug, *args])


def test_the_team_adds_an_activity_and_the_journal_says_so(world, sign_in, as_team):
    client = sign_in("lead")
    response = client.post(
        url(world, "activity_create"), FORM | {"partners": [world.next.pk]}, follow=True
    )
    assert "est enregistrée" in response.content.decode()
    made = Activity.objects.get(name="Laverie")
    assert (made.territory, float(made.expected_fte)) == (world.home, 4.5)
    assert list(made.partners.all()) == [world.next]
    assert (
        Entry.objects.filter(model="activities.activity", object_id=made.pk, verb="create").count()
        == 1
    )


def test_what_runs_has_a_carrier_and_what_was_typed_is_kept(world, sign_in):
    response = sign_in("lead").post(url(world, "activity_create"), FORM | {"state": "running"})
    page = response.content.decode()
    assert response.status_code == 200
    assert "portée par une EBE" in page
    assert "Linge du quartier" in page


@pytest.mark.parametrize(("days", "refused"), [(-1, False), (0, False), (1, True)])
def test_what_runs_has_begun(days, refused):
    day = timezone.localdate() + timedelta(days=days)
    assert bool(operations.not_begun("running", day)) == refused
    assert bool(operations.not_begun("trial", day)) == refused
    assert not operations.not_begun("idea", day)
    assert not operations.not_begun("running", None)


def test_an_activity_in_production_in_2030_is_sent_back(world, sign_in):
    carrier = world.rows["home"]["enterprise"]
    typed = FORM | {"state": "running", "carrier": carrier.pk, "started_on": "01/01/2030"}
    typed |= {"reason": "Décidée avant la plateforme."}
    page = sign_in("lead").post(url(world, "activity_create"), typed).content.decode()
    assert "n’est pas encore passé" in page


def test_a_carrier_next_door_is_refused_by_the_form_and_by_the_database(world, sign_in, as_team):
    other = world.rows["next"]["enterprise"]
    response = sign_in("lead").post(url(world, "activity_create"), FORM | {"carrier": other.pk})
    assert "plus dans la liste" in response.content.decode()
    with pytest.raises(IntegrityError, match="same_territory"), transaction.atomic():
        Activity.objects.create(territory=world.home, name="X", sector="food", carrier=other)
        with connection.cursor() as cursor:
            cursor.execute("set constraints all immediate")


def test_a_shared_activity_is_read_at_home_but_not_changed(world, sign_in):
    shared = world.rows["next"]["activity"]
    client = sign_in("lead")
    assert client.get(url(world, "activity_detail", shared.pk)).status_code == 404
    with scoped(world.home.pk, world.next.pk, user=world.users["neighbour"].pk):
        operations.save_activity(shared, partners=[world.home], by=world.users["neighbour"])
    assert client.get(url(world, "activity_detail", shared.pk)).status_code == 200
    assert client.get(url(world, "activity_edit", shared.pk)).status_code == 404


@pytest.fixture
def other(world):
    """An activity of the other enterprise of the territory."""
    with scoped(world.home.pk, user=world.users["lead"].pk):
        pari = world.rows["home"]["enterprise"]
        second = Enterprise.objects.create(
            territory=world.home,
            name="Seconde",
            legal_form="association",
            model="ex_nihilo",
            opened_on=pari.opened_on,
        )
        return Activity.objects.create(
            territory=world.home, name="Couture", sector="sewing", state="running", carrier=second
        )


def test_a_direction_changes_what_its_enterprise_carries_and_ideas(world, sign_in, other):
    client = sign_in("director")
    for name in ("activity_edit", "activity_skills"):
        assert client.get(url(world, name, other.pk)).status_code == 403
        assert client.post(url(world, name, other.pk), FORM).status_code == 403
    page = client.get(url(world, "activity_detail", other.pk)).content.decode()
    assert "Modifier l’activité" not in page
    assert "Choisir les compétences" not in page
    own = world.rows["home"]["activity"]
    assert (
        "Modifier l’activité" in client.get(url(world, "activity_detail", own.pk)).content.decode()
    )
    idea = Activity.objects.create(territory=world.home, name="Laverie", sector="laundry")
    page = client.post(
        url(world, "activity_edit", idea.pk), FORM | {"state": "trial", "carrier": other.carrier_id}
    )
    assert "plus dans la liste" in page.content.decode()
    page = client.post(url(world, "activity_edit", idea.pk), FORM | {"state": "studied"})
    assert "reste une idée" in page.content.decode()
    mine = FORM | {"state": "trial", "carrier": own.carrier_id}
    page = client.post(url(world, "activity_edit", idea.pk), mine | {"reason": "Avant"})
    assert "avant d’être en test ou en production" in page.content.decode()
    mine["decision"] = supplementarity(world).pk
    assert client.post(url(world, "activity_edit", idea.pk), mine).status_code == 302
    idea.refresh_from_db()
    assert (idea.carrier_id, idea.state) == (own.carrier_id, "trial")
    assert sign_in("lead").get(url(world, "activity_edit", other.pk)).status_code == 200


def test_a_direction_imports_no_activity_of_another_enterprise(as_team, other):
    by = as_team.users["director"]
    head = "Activité;Domaine;EBE;Statut\n"
    found = []
    for line in (
        "Couture;couture;;arrêtée",
        "Jardin;légumerie et alimentation;Seconde;idée",
        "Jardin;légumerie et alimentation;Pari;en test",
        "Jardin;légumerie et alimentation;Pari;grille remplie",
    ):
        kind = kinds()["activites"](as_team.home, by)
        batch = imports.open_batch(kind, name="a.csv", data=f"{head}{line}".encode())
        batch = imports.choose_columns(batch, batch.mapping)
        found.append([e["column"] for row in steps.staged(batch) for e in row.errors])
    assert found == [["carrier"], ["carrier"], ["state"], []]


@pytest.mark.parametrize(("state", "columns"), [("idea", []), ("studied", ["carrier"])])
def test_a_direction_takes_over_an_idea_by_import_and_nothing_further(as_team, state, columns):
    """As its page does (`may_edit`)."""
    Activity.objects.create(territory=as_team.home, name="Laverie", sector="laundry", state=state)
    kind = kinds()["activites"](as_team.home, as_team.users["director"])
    data = "Activité;Domaine;EBE;Statut\nLaverie;blanchisserie et repassage;Pari;grille remplie"
    batch = imports.open_batch(kind, name="a.csv", data=data.encode())
    batch = imports.choose_columns(batch, batch.mapping)
    [row] = steps.staged(batch)
    assert [e["column"] for e in row.errors] == columns
    assert ("n’est plus une idée" in str(row.errors)) is bool(columns)


def test_decided_asks_for_a_decision_of_the_committee_that_stands(world, sign_in, as_team):
    client, lead = sign_in("lead"), as_team.users["lead"]
    made = Activity.objects.create(territory=world.home, name="Laverie", sector="laundry")
    edit = url(world, "activity_edit", made.pk)
    page = client.post(edit, FORM | {"state": "decided"}).content.decode()
    assert "choisissez sa décision" in page
    assert "Linge du quartier" in page
    meeting = world.rows["home"]["meeting"]
    said = {"wording": "La laverie est supplémentaire.", "outcome": "adopted"}
    with scoped(world.home.pk, user=lead.pk):
        wrong = cle.record_decision(meeting, by=lead, kind="other", **said)
        right = cle.record_decision(meeting, by=lead, kind="supplementarity", **said)
    page = client.post(edit, FORM | {"state": "decided", "decision": wrong.pk})
    assert "plus dans la liste" in page.content.decode()
    made.state, made.decision = "decided", wrong
    with pytest.raises(ValidationError, match="supplémentarité"):
        operations.save_activity(made, partners=[], by=lead)
    assert client.post(edit, FORM | {"state": "decided", "decision": right.pk}).status_code == 302
    page = client.get(url(world, "activity_detail", made.pk)).content.decode()
    assert right.get_absolute_url() in page
    Activity.objects.filter(pk=made.pk).update(
        state="running", carrier=world.rows["home"]["enterprise"]
    )
    with scoped(world.home.pk, user=lead.pk):
        rectify(
            right, by=lead, reason="Rien n’a été décidé", seen="", outcome="void", wording="Rien."
        )
    assert "rectifiée depuis" in client.get(url(world, "activity_detail", made.pk)).content.decode()
    # What rests on it already is still edited.
    carrier = world.rows["home"]["enterprise"].pk
    kept = FORM | {"state": "running", "decision": right.pk, "need": "Du linge", "carrier": carrier}
    assert client.post(edit, kept).status_code == 302


def supplementarity(world):
    lead = world.users["lead"]
    with scoped(world.home.pk, user=lead.pk):
        return cle.record_decision(
            world.rows["home"]["meeting"],
            by=lead,
            kind="supplementarity",
            wording="La laverie est supplémentaire.",
            outcome="adopted",
        )


def test_nothing_is_done_before_the_committee_decides(world, sign_in, as_team):
    client, carrier = sign_in("lead"), world.rows["home"]["enterprise"].pk
    made = Activity.objects.create(territory=world.home, name="Laverie", sector="laundry")
    edit = url(world, "activity_edit", made.pk)
    for state in ("trial", "running", "review"):
        page = client.post(edit, FORM | {"state": state, "carrier": carrier}).content.decode()
        assert "avant d’être en test ou en production" in page
    done = FORM | {"state": "running", "carrier": carrier, "reason": "Décidée en 2024"}
    assert client.post(edit, done).status_code == 302
    with scoped(world.home.pk, user=as_team.users["lead"].pk):
        entry = Entry.objects.filter(model="activities.activity", object_id=made.pk).first()
    assert (entry.after["state"], entry.reason) == ("running", "Décidée en 2024")
    # Known here and done since: edited without being asked again.
    assert client.post(edit, done | {"reason": "", "state": "review"}).status_code == 302
    kind = kinds()["activites"](world.home, world.users["lead"])
    data = "Activité;Domaine;EBE;Statut\nCouture;couture;Pari;en test\nLaverie;couture;Pari;idée"
    Activity.objects.create(territory=world.home, name="Couture", sector="sewing")
    with scoped(world.home.pk, user=world.users["lead"].pk):
        batch = imports.open_batch(kind, name="a.csv", data=data.encode())
        rows = steps.staged(imports.choose_columns(batch, batch.mapping)).order_by("line")
        assert [[e["column"] for e in row.errors] for row in rows] == [["state"], []]


def test_what_rests_on_a_decision_keeps_it(world, sign_in, grounded):
    made, _ = grounded
    client, edit = sign_in("lead"), url(world, "activity_edit", made.pk)
    page = client.post(edit, FORM | {"state": "decided"}).content.decode()
    assert "repose sur cette décision" in page
    assert client.post(edit, FORM | {"state": "grid"}).status_code == 302


def test_what_a_colleague_wrote_meanwhile_stays(world, sign_in, grounded):
    made, decision = grounded
    Activity.objects.filter(pk=made.pk).update(state="grid", decision=None)
    edit = url(world, "activity_edit", made.pk)
    client = sign_in("lead")
    opened = client.get(edit).context["form"]["seen"].value()
    Activity.objects.filter(pk=made.pk).update(state="decided", decision=decision)
    mine = FORM | {"state": "grid", "description": "", "expected_fte": "0", "need": "Du linge"}
    page = client.post(edit, mine | {"seen": opened}, follow=True).content.decode()
    assert "Quelqu’un d’autre a changé entre-temps" in page
    made.refresh_from_db()
    assert (made.state, made.decision, made.need) == ("decided", decision, "Du linge")


def test_an_activity_entered_twice_is_deleted(world, sign_in, grounded):
    decided, _ = grounded
    made = Activity.objects.create(territory=world.home, name="Laveries", sector="laundry")
    delete = url(world, "activity_delete", made.pk)
    assert sign_in("director").get(delete).status_code == 403
    lead = sign_in("lead")
    page = lead.get(url(world, "activity_detail", made.pk)).content.decode()
    assert delete in page
    with scoped(world.home.pk, user=world.users["lead"].pk):
        wish = Wish.objects.create(
            territory=world.home, person=world.rows["home"]["person"], activity=made
        )
    assert "elle reste" in lead.post(delete, {"reason": "Doublon"}).content.decode()
    with scoped(world.home.pk, user=world.users["lead"].pk):
        wish.delete()
    assert lead.post(delete, {"reason": ""}).status_code == 200
    assert lead.post(delete, {"reason": "Doublon"}).status_code == 302
    assert not Activity.objects.filter(pk=made.pk).exists()
    with scoped(world.home.pk, user=world.users["lead"].pk):
        entry = Entry.objects.filter(model="activities.activity", object_id=made.pk).first()
    assert (entry.verb, entry.reason, entry.before["name"]) == ("delete", "Doublon", "Laveries")
    kept = url(world, "activity_delete", decided.pk)
    assert kept not in lead.get(url(world, "activity_detail", decided.pk)).content.decode()
    assert "fonde cette activité" in lead.post(kept, {"reason": "x"}).content.decode()


def test_the_public_reads_what_somebody_does(world, as_team):
    carrier = world.rows["home"]["enterprise"]
    made = Activity.objects.create(
        territory=world.home, name="Laverie", sector="laundry", carrier=carrier, is_public=True
    )
    shown = []
    for state in Activity.State.values:
        Activity.objects.filter(pk=made.pk).update(state=state)
        shown += [state] if made in Activity.objects.public() else []
    assert shown == ["trial", "running", "review"]
    Activity.objects.filter(pk=made.pk).update(state="running", carrier=None)
    assert made not in Activity.objects.public()
    Activity.objects.filter(pk=made.pk).update(carrier=carrier)
    assert made in Activity.objects.public()
    Enterprise.objects.filter(pk=carrier.pk).update(
        closed_on=date(2026, 1, 31), closing=Enterprise.Closing.values[0]
    )
    assert made not in Activity.objects.public()


@pytest.fixture
def grounded(world, as_team):
    """An activity that went from « grille remplie » to « décidée », and its decision."""
    lead = as_team.users["lead"]
    made = Activity.objects.create(
        territory=world.home, name="Laverie", sector="laundry", state="grid"
    )
    decision = cle.record_decision(
        world.rows["home"]["meeting"],
        by=lead,
        kind="supplementarity",
        wording="La laverie est supplémentaire.",
        outcome="adopted",
    )
    made.state, made.decision = "decided", decision
    return operations.save_activity(made, partners=[], by=lead), decision


def rectified(decision, by, **said):
    given, kept = examine(decision, by=by)
    told = {"reason": "Mal notée", "wording": "Autre texte.", **said}
    row = rectify(decision, by=by, seen=signature(given), **told)
    return row, [effect.label for effect, _ in kept]


@pytest.mark.parametrize("outcome", ["void", "rejected", "postponed"])
def test_an_activity_goes_back_when_its_decision_is_taken_back(as_team, grounded, outcome):
    made, decision = grounded
    row, kept = rectified(decision, as_team.users["lead"], outcome=outcome)
    made.refresh_from_db()
    assert (made.state, made.decision, row.given, kept) == ("grid", None, 1, [])
    entry = Entry.objects.filter(model="activities.activity", object_id=made.pk).first()
    assert (entry.before["state"], entry.after["state"]) == ("decided", "grid")
    assert "Mal notée" in entry.reason


def test_an_activity_follows_the_decision_that_takes_the_place(as_team, grounded):
    made, decision = grounded
    row, _ = rectified(decision, as_team.users["lead"], outcome="adopted")
    made.refresh_from_db()
    assert (made.state, made.decision) == ("decided", row)
    Activity.objects.filter(pk=made.pk).update(state="trial")
    last, kept = rectified(row, as_team.users["lead"], outcome="adopted")
    made.refresh_from_db()
    assert (made.state, made.decision) == ("trial", last)
    assert kept == ["Activité «\u00a0Laverie\u00a0», en test"]
    rectified(last, as_team.users["lead"], outcome="void")
    made.refresh_from_db()
    assert (made.state, made.decision) == ("trial", last), "l’équipe dit ce qu’elle devient"


def test_the_file_holds_what_the_screen_shows(world, sign_in):
    client = sign_in("lead")
    Activity.objects.create(territory=world.home, name="Jardin", sector="gardening")
    text = client.get(url(world) + "?sector=gardening&format=csv").getvalue().decode("utf-8-sig")
    lines = text.strip().splitlines()
    assert len(lines) == 2
    assert lines[0].startswith("Activité;Secteur")
    assert lines[1].startswith("Jardin;maraîchage")


def test_the_list_asks_the_same_number_of_queries_for_1_and_6_rows(world, sign_in):
    client = sign_in("lead")
    counts = []
    for more in (0, 5):
        for n in range(more):
            Activity.objects.create(territory=world.home, name=f"Activité {n}", sector="food")
        client.get(url(world))
        with CaptureQueriesContext(connection) as queries:
            client.get(url(world))
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 15


def test_the_hub_has_activities_of_its_own(world, sign_in):
    """What is done in several territories at once belongs to none of them."""
    client = sign_in("hub_officer")
    portfolio = reverse("activities:activity_list", args=[world.hub.slug])
    create = reverse("activities:activity_create", args=[world.hub.slug])
    assert f'href="{create}"' in client.get(portfolio).content.decode()
    page = client.get(create).content.decode()
    assert 'name="carrier"' not in page
    running = {k: v for k, v in FORM.items() if k != "carrier"} | {"state": "running"}
    assert "se fait dans un territoire" in client.post(create, running).content.decode()
    assert client.post(create, running | {"partners": [world.home.pk]}).status_code == 302
    made = Activity.objects.get(name="Laverie")
    assert (made.territory, made.carrier) == (world.hub, None)
    edit = reverse("activities:activity_edit", args=[world.hub.slug, made.pk])
    assert f'href="{edit}"' in client.get(made.get_absolute_url()).content.decode()
    assert client.post(edit, running | {"partners": [world.next.pk]}).status_code == 302
    assert sign_in("lead").get(create).status_code == 404
    for kind in ("funder", "communication"):
        client = sign_in(kind)
        assert client.get(create).status_code == 403
        assert f'href="{create}"' not in client.get(portfolio).content.decode()
