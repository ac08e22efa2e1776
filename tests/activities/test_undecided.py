"""What is done without a decision of the committee, from before the rule or from a spreadsheet: told, and given its ground."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from activities import operations
from activities.models import Activity
from activities.queue import undecided
from cle import operations as cle
from territories.models import Entry


def url(name, *args):
    return reverse(f"activities:{name}", args=["venissieux", *args])


def make(world, name, **values):
    given = {"sector": "laundry", "state": "running", **values}
    return Activity.objects.create(territory=world.home, name=name, **given)


@pytest.fixture
def decide(as_team):
    def record(kind="supplementarity"):
        return cle.record_decision(
            as_team.rows["home"]["meeting"],
            by=as_team.users["lead"],
            kind=kind,
            wording="La laverie est supplémentaire.",
            outcome="adopted",
        )

    return record


def waiting(world) -> list[str]:
    return [row.name for row in undecided(world.home, timezone.localdate())]


def test_only_what_is_done_without_a_ground_or_a_word_waits(as_team, decide):
    Activity.objects.within(as_team.home).update(state="idea")
    assert waiting(as_team) == []
    make(as_team, "Idée", state="idea")
    make(as_team, "Arrêtée", state="stopped")
    make(as_team, "Dite", undecided_because="Décidée en 2024")
    make(as_team, "Fondée", decision=decide())
    make(as_team, "En test", state="trial")
    make(as_team, "Ancienne", started_on=date(2023, 6, 1))
    Activity.objects.create(
        territory=as_team.hub, name="Partagée", sector="laundry", state="running"
    )
    assert waiting(as_team) == ["Ancienne", "En test"]
    assert not undecided(as_team.hub, timezone.localdate())


def test_the_lead_reads_them_and_gives_each_its_ground(as_team, sign_in, decide):
    one, lead = make(as_team, "Laverie", started_on=date(2023, 6, 1)), sign_in("lead")
    right, wrong = decide(), decide("other")
    queue = lead.get(reverse("ppde:work_queue", args=["venissieux"])).content.decode()
    assert "activités menées sans décision du comité" in queue
    page = url("activity_decide", one.pk)
    assert page in queue
    assert "Laverie" in lead.get(url("activity_list") + "?afaire=undecided").content.decode()
    assert page in lead.get(url("activity_detail", one.pk)).content.decode()
    assert "écrivez pourquoi il n’y en a pas" in lead.post(page, {}).content.decode()
    refused = lead.post(page, {"decision": wrong.pk, "reason": ""}).content.decode()
    assert "plus dans la liste" in refused
    assert lead.post(page, {"reason": "Décidée en 2023"}).status_code == 302
    as_team.see_all()
    one.refresh_from_db()
    assert (one.undecided_because, one.decision) == ("Décidée en 2023", None)
    assert "Laverie" not in waiting(as_team)
    assert "Décidée en 2023" in lead.get(url("activity_detail", one.pk)).content.decode()
    # The decision takes the place of the reason, when it is found.
    assert lead.post(page, {"decision": right.pk, "reason": ""}).status_code == 302
    as_team.see_all()
    one.refresh_from_db()
    assert (one.undecided_because, one.decision) == ("", right)
    entry = Entry.objects.filter(model="activities.activity", object_id=one.pk).first()
    assert (entry.verb, entry.after["decision_id"]) == ("update", right.pk)
    assert "déjà sa décision" in lead.post(page, {"decision": right.pk}).content.decode()


def test_others_read_neither_the_reason_nor_the_way_to_it(as_team, sign_in):
    one = make(as_team, "Laverie", undecided_because="Décidée en 2023")
    for kind in ("member", "partner", "hub_officer"):
        page = sign_in(kind).get(url("activity_detail", one.pk)).content.decode()
        assert "Décidée en 2023" not in page
        assert url("activity_decide", one.pk) not in page
    assert sign_in("director").post(url("activity_decide", one.pk)).status_code == 403


def test_an_idea_has_no_ground_to_record(as_team, decide):
    idea = make(as_team, "Idée", state="idea")
    with pytest.raises(ValidationError, match="n’est plus menée"):
        operations.record_ground(idea, decision=decide(), by=as_team.users["lead"])


def test_why_it_has_none_is_kept_when_it_is_said_under_way(as_team):
    one = make(as_team, "Laverie", state="idea")
    one.state = "trial"
    saved = operations.save_activity(
        one, partners=[], reason="Décidée en 2024", by=as_team.users["lead"]
    )
    assert saved.undecided_because == "Décidée en 2024"
    assert waiting(as_team).count("Laverie") == 0
