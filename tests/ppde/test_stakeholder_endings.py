"""Contacts and mandates that have had their time: proposed, confirmed or approved, erased without moving a quorum."""

from datetime import datetime, time, timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from cle import operations as cle
from cle import seats as mandates
from cle.convocations.operations import write_address
from cle.models import AgendaItem, Attendance, ConvocationMail, Meeting, Seat
from cle.quorum import quorum
from ppde.models import DurationRule, Elimination, EliminationLine
from ppde.retention import operations as retention
from ppde.retention import times
from territories.imports import operations as imports
from territories.models import Contact, Entry, Organisation
from territories.operations import territory as sheet
from territories.queue import sources
from territories.scoping import Reach, apply, scoped
from tests.imports.staging import staged
from tests.ppde.retention_kit import traces

CANARY = "Ornithorynque"
TODAY = timezone.localdate
CONTACTS, MANDATES = Elimination.What.CONTACTS, Elimination.What.MANDATES


@pytest.fixture(autouse=True)
def delivered(as_team):
    """The durations as they are delivered: three years, five years."""
    DurationRule.objects.all().delete()


def due(place, what: str) -> set[int]:
    _, _, rows = times.ended(place, times.endings()[what])
    return {pk for pk, _ in rows}


def eliminate(as_team, what: str) -> Elimination:
    lead = as_team.users["lead"]
    made = retention.prepare(as_team.home, what, by=lead)
    retention.approve(made, "cheffe de projet, 12/12/2026", by=lead)
    retention.eliminate(made)
    made.refresh_from_db()
    return made


# Contacts ────────────────────────────────────────────────────────────────────────────────────────


def contact(as_team, days: int = 0, **values) -> Contact:
    """Entered by hand, then seen for the last time so many days ago."""
    home = as_team.rows["home"]
    told = {"first_name": "Dominique", "last_name": CANARY, "email": f"{CANARY}@exemple.fr"}
    row = Contact(territory=as_team.home, organisation=home["organisation"], **told | values)
    made = sheet.save_contact(row, fields=[*told], by=as_team.users["lead"])
    if days:
        Contact.objects.filter(pk=made.pk).update(known_on=TODAY() - timedelta(days=days))
        made.refresh_from_db()
    return made


def known(row: Contact):
    return Contact.objects.get(pk=row.pk).known_on


def test_a_contact_is_proposed_when_nobody_has_confirmed_it_for_three_years(as_team):
    old = contact(as_team, 3 * 366)
    contact(as_team, 3 * 365 - 40, last_name="Autre")
    assert due(as_team.home, CONTACTS) == {old.pk}
    times.write_duration(as_team.home, CONTACTS, TODAY(), 60, "Note", by=as_team.users["lead"])
    assert due(as_team.home, CONTACTS) == set()


def waiting(place, what: str) -> set[int]:
    source = next(s for s in sources() if s.key == f"past_{what}")
    return {row.pk for row in source.rows(place, TODAY())}


def test_what_has_had_its_time_calls_for_its_list(as_team, sign_in):
    """The queue of whoever prepares the list says it; the week of the dashboard is for what is done within days."""
    home, lead = as_team.home, sign_in("lead")
    old = contact(as_team, 3 * 366)
    contact(as_team, 3 * 365 - 40, last_name="Autre")
    assert waiting(home, CONTACTS) == due(home, CONTACTS) == {old.pk}
    told = "contact au bout de sa durée de conservation"
    shown = lead.get(reverse("ppde:work_queue", args=[home.slug])).content.decode()
    assert told in shown
    assert "#h-contacts" in shown
    week = lead.get(reverse("evaluation:dashboard", args=[home.slug])).content.decode()
    assert told not in week
    made = retention.prepare(home, CONTACTS, by=as_team.users["lead"])
    assert waiting(home, CONTACTS) == set()
    shown = lead.get(reverse("ppde:work_queue", args=[home.slug])).content.decode()
    assert reverse("ppde:elimination_detail", args=[home.slug, made.pk]) in shown
    retention.give_up(made, by=as_team.users["lead"])
    times.write_duration(as_team.hub, CONTACTS, TODAY(), 60, "Note", by=as_team.users["lead"])
    assert waiting(home, CONTACTS) == due(home, CONTACTS) == set()


