"""Figures, reports and letters: dashboards first, then a section for each."""

from django.urls import path

from evaluation.views import comparison, dashboard, indicators, public
from evaluation.views import reports as views

app_name = "evaluation"

_HERE = "t/<slug:territory>/"
dashboards: list = [
    path(_HERE, dashboard.dashboard, name="dashboard"),
    path(f"{_HERE}comparaison/", comparison.comparison, name="comparison"),
    path(f"{_HERE}indicateurs/", indicators.indicator_list, name="indicator_list"),
    path(f"{_HERE}indicateurs/<slug:code>/", indicators.indicator_detail, name="indicator_detail"),
]

_REPORT = "t/<slug:territory>/rapports/"
reports: list = [
    path(_REPORT, views.report_list, name="report_list"),
    path(f"{_REPORT}nouveau/", views.report_request, name="report_request"),
    path(f"{_REPORT}<int:pk>/", views.report_detail, name="report_detail"),
    path(f"{_REPORT}<int:pk>/avancement/", views.report_progress, name="report_progress"),
    path(f"{_REPORT}<int:pk>/page/", views.report_html, name="report_html"),
    path(f"{_REPORT}<int:pk>/pdf/", views.report_pdf, name="report_pdf"),
    path(f"{_REPORT}<int:pk>/xlsx/", views.report_xlsx, name="report_xlsx"),
    path(f"{_REPORT}<int:pk>/reessayer/", views.report_retry, name="report_retry"),
    path(f"{_REPORT}<int:pk>/arreter/", views.report_cancel, name="report_cancel"),
    path("rapports-publies/", views.public_report_list, name="public_report_list"),
    path("rapports-publies/<int:pk>/", views.public_report_html, name="public_report_html"),
    path("rapports-publies/<int:pk>/pdf/", views.public_report_pdf, name="public_report_pdf"),
    path("rapports-publies/<int:pk>/xlsx/", views.public_report_xlsx, name="public_report_xlsx"),
]

newsletters: list = []

public_pages: list = [
    path("", public.public_home, name="public_home"),
    path("territoires/<slug:slug>/", public.public_territory, name="public_territory"),
    path("activites/", public.public_activities, name="public_activities"),
    path("informations/<slug:page>/", public.legal, name="legal"),
]

urlpatterns = [*dashboards, *reports, *newsletters, *public_pages]
