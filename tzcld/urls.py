"""The site map: one line per room, all composition by strings."""

from django.conf import settings
from django.urls import include, path

from tzcld.addresses import room

urlpatterns = [
    room("evaluation.urls"),
    room("territories.urls"),
    room("cle.urls"),
    room("ppde.urls"),
    room("ebe.urls"),
    room("activities.urls"),
    path("compte/", include("tzcld.users.urls")),
    path("api/", include("evaluation.api_urls")),
]
handler404 = "tzcld.users.expired.not_found"
handler500 = "tzcld.broken.failed"
if settings.DEBUG or settings.DEMO:
    urlpatterns.append(path("composants/", include("tzcld.ui.urls")))
