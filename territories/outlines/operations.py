"""Verbs of the outlines of a hub: a file comes, replaces the one before, goes."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from territories import journal
from territories.models import Outline, OutlineFile, Territory
from territories.outlines import perimeters, reading
from territories.tasks import draw_maps

TOLD = ("source", "as_of", "licence", "communes")


def load(hub: Territory, data: bytes, *, source: str, as_of: str, licence: str, by) -> OutlineFile:
    """Keep the communes of this file, in place of those before.

    Raises:
        ValidationError: the file cannot be read, or draws no commune of the hub's territories; nothing has changed.
    """
    communes = reading.read(data)
    expected = perimeters.wanted(codes_of(hub))
    if not expected:
        raise ValidationError(
            "Aucun territoire de la métropole n’a de commune avec son code INSEE. Écrivez d’abord les communes dans le "
            "périmètre des territoires, puis chargez les contours."
        )
    if expected.isdisjoint(commune.code for commune in communes):
        raise ValidationError(
            "Aucun code INSEE de ce fichier n’est celui d’une commune des territoires de la métropole. "
            "Choisissez un fichier qui couvre ces communes."
        )
    return _replace(hub, communes, by, source=source, as_of=as_of, licence=licence)


def codes_of(hub: Territory) -> set[str]:
    """The INSEE codes of the communes in the perimeters of a hub's territories."""
    units = perimeters.units_of(hub).values()
    return {code for some in units for code in perimeters.ground(some).communes}


@transaction.atomic
def _replace(hub: Territory, communes: list[reading.Commune], by, **said: str) -> OutlineFile:
    # One at a time: two files sent together leave the second whole.
    Territory.objects.select_for_update(no_key=True, of=("self",)).get(pk=hub.pk)
    file = OutlineFile.objects.within(hub).first() or OutlineFile(territory=hub)
    before = {name: getattr(file, name) for name in TOLD} if file.pk else {}
    file.loaded_at, file.communes = timezone.now(), len(communes)
    for name, value in said.items():
        setattr(file, name, value)
    file.save()
    file.outlines.all().delete()
    Outline.objects.bulk_create(
        [
            Outline(
                territory=hub,
                file=file,
                code=c.code,
                name=c.name,
                polygons=c.polygons,
                west=c.west,
                south=c.south,
                east=c.east,
                north=c.north,
            )
            for c in communes
        ],
        batch_size=500,
    )
    after = {name: getattr(file, name) for name in TOLD}
    transaction.on_commit(lambda: draw_maps.delay(hub.pk), robust=True)
    journal.record("update" if before else "create", file, by=by, before=before, after=after)
    return file


@transaction.atomic
def remove(file: OutlineFile, *, by) -> None:
    """The maps go; every page stays."""
    journal.record("delete", file, by=by, before={name: getattr(file, name) for name in TOLD})
    file.delete()
