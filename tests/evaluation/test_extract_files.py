"""What leaves in a file: months and bands, no line alone, and nothing of whom it tells."""

import re
import tracemalloc
from collections import Counter
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from evaluation.extracts import building, operations, pseudonyms
from evaluation.extracts.anonymity import WITHHELD
from evaluation.extracts.content import EVENTS, NO_LONGER, REASONS
from evaluation.extracts.models import Extract, ExtractLine
from ppde.models import OutcomeKind, Person, Reading
from ppde.operations.readings import watch_readings
from ppde.operations.rights import record_request
from territories.models import Entry, PerimeterUnit, Territory
from territories.scoping import scoped
from tests.evaluation.extract_kit import (
    as_account,
    day,
    everything_in,
    opened,
    people,
    sheets_of,
)
from tests.test_walls import rows
from tests.world import CANARY, NAME

QUASI = (
    "Quartier ou commune",
    "Origine du contact",
    "RSA",
    "Inscription à France Travail",
    "Sans emploi durable depuis",
    "Tranche d’âge",
    "Sexe",
)


def take(world, extract, fmt="xlsx") -> bytes:
    as_account(world, "evaluator")
    with building.download(extract, fmt, by=world.users["evaluator"]) as file:
        return file.read()


def lines(content: bytes, sheet="Personnes") -> list[dict]:
    head, *found = sheets_of(content)[sheet]
    return [dict(zip(head, line, strict=True)) for line in found]


@pytest.mark.parametrize("fmt", ["xlsx", "csv"])
def test_no_name_no_number_no_day_and_no_typed_word_leaves(world, fmt):
    """The whole file, read as it is: of everybody in the territory, and of the neighbour."""
    people(world.home, 40)
    told = everything_in(take(world, opened(world), fmt))
    for word in (
        NAME,
        CANARY,
        "Ondine",
        "Rendez-vous",
        "prive.example",
        "06 98",
        "Parle de",
    ):
        assert word not in told, word
    # A pseudonym may hold an M before its hyphen.
    assert not re.search(r"\bM-\d{4}", told)
    with scoped(world.home.pk):
        persons = list(Person.objects.filter(territory=world.home, volunteer_on__isnull=False))
    for person in persons:
        assert not re.search(rf"(?<!\d){person.number}(?!\d)", told) or person.number < 100
        for name in ("identified_on", "volunteer_on", "eligible_on", "outcome_on"):
            on = getattr(person, name)
            for written in (f"{on:%Y-%m-%d}", f"{on:%d/%m/%Y}") if on else ():
                assert written not in told, name
            # As a spreadsheet keeps a day.
            assert not on or f"<v>{(on - date(1899, 12, 30)).days}</v>" not in told, name


def test_each_line_is_one_of_five_at_least_on_what_points_at_somebody(world):
    people(world.home, 150)
    found = lines(take(world, opened(world)))
    assert len(found) == 152
    seen = Counter(tuple(line[label] for label in QUASI) for line in found)
    assert min(seen.values()) >= 5
    assert any(WITHHELD in combination for combination in seen)
    assert any(combination.count(WITHHELD) < 4 for combination in seen)


def test_the_threshold_is_that_of_the_territory(world):
    people(world.home, 60)
    Territory.objects.filter(pk=world.home.pk).update(masking_threshold=20)
    extract = opened(world, columns=["profile"])
    seen = Counter((x["Tranche d’âge"], x["Sexe"]) for x in lines(take(world, extract)))
    assert min(seen.values()) >= 20
    Territory.objects.filter(pk=world.home.pk).update(masking_threshold=63)
    with pytest.raises(ValidationError, match="moins de 63 personnes"):
        take(world, extract)


