"""What an import may do and no more: details of facts, the ceiling of a convention, and an undo that takes back its own."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.db.utils import IntegrityError
from django.urls import reverse

from ebe.models import Contract, Convention
from ppde.models import JourneyEvent, Person
from territories.imports import operations, steps
from territories.imports.models import Batch, StagedRow
from territories.models import Entry, Organisation
from tests.imports.staging import problems, staged

# Facts ──────────────────────────────────────────────────────────────────────────────────────────


def test_a_fact_comes_with_what_its_form_asks(as_team):
    Organisation.objects.create(territory=as_team.home, name="Maison Exemple", kind="other")
    text = (
        "N°;Fait;Date;Moyen;Résultat;Relance;Structure;Prescripteur;Fin\n"
        "M-0001;Contact ou tentative;03/11/2026;par téléphone;sans réponse;10/11/2026;;;\n"
        "M-0001;Immersion;04/11/2026;;menée à terme;;Maison Exemple;Maison Exemple;06/11/2026\n"
    )
    text = text.replace("Contact ou tentative", _label("contact")).replace(
        "Immersion", _label("immersion")
    )
    batch = staged(as_team, "faits", text)
    assert problems(batch) == []
    batch = operations.confirm(batch)
    call = JourneyEvent.objects.get(imported_in=batch.pk, kind="contact")
    assert (call.channel, call.result, call.follow_up_on) == (
        "phone",
        "no_answer",
        date(2026, 11, 10),
    )
    stay = JourneyEvent.objects.get(imported_in=batch.pk, kind="immersion")
    assert (stay.organisation.name, stay.prescriber.name, stay.until, stay.result) == (
        "Maison Exemple",
        "Maison Exemple",
        date(2026, 11, 6),
        "completed",
    )
    told = Entry.objects.filter(at=batch.written_at, verb="fact").order_by("pk").first().after
    assert told["moyen"] == "par téléphone"
    assert staged(as_team, "faits", text).counts == {"unchanged": 2, "notes": 0}


def _label(kind: str) -> str:
    return JourneyEvent(kind=kind).get_kind_display()


def test_what_a_fact_does_not_tell_is_refused(as_team):
    Organisation.objects.create(territory=as_team.home, name="Maison Exemple", kind="other")
    text = (
        "N°;Fait;Date;Moyen;Résultat;Relance;Prescripteur;Fin\n"
        f"M-0001;{_label('workshop')};03/11/2026;par téléphone;;;;\n"
        f"M-0001;{_label('contact')};03/11/2026;;menée à terme;;;\n"
        f"M-0001;{_label('contact')};04/11/2026;par téléphone;personne jointe;01/11/2026;;\n"
        f"M-0001;{_label('immersion')};05/11/2026;;;;;\n"
        f"M-0001;{_label('training')};06/11/2026;;;;;01/11/2026\n"
        f"M-0001;{_label('contact')};07/11/2026;par téléphone;;;;\n"
    )
    assert problems(staged(as_team, "faits", text)) == [
        (2, "rule", "channel"),
        (3, "rule", "result"),
        (4, "rule", "follow_up_on"),
        (5, "rule", "prescriber"),
        (6, "rule", "until"),
        (7, "required", "result"),
    ]


# Contracts ──────────────────────────────────────────────────────────────────────────────────────


def test_a_contract_beyond_the_convention_needs_its_reason(as_team):
    Convention.objects.filter(territory=as_team.home).update(fte_ceiling=Decimal("1.8"))
    head = "Nom;Prénom;Poste;Début;Heures;Privation;Raison du dépassement"
    text = f"{head}\nDurand;Zoé;tri;01/10/2025;35;oui;\nRoux;Ana;tri;01/10/2025;35;oui;\nNovak;Tom;tri;01/10/2025;35;oui;relais d’un départ"
    batch = staged(as_team, "contrats", text)
    assert problems(batch) == []
    batch = operations.confirm(batch)
    # The second is counted on top of the first, as two forms in a row would be.
    assert problems(batch) == [(3, "rule", "")]
    (error,) = steps.staged(batch).get(line=3).errors
    assert "au-delà des 1,8" in error["message"]
    assert set(Contract.objects.filter(last_name__in=("Durand", "Roux", "Novak")).values_list("last_name", flat=True)) == {"Durand", "Novak"}  # fmt: skip
    tom = Entry.objects.get(at=batch.written_at, verb="hire", label__contains="Novak")
    assert tom.after["over_ceiling"] == "relais d’un départ"


def test_a_contract_before_any_convention_is_refused(as_team):
    text = "Nom;Prénom;Poste;Début;Heures\nDurand;Zoé;tri;01/01/2011;28"
    assert problems(staged(as_team, "contrats", text)) == [(2, "rule", "starts_on")]


# The row's page ─────────────────────────────────────────────────────────────────────────────────


def test_the_page_of_a_row_says_optional_of_what_is(as_team, client):
    batch = staged(as_team, "personnes", "Nom;Prénom;Téléphone\nDurand;;06 12")
    client.force_login(as_team.users["lead"])
    to = reverse("territories:import_row", args=[as_team.home.slug, "personnes", batch.pk, 2])
    shown = client.get(to).content.decode()
    # Of the three columns, the telephone alone; and the number, always offered.
    assert shown.count("(facultatif)") == 2


# Undoing ────────────────────────────────────────────────────────────────────────────────────────


def _withdraw(world, batch: int, persons=(), events=()) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "select withdraw_import(%s, %s, %s, %s)",
            [world.home.pk, batch, list(persons), list(events)],
        )


def test_a_forged_staged_row_takes_nothing_back(as_team):
    """As the runtime role: it writes staged rows and batches as it likes, never what a fact says of its import."""
    fact = JourneyEvent.objects.filter(territory=as_team.home).first()
    person = fact.person
    forged = Batch.objects.create(
        territory=as_team.home, kind="faits", state="done", format="csv", opened_by=as_team.users["lead"],
    )  # fmt: skip
    for line, target in ((1, fact.pk), (2, person.pk)):
        StagedRow.objects.create(
            territory=as_team.home, batch=forged, is_named=True, opened_by=as_team.users["lead"],
            line=line, action="create", target=target,
        )  # fmt: skip
    before = JourneyEvent.objects.filter(person=person).count()
    with pytest.raises(IntegrityError, match="import wrote"):
        _withdraw(as_team, forged.pk, events=[fact.pk])
    with pytest.raises(IntegrityError, match="import wrote"):
        _withdraw(as_team, forged.pk, persons=[person.pk])
    # A fact of one's own, written as if the import had, opens no door to the others.
    own = JourneyEvent.objects.create(
        territory=as_team.home, person=person, kind="note", on=date(2026, 11, 3), imported_in=forged.pk
    )  # fmt: skip
    with pytest.raises(IntegrityError, match="import wrote"):
        _withdraw(as_team, forged.pk, persons=[person.pk])
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        JourneyEvent.objects.filter(pk=fact.pk).update(imported_in=forged.pk)
    _withdraw(as_team, forged.pk, events=[own.pk])
    assert JourneyEvent.objects.filter(person=person).count() == before


def test_an_import_is_not_withdrawn_under_another_number(as_team):
    first = operations.confirm(staged(as_team, "personnes", "Nom;Prénom\nDurand;Zoé"))
    second = operations.confirm(staged(as_team, "personnes", "Nom;Prénom\nRoux;Ana"))
    zoe = Person.objects.get(last_name="Durand")
    with pytest.raises(IntegrityError, match="import wrote"):
        _withdraw(as_team, second.pk, persons=[zoe.pk])
    assert operations.undo(first, by=first.opened_by).counts["kept"] == 0
    assert not Person.objects.filter(pk=zoe.pk).exists()
