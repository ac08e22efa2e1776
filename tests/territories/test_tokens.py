"""Tokens of the API: how they are made, shown once and end; what they read, what they do not."""

import io
import json
import os
import re
import urllib.request
from datetime import date, timedelta
from hashlib import sha256
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from redis.exceptions import ConnectionError as Unreachable

from evaluation.models import IndicatorValue, Newsletter, Report
from ppde.models import Person
from territories.models import Entry, Membership, Token
from territories.periods import period
from territories.scoping import scoped
from territories.tokens import operations
from territories.tokens.queue import SOURCES
from territories.tokens.reading import TokenScope
from tests.guide import GUIDE
from tests.territories.webhook_kit import page
from tests.test_walls import NAMED, rows
from tests.world import CANARY, NAME
from tzcld import api_rate

TODAY = timezone.localdate
[QUEUE] = SOURCES


@pytest.fixture(autouse=True)
def nothing_counted():
    """Nobody has read nor been refused in this minute, which does not end under the test."""
    cache.clear()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(api_rate.time, "time", lambda: 1_800_000_010)
        yield


def made(world, *, of="home", days=100, by="") -> tuple[Token, str]:
    place = getattr(world, of)
    row = Token(territory=place, label="Entrepôt d’essai", until=TODAY() + timedelta(days=days))
    maker = world.users[by or ("lead" if of == "home" else "hub_admin")]
    with scoped(place.pk):
        return operations.make_token(row, by=maker)


def bearing(secret: str) -> Client:
    """A program: no cookie of its own."""
    return Client(headers={"authorization": f"Bearer {secret}"})


def api(name: str, *args) -> str:
    return reverse(f"api:{name}", args=args)


def refusal(answer, status: int) -> str:
    assert answer.status_code == status
    return answer.json()["detail"]


def form(**changed) -> dict:
    return {"label": "Dépôt", "until": TODAY() + timedelta(days=30)} | changed


# Made, shown once, revoked ──────────────────────────────────────────────────────────────────────


def test_a_token_is_shown_once_and_only_its_digest_is_kept(world, sign_in):
    client = sign_in("lead")
    answer = client.post(page("token_create", world), form())
    [secret] = re.findall(r"tzcld_[0-9a-f]{64}", answer.content.decode())
    assert answer["Cache-Control"] == "no-store"
    token = Token.objects.get(label="Dépôt")
    assert token.digest == sha256(secret.encode()).hexdigest()
    with connection.cursor() as cursor:
        cursor.execute(
            "select to_jsonb(t)::text from territories_token t where id = %s", [token.pk]
        )
        assert secret.removeprefix("tzcld_") not in cursor.fetchone()[0]
    # The page sent again: the first still opens, and is not shown.
    again = client.post(page("token_create", world), form(), follow=True).content.decode()
    assert Token.objects.filter(label="Dépôt").count() == 1
    assert "tzcld_" + secret[6:20] not in again
    assert f"tzcld_…{secret[-4:]}" in again
    with scoped(world.home.pk):
        entry = Entry.objects.get(model="territories.token", object_id=token.pk)
    assert (entry.verb, entry.user) == ("create", world.users["lead"])
    assert secret not in f"{entry.before}{entry.after}{entry.label}"


@pytest.mark.parametrize(("day", "is_taken"), [(-1, False), (0, True), (365, True), (366, False)])
def test_it_ends_within_a_year(world, sign_in, day, is_taken):
    until = TODAY() + timedelta(days=day)
    text = sign_in("lead").post(page("token_create", world), form(until=until)).content.decode()
    assert Token.objects.filter(label="Dépôt").exists() == is_taken
    if not is_taken:
        assert "un jeton dure 365" in text
        assert 'value="Dépôt"' in text


def test_a_token_lost_is_revoked_and_made_again_with_the_same_answers(world, sign_in):
    """What the page that shows it says of one that is lost."""
    client, sent, shown = sign_in("lead"), form(), []
    for _ in range(2):
        text = client.post(page("token_create", world), sent).content.decode()
        shown += re.findall(r"tzcld_[0-9a-f]{64}", text)
        token = Token.objects.filter(label="Dépôt").latest("pk")
        client.post(page("token_revoke", world, token.pk))
    assert len(set(shown)) == 2
    assert Token.objects.filter(label="Dépôt", revoked_at__isnull=False).count() == 2


