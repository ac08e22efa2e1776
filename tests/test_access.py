"""Every URL × every kind of person, and what may be read behind the doors."""

import importlib
import re
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db.models import Max
from django.urls import URLPattern, URLResolver, get_resolver, resolve, reverse
from django.utils import timezone
from django.views.defaults import permission_denied

from ppde.models import Reading
from territories.models import Grant
from territories.periods import period
from territories.scoping import scoped
from tests.doors import KINDS, Door
from tests.doors.refusals import drawn_once
from tests.world import CANARY, NAME
from tzcld import urls
from tzcld.users.expired import not_found

APPS = ("api", "users", "ui", "territories", "cle", "ppde", "ebe", "activities", "evaluation")
DOORS: dict[str, Door] = {}
for app in APPS:
    DOORS |= importlib.import_module(f"tests.doors.{app}").DOORS

# Who may read a PPDE's or an employee's name somewhere.
# What a named access opens in the territory that opened it (territories/roles.py, GRANTED).
BY_GRANT = {
    "ppde:person_list",
    "ppde:mobilisation_list",
    "ppde:person_detail",
    "ppde:person_timeline",
}
MAY_READ_NAMES = {"lead", "officer", "director", "neighbour"}
# A count of persons below the threshold, as a sentence tells it: no territory of the world has as many as five of anything.
TAGS = re.compile(r"<(script|style)\b.*?</\1>|<[^>]+>", re.DOTALL)
FEW = re.compile(
    r"(?<![\w,./–-])(?<!\d[\s\u202f])[1-4]\s+(?:personne|volontaire|salarié|candidat|habitant)",
    re.IGNORECASE,
)


@pytest.fixture(scope="module", autouse=True)
def refusals():
    """The page of a refusal drawn once under each banner, not at each door."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(urls, "handler403", drawn_once(permission_denied), raising=False)
        patch.setattr(urls, "handler404", drawn_once(not_found))
        yield


def named_doors(resolver=None, prefix="") -> set[str]:
    """Every URL name of the site."""
    names = set()
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            space = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            names |= named_doors(pattern, space)
        elif isinstance(pattern, URLPattern):
            assert pattern.name, f"adresse sans nom : {pattern.pattern}"
            names.add(prefix + pattern.name)
    return names


def address(name: str, door: Door, world) -> str:
    kwargs = {key: make(world) for key, make in door.args.items()}
    if door.territory:
        kwargs.setdefault("territory", world.home.slug)
    if door.row:
        kwargs["pk"] = world.rows["home"][door.row].pk
    return reverse(name, kwargs=kwargs) + door.query


def open_door(client, world, kind: str, url: str, method: str = "GET"):
    sign_in_as(client, world, kind)
    return client.generic(method, url)


def sign_in_as(client, world, kind: str) -> None:
    client.cookies.clear()
    if kind != "anonymous":
        client.cookies[settings.SESSION_COOKIE_NAME] = world.sessions[kind]


def body(response) -> str:
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return content.decode("utf-8", errors="ignore")


def test_every_door_is_in_the_table():
    assert named_doors() == set(DOORS)


@pytest.mark.parametrize("name", sorted(DOORS))
def test_each_door_opens_to_those_it_should_and_tells_no_more(name, world, client):
    """One visit of each kind answers for both: the statuses of the table, then what the page tells."""
    door = DOORS[name]
    url = address(name, door, world)
    assert resolve(urlsplit(url).path).view_name == name
    client.raise_request_exception = True
    found, texts, last = {}, {}, last_reading(world)
    for kind in KINDS:
        response = open_door(client, world, kind, url, door.method)
        found[kind], texts[kind] = response.status_code, body(response)
    assert found == dict(zip(KINDS, door.statuses, strict=True)), url
    if door.method == "GET":
        for kind in KINDS:
            check_what_is_told(kind, texts[kind], door, url)
            if name.endswith("_list") and found[kind] == 200:
                check_what_is_taken_away(client, world, kind, texts[kind], door, url)
        check_what_is_typed(client, world, url, found, texts)
        check_who_has_read(world, name, door, found, texts, last)
    check_a_named_access(client, world, name, door, url)


def check_a_named_access(client, world, name: str, door: Door, url: str) -> None:
    """The hub's officer to whom the team opened the names: the doors of BY_GRANT, to read, and not one besides."""
    Grant.objects.create(
        territory=world.home,
        holder=world.users["hub_officer"],
        opened_by=world.users["lead"],
        reason="Revue",
        period=period(timezone.localdate(), timezone.localdate()),
    )
    response = open_door(client, world, "hub_officer", url, door.method)
    usual = door.statuses[KINDS.index("hub_officer")]
    assert response.status_code == (200 if name in BY_GRANT else usual), url
    if name not in BY_GRANT and door.method == "GET":
        assert NAME not in body(response), f"un accès nominatif lit un nom à {url}"


def check_what_is_told(kind: str, text: str, door: Door, url: str) -> None:
    """The canary marks every row of the neighbour; NAME is a person's, for the team and her enterprise alone."""
    of_hub = kind.startswith(("hub", "funder", "evaluator", "communication", "dpo"))
    if not of_hub and kind != "neighbour" and door not in SHARED_BY_THE_HUB:
        assert CANARY not in text, f"{kind} lit le territoire voisin à {url}"
    if kind not in MAY_READ_NAMES:
        assert NAME not in text, f"{kind} lit un nom à {url}"
        few = FEW.search(TAGS.sub(" ", text))
        assert few is None, f"{kind} lit « {few[0]} » à {url}"


