"""The delays of « À faire »: settings of the territory, taken from its hub, each with its bounds and its source."""

from datetime import date, timedelta
from functools import cache

import pytest
from django.urls import reverse
from django.utils import timezone

from ppde.models import Person
from territories.models import Entry, Territory
from territories.models.delays import DELAYS
from territories.queue import sources
from territories.scoping import scoped
from tests.ppde.queue_kit import page, quiet, rows
from tests.territories.test_masking_rule import SHEET

# What each delay moves.
MOVES = {
    "answer_days": {"next_door", "orientations"},
    "meet_days": {"to_meet"},
    "notice_days": {"notices"},
    "referent_days": {"without_referent"},
    "review_days": {"to_complete", "to_prepare", "evidence", "to_present", "refusals"},
    "pause_days": {"pauses"},
    "consent_days": {"consents"},
    "departure_days": {"departures"},
    "statement_days": {"statements", "missing_months"},
    "twin_days": {"lookalikes"},
    "text_days": {"texts"},
    "elimination_days": {"drafts"},
    "sheet_days": {"report_agreements", "report_withdrawals"},
}


def asked(territory) -> dict[str, str]:
    """{source: what it asks of the database}, but for the sheets of meetings, which ask what is over now."""
    fields = territory._meta.concrete_fields
    return _asked(tuple(getattr(territory, f.attname) for f in fields), timezone.localdate())


@cache
def _asked(values: tuple, today: date) -> dict[str, str]:
    """What is asked before a delay is moved is the same for each of them."""
    territory = Territory(*values)
    told = [s for s in sources() if s.key != "sheets"]
    return {s.key: repr(s.rows(territory, today).query.sql_with_params()) for s in told}


@pytest.mark.parametrize("name", DELAYS)
def test_each_delay_moves_what_it_names_and_nothing_else(world, name):
    with scoped(world.home.pk):
        before = asked(world.home)
        setattr(world.home, name, getattr(world.home, name) + 1)
        after = asked(world.home)
    assert {key for key in before if before[key] != after[key]} == MOVES[name]


def test_a_territory_changes_a_delay_and_its_queue_follows(world, sign_in):
    person = quiet(world)
    with scoped(world.home.pk):
        Person.objects.filter(pk=person.pk).update(
            notice_given_on=None, limited_on=None, outcome_on=None, outcome_kind=""
        )
        signed = Person.objects.get(pk=person.pk).volunteer_on
    assert [row.due for row in rows(world, "notices") if row.pk == person.pk] == [
        signed + timedelta(days=7)
    ]
    client = sign_in("lead")
    url = reverse("territories:territory_edit", args=[world.home.slug])
    data = SHEET | {"masking_threshold": "5"}
    assert client.post(url, data | {"notice_days": "21"}).status_code == 302
    world.home.refresh_from_db()
    assert [row.due for row in rows(world, "notices") if row.pk == person.pk] == [
        signed + timedelta(days=21)
    ]
    entry = Entry.objects.filter(territory=world.home, verb="update").latest("pk")
    assert entry.after["notice_days"] == 21
    assert "otice" in page(sign_in("officer"), world)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"notice_days": "31"}, "ce nombre est trop grand"),
        ({"review_days": "0"}, "ce nombre est trop petit"),
        ({"pause_days": ""}, "pause"),
        ({"meet_days": "deux"}, "nombre entier"),
    ],
)
def test_a_delay_out_of_its_bounds_is_refused_in_a_sentence(world, sign_in, said, told):
    url = reverse("territories:territory_edit", args=[world.home.slug])
    answer = sign_in("lead").post(url, SHEET | {"masking_threshold": "5"} | said)
    text = answer.content.decode()
    assert answer.status_code == 200
    assert told in text
    for name, value in said.items():
        assert getattr(Territory.objects.get(pk=world.home.pk), name) not in (value, 0)
        assert f'value="{value}"' in text or not value


def test_a_territory_that_opens_takes_those_of_its_hub(world, sign_in):
    from tests.territories.test_opening import opened

    Territory.objects.filter(pk=world.hub.pk).update(**dict.fromkeys(DELAYS, 9))
    territory = opened(sign_in("hub_admin"), world.hub)
    assert {getattr(territory, name) for name in DELAYS} == {9}
    hub = sign_in("hub_admin").get(reverse("territories:territory_edit", args=[world.hub.slug]))
    assert "que prend un territoire qui ouvre" in hub.content.decode()
