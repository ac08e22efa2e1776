"""The life of a report: asked for, retried, cancelled, swept. The task that builds it is evaluation.tasks.build_report."""

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from evaluation.announcements import report_changed
from evaluation.models import JobState, Report
from evaluation.reports import files, snapshot
from territories.journal import record, refuse_no_reason
from territories.scoping import scope_of
from tzcld.ui import french

Audience, Agreement = Report.Audience, Report.Agreement
MAX_ATTEMPTS = 3
# A worker says that it is alive at least every few seconds; a page of drawings may take one or two.
LOST_AFTER = timedelta(seconds=60)
# A row that no worker took: the broker lost the message, or the queue is long.
FORGOTTEN_AFTER = timedelta(minutes=5)
UNFINISHED = (JobState.WAITING, JobState.RUNNING)

GAVE_UP = (
    "La fabrication s’est arrêtée trois fois sans finir, sans doute parce que le serveur a redémarré. "
    "Réessayez ; si l’échec revient, prévenez l’administration de la plateforme."
)


def report_title(kind: str, month: date) -> str:
    words = french.month(month)
    if kind == Report.Kind.HUB_REPORT:
        return f"Rapport métropolitain, {words}"
    return f"Fiche territoire, {words}"


def request_report(*, territory, kind: str, month: date, audience: str, by) -> Report:
    """A new row that waits for a worker. The figures are frozen when the work starts, not now."""
    report = Report.objects.create(
        territory=territory,
        kind=kind,
        month=month.replace(day=1),
        audience=audience,
        agreement=_agreement(territory, kind, audience, by),
        title=report_title(kind, month),
        requested_by=by,
        heartbeat=timezone.now(),
    )
    record("request", report, by=by, after={"month": report.month, "audience": audience})
    enqueue(report.pk)
    return report


def retry_report(report: Report, *, by) -> bool:
    """Start a failed or cancelled report again, with figures frozen anew, but for one rectified since: it is only laid out
    again. False when it is no longer stopped, or when
    another wider version of its source has been asked for since."""
    if report.widens_id and _versions(report).exists():
        return False
    changed = Report.objects.filter(
        pk=report.pk, state__in=(JobState.FAILED, JobState.CANCELLED)
    ).update(
        state=JobState.WAITING,
        step="",
        done=0,
        total=0,
        error="",
        attempt=0,
        heartbeat=timezone.now(),
        finished_at=None,
        **({} if "rectified" in report.snapshot else _figures_of(report.widens, report.audience)),
    )
    if changed:
        record("request", report, by=by, reason="nouvel essai")
        enqueue(report.pk)
    return bool(changed)


# Wider and withdrawn ────────────────────────────────────────────────────────────────────────────

# From the narrowest to the widest.
ORDER = (Audience.INTERNAL, Audience.HUB, Audience.FUND, Audience.PUBLIC)
# Those whose frozen figures hold nothing that wider readers may not read: small counts masked, no written reason.
SHARED = (Audience.FUND, Audience.PUBLIC)


def wider_than(audience: str) -> list[Audience]:
    return list(ORDER[ORDER.index(Audience(audience)) + 1 :])


def _versions(like: Report) -> QuerySet[Report]:
    """The other living versions of the same report for the same readers: one at most (report_widened_once)."""
    found = Report.objects.filter(widens=like.widens_id, audience=like.audience, withdrawn_at=None)
    return found.exclude(state__in=(JobState.FAILED, JobState.CANCELLED)).exclude(pk=like.pk)


def keeps_figures(audience: str) -> bool:
    """Whether a wider version prints the same frozen figures; else they are masked and frozen again."""
    return audience in SHARED


def _figures_of(source: Report | None, audience: str) -> dict:
    """The snapshot that a version starts with: its source's where wider readers may read it, else none yet."""
    if source is None or not keeps_figures(source.audience):
        return {"snapshot": {}, "fingerprint": ""}
    frozen = {**source.snapshot, "audience": audience}
    return {"snapshot": frozen, "fingerprint": snapshot.fingerprint(frozen)}


