"""Whom a proposal named, its direction reads for some months after it ended without a hire, then no more."""

from datetime import date, timedelta

import pytest
from django.db import connection

from ebe import operations
from ebe.models import Contract, Proposal
from ppde.eligibility import months_after
from ppde.models import DurationRule
from ppde.retention.models import DELIVERED_LENGTHS
from territories.models import Membership
from territories.periods import period
from territories.roles import Role
from territories.scoping import Reach, Scope, apply, reach_of, scope_of
from tests.ebe.pages import at, rows, words
from tests.ebe.test_hire import propose

MONTHS, _ = DELIVERED_LENGTHS[DurationRule.What.PROPOSED]


@pytest.fixture
def ended(listed, enterprise, today):
    """`ended(30, ago=1)` → a proposal to person 30, refused, that ended so many days after the last day on which it is read."""

    def make(number, *, ago, **values):
        on = months_after(today, -MONTHS)
        while months_after(on, MONTHS) < today:  # no such day in the shorter month
            on += timedelta(days=1)
        on -= timedelta(days=ago)
        said = {"reply": "refused", "replied_on": on, "refusal": "place", "enterprise": enterprise}
        return Proposal.objects.create(
            territory=enterprise.territory,
            person=listed(number),
            job_title="Jardin",
            weekly_hours=20,
            proposed_on=on - timedelta(days=3),
            **said | values,
        )

    return make


@pytest.fixture
def in_database(as_team, director):
    """Call it → (persons, proposals) whose ids raw SQL gives in the scope of a request of the direction."""

    def read():
        apply(reach_of(Scope(director)))
        found = []
        with connection.cursor() as cursor:
            for sql in ("select id from ppde_person", "select id from ebe_proposal"):
                cursor.execute(sql)
                found.append({pk for (pk,) in cursor.fetchall()})
        return found

    return read


def test_on_the_last_day_it_is_read_and_the_next_day_nowhere(sign_in, ended, in_database):
    last, past = ended(30, ago=0), ended(31, ago=1)
    client = sign_in("director")
    listed = words(client.get(at("proposal_list")))
    assert "Liste30" in listed
    assert "Liste31" not in listed
    assert f"pendant {MONTHS} mois" in listed
    told = rows(client.get(at("proposal_list") + "?format=csv"))
    assert any("Liste30" in str(row) for row in told)
    assert not any("Liste31" in str(row) for row in told)
    assert client.get(at("proposal_detail", last.pk)).status_code == 200
    for name in ("proposal_detail", "proposal_answer", "proposal_correct"):
        assert client.get(at(name, past.pk)).status_code == 404, name
    persons, proposals = in_database()
    assert last.person_id in persons
    assert last.pk in proposals
    assert past.person_id not in persons
    assert past.pk not in proposals


def test_the_post_and_the_look_ups_keep_the_name_no_longer(sign_in, ended, post):
    ended(31, ago=1, post=post)
    team, page = sign_in("lead"), at("post_detail", post.pk)
    assert "Liste31" in words(team.get(page))
    client = sign_in("director")
    assert "Liste31" not in words(client.get(page))
    assert "Sacha" not in words(client.get(at("proposal_list") + "?q=Liste31"))


def test_the_page_says_until_when(sign_in, ended):
    row = ended(30, ago=-10)
    until = months_after(row.replied_on, MONTHS)
    for kind in ("director", "lead"):
        assert "Lue par la direction jusqu’au" in words(
            sign_in(kind).get(at("proposal_detail", row.pk))
        )
    told = rows(sign_in("director").get(at("proposal_list") + "?format=csv"))
    column = told[0].index("Lue jusqu’au")
    assert f"{until}" in [row[column] for row in told[1:]]
    assert "Lue jusqu’au" not in rows(sign_in("lead").get(at("proposal_list") + "?format=csv"))[0]


