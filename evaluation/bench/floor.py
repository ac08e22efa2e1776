"""What bare Django needs: a session, the same base template, at most one query. Our pages are compared with it."""

from django.contrib.auth import SESSION_KEY
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.urls import include, path
from django.utils.functional import SimpleLazyObject

from ppde.models import Person
from territories.scoping import scoped

# What `startproject` writes.
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "evaluation.bench.floor.authentication",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
# The same base template draws the same shell: its tabs are part of the floor, as constants.
SHELL = {
    "signed_in": True,
    "nav": [{"label": f"Onglet {n}", "url": "/", "current": n == 1} for n in range(7)],
    "user_links": [{"label": f"Page {n}", "url": "/"} for n in range(5)],
}


def authentication(get_response):
    """Django's AuthenticationMiddleware with Django's own backend, whose one query reads the account and nothing else."""

    def account(request):
        return ModelBackend().get_user(int(request.session[SESSION_KEY]))

    def middleware(request):
        request.user = SimpleLazyObject(lambda: account(request))
        return get_response(request)

    return middleware


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
