"""The sessions of Django's database, each read by a query composed once: it is the first of every page."""

from datetime import datetime

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from tzcld.queries import Composed

OPEN = Composed(
    lambda key, now: Session.objects.filter(session_key=key, expire_date__gt=now), str, datetime
)


class SessionStore(db.SessionStore):
    def _get_session_from_db(self) -> Session | None:
        found = OPEN(self.session_key, timezone.now())
        if not found:
            self._session_key = None
        return found[0] if found else None
