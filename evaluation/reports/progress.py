"""What the page says of a report being built, failed or stopped."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone

from evaluation.models import JobState, Report
from evaluation.reports import operations
from evaluation.reports.building import ANNEX, DRAW, FREEZE, LAYOUT, SAVE, STEPS
from tzcld.ui import french

# Share of the work done when each step begins, measured on a 40-page report.
START = {"": 0, FREEZE: 2, DRAW: 8, LAYOUT: 12, ANNEX: 92, SAVE: 97}
LAYOUT_SHARE = 80
SECONDS_A_PAGE = 0.25


@dataclass
class Progress:
    """Context of evaluation/report_job.html."""

    report: Report
    may_change: bool
    is_mine: bool = False

    @property
    def is_over(self) -> bool:
        return self.report.state not in operations.UNFINISHED

    @property
    def state(self) -> tuple[str, str, str]:
        return {
            JobState.WAITING: ("", "hourglass-split", "En attente"),
            JobState.RUNNING: ("info", "arrow-repeat", "En fabrication"),
            JobState.DONE: ("ok", "check-circle", "Prêt"),
            JobState.FAILED: ("bad", "x-octagon", "Échec"),
            JobState.CANCELLED: ("", "x-circle", "Arrêté"),
        }[self.report.state]

    @property
    def step(self) -> str:
        if self.report.state == JobState.WAITING:
            return "Dans la file de fabrication"
        return french.upper_first(self.report.step or FREEZE)

    @property
    def figure(self) -> str:
        """« 12 pages sur 40 estimées », or the rank of the step."""
        if self.report.state == JobState.WAITING:
            return "pas encore commencé"
        if self.report.step == LAYOUT and self.report.total:
            return f"{french.count(self.report.done, 'page')} sur {french.number(self.report.total)} estimées"
        rank = STEPS.index(self.report.step) + 1 if self.report.step in STEPS else 1
        return f"étape {rank} sur {len(STEPS)}"

    @property
    def percent(self) -> int:
        done = START.get(self.report.step, 0)
        if self.report.step == LAYOUT and self.report.total:
            done += round(LAYOUT_SHARE * min(1, self.report.done / self.report.total))
        return done

    @property
    def remaining(self) -> str:
        if self.report.step != LAYOUT or not self.report.total:
            return ""
        seconds = (self.report.total - self.report.done) * SECONDS_A_PAGE
        if seconds < 15:
            return "Encore quelques secondes."
        if seconds < 75:
            return "Encore une minute environ."
        return f"Encore {french.count(round(seconds / 60), 'minute')} environ."

    @property
    def asked(self) -> str:
        who = "vous" if self.is_mine else str(self.report.requested_by)
        when = self.report.requested_at
        same_day = timezone.localtime(when).date() == timezone.localdate()
        return f"Demandé par {who} {'à ' + french.hour(when) if same_day else 'le ' + french.date_hour(when)}."

    @property
    def stopped(self) -> str:
        """« Arrêté à 9 h 48, à l’étape « figer les chiffres ». »"""
        when = self.report.finished_at
        words = f"Arrêté le {french.date_hour(when)}" if when else "Arrêté"
        return f"{words}, à l’étape « {self.report.step} »." if self.report.step else f"{words}."

    def address(self, name: str) -> str:
        return reverse(f"evaluation:{name}", args=[self.report.territory.slug, self.report.pk])

    @property
    def poll_url(self) -> str:
        return "" if self.is_over else self.address("report_progress")

    @property
    def retry_url(self) -> str:
        return self.address("report_retry")

    @property
    def cancel_url(self) -> str:
        return self.address("report_cancel")