@pytest.mark.parametrize("known", ["waiting", "accepted", "contract"])
def test_whom_the_enterprise_knows_otherwise_keeps_their_past(
    sign_in, ended, in_database, today, known
):
    past = ended(31, ago=400)
    if known == "contract":
        Contract.objects.create(
            territory=past.territory,
            enterprise=past.enterprise,
            person=past.person,
            last_name="Liste31",
            first_name="Sacha",
            job_title="Tri",
            starts_on=today - timedelta(days=300),
            ends_on=today - timedelta(days=200),
            leaving="resigned",
        )
    else:
        Proposal.objects.create(
            territory=past.territory,
            enterprise=past.enterprise,
            person=past.person,
            job_title="Tri",
            weekly_hours=20,
            proposed_on=today,
            reply=known,
            replied_on=today if known == "accepted" else None,
        )
    page = words(sign_in("director").get(at("proposal_detail", past.pk)))
    assert "Liste31" in page
    assert "Lue par la direction" not in page
    persons, proposals = in_database()
    assert past.person_id in persons
    assert past.pk in proposals


def test_the_months_are_a_dated_rule_of_the_territory_else_of_its_hub(
    as_team, ended, in_database, today
):
    row = ended(30, ago=-1)
    rule = {"what": "proposees", "valid_from": date(2026, 1, 1), "source": "Note"}
    DurationRule.objects.create(territory=as_team.hub, months=1, **rule)
    assert row.pk not in in_database()[1]
    own = DurationRule.objects.create(territory=as_team.home, months=12, **rule)
    assert row.pk in in_database()[1]
    DurationRule.objects.filter(pk=own.pk).update(valid_from=today + timedelta(days=1))
    assert row.pk not in in_database()[1]


def test_an_end_is_dated_when_it_is_written_and_taken_back_with_it(
    listed, post, lead, today, as_team
):
    row = propose(listed(30), post, lead, order_reason="Essai")
    as_of = lambda: Proposal.objects.get(pk=row.pk).ended_on  # noqa: E731
    assert as_of() is None
    operations.answer_proposal(row, reply="refused", on=row.proposed_on, refusal="place", by=lead)
    assert as_of() == today
    operations.correct_answer(row, by=lead, reason="Erreur")
    assert as_of() is None
    operations.answer_proposal(row, reply="accepted", on=today, by=lead)
    assert as_of() is None
    operations.drop_hire(row, by=lead, reason="Poste supprimé")
    assert as_of() == today
    operations.correct_answer(row, by=lead, reason="Erreur")
    assert as_of() is None


def test_an_answer_told_late_is_still_read_and_corrected(sign_in, as_team, ended, today):
    """The months run from the day when the answer was written."""
    row = ended(30, ago=200)
    Proposal.objects.filter(pk=row.pk).update(reply="waiting", replied_on=None, refusal="")
    client = sign_in("director")
    said = {"reply": "refused", "refusal": "place", "on": f"{row.proposed_on:%d/%m/%Y}"}
    assert client.post(at("proposal_answer", row.pk), said).status_code == 302
    assert client.get(at("proposal_correct", row.pk)).status_code == 200


def test_the_scope_itself_leaves_them_out_whatever_the_database_lets_through(
    as_team, director, ended
):
    last, past = ended(30, ago=0), ended(31, ago=1)
    reach_of(scope_of(director))
    apply(Reach(reach={as_team.home.pk}, named={as_team.home.pk}))
    seen = set(Proposal.objects.visible_to(director))
    assert last in seen
    assert past not in seen
    # Of the team too, the account reads every proposal: its direction does not count them as known for all that.
    Membership.objects.create(
        user=director,
        territory=as_team.home,
        role=Role.JOURNEY_OFFICER,
        period=period(date(2024, 1, 1)),
    )
    scope = Scope(director)
    reach = reach_of(scope)
    assert last.person_id in scope.person_ids & reach.persons
    assert past.person_id not in scope.person_ids | reach.persons
