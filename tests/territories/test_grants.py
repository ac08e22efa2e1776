"""Names opened to a member of the hub: for a reason, for a time, for reading."""

from datetime import timedelta
from smtplib import SMTPRecipientsRefused

import pytest
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from evaluation.aggregates import reads_exact
from ppde.models import Person, Reading
from territories.grants.mails import tell_all
from territories.grants.operations import close_grant, end_grants, hub_members, open_grant
from territories.grants.rules import grant_rule, write_grant_rule
from territories.models import Entry, Grant, GrantMail, Membership, Territory
from territories.periods import period
from territories.roles import GRANTED, Role
from territories.scoping import Scope, scope_of, scoped
from tests.world import NAME
from tzcld.users.models import User

REASON = "Préparer la revue des parcours"


def day(n: int):
    return timezone.localdate() + timedelta(days=n)


def page(name: str, world, *args) -> str:
    return reverse(name, args=[world.home.slug, *args])


def opened(world, *, first=0, last=30, holder="hub_officer") -> Grant:
    with scoped(world.home.pk):
        return open_grant(
            world.home,
            by=world.users["lead"],
            holder=world.users[holder],
            since=day(first),
            until=day(last),
            reason=REASON,
        )


def granted(world, **period_) -> Grant:
    """A row as it would be by now, whatever the form allows."""
    return Grant.objects.create(
        territory=world.home,
        holder=world.users["hub_officer"],
        opened_by=world.users["lead"],
        reason=REASON,
        period=period(day(period_["first"]), day(period_["last"])),
    )


def reads(client, world) -> bool:
    """Whether the list opens, with its names."""
    response = client.get(page("ppde:person_list", world))
    assert response.status_code in (200, 403)
    return response.status_code == 200 and NAME in response.content.decode()


# When ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("first", "last", "open_"),
    [(0, 0, True), (-10, 0, True), (0, 89, True), (1, 20, False), (-20, -1, False)],
)
def test_names_are_read_from_the_first_day_to_the_last(sign_in, world, first, last, open_):
    client = sign_in("hub_officer")
    assert not reads(client, world)
    granted(world, first=first, last=last)
    assert reads(client, world) is open_


def test_an_open_session_loses_the_names_the_day_after_without_any_task(
    sign_in, world, monkeypatch
):
    last, after = day(5), day(6)
    opened(world, last=5)
    client = sign_in("hub_officer")
    assert reads(client, world)
    monkeypatch.setattr(timezone, "localdate", lambda *args: last)
    assert reads(client, world)
    monkeypatch.setattr(timezone, "localdate", lambda *args: after)
    assert not reads(client, world)


def test_closing_it_bites_at_the_next_page(sign_in, world):
    grant = opened(world)
    theirs = Client()
    theirs.force_login(world.users["hub_officer"])
    assert reads(theirs, world)
    assert sign_in("lead").post(page("territories:grant_close", world, grant.pk)).status_code == 302
    again = sign_in("lead").get(page("territories:grant_close", world, grant.pk), follow=True)
    assert again.redirect_chain
    assert "Cet accès est déjà fermé" in again.content.decode()
    assert not reads(theirs, world)
    # Closed, its dates are free again.
    opened(world)
    assert reads(theirs, world)


def test_it_ends_with_the_role_in_the_hub(sign_in, world):
    opened(world)
    client = sign_in("hub_officer")
    Membership.objects.filter(user=world.users["hub_officer"]).update(
        territory=world.next, role=Role.CLE_MEMBER
    )
    assert client.get(page("ppde:person_list", world)).status_code == 404


# What ───────────────────────────────────────────────────────────────────────────────────────────


def test_it_is_for_reading_here_and_nowhere_else(sign_in, world):
    person = world.rows["home"]["person"]
    client = sign_in("hub_officer")
    before = scope_of(world.users["hub_officer"]).verbs_in(world.home)
    opened(world)
    scope = Scope(world.users["hub_officer"])
    assert scope.verbs_in(world.home) == before | GRANTED
    assert scope.verbs_in(world.next) == before
    assert not reads_exact(scope, world.home)
    assert NAME in client.get(page("ppde:person_detail", world, person.pk)).content.decode()
    assert client.get(page("ppde:mobilisation_list", world)).status_code == 200
    for name in ("person_edit", "event_add", "outcome_record", "person_letter", "person_privacy"):
        assert client.get(page(f"ppde:{name}", world, person.pk)).status_code == 403, name
    assert client.get(reverse("ppde:person_list", args=[world.next.slug])).status_code == 403


