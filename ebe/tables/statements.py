"""Columns of the monthly statements of the CDE."""

from ebe import cde
from ebe.models import CdeStatement
from ebe.tables.enterprises import month, whose
from tzcld.ui.lists import Column, Table


def statement_state(statement: CdeStatement) -> tuple[str, str, str]:
    if statement.outdated_on:
        return "warn", "arrow-repeat", "À recalculer"
    if statement.detail.get("is_provisional"):
        return "warn", "hourglass-split", "Provisoire"
    return "ok", "check-circle", "Arrêté"


def sources(statement: CdeStatement) -> str:
    """Which rows gave the shares of the month, each once."""
    lines = cde.lines_of(statement)
    words = [source for line in lines for source in (line.state_source, line.local_source)]
    return " ; ".join(filter(None, dict.fromkeys(words)))


def statements(*, is_hub: bool, many_enterprises: bool) -> Table:
    """Rows are statements annotated with `total`."""
    return Table(
        name="cde",
        one="état mensuel",
        many="états mensuels",
        order="-mois",
        columns=[
            month("ebe:statement_detail"),
            *whose(is_hub=is_hub, many_enterprises=many_enterprises),
            Column("etat", "État", kind="state", value=statement_state),
            Column(
                "etp_privation",
                "ETP issus de la privation",
                kind="number",
                decimals=2,
                value="fte_privation",
                sort="fte_privation",
            ),
            Column(
                "etp_autres",
                "Autres ETP",
                kind="number",
                decimals=2,
                value="fte_other",
                sort="fte_other",
            ),
            Column(
                "etp_finances",
                "ETP financés",
                kind="number",
                decimals=2,
                value="fte_financed",
                sort="fte_financed",
            ),
            Column(
                "etat_part",
                "Part de l’État",
                kind="money",
                value="state_amount",
                sort="state_amount",
            ),
            Column(
                "locale", "Part locale", kind="money", value="local_amount", sort="local_amount"
            ),
            Column("total", "Total", kind="money", sort="total"),
            Column("taux", "Taux employés", value=sources, screen=False),
        ],
        notes=[
            (
                "À recalculer",
                "Un contrat, une convention ou un taux a été enregistré après le calcul. Les montants restent ceux d’avant.",
            ),
            (
                "Base",
                "ETP contractuels moyens du mois ; le Fonds paie les ETP travaillés, d’après la paie.",
            ),
        ],
        empty="La contribution d’un mois se calcule à partir des contrats, de la convention et des taux en vigueur.",
    )