def test_a_revoked_token_opens_nothing_from_the_next_request_on(world, sign_in):
    token, secret = made(world)
    program = bearing(secret)
    assert program.get(api("territory-list")).status_code == 200
    client = sign_in("lead")
    client.post(page("token_revoke", world, token.pk))
    assert "révoqué" in refusal(program.get(api("territory-list")), 401)
    assert "Révoqué" in client.get(page("token_list", world)).content.decode()
    # Already: the page says so, and the operation refuses.
    assert client.get(page("token_revoke", world, token.pk)).status_code == 302
    with pytest.raises(ValidationError, match="n’ouvre déjà plus rien"), scoped(world.home.pk):
        operations.revoke_token(token, by=world.users["lead"])
    with scoped(world.home.pk):
        verbs = Entry.objects.filter(model="territories.token", object_id=token.pk)
        assert list(verbs.order_by("pk").values_list("verb", flat=True)) == ["create", "end"]


def test_the_last_day_opens_and_the_next_does_not(world):
    token, secret = made(world, days=0)
    program = bearing(secret)
    assert program.get(api("territory-list")).status_code == 200
    Token.objects.filter(pk=token.pk).update(
        since=TODAY() - timedelta(days=9), until=TODAY() - timedelta(days=1)
    )
    refused = program.get(api("territory-list"))
    assert "terminé" in refusal(refused, 401)
    assert refused["WWW-Authenticate"].startswith("Bearer ")
    assert "invalid_token" in refused["WWW-Authenticate"]


@pytest.mark.parametrize("said", ["tzcld_" + "0" * 64, "whsec_x", "", "é", "tzcld_a b"])
def test_anything_else_opens_nothing(world, said):
    made(world)
    answer = Client().get(api("territory-list"), headers={"authorization": f"Bearer {said}"})
    assert "n’ouvre rien" in refusal(answer, 401)


def test_tokens_are_filtered_by_state(world, sign_in):
    client, revoked = sign_in("lead"), made(world)[0]
    with scoped(world.home.pk):
        operations.revoke_token(revoked, by=world.users["lead"])
    # Its last day has passed since: it was revoked all the same.
    Token.objects.filter(pk=revoked.pk).update(since=date(2025, 1, 6), until=date(2025, 2, 6))
    made(world)

    def listed(state: str) -> list[str]:
        found = client.get(page("token_list", world), {"etat": state}).context["listing"]
        return [token.state for token in found.filtered]

    for state in ("active", "ended", "revoked"):
        assert listed(state) == [state]


def test_the_neighbours_token_is_nobodys(world, sign_in):
    client, theirs = sign_in("lead"), Token.objects.get(territory=world.next)
    Token.objects.filter(pk=theirs.pk).update(until=TODAY())
    assert client.get(page("token_revoke", world, theirs.pk)).status_code == 404
    assert client.post(page("token_revoke", world, theirs.pk)).status_code == 404
    assert CANARY not in client.get(page("token_list", world)).content.decode()


def test_the_list_asks_as_much_for_one_token_and_for_many(world, sign_in):
    client, asked = sign_in("lead"), []
    for _ in range(2):
        client.get(page("token_list", world))
        with CaptureQueriesContext(connection) as queries:
            assert client.get(page("token_list", world)).status_code == 200
        asked.append(len(queries))
        for _ in range(5):
            made(world)
    assert asked[0] == asked[1] <= 15


# What it reads ──────────────────────────────────────────────────────────────────────────────────


def write(world, n: int, *, code="E5", month=date(2026, 11, 1), **more) -> None:
    IndicatorValue.objects.create(
        territory=world.home, code=code, version=1, month=month, value=n, **more
    )


def figures(program, slug: str) -> dict:
    return {row["code"]: row for row in program.get(api("indicator-detail", slug)).json()}


def test_it_reads_its_territory_masked_whoever_made_it(world):
    IndicatorValue.objects.filter(territory=world.home).delete()
    write(world, 3)
    program = bearing(made(world)[1])
    told = figures(program, world.home.slug)["E5"]
    assert (told["value"], told["masked"]) == (None, True)
    whole = program.get(api("indicator-one", world.home.slug, "E5")).json()
    assert (whole["value"], whole["masked"], whole["past"]) == (None, True, [])
    [listed] = program.get(api("territory-list")).json()["results"]
    assert listed["slug"] == world.home.slug
    assert [p["slug"] for p in program.get(api("indicator-list")).json()] == [world.home.slug]


