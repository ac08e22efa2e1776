"""What the pages of an import say."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Count, Q
from django.db.models.fields.json import KeyTextTransform
from django.utils import timezone

from territories.durations import IMPORT, REPORT, durations_of
from territories.imports.forms import answers
from territories.imports.jobs import kept_until as kept_until
from territories.imports.kinds import Kind
from territories.imports.models import BESIDE, Batch, StagedRow, line_said
from territories.imports.organisations import OneOrganisation
from territories.imports.steps import first_of, totals_left
from tzcld.imports.values import RULES
from tzcld.ui import french

State = Batch.State


def kept(territory) -> dict[str, str]:
    """How long an import left in the middle stays, and the report of one written: « 7 jours »."""
    days = durations_of(territory, timezone.localdate())
    return {
        "draft": french.count(days[IMPORT], "jour"),
        "report": french.count(days[REPORT], "jour"),
    }


STEPS = [
    ("choose", "Choisir"),
    ("check", "Vérifier"),
    ("correct", "Corriger"),
    ("confirm", "Confirmer"),
    ("report", "Bilan"),
]
STEP = {
    State.READING: "choose",
    State.COLUMNS: "check",
    State.CHECKING: "check",
    State.CHECKED: "correct",
    State.WRITING: "confirm",
    State.DONE: "report",
    State.UNDOING: "report",
}
# Values to correct shown at once: beyond, the page is no longer read.
SHOWN = 40


def steps(current: str) -> list[dict]:
    names = [name for name, _ in STEPS]
    here = names.index(current)
    marks = ["done"] * here + ["current"] + [""] * (len(names) - here - 1)
    return [{"label": label, "state": mark} for (_, label), mark in zip(STEPS, marks, strict=True)]


def next_page(batch: Batch) -> str:
    if batch.state == State.COLUMNS:
        return "import_columns"
    return "import_correct" if aside(batch) else "import_confirm"


def aside(batch: Batch) -> int:
    """Rows that wait for a correction or for an answer."""
    return sum(batch.counts.get(action, 0) for action in StagedRow.ASIDE)


def to_write(batch: Batch) -> int:
    return batch.counts.get("create", 0) + batch.counts.get("update", 0)


@dataclass
class Progress:
    """Context of the panel of a work under way or failed."""

    batch: Batch

    @property
    def step(self) -> str:
        return {
            State.READING: "Lecture du fichier",
            State.CHECKING: "Vérification des lignes",
            State.WRITING: "Écriture des lignes",
            State.UNDOING: "Annulation de l’import",
        }.get(self.batch.state, "Travail")

    @property
    def figure(self) -> str:
        if self.batch.job == Batch.Job.WAITING:
            return "dans la file"
        if not self.batch.rows:
            return "en cours"
        return f"{french.count(self.batch.done, 'ligne')} sur {french.number(self.batch.rows)}"

    @property
    def has_failed(self) -> bool:
        return self.batch.job == Batch.Job.FAILED


def title(batch: Batch) -> str:
    return "Annulation en cours" if batch.state == State.UNDOING else "Import en cours"


def leave(batch: Batch) -> str:
    return (
        "clore l’import sans l’annuler" if batch.state == State.UNDOING else "abandonner l’import"
    )


def _agree(kind: Kind, word: str, n: int) -> str:
    """« créée », « créés »."""
    return word + ("e" if kind.feminine else "") + ("" if french.is_singular(n) else "s")


def _count(kind: Kind, n: int) -> str:
    return french.count(n, kind.one, kind.many)


def forecast(batch: Batch, kind: Kind) -> str:
    counts = batch.counts
    new, changed, same = (counts.get(k, 0) for k in ("create", "update", "unchanged"))
    told = []
    if new:
        told.append(
            f"{_count(kind, new)} {french.accord(new, 'sera,seront')} {_agree(kind, 'créé', new)}"
        )
    if changed:
        told.append(
            f"{_count(kind, changed)} {french.accord(changed, 'sera,seront')} {_agree(kind, 'modifié', changed)}"
        )
    if same:
        told.append(f"{french.count(same, 'ligne ne change', 'lignes ne changent')} rien")
    return (
        f"{french.upper_first(french.listing(told))}." if told else "Aucune ligne n’est à écrire."
    )


def report(batch: Batch, kind: Kind) -> str:
    if batch.state == State.UNDONE:
        return undone(batch.counts.get("kept", 0))
    if batch.state == State.REFUSED:
        return batch.error
    if batch.written_at is None:
        return "Cet import a été abandonné\u00a0: rien n’a été écrit."
    counts = batch.counts
    new, changed, same = (counts.get(k, 0) for k in ("create", "update", "unchanged"))
    told = []
    if new:
        told.append(f"{_count(kind, new)} {_agree(kind, 'créé', new)}")
    if changed:
        told.append(f"{_count(kind, changed)} {_agree(kind, 'modifié', changed)}")
    if same:
        told.append(f"{french.count(same, 'ligne')} déjà à jour")
    return (
        f"{french.upper_first(french.listing(told))}." if told else "Aucune ligne n’a été écrite."
    )


def problems(batch: Batch) -> str:
    told = []
    for action, what in (("error", "corriger"), ("doubt", "décider")):
        if n := batch.counts.get(action, 0):
            told.append(f"{french.count(n, 'ligne')} {french.accord(n, 'est,sont')} à {what}")
    told = f"{french.listing(told)}."
    ready = to_write(batch)
    if ready:
        told += f" {french.count(ready, 'autre est prête', 'autres sont prêtes')} à être {french.accord(ready, 'importée,importées')}."
    return told


def undone(kept: int) -> str:
    if not kept:
        return "L’import est annulé\u00a0: tout est comme avant."
    return f"L’import est annulé. {french.count(kept, 'ligne modifiée ou utilisée depuis est gardée', 'lignes modifiées ou utilisées depuis sont gardées')}."


def to_undo(batch: Batch, kind: Kind) -> str:
    new, changed = batch.counts.get("create", 0), batch.counts.get("update", 0)
    told = []
    if new:
        told.append(
            f"{_count(kind, new)} {_agree(kind, 'créé', new)} {french.accord(new, 'disparaît,disparaissent')}"
        )
    if changed:
        told.append(
            f"{_count(kind, changed)} {french.accord(changed, 'retrouve ses valeurs,retrouvent leurs valeurs')} d’avant"
        )
    return f"{french.upper_first(french.listing(told))}."


# Problems ───────────────────────────────────────────────────────────────────────────────────────


@dataclass
class Value:
    """A refused value: as it is written, the lines where it is, what to do."""

    text: str
    message: str
    lines: list[int] = field(default_factory=list)
    url: str = ""

    @property
    def more(self) -> int:
        return len(self.lines) - 1

    @property
    def first(self) -> str:
        return line_said(self.lines[0])


@dataclass
class Group:
    rule: str
    column: str  # its name, "" for a problem of the whole row
    title: str
    n: int
    values: list[Value]
    accepted: list[str]
    hidden: int = 0
    may_be_empty: bool = False
    # An organisation that is not known: where to enter it, and what each may be created as, here.
    lacks_organisation: bool = False
    created_as: Sequence[tuple[str, str]] = ()

    @property
    def may_leave(self) -> bool:
        """No cell to correct, or another line that says the same: the line may be taken out from here."""
        return not self.column or self.is_repeated

    @property
    def is_repeated(self) -> bool:
        return self.rule == "twice"

    @property
    def message(self) -> str:
        """The sentence, once when all say the same."""
        told = {value.message for value in self.values}
        return told.pop() if len(told) == 1 else ""


def groups(kind: Kind, rows, url) -> list[Group]:
    """Problems by rule and column, the most frequent first; at most SHOWN values each."""
    found: dict[tuple[str, str], dict] = defaultdict(dict)
    for errors, line in rows.values_list("errors", "line").iterator(chunk_size=5_000):
        for error in errors:
            values = found[error["rule"], error["column"]]
            # A problem of a row, or of two columns together, is not that of a value.
            key = (error["value"], error["message"]) if error["column"] else (line, "")
            value = values.setdefault(key, Value(error["value"], error["message"], url=url(line)))
            value.lines.append(line)
    made = [
        _group(kind, rule, column, list(values.values()))
        for (rule, column), values in found.items()
    ]
    return sorted(made, key=lambda g: -g.n)


def _group(kind: Kind, rule: str, column: str, values: list[Value]) -> Group:
    found = kind.by_name.get(column)
    where = f", colonne «\u00a0{found.label}\u00a0»" if found else ""
    accepted = list(found.type.accepted) if found else []
    values.sort(key=lambda value: -len(value.lines))
    return Group(
        rule,
        column if column in kind.by_name else "",
        f"{RULES[rule]}{where}",
        sum(len(value.lines) for value in values),
        values[:SHOWN],
        accepted if len(accepted) <= 40 else [],
        max(0, len(values) - SHOWN),
        # A cell already empty has nothing to be emptied of.
        may_be_empty=found is not None and not found.required and rule != "required",
        lacks_organisation=rule == "unknown" and isinstance(found and found.type, OneOrganisation),
        created_as=kind.created_as if rule == "unknown" and column == kind.creates else (),
    )


def why(kind: Kind, row: StagedRow) -> str:
    """The problems and the doubts of a row in one cell of a file."""
    told = [why for _, _, why in row.doubts] if row.action == StagedRow.Action.DOUBT else []
    for error in row.errors:
        found = kind.by_name.get(error["column"])
        told.append(f"{found.label}\u00a0: {error['message']}" if found else error["message"])
    return " ".join(told)


@dataclass
class Doubt:
    """A row that may be about something known, and what may be answered."""

    line: int
    label: str
    reasons: list[str]
    answers: list[tuple[str, str]]
    url: str


def doubts(kind: Kind, rows, url, *, but: str = "") -> list[Doubt]:
    """The first rows to decide, at most SHOWN. `but`: what the page says once for all of them."""
    return [
        Doubt(
            row.line,
            row.label,
            [why.removesuffix(but).strip() for _, _, why in row.doubts],
            answers(kind, row),
            url(row.line),
        )
        for row in rows.filter(action=StagedRow.Action.DOUBT)[:SHOWN]
    ]


@dataclass
class OwnNumbers:
    """A column of the file that counts its lines: `title` as it is written, `n` lines that it mistakes for others."""

    column: str
    title: str
    n: int


def own_numbers(kind: Kind, batch: Batch, rows, titles: list[str]) -> OwnNumbers | None:
    """The column of numbers, when most of its lines, and more than one, bear that of somebody else or of nobody."""
    column = kind.may_count_lines(batch.mapping)
    if not column:
        return None
    place = batch.mapping[column]
    # A number that is known under the same name raises no doubt.
    doubtful = Q(action__in=StagedRow.ASIDE) & ~Q(doubts=[])
    told = (
        rows.annotate(said=KeyTextTransform(place, "cells"))
        .filter(said__gt="")
        .aggregate(
            all=Count("pk"),
            mistaken=Count("pk", Q(errors__contains=[{"column": column}]) | doubtful),
        )
    )
    if told["mistaken"] < 2 or 2 * told["mistaken"] <= told["all"]:
        return None
    title = titles[place] if place < len(titles) else ""
    return OwnNumbers(column, title or f"Colonne {place + 1}", told["mistaken"])


def totals(batch: Batch) -> str:
    """Which lines were left out as totals, else nothing."""
    lines = [str(line) for line, _ in totals_left(batch)]
    n = len(lines)
    if not n:
        return ""
    which = french.accord(n, "La ligne,Les lignes")
    return f"{which} {first_of(lines)} {french.accord(n, 'est un total,sont des totaux')}\u00a0: {french.accord(n, 'elle n’est pas importée,elles ne sont pas importées')}."


def beside(kind: Kind, rows) -> str:
    """What the lines that made two rows are told, else nothing."""
    n = rows.filter(line__gt=BESIDE).count() if kind.beside else 0
    return kind.told_beside(n) if n else ""


def changes(kind: Kind, rows) -> list[dict]:
    """What each row changes, column by column."""
    return [
        {
            "row": row,
            "changes": [
                {"label": kind.by_name[name].label, "old": old or "rien", "new": new}
                for name, (old, new, *_) in row.changes.items()
                if name in kind.by_name
            ],
        }
        for row in rows
    ]