@pytest.mark.parametrize("what", sorted(times.endings()))
def test_the_queue_and_the_list_find_the_same(as_team, what):
    DurationRule.objects.create(
        territory=as_team.home, what=times.endings()[what].rule, valid_from=TODAY(), months=1, source="Note"
    )  # fmt: skip
    assert waiting(as_team.home, what) == due(as_team.home, what)


def test_the_hub_is_told_of_its_own(world, sign_in):
    with scoped(world.hub.pk):
        organisation = Organisation.objects.create(territory=world.hub, name="Région", kind="state")
        Contact.objects.create(
            territory=world.hub, organisation=organisation, first_name="Dominique", last_name=CANARY,
            known_on=TODAY() - timedelta(days=3 * 366),
        )  # fmt: skip
    admin = sign_in("hub_admin")
    for name in ("ppde:work_queue", "evaluation:dashboard"):
        shown = admin.get(reverse(name, args=[world.hub.slug])).content.decode()
        assert "contact au bout de sa durée de conservation" in shown


def test_a_change_or_a_confirmation_by_hand_gives_it_its_time_again(as_team, sign_in):
    lead, home = sign_in("lead"), as_team.home.slug
    changed, confirmed, left = (
        contact(as_team, 2000, last_name=f"{CANARY} {n}") for n in ("a", "b", "c")
    )
    page = reverse("territories:contact_edit", args=[home, changed.pk])
    form = lead.get(page).context["form"]
    lead.post(page, {name: form[name].value() or "" for name in form.fields})
    act = reverse("territories:contact_confirm", args=[home, confirmed.pk])
    assert lead.get(act).status_code == 405
    assert known(confirmed) < TODAY(), "une lecture ne confirme rien"
    lead.post(act)
    assert (known(changed), known(confirmed)) == (TODAY(), TODAY())
    assert known(left) < TODAY()
    entry = Entry.objects.get(model="territories.contact", object_id=confirmed.pk, verb="confirm")
    assert entry.after == {"known_on": f"{TODAY():%Y-%m-%d}"}
    assert due(as_team.home, CONTACTS) == {left.pk}
    shown = lead.get(reverse("territories:organisation_detail", args=[home, left.organisation_id]))
    assert "Toujours exact" in shown.content.decode()


def test_a_row_of_an_import_is_known_to_be_right_changed_or_not(as_team):
    same, other = contact(as_team, 2000), contact(as_team, 2000, last_name="Autre")
    away = contact(as_team, 2000, last_name="Absente")
    place = same.organisation.name
    lines = [
        "Structure;Nom;Prénom;Mail",
        f"{place};{CANARY};Dominique;{same.email}",
        f"{place};Autre;Dominique;autre@exemple.fr",
    ]
    batch = imports.confirm(staged(as_team, "contacts", "\n".join(lines)))
    assert batch.state == "done", batch.error
    assert (known(same), known(other)) == (TODAY(), TODAY())
    assert known(away) < TODAY()


def test_no_trace_of_the_contact_is_left_anywhere(as_team):
    old = contact(as_team, 2000)
    sheet.confirm_contact(old, by=as_team.users["lead"])
    Contact.objects.filter(pk=old.pk).update(known_on=TODAY() - timedelta(days=2000))
    assert set(traces(CANARY)) >= {"territories_contact", "territories_entry"}
    made = eliminate(as_team, CONTACTS)
    with scoped(as_team.home.pk, as_team.next.pk, as_team.hub.pk):
        assert traces(CANARY) == []
        told = Entry.objects.filter(model="territories.contact", object_id=old.pk)
        assert set(told.values_list("verb", flat=True)) == {"create", "confirm"}
        assert not Contact.objects.filter(pk=old.pk).exists()
    assert (made.state, made.lines.get().row_id) == ("done", None)


