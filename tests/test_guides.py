"""The guides in French: each is led to from « Prise en main », which says the first page of each role as the tabs do."""

import re
from pathlib import Path

import pytest

from territories.context import COMMITTEE, TABS
from territories.roles import OWN, Role

DOCS = Path(__file__).parents[1] / "docs"
START = DOCS / "prise-en-main.md"
# Whose guide tells to begin by the first page that their roles open.
BEGIN = {
    "partenaire": (Role.PARTNER,),
    "financeur, évaluation": (Role.FUNDER, Role.EVALUATOR),
    "protection des données": (Role.DPO,),
}


def text(path: Path) -> str:
    return path.read_text().replace("\u00a0", " ")


def test_every_guide_is_led_to():
    guides = {path.name for path in DOCS.glob("*.md")} - {START.name}
    assert guides == set(re.findall(r"\]\(([a-z-]+\.md)\)", text(START)))
    assert not [name for name in guides if f"docs/{name}" not in text(DOCS.parent / "README.md")]


@pytest.mark.parametrize("guide", sorted(DOCS.glob("*.md")), ids=lambda path: path.name)
def test_its_links_lead_somewhere(guide):
    links = re.findall(r"\]\(([a-z/-]+\.md)\)", text(guide))
    assert not [link for link in links if not (DOCS / link).exists()]


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
