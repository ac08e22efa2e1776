"""A refusal or a return follows the rule of the day when it took place, however late it is noted."""

from datetime import timedelta
from decimal import Decimal as D

import pytest
from django.urls import reverse
from django.utils import timezone

from ebe import operations
from ppde import operations as ppde
from ppde import rule_words
from ppde.models import ListRule, OutcomeKind, Person, Return
from territories.models import Entry

TODAY = timezone.localdate
DAY = timedelta(days=1)


@pytest.fixture
def version(as_team):
    """`version(4, refusal="back")`: the rule of the list, since four days."""

    def write(days, **terms):
        number = ListRule.objects.filter(territory=as_team.home).count() + 1
        return ListRule.objects.create(
            territory=as_team.home, version=number, valid_from=TODAY() - days * DAY,
            source="Règlement", **terms,
        )  # fmt: skip

    return write


@pytest.fixture
def refuse(post, lead):
    def answer(person, days):
        on = TODAY() - days * DAY
        made = operations.make_proposal(
            person, post, weekly_hours=D(25), proposed_on=on - DAY, order_reason="Essai", by=lead
        )
        return operations.answer_proposal(made, reply="refused", refusal="work", on=on, by=lead)

    return answer


def test_a_refusal_of_before_the_version_keeps_the_rank(listed, refuse, version):
    one, two = listed(10), listed(11)
    version(4, refusal="back")
    assert refuse(one, 5).consequence == ""
    assert not one.rank_acts.exists()
    assert "fait reprendre rang" in refuse(two, 4).consequence
    assert Person.objects.get(pk=two.pk).volunteer_on == TODAY() - 4 * DAY


def test_refusals_of_before_a_rule_that_counts_them_count_for_nothing(listed, refuse, version):
    one = listed(10)
    version(4, refusal="pause", refusals=2)
    refuse(one, 9)
    assert refuse(one, 3).consequence == ""
    assert "au bout de 2\u00a0refus" in refuse(one, 2).consequence
    assert one.pauses.get().since == TODAY() - 2 * DAY


def test_the_committee_reads_every_refusal(listed, refuse, version):
    one = listed(10)
    version(4, refusal="ask")
    refuse(one, 9)
    refuse(one, 3)
    assert one.refusal_reviews.get().count == 2


def test_a_proposal_noted_late_keeps_the_rule_of_its_day(as_team, listed, post, lead, version):
    old = ListRule.objects.for_list(as_team.home, TODAY() - 9 * DAY)
    version(4, reply_days=1)
    made = operations.make_proposal(
        listed(10), post, weekly_hours=D(25), proposed_on=TODAY() - 9 * DAY, order_reason="-", by=lead
    )  # fmt: skip
    assert made.rule == old.row
    # The post, written down since, was open that day.
    post.refresh_from_db()
    assert post.opened_on == made.proposed_on
    told = Entry.objects.filter(model="ebe.post", object_id=post.pk, verb="update").latest("pk")
    assert told.after == {"opened_on": str(made.proposed_on)}


def test_a_return_follows_the_rule_of_its_day(as_team, listed, lead, version):
    ListRule.objects.filter(territory=as_team.home).update(after_choice="keep")
    version(4, after_choice="new")
    for number, days, effect in ((10, 5, "keep"), (11, 4, "new")):
        one = listed(number)
        outcome = ppde.record_outcome(one, OutcomeKind.NO_LONGER, TODAY() - 30 * DAY, by=lead)
        back = ppde.record_return(outcome, TODAY() - days * DAY, by=lead)
        assert back.effect == Return.Effect(effect)


def test_the_pages_say_which_version_counts(as_team, sign_in, listed, post, lead, version, see):
    made = operations.make_proposal(
        listed(10),
        post,
        weekly_hours=D(25),
        proposed_on=TODAY() - 9 * DAY,
        order_reason="-",
        by=lead,
    )
    out = ppde.record_outcome(listed(11), OutcomeKind.NO_LONGER, TODAY() - 30 * DAY, by=lead)
    url = reverse("ebe:proposal_answer", args=["venissieux", made.pk])
    back = reverse("ppde:return_record", args=["venissieux", out.pk])
    client = sign_in("lead")
    assert "En cas de refus, la règle de la liste dit" in client.get(url).content.decode()
    assert "Un retour" not in client.get(back).content.decode()
    see("lead")
    version(4, refusal="back", after_choice="keep")
    page = sign_in("lead").get(url).content.decode()
    assert "La règle de la liste a changé depuis la proposition" in page
    assert "Un refus à partir du" in page
    assert "le rang est repris à la date du refus" in page
    page = sign_in("lead").get(back).content.decode()
    assert "Un retour jusqu’au" in page
    assert "Un retour à partir du" in page


def test_a_version_of_the_hub_changes_nothing_where_the_territory_has_its_own(as_team):
    since = TODAY() - 9 * DAY
    ListRule.objects.create(
        territory=as_team.hub, version=1, valid_from=since + DAY, source="Cadre", refusal="back"
    )
    assert len(ListRule.objects.over(as_team.home, since, TODAY())) == 1
    assert rule_words.refusals(as_team.home, since, TODAY()) == [
        "Le rang est gardé, quel que soit le nombre de refus."
    ]
