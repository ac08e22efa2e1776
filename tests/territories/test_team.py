"""The team: who may invite whom, how a role changes and ends."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from territories.models import Entry, Invitation, Membership, Territory
from territories.operations import team
from territories.periods import period
from territories.roles import HUB_ROLES, LOCAL_ROLES, Role
from territories.scoping import Reach, apply, scope_of, scoped
from tests.users.conftest import link_of
from tzcld.users.models import User

ANA = {"first_name": "Ana", "last_name": "Costa", "email": "ana@exemple.fr", "function": ""}


def url(name: str, world, *args) -> str:
    return reverse(f"territories:{name}", args=[world.home.slug, *args])


@pytest.fixture
def everywhere(world):
    """The scope of the whole hub, for operations called without a request."""
    ids = {world.hub.pk, world.home.pk, world.next.pk}
    apply(Reach(reach=ids, named=ids))
    return world


# Who may give what ──────────────────────────────────────────────────────────────────────────────


def test_each_one_gives_what_its_reach_allows(world):
    def gives(kind, territory):
        return set(team.grantable_roles(scope_of(world.users[kind]), territory))

    assert gives("lead", world.home) == LOCAL_ROLES
    assert gives("hub_admin", world.hub) == HUB_ROLES
    assert gives("hub_admin", world.home) == LOCAL_ROLES
    for kind in ("officer", "member", "director", "hub_officer", "dpo"):
        assert gives(kind, world.home) == gives(kind, world.hub) == set(), kind
    assert gives("lead", world.next) == gives("lead", world.hub) == set()
    assert not {Role.HUB_ADMIN, Role.HUB_OFFICER} & gives("lead", world.home)


@pytest.mark.parametrize("role", [Role.HUB_ADMIN, Role.HUB_OFFICER])
def test_a_role_above_ones_reach_is_not_a_choice(sign_in, world, role, mailoutbox):
    response = sign_in("lead").post(url("invitation_create", world), ANA | {"role": role})
    assert "Choisissez-en une autre" in response.content.decode()
    assert not mailoutbox


def test_the_operation_itself_refuses_what_the_form_would(everywhere):
    for by, territory, role in [
        ("lead", everywhere.home, Role.HUB_ADMIN),
        ("lead", everywhere.next, Role.CLE_MEMBER),
        ("officer", everywhere.home, Role.CLE_MEMBER),
        ("hub_admin", everywhere.hub, Role.PROJECT_LEAD),
    ]:
        with pytest.raises(ValidationError, match="ne permet pas"):
            team.invite(territory, by=everywhere.users[by], role=role, **ANA)


def test_nobody_gives_a_role_to_oneself(sign_in, world, mailoutbox):
    """The hub's administration reads no person: it must not be able to make itself the team of a territory."""
    data = ANA | {"email": "Hub_Admin@exemple.fr", "role": Role.PROJECT_LEAD}
    response = sign_in("hub_admin").post(url("invitation_create", world), data)
    assert "Personne ne se donne un rôle à soi-même" in response.content.decode()
    assert not mailoutbox


READS_NAMES = ANA | {"role": Role.JOURNEY_OFFICER}


