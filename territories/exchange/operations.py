"""Verbs of the exchange."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from territories import journal
from territories.exchange.models import Contribution, ExchangeItem
from territories.models import Territory
from territories.names import refuse_names
from territories.operations.territory import save_row

State = ExchangeItem.State


def save_item(item: ExchangeItem, *, by) -> ExchangeItem:
    """Publish or change a need or an offer of the territory it carries."""
    refuse_names(item.territory, by, text=item.text)
    if item.pk is None:
        item.author = by
    return save_row(item, fields=["kind", "text", "tags", "contribution_id"], by=by)


def save_contribution(contribution: Contribution, *, by) -> Contribution:
    """Write or change what a place told at a workshop."""
    if contribution.pk is None:
        contribution.author = by
    fields = ["label", "workshop", "on", "steps", "short_term", "medium_term"]
    told = {name: getattr(contribution, name) for name in ("steps", "short_term", "medium_term")}
    refuse_names(contribution.territory, by, **told)
    return save_row(contribution, fields=fields, by=by)


def states_open_to(item: ExchangeItem, territory: Territory) -> list[str]:
    """The states that `territory` may give: its own item any; a sister's open item may be put in touch, once."""
    if item.territory_id == territory.pk:
        return [State.CONNECTED, State.SOLVED] + ([] if item.state == State.OPEN else [State.OPEN])
    return [State.CONNECTED] if item.state == State.OPEN else []


@transaction.atomic
def answer_item(
    item: ExchangeItem, *, state: str, answer: str, territory: Territory, by
) -> ExchangeItem:
    """Record an answer given from `territory`: put in touch, solved, or open again.

    Raises PermissionDenied when this territory may not answer this item, ValidationError when somebody answered first.
    """
    item = ExchangeItem.objects.select_for_update(of=("self",)).get(pk=item.pk)
    allowed = states_open_to(item, territory)
    if item.territory_id != territory.pk and not allowed:
        raise ValidationError(
            "Quelqu’un a répondu entre-temps. Votre texte est gardé : lisez sa réponse avant d’écrire à ce territoire."
        )
    if state not in allowed:
        raise PermissionDenied
    fields = ["state", "answer"]
    before = {name: getattr(item, name) for name in fields}
    item.state, item.answer = state, answer
    item.answered_by, item.answered_from, item.answered_at = by, territory, timezone.now()
    item.save(update_fields=[*fields, "answered_by", "answered_from", "answered_at"])
    old, new = journal.changes(item, fields, before)
    journal.record("reply", item, by=by, before=old, after=new)
    return item
