"""A person leaves a file that was downloaded: its reader is told which line to take out (RGPD, art. 19; `settings.RECIPIENTS`).

As long as the extract is open its key makes the pseudonym again; once it has ended every copy is destroyed, and nothing does.
"""

from collections.abc import Iterator

from evaluation.extracts import mails, pseudonyms
from evaluation.extracts.models import Extract, ExtractKey, ExtractLine, Removal
from ppde.duplicates.models import Merge
from ppde.models import Person
from ppde.privacy.recipients import Recipients
from territories import journal


def _told(person: Person) -> Iterator[tuple[Extract, list[str]]]:
    """The open extracts that told of this person, with the pseudonyms that they gave: those of the files it took over too."""
    lines = ExtractLine.objects.filter(person=person).values("extract")
    rows = Extract.objects.filter(pk__in=lines, state=Extract.State.OPEN)
    keys = dict(ExtractKey.objects.filter(extract__in=rows).values_list("extract", "secret"))
    files = [
        person.pk,
        *Merge.objects.filter(kept=person, undone_at=None).values_list("absorbed_id", flat=True),
    ]
    for extract in rows.select_related("territory", "holder").order_by("pk"):
        if extract.pk in keys:
            maker = pseudonyms.Maker(keys[extract.pk])
            yield extract, [maker.of(pk) for pk in files]


def _take_out(person: Person) -> None:
    for extract, found in _told(person):
        known = set(extract.removals.values_list("pseudonym", flat=True))
        new = [pseudonym for pseudonym in found if pseudonym not in known]
        Removal.objects.bulk_create(
            Removal(territory_id=extract.territory_id, extract=extract, pseudonym=pseudonym)
            for pseudonym in new
        )
        if new:
            # Neither whose line it is, nor who answered: the entry would lead to the person.
            journal.record("tell", extract, by=None, after={"lignes à retirer": len(new)})
            mails.ask(extract, mails.REMOVAL)


def _put_back(person: Person) -> None:
    """The next download tells of the person again, under the same pseudonym: nothing is to be taken out any more."""
    for extract, found in _told(person):
        extract.removals.filter(pseudonym__in=found).delete()


def _forget(person: Person) -> None:
    ExtractLine.objects.filter(person=person).delete()


READERS = Recipients(taken_out=_take_out, put_back=_put_back, forget=_forget)
