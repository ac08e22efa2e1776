"""What bare Django needs: a session, the same base template, at most one query. Our pages are compared with it."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.urls import include, path

from ppde.models import Person
from territories.scoping import scoped

MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
]


@login_not_required
def rows(request, territory: int):
    with scoped(territory):
        found = list(
            Person.objects.filter(territory=territory).order_by("last_name", "first_name")[:50]
        )
    return render(
        request,
        "bench/floor_list.html",
        {"rows": found, "signed_in": request.user.is_authenticated},
    )


@login_not_required
def page(request):
    return render(request, "bench/floor_page.html", {"signed_in": request.user.is_authenticated})


urlpatterns = [
    path("plancher/liste/<int:territory>/", rows, name="floor_rows"),
    path("plancher/page/", page, name="floor_page"),
    path("", include("tzcld.urls")),
]
