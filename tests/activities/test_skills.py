"""What a person wishes, what an activity needs."""

import pytest
from django.urls import reverse

from activities.models import Activity, ActivitySkill, Wish
from ppde.models import Availability, Person, PersonSkill, Reading, Skill
from territories.models import Entry
from territories.scoping import scoped


@pytest.fixture
def person(world):
    return world.rows["home"]["person"]


@pytest.fixture
def url(world, person):
    return reverse("activities:person_skills", args=[world.home.slug, person.pk])


def test_one_page_writes_skills_activities_hours_and_days(sign_in, world, person, url):
    sewing = Skill.objects.create(
        territory=world.hub, name="Couture", domain="Textile", is_common=False
    )
    data = {
        f"level_{world.skill.pk}": "notions",
        "other": "couture",
        "other_learn": "on",
        "sectors": ["sewing", "reuse"],
        "wished_hours": "24,5",
        "days": ["tue", "mon"],
        "constraints_known": ["mobility"],
    }
    response = sign_in("lead").post(url, data)
    assert response.status_code == 302
    with scoped(world.home.pk):
        said = {row.skill_id: str(row) for row in PersonSkill.objects.filter(person=person)}
        assert said == {world.skill.pk: "notions", sewing.pk: "veut apprendre"}
        assert {w.sector for w in Wish.objects.filter(person=person)} == {"sewing", "reuse"}
        assert Availability.objects.get(person=person).days == ["mon", "tue"]
        changed = Person.objects.get(pk=person.pk)
    assert (float(changed.wished_hours), changed.constraints_known) == (24.5, ["mobility"])
    shown = sign_in("lead").get(url).content.decode()
    assert "1\u00a0compétence, 1\u00a0à apprendre." in shown
    assert "24,5\u00a0h par semaine" in shown


def test_a_wrong_answer_keeps_what_was_typed(sign_in, world, url):
    data = {f"level_{world.skill.pk}": "teaches", "wished_hours": "90", "other_level": "notions"}
    shown = sign_in("lead").post(url, data).content.decode()
    assert "Écrivez la compétence, ou retirez son niveau." in shown
    assert '<option value="teaches" selected' in shown
    shown = sign_in("lead").post(url, {"wished_hours": "90"}).content.decode()
    assert "le temps de travail est de 48\u00a0heures par semaine au plus" in shown
    assert 'value="90"' in shown


def test_reading_the_page_is_reading_the_file(sign_in, world, person, url):
    sign_in("lead").get(url)
    with scoped(world.home.pk):
        assert Reading.objects.filter(person=person, user=world.users["lead"]).exists()


def test_the_needs_of_an_activity_are_set_as_a_whole(sign_in, world):
    activity = world.rows["home"]["activity"]
    Skill.objects.create(territory=world.hub, name="Couture", domain="Textile")
    url = reverse("activities:activity_skills", args=[world.home.slug, activity.pk])
    assert sign_in("director").post(url, {"other": "Couture"}).status_code == 302
    needed = ActivitySkill.objects.filter(activity=activity)
    assert [row.skill.name for row in needed] == ["Couture"]
    entry = Entry.objects.filter(model=Activity._meta.label_lower, verb="update").last()
    assert entry.before == {"compétences utiles": ["Réparer un vélo"]}
