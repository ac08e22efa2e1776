"""Two colleagues on one file: each writes what they typed, and the second reads what the first has changed meanwhile."""

import re
from datetime import date
from decimal import Decimal as D

import pytest
from django.urls import reverse

from activities.models import Activity
from ppde import operations
from ppde.models import Person, Skill
from territories.models import Entry
from territories.scoping import Reach, apply

DATA = re.compile(r'name="seen" value="([^"]*)"')


@pytest.fixture
def see_team(as_team):
    home, hub = as_team.home.pk, as_team.hub.pk

    def see():
        apply(Reach(user=as_team.users["lead"].pk, reach={home, hub}, named={home}))

    return see


@pytest.fixture
def person(as_team):
    return operations.register_person(
        as_team.home, by=as_team.users["lead"], last_name="Partagé", first_name="Lou",
        origin="ccas", phone="06 00 00 00 01", wished_hours=D("28.0"), comment="Le matin.\nLe soir.",
        constraints_known=["mobility"], referent=as_team.users["officer"], identified_on=date(2026, 1, 5),
    )  # fmt: skip


def opened(client, url: str) -> dict:
    """What a page that was just opened would send back untouched."""
    form = client.get(url).context["form"]
    data = {}
    for bound in form:
        value = bound.value()
        shown = bound.field.prepare_value(value)
        data[bound.html_name] = "" if shown is None else shown
    return {name: value for name, value in data.items() if value is not False}


def text_of(response) -> str:
    return response.content.decode().replace("\u00a0", " ")


def test_what_the_second_did_not_touch_stays(sign_in, as_team, person, see_team):
    url = reverse("ppde:person_edit", args=["venissieux", person.pk])
    first = opened(sign_in("lead"), url)
    see_team()
    operations.update_person(
        person, by=as_team.users["officer"], phone="06 00 00 00 02", wished_hours=D(24)
    )
    before = Entry.objects.filter(verb="update", object_id=person.pk).count()
    sent = sign_in("lead").post(url, first | {"contact_preference": "message"}, follow=True)
    page = text_of(sent)
    assert (
        "Quelqu’un d’autre a changé entre-temps : téléphone et temps de travail souhaité." in page
    )
    see_team()
    one = Person.objects.get(pk=person.pk)
    assert (one.phone, one.wished_hours) == ("06 00 00 00 02", 24)
    assert one.contact_preference == "message"
    entry = Entry.objects.filter(verb="update", object_id=person.pk)
    assert entry.count() == before + 1
    assert set(entry.latest("pk").after) == {"contact_preference"}


def test_the_same_answer_changed_by_both_is_read_before_it_is_written(
    sign_in, as_team, person, see_team
):
    url = reverse("ppde:person_edit", args=["venissieux", person.pk])
    first = opened(sign_in("lead"), url)
    see_team()
    operations.update_person(
        person, by=as_team.users["officer"], wished_hours=D(24), referent=as_team.users["lead"]
    )
    mine = first | {"wished_hours": "30", "comment": "Le soir."}
    client = sign_in("lead")
    answer = client.post(url, mine)
    page = text_of(answer)
    assert "Quelqu’un d’autre a écrit ici « 24 » entre-temps" in page
    assert 'value="30"' in page
    see_team()
    assert Person.objects.get(pk=person.pk).wished_hours == 24, "rien n’est écrit"
    client = sign_in("lead")
    mine["seen"] = DATA.search(answer.content.decode()).group(1)
    page = text_of(client.post(url, mine, follow=True))
    assert "Le dossier est à jour. Quelqu’un d’autre a changé entre-temps : référent" in page
    see_team()
    one = Person.objects.get(pk=person.pk)
    assert (one.wished_hours, one.comment) == (30, "Le soir.")
    assert one.referent == as_team.users["lead"]


def test_a_page_sent_back_untouched_writes_nothing(sign_in, person, see_team):
    url = reverse("ppde:person_edit", args=["venissieux", person.pk])
    client = sign_in("lead")
    data = opened(client, url)
    data["comment"] = data["comment"].replace("\n", "\r\n")
    see_team()
    before = Entry.objects.filter(object_id=person.pk, verb="update").count()
    assert sign_in("lead").post(url, data).status_code == 302
    see_team()
    assert Entry.objects.filter(object_id=person.pk, verb="update").count() == before


def test_a_review_is_prepared_by_two(sign_in, as_team, person, see_team):
    """Opened by both before either wrote: the second reads the first. Decided meanwhile, it is another review."""
    by, day = as_team.users["officer"], date(2026, 1, 5)
    operations.record_volunteer(person, day, by=by, notice_given=True)
    url = reverse("ppde:review_prepare", args=["venissieux", person.pk])
    first = opened(sign_in("lead"), url)
    see_team()
    answers = {"positive_acts": True, "evidence_seen_on": day}
    operations.prepare_review(person, date(2024, 1, 1), date(2011, 1, 1), evidence=["caf"], **answers, by=by)  # fmt: skip
    mine = first | {
        "without_job_since": "01/01/2023", "resident_since": "01/01/2011", "evidence": ["statement"],
        "positive_acts": "True", "evidence_seen_on": "05/01/2026",
    }  # fmt: skip
    answer = sign_in("lead").post(url, mine)
    page = text_of(answer)
    assert "Quelqu’un d’autre a écrit ici « 01/01/2024 » entre-temps" in page
    assert "Quelqu’un d’autre a écrit ici « Attestation CAF » entre-temps" in page
    mine["seen"] = DATA.search(answer.content.decode()).group(1)
    assert sign_in("lead").post(url, mine).status_code == 302
    see_team()
    review = person.reviews.get()
    assert (review.without_job_since, review.evidence) == (date(2023, 1, 1), ["statement"])
    # What the other changed and this page shows as it was stays.
    kept = opened(sign_in("lead"), url)
    assert kept["evidence_seen_on"] == day
    see_team()
    operations.prepare_review(person, date(2022, 1, 1), date(2011, 1, 1), evidence=["caf"], **answers, by=by)  # fmt: skip
    page = text_of(sign_in("lead").post(url, kept | {"resident_since": "01/02/2011"}, follow=True))
    assert (
        "Quelqu’un d’autre a changé entre-temps : sans emploi durable depuis le et indices vus"
        in page
    )
    see_team()
    review.refresh_from_db()
    assert (review.without_job_since, review.evidence) == (date(2022, 1, 1), ["caf"])
    assert review.resident_since == date(2011, 2, 1)


def test_wishes_are_written_by_two(sign_in, as_team, person, see_team):
    skill = Skill.objects.filter(territory=as_team.hub).first()
    url = reverse("activities:person_skills", args=["venissieux", person.pk])
    first = opened(sign_in("lead"), url)
    see_team()
    by = as_team.users["officer"]
    operations.record_days(person, ["mon"], by=by)
    operations.record_skills(person, {skill: ("notions", False)}, by=by)
    operations.update_person(person, by=by, wished_hours=D(24))
    sector = Activity.Sector.values[0]
    page = text_of(sign_in("lead").post(url, first | {"sectors": [sector]}, follow=True))
    assert "Quelqu’un d’autre a changé entre-temps" in page
    see_team()
    one = Person.objects.get(pk=person.pk)
    assert (one.wished_hours, one.constraints_known) == (24, ["mobility"])
    assert one.availability.days == ["mon"]
    assert [row.sector for row in one.wishes.all()] == [sector]
    assert one.skills.get(skill=skill).level == "notions"
