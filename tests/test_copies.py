"""The world that each test is given: what it changes there, no other test meets."""

from django.db.models import Model

from tests.conftest import COPIES


def test_what_a_test_changes_is_its_own(world):
    world.home.name = world.rows["home"]["person"].first_name = "Autre"
    world.rows["home"]["person"].constraints_known.append("horaires")
    world.rows["home"]["place"], world.users["other"] = 7, world.users.pop("lead")
    fresh = COPIES[-1].fresh()
    assert fresh.home.name == "Vénissieux"
    assert fresh.rows["home"]["person"].first_name == "Camille"
    assert fresh.rows["home"]["person"].constraints_known == []
    assert "place" not in fresh.rows["home"]
    assert list(fresh.users) == list(COPIES[-1].world.users)


def test_a_row_is_one_wherever_it_is_read_from(world):
    person = world.rows["home"]["person"]
    assert person.territory is world.home
    assert world.home.hub is world.hub
    assert person._state is not COPIES[-1].world.rows["home"]["person"]._state


def test_every_row_is_there_as_it_was_written(world):
    built = COPIES[-1].world
    for place, rows in built.rows.items():
        assert list(world.rows[place]) == list(rows)
        for name, row in rows.items():
            copy = world.rows[place][name]
            assert copy == row, name
            if isinstance(row, Model):
                assert copy is not row
                assert {f.attname: str(getattr(copy, f.attname)) for f in row._meta.fields} == {
                    f.attname: str(getattr(row, f.attname)) for f in row._meta.fields
                }, name
