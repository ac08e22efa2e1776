"""Verbs of the territory's own sheet: perimeter, dates, estimates, targets, and its stakeholders."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from territories import journal
from territories.models import Contact, KeyDate, Territory
from territories.names import refuse_names


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
    if isinstance(row, KeyDate):
        refuse_names(row.territory, by, title=row.title, text=row.text)
    before = type(row).objects.filter(pk=row.pk).values(*fields).first() if row.pk else None
    if before is None:
        row.save()
        journal.record("create", row, by=by, after={n: getattr(row, n) for n in fields})
        return row
    row.save(update_fields=fields)
    old, new = journal.changes(row, fields, before)
    if new:
        journal.record("update", row, by=by, before=old, after=new)
    if isinstance(row, KeyDate) and {"title", "text"} & new.keys():
        was = KeyDate(territory_id=row.territory_id, removed_on=timezone.localdate(), **before)
        if frozen_in(was):
            was.save()
    return row


def frozen_in(row: models.Model) -> list[str]:
    """The reports that nobody rewrites and that hold what is typed in a key date (settings.FROZEN_TEXTS); none for another row."""
    if not isinstance(row, KeyDate):
        return []
    asked = [import_string(path) for path in settings.FROZEN_TEXTS]
    found = [
        report
        for text in (row.title, row.text)
        if text
        for told in asked
        for report in told(row.territory, text)
    ]
    return list(dict.fromkeys(found))


@transaction.atomic
def restore_date(row: KeyDate, *, by) -> KeyDate:
    """A key date taken off by mistake is on the timeline again."""
    row.refresh_from_db(from_queryset=KeyDate.removed.select_for_update(of=("self",)))
    before, row.removed_on = row.removed_on, None
    row.save(update_fields=["removed_on"])
    journal.record("update", row, by=by, before={"removed_on": before}, after={"removed_on": None})
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
    """Remove a row of a sheet. Raises ValidationError when something still refers to it.

    A key date that a report holds is only taken off the timeline.
    """
    journal.record("delete", row, by=by, before={n: getattr(row, n) for n in fields})
    if frozen_in(row):
        row.removed_on = timezone.localdate()
        row.save(update_fields=["removed_on"])
        return
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
