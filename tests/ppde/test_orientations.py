"""A partner orients somebody: agreement first, its own rows only, three states and nothing else."""

import pytest
from django.core.exceptions import ValidationError
from django.db import ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from ppde.models import Orientation, Person
from ppde.operations import add_event, cancel_outcome, record_outcome
from ppde.operations.imports import refresh_many
from ppde.operations.orientations import (
    accept_orientation,
    close_orientation,
    send_orientation,
)
from ppde.queue.orientations import orientations as waiting
from territories.models import Entry, Membership, Organisation
from territories.periods import period
from territories.roles import Role
from territories.scoping import Reach, apply, reach_of, scope_of, scoped
from tzcld.users.models import User

SENT = {
    "has_agreed": "yes",
    "first_name": "Rose",
    "last_name": "Anselme",
    "phone": "06 00 00 00 09",
    "contact_preference": "Message écrit",
}


def url(name, world, *args) -> str:
    return reverse(f"ppde:{name}", args=[world.home.slug, *args])


@pytest.fixture
def orientation(world) -> Orientation:
    return world.rows["home"]["orientation"]


def test_a_partner_sends_and_reads_three_states(world, sign_in):
    Membership.objects.filter(user=world.users["partner"]).update(
        organisation=world.rows["home"]["organisation"]
    )
    client = sign_in("partner")
    assert client.post(url("orientation_send", world), SENT).status_code == 302
    page = client.get(url("orientation_sent", world)).content.decode()
    assert "R. A." in page
    assert "Reçue" in page
    assert "Anselme" not in page
    with scoped(world.home.pk):
        made = Orientation.objects.get(last_name="Anselme")
        assert made.organisation == world.rows["home"]["organisation"]
        # The journal that the team's lead reads says that something came, without the name.
        assert not Entry.objects.get(verb="orient").is_named


def test_the_list_shared_with_colleagues_is_sorted_by_who_sent(world, sign_in):
    held = Membership.objects.filter(user=world.users["partner"])
    held.update(organisation=world.rows["home"]["organisation"])
    client = sign_in("partner")
    for order in ("author", "-author"):
        assert client.get(url("orientation_sent", world), {"tri": order}).status_code == 200


def test_nothing_is_kept_without_agreement_and_nothing_typed_is_lost(world, sign_in):
    client = sign_in("partner")
    for answer, told in (("no", "rien n’est enregistré"), ("", "son accord est nécessaire")):
        page = client.post(url("orientation_send", world), SENT | {"has_agreed": answer})
        assert told in page.content.decode()
        assert 'value="Anselme"' in page.content.decode()
    with scoped(world.home.pk):
        assert not Orientation.objects.filter(last_name="Anselme").exists()


def test_a_way_to_join_is_needed_and_no_number_of_social_security(world, sign_in):
    client = sign_in("partner")
    page = client.post(url("orientation_send", world), SENT | {"phone": ""})
    assert "phone" in page.context["form"].errors
    page = client.post(
        url("orientation_send", world), SENT | {"contact_preference": "2 84 05 69 123 456 78"}
    )
    assert page.status_code == 200


def test_the_database_gives_a_partner_its_own_rows_only(world):
    other = User.objects.create_user("autre@exemple.fr", "une phrase assez longue")
    Membership.objects.create(
        user=other, territory=world.home, role=Role.PARTNER, period=period(timezone.localdate())
    )
    mine = Reach(user=world.users["partner"].pk, reach={world.home.pk, world.hub.pk})
    theirs = Reach(user=other.pk, reach={world.home.pk, world.hub.pk})
    with transaction.atomic():
        apply(mine)
        assert Orientation.objects.count() == 1
        assert Person.objects.count() == 0
        apply(theirs)
        assert Orientation.objects.count() == 0
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            Orientation.objects.create(
                territory=world.home, author=world.users["partner"], has_agreed=True
            )
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            Orientation.objects.create(territory=world.next, author=other, has_agreed=True)
        apply(Reach())


def partner(world, name: str, organisation=None, role=Role.PARTNER) -> User:
    """Another account of the home territory, in the name of this organisation."""
    user = User.objects.create_user(
        f"{name}@exemple.fr", "une phrase assez longue", first_name=name, last_name="Partenaire"
    )
    Membership.objects.create(
        user=user,
        territory=world.home,
        role=role,
        organisation=organisation,
        period=period(timezone.localdate()),
    )
    return user


def test_a_colleague_of_the_organisation_reads_the_same_little(world, sign_in, client, orientation):
    """Initials, a day and a state; another organisation, no organisation, another role: nothing."""
    ours = world.rows["home"]["organisation"]
    theirs = Organisation.objects.create(territory=world.home, name="Autre relais", kind="ccas")
    with scoped(world.home.pk):
        Orientation.objects.filter(pk=orientation.pk).update(organisation=ours)
    client.force_login(partner(world, "Collègue", ours))
    shown = client.get(url("orientation_sent", world))
    assert [row.pk for row in shown.context["listing"].rows] == [orientation.pk]
    page = shown.content.decode()
    assert orientation.initials in page
    assert str(orientation.author) in page
    assert orientation.last_name not in page
    assert client.get(url("orientation_answer", world, orientation.pk)).status_code == 403
    for other in (
        partner(world, "Voisine", theirs),
        partner(world, "Isolée"),
        partner(world, "Direction", ours, Role.EBE_DIRECTOR),
    ):
        assert not Orientation.objects.visible_to(other).filter(pk=orientation.pk).exists()
        with scoped(world.home.pk, named=False):
            assert not Orientation.objects.visible_to(other).exists()
    client.force_login(User.objects.get(email="voisine@exemple.fr"))
    assert client.get(url("orientation_sent", world)).context["listing"].rows == []