def test_kept_it_is_confirmed_and_confirmed_since_it_stays(as_team, sign_in):
    lead = as_team.users["lead"]
    kept, since = contact(as_team, 2000), contact(as_team, 2000, last_name=f"{CANARY} bis")
    made = retention.prepare(as_team.home, CONTACTS, by=lead)
    line = made.lines.get(row_id=kept.pk)
    page = reverse("ppde:elimination_keep", args=[as_team.home.slug, line.pk])
    client = sign_in("lead")
    assert "Pourquoi garder ce contact" in client.get(page).content.decode()
    client.post(page, {"reason": "Toujours exact"})
    assert known(kept) == TODAY()
    sheet.confirm_contact(since, by=lead)
    retention.approve(made, "accord", by=lead)
    assert retention.eliminate(made) == 0
    with scoped(as_team.home.pk):
        assert Contact.objects.filter(pk__in=[kept.pk, since.pk]).count() == 2
        assert made.lines.get(row_id=since.pk).kept_because.startswith("Modifié après")


def test_the_day_is_filled_from_the_journal_for_those_already_there(as_team):
    """What the migration does, with the journal of a contact written two years ago, and of one that it does not know."""
    from importlib import import_module

    sql = import_module("territories.migrations.0019_contacts_known").KNOWN
    copy = "UPDATE" + sql.split("UPDATE", 1)[1].split("SET CONSTRAINTS", 1)[0]
    told, untold = contact(as_team), as_team.rows["home"]["contact"]
    written = Entry.objects.get(model="territories.contact", object_id=told.pk)
    Entry.objects.create(
        territory=as_team.home, verb="update", model=written.model, object_id=told.pk,
        label=written.label, at=timezone.now() + timedelta(days=3),
    )  # fmt: skip
    before = known(untold)
    with connection.cursor() as cursor:
        cursor.execute(copy)
    assert known(told) == TODAY() + timedelta(days=3)
    assert known(untold) == before


# Mandates ────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def mandate(as_team):
    """A mandate ended six years ago, with its meeting, its attendance, its convocation, and what its holder presented."""
    lead, home = as_team.users["lead"], as_team.rows["home"]
    first, last = TODAY() - timedelta(days=3000), TODAY() - timedelta(days=2200)
    committee = cle.committee_create(
        as_team.home, by=lead, kind="cle", name="Ancienne plénière", quorum_percent=50
    )
    seats = [
        mandates.seat_open(
            committee, by=lead, college="state", starts_on=first, ends_on=end, holder=holder,
            function=f"proche {holder}", organisation=home["organisation"],
        )
        for holder, end in ((CANARY, last), (f"{CANARY} bis", last), ("Noor Astier", None))
    ]  # fmt: skip
    write_address(seats[0], by=lead, email=f"{CANARY.lower()}@exemple.fr")
    day = timezone.make_aware(datetime.combine(first + timedelta(days=30), time(14)))
    meeting = Meeting.objects.create(
        territory=as_team.home, committee=committee, starts_at=day, state="held"
    )
    cle.record_attendance(
        meeting, by=lead,
        statuses={seats[0].pk: "present", seats[1].pk: "absent", seats[2].pk: "present"},
    )  # fmt: skip
    AgendaItem.objects.create(
        territory=as_team.home, meeting=meeting, position=1, title="Bilan", presenter=CANARY
    )
    convocation = as_team.rows["home"]["convocation"]
    ConvocationMail.objects.create(
        territory=as_team.home, convocation=convocation, seat=seats[0],
        email=f"{CANARY.lower()}@exemple.fr", state="refused", error=f"<{CANARY}@exemple.fr> inconnu",
    )  # fmt: skip
    return seats[0]


def figures(as_team):
    """Quorums of every meeting held, attendance, colleges and organisations of the composition then and now."""
    meetings = Meeting.objects.filter(territory=as_team.home).order_by("pk")
    seats = Seat.objects.filter(territory=as_team.home).order_by("pk")
    return (
        [quorum(meeting) for meeting in meetings],
        list(Attendance.objects.filter(territory=as_team.home).order_by("pk").values()),
        list(seats.values("committee", "college", "rank", "organisation", "votes", "period")),
    )


def test_a_mandate_is_proposed_five_years_after_its_last_day(as_team, mandate):
    found = due(as_team.home, MANDATES)
    assert mandate.pk in found
    assert len(found) == 2
    assert times.endings()[MANDATES].ended_on(mandate.pk) == mandate.until
    five = TODAY().replace(year=TODAY().year - 5)
    mandates.seat_close(mandate, by=as_team.users["lead"], ends_on=five + timedelta(days=1))
    assert mandate.pk not in due(as_team.home, MANDATES)
    mandates.seat_close(mandate, by=as_team.users["lead"], ends_on=five)
    assert mandate.pk in due(as_team.home, MANDATES)


