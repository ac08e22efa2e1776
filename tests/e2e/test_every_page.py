"""Every kind of page that a role can reach by links, in real Chromium: axe, reflow, strict CSP, no server error."""

import re
from collections import defaultdict
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.urls import resolve
from playwright.sync_api import Error

pytestmark = pytest.mark.e2e

AXE = (Path(__file__).parents[1] / "vendor" / "axe.min.js").read_text()
# What a page is made of, data left out: its headings in their order, then each kind of element under its parent. Axe has
# nothing new to say of a page made only of what it has read on a page of the same kind, whoever reads it.
SHAPE = """() => {
  const one = e => e ? e.tagName + [...e.classList].sort().join('.')
    + [...e.attributes].map(a => a.name + (/^(role|type|aria-(current|expanded|sort|hidden))$/.test(a.name) ? a.value : ''))
      .filter(name => name !== 'class').sort().join(' ') : '';
  const headings = [...document.querySelectorAll('h1, h2, h3, h4, h5, h6')].map(h => h.tagName)
    .filter((tag, i, all) => tag !== all[i - 1]).join(' ');
  return [headings, ...new Set([...document.body.querySelectorAll('*')].map(e => one(e.parentElement) + '>' + one(e)))];
}"""
WIDE, NARROW = 1280, 320
# Colours belong to a kind of element under its parent, and are the longest to compare.
RULES = {True: "", False: "rules: {'color-contrast': {enabled: false}},"}
RUN = """axe.run({%s resultTypes: ['violations'], preload: false}).then(r => r.violations.map(
  v => v.id + ' : ' + v.nodes.slice(0, 3).map(n => n.html.slice(0, 160)).join(' | ')))"""
# Pages that end the session or leave the site's own pages.
LEFT_OUT = re.compile(
    r"/(deconnexion|static)/|(/(pdf|xlsx|corps|modele)/|\.(ics|pdf))(\?|$)|format=|/sante/|/api/"
)
# What Chromium says of a machine too slow to draw with a font within seconds of its coming: nothing of the page.
SLOW = "was preloaded using link preload but not used"
ROLES = ["cheffe", "metropole", "membre", "ebe", "communication", "dpo", "partenaire"]


def pattern(url: str) -> str:
    """Two pages of one view are one kind of page, whatever row, territory or indicator they are about."""
    return resolve(urlsplit(url).path).view_name


def links(page, address: str) -> list[str]:
    found = page.eval_on_selector_all("a[href]", "all => all.map(a => a.href)")
    return [
        url.split("#")[0] for url in found if url.startswith(address) and not LEFT_OUT.search(url)
    ]


def crawl(page, address: str, start: str):
    """Yields each new kind of page, opened."""
    todo, seen = [address + start], set()
    while todo:
        url = todo.pop(0)
        if pattern(url) in seen:
            continue
        seen.add(pattern(url))
        try:
            response = page.goto(url)
        except Error as told:
            if "Download is starting" not in str(told):
                raise
            continue  # a file, not a page
        yield url, response
        if response.status == 200:
            todo += [link for link in links(page, address) if pattern(link) not in seen]


@pytest.fixture(scope="module")
def known() -> dict[str | int, set[str]]:
    """What axe has read: by kind of page, and by width whatever the page."""
    return defaultdict(set)


def faults_of(page, known: dict[str | int, set[str]]) -> list[str]:
    """What axe says of the page at a wide and a narrow width, and whether it needs to be scrolled sideways.

    Wide, each kind of page is read; narrow, where the same elements stand otherwise or give way to others, each kind of
    element under its parent is read once on whatever page.
    """
    faults = []
    for width in (WIDE, NARROW):
        page.set_viewport_size({"width": width, "height": 900})
        headings, *kinds = page.evaluate(SHAPE)
        never_seen = not known[width].issuperset(kinds)
        known[width].update(kinds)
        of_its_kind = known[pattern(page.url)]
        if never_seen or (width == WIDE and not of_its_kind.issuperset([headings, *kinds])):
            of_its_kind.update([headings, *kinds])
            if not page.evaluate("'axe' in window"):
                page.evaluate(AXE)
            rules = RULES[width == WIDE and never_seen]
            faults += [f"{page.url} ({width}) {fault}" for fault in page.evaluate(RUN % rules)]
        if page.evaluate(
            "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        ):
            faults.append(f"{page.url} déborde à {width} pixels")
    return faults


@pytest.mark.parametrize("role", ["public", *ROLES])
def test_every_page_of_a_role_is_sound(stack, chromium, as_account, known, role):
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
    faults: list[str] = []
    count = 0
    for url, response in crawl(page, stack.address, start):
        count += 1
        if response.status >= 400:
            faults.append(f"{url} répond {response.status}")
            continue
        if "html" not in response.headers.get("content-type", ""):
            continue
        faults += faults_of(page, known)
    assert not faults, "\n".join(faults)
    assert not complaints, "\n".join(complaints)
    assert count > 4
