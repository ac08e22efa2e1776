"""The register: columns and filters of the finished reports."""

from datetime import timedelta

import django_filters
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join

from evaluation.models import Report
from evaluation.reports.place import next_month
from territories.filters import WaitingFilter
from territories.models import Territory
from tzcld.queries import alphabetical
from tzcld.ui import french
from tzcld.ui.lists import Column, FilterSet, Table

AUDIENCE_STATES = {
    Report.Audience.INTERNAL: ("", "lock", "Interne"),
    Report.Audience.HUB: ("", "building", "Métropole"),
    Report.Audience.FUND: ("info", "send-check", "Transmis au Fonds"),
    Report.Audience.PUBLIC: ("ok", "globe2", "Publié"),
}
WITHDRAWN = ("warn", "x-circle", "Retiré")
REFUSED = ("", "x-circle", "Refusé par le territoire")
AWAITED = ("warn", "hourglass-split", "Accord attendu")


def audience_state(report: Report) -> tuple[str, str, str]:
    if report.withdrawn_at:
        return REFUSED if report.agreement == Report.Agreement.REFUSED else WITHDRAWN
    if report.agreement == Report.Agreement.WAITING:
        return AWAITED
    return AUDIENCE_STATES[report.audience]


def figures_on(report: Report):
    """The day of which the figures speak: the last of the month, or that of the making while the month ran.

    `report`: a row of `ReportQuerySet.light`.
    """
    made = timezone.localdate(report.figures_at)
    return min(next_month(report.month) - timedelta(days=1), made)


def links(report: Report) -> list[tuple[str, str]]:
    """(words, address) of the three forms of a report."""
    args = [report.territory.slug, report.pk]
    return [
        (f"PDF ({french.file_size(report.pdf_size)})", reverse("evaluation:report_pdf", args=args)),
        ("Page web", reverse("evaluation:report_html", args=args)),
        (
            f"XLSX ({french.file_size(report.xlsx_size)})",
            reverse("evaluation:report_xlsx", args=args),
        ),
    ]


def public_links(report: Report) -> list[tuple[str, str]]:
    args = [report.pk]
    return [
        (
            f"PDF ({french.file_size(report.pdf_size)})",
            reverse("evaluation:public_report_pdf", args=args),
        ),
        ("Page web", reverse("evaluation:public_report_html", args=args)),
        (
            f"XLSX ({french.file_size(report.xlsx_size)})",
            reverse("evaluation:public_report_xlsx", args=args),
        ),
    ]


def cell(found: list[tuple[str, str]], report: Report) -> str:
    name = f"{report.title}, {report.territory.name}"
    return format_html(
        '<span class="row-flex tight">{}</span>',
        format_html_join(
            "",
            '<a class="act" href="{}"><span>{}</span><span class="visually-hidden">, {}</span></a>',
            ((url, words, name) for words, url in found),
        ),
    )


def columns(*, public: bool = False, local: bool = False) -> list[Column]:
    """`public`: without the audience, which is everybody; `local`: without the territory, which is the page's."""
    return [
        Column(
            "title",
            "Rapport",
            sort="title",
            link=lambda r: (
                reverse("evaluation:public_report_html", args=[r.pk])
                if public
                else r.get_absolute_url()
            ),
        ),
        *(
            []
            if local
            else [Column("territory", "Territoire", value="territory.name", sort="territory__name")]
        ),
        Column("month", "Chiffres au", kind="date", value=figures_on, sort="month"),
        *(
            []
            if public
            else [
                Column(
                    "audience",
                    "Diffusion",
                    kind="state",
                    value=audience_state,
                    sort="audience",
                )
            ]
        ),
        Column("finished_at", "Préparé le", kind="date", sort="finished_at"),
        Column(
            "files",
            "Télécharger",
            value=lambda r: r.pages,
            cell=lambda r: cell(public_links(r) if public else links(r), r),
            export=False,
        ),
    ]


def register(*, local: bool) -> Table:
    return Table(
        name="rapports",
        one="rapport prêt",
        many="rapports prêts",
        columns=columns(local=local),
        order="-finished_at",
        empty="Chaque rapport fige ses chiffres le jour de sa fabrication : il ne change plus ensuite.",
    )


REPORTS = register(local=False)
LOCAL_REPORTS = register(local=True)
PUBLIC_REPORTS = Table(
    name="rapports-publies",
    one="rapport publié",
    many="rapports publiés",
    columns=columns(public=True),
    order="-finished_at",
    empty="Les rapports que les territoires et la métropole publient paraîtront ici.",
)


class PublicReportFilters(FilterSet):
    territory = django_filters.ModelChoiceFilter(
        label="Territoire", queryset=Territory.objects.none()
    )
    kind = django_filters.ChoiceFilter(label="Nature", choices=Report.Kind.choices)

    class Meta:
        model = Report
        fields = ["territory", "kind"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "territory" in self.filters:
            self.filters["territory"].queryset = Territory.objects.filter(
                pk__in=self.queryset.order_by().values("territory")
            ).order_by(alphabetical("name"))


class ReportFilters(PublicReportFilters):
    audience = django_filters.ChoiceFilter(label="Diffusion", choices=Report.Audience.choices)

    class Meta:
        model = Report
        fields = ["territory", "kind", "audience"]


class LocalReportFilters(FilterSet):
    """A territory's own register: nothing to choose but the audience."""

    audience = django_filters.ChoiceFilter(label="Diffusion", choices=Report.Audience.choices)
    afaire = WaitingFilter(report_agreements="pk", report_withdrawals="pk")

    class Meta:
        model = Report
        fields = ["audience"]