def test_the_database_gives_an_organisation_its_rows_to_read_and_no_other(world, orientation):
    ours = world.rows["home"]["organisation"]
    with scoped(world.home.pk):
        Orientation.objects.filter(pk=orientation.pk).update(organisation=ours)
    colleague = partner(world, "Collègue", ours)
    reach = reach_of(scope_of(colleague))
    assert reach.organisations == {ours.pk}
    with transaction.atomic():
        apply(reach)
        assert Orientation.objects.get().pk == orientation.pk
        # Read, not written: what a colleague sent stays in the colleague's name.
        assert Orientation.objects.update(contact_preference="Le soir") == 0
        assert Orientation.objects.all()._raw_delete("default") == 0
        apply(Reach(user=colleague.pk, reach={world.home.pk}, organisations={ours.pk + 1000}))
        assert not Orientation.objects.exists()
        apply(Reach())


def test_the_list_of_an_organisation_asks_the_same_for_one_row_and_many(world, sign_in, client):
    ours = world.rows["home"]["organisation"]
    client.force_login(partner(world, "Collègue", ours))

    def sent(n: int) -> int:
        with scoped(world.home.pk):
            for k in range(n):
                Orientation.objects.create(
                    territory=world.home,
                    first_name="Rose",
                    last_name=f"Anselme {k}",
                    has_agreed=True,
                    organisation=ours,
                    author=partner(world, f"n{n}k{k}", ours),
                )
        with CaptureQueriesContext(connection) as caught:
            rows = client.get(url("orientation_sent", world)).context["listing"].rows
        assert len(rows) >= n
        return len(caught)

    sent(2)
    assert sent(1) == sent(12)


def test_accepting_opens_a_file_and_the_meeting_is_told(as_team, orientation):
    by = as_team.users["officer"]
    assert list(waiting(as_team.home, timezone.localdate())) == [orientation]
    person = accept_orientation(orientation, by=by)
    assert (str(person), person.state, person.origin) == (
        "Noa Quetzal",
        "identified",
        "association",
    )
    assert person.orienting_organisation == as_team.rows["home"]["organisation"]
    orientation.refresh_from_db()
    assert orientation.state == "received"
    assert not waiting(as_team.home, timezone.localdate()).exists()
    add_event(person, "interview", timezone.localdate(), by=by)
    orientation.refresh_from_db()
    assert orientation.state == "met"
    with pytest.raises(ValidationError, match="déjà répondu"):
        close_orientation(orientation, by=by, reason="Doublon")


def test_linking_to_somebody_known_already_met(as_team, orientation):
    person = as_team.rows["home"]["person"]
    before = Person.objects.count()
    accept_orientation(orientation, by=as_team.users["officer"], person=person)
    assert orientation.state == "met"
    assert Person.objects.count() == before


def test_nothing_is_linked_to_a_frozen_file(as_team, orientation):
    person = as_team.rows["home"]["person"]
    Person.objects.filter(pk=person.pk).update(limited_on=timezone.localdate())
    with pytest.raises(ValidationError, match="gelé"):
        accept_orientation(orientation, by=as_team.users["officer"], person=person)
    orientation.refresh_from_db()
    assert orientation.person is None


def test_somebody_who_left_unmet_is_not_awaited_by_the_partner_for_ever(as_team, orientation):
    """And the request waits again when the exit was an error; somebody met stays met."""
    lead, today = as_team.users["lead"], timezone.localdate()
    person = accept_orientation(orientation, by=lead)
    assert read_state(orientation) == "received"
    outcome = record_outcome(person, "no_longer", today, by=lead)
    assert read_state(orientation) == "closed"
    # By sets too, as after the import of a spreadsheet.
    Orientation.objects.filter(pk=orientation.pk).update(state="received")
    Person.objects.filter(pk=person.pk).update(state="met", outcome_kind="", outcome_on=None)
    refresh_many(person.territory_id, [person.pk])
    assert read_state(orientation) == "closed"
    cancel_outcome(outcome, by=lead, reason="Écrit par erreur.")
    assert read_state(orientation) == "received"
    add_event(person, "interview", today, by=lead)
    assert read_state(orientation) == "met"
    record_outcome(person, "no_longer", today, by=lead)
    assert read_state(orientation) == "met"


def read_state(orientation) -> str:
    orientation.refresh_from_db()
    return orientation.state


