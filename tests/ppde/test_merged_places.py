"""Two files of one person put together: the rank that one file would have given, and nobody taken off the list unsaid."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from ppde import operations
from ppde.duplicates import operations as duplicates
from ppde.duplicates.places import place
from ppde.mobilisation import moved_by_refusal
from ppde.models import ListRule, Lookalike, OutcomeKind, Person
from tests.list_kit import change_rule
from tests.ppde.list_model import recognise
from tzcld.ui import french

DAY = timedelta(days=1)
SIGNED = (date(2025, 6, 1), date(2025, 9, 1))


@pytest.fixture
def signed(as_team, by, register):
    """Two files, of which the first was signed three months earlier."""
    files = [register("Karim", "Benaïssa", birth_year=1984) for _ in SIGNED]
    return [operations.record_volunteer(p, on, by=by) for p, on in zip(files, SIGNED, strict=True)]


def reload(person: Person) -> Person:
    return Person.objects.get(pk=person.pk)


def merge(kept, absorbed, by):
    return duplicates.merge(reload(kept), reload(absorbed), {}, by=by, reason="Confirmé.")


def fresh(*persons) -> list[tuple]:
    return [(p.volunteer_on, p.volunteer_recorded_at, p.state) for p in map(reload, persons)]


def compared(world, pair, sign_in) -> str:
    first, second = sorted(pair, key=lambda p: p.pk)
    row = Lookalike.objects.create(
        territory=world.home, first=first, second=second, likeness=1, reasons=["même nom"]
    )
    url = reverse("ppde:duplicate_compare", args=[world.home.slug, row.pk])
    return sign_in("lead").get(url).content.decode()


@pytest.mark.parametrize("kept", [0, 1])
def test_a_date_ended_by_a_decision_does_not_come_back(as_team, by, signed, sign_in, kept):
    """Found not eligible, then signed again in a second file: the rank is that of the second act, and undo gives both back."""
    recognise(signed[0], as_team, by, "not_eligible", date(2025, 7, 1))
    recognise(signed[1], as_team, by, "eligible", date(2025, 10, 2))
    before = fresh(*signed)
    page = compared(as_team, signed, sign_in)
    assert "l’autre date a pris fin par une décision" in page
    assert f"comme le comité l’a décidé le {french.date(date(2025, 10, 2))}" in page
    made = merge(signed[kept], signed[1 - kept], by)
    assert fresh(signed[kept]) == [before[1]]
    duplicates.undo_merge(made, by=by, reason="Deux cousins.")
    assert fresh(*signed) == before


@pytest.mark.parametrize("kept", [0, 1])
def test_a_refusal_that_moved_a_rank_is_not_forgotten(as_team, by, signed, kept):
    today = timezone.localdate()
    for person in signed:
        recognise(person, as_team, by, "eligible", date(2025, 10, 1))
    rule = change_rule(as_team, refusal="back")
    operations.apply_refusal(signed[1], today, 1, rule, by=by)
    before = fresh(*signed)
    assert "la date du refus" in place(*map(reload, signed)).words
    made = merge(signed[kept], signed[1 - kept], by)
    assert fresh(signed[kept]) == [before[1]]
    # The date that the refusal replaced was that of one file alone: in one file, the earlier would be given back.
    with pytest.raises(ValidationError, match=r"Corrigez (d’abord )?la date de volontariat"):
        operations.undo_refusal(reload(signed[kept]), today, "", by=by, reason="Erreur.")
    duplicates.undo_merge(made, by=by, reason="Deux cousins.")
    assert fresh(*signed) == before
    assert "de nouveau au" in operations.undo_refusal(
        reload(signed[1]), today, "", by=by, reason="Erreur."
    )


@pytest.mark.parametrize("kept", [0, 1])
def test_a_refusal_is_undone_once_the_date_is_corrected_as_the_page_says(as_team, by, signed, kept):
    """The answer noted by mistake is not shut in: whoever corrects the date says the rank, and it stays."""
    today = timezone.localdate()
    for person in signed:
        recognise(person, as_team, by, "eligible", date(2025, 10, 1))
    rule = change_rule(as_team, refusal="back")
    operations.apply_refusal(signed[1], today, 1, rule, by=by)
    merge(signed[kept], signed[1 - kept], by)
    operations.correct_volunteer_date(reload(signed[kept]), SIGNED[0], by=by, reason="Refus faux.")
    told = operations.undo_refusal(reload(signed[kept]), today, "", by=by, reason="Erreur.")
    assert "reste au 1er juin 2025" in told.replace("\u00a0", " ")
    person = reload(signed[kept])
    assert person.volunteer_on == SIGNED[0]
    assert moved_by_refusal(person) is None
    assert not person.rank_acts.standing().filter(kind="refusal").exists()


def test_a_return_with_a_new_date_stays_and_waits_for_the_committee_before_the_merge(
    as_team, by, signed, sign_in
):
    """Back with a new date, to be appreciated again, while the other file was recognised before: who is on the list stays."""
    today, (other, back) = timezone.localdate(), signed
    for person in signed:
        recognise(person, as_team, by, "eligible", date(2025, 10, 1))
    ListRule.objects.filter(territory=as_team.home).update(after_job="new")
    left = operations.record_outcome(back, OutcomeKind.PERMANENT, today - 3 * DAY, by=by)
    operations.record_return(left, today - 2 * DAY, by=by)
    page = compared(as_team, signed, sign_in)
    assert f"Faites d’abord apprécier l’éligibilité dans {back.reference}" in page
    with pytest.raises(ValidationError, match="ne retire personne de la liste"):
        merge(other, back, by)
    recognise(reload(back), as_team, by)
    merge(other, back, by)
    assert fresh(other)[0][::2] == (today - 2 * DAY, "listed")


def test_two_decisions_that_contradict_each_other_go_back_to_the_committee(
    as_team, by, signed, sign_in
):
    """Recognised in one file, refused later in the other: nobody is taken off the list, and the page says what to do first."""
    kept, other = signed
    recognise(kept, as_team, by, "eligible", date(2025, 10, 1))
    recognise(other, as_team, by, "not_eligible", date(2025, 11, 1))
    page = compared(as_team, signed, sign_in)
    assert f"{other.reference} non éligible" in page
    assert "Ce que donnera la fusion" not in page
    # It could only be refused.
    assert "Fusionner les deux dossiers" not in page
    with pytest.raises(ValidationError, match=f"corrigez l’issue de l’examen de {other.reference}"):
        merge(kept, other, by)
    # As the page says: the issue was wrong, and waits again.
    operations.reopen_review(other.reviews.get(), by=by, reason="Notée sur un doublon.")
    merge(kept, other, by)
    assert fresh(kept)[0][::2] == (SIGNED[0], "listed")


def test_two_decisions_that_contradict_each_other_where_the_last_is_right(as_team, by, signed):
    kept, other = signed
    recognise(kept, as_team, by, "eligible", date(2025, 10, 1))
    recognise(other, as_team, by, "not_eligible", date(2025, 11, 1))
    operations.leave_ineligible(reload(kept), as_team.rows["home"]["decision"], by=by)
    operations.record_outcome(reload(other), "duplicate", timezone.localdate(), by=by)
    merge(kept, other, by)
    assert reload(kept).outcome_kind == OutcomeKind.INELIGIBLE


def test_an_act_signed_after_a_decision_is_recorded_where_the_decision_is(as_team, by, signed):
    kept, other = signed
    recognise(kept, as_team, by, "not_eligible", date(2025, 7, 1))
    with pytest.raises(
        ValidationError, match=f"ce nouvel acte de volontariat dans {kept.reference}"
    ):
        merge(kept, other, by)
    operations.renew_volunteer(reload(kept), SIGNED[1], by=by)
    merge(kept, other, by)
    assert fresh(kept)[0][::2] == (SIGNED[1], "volunteer")


def test_two_acts_alone_keep_the_first_and_say_it(signed):
    told = place(*signed).words
    assert "la première date de volontariat reste" in told
    assert "Le comité aura à se prononcer" in told
