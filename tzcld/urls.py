"""The site map: one include per room, all composition by strings."""

from django.conf import settings
from django.urls import include, path

urlpatterns = [
    path("", include("evaluation.urls")),
    path("", include("territories.urls")),
    path("", include("cle.urls")),
    path("", include("ppde.urls")),
    path("", include("ebe.urls")),
    path("", include("activities.urls")),
    path("compte/", include("tzcld.users.urls")),
    path("api/", include("evaluation.api_urls")),
]
handler404 = "tzcld.users.expired.not_found"
if settings.DEBUG or settings.DEMO:
    urlpatterns.append(path("composants/", include("tzcld.ui.urls")))