# Pages of one row that name several persons, as a list does; those of an import name whom the file tells, those of a letter
# whom it shows, and a reason may hold a name.
OF_SEVERAL = {
    "ebe:enterprise_detail",
    "ebe:post_detail",
    "ebe:proposal_create",
    "evaluation:newsletter_block_edit",
    "evaluation:newsletter_detail",
    "ppde:elimination_detail",
    "ppde:elimination_keep",
    "ppde:gathering_detail",
    "ppde:session_detail",
    "ppde:session_presence",
    "territories:import_columns",
    "territories:import_row",
    "territories:import_rows",
}


def check_who_has_read(
    world, name: str, door: Door, found: dict, texts: dict[str, str], last
) -> None:
    """The page of one row that names its person is an opening of the file, in its read log, whose last line was `last`."""
    if not door.row or name in OF_SEVERAL:
        return
    if getattr(world.rows["home"][door.row], "person", world) is None:
        return
    with scoped(world.home.pk):
        for kind in ("lead", "officer", "director"):
            if found[kind] == 200 and NAME in texts[kind]:
                made = Reading.objects.filter(
                    user=world.users[kind], person__isnull=False, pk__gt=last
                )
                assert made.exists(), f"{kind} lit un nom à {name} sans que le registre le dise"


def last_reading(world) -> int:
    with scoped(world.home.pk):
        return Reading.objects.aggregate(last=Max("pk", default=0))["last"]


# The file of a list, as its page offers it.
TAKEN_AWAY = re.compile(r'href="(\?[^"]*\bformat=csv[^"]*)"')


def check_what_is_taken_away(client, world, kind: str, text: str, door: Door, url: str) -> None:
    """The file that a list offers comes, and tells no more than its page; an empty list offers none, and has one all the same."""
    offered = set(TAKEN_AWAY.findall(text))
    for asked in offered or {"?format=csv"}:
        response = open_door(client, world, kind, urlsplit(url).path + asked.replace("&amp;", "&"))
        if offered:
            assert response.headers["Content-Type"].startswith("text/csv"), f"{url}{asked}"
        check_what_is_told(kind, body(response), door, f"{url}{asked}")


# The search of a list, a look-up among rows, and what a field suggests while one types.
SEARCH = re.compile(r'<input\b[^>]*\bname="(q|nom)"')
LOOK_UP = re.compile(r'<input type="search"\s+name="([^"]+)"[^>]*\bautocomplete="off"')
SUGGESTED = re.compile(r'\bhx-get="(/[^"?]+)"[^>]*\bhx-trigger="input ')


def check_what_is_typed(client, world, url: str, found: dict, texts: dict[str, str]) -> None:
    """A name typed wherever the page asks for one finds somebody or nobody: no filter, look-up or suggestion breaks."""
    kind = next((kind for kind in KINDS if found[kind] == 200), None)
    if kind is None or kind == "anonymous":
        return
    text, joined = texts[kind], "&" if "?" in url else "?"
    for field in set(SEARCH.findall(text)):
        assert open_door(client, world, kind, f"{url}{joined}{field}={NAME}").status_code == 200
    for suggested in set(SUGGESTED.findall(text)):
        assert open_door(client, world, kind, f"{suggested}?x={NAME}").status_code == 200
    if fields := set(LOOK_UP.findall(text)):
        client.force_login(world.users[kind])
        assert client.post(url, dict.fromkeys(fields, NAME)).status_code in (200, 302, 405), url


@pytest.mark.parametrize("name", sorted(n for n, d in DOORS.items() if d.row and d.territory))
def test_a_row_of_the_neighbour_is_not_found_under_ones_own_territory(name, world, client):
    """The address says home, the row is next door: 404, never the row."""
    door = DOORS[name]
    if door.row not in world.rows["next"] or door.row in SHARED_ROWS:
        pytest.skip("partagé dans la métropole")
    kwargs = {key: make(world) for key, make in door.args.items()}
    kwargs |= {"territory": world.home.slug, "pk": world.rows["next"][door.row].pk}
    url = reverse(name, kwargs=kwargs)
    for kind in ("lead", "officer", "member", "director", "hub_admin"):
        response = open_door(client, world, kind, url, door.method)
        assert response.status_code in (403, 404), f"{kind} ouvre {url}"


def test_a_member_of_the_committee_meets_no_name_and_no_small_count(world, client):
    """A crawl: from the dashboard, every link that a CLE member can follow."""
    client.force_login(world.users["member"])
    todo, seen = [reverse("evaluation:dashboard", args=[world.home.slug])], set()
    while todo:
        url = todo.pop()
        if url in seen or len(seen) > 300:
            continue
        seen.add(url)
        response = client.get(url)
        if response.status_code != 200 or "html" not in response.headers.get("Content-Type", ""):
            continue
        text = body(response)
        assert NAME not in text, url
        todo += [
            link.replace("&amp;", "&")
            for link in re.findall(r'href="(/[^"#]*)', text)
            if not link.startswith(("/static/", "/compte/logout"))
        ]
    assert len(seen) > 10


# The portfolio of activities, the needs and offers, and what is public are shared inside a hub: the neighbour's may appear.
SHARED_ROWS = {"activity", "contribution", "exchangeitem"}
# So are the figures, masked, of the territories compared.
SHARED_PAGES: set[str] = {"evaluation:comparison"} | {
    n for n in DOORS if n.startswith(("territories:exchange_", "territories:contribution_"))
}
SHARED_BY_THE_HUB = {
    d
    for n, d in DOORS.items()
    if n.startswith("activities:") or n in SHARED_PAGES or not d.territory
}
