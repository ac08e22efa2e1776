"""The crossing of skills and needs: exact for the team, masked together for everybody else."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from activities.models import Activity, ActivitySkill, Wish
from evaluation.masking import Mask
from evaluation.shared import kept_as
from evaluation.skills import counts
from ppde.models import PersonSkill, Skill
from territories.scoping import scoped
from tests.ppde.test_person_lists import fill


@pytest.fixture(autouse=True)
def nothing_kept(world):
    cache.delete(kept_as(counts.NAME, world.hub))


MANY = [(f"Nom{n}", "Prénom", "2025-01-10") for n in range(14)]


@pytest.fixture
def people(world):
    people = fill(world, MANY)
    with scoped(world.home.pk, world.hub.pk):
        for n, person in enumerate(people):
            PersonSkill.objects.create(
                territory=world.home,
                person=person,
                skill=world.skill,
                level="notions" if n < 8 else "teaches",
            )
            person.wished_hours = 20
            person.save(update_fields=["wished_hours"])
            Wish.objects.create(territory=world.home, person=person, sector="reuse")
    return people


def page(name, world, where="home") -> str:
    return reverse(f"evaluation:{name}", args=[getattr(world, where).slug])


def test_the_team_reads_exact_counts_and_a_gap_in_words(sign_in, world, people):
    row = sign_in("lead").get(page("skill_supply", world)).context["listing"].rows[0]
    assert (row.know, row.learn, row.wish) == (15, 1, 15)
    assert (row.hours_wished, row.hours_needed) == (280, 210)
    assert row.gap == "Les heures souhaitées couvrent le besoin."


def test_a_member_reads_no_small_count_nor_what_gives_it_back(sign_in, world, people):
    """notions 8, à l’aise 1, peut transmettre 6 : 15 in all."""
    shown = sign_in("member").get(page("skill_counts", world))
    cells = shown.context["listing"].rows[0]
    told = [cells.figure(kind) for kind in ("notions", "at_ease", "teaches", "know")]
    assert told.count("non publié") >= 2
    assert cells.figure("at_ease") in ("non publié", "moins de 5")
    assert (
        sign_in("lead")
        .get(page("skill_counts", world))
        .context["listing"]
        .rows[0]
        .figure("at_ease")
        == 1
    )


def test_the_hub_less_its_other_territories_gives_nothing_back(world, people):
    """Home 15, next door 1: the hub's 16 less home's 15 would tell the neighbour's one."""
    hub = counts.read(world.hub, exact=False)
    home = counts.read(world.home, exact=False)
    next_door = counts.read(world.next, exact=False)
    cell = ("skill", world.skill.pk, "know")
    assert next_door.mask(*cell) is not Mask.SHOWN
    assert (hub.mask(*cell), home.mask(*cell)) != (Mask.SHOWN, Mask.SHOWN)


def test_an_activity_of_one_skill_does_not_tell_the_count_of_this_skill(world, people):
    activity = world.rows["home"]["activity"]
    read = counts.read(world.next, exact=False)
    other = world.rows["next"]["activity"]
    assert read.figure("activity", other.pk, "know") != 1
    assert read.mask("skill", world.skill.pk, "know") is not Mask.SHOWN
    with scoped(world.home.pk):
        exact = counts.read(world.home, exact=True)
    assert exact.figure("activity", activity.pk, "know") == 15


def test_what_nobody_knows_is_said(world):
    activity = Activity.objects.get(pk=world.rows["home"]["activity"].pk)
    with scoped(world.home.pk, world.hub.pk):
        sewing = Skill.objects.create(territory=world.hub, name="Couture", domain="Textile")
        ActivitySkill.objects.filter(activity=activity).update(skill=sewing)
        read = counts.read(world.home, exact=True)
        need = counts.needs([activity], read, 35.0)[0]
    assert need.gap == (
        "Personne ne sait ni ne demande à apprendre, il manque 210\u00a0h souhaitées par semaine."
    )


@pytest.mark.parametrize("kind", ["lead", "member", "hub_officer"])
@pytest.mark.parametrize("name", ["skill_supply", "skill_counts"])
def test_one_row_or_many_the_same_number_of_queries(sign_in, world, kind, name):
    client = sign_in(kind)
    client.get(page(name, world))
    cache.delete(kept_as(counts.NAME, world.hub))
    client.force_login(world.users[kind])
    with CaptureQueriesContext(connection) as one:
        client.get(page(name, world))
    people = fill(world, MANY)
    with scoped(world.home.pk, world.hub.pk):
        for n, person in enumerate(people):
            skill = Skill.objects.create(territory=world.hub, name=f"C{n}", domain="D")
            PersonSkill.objects.create(
                territory=world.home, person=person, skill=skill, level="notions"
            )
            activity = Activity.objects.create(
                territory=world.home, name=f"A{n}", sector="sewing", expected_fte=1
            )
            ActivitySkill.objects.create(territory=world.home, activity=activity, skill=skill)
    cache.delete(kept_as(counts.NAME, world.hub))
    client.force_login(world.users[kind])
    with CaptureQueriesContext(connection) as many:
        client.get(page(name, world))
    assert len(one) == len(many)
    # Those who read masked counts find them ready most of the time.
    with CaptureQueriesContext(connection) as ready:
        client.get(page(name, world))
    assert len(ready) <= 15


