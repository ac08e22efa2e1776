"""The same answers sent twice by the same person are written once; anything else is written."""

from datetime import date

import pytest
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from cle.models import Decision, Meeting
from ebe.models import Post
from ppde.models import JourneyEvent, Orientation
from territories.models import KeyDate
from territories.scoping import scoped
from tzcld.ui import once as module
from tzcld.ui.once import AGAIN, once

TODAY = timezone.localdate


@pytest.fixture(autouse=True)
def nothing_remembered():
    cache.clear()


def here(name, *args):
    return reverse(name, args=["venissieux", *args])


def day(value: date) -> str:
    return f"{value:%d/%m/%Y}"


ROOMS = {
    "fait": (
        JourneyEvent,
        "lead",
        lambda rows: here("ppde:event_add", rows["person"].pk),
        lambda rows: {"kind": "interview", "on": day(TODAY()), "text": "Bilan du mois"},
    ),
    "orientation": (
        Orientation,
        "partner",
        lambda rows: here("ppde:orientation_send"),
        lambda rows: {
            "first_name": "Zélie", "last_name": "Oriol", "phone": "06 12 34 56 78", "email": "",
            "contact_preference": "", "reason": "", "has_agreed": "yes",
        },
    ),
    "décision": (
        Decision,
        "lead",
        lambda rows: here("cle:decision_record", rows["meeting"].pk),
        lambda rows: {
            "kind": "other", "wording": "Calendrier.", "mode": "consensus", "votes_for": "",
            "votes_against": "", "abstentions": "", "outcome": "adopted", "conditions": "Urgence",
        },
    ),
    "séance": (
        Meeting,
        "lead",
        lambda rows: here("cle:meeting_create"),
        lambda rows: {
            "committee": rows["committee"].pk, "title": "", "on": "12/01/2027", "starts": "18:00",
            "ends": "", "place": "",
        },
    ),
    "poste": (
        Post,
        "lead",
        lambda rows: here("ebe:post_create"),
        lambda rows: {
            "enterprise": rows["enterprise"].pk, "title": "Vélos", "text": "", "positions": "1",
            "starts_on": "", "place": "", "hours_min": "", "hours_max": "", "skills": "",
        },
    ),
    "date clé": (
        KeyDate,
        "lead",
        lambda rows: here("territories:piece_create", "date"),
        lambda rows: {"on": "12/05/2023", "title": "Habilitation", "text": "", "is_key": "on"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("room", ROOMS)
def test_sent_again_from_a_second_tab_it_is_written_once(room, world, sign_in):
    model, kind, url, answers = ROOMS[room]
    rows = world.rows["home"]
    client, address, data = sign_in(kind), url(rows), answers(rows)

    def written():
        with scoped(world.home.pk, named=True, user=world.users[kind].pk):
            return model.objects.filter(territory=world.home).count()

    before = written()
    first = client.post(address, data)
    assert first.status_code == 302, getattr(first, "context", {}) and first.context["form"].errors
    second = client.post(address, data, follow=True)
    assert second.redirect_chain[0][0] == first.url
    assert AGAIN.split(".")[0] in second.text
    assert written() == before + 1


def test_another_answer_another_person_another_page_are_written(rf, world, as_team, monkeypatch):
    made = []

    def write():
        made.append(KeyDate.objects.create(territory=world.home, on=TODAY(), title=str(len(made))))
        return made[-1]

    def send(data, user="lead", path="/a/"):
        request = rf.post(path, data)
        request.user = world.users[user]
        return once(request, write)

    assert send({"x": "1"}) == (made[0], "")
    assert send({"x": "1", "seen": "b:1", "csrfmiddlewaretoken": "z"}) == (made[0], AGAIN)
    for other in (
        lambda: send({"x": "2"}),
        lambda: send({"x": "1"}, user="officer"),
        lambda: send({"x": "1"}, path="/b/"),
    ):
        assert other() == (made[-1], "")
    # Removed since, it is written anew.
    made[0].delete()
    assert send({"x": "1"}) == (made[-1], "")
    assert len(made) == 5


def test_what_was_refused_is_not_remembered(rf, world, as_team):
    request = rf.post("/a/", {"x": "1"})
    request.user = world.users["lead"]
    with pytest.raises(ValidationError):
        once(request, lambda: KeyDate(territory=world.home).full_clean())
    row = KeyDate.objects.create(territory=world.home, on=TODAY(), title="Une date")
    assert once(request, lambda: row) == (row, "")


def test_who_waits_too_long_for_the_first_writes(rf, world, as_team, monkeypatch):
    monkeypatch.setattr(module, "PATIENCE", 0.2)
    request = rf.post("/a/", {"x": "1"})
    request.user = world.users["lead"]
    cache.set(module._key(request), module.PENDING)
    row = KeyDate.objects.create(territory=world.home, on=TODAY(), title="Une date")
    assert once(request, lambda: row) == (row, "")
