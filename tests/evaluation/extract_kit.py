"""Persons enough for an extract, and an extract to take."""

import io
import zipfile
from datetime import date, timedelta

from django.utils import timezone
from python_calamine import CalamineWorkbook

from evaluation.extracts import operations
from evaluation.extracts.models import Extract
from ppde.models import JourneyEvent, Person
from territories.scoping import Reach, apply, reach_of, scope_of, scoped
from tests.world import NAME

TERMS = {
    "purpose": "Combien de temps sépare le volontariat de l’embauche ?",
    "convention": "Évaluation 2026-14",
    "volunteers_from": date(2024, 1, 1),
    "volunteers_until": date(2025, 12, 31),
    "columns": ["profile", "situation", "origin", "place", "wishes", "steps", "exit", "events"],
}
ORIGINS = ("ccas", "ccas", "outreach", "rsa_referent")
OUTCOMES = ("", "", "ebe", "permanent", "died", "health")


def day(n: int) -> date:
    return timezone.localdate() + timedelta(days=n)


def people(territory, n: int, *, events: int = 2, first: int = 70_000) -> list[Person]:
    """Volunteers whose days, numbers, names and words are met nowhere else."""
    with scoped(territory.pk):
        made = Person.objects.bulk_create(
            Person(
                territory=territory,
                number=first + i,
                last_name=f"{NAME}{i}",
                first_name=f"Ondine{i}",
                phone=f"06 98 76 {i // 100:02d} {i % 100:02d}",
                email=f"ondine{i}@prive.example",
                comment=f"Parle de {NAME}",
                birth_year=1960 + i % 45,
                sex="FM"[i % 2],
                origin=ORIGINS[i % 4],
                duration=("1_2", "2_5", "over_5")[i % 3],
                wished_hours=(None, 17, 28, 35)[i % 4],
                identified_on=date(2024, 1, 3) + timedelta(days=i % 300),
                volunteer_on=date(2024, 2, 7) + timedelta(days=i % 300),
                volunteer_recorded_at=timezone.now(),
                eligible_on=date(2024, 3, 9) + timedelta(days=i % 300),
                outcome_kind=OUTCOMES[i % 6],
                outcome_on=date(2025, 4, 11) + timedelta(days=i % 100) if OUTCOMES[i % 6] else None,
                state="listed",
            )
            for i in range(n)
        )
        JourneyEvent.objects.bulk_create(
            JourneyEvent(
                territory=territory,
                person=person,
                kind=("contact", "interview", "note")[at % 3],
                on=date(2024, 5, 13) + timedelta(days=at),
                text=f"Rendez-vous de {NAME}",
            )
            for person in made
            for at in range(events)
        )
    return made


def asked(world, **terms) -> Extract:
    """Asked by the evaluator in its own reach."""
    as_account(world, "evaluator")
    return operations.ask_extract(
        world.home, by=world.users["evaluator"], answer_by=day(20), **TERMS | terms
    )


def opened(world, until: date | None = None, **terms) -> Extract:
    extract = asked(world, **terms)
    as_account(world, "lead")
    extract = operations.accept_extract(extract, by=world.users["lead"], until=until or day(60))
    as_account(world, "evaluator")
    return extract


def as_account(world, kind: str) -> None:
    """What the database is told for a request of this account, and no more."""
    user = world.users[kind]
    user.__dict__.pop("_scope", None)
    apply(reach_of(scope_of(user)))


def nobody() -> None:
    apply(Reach())


def sheets_of(content: bytes) -> dict[str, list[list]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def everything_in(content: bytes) -> str:
    """The words of every part of a ZIP or of an XLSX, which is one."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return "\n".join(
            archive.read(name).decode("utf-8", "replace") for name in archive.namelist()
        )
