"""The guides of docs/, for whoever uses the pages: read inside the product as they are written there."""

import re
from dataclasses import dataclass
from functools import cache
from xml.etree import ElementTree

import markdown
from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from markdown.treeprocessors import Treeprocessor

from tzcld.ui.french import upper_first
from tzcld.ui.typography import correct_template

FOLDER = settings.BASE_DIR / "docs"
# In the order in which they are proposed; the other file of the folder is of whoever runs the platform.
GUIDES = (
    "prise-en-main",
    "equipe-projet",
    "referent-parcours",
    "comite",
    "direction-ebe",
    "metropole",
    "partenaire",
    "financeur-evaluation",
    "communication",
    "public",
    "donnees-et-droits",
    "import",
    "competences-et-leviers",
    "chiffres",
)
LINK = re.compile(r"([a-z-]+)\.md(#.+)?")
# Runs once the words of a text are read (markdown's own runs at 20): a cell holds its links and its bold words.
AFTER_WORDS = 10


@dataclass(frozen=True)
class Guide:
    title: str
    html: SafeString


@cache
def guide(name: str) -> Guide:
    """The guide of this name, one of GUIDES."""
    title, _, source = (FOLDER / f"{name}.md").read_text().removeprefix("# ").partition("\n")
    # Two spaces are a list in a list, as the forges read it.
    reader = markdown.Markdown(
        extensions=["tables", "toc", "sane_lists"],
        extension_configs={"toc": {"slugify": lambda heading, separator: slug(heading)}},
        tab_length=2,
    )
    reader.treeprocessors.register(_House(reader), "house", AFTER_WORDS)
    return Guide(title, mark_safe(correct_template(reader.convert(source))))


def titles() -> list[tuple[str, str]]:
    """(title, address) of each."""
    return [(guide(name).title, address(name)) for name in GUIDES]


def address(name: str) -> str:
    return reverse("evaluation:guide", args=[name])


def slug(heading: str) -> str:
    """The anchor of a heading, as the forges write it."""
    return re.sub(r"[^\w\- ]", "", heading.lower().replace("\u00a0", " ")).replace(" ", "-")


class _House(Treeprocessor):
    """Tables that become cards on a telephone; links from a guide to another."""

    def run(self, root: ElementTree.Element) -> None:
        for table in root.iter("table"):
            _as_cards(table)
        for link in root.iter("a"):
            _within(link)


def _within(link: ElementTree.Element) -> None:
    """To the page of the guide; a file that is no guide is named, not led to."""
    found = LINK.fullmatch(link.get("href", ""))
    if found and found[1] in GUIDES:
        link.set("href", address(found[1]) + (found[2] or ""))
    elif not link.get("href", "").startswith("#"):
        link.tag = "span"
        link.attrib.clear()


def _as_cards(table: ElementTree.Element) -> None:
    table.attrib |= {"class": "table cards cards-2", "role": "table"}
    labels = [upper_first("".join(cell.itertext())) for cell in table.iter("th")]
    for part in table:
        part.set("role", "rowgroup")
        for row in part:
            row.set("role", "row")
            for label, cell in zip(labels, row, strict=True):
                _as_cell(cell, label, is_first=cell is row[0])


def _as_cell(cell: ElementTree.Element, label: str, *, is_first: bool) -> None:
    cell.attrib.clear()
    if cell.tag == "th":
        cell.text, cell[:] = label, []
        cell.attrib |= {"scope": "col", "role": "columnheader"}
    elif is_first:
        cell.tag = "th"
        cell.attrib |= {"scope": "row", "role": "rowheader"}
    else:
        # Its words are one box beside their label.
        words = ElementTree.Element("span")
        words.text, words[:] = cell.text, list(cell)
        cell.text, cell[:] = None, [words]
        cell.attrib |= {"data-l": label, "role": "cell"}