@transaction.atomic
def widen_report(report: Report, *, audience: str, by) -> Report:
    """A version of this report for more readers, built as any other; this one stays as it is in the register.

    Exact figures and the reasons written by the teams never go further: such a report is masked anew, from the figures
    stored today. A version that the Fund read is published with the very figures it read. ValidationError in French.
    """
    report = (
        Report.objects.select_for_update(of=("self",)).select_related("territory").get(pk=report.pk)
    )
    if report.state != JobState.DONE:
        raise ValidationError("Ce rapport n’est pas prêt : attendez la fin de sa fabrication.")
    if report.withdrawn_at:
        raise ValidationError("Ce rapport est retiré : il ne se diffuse plus.")
    if report.agreement == Agreement.WAITING:
        raise ValidationError("Le territoire n’a pas encore répondu pour ce rapport-ci.")
    if audience not in wider_than(report.audience):
        raise ValidationError(
            {"audience": "Ce rapport a déjà ces lecteurs. Choisissez plus large."}
        )
    if _versions(Report(widens=report, audience=audience)).exists():
        raise ValidationError({"audience": "Une version pour ces lecteurs existe déjà."})
    version = Report.objects.create(
        territory=report.territory,
        kind=report.kind,
        month=report.month,
        audience=audience,
        agreement=_agreement(report.territory, report.kind, audience, by),
        title=report.title,
        requested_by=by,
        heartbeat=timezone.now(),
        widens=report,
        **_figures_of(report, audience),
    )
    record(
        "widen", report, by=by, before={"audience": report.audience}, after={"audience": audience}
    )
    enqueue(version.pk)
    return version


@transaction.atomic
def withdraw_report(report: Report, *, reason: str, by) -> None:
    """Those outside read it no more; its public page says since when and why. ValidationError in French."""
    report = Report.objects.select_for_update(of=("self",)).get(pk=report.pk)
    if report.audience not in SHARED or report.state != JobState.DONE:
        raise ValidationError("Ce rapport n’est ni publié ni transmis : il n’y a rien à retirer.")
    if report.withdrawn_at:
        raise ValidationError("Ce rapport est déjà retiré.")
    refuse_no_reason(reason, "Écrivez pourquoi ce rapport est retiré.")
    report.withdrawn_at, report.withdrawn_by = timezone.now(), by
    report.withdrawal_reason = reason.strip()
    report.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawal_reason"])
    record("unpublish", report, by=by, before={"audience": report.audience}, reason=reason.strip())
    report_changed(report)


@transaction.atomic
def restore_report(report: Report, *, by) -> None:
    """A report withdrawn by mistake is read again by those it was for. ValidationError in French."""
    report = Report.objects.select_for_update(of=("self",)).get(pk=report.pk)
    if not report.withdrawn_at:
        raise ValidationError("Ce rapport n’est pas retiré.")
    if report.widens_id and _versions(report).exists():
        raise ValidationError("Une autre version pour ces lecteurs l’a remplacé.")
    if not may_restore(report, by):
        raise ValidationError(
            "Le territoire a refusé cette diffusion\u00a0: lui seul peut revenir dessus."
            if report.agreement == Agreement.REFUSED
            else "Le territoire a retiré cette fiche\u00a0: lui seul peut la remettre en diffusion."
        )
    if report.agreement == Agreement.REFUSED:
        report.agreement = Agreement.GIVEN
    before = {"withdrawn_at": report.withdrawn_at, "reason": report.withdrawal_reason}
    report.withdrawn_at, report.withdrawn_by, report.withdrawal_reason = None, None, ""
    report.save(update_fields=["agreement", "withdrawn_at", "withdrawn_by", "withdrawal_reason"])
    record("publish", report, by=by, before=before, after={"audience": report.audience})
    report_changed(report)


