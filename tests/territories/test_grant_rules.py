"""Who may open an access, to whom, for how long; the rule of the hub."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from territories.grants.operations import hub_members, open_grant
from territories.grants.rules import grant_rule, write_grant_rule
from territories.models import Grant, Membership, Territory
from territories.periods import period
from territories.roles import Role
from territories.scoping import scope_of, scoped
from tests.territories.grant_kit import REASON, day, granted, opened, page
from tzcld.users.models import User


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