def test_a_role_that_reads_names_given_by_the_hub_leaves_with_the_word_of_the_lead(
    sign_in, world, mailoutbox, client
):
    """A second address of one's own passes the rule above: a named access is the territory's to open."""
    page = sign_in("hub_admin").post(url("invitation_create", world), READS_NAMES, follow=True)
    assert "Rien n’est encore parti à ana@exemple.fr" in page.content.decode()
    [asked] = mailoutbox
    assert asked.to == [world.users["lead"].email]
    for words in ("ana@exemple.fr", str(world.users["hub_admin"]), url("team_list", world)):
        assert words in asked.body
    assert "/invitation/" not in asked.body
    row = Invitation.objects.get(email="ana@exemple.fr")
    assert row.state == "held"
    # The hub asks again; it cannot answer.
    again = sign_in("hub_admin").post(url("invitation_resend", world, row.pk), follow=True)
    assert "Redemander l’accord" in again.content.decode()
    assert [mail.to for mail in mailoutbox[1:]] == [[world.users["lead"].email]]
    lead = sign_in("lead")
    assert "Accepter et envoyer" in lead.get(url("team_list", world)).content.decode()
    lead.post(url("invitation_resend", world, row.pk))
    assert mailoutbox[-1].to == ["ana@exemple.fr"]
    row.refresh_from_db()
    assert row.state == "open"
    entry = Entry.objects.get(verb="agree", model="territories.invitation", object_id=row.pk)
    assert entry.user == world.users["lead"]
    client.logout()
    assert client.get(link_of(mailoutbox[-1])).status_code == 200


def test_the_hub_gives_no_role_that_reads_names_beside_the_lead(sign_in, world, mailoutbox):
    row, hub = held(world, "partner"), sign_in("hub_admin")
    edit = url("membership_edit", world, row.pk)
    page = hub.post(edit, {"role": Role.JOURNEY_OFFICER, "function": ""})
    assert "l’invitation attendra son accord" in page.content.decode()
    row.refresh_from_db()
    assert row.role == Role.PARTNER
    officer = held(world, "officer")
    today = timezone.localdate()
    officer.period = period(officer.since, today + timedelta(days=5))
    officer.save()
    later = {"last": today + timedelta(days=50), "reason": "suite"}
    page = hub.post(url("membership_prolong", world, officer.pk), later)
    assert "l’invitation attendra son accord" in page.content.decode()
    # A role that reads no name, and what a lead decides, ask nobody.
    assert not mailoutbox
    hub.post(edit, {"role": Role.CLE_MEMBER, "function": ""})
    invite = url("invitation_create", world)
    hub.post(invite, ANA | {"email": "b@exemple.fr", "role": Role.CLE_MEMBER})
    sign_in("lead").post(invite, READS_NAMES | {"email": "c@exemple.fr"})
    assert [mail.to for mail in mailoutbox] == [["b@exemple.fr"], ["c@exemple.fr"]]


def test_without_a_lead_the_hub_names_one_and_the_team_is_told(sign_in, world, mailoutbox):
    hub, lead = sign_in("hub_admin"), held(world, "lead")
    hub.post(
        url("membership_end", world, lead.pk),
        {"when": "now", "reason": "départ", "sure": "on"},
    )
    [told] = mailoutbox
    assert told.to == [world.users["lead"].email]
    assert "ferme l’accès" in told.body
    hub.post(url("invitation_create", world), READS_NAMES)
    assert [mail.to for mail in mailoutbox[1:]] == [
        [world.users["officer"].email],
        ["ana@exemple.fr"],
    ]
    assert "ana@exemple.fr" in mailoutbox[1].body


# Changing and ending ────────────────────────────────────────────────────────────────────────────


def held(world, kind: str) -> Membership:
    return Membership.objects.get(user=world.users[kind], territory=world.home)


def test_another_role_starts_today_and_the_former_one_is_kept(sign_in, world):
    row = held(world, "partner")
    data = {"role": Role.CLE_MEMBER, "function": "représentante du quartier"}
    assert sign_in("lead").post(url("membership_edit", world, row.pk), data).status_code == 302
    former, new = Membership.objects.filter(user=world.users["partner"]).order_by("period")
    today = timezone.localdate()
    assert (former.role, former.until) == (Role.PARTNER, today - timedelta(days=1))
    assert (new.role, new.since, new.until) == (Role.CLE_MEMBER, today, None)
    with scoped(world.home.pk):
        entry = Entry.objects.filter(verb="update", model="territories.membership").latest("at")
    assert entry.before == {"role": "partenaire", "function": ""}
    assert entry.after == {"role": "membre du comité", "function": "représentante du quartier"}


