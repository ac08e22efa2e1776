"""Sentences of the dashboards: correct at 0, 1 and many, and when a figure may not be printed."""

from datetime import date, timedelta

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from evaluation.aggregates import Figures
from evaluation.masking import Mask
from tzcld.ui import french

NBSP = french.NBSP
DAYS_IN_MONTH = 30.4375
# Shares that a sentence can say: at ease for the ear.
SPOKEN = ((1, 2), (1, 3), (2, 3), (1, 4), (3, 4), *((n, 10) for n in range(1, 10)))


def people(n: int) -> SafeString:
    return format_html("<strong>{}</strong>", french.count(n, "personne"))


def so_many(part: int, whole: int, one: str, many: str, feminine: bool = True) -> tuple[str, bool]:
    """« près d’une personne sur deux », and whether the verb is singular; the count when no such share is near."""
    exact = part / whole if whole else 0
    n, d = min(SPOKEN, key=lambda share: (abs(share[0] / share[1] - exact), share[1]))
    if not 0 < exact < 1 or abs(n / d - exact) > 0.05:
        return french.count(part, one, many), french.is_singular(part)
    gap = n * whole - part * d
    approach = "" if not gap else "près de " if gap > 0 else "plus de "
    noun = one if n == 1 else many
    text = (
        f"{approach}{french.words_number(n, feminine=feminine)} {noun} sur {french.words_number(d)}"
    )
    return text.replace("de une", "d’une").replace("de un ", "d’un "), n == 1


def duration(days) -> str:
    """« 12 jours », « près de 7 mois », « plus de 3 ans »."""
    days = round(days)
    if days < 45:
        return french.count(days, "jour")
    months = days / DAYS_IN_MONTH
    if months < 36:
        return _around(months, "mois", "mois")
    return _around(months / 12, "an", "ans")


def _around(amount: float, one: str, many: str) -> str:
    whole = round(amount)
    gap = amount - whole
    approach = "près de " if gap < -0.12 else "plus de " if gap > 0.12 else ""
    return f"{approach}{french.count(whole, one, many)}"


def in_months(days) -> float:
    return round(float(days) / DAYS_IN_MONTH, 1)


def lead(figures: Figures) -> SafeString:
    """The two sentences that open a dashboard."""
    return SafeString(" ".join(filter(None, (_solved(figures), _waiting(figures)))))


def _solved(f: Figures) -> SafeString:
    volunteers, solved = f.get("E5"), f.get("E6")
    if volunteers.mask is Mask.HIDDEN:
        return mark_safe("Le nombre de personnes volontaires n’est pas publié.")
    if volunteers.mask:
        return format_html(
            "<strong>{} personnes</strong> se sont portées volontaires.",
            french.upper_first(volunteers.words),
        )
    n = volunteers.number or 0
    if not n:
        return mark_safe("Personne ne s’est encore porté volontaire.")
    if solved.mask:
        return format_html(
            "{} {} depuis le début du projet.",
            people(n),
            "s’est portée volontaire" if n == 1 else "se sont portées volontaires",
        )
    return _solved_of(solved.number or 0, n)


def _solved_of(solved: int, n: int) -> SafeString:
    if not solved:
        return format_html(
            "{} {}{}; aucune n’a encore trouvé de solution.",
            people(n),
            "s’est portée volontaire" if n == 1 else "se sont portées volontaires",
            NBSP,
        )
    if n == 1:
        return mark_safe(
            "<strong>La seule personne volontaire</strong> est sortie de la privation d’emploi."
        )
    if solved == n:
        return format_html(
            "Toutes les personnes volontaires sont sorties de la privation d’emploi{}: <strong>{}</strong>.",
            NBSP,
            french.number(n),
        )
    phrase, singular = so_many(solved, n, "personne volontaire", "personnes volontaires")
    return format_html(
        "{} {} de la privation d’emploi{}: <strong>{} sur {}</strong>.",
        french.upper_first(phrase),
        "est sortie" if singular else "sont sorties",
        NBSP,
        french.number(solved),
        french.number(n),
    )


def _waiting(f: Figures) -> SafeString | str:
    waiting, median = f.get("E9"), f.value("E9M")
    if f.get("E5").number in (None, 0):
        return ""
    if waiting.mask:
        return (
            format_html(
                "<strong>{} personnes</strong> attendent encore.", french.upper_first(waiting.words)
            )
            if waiting.mask == 1
            else ""
        )
    n = waiting.number or 0
    if not n:
        return mark_safe("Personne n’attend de solution en ce moment.")
    verb = "attend encore" if n == 1 else "attendent encore"
    if median is None:
        return format_html("{} {}.", people(n), verb)
    since = format_html("<strong>{}</strong>", duration(median))
    if n == 1:
        return format_html("{} {}, depuis {}.", people(n), verb, since)
    return format_html("{} {}, depuis {} pour la moitié d’entre elles.", people(n), verb, since)


def change(
    now, before, since: str, *, threshold: int | None = None, unit: str = "", decimals=None
) -> tuple[str, str]:
    """(words, trend): « 6 de moins qu’en octobre », "down". With a threshold, a small change is not counted out."""
    if now is None or before is None:
        return "", ""
    gap = round(float(now) - float(before), 1)
    if threshold is not None and 0 < abs(gap) < threshold:
        return f"à peu près stable {since}", ""
    if not gap:
        return f"stable {since}", ""
    amount = french.number(abs(gap) if decimals else round(abs(gap)), decimals)
    amount = f"{amount}{NBSP}{unit}" if unit else amount
    return f"{amount} de {'plus' if gap > 0 else 'moins'} {since}", "up" if gap > 0 else "down"


def in_month(month: date) -> str:
    """« qu’en octobre », « qu’en août »."""
    return f"qu’en {french.MONTHS[month.month - 1]}"


def weeks_left(day: date, year: int) -> str:
    """« en 6 semaines » until the end of a year."""
    end = date(year, 12, 31)
    weeks = max(0, (end - day) // timedelta(weeks=1))
    if weeks < 10:
        return f"en {french.count(weeks, 'semaine')}" if weeks else "en quelques jours"
    return f"en {french.count(french.months_between(day, end) + 1, 'mois', 'mois')}"
