"""Columns of the lists of imports and of their rows."""

import django_filters
from django.db.models import Q

from territories.imports.kinds import Kind, kinds
from territories.imports.models import Batch, StagedRow
from territories.imports.words import why
from tzcld.ui import french
from tzcld.ui.lists import Column, FilterSet, PeriodFilter, Table

STATES = {
    "reading": ("info", "hourglass-split"),
    "columns": ("warn", "exclamation-circle"),
    "checking": ("info", "hourglass-split"),
    "checked": ("warn", "exclamation-circle"),
    "writing": ("info", "hourglass-split"),
    "undoing": ("info", "hourglass-split"),
    "done": ("ok", "check-circle"),
    "undone": ("", "arrow-counterclockwise"),
    "refused": ("bad", "x-octagon"),
    "closed": ("", "dash-circle"),
}


def batch_state(batch: Batch) -> tuple[str, str, str]:
    if batch.job == Batch.Job.FAILED:
        return ("bad", "x-octagon", "échec")
    return (*STATES[batch.state], batch.get_state_display())


FIGURES = {
    "create": ("créée",),
    "update": ("modifiée",),
    "unchanged": ("inchangée",),
    "doubt": ("à décider", "à décider"),
    "error": ("refusée",),
}


def _figures(batch: Batch) -> str:
    """« 12 créées, 1 refusée »; of an import taken back, what of it remains."""
    if not batch.written_at:
        return french.count(batch.rows, "ligne") if batch.rows else ""
    if batch.state == Batch.State.UNDONE:
        kept = batch.counts.get("kept", 0)
        return french.count(kept, "gardée") if kept else "tout est retiré"
    return ", ".join(
        french.count(batch.counts[key], *said)
        for key, said in FIGURES.items()
        if batch.counts.get(key)
    )


class BatchFilters(FilterSet):
    quoi = django_filters.ChoiceFilter(label="Quoi", field_name="kind", empty_label="Tout")
    etat = django_filters.ChoiceFilter(
        label="État",
        choices=[*Batch.State.choices, (Batch.Job.FAILED, "échec")],
        method="in_state",
        empty_label="Tous",
    )
    commence = PeriodFilter(label="Commencé", field_name="opened_at")

    class Meta:
        model = Batch
        fields: tuple[str, ...] = ()

    def __init__(self, *args, held, **kwargs):
        """`held`: the kinds that the account may import here."""
        super().__init__(*args, **kwargs)
        self.filters["quoi"].extra["choices"] = [(kind.slug, kind.title) for kind in held]

    def in_state(self, rows, name, value):
        """As the list says it: whatever its state, a batch whose work failed is « échec »."""
        failed = Q(job=Batch.Job.FAILED)
        return (
            rows.filter(failed) if value == Batch.Job.FAILED else rows.filter(~failed, state=value)
        )


BATCHES = Table(
    name="imports",
    one="import",
    many="imports",
    order="-opened_at",
    columns=[
        Column(
            "opened_at",
            "Commencé",
            kind="datetime",
            sort="opened_at",
            link=lambda b: b.get_absolute_url(),
            head=True,
        ),
        Column("kind", "Quoi", value=lambda b: kinds()[b.kind].title, sort="kind"),
        Column("state", "État", kind="state", value=batch_state, sort="state"),
        Column("figures", "Lignes", value=_figures),
        Column("opened_by", "Par", value=lambda b: str(b.opened_by)),
    ],
    empty="Les tableurs importés apparaîtront ici, avec leur bilan.",
)
ACTIONS = {
    "create": ("ok", "plus-circle", "nouvelle"),
    "update": ("info", "pencil", "modifiée"),
    "unchanged": ("", "dash-circle", "inchangée"),
    "doubt": ("warn", "question-circle", "à décider"),
    "error": ("bad", "exclamation-octagon", "à corriger"),
    "": ("", "hourglass-split", "à vérifier"),
}


def staged_table(kind: Kind, url, shown: list[int]) -> Table:
    """`shown` receives the objects whose values of before are on the page."""

    def told(row: StagedRow) -> str:
        if row.changes and row.target:
            shown.append(row.target)
        if row.errors or row.action == StagedRow.Action.DOUBT:
            return why(kind, row)
        changes = "; ".join(
            f"{kind.by_name[n].label}\u00a0: {new} au lieu de {old or 'rien'}"
            for n, (old, new, *_) in row.changes.items()
            if n in kind.by_name
        )
        return ". ".join(filter(None, (changes, " ".join(row.notes))))

    return Table(
        name="lignes",
        one="ligne",
        many="lignes",
        feminine=True,
        order="line",
        columns=[
            Column(
                "line",
                "Ligne",
                value="place",
                sort="line",
                link=lambda r: url(r.line) if r.cells else None,
                head=True,
            ),
            Column("label", "Désignation", sort="label"),
            Column(
                "action", "Effet", kind="state", value=lambda r: ACTIONS[r.action], sort="action"
            ),
            Column("told", "Détail", value=told),
        ],
        empty="Aucune ligne n’attend\u00a0: elles sont effacées quand l’import est clos.",
    )


class StagedFilters(FilterSet):
    effet = django_filters.ChoiceFilter(
        label="Effet",
        field_name="action",
        choices=[(key, word) for key, (_, _, word) in ACTIONS.items() if key],
        empty_label="Tous",
    )
    remarque = django_filters.ChoiceFilter(
        label="Remarque",
        choices=[("oui", "Avec une remarque")],
        empty_label="Toutes les lignes",
        method="with_notes",
    )

    def with_notes(self, rows, name, value):
        return rows.exclude(notes=[])

    class Meta:
        model = StagedRow
        fields: tuple[str, ...] = ()
