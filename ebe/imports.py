"""Importing the contracts of an enterprise with their hours: what the direction kept in its own spreadsheet."""

from collections import defaultdict
from functools import cached_property

from django.utils import timezone

from ebe.models import Contract, ContractHours, Convention, Enterprise, Management, Proposal
from ebe.operations.ceilings import refuse_ceiling
from ebe.operations.contracts import person_of
from ebe.operations.statements import outdate
from ebe.tables.contracts import ORIGINS
from ppde import operations as ppde
from ppde.imports.identities import Reference, names_key
from ppde.models import OutcomeKind
from territories.imports.bulk import insert_many
from territories.imports.kinds import Action, OperationKind, Row
from territories.models import LegalFigure, longer_week, on_day
from territories.periods import last_day, period, share_a_day
from tzcld.imports.columns import Column, whole_names
from tzcld.imports.values import YES_NO, Choice, Date, Known, Name, Number, Text
from tzcld.ui import french

NONE_RUN = "Aucune entreprise ne vous est confiée ici\u00a0: l’équipe projet enregistre d’abord sa direction."


# As the list of contracts says it too.
ORIGIN = Choice(YES_NO.choices, YES_NO.synonyms | {word: comes for comes, word in ORIGINS.items()})


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
        "Le numéro d’une personne qui a accepté une proposition enregistre aussi sa sortie vers l’emploi. "
        "Sans numéro, un contrat ne compte parmi les issus de la privation d’emploi que si la ligne le dit. "
        "Un changement d’heures ou un départ se note ensuite dans le contrat, avec sa date\u00a0: la ligne qui en apporte un est refusée."
    )
    key = ("enterprise", "last_name", "first_name", "starts_on")

    @cached_property
    def columns(self) -> list[Column]:
        return [
            own_enterprise(self.by, self.territory),
            Column("last_name", "Nom", Name(80), ("nom de famille",), required=True, example="Exemple"),
            Column("first_name", "Prénom", Name(80), required=True, example="Camille"),
            *whole_names("personne", "salarié·e", "salarié", "salariée"),
            Column("number", "Numéro de la personne", Reference(), ("numéro", "n°"), help="Pour une personne de la liste de mobilisation qui a accepté votre proposition."),
            Column("job_title", "Poste", Text(120), ("emploi", "fonction", "intitulé du poste"), required=True, example="accueil et tri"),
            Column("starts_on", "Premier jour", Date(may_be_future=True), ("début", "date d’embauche", "date de début", "entrée"), required=True, example="01/09/2026"),
            Column("weekly_hours", "Heures par semaine", Number(0, None, 1), ("heures", "temps de travail", "durée hebdomadaire"), required=True, example="28"),
            Column("from_privation", "Personne issue de la privation d’emploi", ORIGIN, ("issu·e de la privation d’emploi", "issu de la privation d’emploi", "issue de la privation d’emploi", "ppde", "privation", "origine"), help="Vide\u00a0: oui pour une ligne qui a un numéro, non pour les autres.", example="oui"),
            Column("ends_on", "Dernier jour", Date(), ("fin", "date de fin", "sortie", "date de sortie", "date de départ")),
            Column("leaving", "Motif de départ", Choice(Contract.Leaving.choices), ("motif",)),
            Column("over_ceiling", "Raison du dépassement", Text(300), ("dépassement", "raison au-delà du plafond"), help="Seulement si le plafond d’ETP de la convention est dépassé\u00a0: ces heures ne seront pas financées."),
        ]  # fmt: skip

    def may_import(self) -> str:
        return "" if self.by_name["enterprise"].type.rows else NONE_RUN

    def rows_here(self):
        names = self.by_name["enterprise"].type.rows.values()
        here = super().rows_here().filter(enterprise__in=names)
        return here.select_related("enterprise", "person").prefetch_related("hours")

    def prepare(self, rows: list[Row]) -> None:
        super().prepare(rows)
        mine = list(self.by_name["enterprise"].type.rows.values())
        self.conventions = list(Convention.objects.filter(enterprise__in=mine))
        self.contracts = defaultdict(list)
        for contract in self.known.values():
            key = contract.enterprise_id, names_key(contract.last_name, contract.first_name)
            self.contracts[key].append(contract)
        self.lines = defaultdict(list)
        weeks = LegalFigure.objects.filter(
            territory=self.territory.rules_hub_id, what=LegalFigure.What.WEEK_MAX
        )
        self.weeks = list(weeks.order_by("valid_from"))
        self._load_proposals(mine)

    def _load_proposals(self, mine: list[Enterprise]) -> None:
        """The proposals that these enterprises made and that were accepted: nobody else is looked for by a number."""
        said_yes = Proposal.objects.filter(
            territory=self.territory, enterprise__in=mine, reply=Proposal.Reply.ACCEPTED
        )
        self.accepted, self.to_hire = {}, {}
        for proposal in said_yes.with_hire().select_related("person").order_by("replied_on", "pk"):
            person = proposal.person
            self.accepted[proposal.enterprise_id, person.number] = proposal
            if proposal.is_open:
                key = proposal.enterprise_id, names_key(person.last_name, person.first_name)
                self.to_hire[key] = person

    def rules(self, row: Row) -> None:
        starts, ends = row.get("starts_on"), row.get("ends_on")
        if starts and ends and ends < starts:
            row.refuse(
                "rule",
                "Le dernier jour vient après le premier.",
                "ends_on",
                french.numeric_date(ends),
            )
        if row.target is not None:
            self._refuse_unwritten(row, row.target)
            return
        self._tell_origin(row)
        if bool(ends) != bool(row.get("leaving")):
            name = "leaving" if ends else "ends_on"
            row.refuse(
                "required",
                "Un départ a une date et un motif\u00a0: écrivez les deux, ou aucun.",
                name,
            )
        hours = row.get("weekly_hours")
        if hours is not None and hours < 1:
            # None at all is what a contract known may have: it is suspended.
            row.refuse("small", "Écrivez 1 ou plus.", "weekly_hours", Number(places=1).write(hours))
        if starts and hours and (words := longer_week(on_day(self.weeks, starts), hours, starts)):
            row.refuse("large", words, "weekly_hours", Number(places=1).write(hours))
        enterprise = row.get("enterprise")
        if enterprise is None:
            return
        if starts and not self._covered(enterprise, starts):
            row.refuse(
                "rule",
                f"Aucune convention {french.de(enterprise)} n’est en vigueur ce jour-là. L’équipe projet l’enregistre d’abord.",
                "starts_on",
                french.numeric_date(starts),
            )
        if not (row.get("last_name") and row.get("first_name")):
            return
        key = enterprise.pk, names_key(row.get("last_name"), row.get("first_name"))
        if starts:
            self._refuse_a_second(row, key)
        if row.get("number") is not None:
            self._check_person(row, key)
        elif key in self.to_hire:
            row.notes.append(
                f"{self.to_hire[key].reference} porte ce nom et a accepté une proposition {french.de(enterprise)}. "
                "Si c’est cette personne, écrivez son numéro\u00a0: sans lui, elle reste sur la liste."
            )

    @staticmethod
    def _tell_origin(row: Row) -> None:
        """Who comes from privation of work, as the page of a hire decides it: by the list, never by default."""
        said, is_numbered = row.get("from_privation"), row.get("number") is not None
        if said is None:
            row.values["from_privation"] = is_numbered
            if not is_numbered and not row.errors:
                row.notes.append(
                    "Sans réponse à «\u00a0Personne issue de la privation d’emploi\u00a0», ce contrat compte parmi l’encadrement et l’appui."
                )
        elif is_numbered and not said:
            row.refuse(
                "rule",
                "Qui vient de la liste de mobilisation est issu de la privation d’emploi. Videz cette cellule, ou le numéro.",
                "from_privation",
                ORIGIN.write(said),
            )

    def _refuse_unwritten(self, row: Row, contract: Contract) -> None:
        """What only the page of the contract changes is refused where it differs, never left aside without a word."""
        number = contract.person.number if contract.person else None
        if row.get("number") not in (None, number):
            row.refuse(
                "rule",
                "Ce contrat n’est pas celui de la personne de ce numéro. Videz la cellule.",
                "number",
                Reference().write(row.get("number")),
            )
        known = {
            "weekly_hours": _hours_now(contract),
            "from_privation": contract.from_privation,
            "ends_on": contract.ends_on,
            "leaving": contract.leaving,
        }
        for name, value in known.items():
            given = row.get(name)
            if given is None or given == value:
                continue
            column = self.by_name[name]
            told = (
                f"«\u00a0{column.type.write(value)}\u00a0»" if value not in (None, "") else "rien"
            )
            row.refuse(
                "rule",
                f"Le contrat dit ici {told}. Un changement se note dans le contrat, avec sa date\u00a0; videz la cellule ou écrivez la même chose.",
                name,
                column.type.write(given),
            )

    def _refuse_a_second(self, row: Row, key: tuple) -> None:
        """One contract at a time under one name in an enterprise: a first day corrected would count the hours twice."""
        span = row.get("starts_on"), row.get("ends_on")
        said = french.numeric_date(span[0])
        for contract in self.contracts[key]:
            if share_a_day(span, (contract.starts_on, contract.ends_on)):
                row.refuse(
                    "rule",
                    f"{contract} a déjà un contrat dans {contract.enterprise}, depuis le {french.numeric_date(contract.starts_on)}. "
                    "Corrigez-le sur sa page\u00a0; si ce sont deux personnes du même nom, enregistrez l’embauche depuis «\u00a0Contrats\u00a0».",
                    "starts_on",
                    said,
                )
                return
        for line, other in self.lines[key]:
            # The same first day has been told of already.
            if other[0] != span[0] and share_a_day(span, other):
                row.refuse(
                    "twice",
                    f"Cette ligne et la ligne {line} donnent deux contrats à la fois au même nom. Gardez l’une des deux.",
                    "starts_on",
                    said,
                )
                return
        self.lines[key].append((row.line, span))

    def _check_person(self, row: Row, key: tuple) -> None:
        """What a hire from the list asks (`ebe.operations.hire`), and that the number is that of the name."""
        enterprise, starts, number = row.get("enterprise"), row.get("starts_on"), row.get("number")
        said = Reference().write(number)
        proposal = self.accepted.get((enterprise.pk, number))
        if proposal is None:
            row.refuse(
                "unknown",
                f"Personne de ce numéro n’a accepté une proposition {french.de(enterprise)}. Notez d’abord sa réponse, ou videz la cellule.",
                "number",
                said,
            )
            return
        person = proposal.person
        if names_key(person.last_name, person.first_name) != key[1]:
            row.refuse(
                "rule",
                "Ce numéro est celui de quelqu’un d’un autre nom. Vérifiez le numéro, le nom et le prénom.",
                "number",
                said,
            )
        elif not person.is_on_list:
            row.refuse(
                "rule", "Cette personne n’est plus sur la liste de mobilisation.", "number", said
            )
        elif not proposal.is_open:
            row.refuse(
                "rule",
                f"Un contrat ou une sortie a suivi son oui du {french.numeric_date(proposal.replied_on)}. Proposez-lui de nouveau un "
                "poste, dans l’ordre de la liste.",
                "number",
                said,
            )
        elif starts and starts < proposal.replied_on:
            row.refuse(
                "rule",
                f"Cette personne a accepté le {french.numeric_date(proposal.replied_on)}. Écrivez ce jour ou après.",
                "starts_on",
                french.numeric_date(starts),
            )

    def _covered(self, enterprise, day) -> bool:
        return any(c.enterprise_id == enterprise.pk and c.covers(day) for c in self.conventions)

    def current(self, contract: Contract) -> dict:
        # Hours and departures have their own pages, with their dates.
        return {
            name: getattr(contract, name)
            for name in ("enterprise", "last_name", "first_name", "starts_on", "job_title")
        }

    def create(self, row: Row) -> Contract:
        # As the form does, one hire at a time: the ceiling is counted on what is really there, this file's rows included.
        enterprise = Enterprise.objects.select_for_update(of=("self",)).get(
            pk=row.get("enterprise").pk
        )
        proposal = self.accepted.get((enterprise.pk, row.get("number")))
        person = person_of(proposal, enterprise, row.get("starts_on")) if proposal else None
        refuse_ceiling(
            enterprise,
            row.get("starts_on"),
            row.get("weekly_hours"),
            row.get("from_privation"),
            row.get("over_ceiling") or "",
            until=row.get("ends_on"),
        )
        contract = Contract(
            territory_id=self.territory.pk,
            enterprise=row.get("enterprise"),
            person=person,
            from_privation=row.get("from_privation"),
            last_name=person.last_name if person else row.get("last_name"),
            first_name=person.first_name if person else row.get("first_name"),
            job_title=row.get("job_title"),
            starts_on=row.get("starts_on"),
            ends_on=row.get("ends_on"),
            leaving=row.get("leaving") or "",
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
        self._outdate([row.target for row in created])
        ppde.figures_moved(self.territory.pk)

    def _outdate(self, contracts) -> None:
        """The statements of the months since the first of these contracts, enterprise by enterprise."""
        first: dict = {}
        for contract in contracts:
            known = first.get(contract.enterprise_id)
            first[contract.enterprise_id] = min(known or contract.starts_on, contract.starts_on)
        for enterprise in Enterprise.objects.filter(pk__in=first):
            outdate(first[enterprise.pk], enterprise=enterprise)

    def undo(self, created, updated) -> None:
        """The contracts go with their hours; the outcome of a person hired is withdrawn in her history."""
        gone = list(Contract.objects.filter(pk__in=[row.target for row in created]))
        self._outdate(gone)
        for contract in gone:
            if contract.person_id is None:
                continue
            outcome = contract.person.outcomes.filter(
                kind=OutcomeKind.EBE, on=contract.starts_on
            ).first()
            if outcome:
                ppde.cancel_outcome(outcome, by=self.by, reason="import d’un tableur annulé")
        super().undo(created, updated)
        ppde.figures_moved(self.territory.pk)

    def name_of(self, row: Row) -> str:
        return " ".join(filter(None, (row.get("first_name"), row.get("last_name"))))


def _hours_now(contract: Contract):
    """Weekly hours of today, else the last ones known."""
    ends = contract.ends_on
    # Those planned after a departure are kept, and do not count.
    known = [h for h in contract.hours.all() if ends is None or h.since <= ends]
    today = timezone.localdate()
    now = [h for h in known if today in _Days(h.period)]
    return (now or known)[-1].weekly_hours if known else None


class _Days:
    """Days of a period, both ends included."""

    def __init__(self, span):
        self.span = span

    def __contains__(self, day) -> bool:
        until = last_day(self.span)
        return self.span.lower <= day and (until is None or day <= until)
