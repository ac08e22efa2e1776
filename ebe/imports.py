"""Importing the contracts of an enterprise with their hours: what the direction kept in its own spreadsheet."""

from functools import cached_property

from django.utils import timezone

from ebe.models import Contract, ContractHours, Convention, Enterprise, Management
from ebe.operations.contracts import refuse_ceiling
from ppde import operations as ppde
from ppde.imports.persons import Reference
from ppde.models import OutcomeKind, Person
from territories.imports.bulk import insert_many
from territories.imports.kinds import Action, OperationKind, Row
from territories.periods import last_day, period
from tzcld.imports.columns import Column
from tzcld.imports.values import YES_NO, Choice, Date, Known, Name, Number, Text
from tzcld.ui import french

NONE_RUN = "Aucune entreprise ne vous est confiée ici\u00a0: l’équipe projet enregistre d’abord sa direction."


def own_enterprise(by, territory) -> Column:
    """The enterprise, among those that the account runs; understood without being written when there is one."""
    today = timezone.localdate()
    run = Management.objects.filter(user=by, period__contains=today).values("enterprise")
    mine = {e.name: e for e in Enterprise.objects.filter(territory=territory, pk__in=run)}
    only = next(iter(mine.values())) if len(mine) == 1 else None
    return Column(
        "enterprise",
        "Entreprise",
        Known("entreprise", mine, feminine=True),
        ("ebe", "établissement"),
        required=only is None,
        default=only,
        example=str(only or ""),
    )


