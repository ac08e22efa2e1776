"""Columns of the enterprises' list."""

from django.urls import reverse

from tzcld.ui.lists import Column, Table

LIVE = "Contrats en cours ce jour, heures par semaine rapportées au temps plein."
STORED = "Moyenne du dernier mois dont la CDE est calculée."


def whose(*, is_hub: bool = False, many_enterprises: bool) -> list[Column]:
    """Whose row it is, in the lists that hold those of several territories or enterprises."""
    found = []
    if is_hub:
        found.append(
            Column("territoire", "Territoire", value="territory.name", sort="territory__name")
        )
    if many_enterprises:
        found.append(
            Column("entreprise", "Entreprise", value="enterprise.name", sort="enterprise__name")
        )
    return found


def month(page: str) -> Column:
    """The month of an enterprise, which leads to its `page`."""
    return Column(
        "mois",
        "Mois",
        kind="month",
        value="month",
        sort="month",
        head=True,
        link=lambda row: reverse(page, args=[row.territory.slug, row.pk]),
    )


def enterprises(*, is_hub: bool, is_stored: bool) -> Table:
    """Rows are `ebe.overview.Situation`."""
    columns = [
        Column(
            "nom",
            "Entreprise",
            value="enterprise.name",
            sort=True,
            link=lambda s: s.enterprise.get_absolute_url(),
            sub=Column("modele", "Modèle", value="enterprise.get_model_display"),
        ),
        *(
            [Column("territoire", "Territoire", value="enterprise.territory.name", sort=True)]
            * is_hub
        ),
        Column(
            "ouverte",
            "Ouverte le",
            kind="date",
            value="enterprise.opened_on",
            sort=True,
            sub=Column("fermee", "Fermée le", kind="date", value="enterprise.closed_on"),
        ),
    ]
    if is_stored:
        columns += [
            Column("salaries", "Salariés", value="employees_words", css="num"),
            Column("etp", "ETP", value="fte_words", css="num", definition=STORED),
        ]
    else:
        columns += [
            Column("salaries", "Salariés", kind="number", value="employees", sort=True),
            Column(
                "etp", "ETP", kind="number", decimals=1, value="total", sort=True, definition=LIVE
            ),
        ]
    columns += [
        Column("plafond", "ETP conventionnés", kind="number", value="ceiling", sort=True),
        Column(
            "chiffres",
            "Chiffres de" if is_stored else "Chiffres du",
            kind="month" if is_stored else "date",
            value="on",
            sort=True,
        ),
    ]
    if not is_stored:
        columns.append(
            Column("attente", "Propositions en attente", kind="number", value="waiting", sort=True)
        )
    return Table(
        name="entreprises",
        one="entreprise",
        many="entreprises",
        feminine=True,
        order="nom",
        columns=columns,
        empty="Une entreprise à but d’emploi crée les emplois qui manquent au territoire. "
        "Elle apparaît ici une fois enregistrée.",
    )
