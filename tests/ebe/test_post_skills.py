"""What a post asks to know: linked to the hub's list, told beside the names, never a reason to pass somebody."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from ebe import operations
from ebe.line import first, line, prepare
from ebe.models import Post, PostSkill
from ppde.models import PersonSkill, Skill, Training, TrainingSession, TrainingSkill
from tests.ebe.order import before


@pytest.fixture
def sewing(as_team):
    return Skill.objects.create(territory=as_team.hub, name="Coudre", domain="Textile")


def words(response) -> str:
    return response.content.decode().replace("\u00a0", " ")


def say(world, person, skill, level="", learns=False):
    PersonSkill.objects.create(
        territory=world.home, person=person, skill=skill, level=level, wants_to_learn=learns
    )


def test_skills_never_change_the_order_nor_pass_anybody(as_team, lead, listed, sewing):
    one, two, three = (
        listed(10, date(2025, 1, 3)),
        listed(11, date(2025, 1, 4)),
        listed(12, date(2025, 1, 5)),
    )
    say(as_team, two, sewing, "teaches")
    say(as_team, three, sewing, "notions", True)
    home = as_team.rows["home"]
    made = {
        "organisation": home["organisation"], "by": lead,
    }  # fmt: skip
    plain = operations.open_post(as_team.home, title="Sans", **made)
    asking = operations.open_post(
        as_team.home, title="Avec", needed={sewing: "at_ease", as_team.skill: "notions"}, **made
    )
    without, with_ = line(plain), line(asking)
    assert [(p.rank, p.person.pk, p.passed) for p in without] == [
        (p.rank, p.person.pk, p.passed) for p in with_
    ]
    prepare(with_, asking)
    told = {p.person.pk: p.to_learn for p in with_}
    assert told[one.pk] == "Coudre et Réparer un vélo"
    assert told[two.pk] == "Réparer un vélo"
    assert told[three.pk] == "Coudre (notions, à l’aise utile, veut apprendre) et Réparer un vélo"
    assert first(with_).person == first(without).person
    assert before(with_, three) == with_[: len(before(without, three))]


def test_what_the_skills_of_a_post_refuse(as_team, lead, post, sewing):
    elsewhere = Skill(territory=as_team.home, name="Ailleurs", domain="X")
    elsewhere.save()
    for needed, said in (
        ({elsewhere: "notions"}, "autre métropole"),
        ({sewing: "expert"}, "Niveau inconnu"),
    ):
        with pytest.raises(ValidationError, match=said):
            operations.update_post(post, needed=needed, by=lead)
    operations.update_post(post, needed={sewing: "notions"}, by=lead)
    operations.update_post(post, needed={sewing: "teaches"}, by=lead)
    assert PostSkill.objects.get(post=post).level == "teaches"
    operations.update_post(post, title="Tri fin", by=lead)
    assert post.needed_skills.count() == 1, "sans rien en dire, les compétences restent"
    operations.update_post(post, needed={}, by=lead)
    assert not post.needed_skills.exists()


def test_the_form_finds_them_and_the_page_says_who_would_learn(
    sign_in, as_team, lead, listed, enterprise, sewing, see
):
    listed(10, date(2025, 1, 3))
    training = Training.objects.create(
        territory=as_team.hub, title="Couture", provider="OF", objectives="Coudre", hours=14
    )
    TrainingSkill.objects.create(territory=as_team.hub, training=training, skill=sewing)
    soon = timezone.localdate() + timedelta(days=12)
    TrainingSession.objects.create(
        territory=as_team.hub,
        training=training,
        starts_on=soon,
        ends_on=soon,
        place="Salle",
        places=3,
    )
    client = sign_in("lead")
    url = reverse("ebe:post_create", args=["venissieux"])
    data = {
        "title": "Retouche", "positions": "1", "enterprise": enterprise.pk, "skill_0": "Coudre",
        "level_0": "at_ease", "skill_1": "", "level_1": "notions", "skills": "patience",
    }  # fmt: skip
    assert "compétence 1" in words(client.get(url)).lower()
    wrong = client.post(url, data | {"skill_1": "Introuvable"})
    assert wrong.context["form"].errors["skill_1"]
    assert client.post(url, data).status_code == 302
    see("lead")
    made = Post.objects.get(title="Retouche")
    assert [str(n) for n in made.needed_skills.all()] == ["Coudre (à l’aise)"]
    page = words(client.get(made.get_absolute_url()))
    assert "Coudre (à l’aise)" in page
    assert "À préparer avant l’embauche" in page
    assert "Couture" in page
    edit = client.get(reverse("ebe:post_edit", args=["venissieux", made.pk]))
    assert 'value="Coudre"' in edit.content.decode()
    sheet = client.get(reverse("ebe:post_list", args=["venissieux"]), {"format": "csv"})
    assert "Coudre (à l’aise)" in b"".join(sheet).decode()


def test_the_page_of_a_post_asks_no_more_for_many(
    sign_in, as_team, lead, listed, post, sewing, see
):
    operations.update_post(post, needed={sewing: "notions"}, by=lead)
    listed(9)
    client, url = sign_in("lead"), post.get_absolute_url()
    client.get(url)
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    see("lead")
    for n in range(10, 16):
        say(as_team, listed(n), sewing, "notions")
    with CaptureQueriesContext(connection) as many:
        client.get(url)
    assert len(few) == len(many) <= 15
