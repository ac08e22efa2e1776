"""The letter as the file of a person knows it: subscriptions found by the address, apart from the file (settings.KEPT_APART).

An agreement to receive it asks for the subscription, which the person confirms by mail as everybody does; taken back, every
subscription of this address ends at once, on the list of the territory and on that of its hub. So they do after its last day;
given again, it asks anew then.
"""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from evaluation import forgetting, subscribers
from evaluation.holdings import subscriptions
from evaluation.models import Subscriber
from ppde.models import Consent, Person
from ppde.privacy.apart import Apart
from ppde.retention.models import Elimination
from ppde.retention.operations import tell_erased
from territories import journal
from territories.models import Territory
from tzcld.ui import french

State = Subscriber.State
SOURCE = "accord noté au dossier"
LISTED, REASON = Elimination.What.LETTER, "demande d’effacement"


def _told(person: Person) -> list[str]:
    """« Lettre de Vénissieux, liste « tout public » : inscription depuis le 3 mai 2026 », one a subscription."""
    rows = subscriptions(person).known().select_related("territory")
    return [
        f"Lettre {french.de(row.territory.name)}, liste «\u00a0{row.get_audience_display()}\u00a0»\u00a0: {_since(row)}"
        for row in rows.order_by("territory", "audience")
    ]


def _since(row: Subscriber) -> str:
    if row.state == State.ACTIVE:
        since = row.confirmed_at or row.asked_at
        return f"inscription depuis le {french.date(timezone.localdate(since))}"
    if row.state == State.PENDING:
        return "à confirmer par la personne, un courriel le lui demande"
    return (
        f"désinscription le {french.date(timezone.localdate(row.left_at))}"
        if row.left_at
        else "désinscription"
    )


@transaction.atomic
def _erase(person: Person, *, by) -> int:
    """One never confirmed and never served goes whole; of the others the count of what was sent stays."""
    rows = list(subscriptions(person).known())
    tell_erased(person.territory_id, LISTED, [row.pk for row in rows], REASON, by=by)
    return _forget(rows, by)


def _forget(rows: list[Subscriber], by) -> int:
    for row in rows:
        if row.state == State.ACTIVE:
            subscribers.leave(row, by=by)
        journal.record("delete", row, by=by, label=subscribers.label_of(row))
    found = Subscriber.objects.filter(pk__in=[row.pk for row in rows])
    return forgetting.erase(found, timezone.localdate())


@transaction.atomic
def _again(territory: Territory, number: int, day: date, by) -> int:
    """Not one asked since under the same number: the register tells of before its day."""
    rows = Subscriber.objects.known().filter(pk=number, asked_at__date__lte=day)
    found = list(rows.filter(territory__in=[territory.pk, territory.hub_id]))
    return _forget(found, by)


LETTER = Apart(
    what=LISTED,
    purposes=frozenset({Consent.Purpose.LETTER}),
    told=_told,
    erase=_erase,
    again=_again,
    by_address=True,
)


def consent_given(consent: Consent, *, by) -> None:
    """The subscription is asked for; the person confirms it by mail (settings.CONSENT_GIVEN)."""
    if consent.purpose != Consent.Purpose.LETTER:
        return
    person = consent.person
    if not person.email:
        raise ValidationError(
            "La lettre part par courriel\u00a0: écrivez d’abord l’adresse électronique de la personne dans son dossier.",
            code="email",
        )
    subscribers.ask(person.territory, email=person.email, source=SOURCE, by=by, is_agreed=True)


def consent_withdrawn(consent: Consent, *, by) -> None:
    """Every subscription of this address ends now, letters on their way included (settings.CONSENT_WITHDRAWN)."""
    if consent.purpose == Consent.Purpose.LETTER:
        _end(consent.person, by=by, is_over=consent.is_end)


def _end(person: Person, *, by, is_over: bool) -> None:
    rows = subscriptions(person).known().exclude(state=State.LEFT)
    for row in rows.select_for_update(of=("self",)):
        subscribers.leave(row, by=by, is_over=is_over)
