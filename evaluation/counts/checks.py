"""What cannot be true of typed figures (refused), and what is only surprising (asked why)."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db.models import Sum

from evaluation.counts.models import MonthlyCount
from territories.models import TypedPeriod
from tzcld.ui import french

CUMULATED = (
    "identified", "met", "interviewed", "volunteers", "eligible", "proposed", "solved_ebe", "solved_elsewhere",
    "left_otherwise",
)  # fmt: skip
SENIORITY = ("waiting_lt3", "waiting_3_6", "waiting_6_12", "waiting_gt12")


def cumulated(territory, month: date, totals: dict, nature: str) -> dict[str, int]:
    """Since the first typed month, this one as it is being typed."""
    row = TypedPeriod.objects.filter(territory=territory, period__contains=month).first()
    found = MonthlyCount.objects.filter(
        territory=territory, breakdown="", month__gte=row.since, month__lte=month
    ).exclude(nature=MonthlyCount.Nature.CARRIED)
    found = found.exclude(month=month, nature=nature)
    sums = found.aggregate(**{name: Sum(name) for name in CUMULATED})
    return {name: (sums[name] or 0) + (totals.get(name) or 0) for name in CUMULATED}


def refuse_impossible(territory, month: date, totals: dict, cells: dict, nature: str) -> None:
    errors = {}
    unregistered = totals.get("unregistered")
    if unregistered is not None and unregistered > totals.get("met", 0):
        errors["unregistered"] = (
            "Elles font partie des personnes rencontrées : leur nombre ne peut pas le dépasser."
        )
    typed = [totals.get(name) for name in SENIORITY]
    if any(n is not None for n in typed):
        said = sum(n or 0 for n in typed)
        if said != totals.get("waiting", 0):
            errors["waiting_gt12"] = (
                f"Les quatre anciennetés font {french.number(said)}, et {french.number(totals.get('waiting', 0))} "
                "personnes sont en attente : les deux nombres doivent être les mêmes."
            )
    for dimension, found in cells.items():
        for name in ("met", "volunteers", "waiting"):
            said = sum(c.get(name, 0) for c in found.values())
            if said > (totals.get(name) or 0):
                cell = next(iter(found))
                errors.setdefault(
                    f"{dimension}__{cell}__{name}",
                    f"Ces lignes font {french.number(said)}, plus que le total du mois "
                    f"({french.number(totals.get(name) or 0)}).",
                )
    if nature == MonthlyCount.Nature.MONTH:
        all_ = cumulated(territory, month, totals, nature)
        known = (
            all_["solved_ebe"] + all_["solved_elsewhere"] + all_["left_otherwise"]
            + totals.get("waiting", 0) + totals.get("paused", 0)
        )  # fmt: skip
        if known > all_["volunteers"]:
            errors["waiting"] = (
                f"Depuis le début, {french.count(all_['volunteers'], 'personne s’est portée', 'personnes se sont portées')} "
                f"volontaires, mais {french.number(known)} sont en attente, en pause ou sorties. "
                "Corrigez l’un de ces nombres, ou les volontaires d’avant le premier mois."
            )
    if errors:
        raise ValidationError(errors)


# (of the second, not more than the first, said as)
ORDER = (
    ("identified", "met", "rencontrées", "repérées"),
    ("met", "interviewed", "reçues en entretien", "rencontrées"),
    ("met", "volunteers", "volontaires", "rencontrées"),
    ("volunteers", "eligible", "éligibles", "volontaires"),
)


def surprises(territory, month: date, totals: dict, nature: str) -> list[str]:
    """Sentences about figures that may be true but seldom are."""
    all_ = cumulated(territory, month, totals, nature)
    return [
        f"Depuis le début, il y a plus de personnes {second_words} ({french.number(all_[second])}) "
        f"que de personnes {first_words} ({french.number(all_[first])})."
        for first, second, second_words, first_words in ORDER
        if all_[second] > all_[first]
    ]