@pytest.mark.parametrize(("named", "both"), [(1, False), (4, False), (5, True), (0, True)])
def test_one_activity_less_another_of_its_sector_tells_no_small_count(world, people, named, both):
    """Those who wish the sector count for both: what is left is those who named one of the two."""
    with scoped(world.home.pk, world.hub.pk):
        Wish.objects.filter(territory=world.home).delete()
        Activity.objects.filter(territory=world.home).update(sector="reuse")
        first = Activity.objects.filter(territory=world.home).first()
        second = Activity.objects.create(
            territory=world.home,
            name="Seconde vie",
            sector="reuse",
            state="running",
            expected_fte=2,
        )
        for n, person in enumerate(people):
            by_name = n < named
            Wish.objects.create(
                territory=world.home,
                person=person,
                sector="" if by_name else "reuse",
                activity=first if by_name else None,
            )
    read = counts.read(world.home, exact=False)
    cells = [("activity", activity.pk, counts.WISH) for activity in (first, second)]
    shown = [read.mask(*cell) is Mask.SHOWN for cell in cells]
    assert all(shown) is both, shown
    assert not any(key[1] == "apart" for key in read.masks), "ce qui sert à masquer n’est pas lu"
    if not both:
        assert sum(shown) <= 1


# Skills inside skills (every solution is tried in test_skill_overlaps.py) ─────────────────────────


@pytest.mark.parametrize(
    ("only_sewing", "both", "all_shown"),
    [(0, 5, True), (1, 9, False), (4, 0, False), (5, 4, False), (5, 5, False)],
)
def test_an_activity_less_one_of_its_skills_tells_no_small_count(
    world, people, only_sewing, both, all_shown
):
    """`only_sewing` persons know nothing of the first skill, `both` know the two."""
    with scoped(world.home.pk, world.hub.pk):
        sewing = Skill.objects.create(territory=world.hub, name="Couture", domain="Textile")
        PersonSkill.objects.filter(territory=world.home).exclude(person__in=people).delete()
        PersonSkill.objects.filter(person__in=people[:only_sewing]).delete()
        for person in people[: only_sewing + both]:
            PersonSkill.objects.create(
                territory=world.home, person=person, skill=sewing, level="teaches"
            )
        activity = Activity.objects.filter(territory=world.home).first()
        ActivitySkill.objects.create(territory=world.home, activity=activity, skill=sewing)
    read = counts.read(world.home, exact=False)
    cells = [("skill", world.skill.pk), ("skill", sewing.pk), ("activity", activity.pk)]
    shown = [read.mask(*cell, counts.KNOW) is Mask.SHOWN for cell in cells]
    assert all(shown) is all_shown, shown
    assert not any(key[0] == "apart" for key in read.masks), "ce qui sert à masquer n’est pas lu"
    with scoped(world.home.pk):
        exact = counts.read(world.home, exact=True)
    assert exact.figure("activity", activity.pk, counts.KNOW) == 14


def test_of_an_activity_that_shares_a_skill_with_another_one_only_the_range_is_read(
    sign_in, world, people
):
    """Both need the first skill: the older keeps its count, the other is between the largest of its skills and their sum."""
    with scoped(world.home.pk, world.hub.pk):
        skills = [world.skill] + [
            Skill.objects.create(territory=world.hub, name=name, domain="D") for name in "AB"
        ]
        PersonSkill.objects.filter(territory=world.home).exclude(person__in=people).delete()
        for skill, known in zip(skills[1:], (people[:7], people[7:]), strict=True):
            for person in known:
                PersonSkill.objects.create(
                    territory=world.home, person=person, skill=skill, level="teaches"
                )
        Activity.objects.filter(territory=world.home).exclude(
            pk=world.rows["home"]["activity"].pk
        ).delete()
        older = world.rows["home"]["activity"]
        later = Activity.objects.create(
            territory=world.home, name="Seconde", sector="sewing", expected_fte=1
        )
        ActivitySkill.objects.filter(activity=older).delete()
        for activity, needed in ((older, skills[:2]), (later, skills[::2])):
            for skill in needed:
                ActivitySkill.objects.create(territory=world.home, activity=activity, skill=skill)
    cache.delete(kept_as(counts.NAME, world.hub))
    rows = sign_in("member").get(page("skill_supply", world)).context["listing"].rows
    know = {row.activity.pk: row.know for row in rows}
    assert know[older.pk] == 14
    assert know[later.pk] == "entre 14 et 21"
    rows = sign_in("lead").get(page("skill_supply", world)).context["listing"].rows
    assert {row.activity.pk: row.know for row in rows}[later.pk] == 14
