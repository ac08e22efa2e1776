"""The colours of theme.css, for what the style sheet of a page does not reach: a PDF, a file."""

import re
from functools import cache
from pathlib import Path

from django.conf import settings

FONT = "Atkinson Hyperlegible Next"
_TOKEN = re.compile(r"(--[\w-]+):\s*(#[0-9a-f]{3,6})\b")
_USE = re.compile(r"var\((--[\w-]+)\)")


@cache
def tokens() -> dict[str, str]:
    """{"--d1": "#0d5362", …}: the only list of colours is that of the theme."""
    css = Path(settings.BASE_DIR, "static", "css", "theme.css").read_text()
    return dict(_TOKEN.findall(css[css.index(":root {") :].partition("}")[0]))


def resolved(text: str) -> str:
    """The same text, each `var(--token)` replaced by its colour.

    Raises:
        KeyError: the theme has no such token.
    """
    return _USE.sub(lambda found: tokens()[found[1]], text)
