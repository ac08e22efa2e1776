"""Importing the portfolio of activities of a territory."""

from functools import cached_property

from activities.models import Activity
from ebe.models import Enterprise
from territories.imports.kinds import ModelKind, Row
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
            Column("expected_fte", "ETP attendus", Number(0, 999, 2), ("etp", "nombre d’etp"), example="4,5"),
            Column("started_on", "En production depuis le", Date(may_be_future=True), ("date de démarrage", "début")),
            Column("is_public", "Visible du public", YES_NO, ("public",), example="non"),
        ]  # fmt: skip

    def rows_here(self):
        return super().rows_here().select_related("carrier")

    def rules(self, row: Row) -> None:
        state = row.get("state") or (row.target.state if row.target else "")
        carrier = row.get("carrier") or (row.target.carrier if row.target else None)
        if state in (Activity.State.TRIAL, Activity.State.RUNNING) and carrier is None:
            row.refuse(
                "rule",
                "Une activité en test ou en production est portée par une EBE. Écrivez laquelle.",
                "carrier",
            )

    def name_of(self, row: Row) -> str:
        return row.get("name") or ""
