"""Every kind of page that a role can reach by links, in real Chromium: axe, reflow, strict CSP, no server error."""

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest

pytestmark = pytest.mark.e2e

AXE = (Path(__file__).parents[1] / "vendor" / "axe.min.js").read_text()
RUN = "axe.run().then(r => r.violations.map(v => v.id + ' : ' + v.nodes.slice(0, 3).map(n => n.html.slice(0, 160)).join(' | ')))"
# Pages that end the session or leave the site's own pages.
LEFT_OUT = re.compile(
    r"/(deconnexion|static)/|/(pdf|xlsx|corps|modele)/$|\.ics$|format=|/sante/|/api/"
)
ROLES = ["cheffe", "metropole", "membre", "ebe", "communication", "dpo", "partenaire"]


def pattern(url: str) -> str:
    """Two pages of one view are one page: numbers and names of territories forgotten, queries too."""
    path = re.sub(r"\d+", "0", urlsplit(url).path)
    return re.sub(r"^/(t|territoires)/[^/]+/", r"/\1/x/", path)


def links(page, address: str) -> list[str]:
    found = page.eval_on_selector_all("a[href]", "all => all.map(a => a.href)")
    return [
        url.split("#")[0] for url in found if url.startswith(address) and not LEFT_OUT.search(url)
    ]


def crawl(page, address: str, start: str, most: int = 90):
    """Yields each new kind of page, opened."""
    todo, seen = [address + start], set()
    while todo and len(seen) < most:
        url = todo.pop(0)
        if pattern(url) in seen:
            continue
        seen.add(pattern(url))
        response = page.goto(url)
        yield url, response
        if response.status == 200:
            todo += [link for link in links(page, address) if pattern(link) not in seen]


@pytest.mark.parametrize("role", ["public", *ROLES])
def test_every_page_of_a_role_is_sound(stack, chromium, as_account, role):
    if role == "public":
        page, start = chromium.new_page(base_url=stack.address, locale="fr-FR"), "/"
    else:
        page, start = as_account(role), "/accueil/"
    complaints: list[str] = []
    page.on(
        "console",
        lambda m: (
            complaints.append(f"{page.url} {m.text}") if m.type in ("error", "warning") else None
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
        for width in (1280, 320):
            page.set_viewport_size({"width": width, "height": 900})
            faults += [f"{url} ({width}) {fault}" for fault in page.evaluate(f"{AXE};{RUN}")]
            if page.evaluate(
                "document.documentElement.scrollWidth > document.documentElement.clientWidth"
            ):
                faults.append(f"{url} déborde à {width} pixels")
    assert not faults, "\n".join(faults)
    assert not complaints, "\n".join(complaints)
    assert count > 4
