"""Figures, reports and letters: dashboards first, then a section for each."""

app_name = "evaluation"

dashboards: list = []

reports: list = []

newsletters: list = []

urlpatterns = [*dashboards, *reports, *newsletters]
