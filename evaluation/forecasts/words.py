"""A forecast in sentences, and beside what came true."""

from datetime import date

from evaluation.forecasts.method import SHOWN, after
from evaluation.reports import blocks
from tzcld.ui import charts, french

NBSP = french.NBSP


def lead(low: date | None, central: date | None, high: date | None, *, nobody: bool) -> list:
    if nobody:
        return blocks.sentence("Personne n’attend de première proposition aujourd’hui.")
    if central is None:
        start = f"au mieux en {french.month(low)}" if low else "au-delà de cinq ans"
        return blocks.sentence(
            "Au rythme prévu, toutes les personnes qui attendent aujourd’hui n’auraient reçu une première proposition que ",
            (f"{start}",),
            f"{NBSP}: il manque des embauches.",
        )
    spread = (
        f", entre {french.month(low)} et {french.month(high)}"
        if low and high and low != high
        else f", au plus tôt en {french.month(low)}, sans date au plus tard"
        if not high
        else ""
    )
    return blocks.sentence(
        "Toutes les personnes qui attendent aujourd’hui auraient reçu une première proposition en ",
        (french.month(central),),
        f"{spread}.",
    )


def dates(low: date | None, central: date | None, high: date | None) -> str:
    """« mars 2027 (janvier 2027 à juin 2027) » for a table."""
    if central is None:
        return "au-delà de cinq ans"
    if low == high:
        return french.month(central)
    last = french.month(high) if high else "sans date"
    return f"{french.month(central)} ({french.month(low)} à {last})"


def course_chart(month: date, course: list, real: dict[date, int], caption) -> charts.Chart:
    """The list as forecast (centre and range) and as it was; `real`: {month: on the list}."""
    months = [after(month, n) for n in range(1, len(course) + 1)]
    series = [
        charts.Series("prévu, au centre", [c[1] for c in course]),
        charts.Series("au plus haut", [c[2] for c in course]),
        charts.Series("au plus bas", [c[0] for c in course]),
    ]
    known = [real.get(m) for m in months]
    if any(v is not None for v in known):
        series.append(charts.Series("réel", known))
    return charts.lines(series, months, caption=caption, wide=True)


def compared(month: date, course: list, real: dict[date, int]) -> list:
    """What the forecast said of the last month known, and what happened."""
    months = [after(month, n) for n in range(1, SHOWN + 1)]
    known = [(i, m) for i, m in enumerate(months[: len(course)]) if m in real]
    if not known:
        return blocks.sentence(
            f"La liste prévue se comparera au réel à partir de {french.month(after(month, 1))}."
        )
    i, last = known[-1]
    low, central, high = course[i]
    verb = "attend" if real[last] < 2 else "attendent"
    place = (
        "dans la fourchette prévue"
        if low <= real[last] <= high
        else "au-dessus de la fourchette prévue"
        if real[last] > high
        else "au-dessous de la fourchette prévue"
    )
    return blocks.sentence(
        f"En {french.month(last)}, ",
        (f"{french.count(real[last], 'personne')} {verb}",),
        f"{NBSP}; la prévision en donnait {french.number(central)} (de {french.number(low)} à {french.number(high)})"
        f"{NBSP}: c’est {place}.",
    )