def test_another_territory_is_nowhere_and_a_hubs_token_reads_its_own(world):
    mine, theirs = bearing(made(world)[1]), bearing(made(world, of="hub")[1])
    for place in (world.next, world.hub):
        for name in ("territory-detail", "indicator-detail"):
            assert "ce jeton" in refusal(mine.get(api(name, place.slug)), 404)
        assert mine.get(api("indicator-one", place.slug, "E5")).status_code == 404
    for place in (world.hub, world.home, world.next):
        assert theirs.get(api("territory-detail", place.slug)).status_code == 200
        assert theirs.get(api("indicator-detail", place.slug)).status_code == 200


def test_past_months_come_by_quarter_without_what_a_difference_would_tell(world, sign_in):
    IndicatorValue.objects.filter(territory=world.home).delete()
    for month, n in [(3, 20), (6, 38), (8, 39), (9, 40), (11, 60)]:
        write(world, n, month=date(2026, month, 1))
    address = api("indicator-one", world.home.slug, "E5")
    told = bearing(made(world)[1]).get(address).json()
    # June is two persons from September: it is left out, as on the pages.
    assert [row["month"] for row in told["past"]] == ["2026-03-01", "2026-09-01"]
    whole = sign_in("lead").get(address).json()
    assert [row["month"][5:7] for row in whole["past"]] == ["03", "06", "08", "09"]


def test_breakdowns_are_those_of_the_page_and_shares_say_no_more(world, sign_in):
    IndicatorValue.objects.filter(territory=world.home).delete()
    write(world, 40)
    for cell, n in (("F", 38), ("M", 2)):
        write(world, n, breakdown="sex", cell=cell)
    IndicatorValue.objects.create(
        territory=world.home, code="E7", version=1, month=date(2026, 11, 1),
        value="0.4783", numerator=22, denominator=46,
    )  # fmt: skip
    program = bearing(made(world)[1])
    found = program.get(api("indicator-one", world.home.slug, "E5")).json()["breakdowns"]
    cells = next(table["cells"] for table in found if table["code"] == "sex")
    told = {cell["label"]: (cell["value"], cell["masked"]) for cell in cells}
    assert (told["femmes"], told["hommes"]) == ((None, True), (None, True))
    assert figures(program, world.home.slug)["E7"]["value"] == 0.48
    assert float(figures(sign_in("lead"), world.home.slug)["E7"]["value"]) == 0.4783


def test_published_reports_and_letters_are_read_and_no_other(world):
    program, report = bearing(made(world)[1]), world.rows["home"]["report"]
    letter, theirs = world.rows["home"]["newsletter"], world.rows["next"]["report"]
    everything = Report.objects.filter(pk__in=(report.pk, theirs.pk))
    everything.update(state="done", audience="hub", agreement="none")
    assert program.get(api("report-list")).json()["results"] == []
    everything.update(audience="public", fingerprint="f" * 64, finished_at=timezone.now())
    [told] = program.get(api("report-list")).json()["results"]
    assert (told["id"], told["fingerprint"]) == (report.pk, "f" * 64)
    assert urlsplit(told["url"]).path == reverse("evaluation:public_report_html", args=[report.pk])
    assert program.get(api("report-detail", theirs.pk)).status_code == 404
    assert program.get(api("letter-list")).json()["results"] == []
    now = timezone.now()
    Newsletter.objects.filter(pk=letter.pk).update(state="sent", started_at=now, is_public=True)
    [told] = program.get(api("letter-list")).json()["results"]
    assert Client().get(urlsplit(told["url"]).path).status_code == 200


def test_nothing_that_it_reads_names_anybody_and_no_cookie_comes_back(world, sign_in):
    program = bearing(made(world, of="hub")[1])
    names = ("territory-list", "activity-list", "report-list", "letter-list", "indicator-list")
    addresses = [api("api-root"), *(api(name) for name in names)]
    addresses += [api("indicator-one", world.home.slug, code) for code in ("E5", "E9", "EFF")]
    for address in addresses:
        answer = program.get(address)
        assert answer.status_code == 200, address
        assert NAME not in answer.content.decode()
        assert not answer.cookies
        assert answer["Cache-Control"] == "private, no-store"
    # A browser's session beside the token is not opened: what the team reads stays the team's.
    IndicatorValue.objects.filter(territory=world.home).delete()
    write(world, 3)
    both = sign_in("lead")
    bearer = {"authorization": f"Bearer {made(world)[1]}"}
    answer = both.get(api("indicator-detail", world.home.slug), headers=bearer)
    assert {row["code"]: row["masked"] for row in answer.json()}["E5"] is True
    assert not answer.cookies