def test_a_role_already_held_is_refused_in_words(sign_in, world):
    """The database alone refused two of the same role: the page was lost."""
    officer, today = held(world, "officer"), timezone.localdate()
    other = {"territory": world.home, "user": officer.user}
    with scoped(world.home.pk, world.hub.pk):
        Membership.objects.create(**other, role="cle_member", period=period(today))
        ends = Membership.objects.create(
            **other, role="partner", period=period(today, today + timedelta(days=3))
        )
        Membership.objects.create(
            **other, role="partner", period=period(today + timedelta(days=10))
        )
    page = sign_in("lead").post(
        url("membership_edit", world, officer.pk), {"role": "cle_member", "function": "Référent"}
    )
    assert "Cette personne a déjà ce rôle à ces dates" in page.content.decode()
    page = sign_in("lead").post(
        url("membership_prolong", world, ends.pk), {"last": "", "reason": "Reste avec nous"}
    )
    assert "Cette personne a déjà ce rôle à ces dates" in page.content.decode()


def test_a_function_is_corrected_in_place(sign_in, world):
    row = held(world, "lead")
    data = {"role": row.role, "function": "directrice de projet"}
    sign_in("lead").post(url("membership_edit", world, row.pk), data)
    row.refresh_from_db()
    assert row.function == "directrice de projet"
    assert Membership.objects.filter(user=world.users["lead"]).count() == 1


def test_nobody_changes_or_ends_ones_own_access(sign_in, world):
    row = held(world, "lead")
    client = sign_in("lead")
    changed = client.post(url("membership_edit", world, row.pk), {"role": Role.CLE_MEMBER})
    ended = client.post(url("membership_end", world, row.pk), {"when": "now", "reason": "essai"})
    for response in (changed, ended):
        assert "Personne ne change ni ne ferme son propre accès" in response.content.decode()
    row.refresh_from_db()
    assert (row.role, row.until) == (Role.PROJECT_LEAD, None)


def test_an_access_ended_now_closes_the_open_session_at_the_next_page(sign_in, world):
    theirs = Client()
    theirs.force_login(world.users["officer"])
    page = reverse("territories:territory_detail", args=[world.home.slug])
    assert theirs.get(page).status_code == 200
    row = held(world, "officer")
    data = {"when": "now", "reason": "fin de mission"}
    assert sign_in("lead").post(url("membership_end", world, row.pk), data).status_code == 302
    assert theirs.get(page).status_code == 404
    home = theirs.get(reverse("territories:home"))
    assert "rattaché à aucun territoire" in home.content.decode()
    with scoped(world.home.pk):
        entry = Entry.objects.filter(verb="end").latest("at")
    assert entry.reason == "fin de mission"


def test_an_access_ended_on_a_day_stays_open_until_that_evening(sign_in, world):
    row = held(world, "officer")
    last = timezone.localdate() + timedelta(days=3)
    data = {"when": "later", "last": f"{last:%d/%m/%Y}", "reason": "fin de contrat"}
    sign_in("lead").post(url("membership_end", world, row.pk), data)
    row.refresh_from_db()
    assert row.until == last
    assert Membership.objects.active(last).filter(pk=row.pk).exists()
    assert not Membership.objects.active(last + timedelta(days=1)).filter(pk=row.pk).exists()


