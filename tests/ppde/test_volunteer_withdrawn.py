"""An act of volunteering recorded on the wrong file is taken back, by a fact that says why."""

from datetime import date, timedelta

import pytest
from django.db import connection, transaction
from django.db.utils import IntegrityError
from django.urls import reverse
from django.utils import timezone

from ppde import operations
from ppde.models import EventKind, OutcomeKind, Person
from territories.imports import operations as imports
from territories.models import Entry
from tests.imports.test_persons import staged
from tests.list_kit import refused
from tests.ppde.test_operations import meet

TODAY = timezone.localdate
WHY = "Acte signé par une homonyme."


@pytest.fixture
def signed(as_team, by):
    person = operations.register_person(
        as_team.home, by=by, last_name="Homonyme", first_name="Lou", origin="ccas",
        identified_on=date(2025, 1, 1),
    )  # fmt: skip
    return operations.record_volunteer(person, date(2025, 6, 1), by=by)


def prepare(person, by):
    return operations.prepare_review(
        person, date(2020, 1, 1), date(2011, 1, 1), True, [], TODAY(), by=by
    )


def test_the_act_goes_and_its_history_stays(by, signed):
    review = prepare(signed, by)
    operations.withdraw_volunteer(signed, by=by, reason=WHY)
    one = Person.objects.get(pk=signed.pk)
    assert (one.volunteer_on, one.volunteer_recorded_at, one.state) == (None, None, "identified")
    assert one.met_on is None, "l’acte était la seule rencontre"
    assert not one.reviews.filter(pk=review.pk).exists(), "un examen en attente est sans objet"
    taken = one.events.get(kind=EventKind.VOLUNTEER).corrections.get()
    assert (taken.author, taken.reason) == (by, WHY)
    entry = Entry.objects.filter(verb="correct", object_id=one.pk).latest("pk")
    assert (entry.user, entry.reason, entry.is_named) == (by, WHY, True)
    # She signs one day: her own date fixes her rank.
    operations.record_volunteer(one, date(2026, 2, 3), by=by)
    assert Person.objects.get(pk=one.pk).state == "volunteer"


def test_a_date_corrected_before_is_taken_back_too(by, signed):
    operations.correct_volunteer_date(signed, date(2025, 6, 9), by=by, reason="Acte relu.")
    operations.withdraw_volunteer(signed, by=by, reason=WHY)
    assert Person.objects.get(pk=signed.pk).volunteer_on is None


def test_what_was_built_on_it_keeps_it(as_team, by, signed):
    withdraw = operations.withdraw_volunteer
    assert "Dites pourquoi" in refused(withdraw, signed, by=by, reason=" ")
    review = prepare(signed, by)
    with transaction.atomic():
        point = transaction.savepoint()
        operations.decide_review(review, meet(as_team, by, TODAY()), "incomplete", by=by)
        assert "Le comité s’est prononcé" in refused(withdraw, signed, by=by, reason=WHY)
        transaction.savepoint_rollback(point)
    operations.record_outcome(signed, OutcomeKind.MOVED, TODAY(), by=by)
    assert "Une sortie a suivi" in refused(withdraw, signed, by=by, reason=WHY)
    other = as_team.rows["home"]["person"]
    assert "prononcé" in refused(withdraw, other, by=by, reason=WHY)
    met = operations.register_person(
        as_team.home, by=by, last_name="Autre", first_name="Lou", origin="ccas"
    )
    assert "Aucun volontariat" in refused(withdraw, met, by=by, reason=WHY)


def test_the_database_wants_the_fact_not_only_the_word(signed):
    with pytest.raises(IntegrityError, match="immutable"), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("select set_config('app.correction', 'on', true)")
        Person.objects.filter(pk=signed.pk).update(volunteer_on=None, volunteer_recorded_at=None)


def test_from_the_file(sign_in, signed):
    url = reverse("ppde:volunteer_withdraw", args=["venissieux", signed.pk])
    assert url not in sign_in("officer").get(signed.get_absolute_url()).content.decode()
    client = sign_in("lead")
    assert url in client.get(signed.get_absolute_url()).content.decode()
    assert "n’est pas de cette personne" in client.get(url).content.decode()
    page = client.post(url, {"reason": WHY}, follow=True).content.decode()
    assert "Le volontariat est retiré" in page
    assert url not in page
    assert reverse("ppde:volunteer_record", args=["venissieux", signed.pk]) in page


HEAD = "Numéro;Date de volontariat"


def test_an_import_undone_takes_its_acts_back(as_team, by):
    met, frozen = (
        operations.register_person(
            as_team.home, by=by, last_name=name, first_name="Lou", origin="ccas",
            identified_on=date(2025, 1, 1),
        )
        for name in ("Rencontrée", "Gelée")
    )  # fmt: skip
    lines = [f"{person.reference};02/11/2026" for person in (met, frozen)]
    batch = imports.confirm(staged(as_team, *lines, head=HEAD))
    assert Person.objects.get(pk=met.pk).state == "volunteer"
    Person.objects.filter(pk=frozen.pk).update(limited_on=TODAY() - timedelta(days=1))
    imports.undo(batch, by=by)
    one = Person.objects.get(pk=met.pk)
    assert (one.volunteer_on, one.state) == (None, "identified")
    assert one.events.get(kind=EventKind.VOLUNTEER).corrections.get().author == by
    assert Person.objects.get(pk=frozen.pk).volunteer_on == date(2026, 11, 2), "un dossier gelé"
