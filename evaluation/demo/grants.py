"""One named access running, opened to the hub by a project lead, and one whose term came."""

from datetime import datetime, time, timedelta

from django.utils import timezone

from territories import journal
from territories.grants.operations import end_grants
from territories.models import Grant, Territory
from territories.periods import period
from tzcld.users.models import User

WHERE = "villeurbanne-les-brosses"
# (first day, last day) from today, and why.
OPENED = [
    (-120, -75, "Relire avec l’équipe les dossiers sans contact depuis six mois."),
    (-9, 35, "Préparer la revue des parcours avec la cheffe de projet."),
]


def load(users: dict[str, User], today) -> None:
    here = Territory.objects.get(slug=WHERE)
    for first, last, reason in OPENED:
        since, until = today + timedelta(days=first), today + timedelta(days=last)
        grant = Grant.objects.create(
            territory=here,
            holder=users["charge"],
            opened_by=users["cheffe"],
            opened_at=timezone.make_aware(datetime.combine(since, time(9, 30))),
            reason=reason,
            period=period(since, until),
        )
        journal.record(
            "grant",
            grant,
            by=users["cheffe"],
            after={"since": str(since), "until": str(until)},
            reason=reason,
        )
    end_grants(today)
