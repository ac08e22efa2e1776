"""Every kind of page that a role can reach by links, in real Chromium: axe, reflow, strict CSP, no server error."""

import re
from collections import defaultdict
from html import unescape
from urllib.parse import urljoin, urlsplit

import pytest
from django.urls import resolve
from playwright.sync_api import Error

from tests.browser import NARROW, WIDE, Reader, shape
from tests.e2e.test_story import HOME, HUB

pytestmark = pytest.mark.e2e

LINK = re.compile(r'<a\b[^>]*?\shref="([^"#]+)')
# Pages that end the session or leave the site's own pages.
LEFT_OUT = re.compile(
    r"/(deconnexion|static)/|(/(pdf|xlsx|csv|corps|modele)/|\.(ics|pdf))(\?|$)|format=|/sante/|/api/"
)
# What Chromium says of a machine too slow to draw with a font within seconds of its coming: nothing of the page.
SLOW = "was preloaded using link preload but not used"
ROLES = ["cheffe", "metropole", "membre", "ebe", "communication", "dpo", "partenaire", "evaluation"]


def pattern(url: str) -> str:
    """Two pages of one view are one kind of page, whatever row, territory or indicator they are about."""
    return resolve(urlsplit(url).path).view_name


def links(html: str, url: str, address: str) -> list[str]:
    found = [urljoin(url, unescape(link)) for link in LINK.findall(html)]
    return [link for link in found if link.startswith(address) and not LEFT_OUT.search(link)]


class Crawl:
    """Goes from link to link, each kind of page once, and opens those on which something is new.

    New to pages of its kind: it is drawn at the narrow width, where nothing may be pushed out. New to all pages drawn: at
    the wide width too. Any other is asked for, not drawn: what axe would read on it has been read elsewhere.
    """

    def __init__(self) -> None:
        self.reader = Reader()
        self.of_kind: dict[str, set[str]] = defaultdict(set)
        self.drawn: set[str] = set()

    def faults(self, page, address: str, start: str) -> tuple[list[str], int]:
        """What is wrong, by page, and how many kinds of page there were."""
        page.set_viewport_size({"width": NARROW, "height": 900})
        todo, seen, faults = [address + start], set(), []
        while todo:
            url = todo.pop(0)
            if pattern(url) in seen:
                continue
            seen.add(pattern(url))
            try:
                # Nobody has met this kind: it is drawn in any case.
                answer = page.request.get(url) if self.of_kind[pattern(url)] else page.goto(url)
            except Error as told:
                if "Download is starting" not in str(told):
                    raise
                continue  # a file, not a page
            if answer.status >= 400:
                faults.append(f"{url} répond {answer.status}")
            elif "html" in answer.headers.get("content-type", ""):
                html, kind = answer.text(), pattern(answer.url)
                made_of = shape(page, html)
                if not self.of_kind[kind].issuperset(made_of):
                    new = made_of - self.drawn
                    self.of_kind[kind] |= made_of
                    self.drawn |= made_of
                    if page.url != answer.url:
                        page.goto(answer.url)
                    faults += self.reader.faults(page, (NARROW, WIDE) if new else (NARROW,))
                todo += links(html, answer.url, address)
        return faults, len(seen)


@pytest.fixture(scope="module")
def crawl() -> Crawl:
    return Crawl()


@pytest.mark.parametrize("role", ["public", *ROLES])
def test_every_page_of_a_role_is_sound(stack, chromium, as_account, crawl, role):
    if role == "public":
        page, start = chromium.new_page(base_url=stack.address, locale="fr-FR"), "/"
    else:
        page, start = as_account(role), "/accueil/"
    complaints: list[str] = []
    page.on(
        "console",
        lambda m: (
            complaints.append(f"{page.url} {m.text}")
            if m.type in ("error", "warning") and SLOW not in m.text
            else None
        ),
    )
    page.on("pageerror", lambda e: complaints.append(f"{page.url} {e}"))
    faults, count = crawl.faults(page, stack.address, start)
    assert not faults, "\n".join(faults)
    assert not complaints, "\n".join(complaints)
    assert count > 4


def test_the_banner_stays_on_one_line_where_somebody_may_switch(as_account):
    """At 320 pixels, the territory shown and the three ways out of it side by side; nothing pushed out of the page."""
    page = as_account("metropole")
    page.set_viewport_size({"width": NARROW, "height": 700})
    for path, name in ((HUB, "Métropole de Lyon"), (HOME, "Villeurbanne – Les Brosses")):
        page.goto(f"{path}/")
        scope, menu = page.locator(".brand small"), page.locator(".menu-btn")
        assert scope.inner_text().replace("\u00a0", " ") == name
        assert page.locator(".switch > summary").is_visible()
        one, other = page.locator(".brand").bounding_box(), menu.bounding_box()
        assert one["x"] + one["width"] <= other["x"]
        assert one["y"] < other["y"] + other["height"]
        assert other["y"] < one["y"] + one["height"]
        assert page.evaluate("document.documentElement.scrollWidth") <= NARROW
