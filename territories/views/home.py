"""Where an account arrives, and how it goes from one of its territories to another."""

from urllib.parse import urlsplit

from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve, reverse
from django.views.decorators.http import require_safe

from territories.access import LAST_TERRITORY
from territories.context import first_page


@require_safe
def home(request):
    """The territory last visited, else that of the first role, at the first page the role opens."""
    choices = {territory.slug: territory for territory in request.scope.choices}
    if not choices:
        return render(
            request, "territories/no_territory.html", {"title": "Aucun territoire pour l’instant"}
        )
    first = request.scope.memberships[0].territory
    territory = choices.get(request.session.get(LAST_TERRITORY), first)
    return redirect(first_page(request.scope, territory))


@require_safe
def territory_enter(request, territory: str):
    """Another territory of the account: the same page there when it exists and opens, else its first one."""
    there = request.scope.enter(territory)
    request.session[LAST_TERRITORY] = there.slug
    return redirect(_same_page(request, there) or first_page(request.scope, there))


def _same_page(request, there) -> str | None:
    referer = urlsplit(request.headers.get("Referer", ""))
    if referer.netloc and referer.netloc != request.get_host():
        return None
    try:
        match = resolve(referer.path)
    except Resolver404:
        return None
    verb = getattr(match.func, "verb", None)
    if set(match.kwargs) != {"territory"} or verb not in request.scope.verbs_in(there):
        return None
    return reverse(match.view_name, kwargs={"territory": there.slug})
