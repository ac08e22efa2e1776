"""Two colleagues on one page: what the older page did not change is not written back, on every page that changes a row."""

import re
from html.parser import HTMLParser

import pytest
from django.contrib.messages import get_messages
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from cle import operations
from tests.doors import KINDS
from tests.test_access import APPS, DOORS, address, open_door, sign_in_as
from tests.world import moment
from tzcld.ui import forms
from tzcld.ui.forms.shared import digest

SEEN = re.compile(r'<input type="hidden" name="([^"]*seen)"')


class Page(HTMLParser):
    """What a browser sends back of the form that holds `seen`, nothing being typed."""

    def __init__(self, text: str):
        super().__init__()
        self.found: list[dict[str, list[str]]] = []
        self.data: dict[str, list[str]] = {}
        self._select = self._area = ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        told = dict(attrs)
        name, value = told.get("name", ""), told.get("value") or ""
        if tag == "form":
            self.data = {}
            self.found.append(self.data)
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and "selected" in told:
            self.data.setdefault(self._select, []).append(value)
        elif tag == "textarea":
            self._area = name
            self.data[name] = [""]
        elif tag == "input" and name and "disabled" not in told:
            ticked = told.get("type") in ("checkbox", "radio")
            if told.get("type") not in ("submit", "file") and (not ticked or "checked" in told):
                self.data.setdefault(name, []).append(value or ("on" if ticked else ""))

    def handle_endtag(self, tag):
        if tag == "select":
            self._select = ""
        elif tag == "textarea":
            self._area = ""

    def handle_data(self, data):
        if self._area:
            self.data[self._area][0] += data


# By app, what `shared_pages` found: each test meets the same rows.
FOUND: dict[str, list[tuple]] = {}


def shared_pages(client, world, app: str) -> list[tuple]:
    """(name, address, kind, what the page sends back) of the pages of `app` on a row that several write."""
    if app not in FOUND:
        FOUND[app] = list(_shared_pages(client, world, app))
    return FOUND[app]


def _shared_pages(client, world, app: str):
    for name, door in DOORS.items():
        if not name.startswith(f"{app}:") or door.method != "GET" or 200 not in door.statuses:
            continue
        kind = KINDS[door.statuses.index(200)]
        url = address(name, door, world)
        with transaction.atomic():
            response = open_door(client, world, kind, url)
            transaction.set_rollback(True)
        form = (response.context or {}).get("form")
        if isinstance(form, forms.Shared) and form.is_shared:
            assert SEEN.search(response.text), f"{url} ne porte pas ce qu’elle a montré"
            [data] = [found for found in Page(response.text).found if "seen" in found]
            yield name, url, kind, data


@pytest.fixture
def sent(monkeypatch):
    """[(bound form, what it finds typed on the page)], as it has read what was sent."""
    found = []
    read = forms.Shared._leave_theirs

    def listen(form):
        read(form)
        known = form._seen()
        found.append((form, {n for n in known if n in form.cleaned_data and form.is_mine(n)}))

    monkeypatch.setattr(forms.Shared, "_leave_theirs", listen)
    return found


# Shown in the place of what the row says: today to a mandate or news without a day, everybody there on a day not noted yet,
# nothing for a row of the test world that the page does not offer.
OFFERED = {
    "cle:seat_end": "ends_on",
    "ebe:proposal_told": "on",
    "ppde:follow_up_record": "on",
    "ppde:session_presence": "present_",
    "activities:activity_edit": "partners",
    "evaluation:newsletter_block_edit": "report",
}
# Until a review waits there is no row; once there is one, tests/ppde/test_two_on_a_file.py.
NOT_YET = {"ppde:review_prepare"}


