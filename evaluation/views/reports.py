"""Reports: the register, the request, the progress, the three forms of each, and what is published."""

from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import FileResponse, Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from evaluation.models import JobState, Report
from evaluation.reports import operations, paper, snapshot
from evaluation.reports.forms import AgreementForm, RequestForm, WidenForm, WithdrawForm
from evaluation.reports.progress import Progress
from evaluation.reports.tables import (
    LOCAL_REPORTS,
    PUBLIC_REPORTS,
    REPORTS,
    LocalReportFilters,
    PublicReportFilters,
    ReportFilters,
    audience_state,
    figures_on,
    links,
    public_links,
)
from territories.access import ACT, FORM, allows
from territories.journal import exporter, record
from territories.models import Territory
from territories.roles import Role
from tzcld.sheets import CONTENT_TYPES
from tzcld.ui.confirm import confirm
from tzcld.ui.lists import render_list
from tzcld.ui.once import once

JOBS_SHOWN = 6
LEAD = "Chaque rapport fige ses chiffres le jour de sa fabrication. Les versions publiées ne changent plus."


def visible(request):
    """Reports of the page's territory; on the hub's pages, of all its territories."""
    here = Q(territory=request.territory)
    if request.territory.is_hub:
        here |= Q(territory__hub=request.territory)
    reports = Report.objects.visible_to(request.user).filter(here)
    return reports.light().select_related("territory__hub", "requested_by")


def find(request, pk: int) -> Report:
    """The report of this address. Http404 when it is not there for this account, or not of this territory."""
    return get_object_or_404(visible(request).filter(territory=request.territory), pk=pk)


def progress_of(request, report: Report) -> Progress:
    may = "report_request" in request.scope.verbs_in(report.territory)
    return Progress(report, may, report.requested_by_id == request.user.pk)


@allows("report_view")
def report_list(request):
    reports = visible(request)
    jobs = reports.filter(state__in=(*operations.UNFINISHED, JobState.FAILED))[:JOBS_SHOWN]
    is_hub = request.territory.is_hub
    actions = []
    if request.scope.can("report_request"):
        url = reverse("evaluation:report_request", args=[request.territory.slug])
        actions = [
            {
                "label": "Préparer un rapport",
                "url": url,
                "icon": "file-earmark-plus",
                "primary": True,
            }
        ]
    return render_list(
        request,
        queryset=reports.filter(state=JobState.DONE),
        table=REPORTS if is_hub else LOCAL_REPORTS,
        title="Rapports",
        filterset_class=ReportFilters if is_hub else LocalReportFilters,
        template="evaluation/report_list.html",
        export=exporter(request, Report),
        context={
            "lead": LEAD,
            "actions": actions,
            "jobs": [progress_of(request, report) for report in jobs],
        },
    )


@allows("report_request", methods=FORM)
def report_request(request):
    place, scope = request.territory, request.scope
    below = Territory.objects.of_hub(place).filter(pk__in=scope.territories_where("report_request"))
    is_team = any(
        m.territory_id == place.pk and m.role in (Role.PROJECT_LEAD, Role.JOURNEY_OFFICER)
        for m in scope.memberships
    )
    form = RequestForm(request.POST or None, place=place, is_team=is_team, below=below)
    if request.method == "POST" and form.is_valid():
        report, again = once(
            request,
            lambda: operations.request_report(**form.asked, by=request.user),
            # Once it is made, the same one may be wanted on figures corrected since.
            stands=lambda report: report.state in operations.UNFINISHED,
        )
        messages.success(
            request,
            again
            or "Le rapport est en fabrication. Vous pouvez quitter cette page sans l’arrêter.",
        )
        return redirect(report)
    back = reverse("evaluation:report_list", args=[place.slug])
    context = {
        "form": form,
        "title": "Préparer un rapport",
        "threshold": place.masking_threshold,
        "intro": "Les chiffres sont figés quand la fabrication commence, puis mis en page : comptez une minute.",
        "submit_label": "Préparer le rapport",
        "cancel_url": back,
        "breadcrumb": [("Rapports", back), ("Préparer un rapport", "")],
    }
    return render(request, "evaluation/report_request.html", context)


