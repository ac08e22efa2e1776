"""What waits for the team about its figures and what leaves the territory: a sheet that the hub asks to let out, an extract
asked for, a passage to names to be reconciled."""

from datetime import date, timedelta

from django.db.models import DateField, F, QuerySet
from django.db.models.functions import Cast
from django.urls import reverse

from evaluation.models import Extract, JobState, Report
from territories.models import TypedPeriod
from territories.queue import Source
from tzcld.ui import french


def awaited(territory, today: date) -> QuerySet:
    """Sheets that are ready and wait for the answer of their territory, `due` the days of the territory later."""
    rows = Report.objects.filter(
        territory=territory,
        agreement=Report.Agreement.WAITING,
        state=JobState.DONE,
        withdrawn_at=None,
    )
    due = Cast(F("finished_at") + timedelta(days=territory.sheet_days), DateField())
    return rows.light().select_related("requested_by").annotate(due=due).order_by("due", "pk")


def _line(report: Report, slug: str) -> dict:
    return {
        "label": report.title,
        "url": reverse("evaluation:report_agree", args=[slug, report.pk]),
        "note": f"{french.upper_first(report.get_audience_display())}, à la demande {french.de(report.requested_by)}",
    }


def taken_by_hub(territory, today: date) -> QuerySet:
    """Sheets that the hub has withdrawn, told for as long."""
    due = Cast(F("withdrawn_at") + timedelta(days=territory.sheet_days), DateField())
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


def extracts_asked(territory, today: date) -> QuerySet:
    """Extracts that the evaluation asks for, `due` on the day before which it would like an answer."""
    rows = Extract.objects.filter(territory=territory, state=Extract.State.ASKED)
    return rows.select_related("holder").annotate(due=F("answer_by")).order_by("due", "pk")


def _asked_line(extract: Extract, slug: str) -> dict:
    return {
        "label": f"Extrait n°\u00a0{extract.pk}, {extract.holder}",
        "url": reverse("evaluation:extract_detail", args=[slug, extract.pk]),
        "note": extract.purpose,
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
    Source(
        "extract_requests",
        "extract_answer",
        "extrait demandé par l’évaluation,extraits demandés par l’évaluation",
        "door-open",
        rows=extracts_asked,
        line=_asked_line,
        url=lambda slug: (
            reverse("evaluation:extract_list", args=[slug]) + "?afaire=extract_requests"
        ),
        mine="",
    ),
)
