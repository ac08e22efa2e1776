"""What a report already frozen said of somebody whose file is erased: the number and the written reason of an exception to the
order go, every figure stays.

Reports for the territory and for its hub alone hold such reasons. The frozen figures get another fingerprint, keep the one they
had beside the day, and the PDF and the annex are laid out again: nothing of the file stays in what can still be opened.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from django.db import transaction
from django.db.models import Q, TextField
from django.db.models.functions import Cast
from django.utils import timezone

from ebe.list_sheets import NAME_LEFT_OUT
from ebe.models import Proposal
from evaluation.models import JobState, Report
from evaluation.reports import files, snapshot
from evaluation.reports.exceptions import (
    MONTH,
    NUMBER,
    PASSED,
    PLACE,
    REASON,
    TABLES,
    WITHOUT_REASON,
)
from ppde.models import Person
from ppde.retention.anonymise import ERASED, references
from ppde.retention.models import EliminationLine
from territories.journal import record
from territories.models import Territory
from territories.scoping import scoped
from tzcld.later import ask_later
from tzcld.ui import french

SAID_IN = (Report.Audience.INTERNAL, Report.Audience.HUB)


def forget(person: Person, line: EliminationLine) -> None:
    """In the transaction that empties the file, before its proposals are emptied (`settings.FROZEN_ABOUT`)."""
    out_of_order = Q(passed__gt=0) | ~Q(order_reason="")
    told = list(Proposal.objects.filter(out_of_order, person=person).order_by("pk"))
    if not told:
        return
    by, said = line.elimination.approved_by, Said.of(person, told)
    for report in _reports(person.territory):
        frozen = said.taken_out(report.snapshot)
        if frozen != report.snapshot:
            _rectify(report, frozen, by)
    # Being frozen at this very moment, from what is about to go: the worker finds its row taken, and freezes after this.
    busy = _at(person.territory).filter(state=JobState.RUNNING, snapshot={})
    for report in busy.select_for_update(of=("self",)):
        _again(report)


def without_name(territory: Territory, old: str, new: str, by) -> None:
    """A text that reports froze has lost a name (a key date): they say the same words, in the caller's transaction."""
    if not isinstance(old, str):
        return
    was, put = (json.dumps(text, ensure_ascii=False) for text in (old, new))
    places = Q(territory=territory.pk) | Q(territory=territory.rules_hub_id)
    rows = Report.objects.filter(places).annotate(said=Cast("snapshot", TextField()))
    found = rows.filter(said__contains=was).select_for_update(of=("self",)).order_by("pk")
    for report in found.select_related("territory"):
        frozen = json.dumps(report.snapshot, ensure_ascii=False).replace(was, put)
        _rectify(report, json.loads(frozen), by)


def _at(territory: Territory):
    places = Q(territory=territory.pk) | Q(territory=territory.rules_hub_id)
    return Report.objects.filter(places, audience__in=SAID_IN).order_by("pk")


def _reports(territory: Territory) -> Iterator[Report]:
    rows = _at(territory).exclude(snapshot={}).select_for_update(of=("self",))
    return rows.select_related("territory").iterator(chunk_size=20)


@dataclass(frozen=True)
class Said:
    """What reports may say of the person: the numbers of the file, the proposals out of the order; and the names of the other
    territories of the hub, whose lines are not theirs. Asked once for all reports."""

    numbers: frozenset[str]
    told: list[Proposal]
    elsewhere: frozenset[str]

    @classmethod
    def of(cls, person: Person, told: list[Proposal]) -> "Said":
        here = person.territory
        others = Territory.objects.filter(hub=here.hub_id).exclude(pk=here.pk)
        return cls(references(person), told, frozenset(others.values_list("name", flat=True)))

    def taken_out(self, frozen: dict) -> dict:
        """The snapshot where no exception to the order is this person's any more; the same one when none was."""
        changed = False
        parts = []
        for part in frozen.get("parts", []):
            sections = []
            for section in part["sections"]:
                found = []
                for block in section["blocks"]:
                    rows = block["type"] == "table" and block["id"] in TABLES and self._rows(block)
                    changed |= bool(rows)
                    found.append({**block, "rows": rows} if rows else block)
                sections.append({**section, "blocks": found})
            parts.append({**part, "sections": sections})
        return {**frozen, "parts": parts} if changed else frozen

    def _rows(self, table: dict) -> list[list] | None:
        """The lines of a table of exceptions without those of the person; None when none is theirs."""
        at = {column["label"]: n for n, column in enumerate(table["columns"])}
        if NUMBER in at:
            theirs = {n for n, row in enumerate(table["rows"]) if row[at[NUMBER]] in self.numbers}
        else:
            theirs = set().union(*(self._theirs(table["rows"], at, one) for one in self.told))
        if not theirs:
            return None
        left = {NUMBER: ERASED, REASON: WITHOUT_REASON}
        put = {at[label]: words for label, words in left.items() if label in at}
        return [
            [put.get(k, cell) for k, cell in enumerate(row)] if n in theirs else row
            for n, row in enumerate(table["rows"])
        ]

    def _theirs(self, rows: list[list], at: dict[str, int], told: Proposal) -> set[int]:
        """Lines without a number that tell this proposal: by the reason, else (it was corrected since) whatever may be it."""
        month = french.upper_first(french.month(told.proposed_on))
        likely = {
            n
            for n, row in enumerate(rows)
            if row[at[MONTH]] == month
            # A territory may have another name than then.
            and (PLACE not in at or row[at[PLACE]] not in self.elsewhere)
            # Few persons passed are told in words.
            and (isinstance(row[at[PASSED]], str) or row[at[PASSED]] == told.passed)
            and row[at[REASON]] != WITHOUT_REASON
        }
        by_reason = {n for n in likely if _is_said(told.order_reason, rows[n][at[REASON]])}
        return by_reason or likely


def _is_said(reason: str, frozen: str) -> bool:
    """Whether the frozen words are this reason, each name taken out or not."""
    pieces = map(re.escape, frozen.split(NAME_LEFT_OUT))
    return re.fullmatch(r"[^\W\d_]+".join(pieces), reason) is not None


def _rectify(report: Report, frozen: dict, by) -> None:
    before, today = report.fingerprint, timezone.localdate().isoformat()
    done = frozen.get("rectified", [])
    # A campaign erases many files in one day: one rectification, from what the report was the day before.
    if not done or done[-1]["on"] != today:
        frozen = {**frozen, "rectified": [*done, {"on": today, "was": before}]}
    report.snapshot, report.fingerprint = frozen, snapshot.fingerprint(frozen)
    report.save(update_fields=["snapshot", "fingerprint"])
    with scoped(report.territory_id, named=False):
        record(
            "correct",
            report,
            by=by,
            before={"fingerprint": before},
            after={"fingerprint": report.fingerprint},
            reason="Un dossier est effacé\u00a0: le rapport ne le dit plus.",
        )
    if report.state in (JobState.DONE, JobState.RUNNING):
        _again(report)


def _again(report: Report) -> None:
    """Back to the worker, which keeps a snapshot that is there and makes the files anew; the old ones go now."""
    # A worker may still hold a row that is running: its attempt is not to be given again.
    attempt = report.attempt if report.state == JobState.RUNNING else 0
    Report.objects.filter(pk=report.pk).update(
        state=JobState.WAITING, step="", done=0, total=0, error="", attempt=attempt,
        heartbeat=timezone.now(), pdf="", xlsx="", pdf_size=0, xlsx_size=0,
    )  # fmt: skip
    transaction.on_commit(partial(files.clean, report.pk), robust=True)
    ask_later("evaluation.tasks.build_report", report.pk)