class Contracts(OperationKind):
    slug, title = "contrats", "Contrats"
    one, many = "contrat", "contrats"
    verb, model = "contract_edit", Contract
    is_named, is_own, in_hub = True, True, False
    is_about_somebody = True
    list_url = "ebe:contract_list"
    recognised = "Un contrat se reconnaît à l’entreprise, au nom, au prénom et au premier jour."
    caution = (
        "Le numéro d’une personne de la liste enregistre aussi sa sortie vers l’emploi. "
        "Un changement d’heures ou un départ se note ensuite dans le contrat, avec sa date."
    )
    key = ("enterprise", "last_name", "first_name", "starts_on")

    @cached_property
    def columns(self) -> list[Column]:
        return [
            own_enterprise(self.by, self.territory),
            Column("last_name", "Nom", Name(80), ("nom de famille",), required=True, example="Exemple"),
            Column("first_name", "Prénom", Name(80), required=True, example="Camille"),
            Column("number", "Numéro de la personne", Reference(), ("numéro", "n°"), help="Pour une personne de la liste de mobilisation qui vous a été proposée."),
            Column("job_title", "Poste", Text(120), ("emploi", "fonction", "intitulé du poste"), required=True, example="accueil et tri"),
            Column("starts_on", "Premier jour", Date(may_be_future=True), ("début", "date d’embauche", "date de début", "entrée"), required=True, example="01/09/2026"),
            Column("weekly_hours", "Heures par semaine", Number(1, 48, 1), ("heures", "temps de travail", "durée hebdomadaire"), required=True, example="28"),
            Column("from_privation", "Issu·e de la privation d’emploi", YES_NO, ("ppde", "privation"), default=True, example="oui"),
            Column("ends_on", "Dernier jour", Date(), ("fin", "date de fin", "sortie", "date de départ")),
            Column("leaving", "Motif de départ", Choice(Contract.Leaving.choices), ("motif",)),
            Column("over_ceiling", "Raison du dépassement", Text(300), ("dépassement", "raison au-delà du plafond"), help="Seulement si le plafond d’ETP de la convention est dépassé\u00a0: ces heures ne seront pas financées."),
        ]  # fmt: skip

    def may_import(self) -> str:
        return "" if self.by_name["enterprise"].type.rows else NONE_RUN

    def rows_here(self):
        names = self.by_name["enterprise"].type.rows.values()
        return (
            super().rows_here().filter(enterprise__in=names).select_related("enterprise", "person")
        )

    def prepare(self, rows: list[Row]) -> None:
        super().prepare(rows)
        asked = {row.get("number") for row in rows if row.get("number")}
        here = Person.objects.filter(territory=self.territory, number__in=asked)
        self.persons = {person.number: person for person in here}
        mine = self.by_name["enterprise"].type.rows.values()
        self.conventions = list(Convention.objects.filter(enterprise__in=mine))

    def rules(self, row: Row) -> None:
        starts, ends = row.get("starts_on"), row.get("ends_on")
        if starts and ends and ends < starts:
            row.refuse(
                "rule",
                "Le dernier jour vient après le premier.",
                "ends_on",
                french.numeric_date(ends),
            )
        if bool(ends) != bool(row.get("leaving")) and row.target is None:
            name = "leaving" if ends else "ends_on"
            row.refuse(
                "required",
                "Un départ a une date et un motif\u00a0: écrivez les deux, ou aucun.",
                name,
            )
        self._check_person(row)
        enterprise = row.get("enterprise")
        if row.target is None and enterprise and starts and not self._covered(enterprise, starts):
            row.refuse(
                "rule",
                f"Aucune convention de {enterprise} n’est en vigueur ce jour-là. L’équipe projet l’enregistre d’abord.",
                "starts_on",
                french.numeric_date(starts),
            )

    def _check_person(self, row: Row) -> None:
        number = row.get("number")
        if number is None or row.target is not None:
            return
        person = self.persons.get(number)
        if person is None:
            row.refuse(
                "unknown",
                "Aucune personne de ce numéro ne vous a été proposée.",
                "number",
                Reference().write(number),
            )
        elif not person.is_on_list:
            row.refuse(
                "rule",
                "Cette personne n’est plus sur la liste de mobilisation.",
                "number",
                Reference().write(number),
            )

    def _covered(self, enterprise, day) -> bool:
        return any(
            c.enterprise_id == enterprise.pk and day in _Days(c.period) for c in self.conventions
        )

    def current(self, contract: Contract) -> dict:
        # Hours and departures have their own pages, with their dates.
        return {
            name: getattr(contract, name)
            for name in ("enterprise", "last_name", "first_name", "starts_on", "job_title")
        }

    def create(self, row: Row) -> Contract:
        person = self.persons.get(row.get("number"))
        # As the form does, one hire at a time: the ceiling is counted on what is really there, this file's rows included.
        enterprise = Enterprise.objects.select_for_update(of=("self",)).get(
            pk=row.get("enterprise").pk
        )
        refuse_ceiling(
            enterprise,
            row.get("starts_on"),
            row.get("weekly_hours"),
            bool(person) or row.get("from_privation"),
            row.get("over_ceiling") or "",
        )
        contract = Contract(
            territory_id=self.territory.pk,
            enterprise=row.get("enterprise"),
            person=person,
            from_privation=True if person else row.get("from_privation"),
            ends_on=row.get("ends_on"),
            leaving=row.get("leaving") or "",
            **{
                name: row.get(name)
                for name in ("last_name", "first_name", "job_title", "starts_on")
            },
        )
        contract.full_clean(exclude=["person", "enterprise", "territory"])
        contract.save()
        insert_many(
            [
                ContractHours(
                    territory_id=self.territory.pk,
                    enterprise=contract.enterprise,
                    contract=contract,
                    period=period(contract.starts_on, contract.ends_on),
                    weekly_hours=row.get("weekly_hours"),
                )
            ]
        )
        if person:
            ppde.record_outcome(
                person,
                kind=OutcomeKind.EBE,
                on=contract.starts_on,
                employer=str(contract.enterprise),
                weekly_hours=row.get("weekly_hours"),
                by=self.by,
            )
        return contract

    def write(self, rows: list[Row]) -> None:
        super().write(rows)
        created = [row for row in rows if row.action == Action.CREATE]
        self.trace(
            "hire", ((row.target, {}, self.told(row)) for row in created), "import d’un tableur"
        )
        ppde.figures_moved(self.territory.pk)

    def undo(self, created, updated) -> None:
        """The contracts go with their hours; the outcome of a person hired is withdrawn in her history."""
        for contract in Contract.objects.filter(
            pk__in=[row.target for row in created], person__isnull=False
        ):
            outcome = contract.person.outcomes.filter(
                kind=OutcomeKind.EBE, on=contract.starts_on
            ).first()
            if outcome:
                ppde.cancel_outcome(outcome, by=self.by, reason="import d’un tableur annulé")
        super().undo(created, updated)
        ppde.figures_moved(self.territory.pk)

    def name_of(self, row: Row) -> str:
        return " ".join(filter(None, (row.get("first_name"), row.get("last_name"))))


class _Days:
    """Days of a period, both ends included."""

    def __init__(self, span):
        self.span = span

    def __contains__(self, day) -> bool:
        until = last_day(self.span)
        return self.span.lower <= day and (until is None or day <= until)