@allows("report_view")
def report_detail(request, pk: int):
    report = find(request, pk)
    drawn = None
    if report.state == JobState.DONE:
        drawn = paper.draw(report.snapshot, report.fingerprint)
    back = reverse("evaluation:report_list", args=[request.territory.slug])
    context = {
        "report": report,
        "title": report.title,
        "actions": detail_actions(request, report),
        "versions": [
            {"report": version, "state": audience_state(version)}
            for version in visible(request).filter(widens=report).order_by("pk")
        ],
        "is_taken_back": bool(report.withdrawn_at)
        and not operations.may_restore(report, request.user),
        "is_awaited": is_awaited(report),
        "source": visible(request).filter(pk=report.widens_id).first()
        if report.widens_id
        else None,
        "job": progress_of(request, report),
        "drawn": drawn,
        "figures_on": figures_on(report),
        "downloads": links(report),
        "is_intact": bool(drawn) and snapshot.fingerprint(report.snapshot) == report.fingerprint,
        "breadcrumb": [("Rapports", back), (report.title, "")],
    }
    return render(request, "evaluation/report_detail.html", context)


def detail_actions(request, report: Report) -> list[dict]:
    if report.state != JobState.DONE or not request.scope.can("report_request"):
        return []
    args = [request.territory.slug, report.pk]

    def action(label: str, name: str, icon: str) -> dict:
        return {"label": label, "url": reverse(f"evaluation:{name}", args=args), "icon": icon}

    if is_awaited(report) and request.scope.can("report_agree"):
        return [
            action("Répondre à la métropole", "report_agree", "chat-left-text") | {"primary": True}
        ]
    if report.withdrawn_at:
        if not operations.may_restore(report, request.user):
            return []
        return [action("Remettre en diffusion", "report_restore", "arrow-counterclockwise")]
    found = []
    if operations.wider_than(report.audience) and not is_awaited(report):
        found.append(action("Élargir la diffusion", "report_widen", "globe2"))
    if report.audience in operations.SHARED:
        found.append(action("Retirer de la diffusion", "report_withdraw", "x-circle"))
    return found


def is_awaited(report: Report) -> bool:
    return report.agreement == Report.Agreement.WAITING and not report.withdrawn_at


@allows("report_agree", methods=FORM)
def report_agree(request, pk: int):
    report = find(request, pk)
    if report.state != JobState.DONE or not is_awaited(report):
        messages.info(request, "Ce rapport n’attend pas de réponse.")
        return redirect(report)
    form = AgreementForm(request.POST or None)
    label = "Enregistrer la réponse"
    return confirm(
        request,
        lambda **_: operations.answer_agreement(report, by=request.user, **form.answered),
        to=report,
        form=form,
        done="Votre réponse est enregistrée.",
        title="La métropole demande à diffuser cette fiche",
        consequence="Les petits effectifs y sont masqués. Personne ne la lit "
        "hors de la métropole tant que le territoire n’a pas répondu ; acceptée, elle se retire quand vous voulez.",
        submit_label=label,
        **_of_register(request, report, label),
    )


