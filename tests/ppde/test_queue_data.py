"""What the work queue says of the data themselves: retention, texts, pairs."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from ppde import operations
from ppde.eligibility import months_after, months_before
from ppde.models import (
    Lookalike,
    Person,
    RightsRequest,
    TextFlag,
)
from ppde.retention.models import Elimination, RetentionRule
from ppde.retention.operations import prepare
from territories.scoping import scoped
from tests.ppde.queue_kit import page, quiet, rows
from tests.ppde.test_person_lists import fill


@pytest.fixture
def register_old(world):
    def make(months: int) -> Person:
        """Met, then nothing for so many months; nobody follows the file."""
        day = months_before(timezone.localdate(), months)
        with scoped(world.home.pk):
            return Person.objects.create(
                territory=world.home,
                number=70,
                last_name="Ancelin",
                first_name="Ouri",
                origin="ccas",
                state="met",
                identified_on=day,
                met_on=day,
                last_contact_on=day,
            )

    return make


@pytest.mark.parametrize(("months", "found"), [(21, 0), (22, 1), (24, 0), (30, 0)])
def test_a_file_is_announced_at_twenty_two_months(world, register_old, months, found):
    person = register_old(months)
    assert [p.pk for p in rows(world, "ending")] == [person.pk][:found]


def test_the_end_of_retention_follows_the_rule_of_the_territory(world, register_old, today):
    person = register_old(13)
    assert rows(world, "ending") == []
    RetentionRule.objects.create(
        territory=world.home,
        valid_from=today - timedelta(days=1),
        months=14,
        notice_months=12,
        source="Délibération",
    )
    (found,) = rows(world, "ending")
    assert (found.pk, found.due) == (person.pk, months_after(found.last_on, 14))
    with scoped(world.home.pk):
        RetentionRule.objects.filter(territory=world.home).delete()


@pytest.mark.parametrize(("months", "found"), [(22, 0), (24, 1), (30, 1)])
def test_a_file_past_its_time_asks_for_the_list(world, register_old, sign_in, months, found):
    person = register_old(months)
    assert [p.pk for p in rows(world, "past_files")] == [person.pk][:found]
    told = "dossier au bout de sa durée de conservation"
    assert (told in page(sign_in("lead"), world)) is bool(found)
    # Whoever does not prepare the list is not asked to; it is no matter of the week.
    assert told not in page(sign_in("officer"), world, "?qui=equipe")
    week = sign_in("lead").get(reverse("evaluation:dashboard", args=[world.home.slug]))
    assert told not in week.content.decode()


def test_a_file_of_an_open_elimination_list_waits_there(world, register_old):
    register_old(30)
    assert len(rows(world, "past_files")) == 1
    with scoped(world.home.pk):
        Elimination.objects.filter(territory=world.home).exclude(state="done").update(
            state="given_up"
        )
        made = prepare(world.home, by=world.users["lead"])
    assert rows(world, "past_files") == rows(world, "ending") == []
    assert [row.pk for row in rows(world, "drafts")] == [made.pk]


def test_texts_and_pairs_wait_for_those_who_decide(world, sign_in):
    with scoped(world.home.pk):
        person = world.rows["home"]["person"]
        operations.update_person(person, by=world.users["lead"], comment="Sort de prison")
    assert [f.words for f in rows(world, "texts")][-1] == ["prison"]
    assert rows(world, "lookalikes")
    lead, officer = page(sign_in("lead"), world), page(sign_in("officer"), world, "?qui=equipe")
    assert "textes à relire" in lead or "texte à relire" in lead
    assert "prison" in lead
    assert "à relire" not in officer.split("<main", 1)[1]
    assert "départager" in lead
    assert "départager" in officer


def test_urgent_sources_speak_in_their_own_words(world, sign_in, today):
    person = quiet(world)
    with scoped(world.home.pk):
        Person.objects.filter(pk=person.pk).update(last_contact_on=today - timedelta(days=70))
        RightsRequest.objects.filter(territory=world.home, state="open").update(
            due_on=today - timedelta(days=3)
        )
    shown = (
        sign_in("lead")
        .get(reverse("evaluation:dashboard", args=[world.home.slug]))
        .content.decode()
    )
    assert "personne sans contact depuis 60\u00a0jours" in shown
    assert "1\u00a0demande sur les données en retard" in shown
    assert "en retard depuis" not in shown
    assert "Ouvrir les demandes" in shown


def test_the_new_sources_ask_the_same_for_one_row_and_many(world, sign_in, today):
    client = sign_in("lead")

    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert client.get(reverse("ppde:work_queue", args=[world.home.slug])).status_code == 200
        return len(caught)

    with scoped(world.home.pk):
        people = fill(world)
        operations.update_person(people[0], by=world.users["lead"], comment="Malade")
    queries()
    one = queries()
    with scoped(world.home.pk):
        for person in people[1:]:
            operations.update_person(person, by=world.users["lead"], comment="Malade")
        Lookalike.objects.bulk_create(
            Lookalike(
                territory=world.home,
                first=people[0],
                second=person,
                likeness=0.8,
                reasons=["même nom"],
            )
            for person in people[1:]
        )
    assert queries() == one


def test_the_texts_of_the_hub_wait_for_whoever_reviews_them(world, sign_in):
    """Those of its committees and letters, about nobody followed: on « À faire » and on the overview of its administration."""
    with scoped(world.hub.pk):
        flag = TextFlag.objects.create(
            territory=world.hub,
            model="cle.meeting",
            object_id=world.rows["home"]["meeting"].pk,
            field="minutes",
            words=["prison"],
        )
    url = reverse("ppde:work_queue", args=[world.hub.slug])
    review = reverse("ppde:text_review", args=[world.hub.slug, flag.pk])
    admin = sign_in("hub_admin")
    shown = admin.get(url).content.decode()
    assert review in shown
    assert "1\u00a0tâche vous attend." in shown
    overview = admin.get(reverse("evaluation:dashboard", args=[world.hub.slug])).content.decode()
    assert "texte à relire" in overview
    assert url in overview
    assert sign_in("hub_officer").get(url).status_code == 403
    officer = sign_in("hub_officer").get(reverse("evaluation:dashboard", args=[world.hub.slug]))
    assert "texte à relire" not in officer.content.decode()
    admin.get(url)
    with CaptureQueriesContext(connection) as queries:
        admin.get(url)
    assert len(queries) <= 15
