"""Sentences of the indicators: the fact, then its change over a year."""

from collections.abc import Iterable
from datetime import date

from django.utils import timezone

from evaluation.indicators import REGISTRY, Kind
from evaluation.masking import Mask
from evaluation.reports import blocks
from evaluation.reports.figures import Figure
from tzcld.ui import french

NBSP = french.NBSP

# What follows the figure: singular and plural for a count, one phrase otherwise.
COUNTS = {
    "P0": ("personne est estimée privée durablement d’emploi", "personnes sont estimées privées durablement d’emploi"),
    "REP": ("personne est repérée", "personnes sont repérées"),
    "REN": ("personne a été rencontrée", "personnes ont été rencontrées"),
    "ENT": ("personne a été reçue en entretien", "personnes ont été reçues en entretien"),
    "E5": ("personne s’est portée volontaire", "personnes se sont portées volontaires"),
    "E6": ("personne est sortie de la privation d’emploi", "personnes sont sorties de la privation d’emploi"),
    "SOR": ("personne a quitté la liste pour une autre raison", "personnes ont quitté la liste pour une autre raison"),
    "E9": ("personne attend une solution", "personnes attendent une solution"),
    "EFF": ("personne travaille dans l’EBE", "personnes travaillent dans l’EBE"),
}  # fmt: skip
SHARES = {
    "E1": "des personnes estimées sont repérées",
    "E2": "des personnes estimées ont été rencontrées",
    "E3": "des personnes rencontrées ont eu un entretien",
    "E4": "des personnes rencontrées se sont portées volontaires",
    "E7": "des volontaires éligibles ont trouvé une solution",
    "E8": "des solutions se trouvent hors de l’EBE",
    "E12": "des volontaires d’avant l’habilitation ont une solution",
    "E14": "des voix du comité sont tenues par des personnes privées d’emploi",
    "E14P": "des présences attendues de ce collège sont notées aux séances de l’année",
    "E15": "des personnes rencontrées n’étaient pas inscrites à France Travail",
    "OBJ": "de l’objectif d’emplois est atteint",
}
DAYS = {
    "E9M": "La moitié des personnes de la liste attend depuis plus de",
    "E10P": "La moitié des premières propositions est venue en moins de",
    "E10S": "La moitié des solutions a été trouvée en moins de",
}


def as_of(month: date, *, capital: bool = True) -> str:
    """« Fin octobre 2026 », or the day itself for the month that runs."""
    today = timezone.localdate()
    if month == today.replace(day=1):
        words = f"au {french.date(today)}"
    else:
        words = f"fin {french.month(month)}"
    return french.upper_first(words) if capital else words


def value_words(code: str, figure: Figure) -> str:
    """« 103 », « 38 % », « 242 jours », « 41,5 ETP », « moins de 5 »."""
    if figure.shown is None:
        return blocks.NONE
    if figure.is_masked:
        return figure.shown
    return blocks.cell_words(value_column(code), figure.shown)


def value_column(code: str, label: str = "") -> dict:
    """The column of a table that holds this indicator."""
    indicator = REGISTRY[code]
    kind = {
        Kind.COUNT: "number",
        Kind.ESTIMATE: "number",
        Kind.SHARE: "percent",
        Kind.DAYS: "number",
        Kind.FTE: "decimal",
        Kind.MONEY: "money",
        Kind.FLAG: "text",
    }[indicator.kind]
    unit = indicator.unit if indicator.kind in (Kind.DAYS, Kind.FTE) else ""
    return blocks.column(label or indicator.name, kind, unit)


def fact(code: str, month: date, now: Figure, before: Figure) -> list:
    """The sentence of the indicator's page."""
    indicator = REGISTRY[code]
    start = f"{as_of(month)}, "
    if now.shown is None:
        return blocks.sentence(
            start, "ce chiffre ne peut pas être calculé : il manque de quoi le faire."
        )
    if now.mask is Mask.HIDDEN:
        return blocks.sentence(
            start, "ce chiffre n’est pas publié : il redonnerait un petit effectif."
        )
    if code in COUNTS:
        one, many = COUNTS[code]
        words = f"{now.shown} {many}" if now.is_masked else french.count(now.shown, one, many)
        return blocks.sentence(start, (words,), change(code, now, before))
    if code in SHARES:
        words = f"{value_words(code, now)} {SHARES[code]}"
        return blocks.sentence(start, (words,), change(code, now, before))
    if code in ("E11", "E11A"):
        when = "du mois" if code == "E11" else "de douze mois"
        words = f"{value_words(code, now)} des nouveaux volontaires {when}"
        return blocks.sentence(
            start, f"les solutions {when} représentent ", (words,), change(code, now, before)
        )
    if code == "E13":
        words = "est atteinte" if now.shown == "oui" else "n’est pas encore atteinte"
        return blocks.sentence(start, "l’exhaustivité de flux ", (words,), ".")
    if code in DAYS:
        return blocks.sentence(
            f"{DAYS[code]} ", (value_words(code, now),), change(code, now, before)
        )
    if code == "CDE":
        return blocks.sentence(
            "La contribution au développement de l’emploi du mois est de ",
            (value_words(code, now),),
            change(code, now, before),
        )
    return blocks.sentence(
        start,
        f"{french.lower_first(indicator.name)} : ",
        (value_words(code, now),),
        change(code, now, before),
    )


def change(code: str, now: Figure, before: Figure) -> str:
    """The end of a sentence: what it was a year before."""
    if now.number is None or before.shown is None:
        return "."
    if before.is_masked:
        return f" ; un an plus tôt, {before.shown}." if before.mask is Mask.SMALL else "."
    if before.number == now.number:
        return ", comme un an plus tôt."
    if REGISTRY[code].kind is Kind.COUNT:
        gap = now.number - before.number
        return f", {french.number(abs(gap))} de {'plus' if gap > 0 else 'moins'} qu’un an plus tôt."
    return f" ; un an plus tôt, {value_words(code, before)}."


def reading(code: str, now: Figure, before: Figure, mark: str) -> str:
    """A few words for the table of the essentials. `mark`: what E8 is read against, « 36 % »."""
    if now.shown is None:
        return "Pas encore de chiffre."
    if now.is_masked:
        return "Trop peu de personnes pour être publié."
    if code == "E8":
        return f"Repère national{NBSP}: {mark}."
    if before.number is None:
        return "Pas de comparaison possible sur un an."
    gap = now.number - before.number
    if not gap:
        return "Inchangé en un an."
    word = "en hausse" if gap > 0 else "en baisse"
    return f"{french.upper_first(word)} sur un an."


def listing(items: Iterable[str]) -> str:
    return french.listing(list(items))
