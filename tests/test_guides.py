"""The guides in French: each is led to from « Prise en main », which says the first page of each role as the tabs do; what
they write in bold is what a page writes; no line is a wall; the product shows them as they are."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from territories.context import COMMITTEE, TABS
from territories.roles import OWN, Role
from tzcld.guides import GUIDES, address, guide, slug

DOCS = Path(__file__).parents[1] / "docs"
START = DOCS / "prise-en-main.md"
# Those of whoever uses the pages; the other is of who runs the platform, whose bold words are not of a page.
USED = [DOCS / f"{name}.md" for name in GUIDES]
ROOMS = ("tzcld", "territories", "cle", "ppde", "ebe", "activities", "evaluation")
LONGEST = 150
# Stands for a value in a text that a page writes; shorter than this, such a text would stand for anything.
VALUE = "\0"
LONG_ENOUGH = 15
# Whose guide tells to begin by the first page that their roles open.
BEGIN = {
    "partenaire": (Role.PARTNER,),
    "financeur, évaluation": (Role.FUNDER, Role.EVALUATOR),
    "protection des données": (Role.DPO,),
}


def text(path: Path) -> str:
    return path.read_text().replace("\u00a0", " ")


def words(said: str) -> str:
    """As compared: spaces are one, what ends a sentence or a label is left out, a choice has its capital."""
    said = re.sub(r"\s+", " ", said.replace("\u00a0", " ").replace("\u202f", " ")).strip(" .:…?!,;")
    return said[:1].upper() + said[1:]


def of_python(read: str) -> Iterator[str]:
    """What stands between quotes on a line."""
    for said in re.findall(r'"((?:[^"\\\n]|\\.)*)"', read):
        yield re.sub(r"\{[^{}]*\}", VALUE, said.replace("\\u00a0", " "))


def of_template(read: str) -> Iterator[str]:
    """What stands between tags, and in quotes."""
    read = re.sub(r"(?s)\{% comment %\}.*?\{% endcomment %\}", "", read)
    yield from re.findall(r'"([^"{}<>]+)"', read)
    for piece in re.split(r"<[^>]*>|\{%.*?%\}", read):
        yield re.sub(r"\{\{.*?\}\}", VALUE, piece)


@cache
def labels() -> tuple[frozenset[str], list[re.Pattern]]:
    """What the pages write: texts as they stand and their sentences, and texts with a value in them."""
    found: set[str] = set()
    for room in ROOMS:
        for path in (DOCS.parent / room).rglob("*.py"):
            if not {"migrations", "demonstration"} & set(path.parts):
                found.update(of_python(path.read_text()))
    for path in (DOCS.parent / "templates").rglob("*.html"):
        found.update(of_template(path.read_text()))
    pieces = {
        words(piece) for said in found for piece in re.split(rf"[.:?!] |[«»\[\](){VALUE}]", said)
    }
    return frozenset({*map(words, found), *pieces} - {""}), [
        re.compile(re.escape(words(said)).replace(re.escape(VALUE), ".+"))
        for said in found
        if VALUE in said and len(re.findall(r"[^\W\d_]", said)) > LONG_ENOUGH
    ]


def is_written(said: str) -> bool:
    whole, with_values = labels()
    said = words(said)
    return said in whole or any(pattern.fullmatch(said) for pattern in with_values)


def test_every_guide_is_led_to():
    guides = {path.name for path in DOCS.glob("*.md")} - {START.name}
    assert guides == set(re.findall(r"\]\(([a-z-]+\.md)\)", text(START)))
    assert not [name for name in guides if f"docs/{name}" not in text(DOCS.parent / "README.md")]


@pytest.mark.parametrize("guide", sorted(DOCS.glob("*.md")), ids=lambda path: path.name)
def test_its_links_lead_somewhere(guide):
    links = re.findall(r"\]\(([a-z/-]+\.md)\)", text(guide))
    assert not [link for link in links if not (DOCS / link).exists()]


@pytest.mark.parametrize("guide", USED, ids=lambda path: path.name)
def test_its_table_leads_to_its_sections(guide):
    headings = {slug(heading) for heading in re.findall(r"^#+ (.+)$", text(guide), re.MULTILINE)}
    asked = re.findall(r"\]\(#([^)]+)\)", text(guide))
    assert not [anchor for anchor in asked if anchor not in headings]


@pytest.mark.parametrize("guide", USED, ids=lambda path: path.name)
def test_its_bold_words_are_those_of_a_page(guide):
    said = re.findall(r"(?s)\*\*(.+?)\*\*", re.sub(r"`[^`]*`", "", text(guide)))
    assert said
    assert not [one for one in said if not is_written(one)]


@pytest.mark.parametrize("guide", USED, ids=lambda path: path.name)
def test_no_line_is_a_wall(guide):
    assert not [line for line in text(guide).splitlines() if len(line) > LONGEST]


def test_the_product_shows_every_guide_of_its_pages():
    assert {*USED, DOCS / "exploitation.md"} == set(DOCS.glob("*.md"))


@pytest.mark.parametrize("name", GUIDES)
def test_a_guide_is_shown_as_it_is_written(name):
    shown, written = guide(name), text(DOCS / f"{name}.md")
    assert written.startswith(f"# {shown.title}\n".replace("\u00a0", " "))
    left = re.sub(r"<code>.*?</code>|<[^>]+>", "", shown.html)
    assert not re.search(r"\*\*|\]\(|^\s*\||^ *- ", left, re.MULTILINE)
    assert not re.search(r'href="[^"#]*\.md', shown.html)
    anchors = set(re.findall(r' id="([^"]+)"', shown.html))
    assert set(re.findall(r'href="#([^"]+)"', shown.html)) <= anchors
    # A table is read without its columns on a telephone.
    cells = re.findall(r"<td[^>]*>", shown.html)
    assert all('data-l="' in cell for cell in cells)
    assert len(re.findall(r"<tr", shown.html)) == sum(
        line.startswith("|") and not set(line) <= set("|- ") for line in written.splitlines()
    )


def test_a_guide_leads_to_another_and_to_no_file_that_is_none():
    hub = guide("metropole").html
    assert f'href="{address("import")}"' in hub
    assert "exploitation.md" not in hub
    assert "<span>Exploitation</span>" in hub


@pytest.mark.parametrize("who", BEGIN)
def test_who_begins_where_their_role_does(who):
    said = re.search(rf"^\| {who} \| \*\*(.+?)\*\*", text(START), re.MULTILINE)
    for role in BEGIN[who]:
        first = next(local for local, _, _, verb in TABS if local and verb in OWN[role])
        assert said is not None
        assert said.group(1) == first


def test_the_first_pages_said_exist():
    labels = {label for local, hub, _, _ in TABS for label in (local, hub) if label}
    rows = text(START).split("## Par où commencer")[1].split("##")[0]
    begin = re.findall(r"^\| .+? \| \*\*(.+?)\*\*", rows, re.MULTILINE)
    assert len(begin) == 9
    assert set(begin) - {COMMITTEE} <= labels | {"Équipe"}
