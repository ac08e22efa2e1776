"""What bare Django needs: a session, the same base template, at most one query. Our pages are compared with it."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.urls import include, path

from ppde.models import Person
from territories.scoping import scoped

# What `startproject` writes.
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
# The same base template draws the same shell: its tabs are part of the floor, as constants.
SHELL = {
    "signed_in": True,
    "nav": [{"label": f"Onglet {n}", "url": "/", "current": n == 1} for n in range(7)],
    "user_links": [{"label": f"Page {n}", "url": "/"} for n in range(5)],
}


@login_not_required
def rows(request, territory: int):
    with scoped(territory):
        found = list(
            Person.objects.filter(territory=territory).order_by("last_name", "first_name")[:50]
        )
    return render(
        request,
        "bench/floor_list.html",
        {**SHELL, "rows": found},
    )


@login_not_required
def page(request):
    return render(request, "bench/floor_page.html", SHELL)


urlpatterns = [
    path("plancher/liste/<int:territory>/", rows, name="floor_rows"),
    path("plancher/page/", page, name="floor_page"),
    path("", include("tzcld.urls")),
]
