"""What the tests of the committee room share."""

import pytest

from cle.models import NoticeRule
from tests.cle.convocation_kit import plan
from tests.evaluation.newsletter_kit import smtp


@pytest.fixture
def sink(settings):
    """A real mail server."""
    with smtp(settings) as found:
        yield found


@pytest.fixture
def committee(as_team):
    """That of the world, without a rule of notice."""
    NoticeRule.objects.all().delete()
    return as_team.rows["home"]["committee"]


@pytest.fixture
def meeting(as_team, committee):
    return plan(committee, as_team.users["lead"])