def test_names_do_not_leave_in_a_file(sign_in, world):
    opened(world)
    client = sign_in("hub_officer")
    listing = page("ppde:person_list", world)
    response = client.get(f"{listing}?format=csv")
    assert "csv" not in response.headers["Content-Type"]
    assert "format=csv" not in client.get(listing).content.decode()
    # What holds no name still does.
    organisations = client.get(page("territories:organisation_list", world) + "?format=csv")
    assert organisations.getvalue()
    assert "csv" in organisations.headers["Content-Type"]


@pytest.mark.parametrize(
    ("name", "row"),
    [
        ("ppde:person_letter_pdf", "person"),
        ("ppde:person_timeline_pdf", "person"),
        ("ppde:referent_handover_pdf", None),
    ],
)
def test_nor_on_paper(sign_in, world, name, row):
    opened(world)
    pk = world.rows["home"][row].pk if row else world.users["lead"].pk
    assert sign_in("hub_officer").get(page(name, world, pk)).status_code == 403


def test_no_act_opens_with_it(sign_in, world):
    """The list is stopped by the team alone, though it is read with the grant."""
    opened(world)
    client = sign_in("hub_officer")
    assert client.post(page("ebe:list_sheet_freeze", world)).status_code == 403


def test_the_database_itself_opens_and_closes(sign_in, world):
    """The second wall follows: the setting of the request holds the territory, and no other."""
    from territories.scoping import apply, reach_of

    opened(world)
    with transaction.atomic():
        apply(reach_of(Scope(world.users["hub_officer"])))
        assert set(Person.objects.values_list("territory", flat=True)) == {world.home.pk}


def test_opening_use_and_end_are_written(sign_in, world):
    grant = opened(world)
    person = world.rows["home"]["person"]
    sign_in("hub_officer").get(page("ppde:person_detail", world, person.pk))
    with scoped(world.home.pk):
        assert Reading.objects.filter(user=world.users["hub_officer"], person=person).exists()
        close_grant(grant, by=world.users["lead"])
        entries = Entry.objects.filter(model="territories.grant", object_id=grant.pk)
        found = {e.verb: (e.user_id, e.reason, e.is_named) for e in entries}
    lead = world.users["lead"].pk
    assert found == {"grant": (lead, REASON, False), "end": (lead, "", False)}


def test_the_term_is_written_once_by_the_platform(world):
    running, past = opened(world), granted(world, first=-40, last=-1)
    assert end_grants(timezone.localdate()) == 1
    assert end_grants(timezone.localdate()) == 0
    past.refresh_from_db()
    running.refresh_from_db()
    assert (past.closed_at is not None, past.closed_by, running.closed_at) == (True, None, None)
    with scoped(world.home.pk):
        entry = Entry.objects.get(model="territories.grant", object_id=past.pk)
    assert (entry.verb, entry.user, entry.after) == ("end", None, {"until": str(past.until)})


# Who ────────────────────────────────────────────────────────────────────────────────────────────


def test_only_those_who_coordinate_this_hub_can_be_chosen(world):
    other = Territory.objects.create(kind="hub", name="Autre métropole", slug="autre")
    stranger = User.objects.create_user("autre@exemple.fr", first_name="A", last_name="B")
    Membership.objects.create(
        user=stranger, territory=other, role=Role.HUB_OFFICER, period=period(day(-10))
    )
    gone = User.objects.create_user("partie@exemple.fr", first_name="C", last_name="D")
    Membership.objects.create(
        user=gone, territory=world.hub, role=Role.HUB_OFFICER, period=period(day(-10), day(-1))
    )
    users = world.users
    assert set(hub_members(world.home)) == {users["hub_admin"], users["hub_officer"]}
    kinds = ("director", "partner", "member", "dpo", "funder", "neighbour")
    for holder in (stranger, gone, *(users[k] for k in kinds)):
        with scoped(world.home.pk), pytest.raises(ValidationError, match="coordonne la métropole"):
            open_grant(
                world.home, by=users["lead"], holder=holder, since=day(0), until=day(1), reason="x"
            )


