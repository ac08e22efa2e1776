"""The open data (peers.md L9): the figures of the published reports, by territory, month and breakdown, with their definitions.

    found = published()          one query, of marks alone
    found.rows                   [Row, …], from the cache or from the frozen snapshots
    found.mark                   changes with what is published

What the reports print for everybody and nothing else: already masked, let out by their territories, and gone from here as soon
as the report is withdrawn. Of two reports that tell the same cell, the last one is told.
"""

from collections.abc import Iterator
from dataclasses import astuple, dataclass
from datetime import date
from hashlib import sha256

from evaluation.indicators import DIMENSIONS
from evaluation.models import Report
from evaluation.operations.figures import months_back
from evaluation.reports import blocks
from evaluation.reports.figures import YEAR
from territories.models import Territory
from tzcld.forgiving import cache

DAY = 24 * 3600
WHOLE = "Ensemble"
FLAGS = {"oui": 1, "non": 0}
# What each column holds, as the page and the JSON say it: the fields of a Row, in their order.
COLUMNS = {
    "territory": ("Territoire", "Nom du territoire ou de la métropole"),
    "slug": ("Identifiant", "Son nom dans les adresses de ce site et de l’API"),
    "hub": ("Métropole", "Métropole de rattachement"),
    "month": ("Mois", "Premier jour du mois (AAAA-MM-JJ)\u00a0: le chiffre est celui de la fin du mois"),
    "code": ("Code", "Code de l’indicateur, expliqué dans le dictionnaire"),
    "version": ("Version", "Version de sa définition"),
    "breakdown": ("Ventilation", "«\u00a0Ensemble\u00a0», ou ce selon quoi le chiffre est réparti"),
    "cell": ("Groupe", "«\u00a0Ensemble\u00a0», ou le groupe de la ventilation"),
    "value": ("Valeur", "Nombre\u00a0; un taux va de 0 à 1, un délai est en jours. Vide quand elle ne se publie pas"),
    "note": ("Mention", "Ce qui est écrit à la place de la valeur\u00a0: «\u00a0moins de 5\u00a0», «\u00a0non publié\u00a0»"),
    "report": ("Rapport", "Numéro du rapport publié d’où vient le chiffre"),
    "fingerprint": ("Empreinte", "Empreinte (SHA-256) des chiffres figés de ce rapport"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """One cell of one published table. `value` None: `note` says why."""

    territory: str
    slug: str
    hub: str
    month: str
    code: str
    version: int
    breakdown: str
    cell: str
    value: float | int | None
    note: str
    report: int
    fingerprint: str

    @property
    def key(self) -> tuple:
        return (self.hub, self.territory, self.month, self.code, self.breakdown, self.cell)


@dataclass(frozen=True)
class Published:
    """What is published at this minute: [(pk, fingerprint), …]."""

    reports: list[tuple[int, str]]

    @property
    def mark(self) -> str:
        return sha256(repr(self.reports).encode()).hexdigest()

    @property
    def rows(self) -> list[Row]:
        """In the order of the columns."""
        name = f"open-data:{self.mark}"
        found = cache.get(name)
        if found is None:
            found = [astuple(row) for row in _read([pk for pk, _ in self.reports])]
            cache.set(name, found, DAY)
        return [Row(*values) for values in found]


def published() -> Published:
    found = Report.objects.public().order_by("pk").values_list("pk", "fingerprint")
    return Published(list(found))


def _read(reports: list[int]) -> list[Row]:
    """A snapshot at a time: each weighs a hundred kilobytes."""
    rows = Report.objects.filter(pk__in=reports).select_related("territory")
    slugs: dict[int, dict[str, str]] = {}
    for hub, name, slug in Territory.objects.values_list("hub", "name", "slug"):
        slugs.setdefault(hub, {})[name] = slug
    known: dict[tuple, Row] = {}
    for report in rows.order_by("finished_at", "pk").iterator(chunk_size=20):
        known |= {row.key: row for row in _rows(report, slugs.get(report.territory_id, {}))}
    return [known[key] for key in sorted(known)]


def _rows(report: Report, below: dict[str, str]) -> Iterator[Row]:
    """`below`: the slugs of its territories by their names, for a hub's."""
    said = report.snapshot
    slugs = below | {said["place"]: report.territory.slug}
    definitions = _definitions(said)
    versions = {code: version for code, _, version, _ in definitions}
    codes = {name: code for code, name, _, _ in definitions}
    for where, month, code, breakdown, cell, shown in _cells(said, codes):
        if shown is None or code not in versions:
            continue
        value = FLAGS.get(shown, shown)
        note = value if isinstance(value, str) else ""
        yield Row(
            territory=where,
            slug=slugs.get(where, ""),
            hub=said["hub"],
            month=month,
            code=code,
            version=versions[code],
            breakdown=breakdown,
            cell=cell,
            value=None if note else value,
            note=note,
            report=report.pk,
            fingerprint=report.fingerprint,
        )


def _definitions(snapshot: dict) -> list[list]:
    """[code, name, version, formula] of each indicator, as they were on that day."""
    for _, table in blocks.tables_of(snapshot):
        if table["id"] == "Définitions":
            return table["rows"]
    return []


def _cells(snapshot: dict, codes: dict[str, str]) -> Iterator[tuple]:
    """(territory, month, code, breakdown, group, what is printed) of the tables of its indicators, by the names that
    evaluation/reports gives them: « E9 », « E9 seniority », « E9 sexe et âge », « E9 par territoire ». `codes`: by name."""
    here, month = snapshot["place"], snapshot["month"]
    before = months_back(date.fromisoformat(month), YEAR)[0].isoformat()
    for _, table in blocks.tables_of(snapshot):
        code, _, what = table["id"].partition(" ")
        if code not in codes.values():
            continue
        head, *columns = table["columns"]
        for first, *cells in table["rows"]:
            if not what and head["kind"] == "month":
                for column, shown in zip(columns, cells, strict=True):
                    yield here, first, codes.get(column["label"]), WHOLE, WHOLE, shown
            elif what == "par territoire":
                yield first, month, code, WHOLE, WHOLE, cells[0]
                yield first, before, code, WHOLE, WHOLE, cells[1]
            elif what == "sexe et âge":
                yield here, month, code, first, *cells[:2]
            elif what in DIMENSIONS:
                yield here, month, code, DIMENSIONS[what].label, first, cells[0]
