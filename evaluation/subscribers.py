"""Who reads the letter: asking, confirming, leaving. The journal never holds an address."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from evaluation.models import Audience, Delivery, Subscriber
from territories import journal
from territories.models import Territory
from tzcld.later import ask_later

State = Subscriber.State


@transaction.atomic
def ask(
    territory: Territory,
    *,
    email: str,
    source: str,
    by=None,
    audience: str = Audience.PUBLIC,
    is_agreed: bool = False,
) -> Subscriber | None:
    """Somebody wants the letter, or a colleague asks for them: nothing is sent before they confirm by mail.

    `is_agreed`: the person agreed to it anew. Whoever left by themselves, or took the agreement back, comes back by themselves;
    whoever left because the agreement was over is asked again.
    Returns None when the address already receives it: the public page must not tell the difference.
    """
    email = email.strip()
    rows = Subscriber.objects.select_for_update(of=("self",))
    found = rows.filter(territory=territory, audience=audience, email__iexact=email).first()
    if found and found.state == State.ACTIVE:
        return None
    if found is None:
        found = Subscriber(territory=territory, email=email, audience=audience)
    elif found.state == State.LEFT and by and not (is_agreed and found.is_over):
        raise ValidationError(
            "Cette personne s’est désinscrite : elle seule peut se réinscrire, par le lien d’une lettre reçue."
        )
    found.state, found.is_over = State.PENDING, False
    found.confirmation = Subscriber.Confirmation.WAITING
    found.source, found.asked_at = source[:80], timezone.now()
    found.full_clean()
    found.save()
    if by:
        journal.record(
            "create",
            found,
            by=by,
            after={"source": source, "audience": audience},
            label=label_of(found),
        )
    _send_confirmation(found)
    return found


def _send_confirmation(subscriber: Subscriber) -> None:
    """The row says that a mail is due; what no worker takes at once, the sweeper does (evaluation/mailing.py)."""
    ask_later("evaluation.tasks.send_confirmation", subscriber.pk, subscriber.territory_id)


@transaction.atomic
def confirm(subscriber: Subscriber) -> bool:
    """The second half of the double opt-in. False when there was nothing to confirm (left meanwhile)."""
    subscriber = _locked(subscriber)
    if subscriber.state == State.PENDING:
        subscriber.state, subscriber.confirmed_at = State.ACTIVE, timezone.now()
        subscriber.left_at = None
        subscriber.save(update_fields=["state", "confirmed_at", "left_at"])
        journal.record("accept", subscriber, by=None, label=label_of(subscriber))
    return subscriber.state == State.ACTIVE


@transaction.atomic
def come_back(subscriber: Subscriber) -> bool:
    """Whoever left, or never confirmed, asks again by its own link, for the list that it was on: a mail asks to confirm.

    False when it already receives the letter.
    """
    subscriber = _locked(subscriber)
    if subscriber.state == State.ACTIVE:
        return False
    subscriber.state, subscriber.asked_at = State.PENDING, timezone.now()
    subscriber.is_over, subscriber.confirmation = False, Subscriber.Confirmation.WAITING
    subscriber.save(update_fields=["state", "asked_at", "is_over", "confirmation"])
    journal.record("request", subscriber, by=None, label=label_of(subscriber))
    _send_confirmation(subscriber)
    return True


@transaction.atomic
def renew(subscriber: Subscriber) -> bool:
    """Stays, for as long again. False when there is nothing to renew: whoever left asks anew."""
    subscriber = _locked(subscriber)
    if subscriber.state != State.ACTIVE:
        return False
    subscriber.renewed_at = timezone.now()
    subscriber.save(update_fields=["renewed_at"])
    journal.record("confirm", subscriber, by=None, label=label_of(subscriber))
    return True


@transaction.atomic
def leave(subscriber: Subscriber, *, by=None, reason: str = "", is_over: bool = False) -> None:
    """At once, and for the letters on their way too. Twice is the same as once. `by`: who does it for the reader; `is_over`:
    nobody did, the last day of the agreement has passed."""
    subscriber = _locked(subscriber)
    if subscriber.state == State.LEFT:
        return
    row = Subscriber.objects.filter(pk=subscriber.pk)
    end_all(row)
    row.update(is_over=is_over)
    journal.record("end", subscriber, by=by, label=label_of(subscriber), reason=reason)


@transaction.atomic
def take_off(subscriber: Subscriber, *, by, reason: str) -> bool:
    """The team takes a reader off (RGPD art. 21), with a reason. True when the address went with it.

    A proposal that nobody confirmed and that nothing was ever sent to leaves no trace but the journal, which never holds the
    address. Raises ValidationError: no reason, or one that holds the address.
    """
    subscriber = _locked(subscriber)
    reason = reason.strip()
    if not reason:
        raise ValidationError(
            {"reason": "Écrivez pourquoi, par exemple\u00a0: demandé par téléphone."}
        )
    if subscriber.email.casefold() in reason.casefold():
        raise ValidationError(
            {"reason": "Le journal garde la raison\u00a0: n’y écrivez pas l’adresse."}
        )
    if subscriber.state == State.LEFT:
        raise ValidationError("Cette adresse est déjà désinscrite.")
    if not is_only_asked(subscriber):
        leave(subscriber, by=by, reason=reason)
        return False
    journal.record("delete", subscriber, by=by, label=label_of(subscriber), reason=reason)
    subscriber.delete()
    return True


def is_only_asked(subscriber: Subscriber) -> bool:
    """Proposed, never confirmed, never written to but to confirm."""
    return (
        subscriber.state == State.PENDING
        and subscriber.confirmed_at is None
        and subscriber.left_at is None
        and not Delivery.objects.filter(subscriber=subscriber).exists()
    )


def end_all(rows: QuerySet[Subscriber]) -> int:
    """These subscriptions end now; how many. In the caller's transaction, which says so in the journal."""
    keys = list(rows.values_list("pk", flat=True))
    Subscriber.objects.filter(pk__in=keys).update(state=State.LEFT, left_at=timezone.now())
    waiting = Delivery.objects.filter(subscriber__in=keys, state=Delivery.State.WAITING)
    waiting.update(state=Delivery.State.SKIPPED, error="désinscription")
    return len(keys)


def _locked(subscriber: Subscriber) -> Subscriber:
    return Subscriber.objects.select_for_update(of=("self",)).get(pk=subscriber.pk)


def label_of(subscriber: Subscriber) -> str:
    return f"abonnement n° {subscriber.pk}"
