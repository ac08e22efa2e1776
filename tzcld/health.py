"""Is the process alive, is the site ready: what balancers, containers and `make demo` ask.

The middleware stands first and answers before host, session or redirect to https are looked at: a
balancer calls by address, over plain http, without a cookie.
"""

import logging
import time
from collections.abc import Callable
from uuid import uuid4

import redis
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse

logger = logging.getLogger(__name__)

ALIVE = "/sante/vive"
READY = "/sante/prete"


class HealthMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        view = {ALIVE: alive, READY: ready}.get(request.path_info)
        if view is None:
            return self.get_response(request)
        if request.method not in ("GET", "HEAD"):
            return HttpResponse(status=405, headers={"Allow": "GET, HEAD"})
        response = view(request)
        response["Cache-Control"] = "no-store"
        return response


def alive(request: HttpRequest) -> HttpResponse:
    """200 as long as the process answers; nothing else is asked."""
    return HttpResponse("ok", content_type="text/plain; charset=utf-8")


def ready(request: HttpRequest) -> JsonResponse:
    """Each thing the site needs, "ok" or "ko"; 503 when one is missing. Why goes to the log only."""
    answers = {name: "ok" if _passes(name, check) else "ko" for name, check in CHECKS.items()}
    return JsonResponse(answers, status=200 if set(answers.values()) == {"ok"} else 503)


def _passes(name: str, check: Callable[[], bool]) -> bool:
    try:
        return check()
    except Exception:
        # Whatever the reason, the site is not ready; a detail would tell a stranger too much.
        logger.exception("Not ready: %s", name)
        return False


def _database() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("select 1")
        return cursor.fetchone() == (1,)


def _broker() -> bool:
    with redis.from_url(settings.REDIS_URL, socket_connect_timeout=2, socket_timeout=2) as client:
        return client.ping()


_written_at = float("-inf")
_migrated = False


def _storage() -> bool:
    """Write, read back and delete: a full disk or a read-only folder is found here.

    At most once in half a minute per process while all is well: anyone may ask this page.
    """
    global _written_at
    if time.monotonic() - _written_at < 30:
        return True
    word = uuid4().hex
    name = default_storage.save(f"sante/{word}", ContentFile(word.encode()))
    try:
        with default_storage.open(name) as file:
            same = file.read() == word.encode()
    finally:
        default_storage.delete(name)
    if same:
        _written_at = time.monotonic()
    return same


def _migrations() -> bool:
    """Whether the schema is at the level of this code. Once true it stays so for the process."""
    global _migrated
    if not _migrated:
        executor = MigrationExecutor(connection)
        _migrated = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    return _migrated


CHECKS: dict[str, Callable[[], bool]] = {
    "database": _database,
    "broker": _broker,
    "storage": _storage,
    "migrations": _migrations,
}
