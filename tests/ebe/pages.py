"""The pages of the enterprises as the tests ask for them and read them."""

import csv
import io
from html import unescape

from django.urls import reverse
from django.utils.html import strip_tags


def at(name, *args, territory="venissieux"):
    return reverse(f"ebe:{name}", args=[territory, *args])


def words(response) -> str:
    """What is read on the page, spaces made plain."""
    text = unescape(strip_tags(response.content.decode()))
    return " ".join(text.replace("\u00a0", " ").split())


def sentences(letter) -> list[str]:
    """Those of a letter, in order, spaces made plain."""
    return [said.replace("\u00a0", " ") for _, some in letter.sections for said in some]


def letter_words(letter) -> str:
    return " ".join(sentences(letter))


def held(asked) -> list[str]:
    """The tables whose rows these queries held, each once, in the order of the first statement."""
    found = [q["sql"] for q in asked if "FOR UPDATE" in q["sql"]]
    return list(dict.fromkeys(sql.partition('FROM "')[2].partition('"')[0] for sql in found))


def rows(response) -> list[list[str]]:
    content = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(content), delimiter=";"))
