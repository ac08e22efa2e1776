"""Persons who came to a meeting without being named, in the report of a hub: how many, among those met.

A territory counts before it names (seed 000). They are part of « personnes rencontrées » (REN); told apart, the persons met and
named could be subtracted: where these, or those, are few, the number is withheld.
"""

from collections.abc import Iterable, Mapping
from datetime import date

from django.db.models import Exists, OuterRef, Sum
from django.db.models.functions import TruncDate

from evaluation import masking
from evaluation.masking import Mask
from evaluation.reports import blocks
from evaluation.reports.figures import Figures
from evaluation.reports.place import next_month
from ppde.models import Session
from territories.models import Territory, TypedPeriod

MET, UNNAMED, NAMED = "met", "unnamed", "named"
Cell = tuple[int, str]


def counts(territories: Iterable[Territory], month: date) -> dict[int, int]:
    """Until the end of the month, by territory, as REN counts them: what came in a typed month is in its figures."""
    typed = TypedPeriod.objects.filter(
        territory=OuterRef("territory"), period__contains=OuterRef("day")
    )
    rows = (
        Session.objects.filter(
            territory__in=list(territories), state=Session.State.HELD, anonymous__gt=0
        )
        .annotate(day=TruncDate("starts_at"))
        .filter(~Exists(typed), day__lt=next_month(month))
        .order_by()
        .values_list("territory")
        .annotate(persons=Sum("anonymous"))
    )
    return dict(rows)


def published(
    hub: int,
    met: Mapping[int, int],
    unnamed: Mapping[int, int],
    given: Mapping[int, Mask],
    threshold: int,
) -> dict[int, Mask]:
    """How each number of unnamed persons is printed beside those met, the hub (the sum of the others) included.

    `met` and `given`: what the report prints of REN, decided with its other figures.
    """
    below = [pk for pk in met if pk != hub]
    values: dict[Cell, int] = {}
    for pk in [hub, *below]:
        came = sum(unnamed.get(p, 0) for p in below) if pk == hub else unnamed.get(pk, 0)
        values |= {(pk, MET): met[pk], (pk, UNNAMED): came, (pk, NAMED): met[pk] - came}
    sums = [masking.Sum((pk, MET), ((pk, UNNAMED), (pk, NAMED))) for pk in [hub, *below]]
    sums += [
        masking.Sum((hub, kind), tuple((pk, kind) for pk in below))
        for kind in (MET, UNNAMED, NAMED)
    ]
    # The persons met and named are written nowhere: what tells them is withheld.
    fixed = {(pk, MET): given.get(pk, Mask.SHOWN) for pk in met}
    fixed |= {(pk, NAMED): Mask.HIDDEN for pk in met}
    try:
        masks = masking.protect(values, sums, threshold, given=fixed)
    except ValueError:
        # What is printed of REN already ties everything: none of these numbers is.
        return dict.fromkeys(met, Mask.HIDDEN)
    return {pk: masks[pk, UNNAMED] for pk in met}


def section(hub: Territory, places: list[Territory], figures: Figures) -> dict:
    """In the chapter on exhaustivity: a line a territory, alphabetical, and the hub's sum."""
    met, given, silent = {}, {}, []
    for place in places:
        count = figures.count(place, "REN")
        if count is None:
            silent.append(place.pk)
            continue
        met[place.pk], given[place.pk] = count
    known = [place for place in places if place.pk in met]
    found = counts(known, figures.month)
    whole = figures.count(hub, "REN")
    masks = {}
    if known and whole is not None and whole[0] == sum(met.values()):
        met[hub.pk], given[hub.pk] = whole
        masks = published(hub.pk, met, found, given, figures.threshold)
    found[hub.pk] = sum(found.values())

    def told(place: Territory):
        if place.pk in silent or (not masks and place == hub):
            return None
        mask = masks.get(place.pk, Mask.HIDDEN)
        return masking.words(mask, figures.threshold) if mask else found.get(place.pk, 0)

    table = blocks.table(
        "Venues sans être nommées",
        "Personnes venues à une rencontre sans être nommées, parmi les personnes rencontrées",
        [
            blocks.column("Territoire"),
            blocks.column("Rencontrées (REN)", "number"),
            blocks.column("Dont venues sans être nommées", "number"),
        ],
        [[place.name, figures.at(place, "REN").shown, told(place)] for place in [*places, hub]],
        note="Rien ne distingue une personne venue deux fois sans être nommée, ou qui a un dossier depuis\u00a0: elle est comptée deux fois.",
    )
    return blocks.section("Venues sans être nommées", table)
