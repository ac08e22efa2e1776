"""What the hub wrote about somebody whom one of its territories erases: it is the hub's own, and goes to its own review.

A territory writes nothing there, and reads no text of it. At the moment of the erasure, each sentence of the hub that tells the
first name and the last name a few words apart (elsewhere.py) waits in « Textes à relire » of its administration, under words that
name nobody: where the name stands in the text is kept, never the name. Whoever reviews it is a person, who may keep a namesake:
what is uncertain is sent too. Not when a seat, a contact or an account of the hub bears these names: the text is most likely of
them, and sending it would tell the hub that somebody of that name was followed.
"""

from collections.abc import Collection, Iterator

from django.contrib.postgres.fields import ArrayField
from django.db import models

from ppde.models import TextFlag
from ppde.models.texts import NAME
from ppde.retention.elsewhere import Place, borne_by_others, by_table, find
from ppde.retention.models import EliminationLine
from ppde.retention.names import Names
from territories.free_texts import Texts
from territories.models import Territory
from territories.scoping import scoped


def find_above(territory: Territory, wanted: Collection[Names]) -> dict[int, list[Place]]:
    """The texts of the hub that its review can correct, by `Names.pk`. Opens the scope of the hub itself: for the worker."""
    if not territory.hub_id:
        return {}
    with scoped(territory.hub_id):
        found = find(territory.hub_id, wanted)
    left = namesakes(territory, [names for names in wanted if found.get(names.pk)])
    return {pk: list(filter(is_reviewed, places)) for pk, places in found.items() if pk not in left}


def namesakes(territory: Territory, wanted: list[Names]) -> set[int]:
    """Those (`Names.pk`) whose names somebody bears at the hub. Opens the scope of the hub itself."""
    if not (wanted and territory.hub_id):
        return set()
    with scoped(territory.hub_id):
        return borne_by_others(territory.hub_id, wanted)


def is_reviewed(place: Place) -> bool:
    return place.column in _sentences(place.texts)


def _sentences(texts: Texts) -> list[str]:
    """Not the name of a group or of a hall, nor what copies another text: it follows it, or is nobody's to correct."""
    return [
        name
        for name in texts.scanned
        if not isinstance(texts.model._meta.get_field(name), (ArrayField, models.JSONField))
    ]


def send(names: Names, places: list[Place], line: EliminationLine) -> None:
    """Send these texts to the review of the hub, in the caller's transaction. They are read again: what was corrected meanwhile
    is not sent."""
    if not places:
        return
    with scoped(line.territory.hub_id):
        for texts, keys in by_table(places):
            rows = texts.model._base_manager.select_for_update(of=("self",)).filter(pk__in=keys)
            for row in rows.order_by("pk"):
                for column in _sentences(texts):
                    said = getattr(row, column) or ""
                    if found := [(start, stop) for start, stop, _ in names.spans(said)]:
                        _flag(row, column, said, found)


def _flag(row: models.Model, column: str, said: str, found: list[tuple[int, int]]) -> None:
    """One line a text: the others erased whom it names, and who still wait there, are answered with it."""
    told = {
        "territory_id": row.territory_id,
        "model": row._meta.label_lower,
        "object_id": row.pk,
        "field": column,
        "words": [NAME],
    }
    waiting = TextFlag.objects.filter(
        **told, state=TextFlag.State.OPEN, places__contains=[len(said)]
    )
    flag = next((one for one in waiting if one.name_places), None) or TextFlag(**told)
    flag.places = [*_joined([*flag.name_places, *found]), len(said)]
    flag.save()


def _joined(found: list[tuple[int, int]]) -> Iterator[int]:
    """Starts and ends in order, those that overlap as one."""
    last = None
    for start, stop in sorted(found):
        if last and start < last[1]:
            last[1] = max(last[1], stop)
            continue
        if last:
            yield from last
        last = [start, stop]
    if last:
        yield from last
