"""The gallery in a real browser: no accessibility violation, nothing cut at 320 px, the policy respected, keys work.

No server and no database: the browser's requests are answered here, from the view and from static/.
"""

import mimetypes
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.http import QueryDict
from django.test import RequestFactory
from playwright.sync_api import sync_playwright

from tests.browser import NARROW, WIDE, Reader, launch, violations
from tzcld.ui import views

ROOT = Path(settings.BASE_DIR)
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'"
)

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
        found = launch(playwright)
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


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader()


@pytest.mark.parametrize("view", PAGES)
def test_accessible_whole_and_within_the_policy(visit, reader, view):
    page = visit(view, WIDE)
    page.evaluate("document.querySelectorAll('details').forEach((d) => (d.open = true))")
    assert violations(page) == []
    page.evaluate("document.querySelectorAll('details').forEach((d) => (d.open = false))")
    assert reader.faults(page, (NARROW,)) == []
    assert page.complaints == []


SOUND = """<!doctype html><html lang="fr"><title>Essai</title><style>p.pale {color: #333}</style>
<main><h1>Titre</h1><h2>Partie</h2><ul><li>un</li></ul><p><a href="/">lien</a></p><p class="pale">texte</p>
<label for="a">Nom</label><input id="a"><table><tr><th scope="col">A</th></tr><tr><td>1</td></tr></table></main>"""


@pytest.mark.parametrize(
    ("before", "after", "fault"),
    [
        ('<a href="/">lien</a>', '<a href="/"></a>', "link-name"),
        ('<label for="a">', '<label for="b">', "label"),
        ('<th scope="col">', '<th scope="all">', "scope-attr-valid"),
        ("<li>un</li>", "<div>un</div>", "list"),
        ("<h2>Partie</h2>", "<h3>Partie</h3>", "heading-order"),
        ("<h1>Titre</h1>", "<h1></h1>", "empty-heading"),
        ("color: #333", "color: #ccc", "color-contrast"),
        ("<main>", "<p>dehors</p><main>", "region"),
        ("<title>Essai</title>", "<title></title>", "document-title"),
        ("<h2>Partie</h2>", '<h2>Partie</h2><p style="width: 400px">large</p>', "déborde à 320"),
    ],
)
def test_a_fault_is_found_on_a_page_made_as_others_before_it(chromium, before, after, fault):
    page, reader = chromium.new_page(), Reader()
    page.set_content(SOUND)
    assert reader.faults(page) == []
    page.set_content(SOUND.replace(before, after))
    assert any(fault in told for told in reader.faults(page))
    page.close()


def test_what_was_hidden_where_it_was_met_is_read_where_it_is_shown(chromium):
    page, reader = chromium.new_page(), Reader()
    pale = '<p class="pale" hidden><img src="a.png"></p>'
    page.set_content(SOUND.replace('<p class="pale">texte</p>', pale))
    assert reader.faults(page) == []
    page.add_style_tag(content="p[hidden] {display: block}")
    assert any("image-alt" in told for told in reader.faults(page))
    page.close()


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


def test_a_number_is_never_cut_at_its_hyphen(visit):
    """Chromium breaks « M-0047 » after its hyphen: a line that ends there is made, narrower and narrower."""
    page = visit("", WIDE)
    broken = page.evaluate(
        """() => {
            const lines = document.createElement("div");
            for (let width = 20; width < 140; width += 4) {
                const line = document.createElement("p");
                line.textContent = "Perret, M-0047, puis O-0123.";
                line.className = "line";
                lines.append(line);
            }
            document.querySelector("main").append(lines);
            keepNumbersWhole(lines);
            const cut = [];
            [...lines.children].forEach((line, n) => {
                line.style.width = `${20 + 4 * n}px`;
                const tops = [...line.querySelectorAll("span.nowrap")].map(
                    (span) => new Set([...span.getClientRects()].map((box) => box.top)).size,
                );
                if (tops.length !== 2 || tops.some((size) => size > 1)) cut.push(line.style.width);
            });
            return cut;
        }"""
    )
    assert broken == []
    assert (
        page.evaluate("document.querySelectorAll('textarea .nowrap, option .nowrap').length") == 0
    )


# Everything that shows what somebody wrote, at the end of its own words.
LENGTHEN = """word => {
  const shown = document.querySelectorAll('h1, h2, h3, main p, main li, main dd, label, legend, .btn, .brand small');
  for (const one of shown) if (one.checkVisibility()) one.append(' ' + word);
  return [shown.length, document.documentElement.scrollWidth];
}"""


@pytest.mark.parametrize("view", ["", "fiche", "formulaire"])
def test_a_word_wider_than_the_screen_pushes_no_page_sideways(visit, view):
    page = visit(view, 375)
    shown, width = page.evaluate(LENGTHEN, "Rhababerbarbara" * 5)
    assert shown > 10
    assert width <= 375