@pytest.mark.parametrize("kind", ["hub_admin", "hub_officer", "officer", "neighbour", "dpo"])
def test_only_the_project_lead_opens(world, kind):
    """The hub's administration would otherwise open the names to itself."""
    with scoped(world.home.pk), pytest.raises(ValidationError, match="Seule la cheffe"):
        open_grant(
            world.home,
            by=world.users[kind],
            holder=world.users["hub_officer"],
            since=day(0),
            until=day(1),
            reason="x",
        )


def test_a_row_that_the_form_did_not_make_gives_nothing_to_an_enterprise(sign_in, world):
    Grant.objects.create(
        territory=world.home,
        holder=world.users["partner"],
        opened_by=world.users["lead"],
        reason="x",
        period=period(day(0), day(9)),
    )
    assert sign_in("partner").get(page("ppde:person_list", world)).status_code == 403
    assert scope_of(world.users["partner"]).grants == []


@pytest.mark.parametrize(
    ("first", "last", "sentence"),
    [
        (-1, 3, "Ce jour est passé"),
        (5, 4, "Le dernier jour vient après"),
        (0, 90, "90\u00a0jours au plus"),
    ],
)
def test_dates_out_of_bounds_are_refused_and_what_was_typed_stays(
    sign_in, world, first, last, sentence
):
    data = {
        "holder": world.users["hub_officer"].pk,
        "since": f"{day(first):%d/%m/%Y}",
        "until": f"{day(last):%d/%m/%Y}",
        "reason": REASON,
    }
    text = sign_in("lead").post(page("territories:grant_create", world), data).content.decode()
    assert sentence in text
    assert REASON in text


def test_the_database_refuses_more_than_was_allowed_and_two_at_once(world):
    with pytest.raises(IntegrityError, match="grant_no_longer_than_allowed"), transaction.atomic():
        granted(world, first=0, last=90)
    opened(world)
    with pytest.raises(ValidationError, match="déjà un accès nominatif"):
        opened(world, first=5, last=6)
    with pytest.raises(IntegrityError, match="grant_no_overlap"), transaction.atomic():
        granted(world, first=3, last=4)


def test_a_second_factor_is_compulsory_for_its_holder(sign_in, world, settings):
    settings.MFA_REQUIRED = True
    client = sign_in("hub_officer")
    assert client.get(page("evaluation:dashboard", world)).status_code == 200
    opened(world)
    response = client.get(page("ppde:person_list", world))
    assert (response.status_code, response.url) == (302, reverse("mfa_index"))


# Shown ──────────────────────────────────────────────────────────────────────────────────────────


def test_the_team_and_the_holder_see_it(sign_in, world):
    data = {
        "holder": world.users["hub_officer"].pk,
        "since": f"{day(0):%d/%m/%Y}",
        "until": f"{day(20):%d/%m/%Y}",
        "reason": REASON,
    }
    client = sign_in("lead")
    assert (
        page("territories:grant_list", world)
        in client.get(page("territories:team_list", world)).content.decode()
    )
    assert client.post(page("territories:grant_create", world), data).status_code == 302
    text = sign_in("officer").get(page("territories:grant_list", world)).content.decode()
    assert REASON in text
    assert "1\u00a0membre de la métropole lit" in text
    text = sign_in("hub_officer").get(reverse("account_home")).content.decode()
    assert f"Noms ouverts à {world.home.name}" in text
    assert "Noms ouverts" not in sign_in("hub_admin").get(reverse("account_home")).content.decode()


def test_many_accesses_cost_no_query_more(sign_in, world):
    client = sign_in("lead")

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(page("territories:grant_list", world)).status_code == 200
        return len(queries)

    count()
    before = count()
    for n in range(20):
        granted(world, first=100 + 10 * n, last=105 + 10 * n)
    assert count() == before <= 15


def test_an_account_without_a_role_in_the_hub_is_asked_nothing_more(world):
    scope = scope_of(world.users["lead"])
    assert scope.memberships
    with CaptureQueriesContext(connection) as queries:
        assert scope.named_ids == {world.home.pk}
        assert scope.grants == []
        assert scope.needs_second_factor
        assert not scope.has_second_factor
    assert not queries.captured_queries


# The rule of the hub ─────────────────────────────────────────────────────────────────────────────


def change_rule(world, longest: int, notice: int = 7):
    with scoped(world.hub.pk, named=False):
        return write_grant_rule(
            world.hub,
            by=world.users["hub_admin"],
            valid_from=day(0),
            longest_days=longest,
            notice_days=notice,
            source="Note du délégué",
        )