def test_the_database_gives_it_no_row_that_names_somebody(world, sign_in, monkeypatch):
    """Asked in the transaction of its request, that of a browser whose session would have told its territories."""
    seen = {}
    kept = TokenScope.territories_where

    def look(scope, verb):
        seen.update({table: rows(table) for table in NAMED}, person=Person.objects.count())
        return kept(scope, verb)

    monkeypatch.setattr(TokenScope, "territories_where", look)
    bearer = {"authorization": f"Bearer {made(world)[1]}"}
    world.forget()
    assert sign_in("lead").get(api("territory-list"), headers=bearer).status_code == 200
    assert set(seen.values()) == {0}


def test_it_opens_no_page_and_writes_nothing(world):
    program = bearing(made(world)[1])
    for name in ("territories:territory_detail", "evaluation:dashboard", "territories:token_list"):
        answer = program.get(reverse(name, args=[world.home.slug]))
        assert (answer.status_code, urlsplit(answer["Location"]).path) == (
            302,
            reverse(settings.LOGIN_URL),
        )
    assert "rien ne s’y écrit" in refusal(program.post(api("territory-list"), {}), 405)
    # In the address it is nothing.
    token = made(world)[1]
    assert Client().get(api("territory-list") + f"?token={token}").status_code == 401


def test_it_holds_no_right_beyond_its_list(world):
    scope = TokenScope(made(world)[0])
    assert scope.verbs_in(world.next) == frozenset()
    assert not {v for v in scope.verbs_in(world.home) if not v.endswith("_view")}
    assert not scope.named_ids | scope.team_ids | scope.watched_ids | scope.organisation_ids


def test_the_day_of_its_last_reading_is_noted_once_a_day(world):
    token, secret = made(world)
    program = bearing(secret)
    program.get(api("territory-list"))
    token.refresh_from_db()
    assert token.last_used_on == TODAY()
    with CaptureQueriesContext(connection) as queries:
        program.get(api("territory-list"))
    assert not [q for q in queries if q["sql"].lstrip().lower().startswith("update")]


def test_the_api_asks_as_much_for_one_row_and_for_many(world):
    program, report = bearing(made(world)[1]), world.rows["home"]["report"]
    letter, asked = world.rows["home"]["newsletter"], []
    Report.objects.filter(pk=report.pk).update(state="done", audience="public")
    letters = Newsletter.objects.filter(pk=letter.pk)
    letters.update(state="sent", started_at=timezone.now(), is_public=True)
    for _ in range(2):
        counted = []
        for name in ("report-list", "letter-list"):
            with CaptureQueriesContext(connection) as queries:
                found = program.get(api(name)).json()["count"]
            counted.append((found, len(queries)))
        asked.append(counted)
        for row in (Report.objects.defer("snapshot").get(pk=report.pk), letters.get()):
            row.pk = None
            row._state.adding = True
            if isinstance(row, Report):
                row.snapshot = {}
            row.save()
    one, two = asked
    assert [n for n, _ in one] == [1, 1]
    assert [n for n, _ in two] == [2, 2]
    # The first visit notes the day.
    assert [q for _, q in two] == [one[0][1] - 1, one[1][1]]


# How often ──────────────────────────────────────────────────────────────────────────────────────


def test_a_token_and_an_account_have_their_minute_each(world, sign_in, settings):
    settings.API_PER_MINUTE = 2
    program, other = bearing(made(world)[1]), bearing(made(world)[1])
    lead, address = sign_in("lead"), api("territory-list")
    for reader in (program, lead):
        assert [reader.get(address).status_code for _ in range(3)] == [200, 200, 429]
    assert other.get(address).status_code == 200
    late = program.get(address)
    assert "Trop de lectures" in refusal(late, 429)
    assert "dans 50\u00a0secondes" in refusal(late, 429)
    assert late["Retry-After"] == "50"


