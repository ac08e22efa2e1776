"""Importing the portfolio of activities of a territory."""

from collections.abc import Collection
from functools import cached_property

from activities.models import Activity
from activities.operations import announce_all, not_begun, rests_on
from ebe.models import Enterprise, whole_territories
from territories.imports.kinds import ModelKind, Row
from territories.scoping import reach_of, scope_of
from tzcld.imports.columns import Column
from tzcld.imports.values import YES_NO, Choice, Date, Known, Number, Text


class Activities(ModelKind):
    slug, title = "activites", "Activités"
    one, many, feminine = "activité", "activités", True
    verb, model = "activity_edit", Activity
    in_hub = False
    list_url = "activities:activity_list"
    recognised = "Une activité se reconnaît à son nom."
    key = ("name",)

    @cached_property
    def columns(self) -> list[Column]:
        carriers = {e.name: e for e in Enterprise.objects.filter(territory=self.territory)}
        return [
            Column("name", "Nom", Text(120), ("activité", "intitulé", "nom de l’activité"), required=True, example="Recyclerie d’exemple"),
            Column("sector", "Secteur", Choice(Activity.Sector.choices), ("domaine",), required=True, example="réemploi et recyclerie"),
            Column("state", "État", Choice(Activity.State.choices), ("statut", "avancement"), default=Activity.State.IDEA, example="idée"),
            Column("carrier", "EBE porteuse", Known("EBE", carriers, feminine=True), ("ebe", "porteur")),
            Column("need", "Besoin auquel elle répond", Text(400), ("besoin",)),
            Column("description", "Description", Text(1500), ("présentation",)),
            Column("expected_fte", "ETP attendus", Number(0, 999, 2), ("etp", "nombre d’etp", "nb d’etp", "nb etp"), example="4,5"),
            Column("started_on", "En production depuis le", Date(may_be_future=True), ("en production depuis", "date de démarrage", "démarrage", "début", "date de début", "démarrée le")),
            Column("is_public", "Visible du public", YES_NO, ("public",), example="non"),
        ]  # fmt: skip

    def rows_here(self):
        return super().rows_here().select_related("carrier", "decision__rectification")

    @cached_property
    def scope(self):
        """That of whoever imports, with the enterprises that it directs today."""
        found = scope_of(self.by)
        reach_of(found)
        return found

    def _refuse_others(self, row: Row) -> None:
        """A direction imports what its own enterprises carry, and takes over ideas: what it may change on the pages."""
        if self.territory.pk in whole_territories(self.scope, self.verb):
            return
        own, target = self.scope.enterprise_ids, row.target
        if target and target.carrier_id is None and target.state != Activity.State.IDEA:
            # As on its page (`may_edit`).
            row.refuse(
                "rule",
                "Sans EBE porteuse, cette activité n’est plus une idée : l’équipe projet la modifie, ou dit qui la porte.",
                "carrier",
            )
            return
        carrier = row.get("carrier") or (target.carrier if target else None)
        state = row.get("state") or (target.state if target else Activity.State.IDEA)
        if carrier is None and state != Activity.State.IDEA:
            row.refuse("rule", "Sans EBE porteuse, une activité reste une idée.", "carrier")
        elif (carrier and carrier.pk not in own) or (
            target and target.carrier_id not in (None, *own)
        ):
            row.refuse("rule", "Cette activité est portée par une autre entreprise.", "carrier")

    def _may_be_done(self, row: Row) -> bool:
        """The team takes over from its spreadsheet what is already done; what is known here goes through its decision."""
        if row.target:
            return row.target.state in Activity.DONE_SINCE or (
                row.target.state == Activity.State.DECIDED
                and row.target.decision is not None
                and rests_on(row.target.decision)
            )
        return self.territory.pk in whole_territories(self.scope, self.verb)

    def rules(self, row: Row) -> None:
        target = row.target
        state = row.get("state") or (target.state if target else "")
        started_on = row.get("started_on") or (target.started_on if target else None)
        if words := not_begun(state, started_on):
            row.refuse("rule", words, "started_on")
        self._refuse_others(row)
        decided = Activity.State.DECIDED
        if row.get("state") == decided and (row.target is None or row.target.state != decided):
            row.refuse(
                "rule",
                "Une activité est décidée par le comité : écrivez-le sur sa page, avec sa décision.",
                "state",
            )
        elif row.get("state") in Activity.DONE_SINCE and not self._may_be_done(row):
            row.refuse(
                "rule",
                "Le comité décide d’une activité avant le test ou la production : écrivez-le sur sa page, avec sa décision.",
                "state",
            )
        state = row.get("state") or (row.target.state if row.target else "")
        carrier = row.get("carrier") or (row.target.carrier if row.target else None)
        if state in (Activity.State.TRIAL, Activity.State.RUNNING) and carrier is None:
            row.refuse(
                "rule",
                "Une activité en test ou en production est portée par une EBE. Écrivez laquelle.",
                "carrier",
            )

    def called(self, targets: Collection[int]) -> dict[int, str]:
        rows = self.rows_here().filter(pk__in=targets).order_by("name", "pk")
        return {activity.pk: activity.name for activity in rows}

    def name_of(self, row: Row) -> str:
        return row.get("name") or ""

    def write(self, rows: list[Row]) -> None:
        super().write(rows)
        announce_all(self.territory)

    def undo(self, created, updated) -> None:
        super().undo(created, updated)
        announce_all(self.territory)