def test_the_hub_changes_the_length_and_what_is_open_keeps_its_own(sign_in, world):
    grant = opened(world, last=89)
    page_ = reverse("territories:grant_rule_create", args=[world.hub.slug])
    data = {
        "valid_from": f"{day(0):%d/%m/%Y}",
        "longest_days": 30,
        "notice_days": 5,
        "source": "Note du délégué",
    }
    assert sign_in("dpo").post(page_, data).status_code == 302
    assert grant_rule(world.hub.pk).longest_days == 30
    assert grant_rule(world.hub.pk, day(-1)).longest_days == 90
    grant.refresh_from_db()
    assert (grant.longest_days, grant.until) == (90, day(89))
    with pytest.raises(ValidationError, match="jours au plus"):
        opened(world, last=30, holder="hub_admin")
    assert opened(world, last=29, holder="hub_admin").longest_days == 30
    text = sign_in("lead").get(page("territories:grant_create", world)).content.decode()
    assert "30\u00a0jours au plus" in text


def test_a_rule_is_not_written_in_the_past_nor_reminds_longer_than_it_lasts(world):
    with scoped(world.hub.pk, named=False), pytest.raises(ValidationError, match="est passé"):
        write_grant_rule(
            world.hub,
            by=world.users["dpo"],
            valid_from=day(-1),
            longest_days=30,
            notice_days=5,
            source="x",
        )
    with pytest.raises(ValidationError, match="Le rappel vient pendant l’accès"):
        change_rule(world, longest=5, notice=10)


def test_a_hub_may_allow_longer_than_the_platform(world):
    change_rule(world, longest=120)
    assert opened(world, last=119).until == day(119)


def test_the_hub_reads_all_its_territories(sign_in, world):
    opened(world)
    here = reverse("territories:grant_list", args=[world.hub.slug])
    for kind in ("hub_admin", "dpo"):
        text = sign_in(kind).get(here).content.decode()
        assert REASON in text
        assert world.home.name in text
        assert "1\u00a0membre de la métropole lit" in text
        assert page("territories:grant_create", world) not in text


# Told ────────────────────────────────────────────────────────────────────────────────────────────


def told(mailoutbox) -> set[tuple[str, str]]:
    found = {(mail.to[0], mail.subject.split(" : ")[0]) for mail in mailoutbox}
    mailoutbox.clear()
    return found


def test_opening_nearly_over_and_over_are_told_once_to_the_holder_and_the_leads(world, mailoutbox):
    grant = opened(world, last=30)
    both = {world.users["hub_officer"].email, world.users["lead"].email}

    def all_told(what: str) -> set:
        return {(email, f"Accès nominatif {what}") for email in both}

    assert tell_all(day(0)) == 1
    assert tell_all(day(0)) == 0
    assert NAME not in mailoutbox[0].body
    assert REASON not in mailoutbox[0].body
    assert told(mailoutbox) == all_told("ouvert")
    assert tell_all(day(22)) == 0
    assert (tell_all(day(23)), tell_all(day(24))) == (1, 0)
    assert told(mailoutbox) == all_told("bientôt terminé")
    assert tell_all(day(31)) == 0
    end_grants(day(31))
    assert (tell_all(day(31)), tell_all(day(32))) == (1, 0)
    assert told(mailoutbox) == all_told("terminé")
    grant.refresh_from_db()
    assert grant.end_told_at


def test_closing_it_by_hand_is_told(world, mailoutbox):
    grant = opened(world)
    tell_all(day(0))
    mailoutbox.clear()
    with scoped(world.home.pk):
        close_grant(grant, by=world.users["lead"])
    tell_all(day(0))
    assert "est fermé par" in mailoutbox[0].body
    assert len(told(mailoutbox)) == 2


def test_what_was_never_told_open_is_not_told_over(world, mailoutbox):
    grant = opened(world)
    with scoped(world.home.pk):
        close_grant(grant, by=world.users["lead"])
    assert tell_all(day(0)) == 0
    assert mailoutbox == []


def test_a_short_access_is_not_told_twice_in_a_row(world, mailoutbox):
    opened(world, last=5)
    assert tell_all(day(0)) == 1
    assert tell_all(day(3)) == 0


