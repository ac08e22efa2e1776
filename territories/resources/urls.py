"""Addresses of the levers, the commitments and the news."""

from django.urls import path

from territories.views import commitments, news, schemes

urlpatterns = [
    # t/<territoire>/leviers/
    path("t/<slug:territory>/leviers/", schemes.scheme_list, name="scheme_list"),
    path("t/<slug:territory>/leviers/ajouter/", schemes.scheme_create, name="scheme_create"),
    path("t/<slug:territory>/leviers/<int:pk>/", schemes.scheme_detail, name="scheme_detail"),
    path("t/<slug:territory>/leviers/<int:pk>/modifier/", schemes.scheme_edit, name="scheme_edit"),
    path("t/<slug:territory>/leviers/<int:pk>/verifie/", schemes.scheme_check, name="scheme_check"),
    # t/<territoire>/engagements/
    path("t/<slug:territory>/engagements/", commitments.commitment_list, name="commitment_list"),
    path(
        "t/<slug:territory>/engagements/noter/",
        commitments.commitment_create,
        name="commitment_create",
    ),
    path(
        "t/<slug:territory>/engagements/<int:pk>/",
        commitments.commitment_detail,
        name="commitment_detail",
    ),
    path(
        "t/<slug:territory>/engagements/<int:pk>/modifier/",
        commitments.commitment_edit,
        name="commitment_edit",
    ),
    path(
        "t/<slug:territory>/engagements/<int:pk>/donner/",
        commitments.delivery_create,
        name="delivery_create",
    ),
    # t/<territoire>/actualites/
    path("t/<slug:territory>/actualites/", news.news_list, name="news_list"),
    path("t/<slug:territory>/actualites/ecrire/", news.news_create, name="news_create"),
    path("t/<slug:territory>/actualites/courriel/", news.digest_edit, name="digest_edit"),
    path(
        "t/<slug:territory>/actualites/courriel/reprendre/",
        news.digest_restart,
        name="digest_restart",
    ),
    path("t/<slug:territory>/actualites/<int:pk>/", news.news_edit, name="news_edit"),
    path("actualites/<int:hub_id>/<str:token>/", news.digest_stop, name="digest_stop"),
]
