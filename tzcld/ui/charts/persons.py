"""Persons counted without axes: bars from zero, and one dot per person while they are few."""

import math
from dataclasses import dataclass, field

from tzcld.ui import french
from tzcld.ui.charts.chart import in_words
from tzcld.ui.charts.pen import Drawing

DOTS_MAX = 150
PER_ROW = 30

# Bars ───────────────────────────────────────────────────────────────────────────────────────────


@dataclass
class Part:
    value: float
    name: str = ""
    tone: str = "c1"


@dataclass
class Bar:
    """``value`` then ``name`` read as one phrase above the bar (« 512 rencontrées »); ``note`` goes under it.

    ``said`` replaces the words of a value that may not be written (« moins de 7 », « non publié »).
    """

    value: float | None
    name: str
    note: str = ""
    tone: str = "c1"
    parts: list = field(default_factory=list)
    unit: str = ""
    said: str = ""

    @property
    def words(self):
        if self.said:
            return self.said
        return in_words(self.value) + (f"{french.NBSP}{self.unit}" if self.unit else "")


def bars(
    rows,
    *,
    caption,
    source="",
    label="",
    head=("Groupe", "Nombre"),
    table=None,
    top=None,
    first_word="",
):
    """Bars from zero, name and figure above each: funnel, distribution, comparison of sizes. ``top``: value of a full bar."""
    rows = list(rows)
    scale = top or max((r.value or 0 for r in rows), default=0) or 1

    def beside(pen):
        """On paper, many bars: the name beside its bar, else the picture would shrink until nobody reads it."""
        for i, row in enumerate(rows):
            y = i * 26
            pen.text(0, y + 14, (row.words, "b"), (row.name, "l"))
            if row.value is None:
                pen.line(0.5, y + 9, 0.56, y + 9, "axis")
            else:
                pen.rect(0.5, y, row.value / scale / 2, 18, row.tone)
        return 26 * len(rows)

    def draw(pen):
        if pen.width and len(rows) > 5 and not any(r.parts or r.note for r in rows):
            return beside(pen)
        y = 0
        for row in rows:
            pen.text(0, y + 16, (row.words, "big"), (row.name, "b"))
            y += 26
            if row.value is None:
                pen.line(0, y + 9, 0.12, y + 9, "axis")
            elif row.parts:
                start = 0.0
                for part in row.parts:
                    pen.rect(start, y, (part.value or 0) / scale, 18, part.tone)
                    start += (part.value or 0) / scale
            else:
                pen.rect(0, y, row.value / scale, 18, row.tone)
            y += 18
            if row.note:
                y += 18
                pen.text(0, y, row.note, css="l")
            y += 18
        return max(y - 8, 1)

    words = label or f"{first_word or 'Barres'}\u00a0: " + ", ".join(
        f"{r.words} {r.name}" for r in rows
    )
    if table is None:
        table = []
        for row in rows:
            table.append((french.upper_first(row.name), row.words))
            table += [
                (f"{french.upper_first(row.name)}, {p.name}", in_words(p.value)) for p in row.parts
            ]
    return Drawing(words, caption, tuple(head), table, source, draw=draw)


# Dots ───────────────────────────────────────────────────────────────────────────────────────────


@dataclass
class Group:
    """``n`` persons and what they have in common. ``tone``: c1-c4, c0, or hollow (what asks for attention)."""

    n: int | None
    name: str
    tone: str = "c1"
    said: str = ""

    @property
    def words(self):
        return self.said or in_words(self.n)

    def phrase(self, one, many):
        if self.n is not None:
            return french.count(self.n, one, many)
        return f"{self.words} {many}" if self.words.startswith("moins") else self.words


def dots(groups, *, caption, source="", label="", one="personne", many="personnes", head=None):
    """One dot per person, rows of 30. From 150 persons on, the same data as bars."""
    groups = list(groups)
    total = sum(g.n or 0 for g in groups)
    head = head or ("Groupe", french.upper_first(many), "Part")
    # With a group withheld, the others have no total to be a part of.
    whole = 0 if any(g.n is None for g in groups) else total
    share = [french.percent(g.n / whole) if g.n and whole else "–" for g in groups]
    table = [(french.upper_first(g.name), g.words, s) for g, s in zip(groups, share, strict=True)]
    everybody = _group_words(whole, one, many) if whole == total else french.upper_first(many)
    words = label or f"{everybody}\u00a0: " + ", ".join(f"{g.words} {g.name}" for g in groups)
    if total >= DOTS_MAX:
        rows = [
            Bar(g.n, g.name, tone="hatch" if g.tone == "hollow" else g.tone, said=g.said)
            for g in groups
        ]
        return bars(rows, caption=caption, source=source, label=words, head=head, table=table)

    def draw(pen):
        y = 14
        for group in groups:
            pen.text(0, y, (group.phrase(one, many), "b"), (group.name, "l"))
            n = group.n or 0
            for i in range(n):
                pen.dot((i % PER_ROW + 0.5) / PER_ROW, y + 16 + 14 * (i // PER_ROW), group.tone)
            y += 52 + 14 * max(0, math.ceil(n / PER_ROW) - 1)
        return max(y - 26, 1)

    return Drawing(words, caption, head, table, source, draw=draw)


def _group_words(total, one, many):
    return french.count(total, one, many)