def test_an_end_announced_is_moved_or_taken_back_while_it_has_not_come(sign_in, world):
    row, client = held(world, "officer"), sign_in("lead")
    today = timezone.localdate()
    prolong = url("membership_prolong", world, row.pk)
    assert "Cet accès n’a pas de dernier jour" in client.get(prolong).content.decode()
    assert prolong not in client.get(url("membership_edit", world, row.pk)).content.decode()
    said = {"when": "later", "last": f"{today + timedelta(days=10):%d/%m/%Y}", "reason": "fin"}
    client.post(url("membership_end", world, row.pk), said)
    assert prolong in client.get(url("membership_edit", world, row.pk)).content.decode()
    early = {"last": f"{today + timedelta(days=9):%d/%m/%Y}", "reason": "erreur"}
    assert "va déjà jusqu’au" in client.post(prolong, early).content.decode()
    later = early | {"last": f"{today + timedelta(days=40):%d/%m/%Y}"}
    assert client.post(prolong, later | {"reason": ""}).status_code == 200
    assert client.post(prolong, later).status_code == 302
    row.refresh_from_db()
    assert row.until == today + timedelta(days=40)
    assert client.post(prolong, {"last": "", "reason": "contrat sans terme"}).status_code == 302
    row.refresh_from_db()
    assert row.until is None
    with scoped(world.home.pk):
        entry = Entry.objects.filter(verb="prolong").latest("at")
    assert (entry.reason, entry.after["until"]) == ("contrat sans terme", "")
    Membership.objects.filter(pk=row.pk).update(period=period(row.since, today - timedelta(days=1)))
    assert "déjà fermé" in client.post(prolong, later).content.decode()


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"when": "later", "reason": "x"}, "Il manque une date"),
        ({"when": "later", "last": "01/01/2020", "reason": "x"}, "Ce jour est passé"),
        ({"when": "later", "last": "demain", "reason": "x"}, "Cette date n’existe pas"),
        ({"when": "now", "reason": ""}, "Il manque une réponse"),
    ],
)
def test_ending_asks_for_a_day_to_come_and_a_reason(sign_in, world, data, sentence):
    row = held(world, "officer")
    response = sign_in("lead").post(url("membership_end", world, row.pk), data)
    assert sentence in response.content.decode()
    row.refresh_from_db()
    assert row.until is None


def test_an_access_given_and_ended_the_same_day_leaves_its_trace(everywhere):
    lead, partner = everywhere.users["lead"], everywhere.users["partner"]
    row = Membership.objects.create(
        territory=everywhere.home,
        user=partner,
        role=Role.CLE_MEMBER,
        period=period(timezone.localdate()),
    )
    team.end(row, by=lead, last=None, reason="erreur de rôle")
    assert not Membership.objects.filter(pk=row.pk).exists()
    assert Entry.objects.get(verb="end", object_id=row.pk).reason == "erreur de rôle"


def test_the_hub_never_loses_its_administration(everywhere):
    admin = everywhere.users["hub_admin"]
    row = Membership.objects.get(user=admin, territory=everywhere.hub)
    leaving = User.objects.create_user("second@exemple.fr", first_name="S", last_name="S")
    other = Membership.objects.create(
        territory=everywhere.hub, user=leaving, role=Role.HUB_ADMIN, period=period(date(2024, 1, 1))
    )
    team.end(other, by=admin, last=None, reason="départ")
    with pytest.raises(ValidationError, match="Personne ne change"):
        team.end(row, by=admin, last=None, reason="départ")
    other.period = period(date(2024, 1, 1), timezone.localdate() + timedelta(days=5))
    other.save()
    with pytest.raises(ValidationError, match="plus personne pour administrer"):
        team.end(row, by=leaving, last=None, reason="départ")


# The list ───────────────────────────────────────────────────────────────────────────────────────


def test_the_list_shows_the_team_and_what_waits(sign_in, world):
    page = sign_in("lead").get(url("team_list", world)).content.decode()
    assert "Officer Essai" in page
    assert "invitee@exemple.fr" in page
    assert "Renvoyer" in page
    assert "Neighbour" not in page


def test_who_only_reads_the_team_has_no_gesture_to_make(sign_in, world):
    page = sign_in("dpo").get(url("team_list", world)).content.decode()
    assert "Officer Essai" in page
    for gesture in (
        "Renvoyer",
        "Inviter une personne",
        url("membership_edit", world, held(world, "officer").pk),
    ):
        assert gesture not in page


