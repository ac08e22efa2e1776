"""Verbs of the territory's own sheet: perimeter, dates, estimates, targets, and its stakeholders."""

from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from territories import journal
from territories.models import (
    Contact,
    Estimate,
    KeyDate,
    LegalFigure,
    PerimeterUnit,
    Target,
    Territory,
)
from territories.models.legal import first_year
from territories.names import refuse_names
from territories.webhooks import events
from tzcld.ui import french

# Later, the year is mistyped.
YEARS_AHEAD = 10
AHEAD = timedelta(days=366 * YEARS_AHEAD)


@transaction.atomic
def update_territory(territory: Territory, *, fields: list[str], by) -> Territory:
    """Save the changed fields of a territory; the journal keeps before and after."""
    before = Territory.objects.filter(pk=territory.pk).values(*fields).get()
    territory.save(update_fields=fields)
    old, new = journal.changes(territory, fields, before)
    if new:
        journal.record("update", territory, by=by, before=old, after=new)
        events.sheet_changed(territory)
    return territory


@transaction.atomic
def save_row(row: models.Model, *, fields: list[str], by) -> models.Model:
    """Create or change a row of a sheet (perimeter, date, estimate, target, organisation, contact)."""
    if isinstance(row, KeyDate):
        refuse_names(row.territory, by, title=row.title, text=row.text)
    check = CHECKS.get(type(row))
    if check:
        check(row)
    before = type(row).objects.filter(pk=row.pk).values(*fields).first() if row.pk else None
    if before is None:
        row.save()
        journal.record("create", row, by=by, after={n: getattr(row, n) for n in fields})
        _announce(row)
        return row
    row.save(update_fields=fields)
    old, new = journal.changes(row, fields, before)
    if new:
        journal.record("update", row, by=by, before=old, after=new)
        _announce(row)
    if isinstance(row, KeyDate) and {"title", "text"} & new.keys():
        was = KeyDate(territory_id=row.territory_id, removed_on=timezone.localdate(), **before)
        if frozen_in(was):
            was.save()
    return row


def _announce(row: models.Model) -> None:
    """The rows that make the sheet, among all those that pass here."""
    if isinstance(row, (Estimate, KeyDate, PerimeterUnit, Target)):
        events.sheet_changed(row.territory)


def _check_date(row: KeyDate) -> None:
    """From the first projects on; what is planned is not generations away."""
    _refuse_early(row)
    if row.on > timezone.localdate() + AHEAD:
        raise ValidationError({"on": "Ce jour est dans plus de dix ans\u00a0: vérifiez l’année."})


def _check_estimate(row: Estimate) -> None:
    """A number of persons found on a day that has come."""
    _refuse_early(row)
    if row.on > timezone.localdate():
        raise ValidationError(
            {
                "on": f"Le {french.numeric_date(row.on)} n’est pas encore passé. Écrivez le jour de l’estimation, au plus tard aujourd’hui."
            }
        )
    if not row.persons:
        raise ValidationError(
            {
                "persons": "Une estimation de 0 personne ne mesure rien\u00a0: sans estimation, n’écrivez pas de ligne."
            }
        )


def years_told(territory: Territory) -> tuple[int, int]:
    """The first and the last year of what a project foresees: another one is a slip of the keyboard."""
    first = first_year(territory, LegalFigure.What.FIRST_PROJECTS)
    return first, timezone.localdate().year + YEARS_AHEAD


def _check_target(row: Target) -> None:
    """Jobs are counted since the beginning: a later year aims at as many, or more."""
    first, last = years_told(row.territory)
    if not first <= row.year <= last:
        raise ValidationError({"year": f"Écrivez une année de {first} à {last}."})
    others = Target.objects.filter(territory=row.territory, destination=row.destination).exclude(
        pk=row.pk
    )
    before = others.filter(year__lt=row.year, jobs__gt=row.jobs).order_by("-year").first()
    if before:
        raise ValidationError(
            {
                "jobs": f"{french.count(before.jobs, 'emploi')} {french.accord(before.jobs, 'est visé,sont visés')} "
                f"fin {before.year}, et le total part du début\u00a0: écrivez {french.number(before.jobs)} ou plus."
            }
        )
    after = others.filter(year__gt=row.year, jobs__lt=row.jobs).order_by("year").first()
    if after:
        raise ValidationError(
            {
                "jobs": f"{french.count(after.jobs, 'emploi')} {french.accord(after.jobs, 'est visé,sont visés')} "
                f"fin {after.year}, et le total part du début\u00a0: écrivez {french.number(after.jobs)} ou moins."
            }
        )


def _refuse_early(row: KeyDate | Estimate) -> None:
    year = first_year(row.territory, LegalFigure.What.FIRST_PROJECTS)
    if row.on.year < year:
        raise ValidationError(
            {"on": f"La démarche n’avait pas commencé. Écrivez un jour à partir de {year}."}
        )


# What a day, a number or a year typed on the sheet may be.
CHECKS = {KeyDate: _check_date, Estimate: _check_estimate, Target: _check_target}


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
    _announce(row)
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
    _announce(row)
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
