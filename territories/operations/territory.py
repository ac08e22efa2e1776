"""Verbs of the territory's own sheet: perimeter, phases, dates, estimates, targets, and its stakeholders."""

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone

from territories import journal
from territories.models import Contact, Phase, Territory
from territories.periods import period


@transaction.atomic
def update_territory(territory: Territory, *, fields: list[str], by) -> Territory:
    """Save the changed fields of a territory; the journal keeps before and after."""
    before = Territory.objects.filter(pk=territory.pk).values(*fields).get()
    territory.save(update_fields=fields)
    old, new = journal.changes(territory, fields, before)
    if new:
        journal.record("update", territory, by=by, before=old, after=new)
    return territory


@transaction.atomic
def save_row(row: models.Model, *, fields: list[str], by) -> models.Model:
    """Create or change a row of a sheet (perimeter, date, estimate, target, organisation, contact)."""
    before = type(row).objects.filter(pk=row.pk).values(*fields).first() if row.pk else None
    if before is None:
        row.save()
        journal.record("create", row, by=by, after={n: getattr(row, n) for n in fields})
        return row
    row.save(update_fields=fields)
    old, new = journal.changes(row, fields, before)
    if new:
        journal.record("update", row, by=by, before=old, after=new)
    return row


@transaction.atomic
def save_contact(contact: Contact, *, fields: list[str], by) -> Contact:
    """Entered or changed today: known to be right today, even when nothing but that was said."""
    contact.known_on = timezone.localdate()
    return save_row(contact, fields=[*fields, "known_on"], by=by)


@transaction.atomic
def confirm_contact(contact: Contact, *, by) -> Contact:
    """Still right today, nothing else changes: its time begins again."""
    contact = Contact.objects.select_for_update(of=("self",)).get(pk=contact.pk)
    before, contact.known_on = contact.known_on, timezone.localdate()
    contact.save(update_fields=["known_on"])
    after = {"known_on": contact.known_on}
    journal.record("confirm", contact, by=by, before={"known_on": before}, after=after)
    return contact


@transaction.atomic
def delete_row(row: models.Model, *, fields: list[str], by) -> None:
    """Remove a row of a sheet. Raises ValidationError when something still refers to it."""
    journal.record("delete", row, by=by, before={n: getattr(row, n) for n in fields})
    try:
        with transaction.atomic():
            row.delete()
    except models.ProtectedError as error:
        raise ValidationError(
            f"« {row} » est encore utilisé ailleurs : remplacez-le là où il sert, puis supprimez-le."
        ) from error


@transaction.atomic
def delete_contact(contact: Contact, *, by) -> None:
    """Remove a contact; its name and how to join it leave the journal too."""
    territory, key = contact.territory, contact.pk
    delete_row(contact, fields=[], by=by)
    journal.forget(territory, Contact, [key])


@transaction.atomic
def open_phase(territory: Territory, *, kind: str, since: date, act: str, by) -> Phase:
    """Enter a phase; the one that was running ends the day before.

    Raises ValidationError when a phase starts on that day or later: the past is corrected phase by phase.
    """
    rows = Phase.objects.select_for_update(of=("self",)).filter(territory=territory)
    if rows.filter(period__startswith__gte=since).exists():
        raise ValidationError(
            {"since": "Une phase commence déjà ce jour-là ou après. Écrivez une date plus récente."}
        )
    for running in rows.filter(period__contains=since):
        running.period = period(running.since, since - timedelta(days=1))
        running.save(update_fields=["period"])
    phase = Phase.objects.create(territory=territory, kind=kind, period=period(since), act=act)
    journal.record("create", phase, by=by, after={"kind": kind, "since": since, "act": act})
    return phase