def test_a_line_tells_months_bands_and_coarse_reasons(world):
    people(world.home, 30)
    found = lines(take(world, opened(world)))
    month = re.compile(r"20\d\d-\d\d$")
    for line in found:
        assert re.match(r"[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}$", line["Pseudonyme"])
        assert month.match(line["Acte de volontariat"])
        assert month.match(line["Entrée sur la liste"])
        assert line["Entrée sur la liste"] >= line["Acte de volontariat"]
        assert bool(line["Embauche"]) == bool(line["Mois de l’embauche"])
    assert Counter(line["Motif de la sortie"] for line in found) == {
        "": 11,
        "emploi dans l’EBE": 6,
        "emploi ailleurs": 5,
        # Deaths and illnesses are one with those who wish no more.
        NO_LONGER: 10,
    }
    assert {line["Embauche"] for line in found} == {"", "dans l’EBE", "ailleurs"}
    assert [line["Pseudonyme"] for line in found] == sorted(line["Pseudonyme"] for line in found)


def test_every_reason_has_a_coarse_word_and_none_says_death_or_health():
    assert set(REASONS) == set(OutcomeKind.values) - {OutcomeKind.DUPLICATE}
    assert REASONS["died"] == REASONS["health"] == REASONS["retired"] == NO_LONGER
    assert REASONS["esat"] == REASONS["permanent"]
    assert "note" not in EVENTS


def test_the_facts_say_month_and_nature_under_the_same_pseudonyms(world):
    people(world.home, 8, events=3)
    content = take(world, opened(world))
    facts = sheets_of(content)["Faits"]
    assert facts[0] == ["Pseudonyme", "Mois", "Fait"]
    persons = {line["Pseudonyme"] for line in lines(content)}
    assert {line[0] for line in facts[1:]} <= persons
    assert {line[2] for line in facts[1:]} == {"Contact", "Entretien individuel", "Volontaire"}
    assert {len(line[1]) for line in facts[1:]} == {7}


def test_only_the_columns_that_were_opened_are_there(world):
    people(world.home, 8)
    sheets = sheets_of(take(world, opened(world, columns=["wishes"])))
    assert list(sheets) == ["À lire", "Personnes"]
    assert sheets["Personnes"][0] == ["Pseudonyme", "Temps de travail souhaité"]


def test_the_first_sheet_says_what_for_until_when_and_what_is_due(world):
    people(world.home, 8)
    extract = opened(world)
    about = "\n".join(f"{a} {b}" for a, b in sheets_of(take(world, extract))["À lire"])
    for said in (
        extract.purpose,
        extract.convention,
        "10 lignes",
        "détruits au plus tard",
        "reconnaître quelqu’un",
        "moins de 5 personnes",
        "Communiqué sur",
        "Seconde feuille",
    ):
        assert said in about.replace("\u00a0", " "), said


def test_the_archive_holds_the_same_lines(world):
    people(world.home, 8)
    extract = opened(world)
    told = everything_in(take(world, extract, "csv"))
    assert "Pseudonyme;Quartier ou commune" in told
    assert all(line["Pseudonyme"] in told for line in lines(take(world, extract)))


def test_a_pseudonym_stays_in_its_extract_and_changes_in_another(world):
    people(world.home, 8)
    extract = opened(world)
    first, again = (lines(take(world, extract)) for _ in range(2))
    assert first == again
    operations.give_back(extract, by=world.users["evaluator"])
    other = lines(take(world, opened(world)))
    assert not {x["Pseudonyme"] for x in first} & {x["Pseudonyme"] for x in other}


def test_a_pseudonym_is_made_with_the_key_alone():
    one, two = (pseudonyms.Maker(bytes([at]) * 32) for at in (1, 2))
    assert one.of(7) == one.of(7) != two.of(7)
    assert len({one.of(pk) for pk in range(20_000)}) == 20_000


@pytest.mark.parametrize(
    "change",
    [
        {"limited_on": date(2026, 1, 1)},
        {"anonymised_on": date(2026, 1, 1)},
        {"outcome_kind": "duplicate"},
    ],
)
def test_frozen_erased_and_doubled_files_are_left_out(world, change):
    made = people(world.home, 8)
    extract = opened(world)
    with scoped(world.home.pk):
        Person.objects.filter(pk=made[0].pk).update(**change)
    assert len(lines(take(world, extract))) == 9


