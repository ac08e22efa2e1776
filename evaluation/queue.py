"""What waits for the team about its figures: a sheet that the hub asks to let out, a passage to names to be reconciled."""

from datetime import date, timedelta

from django.db.models import DateField, F, QuerySet
from django.db.models.functions import Cast
from django.urls import reverse

from evaluation.models import JobState, Report
from territories.models import TypedPeriod
from territories.queue import Source
from tzcld.ui import french

# A sheet tells the figures of a month: the answer is of use while it is.
ANSWER = timedelta(days=14)


def awaited(territory, today: date) -> QuerySet:
    """Sheets that are ready and wait for the answer of their territory, `due` a fortnight later."""
    rows = Report.objects.filter(
        territory=territory,
        agreement=Report.Agreement.WAITING,
        state=JobState.DONE,
        withdrawn_at=None,
    )
    due = Cast(F("finished_at") + ANSWER, DateField())
    return rows.light().select_related("requested_by").annotate(due=due).order_by("due", "pk")


def _line(report: Report, slug: str) -> dict:
    return {
        "label": report.title,
        "url": reverse("evaluation:report_agree", args=[slug, report.pk]),
        "note": f"{french.upper_first(report.get_audience_display())}, à la demande {french.de(report.requested_by)}",
    }


def taken_by_hub(territory, today: date) -> QuerySet:
    """Sheets that the hub has withdrawn, told for a fortnight."""
    due = Cast(F("withdrawn_at") + ANSWER, DateField())
    rows = Report.objects.filter(territory=territory).taken_by_hub().annotate(due=due)
    return rows.filter(due__gte=today).light().select_related("withdrawn_by").order_by("due", "pk")


def _taken_line(report: Report, slug: str) -> dict:
    return {
        "label": report.title,
        "url": reverse("evaluation:report_detail", args=[slug, report.pk]),
        "note": f"Par {report.withdrawn_by}\u00a0: {report.withdrawal_reason}",
    }


def to_reconcile(territory, today: date) -> QuerySet:
    """A passage to names whose list is not compared yet, `due` from the first month by name: the figures wait for it."""
    rows = TypedPeriod.objects.filter(territory=territory).to_reconcile()
    return rows.annotate(due=F("period__endswith")).order_by("due", "pk")


def _reconcile_line(row: TypedPeriod, slug: str) -> dict:
    return {
        "label": "Liste saisie et liste par nom",
        "url": reverse("evaluation:count_reconcile", args=[slug]),
        "note": f"Chiffres arrêtés en {french.month(row.until)} tant que le rapprochement n’est pas validé",
    }


SOURCES = (
    Source(
        "to_reconcile",
        "counting_edit",
        "rapprochement à valider,rapprochements à valider",
        "people",
        rows=to_reconcile,
        line=_reconcile_line,
        url=lambda slug: reverse("evaluation:count_list", args=[slug]),
        mine="",
    ),
    Source(
        "report_agreements",
        "report_agree",
        "fiche à laisser diffuser,fiches à laisser diffuser",
        "send-check",
        rows=awaited,
        line=_line,
        url=lambda slug: (
            reverse("evaluation:report_list", args=[slug]) + "?afaire=report_agreements"
        ),
        mine="",
    ),
    Source(
        "report_withdrawals",
        "report_agree",
        "fiche retirée de la diffusion par la métropole,fiches retirées de la diffusion par la métropole",
        "x-circle",
        rows=taken_by_hub,
        line=_taken_line,
        url=lambda slug: (
            reverse("evaluation:report_list", args=[slug]) + "?afaire=report_withdrawals"
        ),
        mine="",
    ),
)