def test_no_trace_of_the_holder_is_left_anywhere(as_team, mandate):
    assert set(traces(CANARY)) >= {
        "cle_seat", "cle_agendaitem", "cle_convocationmail", "territories_entry",
    }  # fmt: skip
    made = eliminate(as_team, MANDATES)
    with scoped(as_team.home.pk, as_team.next.pk, as_team.hub.pk):
        assert traces(CANARY) == []
        mandate.refresh_from_db()
        assert (mandate.holder, mandate.college) == (f"Anonyme {mandate.pk}", "state")
        assert (mandate.function, mandate.email, mandate.user) == ("", "", None)
        assert mandate.organisation == as_team.rows["home"]["organisation"]
        assert Seat.objects.filter(holder="Noor Astier").exists()
    assert made.lines.filter(row_id=None).count() == 2
    assert due(as_team.home, MANDATES) == set()


def test_no_quorum_and_no_composition_moves(as_team, mandate):
    with scoped(as_team.home.pk):
        before = figures(as_team)
    eliminate(as_team, MANDATES)
    with scoped(as_team.home.pk):
        after = figures(as_team)
    assert any(found.voices for found in before[0])
    assert after == before


# The pages, and the hub ──────────────────────────────────────────────────────────────────────────


def test_the_pages_from_the_count_to_the_agreement(as_team, mandate, sign_in):
    old, lead, home = contact(as_team, 2000), sign_in("lead"), as_team.home.slug
    shown = lead.get(reverse("ppde:retention_view", args=[home])).content.decode()
    shown = shown.replace("\u00a0", " ")
    assert "1 contact a passé cette durée." in shown
    assert "2 mandats ont passé cette durée." in shown
    assert "36 mois après la dernière fois" in shown
    prepare = reverse("ppde:elimination_prepare", args=[home])
    page = lead.post(prepare, {"what": CONTACTS}).url
    listed = lead.get(page).content.decode()
    assert f"{CANARY}, {old.organisation}" in listed
    page = lead.post(prepare, {"what": MANDATES}).url
    assert "Ancienne plénière" in lead.get(page).content.decode()
    made = Elimination.objects.get(what=CONTACTS)
    approve = reverse("ppde:elimination_approve", args=[home, made.pk])
    assert "cheffe de projet" in lead.get(approve).content.decode()
    lead.post(approve, {"visa": "cheffe de projet", "sure": "on"})
    retention.eliminate(made)
    assert not Contact.objects.filter(pk=old.pk).exists()


def test_the_hub_reads_and_ends_its_own_contacts_and_no_line_of_a_file(as_team, world, sign_in):
    with scoped(world.hub.pk):
        place = Organisation.objects.create(territory=world.hub, name="Région", kind="region")
        row = Contact.objects.create(
            territory=world.hub, organisation=place, first_name="Camille", last_name=CANARY,
            known_on=TODAY() - timedelta(days=2000),
        )  # fmt: skip
    admin, hub = sign_in("hub_admin"), world.hub.slug
    page = admin.post(reverse("ppde:elimination_prepare", args=[hub]), {"what": CONTACTS}).url
    assert row.last_name in admin.get(page).content.decode()
    with scoped(world.home.pk):
        of_files = EliminationLine.objects.filter(territory=world.home)
        assert of_files.exists()
    apply(Reach(user=world.users["hub_admin"].pk, reach={world.home.pk, world.hub.pk}))
    assert not of_files.all().exists(), "le second mur garde les lignes des dossiers"
    assert EliminationLine.objects.filter(territory=world.hub).exists()
    assert admin.get(reverse("ppde:retention_view", args=[world.home.slug])).status_code == 403
    made = Elimination.objects.get(territory=world.hub, what=CONTACTS)
    admin.post(
        reverse("ppde:elimination_approve", args=[hub, made.pk]), {"visa": "oui", "sure": "on"}
    )
    assert retention.eliminate(made) == 1
    assert "Identité effacée" in admin.get(page).content.decode()