def test_refusals_are_counted_for_an_address_and_stop_no_token_that_opens(world, settings):
    settings.API_REFUSALS_PER_MINUTE = 2
    address = api("territory-list")
    wrong, program = bearing("tzcld_" + "1" * 64), bearing(made(world)[1])
    assert [wrong.get(address).status_code for _ in range(2)] == [401, 401]
    refused = Client().get(address)
    assert (refused.status_code, refused["Retry-After"]) == (429, "50")
    assert program.get(address).status_code == 200
    elsewhere = Client(REMOTE_ADDR="192.0.2.8").get(address)
    assert "Connectez-vous" in refusal(elsewhere, 401)


def test_it_is_read_without_the_store_that_counts(world, monkeypatch):
    def silent(*said):
        raise Unreachable

    program = bearing(made(world)[1])
    monkeypatch.setattr(api_rate.throttle, "allows", silent)
    assert program.get(api("territory-list")).status_code == 200
    assert Client().get(api("territory-list")).status_code == 401


# Its end is told, and comes sooner when its maker leaves ────────────────────────────────────────


def test_the_team_is_told_before_the_end(world, sign_in):
    token, _ = made(world, days=30)
    made(world, days=31)
    [waits] = QUEUE.rows(world.home, TODAY())
    assert (waits.pk, waits.due) == (token.pk, token.until)
    client = sign_in("lead")
    queue = client.get(reverse("ppde:work_queue", args=[world.home.slug])).content.decode()
    assert "jeton de l’API à remplacer" in queue
    listed = client.get(QUEUE.url(world.home.slug)).content.decode().replace("\u00a0", " ")
    assert "1 jeton" in listed


def test_it_ends_in_thirty_days_once_its_maker_manages_tokens_no_more(world):
    token, _ = made(world, days=200)
    near, _ = made(world, days=20)
    theirs, _ = made(world, of="hub", days=200)
    assert operations.end_sooner(TODAY()) == 0
    today = TODAY()
    Membership.objects.filter(user=world.users["lead"], territory=world.home).update(
        period=period(today - timedelta(days=90), today - timedelta(days=1))
    )
    assert operations.end_sooner(today) == 1
    assert operations.end_sooner(today) == 0
    for row in (token, near, theirs):
        row.refresh_from_db()
    assert token.until == today + timedelta(days=30)
    assert near.until == today + timedelta(days=20)
    assert theirs.until == today + timedelta(days=200)
    with scoped(world.home.pk):
        entry = Entry.objects.get(model="territories.token", object_id=token.pk, verb="update")
    assert "ne gère plus" in entry.reason


# What is described ──────────────────────────────────────────────────────────────────────────────


def test_the_examples_of_the_guide_read(world, monkeypatch):
    _, secret = made(world)
    program, site = Client(), "https://coordination.exemple.fr"

    def get(address: str, headers: dict) -> bytes:
        answer = program.get(urlsplit(address).path, headers=headers)
        assert answer.status_code == 200
        return answer.content

    header, value, address = re.search(
        r'^curl -H "(.+?): (.+?)" (\S+)$', GUIDE, re.MULTILINE
    ).groups()
    said = json.loads(get(address, {header: value.replace("$TZCLD_JETON", secret)}))
    assert [place["slug"] for place in said] == [world.home.slug]
    monkeypatch.setitem(os.environ, "TZCLD_JETON", secret)
    monkeypatch.setattr(
        urllib.request, "urlopen", lambda r: io.BytesIO(get(r.full_url, dict(r.header_items())))
    )
    written = {}
    exec(re.search(r"```python\n(import json.*?)```", GUIDE, re.DOTALL)[1], written)
    assert "E5" in written["figures"](site)[world.home.slug]


def test_the_schema_says_how_to_come_in_and_what_is_refused(world, client):
    schema = client.get(api("schema"), headers={"accept": "application/json"}).json()
    assert schema["components"]["securitySchemes"]["jeton"]["scheme"] == "bearer"
    for path, methods in schema["paths"].items():
        if not path.startswith("/api/v1/"):
            continue
        for operation in methods.values():
            assert {"jeton": []} in operation["security"], path
            assert {"401", "403", "404", "429"} <= set(operation["responses"]), path
            assert re.match(r"(Les|Le|La|Un|Une) ", operation["description"]), path
    value = schema["components"]["schemas"]["Indicator"]["properties"]["value"]
    assert value["type"] == ["number", "null"]
    # Each address of the guide is one of the schema.
    said = set(re.findall(r"`(/api/v1/\w+/)`", GUIDE.split("### Jetons")[0].split("## API")[1]))
    assert said <= set(schema["paths"])
