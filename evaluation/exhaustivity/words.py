"""Where a territory stands on exhaustivity, in sentences anybody understands: the page and the report say the same.

A sentence is a list of [text, strong] runs (evaluation.reports.blocks). Figures come masked or exact: `None` with words
stands for what may not be printed.
"""

from dataclasses import dataclass

from evaluation.reports import blocks
from tzcld.ui import french

NBSP = french.NBSP
HIDDEN = "ce chiffre n’est pas publié, il redonnerait un petit effectif"


@dataclass(frozen=True)
class Facts:
    """What the sentences need. Shares are 0-1; `*_masked`: a figure exists but may not be printed."""

    is_habilitated: bool
    patience: int  # months, the delay in force
    stock: float | None = None
    stock_masked: bool = False
    over: float | None = (
        None  # of those without a solution, who waits for no job any more; None when masked
    )
    flow: bool | None = None
    waiting: int | None = None
    late: int | None = None
    late_words: str = ""  # of a masked count
    undecided: int | None = None  # volunteers without a decision beyond the delay
    undecided_words: str = ""
    coverage: float | None = None
    coverage_masked: bool = False
    # (solutions, new volunteers) of the year, where both may be told.
    year: tuple[int, int] | None = None


def stock(f: Facts) -> list:
    """Exhaustivity of the stock (E12)."""
    if not f.is_habilitated:
        return blocks.sentence(
            "L’exhaustivité de stock se mesure à partir de l’habilitation",
            f"{NBSP}: le territoire n’est pas encore habilité.",
        )
    if f.stock_masked:
        return blocks.sentence(f"Exhaustivité de stock{NBSP}: {HIDDEN}.")
    if f.stock is None:
        return blocks.sentence(
            ("Aucun volontaire d’avant l’habilitation",),
            " n’est enregistré : l’exhaustivité de stock ne se calcule pas.",
        )
    if f.stock >= 1:
        return blocks.sentence(
            ("Tous les volontaires d’avant l’habilitation",),
            f" ont une solution{NBSP}: l’exhaustivité de stock est atteinte.",
        )
    if not f.stock:
        return blocks.sentence(
            ("Aucun des volontaires d’avant l’habilitation",),
            f" n’a encore de solution{_over(f, 'd’entre eux', 'tous')}.",
        )
    return blocks.sentence(
        (french.upper_first(f"{french.percent(f.stock)} des volontaires d’avant l’habilitation"),),
        f" ont une solution{_over(f, 'des autres', 'les autres')}.",
    )


def _over(f: Facts, of_them: str, them: str) -> str:
    """The clause on those who wait for no job any more (E12S); nothing when nobody, or when it may not be said."""
    if not f.over:
        return ""
    who = them if f.over >= 1 else f"{french.percent(f.over)} {of_them}"
    return (
        f"{NBSP}; {who} n’attendent plus d’emploi (décès, retraite, déménagement, autre souhait, "
        "éligibilité non reconnue)"
    )


def flow(f: Facts) -> list:
    """Exhaustivity of the flow (E13): who waits for a first proposal beyond the delay, and what follows."""
    months = french.count(f.patience, "mois", "mois")
    if f.late is None and not f.late_words:
        return blocks.sentence(
            "Le délai avant une première proposition n’est pas connu ici",
            f"{NBSP}: les chiffres sont saisis par mois, sans les dates de chacun.",
        )
    if f.late is None and not f.late_words.startswith("moins"):
        return blocks.sentence(f"Attente d’une première proposition{NBSP}: {HIDDEN}.")
    return blocks.sentence(*_late(f, months), _undecided(f, months), _conclusion(f))


def _late(f: Facts, months: str) -> tuple:
    if not f.late and f.late is not None:
        nobody = "Personne n’est en attente" if f.waiting == 0 else "Personne n’attend"
        since = "" if f.waiting == 0 else f" une première proposition depuis {months} ou plus"
        return ((f"{nobody}{since}",),)
    who = f"{french.upper_first(f.late_words)} personnes"
    if f.late is not None:
        who = french.count(f.late, "personne")
    verb = "attend" if f.late == 1 else "attendent"
    return ((f"{who} {verb}",), f" une première proposition depuis {months} ou plus")


def _undecided(f: Facts, months: str) -> str:
    """The clause on those whom the committee has not decided on; nothing when nobody, or when it may not be said."""
    if f.undecided:
        who = french.count(f.undecided, "volontaire")
        verb = "attend" if f.undecided == 1 else "attendent"
    elif f.undecided_words.startswith("moins"):
        who, verb = f"{f.undecided_words} volontaires", "attendent"
    else:
        return ""
    return f"{NBSP}; {who} {verb} depuis {months} ou plus la décision du comité sur {french.accord(f.undecided or 2, 'son,leur')} éligibilité"


def _conclusion(f: Facts) -> str:
    if f.flow is None:
        return "."
    if f.flow:
        return f"{NBSP}: l’exhaustivité de flux est atteinte."
    if f.late == 0 and f.undecided == 0:
        return f"{NBSP}; l’exhaustivité de flux attend encore une solution pour les volontaires d’avant l’habilitation."
    return f"{NBSP}: l’exhaustivité de flux n’est pas encore atteinte."


def coverage(f: Facts) -> list:
    """The year: solutions against new volunteers (E11A)."""
    if f.coverage_masked:
        return []
    if f.coverage is None:
        return blocks.sentence("Personne ne s’est porté volontaire depuis douze mois.")
    trend = "la liste se vide" if f.coverage > 1 else "la liste s’allonge"
    if f.coverage == 1:
        trend = "la liste est stable"
    if f.year and f.year[0] and f.year[1] < 10:
        # « 10 solutions pour 10 » would tell ten times more than the one that there was.
        solutions, newcomers = f.year
        return blocks.sentence(
            "En douze mois, ",
            (french.count(solutions, "solution"),),
            f" pour {french.count(newcomers, 'nouveau volontaire', 'nouveaux volontaires')}{NBSP}: {trend}.",
        )
    if f.coverage >= 10:
        return blocks.sentence(
            "En douze mois, il y a eu bien plus de solutions que de nouveaux volontaires."
        )
    ten = round(f.coverage * 10)
    if not ten:
        return blocks.sentence(
            "En douze mois, ",
            ("presque aucune solution" if f.coverage else "aucune solution",),
            f" n’est venue répondre aux nouveaux volontaires{NBSP}: {trend}.",
        )
    return blocks.sentence(
        "En douze mois, pour 10 nouveaux volontaires, ",
        (french.count(ten, "solution"),),
        f"{NBSP}: {trend}.",
    )
