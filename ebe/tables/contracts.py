"""Columns of the contracts, and the state of one."""

from django.utils import timezone

from ebe.models import Contract
from ebe.tables.enterprises import whose
from tzcld.ui.lists import Column, Table

ORIGINS = {True: "privation d’emploi", False: "autre recrutement"}


def contract_state(contract: Contract) -> tuple[str, str, str]:
    today = timezone.localdate()
    if contract.starts_on > today:
        return "info", "calendar-event", "À venir"
    if contract.ends_on and contract.ends_on < today:
        return "", "box-arrow-right", "Terminé"
    if getattr(contract, "is_hired_away", False) and not contract.ends_on:
        return "warn", "box-arrow-right", "Embauche ailleurs, à terminer"
    if getattr(contract, "is_suspended", False):
        return "warn", "pause-circle", "Suspendu, essai ailleurs"
    if contract.ends_on:
        return "warn", "hourglass-split", "Fin prévue"
    return "ok", "check-circle", "En cours"


def contracts(*, many_enterprises: bool) -> Table:
    """Rows are contracts annotated with `hours_now` and `fte_now` (see `ebe.views.contracts`)."""
    return Table(
        name="contrats",
        one="contrat",
        many="contrats",
        order="nom",
        columns=[
            Column(
                "nom",
                "Personne",
                value=str,
                sort=("last_name", "first_name"),
                link=lambda c: c.get_absolute_url(),
                sub=Column("poste", "Poste", value="job_title"),
            ),
            Column("etat", "État", kind="state", value=contract_state),
            *whose(many_enterprises=many_enterprises),
            Column(
                "heures",
                "Heures par semaine",
                kind="number",
                value="hours_now",
                sort="hours_now",
                definition="Temps de travail à la date du filtre « En cours le », sinon le dernier connu.",
            ),
            Column("etp", "ETP", kind="number", decimals=2, value="fte_now", sort="hours_now"),
            Column(
                "origine",
                "Origine",
                value=lambda c: ORIGINS[c.from_privation],
                sort="from_privation",
            ),
            Column("debut", "Début", kind="date", value="starts_on", sort="starts_on"),
            Column(
                "fin",
                "Dernier jour",
                kind="date",
                value="ends_on",
                sort="ends_on",
                sub=Column("motif", "Motif de départ", value="get_leaving_display"),
            ),
        ],
        empty="Un contrat naît d’une proposition acceptée, ou d’une embauche d’encadrement.",
    )