def test_closing_needs_a_reason(as_team, orientation):
    by = as_team.users["officer"]
    with pytest.raises(ValidationError, match="pourquoi"):
        close_orientation(orientation, by=by, reason=" ")
    close_orientation(orientation, by=by, reason="Habite un autre territoire")
    orientation.refresh_from_db()
    assert orientation.state == "closed"


def test_the_team_answers_from_the_page(world, sign_in, orientation):
    client = sign_in("officer")
    page = client.post(url("orientation_answer", world, orientation.pk), {"answer": "close"})
    assert "reason" in page.context["form"].errors
    answer = client.post(url("orientation_answer", world, orientation.pk), {"answer": "new"})
    with scoped(world.home.pk):
        person = Person.objects.get(first_name="Noa")
    assert answer.url == reverse("ppde:person_detail", args=[world.home.slug, person.pk])


def test_the_partner_never_reads_why_it_was_closed(world, sign_in, orientation):
    with scoped(world.home.pk):
        close_orientation(orientation, by=world.users["officer"], reason="Raison interne")
    page = sign_in("partner").get(url("orientation_sent", world)).content.decode()
    assert "Close" in page
    assert "Raison interne" not in page


def test_a_partner_filters_and_takes_away_what_its_page_tells(world, sign_in, orientation):
    client = sign_in("partner")
    with scoped(world.home.pk):
        Orientation.objects.filter(pk=orientation.pk).update(
            author=world.users["partner"],
            person=world.rows["home"]["person"],
            state="met",
            is_told=False,
        )

    def shown(**asked) -> list[int]:
        return [
            row.pk
            for row in client.get(url("orientation_sent", world), asked).context["listing"].rows
        ]

    # What the person did not agree to tell reads « reçue »: no filter says more.
    assert orientation.pk in shown(etat="received")
    assert shown(etat="met") == []
    with scoped(world.home.pk):
        Orientation.objects.filter(pk=orientation.pk).update(is_told=True)
    assert shown(etat="met") == [orientation.pk]
    answer = client.get(url("orientation_sent", world), {"etat": "met", "format": "csv"})
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert orientation.last_name not in lines[1]
    assert "Rencontrée" in lines[1]
    with scoped(world.home.pk):
        entry = Entry.objects.get(verb="export", model="ppde.orientation")
    assert (entry.user, entry.after["rows"]) == (world.users["partner"], 1)


# Sent again ─────────────────────────────────────────────────────────────────────────────────────


def test_the_same_person_sent_again_is_said_received_and_nothing_else(world, sign_in):
    client, page = sign_in("partner"), url("orientation_send", world)
    assert client.post(page, SENT).status_code == 302
    again = SENT | {
        "last_name": "ANSELME",
        "phone": "+33 6 00 00 00 09",
        "contact_preference": "Le matin",
    }
    told = client.post(page, again)
    assert told.status_code == 200
    assert "Vous avez déjà orienté cette personne" in told.text
    # Nothing typed is lost.
    assert "Le matin" in told.text
    sister = SENT | {"first_name": "Iris"}
    assert client.post(page, sister).status_code == 302
    with scoped(world.home.pk):
        rows = Orientation.objects.filter(last_name="Anselme")
        assert sorted(rows.values_list("first_name", flat=True)) == ["Iris", "Rose"]
        rows.filter(first_name="Rose").update(state="closed", closed_on=timezone.localdate())
    # Closed, the request may be made again.
    assert client.post(page, again).status_code == 302


def test_who_is_no_longer_told_reads_received_whatever_became_of_the_person(as_team, orientation):
    """Met or not, told no more: the same words, and nothing of the file."""
    sender = orientation.author
    told = {
        "has_agreed": True,
        "first_name": "Rose",
        "last_name": "Anselme",
        "phone": "06 00 00 00 09",
    }
    row = send_orientation(as_team.home, by=sender, **told)
    Orientation.objects.filter(pk=row.pk).update(
        state="met", person=as_team.rows["home"]["person"], is_told=False
    )
    with pytest.raises(ValidationError, match="déjà orienté"):
        send_orientation(as_team.home, by=sender, **told)


def test_a_name_typed_in_capitals_by_a_partner_reads_as_a_name(as_team, orientation):
    row = send_orientation(
        as_team.home,
        by=orientation.author,
        has_agreed=True,
        first_name="NADIA",
        last_name="LE GALL",
        phone="06 00 00 00 12",
    )
    assert str(row) == "Nadia Le Gall"


def test_the_second_of_two_partners_offers_the_file_that_the_first_opened(
    as_team, sign_in, orientation
):
    told = {
        "has_agreed": True,
        "first_name": "Rose",
        "last_name": "Anselme",
        "phone": "06 00 00 00 09",
    }
    first = send_orientation(as_team.home, by=orientation.author, **told)
    Orientation.objects.filter(pk=first.pk).update(organisation=None)
    second = Orientation.objects.create(
        territory=as_team.home, author=as_team.users["lead"], **told
    )
    opened = accept_orientation(first, by=as_team.users["lead"], origin="ccas")
    page = sign_in("lead").get(url("orientation_answer", as_team, second.pk))
    assert f"{opened.reference}\u00a0: relier au dossier" in page.text
