"""The longest week that the law lets is a dated row: each act reads that of the day from which the hours are worked."""

from datetime import date
from decimal import Decimal as D

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from ebe import operations
from ppde import operations as ppde
from ppde.models import Person
from territories.models import LegalFigure
from territories.operations.legal import write_legal_figure
from tests.imports.staging import problems
from tests.imports.test_contracts import staged

NEW_LAW = date(2026, 11, 20)
BEFORE = date(2026, 11, 19)


@pytest.fixture
def shorter(as_team):
    """From NEW_LAW on, 44 hours at most."""
    return write_legal_figure(
        as_team.hub,
        by=as_team.users["hub_admin"],
        what=LegalFigure.What.WEEK_MAX,
        value=D(44),
        valid_from=NEW_LAW,
        source="loi de 2026",
    )


def refused(call, *args, name="weekly_hours", **kwargs) -> str:
    with pytest.raises(ValidationError) as found:
        call(*args, **kwargs)
    return found.value.message_dict[name][0].replace("\u00a0", " ")


def test_a_contract_reads_the_row_of_its_first_day(as_team, enterprise, shorter, lead):
    said = {"first_name": "Lou", "last_name": "Appui", "job_title": "encadrement", "by": lead}
    hire = {**said, "over_ceiling_reason": "essai"}
    over = refused(operations.hire, enterprise, starts_on=BEFORE, weekly_hours=D("48.1"), **hire)
    assert over == (
        "Le 19 novembre 2026, le temps de travail est de 48 heures par semaine au plus (code du travail, art. L. 3121-20)."
    )
    contract = operations.hire(enterprise, starts_on=BEFORE, weekly_hours=D(48), **hire)
    over = refused(operations.hire, enterprise, starts_on=NEW_LAW, weekly_hours=D("44.5"), **hire)
    assert "44 heures par semaine au plus (loi de 2026)" in over
    change = {"over_ceiling_reason": "essai", "by": lead}
    refused(
        operations.change_hours, contract, weekly_hours=D(45), from_day=date(2026, 12, 1), **change
    )
    assert operations.change_hours(
        contract, weekly_hours=D(44), from_day=date(2026, 12, 1), **change
    )


def test_a_proposal_and_its_post_too(as_team, enterprise, listed, post, shorter, lead, monkeypatch):
    said = {"proposed_on": BEFORE, "order_reason": "-", "by": lead}
    person = listed(10)
    refused(operations.make_proposal, person, post, weekly_hours=D(45), starts_on=NEW_LAW, **said)
    assert operations.make_proposal(person, post, weekly_hours=D(45), **said)
    hours = {"hours_min": D(20), "hours_max": D(46)}
    opened = {"enterprise": enterprise, "title": "Nuit", "by": lead}
    open_post = operations.open_post
    refused(open_post, as_team.home, name="hours_max", starts_on=NEW_LAW, **hours, **opened)
    # A post that opens is wanted from its own day on.
    with monkeypatch.context() as then:
        then.setattr(timezone, "localdate", lambda *_: BEFORE)
        row = open_post(as_team.home, starts_on=BEFORE, **hours, **opened)
        # What was written under the row before is not looked at again when something else changes.
        row = operations.update_post(row, **hours, title="Nuits", starts_on=NEW_LAW, by=lead)
    hours["hours_max"] = D(47)
    refused(operations.update_post, row, name="hours_max", **hours, title="Nuits", by=lead)


def test_a_job_elsewhere_and_a_wish_too(as_team, listed, shorter, lead, today):
    person = listed(10)
    leave = {"kind": "permanent", "employer": "Atelier", "by": lead}
    refused(ppde.record_outcome, person, on=NEW_LAW, weekly_hours=D(45), **leave)
    assert ppde.record_outcome(person, on=BEFORE, weekly_hours=D(45), **leave)
    other = listed(11)
    most = D(int(LegalFigure.objects.value(as_team.hub.pk, "semaine_max", today)))
    refused(ppde.update_person, other, name="wished_hours", wished_hours=most + 1, by=lead)
    assert ppde.update_person(other, wished_hours=most, by=lead).wished_hours == most
    # A wish of before the new row stays when the rest of the file changes.
    Person.objects.filter(pk=other.pk).update(wished_hours=60)
    other.refresh_from_db()
    assert ppde.update_person(other, wished_hours=D(60), phone="06 00 00 00 00", by=lead)


def test_a_plan_reads_each_month(as_team, enterprise, sign_in):
    month = timezone.localdate().replace(day=1)
    write_legal_figure(
        as_team.hub,
        by=as_team.users["hub_admin"],
        what=LegalFigure.What.WEEK_MAX,
        value=D(44),
        valid_from=month,
        source="loi de 2026",
    )
    url = reverse("ebe:plan_edit", args=[as_team.home.slug, enterprise.pk])
    name = f"{month:%Y%m}"
    client = sign_in("director")
    page = client.post(url, {f"p{name}": "1", f"h{name}": "46"}).content.decode()
    assert "44\u00a0heures par semaine au plus (loi de 2026)" in page
    assert 'value="46"' in page
    assert client.post(url, {f"p{name}": "1", f"h{name}": "44"}).status_code == 302


def test_a_file_of_contracts_reads_the_day_of_each_line(as_team, shorter, see):
    see("director")
    batch = staged(
        as_team,
        "Appui;Lou;;encadrement;19/11/2026;46",
        "Autre;Lou;;encadrement;20/11/2026;46",
        "Ensuite;Lou;;encadrement;20/11/2026;44",
    )
    assert problems(batch) == [(3, "large", "weekly_hours")]


def test_a_full_time_stays_under_the_longest_week(as_team):
    with pytest.raises(ValidationError, match="Écrivez 35 ou plus"):
        write_legal_figure(
            as_team.hub,
            by=as_team.users["hub_admin"],
            what=LegalFigure.What.WEEK_MAX,
            value=D(34),
            valid_from=NEW_LAW,
            source="essai",
        )
