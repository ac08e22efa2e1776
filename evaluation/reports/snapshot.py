"""What a report freezes: every figure and table it shows, already masked for its audience, and their fingerprint."""

import hashlib
import json
from collections.abc import Callable

from django.utils import timezone

from evaluation.indicators import REGISTRY
from evaluation.models import Report
from evaluation.reports import blocks, hub, territory
from evaluation.reports.figures import Figures
from territories.models import Territory
from territories.scoping import scoped
from tzcld.ui import french

SCHEMA = 1

HEADINGS = {
    Report.Kind.TERRITORY_SHEET: "Fiche territoire",
    Report.Kind.HUB_REPORT: "Rapport métropolitain",
}


def freeze(report: Report, alive: Callable[[], None] = lambda: None) -> dict:
    """The snapshot of a report, made in a transaction of its own (set by what it calls)."""
    place = report.territory
    is_hub_report = report.kind == Report.Kind.HUB_REPORT
    # Exact figures never leave the territory: a hub has no audience of its own that may read them.
    exact = report.audience == Report.Audience.INTERNAL and not place.is_hub
    below = list(Territory.objects.of_hub(place)) if is_hub_report else []
    # The database's own order puts accented letters last.
    below.sort(key=lambda t: french.plain(t.name))
    figures = Figures([place, *below], report.month, exact=exact).load(alive)
    with scoped(place.pk, place.rules_hub_id, *(t.pk for t in below), named=False):
        if is_hub_report:
            lead, parts = (
                hub.lead(place, figures),
                hub.parts(place, below, figures, alive, report.audience),
            )
        else:
            lead, parts = (
                territory.lead(place, figures),
                territory.parts(place, figures, report.audience),
            )
    frozen_at = timezone.now()
    snapshot = {
        "schema": SCHEMA,
        "kind": report.kind,
        "title": report.title,
        "heading": HEADINGS[report.kind],
        "place": place.name,
        "hub": place.hub_or_self.name,
        "month": report.month.isoformat(),
        "audience": report.audience,
        "author": str(report.requested_by),
        "frozen_at": frozen_at.isoformat(timespec="seconds"),
        "computed_at": figures.computed_at.isoformat(timespec="seconds")
        if figures.computed_at
        else "",
        "lead": lead,
        "parts": [*parts, about(report, figures, frozen_at, exact=exact)],
        # Printed nowhere: no page may print since what this report withholds.
        "withheld": figures.withheld,
    }
    # Numbers as JSON gives them back: what is hashed is what will be read.
    return json.loads(canonical(snapshot))


def canonical(snapshot: dict) -> str:
    return json.dumps(snapshot, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def fingerprint(snapshot: dict) -> str:
    """SHA-256 of the snapshot's canonical JSON."""
    return hashlib.sha256(canonical(snapshot).encode()).hexdigest()


def about(report: Report, figures: Figures, frozen_at, *, exact: bool) -> dict:
    """The last part: how the figures were made, what was masked, which definitions."""
    rows = [
        [code, indicator.name, indicator.version, french.upper_first(indicator.formula)]
        for code, indicator in REGISTRY.items()
    ]
    columns = [
        blocks.column("Code"),
        blocks.column("Indicateur"),
        blocks.column("Version", "number"),
        blocks.column("Calcul"),
    ]
    made = (
        f"Les chiffres ont été figés le {french.date_hour(frozen_at)}. Ils décrivent la situation "
        f"à la fin du mois ({french.month(report.month)}), ou au jour de la fabrication pour le mois en cours. "
        "Le PDF, la page web et le classeur sont faits des mêmes chiffres figés : leur empreinte est la même."
    )
    if exact:
        masking = (
            "Cette version est interne au territoire : les effectifs sont exacts. Ne la diffusez pas ; "
            "préparez une version « métropole », « Fonds » ou « publique » pour la transmettre."
        )
    else:
        masking = (
            f"Les effectifs de moins de {figures.threshold} personnes sont masqués, ainsi que ceux qui permettraient de les "
            "retrouver par soustraction, marqués « non publié » comme les taux qui portent sur trop peu de personnes. "
            "Les évolutions sont données par trimestre, sans les points dont la différence redonnerait un petit effectif."
        )
    compare = (
        "Les territoires n’ont ni le même âge, ni la même population, ni le même bassin d’emploi : "
        "ces chiffres se lisent avec leur contexte et ne font pas un classement."
    )
    return blocks.part(
        "methode",
        "Méthode",
        blocks.section("Comment ces chiffres sont faits", blocks.text(made, compare)),
        blocks.section("Petits effectifs", blocks.text(masking)),
        blocks.section(
            "Définitions employées",
            blocks.table("Définitions", "Indicateurs, version et calcul", columns, rows),
        ),
        group="Méthode",
    )
