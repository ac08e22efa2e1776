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


def rows(response) -> list[list[str]]:
    content = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(content), delimiter=";"))
