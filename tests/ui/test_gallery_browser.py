"""The gallery in a real browser: no accessibility violation, nothing cut at 320 px, the policy respected, keys work.

No server and no database: the browser's requests are answered here, from the view and from static/.
"""

import mimetypes
import shutil
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.http import QueryDict
from django.test import RequestFactory
from playwright.sync_api import sync_playwright

from tzcld.ui import views

ROOT = Path(settings.BASE_DIR)
AXE = (ROOT / "tests/vendor/axe.min.js").read_text()
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'"
)
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")

pytestmark = pytest.mark.e2e


def answer(route):
    url = urlsplit(route.request.url)
    if url.path.startswith(settings.STATIC_URL):
        path = ROOT / "static" / url.path.removeprefix(settings.STATIC_URL)
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        route.fulfill(status=200, body=path.read_bytes(), content_type=kind)
        return
    request = RequestFactory().get("/composants/", QueryDict(url.query).dict())
    route.fulfill(
        status=200,
        body=views.gallery(request).content,
        headers={"Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": POLICY},
    )


@pytest.fixture(scope="module")
def chromium():
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield found
        found.close()


@pytest.fixture
def visit(chromium):
    contexts = []

    def go(view, width, **options):
        context = chromium.new_context(viewport={"width": width, "height": 900}, **options)
        contexts.append(context)
        context.route("**/*", answer)
        page = context.new_page()
        page.complaints = []
        page.on("console", lambda message: page.complaints.append(message.text))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.goto(f"http://tzcld.test/composants/?vue={view}")
        return page

    yield go
    for context in contexts:
        context.close()


PAGES = [*views.VIEWS, "formulaire&erreur=1", "liste&deplier=6"]


@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("view", PAGES)
def test_accessible_whole_and_within_the_policy(visit, view, width):
    page = visit(view, width)
    page.evaluate("document.querySelectorAll('details').forEach((d) => (d.open = true))")
    page.evaluate(AXE)
    violations = page.evaluate("axe.run()")["violations"]
    assert [(v["id"], [n["html"] for n in v["nodes"]]) for v in violations] == []
    page.evaluate("document.querySelectorAll('details').forEach((d) => (d.open = false))")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert page.complaints == []


def test_a_refused_form_gives_the_focus_to_its_summary(visit):
    page = visit("formulaire&erreur=1", 1280)
    assert page.evaluate("document.activeElement.className").startswith("summary")
    page.click(".summary a >> nth=0")
    assert page.evaluate("document.activeElement.id") == "id_volunteer_on"


def test_focus_is_seen_on_everything_the_tab_key_reaches(visit):
    page = visit("liste", 1280)
    seen = set()
    for _ in range(40):
        page.keyboard.press("Tab")
        width = page.evaluate("getComputedStyle(document.activeElement).outlineWidth")
        assert width == "3px", page.evaluate("document.activeElement.outerHTML")
        seen.add(page.evaluate("document.activeElement.outerHTML"))
    assert len(seen) > 30


def test_menus_open_without_javascript_and_close_with_escape(visit):
    page = visit("liste", 375, java_script_enabled=False)
    page.click(".list-bar summary")
    assert page.is_visible("text=Tableur Excel")
    page.click(".menu-btn")
    assert page.is_visible("#menu >> text=Composants")
    page = visit("liste", 1280)
    page.click(".list-bar summary")
    page.keyboard.press("Escape")
    assert not page.is_visible("text=Tableur Excel")
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"
