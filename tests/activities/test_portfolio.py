"""The portfolio: who sees it, who changes it, what the file holds."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from activities import operations
from activities.models import Activity
from territories.models import Entry
from territories.scoping import scoped

FORM = {
    "name": "Laverie",
    "sector": "laundry",
    "state": "idea",
    "need": "",
    "description": "Linge du quartier",
    "expected_fte": "4,5",
    "started_on": "",
    "carrier": "",
}


def url(world, name="activity_list", *args):
    return reverse(f"activities:{name}", args=[world.home.slug, *args])


def test_the_team_adds_an_activity_and_the_journal_says_so(world, sign_in, as_team):
    client = sign_in("lead")
    response = client.post(
        url(world, "activity_create"), FORM | {"partners": [world.next.pk]}, follow=True
    )
    assert "est enregistrée" in response.content.decode()
    made = Activity.objects.get(name="Laverie")
    assert (made.territory, float(made.expected_fte)) == (world.home, 4.5)
    assert list(made.partners.all()) == [world.next]
    assert (
        Entry.objects.filter(model="activities.activity", object_id=made.pk, verb="create").count()
        == 1
    )


def test_what_runs_has_a_carrier_and_what_was_typed_is_kept(world, sign_in):
    response = sign_in("lead").post(url(world, "activity_create"), FORM | {"state": "running"})
    page = response.content.decode()
    assert response.status_code == 200
    assert "portée par une EBE" in page
    assert "Linge du quartier" in page


def test_a_carrier_next_door_is_refused_by_the_form_and_by_the_database(world, sign_in, as_team):
    other = world.rows["next"]["enterprise"]
    response = sign_in("lead").post(url(world, "activity_create"), FORM | {"carrier": other.pk})
    assert "plus dans la liste" in response.content.decode()
    with pytest.raises(IntegrityError, match="same_territory"), transaction.atomic():
        Activity.objects.create(territory=world.home, name="X", sector="food", carrier=other)
        with connection.cursor() as cursor:
            cursor.execute("set constraints all immediate")


def test_a_shared_activity_is_read_at_home_but_not_changed(world, sign_in):
    shared = world.rows["next"]["activity"]
    client = sign_in("lead")
    assert client.get(url(world, "activity_detail", shared.pk)).status_code == 404
    with scoped(world.home.pk, world.next.pk, user=world.users["neighbour"].pk):
        operations.save_activity(shared, partners=[world.home], by=world.users["neighbour"])
    assert client.get(url(world, "activity_detail", shared.pk)).status_code == 200
    assert client.get(url(world, "activity_edit", shared.pk)).status_code == 404


def test_the_file_holds_what_the_screen_shows(world, sign_in):
    client = sign_in("lead")
    Activity.objects.create(territory=world.home, name="Jardin", sector="gardening")
    text = client.get(url(world) + "?sector=gardening&format=csv").getvalue().decode("utf-8-sig")
    lines = text.strip().splitlines()
    assert len(lines) == 2
    assert lines[0].startswith("Activité;Secteur")
    assert lines[1].startswith("Jardin;maraîchage")


def test_the_list_asks_the_same_number_of_queries_for_1_and_6_rows(world, sign_in):
    client = sign_in("lead")
    counts = []
    for more in (0, 5):
        for n in range(more):
            Activity.objects.create(territory=world.home, name=f"Activité {n}", sector="food")
        client.get(url(world))
        with CaptureQueriesContext(connection) as queries:
            client.get(url(world))
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 15