@allows("report_request", methods=FORM)
def report_widen(request, pk: int):
    report = find(request, pk)
    asks = operations.asks_agreement(
        report.territory, report.kind, Report.Audience.PUBLIC, request.user
    )
    form = WidenForm(request.POST or None, report=report, asks=asks)
    if request.method == "POST" and form.is_valid():
        try:
            version = operations.widen_report(report, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, " ".join(error.messages))
        else:
            messages.success(
                request, "La version est en fabrication. Ce rapport-ci reste au registre."
            )
            return redirect(version)
    back = reverse("evaluation:report_list", args=[request.territory.slug])
    context = {
        "form": form,
        "report": report,
        "title": "Élargir la diffusion",
        "intro": f"{report.title}, {report.territory.name}. Diffusion : {report.get_audience_display()}.",
        "keeps_figures": operations.keeps_figures(report.audience),
        "is_internal": report.audience == Report.Audience.INTERNAL,
        "is_possible": report.state == JobState.DONE
        and not report.withdrawn_at
        and not is_awaited(report)
        and bool(operations.wider_than(report.audience)),
        "submit_label": "Préparer cette version",
        "cancel_url": report.get_absolute_url(),
        "breadcrumb": [
            ("Rapports", back),
            (report.title, report.get_absolute_url()),
            ("Élargir la diffusion", ""),
        ],
    }
    return render(request, "evaluation/report_widen.html", context)


@allows("report_request", methods=FORM)
def report_withdraw(request, pk: int):
    report = find(request, pk)
    readers = (
        "Plus personne ne le lira hors de la plateforme. Son adresse publique dira qu’il est retiré, depuis quand et pourquoi. "
        "Ceux qui l’ont déjà téléchargé le gardent."
        if report.audience == Report.Audience.PUBLIC
        else "Les financeurs ne le liront plus ici. Ceux qui l’ont déjà téléchargé le gardent."
    )
    label = "Retirer le rapport"
    return confirm(
        request,
        partial(operations.withdraw_report, report, by=request.user),
        to=report,
        form=WithdrawForm(request.POST or None),
        done="Le rapport est retiré.",
        title="Retirer ce rapport\u00a0?",
        consequence=f"{readers} L’équipe et la métropole le gardent au registre.",
        submit_label=label,
        danger=True,
        **_of_register(request, report, label),
    )


@allows("report_request", methods=FORM)
def report_restore(request, pk: int):
    report = find(request, pk)
    label = "Remettre le rapport en diffusion"
    return confirm(
        request,
        partial(operations.restore_report, report, by=request.user),
        to=report,
        done="Le rapport est de nouveau en diffusion.",
        title="Remettre ce rapport en diffusion\u00a0?",
        consequence="Il redevient lisible par ceux à qui il était destiné, avec les mêmes chiffres.",
        submit_label=label,
        **_of_register(request, report, label),
    )


def _of_register(request, report: Report, label: str) -> dict:
    """Which report a page of the register asks about, and where it stands."""
    back = reverse("evaluation:report_list", args=[request.territory.slug])
    return {
        "facts": [
            {"label": "Rapport", "value": f"{report.title}, {report.territory.name}"},
            {"label": "Diffusion", "value": report.get_audience_display()},
        ],
        "breadcrumb": [("Rapports", back), (report.title, report.get_absolute_url()), (label, "")],
    }


@allows("report_view")
def report_progress(request, pk: int):
    """The panel of the job, asked again every two seconds while it lasts."""
    job = progress_of(request, find(request, pk))
    if job.is_over:
        # The whole page changes: its downloads, or its ways out.
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "evaluation/report_job.html", {"job": job, "level": 2})


@allows("report_view")
def report_html(request, pk: int):
    report = ready(find(request, pk))
    back = reverse("evaluation:report_list", args=[request.territory.slug])
    return _page(
        request,
        report,
        links(report),
        [("Rapports", back), (report.title, report.get_absolute_url()), ("Page web", "")],
    )


def _page(request, report: Report, downloads: list, breadcrumb: list):
    drawn = paper.draw(report.snapshot, report.fingerprint)
    context = {
        "title": report.title,
        "report": drawn,
        "downloads": [d for d in downloads if d[0] != "Page web"],
        "breadcrumb": breadcrumb,
    }
    return render(request, "evaluation/report_html.html", context)


@allows("report_view")
def report_pdf(request, pk: int):
    return _journaled(request, ready(find(request, pk)), "pdf")


