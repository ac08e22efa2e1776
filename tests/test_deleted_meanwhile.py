"""A row deleted for good while its page was open: whatever form is sent says so, and shows what was typed."""

import pytest
from django.conf import settings
from django.urls import reverse

from tests.doors import KINDS
from tests.test_access import DOORS

OURS = {"Origin": "http://testserver"}
TYPED = "Une phrase que personne ne veut perdre"
NOBODY = 987_654_321
# Says more: what became of the two files, on their list.
SAYS_MORE = {"ppde:duplicate_compare"}
EDITING = sorted(
    name
    for name, door in DOORS.items()
    if (door.row or set(door.args) & {"pk", "person"})
    and 200 in door.statuses[1:]
    and name not in SAYS_MORE
)


def sender(door) -> str:
    """Somebody to whom the page opens."""
    return next(
        kind for kind, status in zip(KINDS[1:], door.statuses[1:], strict=True) if status == 200
    )


def test_every_form_about_a_deleted_row_says_so(world, client):
    assert len(EDITING) > 200
    wrong, sent = [], 0
    for name in EDITING:
        door = DOORS[name]
        kwargs = {key: make(world) for key, make in door.args.items()}
        if door.territory:
            kwargs.setdefault("territory", world.home.slug)
        kwargs["pk"] = NOBODY
        address = reverse(name, kwargs=kwargs)
        client.cookies.clear()
        client.cookies[settings.SESSION_COOKIE_NAME] = world.sessions[sender(door)]
        answer = client.post(address, {"text": TYPED, "reason": TYPED}, headers=OURS)
        if answer.status_code == 405:
            continue
        sent += 1
        page = answer.content.decode()
        if answer.status_code != 404 or TYPED not in page or "n’est plus là" not in page:
            wrong.append(f"{name}: {answer.status_code}")
    assert sent > 100
    assert not wrong, wrong


@pytest.mark.parametrize(
    ("name", "row", "above"),
    [
        ("cle:seat_edit", "seat", "/comite/"),
        ("ebe:post_edit", "post", "/postes/"),
        ("ppde:session_edit", "trainingsession", "/formations/"),
    ],
)
def test_the_page_leads_to_the_list(world, sign_in, name, row, above):
    address = reverse(name, args=[world.home.slug, NOBODY])
    page = sign_in("lead").post(address, {"note": TYPED}, headers=OURS).content.decode()
    assert "Voir la liste" in page
    assert above in page


def test_a_page_asked_for_is_only_not_there(world, sign_in):
    address = reverse("cle:seat_edit", args=[world.home.slug, NOBODY])
    page = sign_in("lead").get(address).content.decode()
    assert "Cette page n’existe pas" in page
    assert "Rien n’a été enregistré" not in page
