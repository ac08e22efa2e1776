"""Entries and exits of the list by quarter, and who waits at the end: from the stored series of the registry."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from tzcld.ui import charts, french

# Volunteers; who has left by a solution or otherwise and is not back, and the returns after each (cumulated); waiting, and
# gone from the enterprise without another job (stocks).
CODES = ("E5", "E6", "SOR", "RETS", "RETA", "E9", "FINE")
HEAD = ("Période", "Entrées", "Retours", "Solutions", "Autres sorties", "En attente à la fin")
DIFFERENCES = (
    "Chaque mouvement est la différence entre la fin de la période et celle d’avant, et non le compte de chaque entrée et de "
    "chaque sortie, qui redonnerait de petits effectifs par soustraction."
)
NET = "Là où le nombre de retours n’est pas donné, les sorties sont comptées moins les retours."
DEPARTURES = (
    "Un contrat de l’EBE qui se termine compte ici une solution de moins et une autre sortie de plus\u00a0; le retour sur la "
    "liste qui le suit, l’inverse."
)
NOT_SAID = "non publié"


@dataclass(frozen=True)
class Flow:
    """The movements between two month ends; None where nothing may be printed."""

    label: str
    entries: int | None
    returns: int | None
    solved: int | None
    others: int | None
    stock: int | None
    # Whether the departures from the enterprise, which only the team reads, are told apart from the exits.
    tells_departures: bool = True

    @property
    def row(self) -> tuple:
        values = (self.entries, self.returns, self.solved, self.others, self.stock)
        return (self.label, *(NOT_SAID if v is None else french.number(v) for v in values))

    @property
    def cells(self) -> list:
        """The same for a file: numbers stay numbers."""
        values = (self.entries, self.returns, self.solved, self.others, self.stock)
        return [self.label, *(NOT_SAID if v is None else v for v in values)]


def ends(months: Sequence[date]) -> list[date]:
    """The quarters' last months among these, and the last month known."""
    return [m for m in months if m.month % 3 == 0 or m == months[-1]]


def between(series: Mapping[str, Mapping[date, int | None]], months: Sequence[date]) -> list[Flow]:
    """One flow between each month of `months` and the one before. `series`: {code: {month: printable value}}."""
    return [_between(series, start, end) for start, end in pairwise(months)]


def _between(series, start: date, end: date) -> Flow:
    entries, solved, others, *back = (_gap(series.get(code, {}), start, end) for code in CODES[:5])
    # Who leaves the enterprise passes from a solution to another exit: no movement of the list. For the team alone to read.
    gone = _gap(series.get("FINE", {}), start, end)
    left = gone or 0
    return Flow(
        _label(start, end),
        entries,
        None if None in back else sum(back),
        _moved(solved, back[0], left),
        _moved(others, back[1], -left),
        stock=_value(series.get("E9", {}), end),
        tells_departures=gone is not None,
    )


def _moved(more: int | None, back: int | None, left: int) -> int | None:
    """Exits of the period: those more than before, and those that a return undid since, whatever they became once gone.

    Fewer exits than none is no figure.
    """
    if more is None:
        return None
    moved = more + (back or 0) + left
    return moved if moved >= 0 else None


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
    came, left, back = sum(entries), sum(exits), sum(f.returns or 0 for f in flows)
    if not came and not left and not back:
        return [["Aucune entrée ni sortie sur ces deux ans.", False]]
    ins = french.count(came, "entrée") if came else "aucune entrée"
    if back:
        ins = f"{ins}, {french.count(back, 'retour')}"
    outs = french.count(left, "sortie") if left else "aucune sortie"
    said = f"{outs} et {ins}" if not came and not back else f"{ins} et {outs}"
    return [[french.upper_first(said), True], [f" depuis {flows[0].label} compris.", False]]


def note(flows: Sequence[Flow], *, masked: bool) -> str:
    """What the movements are for who reads masked figures (`masked`), then what the exits are where the returns, or the
    departures from the enterprise, are not told; "" elsewhere."""
    told = [f for f in flows if (f.solved, f.others) != (None, None)]
    net = any(f.returns is None for f in told)
    mixed = any(not f.tells_departures for f in told)
    return " ".join([DIFFERENCES] * (masked and bool(told)) + [NET] * net + [DEPARTURES] * mixed)


def drawn(
    flows: Sequence[Flow], caption_, source: str = "", *, masked: bool
) -> charts.Chart | None:
    """None when there is nothing to draw yet."""
    if not any(v for f in flows for v in (f.entries, f.returns, f.solved, f.others, f.stock)):
        return None
    return charts.flows(
        [charts.FlowBar(f.label, f.entries, f.returns, f.solved, f.others, f.stock) for f in flows],
        caption=caption_,
        source=" ".join(filter(None, (source, note(flows, masked=masked)))),
        head=HEAD,
        table=[f.row for f in flows],
    )
