"""Where some words stand in a text, accents and case ignored: shown with what surrounds them, or kept out of sight."""

import re
from collections.abc import Iterable, Iterator

from tzcld.ui import french

WORD = re.compile(r"[^\W_]+")
WITHHELD = "[retiré]"
# What shows on each side of a word found in a long text.
MARGIN = 120


def spans(text: str, words: Iterable[str]) -> Iterator[tuple[int, int]]:
    """The places of these words, in order. A word may be several: « garde a vue »."""
    wanted = sorted({tuple(french.plain_words(word)) for word in words} - {()}, key=len)[::-1]
    found = [(m.start(), m.end(), "".join(french.plain_words(m[0]))) for m in WORD.finditer(text)]
    past = 0
    for i, (start, _, _) in enumerate(found):
        if start < past:
            continue
        for word in wanted:
            said = tuple(plain for _, _, plain in found[i : i + len(word)])
            if said == word:
                past = found[i + len(word) - 1][1]
                yield start, past
                break


def withheld(text: str, words: Iterable[str], put: str = WITHHELD) -> str:
    """The text without these words: `put` shows their place."""
    shown, end = [], 0
    for start, stop in spans(text, words):
        shown += [text[end:start], put]
        end = stop
    return "".join([*shown, text[end:]])


def around(text: str, places: Iterable[tuple[int, int]], longest: int = 500) -> str:
    """The text when it is short, else what surrounds these places of it, in order."""
    if len(text) <= longest:
        return text
    parts: list[list[int]] = []
    for start, stop in places:
        low, high = max(0, start - MARGIN), min(len(text), stop + MARGIN)
        if parts and low <= parts[-1][1]:
            parts[-1][1] = high
        else:
            parts.append([low, high])
    pieces = [text[low:high].strip() for low, high in parts[:5]]
    return f"… {' … '.join(pieces)} …" if pieces else f"{text[:longest].rstrip()}…"
