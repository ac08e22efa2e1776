"""Who directs an enterprise: named, invited, ended; what the account sees before, during and after."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from ebe.directions.operations import end_direction, name_direction
from ebe.models import DirectionInvitation, Enterprise, Management
from territories.models import Entry, Invitation, Membership
from territories.operations import team
from territories.periods import period
from territories.roles import Role
from territories.scoping import Scope, reach_of, scoped
from tests.conftest import QUICK
from tests.users.conftest import link_of
from tests.world import CANARY, NAME
from tzcld.users.models import User


def day(n: int):
    return timezone.localdate() + timedelta(days=n)


def written(n: int) -> str:
    return f"{day(n):%d/%m/%Y}"


def page(name: str, world, *args) -> str:
    return reverse(f"ebe:{name}", args=[world.home.slug, *args])


def text(response) -> str:
    return " ".join(response.content.decode().split())


@pytest.fixture
def firm(world):
    return world.rows["home"]["enterprise"]


@pytest.fixture
def newcomer(world):
    """An account with the role of direction here and no enterprise."""
    user = User.objects.create_user("nour@exemple.fr", first_name="Nour", last_name="Direction")
    Membership.objects.create(
        user=user, territory=world.home, role=Role.EBE_DIRECTOR, period=period(day(-100))
    )
    return user


def directed(world, firm, user, first=0, last=None):
    return Management.objects.create(
        territory=world.home,
        enterprise=firm,
        user=user,
        period=period(day(first), None if last is None else day(last)),
    )


# The whole story ────────────────────────────────────────────────────────────────────────────────


def test_named_the_direction_sees_its_enterprise_and_loses_it_after_the_last_day(
    client, sign_in, world, firm, newcomer, monkeypatch
):
    client.force_login(newcomer)
    empty = text(client.get(page("enterprise_list", world)))
    assert "Aucune entreprise ne vous est encore confiée" in empty
    assert client.get(page("enterprise_detail", world, firm.pk)).status_code == 404
    assert "Aucune entreprise ne vous est encore confiée" in text(
        client.get(reverse("evaluation:dashboard", args=[world.home.slug]))
    )

    form = page("direction_create", world, firm.pk)
    assert "Nour Direction" in text(sign_in("lead").get(form))
    done = client.post(form, {"user": newcomer.pk, "since": written(0)}, follow=True)
    assert "Nour Direction : dirige Pari" in text(done)

    client.force_login(newcomer)
    assert firm.name in text(client.get(page("enterprise_detail", world, firm.pk)))
    assert NAME in text(client.get(page("proposal_list", world)))
    assert NAME in text(client.get(page("contract_list", world)))
    assert "confiée" not in text(
        client.get(reverse("evaluation:dashboard", args=[world.home.slug]))
    )

    row = Management.objects.get(user=newcomer)
    end = {"when": "later", "last": written(5), "reason": "Changement de direction"}
    assert sign_in("lead").post(page("direction_end", world, row.pk), end).status_code == 302

    client.force_login(newcomer)
    last, after = day(5), day(6)
    monkeypatch.setattr(timezone, "localdate", lambda *args: last)
    assert NAME in text(client.get(page("proposal_list", world)))
    monkeypatch.setattr(timezone, "localdate", lambda *args: after)
    assert client.get(page("enterprise_detail", world, firm.pk)).status_code == 404
    for name in ("enterprise_list", "proposal_list", "contract_list", "post_list", "return_list"):
        found = text(client.get(page(name, world)))
        assert "a pris fin le" in found, name
        assert NAME not in found, name
    with scoped(world.home.pk):
        verbs = Entry.objects.filter(model="ebe.management", object_id=row.pk)
        assert set(verbs.values_list("verb", flat=True)) == {"name", "end"}
        assert verbs.get(verb="end").reason == "Changement de direction"


def test_before_its_first_day_the_direction_is_told_when(client, world, firm, newcomer):
    directed(world, firm, newcomer, first=12)
    client.force_login(newcomer)
    found = text(client.get(page("enterprise_list", world)))
    assert "commence le" in found
    assert "dans 12 jours" in found
    assert client.get(page("enterprise_detail", world, firm.pk)).status_code == 404


def test_somebody_invited_to_direct_has_the_enterprise_at_once(
    sign_in, client, world, firm, mailoutbox, settings
):
    settings.PASSWORD_HASHERS = QUICK
    told = {
        "first_name": "Ana",
        "last_name": "Costa",
        "email": "ana@exemple.fr",
        "function": "directrice",
        "since": written(-30),
    }
    done = sign_in("lead").post(page("direction_invite", world, firm.pk), told, follow=True)
    assert "ana@exemple.fr" in text(done)
    client.logout()
    opening = {"first_name": "Ana", "last_name": "Costa", "password": "quatre mots sans aucun lien"}
    client.post(link_of(mailoutbox[-1]), opening)
    row = Management.objects.get(user__email="ana@exemple.fr")
    assert (row.enterprise, row.since, row.until) == (firm, day(-30), None)
    assert NAME in text(client.get(page("proposal_list", world)))
    # Its page no longer awaits her.
    assert "ana@exemple.fr" not in text(
        sign_in("lead").get(page("enterprise_detail", world, firm.pk))
    )


def test_an_invitation_accepted_by_who_already_directed_adds_only_the_days_after(
    world, firm, newcomer
):
    directed(world, firm, newcomer, first=-60, last=-20)
    with scoped(world.home.pk, user=world.users["lead"].pk):
        invitation = Invitation.objects.create(
            territory=world.home,
            email=newcomer.email,
            role=Role.EBE_DIRECTOR,
            digest=team.digest("1-essai"),
            invited_by=world.users["lead"],
            expires_at=timezone.now() + timedelta(days=7),
        )
        DirectionInvitation.objects.create(
            territory=world.home, invitation=invitation, enterprise=firm, since=day(-40)
        )
        team.accept("1-essai", user=newcomer)
    rows = sorted(Management.objects.filter(user=newcomer), key=lambda row: row.since)
    assert [(r.since, r.until) for r in rows] == [(day(-60), day(-20)), (day(-19), None)]


# Who may, and what is refused ───────────────────────────────────────────────────────────────────


def test_only_those_who_open_accounts_name_and_never_themselves(world, firm, newcomer):
    with scoped(world.home.pk):
        for kind in ("officer", "director", "hub_officer", "member", "neighbour"):
            with pytest.raises(ValidationError, match="ne permet pas"):
                name_direction(firm, user=newcomer, since=day(0), by=world.users[kind])
        Membership.objects.create(
            user=world.users["lead"],
            territory=world.home,
            role=Role.EBE_DIRECTOR,
            period=period(day(0)),
        )
        with pytest.raises(ValidationError, match="soi-même"):
            name_direction(firm, user=world.users["lead"], since=day(0), by=world.users["lead"])
        with pytest.raises(ValidationError, match="n’a pas le rôle"):
            name_direction(firm, user=world.users["partner"], since=day(0), by=world.users["lead"])
    assert not Management.objects.filter(user=newcomer).exists()


def test_the_form_offers_neither_oneself_nor_who_directs_already(sign_in, world, firm, newcomer):
    found = text(sign_in("lead").get(page("direction_create", world, firm.pk)))
    assert "Nour Direction" in found
    assert "Director Essai" not in found
    assert CANARY not in found
    directed(world, firm, newcomer)
    found = text(sign_in("lead").get(page("direction_create", world, firm.pk)))
    assert "Personne à nommer" in found
    assert page("direction_invite", world, firm.pk) in found


def test_the_same_person_not_twice_on_a_day_two_persons_together(sign_in, world, firm, newcomer):
    directed(world, firm, newcomer, first=10, last=20)
    form = page("direction_create", world, firm.pk)
    refused = sign_in("lead").post(form, {"user": newcomer.pk, "since": written(5)})
    assert "dirige déjà cette entreprise à ces dates" in text(refused)
    with pytest.raises(IntegrityError), transaction.atomic():
        directed(world, firm, newcomer, first=15)
    # Beside the direction of the world.
    assert (
        sign_in("lead").post(form, {"user": newcomer.pk, "since": written(21)}).status_code == 302
    )
    assert Management.objects.filter(enterprise=firm).count() == 3


def test_the_end_never_comes_before_the_beginning(sign_in, world, firm, newcomer):
    row = directed(world, firm, newcomer, first=-10)
    form = page("direction_end", world, row.pk)
    told = {"when": "later", "last": written(-11), "reason": "Départ"}
    assert "La fin vient avant le début" in text(sign_in("lead").post(form, told))
    assert sign_in("lead").post(form, told | {"last": written(-3)}).status_code == 302
    row.refresh_from_db()
    assert row.until == day(-3)
    assert "déjà terminée" in text(sign_in("lead").post(form, told | {"last": written(-5)}))


def test_named_by_mistake_it_leaves_only_the_journal(sign_in, world, firm, newcomer):
    row = directed(world, firm, newcomer)
    told = {"when": "now", "last": "", "reason": "Erreur de personne"}
    assert sign_in("lead").post(page("direction_end", world, row.pk), told).status_code == 302
    assert not Management.objects.filter(pk=row.pk).exists()
    with scoped(world.home.pk):
        assert Entry.objects.get(model="ebe.management", object_id=row.pk).reason == told["reason"]


# With the access ────────────────────────────────────────────────────────────────────────────────


def held(user) -> Membership:
    return Membership.objects.get(user=user, role=Role.EBE_DIRECTOR)


@pytest.mark.parametrize(
    ("first", "last", "kept"),
    [(-50, None, True), (-50, 40, True), (5, None, False), (-50, -20, True)],
)
def test_closing_the_access_ends_the_direction(sign_in, world, firm, newcomer, first, last, kept):
    row = directed(world, firm, newcomer, first, last)
    url = reverse("territories:membership_end", args=[world.home.slug, held(newcomer).pk])
    told = {"when": "now", "last": "", "reason": "Départ"}
    assert sign_in("lead").post(url, told).status_code == 302
    known = Management.objects.filter(pk=row.pk).first()
    assert (known is not None) is kept
    if known:
        assert known.until == min(day(-1), row.until or day(-1))


def test_another_role_ends_it_too_and_a_last_day_is_the_direction_s(sign_in, world, firm, newcomer):
    row = directed(world, firm, newcomer, first=-50)
    url = reverse("territories:membership_edit", args=[world.home.slug, held(newcomer).pk])
    sign_in("lead").post(url, {"role": Role.CLE_MEMBER, "function": ""})
    row.refresh_from_db()
    assert row.until == day(-1)
    Membership.objects.create(
        user=newcomer,
        territory=world.home,
        role=Role.EBE_DIRECTOR,
        period=period(day(0), day(30)),
    )
    form = page("direction_create", world, firm.pk)
    late = sign_in("lead").post(form, {"user": newcomer.pk, "since": written(31)})
    assert "se ferme le" in text(late)
    sign_in("lead").post(form, {"user": newcomer.pk, "since": written(1)})
    named = Management.objects.get(user=newcomer, period__contains=day(2))
    assert (named.since, named.until) == (day(1), day(30))


def test_an_access_prolonged_gives_the_direction_its_days_back(sign_in, world, firm, newcomer):
    kept = directed(world, firm, newcomer, first=-90, last=-60)
    row = directed(world, firm, newcomer, first=-50)
    membership, client = held(newcomer), sign_in("lead")
    end = reverse("territories:membership_end", args=[world.home.slug, membership.pk])
    client.post(end, {"when": "later", "last": written(20), "reason": "fin de mission"})
    row.refresh_from_db()
    assert row.until == day(20)
    prolong = reverse("territories:membership_prolong", args=[world.home.slug, membership.pk])
    assert client.post(prolong, {"last": written(60), "reason": "prolongée"}).status_code == 302
    row.refresh_from_db()
    kept.refresh_from_db()
    assert (row.until, kept.until) == (day(60), day(-60))


def test_without_the_role_here_a_direction_opens_nothing(world, firm):
    """The second wall is told of the enterprises of the territories where the role is held, and of no other."""
    user = world.users["director"]
    Membership.objects.filter(user=user).update(territory=world.next)
    scope = Scope(user)
    reach = reach_of(scope)
    assert (scope.enterprise_ids, reach.enterprises, reach.persons) == (set(), set(), set())
    assert scope.without_enterprise_ids == {world.next.pk}


# What is shown ──────────────────────────────────────────────────────────────────────────────────


def test_the_page_says_who_directs_and_who_did(sign_in, world, firm, newcomer):
    directed(world, firm, newcomer, first=-60, last=-20)
    for kind in ("lead", "officer", "member", "director", "hub_admin", "hub_officer"):
        found = text(sign_in(kind).get(page("enterprise_detail", world, firm.pk)))
        assert "Director Essai" in found, kind
        assert "1 direction passée" in found, kind
        assert ("Nommer la direction" in found) is (kind in ("lead", "hub_admin")), kind
        assert "Personne ne dirige" not in found, kind


def test_without_a_direction_the_page_says_the_next_step(sign_in, world, firm):
    Management.objects.filter(enterprise=firm).delete()
    found = text(sign_in("lead").get(page("enterprise_detail", world, firm.pk)))
    assert "Personne ne dirige cette entreprise aujourd’hui" in found
    assert page("direction_invite", world, firm.pk) in found
    found = text(sign_in("member").get(page("enterprise_detail", world, firm.pk)))
    assert "L’équipe projet nomme sa direction" in found
    assert page("direction_invite", world, firm.pk) not in found


def test_many_directions_cost_no_query_more(sign_in, world, firm, newcomer):
    client, url = sign_in("lead"), page("enterprise_detail", world, firm.pk)
    client.get(url)
    with CaptureQueriesContext(connection) as one:
        client.get(url)
    for n in range(1, 6):
        directed(world, firm, newcomer, first=-100 * n, last=-100 * n + 50)
    with CaptureQueriesContext(connection) as six:
        client.get(url)
    assert len(six) == len(one)


def test_the_operations_work_on_a_locked_row(world, firm, newcomer):
    with scoped(world.home.pk):
        row = name_direction(firm, user=newcomer, since=day(-3), by=world.users["lead"])
        end_direction(row, last=None, reason="Essai", by=world.users["lead"])
    assert Enterprise.objects.get(pk=firm.pk).management.get(user=newcomer).until == day(-1)
