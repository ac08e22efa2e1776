from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView
from rest_framework.routers import DefaultRouter

from evaluation import api

router = DefaultRouter()
router.include_format_suffixes = False
router.register("territoires", api.TerritoryViewSet, basename="territory")
router.register("activites", api.ActivityViewSet, basename="activity")
router.register("indicateurs", api.IndicatorViewSet, basename="indicator")
router.register("rapports", api.ReportViewSet, basename="report")
router.register("lettres", api.LetterViewSet, basename="letter")

app_name = "api"
urlpatterns = [
    path("v1/", include(router.urls)),
    path("schema/", login_not_required(SpectacularAPIView.as_view()), name="schema"),
]