@pytest.mark.parametrize(
    ("query", "shown", "hidden"),
    [
        ("?q=OFFIC%C3%88R", "Officer Essai", "Member Essai"),
        ("?role=cle_member", "Member Essai", "Officer Essai"),
        ("?etat=ended", "Aucun accès", "Officer Essai"),
    ],
)
def test_filters(sign_in, world, query, shown, hidden):
    page = sign_in("lead").get(url("team_list", world) + query).content.decode()
    assert shown in page
    assert hidden not in page


def test_the_export_is_journaled(sign_in, world):
    response = sign_in("lead").get(url("team_list", world) + "?format=csv&role=partner")
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    assert "Partner Essai" in text
    assert "Officer Essai" not in text
    with scoped(world.home.pk):
        entry = Entry.objects.get(verb="export", model="territories.membership")
    assert entry.after["rows"] == 1
    assert entry.after["filters"] == {"Rôle": "partenaire"}


def test_queries_do_not_grow_with_the_team(sign_in, world):
    client = sign_in("lead")
    client.get(url("team_list", world))
    with CaptureQueriesContext(connection) as few:
        client.get(url("team_list", world))
    for i in range(6):
        user = User.objects.create_user(f"p{i}@exemple.fr", first_name=f"P{i}", last_name="Plus")
        Membership.objects.create(
            territory=world.home, user=user, role=Role.CLE_MEMBER, period=period(date(2025, 1, 1))
        )
        with scoped(world.home.pk):
            Invitation.objects.create(
                territory=world.home,
                email=f"i{i}@exemple.fr",
                role=Role.CLE_MEMBER,
                digest=f"d{i}",
                expires_at=timezone.now(),
            )
    with CaptureQueriesContext(connection) as many:
        client.get(url("team_list", world))
    assert len(few) == len(many) <= 15


# The first administration ───────────────────────────────────────────────────────────────────────


def test_the_console_opens_the_hub_and_gives_the_link(db, client, capsys):
    options = {"email": "Admin@exemple.fr", "hub_name": "Grande Ville", "hub_slug": "grande-ville"}
    call_command("create_admin", **options)
    out = capsys.readouterr().out
    assert "admin@exemple.fr" in out
    hub = Territory.objects.get(slug="grande-ville")
    assert (hub.kind, hub.name) == ("hub", "Grande Ville")
    path = out.strip().splitlines()[-1].partition("/invitation/")[2]
    data = {"first_name": "Ada", "last_name": "Mine", "password": "quatre mots sans aucun lien"}
    assert client.post(f"/invitation/{path}", data).status_code == 302
    row = Membership.objects.get(territory=hub)
    assert (row.role, row.user.email) == (Role.HUB_ADMIN, "admin@exemple.fr")
    with scoped(hub.pk):
        assert list(Entry.objects.order_by("at").values_list("verb", "user__email")) == [
            ("invite", None),
            ("accept", "admin@exemple.fr"),
        ]


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"email": "pas une adresse"}, "adresse"),
        ({"hub_slug": "Grande Ville"}, "slug|lettres"),
        ({"hub_slug": "venissieux"}, "territoire local"),
    ],
)
def test_the_console_says_what_is_wrong(world, wrong, sentence):
    options = {"email": "a@exemple.fr", "hub_name": "Ville", "hub_slug": "ville"} | wrong
    with pytest.raises(CommandError, match=sentence):
        call_command("create_admin", **options)


@pytest.mark.parametrize(
    ("role", "function", "told"),
    [
        ("project_lead", "Cheffe de projet", "Cheffe de projet"),
        ("project_lead", "Chef de projet", "Chef de projet"),
        ("project_lead", "", "chef·fe de projet"),
        ("project_lead", "Directrice", "chef·fe de projet, Directrice"),
    ],
)
def test_a_role_is_told_once(role, function, told):
    assert Membership(role=role, function=function).told == told
