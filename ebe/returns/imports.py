"""Importing the monthly figures of an enterprise: a month already typed is corrected, its earlier values are kept."""

from collections.abc import Collection
from functools import cached_property

from django.utils import timezone

from ebe.imports import NONE_RUN, own_enterprise
from ebe.returns import operations, rules
from ebe.returns.models import FIGURES, MONEY, MonthlyReturn
from territories.imports.kinds import REASON, Action, ModelKind, Row
from tzcld.imports.columns import Column
from tzcld.imports.values import Month, Number, Text
from tzcld.ui import french

SYNONYMS = {
    "heads_privation": (
        "effectif conventionné",
        "salariés issus de la privation",
        "salarié·es issu·es de la privation d’emploi, en fin de mois",
        "effectif",
    ),
    "heads_other": ("autres salariés", "autres salarié·es, en fin de mois", "encadrants"),
    "joined": ("entrées", "embauches"),
    "left": ("sorties", "départs"),
    "suspended": ("contrats suspendus", "suspensions"),
    "fte_paid": ("etp", "etp travaillés"),
    "fte_paid_other": ("etp encadrement", "dont etp encadrement"),
    "hours_absent": ("absences",),
    "hours_trained": ("formation",),
    "sold_households": ("ca particuliers", "particuliers"),
    "sold_companies": ("ca entreprises", "entreprises"),
    "sold_public": ("ca collectivités", "collectivités"),
    "sold_associations": ("ca associations", "associations"),
    "cde_received": ("cde",),
    "start_up_received": ("amorçage", "dotation d’amorçage"),
    "deficit_received": ("cte", "contribution temporaire"),
    "grants_received": ("subventions", "autres subventions"),
    "payroll": ("masse salariale",),
    "cash": ("trésorerie",),
    "accidents": ("at",),
    "immersions_in": ("pmsmp accueillies",),
    "immersions_out": ("immersions ailleurs de salarié·es de l’EBE",),
    "note": ("remarque", "commentaire"),
}
EXAMPLES = {"heads_privation": "42", "heads_other": "5", "fte_paid": "38,4", "sold_households": "3200", "payroll": "98500"}  # fmt: skip


class Returns(ModelKind):
    slug, title = "chiffres", "Chiffres mensuels"
    one, many = "mois de chiffres", "mois de chiffres"
    verb, model = "return_edit", MonthlyReturn
    is_own, in_hub = True, False
    list_url = "ebe:return_list"
    recognised = "Un mois se reconnaît à l’entreprise et au mois."
    caution = (
        "Un mois déjà saisi est corrigé\u00a0: la valeur d’avant est gardée, avec votre nom et la date. "
        "Des totaux seulement, aucun nom."
    )
    key = ("enterprise", "month")
    across = "month"

    @cached_property
    def columns(self) -> list[Column]:
        return [
            own_enterprise(self.by, self.territory),
            Column("month", "Mois", Month(), ("période", "date"), required=True, example="10/2026"),
            *(_column(name) for name in FIGURES),
            Column("note", "Ce qui explique ces chiffres", Text(300), SYNONYMS["note"], help="Aucun nom, aucune santé."),
        ]  # fmt: skip

    def may_import(self) -> str:
        return "" if self.by_name["enterprise"].type.rows else NONE_RUN

    def rows_here(self):
        mine = self.by_name["enterprise"].type.rows.values()
        return super().rows_here().filter(enterprise__in=mine).select_related("enterprise")

    def rules(self, row: Row) -> None:
        enterprise = row.get("enterprise")
        values = dict(row.values)
        if row.target is not None:
            values = {n: getattr(row.target, n) for n in FIGURES} | values
        found = rules.problems(
            values,
            row.get("month"),
            enterprise.opened_on if enterprise else None,
            timezone.localdate(),
        )
        for name, sentence in found.items():
            write = self.by_name[name].type.write
            row.refuse("rule", sentence, name, write(values[name]))
        if row.target is None and not row.errors and rules.is_empty(values):
            row.refuse("required", "Écrivez au moins un chiffre de ce mois.")

    def build(self, row: Row) -> MonthlyReturn:
        made = super().build(row)
        made.author, made.recorded_at = self.by, self.moment
        return made

    def write(self, rows: list[Row]) -> None:
        super().write(rows)
        written = (Action.CREATE, Action.UPDATE)
        operations.months_told(
            self.territory.pk, [row.target.month for row in rows if row.action in written]
        )

    def update(self, rows: list[Row], without=()) -> None:
        changed = [(row.target, {n: row.values[n] for n in row.changes}) for row in rows]
        operations.keep(changed, reason=REASON, by=self.by, at=self.moment)
        super().update(rows, without)

    def undo(self, created, updated) -> None:
        targets = self.model.objects.in_bulk([row.target for row in (*created, *updated)])
        back = [(targets[row.target], row.before) for row in updated if row.target in targets]
        operations.keep(back, reason=f"{REASON} annulé", by=self.by, at=self.moment)
        months = [target.month for target in targets.values()]
        super().undo(created, updated)
        operations.months_told(self.territory.pk, months)

    def called(self, targets: Collection[int]) -> dict[int, str]:
        rows = self.rows_here().filter(pk__in=targets).order_by("month", "pk")
        return {told.pk: f"{told.enterprise}, {french.month(told.month)}" for told in rows}

    def name_of(self, row: Row) -> str:
        month, enterprise = row.get("month"), row.get("enterprise")
        return ", ".join(
            filter(None, (str(enterprise or ""), french.month(month) if month else ""))
        )


def _column(name: str) -> Column:
    field = MonthlyReturn._meta.get_field(name)
    label = french.upper_first(field.verbose_name)
    places = getattr(field, "decimal_places", 0)
    most = 10 ** (field.max_digits - places) - 1 if places else 2_000_000
    kind = Number(None if name == "cash" else 0, most, places)
    help_text = "En euros." if name in MONEY else ""
    return Column(
        name, label, kind, SYNONYMS.get(name, ()), help=help_text, example=EXAMPLES.get(name, "")
    )