# The territory's answer ─────────────────────────────────────────────────────────────────────────


def may_agree(territory, by) -> bool:
    """Whether this account answers for the territory."""
    return "report_agree" in scope_of(by).verbs_in(territory)


def may_restore(report: Report, by) -> bool:
    """Whether this account may put a withdrawn report back: a sheet that its territory took back, the territory alone."""
    if not Report.objects.filter(pk=report.pk).taken_back().exists():
        return True
    return may_agree(report.territory, by)


def asks_agreement(territory, kind: str, audience: str, by) -> bool:
    """A sheet that leaves the hub waits for its territory, unless the territory itself asks for it."""
    leaves = kind == Report.Kind.TERRITORY_SHEET and audience in SHARED
    return leaves and not may_agree(territory, by)


def _agreement(territory, kind: str, audience: str, by) -> str:
    return Agreement.WAITING if asks_agreement(territory, kind, audience, by) else Agreement.NONE


@transaction.atomic
def answer_agreement(report: Report, *, accepted: bool, reason: str = "", by) -> None:
    """The territory lets its sheet be read outside, or says why not: it is then withdrawn before anybody read it.

    ValidationError in French.
    """
    report = (
        Report.objects.select_for_update(of=("self",)).select_related("territory").get(pk=report.pk)
    )
    is_asked = report.agreement == Agreement.WAITING and report.state == JobState.DONE
    if not is_asked or report.withdrawn_at:
        raise ValidationError("Ce rapport n’attend pas de réponse.")
    if accepted:
        report.agreement = Agreement.GIVEN
        report.save(update_fields=["agreement"])
        record("publish", report, by=by, after={"audience": report.audience, "agreement": "given"})
        report_changed(report)
        return
    refuse_no_reason(reason, "Écrivez pourquoi le territoire refuse.")
    report.agreement = Agreement.REFUSED
    report.withdrawn_at, report.withdrawn_by = timezone.now(), by
    report.withdrawal_reason = reason.strip()
    report.save(update_fields=["agreement", "withdrawn_at", "withdrawn_by", "withdrawal_reason"])
    after = {"agreement": "refused"}
    record("unpublish", report, by=by, after=after, reason=reason.strip())


def cancel_report(report: Report, *, by) -> bool:
    """Stop a report that is not finished; the worker notices at its next step. False when it is over already."""
    changed = Report.objects.filter(pk=report.pk, state__in=UNFINISHED).update(
        state=JobState.CANCELLED, finished_at=timezone.now()
    )
    if changed:
        record("end", report, by=by, reason="fabrication arrêtée")
        transaction.on_commit(lambda: files.clean(report.pk), robust=True)
    return bool(changed)


def sweep() -> int:
    """Take up what was lost: restart rows without sign of life, give up after three attempts. Returns how many moved."""
    now = timezone.now()
    lost = Report.objects.filter(state=JobState.RUNNING, heartbeat__lt=now - LOST_AFTER)
    given_up = list(lost.filter(attempt__gte=MAX_ATTEMPTS).values_list("pk", flat=True))
    for pk in given_up:
        if lost.filter(pk=pk).update(state=JobState.FAILED, error=GAVE_UP, finished_at=now):
            files.clean(pk)
    moved = len(given_up)
    forgotten = Report.objects.filter(state=JobState.WAITING, heartbeat__lt=now - FORGOTTEN_AFTER)
    for rows in (lost.filter(attempt__lt=MAX_ATTEMPTS), forgotten):
        for pk in list(rows.values_list("pk", flat=True)):
            if rows.filter(pk=pk).update(state=JobState.WAITING, heartbeat=now):
                enqueue(pk)
                moved += 1
    return moved


def enqueue(pk: int) -> None:
    from evaluation.tasks import build_report

    # The worker must find the row: not before it is committed.
    transaction.on_commit(lambda: build_report.delay(pk), robust=True)
