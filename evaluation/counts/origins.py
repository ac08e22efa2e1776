"""Where the figures of a month come from, in the words that stand beside them: journeys by name, or months typed."""

from collections.abc import Iterable
from datetime import date

from territories.models import Territory, TypedPeriod
from tzcld.ui import french

JOURNEYS = "Parcours"
TYPED = "Saisie mensuelle"


def origin_of(typed: list[TypedPeriod], month: date) -> str:
    """Of one territory: persons followed, months typed, or one then the other."""
    if not typed:
        return "Parcours enregistrés par l’équipe projet."
    last = typed[-1]
    if last.until is None or month <= last.until:
        return "Saisie mensuelle du territoire, sans aucun nom."
    if last.shows(month):
        return (
            f"Saisie mensuelle du territoire, sans aucun nom, arrêtée en {french.month(last.until)}\u00a0: "
            "les parcours par nom compteront après le rapprochement."
        )
    return (
        f"Saisie mensuelle jusqu’à {french.month(last.until)}, "
        "parcours enregistrés par l’équipe projet ensuite."
    )


def typed_in(territories: Iterable[Territory], month: date | None) -> set[int]:
    """The territories whose figures of this month are typed (one statement)."""
    if month is None:
        return set()
    rows = TypedPeriod.objects.shown(month).filter(territory__in=list(territories))
    return set(rows.values_list("territory_id", flat=True))


def told(territory: Territory, month: date | None) -> str:
    """The sentence under the figures of a territory or of a hub; "" where everything comes from journeys (one statement)."""
    if month is None:
        return ""
    if not territory.is_hub:
        rows = list(TypedPeriod.objects.filter(territory=territory).order_by("period"))
        return f"Source\u00a0: {french.lower_first(origin_of(rows, month))}" if rows else ""
    names = TypedPeriod.objects.shown(month).filter(territory__hub=territory)
    found = sorted(names.values_list("territory__name", flat=True), key=french.plain)
    return f"Saisie mensuelle, sans aucun nom\u00a0: {french.listing(found)}." if found else ""
