"""Columns of the comparison, of the dictionary of indicators and of the cells of one indicator."""

import django_filters

from evaluation.indicators import REGISTRY, Kind
from tzcld.ui import french
from tzcld.ui.lists import Column, MemoryFilterSet, Table

KINDS = {
    Kind.COUNT: "Effectif",
    Kind.SHARE: "Part",
    Kind.DAYS: "Délai",
    Kind.FTE: "Temps plein (ETP)",
    Kind.MONEY: "Montant",
    Kind.ESTIMATE: "Estimation",
    Kind.FLAG: "Oui ou non",
}

COMPARISON_TITLE = "Comparaison des territoires"


def typed(figure):
    """What a file gets: a number, or the words that stand for it."""
    if figure.value is None:
        return figure.words
    kind = REGISTRY[figure.code].kind
    return figure.value if kind in (Kind.SHARE, Kind.FTE, Kind.MONEY) else int(figure.value)


def _worded(key: str, label: str) -> Column:
    return Column(key, label, css="num nowrap")


# No sort: the order is alphabetical, this page does not rank.
COMPARISON = Table(
    name="comparaison",
    one="territoire",
    many="territoires",
    columns=[
        Column("name", "Territoire", link=lambda row: row.url),
        Column("phase", "Phase"),
        _worded("population", "Habitants"),
        _worded("estimate", "Personnes estimées"),
        _worded("volunteers", "Volontaires"),
        _worded("solved", "Solutions"),
        _worded("rate", "Taux de solution"),
        _worded("waiting", "En attente"),
        _worded("delay", "Délai médian (mois)"),
        Column("origin", "Source"),
    ],
    empty="Les territoires rattachés à la métropole paraîtront ici.",
)

# Alphabetical, like the comparison: not a ranking.
EXHAUSTIVITY = Table(
    name="exhaustivite",
    one="territoire",
    many="territoires",
    columns=[
        Column("name", "Territoire", link=lambda row: row.url),
        _worded("stock", "Exhaustivité de stock (E12)"),
        _worded("flow", "Exhaustivité de flux (E13)"),
        _worded("late", "Sans proposition au-delà du délai"),
        _worded("waiting", "En attente (E9)"),
        _worded("coverage", "Couverture du flux, douze mois"),
        Column("forecast", "Prévision : toutes les propositions faites en"),
        Column("origin", "Source"),
    ],
    empty="Les territoires rattachés à la métropole paraîtront ici.",
)

INDICATORS = Table(
    name="indicateurs",
    one="indicateur",
    many="indicateurs",
    columns=[
        Column("code", "Code", value=lambda row: row.indicator.code, css="nowrap"),
        Column(
            "name",
            "Indicateur",
            value=lambda row: row.indicator.name,
            link=lambda row: row.url,
            sub=Column("definition", "Définition", value=lambda row: row.indicator.definition),
        ),
        Column(
            "value",
            "Valeur",
            value=lambda row: typed(row.figure),
            cell=lambda row: row.figure.words,
            css="num nowrap",
        ),
        Column("made_of", "Calcul", value=lambda row: row.made_of, css="nowrap"),
        Column("unit", "Unité", value=lambda row: row.indicator.unit, screen=False),
        Column("formula", "Formule", value=lambda row: row.indicator.formula, screen=False),
        Column("source", "Source", value=lambda row: row.indicator.source, screen=False),
        Column("precaution", "Précaution", value=lambda row: row.precaution, screen=False),
        Column(
            "version",
            "Version",
            kind="number",
            value=lambda row: row.indicator.version,
            screen=False,
        ),
    ],
    empty="Les chiffres sont calculés toutes les heures.",
)


class IndicatorFilters(MemoryFilterSet):
    """Rows are those of `dictionary.rows`."""

    q = django_filters.CharFilter(label="Mot ou code", method="named")
    famille = django_filters.ChoiceFilter(
        label="Famille",
        choices=[(group, group) for group in dict.fromkeys(i.group for i in REGISTRY.values())],
        method="of_group",
        empty_label="Toutes",
    )
    nature = django_filters.ChoiceFilter(
        label="Nature",
        choices=[(kind.value, word) for kind, word in KINDS.items()],
        method="of_kind",
        empty_label="Toutes",
    )

    def named(self, rows, name, value):
        asked = french.plain(value)
        return [
            row
            for row in rows
            if asked
            in french.plain(f"{row.indicator.code} {row.indicator.name} {row.indicator.definition}")
        ]

    def of_group(self, rows, name, value):
        return [row for row in rows if row.indicator.group == value]

    def of_kind(self, rows, name, value):
        return [row for row in rows if row.indicator.kind == value]


CELLS = Table(
    name="indicateur",
    one="ligne",
    many="lignes",
    feminine=True,
    columns=[
        Column("breakdown", "Ventilation"),
        Column("cell", "Case", head=True),
        Column("month", "Mois", kind="month"),
        Column(
            "value",
            "Valeur",
            value=lambda row: typed(row.figure),
            cell=lambda row: row.figure.words,
            css="num",
        ),
    ],
)
