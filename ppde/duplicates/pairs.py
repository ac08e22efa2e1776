"""What somebody said of a file that goes, beside another: two persons. It holds for the file that takes it over."""

from collections.abc import Iterable, Iterator

from django.db.models import Q

from ppde.duplicates.memory import row_again, row_of
from ppde.duplicates.models import Lookalike
from ppde.models.persons import Person

APART = Lookalike.State.APART


def hand_pairs(kept: Person, absorbed: Person) -> list[dict]:
    """The pairs of `absorbed` go, and whoever was said to be another person than it is set apart from `kept`.

    Returns the rows that this changes, as they were.
    """
    mine = Lookalike.objects.filter(Q(first=absorbed) | Q(second=absorbed))
    were = [row_of(pair) for pair in mine]
    said = [
        (_of(kept, other), pair) for other, pair in _said_apart(mine, absorbed) if other != kept.pk
    ]
    mine.delete()
    for files, pair in said:
        there = Lookalike.objects.filter(**files)
        if there.filter(state=APART).exists():
            continue
        were += [row_of(open_) for open_ in there]
        told = {"state": APART, "said_by_id": pair.said_by_id, "said_at": pair.said_at}
        found = {
            "territory_id": pair.territory_id,
            "likeness": pair.likeness,
            "reasons": pair.reasons,
        }
        Lookalike.objects.update_or_create(**files, defaults=told, create_defaults=told | found)
    return were


def pairs_again(kept: Person, rows: Iterable[dict]) -> None:
    """The pairs of before the merge, among the files that are still there; what was said since of others stays."""
    pairs = [row_again(Lookalike, row, row["pk"]) for row in rows]
    for pair in pairs:
        if pair.state == APART:
            for file in (pair.first_id, pair.second_id):
                copies = Lookalike.objects.filter(**_of(kept, file), state=APART)
                copies.filter(said_by=pair.said_by_id, said_at=pair.said_at).delete()
    files = {pk for pair in pairs for pk in (pair.first_id, pair.second_id)}
    here = set(Person.objects.filter(pk__in=files).values_list("pk", flat=True))
    there = [pair for pair in pairs if {pair.first_id, pair.second_id} <= here]
    Lookalike.objects.bulk_create(there, ignore_conflicts=True)


def _said_apart(pairs, file: Person) -> Iterator[tuple[int, Lookalike]]:
    """(the other file, the pair) of those that somebody set apart."""
    for pair in pairs.filter(state=APART):
        yield pair.second_id if pair.first_id == file.pk else pair.first_id, pair


def _of(file: Person, other: int) -> dict[str, int]:
    first, second = sorted((file.pk, other))
    return {"first_id": first, "second_id": second}
