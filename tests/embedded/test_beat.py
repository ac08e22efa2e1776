"""What beat asks for: at the hour it says, once after a stop, without a heap that waits for a worker."""

from datetime import timedelta

import pytest
import yaml
from celery.schedules import crontab
from django.conf import settings

from tzcld.celery import app
from tzcld.embedded.places import CHECKOUT

ENTRIES = settings.CELERY_BEAT_SCHEDULE
DAY = timedelta(days=1)


def test_each_entry_names_a_task():
    app.loader.import_default_modules()
    assert {entry["task"] for entry in ENTRIES.values()} <= set(app.tasks)


@pytest.mark.parametrize("name", ENTRIES)
def test_nothing_waits_a_whole_day_from_the_start_nor_piles_up(name):
    """A beat started again every morning would never come to the end of an interval of a day."""
    entry = ENTRIES[name]
    if isinstance(entry["schedule"], crontab):
        return
    assert entry["schedule"] <= 3600
    assert entry["schedule"] <= entry["options"]["expires"] <= max(300, entry["schedule"])


def test_no_fixed_hour_is_missing_or_comes_twice_when_the_clock_changes():
    rules = [e["schedule"] for e in ENTRIES.values() if isinstance(e["schedule"], crontab)]
    assert not [rule for rule in rules if len(rule.hour) == 1 and rule.hour & {2}]


def test_what_a_stop_made_it_miss_is_due_at_once(monkeypatch):
    nightly = [e["schedule"] for e in ENTRIES.values() if isinstance(e["schedule"], crontab)]
    assert len(nightly) > 10
    for rule in nightly:
        rule.app = app
        assert rule.is_due(app.now() - 8 * DAY).is_due


def test_compose_keeps_when_each_task_last_ran():
    """In a container that is made anew, beat forgets it, and with it what is due."""
    beat = yaml.safe_load((CHECKOUT / "docker-compose.yml").read_text())["services"]["beat"]
    schedule = beat["command"][beat["command"].index("--schedule") + 1]
    (folder,) = [volume.split(":")[1] for volume in beat["volumes"]]
    assert schedule.startswith(f"{folder}/")
    # A named volume belongs to whom the folder of the image belongs.
    assert f" {folder}" in (CHECKOUT / "Dockerfile").read_text()
