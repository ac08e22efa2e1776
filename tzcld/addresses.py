"""The addresses of a room, asked by their parts.

Django tries the addresses of the site one by one, each by an expression over the whole of it: the page of a late room has
seen some hundreds refuse it. Those that begin alike are put behind their common beginning, which is tried once.
"""

from collections.abc import Iterable, Iterator
from importlib import import_module
from itertools import takewhile

from django.urls import URLPattern, URLResolver, include, path
from django.urls.resolvers import RoutePattern

# (what is left of its address, the page)
Route = tuple[str, URLPattern]


def room(urls: str) -> URLResolver:
    """The addresses of this module (`urlpatterns`, `app_name`): the same, and their names, sooner found."""
    module = import_module(urls)
    return path("", include((list(_split(module.urlpatterns)), module.app_name)))


def _split(patterns: Iterable) -> Iterator:
    routes = list(_routes(patterns))
    yield from _behind_beginnings(routes)
    # Written as expressions (`re_path`), or with names of their own: as they are.
    yield from (p for p in patterns if not _is_open(p))


def _is_open(pattern) -> bool:
    if not isinstance(pattern.pattern, RoutePattern) or getattr(pattern, "namespace", None):
        return False
    return all(map(_is_open, getattr(pattern, "url_patterns", ())))


def _routes(patterns: Iterable, before: str = "") -> Iterator[Route]:
    for pattern in filter(_is_open, patterns):
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _routes(pattern.url_patterns, route)
        else:
            yield route, pattern


def _behind_beginnings(routes: list[Route]) -> Iterator:
    """In the order given, each beginning where the first that has it stood: of two that take an address, the first has it."""
    groups: dict[str, list[Route]] = {}
    for route, page in routes:
        groups.setdefault(route[: route.find("/") + 1], []).append((route, page))
    for first, alike in groups.items():
        if len(alike) == 1 or not first:
            for route, page in alike:
                yield path(route, page.callback, page.default_args, page.name)
            continue
        parts = zip(*(route.split("/")[:-1] for route, _ in alike), strict=False)
        begin = "".join(f"{part[0]}/" for part in takewhile(lambda p: len(set(p)) == 1, parts))
        rest = [(route[len(begin) :], page) for route, page in alike]
        yield path(begin, include(list(_behind_beginnings(rest))))
