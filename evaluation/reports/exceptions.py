"""Proposals made out of the order of the list, told in a report: by number, with the written reason, never a name.

They come from the lists by number that the committee reads (ppde.ListSheet), frozen without names by the team or at night.
Outside the territory no number is written: the reason is the procedure's, a number would be somebody's.
"""

from collections.abc import Iterable
from datetime import date

from evaluation import masking
from evaluation.models import Report
from evaluation.reports import blocks
from evaluation.reports.figures import Figures
from evaluation.reports.place import next_month
from ppde.models import ListSheet
from territories.models import Territory
from tzcld.ui import french

# Where `evaluation.reports.erasure` finds, in a report already frozen, what was said of somebody.
NUMBER, PLACE, MONTH, PASSED, REASON = (
    "Numéro",
    "Territoire",
    "Mois",
    "Personnes passées",
    "Raison écrite",
)
OF_PLACE, OF_HUB = "Écarts à l’ordre", "Écarts et raisons"
TABLES = (OF_PLACE, OF_HUB)
WITHOUT_REASON = "Effacée avec le dossier."
TITLE = "Écarts à l’ordre de la liste, depuis un an"
IN_ORDER = "Chaque proposition a suivi l’ordre des rangs."
NO_SHEET = "Aucune liste par numéro n’était arrêtée à cette date."
TOO_FEW = "Trop peu de personnes attendent : même sans nom, les écarts diraient de qui il s’agit."


def sheets(territories: Iterable[Territory], month: date) -> dict[int, dict]:
    """The last list by number of each territory at the end of a month: {total, exceptions} (one statement)."""
    rows = (
        ListSheet.objects.filter(
            territory__in=list(territories), prepared_at__date__lt=next_month(month)
        )
        .order_by("territory_id", "-prepared_at", "-pk")
        .distinct("territory_id")
        .values_list("territory_id", "counts__total", "exceptions")
    )
    return {pk: {"total": total or 0, "exceptions": told} for pk, total, told in rows}


def section(territory: Territory, figures: Figures, audience: str) -> dict:
    """In the report of a territory: each exception for those who work with it, elsewhere their number."""
    sheet = sheets([territory], figures.month).get(territory.pk)
    if sheet is None:
        return blocks.section(TITLE, blocks.text(NO_SHEET))
    if not sheet["exceptions"]:
        return blocks.section(TITLE, blocks.text(IN_ORDER))
    if audience not in (Report.Audience.INTERNAL, Report.Audience.HUB):
        words = _count(sheet, figures.threshold)
        return blocks.section(TITLE, blocks.text(f"Propositions hors de l’ordre : {words}."))
    if not figures.exact and sheet["total"] < figures.threshold:
        return blocks.section(TITLE, blocks.text(TOO_FEW))
    columns = [blocks.column(NUMBER)] * figures.exact
    columns += [
        blocks.column(MONTH),
        blocks.column(PASSED, "number"),
        blocks.column(REASON),
    ]
    rows = [
        [*([one["reference"]] * figures.exact), *_facts(one, figures)]
        for one in sheet["exceptions"]
    ]
    return blocks.section(TITLE, blocks.table(OF_PLACE, TITLE, columns, rows))


def part(hub: Territory, places: list[Territory], figures: Figures, audience: str) -> dict:
    """In the report of a hub: how many by territory and, for the hub itself, why."""
    found = sheets(places, figures.month)
    counts = blocks.table(
        "Écarts par territoire",
        "Propositions hors de l’ordre de la liste, depuis un an",
        [blocks.column("Territoire"), blocks.column("Propositions", "number")],
        [[place.name, _count(found.get(place.pk), figures.threshold)] for place in places],
        note="« – » : aucune liste par numéro n’était arrêtée à cette date.",
    )
    told = None
    rows = [
        [place.name, *_facts(one, figures)]
        for place in places
        for sheet in [found.get(place.pk)]
        if sheet and sheet["total"] >= figures.threshold
        for one in sheet["exceptions"]
    ]
    if rows and audience == Report.Audience.HUB:
        columns = [
            blocks.column(PLACE),
            blocks.column(MONTH),
            blocks.column(PASSED, "number"),
            blocks.column(REASON),
        ]
        told = blocks.table(OF_HUB, "Raisons écrites par les équipes", columns, rows)
    rule = (
        "Un poste est proposé dans l’ordre des rangs. Le proposer à une personne avant une autre qui la précède "
        "demande une raison écrite, que le comité lit ; aucun nom et aucun numéro ne sortent du territoire."
    )
    return blocks.part(
        "ecarts",
        "Écarts à l’ordre des listes",
        blocks.section("", blocks.text(rule), counts),
        blocks.section("Pourquoi", told),
        group="Territoires côte à côte",
    )


def _count(sheet: dict | None, threshold: int) -> int | str | None:
    if sheet is None:
        return None
    number = len(sheet["exceptions"])
    if masking.is_small(number, threshold):
        return masking.words(masking.Mask.SMALL, threshold)
    return number


def _facts(one: dict, figures: Figures) -> list:
    passed = one.get("passed")
    if not figures.exact and masking.is_small(passed, figures.threshold):
        passed = masking.words(masking.Mask.SMALL, figures.threshold)
    return [french.upper_first(one["month"]), passed, one["reason"] or WITHOUT_REASON]
