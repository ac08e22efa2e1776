"""Lines of totals, under the numbers of a table: no row of data."""

import re
from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

from tzcld.imports.columns import simple
from tzcld.imports.values import FIGURES

TITLE = re.compile(r"(?:grand |sous )?tota(?:l|ux)(?: gener(?:al|aux))?")
TITLE_OF = re.compile(rf"{TITLE.pattern} .+")
# Neither a telephone nor a SIRET.
FIGURE = re.compile(r"-?(?:0|[1-9]\d{0,7})(?:\.\d+)?%?")


def totals(rows: Sequence[tuple[int, list[str]]]) -> set[int]:
    """The lines, of (line, cells), that say « Total » beside figures alone, or hold nothing but the sums of those above.

    « Total » followed by other words needs a figure: it may begin the name of somebody, or of a company. A count that goes
    up by one (« 1, 2, 3 ») is no sum.
    """
    found: set[int] = set()
    # {column: figures}, since the beginning and since the last total
    above: dict[int, list[Decimal]] = defaultdict(list)
    since: dict[int, list[Decimal]] = defaultdict(list)
    for line, cells in rows:
        filled = {place: cell for place, cell in enumerate(cells) if cell}
        figures = {
            place: value for place, cell in filled.items() if (value := _figure(cell)) is not None
        }
        words = [cell for place, cell in filled.items() if place not in figures]
        if _is_titled(words, figures) or (not words and _are_sums(figures, above, since)):
            found.add(line)
            since.clear()
            continue
        for place, value in figures.items():
            above[place].append(value)
            since[place].append(value)
    return found


def _figure(cell: str) -> Decimal | None:
    # Most cells begin with a letter.
    if not (cell[0].isdecimal() or cell[0] in "-\u2212"):
        return None
    said = cell.translate(FIGURES)
    return Decimal(said.removesuffix("%")) if FIGURE.fullmatch(said) else None


def _is_titled(words: list[str], figures: dict[int, Decimal]) -> bool:
    if len(words) != 1 or "tota" not in words[0].casefold():
        return False
    said = simple(words[0])
    return bool(TITLE.fullmatch(said) or (figures and TITLE_OF.fullmatch(said)))


def _are_sums(figures: dict[int, Decimal], *above: dict[int, list[Decimal]]) -> bool:
    return bool(figures) and any(
        all(_is_sum(value, known.get(place, ())) for place, value in figures.items())
        for known in above
    )


def _is_sum(value: Decimal, known: Sequence[Decimal]) -> bool:
    return len(known) > 1 and value == sum(known) and value != known[-1] + 1
