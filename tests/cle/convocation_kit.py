"""What the tests of convocations share: seats, a meeting to come, a sending seen by other processes."""

from contextlib import contextmanager
from datetime import date, timedelta

from django.utils import timezone

from cle import operations
from cle.convocations import notices
from cle.convocations import operations as sending
from cle.models import Convocation, ConvocationMail, Meeting, Seat
from cle.tasks import send_convocation
from territories.periods import period
from territories.scoping import scoped
from tests.conftest import BUILT
from tests.evaluation.newsletter_kit import smtp

PRESENTER = "Lou Présentatrice"


def sit(committee, n: int, **values) -> list[Seat]:
    return Seat.objects.bulk_create(
        Seat(
            territory_id=committee.territory_id,
            committee=committee,
            **{
                "holder": f"Membre {i:02d}",
                "email": f"membre{i:02d}@exemple.fr",
                "college": "state",
                "period": period(date(2026, 1, 1)),
                **values,
            },
        )
        for i in range(n)
    )


def plan(committee, by, days=20, **values) -> Meeting:
    start = timezone.now() + timedelta(days=days)
    meeting = operations.plan_meeting(
        committee, by=by, starts_at=start, **{"place": "Maison des projets", **values}
    )
    operations.agenda_add(
        meeting, by=by, title="Éligibilité de M-0047", presenter=PRESENTER, minutes_planned=20
    )
    return meeting


def states(meeting, **chosen) -> dict[str, int]:
    found: dict[str, int] = {}
    with scoped(meeting.territory_id, named=False):
        rows = ConvocationMail.objects.filter(convocation__meeting=meeting, **chosen)
        for state in rows.values_list("state", flat=True):
            found[state] = found.get(state, 0) + 1
    return found


def convene(meeting, by, **values) -> Convocation:
    convocation = sending.send(meeting, by=by, **values)
    send_convocation(convocation.pk)
    convocation.refresh_from_db()
    return convocation


# A worker killed anywhere ───────────────────────────────────────────────────────────────────────

WORKER = """
import os, sys
from cle.convocations import mailing
from territories import mailing as rows

def die(*args, **kwargs):
    os._exit(9)

point, pk = sys.argv[1], int(sys.argv[2])
if point == "after a claim":
    mailing._one = die
elif point == "after a mail":
    real, calls = rows.settle, []
    def settle(*args):
        calls.append(1)
        if len(calls) == 4:
            die()
        return real(*args)
    rows.settle = settle
elif point == "before the end":
    mailing.posting.finish = die
mailing.deliver(pk)
"""
IN_DOUBT = {"after a claim": 1, "after a mail": 1, "before the end": 0, "never": 0}
MEMBERS = 7


@contextmanager
def outlasting(settings, monkeypatch):
    """(meeting, lead, sink): a meeting of MEMBERS seats, seen by other processes; removed after."""
    for room in (sending, notices):
        monkeypatch.setattr(room, "start", lambda pk: None)
    home, lead = BUILT.home, BUILT.users["lead"]
    with smtp(settings) as sink:
        with scoped(home.pk, user=lead.pk):
            committee = operations.committee_create(
                home, by=lead, kind="working_group", name="Envoi d’essai", quorum_percent=0
            )
            sit(committee, MEMBERS)
            meeting = plan(committee, lead)
        yield meeting, lead, sink
        with scoped(home.pk, user=lead.pk):
            Convocation.objects.filter(meeting=meeting).delete()
            meeting.agenda.all().delete()
            meeting.delete()
            committee.seats.all().delete()
            committee.delete()