@allows("report_view")
def report_xlsx(request, pk: int):
    return _journaled(request, ready(find(request, pk)), "xlsx")


def _journaled(request, report: Report, fmt: str):
    answer = download(report, fmt)
    if answer is None:
        messages.error(
            request,
            "Le fichier n’est plus dans le dépôt de la plateforme. Préparez le rapport à nouveau, "
            "ou demandez à l’administration de le restaurer.",
        )
        return HttpResponseRedirect(report.get_absolute_url())
    if request.method == "GET":
        record("export", report, by=request.user, after={"format": fmt})
    return answer


def ready(report: Report) -> Report:
    """The report, if it is finished. Http404 otherwise: there is nothing to read yet."""
    if report.state != JobState.DONE:
        raise Http404("Ce rapport n’est pas encore prêt.")
    return report


def download(report: Report, fmt: str) -> FileResponse | None:
    """The file, or None when the storage has lost it."""
    try:
        file = getattr(report, fmt).open("rb")
    except (FileNotFoundError, ValueError):
        return None
    name = slugify(f"{report.title} {report.territory.slug} {report.get_audience_display()}")
    kind = "application/pdf" if fmt == "pdf" else CONTENT_TYPES["xlsx"]
    return FileResponse(file, as_attachment=True, filename=f"{name}.{fmt}", content_type=kind)


@allows("report_request", methods=ACT)
def report_retry(request, pk: int):
    report = find(request, pk)
    if operations.retry_report(report, by=request.user):
        messages.success(request, "La fabrication recommence.")
    return redirect(report)


@allows("report_request", methods=ACT)
def report_cancel(request, pk: int):
    report = find(request, pk)
    if operations.cancel_report(report, by=request.user):
        messages.success(request, "La fabrication est arrêtée.")
    else:
        messages.info(request, "Ce rapport n’était plus en fabrication.")
    return redirect(report)


# Published ──────────────────────────────────────────────────────────────────────────────────────


def published():
    return Report.objects.public().light().select_related("territory__hub")


def was_published():
    return Report.objects.published().light().select_related("territory__hub")


@login_not_required
@require_safe
def public_report_list(request):
    return render_list(
        request,
        queryset=published(),
        table=PUBLIC_REPORTS,
        title="Rapports publiés",
        filterset_class=PublicReportFilters,
        template="evaluation/public_report_list.html",
        context={
            "lead": "Les territoires zéro chômeur de longue durée rendent compte de ce qu’ils font. "
            "Les petits effectifs sont masqués."
        },
    )


@login_not_required
@require_safe
def public_report_html(request, pk: int):
    report = get_object_or_404(was_published(), pk=pk)
    if report.withdrawn_at:
        return withdrawn(request, report)
    back = reverse("evaluation:public_report_list")
    return _page(
        request, report, public_links(report), [("Rapports publiés", back), (report.title, "")]
    )


@login_not_required
@require_safe
def public_report_pdf(request, pk: int):
    return _public(request, pk, "pdf")


@login_not_required
@require_safe
def public_report_xlsx(request, pk: int):
    return _public(request, pk, "xlsx")


def _public(request, pk: int, fmt: str):
    report = get_object_or_404(was_published(), pk=pk)
    if report.withdrawn_at:
        return withdrawn(request, report)
    answer = download(report, fmt)
    if answer is None:
        raise Http404("Ce fichier n’est plus disponible.")
    return answer


def withdrawn(request, report: Report):
    """What the address of a report says once it is withdrawn: gone, since when, why. Never its figures."""
    back = reverse("evaluation:public_report_list")
    context = {
        "title": "Ce rapport a été retiré",
        "report": report,
        "back": back,
        "breadcrumb": [("Rapports publiés", back), (report.title, "")],
    }
    return render(request, "evaluation/public_report_withdrawn.html", context, status=410)