def test_a_mail_that_the_server_refuses_is_tried_again(world, mailoutbox, monkeypatch):
    opened(world)

    def refuse(*args):
        raise OSError("connexion refusée")

    with monkeypatch.context() as broken:
        broken.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", refuse)
        assert tell_all(day(0)) == 0
    assert tell_all(day(0)) == 1
    assert len(mailoutbox) == 2


def states(grant: Grant) -> list[str]:
    return list(grant.mails.order_by("pk").values_list("state", flat=True))


class Killed(BaseException):
    """What stops a worker on the spot: no handler of ours sees it."""


@pytest.mark.parametrize("left", [True, False])
def test_a_worker_killed_around_a_mail_never_sends_it_twice(world, mailoutbox, monkeypatch, left):
    grant = opened(world)
    send = EmailMessage.send

    def die(mail, *args, **kwargs):
        # The claim is written before the mail leaves.
        assert states(grant) == ["sending", "waiting"]
        if left:
            send(mail, *args, **kwargs)
        raise Killed

    with monkeypatch.context() as patched, pytest.raises(Killed):
        patched.setattr(EmailMessage, "send", die)
        tell_all(day(0))
    assert tell_all(day(0)) == 1
    assert states(grant) == ["sending", "sent"]
    assert len(mailoutbox) == 1 + left
    assert len(told(mailoutbox)) == 1 + left, "personne n’a deux fois le même courriel"
    # An hour later it is put aside, and the page says so.
    GrantMail.objects.filter(state="sending").update(at=timezone.now() - timedelta(hours=2))
    assert tell_all(day(0)) == 0
    assert (states(grant), len(mailoutbox)) == (["failed", "sent"], 0)


def test_a_mail_in_doubt_is_said_on_the_page(sign_in, world):
    grant = opened(world)
    tell_all(day(0))
    address = page("territories:grant_list", world)
    assert "Annoncé" in sign_in("lead").get(address).content.decode()
    grant.mails.update(state="failed")
    assert "Un courriel n’est pas parti" in sign_in("lead").get(address).content.decode()


def test_the_one_who_was_served_is_not_served_again_when_the_next_is_refused(
    world, mailoutbox, monkeypatch
):
    grant = opened(world)
    send, tried = EmailMessage.send, []

    def second_refused(mail, *args, **kwargs):
        tried.append(mail)
        if len(tried) == 2:
            raise OSError("connexion coupée")
        return send(mail, *args, **kwargs)

    with monkeypatch.context() as patched:
        patched.setattr(EmailMessage, "send", second_refused)
        tell_all(day(0))
    assert states(grant) == ["sent", "waiting"]
    tell_all(day(0))
    assert (states(grant), len(mailoutbox)) == (["sent", "sent"], 2)
    assert len(told(mailoutbox)) == 2


def test_an_address_that_the_server_refuses_is_not_tried_for_ever(world, monkeypatch):
    grant = opened(world)

    def refuse(*args, **kwargs):
        raise SMTPRecipientsRefused({})

    with monkeypatch.context() as patched:
        patched.setattr(EmailMessage, "send", refuse)
        assert tell_all(day(0)) == 0
    assert states(grant) == ["failed", "failed"]
    assert tell_all(day(0)) == 0


def test_who_never_heard_of_the_opening_does_not_hear_of_the_end(world, mailoutbox, monkeypatch):
    grant = opened(world)

    def refuse(*args, **kwargs):
        raise OSError("connexion refusée")

    with monkeypatch.context() as patched:
        patched.setattr(EmailMessage, "send", refuse)
        tell_all(day(0))
    with scoped(world.home.pk):
        close_grant(grant, by=world.users["lead"])
    assert tell_all(day(0)) == 0
    assert (states(grant), mailoutbox) == ([], [])


def test_the_team_and_the_delegate_read_how_much_was_opened(sign_in, world):
    opened(world)
    person = world.rows["home"]["person"]
    client = sign_in("hub_officer")
    for name in ("person_detail", "person_timeline"):
        client.get(page(f"ppde:{name}", world, person.pk))
    for kind, seen in (("lead", True), ("officer", True), ("dpo", True), ("hub_admin", False)):
        text = sign_in(kind).get(page("territories:grant_list", world)).content.decode()
        assert ("Dossiers ouverts" in text) is seen, kind
        assert ("1\u00a0ouverture" in text) is seen, kind
