"""The exit « non éligible », by the committee's decision, also of whoever was recognised by mistake."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from ppde import operations
from ppde.models import ListRule, Person
from tests.list_kit import order
from tests.ppde.test_operations import meet
from tests.ppde.test_ranks import enrol

TODAY = timezone.localdate
DAY = timedelta(days=1)


def test_whoever_was_recognised_by_mistake_leaves_with_the_decision(as_team, by, sign_in):
    one, other = enrol(as_team, [0, 1])
    decision = meet(as_team, by, TODAY() - DAY)
    before = meet(as_team, by, one.eligible_on - DAY)
    url = reverse("ppde:ineligible_record", args=[as_team.home.slug, one.pk])
    lead = sign_in("lead")
    assert url in lead.get(one.get_absolute_url()).content.decode()
    told = lead.post(url, {"decision": before.pk}).content.decode()
    assert "après cette séance" in told
    assert lead.post(url, {"decision": decision.pk}).status_code == 302
    one.refresh_from_db()
    assert (one.state, one.outcome_kind, one.outcome_on) == ("left", "ineligible", TODAY() - DAY)
    assert order(as_team, [one, other]) == [other.pk]
    # Whatever the rule gives after other exits, a return asks for a new act.
    ListRule.objects.filter(territory=as_team.home).update(after_choice="keep", after_long="keep")
    operations.record_return(one.outcomes.get(), TODAY(), by=by)
    one.refresh_from_db()
    assert (one.volunteer_on, one.state) == (TODAY(), "volunteer")


def test_who_may_not_leave_so(as_team, by):
    (one,) = enrol(as_team, [0])
    decision = meet(as_team, by, TODAY() - DAY)
    with pytest.raises(ValidationError, match="avec la décision du comité"):
        operations.record_outcome(one, "ineligible", TODAY(), by=by)
    other = operations.register_person(
        as_team.home, by=by, origin="ccas", last_name="Vial", first_name="Élise"
    )
    with pytest.raises(ValidationError, match="celle d’une personne de la liste"):
        operations.leave_ineligible(other, decision, by=by)
    with pytest.raises(ValidationError, match="ne porte pas sur l’éligibilité"):
        wrong = meet(as_team, by, TODAY(), kind="other")
        operations.leave_ineligible(Person.objects.get(pk=one.pk), wrong, by=by)
