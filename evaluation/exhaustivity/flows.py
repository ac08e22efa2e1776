"""Entries and exits of the list by quarter, and who waits at the end: from the stored series of the registry."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from tzcld.ui import charts, french

# Volunteers, solutions, other exits (cumulated); waiting (a stock).
CODES = ("E5", "E6", "SOR", "E9")
HEAD = ("Période", "Entrées", "Solutions", "Autres sorties", "En attente à la fin")
NOT_SAID = "non publié"


@dataclass(frozen=True)
class Flow:
    """The movements between two month ends; None where nothing may be printed."""

    label: str
    entries: int | None
    solved: int | None
    others: int | None
    stock: int | None

    @property
    def row(self) -> tuple:
        values = (self.entries, self.solved, self.others, self.stock)
        return (self.label, *(NOT_SAID if v is None else french.number(v) for v in values))

    @property
    def cells(self) -> list:
        """The same for a file: numbers stay numbers."""
        values = (self.entries, self.solved, self.others, self.stock)
        return [self.label, *(NOT_SAID if v is None else v for v in values)]


def ends(months: Sequence[date]) -> list[date]:
    """The quarters' last months among these, and the last month known."""
    return [m for m in months if m.month % 3 == 0 or m == months[-1]]


def between(series: Mapping[str, Mapping[date, int | None]], months: Sequence[date]) -> list[Flow]:
    """One flow between each month of `months` and the one before. `series`: {code: {month: printable value}}."""
    return [
        Flow(
            _label(start, end),
            *(_gap(series.get(code, {}), start, end) for code in CODES[:3]),
            stock=_value(series.get("E9", {}), end),
        )
        for start, end in pairwise(months)
    ]


def _value(values: Mapping[date, int | None], month: date) -> int | None:
    value = values.get(month)
    return None if value is None else int(value)


def _gap(values, start: date, end: date) -> int | None:
    a, b = _value(values, start), _value(values, end)
    return None if a is None or b is None else b - a


def _label(start: date, end: date) -> str:
    """« 3e trim. 2026 » for a whole quarter of the calendar, else its months."""
    span = (end.year - start.year) * 12 + end.month - start.month
    if span == 3 and end.month % 3 == 0:
        return f"{french.ordinal(end.month // 3)} trim. {end.year}"
    if span == 1:
        return french.short_month(end, year=True)
    first = date(start.year + start.month // 12, start.month % 12 + 1, 1)
    return f"{french.short_month(first, year=first.year != end.year)} à {french.short_month(end, year=True)}"


def caption(flows: Sequence[Flow]) -> list:
    """The finding, as [text, strong] runs."""
    entries = [f.entries for f in flows]
    exits = [None if None in (f.solved, f.others) else f.solved + f.others for f in flows]
    if not flows or None in (*entries, *exits):
        return [["Entrées et sorties de la liste par trimestre.", False]]
    came, left = sum(entries), sum(exits)
    if not came and not left:
        return [["Aucune entrée ni sortie sur ces deux ans.", False]]
    said = (
        f"{french.count(came, 'entrée')} et {french.count(left, 'sortie')}"
        if came and left
        else french.count(came, "entrée et aucune sortie", "entrées et aucune sortie")
        if came
        else french.count(left, "sortie et aucune entrée", "sorties et aucune entrée")
    )
    return [[said, True], [f" depuis {flows[0].label} compris.", False]]


def drawn(flows: Sequence[Flow], caption_, source: str = "") -> charts.Chart | None:
    """None when there is nothing to draw yet."""
    if not any(v for f in flows for v in (f.entries, f.solved, f.others, f.stock)):
        return None
    return charts.flows(
        [charts.FlowBar(f.label, f.entries, f.solved, f.others, f.stock) for f in flows],
        caption=caption_,
        source=source,
        head=HEAD,
        table=[f.row for f in flows],
    )