def test_whoever_asks_to_be_left_out_is_before_the_answer(world):
    made = people(world.home, 8)
    extract = opened(world)
    as_account(world, "lead")
    record_request(
        made[0], "objection", received_on=day(-1), channel="desk", by=world.users["lead"]
    )
    assert len(lines(take(world, extract))) == 9


# The wall, the trace ────────────────────────────────────────────────────────────────────────────


def test_the_reader_s_own_reach_sees_no_person_before_nor_after(world):
    people(world.home, 8)
    extract = opened(world)
    as_account(world, "evaluator")
    shut = ("ppde_person", "ppde_journeyevent", "evaluation_extractkey", "evaluation_extractline")
    assert [rows(table) for table in shut] == [0, 0, 0, 0]
    with building.download(extract, "xlsx", by=world.users["evaluator"]):
        assert [rows(table) for table in shut] == [0, 0, 0, 0]
    operations.give_back(extract, by=world.users["evaluator"])
    few = opened(world, volunteers_from=date(2025, 2, 11), volunteers_until=date(2025, 2, 12))
    as_account(world, "evaluator")
    with pytest.raises(ValidationError):
        building.download(few, "xlsx", by=world.users["evaluator"])
    assert [rows(table) for table in shut] == [0, 0, 0, 0]
    assert rows("evaluation_extract") == 4


def test_the_hub_reads_neither_what_was_asked_nor_what_is_to_be_taken_out(world):
    opened(world)
    for kind in ("hub_admin", "hub_officer", "funder", "member", "director"):
        as_account(world, kind)
        assert rows("evaluation_extract") == rows("evaluation_removal") == 0, kind
    as_account(world, "dpo")
    assert rows("evaluation_extract") == 3
    assert rows("ppde_person") == 0


def test_each_download_is_in_the_log_of_each_person_in_the_journal_and_watched(world):
    made = people(world.home, 30)
    extract = opened(world)
    take(world, extract)
    take(world, extract, "csv")
    with scoped(world.home.pk):
        log = Reading.objects.filter(person=made[0])
        assert [(r.kind, r.reason, r.user.email) for r in log] == 2 * [
            ("export", f"extrait pseudonymisé n°\u00a0{extract.pk}", "evaluator@exemple.fr")
        ]
        whole = Reading.objects.filter(person=None, rows=32, user=world.users["evaluator"])
        assert whole.count() == 2
        told = Entry.objects.filter(verb="export", object_id=extract.pk).first()
        assert (told.after["rows"], told.is_named) == (32, True)
        assert ExtractLine.objects.filter(extract=extract).count() == 32
        line = ExtractLine.objects.get(extract=extract, person=made[0])
        assert line.first_at < line.last_at
        assert watch_readings(world.home.pk, timezone.localdate()) > 0
        extract = Extract.objects.get(pk=extract.pk)
    assert (extract.downloads, extract.rows) == (2, 32)


def test_the_day_of_the_end_still_opens_and_the_next_does_not(world):
    people(world.home, 8)
    extract = opened(world, until=day(0))
    assert take(world, extract)
    with scoped(world.home.pk):
        Extract.objects.filter(pk=extract.pk).update(until=day(-1))
    with pytest.raises(ValidationError, match="n’est pas ouvert"):
        take(world, extract)


# Size ───────────────────────────────────────────────────────────────────────────────────────────


def test_fifty_lines_ask_no_query_more_than_ten(world):
    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            take(world, extract)
        return len(found)

    people(world.home, 8)
    extract = opened(world)
    few = queries()
    people(world.home, 42, first=80_000)
    assert queries() == few


def test_two_thousand_persons_leave_in_flat_memory(world):
    with scoped(world.home.pk):
        for at in range(8):
            PerimeterUnit.objects.create(territory=world.home, kind="iris", name=f"Îlot {at}")
    people(world.home, 2000, events=1)
    extract = opened(world)
    as_account(world, "evaluator")
    tracemalloc.start()
    with building.download(extract, "xlsx", by=world.users["evaluator"]) as file:
        size = file.seek(0, 2)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert size > 100_000
    assert peak < 8_000_000
