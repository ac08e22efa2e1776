"""A forecast in sentences, and beside what came true."""

from collections.abc import Mapping
from datetime import date, timedelta

from django.utils import timezone

from evaluation.aggregates import Figure
from evaluation.forecasts.basis import Moves
from evaluation.forecasts.method import SHOWN, after
from evaluation.forecasts.models import Forecast
from evaluation.reports import blocks
from tzcld.ui import charts, french

NBSP = french.NBSP


def lead(
    low: date | None,
    central: date | None,
    high: date | None,
    *,
    nobody: bool,
    when: str = "d’aujourd’hui",
) -> list:
    """The dates in a sentence. `when`: the day of the list, « du 21 mai 2026 » for a forecast kept."""
    if nobody:
        return blocks.sentence(f"Sur la liste {when}, personne n’attend de première proposition.")
    if central is None:
        start = f"qu’au mieux en {french.month(low)}" if low else "qu’au-delà de cinq ans"
        return blocks.sentence(
            f"Au rythme prévu, toutes les personnes de la liste {when} n’auraient reçu une première proposition ",
            (start,),
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
        f"Toutes les personnes de la liste {when} auraient reçu une première proposition en ",
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


PACES = (
    ("entries", "Nouveaux volontaires"),
    ("returns", "Retours, rang d’avant rendu"),
    ("exits", "Sorties hors EBE"),
    ("hires", "Embauches par l’EBE"),
)


def paces(row: Forecast, months: list[date], real: Moves | None) -> list[dict]:
    """Label and value « 3,0 par mois, prévu 2,5 » of each movement since the forecast, over the months known."""
    if real is None:
        return []
    found = []
    for name, label in PACES:
        values, foreseen = getattr(real, name), _foreseen(row, name, months)
        if values and foreseen is not None:
            said = f"{monthly(values)}, prévu {_rate(foreseen)}"
            found.append({"label": label, "value": said})
    return found


def monthly(values: tuple[float, ...]) -> str:
    """« 3,8 par mois », the mean of these months."""
    return f"{_rate(sum(values) / len(values))} par mois"


def _rate(mean: float) -> str:
    return french.number(mean, 1) if mean else "0"


def _foreseen(row: Forecast, name: str, months: list[date]) -> float | None:
    """The mean of what was drawn for each of these months; None when the forecast does not say it."""
    fixed = row.assumptions.get("hires_after" if name == "hires" else name)
    past = row.basis.get(name) or ()
    usual = fixed if fixed is not None else sum(past) / len(past) if past else None
    if name != "hires":
        return usual
    realised = row.assumptions.get("realised")
    share = 1.0 if realised is None else realised
    plan = {
        date.fromisoformat(month): persons * share for month, persons in row.basis.get("plan", ())
    }
    drawn = [plan.get(month, usual) for month in months]
    return None if None in drawn else sum(drawn) / len(drawn)


# The date promised, and the day it came ────────────────────────────────────────────────────────


def came_true(row: Forecast, longest: Mapping[date, Figure]) -> date | None:
    """The first month at whose end nobody still waits for a first proposal since before the forecast.

    Whoever left in between is no longer awaited, even back since: their days away are no wait (E9P). `longest`: {month: E9P}, exact; no value in a month means that each had one. None: not yet, or not known.
    """
    day = timezone.localdate(row.made_at)
    for month in sorted(m for m in longest if m > row.month):
        days = longest[month].value
        if days is None or _last(month) - timedelta(days=int(days)) > day:
            return month
    return None


def _last(month: date) -> date:
    """The day of which the figures of a month speak."""
    return min(after(month, 1) - timedelta(days=1), timezone.localdate())


def promised(row: Forecast, longest: Mapping[date, Figure]) -> list:
    """What became of the date of a forecast, in a sentence; [] when nobody waited then."""
    if not row.awaited:
        return []
    date_then = f"Date prévue{NBSP}: {dates(row.low, row.central, row.high)}. "
    came = came_true(row, longest)
    if came:
        return blocks.sentence(
            date_then,
            (
                f"Chaque personne de la liste d’alors a eu une première proposition, ou est sortie, en {french.month(came)}",
            ),
            f"{_gap(row.central, came)}.",
        )
    known = [m for m in longest if m > row.month]
    if not known:
        return blocks.sentence(date_then, "Le réel n’est pas encore connu.")
    last = max(known)
    since = _last(last) - timedelta(days=int(longest[last].value))
    late = row.central and after(row.central, 1) <= last
    return blocks.sentence(
        date_then,
        (
            "Elle est passée, et ce n’est pas encore le cas"
            if late
            else "Ce n’est pas encore le cas",
        ),
        f"{NBSP}: la plus ancienne attente sans proposition date de {french.month(since)}.",
    )


def _gap(central: date | None, came: date) -> str:
    """« , 2 mois plus tôt que prévu »."""
    if central is None:
        return ""
    months = (came.year - central.year) * 12 + came.month - central.month
    if not months:
        return ", comme prévu"
    way = "plus tard" if months > 0 else "plus tôt"
    return f", {french.count(abs(months), 'mois', 'mois')} {way} que prévu"


def state(row: Forecast, longest: Mapping[date, Figure]) -> str:
    """The same in a cell: « en mars 2027, 2 mois plus tôt que prévu »."""
    if not row.awaited:
        return "personne n’attendait"
    came = came_true(row, longest)
    if came:
        return f"fait en {french.month(came)}{_gap(row.central, came)}"
    known = [m for m in longest if m > row.month]
    if not known:
        return "pas encore connu"
    late = row.central and after(row.central, 1) <= max(known)
    return "date passée, pas encore fait" if late else "pas encore fait"