@pytest.mark.django_db
@pytest.mark.parametrize("app", sorted(set(APPS) - {"api", "users", "ui"}))
def test_a_page_sent_back_as_it_was_shown_types_nothing(app, world, client, sent):
    pages = shared_pages(client, world, app)
    assert pages
    for name, url, kind, data in pages:
        sent.clear()
        with transaction.atomic():
            post(client, world, kind, url, data)
            transaction.set_rollback(True)
        if name in NOT_YET:
            continue
        form, typed = sent[0]
        typed = {n for n in typed if name not in OFFERED or not n.startswith(OFFERED[name])}
        assert not typed, f"{name} : {typed}"
        assert not form._theirs, name


def post(client, world, kind, url, data):
    sign_in_as(client, world, kind)
    return client.post(url, data)


@pytest.mark.django_db
@pytest.mark.parametrize("app", sorted(set(APPS) - {"api", "users", "ui"}))
def test_what_a_colleague_changed_meanwhile_stays_and_the_page_says_so(app, world, client, sent):
    """Each text in turn, as an older page showed it: the row's own is what is written, and it is told."""
    told = 0
    for name, url, kind, data in shared_pages(client, world, app):
        for field in texts(data):
            older = {**data, field: ["Autre"]}
            seen = dict(part.split(":") for part in data["seen"][0].split())
            if field not in seen:
                continue
            older["seen"] = [
                " ".join(f"{k}:{v}" for k, v in (seen | {field: digest("Autre")}).items())
            ]
            for missing in {"reason", "why", "source"} & set(older):
                older[missing] = older[missing] if older[missing] != [""] else ["Une raison."]
            sent.clear()
            with transaction.atomic():
                response = post(client, world, kind, url, older)
                transaction.set_rollback(True)
            form, _ = sent[0]
            if field in form.cleaned_data:
                assert field in form._theirs, f"{name} : {field}"
                assert digest(form.cleaned_data[field]) == digest(form.says(field)), name
            if response.status_code == 302 and form._theirs:
                said = " ".join(str(m) for m in get_messages(response.wsgi_request))
                assert "a changé entre-temps" in said, f"{name} : {said}"
                told += 1
    assert told, app


def texts(data: dict) -> list[str]:
    """Fields that hold a few words."""
    return [n for n, v in data.items() if n != "seen" and re.search(r"[a-zà-ÿ]{3} ?", v[0] or "")]


@pytest.mark.django_db
def test_a_title_corrected_on_an_older_page_does_not_move_the_meeting_back(as_team, world, client):
    committee, lead = world.rows["home"]["committee"], world.users["lead"]
    meeting = operations.plan_meeting(committee, by=lead, starts_at=moment(2027, 1, 12, 10))
    url = reverse("cle:meeting_edit", args=[world.home.slug, meeting.pk])
    client.force_login(lead)
    [data] = [found for found in Page(client.get(url).text).found if "seen" in found]
    client.force_login(world.users["chair"])
    client.post(url, data | {"starts": ["18:00"], "place": ["Mairie"]})
    client.force_login(lead)
    answer = client.post(url, data | {"title": ["Éligibilités"]}, follow=True)
    meeting.refresh_from_db()
    assert (meeting.title, meeting.place) == ("Éligibilités", "Mairie")
    assert timezone.localtime(meeting.starts_at).hour == 18
    assert "a changé entre-temps" in answer.text


@pytest.mark.django_db
def test_the_same_field_written_by_both_is_asked_once(world, client):
    committee = world.rows["home"]["committee"]
    url = reverse("cle:committee_edit", args=[world.home.slug, committee.pk])
    client.force_login(world.users["lead"])
    [data] = [found for found in Page(client.get(url).text).found if "seen" in found]
    client.post(url, data | {"name": ["Comité du matin"]})
    answer = client.post(url, data | {"name": ["Comité du soir"]})
    committee.refresh_from_db()
    assert committee.name == "Comité du matin"
    assert "Comité du matin\u00a0» entre-temps" in answer.text
    [again] = [found for found in Page(answer.text).found if "seen" in found]
    client.post(url, again)
    committee.refresh_from_db()
    assert committee.name == "Comité du soir"
