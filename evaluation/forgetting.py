"""Readers who left the letter, and those who never confirmed: their address goes when the rule's time has passed."""

from datetime import date, datetime, time

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from evaluation.models import Delivery, RenewalMail, Subscriber, token
from ppde.eligibility import months_before
from ppde.retention.models import DurationRule
from territories import journal
from territories.models import Territory

State = Subscriber.State


def forgettable(territory: Territory, today: date) -> tuple[QuerySet, QuerySet]:
    """(readers who left, requests never confirmed) that the rule of the day no longer keeps."""
    rules = DurationRule.objects.of(territory, today)

    def since(what: str) -> datetime:
        # Of the local day, whose midnight belongs to it.
        day = months_before(today, rules[what].months)
        return timezone.make_aware(datetime.combine(day, time()))

    rows = Subscriber.objects.filter(territory=territory).known()
    left = rows.filter(state=State.LEFT, left_at__lt=since(DurationRule.What.LETTER))
    waiting = rows.filter(state=State.PENDING, asked_at__lt=since(DurationRule.What.WAITING))
    return left, waiting


@transaction.atomic
def forget(territory: Territory, today: date) -> dict[str, int]:
    """Erase them; {"left": n, "waiting": n}. Called in the scope of the territory. Run twice, it finds nothing.

    A line that letters were sent to stays without its address, so that no count of what was sent moves. One that nothing
    was ever sent to goes.
    """
    left, waiting = (
        rows.select_for_update(of=("self",), skip_locked=True)
        for rows in forgettable(territory, today)
    )
    found = {"left": erase(left, today), "waiting": erase(waiting, today)}
    if any(found.values()):
        told = {
            "adresses désinscrites effacées": found["left"],
            "demandes non confirmées effacées": found["waiting"],
        }
        journal.record("delete", territory, by=None, after=told, label="lettre d’information")
    return found


def erase(rows: QuerySet, today: date) -> int:
    """Take their addresses away, in the caller's transaction, which says so in the journal; how many."""
    served = Exists(Delivery.objects.filter(subscriber=OuterRef("pk")))
    keys = list(rows.annotate(served=served).values_list("pk", "served", "state"))
    gone = [pk for pk, was_served, state in keys if state == State.PENDING and not was_served]
    Subscriber.objects.filter(pk__in=gone).delete()
    # What a mail server answers may quote the address.
    refused = Delivery.objects.filter(
        subscriber__in=[pk for pk, *_ in keys], state=Delivery.State.REFUSED
    )
    refused.update(error="adresse effacée")
    asked = RenewalMail.objects.filter(subscriber__in=[pk for pk, *_ in keys]).exclude(error="")
    asked.update(error="adresse effacée")
    for pk, _, _ in keys:
        if pk not in gone:
            # Another token: the links in the letters received open nothing more.
            Subscriber.objects.filter(pk=pk).update(
                email=f"efface.{pk}@example.invalid",
                token=token(),
                source="",
                state=State.LEFT,
                erased_on=today,
            )
    return len(keys)
